/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/crypto/frost.h"
#include "core/crypto/hash.h"
#include "core/crypto/lagrange.h"
#include "core/crypto/schnorr.h"
#include "frost_vectors.h"
#include "support/scripted_rng.h"

TestSuite(frost, .init = crypto_start);

/* --- BIP-445 --- */

static struct slice optional(uint8_t *room, size_t size, const cJSON *test, const char *name)
{
    const cJSON *item = cJSON_GetObjectItem(test, name);
    if (!item || cJSON_IsNull(item))
        return (struct slice){0};
    return slice_of(room, vectors_hex(room, size, item));
}

Test(frost, makes_the_nonces_of_bip445)
{
    cJSON *root = bip445("nonce_gen_vectors.json");
    const cJSON *test;
    size_t count = 0;

    cJSON_ArrayForEach(test, vectors_at(root, "valid_tests"))
    {
        uint8_t fresh[32], share[32], pubshare[33], key[32], message[64], extra[64];
        uint8_t expected[66], secret[64], commitment[66];
        struct scalar scalar;
        struct frost_nonce nonce;
        struct frost_seed seed = {.fresh = fresh};
        vectors_hex_at(fresh, 32, test, "rand_");
        if (optional(share, 32, test, "secshare").size) {
            cr_assert(is_ok(scalar_read_nonzero(&scalar, share)));
            seed.share = &scalar;
        }
        seed.pubshare = optional(pubshare, 33, test, "pubshare");
        seed.key_x = optional(key, 32, test, "thresh_pk");
        seed.message = optional(message, 64, test, "msg");
        seed.has_message = seed.message.data != NULL;
        seed.extra = optional(extra, 64, test, "extra_in");
        cr_assert(is_ok(frost_nonce_make(&nonce, commitment, &seed)));
        scalar_write(secret, &nonce.k[0]);
        scalar_write(secret + 32, &nonce.k[1]);
        vectors_hex_at(expected, 64, test, "expected.0");
        cr_assert_arr_eq(secret, expected, 64);
        vectors_hex_at(expected, 66, test, "expected.1");
        cr_assert_arr_eq(commitment, expected, 66);
        count++;
    }
    cr_assert_eq(count, 5);
    cJSON_Delete(root);
}

static int read_commitments(struct frost_commitment *out, size_t *count, const cJSON *root,
                            const cJSON *test)
{
    const cJSON *index;
    uint8_t bytes[66];

    *count = 0;
    cJSON_ArrayForEach(index, vectors_at(test, "pubnonce_indices"))
    {
        vectors_hex(bytes, 66, pick(root, "pubnonces", index));
        if (!is_ok(frost_commitment_read(&out[*count], bytes)))
            return (int)*count; /* who is to blame */
        ++*count;
    }
    return -1;
}

Test(frost, adds_up_the_nonces_of_bip445_and_names_who_sent_a_bad_one)
{
    cJSON *root = bip445("nonce_agg_vectors.json");
    struct frost_commitment each[8], sum;
    const cJSON *test;
    uint8_t expected[66], bytes[66];
    size_t count, tests = 0;

    cJSON_ArrayForEach(test, vectors_at(root, "valid_tests"))
    {
        cr_assert_eq(read_commitments(each, &count, root, test), -1);
        sum = frost_commitment_sum(each, count);
        frost_commitment_write(bytes, &sum);
        vectors_hex_at(expected, 66, test, "expected");
        cr_assert_arr_eq(bytes, expected, 66);
        cr_assert(is_ok(frost_commitment_read_sum(&sum, bytes)));
        tests++;
    }
    cJSON_ArrayForEach(test, vectors_at(root, "error_tests"))
    {
        cr_assert_eq(read_commitments(each, &count, root, test),
                     vectors_number_at(test, "error.signer_index"));
        tests++;
    }
    cr_assert_eq(tests, 5);
    cJSON_Delete(root);
}

