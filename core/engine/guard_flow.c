/* SPDX-License-Identifier: MIT */
/* guard_flow.c - a guardian and a payment it is asked to sign: decode it, judge it or show it,
 * answer, and take part in signing, only for what was consented to here. */
#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/consent_reason.h"
#include "core/engine/engine_state.h"
#include "core/engine/people.h"
#include "core/engine/summary.h"
#include "core/message/cancel.h"
#include "core/message/intent.h"

/* ---- what the bytes do ---- */

result guard_flow_explain(struct engine *engine, struct explanation *out, enum account_kind *kind,
                          const struct wallet *wallet, const struct epoch_record *record,
                          uint8_t intent_kind, struct slice payload)
{
    static const enum account_kind psbt_kinds[] = {ACCOUNT_TAPROOT, ACCOUNT_SEGWIT};
    struct account account;
    result first = OK;

    if (intent_kind == INTENT_EVM) {
        *kind = ACCOUNT_ETHEREUM;
        TRY(engine_account(engine, &account, wallet, record, *kind));
        return account.chain->explain(out, &account, payload);
    }
    CHECK(intent_kind == INTENT_PSBT, INTENT_KIND_UNKNOWN);
    for (size_t i = 0; i < 2; i++) {
        *kind = psbt_kinds[i];
        TRY(engine_account(engine, &account, wallet, record, *kind));
        const result explained = account.chain->explain(out, &account, payload);
        if (is_ok(explained))
            return OK;
        if (i == 0)
            first = explained;
    }
    *kind = ACCOUNT_TAPROOT;
    return first;
}

/* ---- answering ---- */

result guard_flow_answer(struct engine *engine, const struct intent_row *intent,
                         enum consent_answer answer, uint8_t reason)
{
    struct epoch epoch SCOPED(epoch_free) = {0};
    struct buffer body SCOPED(buffer_free) = {0};
    struct consent_row row = {.answer = answer, .reason = reason, .until = intent->expires};
    struct consent consent = {.answer = answer, .reason = reason, .until = intent->expires};
    struct wallet wallet;
    static const uint8_t no_ctx[32] = {0};

    TRY(wallet_by_id(engine->store, &wallet, intent->wallet));
    TRY(epoch_current(engine->store, &epoch, intent->wallet));
    CHECK(epoch.seat >= 0, SHARE_MISSING);
    memcpy(consent.intent_hash, intent->hash, 32);
    memcpy(consent.epoch_hash, epoch.hash, 32);
    consent.seat = (uint16_t)epoch.seat;
    row.seat = epoch.seat;
    consent_write(&body, &consent);
    frame_write(&row.frame, FRAME_CONSENT, no_ctx, buffer_slice(&body), engine->self.identity);
    result done = consent_put(engine->store, intent->hash, &row);
    if (is_ok(done) && answer != CONSENT_SEEN)
        done = intent_set_state(engine->store, intent->hash,
                                answer == CONSENT_YES ? INTENT_CONSENTED : INTENT_REFUSED);
    if (is_ok(done) && !wallet.is_mine)
        done = courier_send_frames(engine, wallet.owner, COURIER_DURABLE, ENVELOPE_SIGN,
                                   buffer_slice(&row.frame));
    buffer_free(&row.frame);
    return done;
}

static result judge_by_policy(struct engine *engine, const struct intent_row *intent,
                              const struct explanation *explanation)
{
    struct allowance *spent = NULL;
    size_t count = 0;
    struct allowance now = {.time = engine->now.unix_seconds};

    TRY(policy_amount(&now.amount, explanation));
    memcpy(now.asset, explanation->asset, sizeof now.asset);
    TRY(allowance_since(
        engine->store, &spent, &count, intent->wallet,
        engine->now.unix_seconds > POLICY_DAY ? engine->now.unix_seconds - POLICY_DAY : 0));
    struct policy_consent *recent = memory_new(count, sizeof *recent);
    for (size_t i = 0; i < count; i++) {
        recent[i].time = spent[i].time;
        recent[i].amount = spent[i].amount;
        memcpy(recent[i].asset, spent[i].asset, sizeof recent[i].asset);
    }
    const struct policy_verdict verdict =
        policy_judge(engine->settings.policy, explanation, recent, count, engine->now.unix_seconds);
    memory_free(recent);
    memory_free(spent);
    engine_notice(engine, "%s: %s", verdict.consents ? "Consented" : "Refused",
                  verdict.consents ? intent->summary : verdict.sentence);
    if (!verdict.consents)
        return guard_flow_answer(engine, intent, CONSENT_NO, consent_reason_of(verdict.reason));
    TRY(allowance_put(engine->store, intent->hash, intent->wallet, &now));
    return guard_flow_answer(engine, intent, CONSENT_YES, 0);
}

