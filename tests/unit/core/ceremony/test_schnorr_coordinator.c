/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/ceremony/evidence.h"
#include "schnorr_committee.h"
#include "support/vectors.h"

TestSuite(schnorr_coordinator, .init = crypto_start);

/* How a guardian behaves in a run. */
enum habit {
    HONEST,
    SILENT_NONCES,  /* never answers */
    SILENT_PARTIAL, /* gives nonces, never signs */
    FALSE_PARTIAL,  /* signs wrongly */
    BAD_POINT,      /* nonces that are no points */
    FORGETFUL,      /* restarts between nonces and request, once */
    AMNESIC,        /* has lost its nonces every time */
    REFUSING,       /* says no to every request to sign */
};

struct post { /* frames on their way to the coordinator */
    struct buffer frame[256];
    size_t first, last;
};

static void post_put(struct post *post, struct buffer *frame)
{
    cr_assert_lt(post->last, 256);
    post->frame[post->last++] = *frame;
    *frame = (struct buffer){0};
}

/* The same frame with its body changed at `at`, signed again. */
static void change_body(struct buffer *frame, const struct identity *signer, size_t at,
                        uint8_t flip)
{
    struct frame read = frame_of(buffer_slice(frame));
    struct buffer body = {0}, changed = {0};

    buffer_append_slice(&body, read.body);
    body.data[at] ^= flip;
    frame_write(&changed, read.type, read.ctx, buffer_slice(&body), signer);
    buffer_free(&body);
    buffer_free(frame);
    *frame = changed;
}

static void guardian_hears(struct committee *c, uint16_t seat, enum habit *habit,
                           struct slice request, struct post *post, struct schnorr_clock clock)
{
    const struct frame frame = frame_of(request);
    const bool is_asked_to_sign = frame.type == FRAME_SIGN_REQ;
    struct buffer out = {0};

    if (*habit == SILENT_NONCES || (*habit == SILENT_PARTIAL && is_asked_to_sign))
        return;
    if (*habit == FORGETFUL && is_asked_to_sign) {
        schnorr_signer_forget(c->signer[seat]);
        *habit = HONEST;
    }
    if (*habit == AMNESIC && is_asked_to_sign)
        schnorr_signer_forget(c->signer[seat]);
    if (*habit == REFUSING && is_asked_to_sign)
        schnorr_signer_reject(c->signer[seat], &out, &frame, SCHNORR_NOT_APPROVED);
    else
        (void)guardian_answers(c, seat, &out, request, clock);
    if (*habit == FALSE_PARTIAL && is_asked_to_sign)
        change_body(&out, c->guardian[seat], out.size - FRAME_OVERHEAD - 1, 1);
    if (*habit == BAD_POINT && !is_asked_to_sign)
        change_body(&out, c->guardian[seat], 60, 0xff);
    post_put(post, &out);
}

static void deliver(struct committee *c, const struct schnorr_output *output, enum habit *habits,
                    struct post *post, const uint8_t *order, struct schnorr_clock clock)
{
    for (size_t i = 0; i < output->count; i++) {
        for (uint16_t k = 0; k < c->record.n; k++) {
            const uint16_t seat = order ? order[k] : k;
            if (output->frames[i].seats >> seat & 1)
                guardian_hears(c, seat, &habits[seat], output->frames[i].bytes, post, clock);
        }
    }
}

/* Runs to the end; the caller frees. */
static struct schnorr_coordinator *run(struct committee *c, const struct schnorr_order *order,
                                       enum habit *habits, const uint8_t *arrival)
{
    struct schnorr_coordinator *coordinator;
    struct post post = {0};
    uint64_t now_ms = 1000;

    cr_assert(is_ok(schnorr_coordinator_new(&coordinator, order, at_ms(now_ms))));
    const struct schnorr_output *output = schnorr_coordinator_output(coordinator);
    deliver(c, output, habits, &post, arrival, at_ms(now_ms));
    for (int step = 0; step < 2000 && output->status == SCHNORR_RUNNING; step++) {
        if (post.first < post.last) {
            const struct frame frame = frame_of(buffer_slice(&post.frame[post.first]));
            now_ms += 5;
            schnorr_coordinator_feed(coordinator, &frame, at_ms(now_ms));
            deliver(c, output, habits, &post, arrival, at_ms(now_ms));
            buffer_free(&post.frame[post.first++]);
            if (post.first == post.last)
                post.first = post.last = 0;
            continue;
        }
        cr_assert_neq(output->wake_at_ms, UINT64_MAX);
        cr_assert_gt(output->wake_at_ms, now_ms);
        now_ms = output->wake_at_ms;
        schnorr_coordinator_tick(coordinator, at_ms(now_ms));
        deliver(c, output, habits, &post, arrival, at_ms(now_ms));
    }
    for (size_t i = post.first; i < post.last; i++)
        buffer_free(&post.frame[i]);
    cr_assert_neq(output->status, SCHNORR_RUNNING);
    return coordinator;
}

static void honest_run(uint16_t t, uint16_t n, size_t items)
{
    struct committee *c = committee_new(t, n, items, items);
    const struct schnorr_order order = order_of(c);
    enum habit habits[SEATS_MAX] = {HONEST};

    struct schnorr_coordinator *done = run(c, &order, habits, NULL);
    cr_assert_eq(schnorr_coordinator_output(done)->status, SCHNORR_DONE);
    cr_assert_eq(schnorr_coordinator_sessions(done), 1);
    cr_assert_eq(schnorr_coordinator_output(done)->missing, 0);
    cr_assert(schnorr_coordinator_output(done)->may_be_signed);
    check_signatures(c, done);
    for (uint16_t j = 0; j < n; j++)
        cr_assert_eq(schnorr_coordinator_blame(done, j).verdict, SCHNORR_CLEAR);
    schnorr_coordinator_free(done);
    committee_free(c);
}

