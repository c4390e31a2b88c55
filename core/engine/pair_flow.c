/* SPDX-License-Identifier: MIT */
/* pair_flow.c - an invitation until two devices know each other: the pairing machine, driven over
 * the router's rendezvous slot. Each of its states is stored before its blob leaves. */
#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/ceremony/pairing.h"
#include "core/engine/engine_state.h"
#include "core/engine/people.h"
#include "core/engine/rendezvous.h"
#include "core/engine/router_url.h"
#include "core/store/invite_table.h"

enum { LOOK_MS = 700, IDLE_MS = 30 * 1000 };

static void free_machine(struct pairing **machine)
{
    pairing_free(*machine);
}

result people_make_self(struct store *store, const char *name, enum card_role role,
                        const char *router, bool allow_insecure_router, uint64_t now)
{
    struct self self = {.role = (uint8_t)role};
    struct card card;
    uint8_t seeds[2 * SELF_SEED_BYTES];
    struct self_receive_key key = {0};
    struct receive_key record;

    CHECK(name[0] && text_is_showable(slice_of_text(name)), NAME_CONTROL);
    TRY(text_copy(self.name, sizeof self.name, name));
    TRY(router_url_clean(self.router, router, allow_insecure_router));

    struct identity *identity = identity_new(store_rng(store));
    const uint8_t *keys = secret_lend(identity->keys);
    memcpy(seeds, keys, SELF_SEED_BYTES);
    memcpy(seeds + SELF_SEED_BYTES, keys + 2 * SELF_SEED_BYTES, SELF_SEED_BYTES);
    secret_take_back(identity->keys);
    struct mailbox_key *mailbox = mailbox_key_new(store_rng(store));
    self.mailbox_seed = secret_new(SELF_SEED_BYTES);
    mailbox_key_write_seed(mailbox, secret_lend(self.mailbox_seed));
    secret_take_back(self.mailbox_seed);
    card_make(&card, identity, role, now, mailbox->id);
    memcpy(self.card, card.bytes, sizeof self.card);
    key.secret = receive_key_make(&record, identity, now, store_rng(store));
    memcpy(key.record, record.bytes, sizeof key.record);
    memcpy(key.rpk, record.pk, sizeof key.rpk);
    key.not_after = record.not_after;

    result done = store_begin(store);
    if (is_ok(done))
        done = self_insert(store, &self, seeds, seeds + SELF_SEED_BYTES, now);
    if (is_ok(done))
        done = self_receive_key_insert(store, &key);
    if (is_ok(done))
        done = store_commit(store);
    if (!is_ok(done))
        store_rollback(store);
    memory_wipe(seeds, sizeof seeds);
    secret_free(key.secret);
    secret_free(self.mailbox_seed);
    mailbox_key_free(mailbox);
    identity_free(identity);
    return done;
}

static result describe_self(struct engine *engine, struct pairing_party *out)
{
    struct pairing_party party = {.card = engine->card};

    CHECK(engine->key_count > 0, INTERNAL);
    TRY(receive_key_read(&party.receive_key, slice_of(engine->keys[0].record, RECEIVE_KEY_BYTES),
                         &engine->card));
    TRY(text_copy(party.name, sizeof party.name, engine->self.name));
    TRY(text_copy(party.router, sizeof party.router, engine->self.router));
    rng_fill(engine->rng, party.token, sizeof party.token);
    *out = party;
    return OK;
}

static result insert_machine(struct engine *engine, const struct pairing *machine,
                             const uint8_t rdv[static 16], const char *name, bool is_owner)
{
    struct buffer saved SCOPED(buffer_wipe) = {0};
    struct invite_row row = {
        .is_owner = is_owner, .state = INVITE_OPEN, .expires = pairing_expires_at(machine)};

    memcpy(row.rdv, rdv, sizeof row.rdv);
    TRY(text_copy(row.name, sizeof row.name, name));
    TRY(text_copy(row.router, sizeof row.router, pairing_router(machine)));
    pairing_save(&saved, machine);
    return invite_insert(engine->store, &row, buffer_slice(&saved), engine->now.unix_seconds);
}

