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

/* What the form hands over for the draft of shown_bitcoin. */
static void begin(struct shown_explanation *explanation, const char *amount)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    shown_draft(&snapshot, explanation);
    why = (struct command){.account = explanation->account, .text = "Rent"};
    why.order.to_count = 1;
    snprintf(why.order.to[0].address, ADDRESS_MAX, "%s", explanation->outputs[0].address);
    cr_assert(is_ok(amount_parse(&why.order.to[0].value, amount,
                                 explanation->account == ACCOUNT_ETHEREUM ? 18 : 8)));
}

static enum screen_answer enter_after(struct walk *walk, uint64_t ms)
{
    struct key key = key_press(PRESS_ENTER);

    key.at_ms = snapshot.now_ms + ms;
    snapshot.now_ms += ms;
    return walk_press(walk, key);
}

TestSuite(screen_review, .fini = close_down);

Test(screen_review, looks_as_it_did)
{
    golden_snapshot(&snapshot, GOLDEN_EMPTY);
    golden_check(&screen_review, &snapshot, NULL, "", "empty");
    snapshot_wipe(&snapshot);
    begin(shown_bitcoin("0.01500000", "0.00001240"), "0.015");
    golden_check(&screen_review, &snapshot, &why, "", "usual");
    snapshot_wipe(&snapshot);
    begin(shown_ethereum(), "1.25");
    golden_check(&screen_review, &snapshot, &why, "", "ether");
    snapshot_wipe(&snapshot);
    begin(shown_bitcoin("0.00010000", "0.00002000"), "0.0001");
    golden_check(&screen_review, &snapshot, &why, "", "high-fee");
    snapshot_wipe(&snapshot);
    struct shown_explanation *many = shown_bitcoin("0.01500000", "0.00001240");
    while (many->output_count < OUTPUTS_MAX)
        shown_output(many, SHOWN_BITCOIN_OTHER, "0.00000546", false);
    begin(many, "0.015");
    golden_check(&screen_review, &snapshot, &why, "", "overflowing");
    snapshot_wipe(&snapshot);
    struct shown_explanation *hostile = shown_bitcoin("0.01500000", "0.00001240");
    snprintf(hostile->outputs[0].address, ADDRESS_MAX, "data: %s", SHOWN_HOSTILE);
    snprintf(hostile->warning, NOTE_MAX, "%s", SHOWN_HOSTILE);
    begin(hostile, "0.015");
    snprintf(snapshot.draft.note, NOTE_MAX, "%s", SHOWN_HOSTILE);
    golden_check(&screen_review, &snapshot, &why, "", "hostile");
    walk_check_frame(&screen_review, &snapshot, &why, "");
}

Test(screen_review, keeps_every_promise_of_its_help_line)
{
    begin(shown_bitcoin("0.01500000", "0.00001240"), "0.015");
    walk_keys(&screen_review, &snapshot, &why, "");
}

Test(screen_review, pays_with_enter_but_not_in_the_first_moment)
{
    begin(shown_bitcoin("0.01500000", "0.00001240"), "0.015");
    struct walk walk = walk_open(&screen_review, &snapshot, &why, "");
    cr_assert_eq(enter_after(&walk, 0), SCREEN_STAY);
    cr_assert_eq(enter_after(&walk, 599), SCREEN_STAY);
    cr_assert_eq(enter_after(&walk, 1), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_PAY);
    cr_assert_str_eq(walk.command->text, "Rent");
    cr_assert_eq(walk.command->number, 86400);
    cr_assert_neq(enter_after(&walk, 100), SCREEN_COMMAND, "one payment, not two");
    walk_close(&walk);
}