/* What a guardian keeps of one set and of one path does not get into the next. */
Test(schnorr_coordinator, signs_with_one_set_after_another)
{
    static const uint32_t sets[] = {3, 5, 3, 6, 6, 5};
    struct committee *c = committee_new(2, 3, 4, 77);
    enum habit habits[SEATS_MAX] = {HONEST};

    for (size_t k = 0; k < sizeof sets / sizeof sets[0]; k++) {
        struct schnorr_order order = order_of(c);
        order.seats = sets[k];
        for (size_t i = 0; i < c->item_count; i++) {
            c->items[i].depth = (uint8_t)((i + k) % 4);
            c->items[i].path[0] = (uint32_t)((i + k) % 3);
            rng_fill(&c->rng.base, c->items[i].digest, 32);
        }
        struct schnorr_coordinator *done = run(c, &order, habits, NULL);
        cr_assert_eq(schnorr_coordinator_output(done)->status, SCHNORR_DONE, "set %zu", k);
        check_signatures(c, done);
        schnorr_coordinator_free(done);
    }
    committee_free(c);
}

Test(schnorr_coordinator, signs_one_item_with_three_of_five)
{
    honest_run(3, 5, 1);
}

Test(schnorr_coordinator, signs_two_items_with_three_of_five)
{
    honest_run(3, 5, 2);
}

Test(schnorr_coordinator, signs_256_items_with_three_of_five)
{
    honest_run(3, 5, 256);
}

Test(schnorr_coordinator, signs_with_one_of_one_and_one_of_three)
{
    honest_run(1, 1, 2);
    honest_run(1, 3, 2);
}

Test(schnorr_coordinator, signs_with_sixteen_of_sixteen_and_32_of_32)
{
    honest_run(16, 16, 2);
    honest_run(32, 32, 1);
}

Test(schnorr_coordinator, refuses_an_order_it_cannot_put_to_anyone)
{
    struct committee *c = committee_new(2, 3, 1, 7);
    struct schnorr_order order = order_of(c);
    struct schnorr_coordinator *none = NULL;

    order.item_count = 0;
    cr_assert_eq(schnorr_coordinator_new(&none, &order, at_ms(0)).code, ERROR_SCHNORR_ORDER);
    order.item_count = 257; /* row 61 */
    cr_assert_eq(schnorr_coordinator_new(&none, &order, at_ms(0)).code, ERROR_SCHNORR_ORDER);
    order.item_count = 1;
    c->items[0].depth = 5;
    cr_assert_eq(schnorr_coordinator_new(&none, &order, at_ms(0)).code, ERROR_SCHNORR_ORDER);
    c->items[0].depth = 2;
    c->items[0].path[1] = 0x80000000U;
    cr_assert_eq(schnorr_coordinator_new(&none, &order, at_ms(0)).code, ERROR_PATH_REFUSED);
    cr_assert_null(none);
    committee_free(c);
}

Test(schnorr_coordinator, fails_at_once_when_too_few_seats_may_be_asked)
{
    struct committee *c = committee_new(3, 5, 1, 8);
    struct schnorr_order order = order_of(c);
    struct schnorr_coordinator *failed;

    order.seats = 0x3;
    cr_assert(is_ok(schnorr_coordinator_new(&failed, &order, at_ms(0))));
    const struct schnorr_output *output = schnorr_coordinator_output(failed);
    cr_assert_eq(output->status, SCHNORR_FAILED);
    cr_assert_eq(output->failure, ERROR_SCHNORR_SHORT);
    cr_assert_eq(output->seats_short, 1);
    cr_assert_not(output->may_be_signed);
    cr_assert_eq(output->count, 0);
    cr_assert_null(schnorr_coordinator_signatures(failed));
    schnorr_coordinator_free(failed);
    committee_free(c);
}

Test(schnorr_coordinator, fails_when_the_time_is_up_and_says_who_is_missing)
{
    struct committee *c = committee_new(3, 4, 1, 9);
    struct schnorr_order order = order_of(c);
    enum habit habits[4] = {HONEST, SILENT_NONCES, HONEST, SILENT_NONCES};

    order.expiry = TODAY + 3600;
    struct schnorr_coordinator *failed = run(c, &order, habits, NULL);
    const struct schnorr_output *output = schnorr_coordinator_output(failed);
    cr_assert_eq(output->status, SCHNORR_FAILED);
    cr_assert_eq(output->failure, ERROR_SCHNORR_LATE);
    cr_assert_eq(output->missing, 0xa);
    cr_assert_not(output->may_be_signed);
    cr_assert_eq(schnorr_coordinator_blame(failed, 1).verdict, SCHNORR_SILENT);
    cr_assert_eq(schnorr_coordinator_blame(failed, 1).reason, SCHNORR_REASON_NO_NONCES);
    cr_assert_eq(schnorr_coordinator_blame(failed, 0).verdict, SCHNORR_CLEAR);
    schnorr_coordinator_free(failed);
    committee_free(c);
}

/* Row 59. */
Test(schnorr_coordinator, finishes_with_others_when_one_never_signs)
{
    struct committee *c = committee_new(2, 3, 1, 59);
    const struct schnorr_order order = order_of(c);
    enum habit habits[3] = {SILENT_PARTIAL, HONEST, HONEST};

    struct schnorr_coordinator *done = run(c, &order, habits, NULL);
    cr_assert_eq(schnorr_coordinator_output(done)->status, SCHNORR_DONE);
    cr_assert_eq(schnorr_coordinator_sessions(done), 2);
    const struct schnorr_blame blame = schnorr_coordinator_blame(done, 0);
    cr_assert_eq(blame.verdict, SCHNORR_SILENT);
    cr_assert_eq(blame.reason, SCHNORR_REASON_NO_PARTIAL);
    cr_assert_eq(blame.evidence.size, 0);
    check_signatures(c, done);
    schnorr_coordinator_free(done);
    committee_free(c);
}

