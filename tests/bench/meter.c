/* SPDX-License-Identifier: MIT */
#include "bench/meter.h"

#include <secp256k1.h>
#include <string.h>
#include <time.h>

#include "core/ceremony/dealing.h"
#include "core/ceremony/sign_ecdsa.h"
#include "core/ceremony/sign_schnorr.h"
#include "core/engine/engine.h"
#include "core/message/envelope.h"
#include "core/message/frame.h"
#include "core/store/store.h"

enum { REFERENCE_BATCH = 8, WATCHED_MAX = 8 };

static struct {
    const struct engine *engine;
    struct meter *meter;
} watched[WATCHED_MAX];
static size_t watched_count;

static struct meter *current; /* NULL: nobody's */
static enum meter_kind kind;
static uint64_t since;
static uint64_t clock_ns; /* what reading the clock takes: not the party's time */

static uint64_t read_clock(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t meter_cpu_ns(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

uint64_t meter_wall_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

/* From now on the time is of another kind; gives the one before. */
static enum meter_kind turn(enum meter_kind next)
{
    const enum meter_kind before = kind;

    if (!current)
        return before;
    const uint64_t now = meter_cpu_ns();
    current->cpu_ns[kind] += now - since > clock_ns ? now - since - clock_ns : 0;
    since = now;
    kind = next;
    return before;
}

/* The smallest of many is what it takes when nothing comes in between. */
static void weigh_clock(void)
{
    clock_ns = UINT64_MAX;
    for (int i = 0; i < 1000; i++) {
        const uint64_t start = meter_cpu_ns(), passed = meter_cpu_ns() - start;

        if (passed < clock_ns)
            clock_ns = passed;
    }
}

void meter_start(struct meter *meter, enum meter_kind first)
{
    if (clock_ns == 0)
        weigh_clock();
    current = meter;
    kind = first;
    since = meter_cpu_ns();
}

void meter_stop(void)
{
    (void)turn(kind);
    current = NULL;
}

void meter_watch(const struct engine *engine, struct meter *meter)
{
    if (!engine)
        watched_count = 0;
    else if (watched_count < WATCHED_MAX) {
        watched[watched_count].engine = engine;
        watched[watched_count++].meter = meter;
    }
}

double meter_reference_ns(void)
{
    static secp256k1_context *context;
    static uint8_t key[32] = {1, 2, 3}, digest[32];
    secp256k1_ecdsa_signature signature;

    if (!context)
        context = secp256k1_context_create(SECP256K1_CONTEXT_SIGN);
    const uint64_t start = meter_cpu_ns();
    for (int i = 0; i < REFERENCE_BATCH; i++) {
        digest[0]++;
        if (!secp256k1_ecdsa_sign(context, &signature, digest, key, NULL, NULL))
            return 0;
    }
    return (double)(meter_cpu_ns() - start - clock_ns) / REFERENCE_BATCH;
}

/* ---- what the linker puts between the caller and the real one ---- */

#define WRAP(type, name, parameters, arguments, what)                                              \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        const enum meter_kind before = turn(what);                                                 \
        const type answer = __real_##name arguments;                                               \
        (void)turn(before);                                                                        \
        return answer;                                                                             \
    }

WRAP(result, frame_read, (struct frame * out, struct slice bytes), (out, bytes), METER_FRAMES)
WRAP(result, frame_read_next, (struct frame * out, struct slice *rest), (out, rest), METER_FRAMES)
WRAP(result, envelope_open,
     (struct envelope_content * out, struct slice envelope,
      const struct envelope_receiver *receiver),
     (out, envelope, receiver), METER_ENVELOPES)
WRAP(result, store_begin, (struct store * store), (store), METER_STORE)
WRAP(result, store_run, (struct store * store, const char *sql, const struct value *values),
     (store, sql, values), METER_STORE)
WRAP(bool, rows_next, (struct rows * rows), (rows), METER_STORE)
WRAP(result, store_unseal,
     (struct store * store, struct secret **out, const char *place, struct slice row,
      struct slice sealed),
     (store, out, place, row, sealed), METER_STORE)

WRAP(result, dealing_new,
     (struct dealing * *out, struct slice proposal, const uint8_t *self,
      const struct epoch_record *previous),
     (out, proposal, self, previous), METER_PROTOCOL)
WRAP(result, dealing_begin,
     (struct dealing * dealing, struct dealing_step *out, struct secret *shares,
      const struct identity *identity, struct rng *rng),
     (dealing, out, shares, identity, rng), METER_PROTOCOL)
WRAP(result, dealing_accept,
     (struct dealing * dealing, struct dealing_step *out, const struct frame *frame,
      const struct identity *identity, struct rng *rng),
     (dealing, out, frame, identity, rng), METER_PROTOCOL)
WRAP(result, dealing_acknowledge,
     (struct dealing * dealing, struct dealing_step *out, struct secret **shares,
      const struct identity *identity, struct rng *rng),
     (dealing, out, shares, identity, rng), METER_PROTOCOL)
WRAP(result, schnorr_signer_offer,
     (struct schnorr_signer * signer, struct buffer *out, enum schnorr_code *code,
      const struct frame *request, const struct scalar *share, struct schnorr_clock clock),
     (signer, out, code, request, share, clock), METER_PROTOCOL)
WRAP(result, schnorr_signer_review,
     (struct schnorr_signer * signer, enum schnorr_code *code, const struct frame *request,
      const struct schnorr_task *task, struct schnorr_clock clock),
     (signer, code, request, task, clock), METER_PROTOCOL)
WRAP(result, schnorr_signer_sign,
     (struct schnorr_signer * signer, struct buffer *out, enum schnorr_code *code,
      const struct frame *request, const struct schnorr_task *task, const struct scalar *share,
      struct schnorr_clock clock),
     (signer, out, code, request, task, share, clock), METER_PROTOCOL)
WRAP(result, sign_ecdsa_new,
     (struct sign_ecdsa * *out, const struct sign_ecdsa_setting *setting,
      const struct ecdsa_request *request, const struct ecdsa_item *items, size_t item_count,
      const struct scalar *share, uint64_t now_ms),
     (out, setting, request, items, item_count, share, now_ms), METER_PROTOCOL)
WRAP(bool, sign_ecdsa_feed,
     (struct sign_ecdsa * session, const struct frame *frame, uint64_t now_ms),
     (session, frame, now_ms), METER_PROTOCOL)
WRAP(bool, sign_ecdsa_feed_bundle,
     (struct sign_ecdsa * session, struct slice bundle, uint64_t now_ms), (session, bundle, now_ms),
     METER_PROTOCOL)

#define WRAP_VOID(name, parameters, arguments, what)                                               \
    void __real_##name parameters;                                                                 \
    void __wrap_##name parameters;                                                                 \
    void __wrap_##name parameters                                                                  \
    {                                                                                              \
        const enum meter_kind before = turn(what);                                                 \
        __real_##name arguments;                                                                   \
        (void)turn(before);                                                                        \
    }

WRAP_VOID(rows_open,
          (struct rows * rows, struct store *store, const char *sql, const struct value *values),
          (rows, store, sql, values), METER_STORE)
WRAP_VOID(rows_close, (struct rows * rows), (rows), METER_STORE)
WRAP_VOID(store_scrub, (struct store * store), (store), METER_STORE)
WRAP_VOID(store_rollback, (struct store * store), (store), METER_STORE)
WRAP_VOID(store_seal,
          (struct store * store, struct buffer *out, const char *place, struct slice row,
           struct slice plain),
          (store, out, place, row, plain), METER_STORE)

void __real_frame_write(struct buffer *out, uint8_t type, const uint8_t *ctx, struct slice body,
                        const struct identity *signer);
void __wrap_frame_write(struct buffer *out, uint8_t type, const uint8_t *ctx, struct slice body,
                        const struct identity *signer);
void __wrap_frame_write(struct buffer *out, uint8_t type, const uint8_t *ctx, struct slice body,
                        const struct identity *signer)
{
    const enum meter_kind before = turn(METER_FRAMES);

    __real_frame_write(out, type, ctx, body, signer);
    if (current)
        current->frames_written++;
    (void)turn(before);
}

result __real_frame_verify(const struct frame *frame);
result __wrap_frame_verify(const struct frame *frame);
result __wrap_frame_verify(const struct frame *frame)
{
    const enum meter_kind before = turn(METER_FRAMES);
    const result out = __real_frame_verify(frame);

    if (current)
        current->frames_verified++;
    (void)turn(before);
    return out;
}

result __real_envelope_seal(struct buffer *out, const struct envelope_head *head, struct slice body,
                            const struct identity *sender, const struct card *recipient,
                            const struct receive_key *key, struct rng *rng);
result __wrap_envelope_seal(struct buffer *out, const struct envelope_head *head, struct slice body,
                            const struct identity *sender, const struct card *recipient,
                            const struct receive_key *key, struct rng *rng);
result __wrap_envelope_seal(struct buffer *out, const struct envelope_head *head, struct slice body,
                            const struct identity *sender, const struct card *recipient,
                            const struct receive_key *key, struct rng *rng)
{
    const enum meter_kind before = turn(METER_ENVELOPES);
    const size_t size = out->size;
    const result done = __real_envelope_seal(out, head, body, sender, recipient, key, rng);

    if (current)
        current->envelope_bytes += out->size - size;
    (void)turn(before);
    return done;
}

static struct meter *meter_of(const struct engine *engine)
{
    for (size_t i = 0; i < watched_count; i++)
        if (watched[i].engine == engine)
            return watched[i].meter;
    return NULL;
}

/* An engine at work; what it is called from is not metered itself. */
#define WRAP_ENGINE(name, parameters, arguments)                                                   \
    result __real_##name parameters;                                                               \
    result __wrap_##name parameters;                                                               \
    result __wrap_##name parameters                                                                \
    {                                                                                              \
        struct meter *const meter = meter_of(engine);                                              \
        if (meter)                                                                                 \
            meter_start(meter, METER_ENGINE);                                                      \
        const result answer = __real_##name arguments;                                             \
        if (meter)                                                                                 \
            meter_stop();                                                                          \
        return answer;                                                                             \
    }

WRAP_ENGINE(engine_tick, (struct engine * engine, struct engine_clock clock), (engine, clock))

static uint64_t last_reply_ns;

uint64_t meter_last_reply_ns(void)
{
    return last_reply_ns;
}

result __real_engine_reply(struct engine *engine, struct engine_clock clock,
                           const struct http_reply *reply);
result __wrap_engine_reply(struct engine *engine, struct engine_clock clock,
                           const struct http_reply *reply);
result __wrap_engine_reply(struct engine *engine, struct engine_clock clock,
                           const struct http_reply *reply)
{
    struct meter *const meter = meter_of(engine);

    last_reply_ns = meter_wall_ns();
    if (meter)
        meter_start(meter, METER_ENGINE);
    const result answer = __real_engine_reply(engine, clock, reply);
    if (meter)
        meter_stop();
    return answer;
}

result __real_store_commit(struct store *store);
result __wrap_store_commit(struct store *store);
result __wrap_store_commit(struct store *store)
{
    const enum meter_kind before = turn(METER_STORE);
    const uint64_t start = meter_wall_ns();
    const result done = __real_store_commit(store);

    if (current) {
        current->store_wall_ns += meter_wall_ns() - start;
        current->commits++;
    }
    (void)turn(before);
    return done;
}
