/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "support/golden.h"
#include "support/shown_payment.h"
#include "support/walk_keys.h"
#include "ui/screen/activity_rows.h"

static struct snapshot snapshot;

static void close_down(void)
{
    snapshot_wipe(&snapshot);
}

TestSuite(screen_activity, .fini = close_down);

Test(screen_activity, looks_as_it_did)
{
    for (enum golden_case which = GOLDEN_EMPTY; which <= GOLDEN_HOSTILE; which++) {
        golden_snapshot(&snapshot, which);
        golden_check(&screen_activity, &snapshot, NULL, "", golden_case_name(which));
        snapshot_wipe(&snapshot);
    }
    golden_snapshot(&snapshot, GOLDEN_USUAL);
}

Test(screen_activity, keeps_every_promise_of_its_help_line)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    walk_keys(&screen_activity, &snapshot, NULL, "");
    walk_keys(&screen_activity, &snapshot, NULL, "/");
    snapshot_wipe(&snapshot);
    golden_snapshot(&snapshot, GOLDEN_EMPTY);
    walk_keys(&screen_activity, &snapshot, NULL, "");
}

Test(screen_activity, draws_hostile_texts_inside_their_cells)
{
    golden_snapshot(&snapshot, GOLDEN_HOSTILE);
    walk_check_frame(&screen_activity, &snapshot, NULL, "");
}

static size_t count_rows(enum activity_filter filter, const char *text)
{
    size_t count = 0;

    memory_free(activity_rows(&snapshot, filter, text, &count));
    return count;
}

Test(screen_activity, shows_only_the_selected_wallet)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    const size_t all = count_rows(ACTIVITY_ALL, "");
    cr_assert_gt(all, 0);
    snapshot.transfers[0].wallet[0] ^= 1;
    cr_assert_eq(count_rows(ACTIVITY_ALL, ""), all - 1);
    memset(snapshot.selected, 0, sizeof snapshot.selected); /* the only one is meant then */
    cr_assert_eq(count_rows(ACTIVITY_ALL, ""), all - 1);
}

Test(screen_activity, stands_in_the_order_of_time)
{
    size_t count = 0;
    uint64_t last = UINT64_MAX;

    golden_snapshot(&snapshot, GOLDEN_OVERFLOWING);
    struct activity_row *rows = activity_rows(&snapshot, ACTIVITY_ALL, "", &count);
    cr_assert_gt(count, 100);
    for (size_t i = 0; i < count; i++) {
        const struct shown_event *event = &snapshot.events[rows[i].index];
        if (rows[i].is_incoming && (event->confirmations == 0 || event->time == 0))
            continue;
        const uint64_t at =
            rows[i].is_incoming ? event->time : snapshot.transfers[rows[i].index].created;
        cr_assert_leq(at, last);
        last = at;
    }
    memory_free(rows);
}

Test(screen_activity, filters_by_kind_and_by_text)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    snprintf(snapshot.transfers[0].label, NOTE_MAX, "Zebra crossing");
    snapshot.transfers[0].state = SHOWN_ASKED;
    cr_assert_eq(count_rows(ACTIVITY_ALL, "zEBRa"), 1);
    cr_assert_eq(count_rows(ACTIVITY_OPEN, "zebra"), 1);
    cr_assert_eq(count_rows(ACTIVITY_SENT, "zebra"), 0);
    cr_assert_eq(count_rows(ACTIVITY_RECEIVED, "zebra"), 0);
    cr_assert_eq(count_rows(ACTIVITY_ALL, ""),
                 count_rows(ACTIVITY_RECEIVED, "") + snapshot.transfer_count);
}

Test(screen_activity, opens_what_is_selected)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    snapshot.event_count = 0;
    struct walk walk = walk_open(&screen_activity, &snapshot, NULL, "j");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_GO);
    cr_assert_str_eq(walk.command->screen, "transfer");
    cr_assert_arr_eq(walk.command->id, snapshot.transfers[1].intent, 32);
    walk_close(&walk);
}

