/* SPDX-License-Identifier: MIT */
#include "core/message/roster.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/base/wire_reader.h"

void roster_write(struct buffer *out, const struct roster_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_append(out, entries[i].card.bytes, CARD_BYTES);
        buffer_append(out, entries[i].receive_key.bytes, RECEIVE_KEY_BYTES);
        wire_write_bytes(out, slice_of_text(entries[i].router));
    }
}

static result read_entry(struct roster_entry *out, struct wire_reader *reader, const uint8_t *id_pk)
{
    const struct slice card = wire_read_slice(reader, CARD_BYTES);
    const struct slice receive_key = wire_read_slice(reader, RECEIVE_KEY_BYTES);
    const struct slice router = wire_read_bytes(reader, INVITE_ROUTER_MAX);

    CHECK(reader->failure == ERROR_NONE, ROSTER_SHAPE);
    CHECK(memchr(router.data, 0, router.size) == NULL, ROSTER_SHAPE);
    memcpy(out->router, router.data, router.size);
    out->router[router.size] = 0;
    CHECK(invite_is_router(out->router), ROSTER_SHAPE);
    TRY(card_read(&out->card, card));
    CHECK(memcmp(out->card.sign_pk, id_pk, 32) == 0, ROSTER_SEAT);
    return receive_key_read(&out->receive_key, receive_key, &out->card);
}

static result read_entries(struct roster_entry *out, struct slice body, const uint8_t (*id_pk)[32],
                           size_t count)
{
    struct wire_reader reader = wire_reader_over(body);

    for (size_t i = 0; i < count; i++)
        TRY(read_entry(&out[i], &reader, id_pk[i]));
    CHECK(is_ok(wire_reader_finish(&reader)), ROSTER_SHAPE);
    return OK;
}

result roster_read(struct roster_entry *out, struct slice body, const uint8_t (*id_pk)[32],
                   size_t count)
{
    CHECK(count >= 1 && count <= ROSTER_MAX, ROSTER_SHAPE);
    struct roster_entry *entries = memory_new(count, sizeof *entries);
    const result read = read_entries(entries, body, id_pk, count);

    if (is_ok(read))
        memcpy(out, entries, count * sizeof *entries);
    memory_free(entries);
    return read;
}
