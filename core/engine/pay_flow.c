/* SPDX-License-Identifier: MIT */
/* pay_flow.c - the owner's payments, from an order to a confirmed transaction. What is stored:
 * the intent and its consents, then the finished bytes before a node sees them. */
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/consent_reason.h"
#include "core/engine/engine_state.h"
#include "core/engine/pay_sign.h"
#include "core/engine/summary.h"
#include "core/message/cancel.h"
#include "core/message/intent.h"

enum { SEND_AGAIN_MS = 5000 };

static const uint8_t no_ctx[32] = {0};

/* ---- accounts and addresses ---- */

result engine_account_of(struct engine *engine, struct account *out,
                         const uint8_t wallet_id[static 32], enum account_kind kind)
{
    struct wallet wallet;
    struct epoch_record record;

    TRY(wallet_by_id(engine->store, &wallet, wallet_id));
    TRY(engine_record(engine, &record, wallet_id));
    return engine_account(engine, out, &wallet, &record, kind);
}

result engine_address(struct engine *engine, char out[static ADDRESS_MAX],
                      const uint8_t wallet[static 32], enum account_kind kind, uint32_t change,
                      uint32_t index)
{
    struct account account;

    TRY(engine_account_of(engine, &account, wallet, kind));
    return account.chain->address_of(out, &account, change, index);
}

result engine_check_address(struct engine *engine, char out[static ADDRESS_MAX],
                            const uint8_t wallet[static 32], enum account_kind kind,
                            const char *text)
{
    struct account account;

    TRY(engine_account_of(engine, &account, wallet, kind));
    return account.chain->address_check(out, &account, text);
}

/* ---- looking at the chain ---- */

static result open_sync(struct engine *engine, const uint8_t wallet[static 32],
                        enum account_kind kind)
{
    struct account account;
    struct account_row row;
    struct chain_task *task = memory_new(1, sizeof *task);

    result done = engine_account_of(engine, &account, wallet, kind);
    if (is_ok(done))
        done = account_row_get(engine->store, &row, wallet, (uint8_t)kind);
    if (is_ok(done)) {
        task->kind = TASK_SYNC;
        task->known_receive = row.next_receive;
        task->known_change = row.next_change;
        done = talk_flow_open(engine, task, &account, wallet, NULL);
    }
    memory_free(task);
    return done;
}

result engine_sync(struct engine *engine, struct engine_clock clock,
                   const uint8_t wallet[static 32], enum account_kind account)
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, open_sync(engine, wallet, account));
}

static result open_transfer_talk(struct engine *engine, const struct transfer *transfer,
                                 enum task_kind kind)
{
    struct account account;
    struct chain_task *task = memory_new(1, sizeof *task);

    result done =
        engine_account_of(engine, &account, transfer->wallet, (enum account_kind)transfer->account);
    if (is_ok(done)) {
        task->kind = kind;
        task->raw = buffer_slice(&transfer->raw);
        memcpy(task->txid, transfer->txid, sizeof task->txid);
        done = talk_flow_open(engine, task, &account, transfer->wallet, transfer->intent);
    }
    memory_free(task);
    return done;
}

static result watch(struct engine *engine, const uint8_t intent[static 32])
{
    struct transfer transfer SCOPED(transfer_free) = {0};

    TRY(transfer_by_intent(engine->store, &transfer, intent));
    CHECK(transfer.txid[0], PAYMENT_NOT_SENT);
    return open_transfer_talk(engine, &transfer, TASK_STATUS);
}

result engine_watch(struct engine *engine, struct engine_clock clock,
                    const uint8_t intent[static 32])
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, watch(engine, intent));
}

bool engine_is_talking(const struct engine *engine)
{
    for (size_t i = 0; i < TALKS_MAX; i++)
        if (engine->talks[i].is_open)
            return true;
    return false;
}

result engine_talk_outcome(const struct engine *engine)
{
    return engine->talk_outcome;
}

/* ---- the draft ---- */

static void clear_draft(struct engine *engine)
{
    buffer_free(&engine->draft.payload);
    explanation_free(&engine->draft.explanation);
    engine->draft = (struct draft){0};
    engine->is_draft_begun = false;
}

result engine_draft(struct engine *engine, struct engine_clock clock,
                    const uint8_t wallet[static 32], enum account_kind account,
                    const struct transfer_order *order)
{
    clear_draft(engine);
    memcpy(engine->draft.wallet, wallet, 32);
    engine->draft.account = account;
    engine->draft.order = *order;
    engine->draft.is_busy = true;
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, open_sync(engine, wallet, account));
}

