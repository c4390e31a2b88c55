/* SPDX-License-Identifier: MIT */
/* window_engine.c - the engine at work beside the person: for the screens and for the plain mode.
 */
#include <poll.h>

#include "app/signals.h"
#include "app/window_state.h"
#include "core/engine/payment.h"

void window_release(struct window *window)
{
    struct engine *engine = window->session->engine;
    struct http_request request;
    char notice[NOTICE_MAX];

    while (engine && engine_next_request(engine, &request))
        http_submit(window->http, &request);
    while (engine && engine_next_notice(engine, notice))
        window_notice(window, notice);
}

void window_take_replies(struct window *window)
{
    struct http_reply reply;

    while (http_next_reply(window->http, &reply)) {
        if (window->session->engine)
            window_judge(window, engine_reply(window->session->engine, loop_clock(), &reply));
        http_reply_free(&reply);
        window_release(window);
    }
}

void window_step(struct window *window)
{
    const struct engine_clock now = loop_clock();

    if (window->session->engine && now.ms >= engine_wake_at(window->session->engine))
        window_judge(window, engine_tick(window->session->engine, now));
    window_sync(window);
    window_release(window);
}

/* What was decided leaves first, as long as it takes a moment only. */
void window_let_leave(struct window *window)
{
    enum { LEAVE_MS = 3000, LOOK_MS = 50 };
    const uint64_t end = loop_clock().ms + LEAVE_MS;

    while (window->session->engine && !engine_is_quiet(window->session->engine) &&
           loop_clock().ms < end && !signals_have_come(window->session->signals)) {
        window_release(window);
        http_wait(window->http, NULL, 0, LOOK_MS);
        window_take_replies(window);
    }
}

/* A passphrase that is just being tried cannot be left in the middle. */
void window_wait_for_job(struct window *window)
{
    struct pollfd wait = {.fd = worker_fd(window->worker), .events = POLLIN};

    if (!worker_is_busy(window->worker))
        return;
    while (!worker_is_done(window->worker))
        (void)poll(&wait, 1, -1);
    window_finish_job(window);
}
