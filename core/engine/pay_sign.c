/* SPDX-License-Identifier: MIT */
/* pay_sign.c - gathering consents and signatures. One live_payment per payment that is worked on;
 * it is made again from the store whenever it is lost. A guardian that refuses, stalls or cheats is
 * left out and named, and the others go on. */
#include "core/engine/pay_sign.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/signer_set.h"
#include "core/engine/consent_reason.h"
#include "core/message/intent.h"

enum {
    PATIENCE_MS = 4000,     /* a FROST session that stalls this long is left behind */
    RETRY_MS = 1500,        /* after an attempt that could not succeed with who was there */
    SILENCE_MS = 30 * 1000, /* a seat that stalled is asked again after this */
    EDGE_PENALTY = 8,
    ATTEMPT_SECONDS = 300,
    BUSY_STEPS = 4 /* up to 16 seconds between two attempts */
};

static uint32_t count_seats(uint32_t seats)
{
    uint32_t count = 0;

    for (; seats; seats &= seats - 1)
        count++;
    return count;
}

static struct schnorr_clock clock_of(const struct engine *engine)
{
    return (struct schnorr_clock){.unix_seconds = engine->now.unix_seconds,
                                  .now_ms = engine->now.ms};
}

/* ---- live payments ---- */

static struct live_payment *find(struct engine *engine, const uint8_t intent[static 32])
{
    for (size_t i = 0; i < PAYMENTS_MAX; i++)
        if (engine->payments[i].is_used && memcmp(engine->payments[i].intent, intent, 32) == 0)
            return &engine->payments[i];
    return NULL;
}

static void drop(struct live_payment *payment)
{
    schnorr_coordinator_free(payment->schnorr);
    ecdsa_coordinator_free(payment->ecdsa);
    explanation_free(&payment->explanation);
    *payment = (struct live_payment){0};
}

void pay_flow_forget(struct engine *engine)
{
    for (size_t i = 0; i < PAYMENTS_MAX; i++)
        drop(&engine->payments[i]);
    engine->next_payments_ms = 0;
}

void pay_sign_stop(struct engine *engine, const uint8_t intent[static 32])
{
    struct live_payment *payment = find(engine, intent);

    if (!payment)
        return;
    if (payment->ecdsa)
        ecdsa_coordinator_cancel(payment->ecdsa);
    drop(payment);
}

static result read_answers(struct engine *engine, struct live_payment *payment)
{
    struct consent_row *rows = NULL;
    size_t count = 0;

    TRY(consent_list(engine->store, &rows, &count, payment->intent));
    payment->yes = payment->no = payment->seen = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t bit = 1U << rows[i].seat;
        if (rows[i].answer == CONSENT_YES && rows[i].until > engine->now.unix_seconds)
            payment->yes |= bit;
        if (rows[i].answer == CONSENT_NO)
            payment->no |= bit;
        if (rows[i].answer == CONSENT_SEEN)
            payment->seen |= bit;
        payment->reason[rows[i].seat] = rows[i].reason;
    }
    consent_list_free(rows, count);
    return OK;
}

static result fill(struct engine *engine, struct live_payment *payment,
                   const uint8_t hash[static 32])
{
    struct intent_row row SCOPED(intent_free) = {0};
    struct intent intent;
    struct wallet wallet;
    enum account_kind kind;

    TRY(intent_by_hash(engine->store, &row, hash));
    CHECK(row.state == INTENT_OPEN || row.state == INTENT_CONSENTED, PAYMENT_OVER);
    TRY(wallet_by_id(engine->store, &wallet, row.wallet));
    CHECK(wallet.is_mine, NOT_THE_OWNER);
    TRY(engine_record(engine, &payment->record, row.wallet));
    TRY(intent_read(&intent, buffer_slice(&row.body)));
    TRY(guard_flow_explain(engine, &payment->explanation, &kind, &wallet, &payment->record,
                           intent.kind, intent.payload));
    CHECK(payment->explanation.item_count <= SCHNORR_ITEMS_MAX, INTENT_KIND_UNKNOWN);
    memcpy(payment->intent, hash, 32);
    payment->is_used = true;
    /* A process after a crash must not ask with the very bytes of the one before: every request is
     * answered once. */
    rng_fill(engine->rng, &payment->attempt, sizeof payment->attempt);
    payment->attempt &= 0x7fff;
    return read_answers(engine, payment);
}

