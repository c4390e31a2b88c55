/* SPDX-License-Identifier: MIT */
#include "support/ecdsa_world.h"

static void expect_done(struct world *w, const uint16_t *seats)
{
    cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_DONE);
    for (size_t k = 0; k < w->item_count; k++) {
        const struct epoch_lane *lane = &w->record.lane[LANE_ECDSA];
        struct ecdsa_signature signature, mine;
        struct derived child;
        struct point recovered;
        uint8_t s_bytes[32];

        cr_assert(is_ok(
            derive_path(&child, &lane->key, lane->chaincode, w->items[k].path, w->items[k].depth)));
        cr_assert(ecdsa_coordinator_signature(w->coordinator, &signature, k));
        cr_assert(is_ok(ecdsa_verify(signature.bytes, &child.key, w->items[k].digest)));
        cr_assert(is_ok(ecdsa_recover(&recovered, &signature, w->items[k].digest)));
        cr_assert(point_equal(&recovered, &child.key));
        memcpy(s_bytes, signature.bytes + 32, 32);
        const struct scalar s = scalar_reduce(s_bytes);
        cr_assert_not(scalar_is_high_var(&s));
        for (size_t i = 0; i < w->record.t; i++) {
            cr_assert(sign_ecdsa_signature(w->device[seats[i]].session, &mine, k));
            cr_assert_arr_eq(mine.bytes, signature.bytes, 64);
            cr_assert_eq(mine.recid, signature.recid);
        }
    }
    for (size_t i = 0; i < w->record.t; i++) {
        const struct sign_ecdsa *session = w->device[seats[i]].session;
        cr_assert_eq(sign_ecdsa_status(session), SIGN_ECDSA_DONE);
        cr_assert_eq(sign_ecdsa_verdict(session)->reason, ECDSA_REASON_NONE);
        cr_assert(sign_ecdsa_verdict(session)->may_be_signed);
        cr_assert_null(session->arena);
        cr_assert_eq(pair_store_locked(w->device[seats[i]].pairs), 0);
        cr_assert_eq(sign_ecdsa_wake_at(session), UINT64_MAX);
    }
}

static void sign_with(uint16_t t, uint16_t n, const uint16_t *seats, size_t items)
{
    struct world *w = world_new(t, n, 100 * t + n + items);
    const struct ecdsa_order order = world_order(w, seats);

    world_random_items(w, items, items);
    struct ecdsa_order full = order;
    full.item_count = w->item_count;
    world_sign(w, &full);
    expect_done(w, seats);
    world_free(w);
}

Test(sign_ecdsa, signs_one_three_and_sixteen_items, .timeout = 120)
{
    sign_with(2, 2, (uint16_t[]){0, 1}, 1);
    sign_with(2, 3, (uint16_t[]){0, 2}, 3);
    sign_with(3, 5, (uint16_t[]){1, 2, 4}, 3);
    sign_with(2, 2, (uint16_t[]){0, 1}, 16);
    sign_with(3, 5, (uint16_t[]){0, 3, 4}, 16);
}

Test(sign_ecdsa, signs_with_five_of_nine, .timeout = 120)
{
    sign_with(5, 9, (uint16_t[]){0, 2, 3, 7, 8}, 2);
}

Test(sign_ecdsa, signs_digests_at_the_edges, .timeout = 60)
{
    static const uint8_t order_less_one[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                               0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
                                               0xBA, 0xAE, 0xDC, 0xE6, 0xAF, 0x48, 0xA0, 0x3B,
                                               0xBF, 0xD2, 0x5E, 0x8C, 0xD0, 0x36, 0x41, 0x40};
    const uint16_t seats[] = {0, 1};
    struct world *w = world_new(2, 3, 5);

    world_random_items(w, 4, 5);
    memset(w->items[0].digest, 0, 32);
    memset(w->items[1].digest, 0xFF, 32);
    memcpy(w->items[2].digest, order_less_one, 32);
    memcpy(w->items[3].digest, order_less_one, 32);
    w->items[3].digest[31]++; /* q itself: zero as a number */
    const struct ecdsa_order order = world_order(w, seats);
    world_sign(w, &order);
    expect_done(w, seats);
    world_free(w);
}

static int pairs_posted;

static void count_pairs(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    pairs_posted += body->data[1] == FRAME_PAIR;
}

