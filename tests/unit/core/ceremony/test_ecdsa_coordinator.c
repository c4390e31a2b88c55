/* SPDX-License-Identifier: MIT */
#include "core/ceremony/ecdsa_gather.h"
#include "core/ceremony/evidence.h"
#include "support/ecdsa_world.h"

static const uint16_t seats[] = {0, 1, 2};

static struct world *fresh(struct ecdsa_order *order, uint64_t seed)
{
    struct world *w = world_new(3, 5, seed);

    world_random_items(w, 2, seed);
    *order = world_order(w, seats);
    return w;
}

Test(ecdsa_coordinator, needs_no_seat_of_its_own, .timeout = 60)
{
    struct ecdsa_order order;
    struct world *w = fresh(&order, 1);

    cr_assert_eq(record_seat_of(&w->record, w->owner->sign_pk), -1);
    world_sign(w, &order);
    cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_DONE);
    cr_assert_eq(ecdsa_coordinator_wake_at(w->coordinator), UINT64_MAX);
    world_free(w);
}

Test(ecdsa_coordinator, refuses_orders_that_no_guardian_would_accept)
{
    struct ecdsa_order order;
    struct world *w = fresh(&order, 2);
    struct ecdsa_coordinator *c = NULL;

    struct ecdsa_order bad = order;
    bad.seat[2] = bad.seat[1];
    cr_assert_eq(ecdsa_coordinator_new(&c, &bad, 0).code, ERROR_ECDSA_ORDER);
    bad = order;
    bad.seat[2] = 5;
    cr_assert_eq(ecdsa_coordinator_new(&c, &bad, 0).code, ERROR_ECDSA_ORDER);
    bad = order;
    bad.item_count = 0;
    cr_assert_eq(ecdsa_coordinator_new(&c, &bad, 0).code, ERROR_ECDSA_ORDER);
    bad.item_count = 17;
    cr_assert_eq(ecdsa_coordinator_new(&c, &bad, 0).code, ERROR_ECDSA_ORDER);
    w->items[0].path[0] = 0x80000000u;
    cr_assert_eq(ecdsa_coordinator_new(&c, &order, 0).code, ERROR_PATH_REFUSED);
    cr_assert_null(c);
    world_free(w);
}

Test(ecdsa_coordinator, names_the_silent_and_frees_the_others_for_the_next_set, .timeout = 60)
{
    struct ecdsa_order order;
    struct world *w = fresh(&order, 3);

    w->device[1].is_dead = true;
    world_sign(w, &order);
    cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_OPENING);
    world_tick(w, ECDSA_OPEN_MS);
    const struct ecdsa_report *report = ecdsa_coordinator_report(w->coordinator);
    cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_FAILED);
    cr_assert_eq(report->reason, ECDSA_REASON_TIMEOUT);
    cr_assert_eq(report->silent, 1u << 1);
    cr_assert_not(report->may_be_signed);
    /* long before their 30 s the others are free */
    cr_assert_eq(sign_ecdsa_status(w->device[0].session), SIGN_ECDSA_FAILED);
    cr_assert_eq(pair_store_locked(w->device[0].pairs), 0);
    world_end_sessions(w);
    order.seat[1] = 2;
    order.seat[2] = 4;
    order.attempt = 2;
    world_sign(w, &order);
    cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_DONE);
    world_free(w);
}

static uint16_t mute_seat;
static uint8_t mute_type;

static void mute(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    if (from == mute_seat && body->data[1] == mute_type)
        buffer_clear(body);
}

Test(ecdsa_coordinator, names_who_went_silent_in_a_later_round, .timeout = 60)
{
    static const uint8_t types[] = {FRAME_E_COM, FRAME_E_R2, FRAME_E_R3};

    for (int k = 0; k < 3; k++) {
        struct ecdsa_order order;
        struct world *w = fresh(&order, 4);
        mute_seat = 2;
        mute_type = types[k];
        w->tamper = mute;
        world_sign(w, &order);
        world_tick(w, ECDSA_ROUND_MS); /* the signers give up and say so */
        const struct ecdsa_report *report = ecdsa_coordinator_report(w->coordinator);
        cr_assert_eq(report->may_be_signed, types[k] != FRAME_E_COM); /* seat 2 hears and goes on */
        bool has_named = false;
        for (size_t a = 0; a < report->accusation_count; a++)
            has_named |= report->accusations[a].accused == 2 &&
                         report->accusations[a].reason == ECDSA_REASON_TIMEOUT;
        cr_assert(has_named);
        world_tick(w, ECDSA_COORDINATOR_MS);
        cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_FAILED);
        cr_assert_eq(report->proved, 0);
        world_free(w);
    }
}

