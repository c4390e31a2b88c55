/* SPDX-License-Identifier: MIT */
/* Opening an envelope: each check of enigma-node-and-router E.4, in its order. */
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/message/envelope.h"
#include "core/message/envelope_bytes.h"

/* The outer fields; all borrowed. */
struct outside {
    const uint8_t *bytes; /* 68: the associated data */
    const uint8_t *mid;
    const uint8_t *key_id;
    const uint8_t *ephemeral_pk;
    struct slice sealed;
};

static bool is_envelope_length(size_t size)
{
    return size == 1024 || size == 4096 || size == 16384 || size == 65536 || size == 262144;
}

static result read_outside(struct outside *out, struct slice envelope)
{
    static const uint8_t zero[3] = {0};
    struct wire_reader reader = wire_reader_over(envelope);

    CHECK(is_envelope_length(envelope.size), ENVELOPE_SIZE);
    wire_expect(&reader, slice_equal(wire_read_slice(&reader, 4), slice_of("GLE1", 4)));
    wire_expect(&reader, wire_read_u8(&reader) == ENVELOPE_BYTES_SUITE);
    wire_expect(&reader, slice_equal(wire_read_slice(&reader, 3), slice_of(zero, 3)));
    out->bytes = envelope.data;
    out->mid = wire_read_slice(&reader, ENVELOPE_MID_BYTES).data;
    out->key_id = wire_read_slice(&reader, RECEIVE_KEY_ID_BYTES).data;
    out->ephemeral_pk = wire_read_slice(&reader, 32).data;
    wire_expect(&reader, wire_read_u32(&reader) == envelope.size - ENVELOPE_BYTES_HEAD);
    out->sealed = wire_read_rest(&reader);
    CHECK(is_ok(wire_reader_finish(&reader)), ENVELOPE_SHAPE);
    return OK;
}

static const struct envelope_key *find_key(const struct envelope_receiver *receiver,
                                           const uint8_t *id)
{
    for (size_t i = 0; i < receiver->key_count; i++)
        if (memcmp(receiver->keys[i].id, id, RECEIVE_KEY_ID_BYTES) == 0)
            return &receiver->keys[i];
    return NULL;
}

static result exchange(uint8_t shared[static 64], const struct envelope_receiver *receiver,
                       const struct envelope_key *key, const uint8_t *ephemeral_pk)
{
    const uint8_t *sk = secret_lend(key->secret);
    const result first = sealing_exchange(shared, sk, ephemeral_pk);
    secret_take_back(key->secret);

    TRY(first);
    return identity_exchange(receiver->identity, shared + 32, ephemeral_pk);
}

/* Decrypts into `plain`. */
static result unseal(struct buffer *plain, const struct outside *outside,
                     const struct envelope_receiver *receiver, const uint8_t *own_pid)
{
    uint8_t shared[64] = {0};
    struct sealing_key sealing;

    const struct envelope_key *key = find_key(receiver, outside->key_id);
    CHECK(key != NULL, ENVELOPE_KEY);
    const result exchanged = exchange(shared, receiver, key, outside->ephemeral_pk);
    envelope_bytes_key(&sealing, shared,
                       &(struct envelope_bytes_parties){own_pid, key->pk,
                                                        receiver->identity->box_pk,
                                                        outside->ephemeral_pk, outside->mid});
    sealing_wipe(shared, sizeof shared);
    uint8_t *room = buffer_extend(plain, outside->sealed.size - SEALING_TAG_BYTES);
    const result opened = sealing_open(room, &sealing, outside->sealed,
                                       slice_of(outside->bytes, ENVELOPE_BYTES_HEAD));
    sealing_key_wipe(&sealing);
    CHECK(is_ok(exchanged) && is_ok(opened), ENVELOPE_SEAL);
    return OK;
}

static bool is_all_zero(struct slice bytes)
{
    uint8_t any = 0;

    for (size_t i = 0; i < bytes.size; i++)
        any |= bytes.data[i];
    return any == 0;
}

