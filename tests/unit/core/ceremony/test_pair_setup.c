/* SPDX-License-Identifier: MIT */
/* Setups as a store keeps them; the byte-exact ones are in test_sign_ecdsa_vectors.c. */
#include "support/ecdsa_world.h"

static const struct pair_whole *lend(struct world *w, uint16_t seat, uint16_t peer)
{
    const struct pair_whole *whole = pair_store_lend(w->device[seat].pairs, peer);

    cr_assert_not_null(whole);
    return whole;
}

static void expect_agreement(struct world *w, uint16_t a, uint16_t b)
{
    const struct pair_whole *x = lend(w, a, b), *y = lend(w, b, a);

    cr_assert_arr_eq(x->psid, y->psid, 32);
    cr_assert_arr_eq(x->zero_seed, y->zero_seed, 32);
    for (int i = 0; i < 128; i++) {
        const int bit = x->alice.delta[i / 8] >> (i % 8) & 1;
        cr_assert_arr_eq(x->alice.key[i], y->bob.key[i][bit], 32);
        const int other = y->alice.delta[i / 8] >> (i % 8) & 1;
        cr_assert_arr_eq(y->alice.key[i], x->bob.key[i][other], 32);
    }
    pair_store_take_back(w->device[a].pairs, b);
    pair_store_take_back(w->device[b].pairs, a);
}

static struct buffer opening(struct world *w, uint16_t from, uint16_t to)
{
    struct buffer frame = {0};

    pair_store_open(w->device[from].pairs, &frame, to, w->now);
    return frame;
}

static enum pair_outcome feed(struct world *w, uint16_t seat, struct buffer *answer,
                              const struct buffer *bytes)
{
    struct frame frame;
    uint16_t peer;

    cr_assert(is_ok(frame_read(&frame, buffer_slice(bytes))));
    return pair_store_feed(w->device[seat].pairs, answer, &peer, &frame, w->now);
}

Test(pair_setup, agrees_on_both_sides_after_one_frame_each)
{
    struct world *w = world_new(2, 4, 1);

    world_pair(w, 0, 1);
    expect_agreement(w, 0, 1);
    world_pair(w, 3, 2); /* the higher seat opens */
    expect_agreement(w, 3, 2);
    cr_assert(pair_store_is_ready(w->device[0].pairs, 1, w->now));
    cr_assert_not(pair_store_is_ready(w->device[0].pairs, 2, w->now));
    world_free(w);
}

Test(pair_setup, gives_every_peer_another_delta)
{
    struct world *w = world_new(2, 3, 2);

    world_pair(w, 0, 1);
    world_pair(w, 0, 2);
    const struct pair_whole *a = lend(w, 0, 1), *b = lend(w, 0, 2);
    cr_assert_neq(memcmp(a->alice.delta, b->alice.delta, 16), 0);
    cr_assert_neq(memcmp(a->bob.key, b->bob.key, sizeof a->bob.key), 0);
    cr_assert_neq(memcmp(a->zero_seed, b->zero_seed, 32), 0);
    world_free(w);
}

Test(pair_setup, lets_the_lower_seat_win_when_openings_cross)
{
    struct world *w = world_new(2, 2, 3);
    struct buffer low = opening(w, 0, 1), high = opening(w, 1, 0);
    struct buffer to_low = {0}, to_high = {0};

    cr_assert_eq(feed(w, 0, &to_high, &high), PAIR_DROPPED);
    cr_assert_eq(feed(w, 1, &to_low, &low), PAIR_ANSWERED);
    cr_assert_eq(feed(w, 0, &to_high, &to_low), PAIR_COMPLETED);
    cr_assert_eq(to_high.size, 0);
    expect_agreement(w, 0, 1);
    buffer_free(&low);
    buffer_free(&high);
    buffer_free(&to_low);
    world_free(w);
}