const struct draft *engine_draft_of(const struct engine *engine)
{
    return &engine->draft;
}

void engine_forget_draft(struct engine *engine)
{
    if (!engine->draft.is_busy)
        clear_draft(engine);
}

static result draft_failed(struct engine *engine, result why)
{
    engine->draft.is_busy = false;
    engine->draft.outcome = why;
    return OK;
}

static result begin_draft(struct engine *engine, const struct account_row *row)
{
    struct account account;
    struct chain_task *task = memory_new(1, sizeof *task);

    engine->is_draft_begun = true;
    task->kind = TASK_DRAFT;
    task->order = engine->draft.order;
    task->order.next_change = row->next_change;
    task->known_receive = row->next_receive;
    task->known_change = row->next_change;
    result done = engine_account_of(engine, &account, engine->draft.wallet, engine->draft.account);
    if (is_ok(done))
        done = talk_flow_open(engine, task, &account, engine->draft.wallet, NULL);
    memory_free(task);
    return engine_is_store_failure(done) ? done : OK;
}

static result draft_came(struct engine *engine, const struct chain_answer *answer)
{
    struct draft *draft = &engine->draft;
    struct account account;

    draft->is_busy = false;
    draft->kind = answer->payload_kind;
    buffer_append_slice(&draft->payload, buffer_slice(&answer->payload));
    memcpy(draft->note, answer->note, sizeof draft->note);
    TRY(engine_account_of(engine, &account, draft->wallet, draft->account));
    /* What a person confirms is what the finished bytes say, not what was asked for. */
    draft->outcome =
        account.chain->explain(&draft->explanation, &account, buffer_slice(&draft->payload));
    draft->is_ready = is_ok(draft->outcome);
    return OK;
}

static result synced(struct engine *engine, const struct live_talk *talk,
                     const struct chain_answer *answer)
{
    struct account_row row = {.kind = (uint8_t)talk->account.kind,
                              .next_receive = answer->next_receive,
                              .next_change = answer->next_change,
                              .confirmed = answer->confirmed,
                              .unconfirmed = answer->unconfirmed,
                              .synced = engine->now.unix_seconds};

    TRY(account_row_put(engine->store, talk->wallet, &row));
    TRY(account_row_get(engine->store, &row, talk->wallet, row.kind));
    memory_free(engine->events);
    engine->event_count = answer->event_count;
    engine->events = memory_copy(answer->events, answer->event_count * sizeof *answer->events);
    if (engine->draft.is_busy && !engine->is_draft_begun &&
        memcmp(engine->draft.wallet, talk->wallet, 32) == 0)
        return begin_draft(engine, &row);
    return OK;
}

/* ---- asking the guardians ---- */

static result ask_guardians(struct engine *engine, const struct epoch_record *record,
                            struct slice frame)
{
    for (uint16_t seat = 0; seat < record->n; seat++) {
        if (memcmp(record->id_pk[seat], engine->self.identity->sign_pk, 32) == 0)
            continue;
        const result sent =
            courier_send_frames(engine, record->id_pk[seat], COURIER_DURABLE, ENVELOPE_SIGN, frame);
        if (engine_is_store_failure(sent))
            return sent;
    }
    return OK;
}

static result store_transfer(struct engine *engine, const struct intent_row *row, const char *label)
{
    const struct draft *draft = &engine->draft;
    struct transfer transfer = {.account = (uint8_t)draft->account,
                                .state = TRANSFER_ASKED,
                                .created = engine->now.unix_seconds};
    size_t others = 0;

    memcpy(transfer.intent, row->hash, 32);
    memcpy(transfer.wallet, row->wallet, 32);
    snprintf(transfer.recipient, sizeof transfer.recipient, "%s",
             summary_recipient(&draft->explanation, &others));
    summary_amount(transfer.amount, &draft->explanation);
    summary_fee(transfer.fee, &draft->explanation);
    memcpy(transfer.note, draft->note, sizeof transfer.note);
    text_showable(transfer.label, sizeof transfer.label, slice_of_text(label));
    return transfer_insert(engine->store, &transfer);
}

