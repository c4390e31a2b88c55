/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/message/reassembly.h"
#include "unit/core/message/people.h"

static struct envelope_head head_at(uint64_t now)
{
    return (struct envelope_head){.ctr = envelope_counter(0, now),
                                  .sent_at = now,
                                  .expires_at = now + 14 * 24 * 3600,
                                  .type = ENVELOPE_CONTROL,
                                  .chunk_count = 1};
}

Test(envelope, equals_the_known_bytes)
{
    cJSON *json = vectors_load(VECTORS);
    struct person ann = person_of_vectors(json, 'o'), bob = person_of_vectors(json, 'g');
    SCOPED(buffer_free) struct buffer out = {0};
    struct scripted_rng rng;
    uint8_t known[1024], body[64];
    size_t size;
    struct envelope_head head = {.ctr = vectors_number_at(json, "ctr"),
                                 .sent_at = vectors_number_at(json, "sent_at"),
                                 .expires_at = vectors_number_at(json, "expires_at"),
                                 .type = vectors_number_at(json, "type"),
                                 .flags = vectors_number_at(json, "flags"),
                                 .round = vectors_number_at(json, "round"),
                                 .chunk_index = vectors_number_at(json, "chunk_index"),
                                 .chunk_count = vectors_number_at(json, "chunk_count")};

    vectors_hex_at(head.session, 32, json, "session");
    const size_t body_size = vectors_hex(body, sizeof body, vectors_at(json, "body"));
    scripted_rng_seed(&rng, 0);
    rng.strict = 1;
    scripted_rng_push_hex(&rng, vectors_string_at(json, "mid"));
    scripted_rng_push_hex(&rng, vectors_string_at(json, "ephemeral_sk"));
    cr_assert(is_ok(envelope_seal(&out, &head, slice_of(body, body_size), ann.identity, &bob.card,
                                  &bob.key, &rng.base)));
    vectors_hex_at(known, sizeof known, json, "envelope");
    cr_assert_eq(out.size, sizeof known);
    cr_assert_arr_eq(out.data, known, sizeof known);
    char *file = vectors_text("tests/vectors/e2e/env.bin", &size);
    cr_assert_eq(size, sizeof known);
    cr_assert_arr_eq(file, known, sizeof known);
    free(file);

    const struct envelope_key key = envelope_key_of(&bob);
    const struct envelope_receiver receiver = {.identity = bob.identity,
                                               .keys = &key,
                                               .key_count = 1,
                                               .find_peer = find_person,
                                               .context = &ann,
                                               .now = head.sent_at};
    struct envelope_content content;
    cr_assert(is_ok(envelope_open(&content, slice_of(known, sizeof known), &receiver)));
    cr_assert_arr_eq(content.sender, ann.card.pid, 32);
    cr_assert_eq(content.head.ctr, 7);
    cr_assert_eq(content.head.sent_at, head.sent_at);
    cr_assert_eq(content.head.expires_at, head.expires_at);
    cr_assert_eq(content.head.type, 3);
    cr_assert_eq(content.head.flags, 1);
    cr_assert_eq(content.head.round, 2);
    cr_assert_eq(content.head.chunk_count, 1);
    cr_assert_arr_eq(content.head.session, head.session, 32);
    cr_assert(slice_equal(content.body, slice_of_text("hello guardian")));
    uint8_t mid[ENVELOPE_MID_BYTES];
    envelope_mid(mid, slice_of(known, sizeof known));
    cr_assert_arr_eq(content.mid, mid, sizeof mid);
    envelope_content_free(&content);
    scripted_rng_free(&rng);
    person_free(&ann);
    person_free(&bob);
    cJSON_Delete(json);
}

Test(envelope, takes_the_smallest_of_five_lengths)
{
    const size_t edges[][2] = {{0, 1024},       {772, 1024},     {773, 4096},    {3844, 4096},
                               {3845, 16384},   {16132, 16384},  {16133, 65536}, {65284, 65536},
                               {65285, 262144}, {261892, 262144}};
    struct person ann = person_new(1, CARD_DEVICE), bob = person_new(2, CARD_FRIEND);
    const struct envelope_key key = envelope_key_of(&bob);
    const struct envelope_receiver receiver = {.identity = bob.identity,
                                               .keys = &key,
                                               .key_count = 1,
                                               .find_peer = find_person,
                                               .context = &ann,
                                               .now = NOON};
    const struct envelope_head head = head_at(NOON);
    uint8_t *body = malloc(ENVELOPE_BODY_MAX + 1);

    memset(body, 0xa5, ENVELOPE_BODY_MAX + 1);
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        SCOPED(buffer_free) struct buffer out = {0};
        struct envelope_content content;
        cr_assert(is_ok(envelope_seal(&out, &head, slice_of(body, edges[i][0]), ann.identity,
                                      &bob.card, &bob.key, rng_system())));
        cr_assert_eq(out.size, edges[i][1]);
        cr_assert(is_ok(envelope_open(&content, buffer_slice(&out), &receiver)));
        cr_assert(slice_equal(content.body, slice_of(body, edges[i][0])));
        envelope_content_free(&content);
    }
    SCOPED(buffer_free) struct buffer none = {0};
    cr_assert_eq(envelope_seal(&none, &head, slice_of(body, ENVELOPE_BODY_MAX + 1), ann.identity,
                               &bob.card, &bob.key, rng_system())
                     .code,
                 ERROR_ENVELOPE_LONG);
    cr_assert_eq(none.size, 0);
    free(body);
    person_free(&ann);
    person_free(&bob);
}

