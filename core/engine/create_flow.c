/* SPDX-License-Identifier: MIT */
/* create_flow.c - making a key: the owner proposes and passes frames on, every guardian deals and
 * receives (frost-taproot 5, amendments C).
 *
 * Each device runs the same dealing machine; the proposer also gathers: when all frames of a round
 * are in, everybody gets them. A machine's state is stored in the step that makes its frames, and
 * the frames lie in the outbox from that same step on, so a crash only delays.
 */
#include <stdio.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/ceremony_hub.h"
#include "core/engine/engine_state.h"
#include "core/engine/epoch_switch.h"
#include "core/engine/people.h"
#include "core/engine/reshare_flow.h"
#include "core/message/roster.h"

enum { PROPOSAL_LIFE = 24 * 3600, FIRST_EPOCH = 1 };

static const uint8_t no_ctx[32] = {0};

/* ---- machines in memory ---- */

static struct live_dealing *find_live(struct engine *engine, const uint8_t cid[static 32])
{
    for (size_t i = 0; i < engine->dealing_count; i++)
        if (memcmp(engine->dealings[i].cid, cid, 32) == 0)
            return &engine->dealings[i];
    return NULL;
}

static struct live_dealing *keep_live(struct engine *engine, const uint8_t cid[static 32],
                                      struct dealing *machine)
{
    engine->dealings =
        memory_grow(engine->dealings, engine->dealing_count + 1, sizeof *engine->dealings);
    struct live_dealing *live = &engine->dealings[engine->dealing_count++];
    memcpy(live->cid, cid, 32);
    live->machine = machine;
    return live;
}

void create_flow_forget(struct engine *engine)
{
    for (size_t i = 0; i < engine->dealing_count; i++)
        dealing_free(engine->dealings[i].machine);
    engine->dealing_count = 0;
}

static result load_live(struct engine *engine, struct live_dealing **out,
                        const uint8_t cid[static 32])
{
    struct secret *saved SCOPED(secret_free_at) = NULL;
    struct dealing *machine = NULL;

    *out = find_live(engine, cid);
    if (*out)
        return OK;
    TRY(ceremony_load_state(engine->store, &saved, cid));
    const result loaded = dealing_load(&machine, slice_of(secret_lend(saved), secret_size(saved)));
    secret_take_back(saved);
    TRY(loaded);
    *out = keep_live(engine, cid, machine);
    return OK;
}

static result save_live(struct engine *engine, const struct live_dealing *live)
{
    struct buffer saved SCOPED(buffer_wipe) = {0};

    dealing_save(live->machine, &saved);
    return ceremony_save_state(engine->store, live->cid, buffer_slice(&saved));
}

/* ---- driving the own machine ---- */

static const char *name_of(struct engine *engine, const uint8_t id_pk[static 32],
                           char room[static SELF_NAME_MAX + 1])
{
    struct peer peer;

    if (memcmp(id_pk, engine->self.identity->sign_pk, 32) == 0)
        snprintf(room, SELF_NAME_MAX + 1, "%s", engine->self.name);
    else if (is_ok(peer_by_id(engine->store, &peer, id_pk)))
        snprintf(room, SELF_NAME_MAX + 1, "%s", peer.name);
    else
        snprintf(room, SELF_NAME_MAX + 1, "an unknown guardian");
    return room;
}

static result send_own(struct engine *engine, const struct ceremony *ceremony,
                       const struct dealing *machine, struct slice frames)
{
    while (frames.size > 0) {
        struct frame frame;
        TRY(frame_read_next(&frame, &frames));
        if (ceremony->is_mine)
            TRY(ceremony_hub_gather(engine, dealing_proposal(machine), &frame));
        else
            TRY(courier_send_frames(engine, dealing_proposer(machine), COURIER_DURABLE,
                                    ENVELOPE_DKG, frame.bytes));
    }
    return OK;
}

