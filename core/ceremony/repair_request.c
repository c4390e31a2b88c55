/* SPDX-License-Identifier: MIT */
/* REPAIR_REQ: who is to be helped, and by whom. */
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/ceremony/repair.h"
#include "core/crypto/hash.h"

enum { RANDOM_BYTES = 32 };

static const uint8_t no_ctx[32];

/* Exactly t ascending helpers of this committee, the target not among them. */
static bool fits(const struct repair_request *request, const struct epoch_record *record)
{
    if (request->t != record->t || request->target >= record->n)
        return false;
    for (size_t k = 0; k < request->t; k++) {
        const uint16_t seat = request->helper[k];
        if (seat >= record->n || seat == request->target ||
            (k > 0 && seat <= request->helper[k - 1]))
            return false;
    }
    return true;
}

result repair_request_write(struct buffer *out, const struct epoch_record *record, uint16_t target,
                            const uint16_t *helpers, uint64_t expiry, const struct identity *signer,
                            struct rng *rng)
{
    struct repair_request request = {.target = target, .t = record->t, .expiry = expiry};
    struct buffer body SCOPED(buffer_free) = {0};

    memcpy(request.helper, helpers, record->t * sizeof helpers[0]);
    CHECK(fits(&request, record), REPAIR_SHAPE);
    buffer_append(&body, record->hash, sizeof record->hash);
    wire_write_u16(&body, target);
    for (size_t k = 0; k < request.t; k++)
        wire_write_u16(&body, request.helper[k]);
    wire_write_u64(&body, expiry);
    rng_fill(rng, buffer_extend(&body, RANDOM_BYTES), RANDOM_BYTES);
    frame_write(out, FRAME_REPAIR_REQ, no_ctx, buffer_slice(&body), signer);
    return OK;
}

result repair_request_read(struct repair_request *out, const struct frame *frame,
                           const struct epoch_record *record)
{
    struct wire_reader reader = wire_reader_over(frame->body);
    struct repair_request request = {.t = record->t};

    CHECK(frame->type == FRAME_REPAIR_REQ && memcmp(frame->ctx, no_ctx, 32) == 0, REPAIR_SHAPE);
    wire_read_fixed(&reader, request.epoch_hash, sizeof request.epoch_hash);
    CHECK(reader.failure == ERROR_NONE, REPAIR_SHAPE);
    CHECK(memcmp(request.epoch_hash, record->hash, 32) == 0, REPAIR_EPOCH);
    request.target = wire_read_u16(&reader);
    for (size_t k = 0; k < request.t; k++)
        request.helper[k] = wire_read_u16(&reader);
    request.expiry = wire_read_u64(&reader);
    wire_read_fixed(&reader, request.rnd, sizeof request.rnd);
    CHECK(is_ok(wire_reader_finish(&reader)) && fits(&request, record), REPAIR_SHAPE);
    TRY(frame_verify(frame));

    hash_tagged(request.cid, "gw/1/repair", frame->body);
    memcpy(request.coordinator, frame->sender, 32);
    *out = request;
    return OK;
}
