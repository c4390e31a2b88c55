/* SPDX-License-Identifier: MIT */
#include "core/engine/engine.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/engine/engine_state.h"

enum { STORE_ERRORS_FIRST = 700, STORE_ERRORS_LAST = 710 };

bool engine_is_store_failure(result r)
{
    return (int)r.code >= STORE_ERRORS_FIRST && (int)r.code <= STORE_ERRORS_LAST;
}

void engine_notice(struct engine *engine, const char *format, ...)
{
    va_list arguments;

    engine->notices =
        memory_grow(engine->notices, engine->notice_count + 1, sizeof *engine->notices);
    va_start(arguments, format);
    vsnprintf(engine->notices[engine->notice_count++], NOTICE_MAX, format, arguments);
    va_end(arguments);
}

struct errand *engine_request(struct engine *engine, struct http_request *request,
                              enum errand_kind kind)
{
    const uint64_t ticket = ++engine->next_ticket;

    request->ticket = ticket;
    engine->requests =
        memory_grow(engine->requests, engine->request_count + 1, sizeof *engine->requests);
    engine->requests[engine->request_count++] = *request;
    memset(request, 0, sizeof *request);
    engine->errands =
        memory_grow(engine->errands, engine->errand_count + 1, sizeof *engine->errands);
    struct errand *errand = &engine->errands[engine->errand_count++];
    *errand = (struct errand){.ticket = ticket, .kind = kind};
    return errand;
}

/* What was queued since the last commit goes; what was released before stays. */
static void drop_unreleased(struct engine *engine)
{
    for (size_t i = engine->released; i < engine->request_count; i++) {
        for (size_t e = 0; e < engine->errand_count; e++) {
            if (engine->errands[e].ticket != engine->requests[i].ticket)
                continue;
            buffer_free(&engine->errands[e].envelope);
            engine->errands[e] = engine->errands[--engine->errand_count];
            break;
        }
        http_request_free(&engine->requests[i]);
    }
    engine->request_count = engine->released;
    engine->notice_count = engine->notices_released;
    engine->receipt_count = 0;
    for (size_t i = 0; i < engine->local_count; i++)
        buffer_free(&engine->local[i].bytes);
    engine->local_count = 0;
    engine->is_fetching = engine->is_asking_session = false;
    engine->is_creating = engine->is_acking = false;
    for (size_t e = 0; e < engine->errand_count; e++) {
        engine->is_fetching |= engine->errands[e].kind == ERRAND_FETCH;
        engine->is_asking_session |= engine->errands[e].kind == ERRAND_SESSION;
        engine->is_creating |= engine->errands[e].kind == ERRAND_CREATE_MAILBOX;
        engine->is_acking |= engine->errands[e].kind == ERRAND_ACK;
    }
}

/* After a rollback nothing in memory may be ahead of the store. */
static void forget_memory(struct engine *engine)
{
    create_flow_forget(engine);
    guard_flow_forget(engine);
    pay_flow_forget(engine);
    engine->counter = 0;
    engine->counter_reserved = 0;
}

/* A machine that slept may have been copied while it did. */
static void notice_suspend(struct engine *engine, uint64_t suspended_ms)
{
    enum { TOLERANCE_MS = 1000 };

    if (suspended_ms > engine->now.suspended_ms + TOLERANCE_MS) {
        guard_flow_forget(engine);
        pay_flow_forget(engine);
    }
}

result engine_step_begin(struct engine *engine, struct engine_clock clock)
{
    notice_suspend(engine, clock.suspended_ms);
    engine->now = clock;
    return store_begin(engine->store);
}

result engine_step_end(struct engine *engine, result done)
{
    if (is_ok(done))
        done = dispatch_local(engine);
    if (is_ok(done))
        done = courier_flush_receipts(engine);
    if (is_ok(done))
        done = store_commit(engine->store);
    if (!is_ok(done)) {
        store_rollback(engine->store);
        drop_unreleased(engine);
        forget_memory(engine);
        engine->must_scrub = false;
        return done;
    }
    engine->released = engine->request_count;
    engine->notices_released = engine->notice_count;
    if (engine->must_scrub)
        store_scrub(engine->store);
    engine->must_scrub = false;
    return OK;
}

static result open_parts(struct engine *engine)
{
    uint8_t seed[SELF_SEED_BYTES];

    TRY(self_load(engine->store, &engine->self));
    TRY(card_read(&engine->card, slice_of(engine->self.card, sizeof engine->self.card)));
    memcpy(seed, secret_lend(engine->self.mailbox_seed), sizeof seed);
    secret_take_back(engine->self.mailbox_seed);
    engine->mailbox = mailbox_key_from_seed(seed);
    memory_wipe(seed, sizeof seed);
    return post_office_load_keys(engine);
}

result engine_open(struct engine **out, struct store *store, const struct engine_settings *settings,
                   struct engine_clock clock)
{
    struct engine *engine = memory_new(1, sizeof *engine);

    engine->store = store;
    engine->rng = store_rng(store);
    engine->settings = *settings;
    engine->now = clock;
    engine->reassembly = reassembly_new();
    engine->router_state = FAIL(ROUTER_NOT_YET);
    const result done = open_parts(engine);
    if (!is_ok(done)) {
        engine_close(engine);
        return done;
    }
    *out = engine;
    return OK;
}

