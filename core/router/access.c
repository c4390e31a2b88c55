/* SPDX-License-Identifier: MIT */
#include "core/router/access.h"

#include <string.h>

#include "core/base/buffer.h"
#include "core/base/hex.h"
#include "core/base/text.h"
#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"
#include "core/crypto/identity.h"
#include "core/message/sealing.h"

enum { END_BYTES = 8, MAC_BYTES = MAILBOX_API_BEARER_BYTES - END_BYTES };

static const char bearer_start[] = "Bearer ";

void access_make_bearer(const struct access *access, uint8_t out[static MAILBOX_API_BEARER_BYTES],
                        const uint8_t mailbox[static MAILBOX_API_ID_BYTES], uint64_t end)
{
    struct hash_parts hash;

    for (size_t i = 0; i < END_BYTES; i++)
        out[i] = (uint8_t)(end >> (8 * (END_BYTES - 1 - i)));
    hash_parts_begin(&hash, MAC_BYTES, access->key, "gridlock/bearer/v1");
    hash_parts_add(&hash, mailbox, MAILBOX_API_ID_BYTES);
    hash_parts_add(&hash, out, END_BYTES);
    hash_parts_end(&hash, out + END_BYTES);
}

bool access_has_bearer(const struct access *access, const char *header,
                       const uint8_t mailbox[static MAILBOX_API_ID_BYTES], uint64_t now)
{
    uint8_t shown[MAILBOX_API_BEARER_BYTES], right[MAILBOX_API_BEARER_BYTES];

    if (!header || !text_starts_with(header, bearer_start) ||
        !is_ok(hex_decode(shown, sizeof shown, header + sizeof bearer_start - 1)))
        return false;
    struct wire_reader reader = wire_reader_over(slice_of(shown, END_BYTES));
    const uint64_t end = wire_read_u64(&reader);
    access_make_bearer(access, right, mailbox, end);
    return sealing_equal(shown, right, sizeof right) && now < end;
}

bool access_is_signed(const char *label, const uint8_t pk[static 32],
                      const uint8_t signature[static MAILBOX_API_SIGNATURE_BYTES],
                      struct slice bytes)
{
    struct buffer SCOPED(buffer_free) statement = {0};

    buffer_append(&statement, label, strlen(label) + 1);
    buffer_append_slice(&statement, bytes);
    return is_ok(identity_verify(pk, signature, buffer_slice(&statement)));
}

void access_mailbox_of(uint8_t out[static MAILBOX_API_ID_BYTES], const uint8_t pk[static 32])
{
    uint8_t labelled[sizeof MAILBOX_API_ID_LABEL + 32];

    memcpy(labelled, MAILBOX_API_ID_LABEL, sizeof MAILBOX_API_ID_LABEL);
    memcpy(labelled + sizeof MAILBOX_API_ID_LABEL, pk, 32);
    hash_blake2b(out, MAILBOX_API_ID_BYTES, slice_of(labelled, sizeof labelled));
}

bool access_is_now(uint64_t claimed, uint64_t now)
{
    const uint64_t apart = claimed > now ? claimed - now : now - claimed;

    return apart <= MAILBOX_API_CLOCK_SECONDS;
}

/* How much of "host:port" is the host. */
static size_t host_size(struct slice host)
{
    size_t size = 0;

    if (host.size && host.data[0] == '[') {
        while (size < host.size && host.data[size] != ']')
            size++;
        return size < host.size ? size + 1 : size;
    }
    while (size < host.size && host.data[size] != ':')
        size++;
    return size;
}

static bool is_this_machine(struct slice host)
{
    const struct slice name = slice_of(host.data, host_size(host));

    if (slice_equal(name, slice_of_text("localhost")) || slice_equal(name, slice_of_text("[::1]")))
        return true;
    if (name.size < 4 || memcmp(name.data, "127.", 4) != 0)
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] != '.' && (name.data[i] < '0' || name.data[i] > '9'))
            return false;
    return true;
}

bool access_is_host(struct slice host, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(host, slice_of_text(names[i])))
            return true;
    return count == 0 && is_this_machine(host);
}
