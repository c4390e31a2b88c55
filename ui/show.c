/* SPDX-License-Identifier: MIT */
#include "ui/show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "ui/groups.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, WEEK = 7 * DAY };

static int groups_per_row(int width)
{
    const int groups = (width + 1) / (GROUP_CHARACTERS + 1);

    return groups < 1 ? 1 : groups;
}

int show_groups_rows(int width, const char *text)
{
    struct groups groups;
    const int row = groups_per_row(width);

    groups_of(&groups, text);
    return ((int)groups.count + (groups.prefix[0] ? 1 : 0) + row - 1) / row;
}

/* The prefix takes the place of a group. Foreign bytes that are no address are cut by bytes as
 * well: the canvas shows '?' for a half character, which is what such a text deserves here. */
int show_groups(struct canvas *canvas, struct rect rect, enum style style, const char *text)
{
    const int row = groups_per_row(rect.width);
    const struct rect before = canvas_clip(canvas, rect);
    struct groups groups;

    groups_of(&groups, text);
    const int first = groups.prefix[0] ? 1 : 0;
    for (int i = 0; i < (int)groups.count + first; i++)
        canvas_text(canvas, rect.x + i % row * (GROUP_CHARACTERS + 1), rect.y + i / row, style,
                    i < first ? groups.prefix : groups.group[i - first]);
    canvas_unclip(canvas, before);
    return show_groups_rows(rect.width, text);
}

void show_short(char out[static SHOW_SHORT_MAX], const char *text)
{
    enum { HEAD = 7, TAIL = 6 };
    const size_t size = strlen(text);

    if (size <= HEAD + TAIL + 3)
        text_showable(out, SHOW_SHORT_MAX, slice_of_text(text));
    else
        snprintf(out, SHOW_SHORT_MAX, "%.*s … %s", HEAD, text, text + size - TAIL);
}

struct date {
    unsigned year, month, day;
};

/* Days since 1970 to a date of the Gregorian calendar (years begin in March here, so that the day
 * that some years have more stands at the end). */
static struct date date_of(uint64_t days)
{
    const uint64_t from = days + 719468; /* since 1 March of year 0 */
    const uint64_t era = from / 146097;
    const uint64_t in_era = from % 146097;
    const uint64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    const uint64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    const uint64_t march = (5 * in_year + 2) / 153;

    return (struct date){.year = (unsigned)(year + era * 400 + (march >= 10)),
                         .month = (unsigned)(march < 10 ? march + 3 : march - 9),
                         .day = (unsigned)(in_year - (153 * march + 2) / 5 + 1)};
}

void show_ago(char out[static SHOW_TIME_MAX], uint64_t then, uint64_t now)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const uint64_t past = now > then ? now - then : 0;

    if (then == 0) {
        snprintf(out, SHOW_TIME_MAX, "—");
    } else if (past < MINUTE) {
        snprintf(out, SHOW_TIME_MAX, "now");
    } else if (past < HOUR) {
        snprintf(out, SHOW_TIME_MAX, "%" PRIu64 " min ago", past / MINUTE);
    } else if (past < DAY) {
        snprintf(out, SHOW_TIME_MAX, "%" PRIu64 " h ago", past / HOUR);
    } else if (past < WEEK) {
        snprintf(out, SHOW_TIME_MAX, "%" PRIu64 " d ago", past / DAY);
    } else {
        const struct date date = date_of(then / DAY);
        snprintf(out, SHOW_TIME_MAX, "%u %.3s %u", date.day, months + (date.month - 1) * 3,
                 date.year);
    }
}

void show_moment(char out[static SHOW_TIME_MAX], uint64_t then)
{
    const struct date date = date_of(then / DAY);
    const uint64_t second = then % DAY;

    if (then == 0)
        snprintf(out, SHOW_TIME_MAX, "—");
    else
        snprintf(out, SHOW_TIME_MAX, "%u-%02u-%02u %02u:%02u UTC", date.year, date.month, date.day,
                 (unsigned)(second / HOUR), (unsigned)(second % HOUR / MINUTE));
}

void show_times(char out[static SHOW_TIME_MAX], size_t count)
{
    if (count == 1)
        snprintf(out, SHOW_TIME_MAX, "once");
    else
        snprintf(out, SHOW_TIME_MAX, "%zu times", count);
}

static const char *sign_of(enum style style)
{
    return style == STYLE_DANGER ? "✗"
           : style == STYLE_CARE ? "▲"
           : style == STYLE_GOOD ? "✓"
                                 : "○";
}

int show_remark(struct canvas *canvas, struct rect rect, enum style style, const char *text)
{
    if (rect.height < 1)
        return 0;
    canvas_text(canvas, rect.x, rect.y, style, sign_of(style));
    layout_left(&rect, 2);
    return canvas_paragraph(canvas, rect, style, text);
}

int show_trouble(struct canvas *canvas, struct rect rect, enum error_code code)
{
    const int rows = show_remark(canvas, rect, STYLE_DANGER, error_sentence(code));

    layout_top(&rect, rows);
    layout_left(&rect, 2);
    return rows + canvas_paragraph(canvas, rect, STYLE_NORMAL, error_remedy(code));
}

const char *show_account(enum account_kind kind)
{
    switch (kind) {
    case ACCOUNT_TAPROOT:
        return "Bitcoin Taproot";
    case ACCOUNT_SEGWIT:
        return "Bitcoin SegWit";
    case ACCOUNT_ETHEREUM:
        return "Ethereum";
    }
    return "";
}

const char *show_chain(enum account_kind kind)
{
    return kind == ACCOUNT_ETHEREUM ? chain_ethereum.id : chain_bitcoin.id;
}
