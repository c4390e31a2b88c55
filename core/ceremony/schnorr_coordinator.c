/* SPDX-License-Identifier: MIT */
#include "core/ceremony/schnorr_coordinator.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/schnorr_coordinator_inside.h"

void schnorr_coordinator_send(struct schnorr_coordinator *c, struct slice frame, uint32_t seats)
{
    struct schnorr_output *output = &c->output;

    if (output->count < SCHNORR_OUT_MAX)
        output->frames[output->count++] = (struct schnorr_outgoing){.bytes = frame, .seats = seats};
}

void schnorr_coordinator_fail(struct schnorr_coordinator *c, enum error_code why)
{
    if (c->output.status != SCHNORR_RUNNING)
        return;
    c->output.status = SCHNORR_FAILED;
    c->output.failure = why;
}

void schnorr_coordinator_remind_from(struct schnorr_reminder *reminder,
                                     const struct schnorr_coordinator *c, uint64_t now_ms)
{
    reminder->pause_ms = c->patience_ms;
    reminder->next_ms = now_ms + reminder->pause_ms;
}

bool schnorr_coordinator_reminder_is_due(struct schnorr_reminder *reminder, uint64_t now_ms)
{
    if (now_ms < reminder->next_ms)
        return false;
    if (reminder->pause_ms < REPEAT_MOST_MS / 2)
        reminder->pause_ms *= 2;
    else
        reminder->pause_ms = REPEAT_MOST_MS;
    reminder->next_ms = now_ms + reminder->pause_ms;
    return true;
}

/* --- what happens next --- */

static size_t count_state(const struct schnorr_coordinator *c, enum seat_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < c->record.n; i++)
        count += c->seat[i].state == state ? 1 : 0;
    return count;
}

/* The newest session is the one that is waited for. */
static bool wants_session(const struct schnorr_coordinator *c, uint64_t now_ms)
{
    if (c->sessions == 0)
        return true;
    const struct schnorr_session *newest = c->session[c->sessions - 1];
    return newest->is_dead || now_ms >= newest->stalls_at_ms;
}

/* The t seats with fresh nonces that answered first, in ascending order; false if there are fewer.
 */
static bool choose(const struct schnorr_coordinator *c, uint16_t seats[static SEATS_MAX],
                   uint64_t now_ms)
{
    uint32_t chosen = 0;
    size_t count = 0;

    for (size_t round = 0; round < c->record.t; round++) {
        int best = -1;
        for (uint16_t i = 0; i < c->record.n; i++) {
            if ((chosen >> i & 1) == 0 && schnorr_seat_is_fresh(&c->seat[i], now_ms) &&
                (best < 0 || c->seat[i].turn < c->seat[best].turn))
                best = i;
        }
        if (best < 0)
            return false;
        chosen |= (uint32_t)1 << best;
    }
    for (uint16_t i = 0; i < c->record.n; i++) {
        if (chosen >> i & 1)
            seats[count++] = i;
    }
    return true;
}

/* Free seats are asked; seats whose nonces grew old are asked again once t could go on. */
static void ask_for_nonces(struct schnorr_coordinator *c, uint64_t now_ms)
{
    const bool can_go_on = count_state(c, SEAT_READY) >= c->record.t;
    uint32_t seats = 0;

    for (uint16_t i = 0; i < c->record.n; i++) {
        const struct schnorr_seat *seat = &c->seat[i];
        if (seat->state == SEAT_FREE ||
            (seat->state == SEAT_READY && can_go_on && !schnorr_seat_is_fresh(seat, now_ms)))
            seats |= (uint32_t)1 << i;
    }
    schnorr_seat_ask(c, seats, now_ms);
}