static void resign(struct world *w, uint16_t from, struct buffer *bytes)
{
    struct buffer fresh_bytes = {0};
    struct frame frame;

    cr_assert(is_ok(frame_read(&frame, buffer_slice(bytes))));
    frame_write(&fresh_bytes, frame.type, frame.ctx, frame.body, w->device[from].identity);
    buffer_free(bytes);
    *bytes = fresh_bytes;
}

/* Item 1 of seat 2's E_R3 toward everybody: w + 1. */
static void spoil_w(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    if (from == 2 && body->data[1] == FRAME_E_R3) {
        body->data[FRAME_HEAD + 32 + 64 + 63] ^= 1;
        resign(w, from, body);
    }
}

Test(ecdsa_coordinator, keeps_the_valid_items_of_a_false_final, .timeout = 60)
{
    struct ecdsa_order order;
    struct world *w = fresh(&order, 5);
    struct ecdsa_signature signature;

    w->tamper = spoil_w;
    world_sign(w, &order);
    const struct ecdsa_report *report = ecdsa_coordinator_report(w->coordinator);
    cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_FAILED);
    cr_assert_eq(report->reason, ECDSA_REASON_FINAL);
    cr_assert_eq(report->bad_items, 2u);
    cr_assert_eq(report->proved, 0);
    cr_assert(report->may_be_signed);
    cr_assert(ecdsa_coordinator_signature(w->coordinator, &signature, 0));
    cr_assert_not(ecdsa_coordinator_signature(w->coordinator, &signature, 1));
    world_end_sessions(w); /* the failing item again, in a session of its own */
    w->tamper = NULL;
    order.items = &w->items[1];
    order.item_count = 1;
    world_sign(w, &order);
    cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_DONE);
    world_free(w);
}

static int spoil_kind;

/* To the signers only: the coordinator has to believe the evidence in their ABORT. */
static void spoil_for_signers(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    if (from != 2 || body->data[1] != FRAME_E_R2 || to == WORLD_COORDINATOR)
        return;
    uint8_t *field = body->data + FRAME_HEAD + 32;
    struct scalar one = scalar_from_u64(1);
    struct point p;
    if (spoil_kind == 0) /* R: COMMIT */
        field += 0;
    else /* pk: PK_RELATION, or no point at all: MALFORMED */
        field += ECDSA_R2_PK;
    cr_assert(is_ok(point_read(&p, field)));
    p = point_add_base_var(&p, &one);
    point_write(field, &p);
    if (spoil_kind == 2)
        memset(field, 0xFF, 33);
    resign(w, from, body);
}

/* What is stored convinces somebody who has the record only; without the opening frames, which bind
 * the session to its epoch, it does not. */
static void expect_evidence(struct world *w, const struct epoch_record *record,
                            enum evidence_code code)
{
    struct evidence_finding finding = {0};
    struct epoch_record other = *record;
    struct buffer stored = {0};
    const struct buffer *bare = &ecdsa_coordinator_report(w->coordinator)->evidence;

    ecdsa_coordinator_evidence(w->coordinator, &stored);
    cr_assert(is_ok(evidence_verify(&finding, buffer_slice(&stored), record)));
    cr_assert(finding.is_proved);
    cr_assert_eq(finding.code, code, "%d", finding.code);
    cr_assert_arr_eq(finding.who, record->id_pk[2], 32);
    cr_assert_eq(evidence_verify(&finding, buffer_slice(&stored), NULL).code,
                 ERROR_EVIDENCE_RECORD);
    other.hash[9] ^= 1;
    cr_assert_eq(evidence_verify(&finding, buffer_slice(&stored), &other).code,
                 ERROR_EVIDENCE_RECORD);
    cr_assert(is_ok(evidence_verify(&finding, buffer_slice(bare), record)));
    cr_assert_not(finding.is_proved);
    buffer_free(&stored);
}

