/* SPDX-License-Identifier: MIT */
#include "support/family.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "chains/chains.h"
#include "core/base/memory.h"
#include "core/crypto/context.h"
#include "core/crypto/point.h"
#include "core/router/mailbox_tables.h"
#include "core/router/router.h"

#define ROUTER_ADDRESS "http://127.0.0.1:7000"

enum { STEP_MS = 20, PARK_MS = 25000 };

static const struct chain *const all_chains[] = {&chain_bitcoin, &chain_ethereum, NULL};

static void must(result r, const char *what)
{
    if (is_ok(r))
        return;
    fprintf(stderr, "%s: %s\n", what, error_sentence(r.code));
    abort();
}

static struct secret *key_of_home(void)
{
    struct secret *key = secret_new(32);

    memset(secret_lend(key), 7, 32);
    secret_take_back(key);
    return key;
}

struct family *family_new(void)
{
    struct family *family = memory_new(1, sizeof *family);
    struct router_settings settings = {0};
    char relay[256];

    crypto_start();
    snprintf(family->folder, sizeof family->folder, "/tmp/gridlock-family-XXXXXX");
    if (!mkdtemp(family->folder))
        abort();
    family->now = (struct engine_clock){.unix_seconds = 1790000000, .ms = 1000};
    snprintf(relay, sizeof relay, "%s/relay", family->folder);
    mkdir(relay, 0700);
    const struct mailbox_limits limits = {.messages = 512,
                                          .bytes = 64 << 20,
                                          .retention_days = 14,
                                          .mailboxes = 1000,
                                          .slots = 1000,
                                          .records = 1000};
    must(mailbox_tables_open(&family->store, relay, &limits, 0, rng_system()), "router store");
    must(router_new(&family->router, family->store, &settings), "router");
    family->dice = 88172645463325252ULL;
    return family;
}

void family_free(struct family *family)
{
    char command[300];

    for (size_t i = 0; i < family->count; i++)
        engine_close(family->member[i].engine);
    for (size_t i = 0; i < family->flights; i++)
        http_request_free(&family->flight[i].request);
    router_free(family->router);
    family->store->ops->close(family->store);
    snprintf(command, sizeof command, "rm -rf %s", family->folder);
    if (system(command) != 0)
        abort();
    memory_free(family);
}

static void open_member(struct family *family, size_t index, struct store *store)
{
    struct family_member *member = &family->member[index];
    const struct engine_settings settings = {.chains = all_chains, .policy = member->policy};

    must(engine_open(&member->engine, store, &settings, family->now), "engine");
}

size_t family_add(struct family *family, const char *name, enum card_role role,
                  const struct policy *policy)
{
    struct family_member *member = &family->member[family->count];
    struct secret *key = key_of_home();
    struct store *store = NULL;

    snprintf(member->name, sizeof member->name, "%s", name);
    snprintf(member->folder, sizeof member->folder, "%s/%zu", family->folder, family->count);
    mkdir(member->folder, 0700);
    member->policy = policy;
    must(store_create(&store, member->folder, STORE_LOCK_KEY_FILE, key, rng_system()), "store");
    must(people_make_self(store, name, role, ROUTER_ADDRESS, false, family->now.unix_seconds),
         "self");
    secret_free(key);
    open_member(family, family->count, store);
    return family->count++;
}

void family_down(struct family *family, size_t index)
{
    size_t kept = 0;

    engine_close(family->member[index].engine);
    family->member[index].engine = NULL;
    family->crashes++;
    for (size_t i = 0; i < family->flights; i++) {
        if (family->flight[i].member == index)
            http_request_free(&family->flight[i].request);
        else
            family->flight[kept++] = family->flight[i];
    }
    family->flights = kept;
}

void family_up(struct family *family, size_t index)
{
    struct secret *key = key_of_home();
    struct store *store = NULL;

    must(store_open(&store, family->member[index].folder, STORE_LOCK_KEY_FILE, key, rng_system()),
         "reopen");
    secret_free(key);
    open_member(family, index, store);
}

static uint32_t roll(struct family *family)
{
    family->dice ^= family->dice << 13;
    family->dice ^= family->dice >> 7;
    family->dice ^= family->dice << 17;
    return (uint32_t)(family->dice >> 32);
}

static const char *header(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
        if (strncmp(request->headers[i], name, strlen(name)) == 0)
            return request->headers[i] + strlen(name);
    return NULL;
}

static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};

static bool ask_router(struct family *family, size_t at, struct http_reply *reply)
{
    const struct http_request *request = &family->flight[at].request;
    struct router_request asked = {.method = methods[request->method],
                                   .target = request->url + strlen(ROUTER_ADDRESS),
                                   .authorization = header(request, "Authorization: "),
                                   .token = header(request, "Gridlock-Token: "),
                                   .body = buffer_slice(&request->body),
                                   .now = family->now.unix_seconds,
                                   .now_ms = family->now.ms};
    struct router_reply said = {0};
    unsigned lost = 0;
    uint8_t key[ROUTER_WAIT_KEY];

    asked.is_last_look = family->flight[at].parked_until_ms != 0 &&
                         family->now.ms >= family->flight[at].parked_until_ms;
    router_handle(family->router, &said, &asked);
    if (router_has_wave(family->router) && !router_commit(family->router, &lost))
        said.status = lost;
    while (router_touched(family->router, key))
        ;
    if (said.is_parked) {
        if (family->flight[at].parked_until_ms == 0)
            family->flight[at].parked_until_ms = family->now.ms + PARK_MS;
        buffer_free(&said.body);
        return false;
    }
    *reply =
        (struct http_reply){.ticket = request->ticket, .status = said.status, .body = said.body};
    return true;
}

