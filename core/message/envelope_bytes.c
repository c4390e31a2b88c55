/* SPDX-License-Identifier: MIT */
#include "core/message/envelope_bytes.h"

#include <string.h>

#include "core/crypto/hash.h"

void envelope_bytes_key(struct sealing_key *out, const uint8_t shared[static 64],
                        const struct envelope_bytes_parties *parties)
{
    static const uint8_t suite[] = "gridlock/env/v1\0\1"; /* label, 00, 01 */
    SCOPED(buffer_free) struct buffer info = {0};
    uint8_t salt[HASH_BYTES];
    uint8_t okm[SEALING_KEY_BYTES + SEALING_NONCE_BYTES];

    hash_sha256(salt, slice_of(suite, sizeof suite - 1));
    sealing_label(&info, "gridlock/env-key/v1");
    buffer_append(&info, parties->recipient_pid, CARD_PID_BYTES);
    buffer_append(&info, parties->receive_pk, 32);
    buffer_append(&info, parties->box_pk, 32);
    buffer_append(&info, parties->ephemeral_pk, 32);
    buffer_append(&info, parties->mid, ENVELOPE_MID_BYTES);
    hash_hkdf_sha256(okm, sizeof okm, slice_of(salt, sizeof salt), slice_of(shared, 64),
                     buffer_slice(&info));
    memcpy(out->key, okm, SEALING_KEY_BYTES);
    memcpy(out->nonce, okm + SEALING_KEY_BYTES, SEALING_NONCE_BYTES);
    sealing_wipe(okm, sizeof okm);
}

void envelope_bytes_signed(struct buffer *out, const uint8_t head[static ENVELOPE_BYTES_HEAD],
                           const uint8_t recipient_pid[static 32],
                           const uint8_t plain[static ENVELOPE_BYTES_PLAIN], struct slice body)
{
    sealing_label(out, "gridlock/env-sig/v1");
    buffer_append(out, head, ENVELOPE_BYTES_HEAD);
    buffer_append(out, recipient_pid, CARD_PID_BYTES);
    buffer_append(out, plain, ENVELOPE_BYTES_PLAIN);
    buffer_append_slice(out, body);
}
