/* SPDX-License-Identifier: MIT */
#include "app/session.h"

#include <inttypes.h>
#include <string.h>

#include "app/file.h"
#include "app/harden.h"
#include "app/notify.h"
#include "chains/chains.h"
#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/people.h"
#include "core/engine/router_url.h"
#include "core/engine/view.h"
#include "core/store/self_table.h"

enum {
    LEAVE_MS = 4000,   /* for what was decided, when a verb ends */
    COLLECT_MS = 6000, /* for looking into the mailbox */
    QUIET_MS = 700     /* without a new message: nothing is left */
};

result session_begin(struct session *session, struct print *print, const struct options *options,
                     int signals)
{
    *session = (struct session){.print = print, .options = options, .signals = signals};
    print->signals = signals;
    for (size_t i = 0; i < chains_count() && i + 1 < SESSION_CHAINS_MAX; i++)
        session->chains[i] = chains_at(i);
    return home_folder(session->folder, options_value(options, "home"));
}

/* ---- what stands in the folder ---- */

static result read_config(struct session *session)
{
    char path[HOME_PATH_MAX];
    size_t line = 0;

    TRY(home_path(path, session->folder, "gridlock.conf"));
    const result read = config_read(&session->config, &line, path);
    if (!is_ok(read))
        print_detail(session->print, "%s, line %zu", path, line);
    return read;
}

static result read_policy(struct session *session, const char *path, bool may_be_missing)
{
    struct buffer text SCOPED(buffer_free) = {0};
    bool is_missing = false;
    size_t line = 0;

    if (!file_read(&text, path, POLICY_FILE_MAX, &is_missing)) {
        if (is_missing && may_be_missing)
            return OK;
        print_detail(session->print, "%s", path);
        return FAIL(POLICY_FILE);
    }
    session->policy = memory_new(1, sizeof *session->policy);
    const result parsed = policy_parse(session->policy, &line, buffer_slice(&text));
    if (!is_ok(parsed))
        print_detail(session->print, "%s, line %zu", path, line);
    return parsed;
}

/* A home with a policy.conf is a service's, whichever verb works in it. */
static result read_files(struct session *session, const char *policy)
{
    char path[HOME_PATH_MAX];

    TRY(read_config(session));
    if (policy)
        return read_policy(session, policy, false);
    TRY(home_path(path, session->folder, "policy.conf"));
    return read_policy(session, path, true);
}

/* ---- engine and loop ---- */

/* A background guardian calls its person when there is one question more than before. */
static void tell_of_requests(void *context)
{
    struct session *session = context;
    size_t count = 0;

    if (!is_ok(notify_count_requests(&count, session_store(session), loop_clock().unix_seconds)))
        return;
    if (count > session->open_requests &&
        !is_ok(notify_run(session->config.notify, "Somebody asks this device for an answer.")))
        print_notice(session->print, "The program that gridlock.conf names in 'notify' did not "
                                     "start.");
    session->open_requests = count;
}

/* The store is the engine's from here on, also when this fails. */
static result start_engine(struct session *session, struct store *store)
{
    const struct engine_settings settings = {
        .chains = session->chains,
        .node_of = config_has_node(&session->config) ? config_node : NULL,
        .context = &session->config,
        .policy = session->policy,
        .allow_insecure_router = options_has(session->options, "allow-insecure-router"),
        .leaves_payments = !session->carries_payments};

    TRY(engine_open(&session->engine, store, &settings, loop_clock()));
    const struct loop_settings loop = {
        .engine = session->engine,
        .print = session->print,
        .signals = session->signals,
        .control = session->print->with_time ? home_control(session->home) : -1,
        .told = session->print->with_time && !session->policy ? tell_of_requests : NULL,
        .context = session};
    return loop_open(&session->loop, &loop);
}

static void stop_engine(struct session *session)
{
    loop_close(session->loop);
    session->loop = NULL;
    engine_close(session->engine);
    session->engine = NULL;
}

static result open_store(struct session *session)
{
    struct store *store = NULL;

    TRY(store_open(&store, session->folder, session->key.lock, session->key.bytes, rng_system()));
    return start_engine(session, store);
}

/* The passphrase is asked for before the lock is taken, so that nobody waits for a typist. */
static result prepare(struct session *session, const char *policy)
{
    print_detail(session->print, "%s", session->folder);
    CHECK(store_exists(session->folder), STORE_MISSING);
    session->print->detail[0] = 0;
    TRY(read_files(session, policy));
    return unlock_get(&session->key, session->options, false, session->signals);
}

static result name_folder(struct session *session, result done)
{
    if (!is_ok(done) && session->print->detail[0] == 0)
        print_detail(session->print, "%s", session->folder);
    return done;
}

result session_open(struct session *session)
{
    TRY(prepare(session, NULL));
    TRY(name_folder(session,
                    home_open(&session->home, session->folder, HOME_WAIT_MS, session->signals)));
    TRY(name_folder(session, open_store(session)));
    harden_warn(session->print);
    return OK;
}

