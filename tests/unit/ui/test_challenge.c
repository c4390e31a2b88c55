/* SPDX-License-Identifier: MIT */
#include "ui/challenge.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/base/rng.h"
#include "ui/groups.h"

static const char dana[] = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
static const char ether[] = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";

static struct shown_explanation paying(const char *address)
{
    struct shown_explanation out = {.unit = "BTC", .spent = "0.01500000", .output_count = 2};

    snprintf(out.outputs[0].address, ADDRESS_MAX, "%s", address);
    snprintf(out.outputs[0].amount, AMOUNT_TEXT_MAX, "0.01500000");
    snprintf(out.outputs[1].address, ADDRESS_MAX, "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq");
    snprintf(out.outputs[1].amount, AMOUNT_TEXT_MAX, "0.00228760");
    out.outputs[1].is_change = true;
    return out;
}

Test(groups, are_of_four_and_counted_from_one)
{
    char text[GROUPS_TEXT_MAX];
    struct groups groups;

    groups_write(text, dana);
    cr_assert_str_eq(text, "bc1q w508 d6qe jxtd g4y5 r3za rvar y0c5 xw7k v8f3 t4");
    groups_write(text, ether);
    cr_assert_str_eq(text, "0x d8dA 6BF2 6964 aF9D 7eEd 9e03 E534 15D3 7aA9 6045");
    groups_of(&groups, ether);
    cr_assert_eq(groups.count, 10);
    groups_of(&groups, "");
    cr_assert_eq(groups.count, 0);
}

Test(groups, have_ordinals)
{
    static const char *const wanted[] = {"0th", "1st", "2nd", "3rd", "4th"};
    char text[8];

    for (size_t i = 1; i < 5; i++) {
        groups_ordinal(text, i);
        cr_assert_str_eq(text, wanted[i]);
    }
    groups_ordinal(text, 11);
    cr_assert_str_eq(text, "11th");
    groups_ordinal(text, 21);
    cr_assert_str_eq(text, "21st");
}

/* Every draw is inside, none is the one that is read aloud, and in time all of them come. */
static void check_draws(const char *address, size_t first, size_t last)
{
    const struct shown_explanation explanation = paying(address);
    bool was_drawn[GROUPS_MAX] = {0};
    struct groups groups;

    groups_of(&groups, address);
    for (int i = 0; i < 2000; i++) {
        struct challenge challenge;
        challenge_make(&challenge, &explanation, rng_system());
        cr_assert_not(challenge.is_amount);
        cr_assert_eq(challenge.output, 0);
        cr_assert_geq(challenge.typed, first);
        cr_assert_leq(challenge.typed, last);
        cr_assert_neq(challenge.typed, challenge.spoken);
        cr_assert_str_eq(challenge.answer, groups.group[challenge.typed]);
        cr_assert_str_eq(challenge.spoken_group, groups.group[challenge.spoken]);
        was_drawn[challenge.typed] = true;
        if (i == 0)
            was_drawn[challenge.spoken] = true;
    }
    for (size_t i = first; i <= last; i++)
        cr_assert(was_drawn[i], "group %zu of %s", i, address);
}

Test(challenge, never_asks_for_the_first_or_last_group_nor_the_one_read_aloud)
{
    check_draws(dana, 1, 9);
    check_draws(ether, 1, 8);
    check_draws("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 2, 9);
}

Test(challenge, is_met_by_the_group_alone)
{
    const struct challenge challenge = {.answer = "r3za"};

    cr_assert(challenge_is_met(&challenge, "r3za"));
    cr_assert(challenge_is_met(&challenge, " R3ZA "));
    cr_assert_not(challenge_is_met(&challenge, ""));
    cr_assert_not(challenge_is_met(&challenge, "r3z"));
    cr_assert_not(challenge_is_met(&challenge, "r3zaa"));
    cr_assert_not(challenge_is_met(&challenge, "r3za rvar"));
    cr_assert_not(challenge_is_met(&challenge, "y"));
    cr_assert_not(challenge_is_met(&(struct challenge){.answer = ""}, ""));
}

Test(challenge, reads_amount_and_a_middle_group_letter_by_letter)
{
    const struct shown_explanation explanation = paying(dana);
    struct challenge challenge;
    char text[CHALLENGE_TEXT_MAX];

    challenge_make(&challenge, &explanation, rng_system());
    challenge_sentence(text, &challenge, &explanation);
    cr_assert_str_eq(text,
                     "0.01500000 BTC; the 6th group of the recipient's address is r 3 z a. Is "
                     "that what your screen says?");
}

Test(challenge, is_about_what_comes_back_when_nothing_leaves)
{
    struct shown_explanation explanation = paying(dana);
    struct challenge challenge;

    explanation.outputs[0].is_change = true;
    challenge_make(&challenge, &explanation, rng_system());
    cr_assert_not(challenge.is_amount);
}

Test(challenge, asks_for_the_amount_when_no_recipient_has_an_address)
{
    struct shown_explanation explanation = paying("data: 68656c6c6f 1234567890");
    struct challenge challenge;

    explanation.output_count = 1;
    challenge_make(&challenge, &explanation, rng_system());
    cr_assert(challenge.is_amount);
    cr_assert(challenge_is_met(&challenge, "0.01500000"));
    cr_assert_not(challenge_is_met(&challenge, "0.015"));
    explanation.output_count = 0;
    challenge_make(&challenge, &explanation, rng_system());
    cr_assert(challenge.is_amount);
}
