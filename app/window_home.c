/* SPDX-License-Identifier: MIT */
/* window_home.c - making, opening and locking the home, with the slow part in the worker. */
#include <stdio.h>
#include <string.h>

#include "app/file.h"
#include "app/signals.h"
#include "app/window_state.h"
#include "core/base/memory.h"
#include "core/engine/people.h"

enum { DELAY_FIRST_MS = 250, DELAY_MOST_MS = 8000, FREE_TRIES = 2 };

void window_look_for_home(struct window *window)
{
    struct snapshot *out = window_snapshot(window);

    out->home = store_exists(window->session->folder) ? SHOWN_LOCKED : SHOWN_NO_HOME;
    snprintf(out->settings.home, sizeof out->settings.home, "%s", window->session->folder);
    picture_touch(window->picture);
}

/* ---- in the worker ---- */

static result open_job(struct window_job *job)
{
    if (job->delay_ms > 0 && signals_wait(job->signals, (int)job->delay_ms))
        return FAIL(STOPPED);
    TRY(home_open(&job->home, job->folder, HOME_WAIT_MS, job->signals));
    return store_open(&job->store, job->folder, STORE_LOCK_PASSPHRASE, job->key, rng_system());
}

static result make_job(struct window_job *job)
{
    TRY(home_make(job->folder));
    TRY(home_open(&job->home, job->folder, HOME_WAIT_MS, job->signals));
    TRY(store_create(&job->store, job->folder, STORE_LOCK_PASSPHRASE, job->key, rng_system()));
    return people_make_self(job->store, job->name, (enum card_role)job->role, job->router,
                            job->allow_insecure_router, loop_clock().unix_seconds);
}

/* The home stays ours; the store is opened with the old passphrase and stays open. */
static result change_job(struct window_job *job)
{
    TRY(store_open(&job->store, job->folder, STORE_LOCK_PASSPHRASE, job->key, rng_system()));
    return store_change_key(job->store, STORE_LOCK_PASSPHRASE, job->key, STORE_LOCK_PASSPHRASE,
                            job->fresh_key);
}

static void work(void *context)
{
    struct window_job *job = context;

    switch (job->what) {
    case JOB_OPEN:
        job->outcome = open_job(job);
        break;
    case JOB_MAKE:
        job->outcome = make_job(job);
        break;
    case JOB_CHANGE_PASSPHRASE:
        job->outcome = change_job(job);
        break;
    }
}

/* ---- around it ---- */

static void free_job(struct window_job *job)
{
    if (!job)
        return;
    secret_free(job->key);
    secret_free(job->fresh_key);
    store_close(job->store);
    home_close(job->home);
    memory_free(job);
}

result window_begin_job(struct window *window, struct window_job *job)
{
    struct snapshot *out = window_snapshot(window);

    job->signals = window->session->signals;
    job->allow_insecure_router = options_has(window->session->options, "allow-insecure-router");
    if (worker_is_busy(window->worker)) {
        free_job(job);
        return FAIL(COMMAND_NOT_NOW);
    }
    window->job = job;
    const result begun = worker_begin(window->worker, work, job);
    if (!is_ok(begun)) {
        window->job = NULL;
        free_job(job);
        return begun;
    }
    out->home = SHOWN_OPENING;
    picture_touch(window->picture);
    return OK;
}

static result read_files(struct window *window)
{
    struct session *session = window->session;
    struct buffer text SCOPED(buffer_free) = {0};
    char path[HOME_PATH_MAX];
    bool is_missing = false;
    size_t line = 0;

    TRY(home_path(path, session->folder, "gridlock.conf"));
    TRY(config_read(&session->config, &line, path));
    memory_free(session->policy);
    session->policy = NULL;
    TRY(home_path(path, session->folder, "policy.conf"));
    if (!file_read(&text, path, POLICY_FILE_MAX, &is_missing)) {
        CHECK(is_missing, POLICY_FILE);
        return OK;
    }
    session->policy = memory_new(1, sizeof *session->policy);
    return policy_parse(session->policy, &line, buffer_slice(&text));
}

