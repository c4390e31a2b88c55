/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "person.h"
#include "support/golden.h"
#include "ui/groups.h"

static const char dana[] = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
static struct snapshot snapshot;
static struct shown_request requests[2];
static struct shown_explanation explanation;
static struct command why;
static struct person bob;

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    explanation = (struct shown_explanation){.account = ACCOUNT_SEGWIT,
                                             .network = NETWORK_REGTEST,
                                             .unit = "BTC",
                                             .spent = "0.01500000",
                                             .fee = "0.00001240",
                                             .output_count = 2};
    strcpy(explanation.outputs[0].address, dana);
    strcpy(explanation.outputs[0].amount, "0.01500000");
    strcpy(explanation.outputs[1].address,
           "bcrt1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr");
    strcpy(explanation.outputs[1].amount, "0.00228760");
    explanation.outputs[1].is_change = true;
    requests[0] = (struct shown_request){.id = {1},
                                         .short_id = "01000000",
                                         .owner = "Alice",
                                         .text = "0.015 BTC",
                                         .expires = 1700003600,
                                         .t = 3,
                                         .n = 5,
                                         .explanation = &explanation};
    requests[1] = (struct shown_request){.id = {2},
                                         .short_id = "02000000",
                                         .owner = "Mum",
                                         .text = "a share",
                                         .expires = 1700003600,
                                         .is_share = true,
                                         .t = 3,
                                         .n = 5};
    snapshot = (struct snapshot){.now = 1700000000,
                                 .now_ms = 50000,
                                 .home = SHOWN_OPEN,
                                 .requests = requests,
                                 .request_count = 2};
    strcpy(snapshot.self.name, "Bob");
    why = (struct command){.id = {1}};
    person_sits_down(&bob, &screen_approve, &snapshot, &why);
}

static void tear_down(void)
{
    person_leaves(&bob);
}

TestSuite(approve, .init = set_up, .fini = tear_down);

/* Bob looks for the group that the screen asks for. */
static void find_group(char out[static 8])
{
    struct groups groups;
    const char *question = strstr(person_sees(&bob, 80, 24), "Type the ");

    cr_assert(question);
    const size_t number = strtoul(question + strlen("Type the "), NULL, 10);
    groups_of(&groups, dana);
    cr_assert(number >= 2 && number < groups.count, "group %zu", number);
    snprintf(out, 8, "%s", groups.group[number - 1]);
}

Test(approve, shows_who_asks_what_it_does_and_the_sentence_to_read)
{
    SEES(&bob, "Alice asks you to sign a payment.");
    SEES(&bob, "bcrt 1qw5 08d6 qejx tdg4 y5r3 zarv ary0 c5xw 7kyg t080");
    SEES(&bob, "0.01500000 BTC");
    SEES(&bob, "0.00001240 BTC");
    SEES(&bob, "Read to Alice");
    SEES(&bob, "z a r v");
    SEES(&bob, "comes back to the same wallet");
}

Test(approve, hears_no_key_for_a_moment)
{
    struct key key = key_of('n');

    key.at_ms = snapshot.now_ms + 599;
    cr_assert_eq(person_presses(&bob, key), SCREEN_STAY);
    cr_assert_eq(bob.command.kind, COMMAND_NONE);
    key = key_of('y');
    key.at_ms = snapshot.now_ms + 599;
    cr_assert_eq(person_presses(&bob, key), SCREEN_STAY);
    SEES_NOT(&bob, "Type the ");
    key.at_ms = snapshot.now_ms + 600;
    person_presses(&bob, key);
    SEES(&bob, "Type the ");
}

Test(approve, refuses_by_one_key)
{
    cr_assert_eq(person_types(&bob, "n"), SCREEN_COMMAND);
    cr_assert_eq(bob.command.kind, COMMAND_ANSWER_PAYMENT);
    cr_assert_eq(bob.command.id[0], 1);
    cr_assert_not(bob.command.yes);
}

Test(approve, agrees_only_by_the_group_that_it_asks_for)
{
    char group[8];

    cr_assert_eq(person_types(&bob, "y"), SCREEN_STAY);
    find_group(group);
    cr_assert_eq(person_types(&bob, "\n"), SCREEN_STAY);
    cr_assert_eq(person_types(&bob, "yes\n"), SCREEN_STAY);
    SEES(&bob, "That is another group");
    cr_assert_eq(person_types(&bob, "bcrt\n"), SCREEN_STAY);
    cr_assert_eq(person_types(&bob, "t080\n"), SCREEN_STAY);
    cr_assert_eq(person_types(&bob, group), SCREEN_STAY);
    cr_assert_eq(person_types(&bob, "\n"), SCREEN_COMMAND);
    cr_assert_eq(bob.command.kind, COMMAND_ANSWER_PAYMENT);
    cr_assert(bob.command.yes);
}