static void remind(struct schnorr_coordinator *c, uint64_t now_ms)
{
    for (uint16_t i = 0; i < c->record.n; i++) {
        struct schnorr_seat *seat = &c->seat[i];
        const struct schnorr_session *session = schnorr_session_of(c, i);
        if ((seat->state != SEAT_ASKED && session == NULL) ||
            !schnorr_coordinator_reminder_is_due(&seat->reminder, now_ms))
            continue;
        const bool owes_nonces = session == NULL;
        schnorr_seat_note_silence(seat, owes_nonces ? SCHNORR_REASON_NO_NONCES
                                                    : SCHNORR_REASON_NO_PARTIAL);
        schnorr_coordinator_send(c, buffer_slice(owes_nonces ? &seat->ask : &session->request),
                                 (uint32_t)1 << i);
    }
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* When something can happen without a frame coming in. */
static uint64_t next_wake(struct schnorr_coordinator *c, struct schnorr_clock clock)
{
    const uint64_t seconds = c->expiry - clock.unix_seconds;
    uint64_t wake = seconds < UINT32_MAX ? clock.now_ms + seconds * 1000 : UINT64_MAX;

    for (uint16_t i = 0; i < c->record.n; i++) {
        if (c->seat[i].state == SEAT_ASKED || c->seat[i].state == SEAT_BOUND)
            wake = earlier(wake, c->seat[i].reminder.next_ms);
    }
    if (!wants_session(c, clock.now_ms))
        wake = earlier(wake, c->session[c->sessions - 1]->stalls_at_ms);
    return wake;
}

static void summarize(struct schnorr_coordinator *c, struct schnorr_clock clock)
{
    struct schnorr_output *output = &c->output;
    size_t usable = 0;

    output->missing = 0;
    for (uint16_t i = 0; i < c->record.n; i++) {
        const enum seat_state state = c->seat[i].state;
        usable += state != SEAT_UNUSED && state != SEAT_OUT ? 1 : 0;
        if (state == SEAT_ASKED || state == SEAT_BOUND || state == SEAT_OUT)
            output->missing |= (uint32_t)1 << i;
    }
    output->seats_short = (uint16_t)(usable < c->record.t ? c->record.t - usable : 0);
    output->wake_at_ms = output->status == SCHNORR_RUNNING ? next_wake(c, clock) : UINT64_MAX;
    if (output->status == SCHNORR_DONE)
        output->missing = 0;
}

static void advance(struct schnorr_coordinator *c, struct schnorr_clock clock)
{
    uint16_t seats[SEATS_MAX];

    if (c->output.status == SCHNORR_RUNNING) {
        const size_t lost = count_state(c, SEAT_OUT) + count_state(c, SEAT_UNUSED);
        if (c->expiry <= clock.unix_seconds)
            schnorr_coordinator_fail(c, ERROR_SCHNORR_LATE);
        else if (lost + c->record.t > c->record.n)
            schnorr_coordinator_fail(c, ERROR_SCHNORR_SHORT);
    }
    if (c->output.status == SCHNORR_RUNNING && wants_session(c, clock.now_ms)) {
        if (c->sessions < SESSIONS_MAX && choose(c, seats, clock.now_ms))
            schnorr_session_start(c, seats, clock.now_ms);
        else
            ask_for_nonces(c, clock.now_ms);
    }
    if (c->output.status == SCHNORR_RUNNING)
        remind(c, clock.now_ms);
    summarize(c, clock);
}

/* --- calls from outside --- */

static result check_order(const struct schnorr_order *order)
{
    CHECK(order->item_count >= 1 && order->item_count <= SCHNORR_ITEMS_MAX, SCHNORR_ORDER);
    CHECK(order->record->t >= 1 && order->record->t <= order->record->n &&
              order->record->n <= SEATS_MAX && order->patience_ms > 0,
          SCHNORR_ORDER);
    for (size_t i = 0; i < order->item_count; i++)
        CHECK(order->items[i].depth <= SCHNORR_DEPTH_MAX, SCHNORR_ORDER);
    return OK;
}

static result find_keys(struct schnorr_coordinator *c)
{
    const struct epoch_lane *lane = &c->record.lane[LANE_SCHNORR];

    for (size_t i = 0; i < c->item_count; i++)
        TRY(tweak_for_path(&c->tweak[i], &lane->key, lane->chaincode, c->items[i].path,
                           c->items[i].depth));
    return OK;
}

result schnorr_coordinator_new(struct schnorr_coordinator **out, const struct schnorr_order *order,
                               struct schnorr_clock clock)
{
    TRY(check_order(order));
    struct schnorr_coordinator *c = memory_new(1, sizeof *c);

    c->record = *order->record;
    c->item_count = order->item_count;
    c->items = memory_copy(order->items, order->item_count * sizeof *order->items);
    c->tweak = memory_new(order->item_count, sizeof *c->tweak);
    c->signatures = memory_new(order->item_count, sizeof *c->signatures);
    memcpy(c->intent_hash, order->intent_hash, 32);
    c->expiry = order->expiry;
    c->patience_ms = order->patience_ms;
    c->identity = order->identity;
    c->rng = order->rng;
    for (uint16_t i = 0; i < c->record.n; i++)
        c->seat[i].state = order->seats >> i & 1 ? SEAT_FREE : SEAT_UNUSED;
    const result found = find_keys(c);
    if (!is_ok(found)) {
        schnorr_coordinator_free(c);
        return found;
    }
    advance(c, clock);
    *out = c;
    return OK;
}

void schnorr_coordinator_free(struct schnorr_coordinator *coordinator)
{
    if (coordinator == NULL)
        return;
    for (size_t i = 0; i < coordinator->sessions; i++)
        schnorr_session_free(coordinator->session[i]);
    for (size_t i = 0; i < SEATS_MAX; i++) {
        buffer_free(&coordinator->seat[i].ask);
        buffer_free(&coordinator->seat[i].nonces);
        buffer_free(&coordinator->seat[i].evidence);
    }
    memory_free(coordinator->items);
    memory_free(coordinator->tweak);
    memory_free(coordinator->signatures);
    memory_free(coordinator);
}

void schnorr_coordinator_add_seat(struct schnorr_coordinator *coordinator, uint16_t seat,
                                  struct schnorr_clock clock)
{
    coordinator->output.count = 0;
    if (seat < coordinator->record.n && coordinator->seat[seat].state == SEAT_UNUSED)
        coordinator->seat[seat].state = SEAT_FREE;
    advance(coordinator, clock);
}

void schnorr_coordinator_drop_seat(struct schnorr_coordinator *coordinator, uint16_t seat,
                                   struct schnorr_clock clock)
{
    coordinator->output.count = 0;
    if (seat < coordinator->record.n && coordinator->seat[seat].state != SEAT_UNUSED)
        schnorr_seat_take_out(coordinator, seat);
    advance(coordinator, clock);
}

void schnorr_coordinator_feed(struct schnorr_coordinator *coordinator, const struct frame *frame,
                              struct schnorr_clock clock)
{
    const int found = record_seat_of(&coordinator->record, frame->sender);

    coordinator->output.count = 0;
    if (found >= 0 && coordinator->output.status == SCHNORR_RUNNING) {
        const uint16_t seat = (uint16_t)found;
        if (frame->type == FRAME_NONCES)
            schnorr_seat_hear_nonces(coordinator, seat, frame, clock.now_ms);
        else if (frame->type == FRAME_PSIG)
            schnorr_session_hear_partial(coordinator, seat, frame);
        else if (frame->type == FRAME_REJECT)
            schnorr_seat_hear_reject(coordinator, seat, frame);
    }
    advance(coordinator, clock);
}

void schnorr_coordinator_tick(struct schnorr_coordinator *coordinator, struct schnorr_clock clock)
{
    coordinator->output.count = 0;
    advance(coordinator, clock);
}

const struct schnorr_output *schnorr_coordinator_output(const struct schnorr_coordinator *c)
{
    return &c->output;
}

const uint8_t (*schnorr_coordinator_signatures(const struct schnorr_coordinator *c))[64]
{
    if (c->output.status != SCHNORR_DONE)
        return NULL;
    return (const uint8_t(*)[64])c->signatures;
}

struct schnorr_blame schnorr_coordinator_blame(const struct schnorr_coordinator *c, uint16_t seat)
{
    if (seat >= c->record.n)
        return (struct schnorr_blame){.seat = seat};
    const struct schnorr_seat *known = &c->seat[seat];
    return (struct schnorr_blame){.seat = seat,
                                  .verdict = known->verdict,
                                  .reason = known->reason,
                                  .code = known->code,
                                  .evidence = buffer_slice(&known->evidence)};
}

size_t schnorr_coordinator_sessions(const struct schnorr_coordinator *c)
{
    return c->sessions;
}