static result write_intent(struct engine *engine, struct intent_row *row, uint64_t lifetime)
{
    const struct draft *draft = &engine->draft;
    struct intent intent = {.kind = (uint8_t)draft->kind,
                            .expiry = engine->now.unix_seconds + lifetime,
                            .payload = buffer_slice(&draft->payload)};

    memcpy(intent.wallet_id, draft->wallet, 32);
    TRY(intent_write(&row->body, &intent));
    intent_hash(row->hash, buffer_slice(&row->body));
    memcpy(row->wallet, draft->wallet, 32);
    frame_write(&row->frame, FRAME_INTENT, no_ctx, buffer_slice(&row->body), engine->self.identity);
    row->kind = intent.kind;
    row->account = (uint8_t)draft->account;
    row->state = INTENT_OPEN;
    row->expires = intent.expiry;
    summary_write(row->summary, &draft->explanation);
    return intent_insert(engine->store, row, engine->now.unix_seconds);
}

static result pay(struct engine *engine, struct intent_row *row, uint64_t lifetime,
                  const char *label)
{
    struct epoch_record record;

    CHECK(engine->draft.is_ready, PAYMENT_NO_DRAFT);
    TRY(engine_record(engine, &record, engine->draft.wallet));
    TRY(write_intent(engine, row, lifetime));
    TRY(store_transfer(engine, row, label));
    if (record_seat_of(&record, engine->self.identity->sign_pk) >= 0)
        TRY(guard_flow_answer(engine, row, CONSENT_YES, 0));
    TRY(ask_guardians(engine, &record, buffer_slice(&row->frame)));
    return pay_sign_start(engine, row->hash);
}

result engine_pay(struct engine *engine, struct engine_clock clock, uint64_t lifetime,
                  const char *label, uint8_t intent[static 32])
{
    struct intent_row row SCOPED(intent_free) = {0};

    TRY(engine_step_begin(engine, clock));
    TRY(engine_step_end(engine, pay(engine, &row, lifetime, label)));
    memcpy(intent, row.hash, 32);
    clear_draft(engine);
    return OK;
}

result pay_flow_consent(struct engine *engine, const struct frame *frame)
{
    struct consent consent;
    struct consent_row row = {0};
    struct intent_row intent SCOPED(intent_free) = {0};
    struct epoch_record record;

    TRY(consent_read(&consent, frame->body));
    TRY(intent_by_hash(engine->store, &intent, consent.intent_hash));
    TRY(engine_record(engine, &record, intent.wallet));
    CHECK(record_seat_of(&record, frame->sender) == (int)consent.seat, NOT_THE_OWNER);
    CHECK(memcmp(record.hash, consent.epoch_hash, 32) == 0, NOT_CONSENTED);
    row.seat = consent.seat;
    row.answer = consent.answer;
    row.reason = consent.reason;
    row.until = consent.until;
    buffer_append_slice(&row.frame, frame->bytes);
    const result stored = consent_put(engine->store, intent.hash, &row);
    buffer_free(&row.frame);
    TRY(stored);
    return pay_sign_consented(engine, intent.hash);
}

/* ---- answers of nodes to transfers ---- */

static result send_came(struct engine *engine, const struct live_talk *talk, result outcome,
                        const struct chain_answer *answer)
{
    if (!is_ok(outcome))
        return transfer_set_failure(engine->store, talk->intent, (uint32_t)outcome.code,
                                    answer ? answer->note : "");
    TRY(transfer_set_status(engine->store, talk->intent, TRANSFER_SENT, 0));
    engine_notice(engine, "Sent: transaction %s", answer->txid);
    return OK;
}

static result status_came(struct engine *engine, const struct live_talk *talk,
                          const struct chain_answer *answer)
{
    struct transfer transfer SCOPED(transfer_free) = {0};

    TRY(transfer_by_intent(engine->store, &transfer, talk->intent));
    if (answer->has_failed)
        return transfer_set_status(engine->store, talk->intent, TRANSFER_FAILED,
                                   answer->confirmations);
    if (!answer->is_known)
        return transfer.state == TRANSFER_SENT || transfer.state == TRANSFER_CONFIRMED
                   ? transfer_set_status(engine->store, talk->intent, TRANSFER_SIGNED, 0)
                   : OK;
    return transfer_set_status(engine->store, talk->intent,
                               answer->confirmations > 0 ? TRANSFER_CONFIRMED : TRANSFER_SENT,
                               answer->confirmations);
}

