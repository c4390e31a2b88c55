/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/crypto/point.h"
#include "core/message/frame.h"
#include "support/vectors.h"

#define KAT "tests/vectors/gw1-selfmade/kat.json"

static struct identity *identity;
static uint8_t ctx[32], body[256], wanted[512], wanted_hash[32];
static size_t body_size, wanted_size;
static uint8_t type;

static void load(void)
{
    cJSON *root = vectors_load(KAT);
    const cJSON *kat = vectors_at(root, "frame");
    uint8_t seed[32];

    crypto_start();
    vectors_hex_at(seed, 32, kat, "ed25519_seed");
    vectors_hex_at(ctx, 32, kat, "ctx");
    vectors_hex_at(wanted_hash, 32, kat, "frame_hash");
    body_size = vectors_hex(body, sizeof body, vectors_at(kat, "body"));
    wanted_size = vectors_hex(wanted, sizeof wanted, vectors_at(kat, "frame"));
    type = (uint8_t)vectors_number_at(kat, "type");
    identity = identity_from_seeds(seed, seed);
    cJSON_Delete(root);
}

static void unload(void)
{
    identity_free(identity);
}

TestSuite(frame, .init = load, .fini = unload);

Test(frame, writes_the_known_bytes_behind_what_is_there)
{
    struct buffer out = {0};

    buffer_append(&out, "xyz", 3);
    frame_write(&out, type, ctx, slice_of(body, body_size), identity);
    cr_assert_eq(out.size, 3 + wanted_size);
    cr_assert_arr_eq(out.data + 3, wanted, wanted_size);
    buffer_free(&out);
}

Test(frame, reads_the_known_bytes)
{
    struct frame frame;

    cr_assert(is_ok(frame_read(&frame, slice_of(wanted, wanted_size))));
    cr_assert_eq(frame.type, type);
    cr_assert_arr_eq(frame.ctx, ctx, 32);
    cr_assert_arr_eq(frame.sender, identity->sign_pk, 32);
    cr_assert_arr_eq(frame.hash, wanted_hash, 32);
    cr_assert(slice_equal(frame.body, slice_of(body, body_size)));
    cr_assert(is_ok(frame_verify(&frame)));
    for (size_t i = 0; i < 64; i++) {
        wanted[wanted_size - 1 - i] ^= 1;
        cr_assert(is_ok(frame_read(&frame, slice_of(wanted, wanted_size))));
        cr_assert_eq(frame_verify(&frame).code, ERROR_FRAME_SIGNATURE);
        wanted[wanted_size - 1 - i] ^= 1;
    }
}

Test(frame, row_69_lengths_that_lie_reserved_bits_and_other_versions_are_refused)
{
    struct buffer copy = {0};
    struct frame frame;

    for (size_t size = 0; size < wanted_size; size++)
        cr_assert_eq(frame_read(&frame, slice_of(wanted, size)).code, ERROR_FRAME_SHAPE);
    buffer_append(&copy, wanted, wanted_size);
    wire_write_u8(&copy, 0);
    cr_assert(!is_ok(frame_read(&frame, buffer_slice(&copy))), "a trailing byte");
    for (size_t i = 0; i < 4; i++) {
        if (i == 1)
            continue; /* the type is free */
        wanted[i] ^= 1;
        cr_assert_eq(frame_read(&frame, slice_of(wanted, wanted_size)).code, ERROR_FRAME_SHAPE);
        wanted[i] ^= 1;
    }
    for (size_t i = 68; i < 72; i++) {
        wanted[i] ^= 1;
        cr_assert_eq(frame_read(&frame, slice_of(wanted, wanted_size)).code, ERROR_FRAME_SHAPE);
        wanted[i] ^= 1;
    }
    buffer_free(&copy);
}

Test(frame, the_largest_frame_is_one_mebibyte)
{
    const size_t most = FRAME_MAX - FRAME_OVERHEAD;
    uint8_t *bytes = calloc(1, most + 1);
    struct buffer out = {0};
    struct frame frame;

    frame_write(&out, type, ctx, slice_of(bytes, most), identity);
    cr_assert_eq(out.size, FRAME_MAX);
    cr_assert(is_ok(frame_read(&frame, buffer_slice(&out))));
    buffer_clear(&out);
    frame_write(&out, type, ctx, slice_of(bytes, most + 1), identity);
    cr_assert_eq(frame_read(&frame, buffer_slice(&out)).code, ERROR_FRAME_SHAPE);
    buffer_free(&out);
    free(bytes);
}

Test(frame, a_bundle_is_read_frame_by_frame)
{
    struct buffer bundle = {0};
    struct slice rest;
    struct frame frame;
    size_t count = 0;

    for (size_t i = 0; i < 5; i++)
        frame_write(&bundle, (uint8_t)i, ctx, slice_of(body, i), identity);
    for (rest = buffer_slice(&bundle); rest.size > 0; count++) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        cr_assert_eq(frame.type, count);
        cr_assert_eq(frame.body.size, count);
        cr_assert(is_ok(frame_verify(&frame)));
    }
    cr_assert_eq(count, 5);
    rest = slice_of(bundle.data, FRAME_OVERHEAD - 1);
    cr_assert(!is_ok(frame_read_next(&frame, &rest)));
    cr_assert_eq(rest.size, FRAME_OVERHEAD - 1, "untouched");
    buffer_free(&bundle);
}
