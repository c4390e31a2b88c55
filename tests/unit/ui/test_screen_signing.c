/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "support/golden.h"
#include "support/shown_payment.h"
#include "support/walk_keys.h"

static struct snapshot snapshot;
static struct command why;

static void close_down(void)
{
    snapshot_wipe(&snapshot);
}

static void begin(enum shown_transfer_state state, uint16_t t, uint16_t n)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    snapshot.transfers[0].failure = ERROR_NONE;
    snapshot.transfers[0].may_be_sent = false;
    shown_follow(&snapshot, state, t, n);
    why = (struct command){.kind = COMMAND_NONE};
    memcpy(why.id, snapshot.transfers[0].intent, 32);
}

TestSuite(screen_signing, .fini = close_down);

Test(screen_signing, looks_as_it_did)
{
    golden_snapshot(&snapshot, GOLDEN_EMPTY);
    golden_check(&screen_signing, &snapshot, NULL, "", "empty");
    snapshot_wipe(&snapshot);
    begin(SHOWN_ASKED, 3, 5);
    golden_check(&screen_signing, &snapshot, &why, "", "usual");
    golden_check(&screen_signing, &snapshot, &why, "x", "cancelling");
    snapshot_wipe(&snapshot);
    begin(SHOWN_SENT, 3, 5);
    snprintf(snapshot.transfers[0].txid, TXID_MAX,
             "9f2c40d177ab9f2c40d177ab9f2c40d177ab9f2c40d177ab9f2c40d177ab03e8");
    golden_check(&screen_signing, &snapshot, &why, "", "sent");
    snapshot_wipe(&snapshot);
    begin(SHOWN_ASKED, 20, 32);
    golden_check(&screen_signing, &snapshot, &why, "", "overflowing");
    snapshot_wipe(&snapshot);
    begin(SHOWN_ASKED, 3, 5);
    for (size_t i = 0; i < 5; i++)
        snprintf(snapshot.payment.seats[i].name, SHOWN_NAME_MAX, "%s", SHOWN_HOSTILE);
    snprintf(snapshot.transfers[0].contact, SHOWN_NAME_MAX, "%s", SHOWN_HOSTILE);
    golden_check(&screen_signing, &snapshot, &why, "", "hostile");
    walk_check_frame(&screen_signing, &snapshot, &why, "");
    walk_check_frame(&screen_signing, &snapshot, &why, "x");
}

Test(screen_signing, keeps_every_promise_of_its_help_line)
{
    static const enum shown_transfer_state states[] = {
        SHOWN_ASKED,    SHOWN_SIGNED,    SHOWN_SENT,   SHOWN_CONFIRMED,
        SHOWN_REVERTED, SHOWN_CANCELLED, SHOWN_REFUSED};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        begin(states[i], 3, 5);
        walk_keys(&screen_signing, &snapshot, &why, "");
        snapshot_wipe(&snapshot);
    }
    begin(SHOWN_ASKED, 3, 5);
}

Test(screen_signing, tells_every_guardian_by_a_word)
{
    begin(SHOWN_ASKED, 3, 7);
    struct walk walk = walk_open(&screen_signing, &snapshot, &why, "");
    cr_assert(walk_shows(&walk, "asked, no answer yet"));
    cr_assert(walk_shows(&walk, "reading it"));
    cr_assert(walk_shows(&walk, "said yes, signing"));
    cr_assert(walk_shows(&walk, "said yes, not reachable now"));
    cr_assert(walk_shows(&walk, error_sentence(ERROR_CONSENT_PERSON)));
    cr_assert(walk_shows(&walk, "sent something wrong"));
    cr_assert(walk_shows(&walk, "3 said yes, 3 needed"));
    walk_close(&walk);
}

/* What may be sent by others is never called failed or cancelled (amendments D4). */
Test(screen_signing, never_calls_possibly_signed_failed_or_cancelled)
{
    static const enum shown_transfer_state states[] = {SHOWN_ASKED, SHOWN_CANCELLED, SHOWN_REFUSED};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        begin(states[i], 3, 5);
        snapshot.transfers[0].may_be_sent = true;
        snapshot.payment.may_be_sent = true;
        snapshot.payment.failure = states[i] == SHOWN_ASKED ? ERROR_NODE_UNREACHABLE : ERROR_NONE;
        struct walk walk = walk_open(&screen_signing, &snapshot, &why, "");
        cr_assert(walk_shows(&walk, "may still be sent by anyone who took part"));
        char *text = walk_text(&walk, 120, 40);
        cr_assert_null(strstr(text, "Cancelled before"));
        cr_assert_null(strstr(text, "Nothing was sent"));
        memory_free(text);
        walk_close(&walk);
        snapshot_wipe(&snapshot);
    }
    begin(SHOWN_ASKED, 3, 5);
}

Test(screen_signing, cancels_behind_a_typed_word_only)
{
    begin(SHOWN_ASKED, 3, 5);
    struct walk walk = walk_open(&screen_signing, &snapshot, &why, "x");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_STAY);
    cr_assert_eq(walk_type(&walk, "cance\n"), SCREEN_STAY);
    cr_assert_eq(walk.command->kind, COMMAND_NONE);
    cr_assert_eq(walk_type(&walk, "l\n"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_CANCEL);
    cr_assert_arr_eq(walk.command->id, why.id, 32);
    snapshot.outcome.serial++;
    snapshot.outcome.kind = COMMAND_CANCEL;
    snapshot.outcome.code = ERROR_PAYMENT_MAY_BE_SENT;
    walk_heard(&walk);
    cr_assert(walk_shows(&walk, error_sentence(ERROR_PAYMENT_MAY_BE_SENT)));
    walk_close(&walk);
}

Test(screen_signing, cannot_cancel_what_was_sent)
{
    begin(SHOWN_SENT, 3, 5);
    struct walk walk = walk_open(&screen_signing, &snapshot, &why, "");
    cr_assert_eq(walk_type(&walk, "x"), SCREEN_PASS);
    cr_assert_eq(walk_type(&walk, "r"), SCREEN_PASS);
    walk_close(&walk);
}

Test(screen_signing, asks_once_to_be_told_about_its_payment)
{
    begin(SHOWN_ASKED, 3, 5);
    snapshot.payment.intent[0] ^= 1; /* another one is followed */
    struct walk walk = walk_open(&screen_signing, &snapshot, &why, "");
    cr_assert_eq(walk_heard(&walk), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_FOLLOW);
    cr_assert_arr_eq(walk.command->id, why.id, 32);
    cr_assert_eq(walk_heard(&walk), SCREEN_STAY);
    walk_close(&walk);
}

Test(screen_signing, copies_the_transaction_id_of_what_was_sent)
{
    begin(SHOWN_SENT, 3, 5);
    snprintf(snapshot.transfers[0].txid, TXID_MAX, "9f2c40d177ab");
    struct walk walk = walk_open(&screen_signing, &snapshot, &why, "");
    cr_assert_eq(walk_type(&walk, "y"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_COPY);
    cr_assert_str_eq(walk.command->text, "9f2c40d177ab");
    walk_close(&walk);
}