void engine_close(struct engine *engine)
{
    if (!engine)
        return;
    engine->released = 0;
    drop_unreleased(engine);
    forget_memory(engine);
    talk_flow_forget(engine);
    for (size_t i = 0; i < engine->errand_count; i++)
        buffer_free(&engine->errands[i].envelope);
    memory_free(engine->requests);
    memory_free(engine->notices);
    memory_free(engine->errands);
    memory_free(engine->receipts);
    memory_free(engine->held);
    memory_free(engine->local);
    memory_free(engine->dealings);
    memory_free(engine->events);
    buffer_free(&engine->audit.request);
    buffer_free(&engine->draft.payload);
    explanation_free(&engine->draft.explanation);
    post_office_free_keys(engine);
    reassembly_free(engine->reassembly);
    mailbox_session_wipe(&engine->session);
    mailbox_key_free(engine->mailbox);
    self_wipe(&engine->self);
    store_close(engine->store);
    memory_free(engine);
}

static result tick(struct engine *engine)
{
    TRY(post_office_tick(engine));
    TRY(create_flow_tick(engine));
    TRY(guard_flow_tick(engine));
    TRY(pay_flow_tick(engine));
    TRY(pair_flow_tick(engine));
    return courier_tick(engine);
}

result engine_tick(struct engine *engine, struct engine_clock clock)
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, tick(engine));
}

static result route_reply(struct engine *engine, struct errand *errand,
                          const struct http_reply *reply)
{
    switch (errand->kind) {
    case ERRAND_CREATE_MAILBOX:
    case ERRAND_SESSION:
    case ERRAND_FETCH:
    case ERRAND_ACK:
    case ERRAND_PUT_KEY:
    case ERRAND_GET_KEY:
        return post_office_reply(engine, errand, reply);
    case ERRAND_POST:
    case ERRAND_POST_VOLATILE:
        return courier_posted(engine, errand, reply);
    case ERRAND_RENDEZVOUS_POST:
        return pair_flow_posted(engine, errand, reply);
    case ERRAND_RENDEZVOUS_GET:
        return pair_flow_heard(engine, errand, reply);
    case ERRAND_TALK:
        return talk_flow_reply(engine, errand, reply);
    }
    return OK;
}

result engine_reply(struct engine *engine, struct engine_clock clock,
                    const struct http_reply *reply)
{
    struct errand errand = {0};

    for (size_t i = 0; i < engine->errand_count; i++) {
        if (engine->errands[i].ticket != reply->ticket)
            continue;
        errand = engine->errands[i];
        engine->errands[i] = engine->errands[--engine->errand_count];
        break;
    }
    if (errand.ticket == 0)
        return OK;
    TRY(engine_step_begin(engine, clock));
    result done = route_reply(engine, &errand, reply);
    buffer_free(&errand.envelope);
    if (is_ok(done))
        done = tick(engine);
    return engine_step_end(engine, done);
}

bool engine_next_request(struct engine *engine, struct http_request *out)
{
    if (engine->released == 0)
        return false;
    *out = engine->requests[0];
    engine->released--;
    engine->request_count--;
    memmove(&engine->requests[0], &engine->requests[1],
            engine->request_count * sizeof *engine->requests);
    return true;
}

bool engine_next_notice(struct engine *engine, char out[static NOTICE_MAX])
{
    if (engine->notices_released == 0)
        return false;
    memcpy(out, engine->notices[0], NOTICE_MAX);
    engine->notices_released--;
    engine->notice_count--;
    memmove(&engine->notices[0], &engine->notices[1],
            engine->notice_count * sizeof *engine->notices);
    return true;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t engine_wake_at(const struct engine *engine)
{
    uint64_t when = courier_wake_at(engine);

    when = earlier(when, guard_flow_wake_at(engine));
    when = earlier(when, pay_flow_wake_at(engine));
    when = earlier(when, engine->next_rendezvous_ms);
    return earlier(when, engine->next_housekeeping_ms);
}

struct store *engine_store(struct engine *engine)
{
    return engine->store;
}

const struct engine_settings *engine_settings_of(const struct engine *engine)
{
    return &engine->settings;
}

result engine_router_state(const struct engine *engine)
{
    return engine->router_state;
}

bool engine_is_quiet(struct engine *engine)
{
    for (size_t i = 0; i < engine->errand_count; i++)
        if (engine->errands[i].kind == ERRAND_POST ||
            engine->errands[i].kind == ERRAND_POST_VOLATILE ||
            engine->errands[i].kind == ERRAND_RENDEZVOUS_POST)
            return false;
    return engine->request_count == 0;
}

result engine_record(struct engine *engine, struct epoch_record *out,
                     const uint8_t wallet[static 32])
{
    struct epoch epoch SCOPED(epoch_free) = {0};

    TRY(epoch_current(engine->store, &epoch, wallet));
    return record_read(out, buffer_slice(&epoch.record));
}

static const char *chain_id_of(enum account_kind kind)
{
    return kind == ACCOUNT_ETHEREUM ? "ethereum" : "bitcoin";
}

result engine_account(struct engine *engine, struct account *out, const struct wallet *wallet,
                      const struct epoch_record *record, enum account_kind kind)
{
    struct account account = {.kind = kind,
                              .network = (enum network)wallet->network,
                              .chain_id = wallet->chain_id,
                              .any_network = !wallet->is_mine,
                              .lane = kind == ACCOUNT_TAPROOT ? LANE_SCHNORR : LANE_ECDSA};

    for (size_t i = 0; engine->settings.chains[i]; i++)
        if (strcmp(engine->settings.chains[i]->id, chain_id_of(kind)) == 0)
            account.chain = engine->settings.chains[i];
    CHECK(account.chain, INTERNAL);
    point_write(account.key, &record->lane[account.lane].key);
    memcpy(account.chaincode, record->lane[account.lane].chaincode, sizeof account.chaincode);
    *out = account;
    return OK;
}