result pay_sign_start(struct engine *engine, const uint8_t intent[static 32])
{
    if (find(engine, intent))
        return OK;
    for (size_t i = 0; i < PAYMENTS_MAX; i++) {
        if (engine->payments[i].is_used)
            continue;
        const result filled = fill(engine, &engine->payments[i], intent);
        if (!is_ok(filled)) {
            drop(&engine->payments[i]);
            return filled;
        }
        return pay_sign_consented(engine, intent);
    }
    return OK; /* its turn comes when another is over */
}

/* ---- the end of a payment ---- */

static result give_up(struct engine *engine, struct live_payment *payment, enum error_code why)
{
    payment->failure = why;
    TRY(transfer_set_failure(engine->store, payment->intent, (uint32_t)why, ""));
    if (why == ERROR_PAYMENT_REFUSED)
        return transfer_set_state(engine->store, payment->intent, TRANSFER_REFUSED);
    return OK;
}

static result finish(struct engine *engine, struct live_payment *payment)
{
    struct intent_row row SCOPED(intent_free) = {0};
    struct buffer raw SCOPED(buffer_free) = {0};
    struct intent intent;
    struct account account;
    char txid[TXID_MAX];
    uint8_t hash[32];

    memcpy(hash, payment->intent, sizeof hash);
    TRY(intent_by_hash(engine->store, &row, hash));
    TRY(intent_read(&intent, buffer_slice(&row.body)));
    TRY(engine_account_of(engine, &account, row.wallet, payment->explanation.account_kind));
    TRY(account.chain->finish(&raw, txid, &account, intent.payload, payment->signatures,
                              payment->explanation.item_count));
    TRY(transfer_set_signed(engine->store, hash, buffer_slice(&raw), txid));
    TRY(intent_set_state(engine->store, hash, INTENT_SIGNED));
    drop(payment);
    return pay_flow_send(engine, hash);
}

static void name_faulty(struct live_payment *payment, uint16_t seat, enum error_code why)
{
    payment->faulty |= 1U << seat;
    payment->why[seat] = why;
}

/* ---- FROST ---- */

static result start_schnorr(struct engine *engine, struct live_payment *payment)
{
    struct intent_row row SCOPED(intent_free) = {0};
    const size_t count = payment->explanation.item_count;

    TRY(intent_by_hash(engine->store, &row, payment->intent));
    struct schnorr_item *items = memory_new(count, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        memcpy(items[i].digest, payment->explanation.items[i].digest, 32);
        items[i].depth = payment->explanation.items[i].depth;
        memcpy(items[i].path, payment->explanation.items[i].path, sizeof items[i].path);
    }
    struct schnorr_order order = {.record = &payment->record,
                                  .items = items,
                                  .item_count = count,
                                  .expiry = row.expires,
                                  .seats = payment->yes & ~payment->faulty,
                                  .patience_ms = PATIENCE_MS,
                                  .identity = engine->self.identity,
                                  .rng = engine->rng};
    memcpy(order.intent_hash, payment->intent, 32);
    const result made = schnorr_coordinator_new(&payment->schnorr, &order, clock_of(engine));
    memory_free(items);
    return made;
}

static enum error_code schnorr_why(const struct schnorr_blame *blame)
{
    return blame->reason == SCHNORR_REASON_REJECTED ? ERROR_SIGNER_REJECTED : ERROR_SIGNER_FALSE;
}