Test(ecdsa_coordinator, checks_the_evidence_that_signers_show, .timeout = 60)
{
    static const enum ecdsa_reason reasons[] = {ECDSA_REASON_COMMIT, ECDSA_REASON_PK_RELATION,
                                                ECDSA_REASON_MALFORMED};
    static const enum evidence_code codes[] = {EVIDENCE_COMMITMENT, EVIDENCE_KEY_RELATION,
                                               EVIDENCE_MALFORMED};

    for (spoil_kind = 0; spoil_kind < 3; spoil_kind++) {
        struct ecdsa_order order;
        struct world *w = fresh(&order, 6);
        w->tamper = spoil_for_signers;
        world_sign(w, &order);
        const struct ecdsa_report *report = ecdsa_coordinator_report(w->coordinator);
        cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_FAILED);
        cr_assert_eq(report->reason, reasons[spoil_kind]);
        cr_assert_eq(report->proved, 1u << 2);
        cr_assert_neq(report->evidence.size, 0);
        expect_evidence(w, order.record, codes[spoil_kind]);
        world_free(w);
    }
}

/* A false accusation with the accused's own honest frames proves nothing. */
static bool has_lied;

static void accuse_falsely(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    if (has_lied || from != 1 || body->data[1] != FRAME_E_R2)
        return;
    has_lied = true;
    struct sign_ecdsa *s = w->device[1].session;
    const struct slice frames[2] = {buffer_slice(&s->signer[0].slot[0]), buffer_slice(body)};
    struct buffer abort_frame = {0};
    ecdsa_frame_write_abort(&abort_frame, s->sigid, ECDSA_REASON_COMMIT, 0, frames, 2,
                            w->device[1].identity);
    world_post(w, 1, WORLD_COORDINATOR, buffer_slice(&abort_frame));
    buffer_free(&abort_frame);
}

Test(ecdsa_coordinator, does_not_believe_a_false_accusation, .timeout = 60)
{
    struct ecdsa_order order;
    struct world *w = fresh(&order, 7);

    has_lied = false;
    w->tamper = accuse_falsely;
    world_sign(w, &order);
    const struct ecdsa_report *report = ecdsa_coordinator_report(w->coordinator);
    cr_assert(has_lied);
    cr_assert_eq(report->reason, ECDSA_REASON_COMMIT);
    cr_assert_eq(report->accusations[0].by, 1);
    cr_assert_eq(report->accusations[0].accused, 0);
    cr_assert_eq(report->proved, 0);
    /* The same for whoever looks at everything that was ever sent. */
    struct buffer all = {0};
    struct evidence_finding finding;
    ecdsa_coordinator_evidence(w->coordinator, &all);
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < ECDSA_GATHER_SLOTS; k++)
            buffer_append_slice(&all, buffer_slice(&w->coordinator->signer[i].slot[k]));
    cr_assert(is_ok(evidence_verify(&finding, buffer_slice(&all), order.record)));
    cr_assert_not(finding.is_proved);
    buffer_free(&all);
    world_free(w);
}

Test(ecdsa_coordinator, tells_the_signers_when_it_gives_up, .timeout = 60)
{
    struct ecdsa_order order;
    struct world *w = fresh(&order, 8);

    mute_seat = 2;
    mute_type = FRAME_E_M1;
    w->tamper = mute;
    world_sign(w, &order);
    ecdsa_coordinator_cancel(w->coordinator);
    world_drain(w, WORLD_COORDINATOR, ecdsa_coordinator_outbox(w->coordinator));
    world_run(w);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(sign_ecdsa_status(w->device[i].session), SIGN_ECDSA_FAILED);
        cr_assert_eq(sign_ecdsa_verdict(w->device[i].session)->reporter, ECDSA_NO_SEAT);
        cr_assert_eq(pair_store_locked(w->device[i].pairs), 0);
    }
    world_free(w);
}