static result invite(struct engine *engine, const char *name, unsigned roles, struct buffer *text,
                     uint8_t rdv[static 16])
{
    struct pairing *machine SCOPED(free_machine) = NULL;
    struct pairing_party self;
    struct invite made = {0};
    struct peer known;

    CHECK(name[0] && text_is_showable(slice_of_text(name)), NAME_CONTROL);
    CHECK(strlen(name) <= SELF_NAME_MAX, TEXT_LONG);
    CHECK(peer_by_name(engine->store, &known, name).code == ERROR_PEER_UNKNOWN, PEER_NAME_TAKEN);
    TRY(describe_self(engine, &self));
    TRY(pairing_invite(&machine, &made, engine->self.identity, &self, engine->self.router, roles,
                       engine->now.unix_seconds, engine->rng));
    const result stored = insert_machine(engine, machine, made.rdv_id, name, true);
    invite_print(text, &made);
    memcpy(rdv, made.rdv_id, INVITE_RDV_BYTES);
    invite_wipe(&made);
    engine->next_rendezvous_ms = 0;
    return stored;
}

result engine_invite(struct engine *engine, struct engine_clock clock, const char *name,
                     unsigned roles, struct buffer *text, uint8_t rdv[static 16])
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, invite(engine, name, roles, text, rdv));
}

static result join(struct engine *engine, struct slice text, uint8_t rdv[static 16])
{
    struct pairing *machine SCOPED(free_machine) = NULL;
    struct pairing_party self;
    struct invite given = {0};
    struct invite_row known;

    TRY(invite_parse(&given, text));
    memcpy(rdv, given.rdv_id, INVITE_RDV_BYTES);
    result done = router_url_check(given.router, engine->settings.allow_insecure_router);
    if (is_ok(done) && is_ok(invite_by_rdv(engine->store, &known, given.rdv_id)))
        done = known.state == INVITE_OPEN ? OK : FAIL(INVITE_USED);
    else if (is_ok(done))
        done = describe_self(engine, &self);
    if (is_ok(done) && !is_ok(invite_by_rdv(engine->store, &known, given.rdv_id))) {
        done = pairing_answer(&machine, &given, engine->self.identity, &self,
                              engine->now.unix_seconds, engine->rng);
        if (is_ok(done))
            done = insert_machine(engine, machine, given.rdv_id, "", false);
    }
    invite_wipe(&given);
    engine->next_rendezvous_ms = 0;
    return done;
}

result engine_join(struct engine *engine, struct engine_clock clock, struct slice text,
                   uint8_t rdv[static 16])
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, join(engine, text, rdv));
}

static result load_machine(struct engine *engine, struct pairing **out,
                           const uint8_t rdv[static 16])
{
    struct secret *saved SCOPED(secret_free_at) = NULL;

    TRY(invite_load(engine->store, &saved, rdv));
    const result loaded = pairing_load(out, slice_of(secret_lend(saved), secret_size(saved)));
    secret_take_back(saved);
    return loaded;
}

static result save_machine(struct engine *engine, const struct pairing *machine,
                           const uint8_t rdv[static 16])
{
    struct buffer saved SCOPED(buffer_wipe) = {0};

    pairing_save(&saved, machine);
    return invite_save(engine->store, rdv, buffer_slice(&saved));
}

/* The other side is known: it becomes a peer, under the name the owner gave it. */
static result befriend(struct engine *engine, const struct pairing *machine,
                       const struct invite_row *row)
{
    const struct pairing_party *party = pairing_peer(machine);
    struct peer peer = {.kind = PEER_PAIRED};
    char shown[SELF_NAME_MAX + 1];

    text_showable(shown, sizeof shown, slice_of_text(party->name));
    memcpy(peer.pid, party->card.pid, sizeof peer.pid);
    memcpy(peer.id_pk, party->card.sign_pk, sizeof peer.id_pk);
    memcpy(peer.card, party->card.bytes, sizeof peer.card);
    memcpy(peer.receive_key, party->receive_key.bytes, sizeof peer.receive_key);
    TRY(text_copy(peer.router, sizeof peer.router, party->router));
    TRY(text_copy(peer.name, sizeof peer.name, row->is_owner ? row->name : shown));
    peer.seen = engine->now.unix_seconds;
    struct peer known;
    const bool is_new =
        !is_ok(peer_by_pid(engine->store, &known, peer.pid)) || known.kind != PEER_PAIRED;
    TRY(peer_put(engine->store, &peer, engine->now.unix_seconds));
    if (is_new)
        engine_notice(engine, "Paired with %s (words not compared).", peer.name);
    return OK;
}

static result finish_if_done(struct engine *engine, const struct pairing *machine,
                             const struct invite_row *row)
{
    struct pairing_place place;

    if (pairing_state(machine) == PAIRING_FAILED)
        return invite_set_state(engine->store, row->rdv, INVITE_ENDED);
    if (pairing_state(machine) != PAIRING_DONE)
        return OK;
    TRY(befriend(engine, machine, row));
    if (pairing_outgoing(machine, &place).size > 0)
        return OK; /* the last blob still has to be posted */
    return invite_set_state(engine->store, row->rdv, INVITE_DONE);
}

