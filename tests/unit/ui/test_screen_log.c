/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "person.h"
#include "support/golden.h"

static struct snapshot snapshot;
static struct shown_notice notices[SHOWN_NOTICES_MAX];
static struct person alice;

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    snapshot = (struct snapshot){
        .now = 1700000000, .home = SHOWN_OPEN, .notices = notices, .notice_count = 3};
    notices[0] = (struct shown_notice){1699999000, "Paired with Bob (words not compared)."};
    notices[1] = (struct shown_notice){1699998000, "Sent: transaction aa11"};
    notices[2] = (struct shown_notice){1699997000, "Alice asks: 0.1 BTC"};
    person_sits_down(&alice, &screen_log, &snapshot, NULL);
}

static void tear_down(void)
{
    person_leaves(&alice);
}

TestSuite(log, .init = set_up, .fini = tear_down);

Test(log, narrows_to_lines_with_all_the_words)
{
    person_types(&alice, "/TRANS sent");
    SEES(&alice, "aa11");
    SEES_NOT(&alice, "Paired with Bob");
    person_types(&alice, "\n");
    SEES_NOT(&alice, "Paired with Bob");
    cr_assert_eq(person_types(&alice, "\x1b"), SCREEN_STAY);
    SEES(&alice, "Paired with Bob");
}

Test(log, copies_the_line_that_is_selected)
{
    cr_assert_eq(person_types(&alice, "\x0ey"), SCREEN_COMMAND);
    cr_assert_str_eq(alice.command.text, "Sent: transaction aa11");
}

Test(log, looks_as_it_should)
{
    golden_check(&screen_log, &snapshot, NULL, "", "usual");
    golden_check(&screen_log, &snapshot, NULL, "/sent", "finding");
    snapshot.notice_count = 0;
    golden_check(&screen_log, &snapshot, NULL, "", "empty");
    snapshot.notice_count = SHOWN_NOTICES_MAX;
    for (size_t i = 0; i < SHOWN_NOTICES_MAX; i++) {
        notices[i].time = 1600000000 + i * 100000;
        snprintf(notices[i].text, SHOWN_TEXT_MAX,
                 "Number %zu of many lines that are longer than the screen is wide, on and on, so "
                 "that they have to be cut somewhere near its end",
                 i);
    }
    golden_check(&screen_log, &snapshot, NULL, "\x0e\x0e", "overflowing");
    snapshot.notice_count = 1;
    snprintf(notices[0].text, SHOWN_TEXT_MAX,
             "\x1b[2J\x07\xe2\x80\xae txet \xd7\xa9\xd7\x9c \xe7\xbe\x8e\xe5\x9b\xbd \xff\xfe");
    golden_check(&screen_log, &snapshot, NULL, "", "hostile");
}

Test(log, does_what_its_keys_say)
{
    person_tries_every_key(&screen_log, &snapshot, NULL, "");
    person_tries_every_key(&screen_log, &snapshot, NULL, "/a");
}
