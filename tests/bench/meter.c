/* SPDX-License-Identifier: MIT */
#include "bench/meter.h"

#include <secp256k1.h>
#include <string.h>
#include <time.h>

#include "core/message/envelope.h"
#include "core/message/frame.h"
#include "core/store/store.h"

enum { REFERENCE_BATCH = 8 };

static struct meter *current; /* NULL: nobody's */
static enum meter_kind kind;
static uint64_t since;

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
    current->cpu_ns[kind] += now - since;
    since = now;
    kind = next;
    return before;
}

void meter_start(struct meter *meter, enum meter_kind first)
{
    current = meter;
    kind = first;
    since = meter_cpu_ns();
}

void meter_stop(void)
{
    (void)turn(kind);
    current = NULL;
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
    return (double)(meter_cpu_ns() - start) / REFERENCE_BATCH;
}

/* ---- what the linker puts between the caller and the real one ---- */

#define WRAP(type, name, parameters, arguments, what)                                              \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        const enum meter_kind before = turn(what);                                                 \
        const type answer = __real_##name arguments;                                                \
        (void)turn(before);                                                                        \
        return answer;                                                                              \
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