Test(screen_activity, says_where_the_export_went)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_activity, &snapshot, NULL, "");
    cr_assert_eq(walk_type(&walk, "E"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_EXPORT);
    cr_assert_str_eq(walk.command->name, "labels");
    snapshot.outcome = (struct shown_outcome){.serial = snapshot.outcome.serial + 1,
                                              .kind = COMMAND_EXPORT,
                                              .detail = "/home/alice/labels.jsonl"};
    walk_heard(&walk);
    cr_assert(walk_shows(&walk, "Written to /home/alice/labels.jsonl"));
    walk_close(&walk);
}

/* ---- one of them ---- */

static struct command why_transfer(size_t index)
{
    struct command why = {.kind = COMMAND_NONE};

    memcpy(why.id, snapshot.transfers[index].intent, 32);
    return why;
}

TestSuite(screen_transfer, .fini = close_down);

Test(screen_transfer, looks_as_it_did)
{
    for (enum golden_case which = GOLDEN_USUAL; which <= GOLDEN_HOSTILE; which++) {
        golden_snapshot(&snapshot, which);
        const struct command why = why_transfer(0);
        golden_check(&screen_transfer, &snapshot, &why, "", golden_case_name(which));
        walk_check_frame(&screen_transfer, &snapshot, &why, "");
        snapshot_wipe(&snapshot);
    }
    golden_snapshot(&snapshot, GOLDEN_EMPTY);
    golden_check(&screen_transfer, &snapshot, NULL, "", "empty");
}

Test(screen_transfer, keeps_every_promise_of_its_help_line)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    const struct command why = why_transfer(0);
    snapshot.transfers[0].state = SHOWN_ASKED;
    walk_keys(&screen_transfer, &snapshot, &why, "");
    walk_keys(&screen_transfer, &snapshot, &why, "l");
    snapshot.transfers[0].state = SHOWN_SIGNED;
    walk_keys(&screen_transfer, &snapshot, &why, "");
    snapshot.transfers[0].state = SHOWN_SENT;
    snprintf(snapshot.transfers[0].txid, TXID_MAX, "9f2c");
    walk_keys(&screen_transfer, &snapshot, &why, "");
    snapshot.transfers[0].txid[0] = 0;
    snapshot.transfers[0].state = SHOWN_REFUSED;
    walk_keys(&screen_transfer, &snapshot, &why, "");
}

Test(screen_transfer, shows_what_came_in)
{
    struct command why = {.kind = COMMAND_NONE};

    golden_snapshot(&snapshot, GOLDEN_USUAL);
    cr_assert_gt(snapshot.event_count, 0);
    snprintf(why.text, sizeof why.text, "%s", snapshot.events[0].txid);
    snprintf(why.note, sizeof why.note, "%s", snapshot.events[0].address);
    walk_keys(&screen_transfer, &snapshot, &why, "");
    golden_check(&screen_transfer, &snapshot, &why, "", "received");
}

Test(screen_transfer, writes_a_label)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    const struct command why = why_transfer(0);
    snapshot.transfers[0].label[0] = 0;
    struct walk walk = walk_open(&screen_transfer, &snapshot, &why, "lRent");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_LABEL);
    cr_assert_str_eq(walk.command->text, "Rent");
    cr_assert_arr_eq(walk.command->id, why.id, 32);
    walk_close(&walk);
}

Test(screen_transfer, leads_to_the_guardians_and_to_the_word_that_cancels)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    const struct command why = why_transfer(0);
    snapshot.transfers[0].state = SHOWN_ASKED;
    struct walk walk = walk_open(&screen_transfer, &snapshot, &why, "");
    cr_assert_eq(walk_type(&walk, "g"), SCREEN_GO);
    cr_assert_str_eq(walk.command->screen, "signing");
    cr_assert_not(walk.command->yes);
    cr_assert_eq(walk_type(&walk, "x"), SCREEN_GO);
    cr_assert(walk.command->yes);
    cr_assert_eq(walk_type(&walk, "r"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_RESUME);
    walk_close(&walk);
}
