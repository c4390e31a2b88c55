/* SPDX-License-Identifier: MIT */
/* Whatever one side or a stranger does wrong ends the run, and nobody becomes known. */
#include "unit/core/ceremony/pairing_pair.h"

TestSuite(pairing_refusal, .init = begin, .fini = end);

Test(pairing_refusal, refuses_every_cut_and_every_change_of_a_blob)
{
    for (unsigned step = 0; step < 3; step++) {
        struct pairing *from = step == 1 ? guardian : owner;
        struct pairing *to = step == 1 ? owner : guardian;
        SCOPED(buffer_free) struct buffer blob = post(from);
        cr_assert_eq(hear(to, slice_of(NULL, 0)), ERROR_NONE); /* nothing there yet */
        cr_assert_eq(pairing_state(to), PAIRING_WAITING);
        for (size_t size = 1; size < blob.size; size += 1 + size / 60)
            expect_refused(to, slice_of(blob.data, size), ERROR_PAIRING_BROKEN);
        for (size_t i = 0; i < blob.size; i += 1 + step * 3) {
            blob.data[i] ^= 4;
            expect_refused(to, buffer_slice(&blob), ERROR_PAIRING_BROKEN);
            blob.data[i] ^= 4;
        }
        cr_assert_eq(hear(to, buffer_slice(&blob)), ERROR_NONE);
    }
    expect_done();
}

Test(pairing_refusal, refuses_a_blob_of_another_place_or_another_invitation)
{
    SCOPED(buffer_free) struct buffer m1 = post(owner);
    struct pairing *other_owner, *other_guardian;
    struct invite other;

    cr_assert(is_ok(pairing_invite(&other_owner, &other, ann.identity, &ann_self, ROUTER, GUARDIANS,
                                   NOON, rng_system())));
    cr_assert(is_ok(
        pairing_answer(&other_guardian, &other, bob.identity, &bob_self, NOON, rng_system())));
    expect_refused(other_guardian, buffer_slice(&m1), ERROR_PAIRING_BROKEN);
    cr_assert_eq(hear(guardian, buffer_slice(&m1)), ERROR_NONE);
    SCOPED(buffer_free) struct buffer m2 = post(guardian);
    expect_refused(other_guardian, buffer_slice(&m2), ERROR_PAIRING_BROKEN); /* reflected */
    pairing_free(other_owner);
    pairing_free(other_guardian);
}

/* Somebody who reads the invitation on its way can answer first, and Bob's post finds the place
 * taken. */
Test(pairing_refusal, notices_a_second_answer)
{
    pass(owner, guardian);
    cr_assert_eq(pairing_conflict(guardian).code, ERROR_PAIRING_CROWDED);
    cr_assert_eq(pairing_state(guardian), PAIRING_FAILED);
}

/* Mallory holds the invitation and the slot; she plays the owner with her own card. */
Test(pairing_refusal, refuses_an_owner_that_the_invitation_does_not_name)
{
    struct person device = person_new(4, CARD_DEVICE);
    const struct pairing_party self = party_of(&device, "eve");
    struct pairing *eve;
    struct scripted_rng rng;
    struct invite same;

    scripted_rng_seed(&rng, 1);
    scripted_rng_push(&rng, invite.rdv_id, 16);
    scripted_rng_push(&rng, invite.secret, 16);
    cr_assert(is_ok(
        pairing_invite(&eve, &same, device.identity, &self, ROUTER, GUARDIANS, NOON, &rng.base)));
    cr_assert_eq(pass(eve, guardian), ERROR_NONE);
    SCOPED(buffer_free) struct buffer m2 = post(guardian);
    cr_assert(is_ok(pairing_hear(eve, buffer_slice(&m2), device.identity, NOON, &rng.base)));
    cr_assert_eq(pass(eve, guardian), ERROR_PAIRING_OTHER_CARD);
    cr_assert_eq(pairing_state(guardian), PAIRING_FAILED);
    pairing_free(eve);
    person_free(&device);
    scripted_rng_free(&rng);
}

/* An owner that changes r or e after it saw M2 could choose the words. */
Test(pairing_refusal, refuses_what_was_not_committed_to)
{
    for (unsigned which = 0; which < 2; which++) {
        SCOPED(buffer_wipe) struct buffer saved = {0};
        struct pairing *cheat, *victim;
        struct invite made;
        cr_assert(is_ok(pairing_invite(&cheat, &made, ann.identity, &ann_self, ROUTER, GUARDIANS,
                                       NOON, rng_system())));
        cr_assert(
            is_ok(pairing_answer(&victim, &made, bob.identity, &bob_self, NOON, rng_system())));
        cr_assert_eq(pass(cheat, victim), ERROR_NONE);
        struct pairing_secrets *secrets = secret_lend(cheat->secrets);
        (which ? secrets->nonce : secrets->ephemeral)[7] ^= 1;
        secret_take_back(cheat->secrets);
        SCOPED(buffer_free) struct buffer m2 = post(victim);
        cr_assert(is_ok(pairing_hear(cheat, buffer_slice(&m2), ann.identity, NOON, rng_system())));
        cr_assert_eq(pass(cheat, victim), ERROR_PAIRING_COMMITMENT);
        pairing_free(cheat);
        pairing_free(victim);
    }
}