/* Every set of up to n-t bad guardians, each bad in every way, frames arriving in three orders. */
static size_t exhaust(uint16_t t, uint16_t n)
{
    static const enum habit ways[4] = {SILENT_NONCES, SILENT_PARTIAL, FALSE_PARTIAL, BAD_POINT};
    size_t runs = 0;

    for (uint32_t bad = 0; bad < 1U << n; bad++) {
        if (__builtin_popcount(bad) != n - t)
            continue;
        for (size_t way = 0; way < 4; way++) {
            for (int turn = 0; turn < 3; turn++) {
                struct committee *c = committee_new(t, n, 1, bad);
                const struct schnorr_order order = order_of(c);
                enum habit habits[SEATS_MAX];
                uint8_t arrival[SEATS_MAX];
                size_t next = 0;
                for (uint16_t j = 0; j < n; j++)
                    habits[j] = bad >> j & 1 ? ways[(way + (turn ? j : 0)) % 4] : HONEST;
                /* ascending, descending, the bad ones first */
                for (uint16_t j = 0; j < n; j++)
                    arrival[j] = (uint8_t)(turn == 1 ? n - 1 - j : j);
                if (turn == 2) {
                    for (uint16_t j = 0; j < n; j++)
                        if (bad >> j & 1)
                            arrival[next++] = (uint8_t)j;
                    for (uint16_t j = 0; j < n; j++)
                        if (!(bad >> j & 1))
                            arrival[next++] = (uint8_t)j;
                }
                struct schnorr_coordinator *done = run(c, &order, habits, arrival);
                cr_assert_eq(schnorr_coordinator_output(done)->status, SCHNORR_DONE);
                cr_assert_leq(schnorr_coordinator_sessions(done), (size_t)(n - t + 1));
                check_signatures(c, done);
                for (uint16_t j = 0; j < n; j++) {
                    const struct schnorr_blame blame = schnorr_coordinator_blame(done, j);
                    if (habits[j] == HONEST)
                        cr_assert_eq(blame.verdict, SCHNORR_CLEAR);
                    if (habits[j] == BAD_POINT && blame.verdict != SCHNORR_CLEAR)
                        cr_assert_eq(blame.reason, SCHNORR_REASON_NONCES_SHAPE);
                }
                schnorr_coordinator_free(done);
                committee_free(c);
                runs++;
            }
        }
    }
    return runs;
}

Test(schnorr_coordinator, never_needs_more_than_n_minus_t_plus_1_sessions, .timeout = 300)
{
    size_t runs = 0;

    for (uint16_t n = 1; n <= 6; n++)
        for (uint16_t t = 1; t <= n; t++)
            runs += exhaust(t, n);
    cr_assert_eq(runs, 12 * 120); /* all subsets of 1..6 seats but the whole: 2+... = 120 */
}

/* The stored evidence convinces somebody who has only the record, and names the guardian. */
static void expect_evidence(const struct committee *c, uint16_t seat, struct slice evidence,
                            enum evidence_code code)
{
    struct epoch_record other = c->record;
    struct evidence_finding finding = {0};

    cr_assert(is_ok(evidence_verify(&finding, evidence, &c->record)));
    cr_assert(finding.is_proved);
    cr_assert_eq(finding.code, code, "%d", finding.code);
    cr_assert_arr_eq(finding.who, c->guardian[seat]->sign_pk, 32);
    if (code != EVIDENCE_FALSE_PARTIAL)
        return;
    cr_assert_eq(evidence_verify(&finding, evidence, NULL).code, ERROR_EVIDENCE_RECORD);
    other.hash[3] ^= 1;
    cr_assert_eq(evidence_verify(&finding, evidence, &other).code, ERROR_EVIDENCE_RECORD);
}

Test(schnorr_coordinator, blames_a_false_partial_with_evidence_that_convinces_a_stranger)
{
    struct committee *c = committee_new(2, 3, 2, 53);
    const struct schnorr_order order = order_of(c);
    enum habit habits[3] = {HONEST, FALSE_PARTIAL, HONEST};

    struct schnorr_coordinator *done = run(c, &order, habits, NULL);
    cr_assert_eq(schnorr_coordinator_output(done)->status, SCHNORR_DONE);
    cr_assert_eq(schnorr_coordinator_sessions(done), 2);
    const struct schnorr_blame blame = schnorr_coordinator_blame(done, 1);
    cr_assert_eq(blame.verdict, SCHNORR_PROVED);
    cr_assert_eq(blame.reason, SCHNORR_REASON_PARTIAL_FALSE);

    struct slice rest = blame.evidence;
    static const uint8_t types[3] = {FRAME_NONCES, FRAME_SIGN_REQ, FRAME_PSIG};
    for (size_t i = 0; i < 3; i++) {
        struct frame frame;
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        cr_assert(is_ok(frame_verify(&frame)));
        cr_assert_eq(frame.type, types[i]);
        cr_assert_arr_eq(frame.sender, i == 1 ? c->owner->sign_pk : c->guardian[1]->sign_pk, 32);
    }
    cr_assert_eq(rest.size, 0);
    expect_evidence(c, 1, blame.evidence, EVIDENCE_FALSE_PARTIAL);
    schnorr_coordinator_free(done);
    committee_free(c);
}

Test(schnorr_coordinator, gives_a_restarted_guardian_a_second_chance)
{
    struct committee *c = committee_new(2, 2, 1, 63);
    const struct schnorr_order order = order_of(c);
    enum habit habits[2] = {HONEST, FORGETFUL};

    struct schnorr_coordinator *done = run(c, &order, habits, NULL);
    cr_assert_eq(schnorr_coordinator_output(done)->status, SCHNORR_DONE);
    cr_assert_eq(schnorr_coordinator_sessions(done), 2);
    cr_assert_eq(schnorr_coordinator_blame(done, 1).verdict, SCHNORR_CLEAR);
    check_signatures(c, done);
    schnorr_coordinator_free(done);
    committee_free(c);
}