Test(sign_ecdsa, uses_a_setup_again_and_never_the_same_nonce, .timeout = 60)
{
    const uint16_t seats[] = {0, 1};
    struct world *w = world_new(2, 2, 6);
    struct ecdsa_signature first, second;

    world_random_items(w, 1, 6);
    struct ecdsa_order order = world_order(w, seats);
    pairs_posted = 0;
    w->watch = count_pairs;
    world_sign(w, &order);
    expect_done(w, seats);
    cr_assert_eq(pairs_posted, 2);
    cr_assert(ecdsa_coordinator_signature(w->coordinator, &first, 0));
    cr_assert_eq(w->device[0].pairs->peer[1].current.items, 1);
    world_end_sessions(w);
    world_sign(w, &order); /* the identical request */
    expect_done(w, seats);
    cr_assert_eq(pairs_posted, 2);
    cr_assert(ecdsa_coordinator_signature(w->coordinator, &second, 0));
    cr_assert_neq(memcmp(first.bytes, second.bytes, 32), 0);
    cr_assert_eq(w->device[0].pairs->peer[1].current.items, 2);
    world_free(w);
}

/* Two items of one session share nothing, and nothing of the session is left in the store. */
Test(sign_ecdsa, draws_everything_afresh_for_each_item, .timeout = 60)
{
    const uint16_t seats[] = {0, 1};
    struct world *w = world_new(2, 2, 7);

    world_random_items(w, 2, 7);
    w->items[1] = w->items[0];
    const struct ecdsa_order order = world_order(w, seats);
    world_sign(w, &order);
    struct ecdsa_signature a, b;
    cr_assert(ecdsa_coordinator_signature(w->coordinator, &a, 0));
    cr_assert(ecdsa_coordinator_signature(w->coordinator, &b, 1));
    cr_assert_neq(memcmp(a.bytes, b.bytes, 32), 0);
    world_free(w);
}

static uint16_t lost_from, lost_to;
static uint8_t lost_type;

static void lose(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    if (from == lost_from && (to == lost_to || lost_to == 77) && body->data[1] == lost_type)
        buffer_clear(body);
}

/* Seat 1's frame of this type to seat 0 is lost; seat 0 gives up after 30 s and names it. */
static void expect_timeout(uint8_t type)
{
    const uint16_t seats[] = {0, 1, 2};
    struct world *w = world_new(3, 3, 8);

    world_random_items(w, 1, 8);
    const struct ecdsa_order order = world_order(w, seats);
    lost_from = 1;
    lost_to = 0;
    lost_type = type;
    w->tamper = lose;
    world_sign(w, &order);
    struct sign_ecdsa *s = w->device[0].session;
    cr_assert_eq(sign_ecdsa_status(s), SIGN_ECDSA_RUNNING);
    world_tick(w, ECDSA_ROUND_MS - 1);
    cr_assert_eq(sign_ecdsa_status(s), SIGN_ECDSA_RUNNING);
    world_tick(w, 1);
    cr_assert_eq(sign_ecdsa_status(s), SIGN_ECDSA_FAILED);
    cr_assert_eq(sign_ecdsa_verdict(s)->reason, ECDSA_REASON_TIMEOUT);
    cr_assert_eq(sign_ecdsa_verdict(s)->accused, 1u << 1, "type %x", type);
    cr_assert_eq(sign_ecdsa_verdict(s)->mark_count, 0);
    cr_assert_eq(sign_ecdsa_verdict(s)->wiped, 0);
    cr_assert_eq(pair_store_locked(w->device[0].pairs), 0);
    world_free(w);
}

Test(sign_ecdsa, names_the_silent_one_after_thirty_seconds, .timeout = 120)
{
    expect_timeout(FRAME_PAIR);
    expect_timeout(FRAME_E_COM);
    expect_timeout(FRAME_E_M1);
    expect_timeout(FRAME_E_R2);
    expect_timeout(FRAME_E_M2);
    expect_timeout(FRAME_E_R3);
}

Test(sign_ecdsa, frees_its_pairs_when_no_bundle_comes)
{
    const uint16_t seats[] = {0, 1};
    struct world *w = world_new(2, 2, 9);

    world_random_items(w, 1, 9);
    const struct ecdsa_order order = world_order(w, seats);
    w->device[1].is_dead = true;
    world_sign(w, &order);
    cr_assert_eq(pair_store_locked(w->device[0].pairs), 1u << 1);
    world_tick(w, ECDSA_ROUND_MS);
    cr_assert_eq(sign_ecdsa_status(w->device[0].session), SIGN_ECDSA_FAILED);
    cr_assert_eq(pair_store_locked(w->device[0].pairs), 0);
    world_free(w);
}

