/* SPDX-License-Identifier: MIT */
#include "core/engine/epoch_switch.h"

#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/engine/reshare_flow.h"

/* (number, hash): the order of epochs (C2(a)). */
static int compare(const struct epoch_record *a, const struct epoch *b)
{
    if (a->epoch != b->number)
        return a->epoch < b->number ? -1 : 1;
    return memcmp(a->hash, b->hash, 32);
}

/* Consents named an epoch: whoever has to ask or answer again does (D2). */
static result reopen_intents(struct engine *engine, const struct wallet *wallet)
{
    struct intent_row *list = NULL;
    size_t count = 0;
    result done = OK;

    TRY(intent_all(engine->store, &list, &count));
    for (size_t i = 0; i < count && is_ok(done); i++) {
        if (memcmp(list[i].wallet, wallet->id, 32) != 0 || list[i].state != INTENT_CONSENTED)
            continue;
        done = intent_set_state(engine->store, list[i].hash, INTENT_OPEN);
        if (is_ok(done))
            done = consent_clear(engine->store, list[i].hash);
    }
    intent_list_free(list, count);
    return done;
}

static result tell_retired(struct engine *engine, const struct wallet *wallet, int old_seat,
                           const struct epoch_record *record)
{
    struct buffer body SCOPED(buffer_free) = {0};
    struct buffer frame SCOPED(buffer_free) = {0};

    wire_write_u16(&body, (uint16_t)old_seat);
    buffer_append(&body, record->hash, 32);
    frame_write(&frame, FRAME_RETIRED, record->hash, buffer_slice(&body), engine->self.identity);
    TRY(wallet_set_state(engine->store, wallet->id, WALLET_RETIRED));
    engine_notice(engine, "This device no longer guards %s; its old share is erased.",
                  wallet->name);
    const result sent = courier_send_frames(engine, wallet->owner, COURIER_DURABLE, ENVELOPE_DKG,
                                            buffer_slice(&frame));
    return engine_is_store_failure(sent) ? sent : OK;
}

/* The record becomes known here: with the own share if this device is PREPARED, else without. */
static result store_record(struct engine *engine, struct epoch *epoch, const uint8_t cid[static 32],
                           const struct epoch_record *record)
{
    struct epoch_record copy = *record;
    const result found = epoch_by_hash(engine->store, epoch, record->hash);

    if (is_ok(found) || found.code != ERROR_EPOCH_UNKNOWN)
        return found;
    memcpy(epoch->hash, record->hash, 32);
    memcpy(epoch->wallet, record->wallet_id, 32);
    memcpy(epoch->cid, cid, 32);
    epoch->number = record->epoch;
    epoch->state = EPOCH_PREPARED;
    epoch->seat = -1;
    record_write(&epoch->record, &copy);
    return epoch_insert(engine->store, epoch, NULL);
}

static result announce(struct engine *engine, const struct wallet *wallet,
                       const struct epoch_record *record, bool is_first)
{
    if (is_first)
        engine_notice(engine, "The key of %s is made: %u of %u guardians can sign.", wallet->name,
                      record->t, record->n);
    else
        engine_notice(engine,
                      "%s has new shares (epoch %u): %u of %u guardians can sign; old shares are "
                      "erased here.",
                      wallet->name, record->epoch, record->t, record->n);
    return OK;
}

static result finish_ceremony(struct engine *engine, const uint8_t cid[static 32])
{
    TRY(ceremony_set_state(engine->store, cid, CEREMONY_DONE));
    TRY(ceremony_erase(engine->store, cid));
    engine->must_scrub = true;
    return OK;
}

static result make_current(struct engine *engine, const struct wallet *wallet,
                           const uint8_t cid[static 32], const struct epoch_record *record,
                           struct slice certificate, const struct epoch *before)
{
    struct epoch epoch SCOPED(epoch_free) = {0};
    const int own = record_seat_of(record, engine->self.identity->sign_pk);