/* What M2 would be if the guardian were dishonest in one thing. */
static enum error_code answer_with(struct person *liar, struct pairing_party self,
                                   void (*spoil)(struct pairing *))
{
    struct pairing *other;
    SCOPED(buffer_wipe) struct buffer saved = {0};
    struct pairing *fresh_owner;
    struct invite made;

    cr_assert(is_ok(pairing_invite(&fresh_owner, &made, ann.identity, &ann_self, ROUTER, GUARDIANS,
                                   NOON, rng_system())));
    cr_assert(is_ok(pairing_answer(&other, &made, liar->identity, &self, NOON, rng_system())));
    if (spoil)
        spoil(other);
    SCOPED(buffer_free) struct buffer m1 = post(fresh_owner);
    cr_assert(is_ok(pairing_hear(other, buffer_slice(&m1), liar->identity, NOON, rng_system())));
    SCOPED(buffer_free) struct buffer m2 = post(other);
    const enum error_code code =
        pairing_hear(fresh_owner, buffer_slice(&m2), ann.identity, NOON, rng_system()).code;
    cr_assert_eq(pairing_state(fresh_owner), code ? PAIRING_FAILED : PAIRING_DONE);
    pairing_free(other);
    pairing_free(fresh_owner);
    return code;
}

static void spoil_card(struct pairing *p)
{
    p->self.card.bytes[90] ^= 1;
}
static void spoil_key(struct pairing *p)
{
    p->self.receive_key.bytes[30] ^= 1;
}
static void spoil_key_owner(struct pairing *p)
{
    p->self.receive_key = mallory.key;
}
static void spoil_name(struct pairing *p)
{
    strcpy(p->self.name, "b\x1b[2Jb");
}
static void spoil_no_name(struct pairing *p)
{
    p->self.name[0] = 0;
}
static void spoil_router(struct pairing *p)
{
    strcpy(p->self.router, "file:///etc/passwd");
}
static void spoil_whose(struct pairing *p)
{
    p->self.card = mallory.card;
    p->self.receive_key = mallory.key;
}

Test(pairing_refusal, checks_everything_the_guardian_says)
{
    struct person enclave = person_new(8, CARD_ENCLAVE), backup = person_new(9, CARD_BACKUP);

    cr_assert_eq(answer_with(&bob, bob_self, NULL), ERROR_NONE);
    cr_assert_eq(answer_with(&backup, party_of(&backup, "b"), NULL), ERROR_NONE);
    cr_assert_eq(answer_with(&enclave, party_of(&enclave, "e"), NULL), ERROR_PAIRING_ROLE);
    cr_assert_eq(answer_with(&bob, bob_self, spoil_card), ERROR_CARD_SIGNATURE);
    cr_assert_eq(answer_with(&bob, bob_self, spoil_key), ERROR_RECEIVE_KEY_SIGNATURE);
    cr_assert_eq(answer_with(&bob, bob_self, spoil_key_owner), ERROR_RECEIVE_KEY_SIGNATURE);
    cr_assert_eq(answer_with(&bob, bob_self, spoil_name), ERROR_PAIRING_NAME);
    cr_assert_eq(answer_with(&bob, bob_self, spoil_no_name), ERROR_PAIRING_NAME);
    cr_assert_eq(answer_with(&bob, bob_self, spoil_router), ERROR_INVITE_ROUTER);
    /* Mallory's card shown by somebody without Mallory's key. */
    cr_assert_eq(answer_with(&bob, bob_self, spoil_whose), ERROR_PAIRING_BROKEN);
    person_free(&enclave);
    person_free(&backup);
}

static void spoil_low_order(struct pairing *p, uint8_t *m2)
{
    (void)p;
    memset(m2 + 32, 0, 32);
}

Test(pairing_refusal, refuses_a_low_order_exchange)
{
    pass(owner, guardian);
    spoil_low_order(guardian, guardian->message[1]);
    pairing_blob_make(guardian, 2, bob.identity, rng_system());
    cr_assert_eq(pass(guardian, owner), ERROR_KEY_LOW_ORDER);
    cr_assert_null(pairing_peer(owner));
}

Test(pairing_refusal, refuses_itself)
{
    struct pairing *self;

    cr_assert_eq(pairing_answer(&self, &invite, ann.identity, &ann_self, NOON, rng_system()).code,
                 ERROR_PAIRING_SELF);
}

Test(pairing_refusal, refuses_names_and_routers_of_its_own_that_are_not_fit)
{
    struct pairing_party self = ann_self;
    struct pairing *none;
    struct invite made;

    self.name[0] = 0;
    cr_assert_eq(
        pairing_invite(&none, &made, ann.identity, &self, ROUTER, GUARDIANS, NOON, rng_system())
            .code,
        ERROR_PAIRING_NAME);
    self = ann_self;
    strcpy(self.router, "nowhere");
    cr_assert_eq(pairing_answer(&none, &invite, ann.identity, &self, NOON, rng_system()).code,
                 ERROR_INVITE_ROUTER);
    cr_assert_eq(pairing_invite(&none, &made, ann.identity, &ann_self, "nowhere", GUARDIANS, NOON,
                                rng_system())
                     .code,
                 ERROR_INVITE_ROUTER);
}

/* M1 lies in the same slot under the same key as M3: the place is part of the seal. */
Test(pairing_refusal, of_a_first_message_in_the_place_of_the_third)
{
    SCOPED(buffer_free) struct buffer m1 = post(owner);

    cr_assert_eq(hear(guardian, buffer_slice(&m1)), ERROR_NONE);
    pairing_posted(guardian);
    memset(guardian->heard, 0, sizeof guardian->heard);
    expect_refused(guardian, buffer_slice(&m1), ERROR_PAIRING_BROKEN);
}
