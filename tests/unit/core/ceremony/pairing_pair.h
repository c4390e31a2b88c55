/* SPDX-License-Identifier: MIT */
/* pairing_pair.h - an owner and a guardian in the middle of a pairing, for tests. */
#ifndef GRIDLOCK_TESTS_PAIRING_PAIR_H
#define GRIDLOCK_TESTS_PAIRING_PAIR_H

#include <criterion/criterion.h>

#include "core/ceremony/pairing_state.h"
#include "unit/core/message/people.h"

#define ROUTER "https://meet.example"

enum { GUARDIANS = 1 << CARD_FRIEND | 1 << CARD_BACKUP };

static struct person ann, bob, mallory;
static struct pairing_party ann_self, bob_self, mallory_self;
static struct pairing *owner, *guardian;
static struct invite invite;

static struct pairing_party party_of(const struct person *person, const char *name)
{
    struct pairing_party party = {.card = person->card, .receive_key = person->key};

    snprintf(party.name, sizeof party.name, "%s", name);
    snprintf(party.router, sizeof party.router, "https://%s.example", name);
    memset(party.token, name[0], sizeof party.token);
    return party;
}

static void begin(void)
{
    ann = person_new(1, CARD_DEVICE);
    bob = person_new(2, CARD_FRIEND);
    mallory = person_new(3, CARD_FRIEND);
    ann_self = party_of(&ann, "ann");
    bob_self = party_of(&bob, "bob");
    mallory_self = party_of(&mallory, "mallory");
    if (!is_ok(pairing_invite(&owner, &invite, ann.identity, &ann_self, ROUTER, GUARDIANS, NOON,
                              rng_system())) ||
        !is_ok(pairing_answer(&guardian, &invite, bob.identity, &bob_self, NOON, rng_system())))
        abort();
}

static void end(void)
{
    pairing_free(owner);
    pairing_free(guardian);
    person_free(&ann);
    person_free(&bob);
    person_free(&mallory);
}

/* What the sender has to post, copied, and posted. */
static struct buffer post(struct pairing *sender)
{
    struct pairing_place place;
    struct buffer blob = {0};

    buffer_append_slice(&blob, pairing_outgoing(sender, &place));
    cr_assert_gt(blob.size, 0);
    cr_assert_leq(blob.size, PAIRING_BLOB_MAX);
    pairing_posted(sender);
    cr_assert_eq(pairing_outgoing(sender, &place).size, 0);
    return blob;
}

static enum error_code hear(struct pairing *listener, struct slice blob)
{
    return pairing_hear(listener, blob, listener == owner ? ann.identity : bob.identity, NOON + 60,
                        rng_system())
        .code;
}

static enum error_code pass(struct pairing *from, struct pairing *to)
{
    SCOPED(buffer_free) struct buffer blob = post(from);

    return hear(to, buffer_slice(&blob));
}

static void run_through(void)
{
    cr_assert_eq(pass(owner, guardian), ERROR_NONE);
    cr_assert_eq(pass(guardian, owner), ERROR_NONE);
    cr_assert_eq(pass(owner, guardian), ERROR_NONE);
}

static void expect_party(const struct pairing_party *seen, const struct pairing_party *real)
{
    cr_assert_not_null(seen);
    cr_assert_arr_eq(seen->card.bytes, real->card.bytes, CARD_BYTES);
    cr_assert_arr_eq(seen->receive_key.bytes, real->receive_key.bytes, RECEIVE_KEY_BYTES);
    cr_assert_str_eq(seen->name, real->name);
    cr_assert_str_eq(seen->router, real->router);
    cr_assert_arr_eq(seen->token, real->token, PAIRING_TOKEN_BYTES);
}

static void expect_done(void)
{
    struct comparison a, b;

    cr_assert_eq(pairing_state(owner), PAIRING_DONE);
    cr_assert_eq(pairing_state(guardian), PAIRING_DONE);
    expect_party(pairing_peer(owner), &bob_self);
    expect_party(pairing_peer(guardian), &ann_self);
    cr_assert(pairing_compare(owner, &a));
    cr_assert(pairing_compare(guardian, &b));
    cr_assert_arr_eq(&a, &b, sizeof a);
    cr_assert(pairing_is_consumed(owner));
    cr_assert(pairing_is_consumed(guardian));
}

static void restart(struct pairing **pairing)
{
    SCOPED(buffer_wipe) struct buffer saved = {0}, again = {0};
    struct pairing *loaded;

    pairing_save(&saved, *pairing);
    cr_assert(is_ok(pairing_load(&loaded, buffer_slice(&saved))));
    pairing_save(&again, loaded);
    cr_assert(slice_equal(buffer_slice(&saved), buffer_slice(&again)));
    pairing_free(*pairing);
    *pairing = loaded;
}

/* Restarts the listener from its saved state for each try, so that every try is the first. */
static void expect_refused(struct pairing *listener, struct slice blob, enum error_code expected)
{
    SCOPED(buffer_wipe) struct buffer saved = {0};
    struct pairing *copy;
    struct pairing_place place;

    pairing_save(&saved, listener);
    cr_assert(is_ok(pairing_load(&copy, buffer_slice(&saved))));
    cr_assert_eq(pairing_hear(copy, blob, pairing_is_owner(copy) ? ann.identity : bob.identity,
                              NOON + 60, rng_system())
                     .code,
                 expected);
    cr_assert_eq(pairing_state(copy), PAIRING_FAILED);
    cr_assert_null(pairing_peer(copy));
    cr_assert_eq(pairing_outgoing(copy, &place).size, 0);
    cr_assert_not(pairing_awaited(copy, &place));
    pairing_free(copy);
}

#endif
