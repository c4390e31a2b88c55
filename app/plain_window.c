/* SPDX-License-Identifier: MIT */
#include "app/plain_window.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app/plain.h"
#include "app/signals.h"
#include "app/window_state.h"
#include "core/base/memory.h"
#include "core/base/text.h"

enum { LOOK_MS = 200, READ_ROOM = 1024, INPUT_MOST = 1 << 16, PASSPHRASE_MOST = 1000, WATCHES = 4 };

struct plain_window {
    struct window *window;
    struct buffer input;      /* typed and not yet heard; may hold a passphrase */
    bool has_ended;           /* no more input comes */
    struct shown_notice told; /* the newest that was said */
};

/* ---- saying ---- */

static void say(void *context, const char *line)
{
    char shown[PLAIN_LINE_MAX];

    (void)context;
    text_showable(shown, sizeof shown, slice_of_text(line));
    puts(shown);
    fflush(stdout);
}

static bool is_told(const struct plain_window *plain, const struct shown_notice *notice)
{
    return notice->time == plain->told.time && strcmp(notice->text, plain->told.text) == 0;
}

/* Said by the flow that asked for it, with its remedy. */
static bool is_answer(const struct snapshot *snapshot, const struct shown_notice *notice)
{
    return snapshot->outcome.code != ERROR_NONE &&
           strcmp(notice->text, error_sentence(snapshot->outcome.code)) == 0;
}

/* What was told since, oldest first. */
static void tell_notices(struct plain_window *plain)
{
    const struct snapshot *snapshot = window_snapshot(plain->window);
    size_t fresh = 0;

    while (fresh < snapshot->notice_count && !is_told(plain, &snapshot->notices[fresh]))
        fresh++;
    for (size_t i = fresh; i > 0; i--)
        if (!is_answer(snapshot, &snapshot->notices[i - 1]))
            say(NULL, snapshot->notices[i - 1].text);
    if (fresh > 0)
        plain->told = snapshot->notices[0];
}

/* ---- what goes on meanwhile ---- */

static void read_input(struct plain_window *plain)
{
    char bytes[READ_ROOM];
    const ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);

    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        plain->has_ended = true;
    if (got > 0 && plain->input.size + (size_t)got <= INPUT_MOST)
        buffer_append(&plain->input, bytes, (size_t)got);
    memset(bytes, 0, sizeof bytes);
}

static void pump(struct plain_window *plain)
{
    struct window *window = plain->window;
    struct http_watch watches[WATCHES] = {{.fd = window->session->signals},
                                          {.fd = worker_fd(window->worker)}};
    size_t count = 2;
    size_t input = 0;

    if (!plain->has_ended) {
        input = count;
        watches[count++].fd = STDIN_FILENO;
    }
    if (window->practice.output >= 0)
        watches[count++].fd = window->practice.output;
    window_step(window);
    http_wait(window->http, watches, count, LOOK_MS);
    if (watches[0].is_readable)
        window->is_over = true;
    if (worker_is_done(window->worker))
        window_finish_job(window);
    window_hear_practice(window);
    window_take_replies(window);
    if (input > 0 && watches[input].is_readable)
        read_input(plain);
    if (picture_remake(window->picture, window->session->engine, loop_clock()))
        tell_notices(plain);
}

/* ---- hearing ---- */

/* Takes the first line; what is too long for it is lost. */
static bool take_line(struct plain_window *plain, char out[static PLAIN_LINE_MAX])
{
    struct buffer *input = &plain->input;
    const uint8_t *end = input->size ? memchr(input->data, '\n', input->size) : NULL;
    const size_t size = end ? (size_t)(end - input->data) : input->size;

    if (!end && !(plain->has_ended && input->size > 0) && input->size < INPUT_MOST)
        return false;
    const size_t kept = size < PLAIN_LINE_MAX ? size : PLAIN_LINE_MAX - 1;
    if (kept > 0)
        memcpy(out, input->data, kept);
    out[kept] = 0;
    const size_t taken = size + (end != NULL);
    memmove(input->data, input->data + taken, input->size - taken);
    memset(input->data + input->size - taken, 0, taken);
    input->size -= taken;
    return true;
}

static bool hear(void *context, const char *prompt, char out[static PLAIN_LINE_MAX])
{
    struct plain_window *plain = context;

    printf("%s", prompt);
    fflush(stdout);
    while (!plain->window->is_over) {
        if (take_line(plain, out))
            return true;
        if (plain->has_ended)
            break;
        pump(plain);
    }
    putchar('\n');
    return false;
}

static void set_echo(bool is_on)
{
    struct termios mode;

    if (tcgetattr(STDIN_FILENO, &mode) != 0)
        return;
    if (is_on)
        mode.c_lflag |= (tcflag_t)ECHO;
    else
        mode.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSANOW, &mode);
}

static struct secret *hear_secret(void *context, const char *prompt)
{
    char line[PLAIN_LINE_MAX];
    struct secret *secret = NULL;

    set_echo(false);
    const bool is_heard = hear(context, prompt, line);
    set_echo(true);
    if (isatty(STDIN_FILENO))
        putchar('\n');
    const size_t size = is_heard ? strlen(line) : 0;
    if (size > 0 && size <= PASSPHRASE_MOST) {
        secret = secret_new(size);
        memcpy(secret_lend(secret), line, size);
        secret_take_back(secret);
    }
    memory_wipe(line, sizeof line);
    return secret;
}

/* ---- asking ---- */

static const struct snapshot *look(void *context)
{
    return window_snapshot(((struct plain_window *)context)->window);
}

static void ask(void *context, struct command *command)
{
    struct plain_window *plain = context;

    window_command(plain->window, command);
    if (picture_remake(plain->window->picture, plain->window->session->engine, loop_clock()))
        tell_notices(plain);
}

static bool has_pressed_enter(struct plain_window *plain)
{
    char line[PLAIN_LINE_MAX];

    return plain->input.size > 0 && plain->input.data[0] == '\n' && take_line(plain, line);
}

static bool serve(void *context, bool may_leave)
{
    struct plain_window *plain = context;

    pump(plain);
    return !plain->window->is_over && !(may_leave && has_pressed_enter(plain));
}

/* ---- opening and closing ---- */

static void close_window(struct window *window)
{
    window_let_leave(window);
    window_wait_for_job(window);
    window_lock(window);
    window_stop_practice(window);
    buffer_free(&window->practice_text);
    screen_stack_free(window->stack);
    picture_free(window->picture);
    canvas_free(window->canvas);
    worker_free(window->worker);
    http_close(window->http);
}

result plain_window_run(struct session *session)
{
    struct window window = {
        .session = session, .practice = {.output = -1}, .practice_input = -1, .resize = -1};
    struct plain_window plain = {.window = &window};
    const struct plain_world world = {.context = &plain,
                                      .look = look,
                                      .say = say,
                                      .hear = hear,
                                      .hear_secret = hear_secret,
                                      .ask = ask,
                                      .serve = serve};

    TRY(http_open(&window.http));
    window.worker = worker_new();
    window.picture = picture_new();
    window.stack = screen_stack_new();
    window.canvas = canvas_new(1, 1);
    window_look_for_home(&window);
    window_read_settings(&window);
    (void)picture_remake(window.picture, NULL, loop_clock());
    plain_run(&world);
    close_window(&window);
    buffer_wipe(&plain.input);
    return OK;
}
