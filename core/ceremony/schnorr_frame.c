/* SPDX-License-Identifier: MIT */
#include "core/ceremony/schnorr_frame.h"

#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"

enum { LANE_BYTE = 0, TAPMODE_KEY_ONLY = 1 };
static const uint32_t hardened_from = 0x80000000U;

result schnorr_frame_read_nonce_request(struct schnorr_nonce_request *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct schnorr_nonce_request read = {0};

    read.epoch_hash = wire_read_slice(&reader, 32).data;
    read.intent_hash = wire_read_slice(&reader, 32).data;
    read.count = wire_read_u16(&reader);
    (void)wire_read_slice(&reader, 16); /* rnd: makes every request one of its own */
    wire_expect(&reader, read.count >= 1 && read.count <= SCHNORR_ITEMS_MAX);
    TRY(wire_reader_finish(&reader));
    *out = read;
    return OK;
}

result schnorr_frame_read_nonces(struct schnorr_nonces *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct schnorr_nonces read = {0};

    read.seat = wire_read_u16(&reader);
    read.epoch_hash = wire_read_slice(&reader, 32).data;
    read.stream = wire_read_slice(&reader, SCHNORR_STREAM_BYTES).data;
    read.first = wire_read_u64(&reader);
    read.count = wire_read_u16(&reader);
    wire_expect(&reader, read.count >= 1 && read.count <= SCHNORR_ITEMS_MAX);
    wire_expect(&reader, read.first <= UINT64_MAX - SCHNORR_ITEMS_MAX);
    read.commitments = wire_read_slice(&reader, (size_t)read.count * FROST_COMMITMENT_BYTES);
    TRY(wire_reader_finish(&reader));
    *out = read;
    return OK;
}

static void read_signers(struct schnorr_request *out, struct wire_reader *reader)
{
    out->signers = wire_read_u8(reader);
    wire_expect(reader, out->signers >= 1 && out->signers <= SEATS_MAX);
    if (reader->failure != ERROR_NONE)
        out->signers = 0;
    for (size_t i = 0; i < out->signers; i++) {
        out->seat[i] = wire_read_u16(reader);
        wire_expect(reader, i == 0 || out->seat[i] > out->seat[i - 1]);
    }
    for (size_t i = 0; i < out->signers; i++) {
        out->stream[i] = wire_read_slice(reader, SCHNORR_STREAM_BYTES).data;
        out->first[i] = wire_read_u64(reader);
        wire_expect(reader, out->first[i] <= UINT64_MAX - SCHNORR_ITEMS_MAX);
    }
}

static void read_item(struct schnorr_item *item, struct slice *commitments,
                      struct wire_reader *reader, size_t signers)
{
    *item = (struct schnorr_item){0};
    wire_read_fixed(reader, item->digest, sizeof item->digest);
    item->depth = wire_read_u8(reader);
    wire_expect(reader, item->depth <= SCHNORR_DEPTH_MAX);
    if (reader->failure != ERROR_NONE)
        item->depth = 0;
    for (size_t i = 0; i < item->depth; i++) {
        item->path[i] = wire_read_u32(reader);
        wire_expect(reader, item->path[i] < hardened_from);
    }
    wire_expect(reader, wire_read_u8(reader) == TAPMODE_KEY_ONLY);
    *commitments = wire_read_slice(reader, signers * FROST_COMMITMENT_BYTES);
}

result schnorr_frame_read_request(struct schnorr_request *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct schnorr_request read = {0};
    struct schnorr_item item;
    struct slice commitments;

    read.epoch_hash = wire_read_slice(&reader, 32).data;
    wire_expect(&reader, wire_read_u8(&reader) == LANE_BYTE);
    read.attempt = wire_read_u16(&reader);
    read.intent_hash = wire_read_slice(&reader, 32).data;
    read.expiry = wire_read_u64(&reader);
    read_signers(&read, &reader);
    read.count = wire_read_u16(&reader);
    wire_expect(&reader, read.count >= 1 && read.count <= SCHNORR_ITEMS_MAX);
    TRY((result){reader.failure});

    read.items = slice_of(reader.next, reader.left);
    for (size_t i = 0; i < read.count; i++)
        read_item(&item, &commitments, &reader, read.signers);
    TRY(wire_reader_finish(&reader));
    hash_tagged(read.sid, "gw/1/session", body);
    *out = read;
    return OK;
}

void schnorr_frame_next_item(struct schnorr_item *item, struct slice *commitments,
                             struct slice *rest, size_t signers)
{
    struct wire_reader reader = wire_reader_over(*rest);

    read_item(item, commitments, &reader, signers);
    *rest = slice_of(reader.next, reader.left);
}

result schnorr_frame_read_partials(struct schnorr_partials *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct schnorr_partials read = {0};

    read.seat = wire_read_u16(&reader);
    read.stream = wire_read_slice(&reader, SCHNORR_STREAM_BYTES).data;
    read.first = wire_read_u64(&reader);
    read.count = wire_read_u16(&reader);
    wire_expect(&reader, read.count >= 1 && read.count <= SCHNORR_ITEMS_MAX);
    read.partials = wire_read_slice(&reader, (size_t)read.count * FROST_PARTIAL_BYTES);
    TRY(wire_reader_finish(&reader));
    *out = read;
    return OK;
}

result schnorr_frame_read_reject(struct schnorr_reject *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct schnorr_reject read = {0};

    read.seat = wire_read_u16(&reader);
    read.code = wire_read_u8(&reader);
    read.base = wire_read_u64(&reader);
    read.epoch_hash = wire_read_slice(&reader, 32).data;
    TRY(wire_reader_finish(&reader));
    *out = read;
    return OK;
}

void schnorr_frame_write_item(struct buffer *out, const struct schnorr_item *item)
{
    buffer_append(out, item->digest, sizeof item->digest);
    wire_write_u8(out, item->depth);
    for (size_t i = 0; i < item->depth; i++)
        wire_write_u32(out, item->path[i]);
    wire_write_u8(out, TAPMODE_KEY_ONLY);
}