Test(sign_ecdsa, says_busy_while_a_pair_is_in_use)
{
    const uint16_t seats[] = {0, 1};
    struct world *w = world_new(2, 3, 10);

    world_random_items(w, 1, 10);
    struct ecdsa_order order = world_order(w, seats);
    lost_from = WORLD_COORDINATOR;
    lost_to = 77;
    lost_type = FRAME_E_OPEN; /* the bundle never arrives */
    w->tamper = lose;
    world_sign(w, &order);
    struct ecdsa_coordinator *first = w->coordinator;
    struct sign_ecdsa *session = w->device[0].session;
    order.attempt = 2;
    world_sign(w, &order);
    cr_assert_eq(w->refused[0], ECDSA_CODE_BUSY);
    cr_assert_eq(w->refused[1], ECDSA_CODE_BUSY);
    cr_assert_eq(w->device[0].session, session);
    cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_FAILED);
    cr_assert_eq(ecdsa_coordinator_report(w->coordinator)->code[0], ECDSA_CODE_BUSY);
    ecdsa_coordinator_free(first);
    world_tick(w, ECDSA_ROUND_MS); /* a stalled session frees the lock */
    cr_assert_eq(pair_store_locked(w->device[0].pairs), 0);
    world_free(w);
}

/* The bundle comes last of all: what peers sent before is held, then judged. */
static struct buffer late_bundle;

static void delay_bundle(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    if (from == WORLD_COORDINATOR && to == 0 && body->data[1] == FRAME_E_OPEN) {
        buffer_append_slice(&late_bundle, buffer_slice(body));
        buffer_clear(body);
    }
}

Test(sign_ecdsa, holds_frames_that_overtake_the_bundle, .timeout = 60)
{
    const uint16_t seats[] = {0, 1, 2};
    struct world *w = world_new(3, 3, 11);

    world_random_items(w, 2, 11);
    struct ecdsa_order order = world_order(w, seats);
    for (int round = 0; round < 2; round++) { /* first with PAIR held, then E_COM and E_M1 */
        late_bundle = (struct buffer){0};
        w->tamper = delay_bundle;
        world_sign(w, &order);
        cr_assert_eq(w->device[0].session->phase, ECDSA_PHASE_OPENED);
        w->tamper = NULL;
        world_hand(w, 0, buffer_slice(&late_bundle));
        world_run(w);
        expect_done(w, seats);
        world_end_sessions(w);
        buffer_free(&late_bundle);
    }
    world_free(w);
}

static struct buffer kept;
static uint8_t kept_type;

static void keep_one(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    if (from == 1 && to == 0 && body->data[1] == kept_type && kept.size == 0)
        buffer_append_slice(&kept, buffer_slice(body));
}

Test(sign_ecdsa, ignores_frames_of_another_session_and_repeats, .timeout = 60)
{
    const uint16_t seats[] = {0, 1};
    struct world *w = world_new(2, 2, 12);

    world_random_items(w, 1, 12);
    struct ecdsa_order order = world_order(w, seats);
    kept = (struct buffer){0};
    kept_type = FRAME_E_M1;
    w->watch = keep_one;
    world_sign(w, &order);
    world_hand(w, 0, buffer_slice(&kept)); /* of a finished session */
    cr_assert_eq(sign_ecdsa_status(w->device[0].session), SIGN_ECDSA_DONE);
    world_end_sessions(w);
    w->watch = NULL;
    lost_from = 1;
    lost_to = 0;
    lost_type = FRAME_E_M1;
    w->tamper = lose;
    world_sign(w, &order);
    world_hand(w, 0, buffer_slice(&kept)); /* rightly signed, but for an old sigid */
    world_run(w);
    cr_assert_eq(w->device[0].session->phase, ECDSA_PHASE_ROUND1);
    cr_assert_eq(w->device[0].marks_in_store, 0);
    buffer_free(&kept);
    world_free(w);
}

