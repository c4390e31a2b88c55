/* SPDX-License-Identifier: MIT */
/* Sealing; opening is in envelope_open.c. */
#include "core/message/envelope.h"

#include <string.h>

#include "core/message/envelope_bytes.h"

uint64_t envelope_counter(uint64_t last, uint64_t now)
{
    const uint64_t by_clock = now << 20;

    return by_clock > last ? by_clock : last + 1;
}

size_t envelope_chunk_count(size_t body_size)
{
    if (body_size == 0)
        return 1;
    const size_t count = (body_size - 1) / ENVELOPE_BODY_MAX + 1;
    return count <= ENVELOPE_CHUNKS_MAX ? count : 0;
}

struct slice envelope_chunk(struct slice body, size_t index)
{
    const size_t start = index * ENVELOPE_BODY_MAX;

    if (start >= body.size)
        return slice_of(NULL, 0);
    const size_t left = body.size - start;
    return slice_of(body.data + start, left < ENVELOPE_BODY_MAX ? left : ENVELOPE_BODY_MAX);
}

static size_t length_for(size_t body_size)
{
    size_t length = 1024;

    while (length < body_size + ENVELOPE_OVERHEAD)
        length *= 4;
    return length;
}

void envelope_mid(uint8_t out[static ENVELOPE_MID_BYTES], struct slice envelope)
{
    memset(out, 0, ENVELOPE_MID_BYTES);
    if (envelope.size >= 8 + ENVELOPE_MID_BYTES)
        memcpy(out, envelope.data + 8, ENVELOPE_MID_BYTES);
}

/* The first 68 bytes. */
static void write_head(struct buffer *out, const uint8_t *mid, const struct receive_key *key,
                       const uint8_t *ephemeral_pk, size_t length)
{
    buffer_append(out, "GLE1", 4);
    wire_write_u8(out, ENVELOPE_BYTES_SUITE);
    buffer_extend(out, 3);
    buffer_append(out, mid, ENVELOPE_MID_BYTES);
    buffer_append(out, key->id, RECEIVE_KEY_ID_BYTES);
    buffer_append(out, ephemeral_pk, 32);
    wire_write_u32(out, (uint32_t)(length - ENVELOPE_BYTES_HEAD));
}

/* The signed fields, the signature, the body and the padding. */
static void write_plain(struct buffer *out, const struct envelope_head *head, struct slice body,
                        const struct identity *sender, const uint8_t *recipient_pid,
                        const struct buffer *outside, size_t length)
{
    SCOPED(buffer_wipe) struct buffer message = {0};
    uint8_t pid[CARD_PID_BYTES], signature[IDENTITY_SIGNATURE_BYTES];

    card_pid(pid, sender->sign_pk, sender->box_pk);
    buffer_append(out, pid, sizeof pid);
    wire_write_u64(out, head->ctr);
    wire_write_u64(out, head->sent_at);
    wire_write_u64(out, head->expires_at);
    wire_write_u16(out, head->type);
    wire_write_u16(out, head->flags);
    wire_write_u32(out, (uint32_t)body.size);
    buffer_append(out, head->session, ENVELOPE_SESSION_BYTES);
    wire_write_u16(out, head->round);
    wire_write_u16(out, head->chunk_index);
    wire_write_u16(out, head->chunk_count);
    wire_write_u16(out, 0);
    envelope_bytes_signed(&message, outside->data, recipient_pid, out->data, body);
    identity_sign(sender, signature, buffer_slice(&message));
    buffer_append(out, signature, sizeof signature);
    buffer_append_slice(out, body);
    buffer_extend(out, length - ENVELOPE_OVERHEAD - body.size);
}

/* Draws the ephemeral key, makes both exchanges and forgets it. */
static result exchange(uint8_t ephemeral_pk[static 32], uint8_t shared[static 64],
                       const struct card *recipient, const struct receive_key *key, struct rng *rng)
{
    uint8_t sk[32];

    rng_fill(rng, sk, sizeof sk);
    sealing_public(ephemeral_pk, sk);
    const result first = sealing_exchange(shared, sk, key->pk);
    const result second = sealing_exchange(shared + 32, sk, recipient->box_pk);
    sealing_wipe(sk, sizeof sk);
    TRY(first);
    return second;
}

result envelope_seal(struct buffer *out, const struct envelope_head *head, struct slice body,
                     const struct identity *sender, const struct card *recipient,
                     const struct receive_key *key, struct rng *rng)
{
    SCOPED(buffer_free) struct buffer outside = {0};
    SCOPED(buffer_wipe) struct buffer plain = {0};
    uint8_t mid[ENVELOPE_MID_BYTES], ephemeral_pk[32], shared[64];
    struct sealing_key sealing;

    CHECK(body.size <= ENVELOPE_BODY_MAX, ENVELOPE_LONG);
    CHECK(head->chunk_count >= 1 && head->chunk_count <= ENVELOPE_CHUNKS_MAX, ENVELOPE_LONG);
    CHECK(head->chunk_index < head->chunk_count, ENVELOPE_LONG);
    CHECK(receive_key_is_usable(key, head->sent_at), RECEIVE_KEY_OLD);
    const size_t length = length_for(body.size);

    rng_fill(rng, mid, sizeof mid);
    const result exchanged = exchange(ephemeral_pk, shared, recipient, key, rng);
    if (!is_ok(exchanged)) {
        sealing_wipe(shared, sizeof shared);
        return exchanged;
    }
    envelope_bytes_key(&sealing, shared,
                       &(struct envelope_bytes_parties){recipient->pid, key->pk, recipient->box_pk,
                                                        ephemeral_pk, mid});
    sealing_wipe(shared, sizeof shared);
    write_head(&outside, mid, key, ephemeral_pk, length);
    write_plain(&plain, head, body, sender, recipient->pid, &outside, length);
    buffer_append_slice(out, buffer_slice(&outside));
    sealing_close(buffer_extend(out, length - ENVELOPE_BYTES_HEAD), &sealing, buffer_slice(&plain),
                  buffer_slice(&outside));
    sealing_key_wipe(&sealing);
    return OK;
}