/* A guardian that turned this intent down will do so again; one that was busy will not. */
static bool is_left_out(const struct schnorr_blame *blame)
{
    if (blame->reason == SCHNORR_REASON_REJECTED)
        return blame->code == SCHNORR_NOT_APPROVED || blame->code == SCHNORR_EXPIRED ||
               blame->code == SCHNORR_BAD_REQUEST || blame->code == SCHNORR_STALE_EPOCH;
    return blame->verdict == SCHNORR_SUSPECTED || blame->verdict == SCHNORR_PROVED;
}

static result read_blame(struct engine *engine, struct live_payment *payment)
{
    payment->silent = 0;
    for (uint16_t seat = 0; seat < payment->record.n; seat++) {
        const struct schnorr_blame blame = schnorr_coordinator_blame(payment->schnorr, seat);
        if (blame.verdict == SCHNORR_SILENT)
            payment->silent |= 1U << seat;
        if (!is_left_out(&blame))
            continue;
        if (!(payment->faulty >> seat & 1) && blame.verdict == SCHNORR_PROVED)
            TRY(evidence_insert(engine->store, payment->record.wallet_id, seat,
                                (uint32_t)blame.reason, blame.evidence, engine->now.unix_seconds));
        name_faulty(payment, seat, schnorr_why(&blame));
    }
    return OK;
}

static result send_schnorr(struct engine *engine, struct live_payment *payment)
{
    const struct schnorr_output *output = schnorr_coordinator_output(payment->schnorr);

    for (size_t i = 0; i < output->count; i++)
        TRY(courier_send_seats(engine, &payment->record, output->frames[i].seats, COURIER_VOLATILE,
                               output->frames[i].bytes));
    if (output->may_be_signed)
        TRY(intent_set_possibly_signed(engine->store, payment->intent));
    return OK;
}

static result drain_schnorr(struct engine *engine, struct live_payment *payment)
{
    TRY(send_schnorr(engine, payment));
    TRY(read_blame(engine, payment));
    const struct schnorr_output *output = schnorr_coordinator_output(payment->schnorr);
    if (output->status == SCHNORR_DONE) {
        const uint8_t(*signatures)[64] = schnorr_coordinator_signatures(payment->schnorr);
        for (size_t i = 0; i < payment->explanation.item_count; i++)
            memcpy(payment->signatures[i].bytes, signatures[i], 64);
        return finish(engine, payment);
    }
    if (output->status == SCHNORR_FAILED) {
        payment->failure = ERROR_SIGNERS_MISSING;
        payment->retry_at_ms = engine->now.ms + RETRY_MS;
        schnorr_coordinator_free(payment->schnorr);
        payment->schnorr = NULL;
    }
    return OK;
}

/* ---- threshold ECDSA ---- */

static result bar_edges(struct engine *engine, const struct live_payment *payment,
                        struct signer_set_question *question)
{
    struct mark *marks = NULL;
    size_t count = 0;

    TRY(mark_list(engine->store, &marks, &count, payment->record.hash));
    for (size_t i = 0; i < count; i++) {
        uint64_t times[128];
        size_t same = 0;
        uint64_t until = 0;
        const uint16_t a = marks[i].one;
        const uint16_t b = marks[i].other;
        if (a >= SIGNER_SET_SEATS_MAX || b >= SIGNER_SET_SEATS_MAX || a == b)
            continue;
        for (size_t j = 0; j < count && same < 128; j++)
            if (marks[j].one == a && marks[j].other == b)
                times[same++] = marks[j].time;
        question->penalty[a < b ? a : b][a < b ? b : a] = (uint32_t)same * EDGE_PENALTY;
        if (signer_set_judge_edge(&until, times, same, engine->now.unix_seconds) ==
            SIGNER_SET_EDGE_FREE)
            continue;
        question->barred[a] |= 1U << b;
        question->barred[b] |= 1U << a;
    }
    memory_free(marks);
    return OK;
}

