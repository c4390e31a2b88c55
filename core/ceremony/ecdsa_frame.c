/* SPDX-License-Identifier: MIT */
#include "core/ceremony/ecdsa_frame.h"

#include <string.h>

#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"

enum { NORMAL_MOST = 0x7FFFFFFF };

static void read_item(struct ecdsa_item *item, struct wire_reader *reader)
{
    wire_read_fixed(reader, item->digest, sizeof item->digest);
    item->depth = wire_read_u8(reader);
    wire_expect(reader, item->depth <= ECDSA_DEPTH_MAX);
    for (size_t k = 0; k < item->depth && k < ECDSA_DEPTH_MAX; k++) {
        item->path[k] = wire_read_u32(reader);
        wire_expect(reader, item->path[k] <= NORMAL_MOST);
    }
}

static result read_request(struct ecdsa_request *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);

    wire_read_fixed(&reader, out->epoch_hash, sizeof out->epoch_hash);
    wire_read_fixed(&reader, out->intent_hash, sizeof out->intent_hash);
    out->attempt = wire_read_u16(&reader);
    out->expiry = wire_read_u64(&reader);
    out->signer_count = wire_read_u8(&reader);
    wire_expect(&reader, out->signer_count <= ECDSA_SEATS_MAX);
    for (size_t i = 0; i < out->signer_count && i < ECDSA_SEATS_MAX; i++) {
        out->seat[i] = wire_read_u16(&reader);
        wire_expect(&reader, i == 0 || out->seat[i] > out->seat[i - 1]);
    }
    out->item_count = wire_read_u8(&reader);
    wire_expect(&reader, out->item_count >= 1 && out->item_count <= ECDSA_ITEMS_MAX);
    for (size_t i = 0; i < out->item_count && i < ECDSA_ITEMS_MAX; i++)
        read_item(&out->item[i], &reader);
    return wire_reader_finish(&reader);
}

static bool has_seat(const struct ecdsa_request *request, uint16_t seat)
{
    for (size_t i = 0; i < request->signer_count; i++)
        if (request->seat[i] == seat)
            return true;
    return false;
}

enum ecdsa_code ecdsa_frame_read_request(struct ecdsa_request *out, const struct frame *frame,
                                         const struct epoch_record *record, uint16_t own)
{
    struct ecdsa_request request = {0};

    if (!is_ok(read_request(&request, frame->body)))
        return ECDSA_CODE_BAD_REQUEST;
    if (memcmp(request.epoch_hash, record->hash, sizeof record->hash) != 0)
        return ECDSA_CODE_STALE_EPOCH;
    if (record->t < 2 || request.signer_count != record->t || !has_seat(&request, own) ||
        request.seat[request.signer_count - 1] >= record->n)
        return ECDSA_CODE_BAD_REQUEST;
    memcpy(request.hash, frame->hash, sizeof request.hash);
    memcpy(request.coordinator, frame->sender, sizeof request.coordinator);
    *out = request;
    return ECDSA_CODE_OK;
}

void ecdsa_frame_write_request(struct buffer *out, const struct ecdsa_request *request,
                               const struct identity *signer)
{
    static const uint8_t no_ctx[32] = {0};
    struct buffer body SCOPED(buffer_free) = {0};

    buffer_append(&body, request->epoch_hash, 32);
    buffer_append(&body, request->intent_hash, 32);
    wire_write_u16(&body, request->attempt);
    wire_write_u64(&body, request->expiry);
    wire_write_u8(&body, request->signer_count);
    for (size_t i = 0; i < request->signer_count; i++)
        wire_write_u16(&body, request->seat[i]);
    wire_write_u8(&body, request->item_count);
    for (size_t i = 0; i < request->item_count; i++) {
        buffer_append(&body, request->item[i].digest, 32);
        wire_write_u8(&body, request->item[i].depth);
        for (size_t k = 0; k < request->item[i].depth; k++)
            wire_write_u32(&body, request->item[i].path[k]);
    }
    frame_write(out, FRAME_E_REQ, no_ctx, buffer_slice(&body), signer);
}

void ecdsa_frame_write_reject(struct buffer *out, const uint8_t request_hash[static 32],
                              uint16_t seat, enum ecdsa_code code,
                              const uint8_t epoch_hash[static 32], const struct identity *signer)
{
    struct buffer body SCOPED(buffer_free) = {0};

    wire_write_u16(&body, seat);
    wire_write_u8(&body, (uint8_t)code);
    wire_write_u64(&body, 0);
    buffer_append(&body, epoch_hash, 32);
    frame_write(out, FRAME_REJECT, request_hash, buffer_slice(&body), signer);
}

result ecdsa_frame_read_reject(struct ecdsa_reject *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct ecdsa_reject reject;

    reject.seat = wire_read_u16(&reader);
    reject.code = wire_read_u8(&reader);
    (void)wire_read_u64(&reader);
    (void)wire_read_slice(&reader, 32);
    TRY(wire_reader_finish(&reader));
    *out = reject;
    return OK;
}

result ecdsa_frame_read_opening(struct ecdsa_opening *out, struct slice body, size_t signer_count)
{
    struct wire_reader reader = wire_reader_over(body);
    struct ecdsa_opening opening;

    CHECK(body.size == ecdsa_frame_opening_size(signer_count), ECDSA_BODY);
    opening.seat = wire_read_u16(&reader);
    opening.nonce = wire_read_slice(&reader, 32).data;
    opening.psids = wire_read_rest(&reader).data;
    *out = opening;
    return OK;
}