Test(frost, signs_every_valid_case_of_bip445_byte_for_byte)
{
    cJSON *root = bip445("sign_verify_vectors.json");
    const cJSON *group, *test;
    size_t count = 0;

    cJSON_ArrayForEach(group, vectors_at(root, "test_groups"))
        cJSON_ArrayForEach(test, vectors_at(group, "valid_tests"))
    {
        uint8_t expected[32], partial[32];
        vectors_hex_at(expected, 32, test, "expected");
        cr_assert(is_ok(sign_case(partial, group, test)), "%lld", vectors_number_at(test, "tc_id"));
        cr_assert_arr_eq(partial, expected, 32);
        count++;
    }
    cr_assert_eq(count, 25);
    cJSON_Delete(root);
}

static enum error_code expected_code(const cJSON *error)
{
    const cJSON *message = cJSON_GetObjectItem(error, "message");
    static const struct {
        const char *words;
        enum error_code code;
    } table[] = {
        {"must be present", ERROR_FROST_SEATS},
        {"duplicate", ERROR_FROST_SEATS},
        {"identifier at index", ERROR_FROST_SEATS},
        {"between t and n", ERROR_FROST_SEATS},
        {"Invalid pubshare", ERROR_POINT_ENCODING},
        {"key material is incorrect", ERROR_FROST_SHARES},
        {"pubshare must be included", ERROR_FROST_SHARE_WRONG},
        {"secnonce value", ERROR_FROST_NONCE_GONE},
        {"secret share value", ERROR_FROST_SHARE_WRONG},
    };

    if (!message)
        return ERROR_POINT_ENCODING; /* a nonce that is not two points */
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strstr(message->valuestring, table[i].words))
            return table[i].code;
    return ERROR_NONE;
}

/* Also rows 49 and 57: seats that are no set; public shares that do not give the key. */
Test(frost, refuses_every_sign_error_of_bip445_for_its_reason)
{
    cJSON *root = bip445("sign_verify_vectors.json");
    const cJSON *group, *test;
    size_t count = 0;

    cJSON_ArrayForEach(group, vectors_at(root, "test_groups"))
        cJSON_ArrayForEach(test, vectors_at(group, "sign_error_tests"))
    {
        uint8_t partial[32];
        const enum error_code expected = expected_code(vectors_at(test, "error"));
        const enum error_code code = sign_case(partial, group, test).code;
        cr_assert_neq(expected, ERROR_NONE);
        cr_assert_eq(code, expected, "%lld: %s", vectors_number_at(test, "tc_id"),
                     error_name(code));
        count++;
    }
    cr_assert_eq(count, 48);
    cJSON_Delete(root);
}

/* Verifies a case that lists every commitment. */
static result verify_case(const cJSON *group, const cJSON *test, const uint8_t partial[static 32])
{
    struct frost_signers signers;
    struct frost_commitment each[8], sum;
    struct frost_session session;
    struct tweak tweak;
    uint8_t message[64];
    size_t count;
    const int at = (int)vectors_number_at(test, "signer_index");
    const int id = cJSON_GetArrayItem(vectors_at(test, "ids"), at)->valueint;

    TRY(read_signers(&signers, group, test));
    CHECK(read_commitments(each, &count, group, test) < 0, POINT_ENCODING);
    sum = frost_commitment_sum(each, count);
    TRY(read_tweak(&tweak, group, test));
    const size_t size = read_message(message, test);
    TRY(frost_session_fill(&session, &signers, &sum, &tweak, slice_of(message, size)));
    return frost_verify(partial, &each[at], &session, &signers,
                        (size_t)frost_signers_find(&signers, (uint16_t)id));
}