Test(schnorr_coordinator, does_not_give_a_third_chance)
{
    struct committee *c = committee_new(2, 2, 1, 66);
    const struct schnorr_order order = order_of(c);
    enum habit habits[2] = {HONEST, AMNESIC};

    struct schnorr_coordinator *failed = run(c, &order, habits, NULL);
    cr_assert_eq(schnorr_coordinator_output(failed)->status, SCHNORR_FAILED);
    cr_assert_eq(schnorr_coordinator_output(failed)->failure, ERROR_SCHNORR_SHORT);
    cr_assert_eq(schnorr_coordinator_sessions(failed), 2);
    const struct schnorr_blame blame = schnorr_coordinator_blame(failed, 1);
    cr_assert_eq(blame.verdict, SCHNORR_CLEAR);
    cr_assert_eq(blame.code, SCHNORR_NONCE_SPENT);
    schnorr_coordinator_free(failed);
    committee_free(c);
}

Test(schnorr_coordinator, goes_on_without_a_guardian_that_says_no_and_does_not_accuse_it)
{
    struct committee *c = committee_new(2, 3, 1, 64);
    const struct schnorr_order order = order_of(c);
    enum habit habits[3] = {HONEST, REFUSING, HONEST};

    struct schnorr_coordinator *done = run(c, &order, habits, NULL);
    cr_assert_eq(schnorr_coordinator_output(done)->status, SCHNORR_DONE);
    const struct schnorr_blame blame = schnorr_coordinator_blame(done, 1);
    cr_assert_eq(blame.verdict, SCHNORR_CLEAR);
    cr_assert_eq(blame.reason, SCHNORR_REASON_REJECTED);
    cr_assert_eq(blame.code, SCHNORR_NOT_APPROVED);
    schnorr_coordinator_free(done);
    committee_free(c);
}

Test(schnorr_coordinator, fails_when_the_only_set_has_a_false_member)
{
    struct committee *c = committee_new(3, 3, 1, 65);
    const struct schnorr_order order = order_of(c);
    enum habit habits[3] = {HONEST, HONEST, FALSE_PARTIAL};

    struct schnorr_coordinator *failed = run(c, &order, habits, NULL);
    const struct schnorr_output *output = schnorr_coordinator_output(failed);
    cr_assert_eq(output->status, SCHNORR_FAILED);
    cr_assert_eq(output->failure, ERROR_SCHNORR_SHORT);
    cr_assert_eq(output->missing & 4U, 4);
    cr_assert_eq(output->seats_short, 1);
    cr_assert(output->may_be_signed); /* D4: the false member can finish it alone */
    schnorr_coordinator_free(failed);
    committee_free(c);
}

/* --- one step at a time --- */

/* A coordinator with nonces of seats 0 and 1 (t = 2), and the SIGN_REQ it sent. */
struct started {
    struct committee *c;
    struct schnorr_coordinator *coordinator;
    struct buffer ask;
    struct buffer nonces[2];
    struct buffer request;
};

static struct started start(size_t items)
{
    struct started s = {.c = committee_new(2, 3, items, 70)};
    const struct schnorr_order order = order_of(s.c);

    cr_assert(is_ok(schnorr_coordinator_new(&s.coordinator, &order, at_ms(0))));
    const struct schnorr_output *output = schnorr_coordinator_output(s.coordinator);
    cr_assert_eq(output->count, 1);
    cr_assert_eq(output->frames[0].seats, 7);
    buffer_append_slice(&s.ask, output->frames[0].bytes);
    for (uint16_t j = 0; j < 2; j++) {
        cr_assert_eq(guardian_answers(s.c, j, &s.nonces[j], buffer_slice(&s.ask), at_ms(1)), 0);
        const struct frame frame = frame_of(buffer_slice(&s.nonces[j]));
        schnorr_coordinator_feed(s.coordinator, &frame, at_ms(2));
    }
    cr_assert_eq(output->count, 1);
    cr_assert_eq(output->frames[0].seats, 3);
    buffer_append_slice(&s.request, output->frames[0].bytes);
    cr_assert(output->may_be_signed);
    return s;
}

static void finish(struct started *s)
{
    buffer_free(&s->ask);
    buffer_free(&s->nonces[0]);
    buffer_free(&s->nonces[1]);
    buffer_free(&s->request);
    schnorr_coordinator_free(s->coordinator);
    committee_free(s->c);
}

static struct schnorr_blame feed(struct started *s, const struct buffer *bytes, uint16_t seat)
{
    const struct frame frame = frame_of(buffer_slice(bytes));
    schnorr_coordinator_feed(s->coordinator, &frame, at_ms(10));
    return schnorr_coordinator_blame(s->coordinator, seat);
}

/* PSIG of `seat` with its body changed by the test. */
static struct buffer rebuilt(const struct started *s, uint16_t seat, const struct buffer *psig,
                             struct buffer *body)
{
    struct buffer out = {0};
    const struct frame read = frame_of(buffer_slice(psig));

    frame_write(&out, FRAME_PSIG, read.ctx, buffer_slice(body), s->c->guardian[seat]);
    buffer_free(body);
    return out;
}

enum { PSIG_HEAD = 2 + 16 + 8 + 2 };