/* The shares, the record and the ACK become durable together; the secrets that led to them go. */
static result prepare(struct engine *engine, struct live_dealing *live, struct dealing_step *step)
{
    struct secret *shares SCOPED(secret_free_at) = NULL;
    struct epoch epoch SCOPED(epoch_free) = {.state = EPOCH_PREPARED};
    struct wallet wallet;

    const struct proposal *proposal = dealing_proposal(live->machine);
    TRY(wallet_by_id(engine->store, &wallet, proposal->wallet_id));
    if (proposal->new_epoch < wallet.top) { /* C2(c) */
        dealing_abort(live->machine, step, DEALING_FAULT_POLICY, engine->self.identity);
        return OK;
    }
    TRY(dealing_acknowledge(live->machine, step, &shares, engine->self.identity, engine->rng));
    struct epoch_record record = *dealing_record(live->machine);
    record_write(&epoch.record, &record);
    memcpy(epoch.hash, record.hash, sizeof epoch.hash);
    memcpy(epoch.wallet, record.wallet_id, sizeof epoch.wallet);
    memcpy(epoch.cid, live->cid, sizeof epoch.cid);
    epoch.number = record.epoch;
    epoch.seat = dealing_seat(live->machine);
    TRY(epoch_insert(engine->store, &epoch, shares));
    TRY(ceremony_set_state(engine->store, live->cid, CEREMONY_PREPARED));
    TRY(ceremony_erase(engine->store, live->cid));
    engine->must_scrub = true;
    return OK;
}

static result certify(struct engine *engine, const struct ceremony *ceremony,
                      struct live_dealing *live)
{
    struct buffer body SCOPED(buffer_free) = {0};
    struct buffer frame SCOPED(buffer_free) = {0};

    TRY(dealing_certificate(live->machine, &body));
    TRY(epoch_switch_certified(engine, live->cid, dealing_record(live->machine),
                               buffer_slice(&body)));
    if (!ceremony->is_mine)
        return OK;
    frame_write(&frame, FRAME_CERT, dealing_record(live->machine)->hash, buffer_slice(&body),
                engine->self.identity);
    TRY(ceremony_hub_send(engine, dealing_proposal(live->machine), buffer_slice(&frame)));
    return reshare_flow_tell_leaving(engine, dealing_proposal(live->machine), buffer_slice(&frame));
}

static result fail_ceremony(struct engine *engine, struct live_dealing *live)
{
    const struct dealing_verdict *verdict = dealing_verdict(live->machine);
    const struct proposal *proposal = dealing_proposal(live->machine);
    const enum error_code why = dealing_fault_error(verdict->fault);
    char room[SELF_NAME_MAX + 1];
    char culprit[CULPRIT_MAX] = "";

    struct epoch_record previous;
    const bool has_previous = ceremony_hub_previous(engine, &previous, proposal);
    const uint8_t *accused = NULL;
    if (verdict->role == DEALING_DEALER && verdict->index < proposal->d)
        accused = proposal_dealer_id(proposal, has_previous ? &previous : NULL, verdict->index);
    else if (verdict->role == DEALING_RECIPIENT && verdict->index < proposal->n)
        accused = proposal->id_pk[verdict->index];
    if (verdict->certainty != DEALING_UNBLAMED && accused)
        snprintf(culprit, sizeof culprit, "%s%s", name_of(engine, accused, room),
                 verdict->certainty == DEALING_PROVED ? "" : " (suspected, not proved)");
    if (verdict->evidence.size > 0) {
        struct buffer evidence SCOPED(buffer_free) = {0};
        dealing_evidence(live->machine, &evidence);
        TRY(evidence_insert(engine->store, proposal->wallet_id, verdict->index, why,
                            buffer_slice(&evidence), engine->now.unix_seconds));
    }
    TRY(ceremony_fail(engine->store, live->cid, why, culprit));
    if (proposal->kind == PROPOSAL_DKG)
        TRY(wallet_set_state(engine->store, proposal->wallet_id, WALLET_FAILED));
    TRY(ceremony_erase(engine->store, live->cid));
    engine->must_scrub = true;
    engine_notice(engine, "Making the key ended: %s%s%s", error_sentence(why),
                  culprit[0] ? " Named: " : "", culprit);
    return OK;
}

