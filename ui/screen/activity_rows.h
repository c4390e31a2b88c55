/* SPDX-License-Identifier: MIT */
/* activity_rows.h - own payments and what came in, of one wallet, merged by time and filtered. Rows
 * are remade from each snapshot; 5,000 of them take well under a millisecond.
 */
#ifndef GRIDLOCK_UI_SCREEN_ACTIVITY_ROWS_H
#define GRIDLOCK_UI_SCREEN_ACTIVITY_ROWS_H

#include "core/engine/snapshot.h"
#include "ui/theme.h"

enum activity_filter {
    ACTIVITY_ALL,
    ACTIVITY_OPEN,
    ACTIVITY_SENT,
    ACTIVITY_RECEIVED,
    ACTIVITY_FILTERS
};

struct activity_row {
    bool is_incoming;
    uint32_t index; /* in snapshot->events or snapshot->transfers */
};

/* On the heap; memory_free. Newest first. */
struct activity_row *activity_rows(const struct snapshot *snapshot, enum activity_filter filter,
                                   const char *text, size_t *count);
const char *activity_filter_name(enum activity_filter filter);
/* "↑ sent, 3 conf", and how it looks. */
const char *activity_sign(const struct shown_transfer *transfer);
enum style activity_style(const struct shown_transfer *transfer);
/* "3 confirmations", "waits for guardians", "may still be sent" ... */
void activity_state(char out[static 64], const struct shown_transfer *transfer);
void activity_event_state(char out[static 64], const struct shown_event *event);
/* The same in at most 14 columns, for a list. */
void activity_brief(char out[static 64], const struct shown_transfer *transfer);
void activity_event_brief(char out[static 64], const struct shown_event *event);

#endif