Test(frost, verifies_what_bip445_verifies_and_nothing_else)
{
    cJSON *root = bip445("sign_verify_vectors.json");
    const cJSON *group, *test;
    uint8_t partial[32];
    size_t valid = 0, failing = 0, errors = 0;

    cJSON_ArrayForEach(group, vectors_at(root, "test_groups"))
    {
        cJSON_ArrayForEach(test, vectors_at(group, "valid_tests"))
        {
            cJSON *copy = cJSON_Duplicate(test, 1);
            const cJSON *ids = vectors_at(test, "ids");
            int at = 0;
            while (cJSON_GetArrayItem(ids, at)->valueint != vectors_number_at(test, "my_id"))
                at++;
            cJSON_AddNumberToObject(copy, "signer_index", at);
            vectors_hex_at(partial, 32, test, "expected");
            cr_assert(is_ok(verify_case(group, copy, partial)));
            cJSON_Delete(copy);
            valid++;
        }
        cJSON_ArrayForEach(test, vectors_at(group, "verify_fail_tests"))
        {
            vectors_hex_at(partial, 32, test, "psig");
            cr_assert_eq(verify_case(group, test, partial).code, ERROR_FROST_PARTIAL);
            failing++;
        }
        cJSON_ArrayForEach(test, vectors_at(group, "verify_error_tests"))
        {
            vectors_hex_at(partial, 32, test, "psig");
            cr_assert_eq(verify_case(group, test, partial).code, ERROR_POINT_ENCODING);
            errors++;
        }
    }
    cr_assert(valid == 25 && failing == 12 && errors == 8);
    cJSON_Delete(root);
}

static result aggregate_case(uint8_t signature[static 64], struct frost_session *session,
                             const cJSON *group, const cJSON *test)
{
    struct frost_signers signers;
    uint8_t partials[8 * 32];
    const cJSON *item;
    size_t size = 0;

    TRY(read_session(session, &signers, group, test));
    cJSON_ArrayForEach(item, vectors_at(test, "psigs")) size +=
        vectors_hex(partials + size, sizeof partials - size, item);
    return frost_aggregate(signature, slice_of(partials, size), session, &signers);
}

Test(frost, aggregates_as_bip445_does)
{
    cJSON *root = bip445("sig_agg_vectors.json");
    const cJSON *group, *test;
    struct frost_session session;
    uint8_t signature[64], expected[64], message[64];
    size_t valid = 0, errors = 0;

    cJSON_ArrayForEach(group, vectors_at(root, "test_groups"))
    {
        cJSON_ArrayForEach(test, vectors_at(group, "valid_tests"))
        {
            cr_assert(is_ok(aggregate_case(signature, &session, group, test)));
            vectors_hex_at(expected, 64, test, "expected");
            cr_assert_arr_eq(signature, expected, 64);
            const size_t size = read_message(message, test);
            cr_assert(is_ok(schnorr_verify(signature, session.key_x, slice_of(message, size))));
            valid++;
        }
        cJSON_ArrayForEach(test, vectors_at(group, "error_tests"))
        {
            cr_assert_eq(aggregate_case(signature, &session, group, test).code,
                         ERROR_FROST_PARTIAL);
            errors++;
        }
    }
    cr_assert_eq(valid + errors, 22);
    cJSON_Delete(root);
}

/* --- the life-cycle known answers --- */

/* The known answers draw their randomness from a ratchet that the product no longer has. */
static void ratchet_rand(uint8_t out[static 32], const cJSON *sign, int at)
{
    uint8_t seed[32], stream[16];
    char path[32];
    struct hash_tagged hash;

    snprintf(path, sizeof path, "ratchet_seed.%d", at);
    vectors_hex_at(seed, 32, sign, path);
    snprintf(path, sizeof path, "stream.%d", at);
    vectors_hex_at(stream, 16, sign, path);
    hash_tagged_begin(&hash, "gw/1/nonce-ratchet");
    hash_tagged_add(&hash, seed, 32);
    hash_tagged_add(&hash, stream, 16);
    hash_tagged_add_u64(&hash, 0);
    hash_tagged_add_u8(&hash, 1);
    hash_tagged_end(&hash, out);
}