/* An opened key of a RESHARE: to the accused and the proposer, nobody else (C4). */
static result confide(struct engine *engine, const struct dealing *machine,
                      const struct dealing_step *step)
{
    const uint8_t *to[] = {step->confided_to, dealing_proposer(machine)};

    for (size_t i = 0; step->confided.size > 0 && i < 2; i++) {
        const result sent = courier_send_frames(engine, to[i], COURIER_DURABLE, ENVELOPE_DKG,
                                                buffer_slice(&step->confided));
        if (engine_is_store_failure(sent))
            return sent;
    }
    return OK;
}

static result settle(struct engine *engine, struct live_dealing *live, struct dealing_step *step)
{
    struct ceremony ceremony SCOPED(ceremony_free) = {0};

    TRY(ceremony_by_cid(engine->store, &ceremony, live->cid));
    if (ceremony.state != CEREMONY_RUNNING && ceremony.state != CEREMONY_PREPARED)
        return OK;
    if (dealing_status(live->machine) == DEALING_READY)
        TRY(prepare(engine, live, step));
    if (step->has_changed)
        TRY(save_live(engine, live));
    if (step->identity_is_copied)
        engine_notice(engine, "Somebody else uses this device's identity key. Stop, and replace "
                              "this guardian.");
    TRY(send_own(engine, &ceremony, live->machine, buffer_slice(&step->frames)));
    TRY(confide(engine, live->machine, step));
    if (dealing_status(live->machine) == DEALING_CERTIFIED)
        return certify(engine, &ceremony, live);
    if (dealing_status(live->machine) == DEALING_FAILED)
        return fail_ceremony(engine, live);
    return OK;
}

/* This device's shares in the epoch it deals from; none for a new key or a newcomer. */
static result lend_shares(struct engine *engine, struct secret **out,
                          const struct epoch_record *previous, const struct dealing *machine)
{
    if (!previous || dealing_dealer(machine) < 0)
        return OK;
    return epoch_share(engine->store, out, previous->hash);
}

result create_flow_begin(struct engine *engine, const uint8_t cid[static 32],
                         struct slice proposal_frame)
{
    struct dealing *machine = NULL;
    struct dealing_step step SCOPED(dealing_step_free) = {0};
    struct secret *shares SCOPED(secret_free_at) = NULL;
    struct frame frame;
    struct proposal proposal;
    struct epoch_record record;

    TRY(frame_read(&frame, proposal_frame));
    TRY(proposal_read(&proposal, frame.body));
    const struct epoch_record *previous =
        ceremony_hub_previous(engine, &record, &proposal) ? &record : NULL;
    TRY(dealing_new(&machine, proposal_frame, engine->self.identity->sign_pk, previous));
    struct live_dealing *live = keep_live(engine, cid, machine);
    TRY(lend_shares(engine, &shares, previous, machine));
    TRY(dealing_begin(machine, &step, shares, engine->self.identity, engine->rng));
    /* top moves with the R0 frame (C2(b)) */
    TRY(wallet_raise_top(engine->store, proposal.wallet_id, proposal.new_epoch));
    TRY(ceremony_set_state(engine->store, cid, CEREMONY_RUNNING));
    return settle(engine, live, &step);
}

