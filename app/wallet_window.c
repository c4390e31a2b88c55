/* SPDX-License-Identifier: MIT */
#include "app/wallet_window.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/notify.h"
#include "app/signals.h"
#include "app/window_state.h"
#include "core/base/memory.h"
#include "core/engine/payment.h"

enum {
    WAIT_MOST_MS = 1000, /* a clock on the screen moves */
    WAIT_LEAST_MS = 5,
    KEYS_AT_ONCE = 64, /* before the screen is drawn again */
    STORE_FIRST = 700,
    STORE_LAST = 710,
    WATCHES = 5,
    MINUTE_MS = 60 * 1000,
    TOLD_LEAST_MS = 1500
};

struct snapshot *window_snapshot(struct window *window)
{
    return picture_snapshot(window->picture);
}

void window_notice(struct window *window, const char *text)
{
    picture_notice(window->picture, loop_clock().unix_seconds, text);
}

void window_outcome(struct window *window, const struct command *command, result outcome,
                    const uint8_t *id)
{
    struct shown_outcome *out = &window_snapshot(window)->outcome;
    const uint64_t serial = out->serial + 1;

    *out = (struct shown_outcome){.serial = serial, .kind = command->kind, .code = outcome.code};
    snprintf(out->detail, sizeof out->detail, "%.399s", command->text);
    if (id)
        memcpy(out->id, id, sizeof out->id);
    window->told_ms = loop_clock().ms;
    if (!is_ok(outcome))
        window_notice(window, error_sentence(outcome.code));
    picture_touch(window->picture);
}

/* A step that failed changed nothing. Only a store that gives or takes no data ends the work;
 * everything else concerns one message and is told once. */
void window_judge(struct window *window, result step)
{
    if (is_ok(step)) {
        window->last_trouble = ERROR_NONE;
        return;
    }
    if (step.code != window->last_trouble)
        window_notice(window, error_sentence(step.code));
    window->last_trouble = step.code;
    if ((int)step.code >= STORE_FIRST && (int)step.code <= STORE_LAST) {
        const struct command command = {.kind = COMMAND_LOCK};
        window_lock(window);
        window_outcome(window, &command, step, NULL);
    }
}

/* ---- what is on the screen ---- */

static const char *first_screen(const struct snapshot *snapshot)
{
    switch (snapshot->home) {
    case SHOWN_NO_HOME:
        return "welcome";
    case SHOWN_LOCKED:
    case SHOWN_OPENING:
        return "unlock";
    case SHOWN_OPEN:
        return "home";
    }
    return "welcome";
}

static bool is_named(const struct screen *screen, const char *name)
{
    return screen && strcmp(screen->name, name) == 0;
}

/* When the home opens or locks, the screens follow; before, a person walks about freely. */
static void follow_home(struct window *window)
{
    const struct snapshot *snapshot = window_snapshot(window);
    const bool is_open = snapshot->home == SHOWN_OPEN;

    if (is_open == window->was_open || snapshot->home == SHOWN_OPENING)
        return;
    window->was_open = is_open;
    window->is_dirty = true;
    screen_stack_start(window->stack, first_screen(snapshot), snapshot);
    if (is_open && window->after_open[0])
        (void)screen_stack_open(window->stack, window->after_open, snapshot, NULL);
    window->after_open[0] = 0;
}

static void ring(struct window *window)
{
    const struct snapshot *snapshot = window_snapshot(window);
    const size_t open = snapshot_open_requests(snapshot);
    const bool is_new_request = open > window->open_requests;
    const bool is_new_money =
        window->event_count > 0 && snapshot->event_count > window->event_count;

    if (is_new_request || is_new_money) {
        terminal_bell(window->terminal);
        (void)notify_run(window->session->config.notify,
                         is_new_request ? "a question waits for you" : "money arrived")
            .code;
    }
    window->open_requests = open;
    window->event_count = snapshot->event_count;
}

static void answer(struct window *window, enum screen_answer what, struct command *command)
{
    window->is_dirty = true;
    if (what == SCREEN_COMMAND)
        window_command(window, command);
    if (what == SCREEN_QUIT)
        window->asks_to_quit = true;
}

static void look(struct window *window)
{
    struct command *command = memory_new(1, sizeof *command);

    if (picture_remake(window->picture, window->session->engine, loop_clock())) {
        window->is_dirty = true;
        ring(window);
        answer(window, screen_stack_heard(window->stack, command, window_snapshot(window)),
               command);
    }
    memory_free(command);
    follow_home(window);
}

static void draw(struct window *window)
{
    int width = 0;
    int height = 0;

    terminal_size(window->terminal, &width, &height);
    if (width != window->canvas->width || height != window->canvas->height) {
        const bool is_ascii = window->canvas->is_ascii;
        canvas_free(window->canvas);
        window->canvas = canvas_new(width, height);
        window->canvas->is_ascii = is_ascii;
    }
    screen_stack_draw(window->stack, window->canvas, window_snapshot(window));
    terminal_show(window->terminal, window->canvas);
    window->is_dirty = false;
}

/* ---- keys ---- */

/* What would be lost or go on without us is asked about; else leaving is leaving. */
static void ask_to_quit(struct window *window)
{
    const struct snapshot *snapshot = window_snapshot(window);

    window->asks_to_quit = false;
    if (is_named(screen_stack_top(window->stack), "quit") || snapshot->home != SHOWN_OPEN)
        window->is_over = true;
    else if (!screen_stack_open(window->stack, "quit", snapshot, NULL))
        window->is_over = true;
}