static result store_intent(struct engine *engine, struct intent_row *row, const struct frame *frame,
                           const struct intent *intent)
{
    memcpy(row->hash, intent->hash, sizeof row->hash);
    memcpy(row->wallet, intent->wallet_id, sizeof row->wallet);
    row->kind = intent->kind;
    row->state = INTENT_OPEN;
    row->expires = intent->expiry;
    buffer_append_slice(&row->body, frame->body);
    buffer_append_slice(&row->frame, frame->bytes);
    return intent_insert(engine->store, row, engine->now.unix_seconds);
}

static result take_intent(struct engine *engine, struct intent_row *row, const struct frame *frame,
                          const struct intent *intent, const struct wallet *wallet)
{
    struct epoch_record record;
    struct explanation explanation = {0};
    enum account_kind kind = ACCOUNT_TAPROOT;

    TRY(engine_record(engine, &record, intent->wallet_id));
    const result explained = guard_flow_explain(engine, &explanation, &kind, wallet, &record,
                                                intent->kind, intent->payload);
    row->account = (uint8_t)kind;
    if (!is_ok(explained)) {
        TRY(text_copy(row->summary, sizeof row->summary, error_sentence(explained.code)));
        TRY(store_intent(engine, row, frame, intent));
        engine_notice(engine, "Refused a request that cannot be read: %s",
                      error_sentence(explained.code));
        return guard_flow_answer(engine, row, CONSENT_NO, CONSENT_REASON_UNREADABLE);
    }
    summary_write(row->summary, &explanation);
    result done = store_intent(engine, row, frame, intent);
    if (is_ok(done) && engine->settings.policy)
        done = judge_by_policy(engine, row, &explanation);
    else if (is_ok(done)) {
        engine_notice(engine, "%s asks: %s", wallet->name, row->summary);
        done = guard_flow_answer(engine, row, CONSENT_SEEN, 0);
    }
    explanation_free(&explanation);
    return done;
}

result guard_flow_intent(struct engine *engine, const struct frame *frame)
{
    struct intent intent;
    struct intent_row row = {0};
    struct intent_row known SCOPED(intent_free) = {0};
    struct wallet wallet;

    TRY(intent_read(&intent, frame->body));
    TRY(wallet_by_id(engine->store, &wallet, intent.wallet_id));
    CHECK(memcmp(wallet.owner, frame->sender, 32) == 0, NOT_THE_OWNER);
    CHECK(intent.expiry > engine->now.unix_seconds, INTENT_EXPIRED);
    if (is_ok(intent_by_hash(engine->store, &known, intent.hash)))
        return OK;
    const result done = take_intent(engine, &row, frame, &intent, &wallet);
    intent_free(&row);
    return done;
}

result guard_flow_cancel(struct engine *engine, const struct frame *frame)
{
    struct intent_row intent SCOPED(intent_free) = {0};
    struct wallet wallet;
    uint8_t reason = 0;

    TRY(cancel_read(&reason, frame->body));
    TRY(intent_by_hash(engine->store, &intent, frame->ctx));
    TRY(wallet_by_id(engine->store, &wallet, intent.wallet));
    CHECK(memcmp(wallet.owner, frame->sender, 32) == 0, NOT_THE_OWNER);
    for (size_t i = 0; i < engine->epoch_count; i++)
        schnorr_signer_forget(engine->epochs[i]->signer);
    return intent_set_state(engine->store, intent.hash, INTENT_CANCELLED);
}

static result answer_payment(struct engine *engine, const uint8_t hash[static 32], bool yes)
{
    struct intent_row intent SCOPED(intent_free) = {0};
    struct explanation explanation = {0};

    TRY(intent_by_hash(engine->store, &intent, hash));
    CHECK(intent.state == INTENT_OPEN || (intent.state == INTENT_CONSENTED && !yes),
          CEREMONY_ANSWERED);
    CHECK(intent.expires > engine->now.unix_seconds, INTENT_EXPIRED);
    if (!yes)
        return guard_flow_answer(engine, &intent, CONSENT_NO, CONSENT_REASON_PERSON);
    TRY(engine_explain(engine, &explanation, hash)); /* never blind */
    explanation_free(&explanation);
    return guard_flow_answer(engine, &intent, CONSENT_YES, 0);
}

result engine_answer_payment(struct engine *engine, struct engine_clock clock,
                             const uint8_t intent[static 32], bool yes)
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, answer_payment(engine, intent, yes));
}

result engine_explain(struct engine *engine, struct explanation *out, const uint8_t hash[static 32])
{
    struct intent_row row SCOPED(intent_free) = {0};
    struct intent intent;
    struct wallet wallet;
    struct epoch_record record;
    enum account_kind kind;

    TRY(intent_by_hash(engine->store, &row, hash));
    TRY(intent_read(&intent, buffer_slice(&row.body)));
    TRY(wallet_by_id(engine->store, &wallet, row.wallet));
    TRY(engine_record(engine, &record, row.wallet));
    return guard_flow_explain(engine, out, &kind, &wallet, &record, intent.kind, intent.payload);
}
