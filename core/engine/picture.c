/* SPDX-License-Identifier: MIT */
#include "core/engine/picture.h"

#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/engine_state.h"
#include "core/engine/payment.h"
#include "core/engine/picture_state.h"
#include "core/engine/view.h"

struct picture *picture_new(void)
{
    return memory_new(1, sizeof(struct picture));
}

static void forget_invitations(struct picture *picture)
{
    if (picture->invitations)
        memory_wipe(picture->invitations, picture->invitation_count * sizeof *picture->invitations);
    memory_free(picture->invitations);
    picture->invitations = NULL;
    picture->invitation_count = 0;
}

void picture_free(struct picture *picture)
{
    if (!picture)
        return;
    forget_invitations(picture);
    snapshot_wipe(&picture->snapshot);
    memory_free(picture);
}

struct snapshot *picture_snapshot(struct picture *picture)
{
    return &picture->snapshot;
}

void picture_touch(struct picture *picture)
{
    picture->is_touched = true;
}

void picture_follow(struct picture *picture, const uint8_t intent[static 32])
{
    memcpy(picture->followed, intent, sizeof picture->followed);
    picture->is_following = true;
}

void picture_notice(struct picture *picture, uint64_t now, const char *text)
{
    struct snapshot *out = &picture->snapshot;
    const size_t kept =
        out->notice_count < SHOWN_NOTICES_MAX ? out->notice_count : SHOWN_NOTICES_MAX - 1;

    out->notices = memory_grow(out->notices, kept + 1, sizeof *out->notices);
    memmove(&out->notices[1], &out->notices[0], kept * sizeof *out->notices);
    out->notices[0].time = now;
    text_showable(out->notices[0].text, sizeof out->notices[0].text, slice_of_text(text));
    out->notice_count = kept + 1;
    picture->is_touched = true;
}

void picture_invitation(struct picture *picture, const uint8_t rdv[static 16], const char *text)
{
    picture->invitations = memory_grow(picture->invitations, picture->invitation_count + 1,
                                       sizeof *picture->invitations);
    struct remembered_invitation *one = &picture->invitations[picture->invitation_count++];
    memcpy(one->rdv, rdv, sizeof one->rdv);
    snprintf(one->text, sizeof one->text, "%s", text);
    picture->is_seen = false;
}

/* ---- what came in ---- */

static void drop_events(struct snapshot *out, const uint8_t wallet[static 32],
                        enum account_kind kind)
{
    size_t kept = 0;

    for (size_t i = 0; i < out->event_count; i++)
        if (out->events[i].account != kind || memcmp(out->events[i].wallet, wallet, 32) != 0)
            out->events[kept++] = out->events[i];
    out->event_count = kept;
}

static void add_event(struct snapshot *out, const struct chain *chain,
                      const uint8_t wallet[static 32], enum account_kind kind,
                      const struct chain_event *event)
{
    out->events = memory_grow(out->events, out->event_count + 1, sizeof *out->events);
    size_t at = out->event_count++;
    while (at > 0 && out->events[at - 1].time < event->time) {
        out->events[at] = out->events[at - 1];
        at--;
    }
    struct shown_event *shown = &out->events[at];
    *shown = (struct shown_event){.account = kind,
                                  .unit = chain->unit,
                                  .confirmations = event->confirmations,
                                  .time = event->time};
    memcpy(shown->wallet, wallet, sizeof shown->wallet);
    text_showable(shown->txid, sizeof shown->txid, slice_of_text(event->txid));
    text_showable(shown->address, sizeof shown->address, slice_of_text(event->address));
    amount_print(shown->amount, &event->value, chain->decimals);
}

void picture_take_events(struct picture *picture, const struct engine *engine,
                         const uint8_t wallet[static 32], enum account_kind kind)
{
    const char *id = kind == ACCOUNT_ETHEREUM ? "ethereum" : "bitcoin";
    const struct chain *chain = NULL;
    size_t count = 0;

    for (size_t i = 0; engine->settings.chains[i]; i++)
        if (strcmp(engine->settings.chains[i]->id, id) == 0)
            chain = engine->settings.chains[i];
    const struct chain_event *events = view_events(engine, &count);
    drop_events(&picture->snapshot, wallet, kind);
    for (size_t i = 0; chain && i < count; i++)
        if (events[i].is_incoming)
            add_event(&picture->snapshot, chain, wallet, kind, &events[i]);
    picture->is_touched = true;
}

/* ---- remaking ---- */

/* What is of the home goes; what the program itself knows stays. */
static void empty(struct picture *picture)
{
    struct snapshot *out = &picture->snapshot;
    struct snapshot kept = *out;

    kept.self = (struct shown_self){.name = ""};
    memset(kept.selected, 0, sizeof kept.selected);
    kept.wallets = NULL;
    kept.transfers = NULL;
    kept.events = NULL;
    kept.requests = NULL;
    kept.peers = NULL;
    kept.invites = NULL;
    kept.contacts = NULL;
    kept.ceremonies = NULL;
    kept.notices = NULL;
    kept.wallet_count = kept.transfer_count = kept.event_count = kept.request_count = 0;
    kept.peer_count = kept.invite_count = kept.contact_count = kept.ceremony_count = 0;
    kept.notice_count = 0;
    kept.draft = (struct shown_draft){.state = SHOWN_NO_DRAFT};
    kept.payment = (struct shown_payment){.exists = false};
    kept.router = ERROR_ROUTER_NOT_YET;
    kept.is_talking = false;
    snapshot_wipe(out);
    *out = kept;
    forget_invitations(picture);
    picture->is_seen = picture->is_following = picture->has_drawn_draft = false;
}

static bool remake_connections(struct snapshot *out, struct engine *engine)
{
    const enum error_code router = engine_router_state(engine).code;
    const enum error_code node = engine_talk_outcome(engine).code;
    const bool is_talking = engine_is_talking(engine);
    const bool is_changed =
        router != out->router || node != out->node || is_talking != out->is_talking;

    out->router = router;
    out->node = node;
    out->is_talking = is_talking;
    return is_changed;
}

static void remake_tables(struct picture *picture, struct engine *engine, uint64_t now)
{
    picture_people(picture, engine);
    picture_wallets(&picture->snapshot, engine);
    picture_transfers(&picture->snapshot, engine);
    picture_requests(&picture->snapshot, engine, now);
}

bool picture_remake(struct picture *picture, struct engine *engine, struct engine_clock clock)
{
    struct snapshot *out = &picture->snapshot;
    bool is_changed = picture->is_touched;

    out->now = clock.unix_seconds;
    out->now_ms = clock.ms;
    picture->is_touched = false;
    if (!engine) {
        if (picture->is_seen || out->self.name[0]) {
            empty(picture);
            is_changed = true;
        }
        out->version += is_changed;
        return is_changed;
    }
    const uint64_t changes = store_total_changes(engine_store(engine));
    if (!picture->is_seen || changes != picture->seen_changes) {
        remake_tables(picture, engine, clock.unix_seconds);
        picture->seen_changes = changes;
        picture->is_seen = true;
        is_changed = true;
    }
    is_changed |= remake_connections(out, engine);
    is_changed |= picture_draft(picture, engine);
    is_changed |= picture_payment(picture, engine);
    out->version += is_changed;
    return is_changed;
}
