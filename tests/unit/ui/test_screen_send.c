/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "support/golden.h"
#include "support/shown_payment.h"
#include "support/walk_keys.h"

static struct snapshot snapshot;

static void close_down(void)
{
    snapshot_wipe(&snapshot);
}

static void begin(enum golden_case which)
{
    golden_snapshot(&snapshot, which);
}

/* A form that may be reviewed: focus on the button. */
static struct walk filled(const char *to, const char *amount)
{
    struct walk walk = walk_open(&screen_send, &snapshot, NULL, "");

    walk_paste(&walk, to);
    walk_type(&walk, "\t");
    walk_type(&walk, amount);
    walk_type(&walk, "\t\t\t");
    return walk;
}

static void answer_draft(enum shown_draft_state state, enum error_code failure)
{
    snapshot.outcome.serial++;
    snapshot.outcome.kind = COMMAND_DRAFT;
    snapshot.draft.state = state;
    snapshot.draft.failure = failure;
}

TestSuite(screen_send, .fini = close_down);

Test(screen_send, looks_as_it_did)
{
    for (enum golden_case which = GOLDEN_EMPTY; which <= GOLDEN_HOSTILE; which++) {
        begin(which);
        golden_check(&screen_send, &snapshot, NULL, "", golden_case_name(which));
        snapshot_wipe(&snapshot);
    }
    begin(GOLDEN_USUAL);
    golden_check(&screen_send, &snapshot, NULL, SHOWN_BITCOIN "\t0.015\t\tRent\t", "filled");
    golden_check(&screen_send, &snapshot, NULL, "bcrt1qwrong\t9999\t", "warnings");
}

Test(screen_send, keeps_every_promise_of_its_help_line)
{
    begin(GOLDEN_USUAL);
    walk_keys(&screen_send, &snapshot, NULL, "");
    walk_keys(&screen_send, &snapshot, NULL, SHOWN_BITCOIN);
    walk_keys(&screen_send, &snapshot, NULL, SHOWN_BITCOIN "\t");
    walk_keys(&screen_send, &snapshot, NULL, SHOWN_BITCOIN "\t\t");
    walk_keys(&screen_send, &snapshot, NULL, SHOWN_BITCOIN "\t\t\t");
    walk_keys(&screen_send, &snapshot, NULL, SHOWN_BITCOIN "\t0.01\t\t\t");
    walk_keys(&screen_send, &snapshot, NULL, SHOWN_BITCOIN "\t0.01\t\t\t\n");
    walk_keys(&screen_send, &snapshot, NULL, SHOWN_BITCOIN "\t\t\t\t\t");
}

Test(screen_send, draws_hostile_texts_inside_their_cells)
{
    begin(GOLDEN_HOSTILE);
    walk_check_frame(&screen_send, &snapshot, NULL, "");
    walk_check_frame(&screen_send, &snapshot, NULL, "\n0.1\t");
}

Test(screen_send, drafts_exactly_what_was_typed)
{
    const struct amount expected = amount_of(1500000);

    begin(GOLDEN_USUAL);
    struct walk walk = filled(SHOWN_BITCOIN, "0.015");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_DRAFT);
    cr_assert_eq(walk.command->account, ACCOUNT_TAPROOT);
    cr_assert_arr_eq(walk.command->id, snapshot_wallet(&snapshot)->id, 32);
    cr_assert_eq(walk.command->order.to_count, 1);
    cr_assert_str_eq(walk.command->order.to[0].address, SHOWN_BITCOIN);
    cr_assert_eq(amount_compare(&walk.command->order.to[0].value, &expected), 0);
    cr_assert_not(walk.command->order.allow_high_fee);
    cr_assert_eq(walk.command->order.feerate, 0);
    cr_assert_eq(walk.command->order.fee_blocks, 6);
    answer_draft(SHOWN_DRAFT_READY, ERROR_NONE);
    cr_assert_eq(walk_heard(&walk), SCREEN_REPLACE);
    cr_assert_str_eq(walk.command->screen, "review");
    walk_close(&walk);
}

Test(screen_send, takes_a_pasted_request_apart_and_submits_nothing)
{
    const struct amount expected = amount_of(2000000);

    begin(GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_send, &snapshot, NULL, "");
    cr_assert_eq(walk_paste(&walk, "bitcoin:" SHOWN_BITCOIN "?amount=0.02&label=Rent%20May\n\n\n"),
                 SCREEN_STAY);
    cr_assert_eq(walk.command->kind, COMMAND_NONE);
    walk_type(&walk, "\t\t\t\t\n");
    cr_assert_eq(walk.command->kind, COMMAND_DRAFT);
    cr_assert_eq(amount_compare(&walk.command->order.to[0].value, &expected), 0);
    cr_assert_str_eq(walk.command->text, "Rent May");
    walk_close(&walk);
}

