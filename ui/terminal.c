/* SPDX-License-Identifier: MIT */
#include "ui/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "core/base/buffer.h"
#include "core/base/memory.h"

enum {
    ESCAPE_MS = 25,
    PASTE_BEGIN = KEY_MAX + 1,
    PASTE_END = KEY_MAX + 2,
    PASTE_MOST = 64 << 10, /* of a longer one the rest is dropped */
    WORD_BYTES = 8,
    CONTROL_C = 3,
    CONTROL_H = 8,
    CONTROL_L = 12,
    CONTROL_P = 16,
    CONTROL_U = 21,
    CONTROL_Z = 26,
    ESCAPE = 27,
    DELETE_BYTE = 127
};

/* ncurses has another meaning for OK. */
static const result fine = {ERROR_NONE};

struct terminal {
    SCREEN *screen;
    const struct theme *theme;
    bool is_ascii;
    bool has_colours;
    struct cell *shown; /* what is on the screen; NULL: unknown */
    int shown_width, shown_height;
    bool is_pasting;
    struct buffer paste;
    uint8_t word[WORD_BYTES]; /* the bytes of a character so far */
    size_t word_size;
};

result terminal_check(void)
{
    const char *name = getenv("TERM");

    CHECK(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO), TERMINAL_NONE);
    CHECK(name && name[0] && strcmp(name, "dumb") != 0 && strcmp(name, "unknown") != 0,
          TERMINAL_DUMB);
    return fine;
}

static void say(const char *bytes)
{
    size_t size = strlen(bytes);

    fflush(stdout);
    while (size > 0) {
        const ssize_t sent = write(STDOUT_FILENO, bytes, size);
        if (sent <= 0)
            return; /* a terminal that is gone sees nothing anyway */
        bytes += sent;
        size -= (size_t)sent;
    }
}

static short colour(int8_t wanted)
{
    if (wanted >= COLORS && wanted >= 8)
        return (short)(wanted - 8);
    return wanted;
}

static void make_colours(struct terminal *terminal)
{
    terminal->has_colours = has_colors() && start_color() != ERR && use_default_colors() == 0;
    if (!terminal->has_colours)
        return;
    for (int style = 0; style < STYLE_COUNT; style++) {
        const struct look *look = &terminal->theme->looks[style];
        init_pair((short)(style + 1), colour(look->foreground), colour(look->background));
    }
}

void terminal_set_theme(struct terminal *terminal, const char *theme)
{
    const char *no_colour = getenv("NO_COLOR");
    const struct theme *found = theme_by_name(theme);

    if (!terminal)
        return;
    terminal->theme = no_colour && no_colour[0] ? theme_by_name("none")
                      : found                   ? found
                                                : theme_by_name("16");
    make_colours(terminal);
    terminal_forget(terminal);
}

static void set_modes(void)
{
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    scrollok(stdscr, FALSE);
    say("\033[?2004h");
}

result terminal_open(struct terminal **out, const char *theme, bool is_ascii)
{
    TRY(terminal_check());
    setlocale(LC_ALL, "");
    struct terminal *terminal = memory_new(1, sizeof *terminal);
    terminal->is_ascii = is_ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
    terminal->screen = newterm(NULL, stdout, stdin);
    if (!terminal->screen) {
        memory_free(terminal);
        return FAIL(TERMINAL_DUMB);
    }
    set_term(terminal->screen);
    set_escdelay(ESCAPE_MS);
    set_modes();
    define_key("\033[200~", PASTE_BEGIN);
    define_key("\033[201~", PASTE_END);
    terminal_set_theme(terminal, theme);
    clear();
    refresh();
    *out = terminal;
    return fine;
}

void terminal_close(struct terminal *terminal)
{
    if (!terminal)
        return;
    say("\033[?2004l");
    endwin();
    delscreen(terminal->screen);
    memory_free(terminal->shown);
    buffer_wipe(&terminal->paste);
    memory_free(terminal);
}

int terminal_fd(const struct terminal *terminal)
{
    (void)terminal;
    return STDIN_FILENO;
}

bool terminal_is_ascii(const struct terminal *terminal)
{
    return terminal && terminal->is_ascii;
}