static void collect(struct family *family)
{
    for (size_t i = 0; i < family->count; i++) {
        struct http_request request;
        char notice[NOTICE_MAX];
        if (!family->member[i].engine)
            continue;
        while (engine_next_request(family->member[i].engine, &request)) {
            if (family->flights >= 256)
                abort();
            family->flight[family->flights].member = i;
            family->flight[family->flights].request = request;
            family->flight[family->flights++].parked_until_ms = 0;
        }
        while (engine_next_notice(family->member[i].engine, notice))
            if (getenv("FAMILY_TALK"))
                fprintf(stderr, "%8llu %s: %s\n", (unsigned long long)family->now.ms,
                        family->member[i].name, notice);
    }
}

static bool deliver_one(struct family *family)
{
    for (size_t i = 0; i < family->flights; i++) {
        struct http_reply reply = {0};
        const size_t member = family->flight[i].member;
        if (family->delay_per_mille && roll(family) % 1000 < family->delay_per_mille) {
            family->delayed++;
            continue;
        }
        if (family->drop_per_mille && roll(family) % 1000 < family->drop_per_mille) {
            family->dropped++;
            reply = (struct http_reply){.ticket = family->flight[i].request.ticket,
                                        .failure = HTTP_UNREACHABLE};
        } else if (!ask_router(family, i, &reply)) {
            continue;
        } else if (family->lose_per_mille && roll(family) % 1000 < family->lose_per_mille) {
            family->lost++;
            buffer_free(&reply.body);
            reply = (struct http_reply){.ticket = family->flight[i].request.ticket,
                                        .failure = HTTP_TIMEOUT};
        }
        http_request_free(&family->flight[i].request);
        for (size_t j = i; j + 1 < family->flights; j++)
            family->flight[j] = family->flight[j + 1];
        family->flights--;
        must(engine_reply(family->member[member].engine, family->now, &reply), "reply");
        http_reply_free(&reply);
        collect(family);
        return true;
    }
    return false;
}

bool family_run(struct family *family, uint64_t ms, bool (*until)(struct family *, void *),
                void *context)
{
    const uint64_t end = family->now.ms + ms;
    static uint64_t fraction;

    while (family->now.ms < end) {
        for (size_t i = 0; i < family->count; i++)
            if (family->member[i].engine)
                must(engine_tick(family->member[i].engine, family->now), "tick");
        collect(family);
        for (int guard = 0; guard < 10000 && deliver_one(family); guard++)
            ;
        if (until && until(family, context))
            return true;
        family->now.ms += STEP_MS;
        fraction += STEP_MS;
        family->now.unix_seconds += fraction / 1000;
        fraction %= 1000;
    }
    return until == NULL;
}

struct named {
    size_t member;
    const char *name;
};

static bool knows(struct family *family, void *context)
{
    const struct named *named = context;
    struct peer peer;

    return is_ok(peer_by_name(family->member[named->member].engine->store, &peer, named->name));
}

bool family_pair(struct family *family, size_t guest)
{
    struct buffer text = {0};
    uint8_t rdv[16];
    struct named owner = {0, family->member[guest].name};
    struct named other = {guest, family->member[0].name};

    must(engine_invite(family->member[0].engine, family->now, family->member[guest].name,
                       1U << CARD_FRIEND | 1U << CARD_ENCLAVE | 1U << CARD_BACKUP |
                           1U << CARD_DEVICE,
                       &text, rdv),
         "invite");
    must(engine_join(family->member[guest].engine, family->now, buffer_slice(&text), rdv), "join");
    buffer_wipe(&text);
    return family_run(family, 30000, knows, &owner) && family_run(family, 30000, knows, &other);
}

static bool all_active(struct family *family, void *context)
{
    for (size_t i = 0; i < family->count; i++) {
        struct wallet wallet;
        if (!family->member[i].engine)
            continue;
        if (!is_ok(wallet_by_id(family->member[i].engine->store, &wallet, context)))
            continue;
        if (wallet.state != WALLET_ACTIVE)
            return false;
    }
    return true;
}

static bool all_asked(struct family *family, void *context)
{
    const size_t n = *(size_t *)context;

    for (size_t i = 1; i < n; i++) {
        struct ceremony *list = NULL;
        size_t count = 0;
        if (family->member[i].policy)
            continue;
        must(ceremony_all(family->member[i].engine->store, &list, &count), "ceremonies");
        bool found = false;
        for (size_t c = 0; c < count; c++)
            found |= list[c].state == CEREMONY_ASKED;
        ceremony_list_free(list, count);
        if (!found)
            return false;
    }
    return true;
}

bool family_wallet(struct family *family, uint16_t t, uint16_t n, uint8_t wallet[static 32])
{
    const char *names[FAMILY_MAX];
    uint8_t cid[32];
    size_t people = n;
    struct wallet_order order = {.name = "savings",
                                 .t = t,
                                 .guardians = names,
                                 .guardian_count = n - 1U,
                                 .network = NETWORK_REGTEST,
                                 .chain_id = 31337};
    struct wallet made;

    for (size_t i = 1; i < n; i++)
        names[i - 1] = family->member[i].name;
    must(engine_create_wallet(family->member[0].engine, family->now, &order, cid), "create");
    if (!family_run(family, 60000, all_asked, &people))
        return false;
    for (size_t i = 1; i < n; i++)
        if (!family->member[i].policy)
            must(engine_answer_ceremony(family->member[i].engine, family->now, cid, true), "yes");
    must(wallet_by_name(family->member[0].engine->store, &made, "savings"), "wallet");
    memcpy(wallet, made.id, 32);
    return family_run(family, 60000, all_active, wallet);
}