static result choose_set(struct engine *engine, struct live_payment *payment,
                         uint16_t seats[static SIGNER_SET_SEATS_MAX])
{
    struct signer_set_question question = {
        .n = payment->record.n, .t = payment->record.t, .willing = payment->yes & ~payment->faulty};

    if (engine->now.ms < payment->silent_until_ms)
        question.willing &= ~payment->silent;
    TRY(bar_edges(engine, payment, &question));
    for (uint16_t seat = 0; seat < payment->record.n && seat < SIGNER_SET_SEATS_MAX; seat++) {
        struct peer peer;
        question.seat[seat].timeouts = payment->timeouts[seat];
        question.seat[seat].failures = payment->failures[seat];
        question.seat[seat].availability = 500000;
        if (memcmp(payment->record.id_pk[seat], engine->self.identity->sign_pk, 32) == 0)
            question.seat[seat].availability = 1000000;
        else if (is_ok(peer_by_id(engine->store, &peer, payment->record.id_pk[seat])) &&
                 peer.seen + 60 > engine->now.unix_seconds)
            question.seat[seat].availability = 900000;
    }
    return signer_set_choose(seats, &question);
}

static size_t next_batch(struct live_payment *payment)
{
    payment->batch_count = 0;
    for (size_t i = 0; i < payment->explanation.item_count; i++)
        if (!payment->is_signed[i] && payment->batch_count < ECDSA_ITEMS_MAX)
            payment->batch[payment->batch_count++] = (uint16_t)i;
    return payment->batch_count;
}

static result start_ecdsa(struct engine *engine, struct live_payment *payment)
{
    struct ecdsa_item items[ECDSA_ITEMS_MAX] = {0};
    uint16_t seats[SIGNER_SET_SEATS_MAX] = {0};
    struct ecdsa_order order = {.record = &payment->record,
                                .identity = engine->self.identity,
                                .expiry = engine->now.unix_seconds + ATTEMPT_SECONDS,
                                .items = items};

    const result chosen = choose_set(engine, payment, seats);
    if (!is_ok(chosen)) {
        payment->failure = ERROR_SIGNERS_MISSING;
        payment->retry_at_ms = engine->now.ms + RETRY_MS;
        return engine_is_store_failure(chosen) ? chosen : OK;
    }
    order.item_count = next_batch(payment);
    for (size_t i = 0; i < order.item_count; i++) {
        const struct sign_item *item = &payment->explanation.items[payment->batch[i]];
        memcpy(items[i].digest, item->digest, 32);
        items[i].depth = item->depth;
        memcpy(items[i].path, item->path, sizeof items[i].path);
        items[i].is_ethereum = payment->explanation.kind == INTENT_EVM;
    }
    memcpy(order.intent_hash, payment->intent, 32);
    memcpy(order.seat, seats, payment->record.t * sizeof seats[0]);
    order.attempt = ++payment->attempt;
    payment->signing = 0;
    for (uint16_t i = 0; i < payment->record.t; i++)
        payment->signing |= 1U << seats[i];
    return ecdsa_coordinator_new(&payment->ecdsa, &order, engine->now.ms);
}

static result send_ecdsa(struct engine *engine, struct live_payment *payment)
{
    struct ecdsa_outbox *outbox = ecdsa_coordinator_outbox(payment->ecdsa);

    for (size_t i = 0; i < outbox->count; i++)
        TRY(courier_send_seats(engine, &payment->record, outbox->outputs[i].seats, COURIER_VOLATILE,
                               buffer_slice(&outbox->outputs[i].frames)));
    ecdsa_outbox_clear(outbox);
    return OK;
}

static void keep_signatures(struct live_payment *payment)
{
    for (size_t i = 0; i < payment->batch_count; i++) {
        struct ecdsa_signature signature;
        const uint16_t item = payment->batch[i];
        if (!ecdsa_coordinator_signature(payment->ecdsa, &signature, i))
            continue;
        memcpy(payment->signatures[item].bytes, signature.bytes, 64);
        payment->signatures[item].recid = signature.recid;
        payment->is_signed[item] = true;
    }
}

