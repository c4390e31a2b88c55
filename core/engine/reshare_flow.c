/* SPDX-License-Identifier: MIT */
#include "core/engine/reshare_flow.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/crypto/hash.h"
#include "core/engine/ceremony_hub.h"
#include "core/message/consent.h"

static const uint8_t no_ctx[32] = {0};

/* ---- what this device knows ---- */

struct knowledge {
    struct epoch_record current;
    bool has_current;
    bool holds_share;
    struct proposal_committee touched[16];
    size_t touched_count;
    bool is_busy;
    bool busy_with_refresh;
};

static result look_at_current(struct engine *engine, struct knowledge *know,
                              const uint8_t wallet[static 32])
{
    struct epoch epoch SCOPED(epoch_free) = {0};
    const result found = epoch_current(engine->store, &epoch, wallet);

    if (found.code == ERROR_EPOCH_UNKNOWN)
        return OK;
    TRY(found);
    TRY(record_read(&know->current, buffer_slice(&epoch.record)));
    know->has_current = true;
    know->holds_share = epoch.seat >= 0;
    return OK;
}

static bool had_a_hand(const struct ceremony *ceremony)
{
    return ceremony->state == CEREMONY_RUNNING || ceremony->state == CEREMONY_PREPARED ||
           ceremony->state == CEREMONY_FAILED;
}

static void look_at_one(struct knowledge *know, const struct ceremony *ceremony,
                        const struct proposal *about)
{
    struct frame frame;
    struct proposal other;

    if (memcmp(ceremony->wallet, about->wallet_id, 32) != 0 || !had_a_hand(ceremony) ||
        !is_ok(frame_read(&frame, buffer_slice(&ceremony->proposal))) ||
        !is_ok(proposal_read(&other, frame.body)))
        return;
    if (ceremony->state == CEREMONY_RUNNING && memcmp(other.cid, about->cid, 32) != 0) {
        know->is_busy = true;
        know->busy_with_refresh =
            know->has_current && other.kind == PROPOSAL_RESHARE && other.t == know->current.t &&
            other.n == know->current.n &&
            memcmp(other.id_pk, know->current.id_pk, (size_t)other.n * sizeof other.id_pk[0]) == 0;
    }
    if (know->has_current && other.new_epoch > know->current.epoch && know->touched_count < 16) {
        struct proposal_committee *touched = &know->touched[know->touched_count++];
        touched->t = other.t;
        touched->n = other.n;
        memcpy(touched->id_pk, other.id_pk, sizeof touched->id_pk);
    }
}

static result look_around(struct engine *engine, struct knowledge *know,
                          const struct proposal *proposal)
{
    struct ceremony *list = NULL;
    size_t count = 0;

    TRY(look_at_current(engine, know, proposal->wallet_id));
    TRY(ceremony_all(engine->store, &list, &count));
    for (size_t i = 0; i < count; i++)
        look_at_one(know, &list[i], proposal);
    ceremony_list_free(list, count);
    return OK;
}

/* Persons of the current committee, other than the proposer, who consented to this change. */
static result count_persons(struct engine *engine, uint16_t *out, const struct knowledge *know,
                            const struct proposal *proposal, const uint8_t sender[static 32])
{
    struct consent_row *rows = NULL;
    size_t count = 0;
    uint8_t hash[32];

    *out = 0;
    reshare_flow_change_hash(hash, proposal);
    TRY(consent_list(engine->store, &rows, &count, hash));
    for (size_t i = 0; know->has_current && i < count; i++) {
        struct peer peer;
        struct card card;
        const uint8_t *id = know->current.id_pk[rows[i].seat];
        if (rows[i].answer != CONSENT_YES || memcmp(id, sender, 32) == 0)
            continue;
        if (is_ok(peer_by_id(engine->store, &peer, id)) &&
            is_ok(card_read(&card, slice_of(peer.card, sizeof peer.card))) &&
            (card.role == CARD_FRIEND || card.role == CARD_DEVICE))
            ++*out;
    }
    consent_list_free(rows, count);
    return OK;
}

static bool may_propose(struct engine *engine, const struct proposal *proposal,
                        const uint8_t sender[static 32])
{
    struct wallet wallet;
    struct peer peer;

    if (is_ok(wallet_by_id(engine->store, &wallet, proposal->wallet_id)))
        return memcmp(wallet.owner, sender, 32) == 0;
    return is_ok(peer_by_id(engine->store, &peer, sender)) && peer.kind == PEER_PAIRED;
}