static void replay(const char *epoch, const char *session_name)
{
    cJSON *root = vectors_load("tests/vectors/gw1-selfmade/kat.json");
    const cJSON *record = vectors_at(root, epoch), *sign = vectors_at(root, session_name);
    const size_t count = (size_t)cJSON_GetArraySize(vectors_at(sign, "seats"));
    const size_t n = (size_t)cJSON_GetArraySize(vectors_at(record, "shares.0"));
    uint16_t seats[8];
    struct point pubshares[8], group;
    struct scalar shares[8];
    struct frost_nonce nonces[8];
    struct frost_commitment each[8];
    uint8_t bytes[66], expected[66], extra[56], message[32], chaincode[32], partials[8 * 32];
    char path[64];

    vectors_hex_at(bytes, 33, record, "Q.0");
    cr_assert(is_ok(point_read(&group, bytes)));
    vectors_hex_at(chaincode, 32, record, "chaincodes.0");
    vectors_hex_at(message, 32, sign, "msg");
    vectors_hex_at(extra, 32, record, "epoch_hash");
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "seats.%zu", i);
        seats[i] = (uint16_t)vectors_number_at(sign, path);
        snprintf(path, sizeof path, "shares.0.%u", seats[i]);
        vectors_hex_at(bytes, 32, record, path);
        cr_assert(is_ok(scalar_read_nonzero(&shares[i], bytes)));
        snprintf(path, sizeof path, "pubshares.0.%u", seats[i]);
        vectors_hex_at(bytes, 33, record, path);
        cr_assert(is_ok(point_read(&pubshares[i], bytes)));
        uint8_t fresh[32], commitment[66], secret[64];
        ratchet_rand(fresh, sign, (int)i);
        snprintf(path, sizeof path, "stream.%zu", i);
        vectors_hex_at(extra + 32, 16, sign, path);
        memset(extra + 48, 0, 8);
        cr_assert(is_ok(frost_nonce_make(&nonces[i], commitment,
                                         &(struct frost_seed){.fresh = fresh,
                                                              .share = &shares[i],
                                                              .pubshare = slice_of(bytes, 33),
                                                              .extra = slice_of(extra, 56)})));
        scalar_write(secret, &nonces[i].k[0]);
        scalar_write(secret + 32, &nonces[i].k[1]);
        snprintf(path, sizeof path, "secnonce.%zu", i);
        vectors_hex_at(expected, 64, sign, path);
        cr_assert_arr_eq(secret, expected, 64);
        snprintf(path, sizeof path, "pubnonce.%zu", i);
        vectors_hex_at(expected, 66, sign, path);
        cr_assert_arr_eq(commitment, expected, 66);
        cr_assert(is_ok(frost_commitment_read(&each[i], commitment)));
    }

    struct frost_signers signers;
    struct frost_session session;
    struct tweak tweak;
    uint32_t steps[4];
    const size_t depth = (size_t)cJSON_GetArraySize(vectors_at(sign, "path"));
    for (size_t i = 0; i < depth; i++)
        steps[i] = (uint32_t)cJSON_GetArrayItem(vectors_at(sign, "path"), (int)i)->valueint;
    cr_assert(is_ok(frost_signers_fill(&signers, &group, (uint16_t)count, (uint16_t)n, seats,
                                       pubshares, count)));
    cr_assert(is_ok(tweak_for_path(&tweak, &group, chaincode, steps, depth)));
    const struct frost_commitment sum = frost_commitment_sum(each, count);
    frost_commitment_write(bytes, &sum);
    vectors_hex_at(expected, 66, sign, "aggnonce");
    cr_assert_arr_eq(bytes, expected, 66);
    cr_assert(is_ok(frost_session_fill(&session, &signers, &sum, &tweak, slice_of(message, 32))));
    vectors_hex_at(expected, 32, sign, "output_key");
    cr_assert_arr_eq(session.key_x, expected, 32);
    scalar_write(bytes, &session.b);
    vectors_hex_at(expected, 32, sign, "b");
    cr_assert_arr_eq(bytes, expected, 32);
    scalar_write(bytes, &session.e);
    vectors_hex_at(expected, 32, sign, "e");
    cr_assert_arr_eq(bytes, expected, 32);
    point_write(bytes, &session.r);
    vectors_hex_at(expected, 33, sign, "R");
    cr_assert_arr_eq(bytes, expected, 33);
    for (size_t i = 0; i < count; i++) {
        cr_assert(
            is_ok(frost_sign(partials + 32 * i, &nonces[i], &shares[i], &session, &signers, i)));
        snprintf(path, sizeof path, "psig.%zu", i);
        vectors_hex_at(expected, 32, sign, path);
        cr_assert_arr_eq(partials + 32 * i, expected, 32);
    }
    cr_assert(is_ok(frost_aggregate(bytes, slice_of(partials, 32 * count), &session, &signers)));
    vectors_hex_at(expected, 64, sign, "sig");
    cr_assert_arr_eq(bytes, expected, 64);
    cr_assert(is_ok(schnorr_verify(bytes, session.key_x, slice_of(message, 32))));
    cJSON_Delete(root);
}