static bool is_under_way(const struct engine *engine, const uint8_t rdv[static 16])
{
    for (size_t i = 0; i < engine->errand_count; i++)
        if ((engine->errands[i].kind == ERRAND_RENDEZVOUS_POST ||
             engine->errands[i].kind == ERRAND_RENDEZVOUS_GET) &&
            memcmp(engine->errands[i].id, rdv, 16) == 0)
            return true;
    return false;
}

static struct rendezvous_place place_of(const struct pairing_place *place)
{
    struct rendezvous_place out = {.side = place->side ? RENDEZVOUS_GUARDIAN : RENDEZVOUS_OWNER,
                                   .index = place->index};

    memcpy(out.id, place->id, sizeof out.id);
    return out;
}

static result move_on(struct engine *engine, const struct invite_row *row)
{
    struct pairing *machine SCOPED(free_machine) = NULL;
    struct http_request request = {0};
    struct pairing_place place;

    if (row->expires <= engine->now.unix_seconds)
        return invite_set_state(engine->store, row->rdv, INVITE_ENDED);
    TRY(load_machine(engine, &machine, row->rdv));
    const struct slice blob = pairing_outgoing(machine, &place);
    if (blob.size > 0) {
        const struct rendezvous_place at = place_of(&place);
        TRY(rendezvous_post_request(&request, pairing_router(machine), &at, blob));
        memcpy(engine_request(engine, &request, ERRAND_RENDEZVOUS_POST)->id, row->rdv, 16);
        return OK;
    }
    if (pairing_awaited(machine, &place)) {
        const struct rendezvous_place at = place_of(&place);
        TRY(rendezvous_get_request(&request, pairing_router(machine), &at, 0));
        memcpy(engine_request(engine, &request, ERRAND_RENDEZVOUS_GET)->id, row->rdv, 16);
        return OK;
    }
    return finish_if_done(engine, machine, row);
}

result pair_flow_tick(struct engine *engine)
{
    struct invite_row *rows = NULL;
    size_t count = 0;
    result done = OK;

    if (engine->now.ms < engine->next_rendezvous_ms)
        return OK;
    TRY(invite_open_rows(engine->store, &rows, &count));
    engine->next_rendezvous_ms = engine->now.ms + (count ? LOOK_MS : IDLE_MS);
    for (size_t i = 0; i < count && !engine_is_store_failure(done); i++)
        if (!is_under_way(engine, rows[i].rdv))
            done = move_on(engine, &rows[i]);
    memory_free(rows);
    return engine_is_store_failure(done) ? done : OK;
}

result pair_flow_posted(struct engine *engine, const struct errand *errand,
                        const struct http_reply *reply)
{
    struct pairing *machine SCOPED(free_machine) = NULL;
    struct invite_row row;
    const result read = rendezvous_post_read(reply);

    TRY(invite_by_rdv(engine->store, &row, errand->id));
    const result loaded = load_machine(engine, &machine, errand->id);
    if (!is_ok(loaded))
        return engine_is_store_failure(loaded) ? loaded : OK;
    if (read.code == ERROR_ROUTER_CONFLICT) {
        (void)pairing_conflict(machine).code;
        engine_notice(engine, "%s", error_sentence(ERROR_INVITE_USED));
    } else if (!is_ok(read)) {
        return OK; /* tried again at the next look */
    } else {
        pairing_posted(machine);
    }
    TRY(save_machine(engine, machine, errand->id));
    engine->next_rendezvous_ms = engine->now.ms;
    return finish_if_done(engine, machine, &row);
}

result pair_flow_heard(struct engine *engine, const struct errand *errand,
                       const struct http_reply *reply)
{
    struct pairing *machine SCOPED(free_machine) = NULL;
    struct invite_row row;
    struct slice blob = {0};

    if (!is_ok(rendezvous_get_read(&blob, reply)) || blob.size == 0)
        return OK;
    TRY(invite_by_rdv(engine->store, &row, errand->id));
    const result loaded = load_machine(engine, &machine, errand->id);
    if (!is_ok(loaded))
        return engine_is_store_failure(loaded) ? loaded : OK;
    const result heard =
        pairing_hear(machine, blob, engine->self.identity, engine->now.unix_seconds, engine->rng);
    if (!is_ok(heard))
        engine_notice(engine, "The pairing ended: %s %s", error_sentence(heard.code),
                      error_remedy(heard.code));
    TRY(save_machine(engine, machine, errand->id));
    engine->next_rendezvous_ms = engine->now.ms;
    return finish_if_done(engine, machine, &row);
}
