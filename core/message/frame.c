/* SPDX-License-Identifier: MIT */
#include "core/message/frame.h"

#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"

enum { FRAME_VERSION = 1 };

void frame_write(struct buffer *out, uint8_t type, const uint8_t ctx[static 32], struct slice body,
                 const struct identity *signer)
{
    const size_t start = out->size;
    uint8_t hash[32];
    uint8_t signature[IDENTITY_SIGNATURE_BYTES];

    wire_write_u8(out, FRAME_VERSION);
    wire_write_u8(out, type);
    wire_write_u16(out, 0);
    buffer_append(out, ctx, 32);
    buffer_append(out, signer->sign_pk, IDENTITY_PK_BYTES);
    wire_write_u32(out, (uint32_t)body.size);
    buffer_append_slice(out, body);
    hash_tagged(hash, "gw/1/frame", slice_of(out->data + start, out->size - start));
    identity_sign(signer, signature, slice_of(hash, sizeof hash));
    buffer_append(out, signature, sizeof signature);
}

static result read_one(struct frame *out, struct slice bytes, size_t *taken)
{
    struct wire_reader reader = wire_reader_over(bytes);
    struct frame frame = {0};

    const uint8_t version = wire_read_u8(&reader);
    frame.type = wire_read_u8(&reader);
    const uint16_t reserved = wire_read_u16(&reader);
    frame.ctx = wire_read_slice(&reader, 32).data;
    frame.sender = wire_read_slice(&reader, IDENTITY_PK_BYTES).data;
    const uint32_t body_size = wire_read_u32(&reader);
    CHECK(reader.failure == ERROR_NONE && version == FRAME_VERSION && reserved == 0, FRAME_SHAPE);
    CHECK(body_size <= FRAME_MAX - FRAME_OVERHEAD, FRAME_SHAPE);
    frame.body = wire_read_slice(&reader, body_size);
    frame.signature = wire_read_slice(&reader, IDENTITY_SIGNATURE_BYTES).data;
    CHECK(reader.failure == ERROR_NONE, FRAME_SHAPE);

    *taken = FRAME_OVERHEAD + (size_t)body_size;
    frame.bytes = slice_of(bytes.data, *taken);
    hash_tagged(frame.hash, "gw/1/frame", slice_of(bytes.data, FRAME_HEAD + (size_t)body_size));
    *out = frame;
    return OK;
}

result frame_read(struct frame *out, struct slice bytes)
{
    size_t taken = 0;
    struct frame frame;

    TRY(read_one(&frame, bytes, &taken));
    CHECK(taken == bytes.size, FRAME_SHAPE);
    *out = frame;
    return OK;
}

result frame_read_next(struct frame *out, struct slice *rest)
{
    size_t taken = 0;

    TRY(read_one(out, *rest, &taken));
    *rest = slice_of(rest->data + taken, rest->size - taken);
    return OK;
}

result frame_verify(const struct frame *frame)
{
    if (!is_ok(identity_verify(frame->sender, frame->signature, slice_of(frame->hash, 32))))
        return FAIL(FRAME_SIGNATURE);
    return OK;
}