/* Row 53, one mutation after another. */
/* A coordinator that put other nonces into the request: what was answered to it proves nothing. */
static void expect_no_framing(const struct committee *c, const struct buffer *nonces,
                              const struct frame *asked, const struct buffer *psig)
{
    struct buffer body = {0}, bytes = {0};
    struct schnorr_request request;
    struct evidence_finding finding;

    buffer_append_slice(&body, asked->body);
    cr_assert(is_ok(schnorr_frame_read_request(&request, buffer_slice(&body))));
    const size_t items = (size_t)(request.items.data - body.data);
    uint8_t *own = body.data + items + 32 + 1 + 4 * (size_t)body.data[items + 32] + 1;
    memcpy(own, own + FROST_COMMITMENT_BYTES, FROST_COMMITMENT_BYTES);
    cr_assert(is_ok(schnorr_frame_read_request(&request, buffer_slice(&body))));
    buffer_append_slice(&bytes, buffer_slice(nonces));
    frame_write(&bytes, FRAME_SIGN_REQ, asked->ctx, buffer_slice(&body), c->owner);
    frame_write(&bytes, FRAME_PSIG, request.sid, frame_of(buffer_slice(psig)).body, c->guardian[0]);
    cr_assert(is_ok(evidence_verify(&finding, buffer_slice(&bytes), &c->record)));
    cr_assert_not(finding.is_proved);
    buffer_free(&body);
    buffer_free(&bytes);
}

static void expect_partial_blame(int mutation, enum schnorr_reason reason)
{
    struct started s = start(2);
    struct buffer psig = {0}, other = {0}, body = {0};
    uint8_t keep[32];

    cr_assert_eq(guardian_answers(s.c, 0, &psig, buffer_slice(&s.request), at_ms(3)), 0);
    cr_assert_eq(guardian_answers(s.c, 1, &other, buffer_slice(&s.request), at_ms(3)), 0);
    const struct frame good = frame_of(buffer_slice(&psig));
    const struct frame others = frame_of(buffer_slice(&other));
    buffer_append_slice(&body, good.body);
    uint8_t *item = body.data + PSIG_HEAD;
    struct scalar value;
    switch (mutation) {
    case 0:
        memset(item, 0xff, 32);
        break; /* >= N */
    case 1:
        memset(item + 32, 0, 32);
        break; /* zero */
    case 2:    /* negated */
        cr_assert(is_ok(scalar_read(&value, item)));
        value = scalar_negate(&value);
        scalar_write(item, &value);
        break;
    case 3: /* two items swapped */
        memcpy(keep, item, 32);
        memcpy(item, item + 32, 32);
        memcpy(item + 32, keep, 32);
        break;
    case 4:
        memcpy(item, others.body.data + PSIG_HEAD, 64);
        break; /* another seat's */
    case 5:    /* m - 1 */
        body.data[PSIG_HEAD - 1] = 1;
        body.size -= 32;
        break;
    case 6: /* m + 1 */
        buffer_append(&body, others.body.data + PSIG_HEAD, 32);
        body.data[PSIG_HEAD - 1] = 3;
        break;
    case 7:
        body.data[1] ^= 1;
        break; /* another seat named */
    case 8:
        body.data[PSIG_HEAD - 3] ^= 1;
        break; /* another range */
    case 9:
        body.data[5] ^= 1;
        break; /* another stream */
    case 10:
        body.size -= 1;
        break; /* cut off */
    default:
        cr_assert(false);
    }
    struct buffer changed = rebuilt(&s, 0, &psig, &body);
    const struct schnorr_blame blame = feed(&s, &changed, 0);
    cr_assert_eq(blame.verdict, SCHNORR_PROVED, "mutation %d", mutation);
    cr_assert_eq(blame.reason, reason, "mutation %d", mutation);
    cr_assert_gt(blame.evidence.size, 0);
    expect_evidence(s.c, 0, blame.evidence, EVIDENCE_FALSE_PARTIAL);
    /* Honest partials prove nothing, with or without the nonces, */
    struct buffer honest = {0};
    struct evidence_finding finding;
    buffer_append_slice(&honest, buffer_slice(&s.nonces[0]));
    struct slice parts = blame.evidence;
    struct frame asked = {0};
    while (asked.type != FRAME_SIGN_REQ)
        cr_assert(is_ok(frame_read_next(&asked, &parts)));
    expect_no_framing(s.c, &s.nonces[0], &asked, &psig);
    buffer_append_slice(&honest, asked.bytes);
    buffer_append_slice(&honest, buffer_slice(&psig));
    buffer_append_slice(&honest, buffer_slice(&other));
    cr_assert(is_ok(evidence_verify(&finding, buffer_slice(&honest), &s.c->record)));
    cr_assert_not(finding.is_proved);
    /* and a false one without them neither: the request might not speak of its nonces. */
    buffer_clear(&honest);
    buffer_append_slice(&honest, asked.bytes);
    buffer_append_slice(&honest, buffer_slice(&changed));
    cr_assert(is_ok(evidence_verify(&finding, buffer_slice(&honest), &s.c->record)));
    cr_assert_eq(finding.is_proved, reason == SCHNORR_REASON_PARTIAL_SHAPE);
    buffer_free(&honest);
    /* the honest answer of the other seat does not complete this session */
    cr_assert_eq(feed(&s, &other, 1).verdict, SCHNORR_CLEAR);
    cr_assert_eq(schnorr_coordinator_output(s.coordinator)->status, SCHNORR_RUNNING);
    buffer_free(&psig);
    buffer_free(&other);
    buffer_free(&changed);
    finish(&s);
}

Test(schnorr_coordinator, proves_every_mutation_of_a_partial_signature)
{
    for (int mutation = 0; mutation <= 4; mutation++)
        expect_partial_blame(mutation, SCHNORR_REASON_PARTIAL_FALSE);
    for (int mutation = 5; mutation <= 10; mutation++)
        expect_partial_blame(mutation, SCHNORR_REASON_PARTIAL_SHAPE);
}

