/* SPDX-License-Identifier: MIT */
#include "core/base/base58.h"

#include <sodium.h> /* allowed: crypto_hash_sha256, because core/base knows no core/crypto */
#include <stdlib.h>
#include <string.h>

enum { CHECKSUM_BYTES = 4 };

static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/* Long division of the whole number by 58, digit after digit; leading zero bytes become '1'. */
void base58_encode(struct buffer *out, struct slice bytes)
{
    uint8_t digits[BASE58_TEXT_MAX] = {0};
    size_t count = 0;
    size_t zeros = 0;

    if (bytes.size > BASE58_BYTES_MAX)
        abort();
    while (zeros < bytes.size && bytes.data[zeros] == 0)
        zeros++;
    for (size_t i = zeros; i < bytes.size; i++) {
        unsigned carry = bytes.data[i];
        for (size_t k = 0; k < count; k++) {
            carry += (unsigned)digits[k] << 8;
            digits[k] = (uint8_t)(carry % 58);
            carry /= 58;
        }
        for (; carry; carry /= 58)
            digits[count++] = (uint8_t)(carry % 58);
    }
    for (size_t i = 0; i < zeros; i++)
        buffer_append(out, alphabet, 1);
    while (count)
        buffer_append(out, &alphabet[digits[--count]], 1);
}

result base58_decode(struct buffer *out, const char *text)
{
    uint8_t bytes[BASE58_BYTES_MAX] = {0}; /* little-endian */
    const size_t size = strlen(text);
    size_t count = 0;
    size_t zeros = 0;

    CHECK(size < BASE58_TEXT_MAX, BITCOIN_ADDRESS);
    while (text[zeros] == alphabet[0])
        zeros++;
    for (size_t i = zeros; i < size; i++) {
        const char *found = strchr(alphabet, text[i]);
        CHECK(found, BITCOIN_ADDRESS);
        unsigned carry = (unsigned)(found - alphabet);
        for (size_t k = 0; k < count; k++) {
            carry += bytes[k] * 58u;
            bytes[k] = (uint8_t)carry;
            carry >>= 8;
        }
        CHECK(!carry || count < sizeof bytes, BITCOIN_ADDRESS);
        if (carry)
            bytes[count++] = (uint8_t)carry;
    }
    buffer_extend(out, zeros);
    while (count)
        buffer_append(out, &bytes[--count], 1);
    return OK;
}

static void checksum(uint8_t out[static CHECKSUM_BYTES], struct slice payload)
{
    uint8_t hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(hash, payload.data, payload.size);
    crypto_hash_sha256(hash, hash, sizeof hash);
    memcpy(out, hash, CHECKSUM_BYTES);
}

void base58_check_encode(struct buffer *out, struct slice payload)
{
    SCOPED(buffer_free) struct buffer all = {0};
    uint8_t sum[CHECKSUM_BYTES];

    checksum(sum, payload);
    buffer_append_slice(&all, payload);
    buffer_append(&all, sum, sizeof sum);
    base58_encode(out, buffer_slice(&all));
}

result base58_check_decode(struct buffer *out, const char *text)
{
    SCOPED(buffer_free) struct buffer all = {0};
    uint8_t sum[CHECKSUM_BYTES];

    TRY(base58_decode(&all, text));
    CHECK(all.size > CHECKSUM_BYTES, BITCOIN_ADDRESS);
    const size_t size = all.size - CHECKSUM_BYTES;
    checksum(sum, slice_of(all.data, size));
    CHECK(memcmp(sum, all.data + size, sizeof sum) == 0, BITCOIN_ADDRESS_CHECKSUM);
    buffer_append(out, all.data, size);
    return OK;
}
