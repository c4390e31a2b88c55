/* SPDX-License-Identifier: MIT */
#include "bench/home.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/loop.h"
#include "bench/committee.h"
#include "bench/drafts.h"
#include "bench/meter.h"
#include "chains/chains.h"
#include "core/base/memory.h"
#include "core/engine/engine_state.h"
#include "core/engine/people.h"

enum { PATIENCE_MS = 60 * 1000 };

static const struct chain *const all_chains[] = {&chain_bitcoin, &chain_ethereum, NULL};

/* Inside the child. */
struct inside {
    struct engine *engine;
    struct home_order order;
    struct home_answer answer;
    bool is_ordered; /* an order waits for its end */
};

static uint32_t count_consents(struct inside *home)
{
    struct consent_row *rows = NULL;
    size_t count = 0;
    uint32_t yes = 0;

    bench_must(consent_list(home->engine->store, &rows, &count, home->order.id), "consents");
    for (size_t i = 0; i < count; i++)
        yes += rows[i].answer == CONSENT_YES;
    consent_list_free(rows, count);
    return yes;
}

static bool is_signed(struct inside *home)
{
    struct transfer transfer = {0};
    const bool done = is_ok(transfer_by_intent(home->engine->store, &transfer, home->order.id)) &&
                      transfer.state == TRANSFER_SIGNED;

    transfer_free(&transfer);
    return done;
}

static bool agree(struct inside *home)
{
    struct ceremony *list = NULL;
    size_t count = 0;
    bool has_agreed = false;

    bench_must(ceremony_all(home->engine->store, &list, &count), "ceremonies");
    for (size_t i = 0; i < count && !has_agreed; i++)
        if (list[i].state == CEREMONY_ASKED) {
            bench_must(engine_answer_ceremony(home->engine, loop_clock(), list[i].cid, true),
                       "agreeing");
            has_agreed = true;
        }
    ceremony_list_free(list, count);
    return has_agreed;
}

static bool is_active(struct inside *home)
{
    struct wallet wallet;

    return is_ok(wallet_by_id(home->engine->store, &wallet, home->order.id)) &&
           wallet.state == WALLET_ACTIVE;
}

static bool has_seen(struct inside *home)
{
    struct intent_row row = {0};
    const bool has = is_ok(intent_by_hash(home->engine->store, &row, home->order.id));

    intent_free(&row);
    return has;
}

static bool knows(struct inside *home)
{
    struct peer peer;

    return is_ok(peer_by_name(home->engine->store, &peer, home->order.name[0]));
}

static bool watch_signing(struct inside *home)
{
    if (home->answer.before_ns == 0 && count_consents(home) >= home->order.count)
        home->answer.before_ns = meter_last_reply_ns();
    if (!is_signed(home))
        return false;
    home->answer.after_ns = meter_wall_ns();
    return true;
}

/* Whether the order is carried out by now. */
static bool is_over(void *context)
{
    struct inside *const home = context;

    if (!home->is_ordered)
        return false;
    switch (home->order.verb) {
    case HOME_KNOW:
        return knows(home);
    case HOME_AGREE:
        return agree(home);
    case HOME_ACTIVE:
        return is_active(home);
    case HOME_SEE:
        return has_seen(home);
    case HOME_CONSENTS:
        return count_consents(home) >= home->order.count;
    case HOME_SIGNED:
        return watch_signing(home);
    case HOME_INVITE:
    case HOME_JOIN:
    case HOME_CREATE:
    case HOME_PAY:
    case HOME_CONSENT:
        return true;
    }
    return true;
}

static void create(struct inside *home)
{
    const char *names[HOME_NAMES];
    struct wallet made;
    uint8_t cid[32];
    const struct wallet_order order = {.name = "savings",
                                       .t = home->order.t,
                                       .guardians = names,
                                       .guardian_count = home->order.count,
                                       .network = NETWORK_REGTEST,
                                       .chain_id = 31337};

    for (uint32_t i = 0; i < home->order.count; i++)
        names[i] = home->order.name[i];
    bench_must(engine_create_wallet(home->engine, loop_clock(), &order, cid), "creating");
    bench_must(wallet_by_name(home->engine->store, &made, "savings"), "the new wallet");
    memcpy(home->answer.id, made.id, 32);
}

static void invite(struct inside *home)
{
    struct buffer text = {0};
    uint8_t rdv[16];

    bench_must(engine_invite(home->engine, loop_clock(), home->order.name[0], 1U << CARD_FRIEND,
                             &text, rdv),
               "inviting");
    snprintf(home->answer.text, sizeof home->answer.text, "%s", buffer_text(&text));
    buffer_wipe(&text);
}