result pay_flow_answer(struct engine *engine, struct live_talk *talk, result outcome)
{
    const struct chain_answer *answer =
        talk->is_open && is_ok(outcome) ? talk->account.chain->talk_answer(talk->talk) : NULL;

    switch (talk->kind) {
    case TASK_SYNC:
        if (!answer)
            return engine->draft.is_busy ? draft_failed(engine, outcome) : OK;
        return synced(engine, talk, answer);
    case TASK_DRAFT:
        return answer ? draft_came(engine, answer) : draft_failed(engine, outcome);
    case TASK_SEND:
        return send_came(engine, talk, outcome, answer);
    case TASK_STATUS:
        return answer ? status_came(engine, talk, answer) : OK;
    }
    return OK;
}

/* ---- taking up, taking back ---- */

static bool is_sending(const struct engine *engine, const uint8_t intent[static 32])
{
    for (size_t i = 0; i < TALKS_MAX; i++)
        if (engine->talks[i].is_open && engine->talks[i].kind == TASK_SEND &&
            memcmp(engine->talks[i].intent, intent, 32) == 0)
            return true;
    return false;
}

result pay_flow_send(struct engine *engine, const uint8_t intent[static 32])
{
    struct transfer transfer SCOPED(transfer_free) = {0};

    TRY(transfer_by_intent(engine->store, &transfer, intent));
    if (transfer.state != TRANSFER_SIGNED || is_sending(engine, intent))
        return OK;
    const result opened = open_transfer_talk(engine, &transfer, TASK_SEND);
    return engine_is_store_failure(opened) ? opened : OK;
}

static result resume(struct engine *engine, const uint8_t intent[static 32])
{
    struct transfer transfer SCOPED(transfer_free) = {0};

    TRY(transfer_by_intent(engine->store, &transfer, intent));
    CHECK(transfer.state == TRANSFER_ASKED || transfer.state == TRANSFER_SIGNED, PAYMENT_OVER);
    if (transfer.state == TRANSFER_SIGNED)
        return pay_flow_send(engine, intent);
    return pay_sign_start(engine, intent);
}

result engine_resume(struct engine *engine, struct engine_clock clock,
                     const uint8_t intent[static 32])
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, resume(engine, intent));
}

static result cancel(struct engine *engine, const uint8_t hash[static 32])
{
    struct intent_row intent SCOPED(intent_free) = {0};
    struct transfer transfer SCOPED(transfer_free) = {0};
    struct buffer body SCOPED(buffer_free) = {0};
    struct buffer frame SCOPED(buffer_free) = {0};
    struct epoch_record record;

    TRY(intent_by_hash(engine->store, &intent, hash));
    TRY(transfer_by_intent(engine->store, &transfer, hash));
    CHECK(!intent.possibly_signed, PAYMENT_MAY_BE_SENT);
    CHECK(transfer.state == TRANSFER_ASKED, PAYMENT_OVER);
    cancel_write(&body, 0);
    frame_write(&frame, FRAME_CANCEL, hash, buffer_slice(&body), engine->self.identity);
    TRY(engine_record(engine, &record, intent.wallet));
    TRY(ask_guardians(engine, &record, buffer_slice(&frame)));
    TRY(intent_set_state(engine->store, hash, INTENT_CANCELLED));
    TRY(transfer_set_state(engine->store, hash, TRANSFER_CANCELLED));
    pay_sign_stop(engine, hash);
    return OK;
}

result engine_cancel(struct engine *engine, struct engine_clock clock,
                     const uint8_t intent[static 32])
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, cancel(engine, intent));
}

/* Signed payments that no node has yet, and asked ones that nobody works on: after a crash, or in
 * the background process. */
result pay_flow_tick(struct engine *engine)
{
    TRY(pay_sign_tick(engine));
    if (engine->now.ms < engine->next_payments_ms || !engine->settings.node_of)
        return OK;
    engine->next_payments_ms = engine->now.ms + SEND_AGAIN_MS;
    struct transfer *list = NULL;
    size_t count = 0;
    result done = OK;
    TRY(transfer_all(engine->store, &list, &count));
    for (size_t i = 0; i < count && !engine_is_store_failure(done); i++) {
        if (list[i].state == TRANSFER_SIGNED)
            done = pay_flow_send(engine, list[i].intent);
        else if (list[i].state == TRANSFER_ASKED && !engine->settings.leaves_payments)
            done = pay_sign_start(engine, list[i].intent);
    }
    transfer_list_free(list, count);
    return engine_is_store_failure(done) ? done : OK;
}

uint64_t pay_flow_wake_at(const struct engine *engine)
{
    const uint64_t when = pay_sign_wake_at(engine);

    return when < engine->next_payments_ms || !engine->settings.node_of ? when
                                                                        : engine->next_payments_ms;
}
