/* SPDX-License-Identifier: MIT */
#include "ui/when.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static void write_span(char out[static WHEN_MAX], uint64_t seconds)
{
    if (seconds < 2 * HOUR)
        snprintf(out, WHEN_MAX, "%" PRIu64 " min left", (seconds + MINUTE / 2) / MINUTE);
    else if (seconds < 2 * DAY)
        snprintf(out, WHEN_MAX, "%" PRIu64 " h left", (seconds + HOUR / 2) / HOUR);
    else
        snprintf(out, WHEN_MAX, "%" PRIu64 " d left", seconds / DAY);
}

void when_left(char out[static WHEN_MAX], uint64_t now, uint64_t end)
{
    if (end <= now)
        snprintf(out, WHEN_MAX, "over");
    else
        write_span(out, end - now + MINUTE / 2 - 1);
}

void when_date(char out[static WHEN_MAX], uint64_t now, uint64_t then)
{
    const time_t seconds = (time_t)then;
    const time_t today = (time_t)now;
    struct tm parts;
    struct tm today_parts;

    out[0] = 0;
    if (then == 0 || !localtime_r(&seconds, &parts) || !localtime_r(&today, &today_parts))
        return;
    const bool is_this_year = parts.tm_year == today_parts.tm_year;
    const size_t size = is_this_year ? strftime(out, WHEN_MAX, "%d %b %H:%M", &parts)
                                     : strftime(out, WHEN_MAX, "%d %b %Y %H:%M", &parts);
    if (size == 0)
        out[0] = 0;
}