result create_flow_frame(struct engine *engine, const struct frame *frame)
{
    struct ceremony ceremony SCOPED(ceremony_free) = {0};
    struct live_dealing *live = NULL;
    struct dealing_step step SCOPED(dealing_step_free) = {0};

    const result found = ceremony_by_cid(engine->store, &ceremony, frame->ctx);
    if (!is_ok(found))
        return engine_is_store_failure(found) ? found : OK;
    if (ceremony.state == CEREMONY_DONE || ceremony.state == CEREMONY_FAILED)
        return OK;
    if (ceremony.state == CEREMONY_ASKED || ceremony.state == CEREMONY_REFUSED)
        return OK; /* comes again with the round's bundle */
    TRY(load_live(engine, &live, frame->ctx));
    if (ceremony.is_mine)
        TRY(ceremony_hub_gather(engine, dealing_proposal(live->machine), frame));
    live = find_live(engine, frame->ctx);
    TRY(dealing_accept(live->machine, &step, frame, engine->self.identity, engine->rng));
    return settle(engine, live, &step);
}

/* ---- being asked ---- */

static result store_wallet(struct engine *engine, const struct frame *frame,
                           const struct proposal *proposal)
{
    struct wallet wallet = {.state = WALLET_MAKING};
    char room[SELF_NAME_MAX + 1];

    memcpy(wallet.id, proposal->wallet_id, sizeof wallet.id);
    memcpy(wallet.owner, frame->sender, sizeof wallet.owner);
    snprintf(wallet.name, sizeof wallet.name, "%.20s's wallet %02x%02x",
             name_of(engine, frame->sender, room), wallet.id[0], wallet.id[1]);
    return wallet_insert(engine->store, &wallet, engine->now.unix_seconds);
}

static result store_asked(struct engine *engine, const struct frame *frame,
                          const struct proposal *proposal)
{
    struct ceremony ceremony SCOPED(ceremony_free) = {.state = CEREMONY_ASKED};

    if (proposal->kind == PROPOSAL_DKG)
        TRY(store_wallet(engine, frame, proposal));
    memcpy(ceremony.cid, proposal->cid, sizeof ceremony.cid);
    memcpy(ceremony.wallet, proposal->wallet_id, sizeof ceremony.wallet);
    buffer_append_slice(&ceremony.proposal, frame->bytes);
    ceremony.expires = proposal_deadline(proposal, engine->now.unix_seconds);
    return ceremony_insert(engine->store, &ceremony, engine->now.unix_seconds);
}

result create_flow_proposal(struct engine *engine, const struct frame *frame)
{
    struct proposal proposal;
    struct proposal_verdict verdict;
    struct ceremony seen SCOPED(ceremony_free) = {0};
    char room[SELF_NAME_MAX + 1];

    TRY(proposal_read(&proposal, frame->body));
    if (is_ok(ceremony_by_cid(engine->store, &seen, proposal.cid)))
        return OK;
    /* Judged as if the person said yes: what no yes can mend is refused now. */
    const result judged =
        reshare_flow_judge(engine, &verdict, &proposal, frame->sender, RESHARE_ASSUME_YES);
    if (!is_ok(judged))
        return reshare_flow_refuse(engine, &proposal, frame->sender, &verdict, judged);
    TRY(store_asked(engine, frame, &proposal));
    if (verdict.is_refresh || (engine->settings.policy && proposal.kind == PROPOSAL_DKG))
        return create_flow_begin(engine, proposal.cid, frame->bytes);
    if (engine->settings.policy)
        return reshare_flow_reconsider(engine, proposal.wallet_id);
    if (proposal.kind == PROPOSAL_DKG)
        engine_notice(engine,
                      "%s asks you to guard a share: %u of %u guardians will sign together.",
                      name_of(engine, frame->sender, room), proposal.t, proposal.n);
    else
        engine_notice(engine, "%s asks to change the guardians of a wallet you guard.",
                      name_of(engine, frame->sender, room));
    return OK;
}