static result learn_from(struct engine *engine, struct live_payment *payment)
{
    const struct ecdsa_report *report = ecdsa_coordinator_report(payment->ecdsa);

    payment->silent |= report->silent;
    if (report->silent)
        payment->silent_until_ms = engine->now.ms + SILENCE_MS;
    for (uint16_t seat = 0; seat < payment->record.n; seat++) {
        if (report->silent >> seat & 1)
            payment->timeouts[seat]++;
        if (report->reason == ECDSA_REASON_FINAL && payment->signing >> seat & 1)
            payment->failures[seat]++;
        if (report->proved >> seat & 1) {
            name_faulty(payment, seat, ERROR_SIGNER_FALSE);
            TRY(evidence_insert(engine->store, payment->record.wallet_id, seat,
                                (uint32_t)report->reason, buffer_slice(&report->evidence),
                                engine->now.unix_seconds));
        }
        if (report->rejected >> seat & 1 && report->code[seat] != ECDSA_CODE_BUSY)
            name_faulty(payment, seat, ecdsa_frame_code_error((enum ecdsa_code)report->code[seat]));
    }
    for (size_t i = 0; i < report->accusation_count; i++) {
        const struct ecdsa_accusation *said = &report->accusations[i];
        if (said->accused == ECDSA_NO_SEAT || said->reason == ECDSA_REASON_TIMEOUT)
            continue;
        const bool in_order = said->by < said->accused;
        const struct mark mark = {.one = in_order ? said->by : said->accused,
                                  .other = in_order ? said->accused : said->by,
                                  .code = (uint8_t)said->reason,
                                  .time = engine->now.unix_seconds};
        TRY(mark_insert(engine->store, payment->record.wallet_id, payment->record.hash, &mark));
    }
    return OK;
}

/* The next attempt. A guardian that is busy may be so for half a minute, and every attempt counts
 * at the others (D2): the pauses grow, and are not the same for everybody. */
static uint64_t pause_after(struct engine *engine, struct live_payment *payment,
                            const struct ecdsa_report *report)
{
    uint16_t dice = 0;

    rng_fill(engine->rng, &dice, sizeof dice);
    if (!report->rejected)
        return 50;
    const uint32_t step = payment->busy < BUSY_STEPS ? payment->busy++ : BUSY_STEPS;
    return (300U + dice % 700U) << step;
}

static result drain_ecdsa(struct engine *engine, struct live_payment *payment)
{
    TRY(send_ecdsa(engine, payment));
    const struct ecdsa_report *report = ecdsa_coordinator_report(payment->ecdsa);
    if (report->may_be_signed)
        TRY(intent_set_possibly_signed(engine->store, payment->intent));
    switch (ecdsa_coordinator_attempt(payment->ecdsa)) {
    case ECDSA_ATTEMPT_OPENING:
    case ECDSA_ATTEMPT_RUNNING:
        return OK;
    case ECDSA_ATTEMPT_DONE:
        break;
    case ECDSA_ATTEMPT_FAILED:
        TRY(learn_from(engine, payment));
        payment->retry_at_ms = engine->now.ms + pause_after(engine, payment, report);
        break;
    }
    keep_signatures(payment);
    ecdsa_coordinator_free(payment->ecdsa);
    payment->ecdsa = NULL;
    payment->signing = 0;
    if (next_batch(payment) == 0)
        return finish(engine, payment);
    return OK;
}

static result sign_alone(struct engine *engine, struct live_payment *payment)
{
    for (size_t i = 0; i < payment->explanation.item_count; i++)
        TRY(guard_flow_sign_alone(engine, &payment->signatures[i], &payment->record,
                                  &payment->explanation.items[i], true));
    return finish(engine, payment);
}

/* ---- moving on ---- */