    TRY(store_record(engine, &epoch, cid, record));
    if (own >= 0 && epoch.seat < 0) {
        /* Listed, but without a share: nothing lower is erased; REPAIR is offered (C1). */
        engine_notice(engine, "%s moved to new shares and this device has none: ask for a repair.",
                      wallet->name);
        return epoch_set_certificate(engine->store, record->hash, EPOCH_CORRUPT, certificate);
    }
    TRY(epoch_activate(engine->store, record->hash, certificate));
    TRY(wallet_raise_top(engine->store, record->wallet_id, record->epoch));
    TRY(epoch_erase_below(engine->store, record->wallet_id, record->epoch, record->hash));
    TRY(finish_ceremony(engine, cid));
    guard_flow_forget_epochs(engine, record->wallet_id);
    TRY(reopen_intents(engine, wallet));
    if (own < 0 && before && before->seat >= 0)
        return tell_retired(engine, wallet, before->seat, record);
    if (own >= 0)
        TRY(wallet_set_state(engine->store, record->wallet_id, WALLET_ACTIVE));
    return own >= 0 ? announce(engine, wallet, record, before == NULL) : OK;
}

/* A certificate that does not follow from what this device has, and lists somebody who was left
 * out: nothing is switched, a person looks (C6, hold). */
static bool is_fork(const struct epoch_record *record, const struct epoch_record *current)
{
    if (memcmp(record->prev_epoch_hash, current->hash, 32) == 0)
        return false;
    for (uint16_t seat = 0; seat < record->n; seat++)
        if (record_seat_of(current, record->id_pk[seat]) < 0)
            return true;
    return false;
}

result epoch_switch_certified(struct engine *engine, const uint8_t cid[static 32],
                              const struct epoch_record *record, struct slice certificate)
{
    struct wallet wallet;
    struct epoch before SCOPED(epoch_free) = {0};
    struct epoch own SCOPED(epoch_free) = {0};
    struct epoch_record current;

    TRY(wallet_by_id(engine->store, &wallet, record->wallet_id));
    const result found = epoch_current(engine->store, &before, record->wallet_id);
    if (found.code == ERROR_EPOCH_UNKNOWN)
        return make_current(engine, &wallet, cid, record, certificate, NULL);
    TRY(found);
    if (compare(record, &before) <= 0)
        return OK; /* older than what is current */
    TRY(record_read(&current, buffer_slice(&before.record)));
    TRY(record_succeeds(record, &current));
    const bool was_prepared = is_ok(epoch_by_hash(engine->store, &own, record->hash));
    if (!was_prepared && is_fork(record, &current)) {
        engine_notice(engine,
                      "FORK: two committees claim %s. Do not approve anything before you "
                      "have talked to the owner.",
                      wallet.name);
        return OK;
    }
    return make_current(engine, &wallet, cid, record, certificate, &before);
}

/* A wallet this device never heard of: the base of a chain, from somebody it is paired with. */
static result adopt(struct engine *engine, const struct frame *frame,
                    const struct epoch_record *record)
{
    struct wallet wallet = {.state = WALLET_MAKING, .top = record->epoch};
    struct peer peer;

    TRY(peer_by_id(engine->store, &peer, frame->sender));
    CHECK(peer.kind == PEER_PAIRED, NOT_THE_OWNER);
    memcpy(wallet.id, record->wallet_id, sizeof wallet.id);
    memcpy(wallet.owner, frame->sender, sizeof wallet.owner);
    snprintf(wallet.name, sizeof wallet.name, "%.20s's wallet %02x%02x", peer.name, wallet.id[0],
             wallet.id[1]);
    return wallet_insert(engine->store, &wallet, engine->now.unix_seconds);
}

result create_flow_certificate(struct engine *engine, const struct frame *frame)
{
    struct epoch_record record;
    struct wallet wallet;
    uint8_t cid[32];

    TRY(certificate_read(&record, cid, frame->body));
    const result found = wallet_by_id(engine->store, &wallet, record.wallet_id);
    if (found.code == ERROR_WALLET_UNKNOWN)
        TRY(adopt(engine, frame, &record));
    else
        TRY(found);
    return epoch_switch_certified(engine, cid, &record, frame->body);
}

result epoch_switch_retired(struct engine *engine, const struct frame *frame)
{
    struct peer peer;

    TRY(peer_by_id(engine->store, &peer, frame->sender));
    engine_notice(engine, "%s has erased its old share.", peer.name);
    return OK;
}