result create_flow_roster(struct engine *engine, const struct frame *frame)
{
    struct ceremony ceremony SCOPED(ceremony_free) = {0};
    struct frame asked;
    struct proposal proposal;

    TRY(ceremony_by_cid(engine->store, &ceremony, frame->ctx));
    TRY(frame_read(&asked, buffer_slice(&ceremony.proposal)));
    CHECK(memcmp(asked.sender, frame->sender, 32) == 0, FRAME_SIGNATURE);
    TRY(proposal_read(&proposal, asked.body));
    struct roster_entry *entries = memory_new(proposal.n, sizeof *entries);
    result done =
        roster_read(entries, frame->body, (const uint8_t(*)[32])proposal.id_pk, proposal.n);
    for (uint16_t seat = 0; is_ok(done) && seat < proposal.n; seat++) {
        struct peer peer = {.kind = PEER_COMMITTEE};
        if (memcmp(entries[seat].card.pid, engine->card.pid, 32) == 0)
            continue;
        memcpy(peer.pid, entries[seat].card.pid, sizeof peer.pid);
        memcpy(peer.id_pk, entries[seat].card.sign_pk, sizeof peer.id_pk);
        memcpy(peer.card, entries[seat].card.bytes, sizeof peer.card);
        memcpy(peer.receive_key, entries[seat].receive_key.bytes, sizeof peer.receive_key);
        snprintf(peer.name, sizeof peer.name, "seat %u", seat + 1U);
        done = text_copy(peer.router, sizeof peer.router, entries[seat].router);
        if (is_ok(done))
            done = peer_put(engine->store, &peer, engine->now.unix_seconds);
    }
    memory_free(entries);
    TRY(done);
    return ceremony_set_roster(engine->store, ceremony.cid, frame->bytes);
}

static result answer(struct engine *engine, const uint8_t cid[static 32], bool yes)
{
    struct ceremony ceremony SCOPED(ceremony_free) = {0};
    struct frame asked;
    struct proposal proposal;
    struct proposal_verdict verdict;

    TRY(ceremony_by_cid(engine->store, &ceremony, cid));
    CHECK(ceremony.state == CEREMONY_ASKED, CEREMONY_ANSWERED);
    TRY(frame_read(&asked, buffer_slice(&ceremony.proposal)));
    TRY(proposal_read(&proposal, asked.body));
    if (!yes) {
        if (proposal.kind == PROPOSAL_DKG)
            TRY(wallet_set_state(engine->store, proposal.wallet_id, WALLET_FAILED));
        return ceremony_set_state(engine->store, cid, CEREMONY_REFUSED);
    }
    CHECK(ceremony.expires > engine->now.unix_seconds, CEREMONY_EXPIRED);
    TRY(reshare_flow_judge(engine, &verdict, &proposal, asked.sender, RESHARE_PERSON_SAYS_YES));
    TRY(reshare_flow_send_consent(engine, &proposal, asked.sender));
    return create_flow_begin(engine, cid, buffer_slice(&ceremony.proposal));
}

result engine_answer_ceremony(struct engine *engine, struct engine_clock clock,
                              const uint8_t cid[static 32], bool yes)
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, answer(engine, cid, yes));
}

/* ---- asking ---- */

static result add_self(struct engine *engine, struct proposal *proposal, struct roster_entry *entry)
{
    memcpy(proposal->id_pk[proposal->n++], engine->self.identity->sign_pk, 32);
    entry->card = engine->card;
    TRY(receive_key_read(&entry->receive_key, slice_of(engine->keys[0].record, RECEIVE_KEY_BYTES),
                         &engine->card));
    return text_copy(entry->router, sizeof entry->router, engine->self.router);
}

static result add_guardian(struct engine *engine, struct proposal *proposal,
                           struct roster_entry *entry, const char *name)
{
    struct peer peer;

    TRY(peer_by_name(engine->store, &peer, name));
    memcpy(proposal->id_pk[proposal->n++], peer.id_pk, 32);
    TRY(card_read(&entry->card, slice_of(peer.card, sizeof peer.card)));
    TRY(receive_key_read(&entry->receive_key, slice_of(peer.receive_key, sizeof peer.receive_key),
                         &entry->card));
    return text_copy(entry->router, sizeof entry->router, peer.router);
}

