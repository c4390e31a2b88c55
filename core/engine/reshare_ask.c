/* SPDX-License-Identifier: MIT */
/* reshare_ask.c - the owner's side of a refresh or a change of guardians: who deals, who receives,
 * and what a newcomer must have seen first. */
#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/ceremony_hub.h"
#include "core/engine/people.h"
#include "core/engine/reshare_flow.h"
#include "core/message/roster.h"

enum { PROPOSAL_LIFE = 24 * 3600, LATELY_SECONDS = 3600 };

static const uint8_t no_ctx[32] = {0};

static bool is_named(struct engine *engine, const uint8_t id_pk[static 32],
                     const char *const *names, size_t count)
{
    struct peer peer;

    if (!is_ok(peer_by_id(engine->store, &peer, id_pk)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(peer.name, names[i]) == 0)
            return true;
    return false;
}

/* How willingly a seat is asked to deal: the own one first, then those heard lately. */
static unsigned rank(struct engine *engine, const struct epoch_record *current, uint16_t seat,
                     const struct reshare_order *order)
{
    struct peer peer;

    if (memcmp(current->id_pk[seat], engine->self.identity->sign_pk, 32) == 0)
        return 3;
    if (is_named(engine, current->id_pk[seat], order->silent, order->silent_count) ||
        !is_ok(peer_by_id(engine->store, &peer, current->id_pk[seat])))
        return 0;
    return peer.seen + LATELY_SECONDS > engine->now.unix_seconds ? 2 : 1;
}

static result choose_dealers(struct engine *engine, struct proposal *proposal,
                             const struct epoch_record *current, const struct reshare_order *order)
{
    uint32_t chosen = 0;
    uint16_t count = 0;

    for (unsigned want = 3; want > 0; want--)
        for (uint16_t seat = 0; seat < current->n && count < current->t; seat++) {
            if (rank(engine, current, seat, order) != want)
                continue;
            chosen |= 1U << seat;
            count++;
        }
    CHECK(count == current->t, RESHARE_DEALERS);
    proposal->d = 0;
    for (uint16_t seat = 0; seat < current->n; seat++)
        if (chosen >> seat & 1)
            proposal->dealer_seat[proposal->d++] = seat;
    return OK;
}

static result add_member(struct engine *engine, struct proposal *proposal,
                         const uint8_t id_pk[static 32])
{
    CHECK(proposal->n < PROPOSAL_SEATS_MAX, WALLET_SEATS);
    memcpy(proposal->id_pk[proposal->n++], id_pk, 32);
    (void)engine;
    return OK;
}

static result choose_committee(struct engine *engine, struct proposal *proposal,
                               const struct epoch_record *current,
                               const struct reshare_order *order)
{
    if (order->guardian_count == 0) {
        for (uint16_t seat = 0; seat < current->n; seat++)
            TRY(add_member(engine, proposal, current->id_pk[seat]));
        return OK;
    }
    TRY(add_member(engine, proposal, engine->self.identity->sign_pk));
    for (size_t i = 0; i < order->guardian_count; i++) {
        struct peer peer;
        TRY(peer_by_name(engine->store, &peer, order->guardians[i]));
        TRY(add_member(engine, proposal, peer.id_pk));
    }
    return OK;
}

static result fill_roster(struct engine *engine, struct roster_entry *entries,
                          const struct proposal *proposal)
{
    for (uint16_t seat = 0; seat < proposal->n; seat++) {
        struct roster_entry *entry = &entries[seat];
        struct peer peer;
        if (memcmp(proposal->id_pk[seat], engine->self.identity->sign_pk, 32) == 0) {
            entry->card = engine->card;
            TRY(receive_key_read(&entry->receive_key,
                                 slice_of(engine->keys[0].record, RECEIVE_KEY_BYTES),
                                 &engine->card));
            TRY(text_copy(entry->router, sizeof entry->router, engine->self.router));
            continue;
        }
        TRY(peer_by_id(engine->store, &peer, proposal->id_pk[seat]));
        TRY(card_read(&entry->card, slice_of(peer.card, sizeof peer.card)));
        TRY(receive_key_read(&entry->receive_key,
                             slice_of(peer.receive_key, sizeof peer.receive_key), &entry->card));
        TRY(text_copy(entry->router, sizeof entry->router, peer.router));
    }
    return OK;
}

static result write_roster(struct engine *engine, struct buffer *frame,
                           const struct proposal *proposal)
{
    struct buffer body SCOPED(buffer_free) = {0};
    struct roster_entry *entries = memory_new(proposal->n, sizeof *entries);
    const result filled = fill_roster(engine, entries, proposal);

    if (is_ok(filled)) {
        roster_write(&body, entries, proposal->n);
        frame_write(frame, FRAME_ROSTER, proposal->cid, buffer_slice(&body), engine->self.identity);
    }
    memory_free(entries);
    return filled;
}

/* Newcomers learn the wallet's key from its certificate before they are asked (C2(d)). */
static result introduce(struct engine *engine, const struct proposal *proposal,
                        const struct epoch *current, const struct epoch_record *record)
{
    struct buffer frame SCOPED(buffer_free) = {0};

    frame_write(&frame, FRAME_CERT, current->hash, buffer_slice(&current->certificate),
                engine->self.identity);
    for (uint16_t seat = 0; seat < proposal->n; seat++) {
        if (record_seat_of(record, proposal->id_pk[seat]) >= 0)
            continue;
        TRY(courier_send_frames(engine, proposal->id_pk[seat], COURIER_DURABLE, ENVELOPE_DKG,
                                buffer_slice(&frame)));
    }
    return OK;
}

static result store_own(struct engine *engine, const struct proposal *proposal,
                        struct slice proposal_frame, struct slice roster_frame)
{
    struct ceremony ceremony SCOPED(ceremony_free) = {.is_mine = true, .state = CEREMONY_RUNNING};

    memcpy(ceremony.cid, proposal->cid, sizeof ceremony.cid);
    memcpy(ceremony.wallet, proposal->wallet_id, sizeof ceremony.wallet);
    buffer_append_slice(&ceremony.proposal, proposal_frame);
    buffer_append_slice(&ceremony.roster, roster_frame);
    ceremony.expires = proposal->expiry;
    return ceremony_insert(engine->store, &ceremony, engine->now.unix_seconds);
}

static result ask(struct engine *engine, const struct reshare_order *order, uint8_t cid[static 32])
{
    struct proposal proposal = {.kind = PROPOSAL_RESHARE};
    struct proposal_verdict verdict;
    struct wallet wallet;
    struct epoch current SCOPED(epoch_free) = {0};
    struct epoch_record record;
    struct buffer body SCOPED(buffer_free) = {0};
    struct buffer frame SCOPED(buffer_free) = {0};
    struct buffer roster SCOPED(buffer_free) = {0};

    TRY(wallet_by_id(engine->store, &wallet, order->wallet));
    CHECK(wallet.is_mine, NOT_THE_OWNER);
    TRY(epoch_current(engine->store, &current, order->wallet));
    TRY(record_read(&record, buffer_slice(&current.record)));
    memcpy(proposal.wallet_id, order->wallet, 32);
    memcpy(proposal.prev_epoch_hash, current.hash, 32);
    proposal.new_epoch = wallet.top + 1;
    proposal.t = order->t ? order->t : record.t;
    proposal.expiry = engine->now.unix_seconds + PROPOSAL_LIFE;
    rng_fill(engine->rng, proposal.rnd, sizeof proposal.rnd);
    TRY(choose_committee(engine, &proposal, &record, order));
    TRY(choose_dealers(engine, &proposal, &record, order));
    TRY(proposal_check(&proposal));
    proposal_write(&body, &proposal);
    memcpy(cid, proposal.cid, 32);
    frame_write(&frame, FRAME_PROPOSAL, no_ctx, buffer_slice(&body), engine->self.identity);
    TRY(write_roster(engine, &roster, &proposal));
    TRY(reshare_flow_judge(engine, &verdict, &proposal, engine->self.identity->sign_pk,
                           RESHARE_PERSON_SAYS_YES));
    TRY(store_own(engine, &proposal, buffer_slice(&frame), buffer_slice(&roster)));
    TRY(introduce(engine, &proposal, &current, &record));
    TRY(ceremony_hub_send(engine, &proposal, buffer_slice(&frame)));
    TRY(ceremony_hub_send(engine, &proposal, buffer_slice(&roster)));
    return create_flow_begin(engine, proposal.cid, buffer_slice(&frame));
}

result engine_reshare(struct engine *engine, struct engine_clock clock,
                      const struct reshare_order *order, uint8_t cid[static 32])
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, ask(engine, order, cid));
}
