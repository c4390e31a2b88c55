/* SPDX-License-Identifier: MIT */
/* ecdsa_known.h - for tests: the worlds of vectors/w1-selfmade. Every random value is
 * SHAKE-256("w1-kat/1" | 00 | name); a signer's script is those values in the order of its draws.
 */
#ifndef GRIDLOCK_TESTS_SUPPORT_ECDSA_KNOWN_H
#define GRIDLOCK_TESTS_SUPPORT_ECDSA_KNOWN_H

#include <nettle/sha3.h>
#include <stdarg.h>

#include "support/ecdsa_world.h"
#include "support/vectors.h"

#define KNOWN_ANSWERS "tests/vectors/w1-selfmade/kat.json"
#define KNOWN_MUTATIONS "tests/vectors/w1-selfmade/negative.json"

static inline void known_value(uint8_t *out, size_t size, const char *format, ...)
{
    char name[128];
    struct sha3_256_ctx ctx;
    va_list args;

    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    sha3_256_init(&ctx);
    sha3_256_update(&ctx, 9, (const uint8_t *)"w1-kat/1");
    sha3_256_update(&ctx, strlen(name), (const uint8_t *)name);
    sha3_256_shake(&ctx, size, out);
}

#define KNOWN_PUSH(rng, size, ...)                                                                 \
    do {                                                                                           \
        uint8_t value_[64];                                                                        \
        known_value(value_, (size), __VA_ARGS__);                                                  \
        scripted_rng_push((rng), value_, (size));                                                  \
    } while (0)

/* What pair_setup_begin draws for x<me> toward x<peer>. */
static inline void known_push_half(struct scripted_rng *rng, const char *setup, int me, int peer)
{
    char at[64];

    snprintf(at, sizeof at, "%s/x%d-x%d", setup, me, peer);
    KNOWN_PUSH(rng, 32, "%s/nonce", at);
    KNOWN_PUSH(rng, 32, "%s/esk", at);
    KNOWN_PUSH(rng, 16, "%s/Delta", at);
    for (int i = 0; i < 128; i++) {
        KNOWN_PUSH(rng, 64, "%s/t/%d", at, i);
        KNOWN_PUSH(rng, 64, "%s/ro/%d", at, i);
    }
    for (int i = 0; i < 128; i++) {
        KNOWN_PUSH(rng, 64, "%s/t0/%d", at, i);
        KNOWN_PUSH(rng, 64, "%s/t1/%d", at, i);
    }
}

static inline void known_push_open(struct scripted_rng *rng, const char *session, int me)
{
    KNOWN_PUSH(rng, 32, "%s/x%d/open-nonce", session, me);
}

/* Rounds 1 and 2 of x<me> with signers xs. */
static inline void known_push_rounds(struct scripted_rng *rng, const char *session, int me,
                                     const int *xs, size_t t, size_t m)
{
    for (size_t k = 0; k < m; k++) {
        KNOWN_PUSH(rng, 32, "%s/x%d/item%zu/r-fresh", session, me, k);
        KNOWN_PUSH(rng, 32, "%s/x%d/item%zu/phi-fresh", session, me, k);
        KNOWN_PUSH(rng, 32, "%s/x%d/item%zu/b", session, me, k);
    }
    for (size_t i = 0; i < t; i++)
        for (size_t k = 0; xs[i] != me && k < m; k++) {
            KNOWN_PUSH(rng, 64, "%s/x%d/item%zu/to-x%d/beta", session, me, k, xs[i]);
            KNOWN_PUSH(rng, 16, "%s/x%d/item%zu/to-x%d/mask", session, me, k, xs[i]);
        }
    for (size_t i = 0; i < t; i++)
        for (size_t k = 0; xs[i] != me && k < m; k++)
            KNOWN_PUSH(rng, 64, "%s/x%d/item%zu/from-x%d/ah", session, me, k, xs[i]);
}