static result fill_proposal(struct engine *engine, struct proposal *proposal,
                            struct roster_entry *entries, const struct wallet_order *order)
{
    proposal->kind = PROPOSAL_DKG;
    proposal->new_epoch = FIRST_EPOCH;
    proposal->t = order->t;
    proposal->expiry = engine->now.unix_seconds + PROPOSAL_LIFE;
    rng_fill(engine->rng, proposal->wallet_id, sizeof proposal->wallet_id);
    rng_fill(engine->rng, proposal->rnd, sizeof proposal->rnd);
    TRY(add_self(engine, proposal, &entries[0]));
    for (size_t i = 0; i < order->guardian_count; i++)
        TRY(add_guardian(engine, proposal, &entries[i + 1], order->guardians[i]));
    proposal->d = proposal->n;
    for (uint16_t k = 0; k < proposal->d; k++)
        proposal->dealer_seat[k] = k;
    return proposal_check(proposal);
}

static result store_mine(struct engine *engine, const struct wallet_order *order,
                         const struct proposal *proposal, struct slice proposal_frame,
                         struct slice roster_frame)
{
    struct wallet wallet = {.is_mine = true,
                            .network = (uint8_t)order->network,
                            .chain_id = order->chain_id,
                            .state = WALLET_MAKING};
    struct ceremony ceremony SCOPED(ceremony_free) = {.is_mine = true, .state = CEREMONY_RUNNING};

    memcpy(wallet.id, proposal->wallet_id, sizeof wallet.id);
    memcpy(wallet.owner, engine->self.identity->sign_pk, sizeof wallet.owner);
    TRY(text_copy(wallet.name, sizeof wallet.name, order->name));
    TRY(wallet_insert(engine->store, &wallet, engine->now.unix_seconds));
    memcpy(ceremony.cid, proposal->cid, sizeof ceremony.cid);
    memcpy(ceremony.wallet, proposal->wallet_id, sizeof ceremony.wallet);
    buffer_append_slice(&ceremony.proposal, proposal_frame);
    buffer_append_slice(&ceremony.roster, roster_frame);
    ceremony.expires = proposal->expiry;
    return ceremony_insert(engine->store, &ceremony, engine->now.unix_seconds);
}

static result create(struct engine *engine, const struct wallet_order *order,
                     uint8_t cid[static 32])
{
    struct proposal proposal = {0};
    struct wallet known;
    struct buffer body SCOPED(buffer_free) = {0};
    struct buffer roster SCOPED(buffer_free) = {0};
    struct buffer proposal_frame SCOPED(buffer_free) = {0};
    struct buffer roster_frame SCOPED(buffer_free) = {0};

    CHECK(order->name[0] && text_is_showable(slice_of_text(order->name)), NAME_CONTROL);
    CHECK(wallet_by_name(engine->store, &known, order->name).code == ERROR_WALLET_UNKNOWN,
          WALLET_EXISTS);
    CHECK(order->guardian_count < PROPOSAL_SEATS_MAX, WALLET_SEATS);
    CHECK(order->t >= 1 && order->t <= order->guardian_count + 1, WALLET_THRESHOLD);
    struct roster_entry *entries = memory_new(PROPOSAL_SEATS_MAX, sizeof *entries);
    const result filled = fill_proposal(engine, &proposal, entries, order);
    if (is_ok(filled)) {
        proposal_write(&body, &proposal);
        frame_write(&proposal_frame, FRAME_PROPOSAL, no_ctx, buffer_slice(&body),
                    engine->self.identity);
        roster_write(&roster, entries, proposal.n);
        frame_write(&roster_frame, FRAME_ROSTER, proposal.cid, buffer_slice(&roster),
                    engine->self.identity);
    }
    memory_free(entries);
    TRY(filled);
    memcpy(cid, proposal.cid, 32);
    TRY(store_mine(engine, order, &proposal, buffer_slice(&proposal_frame),
                   buffer_slice(&roster_frame)));
    for (uint16_t seat = 1; seat < proposal.n; seat++) {
        TRY(courier_send_frames(engine, proposal.id_pk[seat], COURIER_DURABLE, ENVELOPE_DKG,
                                buffer_slice(&proposal_frame)));
        TRY(courier_send_frames(engine, proposal.id_pk[seat], COURIER_DURABLE, ENVELOPE_DKG,
                                buffer_slice(&roster_frame)));
    }
    return create_flow_begin(engine, proposal.cid, buffer_slice(&proposal_frame));
}

