/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/crypto/knowledge.h"
#include "core/message/frame.h"
#include "core/message/record.h"

enum { ACK_FRAME_BYTES = FRAME_OVERHEAD + ACK_BODY_BYTES };

result certificate_check_ack(const struct epoch_record *record, const uint8_t cid[static 32],
                             uint16_t seat, const struct frame *ack)
{
    struct wire_reader reader = wire_reader_over(ack->body);

    CHECK(ack->type == FRAME_ACK && memcmp(ack->ctx, cid, 32) == 0, CERTIFICATE_ACK);
    CHECK(seat < record->n && memcmp(ack->sender, record->id_pk[seat], 32) == 0, CERTIFICATE_ACK);
    CHECK(ack->body.size == ACK_BODY_BYTES, CERTIFICATE_ACK);
    CHECK(wire_read_u16(&reader) == seat, CERTIFICATE_ACK);
    CHECK(is_ok(frame_verify(ack)), CERTIFICATE_ACK);

    const struct slice transcript = wire_read_slice(&reader, 32);
    const struct slice hash = wire_read_slice(&reader, 32);
    CHECK(memcmp(transcript.data, record->transcript, 32) == 0, CERTIFICATE_VIEW);
    CHECK(memcmp(hash.data, record->hash, 32) == 0, CERTIFICATE_VIEW);
    for (uint8_t l = 0; l < LANES; l++) {
        const struct knowledge_context context = {.purpose = KNOWLEDGE_ACK,
                                                  .hash = cid,
                                                  .index = seat,
                                                  .lane = l,
                                                  .scheme = record->lane[l].scheme,
                                                  .extra = slice_of(record->transcript, 32)};
        const struct slice proof = wire_read_slice(&reader, KNOWLEDGE_BYTES);
        CHECK(is_ok(knowledge_verify(proof.data, &record->lane[l].pubshare[seat], &context)),
              CERTIFICATE_PROOF);
    }
    return OK;
}

result certificate_read(struct epoch_record *out, uint8_t cid[static 32], struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct epoch_record record;
    uint8_t ceremony[32] = {0};

    CHECK(body.size <= FRAME_MAX, CERTIFICATE_SHAPE);
    const struct slice bytes = wire_read_slice(&reader, wire_read_u32(&reader));
    CHECK(reader.failure == ERROR_NONE, CERTIFICATE_SHAPE);
    TRY(record_read(&record, bytes));
    CHECK(reader.left == (size_t)record.n * ACK_FRAME_BYTES, CERTIFICATE_SHAPE);
    TRY(record_validate(&record));
    for (uint16_t seat = 0; seat < record.n; seat++) {
        struct frame ack;
        TRY(frame_read(&ack, wire_read_slice(&reader, ACK_FRAME_BYTES)));
        if (seat == 0)
            memcpy(ceremony, ack.ctx, sizeof ceremony);
        TRY(certificate_check_ack(&record, ceremony, seat, &ack));
    }
    CHECK(is_ok(wire_reader_finish(&reader)), CERTIFICATE_SHAPE);

    *out = record;
    memcpy(cid, ceremony, sizeof ceremony);
    return OK;
}

void certificate_write(struct buffer *out, struct slice record, const struct slice *ack_frames,
                       size_t n)
{
    wire_write_u32(out, (uint32_t)record.size);
    buffer_append_slice(out, record);
    for (size_t j = 0; j < n; j++)
        buffer_append_slice(out, ack_frames[j]);
}
