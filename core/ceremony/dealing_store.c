/* SPDX-License-Identifier: MIT */
/* A dealing as bytes and back. The format is local to one device and one version: what does not
 * read is not guessed at, the ceremony is left.
 *
 *   u8 version | u8 status | u8 flags | self[32] | chunk proposal frame | chunk previous record |
 *   u8 fault | u8 certainty | u8 role | u16 index | u8 said_reason | said_by[32] | chunk evidence |
 *   chunk core | chunk abort | chunk record | slots: r0d[d], r0r[n], r1[d], ack[n], complaint[n],
 *   shown[people][rounds], each u8 good, chunk frame | chunk arena       (chunk = u32 size, bytes)
 */
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/ceremony/dealing_state.h"

enum { STATE_VERSION = 2 };
enum { HAS_BEGUN = 1, HAS_DEALT = 2, HAS_ACKNOWLEDGED = 4 };

static void write_chunk(struct buffer *out, struct slice bytes)
{
    wire_write_u32(out, (uint32_t)bytes.size);
    buffer_append_slice(out, bytes);
}

static struct slice read_chunk(struct wire_reader *reader)
{
    return wire_read_slice(reader, wire_read_u32(reader));
}

static void write_record_chunk(struct buffer *out, bool is_there, const struct epoch_record *record)
{
    struct epoch_record copy = *record;
    struct buffer bytes SCOPED(buffer_free) = {0};

    if (is_there)
        record_write(&bytes, &copy);
    write_chunk(out, buffer_slice(&bytes));
}

static void write_slots(struct buffer *out, const struct dealing_slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        wire_write_u8(out, slots[i].is_good);
        write_chunk(out, buffer_slice(&slots[i].frame));
    }
}

static void write_verdict(struct buffer *out, const struct dealing_verdict *verdict)
{
    wire_write_u8(out, (uint8_t)verdict->fault);
    wire_write_u8(out, (uint8_t)verdict->certainty);
    wire_write_u8(out, (uint8_t)verdict->role);
    wire_write_u16(out, verdict->index);
    wire_write_u8(out, verdict->said_reason);
    buffer_append(out, verdict->said_by, sizeof verdict->said_by);
    write_chunk(out, buffer_slice(&verdict->evidence));
}

static void write_arena(struct buffer *out, struct secret *arena)
{
    if (!arena) {
        wire_write_u32(out, 0);
        return;
    }
    write_chunk(out, slice_of(secret_lend(arena), sizeof(struct dealing_secrets)));
    secret_take_back(arena);
}

void dealing_save(const struct dealing *dealing, struct buffer *out)
{
    const struct proposal *proposal = &dealing->proposal;
    const int flags = (dealing->has_begun ? HAS_BEGUN : 0) | (dealing->has_dealt ? HAS_DEALT : 0) |
                      (dealing->has_acknowledged ? HAS_ACKNOWLEDGED : 0);

    wire_write_u8(out, STATE_VERSION);
    wire_write_u8(out, (uint8_t)dealing->status);
    wire_write_u8(out, (uint8_t)flags);
    buffer_append(out, dealing->self, sizeof dealing->self);
    write_chunk(out, buffer_slice(&dealing->proposal_frame));
    write_record_chunk(out, dealing->has_previous, &dealing->previous);
    write_verdict(out, &dealing->verdict);
    write_chunk(out, buffer_slice(&dealing->core));
    write_chunk(out, buffer_slice(&dealing->abort));
    write_record_chunk(out, dealing->has_record, &dealing->record);
    write_slots(out, dealing->r0d, proposal->d);
    write_slots(out, dealing->r0r, proposal->n);
    write_slots(out, dealing->r1, proposal->d);
    write_slots(out, dealing->ack, proposal->n);
    write_slots(out, dealing->complaint, proposal->n);
    for (size_t i = 0; i < DEALING_PEOPLE; i++)
        write_slots(out, dealing->shown[i], DEALING_ROUNDS);
    write_arena(out, dealing->arena);
}

static bool read_status(enum dealing_status *out, uint8_t byte)
{
    static const enum dealing_status known[] = {DEALING_RUNNING, DEALING_READY, DEALING_WAITING,
                                                DEALING_CERTIFIED, DEALING_FAILED};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (byte == (uint8_t)known[i]) {
            *out = known[i];
            return true;
        }
    }
    return false;
}

static void read_verdict(struct wire_reader *reader, struct dealing_verdict *verdict)
{
    const uint8_t fault = wire_read_u8(reader);
    const uint8_t certainty = wire_read_u8(reader);
    const uint8_t role = wire_read_u8(reader);

    wire_expect(reader, fault <= DEALING_FAULT_FALSE_COMPLAINT && certainty <= DEALING_PROVED &&
                            role <= DEALING_RECIPIENT);
    if (reader->failure != ERROR_NONE)
        return;
    verdict->fault = (enum dealing_fault)fault;
    verdict->certainty = (enum dealing_certainty)certainty;
    verdict->role = (enum dealing_role)role;
    verdict->index = wire_read_u16(reader);
    verdict->said_reason = wire_read_u8(reader);
    wire_read_fixed(reader, verdict->said_by, sizeof verdict->said_by);
    buffer_append_slice(&verdict->evidence, read_chunk(reader));
}