void terminal_size(const struct terminal *terminal, int *width, int *height)
{
    (void)terminal;
    *width = COLS;
    *height = LINES;
}

void terminal_resize(struct terminal *terminal)
{
    struct winsize size = {0};

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
        resizeterm(size.ws_row, size.ws_col);
    terminal_forget(terminal);
}

void terminal_forget(struct terminal *terminal)
{
    memory_free(terminal->shown);
    terminal->shown = NULL;
    clearok(stdscr, TRUE);
}

/* ---- showing ---- */

static attr_t attributes(const struct look *look)
{
    attr_t out = A_NORMAL;

    out |= look->is_bold ? A_BOLD : 0;
    out |= look->is_dim ? A_DIM : 0;
    out |= look->is_reverse ? A_REVERSE : 0;
    out |= look->is_underlined ? A_UNDERLINE : 0;
    return out;
}

static void show_cell(const struct terminal *terminal, int x, int y, const struct cell *cell)
{
    const wchar_t text[2] = {(wchar_t)cell->character, 0};
    const short pair = terminal->has_colours ? (short)((int)cell->style + 1) : 0;
    cchar_t out;

    if (cell->character == 0)
        return;
    setcchar(&out, text, attributes(&terminal->theme->looks[cell->style]), pair, NULL);
    mvadd_wch(y, x, &out);
}

/* A row is drawn whole when one cell of it changed: ncurses sends only the difference. */
static void show_row(const struct terminal *terminal, const struct canvas *canvas, int y)
{
    const size_t size = (size_t)canvas->width * sizeof(struct cell);
    const struct cell *row = &canvas->cells[(size_t)y * (size_t)canvas->width];

    if (terminal->shown &&
        memcmp(row, &terminal->shown[(size_t)y * (size_t)canvas->width], size) == 0)
        return;
    for (int x = 0; x < canvas->width; x++)
        show_cell(terminal, x, y, &row[x]);
}

void terminal_show(struct terminal *terminal, const struct canvas *canvas)
{
    const size_t count = (size_t)canvas->width * (size_t)canvas->height;

    if (terminal->shown_width != canvas->width || terminal->shown_height != canvas->height) {
        memory_free(terminal->shown);
        terminal->shown = NULL;
        erase();
    }
    for (int y = 0; y < canvas->height && y < LINES; y++)
        show_row(terminal, canvas, y);
    if (!terminal->shown)
        terminal->shown = memory_new(count, sizeof *terminal->shown);
    memcpy(terminal->shown, canvas->cells, count * sizeof *terminal->shown);
    terminal->shown_width = canvas->width;
    terminal->shown_height = canvas->height;
    curs_set(canvas->cursor_x >= 0);
    if (canvas->cursor_x >= 0)
        move(canvas->cursor_y, canvas->cursor_x);
    refresh();
}

/* ---- keys ---- */

static const struct {
    int code;
    enum press press;
} codes[] = {
    {KEY_UP, PRESS_UP},
    {KEY_DOWN, PRESS_DOWN},
    {KEY_LEFT, PRESS_LEFT},
    {KEY_RIGHT, PRESS_RIGHT},
    {KEY_HOME, PRESS_HOME},
    {KEY_END, PRESS_END},
    {KEY_PPAGE, PRESS_PAGE_UP},
    {KEY_NPAGE, PRESS_PAGE_DOWN},
    {KEY_ENTER, PRESS_ENTER},
    {'\r', PRESS_ENTER},
    {'\n', PRESS_ENTER},
    {'\t', PRESS_TAB},
    {KEY_BTAB, PRESS_BACK_TAB},
    {KEY_BACKSPACE, PRESS_BACKSPACE},
    {DELETE_BYTE, PRESS_BACKSPACE},
    {CONTROL_H, PRESS_BACKSPACE},
    {KEY_DC, PRESS_DELETE},
    {ESCAPE, PRESS_ESCAPE},
    {CONTROL_C, PRESS_STOP},
    {CONTROL_L, PRESS_REDRAW},
    {CONTROL_P, PRESS_FIND},
    {CONTROL_U, PRESS_KILL},
    {CONTROL_Z, PRESS_SUSPEND},
};

