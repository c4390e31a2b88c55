/* SPDX-License-Identifier: MIT */
/* The blobs of a pairing: what the router stores, and what is inside. */
#include <string.h>

#include "core/base/text.h"
#include "core/ceremony/pairing_state.h"
#include "core/crypto/hash.h"
#include "core/crypto/seal.h"
#include "core/message/sealing.h"

/* HKDF(invite secret, "gridlock/rdv/v1" 00 | direction). */
static struct secret *direction_key(const struct pairing *pairing, enum comparison_side sender)
{
    SCOPED(buffer_free) struct buffer info = {0};
    struct secret *key = secret_new(SEAL_KEY_BYTES);
    const struct pairing_secrets *secrets = secret_lend(pairing->secrets);

    sealing_label(&info, "gridlock/rdv/v1");
    wire_write_u8(&info, (uint8_t)sender);
    hash_hkdf_sha256(secret_lend(key), SEAL_KEY_BYTES, slice_of("", 0),
                     slice_of(secrets->invite, sizeof secrets->invite), buffer_slice(&info));
    secret_take_back(key);
    secret_take_back(pairing->secrets);
    return key;
}

/* A blob belongs to one place of one run. */
static void associated_data(struct buffer *out, const struct pairing *pairing, uint8_t step)
{
    struct pairing_place place;

    pairing_state_place(pairing, step, &place);
    buffer_append(out, place.id, sizeof place.id);
    wire_write_u8(out, step);
}

result pairing_party_check(const struct pairing_party *party)
{
    const struct slice name = slice_of_text(party->name);

    CHECK(name.size > 0 && text_is_showable(name), PAIRING_NAME);
    CHECK(invite_is_router(party->router), INVITE_ROUTER);
    return OK;
}

void pairing_party_write(struct buffer *out, const struct pairing_party *party)
{
    wire_write_bytes(out, slice_of_text(party->name));
    wire_write_bytes(out, slice_of_text(party->router));
    buffer_append(out, party->token, PAIRING_TOKEN_BYTES);
}

/* A text without zero bytes, with its length in front. */
static void read_text(struct wire_reader *reader, char *out, size_t most)
{
    const struct slice text = wire_read_bytes(reader, most);

    if (text.size == 0) {
        out[0] = 0;
        return;
    }
    wire_expect(reader, memchr(text.data, 0, text.size) == NULL);
    memcpy(out, text.data, text.size);
    out[text.size] = 0;
}

result pairing_party_read(struct pairing_party *out, struct wire_reader *reader)
{
    read_text(reader, out->name, PAIRING_NAME_MAX);
    read_text(reader, out->router, INVITE_ROUTER_MAX);
    wire_read_fixed(reader, out->token, PAIRING_TOKEN_BYTES);
    CHECK(reader->failure == ERROR_NONE, PAIRING_BROKEN);
    return pairing_party_check(out);
}

/* What binds name, router and token to the card and to this run's commitment. */
static void about_bytes(struct buffer *out, const struct pairing *pairing,
                        enum comparison_side sender, const struct pairing_party *party)
{
    sealing_label(out, "gridlock/about/v1");
    wire_write_u8(out, (uint8_t)sender);
    buffer_append(out, pairing->message[0], PAIRING_COMMIT_BYTES);
    pairing_party_write(out, party);
}

static void append_about(struct buffer *out, const struct pairing *pairing,
                         const struct identity *identity)
{
    SCOPED(buffer_wipe) struct buffer message = {0};
    uint8_t signature[IDENTITY_SIGNATURE_BYTES];

    about_bytes(&message, pairing, pairing->side, &pairing->self);
    identity_sign(identity, signature, buffer_slice(&message));
    pairing_party_write(out, &pairing->self);
    buffer_append(out, signature, sizeof signature);
}

void pairing_blob_make(struct pairing *pairing, uint8_t step, const struct identity *identity,
                       struct rng *rng)
{
    SCOPED(buffer_wipe) struct buffer plain = {0};
    SCOPED(buffer_free) struct buffer associated = {0};
    SCOPED(secret_free_at) struct secret *key = direction_key(pairing, pairing->side);

    buffer_append(&plain, pairing->message[step - 1], pairing_state_size(step));
    if (step > 1)
        append_about(&plain, pairing, identity);
    associated_data(&associated, pairing, step);
    buffer_clear(&pairing->outgoing);
    seal_close(&pairing->outgoing, key, buffer_slice(&plain), buffer_slice(&associated), rng);
    pairing->is_posted = false;
    pairing->step = step;
}

static result unseal(struct buffer *plain, const struct pairing *pairing, uint8_t step,
                     struct slice blob)
{
    SCOPED(buffer_free) struct buffer associated = {0};
    SCOPED(secret_free_at) struct secret *key = direction_key(pairing, pairing_state_sender(step));

    CHECK(blob.size >= SEAL_OVERHEAD && blob.size <= PAIRING_BLOB_MAX, PAIRING_BROKEN);
    associated_data(&associated, pairing, step);
    uint8_t *room = buffer_extend(plain, blob.size - SEAL_OVERHEAD);
    CHECK(is_ok(seal_open(room, key, blob, buffer_slice(&associated))), PAIRING_BROKEN);
    return OK;
}

/* M2 and M3: r | e | card | receive key | about | signature. */
static result read_party(const struct pairing *pairing, uint8_t step, struct pairing_party *party,
                         struct wire_reader *reader)
{
    SCOPED(buffer_wipe) struct buffer message = {0};
    uint8_t signature[IDENTITY_SIGNATURE_BYTES];

    wire_read_slice(reader, 64);
    TRY(card_read(&party->card, wire_read_slice(reader, CARD_BYTES)));
    TRY(receive_key_read(&party->receive_key, wire_read_slice(reader, RECEIVE_KEY_BYTES),
                         &party->card));
    TRY(pairing_party_read(party, reader));
    wire_read_fixed(reader, signature, sizeof signature);
    CHECK(is_ok(wire_reader_finish(reader)), PAIRING_BROKEN);
    about_bytes(&message, pairing, pairing_state_sender(step), party);
    CHECK(is_ok(identity_verify(party->card.sign_pk, signature, buffer_slice(&message))),
          PAIRING_BROKEN);
    return OK;
}

result pairing_blob_read(const struct pairing *pairing, uint8_t step, uint8_t *out,
                         struct pairing_party *party, struct slice blob)
{
    SCOPED(buffer_wipe) struct buffer plain = {0};

    TRY(unseal(&plain, pairing, step, blob));
    const size_t fixed = pairing_state_size(step);
    struct wire_reader reader = wire_reader_over(buffer_slice(&plain));
    if (step == 1)
        CHECK(plain.size == fixed, PAIRING_BROKEN);
    else
        TRY(read_party(pairing, step, party, &reader));
    memcpy(out, plain.data, fixed);
    return OK;
}