Test(schnorr_coordinator, ignores_frames_that_answer_nothing_it_asked)
{
    struct started s = start(1);
    const struct schnorr_output *output = schnorr_coordinator_output(s.coordinator);
    struct buffer psig = {0}, stray = {0};

    cr_assert_eq(guardian_answers(s.c, 0, &psig, buffer_slice(&s.request), at_ms(3)), 0);
    const struct frame good = frame_of(buffer_slice(&psig));
    uint8_t ctx[32];
    memcpy(ctx, good.ctx, 32);
    ctx[0] ^= 1;
    frame_write(&stray, FRAME_PSIG, ctx, good.body, s.c->guardian[0]); /* another session */
    cr_assert_eq(feed(&s, &stray, 0).verdict, SCHNORR_CLEAR);
    buffer_clear(&stray);
    frame_write(&stray, FRAME_PSIG, good.ctx, good.body, s.c->owner); /* not a guardian */
    cr_assert_eq(feed(&s, &stray, 0).verdict, SCHNORR_CLEAR);
    buffer_clear(&stray);
    frame_write(&stray, FRAME_PSIG, good.ctx, good.body, s.c->guardian[2]); /* not in the set */
    cr_assert_eq(feed(&s, &stray, 2).verdict, SCHNORR_CLEAR);
    buffer_clear(&stray);
    frame_write(&stray, FRAME_REJECT, ctx, good.body, s.c->guardian[0]);
    cr_assert_eq(feed(&s, &stray, 0).verdict, SCHNORR_CLEAR);
    cr_assert_eq(output->status, SCHNORR_RUNNING);
    cr_assert_eq(schnorr_coordinator_sessions(s.coordinator), 1);
    buffer_free(&psig);
    buffer_free(&stray);
    finish(&s);
}

Test(schnorr_coordinator, hears_each_frame_once)
{
    struct started s = start(1);
    struct buffer psig[2] = {{0}};

    for (int repeat = 0; repeat < 3; repeat++)
        cr_assert_eq(feed(&s, &s.nonces[0], 0).verdict, SCHNORR_CLEAR);
    cr_assert_eq(guardian_answers(s.c, 0, &psig[0], buffer_slice(&s.request), at_ms(3)), 0);
    for (int repeat = 0; repeat < 3; repeat++)
        cr_assert_eq(feed(&s, &psig[0], 0).verdict, SCHNORR_CLEAR);
    cr_assert_eq(schnorr_coordinator_output(s.coordinator)->status, SCHNORR_RUNNING);
    cr_assert_eq(guardian_answers(s.c, 1, &psig[1], buffer_slice(&s.request), at_ms(3)), 0);
    (void)feed(&s, &psig[1], 1);
    cr_assert_eq(schnorr_coordinator_output(s.coordinator)->status, SCHNORR_DONE);
    check_signatures(s.c, s.coordinator);
    buffer_free(&psig[0]);
    buffer_free(&psig[1]);
    finish(&s);
}

Test(schnorr_coordinator, proves_two_different_partials_for_one_session)
{
    struct started s = start(1);
    struct buffer psig = {0}, body = {0};

    cr_assert_eq(guardian_answers(s.c, 0, &psig, buffer_slice(&s.request), at_ms(3)), 0);
    cr_assert_eq(feed(&s, &psig, 0).verdict, SCHNORR_CLEAR);
    const struct frame good = frame_of(buffer_slice(&psig));
    buffer_append_slice(&body, good.body);
    body.data[PSIG_HEAD + 31] ^= 1;
    struct buffer second = rebuilt(&s, 0, &psig, &body);
    const struct schnorr_blame blame = feed(&s, &second, 0);
    cr_assert_eq(blame.verdict, SCHNORR_PROVED);
    cr_assert_eq(blame.reason, SCHNORR_REASON_PARTIAL_TWICE);
    buffer_free(&psig);
    buffer_free(&second);
    finish(&s);
}

/* A session that cannot succeed any more is not waited for. */
Test(schnorr_coordinator, goes_on_at_once_after_a_false_partial)
{
    struct started s = start(1);
    const struct schnorr_output *output = schnorr_coordinator_output(s.coordinator);
    struct buffer psig = {0}, other = {0}, body = {0};

    cr_assert_eq(guardian_answers(s.c, 0, &psig, buffer_slice(&s.request), at_ms(3)), 0);
    cr_assert_eq(guardian_answers(s.c, 1, &other, buffer_slice(&s.request), at_ms(3)), 0);
    const struct frame good = frame_of(buffer_slice(&psig));
    buffer_append_slice(&body, good.body);
    body.data[PSIG_HEAD] ^= 1;
    struct buffer changed = rebuilt(&s, 0, &psig, &body);
    cr_assert_eq(feed(&s, &changed, 0).verdict, SCHNORR_PROVED);
    cr_assert_eq(output->count, 0); /* seat 2 was asked before, seat 1 is bound */
    cr_assert_eq(feed(&s, &other, 1).verdict, SCHNORR_CLEAR);
    cr_assert_eq(output->count, 1); /* and now free: asked again, in the same instant */
    cr_assert_eq(output->frames[0].seats, 2);
    cr_assert_eq(frame_of(output->frames[0].bytes).type, FRAME_NONCE_REQ);
    buffer_free(&psig);
    buffer_free(&other);
    buffer_free(&changed);
    finish(&s);
}

/* Two NONCES frames for one index: with other points, and for another request with the same ones.
 */
Test(schnorr_coordinator, proves_nonces_that_were_offered_twice)
{
    struct started s = start(1);
    struct buffer changed = {0};
    struct scripted_rng rng;

    scripted_rng_seed(&rng, 99);
    const struct scalar k = scalar_random(&rng.base);
    const struct point other = point_mul_base(&k);
    const struct frame first = frame_of(buffer_slice(&s.nonces[0]));
    struct buffer body = {0};
    buffer_append_slice(&body, first.body);
    point_write(body.data + body.size - 33, &other);
    frame_write(&changed, FRAME_NONCES, first.ctx, buffer_slice(&body), s.c->guardian[0]);
    const struct schnorr_blame blame = feed(&s, &changed, 0);
    cr_assert_eq(blame.verdict, SCHNORR_PROVED);
    cr_assert_eq(blame.reason, SCHNORR_REASON_NONCES_TWICE);
    cr_assert_eq(blame.evidence.size, s.nonces[0].size + changed.size);
    expect_evidence(s.c, 0, blame.evidence, EVIDENCE_EQUIVOCATION);
    buffer_free(&body);
    buffer_free(&changed);
    finish(&s);
}