Test(frost, replays_the_known_answer_of_the_first_epoch)
{
    replay("dkg_3of5", "sign_epoch1_seats_0_2_4");
}

Test(frost, replays_the_known_answer_of_the_third_epoch)
{
    replay("reshare_2of4_dealers_1_2_3", "sign_epoch3_seats_1_3");
}

/* --- properties --- */

/* A 2-of-3 key made here. */
struct trio {
    struct scalar share[3];
    struct point pubshare[3];
    struct point key;
};

static struct trio make_trio(struct rng *rng)
{
    struct trio trio;
    const struct scalar line[2] = {scalar_random(rng), scalar_random(rng)};

    trio.key = point_mul_base(&line[0]);
    for (uint32_t i = 0; i < 3; i++) {
        trio.share[i] = polynomial_evaluate(line, 2, i + 1);
        trio.pubshare[i] = point_mul_base(&trio.share[i]);
    }
    return trio;
}

static struct frost_nonce make_nonce(struct frost_commitment *commitment, struct rng *rng)
{
    uint8_t fresh[32], bytes[66];
    struct frost_nonce nonce;

    rng_fill(rng, fresh, sizeof fresh);
    cr_assert(is_ok(frost_nonce_make(&nonce, bytes, &(struct frost_seed){.fresh = fresh})));
    cr_assert(is_ok(frost_commitment_read(commitment, bytes)));
    return nonce;
}

/* Row 62: group key, child key, output key and R each even or odd. */
Test(frost, signs_validly_in_all_sixteen_parity_combinations)
{
    struct scripted_rng rng;
    const uint16_t seats[2] = {0, 2};
    unsigned seen = 0;

    scripted_rng_seed(&rng, 62);
    for (uint32_t run = 0; run < 600 && seen != 0xffff; run++) {
        const struct trio trio = make_trio(&rng.base);
        const struct point pubshares[2] = {trio.pubshare[0], trio.pubshare[2]};
        struct frost_commitment each[2];
        struct frost_nonce nonces[2] = {make_nonce(&each[0], &rng.base),
                                        make_nonce(&each[1], &rng.base)};
        struct frost_signers signers;
        struct frost_session session;
        uint8_t step[32], tap[32], x[32], message[32], partials[64], signature[64];
        struct tweak tweak = tweak_start(&trio.key);
        rng_fill(&rng.base, step, 32);
        rng_fill(&rng.base, message, 32);
        cr_assert(is_ok(tweak_apply(&tweak, step, false)));
        const unsigned child = point_y_is_odd(&tweak.key);
        point_x(x, &tweak.key);
        hash_tagged(tap, "TapTweak", slice_of(x, 32));
        cr_assert(is_ok(tweak_apply(&tweak, tap, true)));
        cr_assert(is_ok(frost_signers_fill(&signers, &trio.key, 2, 3, seats, pubshares, 2)));
        const struct frost_commitment sum = frost_commitment_sum(each, 2);
        cr_assert(
            is_ok(frost_session_fill(&session, &signers, &sum, &tweak, slice_of(message, 32))));
        for (size_t i = 0; i < 2; i++)
            cr_assert(is_ok(frost_sign(partials + 32 * i, &nonces[i], &trio.share[seats[i]],
                                       &session, &signers, i)));
        cr_assert(is_ok(frost_aggregate(signature, slice_of(partials, 64), &session, &signers)));
        cr_assert(is_ok(schnorr_verify(signature, session.key_x, slice_of(message, 32))));
        seen |= 1U << (point_y_is_odd(&trio.key) | child << 1 |
                       (unsigned)point_y_is_odd(&tweak.key) << 2 |
                       (unsigned)point_y_is_odd(&session.r) << 3);
    }
    cr_assert_eq(seen, 0xffff);
}