static result move_on(struct engine *engine, struct live_payment *payment)
{
    const bool is_schnorr = payment->explanation.lane == LANE_SCHNORR;
    const uint32_t can = payment->yes & ~payment->faulty;
    const uint32_t never = payment->no | payment->faulty;

    if (payment->schnorr)
        return drain_schnorr(engine, payment);
    if (payment->ecdsa)
        TRY(drain_ecdsa(engine, payment));
    if (!payment->is_used || payment->ecdsa || engine->now.ms < payment->retry_at_ms)
        return OK;
    if (payment->record.n - count_seats(never) < payment->record.t)
        return payment->failure == ERROR_PAYMENT_REFUSED
                   ? OK
                   : give_up(engine, payment, ERROR_PAYMENT_REFUSED);
    if (count_seats(can) < payment->record.t)
        return OK;
    if (!is_schnorr && payment->record.t == 1)
        return sign_alone(engine, payment);
    TRY(is_schnorr ? start_schnorr(engine, payment) : start_ecdsa(engine, payment));
    if (payment->schnorr)
        return drain_schnorr(engine, payment);
    return payment->ecdsa ? drain_ecdsa(engine, payment) : OK;
}

static result move_safely(struct engine *engine, struct live_payment *payment)
{
    const result moved = move_on(engine, payment);

    if (is_ok(moved) || engine_is_store_failure(moved))
        return moved;
    if (payment->is_used) {
        payment->failure = moved.code;
        payment->retry_at_ms = engine->now.ms + RETRY_MS;
    }
    return OK;
}

result pay_sign_consented(struct engine *engine, const uint8_t intent[static 32])
{
    struct live_payment *payment = find(engine, intent);

    if (!payment)
        return OK;
    const uint32_t before = payment->yes;
    TRY(read_answers(engine, payment));
    for (uint16_t seat = 0; payment->schnorr && seat < payment->record.n; seat++)
        if ((payment->yes & ~before & ~payment->faulty) >> seat & 1)
            schnorr_coordinator_add_seat(payment->schnorr, seat, clock_of(engine));
    if (payment->yes != before)
        payment->retry_at_ms = 0;
    return move_safely(engine, payment);
}

result pay_flow_frame(struct engine *engine, const struct frame *frame, bool *is_taken)
{
    for (size_t i = 0; i < PAYMENTS_MAX; i++) {
        struct live_payment *payment = &engine->payments[i];
        if (payment->schnorr) {
            schnorr_coordinator_feed(payment->schnorr, frame, clock_of(engine));
            TRY(move_safely(engine, payment));
        } else if (payment->ecdsa &&
                   ecdsa_coordinator_feed(payment->ecdsa, frame, engine->now.ms)) {
            *is_taken = true;
            return move_safely(engine, payment);
        }
    }
    return OK;
}

result pay_sign_tick(struct engine *engine)
{
    for (size_t i = 0; i < PAYMENTS_MAX; i++) {
        struct live_payment *payment = &engine->payments[i];
        if (!payment->is_used)
            continue;
        if (payment->schnorr)
            schnorr_coordinator_tick(payment->schnorr, clock_of(engine));
        if (payment->ecdsa)
            ecdsa_coordinator_tick(payment->ecdsa, engine->now.ms);
        TRY(move_safely(engine, payment));
    }
    return OK;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t pay_sign_wake_at(const struct engine *engine)
{
    uint64_t when = UINT64_MAX;

    for (size_t i = 0; i < PAYMENTS_MAX; i++) {
        const struct live_payment *payment = &engine->payments[i];
        if (!payment->is_used)
            continue;
        if (payment->schnorr)
            when = earlier(when, schnorr_coordinator_output(payment->schnorr)->wake_at_ms);
        if (payment->ecdsa)
            when = earlier(when, ecdsa_coordinator_wake_at(payment->ecdsa));
        if (!payment->schnorr && !payment->ecdsa && payment->retry_at_ms > engine->now.ms)
            when = earlier(when, payment->retry_at_ms);
    }
    return when;
}
