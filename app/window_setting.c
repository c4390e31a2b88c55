/* SPDX-License-Identifier: MIT */
/* window_setting.c - settings as they are and as they are changed: nodes in gridlock.conf, how it
 * looks and when it locks in screen.conf; and what is written into files for other programs. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/export.h"
#include "app/file.h"
#include "app/version.h"
#include "app/window_state.h"
#include "core/base/memory.h"

enum { LOCK_MINUTES = 5, LOCK_MOST = 24 * 60, SCREEN_CONF_MAX = 4096, VALUE_ROOM = 64 };

/* ---- reading ---- */

static void read_line(struct shown_settings *out, const char *name, const char *value)
{
    if (strcmp(name, "lock_minutes") == 0 && isdigit((unsigned char)value[0]))
        out->lock_minutes = (unsigned)strtoul(value, NULL, 10) % (LOCK_MOST + 1);
    if (strcmp(name, "theme") == 0 && theme_by_name(value))
        snprintf(out->theme, sizeof out->theme, "%.15s", value);
    if (strcmp(name, "ascii") == 0)
        out->is_ascii = strcmp(value, "yes") == 0;
}

static void read_screen_file(struct window *window, struct shown_settings *out)
{
    struct buffer text SCOPED(buffer_free) = {0};
    char path[HOME_PATH_MAX];
    char name[VALUE_ROOM];
    char value[VALUE_ROOM];
    char *rest = NULL;
    bool is_missing = false;

    if (!is_ok(home_path(path, window->session->folder, "screen.conf")) ||
        !file_read(&text, path, SCREEN_CONF_MAX, &is_missing))
        return;
    char *lines = memory_copy_text(buffer_text(&text));
    for (char *line = strtok_r(lines, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (sscanf(line, "%63[a-z_] = %63s", name, value) == 2)
            read_line(out, name, value);
    memory_free(lines);
}

void window_read_settings(struct window *window)
{
    struct snapshot *snapshot = window_snapshot(window);
    struct shown_settings *out = &snapshot->settings;
    const struct config *config = &window->session->config;
    const bool has_guardian = out->has_guardian;

    *out =
        (struct shown_settings){.lock_minutes = snapshot->practice.is_practice ? 0 : LOCK_MINUTES,
                                .has_guardian = has_guardian,
                                .version = VERSION_TEXT};
    snprintf(out->home, sizeof out->home, "%s", window->session->folder);
    snprintf(out->theme, sizeof out->theme, "16");
    snprintf(out->bitcoin_rpc, sizeof out->bitcoin_rpc, "%.200s", config->bitcoin_rpc);
    snprintf(out->bitcoin_cookie, sizeof out->bitcoin_cookie, "%.200s", config->bitcoin_cookie);
    snprintf(out->ethereum_rpc, sizeof out->ethereum_rpc, "%.200s", config->ethereum_rpc);
    snprintf(out->notify, sizeof out->notify, "%.200s", config->notify);
    read_screen_file(window, out);
    terminal_set_theme(window->terminal, out->theme);
    window->canvas->is_ascii = out->is_ascii || terminal_is_ascii(window->terminal);
    picture_touch(window->picture);
}

/* ---- writing ---- */

static result write_whole(const char *path, const struct buffer *text)
{
    char next[HOME_PATH_MAX + 8];

    snprintf(next, sizeof next, "%s.new", path);
    const int fd = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    CHECK(fd >= 0, SETTING_FILE);
    const bool is_written =
        write(fd, text->data, text->size) == (ssize_t)text->size && fsync(fd) == 0;
    CHECK(close(fd) == 0 && is_written && rename(next, path) == 0, SETTING_FILE);
    return OK;
}

static result write_screen_file(struct window *window, const struct shown_settings *settings)
{
    struct buffer text SCOPED(buffer_free) = {0};
    char path[HOME_PATH_MAX];

    buffer_print(&text, "# how Gridlock's screens look and when they lock\n");
    buffer_print(&text, "lock_minutes = %u\ntheme = %s\nascii = %s\n", settings->lock_minutes,
                 settings->theme, settings->is_ascii ? "yes" : "no");
    TRY(home_path(path, window->session->folder, "screen.conf"));
    return write_whole(path, &text);
}

static result change_screen(struct window *window, const char *name, const char *value)
{
    struct shown_settings next = window_snapshot(window)->settings;
    char *end = NULL;

    if (strcmp(name, "lock_minutes") == 0) {
        errno = 0;
        const unsigned long minutes = strtoul(value, &end, 10);
        CHECK(isdigit((unsigned char)value[0]) && *end == 0 && errno == 0 && minutes <= LOCK_MOST,
              SETTING_VALUE);
        next.lock_minutes = (unsigned)minutes;
    } else if (strcmp(name, "theme") == 0) {
        CHECK(theme_by_name(value), SETTING_VALUE);
        snprintf(next.theme, sizeof next.theme, "%.15s", value);
    } else {
        CHECK(strcmp(value, "yes") == 0 || strcmp(value, "no") == 0, SETTING_VALUE);
        next.is_ascii = strcmp(value, "yes") == 0;
    }
    window_snapshot(window)->settings = next;
    terminal_set_theme(window->terminal, next.theme);
    window->canvas->is_ascii = next.is_ascii || terminal_is_ascii(window->terminal);
    picture_touch(window->picture);
    /* Before there is a home there is no place to keep it. */
    return store_exists(window->session->folder) ? write_screen_file(window, &next) : OK;
}

static void append_setting(struct buffer *out, const char *name, const char *value)
{
    if (value[0])
        buffer_print(out, "%s = %s\n", name, value);
}

static result change_node(struct window *window, const char *name, const char *value)
{
    struct config next = window->session->config;
    struct buffer text SCOPED(buffer_free) = {0};
    char path[HOME_PATH_MAX];
    size_t line = 0;
    char *place = strcmp(name, "bitcoin.rpc") == 0      ? next.bitcoin_rpc
                  : strcmp(name, "bitcoin.cookie") == 0 ? next.bitcoin_cookie
                  : strcmp(name, "ethereum.rpc") == 0   ? next.ethereum_rpc
                  : strcmp(name, "notify") == 0         ? next.notify
                                                        : NULL;

    CHECK(place, SETTING_UNKNOWN);
    CHECK(strlen(value) < CONFIG_VALUE_MAX && !strchr(value, '\n'), SETTING_VALUE);
    snprintf(place, CONFIG_VALUE_MAX, "%s", value);
    append_setting(&text, "bitcoin.rpc", next.bitcoin_rpc);
    append_setting(&text, "bitcoin.cookie", next.bitcoin_cookie);
    append_setting(&text, "ethereum.rpc", next.ethereum_rpc);
    append_setting(&text, "notify", next.notify);
    TRY(config_parse(&next, &line, buffer_slice(&text)));
    TRY(home_path(path, window->session->folder, "gridlock.conf"));
    TRY(write_whole(path, &text));
    window->session->config = next;
    window_read_settings(window);
    window->next_refresh_ms = 0;
    return OK;
}

result window_change_setting(struct window *window, const char *name, const char *value)
{
    if (strcmp(name, "lock_minutes") == 0 || strcmp(name, "theme") == 0 ||
        strcmp(name, "ascii") == 0)
        return change_screen(window, name, value);
    CHECK(window->session->engine, HOME_NOT_OPEN);
    return change_node(window, name, value);
}

/* ---- for other programs ---- */

static result add_transfers(struct window *window, struct buffer *out, const uint8_t *wallet,
                            void (*add)(struct buffer *, const struct transfer *))
{
    struct transfer *list = NULL;
    size_t count = 0;

    TRY(transfer_all(engine_store(window->session->engine), &list, &count));
    for (size_t i = 0; i < count; i++)
        if (memcmp(list[i].wallet, wallet, sizeof list[i].wallet) == 0)
            add(out, &list[i]);
    transfer_list_free(list, count);
    return OK;
}

static result add_contacts(struct window *window, struct buffer *out)
{
    struct contact *list = NULL;
    size_t count = 0;

    TRY(contact_all(engine_store(window->session->engine), &list, &count));
    for (size_t i = 0; i < count; i++)
        export_label_contact(out, &list[i]);
    memory_free(list);
    return OK;
}

result window_export(struct window *window, struct command *command)
{
    struct buffer text SCOPED(buffer_free) = {0};
    const bool is_history = strcmp(command->name, "history") == 0;
    const bool is_labels = strcmp(command->name, "labels") == 0;
    char path[HOME_PATH_MAX];

    TRY(home_path(path, window->session->folder,
                  is_history  ? "history.csv"
                  : is_labels ? "labels.jsonl"
                              : "descriptors.txt"));
    if (is_history)
        export_csv_head(&text);
    if (is_history || is_labels)
        TRY(add_transfers(window, &text, command->id,
                          is_history ? export_csv_transfer : export_label_transfer));
    else
        TRY(export_descriptors(&text, window->session->engine, command->id));
    if (is_labels)
        TRY(add_contacts(window, &text));
    const result written = write_whole(path, &text);
    CHECK(is_ok(written), EXPORT_WRITE);
    snprintf(command->text, sizeof command->text, "%s", path);
    return OK;
}
