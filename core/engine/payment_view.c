/* SPDX-License-Identifier: MIT */
/* payment_view.c - how a payment stands, guardian by guardian, for a person. */
#include <stdio.h>
#include <string.h>

#include "core/engine/consent_reason.h"
#include "core/engine/engine_state.h"

static void name_seat(struct engine *engine, struct payment_seat *seat,
                      const uint8_t id_pk[static 32])
{
    struct peer peer;

    if (memcmp(id_pk, engine->self.identity->sign_pk, 32) == 0)
        snprintf(seat->name, sizeof seat->name, "%s", engine->self.name);
    else if (is_ok(peer_by_id(engine->store, &peer, id_pk)))
        snprintf(seat->name, sizeof seat->name, "%s", peer.name);
    else
        snprintf(seat->name, sizeof seat->name, "an unknown guardian");
}

static const struct live_payment *find(const struct engine *engine, const uint8_t intent[static 32])
{
    for (size_t i = 0; i < PAYMENTS_MAX; i++)
        if (engine->payments[i].is_used && memcmp(engine->payments[i].intent, intent, 32) == 0)
            return &engine->payments[i];
    return NULL;
}

static void judge_seat(struct payment_seat *seat, const struct live_payment *live, uint16_t at)
{
    if (live->faulty >> at & 1) {
        seat->state = SEAT_FAULTY;
        seat->why = live->why[at];
    } else if (live->silent >> at & 1 && seat->state == SEAT_YES) {
        seat->state = SEAT_SILENT;
    } else if (live->signing >> at & 1 && seat->state == SEAT_YES) {
        seat->state = SEAT_SIGNING;
    }
}

result engine_payment_view(struct engine *engine, struct payment_view *out,
                           const uint8_t intent[static 32])
{
    struct intent_row row SCOPED(intent_free) = {0};
    struct transfer transfer SCOPED(transfer_free) = {0};
    struct payment_view view = {0};
    struct epoch_record record;
    struct consent_row *answers = NULL;
    size_t count = 0;

    TRY(intent_by_hash(engine->store, &row, intent));
    TRY(transfer_by_intent(engine->store, &transfer, intent));
    TRY(engine_record(engine, &record, row.wallet));
    TRY(consent_list(engine->store, &answers, &count, intent));
    view.n = record.n;
    view.t = record.t;
    view.failure = (enum error_code)transfer.failure;
    for (uint16_t seat = 0; seat < record.n; seat++)
        name_seat(engine, &view.seats[seat], record.id_pk[seat]);
    for (size_t i = 0; i < count; i++) {
        struct payment_seat *seat = &view.seats[answers[i].seat];
        seat->state = answers[i].answer == CONSENT_YES  ? SEAT_YES
                      : answers[i].answer == CONSENT_NO ? SEAT_NO
                                                        : SEAT_SEEN;
        if (seat->state == SEAT_NO)
            seat->why = consent_reason_error(answers[i].reason);
    }
    consent_list_free(answers, count);
    const struct live_payment *live = find(engine, intent);
    view.is_running = live != NULL;
    if (live) {
        view.failure = live->failure;
        for (uint16_t seat = 0; seat < record.n; seat++)
            judge_seat(&view.seats[seat], live, seat);
    }
    view.has_given_up = transfer.state == TRANSFER_REFUSED ||
                        transfer.state == TRANSFER_CANCELLED || transfer.state == TRANSFER_FAILED ||
                        (transfer.state == TRANSFER_SIGNED && transfer.failure != 0);
    *out = view;
    return OK;
}