Test(screen_send, changes_to_the_account_a_request_is_for)
{
    char request[200];

    begin(GOLDEN_USUAL);
    snprintf(request, sizeof request, "ethereum:%s@%llu?value=5", SHOWN_ETHEREUM,
             (unsigned long long)snapshot_wallet(&snapshot)->chain_id);
    struct walk walk = walk_open(&screen_send, &snapshot, NULL, "");
    walk_paste(&walk, request);
    walk_type(&walk, "\t\t\t\t\n");
    cr_assert_eq(walk.command->kind, COMMAND_DRAFT);
    cr_assert_eq(walk.command->account, ACCOUNT_ETHEREUM);
    cr_assert_eq(walk.command->order.to[0].value.limb[0], 5);
    cr_assert_eq(walk.command->order.fee_blocks, 0);
    walk_close(&walk);
    walk = walk_open(&screen_send, &snapshot, NULL, "");
    walk_paste(&walk, "ethereum:" SHOWN_ETHEREUM "@1?value=5");
    walk_type(&walk, "\t\t\t\t\n");
    cr_assert_eq(walk.command->kind, COMMAND_NONE, "a request of another chain is refused");
    walk_close(&walk);
}

Test(screen_send, takes_a_contact_by_name_and_by_choice)
{
    begin(GOLDEN_USUAL);
    const struct shown_contact *contact = NULL;
    for (size_t i = 0; i < snapshot.contact_count && !contact; i++)
        if (strcmp(snapshot.contacts[i].chain, "bitcoin") == 0)
            contact = &snapshot.contacts[i];
    cr_assert_not_null(contact);
    struct walk walk = walk_open(&screen_send, &snapshot, NULL, "\n");
    cr_assert(walk_shows(&walk, contact->name));
    walk_type(&walk, "0.001\t\t\t\n");
    cr_assert_eq(walk.command->kind, COMMAND_DRAFT);
    cr_assert_str_eq(walk.command->order.to[0].address, contact->address);
    walk_close(&walk);
}

Test(screen_send, sends_all_with_one_key)
{
    begin(GOLDEN_USUAL);
    struct walk walk = filled(SHOWN_BITCOIN, "m");
    walk_type(&walk, "\n");
    cr_assert_eq(walk.command->kind, COMMAND_DRAFT);
    cr_assert(walk.command->order.send_all);
    walk_close(&walk);
}

Test(screen_send, reads_custom_fees_in_their_unit)
{
    begin(GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_send, &snapshot, NULL, SHOWN_BITCOIN "\t0.01\t");
    for (int i = 0; i < 2; i++)
        walk_press(&walk, key_press(PRESS_RIGHT));
    walk_type(&walk, "\t2.5\t\t\n");
    cr_assert_eq(walk.command->kind, COMMAND_DRAFT);
    cr_assert_eq(walk.command->order.feerate, 2500);
    walk_close(&walk);
}

Test(screen_send, does_not_ask_before_the_form_is_whole)
{
    static const struct {
        const char *to, *amount;
    } broken[] = {{"", "0.01"},
                  {SHOWN_BITCOIN, ""},
                  {SHOWN_BITCOIN, "0"},
                  {SHOWN_BITCOIN, "0.00000001"},
                  {SHOWN_BITCOIN, "99999"},
                  {SHOWN_BITCOIN, "0.000000001"},
                  {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "0.01"},
                  {SHOWN_ETHEREUM, "0.01"},
                  {"bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt08q", "0.01"},
                  {"nobody", "0.01"}};

    begin(GOLDEN_USUAL);
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct walk walk = filled(broken[i].to, broken[i].amount);
        cr_assert_eq(walk_type(&walk, "\n"), SCREEN_STAY, "case %zu", i);
        cr_assert_eq(walk.command->kind, COMMAND_NONE, "case %zu", i);
        walk_close(&walk);
    }
}

Test(screen_send, warns_of_an_address_that_imitates_a_contact)
{
    /* shares the first and the last four characters behind the prefix with a contact */
    static const char forged[] = "0xd8dA11c0be4f7A0291e530cD88aB5f1e90f76045";
    char lower[sizeof forged];

    begin(GOLDEN_USUAL);
    snapshot.contact_count = 1;
    snprintf(snapshot.contacts[0].name, SHOWN_NAME_MAX, "Dana");
    snprintf(snapshot.contacts[0].chain, 17, "ethereum");
    snprintf(snapshot.contacts[0].address, ADDRESS_MAX, "%s", SHOWN_ETHEREUM);
    for (size_t i = 0; i < sizeof forged; i++)
        lower[i] = forged[i] >= 'A' && forged[i] <= 'F' ? (char)(forged[i] + 32) : forged[i];
    const struct command why = {.account = ACCOUNT_ETHEREUM};
    struct walk walk = walk_open(&screen_send, &snapshot, &why, "");
    walk_paste(&walk, lower);
    cr_assert(walk_shows(&walk, "STOP: not Dana"));
    walk_close(&walk);
}