result session_open_guardian(struct session *session, const char *policy)
{
    TRY(prepare(session, policy));
    session->print->with_time = true;
    session->carries_payments = true;
    TRY(name_folder(session, home_open_guardian(&session->home, session->folder, HOME_WAIT_MS,
                                                session->signals)));
    TRY(name_folder(session, open_store(session)));
    harden_warn(session->print);
    return OK;
}

static void free_self(struct self *self)
{
    self_wipe(self);
}

/* A home whose making was interrupted has a database, and nobody in it. */
static result make_identity(struct session *session, struct store *store,
                            const struct session_identity *identity)
{
    struct self self SCOPED(free_self) = {0};
    const result known = self_load(store, &self);

    CHECK(!is_ok(known), STORE_EXISTS);
    if (known.code != ERROR_SELF_MISSING)
        return known;
    return people_make_self(store, identity->name, (enum card_role)identity->role, identity->router,
                            options_has(session->options, "allow-insecure-router"),
                            loop_clock().unix_seconds);
}

/* Judged before anything is made. */
static result judge_identity(const struct session *session, const struct session_identity *identity)
{
    const struct slice name = slice_of_text(identity->name);
    char router[ROUTER_URL_MAX];

    print_detail(session->print, "%s", identity->name);
    CHECK(name.size <= SELF_NAME_MAX && text_is_showable(name), NAME_CONTROL);
    print_detail(session->print, "%s", identity->router);
    TRY(router_url_clean(router, identity->router,
                         options_has(session->options, "allow-insecure-router")));
    session->print->detail[0] = 0;
    return OK;
}

static result make_store(struct session *session, struct store **out, bool is_new)
{
    if (is_new)
        return store_create(out, session->folder, session->key.lock, session->key.bytes,
                            rng_system());
    return store_open(out, session->folder, session->key.lock, session->key.bytes, rng_system());
}

result session_make(struct session *session, const struct session_identity *identity)
{
    struct store *store = NULL;
    const bool is_new = !store_exists(session->folder);

    TRY(judge_identity(session, identity));
    TRY(read_files(session, NULL));
    TRY(name_folder(session, home_make(session->folder)));
    TRY(unlock_get(&session->key, session->options, is_new, session->signals));
    TRY(name_folder(session,
                    home_open(&session->home, session->folder, HOME_WAIT_MS, session->signals)));
    TRY(name_folder(session, make_store(session, &store, is_new)));
    const result made = name_folder(session, make_identity(session, store, identity));
    if (!is_ok(made)) {
        store_close(store);
        return made;
    }
    TRY(start_engine(session, store));
    harden_warn(session->print);
    return OK;
}

static bool is_quiet(void *context)
{
    return engine_is_quiet(context);
}

/* Receipts, certificates, answers: on their way, or in the outbox for the next time. */
static void let_leave(struct session *session)
{
    enum loop_end end = LOOP_DONE;

    if (session->loop && !engine_is_quiet(session->engine))
        (void)loop_run(session->loop, &end, is_quiet, session->engine, LEAVE_MS).code;
}

void session_close(struct session *session)
{
    let_leave(session);
    stop_engine(session);
    unlock_wipe(&session->key);
    memory_free(session->policy);
    session->policy = NULL;
    home_close(session->home);
    session->home = NULL;
}

result session_step_aside(struct session *session, bool *goes_on)
{
    let_leave(session);
    stop_engine(session);
    *goes_on = home_step_aside(session->home, session->signals);
    return *goes_on ? open_store(session) : OK;
}

result session_run(struct session *session, bool *is_done, bool (*until)(void *context),
                   void *context, uint64_t seconds)
{
    enum loop_end end = LOOP_DONE;

    TRY(loop_run(session->loop, &end, until, context, (int64_t)seconds * 1000));
    CHECK(end != LOOP_STOPPED, STOPPED);
    *is_done = end == LOOP_DONE;
    return OK;
}

struct look {
    struct engine *engine;
    uint64_t cursor;
    uint64_t quiet_since;
};

static bool is_empty(void *context)
{
    struct look *look = context;
    const uint64_t now = loop_clock().ms;
    const uint64_t cursor = view_cursor(look->engine);

    if (!view_is_listening(look->engine) || cursor != look->cursor || look->quiet_since == 0)
        look->quiet_since = now;
    look->cursor = cursor;
    return now - look->quiet_since >= QUIET_MS;
}

result session_collect(struct session *session)
{
    struct look look = {.engine = session->engine};
    enum loop_end end = LOOP_DONE;

    TRY(loop_run(session->loop, &end, is_empty, &look, COLLECT_MS));
    CHECK(end != LOOP_STOPPED, STOPPED);
    if (end == LOOP_OVER)
        print_notice(session->print, error_sentence(engine_router_state(session->engine).code));
    return OK;
}

struct store *session_store(const struct session *session)
{
    return engine_store(session->engine);
}