/* A session of seats 0 and 1 for the tests below. */
struct pair {
    struct trio trio;
    struct frost_nonce nonce[2];
    struct frost_commitment each[2];
    struct frost_signers signers;
    struct frost_session session;
};

static struct pair make_pair(struct rng *rng)
{
    struct pair pair;
    const uint16_t seats[2] = {0, 1};
    const uint8_t message[32] = "what is signed";

    pair.trio = make_trio(rng);
    for (size_t i = 0; i < 2; i++)
        pair.nonce[i] = make_nonce(&pair.each[i], rng);
    const struct tweak tweak = tweak_start(&pair.trio.key);
    const struct frost_commitment sum = frost_commitment_sum(pair.each, 2);
    cr_assert(is_ok(
        frost_signers_fill(&pair.signers, &pair.trio.key, 2, 3, seats, pair.trio.pubshare, 2)));
    cr_assert(is_ok(
        frost_session_fill(&pair.session, &pair.signers, &sum, &tweak, slice_of(message, 32))));
    return pair;
}

static bool is_all_zero(const void *bytes, size_t size)
{
    const uint8_t *next = bytes;
    uint8_t any = 0;
    for (size_t i = 0; i < size; i++)
        any |= next[i];
    return any == 0;
}

Test(frost, wipes_a_nonce_by_using_it_and_never_uses_it_again)
{
    struct scripted_rng rng;
    uint8_t partial[32], again[32] = {0};

    scripted_rng_seed(&rng, 4);
    struct pair pair = make_pair(&rng.base);
    cr_assert(is_ok(
        frost_sign(partial, &pair.nonce[0], &pair.trio.share[0], &pair.session, &pair.signers, 0)));
    cr_assert(is_all_zero(&pair.nonce[0], sizeof pair.nonce[0]));
    cr_assert_eq(
        frost_sign(again, &pair.nonce[0], &pair.trio.share[0], &pair.session, &pair.signers, 0)
            .code,
        ERROR_FROST_NONCE_GONE);
    cr_assert(is_all_zero(again, 32));
}

Test(frost, signs_the_same_against_the_published_half_of_a_nonce)
{
    struct scripted_rng rng;
    uint8_t made_again[32], published[32];

    scripted_rng_seed(&rng, 4);
    struct pair pair = make_pair(&rng.base);
    struct frost_nonce copy = pair.nonce[0];
    cr_assert(
        is_ok(frost_sign(made_again, &copy, &pair.trio.share[0], &pair.session, &pair.signers, 0)));
    cr_assert(is_ok(frost_sign_published(published, &pair.nonce[0], &pair.each[0],
                                         &pair.trio.share[0], &pair.session, &pair.signers, 0)));
    cr_assert_arr_eq(published, made_again, 32);
    cr_assert(is_all_zero(&pair.nonce[0], sizeof pair.nonce[0]));
    cr_assert_eq(frost_sign_published(published, &pair.nonce[0], &pair.each[0], &pair.trio.share[0],
                                      &pair.session, &pair.signers, 0)
                     .code,
                 ERROR_FROST_NONCE_GONE);
}

/* Memory that went wrong between the offer and the signature. */
Test(frost, finds_a_nonce_that_is_not_the_one_it_published)
{
    struct scripted_rng rng;

    scripted_rng_seed(&rng, 5);
    for (unsigned bit = 0; bit < 256; bit += 15)
        for (unsigned half = 0; half < 2; half++) {
            struct pair pair = make_pair(&rng.base);
            uint8_t partial[32] = {0};
            pair.nonce[0].k[half].limb[bit / 64] ^= (uint64_t)1 << bit % 64;
            cr_assert_eq(frost_sign_published(partial, &pair.nonce[0], &pair.each[0],
                                              &pair.trio.share[0], &pair.session, &pair.signers, 0)
                             .code,
                         ERROR_FROST_SHARE_WRONG);
            cr_assert(is_all_zero(partial, 32));
            cr_assert(is_all_zero(&pair.nonce[0], sizeof pair.nonce[0]));
        }
}