static result start_engine(struct window *window, struct store *store)
{
    struct session *session = window->session;
    const struct engine_settings settings = {
        .chains = session->chains,
        .node_of = config_has_node(&session->config) ? config_node : NULL,
        .context = &session->config,
        .policy = session->policy,
        .allow_insecure_router = options_has(session->options, "allow-insecure-router") ||
                                 window_snapshot(window)->practice.is_practice};

    return engine_open(&session->engine, store, &settings, loop_clock());
}

static result take_job(struct window *window, struct window_job *job)
{
    struct session *session = window->session;

    TRY(job->outcome);
    memcpy(session->folder, job->folder, sizeof session->folder);
    if (job->home) {
        session->home = job->home;
        job->home = NULL;
    }
    TRY(read_files(window));
    struct store *store = job->store;
    job->store = NULL;
    return start_engine(window, store);
}

void window_finish_job(struct window *window)
{
    static const enum command_kind kinds[] = {[JOB_OPEN] = COMMAND_UNLOCK,
                                              [JOB_MAKE] = COMMAND_MAKE_HOME,
                                              [JOB_CHANGE_PASSPHRASE] = COMMAND_CHANGE_PASSPHRASE};
    struct window_job *job = window->job;
    struct snapshot *out = window_snapshot(window);
    const struct command command = {.kind = kinds[job->what]};

    window->job = NULL;
    const result taken = take_job(window, job);
    const bool was_open = job->what == JOB_CHANGE_PASSPHRASE;
    free_job(job);
    out->unlock_tries = taken.code == ERROR_STORE_PASSPHRASE ? out->unlock_tries + 1 : 0;
    if (is_ok(taken)) {
        out->home = SHOWN_OPEN;
        out->settings.has_guardian = home_has_guardian(window->session->home);
        window->last_key_ms = loop_clock().ms;
        window_read_settings(window);
    } else {
        window_lock(window);
        if (was_open)
            window_notice(window, error_sentence(taken.code));
    }
    window_outcome(window, &command, taken, NULL);
    window->next_refresh_ms = 0;
    window->is_errand_running = false;
}

void window_lock(struct window *window)
{
    struct session *session = window->session;

    http_cancel_all(window->http);
    engine_close(session->engine);
    session->engine = NULL;
    home_close(session->home);
    session->home = NULL;
    window->queue_count = 0;
    window->is_errand_running = false;
    window_look_for_home(window);
}

static unsigned delay_after(uint64_t tries)
{
    unsigned delay = DELAY_FIRST_MS;

    if (tries < FREE_TRIES)
        return 0;
    for (uint64_t i = FREE_TRIES; i < tries && delay < DELAY_MOST_MS; i++)
        delay *= 2;
    return delay < DELAY_MOST_MS ? delay : DELAY_MOST_MS;
}

result window_open_home(struct window *window, const char *folder, struct secret *key)
{
    struct window_job *job = memory_new(1, sizeof *job);

    job->what = JOB_OPEN;
    job->key = key;
    job->delay_ms = delay_after(window_snapshot(window)->unlock_tries);
    snprintf(job->folder, sizeof job->folder, "%s", folder);
    return window_begin_job(window, job);
}

result window_make_home(struct window *window, struct command *command)
{
    struct window_job *job = memory_new(1, sizeof *job);

    job->what = JOB_MAKE;
    job->key = command->secret;
    command->secret = NULL;
    job->role = command->number ? (unsigned)command->number : CARD_DEVICE;
    snprintf(job->folder, sizeof job->folder, "%s", window->session->folder);
    snprintf(job->name, sizeof job->name, "%s", command->name);
    snprintf(job->router, sizeof job->router, "%.200s", command->text);
    snprintf(window->after_open, sizeof window->after_open, "%s", command->screen);
    return window_begin_job(window, job);
}

result window_change_passphrase(struct window *window, struct command *command)
{
    struct session *session = window->session;
    struct window_job *job = memory_new(1, sizeof *job);

    job->what = JOB_CHANGE_PASSPHRASE;
    job->key = command->secret;
    job->fresh_key = command->secret_new;
    command->secret = command->secret_new = NULL;
    snprintf(job->folder, sizeof job->folder, "%s", session->folder);
    http_cancel_all(window->http);
    engine_close(session->engine);
    session->engine = NULL;
    return window_begin_job(window, job);
}
