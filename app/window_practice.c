/* SPDX-License-Identifier: MIT */
/* window_practice.c - *Try it here*: the practice network runs in a child of its own ('gridlock
 * practice'), so that the screen never waits for it; it dies with this program in any case. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/practice.h"
#include "app/window_state.h"
#include "core/base/text.h"

enum { READ_ROOM = 4096, LINE_MOST = 4096, TAIL = 300 };

/* Beside the real homes, never among them. */
static result practice_folder(char out[static HOME_PATH_MAX])
{
    char home[HOME_PATH_MAX];

    TRY(home_folder(home, NULL));
    CHECK(strlen(home) + sizeof "-practice" <= HOME_PATH_MAX, TEXT_LONG);
    snprintf(out, HOME_PATH_MAX, "%.480s-practice", home);
    return OK;
}

static result own_program(char out[static HOME_PATH_MAX])
{
    const ssize_t size = readlink("/proc/self/exe", out, HOME_PATH_MAX - 1);

    CHECK(size > 0, PRACTICE_FOLDER);
    out[size] = 0;
    return OK;
}

result window_start_practice(struct window *window)
{
    struct shown_practice *shown = &window_snapshot(window)->practice;
    char program[HOME_PATH_MAX];
    char log[HOME_PATH_MAX + 32];
    const char *const argv[] = {program, "--home", window->practice_folder, "practice", NULL};

    CHECK(!shown->is_starting && !shown->is_ready, COMMAND_NOT_NOW);
    TRY(own_program(program));
    TRY(practice_folder(window->practice_folder));
    TRY(home_make(window->practice_folder));
    snprintf(log, sizeof log, "%s/practice.log", window->practice_folder);
    (void)unlink(log);
    *shown = (struct shown_practice){.is_practice = true, .is_starting = true};
    snprintf(shown->folder, sizeof shown->folder, "%s", window->practice_folder);
    buffer_clear(&window->practice_text);
    TRY(process_start(
        &window->practice,
        &(struct process_order){.argv = argv, .log_path = log, .captures_output = true}));
    (void)fcntl(window->practice.output, F_SETFL, O_NONBLOCK);
    picture_touch(window->picture);
    return OK;
}

void window_stop_practice(struct window *window)
{
    process_stop(&window->practice);
    if (window->practice_input >= 0)
        close(window->practice_input);
    window->practice_input = -1;
}

/* ---- what it tells ---- */

static void hear_step(struct shown_practice *shown, char *rest)
{
    char *more = NULL;
    const char *index = strtok_r(rest, "\t", &more);
    const char *state = strtok_r(NULL, "\t", &more);
    const char *text = strtok_r(NULL, "\t", &more);
    const char *note = strtok_r(NULL, "\t", &more);
    const size_t at = index ? (size_t)strtoul(index, NULL, 10) : SHOWN_STEPS_MAX;

    if (!text || !state || at >= SHOWN_STEPS_MAX)
        return;
    shown->steps[at].state = strcmp(state, "done") == 0     ? SHOWN_STEP_DONE
                             : strcmp(state, "runs") == 0   ? SHOWN_STEP_RUNS
                             : strcmp(state, "failed") == 0 ? SHOWN_STEP_FAILED
                                                            : SHOWN_STEP_WAITS;
    text_showable(shown->steps[at].text, sizeof shown->steps[at].text, slice_of_text(text));
    text_showable(shown->steps[at].note, sizeof shown->steps[at].note,
                  slice_of_text(note ? note : ""));
    if (at >= shown->step_count)
        shown->step_count = at + 1;
}

struct secret *window_practice_key(void)
{
    const char *words = practice_passphrase();
    struct secret *key = secret_new(strlen(words));

    memcpy(secret_lend(key), words, strlen(words));
    secret_take_back(key);
    return key;
}