static void pay(struct inside *home)
{
    if (home->order.is_ecdsa)
        draft_ether(home->engine, home->order.id, home->order.number);
    else
        draft_taproot(home->engine, home->order.id, home->order.number);
    bench_must(engine_pay(home->engine, loop_clock(), 3600, "", home->answer.id), "paying");
}

static void begin(struct inside *home)
{
    uint8_t rdv[16];

    memset(&home->answer, 0, sizeof home->answer);
    home->is_ordered = true;
    home->answer.before_ns = home->order.verb == HOME_CONSENT ? meter_wall_ns() : 0;
    if (home->order.verb == HOME_INVITE)
        invite(home);
    else if (home->order.verb == HOME_JOIN)
        bench_must(engine_join(home->engine, loop_clock(), slice_of_text(home->order.text), rdv),
                   "joining");
    else if (home->order.verb == HOME_CREATE)
        create(home);
    else if (home->order.verb == HOME_PAY)
        pay(home);
    else if (home->order.verb == HOME_CONSENT)
        bench_must(engine_answer_payment(home->engine, loop_clock(), home->order.id, true),
                   "consenting");
}

static struct engine *open_engine(const char *folder, const char *name, bool is_owner,
                                  const char *router)
{
    const struct engine_settings settings = {.chains = all_chains};
    struct secret *key = secret_new(32);
    struct engine *engine = NULL;
    struct store *store = NULL;

    bench_must_be(mkdir(folder, 0700) == 0, "the folder of a home");
    bench_must(store_create(&store, folder, STORE_LOCK_KEY_FILE, key, rng_system()), "store");
    bench_must(people_make_self(store, name, is_owner ? CARD_DEVICE : CARD_FRIEND, router, false,
                                loop_clock().unix_seconds),
               "self");
    bench_must(engine_open(&engine, store, &settings, loop_clock()), "engine");
    secret_free(key);
    return engine;
}

static void live(struct engine *engine, int socket)
{
    struct inside *home = memory_new(1, sizeof *home);
    struct print print = {.program = "bench"};
    struct loop *loop = NULL;
    enum loop_end end = LOOP_DONE;
    int silent[2];

    home->engine = engine;
    bench_must_be(pipe(silent) == 0, "a pipe");
    const struct loop_settings settings = {engine, &print, silent[0], socket};
    bench_must(loop_open(&loop, &settings), "loop");
    for (;;) {
        bench_must(loop_run(loop, &end, is_over, home, -1), "the loop");
        if (end == LOOP_DONE) {
            home->is_ordered = false;
            if (send(socket, &home->answer, sizeof home->answer, 0) < 0)
                exit(1);
        } else if (recv(socket, &home->order, sizeof home->order, 0) == sizeof home->order) {
            begin(home);
        } else {
            exit(0); /* the bench is over */
        }
    }
}

struct home home_start(const char *folder, const char *name, bool is_owner, const char *router)
{
    int ends[2];

    bench_must_be(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0, "a socket");
    const pid_t pid = fork();
    bench_must_be(pid >= 0, "a process");
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[0]);
        if (!getenv("BENCH_TALK"))
            (void)!freopen("/dev/null", "w", stderr);
        live(open_engine(folder, name, is_owner, router), ends[1]);
    }
    close(ends[1]);
    return (struct home){.pid = pid, .socket = ends[0]};
}

void home_stop(struct home *home)
{
    shutdown(home->socket, SHUT_RDWR); /* later homes were born with a copy of it */
    close(home->socket);
    waitpid(home->pid, NULL, 0);
}

void home_send(struct home *home, const struct home_order *order)
{
    bench_must_be(send(home->socket, order, sizeof *order, 0) == sizeof *order,
                  "a home takes no order");
}

void home_receive(struct home *home, struct home_answer *answer)
{
    struct pollfd waiting = {.fd = home->socket, .events = POLLIN};

    bench_must_be(poll(&waiting, 1, PATIENCE_MS) == 1, "a home does not answer");
    bench_must_be(recv(home->socket, answer, sizeof *answer, 0) == sizeof *answer,
                  "a home has ended (BENCH_TALK=1 shows why)");
}

void home_ask(struct home *home, struct home_answer *answer, const struct home_order *order)
{
    home_send(home, order);
    home_receive(home, answer);
}
