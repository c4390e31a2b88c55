/* SPDX-License-Identifier: MIT */
#include "app/progress.h"

#include <string.h>

#include "app/json_line.h"
#include "app/lookup.h"
#include "core/engine/payment.h"
#include "core/store/transfer_table.h"

struct progress {
    struct session *session;
    const uint8_t *intent;
    struct payment_view view;
    bool is_first;
    struct transfer transfer; /* without the bytes */
    result outcome;
};

static const char *const names[] = {
    [SEAT_ASKED] = "asked",     [SEAT_SEEN] = "seen",     [SEAT_YES] = "yes",      [SEAT_NO] = "no",
    [SEAT_SIGNING] = "signing", [SEAT_SILENT] = "silent", [SEAT_FAULTY] = "faulty"};

static const char *const sentences[] = {
    [SEAT_ASKED] = "was asked",    [SEAT_SEEN] = "has it on the screen",
    [SEAT_YES] = "said yes",       [SEAT_NO] = "refused",
    [SEAT_SIGNING] = "is signing", [SEAT_SILENT] = "said yes, but cannot be reached",
    [SEAT_FAULTY] = "is left out"};

static bool has_why(const struct payment_seat *seat)
{
    return (seat->state == SEAT_NO || seat->state == SEAT_FAULTY) && seat->why != ERROR_NONE;
}

static void tell_seat(const struct session *session, const struct payment_seat *seat)
{
    struct json_line line = {0};

    print_line(session->print, "  %s %s%s%s", seat->name, sentences[seat->state],
               has_why(seat) ? ": " : "", has_why(seat) ? error_sentence(seat->why) : "");
    if (!session->print->is_json)
        return;
    json_line_text(&line, "event", "guardian");
    json_line_text(&line, "name", seat->name);
    json_line_text(&line, "state", names[seat->state]);
    if (has_why(seat)) {
        json_line_text(&line, "why", error_name(seat->why));
        json_line_text(&line, "sentence", error_sentence(seat->why));
    }
    json_line_print(&line);
}

static void tell_changes(struct progress *progress, const struct payment_view *view)
{
    for (uint16_t seat = 0; seat < view->n; seat++)
        if (progress->is_first || view->seats[seat].state != progress->view.seats[seat].state)
            tell_seat(progress->session, &view->seats[seat]);
    progress->view = *view;
    progress->is_first = false;
}

/* A node that is away may come back; one that looked at the payment and said no will not. */
static bool is_final(enum error_code code)
{
    return code != ERROR_NONE && print_exit_code(code) != EXIT_UNREACHABLE;
}

static bool is_decided(const struct progress *progress)
{
    const struct transfer *transfer = &progress->transfer;

    switch (transfer->state) {
    case TRANSFER_ASKED:
        return progress->view.has_given_up;
    case TRANSFER_SIGNED:
        return is_final((enum error_code)transfer->failure);
    case TRANSFER_SENT:
    case TRANSFER_CONFIRMED:
    case TRANSFER_FAILED:
    case TRANSFER_CANCELLED:
    case TRANSFER_REFUSED:
        return true;
    }
    return true;
}

static result look(struct progress *progress)
{
    struct payment_view view;

    TRY(transfer_by_intent(session_store(progress->session), &progress->transfer,
                           progress->intent));
    buffer_free(&progress->transfer.raw);
    TRY(engine_payment_view(progress->session->engine, &view, progress->intent));
    tell_changes(progress, &view);
    return OK;
}

static bool is_over(void *context)
{
    struct progress *progress = context;

    progress->outcome = look(progress);
    return !is_ok(progress->outcome) || is_decided(progress);
}

static const char *const missing[] = {[SEAT_ASKED] = "has not answered",
                                      [SEAT_SEEN] = "has not decided",
                                      [SEAT_YES] = NULL,
                                      [SEAT_NO] = "refused",
                                      [SEAT_SIGNING] = NULL,
                                      [SEAT_SILENT] = "said yes but cannot be reached",
                                      [SEAT_FAULTY] = "is left out"};

/* Everybody whose yes or signature is still missing, and how each stands. */
static void name_missing(const struct progress *progress)
{
    const struct payment_view *view = &progress->view;
    struct buffer text SCOPED(buffer_free) = {0};
    char id[PRINT_ID_MAX];

    for (uint16_t seat = 0; seat < view->n; seat++)
        if (missing[view->seats[seat].state])
            buffer_print(&text, "; %s %s", view->seats[seat].name,
                         missing[view->seats[seat].state]);
    print_id(id, progress->intent);
    print_detail(progress->session->print, "payment %s, %u of %u must sign%s", id, view->t, view->n,
                 buffer_text(&text));
}

static result tell_sent(const struct progress *progress)
{
    const struct transfer *transfer = &progress->transfer;
    char id[PRINT_ID_MAX];
    struct json_line line = {0};

    print_id(id, progress->intent);
    print_line(progress->session->print, "Sent: %s", transfer->txid);
    if (!progress->session->print->is_json)
        return OK;
    json_line_text(&line, "event", "sent");
    json_line_text(&line, "id", id);
    json_line_text(&line, "txid", transfer->txid);
    json_line_text(&line, "fee", transfer->fee);
    json_line_text(&line, "amount", transfer->amount);
    json_line_text(&line, "recipient", transfer->recipient);
    json_line_print(&line);
    return OK;
}

static result tell_end(const struct progress *progress)
{
    const struct transfer *transfer = &progress->transfer;

    switch (transfer->state) {
    case TRANSFER_SENT:
    case TRANSFER_CONFIRMED:
        return tell_sent(progress);
    case TRANSFER_FAILED:
        return FAIL(PAYMENT_FAILED);
    case TRANSFER_CANCELLED:
        return FAIL(PAYMENT_CANCELLED);
    case TRANSFER_SIGNED:
        if (transfer->note[0])
            print_detail(progress->session->print, "%s", transfer->note);
        CHECK(transfer->failure != 0, NODE_TIMEOUT);
        return (result){(enum error_code)transfer->failure};
    case TRANSFER_REFUSED:
        name_missing(progress);
        return FAIL(PAYMENT_REFUSED);
    case TRANSFER_ASKED:
        name_missing(progress);
        return is_final(progress->view.failure) ? (result){progress->view.failure}
                                                : FAIL(PAYMENT_WAITS);
    }
    return OK;
}

result progress_run(struct session *session, const uint8_t intent[static 32], uint64_t seconds)
{
    struct progress progress = {.session = session, .intent = intent, .is_first = true};
    bool is_done = false;

    TRY(session_run(session, &is_done, is_over, &progress, seconds));
    TRY(progress.outcome);
    return tell_end(&progress);
}