Test(approve, asks_for_the_same_group_again_after_leaving_the_question)
{
    char first[8];
    char again[8];

    person_types(&bob, "y");
    find_group(first);
    for (int i = 0; i < 20; i++) {
        person_types(&bob, "\x1b"
                           "y");
        find_group(again);
        cr_assert_str_eq(first, again);
    }
}

Test(approve, takes_a_pasted_group_without_submitting_it)
{
    char group[8];
    char pasted[16];

    person_types(&bob, "y");
    find_group(group);
    snprintf(pasted, sizeof pasted, "%s\n", group);
    struct key key = key_press(PRESS_PASTE);
    key.paste = pasted;
    key.paste_size = strlen(pasted);
    cr_assert_eq(person_presses(&bob, key), SCREEN_STAY);
    cr_assert_eq(person_types(&bob, "\n"), SCREEN_COMMAND);
}

Test(approve, offers_no_yes_to_bytes_it_cannot_read)
{
    person_leaves(&bob);
    requests[0].explanation = NULL;
    person_sits_down(&bob, &screen_approve, &snapshot, &why);

    SEES(&bob, "cannot read");
    SEES_NOT(&bob, "y yes");
    cr_assert_eq(person_types(&bob, "y"), SCREEN_PASS);
    cr_assert_eq(person_types(&bob, "n"), SCREEN_COMMAND);
}

Test(approve, answers_once_and_again_only_when_it_was_not_stored)
{
    person_types(&bob, "n");
    cr_assert_eq(person_types(&bob, "n"), SCREEN_PASS);
    person_hears(&bob, COMMAND_ANSWER_PAYMENT, ERROR_STORE_FULL);
    cr_assert_eq(person_types(&bob, "n"), SCREEN_COMMAND);
    person_hears(&bob, COMMAND_ANSWER_PAYMENT, ERROR_NONE);
    requests[0].answer = SHOWN_SAID_NO;
    SEES(&bob, "You said no.");
    cr_assert_eq(person_types(&bob, "\n"), SCREEN_BACK);
}

Test(approve, agrees_to_guard_a_share)
{
    why.id[0] = 2;
    person_leaves(&bob);
    person_sits_down(&bob, &screen_approve, &snapshot, &why);

    SEES(&bob, "Mum asks you to guard one share of a wallet.");
    cr_assert_eq(person_types(&bob, "y"), SCREEN_COMMAND);
    cr_assert_eq(bob.command.kind, COMMAND_ANSWER_SHARE);
    cr_assert(bob.command.yes);
}

Test(approve, says_that_a_request_is_gone)
{
    snapshot.request_count = 0;
    SEES(&bob, "not here any more");
    cr_assert_eq(person_types(&bob, "y"), SCREEN_PASS);
}

Test(approve, does_what_its_keys_say)
{
    person_tries_every_key(&screen_approve, &snapshot, &why, "");
    person_tries_every_key(&screen_approve, &snapshot, &why, "y");
    why.id[0] = 2;
    person_tries_every_key(&screen_approve, &snapshot, &why, "");
    requests[1].answer = SHOWN_SAID_YES;
    person_tries_every_key(&screen_approve, &snapshot, &why, "");
}

/* The sentence of one recipient is always the same; hostile texts and many recipients must fit. */
Test(approve, looks_as_it_should)
{
    golden_check(&screen_approve, &snapshot, &why, "", "usual");
    strcpy(requests[0].owner, "\xe2\x80\xae"
                              "Al\x1b[2Jice \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d");
    strcpy(explanation.warning, "The data says \x1b]0;paid\x07 and goes on and on, longer than any "
                                "row of the screen, to see whether it stays within its lines.");
    golden_check(&screen_approve, &snapshot, &why, "", "hostile");
    snapshot.request_count = 0;
    golden_check(&screen_approve, &snapshot, &why, "", "empty");
}

Test(approve, scrolls_through_many_recipients)
{
    for (size_t i = 2; i < OUTPUTS_MAX; i++)
        explanation.outputs[i] = explanation.outputs[1];
    explanation.output_count = OUTPUTS_MAX;
    golden_check(&screen_approve, &snapshot, &why, "", "overflowing");
    SEES(&bob, "▼ more");
    for (int i = 0; i < 400; i++)
        person_types(&bob, "\x0e");
    SEES(&bob, "▲ more");
    SEES(&bob, "Decoded here");
}