Test(screen_send, drafts_a_high_fee_once_more_and_leaves_the_gate_to_the_review)
{
    begin(GOLDEN_USUAL);
    struct walk walk = filled(SHOWN_BITCOIN, "0.00001");
    walk_type(&walk, "\n");
    answer_draft(SHOWN_DRAFT_FAILED, ERROR_BITCOIN_FEE_HIGH);
    cr_assert_eq(walk_heard(&walk), SCREEN_COMMAND);
    cr_assert(walk.command->order.allow_high_fee);
    cr_assert(walk.command->yes);
    answer_draft(SHOWN_DRAFT_FAILED, ERROR_BITCOIN_FEE_HIGH);
    cr_assert_eq(walk_heard(&walk), SCREEN_STAY, "not for ever");
    cr_assert(walk_shows(&walk, error_sentence(ERROR_BITCOIN_FEE_HIGH)));
    walk_close(&walk);
}

Test(screen_send, says_why_there_is_no_draft)
{
    begin(GOLDEN_USUAL);
    struct walk walk = filled(SHOWN_BITCOIN, "0.01");
    walk_type(&walk, "\n");
    answer_draft(SHOWN_DRAFT_FAILED, ERROR_NODE_UNREACHABLE);
    cr_assert_eq(walk_heard(&walk), SCREEN_STAY);
    cr_assert(walk_shows(&walk, error_sentence(ERROR_NODE_UNREACHABLE)));
    cr_assert(walk_shows(&walk, "0.01"));
    walk_close(&walk);
}

Test(screen_send, never_takes_the_answer_to_a_draft_that_was_given_up)
{
    begin(GOLDEN_USUAL);
    struct walk walk = filled(SHOWN_BITCOIN, "0.01");
    walk_type(&walk, "\n");
    snapshot.draft.state = SHOWN_DRAFT_BUSY;
    snapshot.is_talking = true;
    cr_assert_eq(walk_type(&walk, "\x1b"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_FORGET_DRAFT);
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_STAY, "the node is still busy with the first");
    snapshot.draft.state = SHOWN_DRAFT_READY;
    cr_assert_eq(walk_heard(&walk), SCREEN_STAY);
    snapshot.is_talking = false;
    cr_assert_eq(walk_heard(&walk), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_DRAFT);
    walk_close(&walk);
}

Test(screen_send, asks_before_what_was_typed_is_lost)
{
    begin(GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_send, &snapshot, NULL, "");
    cr_assert_eq(walk_type(&walk, "\x1b"), SCREEN_BACK);
    walk_type(&walk, "abc");
    cr_assert_eq(walk_type(&walk, "\x1b"), SCREEN_STAY);
    cr_assert(walk_shows(&walk, "Leave this payment?"));
    cr_assert_eq(walk_type(&walk, "\x1b"), SCREEN_STAY);
    cr_assert(walk_shows(&walk, "abc"));
    walk_type(&walk, "\x1b");
    cr_assert_eq(walk_type(&walk, "y"), SCREEN_BACK);
    walk_close(&walk);
}

Test(screen_send, comes_back_from_the_review_as_it_was)
{
    begin(GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_send, &snapshot, NULL, SHOWN_BITCOIN "\t0.0150\t");
    for (int i = 0; i < 2; i++)
        walk_press(&walk, key_press(PRESS_RIGHT));
    walk_type(&walk, "\t3.25\tRent\t\n");
    cr_assert_eq(walk.command->kind, COMMAND_DRAFT);
    const struct transfer_order order = walk.command->order;
    answer_draft(SHOWN_DRAFT_READY, ERROR_NONE);
    walk_heard(&walk);
    struct command *back = memory_copy(walk.command, sizeof *walk.command);
    walk_close(&walk);
    snapshot.draft.state = SHOWN_NO_DRAFT;
    walk = walk_open(&screen_send, &snapshot, back, "");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_COMMAND);
    cr_assert_eq(memcmp(&walk.command->order, &order, sizeof order), 0);
    cr_assert_str_eq(walk.command->text, "Rent");
    walk_close(&walk);
    memory_free(back);
}

Test(screen_send, survives_a_paste_of_a_megabyte)
{
    char *much = memory_new(1 << 20, 1);

    memset(much, '\n', (1 << 20) - 1);
    memset(much + 100, 'b', 1 << 19);
    begin(GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_send, &snapshot, NULL, "");
    cr_assert_eq(walk_paste(&walk, much), SCREEN_STAY);
    cr_assert_eq(walk.command->kind, COMMAND_NONE);
    walk_close(&walk);
    memory_free(much);
}
