/* SPDX-License-Identifier: MIT */
/* picture_people.c - self, peers, pairings, contacts, ceremonies, for the snapshot. */
#include <stdio.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/engine_state.h"
#include "core/engine/people.h"
#include "core/engine/picture_state.h"
#include "core/store/contact_table.h"
#include "core/store/invite_table.h"

static const char *const roles[] = {"", "device", "friend", "enclave", "backup"};

#define SHOW(to, from) text_showable((to), sizeof(to), slice_of_text(from))

static void write_role(char out[static SHOWN_ROLE_MAX], unsigned role)
{
    snprintf(out, SHOWN_ROLE_MAX, "%s", role < sizeof roles / sizeof roles[0] ? roles[role] : "");
}

void picture_name(struct engine *engine, char out[static SHOWN_NAME_MAX],
                  const uint8_t id_pk[static 32])
{
    struct peer peer;

    if (memcmp(id_pk, engine->self.identity->sign_pk, 32) == 0)
        text_showable(out, SHOWN_NAME_MAX, slice_of_text(engine->self.name));
    else if (is_ok(peer_by_id(engine->store, &peer, id_pk)))
        text_showable(out, SHOWN_NAME_MAX, slice_of_text(peer.name));
    else
        snprintf(out, SHOWN_NAME_MAX, "an unknown guardian");
}

static void show_self(struct shown_self *out, const struct engine *engine)
{
    SHOW(out->name, engine->self.name);
    SHOW(out->router, engine->self.router);
    write_role(out->role, engine->card.role);
    hex_encode(out->party, slice_of(engine->card.pid, sizeof engine->card.pid));
    out->has_mailbox = engine->self.mailbox_made;
}

static void show_peers(struct snapshot *out, struct engine *engine)
{
    struct peer *list = NULL;
    size_t count = 0;
    struct card card;

    out->peer_count = 0;
    if (!is_ok(peer_all(engine->store, &list, &count)))
        return;
    out->peers = memory_grow(out->peers, count + 1, sizeof *out->peers);
    for (size_t i = 0; i < count; i++) {
        if (list[i].kind != PEER_PAIRED)
            continue;
        struct shown_peer *one = &out->peers[out->peer_count++];
        *one = (struct shown_peer){.is_compared = list[i].is_compared, .seen = list[i].seen};
        memcpy(one->pid, list[i].pid, sizeof one->pid);
        SHOW(one->name, list[i].name);
        SHOW(one->router, list[i].router);
        if (is_ok(card_read(&card, slice_of(list[i].card, sizeof list[i].card))))
            write_role(one->role, card.role);
    }
    memory_free(list);
}

static const char *remembered(const struct picture *picture, const uint8_t rdv[static 16])
{
    for (size_t i = 0; i < picture->invitation_count; i++)
        if (memcmp(picture->invitations[i].rdv, rdv, 16) == 0)
            return picture->invitations[i].text;
    return "";
}

static void show_invites(struct picture *picture, struct engine *engine)
{
    struct snapshot *out = &picture->snapshot;
    struct invite_row *list = NULL;
    size_t count = 0;

    out->invite_count = 0;
    if (!is_ok(invite_open_rows(engine->store, &list, &count)))
        return;
    out->invites = memory_grow(out->invites, count + 1, sizeof *out->invites);
    for (size_t i = 0; i < count; i++) {
        struct shown_invite *one = &out->invites[out->invite_count++];
        *one = (struct shown_invite){.is_owner = list[i].is_owner, .expires = list[i].expires};
        memcpy(one->rdv, list[i].rdv, sizeof one->rdv);
        SHOW(one->name, list[i].name);
        snprintf(one->text, sizeof one->text, "%s", remembered(picture, list[i].rdv));
    }
    memory_free(list);
}

static void show_contacts(struct snapshot *out, struct engine *engine)
{
    struct contact *list = NULL;
    size_t count = 0;

    out->contact_count = 0;
    if (!is_ok(contact_all(engine->store, &list, &count)))
        return;
    out->contacts = memory_grow(out->contacts, count + 1, sizeof *out->contacts);
    for (size_t i = 0; i < count; i++) {
        struct shown_contact *one = &out->contacts[out->contact_count++];
        *one = (struct shown_contact){.times_paid = 0};
        SHOW(one->name, list[i].name);
        SHOW(one->chain, list[i].chain);
        SHOW(one->address, list[i].address);
        SHOW(one->note, list[i].note);
    }
    memory_free(list);
}

static void show_ceremony(struct shown_ceremony *out, struct engine *engine,
                          const struct ceremony *ceremony)
{
    struct ceremony_view view = {0};
    struct wallet wallet = {0};

    *out = (struct shown_ceremony){.is_mine = ceremony->is_mine,
                                   .state = (enum shown_ceremony_state)ceremony->state,
                                   .expires = ceremony->expires,
                                   .failure = (enum error_code)ceremony->failure};
    memcpy(out->cid, ceremony->cid, sizeof out->cid);
    memcpy(out->wallet, ceremony->wallet, sizeof out->wallet);
    SHOW(out->culprit, ceremony->culprit);
    if (is_ok(wallet_by_id(engine->store, &wallet, ceremony->wallet)))
        SHOW(out->wallet_name, wallet.name);
    if (!is_ok(engine_ceremony_view(engine, &view, ceremony->cid)))
        return;
    out->t = view.t;
    out->n = view.n < SHOWN_SEATS_MAX ? view.n : SHOWN_SEATS_MAX;
    out->joined = view.joined;
    out->dealt = view.dealt;
    out->acknowledged = view.acknowledged;
    for (uint16_t seat = 0; seat < out->n; seat++)
        SHOW(out->seats[seat], view.name[seat]);
}

static void show_ceremonies(struct snapshot *out, struct engine *engine)
{
    struct ceremony *list = NULL;
    size_t count = 0;

    out->ceremony_count = 0;
    if (!is_ok(ceremony_all(engine->store, &list, &count)))
        return;
    out->ceremonies = memory_grow(out->ceremonies, count + 1, sizeof *out->ceremonies);
    for (size_t i = count; i > 0; i--)
        show_ceremony(&out->ceremonies[out->ceremony_count++], engine, &list[i - 1]);
    ceremony_list_free(list, count);
}

void picture_people(struct picture *picture, struct engine *engine)
{
    show_self(&picture->snapshot.self, engine);
    show_peers(&picture->snapshot, engine);
    show_invites(picture, engine);
    show_contacts(&picture->snapshot, engine);
    show_ceremonies(&picture->snapshot, engine);
}