static void read_slots(struct wire_reader *reader, struct dealing_slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint8_t good = wire_read_u8(reader);
        const struct slice bytes = read_chunk(reader);
        struct frame frame;
        if (bytes.size == 0)
            continue;
        const bool is_frame = is_ok(frame_read(&frame, bytes));
        wire_expect(reader, is_frame && good <= 1);
        if (reader->failure != ERROR_NONE)
            return;
        dealing_fill(&slots[i], &frame);
        slots[i].is_good = good == 1;
    }
}

static bool slots_have_their_size(const struct dealing *dealing, const struct dealing_slot *slots,
                                  size_t count, uint8_t type)
{
    for (size_t i = 0; i < count; i++)
        if (slot_is_full(&slots[i]) &&
            slot_body(&slots[i]).size != dealing_body_size(dealing, type))
            return false;
    return true;
}

static bool views_have_their_shape(const struct dealing *dealing)
{
    for (size_t i = 0; i < DEALING_PEOPLE; i++)
        for (size_t round = 0; round < DEALING_ROUNDS; round++) {
            const struct dealing_slot *slot = &dealing->shown[i][round];
            if (slot_is_full(slot) && (!dealing_view_is_well_formed(dealing, slot_body(slot)) ||
                                       slot_body(slot).data[0] != round))
                return false;
        }
    return true;
}

static void read_all_slots(struct wire_reader *reader, struct dealing *dealing)
{
    const uint16_t d = dealing->proposal.d;
    const uint16_t n = dealing->proposal.n;

    read_slots(reader, dealing->r0d, d);
    read_slots(reader, dealing->r0r, n);
    read_slots(reader, dealing->r1, d);
    read_slots(reader, dealing->ack, n);
    read_slots(reader, dealing->complaint, n);
    for (size_t i = 0; i < DEALING_PEOPLE; i++)
        read_slots(reader, dealing->shown[i], DEALING_ROUNDS);
    wire_expect(reader,
                slots_have_their_size(dealing, dealing->r0d, d, FRAME_R0D) &&
                    slots_have_their_size(dealing, dealing->r0r, n, FRAME_R0R) &&
                    slots_have_their_size(dealing, dealing->r1, d, FRAME_R1) &&
                    slots_have_their_size(dealing, dealing->ack, n, FRAME_ACK) &&
                    slots_have_their_size(dealing, dealing->complaint, n, FRAME_COMPLAINT) &&
                    views_have_their_shape(dealing));
}

static void read_arena(struct wire_reader *reader, struct dealing *dealing)
{
    const struct slice bytes = read_chunk(reader);

    if (bytes.size == 0) {
        dealing_wipe(dealing);
        return;
    }
    wire_expect(reader, bytes.size == sizeof(struct dealing_secrets));
    if (reader->failure != ERROR_NONE)
        return;
    memcpy(secret_lend(dealing->arena), bytes.data, bytes.size);
    secret_take_back(dealing->arena);
}

/* Secrets are there exactly as long as a later step needs them. */
static bool is_consistent(const struct dealing *dealing)
{
    const bool needs_arena = dealing->status == DEALING_RUNNING || dealing->status == DEALING_READY;
    const bool needs_record =
        needs_arena ? dealing->status == DEALING_READY : dealing->status != DEALING_FAILED;
    const bool needs_core = dealing->status == DEALING_RUNNING && dealing->has_begun &&
                            dealing->dealer >= 0 && !dealing->has_dealt;

    if (needs_arena != (dealing->arena != NULL))
        return false;
    if (needs_core && dealing->core.size != dealing_core_size(dealing))
        return false;
    return !needs_record || dealing->has_record;
}

static void read_rest(struct wire_reader *reader, struct dealing *dealing)
{
    read_verdict(reader, &dealing->verdict);
    buffer_append_slice(&dealing->core, read_chunk(reader));
    buffer_append_slice(&dealing->abort, read_chunk(reader));
    const struct slice record = read_chunk(reader);
    dealing->has_record = record.size > 0;
    if (dealing->has_record)
        wire_expect(reader, is_ok(record_read(&dealing->record, record)));
    read_all_slots(reader, dealing);
    read_arena(reader, dealing);
}

result dealing_load(struct dealing **out, struct slice saved)
{
    struct wire_reader reader = wire_reader_over(saved);
    struct dealing *dealing SCOPED(dealing_free_at) = NULL;
    struct epoch_record previous;
    enum dealing_status status = DEALING_RUNNING;
    uint8_t self[32];

    wire_expect(&reader, wire_read_u8(&reader) == STATE_VERSION);
    wire_expect(&reader, read_status(&status, wire_read_u8(&reader)));
    const uint8_t flags = wire_read_u8(&reader);
    wire_read_fixed(&reader, self, sizeof self);
    const struct slice proposal_frame = read_chunk(&reader);
    const struct slice record = read_chunk(&reader);
    CHECK(reader.failure == ERROR_NONE, DEALING_STATE);
    if (record.size > 0)
        CHECK(is_ok(record_read(&previous, record)), DEALING_STATE);
    CHECK(is_ok(dealing_new(&dealing, proposal_frame, self, record.size > 0 ? &previous : NULL)),
          DEALING_STATE);
    read_rest(&reader, dealing);
    CHECK(is_ok(wire_reader_finish(&reader)), DEALING_STATE);

    dealing->status = status;
    dealing->has_begun = (flags & HAS_BEGUN) != 0;
    dealing->has_dealt = (flags & HAS_DEALT) != 0;
    dealing->has_acknowledged = (flags & HAS_ACKNOWLEDGED) != 0;
    CHECK(is_consistent(dealing), DEALING_STATE);
    dealing_look(dealing);
    *out = dealing;
    dealing = NULL;
    return OK;
}