Test(pair_setup, answers_a_higher_seat_when_the_own_opening_is_old)
{
    struct world *w = world_new(2, 2, 4);
    struct buffer low = opening(w, 0, 1), answer = {0}, none = {0}; /* lost on its way */

    w->now += PAIR_OPENING_MS;
    struct buffer high = opening(w, 1, 0);
    cr_assert_eq(feed(w, 0, &answer, &high), PAIR_ANSWERED);
    cr_assert_eq(feed(w, 1, &none, &answer), PAIR_COMPLETED);
    expect_agreement(w, 0, 1);
    buffer_free(&low);
    buffer_free(&high);
    buffer_free(&answer);
    world_free(w);
}

Test(pair_setup, drops_an_answer_to_anything_but_the_newest_opening)
{
    struct world *w = world_new(2, 2, 5);
    struct buffer first = opening(w, 0, 1), answer = {0}, none = {0};

    cr_assert_eq(feed(w, 1, &answer, &first), PAIR_ANSWERED);
    struct buffer second = opening(w, 0, 1);
    cr_assert_eq(feed(w, 0, &none, &answer), PAIR_DROPPED);
    cr_assert_not(pair_store_is_ready(w->device[0].pairs, 1, w->now));
    buffer_free(&answer);
    answer = (struct buffer){0};
    w->now += PAIR_ANSWER_PAUSE_MS;
    cr_assert_eq(feed(w, 1, &answer, &second), PAIR_ANSWERED);
    cr_assert_eq(feed(w, 0, &none, &answer), PAIR_COMPLETED);
    cr_assert_eq(feed(w, 0, &none, &answer), PAIR_DROPPED); /* replayed */
    expect_agreement(w, 0, 1);
    buffer_free(&first);
    buffer_free(&second);
    buffer_free(&answer);
    world_free(w);
}

Test(pair_setup, answers_at_most_once_a_second)
{
    struct world *w = world_new(2, 2, 6);
    struct buffer first = opening(w, 0, 1), second = opening(w, 0, 1), answer = {0};

    cr_assert_eq(feed(w, 1, &answer, &first), PAIR_ANSWERED);
    cr_assert_eq(feed(w, 1, &answer, &second), PAIR_DROPPED);
    buffer_free(&first);
    buffer_free(&second);
    buffer_free(&answer);
    world_free(w);
}

Test(pair_setup, drops_what_is_from_another_epoch_seat_or_stranger)
{
    struct world *w = world_new(2, 3, 7), *other = world_new(2, 3, 8);
    struct buffer answer = {0}, frame = opening(w, 0, 1), foreign = opening(other, 0, 1);

    cr_assert_eq(feed(w, 2, &answer, &frame), PAIR_DROPPED);   /* to = 1 */
    cr_assert_eq(feed(w, 0, &answer, &frame), PAIR_DROPPED);   /* reflected */
    cr_assert_eq(feed(w, 1, &answer, &foreign), PAIR_DROPPED); /* stranger, other epoch */
    cr_assert_eq(answer.size, 0);
    buffer_free(&frame);
    buffer_free(&foreign);
    world_free(w);
    world_free(other);
}

Test(pair_setup, dies_of_age_and_of_use)
{
    struct world *w = world_new(2, 2, 9);
    uint8_t psid[32], zero[32] = {0};

    world_pair(w, 0, 1);
    struct pair_store *store = w->device[0].pairs;
    pair_store_name(store, psid, 1, 16, w->now + PAIR_LIFE_MS - 1);
    cr_assert_neq(memcmp(psid, zero, 32), 0);
    pair_store_count(store, 1, PAIR_ITEMS_MAX - 16);
    pair_store_name(store, psid, 1, 16, w->now);
    cr_assert_neq(memcmp(psid, zero, 32), 0);
    pair_store_name(store, psid, 1, 17, w->now);
    cr_assert_arr_eq(psid, zero, 32);
    cr_assert_null(pair_store_lend(store, 1));
    pair_store_name(w->device[1].pairs, psid, 0, 1, w->now + PAIR_LIFE_MS);
    cr_assert_arr_eq(psid, zero, 32);
    cr_assert_null(pair_store_lend(w->device[1].pairs, 0));
    world_free(w);
}