/* Row 58, one bit of the share at a time: nothing comes out, and the nonce is gone. */
Test(frost, gives_nothing_out_after_a_flipped_bit_of_the_share)
{
    struct scripted_rng rng;

    scripted_rng_seed(&rng, 58);
    for (unsigned bit = 0; bit < 256; bit += 17) {
        struct pair pair = make_pair(&rng.base);
        uint8_t partial[32] = {0};
        pair.trio.share[1].limb[bit / 64] ^= (uint64_t)1 << bit % 64;
        cr_assert_eq(frost_sign(partial, &pair.nonce[1], &pair.trio.share[1], &pair.session,
                                &pair.signers, 1)
                         .code,
                     ERROR_FROST_SHARE_WRONG);
        cr_assert(is_all_zero(partial, 32));
        cr_assert(is_all_zero(&pair.nonce[1], sizeof pair.nonce[1]));
    }
}

Test(frost, wipes_the_nonce_even_when_it_refuses)
{
    struct scripted_rng rng;
    uint8_t partial[32];

    scripted_rng_seed(&rng, 5);
    struct pair pair = make_pair(&rng.base);
    cr_assert_eq(
        frost_sign(partial, &pair.nonce[0], &pair.trio.share[0], &pair.session, &pair.signers, 2)
            .code,
        ERROR_FROST_SEATS);
    cr_assert(is_all_zero(&pair.nonce[0], sizeof pair.nonce[0]));
}

/* Row 53, as far as it concerns the equation. */
Test(frost, does_not_verify_a_changed_partial)
{
    struct scripted_rng rng;
    uint8_t partial[2][32], changed[32];
    struct scalar s;

    scripted_rng_seed(&rng, 53);
    struct pair pair = make_pair(&rng.base);
    for (size_t i = 0; i < 2; i++)
        cr_assert(is_ok(frost_sign(partial[i], &pair.nonce[i], &pair.trio.share[i], &pair.session,
                                   &pair.signers, i)));
    cr_assert(is_ok(frost_verify(partial[0], &pair.each[0], &pair.session, &pair.signers, 0)));
    cr_assert_eq(frost_verify(partial[1], &pair.each[0], &pair.session, &pair.signers, 0).code,
                 ERROR_FROST_PARTIAL);
    cr_assert_eq(frost_verify(partial[0], &pair.each[1], &pair.session, &pair.signers, 1).code,
                 ERROR_FROST_PARTIAL);
    cr_assert(is_ok(scalar_read(&s, partial[0])));
    s = scalar_negate(&s);
    scalar_write(changed, &s);
    cr_assert_eq(frost_verify(changed, &pair.each[0], &pair.session, &pair.signers, 0).code,
                 ERROR_FROST_PARTIAL);
    memset(changed, 0, 32);
    cr_assert_eq(frost_verify(changed, &pair.each[0], &pair.session, &pair.signers, 0).code,
                 ERROR_FROST_PARTIAL);
    memset(changed, 0xff, 32);
    cr_assert_eq(frost_verify(changed, &pair.each[0], &pair.session, &pair.signers, 0).code,
                 ERROR_FROST_PARTIAL);
}