result reshare_flow_judge(struct engine *engine, struct proposal_verdict *verdict,
                          const struct proposal *proposal, const uint8_t sender[static 32],
                          enum reshare_consent consent)
{
    struct knowledge *know = memory_new(1, sizeof *know);
    struct wallet wallet = {0};
    uint16_t persons = 0;

    result looked = look_around(engine, know, proposal);
    if (is_ok(looked))
        looked = count_persons(engine, &persons, know, proposal, sender);
    const bool is_known = is_ok(wallet_by_id(engine->store, &wallet, proposal->wallet_id));
    const bool own_asked = consent != RESHARE_ASSUME_YES && proposal->kind == PROPOSAL_DKG;
    const bool says_yes = consent != RESHARE_AS_STORED || engine->settings.policy == NULL;
    const struct proposal_device device = {.id_pk = engine->self.identity->sign_pk,
                                           .sender = sender,
                                           .sender_is_owner = may_propose(engine, proposal, sender),
                                           .now = engine->now.unix_seconds,
                                           .wallet_is_known = is_known && !own_asked,
                                           .top = wallet.top,
                                           .current = know->has_current ? &know->current : NULL,
                                           .holds_share = know->holds_share,
                                           .touched = know->touched,
                                           .touched_count = know->touched_count,
                                           .has_person = engine->settings.policy == NULL,
                                           .person_consents = says_yes,
                                           .policy_consents = engine->settings.policy != NULL,
                                           .persons_consenting =
                                               consent == RESHARE_ASSUME_YES ? SEATS_MAX : persons,
                                           .is_busy = know->is_busy,
                                           .busy_with_refresh = know->busy_with_refresh};
    if (is_ok(looked))
        proposal_judge(verdict, proposal, &device);
    memory_free(know);
    TRY(looked);
    return verdict->refusal == ERROR_NONE ? OK : (result){verdict->refusal};
}

result reshare_flow_refuse(struct engine *engine, const struct proposal *proposal,
                           const uint8_t sender[static 32], const struct proposal_verdict *verdict,
                           result why)
{
    struct epoch epoch SCOPED(epoch_free) = {0};
    struct buffer frame SCOPED(buffer_free) = {0};

    if (engine_is_store_failure(why))
        return why;
    engine_notice(engine, "Refused a key ceremony: %s", error_sentence(why.code));
    if (verdict->top > 0)
        TRY(wallet_raise_top(engine->store, proposal->wallet_id, verdict->top));
    if (!verdict->answer_certificate ||
        !is_ok(epoch_current(engine->store, &epoch, proposal->wallet_id)))
        return OK;
    frame_write(&frame, FRAME_CERT, epoch.hash, buffer_slice(&epoch.certificate),
                engine->self.identity);
    const result sent =
        courier_send_frames(engine, sender, COURIER_DURABLE, ENVELOPE_DKG, buffer_slice(&frame));
    return engine_is_store_failure(sent) ? sent : OK;
}

/* ---- consents to a change ---- */

void reshare_flow_change_hash(uint8_t out[static 32], const struct proposal *proposal)
{
    struct hash_tagged hash;

    hash_tagged_begin(&hash, "gw/1/change");
    hash_tagged_add(&hash, proposal->wallet_id, 32);
    hash_tagged_add_u8(&hash, (uint8_t)proposal->kind);
    hash_tagged_add_u16(&hash, proposal->t);
    hash_tagged_add_u16(&hash, proposal->n);
    hash_tagged_add(&hash, proposal->id_pk, (size_t)proposal->n * sizeof proposal->id_pk[0]);
    hash_tagged_end(&hash, out);
}

result reshare_flow_send_consent(struct engine *engine, const struct proposal *proposal,
                                 const uint8_t proposer[static 32])
{
    struct epoch epoch SCOPED(epoch_free) = {0};
    struct buffer body SCOPED(buffer_free) = {0};
    struct buffer frame SCOPED(buffer_free) = {0};
    struct consent consent = {.answer = CONSENT_YES, .until = proposal->expiry};

    if (proposal->kind == PROPOSAL_DKG)
        return OK;
    TRY(epoch_current(engine->store, &epoch, proposal->wallet_id));
    if (epoch.seat < 0)
        return OK; /* a newcomer consents by taking part */
    reshare_flow_change_hash(consent.intent_hash, proposal);
    memcpy(consent.epoch_hash, epoch.hash, 32);
    consent.seat = (uint16_t)epoch.seat;
    consent_write(&body, &consent);
    frame_write(&frame, FRAME_CONSENT, no_ctx, buffer_slice(&body), engine->self.identity);
    return courier_send_frames(engine, proposer, COURIER_DURABLE, ENVELOPE_SIGN,
                               buffer_slice(&frame));
}