static void suspend(struct window *window)
{
    if (window->session->engine && !window_snapshot(window)->practice.is_practice)
        window_lock(window);
    terminal_suspend(window->terminal);
    window->is_dirty = true;
}

/* A trouble that was read goes away with the next key. */
static void forget_trouble(struct window *window, uint64_t now_ms)
{
    if (now_ms < window->told_ms + TOLD_LEAST_MS)
        return;
    window_snapshot(window)->outcome.code = ERROR_NONE;
    window->told_ms = UINT64_MAX - TOLD_LEAST_MS;
}

static void press(struct window *window, const struct key *key)
{
    struct command *command = memory_new(1, sizeof *command);

    window->last_key_ms = key->at_ms;
    forget_trouble(window, key->at_ms);
    if (key->press == PRESS_SUSPEND)
        suspend(window);
    else
        answer(window, screen_stack_key(window->stack, command, window_snapshot(window), key),
               command);
    memory_free(command);
    follow_home(window);
}

static void read_keys(struct window *window)
{
    struct key key;

    for (int i = 0; i < KEYS_AT_ONCE && !window->is_over; i++) {
        if (!terminal_key(window->terminal, &key, loop_clock().ms))
            return;
        press(window, &key);
        if (window->asks_to_quit)
            ask_to_quit(window);
    }
}

static void lock_when_idle(struct window *window)
{
    const unsigned minutes = window_snapshot(window)->settings.lock_minutes;

    if (!window->session->engine || minutes == 0 ||
        loop_clock().ms - window->last_key_ms < (uint64_t)minutes * MINUTE_MS)
        return;
    window_lock(window);
    follow_home(window);
}

/* ---- waiting ---- */

static void take_resize(struct window *window)
{
    struct signalfd_siginfo taken;

    while (read(window->resize, &taken, sizeof taken) == (ssize_t)sizeof taken)
        continue;
    terminal_resize(window->terminal);
    window->is_dirty = true;
}

static int how_long(struct window *window)
{
    const uint64_t now = loop_clock().ms;
    uint64_t wake = now + WAIT_MOST_MS;

    if (window->queue_count > 0 && !engine_is_talking(window->session->engine))
        return WAIT_LEAST_MS;
    if (window->session->engine && engine_wake_at(window->session->engine) < wake)
        wake = engine_wake_at(window->session->engine);
    return wake <= now + WAIT_LEAST_MS ? WAIT_LEAST_MS : (int)(wake - now);
}

static bool terminal_is_gone(void)
{
    struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};

    return poll(&wait, 1, 0) == 1 && (wait.revents & (POLLHUP | POLLERR | POLLNVAL));
}

static void wait_for_something(struct window *window)
{
    struct http_watch watches[WATCHES] = {{.fd = terminal_fd(window->terminal)},
                                          {.fd = window->session->signals},
                                          {.fd = window->resize},
                                          {.fd = worker_fd(window->worker)},
                                          {.fd = window->practice.output}};
    const size_t count = window->practice.output >= 0 ? WATCHES : WATCHES - 1;

    http_wait(window->http, watches, count, how_long(window));
    if (watches[1].is_readable || terminal_is_gone())
        window->is_over = true;
    if (watches[2].is_readable)
        take_resize(window);
    if (worker_is_done(window->worker))
        window_finish_job(window);
    window_hear_practice(window);
    window_take_replies(window);
    read_keys(window);
}

static void run(struct window *window)
{
    while (!window->is_over) {
        window_step(window);
        look(window);
        if (window->asks_to_quit)
            ask_to_quit(window);
        lock_when_idle(window);
        if (window->is_dirty)
            draw(window);
        wait_for_something(window);
    }
}

/* ---- opening and closing ---- */

static int open_resize(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    sigprocmask(SIG_BLOCK, &set, NULL);
    const int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        abort();
    return fd;
}

static void close_window(struct window *window)
{
    window_let_leave(window);
    window_wait_for_job(window);
    window_lock(window);
    terminal_close(window->terminal);
    if (window->practice.pid != 0)
        printf("Stopping the practice network ...\n");
    fflush(stdout);
    window_stop_practice(window);
    buffer_free(&window->practice_text);
    screen_stack_free(window->stack);
    picture_free(window->picture);
    canvas_free(window->canvas);
    worker_free(window->worker);
    http_close(window->http);
    close(window->resize);
}

result wallet_window_run(struct session *session)
{
    struct window window = {.session = session, .practice = {.output = -1}, .practice_input = -1};
    int width = 0;
    int height = 0;

    TRY(terminal_check());
    TRY(http_open(&window.http));
    window.resize = open_resize();
    window.worker = worker_new();
    window.picture = picture_new();
    window.stack = screen_stack_new();
    const result opened = terminal_open(&window.terminal, "16", false);
    if (is_ok(opened)) {
        terminal_size(window.terminal, &width, &height);
        window.canvas = canvas_new(width, height);
        window_look_for_home(&window);
        window_read_settings(&window);
        (void)picture_remake(window.picture, NULL, loop_clock());
        screen_stack_start(window.stack, first_screen(window_snapshot(&window)),
                           window_snapshot(&window));
        window.is_dirty = true;
        run(&window);
    }
    close_window(&window);
    return opened;
}
