/* SPDX-License-Identifier: MIT */
#include "core/ceremony/audit.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"
#include "core/crypto/knowledge.h"

enum { CHALLENGE_BYTES = 32, STREAM_ENTRY = AUDIT_STREAM_BYTES + 8 + 8 };

void audit_request_write(struct buffer *out, const uint8_t epoch_hash[static 32], uint64_t expiry,
                         const struct identity *signer, struct rng *rng)
{
    struct buffer body SCOPED(buffer_free) = {0};

    rng_fill(rng, buffer_extend(&body, CHALLENGE_BYTES), CHALLENGE_BYTES);
    wire_write_u64(&body, expiry);
    frame_write(out, FRAME_AUDIT_REQ, epoch_hash, buffer_slice(&body), signer);
}

result audit_request_read(struct audit_request *out, const struct frame *frame)
{
    struct wire_reader reader = wire_reader_over(frame->body);
    struct audit_request request = {.epoch_hash = frame->ctx, .sender = frame->sender};

    CHECK(frame->type == FRAME_AUDIT_REQ, AUDIT_SHAPE);
    request.challenge = wire_read_slice(&reader, CHALLENGE_BYTES).data;
    request.expiry = wire_read_u64(&reader);
    CHECK(is_ok(wire_reader_finish(&reader)), AUDIT_SHAPE);
    TRY(frame_verify(frame));
    hash_tagged(request.digest, "gw/1/audit",
                slice_of(frame->bytes.data, FRAME_HEAD + frame->body.size));
    *out = request;
    return OK;
}

bool audit_is_due(uint64_t last_answered, uint64_t now)
{
    return now < last_answered || now - last_answered >= AUDIT_EVERY_SECONDS;
}

result audit_request_judge(const struct audit_request *request, const struct epoch_record *record,
                           bool sender_is_owner, uint64_t last_answered, uint64_t now)
{
    CHECK(sender_is_owner || record_seat_of(record, request->sender) >= 0, AUDIT_STRANGER);
    CHECK(now < request->expiry, AUDIT_LATE);
    CHECK(memcmp(request->epoch_hash, record->hash, 32) == 0, AUDIT_EPOCH);
    CHECK(audit_is_due(last_answered, now), AUDIT_SOON);
    return OK;
}

static struct knowledge_context proof_context(const struct audit_request *request,
                                              const struct epoch_record *record, uint16_t seat,
                                              uint8_t lane)
{
    return (struct knowledge_context){.purpose = KNOWLEDGE_AUDIT,
                                      .hash = record->hash,
                                      .index = seat,
                                      .lane = lane,
                                      .scheme = record->lane[lane].scheme,
                                      .extra = slice_of(request->digest, 32)};
}

static result prove_lane(struct buffer *body, const struct audit_request *request,
                         const struct epoch_record *record, uint16_t seat, uint8_t lane,
                         const uint8_t share_bytes[static 32], struct rng *rng)
{
    const struct knowledge_context context = proof_context(request, record, seat, lane);
    const struct point *pubshare = &record->lane[lane].pubshare[seat];
    struct scalar share SCOPED(scalar_wipe) = scalar_zero();
    uint8_t proof[KNOWLEDGE_BYTES];

    CHECK(is_ok(scalar_read_nonzero(&share, share_bytes)), AUDIT_SHARE);
    const struct point public_share = point_mul_base(&share);
    CHECK(point_equal(&public_share, pubshare), AUDIT_SHARE);
    TRY(knowledge_prove(proof, &share, pubshare, &context, rng));
    buffer_append(body, proof, sizeof proof);
    return OK;
}

static void write_status(struct buffer *body, const struct audit_status *status)
{
    if (status->stream_count > AUDIT_STREAMS_MAX)
        abort();
    wire_write_u8(body, (uint8_t)status->stream_count);
    for (size_t i = 0; i < status->stream_count; i++) {
        buffer_append(body, status->streams[i].id, AUDIT_STREAM_BYTES);
        wire_write_u64(body, status->streams[i].base);
        wire_write_u64(body, status->streams[i].published_upto);
    }
    wire_write_u64(body, status->time);
    wire_write_u32(body, status->flags);
}

result audit_answer(struct buffer *out, const struct audit_request *request, struct secret *shares,
                    const struct epoch_record *record, uint16_t seat,
                    const struct audit_status *status, const struct identity *identity,
                    struct rng *rng)
{
    struct buffer body SCOPED(buffer_free) = {0};
    result proved = OK;

    CHECK(memcmp(request->epoch_hash, record->hash, 32) == 0, AUDIT_EPOCH);
    CHECK(seat < record->n && memcmp(identity->sign_pk, record->id_pk[seat], 32) == 0,
          AUDIT_STRANGER);
    CHECK(shares && secret_size(shares) >= (size_t)LANES * 32, AUDIT_SHARE);
    wire_write_u16(&body, seat);
    const uint8_t *bytes = secret_lend(shares);
    for (uint8_t l = 0; l < LANES && is_ok(proved); l++)
        proved = prove_lane(&body, request, record, seat, l, bytes + (size_t)l * 32, rng);
    secret_take_back(shares);
    TRY(proved);

    write_status(&body, status);
    frame_write(out, FRAME_AUDIT_RESP, request->digest, buffer_slice(&body), identity);
    return OK;
}

/* The fields behind the proofs; `proofs` borrows. */
static result read_answer(struct audit_report *out, struct slice *proofs, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct audit_report report = {0};

    report.seat = wire_read_u16(&reader);
    *proofs = wire_read_slice(&reader, (size_t)LANES * KNOWLEDGE_BYTES);
    report.stream_count = wire_read_u8(&reader);
    (void)wire_read_slice(&reader, (size_t)report.stream_count * STREAM_ENTRY);
    report.time = wire_read_u64(&reader);
    report.flags = wire_read_u32(&reader);
    CHECK(is_ok(wire_reader_finish(&reader)), AUDIT_SHAPE);
    *out = report;
    return OK;
}

result audit_verify(struct audit_report *out, const struct frame *answer,
                    const struct audit_request *request, const struct epoch_record *record)
{
    struct audit_report report;
    struct slice proofs;

    CHECK(answer->type == FRAME_AUDIT_RESP, AUDIT_SHAPE);
    CHECK(memcmp(request->epoch_hash, record->hash, 32) == 0, AUDIT_EPOCH);
    CHECK(memcmp(answer->ctx, request->digest, 32) == 0, AUDIT_OTHER);
    TRY(read_answer(&report, &proofs, answer->body));
    CHECK(report.seat < record->n && memcmp(answer->sender, record->id_pk[report.seat], 32) == 0,
          AUDIT_STRANGER);
    TRY(frame_verify(answer));
    for (uint8_t l = 0; l < LANES; l++) {
        const struct knowledge_context context = proof_context(request, record, report.seat, l);
        const uint8_t *proof = proofs.data + (size_t)l * KNOWLEDGE_BYTES;
        CHECK(is_ok(knowledge_verify(proof, &record->lane[l].pubshare[report.seat], &context)),
              AUDIT_FALSE);
    }
    *out = report;
    return OK;
}