/* Row 54: seat 1 answers seat 0's commitment with its negation, so that nothing is left: R = G. */
Test(frost, goes_on_with_g_when_a_cosigner_cancels_the_nonces)
{
    struct scripted_rng rng;
    const uint8_t message[32] = "cancelled";
    uint8_t partial[32], generator[33];

    scripted_rng_seed(&rng, 54);
    struct pair pair = make_pair(&rng.base);
    for (size_t b = 0; b < 2; b++)
        pair.each[1].r[b] = point_negate(&pair.each[0].r[b]);
    const struct tweak tweak = tweak_start(&pair.trio.key);
    const struct frost_commitment sum = frost_commitment_sum(pair.each, 2);
    cr_assert(sum.r[0].is_infinity && sum.r[1].is_infinity);
    cr_assert(is_ok(
        frost_session_fill(&pair.session, &pair.signers, &sum, &tweak, slice_of(message, 32))));
    const struct scalar one = scalar_from_u64(1);
    const struct point g = point_mul_base(&one);
    point_write(generator, &g);
    cr_assert_arr_eq(pair.session.r_x, generator + 1, 32);
    cr_assert(is_ok(
        frost_sign(partial, &pair.nonce[0], &pair.trio.share[0], &pair.session, &pair.signers, 0)));
    /* the cheater has no answer: its best guess, the honest one negated, does not verify */
    struct scalar s;
    cr_assert(is_ok(scalar_read(&s, partial)));
    s = scalar_negate(&s);
    scalar_write(partial, &s);
    cr_assert_eq(frost_verify(partial, &pair.each[1], &pair.session, &pair.signers, 1).code,
                 ERROR_FROST_PARTIAL);
}

Test(frost, binds_the_session_to_signers_key_message_and_nonces)
{
    struct scripted_rng rng;
    const uint8_t message[32] = "what is signed";
    const uint8_t other[32] = "what is signeD";
    const uint8_t step[32] = {1};
    const uint16_t seats[2] = {0, 2};

    scripted_rng_seed(&rng, 6);
    struct pair pair = make_pair(&rng.base);
    const struct frost_commitment sum = frost_commitment_sum(pair.each, 2);
    struct tweak tweak = tweak_start(&pair.trio.key);
    struct frost_session changed;
    cr_assert(
        is_ok(frost_session_fill(&changed, &pair.signers, &sum, &tweak, slice_of(other, 32))));
    cr_assert_not(scalar_equal(&changed.b, &pair.session.b));

    struct frost_signers set;
    const struct point pubshares[2] = {pair.trio.pubshare[0], pair.trio.pubshare[2]};
    cr_assert(is_ok(frost_signers_fill(&set, &pair.trio.key, 2, 3, seats, pubshares, 2)));
    cr_assert(is_ok(frost_session_fill(&changed, &set, &sum, &tweak, slice_of(message, 32))));
    cr_assert_not(scalar_equal(&changed.b, &pair.session.b));

    cr_assert(is_ok(tweak_apply(&tweak, step, false)));
    cr_assert(
        is_ok(frost_session_fill(&changed, &pair.signers, &sum, &tweak, slice_of(message, 32))));
    cr_assert_not(scalar_equal(&changed.b, &pair.session.b));

    tweak = tweak_start(&pair.trio.key);
    const struct frost_commitment fewer = frost_commitment_sum(pair.each, 1);
    cr_assert(
        is_ok(frost_session_fill(&changed, &pair.signers, &fewer, &tweak, slice_of(message, 32))));
    cr_assert_not(scalar_equal(&changed.b, &pair.session.b));
}

/* The hedge: with a stuck generator, share and extra still tell nonces apart. */
Test(frost, makes_different_nonces_from_a_stuck_generator)
{
    const uint8_t fresh[32] = {0};
    const struct scalar share[2] = {scalar_from_u64(5), scalar_from_u64(6)};
    struct frost_nonce a, b, c;
    uint8_t commitment[66];

    cr_assert(is_ok(frost_nonce_make(
        &a, commitment,
        &(struct frost_seed){.fresh = fresh, .share = &share[0], .extra = slice_of("1", 1)})));
    cr_assert(is_ok(frost_nonce_make(
        &b, commitment,
        &(struct frost_seed){.fresh = fresh, .share = &share[0], .extra = slice_of("2", 1)})));
    cr_assert(is_ok(frost_nonce_make(
        &c, commitment,
        &(struct frost_seed){.fresh = fresh, .share = &share[1], .extra = slice_of("1", 1)})));
    cr_assert_not(scalar_equal(&a.k[0], &b.k[0]));
    cr_assert_not(scalar_equal(&a.k[0], &c.k[0]));
    cr_assert_not(scalar_equal(&a.k[0], &a.k[1]));
}
