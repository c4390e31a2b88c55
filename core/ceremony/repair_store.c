/* SPDX-License-Identifier: MIT */
/* A repair as bytes and back; local to one device and one version.
 *
 *   u8 version | u8 status | u8 has_begun | self[32] | chunk request frame | chunk record |
 *   u8 fault | u8 certainty | u16 seat or FFFF | u8 said_reason | said_by[32] | chunk evidence |
 *   chunk abort | slots: h0, h1, h2, complaint by place, h3, each u8 good, chunk frame | chunk
 * arena
 */
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/ceremony/repair_state.h"

enum { STATE_VERSION = 1, NO_SEAT = 0xFFFF };

static const uint8_t placed_types[] = {FRAME_REPAIR_H0, FRAME_REPAIR_H1, FRAME_REPAIR_H2,
                                       FRAME_COMPLAINT, FRAME_REPAIR_H3};

static void write_chunk(struct buffer *out, struct slice bytes)
{
    wire_write_u32(out, (uint32_t)bytes.size);
    buffer_append_slice(out, bytes);
}

static struct slice read_chunk(struct wire_reader *reader)
{
    return wire_read_slice(reader, wire_read_u32(reader));
}

static void write_verdict(struct buffer *out, const struct repair_verdict *verdict)
{
    wire_write_u8(out, (uint8_t)verdict->fault);
    wire_write_u8(out, (uint8_t)verdict->certainty);
    wire_write_u16(out, verdict->seat < 0 ? NO_SEAT : (uint16_t)verdict->seat);
    wire_write_u8(out, verdict->said_reason);
    buffer_append(out, verdict->said_by, sizeof verdict->said_by);
    write_chunk(out, buffer_slice(&verdict->evidence));
}

static void write_slots(struct buffer *out, const struct repair *repair)
{
    /* repair_slot gives out what may be written to; here it is only read. */
    struct repair *slots = (struct repair *)(uintptr_t)repair;

    for (size_t i = 0; i < sizeof placed_types; i++) {
        for (uint16_t place = 0; place <= repair->request.t; place++) {
            const struct dealing_slot *slot = repair_slot(slots, placed_types[i], place);
            if (!slot)
                continue;
            wire_write_u8(out, slot->is_good);
            write_chunk(out, buffer_slice(&slot->frame));
        }
    }
}

void repair_save(const struct repair *repair, struct buffer *out)
{
    struct buffer record SCOPED(buffer_free) = {0};
    struct epoch_record copy = repair->record;

    record_write(&record, &copy);
    wire_write_u8(out, STATE_VERSION);
    wire_write_u8(out, (uint8_t)repair->status);
    wire_write_u8(out, repair->has_begun);
    buffer_append(out, repair->self, sizeof repair->self);
    write_chunk(out, buffer_slice(&repair->request_frame));
    write_chunk(out, buffer_slice(&record));
    write_verdict(out, &repair->verdict);
    write_chunk(out, buffer_slice(&repair->abort));
    write_slots(out, repair);
    if (!repair->arena) {
        wire_write_u32(out, 0);
        return;
    }
    write_chunk(out, slice_of(secret_lend(repair->arena), sizeof(struct repair_secrets)));
    secret_take_back(repair->arena);
}

static void read_verdict(struct wire_reader *reader, struct repair_verdict *verdict)
{
    const uint8_t fault = wire_read_u8(reader);
    const uint8_t certainty = wire_read_u8(reader);
    const uint16_t seat = wire_read_u16(reader);

    wire_expect(reader, fault <= DEALING_FAULT_FALSE_COMPLAINT && certainty <= DEALING_PROVED &&
                            (seat < SEATS_MAX || seat == NO_SEAT));
    if (reader->failure != ERROR_NONE)
        return;
    verdict->fault = (enum dealing_fault)fault;
    verdict->certainty = (enum dealing_certainty)certainty;
    verdict->seat = seat == NO_SEAT ? -1 : seat;
    verdict->said_reason = wire_read_u8(reader);
    wire_read_fixed(reader, verdict->said_by, sizeof verdict->said_by);
    buffer_append_slice(&verdict->evidence, read_chunk(reader));
}

static void read_slot(struct wire_reader *reader, struct repair *repair, uint8_t type,
                      uint16_t place)
{
    struct dealing_slot *slot = repair_slot(repair, type, place);
    struct frame frame;

    if (!slot)
        return;
    const uint8_t good = wire_read_u8(reader);
    const struct slice bytes = read_chunk(reader);
    wire_expect(reader, good <= 1);
    if (bytes.size == 0 || reader->failure != ERROR_NONE)
        return;
    const bool fits = is_ok(frame_read(&frame, bytes)) && frame.type == type &&
                      frame.body.size == repair_body_size(repair, type, place);
    wire_expect(reader, fits);
    if (!fits)
        return;
    dealing_fill(slot, &frame);
    slot->is_good = good == 1;
}

static void read_arena(struct wire_reader *reader, struct repair *repair)
{
    const struct slice bytes = read_chunk(reader);

    if (bytes.size == 0) {
        repair_wipe(repair);
        return;
    }
    wire_expect(reader, bytes.size == sizeof(struct repair_secrets) && repair->arena);
    if (reader->failure != ERROR_NONE)
        return;
    memcpy(secret_lend(repair->arena), bytes.data, bytes.size);
    secret_take_back(repair->arena);
}

/* A participant has its secrets exactly as long as a later step needs them. */
static bool is_consistent(const struct repair *repair, uint8_t status)
{
    const bool needs_arena =
        repair->place >= 0 && (status == REPAIR_RUNNING || status == REPAIR_READY);

    return status >= REPAIR_RUNNING && status <= REPAIR_FAILED &&
           needs_arena == (repair->arena != NULL);
}

result repair_load(struct repair **out, struct slice saved)
{
    struct wire_reader reader = wire_reader_over(saved);
    struct repair *repair SCOPED(repair_free_at) = NULL;
    struct epoch_record record;
    uint8_t self[32];

    wire_expect(&reader, wire_read_u8(&reader) == STATE_VERSION);
    const uint8_t status = wire_read_u8(&reader);
    const uint8_t has_begun = wire_read_u8(&reader);
    wire_read_fixed(&reader, self, sizeof self);
    const struct slice request_frame = read_chunk(&reader);
    const struct slice record_bytes = read_chunk(&reader);
    CHECK(reader.failure == ERROR_NONE && has_begun <= 1, REPAIR_STATE);
    CHECK(is_ok(record_read(&record, record_bytes)), REPAIR_STATE);
    CHECK(is_ok(repair_new(&repair, request_frame, self, &record)), REPAIR_STATE);
    read_verdict(&reader, &repair->verdict);
    buffer_append_slice(&repair->abort, read_chunk(&reader));
    for (size_t i = 0; i < sizeof placed_types; i++)
        for (uint16_t place = 0; place <= repair->request.t; place++)
            read_slot(&reader, repair, placed_types[i], place);
    read_arena(&reader, repair);
    CHECK(is_ok(wire_reader_finish(&reader)) && is_consistent(repair, status), REPAIR_STATE);

    repair->status = (enum repair_status)status;
    repair->has_begun = has_begun == 1;
    repair_look(repair);
    *out = repair;
    repair = NULL;
    return OK;
}