/* The committee of a case: only its signers have devices that work. */
static inline struct world *known_world(const cJSON *kat, int number)
{
    struct world *w = calloc(1, sizeof *w);
    const cJSON *epoch =
        cJSON_GetObjectItem(cJSON_GetArrayItem(vectors_at(kat, "cases"), number), "epoch");
    static uint8_t bytes[4096];
    uint8_t seed[32], share[32], none[32] = {0};
    const cJSON *signer;

    crypto_start();
    w->now = 1000000;
    const size_t size = vectors_hex(bytes, sizeof bytes, vectors_at(epoch, "record"));
    cr_assert(is_ok(record_read(&w->record, slice_of(bytes, size))));
    vectors_hex_at(seed, 32, epoch, "epoch_hash");
    cr_assert_arr_eq(w->record.hash, seed, 32);
    cJSON_ArrayForEach(signer, vectors_at(epoch, "signers"))
    {
        struct scalar x;
        vectors_hex_at(seed, 32, signer, "id_seed");
        vectors_hex_at(share, 32, signer, "share");
        cr_assert(is_ok(scalar_read(&x, share)));
        const uint16_t seat = (uint16_t)vectors_number_at(signer, "seat");
        world_add(w, seat, seed, &x);
        w->device[seat].rng.strict = 1;
        cr_assert_arr_eq(w->device[seat].identity->sign_pk, w->record.id_pk[seat], 32);
    }
    for (uint16_t j = 0; j < w->record.n; j++)
        if (!w->device[j].identity) {
            const struct scalar zero = scalar_zero();
            world_add(w, j, none, &zero);
            w->device[j].is_dead = true;
        }
    vectors_hex_at(seed, 32, kat, "coordinator.seed");
    w->owner = world_identity(seed);
    return w;
}

struct known_session {
    const cJSON *json;
    const char *name;
    int xs[ECDSA_SEATS_MAX];
    size_t t, m;
    struct ecdsa_order order;
};

static inline struct known_session known_session_of(struct world *w, const cJSON *kat, int number,
                                                    int which)
{
    struct known_session s = {0};
    char path[64];

    snprintf(path, sizeof path, "cases.%d.sessions.%d", number, which);
    s.json = vectors_at(kat, path);
    s.name = vectors_string_at(s.json, "name");
    s.m = (size_t)vectors_number_at(s.json, "m");
    const cJSON *x;
    uint16_t seats[ECDSA_SEATS_MAX];
    cJSON_ArrayForEach(x, vectors_at(s.json, "signers_x"))
    {
        s.xs[s.t] = x->valueint;
        seats[s.t++] = (uint16_t)(x->valueint - 1);
    }
    w->item_count = s.m;
    for (size_t k = 0; k < s.m; k++) {
        const cJSON *item = cJSON_GetArrayItem(vectors_at(s.json, "items"), (int)k), *index;
        struct ecdsa_item *out = &w->items[k];
        memset(out, 0, sizeof *out);
        vectors_hex_at(out->digest, 32, item, "digest");
        cJSON_ArrayForEach(index, vectors_at(item, "path")) out->path[out->depth++] =
            (uint32_t)index->valuedouble;
        out->is_ethereum = out->depth && out->path[0] == 60;
    }
    s.order = world_order(w, seats);
    s.order.attempt = (uint16_t)vectors_number_at(s.json, "attempt");
    s.order.expiry = (uint64_t)vectors_number_at(s.json, "expiry");
    vectors_hex_at(s.order.intent_hash, 32, s.json, "intent_hash");
    return s;
}

/* Everything a whole session draws; `setup`: PAIRs are made inside, with these names. */
static inline void known_push_session(struct world *w, const struct known_session *s,
                                      const char *setup)
{
    for (size_t i = 0; i < s->t; i++) {
        struct scripted_rng *rng = &w->device[s->xs[i] - 1].rng;
        known_push_open(rng, s->name, s->xs[i]);
        for (size_t k = 0; setup && k < s->t; k++)
            if (k != i)
                known_push_half(rng, setup, s->xs[i], s->xs[k]);
        known_push_rounds(rng, s->name, s->xs[i], s->xs, s->t, s->m);
    }
}

#endif
