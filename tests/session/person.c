/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/person.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>

#include "app/process.h"
#include "core/base/buffer.h"
#include "core/base/memory.h"

enum { LOOK_MS = 50, TYPE_MS = 12 };

struct person {
    pid_t pid;
    int terminal;
    VTerm *vterm;
    VTermScreen *screen;
    int rows, columns;
    struct buffer text;
    bool has_ended;
};

static void become(const char *const *argv, const char *const *variables)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (; *variables; variables++) {
        char *name = strdup(*variables);
        char *value = strchr(name, '=');
        *value = 0;
        setenv(name, value + 1, 1);
        free(name);
    }
    execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

struct person *person_new(const char *const *argv, const char *const *variables, int rows,
                          int columns)
{
    struct person *person = memory_new(1, sizeof *person);
    const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

    person->rows = rows;
    person->columns = columns;
    person->vterm = vterm_new(rows, columns);
    vterm_set_utf8(person->vterm, 1);
    person->screen = vterm_obtain_screen(person->vterm);
    vterm_screen_enable_altscreen(person->screen, 1);
    vterm_screen_reset(person->screen, 1);
    person->pid = forkpty(&person->terminal, NULL, NULL, &size);
    if (person->pid == 0)
        become(argv, variables);
    fcntl(person->terminal, F_SETFL, O_NONBLOCK);
    return person;
}

void person_free(struct person *person)
{
    if (!person->has_ended) {
        kill(person->pid, SIGTERM);
        for (int i = 0; i < 100 && !person_has_ended(person); i++)
            process_sleep_ms(50);
        if (!person->has_ended)
            kill(person->pid, SIGKILL);
        waitpid(person->pid, NULL, 0);
    }
    close(person->terminal);
    vterm_free(person->vterm);
    buffer_free(&person->text);
    memory_free(person);
}

bool person_has_ended(struct person *person)
{
    if (!person->has_ended && waitpid(person->pid, NULL, WNOHANG) == person->pid)
        person->has_ended = true;
    return person->has_ended;
}

/* What the terminal itself answers goes back to the program. */
static void answer(struct person *person)
{
    char bytes[256];
    size_t size;

    while ((size = vterm_output_read(person->vterm, bytes, sizeof bytes)) > 0)
        if (write(person->terminal, bytes, size) < 0)
            return;
}

static void take_in(struct person *person, unsigned ms)
{
    struct pollfd ready = {.fd = person->terminal, .events = POLLIN};
    char bytes[65536];

    if (poll(&ready, 1, (int)ms) <= 0)
        return;
    const ssize_t size = read(person->terminal, bytes, sizeof bytes);
    if (size > 0)
        vterm_input_write(person->vterm, bytes, (size_t)size);
    else if (size < 0 && errno == EIO)
        process_sleep_ms(ms);
    answer(person);
}

static void append_character(struct buffer *out, uint32_t c)
{
    if (c == 0)
        c = ' ';
    if (c < 0x80)
        buffer_print(out, "%c", (char)c);
    else if (c < 0x800)
        buffer_print(out, "%c%c", (char)(0xc0 | c >> 6), (char)(0x80 | (c & 63)));
    else if (c < 0x10000)
        buffer_print(out, "%c%c%c", (char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                     (char)(0x80 | (c & 63)));
    else
        buffer_print(out, "%c%c%c%c", (char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 63)),
                     (char)(0x80 | (c >> 6 & 63)), (char)(0x80 | (c & 63)));
}

const char *person_screen(struct person *person)
{
    buffer_clear(&person->text);
    for (int row = 0; row < person->rows; row++) {
        for (int column = 0; column < person->columns; column++) {
            VTermScreenCell cell;
            const VTermPos at = {.row = row, .col = column};
            vterm_screen_get_cell(person->screen, at, &cell);
            if (cell.chars[0] != (uint32_t)-1)
                append_character(&person->text, cell.chars[0]);
        }
        buffer_print(&person->text, "\n");
    }
    return buffer_text(&person->text);
}

static bool looks(struct person *person, const char *text, unsigned timeout_ms, bool is_wanted)
{
    const uint64_t deadline = process_now_ms() + timeout_ms;

    for (;;) {
        take_in(person, LOOK_MS);
        if ((strstr(person_screen(person), text) != NULL) == is_wanted)
            return true;
        if (process_now_ms() >= deadline)
            return false;
    }
}

bool person_sees(struct person *person, const char *text, unsigned timeout_ms)
{
    return looks(person, text, timeout_ms, true);
}

bool person_sees_no(struct person *person, const char *text, unsigned timeout_ms)
{
    return looks(person, text, timeout_ms, false);
}

void person_types(struct person *person, const char *text)
{
    for (; *text; text++) {
        if (write(person->terminal, text, 1) != 1)
            return;
        take_in(person, TYPE_MS);
    }
    take_in(person, LOOK_MS);
}

void person_pastes(struct person *person, const char *text)
{
    static const char begin[] = "\x1b[200~";
    static const char end[] = "\x1b[201~";

    if (write(person->terminal, begin, strlen(begin)) < 0 ||
        write(person->terminal, text, strlen(text)) < 0 ||
        write(person->terminal, end, strlen(end)) < 0)
        return;
    take_in(person, LOOK_MS);
}

void person_resizes(struct person *person, int rows, int columns)
{
    const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

    person->rows = rows;
    person->columns = columns;
    vterm_set_size(person->vterm, rows, columns);
    ioctl(person->terminal, TIOCSWINSZ, &size);
    take_in(person, LOOK_MS);
}

void person_reads(struct person *person, char *out, size_t room, const char *prefix)
{
    const char *found = strstr(person_screen(person), prefix);
    size_t size = found ? strcspn(found, " \n") : 0;

    if (size >= room)
        size = room - 1;
    memcpy(out, found ? found : "", size);
    out[size] = 0;
}
