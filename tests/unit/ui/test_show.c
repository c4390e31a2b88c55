/* SPDX-License-Identifier: MIT */
#include "ui/show.h"

#include <criterion/criterion.h>

#include "support/golden.h"

Test(show, tells_days_of_the_calendar)
{
    static const struct {
        uint64_t at;
        const char *text;
    } cases[] = {{1, "1970-01-01 00:00 UTC"},          {951782399, "2000-02-28 23:59 UTC"},
                 {951782400, "2000-02-29 00:00 UTC"},  {951868800, "2000-03-01 00:00 UTC"},
                 {1709164800, "2024-02-29 00:00 UTC"}, {1767225599, "2025-12-31 23:59 UTC"},
                 {4107542400, "2100-03-01 00:00 UTC"}}; /* no leap year */
    char text[SHOW_TIME_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        show_moment(text, cases[i].at);
        cr_assert_str_eq(text, cases[i].text);
    }
}

Test(show, tells_how_long_ago)
{
    static const struct {
        uint64_t ago;
        const char *text;
    } cases[] = {
        {0, "now"},        {59, "now"},         {60, "1 min ago"},  {3599, "59 min ago"},
        {3600, "1 h ago"}, {86399, "23 h ago"}, {86400, "1 d ago"}, {7 * 86400, "16 Nov 2026"}};
    const uint64_t now = 1795449600; /* 2026-11-23 16:00 */
    char text[SHOW_TIME_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        show_ago(text, now - cases[i].ago, now);
        cr_assert_str_eq(text, cases[i].text);
    }
    show_ago(text, now + 100, now);
    cr_assert_str_eq(text, "now");
    show_ago(text, 0, now);
    cr_assert_str_eq(text, "—");
}

Test(show, shortens_in_the_middle_only)
{
    char text[SHOW_SHORT_MAX];

    show_short(text, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    cr_assert_str_eq(text, "bc1qw50 … v8f3t4");
    show_short(text, "short");
    cr_assert_str_eq(text, "short");
    show_short(text, "");
    cr_assert_str_eq(text, "");
}

Test(show, counts_rows_of_groups_also_where_they_do_not_fit)
{
    struct canvas *canvas = canvas_new(9, 2);

    cr_assert_eq(show_groups(canvas, canvas_area(canvas), STYLE_NORMAL, "aaaabbbbccccdddde"), 3);
    struct buffer text = {0};
    canvas_write_text(&text, canvas);
    cr_assert_str_eq(buffer_text(&text), "aaaa bbbb\ncccc dddd\n");
    buffer_free(&text);
    canvas_free(canvas);
}