Test(pair_setup, keeps_a_candidate_apart_while_a_session_uses_the_current_one)
{
    struct world *w = world_new(2, 2, 10);
    uint8_t before[32];

    world_pair(w, 0, 1);
    memcpy(before, w->device[0].pairs->peer[1].current.psid, 32);
    cr_assert(is_ok(pair_store_lock(w->device[0].pairs, 2)));
    cr_assert_eq(pair_store_lock(w->device[0].pairs, 2).code, ERROR_ECDSA_BUSY);
    cr_assert(is_ok(pair_store_lock(w->device[1].pairs, 1)));
    w->now += PAIR_ANSWER_PAUSE_MS;
    world_pair(w, 0, 1);
    cr_assert_arr_eq(w->device[0].pairs->peer[1].current.psid, before, 32);
    cr_assert_not_null(w->device[0].pairs->peer[1].candidate.whole);
    pair_store_unlock(w->device[0].pairs, 2);
    pair_store_unlock(w->device[1].pairs, 1);
    cr_assert_neq(memcmp(w->device[0].pairs->peer[1].current.psid, before, 32), 0);
    cr_assert_null(w->device[0].pairs->peer[1].candidate.whole);
    expect_agreement(w, 0, 1);
    world_free(w);
}

/* A PAIR of an earlier session must not be taken for one of this session, nor convict anybody. */
static struct buffer delayed;

static void keep_pair(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    if (from == 1 && to == 0 && body->data[1] == FRAME_PAIR) {
        if (delayed.size == 0) {
            buffer_append_slice(&delayed, buffer_slice(body));
            buffer_clear(body);
        } else { /* the late one overtakes the right one */
            world_hand(w, 0, buffer_slice(&delayed));
        }
    }
}

Test(pair_setup, drops_a_delayed_pair_of_another_session, .timeout = 60)
{
    const uint16_t seats[] = {0, 1};
    struct world *w = world_new(2, 2, 11);

    world_random_items(w, 1, 11);
    struct ecdsa_order order = world_order(w, seats);
    w->tamper = keep_pair;
    world_sign(w, &order);
    world_tick(w, ECDSA_ROUND_MS);
    world_end_sessions(w);
    world_sign(w, &order);
    cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_DONE);
    cr_assert_eq(w->device[0].marks_in_store | w->device[1].marks_in_store, 0);
    expect_agreement(w, 0, 1);
    buffer_free(&delayed);
    world_free(w);
}

static void spoil_pair(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    struct buffer fresh = {0};
    struct frame frame;

    if (from != 1 || body->data[1] != FRAME_PAIR)
        return;
    memset(body->data + FRAME_HEAD + 36, 0, 32); /* epk of low order */
    cr_assert(is_ok(frame_read(&frame, buffer_slice(body))));
    frame_write(&fresh, FRAME_PAIR, frame.ctx, frame.body, w->device[1].identity);
    buffer_free(body);
    *body = fresh;
}

Test(pair_setup, ends_a_session_by_name_when_its_pair_is_malformed, .timeout = 60)
{
    const uint16_t seats[] = {0, 1};
    struct world *w = world_new(2, 2, 12);

    world_random_items(w, 1, 12);
    struct ecdsa_order order = world_order(w, seats);
    w->tamper = spoil_pair;
    world_sign(w, &order);
    const struct ecdsa_verdict *v = sign_ecdsa_verdict(w->device[0].session);
    cr_assert_eq(v->reason, ECDSA_REASON_PAIR_MALFORMED);
    cr_assert_eq(v->accused, 2u);
    cr_assert_eq(v->mark_count, 0);
    cr_assert_null(pair_store_lend(w->device[0].pairs, 1));
    world_free(w);
}
