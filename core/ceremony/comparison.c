/* SPDX-License-Identifier: MIT */
#include "core/ceremony/comparison.h"

#include <stdio.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/crypto/hash.h"
#include "core/message/sealing.h"

enum { HMAC_BYTES = 32 };

void comparison_commit(uint8_t out[static 32], struct slice m3)
{
    SCOPED(buffer_wipe) struct buffer bytes = {0};

    sealing_label(&bytes, "gridlock/sas/commit/v1");
    buffer_append_slice(&bytes, m3);
    hash_sha256(out, buffer_slice(&bytes));
}

void comparison_transcript(uint8_t out[static 32], struct slice m1, struct slice m2,
                           struct slice m3)
{
    SCOPED(buffer_wipe) struct buffer bytes = {0};

    sealing_label(&bytes, "gridlock/sas/transcript/v1");
    buffer_append_slice(&bytes, m1);
    buffer_append_slice(&bytes, m2);
    buffer_append_slice(&bytes, m3);
    hash_sha256(out, buffer_slice(&bytes));
}

/* HKDF with salt T and key material K; `side` 0 leaves the side byte out. */
static void derive(uint8_t *out, size_t size, const struct comparison *comparison,
                   const char *label, uint8_t side)
{
    SCOPED(buffer_free) struct buffer info = {0};

    sealing_label(&info, label);
    if (side != 0)
        wire_write_u8(&info, side);
    hash_hkdf_sha256(out, size, slice_of(comparison->transcript, 32),
                     slice_of(comparison->exchange, 32), buffer_slice(&info));
}

static uint64_t derive_number(const struct comparison *comparison, const char *label, uint8_t side)
{
    uint8_t bytes[8];
    uint64_t number = 0;

    derive(bytes, sizeof bytes, comparison, label, side);
    for (unsigned i = 0; i < sizeof bytes; i++)
        number = number << 8 | bytes[i];
    return number;
}

void comparison_words(uint16_t out[static COMPARISON_WORDS], const struct comparison *comparison,
                      enum comparison_side side)
{
    uint64_t number = derive_number(comparison, "gridlock/sas/words/v1", (uint8_t)side);

    for (unsigned i = COMPARISON_WORDS; i-- > 0;) {
        out[i] = (uint16_t)(number % COMPARISON_LIST);
        number /= COMPARISON_LIST;
    }
}

void comparison_digits(char out[static COMPARISON_DIGITS + 1], const struct comparison *comparison)
{
    const uint64_t number = derive_number(comparison, "gridlock/sas/digits/v1", 0);

    snprintf(out, COMPARISON_DIGITS + 1, "%05u %05u", (unsigned)(number / 100000 % 100000),
             (unsigned)(number % 100000));
}

static void make_hmac(uint8_t out[static HMAC_BYTES], const struct comparison *comparison,
                      enum comparison_side side)
{
    uint8_t key[32];

    derive(key, sizeof key, comparison, "gridlock/sas/confirm/v1", (uint8_t)side);
    sealing_hmac(out, key, slice_of(comparison->transcript, 32));
    sealing_wipe(key, sizeof key);
}

static void signed_bytes(struct buffer *out, const struct comparison *comparison,
                         enum comparison_side side)
{
    sealing_label(out, "gridlock/sas/id/v1");
    wire_write_u8(out, (uint8_t)side);
    buffer_append(out, comparison->transcript, 32);
}

void comparison_confirm(uint8_t out[static COMPARISON_CONFIRM_BYTES],
                        const struct comparison *comparison, enum comparison_side side,
                        const struct identity *identity)
{
    SCOPED(buffer_free) struct buffer message = {0};

    make_hmac(out, comparison, side);
    signed_bytes(&message, comparison, side);
    identity_sign(identity, out + HMAC_BYTES, buffer_slice(&message));
}

result comparison_check(struct slice confirm, const struct comparison *comparison,
                        enum comparison_side side, const uint8_t sign_pk[static 32])
{
    SCOPED(buffer_free) struct buffer message = {0};
    uint8_t expected[HMAC_BYTES];

    CHECK(confirm.size == COMPARISON_CONFIRM_BYTES, COMPARISON_CONFIRM);
    make_hmac(expected, comparison, side);
    CHECK(sealing_equal(expected, confirm.data, HMAC_BYTES), COMPARISON_CONFIRM);
    signed_bytes(&message, comparison, side);
    CHECK(is_ok(identity_verify(sign_pk, confirm.data + HMAC_BYTES, buffer_slice(&message))),
          COMPARISON_CONFIRM);
    return OK;
}

void comparison_wipe(struct comparison *comparison)
{
    sealing_wipe(comparison, sizeof *comparison);
}