static void expect_nonces_blamed(size_t at, struct slice bytes, size_t cut)
{
    struct committee *c = committee_new(2, 3, 1, 71);
    const struct schnorr_order order = order_of(c);
    struct schnorr_coordinator *coordinator;
    struct buffer nonces = {0}, body = {0}, changed = {0};

    cr_assert(is_ok(schnorr_coordinator_new(&coordinator, &order, at_ms(0))));
    const struct slice ask = schnorr_coordinator_output(coordinator)->frames[0].bytes;
    cr_assert_eq(guardian_answers(c, 0, &nonces, ask, at_ms(1)), 0);
    const struct frame good = frame_of(buffer_slice(&nonces));
    buffer_append_slice(&body, good.body);
    for (size_t i = 0; i < bytes.size; i++)
        body.data[at + i] ^= bytes.data[i];
    body.size -= cut;
    frame_write(&changed, FRAME_NONCES, good.ctx, buffer_slice(&body), c->guardian[0]);
    const struct frame frame = frame_of(buffer_slice(&changed));
    schnorr_coordinator_feed(coordinator, &frame, at_ms(2));
    const struct schnorr_blame blame = schnorr_coordinator_blame(coordinator, 0);
    cr_assert_eq(blame.verdict, SCHNORR_PROVED);
    cr_assert_eq(blame.reason, SCHNORR_REASON_NONCES_SHAPE);
    buffer_free(&nonces);
    buffer_free(&body);
    buffer_free(&changed);
    schnorr_coordinator_free(coordinator);
    committee_free(c);
}

static void expect_nonce_blame(size_t at, uint8_t flip, int cut)
{
    expect_nonces_blamed(at, slice_of(&flip, 1), (size_t)cut);
}

static void expect_nonce_bytes(size_t at, struct slice flips)
{
    expect_nonces_blamed(at, flips, 0);
}

Test(schnorr_coordinator, proves_nonces_of_a_wrong_shape)
{
    expect_nonce_blame(1, 1, 0);            /* seat */
    expect_nonce_blame(2, 1, 0);            /* epoch */
    expect_nonce_blame(59, 2, 0);           /* count */
    expect_nonce_blame(60, 0x04, 0);        /* prefix 06 or 07 */
    expect_nonce_blame(60, 0x02 ^ 0x00, 0); /* prefix 00 or 01 */
    expect_nonce_blame(0, 0, 1);            /* cut off */
    struct buffer last = {0};
    memset(buffer_extend(&last, 8), 0xff, 8);
    expect_nonce_bytes(50, buffer_slice(&last)); /* first + m would overflow */
    buffer_free(&last);
}

/* A seat drops out or comes in while a payment runs. */
Test(schnorr_coordinator, uses_a_guardian_that_says_yes_later)
{
    struct committee *c = committee_new(2, 3, 1, 72);
    struct schnorr_order order = order_of(c);
    struct schnorr_coordinator *coordinator;
    struct buffer answer = {0};

    order.seats = 3;
    cr_assert(is_ok(schnorr_coordinator_new(&coordinator, &order, at_ms(0))));
    const struct schnorr_output *output = schnorr_coordinator_output(coordinator);
    schnorr_coordinator_add_seat(coordinator, 2, at_ms(1));
    cr_assert_eq(output->count, 1);
    cr_assert_eq(output->frames[0].seats, 4);
    cr_assert_eq(guardian_answers(c, 2, &answer, output->frames[0].bytes, at_ms(2)), 0);
    const struct frame frame = frame_of(buffer_slice(&answer));
    schnorr_coordinator_feed(coordinator, &frame, at_ms(3));
    cr_assert_eq(output->status, SCHNORR_RUNNING);
    schnorr_coordinator_drop_seat(coordinator, 0, at_ms(4));
    cr_assert_eq(output->status, SCHNORR_RUNNING);
    schnorr_coordinator_drop_seat(coordinator, 1, at_ms(5));
    cr_assert_eq(output->status, SCHNORR_FAILED);
    cr_assert_eq(output->failure, ERROR_SCHNORR_SHORT);
    buffer_free(&answer);
    schnorr_coordinator_free(coordinator);
    committee_free(c);
}

/* Nonces die at the guardian after 120 s: old ones are asked for anew, not used. */
Test(schnorr_coordinator, does_not_use_nonces_that_grew_old)
{
    struct committee *c = committee_new(2, 2, 1, 73);
    const struct schnorr_order order = order_of(c);
    struct schnorr_coordinator *coordinator;
    struct buffer early = {0}, late = {0};

    cr_assert(is_ok(schnorr_coordinator_new(&coordinator, &order, at_ms(0))));
    const struct schnorr_output *output = schnorr_coordinator_output(coordinator);
    const struct slice ask = output->frames[0].bytes;
    cr_assert_eq(guardian_answers(c, 0, &early, ask, at_ms(0)), 0);
    cr_assert_eq(guardian_answers(c, 1, &late, ask, at_ms(100000)), 0);
    struct frame frame = frame_of(buffer_slice(&early));
    schnorr_coordinator_feed(coordinator, &frame, at_ms(1));
    frame = frame_of(buffer_slice(&late));
    schnorr_coordinator_feed(coordinator, &frame, at_ms(100001));
    cr_assert_eq(schnorr_coordinator_sessions(coordinator), 0);
    cr_assert_eq(output->count, 1);
    cr_assert_eq(output->frames[0].seats, 1); /* seat 0 is asked again */
    cr_assert_eq(frame_of(output->frames[0].bytes).type, FRAME_NONCE_REQ);
    buffer_clear(&early);
    cr_assert_eq(guardian_answers(c, 0, &early, output->frames[0].bytes, at_ms(100002)), 0);
    frame = frame_of(buffer_slice(&early));
    schnorr_coordinator_feed(coordinator, &frame, at_ms(100003));
    cr_assert_eq(schnorr_coordinator_sessions(coordinator), 1);
    buffer_free(&early);
    buffer_free(&late);
    schnorr_coordinator_free(coordinator);
    committee_free(c);
}

