/* SPDX-License-Identifier: MIT */
#include "ui/screen/activity_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/memory.h"

enum { SETTLED = 6 }; /* confirmations from which on nobody waits any more */

const char *activity_filter_name(enum activity_filter filter)
{
    static const char *const names[] = {"all", "open", "sent", "received"};

    return filter < ACTIVITY_FILTERS ? names[filter] : "";
}

static bool is_open(const struct shown_transfer *transfer)
{
    return transfer->state == SHOWN_ASKED || transfer->state == SHOWN_SIGNED;
}

const char *activity_sign(const struct shown_transfer *transfer)
{
    switch (transfer->state) {
    case SHOWN_ASKED:
    case SHOWN_SIGNED:
        return "◐";
    case SHOWN_SENT:
    case SHOWN_CONFIRMED:
        return "↑";
    case SHOWN_REVERTED:
    case SHOWN_REFUSED:
        return "✗";
    case SHOWN_CANCELLED:
        return transfer->may_be_sent ? "▲" : "─";
    }
    return "?";
}

enum style activity_style(const struct shown_transfer *transfer)
{
    if (transfer->state == SHOWN_REVERTED || transfer->state == SHOWN_REFUSED)
        return STYLE_DANGER;
    if (transfer->state == SHOWN_CANCELLED)
        return transfer->may_be_sent ? STYLE_CARE : STYLE_DIM;
    return is_open(transfer) ? STYLE_CARE : STYLE_NORMAL;
}

static void write_confirmations(char out[static 64], uint32_t count)
{
    if (count == 0)
        snprintf(out, 64, "not in a block yet");
    else if (count < SETTLED)
        snprintf(out, 64, "%" PRIu32 " of %d confirmations", count, SETTLED);
    else
        snprintf(out, 64, "✓ %" PRIu32 " confirmations", count);
}

void activity_state(char out[static 64], const struct shown_transfer *transfer)
{
    const bool is_settled = transfer->state == SHOWN_SENT || transfer->state == SHOWN_CONFIRMED;

    if (is_settled)
        write_confirmations(out, transfer->confirmations);
    else if (transfer->may_be_sent && transfer->state != SHOWN_REVERTED)
        snprintf(out, 64, "may still be sent");
    else
        snprintf(out, 64, "%s", transfer->state_text ? transfer->state_text : "");
}

void activity_event_state(char out[static 64], const struct shown_event *event)
{
    write_confirmations(out, event->confirmations);
}

static void write_brief(char out[static 64], uint32_t count)
{
    if (count == 0)
        snprintf(out, 64, "unconfirmed");
    else if (count < SETTLED)
        snprintf(out, 64, "%" PRIu32 " of %d conf", count, SETTLED);
    else
        snprintf(out, 64, "✓ %" PRIu32 " conf", count);
}

void activity_event_brief(char out[static 64], const struct shown_event *event)
{
    write_brief(out, event->confirmations);
}

void activity_brief(char out[static 64], const struct shown_transfer *transfer)
{
    switch (transfer->state) {
    case SHOWN_SENT:
    case SHOWN_CONFIRMED:
        write_brief(out, transfer->confirmations);
        return;
    case SHOWN_ASKED:
    case SHOWN_SIGNED:
        snprintf(out, 64, "%s",
                 transfer->may_be_sent             ? "may be sent"
                 : transfer->state == SHOWN_SIGNED ? "signed"
                                                   : "waits");
        return;
    case SHOWN_CANCELLED:
        snprintf(out, 64, "%s", transfer->may_be_sent ? "may be sent" : "cancelled");
        return;
    case SHOWN_REFUSED:
        snprintf(out, 64, "%s", transfer->may_be_sent ? "may be sent" : "refused");
        return;
    case SHOWN_REVERTED:
        snprintf(out, 64, "no effect");
        return;
    }
}

static bool holds(const char *text, const char *part)
{
    const size_t size = strlen(part);

    for (; *text; text++)
        if (strncasecmp(text, part, size) == 0)
            return true;
    return size == 0;
}

static bool has_text(const char *const *texts, size_t count, const char *part)
{
    for (size_t i = 0; i < count; i++)
        if (holds(texts[i], part))
            return true;
    return false;
}

static bool wants_transfer(const struct shown_wallet *wallet, const struct shown_transfer *transfer,
                           enum activity_filter filter, const char *text)
{
    const char *const texts[] = {transfer->recipient, transfer->contact, transfer->label,
                                 transfer->txid,      transfer->amount,  transfer->unit};

    if (memcmp(transfer->wallet, wallet->id, sizeof transfer->wallet) != 0 ||
        filter == ACTIVITY_RECEIVED || (filter == ACTIVITY_OPEN && !is_open(transfer)))
        return false;
    if (filter == ACTIVITY_SENT && transfer->state != SHOWN_SENT &&
        transfer->state != SHOWN_CONFIRMED)
        return false;
    return text[0] == 0 || has_text(texts, sizeof texts / sizeof texts[0], text);
}

static bool wants_event(const struct shown_wallet *wallet, const struct shown_event *event,
                        enum activity_filter filter, const char *text)
{
    const char *const texts[] = {event->address, event->txid, event->amount, event->unit};

    if (memcmp(event->wallet, wallet->id, sizeof event->wallet) != 0 || filter == ACTIVITY_SENT ||
        (filter == ACTIVITY_OPEN && event->confirmations > 0))
        return false;
    return text[0] == 0 || has_text(texts, sizeof texts / sizeof texts[0], text);
}

/* What is not in a block yet has no time of its own and belongs to the top. */
static uint64_t time_of(const struct shown_event *event)
{
    return event->confirmations == 0 || event->time == 0 ? UINT64_MAX : event->time;
}

struct activity_row *activity_rows(const struct snapshot *snapshot, enum activity_filter filter,
                                   const char *text, size_t *count)
{
    struct activity_row *rows =
        memory_new(snapshot->transfer_count + snapshot->event_count + 1, sizeof *rows);
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);
    size_t transfer = 0;
    size_t event = 0;

    *count = 0;
    while (wallet && (transfer < snapshot->transfer_count || event < snapshot->event_count)) {
        const bool is_event =
            event < snapshot->event_count &&
            (transfer >= snapshot->transfer_count ||
             time_of(&snapshot->events[event]) >= snapshot->transfers[transfer].created);
        const size_t at = is_event ? event++ : transfer++;
        if (is_event ? wants_event(wallet, &snapshot->events[at], filter, text)
                     : wants_transfer(wallet, &snapshot->transfers[at], filter, text))
            rows[(*count)++] =
                (struct activity_row){.is_incoming = is_event, .index = (uint32_t)at};
    }
    return rows;
}
