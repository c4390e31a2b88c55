/* SPDX-License-Identifier: MIT */
/* window_sync.c - keeps balances and confirmations fresh in the background, one conversation with a
 * node at a time. */
#include <string.h>

#include "app/window_state.h"
#include "core/engine/payment.h"

enum { EVERY_MS = 20 * 1000, SETTLED = 100, WATCHES_MOST = 12 };

static void queue(struct window *window, const struct window_errand *errand)
{
    if (window->queue_count < WINDOW_QUEUE_MAX)
        window->queue[window->queue_count++] = *errand;
}

static void queue_wallet(struct window *window, const struct shown_wallet *wallet)
{
    for (size_t i = 0; i < wallet->account_count; i++) {
        struct window_errand errand = {.kind = wallet->accounts[i].kind};
        if (!wallet->accounts[i].has_node)
            continue;
        memcpy(errand.id, wallet->id, sizeof errand.id);
        queue(window, &errand);
    }
}

static void queue_watches(struct window *window)
{
    const struct snapshot *snapshot = window_snapshot(window);
    size_t count = 0;

    for (size_t i = 0; i < snapshot->transfer_count && count < WATCHES_MOST; i++) {
        const struct shown_transfer *transfer = &snapshot->transfers[i];
        struct window_errand errand = {.is_watch = true};
        if (!transfer->txid[0] || transfer->confirmations >= SETTLED)
            continue;
        memcpy(errand.id, transfer->intent, sizeof errand.id);
        queue(window, &errand);
        count++;
    }
}

void window_queue_sync(struct window *window)
{
    const struct snapshot *snapshot = window_snapshot(window);

    window->queue_count = 0;
    for (size_t i = 0; i < snapshot->wallet_count; i++)
        if (snapshot->wallets[i].is_mine && snapshot->wallets[i].state == SHOWN_ACTIVE)
            queue_wallet(window, &snapshot->wallets[i]);
    queue_watches(window);
    /* Nothing is known of a home that has just been opened: look again at once. */
    if (snapshot->wallet_count > 0 || snapshot->self.name[0])
        window->next_refresh_ms = loop_clock().ms + EVERY_MS;
}

static void finish(struct window *window)
{
    const struct window_errand *done = &window->running;
    struct engine *engine = window->session->engine;

    window->is_errand_running = false;
    if (!done->is_watch && is_ok(engine_talk_outcome(engine)))
        picture_take_events(window->picture, engine, done->id, done->kind);
}

void window_sync(struct window *window)
{
    struct engine *engine = window->session->engine;

    if (!engine || engine_is_talking(engine))
        return;
    if (window->is_errand_running)
        finish(window);
    if (loop_clock().ms >= window->next_refresh_ms && window->queue_count == 0)
        window_queue_sync(window);
    if (window->queue_count == 0)
        return;
    window->running = window->queue[0];
    memmove(&window->queue[0], &window->queue[1], --window->queue_count * sizeof window->queue[0]);
    const struct window_errand *next = &window->running;
    const result asked = next->is_watch ? engine_watch(engine, loop_clock(), next->id)
                                        : engine_sync(engine, loop_clock(), next->id, next->kind);
    window->is_errand_running = is_ok(asked);
    window_judge(window, asked.code == ERROR_NODE_MISSING ? OK : asked);
}