/* A slow member of a stalled session may still complete it. */
Test(schnorr_coordinator, accepts_the_late_answer_of_a_stalled_session)
{
    struct started s = start(1);
    struct buffer psig[2] = {{0}};
    const struct schnorr_output *output = schnorr_coordinator_output(s.coordinator);

    cr_assert_eq(guardian_answers(s.c, 0, &psig[0], buffer_slice(&s.request), at_ms(3)), 0);
    cr_assert_eq(guardian_answers(s.c, 1, &psig[1], buffer_slice(&s.request), at_ms(3)), 0);
    (void)feed(&s, &psig[0], 0);
    schnorr_coordinator_tick(s.coordinator, at_ms(20000));
    cr_assert_eq(schnorr_coordinator_blame(s.coordinator, 1).verdict, SCHNORR_SILENT);
    cr_assert_eq(output->missing & 2U, 2);
    const struct frame frame = frame_of(buffer_slice(&psig[1]));
    schnorr_coordinator_feed(s.coordinator, &frame, at_ms(30000));
    cr_assert_eq(output->status, SCHNORR_DONE);
    cr_assert_eq(schnorr_coordinator_blame(s.coordinator, 1).verdict, SCHNORR_CLEAR);
    check_signatures(s.c, s.coordinator);
    buffer_free(&psig[0]);
    buffer_free(&psig[1]);
    finish(&s);
}

Test(schnorr_coordinator, repeats_the_identical_request_with_growing_pauses)
{
    struct started s = start(1);
    const struct schnorr_output *output = schnorr_coordinator_output(s.coordinator);
    uint64_t now_ms = 2, last = 2;
    size_t copies = 0;

    for (int i = 0; i < 60 && now_ms < 3600000; i++) {
        now_ms = output->wake_at_ms;
        schnorr_coordinator_tick(s.coordinator, at_ms(now_ms));
        for (size_t k = 0; k < output->count; k++) {
            if (frame_of(output->frames[k].bytes).type != FRAME_SIGN_REQ ||
                !(output->frames[k].seats & 1U))
                continue;
            cr_assert(slice_equal(output->frames[k].bytes, buffer_slice(&s.request)));
            cr_assert_geq(now_ms - last, 10000);
            last = now_ms;
            copies++;
        }
    }
    cr_assert(copies >= 6 && copies <= 14, "%zu", copies);
    cr_assert_eq(schnorr_coordinator_sessions(s.coordinator), 1);
    finish(&s);
}

/* Row 61: a co-signer copies my nonces; I sign, its own partial fails, it is blamed. */
Test(schnorr_coordinator, blames_a_cosigner_that_copied_nonces)
{
    struct committee *c = committee_new(2, 2, 1, 61);
    const struct schnorr_order order = order_of(c);
    struct schnorr_coordinator *coordinator;
    struct buffer nonces[2] = {{0}}, body = {0}, copied = {0}, psig = {0}, forged = {0};

    cr_assert(is_ok(schnorr_coordinator_new(&coordinator, &order, at_ms(0))));
    const struct schnorr_output *output = schnorr_coordinator_output(coordinator);
    const struct slice ask = output->frames[0].bytes;
    for (uint16_t j = 0; j < 2; j++)
        cr_assert_eq(guardian_answers(c, j, &nonces[j], ask, at_ms(1)), 0);
    const struct frame own = frame_of(buffer_slice(&nonces[0]));
    const struct frame theirs = frame_of(buffer_slice(&nonces[1]));
    buffer_append_slice(&body, theirs.body);
    memcpy(body.data + 60, own.body.data + 60, 66);
    frame_write(&copied, FRAME_NONCES, theirs.ctx, buffer_slice(&body), c->guardian[1]);
    const struct frame copy = frame_of(buffer_slice(&copied));
    schnorr_coordinator_feed(coordinator, &own, at_ms(2));
    schnorr_coordinator_feed(coordinator, &copy, at_ms(2));
    cr_assert_eq(output->count, 1);
    cr_assert_eq(guardian_answers(c, 0, &psig, output->frames[0].bytes, at_ms(3)), 0);
    const struct frame signed_well = frame_of(buffer_slice(&psig));
    schnorr_coordinator_feed(coordinator, &signed_well, at_ms(4));
    cr_assert_eq(schnorr_coordinator_blame(coordinator, 0).verdict, SCHNORR_CLEAR);
    /* the best it can do is to repeat my partial under its own name */
    struct buffer theirs_body = {0};
    buffer_append_slice(&theirs_body, signed_well.body);
    theirs_body.data[1] = 1;
    memcpy(theirs_body.data + 2, theirs.body.data + 34, 24);
    frame_write(&forged, FRAME_PSIG, signed_well.ctx, buffer_slice(&theirs_body), c->guardian[1]);
    const struct frame forgery = frame_of(buffer_slice(&forged));
    schnorr_coordinator_feed(coordinator, &forgery, at_ms(5));
    cr_assert_eq(schnorr_coordinator_blame(coordinator, 1).reason, SCHNORR_REASON_PARTIAL_FALSE);
    cr_assert_eq(schnorr_coordinator_blame(coordinator, 1).verdict, SCHNORR_PROVED);
    buffer_free(&nonces[0]);
    buffer_free(&nonces[1]);
    buffer_free(&body);
    buffer_free(&copied);
    buffer_free(&psig);
    buffer_free(&forged);
    buffer_free(&theirs_body);
    schnorr_coordinator_free(coordinator);
    committee_free(c);
}