Test(screen_review, ignores_a_paste_that_holds_a_line_break)
{
    begin(shown_bitcoin("0.01500000", "0.00001240"), "0.015");
    struct walk walk = walk_open(&screen_review, &snapshot, &why, "");
    snapshot.now_ms += 1000;
    cr_assert_neq(walk_paste(&walk, "\n\n"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_NONE);
    walk_close(&walk);
}

Test(screen_review, goes_on_to_the_guardians_when_they_were_asked)
{
    begin(shown_bitcoin("0.01500000", "0.00001240"), "0.015");
    struct walk walk = walk_open(&screen_review, &snapshot, &why, "");
    cr_assert_eq(walk_heard(&walk), SCREEN_STAY);
    enter_after(&walk, 700);
    snapshot.outcome.serial++;
    snapshot.outcome.kind = COMMAND_PAY;
    memset(snapshot.outcome.id, 9, 32);
    cr_assert_eq(walk_heard(&walk), SCREEN_REPLACE);
    cr_assert_str_eq(walk.command->screen, "signing");
    cr_assert_arr_eq(walk.command->id, snapshot.outcome.id, 32);
    walk_close(&walk);
}

Test(screen_review, says_why_the_guardians_were_not_asked)
{
    begin(shown_bitcoin("0.01500000", "0.00001240"), "0.015");
    struct walk walk = walk_open(&screen_review, &snapshot, &why, "");
    enter_after(&walk, 700);
    snapshot.outcome.serial++;
    snapshot.outcome.kind = COMMAND_PAY;
    snapshot.outcome.code = ERROR_PAYMENT_NO_DRAFT;
    cr_assert_eq(walk_heard(&walk), SCREEN_STAY);
    cr_assert(walk_shows(&walk, error_sentence(ERROR_PAYMENT_NO_DRAFT)));
    walk_close(&walk);
}

Test(screen_review, wants_a_word_for_a_fee_above_a_tenth)
{
    begin(shown_bitcoin("0.00010000", "0.00001001"), "0.0001");
    struct walk walk = walk_open(&screen_review, &snapshot, &why, "");
    cr_assert_eq(enter_after(&walk, 700), SCREEN_STAY);
    walk_type(&walk, "high fe");
    cr_assert_eq(enter_after(&walk, 1), SCREEN_STAY);
    walk_type(&walk, "e");
    cr_assert_eq(enter_after(&walk, 1), SCREEN_COMMAND);
    walk_close(&walk);
    snapshot_wipe(&snapshot);
    begin(shown_bitcoin("0.00010000", "0.00001000"), "0.0001");
    walk = walk_open(&screen_review, &snapshot, &why, "");
    cr_assert_eq(enter_after(&walk, 700), SCREEN_COMMAND, "exactly a tenth needs none");
    walk_close(&walk);
}

Test(screen_review, wants_the_middle_of_an_address_that_imitates_another)
{
    struct shown_explanation *explanation = shown_ethereum();

    snprintf(explanation->outputs[0].address, ADDRESS_MAX,
             "0xd8dA11c0be4f7A0291e530cD88aB5f1e90f76045");
    begin(explanation, "1.25");
    snapshot.contact_count = 1;
    snprintf(snapshot.contacts[0].name, SHOWN_NAME_MAX, "Dana");
    snprintf(snapshot.contacts[0].chain, 17, "ethereum");
    snprintf(snapshot.contacts[0].address, ADDRESS_MAX, "%s", SHOWN_ETHEREUM);
    struct walk walk = walk_open(&screen_review, &snapshot, &why, "");
    cr_assert(walk_shows(&walk, "STOP: this is not Dana"));
    cr_assert_eq(enter_after(&walk, 700), SCREEN_STAY);
    walk_type(&walk, "30cd");
    cr_assert_eq(enter_after(&walk, 1), SCREEN_COMMAND);
    walk_close(&walk);
}

Test(screen_review, refuses_bytes_that_pay_something_else)
{
    begin(shown_bitcoin("0.01500000", "0.00001240"), "0.016");
    struct walk walk = walk_open(&screen_review, &snapshot, &why, "");
    cr_assert(walk_shows(&walk, "do not pay what you typed"));
    cr_assert_eq(enter_after(&walk, 700), SCREEN_STAY);
    walk_close(&walk);
    snprintf(why.order.to[0].address, ADDRESS_MAX, "bcrt1qelse");
    cr_assert(is_ok(amount_parse(&why.order.to[0].value, "0.015", 8)));
    walk = walk_open(&screen_review, &snapshot, &why, "");
    cr_assert_eq(enter_after(&walk, 700), SCREEN_STAY);
    walk_close(&walk);
}

Test(screen_review, gives_the_form_back)
{
    begin(shown_bitcoin("0.01500000", "0.00001240"), "0.015");
    struct walk walk = walk_open(&screen_review, &snapshot, &why, "");
    cr_assert_eq(walk_type(&walk, "\x1b"), SCREEN_REPLACE);
    cr_assert_str_eq(walk.command->screen, "send");
    cr_assert_str_eq(walk.command->text, "Rent");
    cr_assert_eq(memcmp(&walk.command->order, &why.order, sizeof why.order), 0);
    walk_close(&walk);
}
