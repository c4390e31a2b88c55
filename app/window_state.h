/* SPDX-License-Identifier: MIT */
/* window_state.h - what the files of the wallet's window share. */
#ifndef GRIDLOCK_APP_WINDOW_STATE_H
#define GRIDLOCK_APP_WINDOW_STATE_H

#include "app/http.h"
#include "app/process.h"
#include "app/session.h"
#include "app/worker.h"
#include "core/engine/picture.h"
#include "ui/screen.h"
#include "ui/terminal.h"

enum { WINDOW_QUEUE_MAX = 64, WINDOW_SCREEN_SETTING_MAX = 16 };

/* One conversation with a node that is still to be had. */
struct window_errand {
    bool is_watch; /* of a payment; else: balance and history of an account */
    uint8_t id[32];
    enum account_kind kind;
};

/* What the worker does to a home; its own until it is over. */
struct window_job {
    enum { JOB_OPEN, JOB_MAKE, JOB_CHANGE_PASSPHRASE } what;
    char folder[HOME_PATH_MAX];
    int signals;
    unsigned delay_ms;  /* each wrong passphrase makes the next try wait longer */
    struct secret *key; /* owned */
    struct secret *fresh_key;
    char name[COMMAND_NAME_MAX];
    char router[SHOWN_URL_MAX];
    unsigned role;
    bool allow_insecure_router;
    struct home *home; /* what it gives */
    struct store *store;
    result outcome;
};

struct window {
    struct session *session;
    struct terminal *terminal;
    struct canvas *canvas;
    struct screen_stack *stack;
    struct picture *picture;
    struct http *http;
    struct worker *worker;
    struct window_job *job;
    struct process practice;
    int practice_input; /* a named pipe; -1: none */
    char practice_folder[HOME_PATH_MAX];
    struct buffer practice_text; /* of its output, up to the next newline */
    int resize;                  /* signalfd of SIGWINCH */
    bool is_over;
    bool was_open;                       /* the screens are those of an open home */
    char after_open[COMMAND_SCREEN_MAX]; /* what to show when the home has been made */
    bool is_dirty;
    bool asks_to_quit;
    uint64_t last_key_ms;
    uint64_t told_ms; /* when the last outcome was told */
    uint64_t next_refresh_ms;
    struct window_errand queue[WINDOW_QUEUE_MAX];
    size_t queue_count;
    bool is_errand_running;
    struct window_errand running;
    size_t open_requests; /* seen at the last look: one more rings the bell */
    size_t event_count;
    enum error_code last_trouble;
};

struct snapshot *window_snapshot(struct window *window);
/* What a command came to. */
void window_outcome(struct window *window, const struct command *command, result outcome,
                    const uint8_t *id);
void window_notice(struct window *window, const char *text);
/* A step of the engine: what is wrong with the disk is told and locks the wallet. */
void window_judge(struct window *window, result step);

/* window_engine.c */
void window_release(struct window *window); /* requests to the network, notices to the person */
void window_take_replies(struct window *window);
void window_step(struct window *window);
void window_let_leave(struct window *window);
void window_wait_for_job(struct window *window);
/* window_command.c */
void window_command(struct window *window, struct command *command);
/* window_home.c */
void window_look_for_home(struct window *window);
result window_begin_job(struct window *window, struct window_job *job);
void window_finish_job(struct window *window);
void window_lock(struct window *window);
result window_open_home(struct window *window, const char *folder, struct secret *key);
result window_make_home(struct window *window, struct command *command);
result window_change_passphrase(struct window *window, struct command *command);
/* window_sync.c */
void window_queue_sync(struct window *window);
void window_sync(struct window *window);
/* window_practice.c */
result window_start_practice(struct window *window);
void window_hear_practice(struct window *window);
result window_tell_practice(struct window *window, const char *line);
void window_stop_practice(struct window *window);
struct secret *window_practice_key(void);
/* window_setting.c */
void window_read_settings(struct window *window);
result window_change_setting(struct window *window, const char *name, const char *value);
result window_export(struct window *window, struct command *command);

#endif
