/* SPDX-License-Identifier: MIT */
#include "core/ceremony/pairing.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/ceremony/pairing_state.h"
#include "core/crypto/hash.h"
#include "core/message/sealing.h"

enum { LAST_STEP = 3 };

void pairing_state_place(const struct pairing *pairing, uint8_t step, struct pairing_place *out)
{
    SCOPED(buffer_free) struct buffer bytes = {0};
    uint8_t hash[HASH_BYTES];

    memcpy(out->id, pairing->rdv_id, INVITE_RDV_BYTES);
    out->side = pairing_state_sender(step) == COMPARISON_GUARDIAN;
    out->index = step == LAST_STEP;
    if (pairing->run == 0)
        return;
    sealing_label(&bytes, "gridlock/rdv/run/v1");
    buffer_append(&bytes, pairing->rdv_id, INVITE_RDV_BYTES);
    wire_write_u8(&bytes, pairing->run);
    hash_sha256(hash, buffer_slice(&bytes));
    memcpy(out->id, hash, INVITE_RDV_BYTES);
}

void pairing_state_reveal(const struct pairing *pairing, uint8_t out[static PAIRING_REVEAL_BYTES])
{
    const struct pairing_secrets *secrets = secret_lend(pairing->secrets);

    memcpy(out, secrets->nonce, 32);
    sealing_public(out + 32, secrets->ephemeral);
    secret_take_back(pairing->secrets);
    memcpy(out + 64, pairing->self.card.bytes, CARD_BYTES);
    memcpy(out + 64 + CARD_BYTES, pairing->self.receive_key.bytes, RECEIVE_KEY_BYTES);
}

/* Fresh e and r; nothing known yet. The owner commits at once. */
static void begin_run(struct pairing *pairing, const struct identity *identity, struct rng *rng)
{
    struct pairing_secrets *secrets = secret_lend(pairing->secrets);

    rng_fill(rng, secrets->ephemeral, sizeof secrets->ephemeral);
    rng_fill(rng, secrets->nonce, sizeof secrets->nonce);
    sealing_wipe(secrets->exchange, sizeof secrets->exchange);
    secret_take_back(pairing->secrets);
    memset(pairing->message, 0, sizeof pairing->message);
    memset(&pairing->peer, 0, sizeof pairing->peer);
    memset(pairing->transcript, 0, sizeof pairing->transcript);
    memset(pairing->heard, 0, sizeof pairing->heard);
    buffer_clear(&pairing->outgoing);
    pairing->is_posted = true;
    pairing->step = 0;
    pairing->state = PAIRING_WAITING;
    if (pairing->side == COMPARISON_OWNER) {
        uint8_t reveal[PAIRING_REVEAL_BYTES];
        pairing_state_reveal(pairing, reveal);
        comparison_commit(pairing->message[0], slice_of(reveal, sizeof reveal));
        sealing_wipe(reveal, sizeof reveal);
        pairing_blob_make(pairing, 1, identity, rng);
    }
}

static struct pairing *begin(enum comparison_side side, const struct invite *invite,
                             const struct pairing_party *self, uint64_t now)
{
    struct pairing *pairing = memory_new(1, sizeof *pairing);

    pairing->side = side;
    pairing->expires_at = now + INVITE_LIFETIME;
    pairing->self = *self;
    memcpy(pairing->rdv_id, invite->rdv_id, INVITE_RDV_BYTES);
    memcpy(pairing->card_hash, invite->card_hash, INVITE_CARD_HASH_BYTES);
    memcpy(pairing->router, invite->router, sizeof pairing->router);
    pairing->secrets = secret_new(sizeof(struct pairing_secrets));
    struct pairing_secrets *secrets = secret_lend(pairing->secrets);
    memcpy(secrets->invite, invite->secret, INVITE_SECRET_BYTES);
    secret_take_back(pairing->secrets);
    return pairing;
}

result pairing_invite(struct pairing **out, struct invite *invite, const struct identity *identity,
                      const struct pairing_party *self, const char *rendezvous_router,
                      unsigned roles, uint64_t now, struct rng *rng)
{
    TRY(pairing_party_check(self));
    TRY(invite_make(invite, &self->card, rendezvous_router, rng));
    *out = begin(COMPARISON_OWNER, invite, self, now);
    (*out)->roles = (uint8_t)roles;
    begin_run(*out, identity, rng);
    return OK;
}

result pairing_answer(struct pairing **out, const struct invite *invite,
                      const struct identity *identity, const struct pairing_party *self,
                      uint64_t now, struct rng *rng)
{
    TRY(pairing_party_check(self));
    CHECK(!invite_matches(invite, &self->card), PAIRING_SELF);
    *out = begin(COMPARISON_GUARDIAN, invite, self, now);
    (*out)->roles = 1 << CARD_DEVICE;
    begin_run(*out, identity, rng);
    return OK;
}

void pairing_free(struct pairing *pairing)
{
    if (pairing == NULL)
        return;
    secret_free(pairing->secrets);
    buffer_wipe(&pairing->outgoing);
    sealing_wipe(pairing, sizeof *pairing);
    memory_free(pairing);
}

struct slice pairing_outgoing(const struct pairing *pairing, struct pairing_place *place)
{
    if (pairing->is_posted || pairing->state == PAIRING_FAILED)
        return slice_of(NULL, 0);
    pairing_state_place(pairing, pairing->step, place);
    return buffer_slice(&pairing->outgoing);
}