/* Signs `body` as seat 1 with the ctx of the open session. */
static void hand_forged(struct world *w, uint8_t type, const uint8_t *body, size_t size)
{
    struct buffer frame = {0};

    frame_write(&frame, type, w->device[1].session->sigid, slice_of(body, size),
                w->device[1].identity);
    world_hand(w, 0, buffer_slice(&frame));
    world_run(w);
    buffer_free(&frame);
}

/* Nothing of seat 1 after its commitment arrives. */
static void mute(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    if (from == 1 && body->data[1] >= FRAME_E_M1)
        buffer_clear(body);
}

static struct world *stalled_in_round1(const uint16_t *seats, uint64_t seed)
{
    struct world *w = world_new(2, 3, seed);

    world_random_items(w, 1, seed);
    const struct ecdsa_order order = world_order(w, seats);
    w->tamper = mute;
    world_sign(w, &order);
    w->tamper = NULL;
    cr_assert_eq(w->device[0].session->phase, ECDSA_PHASE_ROUND1);
    return w;
}

Test(sign_ecdsa, names_the_sender_of_a_wrong_size, .timeout = 60)
{
    static const uint8_t types[] = {FRAME_E_M1, FRAME_E_R2, FRAME_E_M2};
    static uint8_t body[60000];
    const uint16_t seats[] = {0, 1};

    for (int k = 0; k < 3; k++)
        for (int off = -1; off <= 1; off += 2) {
            struct world *w = stalled_in_round1(seats, 13);
            const size_t size = ecdsa_frame_body_size(types[k], 2, 1) + (size_t)off;
            hand_forged(w, types[k], body, size);
            const struct ecdsa_verdict *v = sign_ecdsa_verdict(w->device[0].session);
            cr_assert_eq(v->reason, ECDSA_REASON_MALFORMED);
            cr_assert_eq(v->accused, 1u << 1);
            cr_assert_eq(v->is_provable, types[k] == FRAME_E_R2);
            cr_assert_eq(v->evidence.size != 0, types[k] == FRAME_E_R2);
            cr_assert_eq(v->mark_count + v->wiped, 0);
            cr_assert_not_null(w->device[0].pairs->peer[1].current.whole);
            world_free(w);
        }
}

Test(sign_ecdsa, drops_a_product_for_another_seat, .timeout = 60)
{
    static uint8_t body[2 + ECDSA_M1_ITEM] = {0, 2};
    const uint16_t seats[] = {0, 1};
    struct world *w = stalled_in_round1(seats, 14);

    hand_forged(w, FRAME_E_M1, body, sizeof body);
    cr_assert_eq(sign_ecdsa_status(w->device[0].session), SIGN_ECDSA_RUNNING);
    hand_forged(w, FRAME_E_R3, body, 96); /* two rounds early */
    cr_assert_eq(sign_ecdsa_status(w->device[0].session), SIGN_ECDSA_RUNNING);
    world_free(w);
}

Test(sign_ecdsa, convicts_who_signs_two_commitments, .timeout = 60)
{
    uint8_t body[32] = {5};
    const uint16_t seats[] = {0, 1};
    struct world *w = stalled_in_round1(seats, 15);
    struct frame a, b;

    hand_forged(w, FRAME_E_COM, body, sizeof body);
    const struct ecdsa_verdict *v = sign_ecdsa_verdict(w->device[0].session);
    cr_assert_eq(v->reason, ECDSA_REASON_EQUIVOCATION);
    cr_assert_eq(v->accused, 1u << 1);
    cr_assert(v->is_provable);
    struct slice rest = buffer_slice(&v->evidence);
    cr_assert(is_ok(frame_read_next(&a, &rest)) && is_ok(frame_read_next(&b, &rest)));
    cr_assert_eq(rest.size, 0);
    cr_assert(ecdsa_evidence_is_twofold(&a, &b));
    cr_assert_eq(ecdsa_coordinator_report(w->coordinator)->proved, 1u << 1);
    world_free(w);
}

Test(sign_ecdsa, ignores_frames_that_are_not_signed_by_their_sender, .timeout = 60)
{
    const uint16_t seats[] = {0, 1};
    struct world *w = stalled_in_round1(seats, 16);
    struct buffer frame = {0};
    uint8_t body[32] = {5};

    frame_write(&frame, FRAME_E_COM, w->device[1].session->sigid, slice_of(body, 32),
                w->device[2].identity); /* a member, but not of S */
    world_hand(w, 0, buffer_slice(&frame));
    cr_assert_eq(sign_ecdsa_status(w->device[0].session), SIGN_ECDSA_RUNNING);
    buffer_free(&frame);
    world_free(w);
}