Test(envelope, is_never_sealed_to_a_key_past_its_week)
{
    struct person ann = person_new(1, CARD_DEVICE), bob = person_new(2, CARD_FRIEND);
    SCOPED(buffer_free) struct buffer out = {0};
    const struct envelope_head late = head_at(NOON + 7 * 24 * 3600);

    cr_assert_eq(envelope_seal(&out, &late, slice_of_text("x"), ann.identity, &bob.card, &bob.key,
                               rng_system())
                     .code,
                 ERROR_RECEIVE_KEY_OLD);
    cr_assert_eq(out.size, 0);
    person_free(&ann);
    person_free(&bob);
}

Test(envelope, is_not_sealed_to_a_low_order_card)
{
    struct person ann = person_new(1, CARD_DEVICE), bob = person_new(2, CARD_FRIEND);
    SCOPED(buffer_free) struct buffer out = {0};
    const struct envelope_head head = head_at(NOON);

    memset(bob.card.box_pk, 0, 32);
    cr_assert_eq(envelope_seal(&out, &head, slice_of_text("x"), ann.identity, &bob.card, &bob.key,
                               rng_system())
                     .code,
                 ERROR_KEY_LOW_ORDER);
    cr_assert_eq(out.size, 0);
    person_free(&ann);
    person_free(&bob);
}

Test(envelope, counter_follows_the_clock_and_never_repeats)
{
    cr_assert_eq(envelope_counter(0, NOON), (uint64_t)NOON << 20);
    cr_assert_eq(envelope_counter((uint64_t)NOON << 20, NOON), ((uint64_t)NOON << 20) + 1);
    cr_assert_eq(envelope_counter((uint64_t)NOON << 20, NOON - 5), ((uint64_t)NOON << 20) + 1);
    cr_assert_eq(envelope_counter(((uint64_t)NOON << 20) + 9, NOON + 1), (uint64_t)(NOON + 1)
                                                                             << 20);
}

Test(envelope, counts_chunks)
{
    cr_assert_eq(envelope_chunk_count(0), 1);
    cr_assert_eq(envelope_chunk_count(261892), 1);
    cr_assert_eq(envelope_chunk_count(261893), 2);
    cr_assert_eq(envelope_chunk_count((size_t)261892 * 64), 64);
    cr_assert_eq(envelope_chunk_count((size_t)261892 * 64 + 1), 0);
    cr_assert_eq(envelope_chunk_count(SIZE_MAX), 0);
    cr_assert_leq((size_t)261892 * 64, ENVELOPE_WHOLE_MAX);
}

Test(envelope, carries_a_long_body_in_chunks_in_any_order)
{
    struct person ann = person_new(1, CARD_DEVICE), bob = person_new(2, CARD_FRIEND);
    const struct envelope_key key = envelope_key_of(&bob);
    const struct envelope_receiver receiver = {.identity = bob.identity,
                                               .keys = &key,
                                               .key_count = 1,
                                               .find_peer = find_person,
                                               .context = &ann,
                                               .now = NOON};
    enum { SIZE = 900 * 1024 + 17, CHUNKS = 4 };
    uint8_t *body = malloc(SIZE);
    struct envelope_content contents[CHUNKS];
    struct reassembly *reassembly = reassembly_new();
    struct reassembly_whole whole;
    bool is_whole = true;

    for (size_t i = 0; i < SIZE; i++)
        body[i] = (uint8_t)(i * 31 + i / 997);
    cr_assert_eq(envelope_chunk_count(SIZE), CHUNKS);
    for (uint16_t i = 0; i < CHUNKS; i++) {
        SCOPED(buffer_free) struct buffer out = {0};
        struct envelope_head head = head_at(NOON);
        head.ctr += i;
        head.chunk_index = i;
        head.chunk_count = CHUNKS;
        cr_assert(is_ok(envelope_seal(&out, &head, envelope_chunk(slice_of(body, SIZE), i),
                                      ann.identity, &bob.card, &bob.key, rng_system())));
        cr_assert(is_ok(envelope_open(&contents[i], buffer_slice(&out), &receiver)));
    }
    const unsigned order[] = {2, 0, 2, 3, 0, 1};
    for (unsigned i = 0; i < 6; i++) {
        cr_assert(is_ok(reassembly_take(reassembly, &whole, &is_whole, &contents[order[i]])));
        cr_assert_eq(is_whole, i == 5);
    }
    cr_assert(slice_equal(buffer_slice(&whole.body), slice_of(body, SIZE)));
    cr_assert_eq(whole.count, CHUNKS);
    for (unsigned i = 0; i < CHUNKS; i++) {
        cr_assert_eq(whole.ctr[i], contents[i].head.ctr);
        cr_assert_arr_eq(whole.mid[i], contents[i].mid, ENVELOPE_MID_BYTES);
        envelope_content_free(&contents[i]);
    }
    cr_assert_eq(reassembly_held(reassembly), 0);
    reassembly_whole_free(&whole);
    reassembly_free(reassembly);
    free(body);
    person_free(&ann);
    person_free(&bob);
}