static result enter_home(struct window *window)
{
    char folder[HOME_PATH_MAX + 16];
    char path[HOME_PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/control", window->practice_folder);
    window->practice_input = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    snprintf(folder, sizeof folder, "%s/device", window->practice_folder);
    return window_open_home(window, folder, window_practice_key());
}

static void fail(struct window *window, enum error_code code)
{
    struct shown_practice *shown = &window_snapshot(window)->practice;

    shown->is_starting = shown->is_ready = false;
    shown->failure = code;
    window_stop_practice(window);
}

static void hear_line(struct window *window, char *line)
{
    struct shown_practice *shown = &window_snapshot(window)->practice;
    char *rest = strchr(line, '\t');

    if (rest)
        *rest++ = 0;
    if (strcmp(line, "step") == 0 && rest) {
        hear_step(shown, rest);
    } else if (strcmp(line, "ready") == 0) {
        shown->is_starting = false;
        shown->is_ready = true;
        const result entered = enter_home(window);
        if (!is_ok(entered))
            fail(window, entered.code);
    } else if (strcmp(line, "failed") == 0 && rest) {
        fail(window, (enum error_code)strtol(rest, NULL, 10));
    } else if (strcmp(line, "said") == 0 && rest) {
        window_notice(window, rest);
        window->next_refresh_ms = 0;
    }
    picture_touch(window->picture);
}

static void take_lines(struct window *window)
{
    char line[LINE_MOST];

    for (;;) {
        const char *start = buffer_text(&window->practice_text);
        const char *end = strchr(start, '\n');
        if (!end)
            break;
        const size_t size = (size_t)(end - start);
        const size_t kept = size < sizeof line ? size : sizeof line - 1;
        memcpy(line, start, kept);
        line[kept] = 0;
        memmove(window->practice_text.data, end + 1, window->practice_text.size - size - 1);
        window->practice_text.size -= size + 1;
        hear_line(window, line);
    }
    if (window->practice_text.size > LINE_MOST)
        buffer_clear(&window->practice_text);
}

/* While the nodes are fetched, the last line of the script says what and how large. */
static void note_fetching(struct window *window)
{
    struct shown_practice *shown = &window_snapshot(window)->practice;
    char path[HOME_PATH_MAX + 32];
    char tail[TAIL + 1];
    char note[sizeof shown->steps[0].note];

    if (!shown->is_starting || shown->step_count == 0 || shown->steps[0].state != SHOWN_STEP_RUNS)
        return;
    snprintf(path, sizeof path, "%s/practice.log", window->practice_folder);
    const int log = open(path, O_RDONLY | O_CLOEXEC);
    if (log < 0)
        return;
    const off_t size = lseek(log, 0, SEEK_END);
    const ssize_t got = pread(log, tail, TAIL, size > TAIL ? size - TAIL : 0);
    close(log);
    size_t end = got > 0 ? (size_t)got : 0;
    while (end > 0 && (tail[end - 1] == '\n' || tail[end - 1] == '\r'))
        end--;
    tail[end] = 0;
    if (end == 0)
        return;
    const char *line = strrchr(tail, '\n');
    text_showable(note, sizeof note, slice_of_text(line ? line + 1 : tail));
    if (strcmp(note, shown->steps[0].note) == 0)
        return;
    memcpy(shown->steps[0].note, note, sizeof note);
    picture_touch(window->picture);
}

void window_hear_practice(struct window *window)
{
    char bytes[READ_ROOM];
    ssize_t got = 0;

    if (window->practice.output < 0)
        return;
    while ((got = read(window->practice.output, bytes, sizeof bytes)) > 0)
        buffer_append(&window->practice_text, bytes, (size_t)got);
    const bool has_ended = got == 0;
    take_lines(window);
    note_fetching(window);
    if (has_ended && window->practice.output >= 0) {
        const bool was_told = window_snapshot(window)->practice.failure != ERROR_NONE;
        fail(window, was_told ? window_snapshot(window)->practice.failure : ERROR_PRACTICE_ENDED);
        picture_touch(window->picture);
    }
}

result window_tell_practice(struct window *window, const char *line)
{
    CHECK(window_snapshot(window)->practice.is_ready && window->practice_input >= 0,
          PRACTICE_NOT_READY);
    CHECK(write(window->practice_input, line, strlen(line)) == (ssize_t)strlen(line) &&
              write(window->practice_input, "\n", 1) == 1,
          PRACTICE_NOT_READY);
    return OK;
}