result engine_create_wallet(struct engine *engine, struct engine_clock clock,
                            const struct wallet_order *order, uint8_t cid[static 32])
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, create(engine, order, cid));
}

/* ---- time and progress ---- */

static result expire_one(struct engine *engine, const struct ceremony *ceremony)
{
    struct live_dealing *live = NULL;
    struct dealing_step step SCOPED(dealing_step_free) = {0};

    if (ceremony->state == CEREMONY_ASKED) {
        struct wallet wallet;
        TRY(wallet_by_id(engine->store, &wallet, ceremony->wallet));
        if (wallet.state == WALLET_MAKING)
            TRY(wallet_set_state(engine->store, ceremony->wallet, WALLET_FAILED));
        return ceremony_fail(engine->store, ceremony->cid, ERROR_CEREMONY_EXPIRED, "");
    }
    if (ceremony->state != CEREMONY_RUNNING)
        return OK; /* after the own ACK only a certificate ends it (C1) */
    TRY(load_live(engine, &live, ceremony->cid));
    dealing_abort(live->machine, &step, DEALING_FAULT_EXPIRED, engine->self.identity);
    step.has_changed = false;
    return settle(engine, live, &step);
}

result create_flow_tick(struct engine *engine)
{
    struct ceremony *list = NULL;
    size_t count = 0;
    result done = OK;

    if (engine->now.ms < engine->next_ceremony_ms)
        return OK;
    engine->next_ceremony_ms = engine->now.ms + 60 * 1000;
    TRY(ceremony_all(engine->store, &list, &count));
    for (size_t i = 0; i < count && !engine_is_store_failure(done); i++)
        if (list[i].expires <= engine->now.unix_seconds)
            done = expire_one(engine, &list[i]);
    ceremony_list_free(list, count);
    return engine_is_store_failure(done) ? done : OK;
}

static uint32_t seats_with(struct engine *engine, const struct proposal *proposal, uint8_t type)
{
    struct buffer frames SCOPED(buffer_free) = {0};
    struct frame frame;
    size_t count = 0;
    uint32_t seats = 0;

    if (!is_ok(ceremony_frames(engine->store, &frames, &count, proposal->cid, type)))
        return 0;
    struct slice rest = buffer_slice(&frames);
    while (rest.size > 0 && is_ok(frame_read_next(&frame, &rest))) {
        const int seat = proposal_seat_of(proposal, frame.sender);
        if (seat >= 0)
            seats |= 1U << seat;
    }
    return seats;
}

result engine_ceremony_view(struct engine *engine, struct ceremony_view *out,
                            const uint8_t cid[static 32])
{
    struct ceremony ceremony SCOPED(ceremony_free) = {0};
    struct ceremony_view view = {0};
    struct frame asked;
    struct proposal proposal;

    TRY(ceremony_by_cid(engine->store, &ceremony, cid));
    TRY(frame_read(&asked, buffer_slice(&ceremony.proposal)));
    TRY(proposal_read(&proposal, asked.body));
    view.n = proposal.n;
    view.t = proposal.t;
    view.joined = seats_with(engine, &proposal, FRAME_R0R);
    view.dealt = seats_with(engine, &proposal, FRAME_R1);
    view.acknowledged = seats_with(engine, &proposal, FRAME_ACK);
    for (uint16_t seat = 0; seat < proposal.n; seat++)
        name_of(engine, proposal.id_pk[seat], view.name[seat]);
    *out = view;
    return OK;
}