void pairing_posted(struct pairing *pairing)
{
    pairing->is_posted = true;
}

result pairing_conflict(struct pairing *pairing)
{
    pairing->state = PAIRING_FAILED;
    return FAIL(PAIRING_CROWDED);
}

bool pairing_awaited(const struct pairing *pairing, struct pairing_place *place)
{
    if (pairing->state != PAIRING_WAITING || !pairing->is_posted)
        return false;
    pairing_state_place(pairing, (uint8_t)(pairing->step + 1), place);
    return true;
}

/* K and T once all three messages are known. */
static result conclude(struct pairing *pairing, const uint8_t *peer_ephemeral)
{
    struct pairing_secrets *secrets = secret_lend(pairing->secrets);
    const result exchanged =
        sealing_exchange(secrets->exchange, secrets->ephemeral, peer_ephemeral);
    secret_take_back(pairing->secrets);
    TRY(exchanged);

    comparison_transcript(pairing->transcript, slice_of(pairing->message[0], PAIRING_COMMIT_BYTES),
                          slice_of(pairing->message[1], PAIRING_REVEAL_BYTES),
                          slice_of(pairing->message[2], PAIRING_REVEAL_BYTES));
    pairing->state = PAIRING_DONE;
    return OK;
}

static result check_peer(const struct pairing *pairing, const struct pairing_party *peer)
{
    CHECK(memcmp(peer->card.sign_pk, pairing->self.card.sign_pk, 32) != 0, PAIRING_SELF);
    CHECK((pairing->roles >> peer->card.role & 1) != 0, PAIRING_ROLE);
    return OK;
}

/* M1 at the guardian: the commitment is kept, and M2 goes out. */
static result hear_commitment(struct pairing *pairing, struct slice blob,
                              const struct identity *identity, struct rng *rng)
{
    TRY(pairing_blob_read(pairing, 1, pairing->message[0], NULL, blob));
    pairing_state_reveal(pairing, pairing->message[1]);
    pairing_blob_make(pairing, 2, identity, rng);
    return OK;
}

/* M2 at the owner: the guardian is known, and M3 goes out. */
static result hear_answer(struct pairing *pairing, struct slice blob,
                          const struct identity *identity, struct rng *rng)
{
    TRY(pairing_blob_read(pairing, 2, pairing->message[1], &pairing->peer, blob));
    TRY(check_peer(pairing, &pairing->peer));
    pairing_state_reveal(pairing, pairing->message[2]);
    TRY(conclude(pairing, pairing->message[1] + 32));
    pairing_blob_make(pairing, 3, identity, rng);
    return OK;
}

/* M3 at the guardian: it must be what M1 committed to, and the card what the invitation named. */
static result hear_reveal(struct pairing *pairing, struct slice blob)
{
    uint8_t commitment[PAIRING_COMMIT_BYTES];
    struct invite invite = {0};

    TRY(pairing_blob_read(pairing, 3, pairing->message[2], &pairing->peer, blob));
    comparison_commit(commitment, slice_of(pairing->message[2], PAIRING_REVEAL_BYTES));
    CHECK(memcmp(commitment, pairing->message[0], sizeof commitment) == 0, PAIRING_COMMITMENT);
    memcpy(invite.card_hash, pairing->card_hash, sizeof invite.card_hash);
    CHECK(invite_matches(&invite, &pairing->peer.card), PAIRING_OTHER_CARD);
    TRY(check_peer(pairing, &pairing->peer));
    TRY(conclude(pairing, pairing->message[2] + 32));
    pairing->step = LAST_STEP;
    return OK;
}

static result hear_next(struct pairing *pairing, struct slice blob, const struct identity *identity,
                        struct rng *rng)
{
    if (pairing->step == 0)
        return hear_commitment(pairing, blob, identity, rng);
    if (pairing->step == 1)
        return hear_answer(pairing, blob, identity, rng);
    return hear_reveal(pairing, blob);
}

result pairing_hear(struct pairing *pairing, struct slice blob, const struct identity *identity,
                    uint64_t now, struct rng *rng)
{
    struct pairing_place place;
    uint8_t hash[HASH_BYTES];

    if (blob.size == 0 || !pairing_awaited(pairing, &place))
        return OK;
    if (slice_equal(blob, buffer_slice(&pairing->outgoing)))
        return OK;
    hash_sha256(hash, blob);
    if (memcmp(hash, pairing->heard, sizeof hash) == 0)
        return OK;
    result heard = FAIL(PAIRING_EXPIRED);
    if (!pairing_is_expired(pairing, now))
        heard = hear_next(pairing, blob, identity, rng);
    if (!is_ok(heard))
        pairing->state = PAIRING_FAILED;
    memcpy(pairing->heard, hash, sizeof hash);
    return heard;
}

result pairing_retry(struct pairing *pairing, const struct identity *identity, uint64_t now,
                     struct rng *rng)
{
    CHECK(!pairing_is_expired(pairing, now), PAIRING_EXPIRED);
    CHECK(pairing->run + 1 < PAIRING_RUNS_MAX, PAIRING_RUNS);
    pairing->run++;
    begin_run(pairing, identity, rng);
    return OK;
}