/* The inner fields, after the sender was found to be known. */
static result read_inside(struct envelope_content *content, const uint8_t **signature)
{
    struct wire_reader reader = wire_reader_over(buffer_slice(&content->plain));
    struct envelope_head *head = &content->head;

    wire_read_slice(&reader, CARD_PID_BYTES);
    head->ctr = wire_read_u64(&reader);
    head->sent_at = wire_read_u64(&reader);
    head->expires_at = wire_read_u64(&reader);
    head->type = wire_read_u16(&reader);
    head->flags = wire_read_u16(&reader);
    const uint32_t body_size = wire_read_u32(&reader);
    wire_read_fixed(&reader, head->session, ENVELOPE_SESSION_BYTES);
    head->round = wire_read_u16(&reader);
    head->chunk_index = wire_read_u16(&reader);
    head->chunk_count = wire_read_u16(&reader);
    wire_expect(&reader, wire_read_u16(&reader) == 0);
    wire_expect(&reader, head->flags <= ENVELOPE_RECEIPT_WANTED);
    wire_expect(&reader, head->chunk_count <= ENVELOPE_CHUNKS_MAX);
    wire_expect(&reader, head->chunk_index < head->chunk_count);
    *signature = wire_read_slice(&reader, IDENTITY_SIGNATURE_BYTES).data;
    content->body = wire_read_slice(&reader, body_size);
    wire_expect(&reader, is_all_zero(wire_read_rest(&reader)));
    CHECK(is_ok(wire_reader_finish(&reader)), ENVELOPE_CONTENT);
    return OK;
}

static result check_signature(const struct envelope_content *content, const uint8_t *signature,
                              const struct outside *outside, const uint8_t *own_pid,
                              const uint8_t *sign_pk)
{
    SCOPED(buffer_wipe) struct buffer message = {0};

    envelope_bytes_signed(&message, outside->bytes, own_pid, content->plain.data, content->body);
    CHECK(is_ok(identity_verify(sign_pk, signature, buffer_slice(&message))), ENVELOPE_SIGNATURE);
    return OK;
}

static result check_time(const struct envelope_head *head, uint64_t now)
{
    CHECK(head->expires_at > now, ENVELOPE_EXPIRED);
    CHECK(head->sent_at <= now || head->sent_at - now <= ENVELOPE_CLOCK_AHEAD, ENVELOPE_AHEAD);
    return OK;
}

static result open_checked(struct envelope_content *content, struct slice envelope,
                           const struct envelope_receiver *receiver)
{
    struct outside outside;
    uint8_t own_pid[CARD_PID_BYTES], sign_pk[IDENTITY_PK_BYTES];
    const uint8_t *signature = NULL;

    TRY(read_outside(&outside, envelope));
    card_pid(own_pid, receiver->identity->sign_pk, receiver->identity->box_pk);
    TRY(unseal(&content->plain, &outside, receiver, own_pid));
    memcpy(content->mid, outside.mid, ENVELOPE_MID_BYTES);
    memcpy(content->sender, content->plain.data, CARD_PID_BYTES);
    CHECK(receiver->find_peer(receiver->context, content->sender, sign_pk), ENVELOPE_STRANGER);
    TRY(read_inside(content, &signature));
    TRY(check_signature(content, signature, &outside, own_pid, sign_pk));
    return check_time(&content->head, receiver->now);
}

result envelope_open(struct envelope_content *out, struct slice envelope,
                     const struct envelope_receiver *receiver)
{
    struct envelope_content content = {0};
    const result opened = open_checked(&content, envelope, receiver);

    if (!is_ok(opened)) {
        envelope_content_free(&content);
        return opened;
    }
    *out = content;
    return OK;
}

void envelope_content_free(struct envelope_content *content)
{
    buffer_wipe(&content->plain);
    content->body = slice_of(NULL, 0);
}