static uint8_t bundle_change;

static void spoil_bundle(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    if (from != WORLD_COORDINATOR || to != 0 || body->data[1] != FRAME_E_OPEN)
        return;
    const size_t one = FRAME_OVERHEAD + ecdsa_frame_opening_size(2);
    if (bundle_change == 0) /* the order of seats */
        for (size_t i = 0; i < one; i++) {
            const uint8_t swap = body->data[i];
            body->data[i] = body->data[one + i];
            body->data[one + i] = swap;
        }
    else if (bundle_change == 1) /* a broken signature of the peer */
        body->data[2 * one - 1] ^= 1;
    else if (bundle_change == 2) /* one too few */
        body->size = one;
    else if (bundle_change == 3) { /* a pairwise frame behind */
        uint8_t pairwise[2] = {0};
        frame_write(body, FRAME_E_M1, w->record.hash, slice_of(pairwise, 2), w->device[1].identity);
    } else /* the own one is not the newest */
        body->data[FRAME_HEAD + 5] ^= 1;
}

Test(sign_ecdsa, drops_a_bundle_that_is_not_what_it_should_be, .timeout = 60)
{
    const uint16_t seats[] = {0, 1};

    for (bundle_change = 0; bundle_change < 5; bundle_change++) {
        struct world *w = world_new(2, 2, 17);
        world_random_items(w, 1, 17);
        const struct ecdsa_order order = world_order(w, seats);
        w->tamper = spoil_bundle;
        world_sign(w, &order);
        cr_assert_eq(w->device[0].session->phase, ECDSA_PHASE_OPENED, "change %d", bundle_change);
        cr_assert_eq(sign_ecdsa_status(w->device[0].session), SIGN_ECDSA_RUNNING);
        world_free(w);
    }
}

Test(sign_ecdsa, signs_only_what_the_engine_recomputed)
{
    struct world *w = world_new(2, 2, 18);
    struct ecdsa_request request = {.signer_count = 2, .seat = {0, 1}, .item_count = 1};
    struct sign_ecdsa_setting setting = {&w->record, 0, w->device[0].identity, w->device[0].pairs,
                                         &w->device[0].rng.base};
    struct sign_ecdsa *session = NULL;

    world_random_items(w, 2, 18);
    request.item[0] = w->items[0];
    request.item[0].digest[0] ^= 1;
    cr_assert_eq(
        sign_ecdsa_new(&session, &setting, &request, w->items, 2, &w->device[0].share, w->now).code,
        ERROR_ECDSA_ITEM_FOREIGN);
    request.item[0] = w->items[0];
    request.item[0].path[2]++;
    cr_assert_eq(
        sign_ecdsa_new(&session, &setting, &request, w->items, 2, &w->device[0].share, w->now).code,
        ERROR_ECDSA_ITEM_FOREIGN);
    cr_assert_null(session);
    cr_assert_eq(pair_store_locked(w->device[0].pairs), 0);
    request.item[0] = w->items[1];
    cr_assert(is_ok(
        sign_ecdsa_new(&session, &setting, &request, w->items, 2, &w->device[0].share, w->now)));
    cr_assert_eq(sign_ecdsa_request(session)->item[0].is_ethereum, w->items[1].is_ethereum);
    sign_ecdsa_free(session);
    cr_assert_eq(pair_store_locked(w->device[0].pairs), 0);
    world_free(w);
}

/* F2(27): R.x >= q, forced at seat 0 by choosing what it adds to the peer's R. */
static struct point large_point(void)
{
    static const uint8_t order[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
                                      0xBA, 0xAE, 0xDC, 0xE6, 0xAF, 0x48, 0xA0, 0x3B,
                                      0xBF, 0xD2, 0x5E, 0x8C, 0xD0, 0x36, 0x41, 0x41};
    struct point p = point_infinity();
    uint8_t x[32];

    memcpy(x, order, 32);
    while (x[31]++ < 0xFF)
        if (is_ok(point_lift_x(&p, x)))
            return p;
    cr_assert_fail("no point");
    return p;
}

