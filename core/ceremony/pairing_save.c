/* SPDX-License-Identifier: MIT */
/* The pairing machine asked about itself, and as bytes. */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/pairing_state.h"
#include "core/message/sealing.h"

enum { SAVED_VERSION = 1 };

enum pairing_state pairing_state(const struct pairing *pairing)
{
    return pairing->state;
}

const char *pairing_router(const struct pairing *pairing)
{
    return pairing->router;
}

bool pairing_is_owner(const struct pairing *pairing)
{
    return pairing->side == COMPARISON_OWNER;
}

uint64_t pairing_expires_at(const struct pairing *pairing)
{
    return pairing->expires_at;
}

bool pairing_is_expired(const struct pairing *pairing, uint64_t now)
{
    return now >= pairing->expires_at;
}

bool pairing_is_consumed(const struct pairing *pairing)
{
    if (pairing->state == PAIRING_FAILED)
        return pairing->run + 1 >= PAIRING_RUNS_MAX;
    return pairing->state == PAIRING_DONE;
}

const struct pairing_party *pairing_peer(const struct pairing *pairing)
{
    return pairing->state == PAIRING_DONE ? &pairing->peer : NULL;
}

bool pairing_compare(const struct pairing *pairing, struct comparison *out)
{
    if (pairing->state != PAIRING_DONE)
        return false;
    const struct pairing_secrets *secrets = secret_lend(pairing->secrets);
    memcpy(out->exchange, secrets->exchange, sizeof out->exchange);
    secret_take_back(pairing->secrets);
    memcpy(out->transcript, pairing->transcript, sizeof out->transcript);
    return true;
}

static void save_party(struct buffer *out, const struct pairing_party *party)
{
    buffer_append(out, party->card.bytes, CARD_BYTES);
    buffer_append(out, party->receive_key.bytes, RECEIVE_KEY_BYTES);
    pairing_party_write(out, party);
}

void pairing_save(struct buffer *out, const struct pairing *pairing)
{
    buffer_append(out, "GLPS", 4);
    wire_write_u8(out, SAVED_VERSION);
    wire_write_u8(out, (uint8_t)pairing->side);
    wire_write_u8(out, (uint8_t)pairing->state);
    wire_write_u8(out, pairing->roles);
    wire_write_u8(out, pairing->run);
    wire_write_u8(out, pairing->step);
    wire_write_u8(out, pairing->is_posted);
    wire_write_u64(out, pairing->expires_at);
    buffer_append(out, pairing->rdv_id, sizeof pairing->rdv_id);
    buffer_append(out, pairing->card_hash, sizeof pairing->card_hash);
    wire_write_bytes(out, slice_of_text(pairing->router));
    save_party(out, &pairing->self);
    if (pairing->state == PAIRING_DONE)
        save_party(out, &pairing->peer);
    buffer_append(out, pairing->message, sizeof pairing->message);
    wire_write_bytes(out, buffer_slice(&pairing->outgoing));
    buffer_append(out, pairing->heard, sizeof pairing->heard);
    buffer_append(out, pairing->transcript, sizeof pairing->transcript);
    buffer_append(out, secret_lend(pairing->secrets), sizeof(struct pairing_secrets));
    secret_take_back(pairing->secrets);
}

static result load_party(struct pairing_party *out, struct wire_reader *reader)
{
    TRY(card_read(&out->card, wire_read_slice(reader, CARD_BYTES)));
    TRY(receive_key_read(&out->receive_key, wire_read_slice(reader, RECEIVE_KEY_BYTES),
                         &out->card));
    return pairing_party_read(out, reader);
}

static void load_numbers(struct pairing *pairing, struct wire_reader *reader)
{
    wire_expect(reader, slice_equal(wire_read_slice(reader, 4), slice_of("GLPS", 4)));
    wire_expect(reader, wire_read_u8(reader) == SAVED_VERSION);
    const uint8_t side = wire_read_u8(reader);
    const uint8_t state = wire_read_u8(reader);
    pairing->roles = wire_read_u8(reader);
    pairing->run = wire_read_u8(reader);
    pairing->step = wire_read_u8(reader);
    const uint8_t is_posted = wire_read_u8(reader);
    pairing->expires_at = wire_read_u64(reader);
    wire_expect(reader, side == COMPARISON_OWNER || side == COMPARISON_GUARDIAN);
    wire_expect(reader, state >= PAIRING_WAITING && state <= PAIRING_FAILED);
    wire_expect(reader, pairing->run < PAIRING_RUNS_MAX && pairing->step <= 3 && is_posted <= 1);
    pairing->side = (enum comparison_side)side;
    pairing->state = (enum pairing_state)state;
    pairing->is_posted = is_posted == 1;
}

static result load_fields(struct pairing *pairing, struct wire_reader *reader)
{
    load_numbers(pairing, reader);
    wire_read_fixed(reader, pairing->rdv_id, sizeof pairing->rdv_id);
    wire_read_fixed(reader, pairing->card_hash, sizeof pairing->card_hash);
    const struct slice router = wire_read_bytes(reader, INVITE_ROUTER_MAX);
    CHECK(reader->failure == ERROR_NONE && router.size > 0, PAIRING_SAVED);
    memcpy(pairing->router, router.data, router.size);
    TRY(load_party(&pairing->self, reader));
    if (pairing->state == PAIRING_DONE)
        TRY(load_party(&pairing->peer, reader));
    wire_read_fixed(reader, &pairing->message[0][0], sizeof pairing->message);
    buffer_append_slice(&pairing->outgoing, wire_read_bytes(reader, PAIRING_BLOB_MAX));
    wire_read_fixed(reader, pairing->heard, sizeof pairing->heard);
    wire_read_fixed(reader, pairing->transcript, sizeof pairing->transcript);
    wire_read_fixed(reader, secret_lend(pairing->secrets), sizeof(struct pairing_secrets));
    secret_take_back(pairing->secrets);
    return wire_reader_finish(reader);
}

result pairing_load(struct pairing **out, struct slice saved)
{
    struct wire_reader reader = wire_reader_over(saved);
    struct pairing *pairing = memory_new(1, sizeof *pairing);

    pairing->secrets = secret_new(sizeof(struct pairing_secrets));
    if (!is_ok(load_fields(pairing, &reader))) {
        pairing_free(pairing);
        return FAIL(PAIRING_SAVED);
    }
    *out = pairing;
    return OK;
}