static result find_change(struct engine *engine, struct ceremony *out, struct proposal *proposal,
                          const uint8_t hash[static 32])
{
    struct ceremony *list = NULL;
    size_t count = 0;
    result found = FAIL(CEREMONY_UNKNOWN);

    TRY(ceremony_all(engine->store, &list, &count));
    for (size_t i = 0; i < count; i++) {
        struct frame frame;
        uint8_t its[32];
        if (!is_ok(frame_read(&frame, buffer_slice(&list[i].proposal))) ||
            !is_ok(proposal_read(proposal, frame.body)) || proposal->kind != PROPOSAL_RESHARE)
            continue;
        reshare_flow_change_hash(its, proposal);
        if (memcmp(its, hash, 32) != 0)
            continue;
        *out = list[i];
        list[i] = (struct ceremony){0};
        found = OK;
        break;
    }
    ceremony_list_free(list, count);
    return found;
}

static bool is_known(struct engine *engine, const uint8_t change[static 32], int seat)
{
    struct consent_row *rows = NULL;
    size_t count = 0;
    bool known = false;

    if (!is_ok(consent_list(engine->store, &rows, &count, change)))
        return false;
    for (size_t i = 0; i < count; i++)
        known |= rows[i].seat == seat && rows[i].answer == CONSENT_YES;
    consent_list_free(rows, count);
    return known;
}

result reshare_flow_consent(struct engine *engine, const struct frame *frame, bool *is_taken)
{
    struct consent consent;
    struct consent_row row = {0};
    struct ceremony ceremony SCOPED(ceremony_free) = {0};
    struct proposal proposal;
    struct epoch_record current;

    TRY(consent_read(&consent, frame->body));
    const result found = find_change(engine, &ceremony, &proposal, consent.intent_hash);
    if (!is_ok(found))
        return engine_is_store_failure(found) ? found : OK;
    *is_taken = true;
    TRY(engine_record(engine, &current, proposal.wallet_id));
    CHECK(record_seat_of(&current, frame->sender) == (int)consent.seat, NOT_THE_OWNER);
    if (is_known(engine, consent.intent_hash, consent.seat))
        return OK; /* also our own copy of what we pass on */
    row.seat = consent.seat;
    row.answer = consent.answer;
    row.until = consent.until;
    buffer_append_slice(&row.frame, frame->bytes);
    const result stored = consent_put(engine->store, consent.intent_hash, &row);
    buffer_free(&row.frame);
    TRY(stored);
    if (ceremony.is_mine)
        TRY(ceremony_hub_send(engine, &proposal, frame->bytes));
    return reshare_flow_reconsider(engine, proposal.wallet_id);
}

static result reconsider_one(struct engine *engine, const struct ceremony *ceremony)
{
    struct frame frame;
    struct proposal proposal;
    struct proposal_verdict verdict;

    TRY(frame_read(&frame, buffer_slice(&ceremony->proposal)));
    TRY(proposal_read(&proposal, frame.body));
    const result judged =
        reshare_flow_judge(engine, &verdict, &proposal, frame.sender, RESHARE_AS_STORED);
    if (!is_ok(judged))
        return engine_is_store_failure(judged) ? judged : OK;
    return create_flow_begin(engine, ceremony->cid, buffer_slice(&ceremony->proposal));
}

result reshare_flow_reconsider(struct engine *engine, const uint8_t wallet[static 32])
{
    struct ceremony *list = NULL;
    size_t count = 0;
    result done = OK;

    if (!engine->settings.policy)
        return OK;
    TRY(ceremony_all(engine->store, &list, &count));
    for (size_t i = 0; i < count && !engine_is_store_failure(done); i++)
        if (list[i].state == CEREMONY_ASKED && memcmp(list[i].wallet, wallet, 32) == 0)
            done = reconsider_one(engine, &list[i]);
    ceremony_list_free(list, count);
    return engine_is_store_failure(done) ? done : OK;
}

result reshare_flow_tell_leaving(struct engine *engine, const struct proposal *proposal,
                                 struct slice certificate)
{
    struct epoch_record previous;

    if (!ceremony_hub_previous(engine, &previous, proposal))
        return OK;
    for (uint16_t seat = 0; seat < previous.n; seat++) {
        if (proposal_seat_of(proposal, previous.id_pk[seat]) >= 0 ||
            proposal_dealer_of(proposal, &previous, previous.id_pk[seat]) >= 0)
            continue;
        const result sent = courier_send_frames(engine, previous.id_pk[seat], COURIER_DURABLE,
                                                ENVELOPE_DKG, certificate);
        if (engine_is_store_failure(sent))
            return sent;
    }
    return OK;
}
