/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/wallet/payment_request.h"
#include "core/wallet/payment_uri.h"
#include "support/golden.h"
#include "support/shown_payment.h"
#include "support/walk_keys.h"

static struct snapshot snapshot;

static void close_down(void)
{
    snapshot_wipe(&snapshot);
}

static struct shown_account *taproot(void)
{
    return (struct shown_account *)snapshot_account(snapshot_wallet(&snapshot), ACCOUNT_TAPROOT);
}

TestSuite(screen_receive, .fini = close_down);

Test(screen_receive, looks_as_it_did)
{
    for (enum golden_case which = GOLDEN_EMPTY; which <= GOLDEN_HOSTILE; which++) {
        golden_snapshot(&snapshot, which);
        golden_check(&screen_receive, &snapshot, NULL, "", golden_case_name(which));
        snapshot_wipe(&snapshot);
    }
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    golden_check(&screen_receive, &snapshot, NULL, "a0.015\nlInvoice 42\n", "request");
    golden_check(&screen_receive, &snapshot, NULL, "F", "full");
}

Test(screen_receive, keeps_every_promise_of_its_help_line)
{
    const struct command ether = {.account = ACCOUNT_ETHEREUM};

    golden_snapshot(&snapshot, GOLDEN_USUAL);
    walk_keys(&screen_receive, &snapshot, NULL, "");
    walk_keys(&screen_receive, &snapshot, &ether, "");
    walk_keys(&screen_receive, &snapshot, NULL, "a");
    walk_keys(&screen_receive, &snapshot, NULL, "l");
}

Test(screen_receive, draws_hostile_texts_inside_their_cells)
{
    golden_snapshot(&snapshot, GOLDEN_HOSTILE);
    walk_check_frame(&screen_receive, &snapshot, NULL, "");
    walk_check_frame(&screen_receive, &snapshot, NULL, "F");
}

Test(screen_receive, copies_a_request_that_reads_back_the_same)
{
    struct payment_uri uri;

    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_receive, &snapshot, NULL, "a0.015\nlA & B = ?\n");
    cr_assert_eq(walk_type(&walk, "b"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_COPY);
    cr_assert(is_ok(payment_uri_parse(&uri, walk.command->text)));
    cr_assert_str_eq(uri.address, taproot()->address);
    cr_assert_str_eq(uri.label, "A & B = ?");
    cr_assert(uri.has_amount);
    const struct amount expected = amount_of(1500000);
    cr_assert_eq(amount_compare(&uri.amount, &expected), 0);
    walk_close(&walk);
}

Test(screen_receive, refuses_an_amount_in_place_and_leaves_it_out_of_the_request)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_receive, &snapshot, NULL, "a0,5\n");
    cr_assert(walk_shows(&walk, error_sentence(ERROR_AMOUNT_TEXT)));
    cr_assert_eq(walk_type(&walk, "b"), SCREEN_COMMAND);
    cr_assert_null(strstr(walk.command->text, "amount"));
    walk_close(&walk);
}

Test(screen_receive, holds_the_address_still_until_a_new_one_is_asked_for)
{
    char before[ADDRESS_MAX];

    golden_snapshot(&snapshot, GOLDEN_USUAL);
    snprintf(before, sizeof before, "%s", taproot()->address);
    struct walk walk = walk_open(&screen_receive, &snapshot, NULL, "");
    snprintf(taproot()->address, ADDRESS_MAX, "%s", SHOWN_BITCOIN_OTHER);
    walk_heard(&walk);
    cr_assert_eq(walk_type(&walk, "y"), SCREEN_COMMAND);
    cr_assert_str_eq(walk.command->text, before);
    cr_assert_eq(walk_type(&walk, "n"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_NEW_ADDRESS);
    cr_assert_eq(walk.command->account, ACCOUNT_TAPROOT);
    snapshot.outcome.serial++;
    snapshot.outcome.kind = COMMAND_NEW_ADDRESS;
    walk_heard(&walk);
    walk_type(&walk, "y");
    cr_assert_str_eq(walk.command->text, SHOWN_BITCOIN_OTHER);
    walk_close(&walk);
}

Test(screen_receive, says_what_arrived_at_this_address)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    memory_free(snapshot.events);
    snapshot.events = memory_new(1, sizeof *snapshot.events);
    snapshot.event_count = 0;
    struct walk walk = walk_open(&screen_receive, &snapshot, NULL, "");
    cr_assert(walk_shows(&walk, "Waiting for payment"));
    struct shown_event *event = &snapshot.events[snapshot.event_count++];
    *event = (struct shown_event){.account = ACCOUNT_TAPROOT, .unit = "BTC"};
    snprintf(event->address, sizeof event->address, "%s", taproot()->address);
    snprintf(event->amount, sizeof event->amount, "0.01250000");
    cr_assert(walk_shows(&walk, "Arrived: 0.01250000 BTC, not in a block yet"));
    event->confirmations = 3;
    cr_assert(walk_shows(&walk, "Arrived: 0.01250000 BTC, 3 confirmations"));
    walk_close(&walk);
}

Test(screen_receive, sees_ether_arrive_by_the_balance)
{
    const struct command why = {.account = ACCOUNT_ETHEREUM};

    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_receive, &snapshot, &why, "");
    struct shown_account *account =
        (struct shown_account *)snapshot_account(snapshot_wallet(&snapshot), ACCOUNT_ETHEREUM);
    const struct amount one = amount_of(1);
    cr_assert(is_ok(amount_add(&account->confirmed, &account->confirmed, &one)));
    cr_assert(walk_shows(&walk, "0.000000000000000001 ETH"));
    walk_close(&walk);
}

Test(screen_receive, forgets_the_amount_with_the_unit)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_receive, &snapshot, NULL, "a0.5\n");
    walk_press(&walk, key_press(PRESS_LEFT));
    walk_type(&walk, "b");
    cr_assert(strncmp(walk.command->text, "ethereum:0x", 11) == 0);
    cr_assert_null(strstr(walk.command->text, "value"));
    walk_close(&walk);
}

Test(payment_request, writes_segwit_addresses_in_capitals_for_codes)
{
    struct buffer text = {0};
    struct amount amount = amount_of(1500000);
    struct payment_request request = {.kind = ACCOUNT_TAPROOT, .address = "bcrt1qxyz"};

    payment_request_write_code(&text, &request);
    cr_assert_str_eq(buffer_text(&text), "BCRT1QXYZ");
    buffer_clear(&text);
    request.amount = &amount;
    payment_request_write_code(&text, &request);
    cr_assert_str_eq(buffer_text(&text), "BITCOIN:BCRT1QXYZ?amount=0.01500000");
    buffer_clear(&text);
    request.kind = ACCOUNT_ETHEREUM;
    request.address = "0xAb";
    request.chain_id = 31337;
    payment_request_write_code(&text, &request);
    cr_assert_str_eq(buffer_text(&text), "ethereum:0xAb@31337?value=1500000");
    buffer_free(&text);
}
