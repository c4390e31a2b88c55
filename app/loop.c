/* SPDX-License-Identifier: MIT */
#include "app/loop.h"

#include <time.h>

#include "app/http.h"
#include "core/base/memory.h"

enum {
    WAIT_MOST_MS = 1000,
    WAIT_LEAST_MS = 5,
    WAIT_TROUBLE_MS = 200,
    STORE_FIRST = 700,
    STORE_LAST = 710
};

struct loop {
    struct loop_settings settings;
    struct http *http;
    enum error_code last_trouble; /* told once, not at every step */
};

static uint64_t in_ms(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* CLOCK_BOOTTIME goes on while the machine sleeps, CLOCK_MONOTONIC does not. */
struct engine_clock loop_clock(void)
{
    const uint64_t steady = in_ms(CLOCK_MONOTONIC);
    const uint64_t since_boot = in_ms(CLOCK_BOOTTIME);

    return (struct engine_clock){.unix_seconds = in_ms(CLOCK_REALTIME) / 1000,
                                 .ms = steady,
                                 .suspended_ms = since_boot > steady ? since_boot - steady : 0};
}

result loop_open(struct loop **out, const struct loop_settings *settings)
{
    struct http *http = NULL;

    TRY(http_open(&http));
    struct loop *loop = memory_new(1, sizeof *loop);
    loop->settings = *settings;
    loop->http = http;
    *out = loop;
    return OK;
}

void loop_close(struct loop *loop)
{
    if (!loop)
        return;
    http_cancel_all(loop->http);
    http_close(loop->http);
    memory_free(loop);
}

/* A step that failed changed nothing. Only a store that gives or takes no data ends the loop;
 * everything else concerns one message and is told. */
static result judge(struct loop *loop, result step)
{
    if (is_ok(step)) {
        loop->last_trouble = ERROR_NONE;
        return OK;
    }
    if ((int)step.code >= STORE_FIRST && (int)step.code <= STORE_LAST)
        return step;
    if (step.code != loop->last_trouble)
        print_notice(loop->settings.print, error_sentence(step.code));
    loop->last_trouble = step.code;
    return OK;
}

static void release(struct loop *loop)
{
    struct http_request request;
    char notice[NOTICE_MAX];
    bool has_told = false;

    while (engine_next_request(loop->settings.engine, &request))
        http_submit(loop->http, &request);
    while (engine_next_notice(loop->settings.engine, notice)) {
        print_notice(loop->settings.print, notice);
        has_told = true;
    }
    if (has_told && loop->settings.told)
        loop->settings.told(loop->settings.context);
}

static result take_replies(struct loop *loop)
{
    struct http_reply reply;

    while (http_next_reply(loop->http, &reply)) {
        const result step = judge(loop, engine_reply(loop->settings.engine, loop_clock(), &reply));
        http_reply_free(&reply);
        release(loop);
        TRY(step);
    }
    return OK;
}

static int how_long(const struct loop *loop, uint64_t now, uint64_t end)
{
    const int least = loop->last_trouble == ERROR_NONE ? WAIT_LEAST_MS : WAIT_TROUBLE_MS;
    uint64_t wake = engine_wake_at(loop->settings.engine);

    if (wake > end)
        wake = end;
    if (wake <= now + (uint64_t)least)
        return least;
    return wake - now > WAIT_MOST_MS ? WAIT_MOST_MS : (int)(wake - now);
}

result loop_run(struct loop *loop, enum loop_end *end, bool (*until)(void *context), void *context,
                int64_t timeout_ms)
{
    struct http_watch watches[] = {{.fd = loop->settings.signals}, {.fd = loop->settings.control}};
    const size_t count = loop->settings.control >= 0 ? 2 : 1;
    const uint64_t start = loop_clock().ms;
    const uint64_t over = timeout_ms < 0 ? UINT64_MAX : start + (uint64_t)timeout_ms;

    for (;;) {
        const struct engine_clock now = loop_clock();
        if (now.ms >= engine_wake_at(loop->settings.engine) || now.ms == start)
            TRY(judge(loop, engine_tick(loop->settings.engine, now)));
        release(loop);
        *end = LOOP_DONE;
        if (until && until(context))
            return OK;
        *end = LOOP_STOPPED;
        if (watches[0].is_readable)
            return OK;
        *end = LOOP_ASKED;
        if (count > 1 && watches[1].is_readable)
            return OK;
        *end = LOOP_OVER;
        if (now.ms >= over)
            return OK;
        http_wait(loop->http, watches, count, how_long(loop, now.ms, over));
        TRY(take_replies(loop));
    }
}