static enum press press_of(int code)
{
    if (code >= KEY_F(1) && code <= KEY_F(10))
        return (enum press)(PRESS_F1 + (code - KEY_F(1)));
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i].code == code)
            return codes[i].press;
    return PRESS_NOTHING;
}

static size_t character_bytes(uint8_t first)
{
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/* One more byte of a character; true when it is whole. */
static bool take_byte(struct terminal *terminal, uint8_t byte, struct key *key)
{
    static const uint8_t masks[] = {0, 0, 0x1f, 0x0f, 0x07};

    if (terminal->word_size == 0 ? character_bytes(byte) == 0 : (byte & 0xc0) != 0x80) {
        terminal->word_size = 0;
        return false;
    }
    terminal->word[terminal->word_size++] = byte;
    const size_t whole = character_bytes(terminal->word[0]);
    if (terminal->word_size < whole)
        return false;
    uint32_t character = terminal->word[0] & masks[whole];
    for (size_t i = 1; i < whole; i++)
        character = character << 6 | (terminal->word[i] & 0x3f);
    terminal->word_size = 0;
    *key = key_of(character);
    return true;
}

/* Between the two marks everything is text, whatever key it looks like. */
static bool take_paste(struct terminal *terminal, int code, struct key *key)
{
    if (code == PASTE_END) {
        terminal->is_pasting = false;
        *key = key_press(PRESS_PASTE);
        key->paste = buffer_text(&terminal->paste);
        key->paste_size = terminal->paste.size;
        return true;
    }
    const uint8_t byte = (uint8_t)code;
    if (code <= UINT8_MAX && terminal->paste.size < PASTE_MOST)
        buffer_append(&terminal->paste, &byte, 1);
    return false;
}

static bool take(struct terminal *terminal, int code, struct key *key)
{
    if (terminal->is_pasting)
        return take_paste(terminal, code, key);
    if (code == PASTE_BEGIN) {
        terminal->is_pasting = true;
        buffer_wipe(&terminal->paste);
        return false;
    }
    const enum press press = press_of(code);
    if (press != PRESS_NOTHING) {
        *key = key_press(press);
        return true;
    }
    if (code >= ' ' && code < DELETE_BYTE) {
        *key = key_of((uint32_t)code);
        return true;
    }
    return code > DELETE_BYTE && code <= UINT8_MAX && take_byte(terminal, (uint8_t)code, key);
}

bool terminal_key(struct terminal *terminal, struct key *key, uint64_t now_ms)
{
    int code = 0;

    while ((code = getch()) != ERR) {
        if (!take(terminal, code, key))
            continue;
        key->at_ms = now_ms;
        return true;
    }
    return false;
}

/* ---- the rest ---- */

void terminal_suspend(struct terminal *terminal)
{
    say("\033[?2004l");
    endwin();
    raise(SIGSTOP);
    refresh();
    set_modes();
    terminal_resize(terminal);
}

void terminal_bell(struct terminal *terminal)
{
    (void)terminal;
    beep();
}

static void append_base64(struct buffer *out, const char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const size_t size = strlen(text);

    for (size_t i = 0; i < size; i += 3) {
        const uint32_t one = (uint8_t)text[i];
        const uint32_t two = i + 1 < size ? (uint8_t)text[i + 1] : 0;
        const uint32_t three = i + 2 < size ? (uint8_t)text[i + 2] : 0;
        const uint32_t all = one << 16 | two << 8 | three;
        const char four[] = {digits[all >> 18], digits[all >> 12 & 63],
                             i + 1 < size ? digits[all >> 6 & 63] : '=',
                             i + 2 < size ? digits[all & 63] : '='};
        buffer_append(out, four, sizeof four);
    }
}

void terminal_copy(struct terminal *terminal, const char *text)
{
    struct buffer out SCOPED(buffer_wipe) = {0};

    (void)terminal;
    buffer_print(&out, "\033]52;c;");
    append_base64(&out, text);
    buffer_print(&out, "\a");
    say(buffer_text(&out));
}