void ecdsa_frame_session_id(uint8_t sigid[static 32], const struct ecdsa_request *request,
                            const uint8_t *open_hashes)
{
    struct hash_parts hash;

    hash_parts_begin(&hash, 32, NULL, "w1/sigid");
    hash_parts_add(&hash, request->epoch_hash, 32);
    hash_parts_add(&hash, request->hash, 32);
    for (size_t i = 0; i < request->signer_count; i++)
        hash_parts_add(&hash, open_hashes + 32 * i, 32);
    hash_parts_end(&hash, sigid);
}

void ecdsa_frame_write_abort(struct buffer *out, const uint8_t ctx[static 32],
                             enum ecdsa_reason reason, uint16_t accused, const struct slice *frames,
                             size_t frame_count, const struct identity *signer)
{
    struct buffer body SCOPED(buffer_free) = {0};

    wire_write_u8(&body, (uint8_t)reason);
    wire_write_u8(&body, 0);
    wire_write_u16(&body, accused);
    wire_write_u16(&body, (uint16_t)frame_count);
    for (size_t i = 0; i < frame_count; i++) {
        wire_write_u32(&body, (uint32_t)frames[i].size);
        buffer_append_slice(&body, frames[i]);
    }
    frame_write(out, FRAME_ABORT, ctx, buffer_slice(&body), signer);
}

result ecdsa_frame_read_abort(struct ecdsa_abort *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct ecdsa_abort abort;

    const uint8_t reason = wire_read_u8(&reader);
    wire_expect(&reader, reason >= ECDSA_REASON_EQUIVOCATION && reason <= ECDSA_REASON_TIMEOUT);
    wire_expect(&reader, wire_read_u8(&reader) == 0);
    abort.accused = wire_read_u16(&reader);
    abort.frame_count = wire_read_u16(&reader);
    wire_expect(&reader, abort.frame_count <= ECDSA_SEATS_MAX);
    abort.frames = wire_read_rest(&reader);
    TRY(wire_reader_finish(&reader));
    abort.reason = (enum ecdsa_reason)reason;
    *out = abort;
    return OK;
}

result ecdsa_frame_next_inside(struct frame *out, struct slice *rest)
{
    struct wire_reader reader = wire_reader_over(*rest);
    const uint32_t size = wire_read_u32(&reader);
    const struct slice bytes = wire_read_slice(&reader, size);
    const struct slice left = wire_read_rest(&reader);

    TRY(wire_reader_finish(&reader));
    TRY(frame_read(out, bytes));
    *rest = left;
    return OK;
}

size_t ecdsa_frame_opening_size(size_t signer_count)
{
    return 2 + 32 + 32 * (signer_count - 1);
}

size_t ecdsa_frame_round2_size(size_t signer_count, size_t item_count)
{
    return 32 + item_count * (POINT_BYTES + 32 + POINT_BYTES + POINT_BYTES * (signer_count - 1));
}

size_t ecdsa_frame_body_size(uint8_t type, size_t signer_count, size_t item_count)
{
    if (type == FRAME_E_COM)
        return item_count * ECDSA_COM_ITEM;
    if (type == FRAME_E_M1)
        return 2 + item_count * ECDSA_M1_ITEM;
    if (type == FRAME_E_R2)
        return ecdsa_frame_round2_size(signer_count, item_count);
    if (type == FRAME_E_M2)
        return 2 + item_count * ECDSA_M2_ITEM;
    if (type == FRAME_E_R3)
        return 32 + item_count * ECDSA_R3_ITEM;
    return 0;
}

enum error_code ecdsa_frame_reason_error(enum ecdsa_reason reason)
{
    switch (reason) {
    case ECDSA_REASON_NONE:
        return ERROR_NONE;
    case ECDSA_REASON_EQUIVOCATION:
        return ERROR_ECDSA_EQUIVOCATION;
    case ECDSA_REASON_COMMIT:
    case ECDSA_REASON_MALFORMED:
    case ECDSA_REASON_PK_RELATION:
        return ERROR_ECDSA_FALSE;
    case ECDSA_REASON_RETRY:
        return ERROR_ECDSA_RETRY;
    case ECDSA_REASON_Z_MISMATCH:
    case ECDSA_REASON_EXT:
    case ECDSA_REASON_VOLE:
    case ECDSA_REASON_GAMMA:
        return ERROR_ECDSA_MARKED;
    case ECDSA_REASON_PK_SUM:
        return ERROR_ECDSA_PK_SUM;
    case ECDSA_REASON_FINAL:
        return ERROR_ECDSA_FINAL;
    case ECDSA_REASON_PAIR_MALFORMED:
        return ERROR_PAIR_MALFORMED;
    case ECDSA_REASON_TIMEOUT:
        return ERROR_ECDSA_TIMEOUT;
    }
    return ERROR_INTERNAL;
}

enum error_code ecdsa_frame_code_error(enum ecdsa_code code)
{
    switch (code) {
    case ECDSA_CODE_OK:
        return ERROR_NONE;
    case ECDSA_CODE_BAD_REQUEST:
        return ERROR_ECDSA_ORDER;
    case ECDSA_CODE_NOT_APPROVED:
        return ERROR_ECDSA_NOT_APPROVED;
    case ECDSA_CODE_ATTEMPTS:
        return ERROR_ECDSA_ATTEMPTS;
    case ECDSA_CODE_STALE_EPOCH:
        return ERROR_ECDSA_STALE_EPOCH;
    case ECDSA_CODE_POLICY:
        return ERROR_ECDSA_POLICY;
    case ECDSA_CODE_BUSY:
        return ERROR_ECDSA_BUSY;
    }
    return ERROR_INTERNAL;
}
