/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/crypto/knowledge.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

TestSuite(knowledge, .init = crypto_start, .timeout = 60);

/* The known answer: secret, point, context and proof, and the random bytes behind it. */
struct answer {
    struct scalar secret;
    struct point point;
    uint8_t ctx[69], proof[65];
    struct knowledge_context context;
    struct scripted_rng rng;
};

static void load(struct answer *a)
{
    cJSON *root = vectors_load("tests/vectors/gw1-selfmade/kat.json");
    uint8_t bytes[33], random[32];

    vectors_hex_at(bytes, 32, root, "pok.secret");
    cr_assert(is_ok(scalar_read(&a->secret, bytes)));
    vectors_hex_at(bytes, 33, root, "pok.point");
    cr_assert(is_ok(point_read(&a->point, bytes)));
    vectors_hex_at(a->ctx, sizeof a->ctx, root, "pok.ctx");
    vectors_hex_at(a->proof, sizeof a->proof, root, "pok.proof");
    vectors_hex_at(random, sizeof random, root, "pok.aux_rand");
    a->context = (struct knowledge_context){
        .purpose = a->ctx[0],
        .hash = a->ctx + 1,
        .index = (uint16_t)(a->ctx[33] << 8 | a->ctx[34]),
        .lane = a->ctx[35],
        .scheme = a->ctx[36],
        .extra = slice_of(a->ctx + 37, 32),
    };
    scripted_rng_seed(&a->rng, 0);
    scripted_rng_push(&a->rng, random, sizeof random);
    cJSON_Delete(root);
}

Test(knowledge, agrees_with_the_known_answer)
{
    struct answer a;
    uint8_t proof[65];

    load(&a);
    cr_assert_eq(a.context.purpose, KNOWLEDGE_AUDIT);
    cr_assert(is_ok(knowledge_prove(proof, &a.secret, &a.point, &a.context, &a.rng.base)));
    cr_assert_arr_eq(proof, a.proof, 65);
    cr_assert_eq(a.rng.used, 32);
    cr_assert(is_ok(knowledge_verify(a.proof, &a.point, &a.context)));
    scripted_rng_free(&a.rng);
}

Test(knowledge, every_changed_bit_is_refused)
{
    struct answer a;

    load(&a);
    for (int bit = 0; bit < 65 * 8; bit++) {
        uint8_t proof[65];
        memcpy(proof, a.proof, 65);
        proof[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        const enum error_code code = knowledge_verify(proof, &a.point, &a.context).code;
        cr_assert(code == ERROR_KNOWLEDGE_FALSE || code == ERROR_KNOWLEDGE_ENCODING);
    }
    scripted_rng_free(&a.rng);
}

Test(knowledge, belongs_to_its_context_alone)
{
    struct answer a;
    uint8_t other_hash[32] = {1}, other_extra[32] = {2};

    load(&a);
    for (int field = 0; field < 7; field++) {
        struct knowledge_context context = a.context;
        if (field == 0)
            context.purpose = KNOWLEDGE_ACK;
        if (field == 1)
            context.hash = other_hash;
        if (field == 2)
            context.index ^= 1;
        if (field == 3)
            context.lane ^= 1;
        if (field == 4)
            context.scheme ^= 1;
        if (field == 5)
            context.extra = slice_of(other_extra, 32);
        if (field == 6)
            context.extra = slice_of(NULL, 0);
        cr_assert_eq(knowledge_verify(a.proof, &a.point, &context).code, ERROR_KNOWLEDGE_FALSE);
    }
    scripted_rng_free(&a.rng);
}

Test(knowledge, belongs_to_its_point_alone)
{
    struct answer a;

    load(&a);
    const struct point minus = point_negate(&a.point), none = point_infinity();
    cr_assert_eq(knowledge_verify(a.proof, &minus, &a.context).code, ERROR_KNOWLEDGE_FALSE);
    cr_assert_eq(knowledge_verify(a.proof, &none, &a.context).code, ERROR_KNOWLEDGE_FALSE);
    scripted_rng_free(&a.rng);
}

Test(knowledge, refuses_encodings_that_are_not_canonical)
{
    static const uint8_t order[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
                                      0xBA, 0xAE, 0xDC, 0xE6, 0xAF, 0x48, 0xA0, 0x3B,
                                      0xBF, 0xD2, 0x5E, 0x8C, 0xD0, 0x36, 0x41, 0x41};
    struct answer a;
    uint8_t proof[65];

    load(&a);
    memcpy(proof, a.proof, 65);
    memcpy(proof + 33, order, 32);
    cr_assert_eq(knowledge_verify(proof, &a.point, &a.context).code, ERROR_KNOWLEDGE_ENCODING);
    memcpy(proof, a.proof, 65);
    memset(proof, 0, 33); /* infinity */
    cr_assert_eq(knowledge_verify(proof, &a.point, &a.context).code, ERROR_KNOWLEDGE_ENCODING);
    memcpy(proof, a.proof, 65);
    proof[0] = 4;
    cr_assert_eq(knowledge_verify(proof, &a.point, &a.context).code, ERROR_KNOWLEDGE_ENCODING);
    scripted_rng_free(&a.rng);
}

Test(knowledge, gives_out_nothing_for_a_point_of_another_secret)
{
    struct answer a;
    uint8_t proof[65], before[65];

    load(&a);
    memset(proof, 0x77, 65);
    memcpy(before, proof, 65);
    const struct point other = point_negate(&a.point), none = point_infinity();
    cr_assert_eq(knowledge_prove(proof, &a.secret, &other, &a.context, &a.rng.base).code,
                 ERROR_KNOWLEDGE_FALSE);
    cr_assert_eq(knowledge_prove(proof, &a.secret, &none, &a.context, &a.rng.base).code,
                 ERROR_KNOWLEDGE_FALSE);
    cr_assert_arr_eq(proof, before, 65);
    scripted_rng_free(&a.rng);
}

Test(knowledge, other_contexts_have_other_nonces_even_with_the_same_randomness)
{
    struct answer a;
    uint8_t first[65], second[65];
    const uint8_t zeros[32] = {0};

    load(&a);
    scripted_rng_push(&a.rng, zeros, 32);
    struct knowledge_context other = a.context;
    other.index++;
    cr_assert(is_ok(knowledge_prove(first, &a.secret, &a.point, &a.context, &a.rng.base)));
    cr_assert(is_ok(knowledge_prove(second, &a.secret, &a.point, &other, &a.rng.base)));
    cr_assert_neq(memcmp(first, second, 33), 0);
    scripted_rng_free(&a.rng);
}