static void force_large(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    struct sign_ecdsa *s = w->device[0].session;
    struct point theirs;

    if (from != 1 || to != 0 || body->data[1] != FRAME_E_R2)
        return;
    cr_assert(is_ok(point_read(&theirs, body->data + FRAME_HEAD + 32)));
    theirs = point_negate(&theirs);
    const struct point target = large_point();
    s->nonce[0] = point_add(&target, &theirs);
}

Test(sign_ecdsa, retries_a_nonce_that_ethereum_cannot_carry, .timeout = 60)
{
    const uint16_t seats[] = {0, 1};

    for (int is_ethereum = 0; is_ethereum < 2; is_ethereum++) {
        struct world *w = world_new(2, 2, 19);
        world_random_items(w, 1, 19);
        w->items[0].is_ethereum = is_ethereum;
        const struct ecdsa_order order = world_order(w, seats);
        w->tamper = force_large;
        world_sign(w, &order);
        const struct ecdsa_verdict *v = sign_ecdsa_verdict(w->device[0].session);
        cr_assert_eq(v->reason, is_ethereum ? ECDSA_REASON_RETRY : ECDSA_REASON_FINAL);
        cr_assert_eq(v->accused | v->wiped | v->mark_count, 0);
        cr_assert_eq(v->may_be_signed, !is_ethereum);
        world_free(w);
    }
}

Test(sign_ecdsa, stops_when_a_peer_says_so, .timeout = 60)
{
    const uint16_t seats[] = {0, 1};
    struct world *w = stalled_in_round1(seats, 20);
    const uint8_t body[] = {ECDSA_REASON_EXT, 0, 0, 0, 0, 0};

    hand_forged(w, FRAME_ABORT, body, sizeof body);
    const struct ecdsa_verdict *v = sign_ecdsa_verdict(w->device[0].session);
    cr_assert_eq(sign_ecdsa_status(w->device[0].session), SIGN_ECDSA_FAILED);
    cr_assert(v->is_reported);
    cr_assert_eq(v->reporter, 1);
    cr_assert_eq(v->reason, ECDSA_REASON_EXT);
    cr_assert_eq(v->accused, 1u); /* it accuses us; that marks nothing here */
    cr_assert_eq(v->mark_count + v->wiped, 0);
    cr_assert_not_null(w->device[0].pairs->peer[1].current.whole);
    world_free(w);
}

/* The next session after a failed check makes a new setup, with another Delta. */
static void flip_xt(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    struct buffer fresh = {0};
    struct frame frame;

    if (from != 1 || to != 0 || body->data[1] != FRAME_E_M1)
        return;
    body->data[FRAME_HEAD + 2 + EXTENSION_U] ^= 1;
    cr_assert(is_ok(frame_read(&frame, buffer_slice(body))));
    frame_write(&fresh, frame.type, frame.ctx, frame.body, w->device[1].identity);
    buffer_free(body);
    *body = fresh;
}

Test(sign_ecdsa, kills_the_setup_and_works_again_with_a_new_one, .timeout = 60)
{
    const uint16_t seats[] = {0, 1, 2};
    struct world *w = world_new(3, 3, 21);
    uint8_t delta[16], other[32];

    world_random_items(w, 1, 21);
    struct ecdsa_order order = world_order(w, seats);
    world_sign(w, &order);
    expect_done(w, seats);
    world_end_sessions(w);
    memcpy(delta, pair_store_lend(w->device[0].pairs, 1)->alice.delta, 16);
    pair_store_take_back(w->device[0].pairs, 1);
    memcpy(other, w->device[0].pairs->peer[2].current.psid, 32);
    w->tamper = flip_xt;
    world_sign(w, &order);
    cr_assert_eq(sign_ecdsa_verdict(w->device[0].session)->reason, ECDSA_REASON_EXT);
    cr_assert_eq(w->device[0].marks_in_store, 3u);
    cr_assert_null(w->device[0].pairs->peer[1].current.whole);
    cr_assert_arr_eq(w->device[0].pairs->peer[2].current.psid, other, 32);
    world_end_sessions(w);
    w->tamper = NULL;
    pairs_posted = 0;
    w->watch = count_pairs;
    world_sign(w, &order);
    expect_done(w, seats);
    cr_assert_eq(pairs_posted, 2);
    cr_assert_neq(memcmp(pair_store_lend(w->device[0].pairs, 1)->alice.delta, delta, 16), 0);
    pair_store_take_back(w->device[0].pairs, 1);
    world_free(w);
}
