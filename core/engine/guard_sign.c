/* SPDX-License-Identifier: MIT */
/* guard_sign.c - a guardian's part in signing. The secrets of signing live in memory only; what is
 * durable is that it was tried (D2), that something may have left (D4), and marks (B3). */
#include <string.h>

#include "core/base/memory.h"
#include "core/crypto/derive.h"
#include "core/engine/engine_state.h"
#include "core/message/intent.h"

enum { LINGER_MS = 30 * 1000, SPARE_ATTEMPTS = 8 };

/* ---- the epoch in memory ---- */

static void forget_epoch(struct live_epoch *live)
{
    sign_ecdsa_free(live->session);
    pair_store_free(live->pairs);
    schnorr_signer_free(live->signer);
    memory_free(live);
}

void guard_flow_forget(struct engine *engine)
{
    for (size_t i = 0; i < engine->epoch_count; i++)
        forget_epoch(engine->epochs[i]);
    engine->epoch_count = 0;
}

void guard_flow_forget_epochs(struct engine *engine, const uint8_t wallet[static 32])
{
    size_t kept = 0;

    for (size_t i = 0; i < engine->epoch_count; i++) {
        if (memcmp(engine->epochs[i]->record.wallet_id, wallet, 32) == 0)
            forget_epoch(engine->epochs[i]);
        else
            engine->epochs[kept++] = engine->epochs[i];
    }
    engine->epoch_count = kept;
}

static result load_epoch(struct engine *engine, struct live_epoch *live,
                         const uint8_t hash[static 32])
{
    struct epoch epoch SCOPED(epoch_free) = {0};
    struct wallet wallet;

    TRY(epoch_by_hash(engine->store, &epoch, hash));
    CHECK(epoch.state == EPOCH_ACTIVE && epoch.seat >= 0, SHARE_MISSING);
    TRY(wallet_by_id(engine->store, &wallet, epoch.wallet));
    TRY(record_read(&live->record, buffer_slice(&epoch.record)));
    memcpy(live->hash, hash, 32);
    memcpy(live->coordinator, wallet.owner, 32);
    live->seat = epoch.seat;
    live->signer = schnorr_signer_new(&live->record, (uint16_t)epoch.seat, wallet.owner,
                                      engine->self.identity, engine->rng);
    live->pairs =
        pair_store_new(&live->record, (uint16_t)epoch.seat, engine->self.identity, engine->rng);
    return OK;
}

struct live_epoch *guard_flow_epoch(struct engine *engine, const uint8_t hash[static 32])
{
    for (size_t i = 0; i < engine->epoch_count; i++)
        if (memcmp(engine->epochs[i]->hash, hash, 32) == 0)
            return engine->epochs[i];
    if (engine->epoch_count == EPOCHS_MAX) { /* the oldest makes room */
        forget_epoch(engine->epochs[0]);
        memmove(&engine->epochs[0], &engine->epochs[1],
                (EPOCHS_MAX - 1) * sizeof engine->epochs[0]);
        engine->epoch_count--;
    }
    struct live_epoch *live = memory_new(1, sizeof *live);
    if (!is_ok(load_epoch(engine, live, hash))) {
        memory_free(live);
        return NULL;
    }
    engine->epochs[engine->epoch_count++] = live;
    return live;
}

static result lend_share(struct engine *engine, struct scalar *out, const struct live_epoch *live,
                         enum lane lane)
{
    struct secret *shares SCOPED(secret_free_at) = NULL;

    TRY(epoch_share(engine->store, &shares, live->hash));
    const uint8_t *bytes = secret_lend(shares);
    const result read = scalar_read(out, bytes + 32 * (size_t)lane);
    secret_take_back(shares);
    if (!is_ok(read))
        return FAIL(SHARE_CORRUPT);
    const struct point mine = point_mul_base(out);
    CHECK(point_equal(&mine, &live->record.lane[lane].pubshare[live->seat]), SHARE_CORRUPT);
    return OK;
}

/* ---- consent and attempts ---- */

/* The items of an intent this device consented to, recomputed from its bytes. */
static result consented(struct engine *engine, struct explanation *out, struct intent_row *row,
                        const struct live_epoch *live, const uint8_t hash[static 32])
{
    struct intent intent;
    struct wallet wallet;
    enum account_kind kind;

    TRY(intent_by_hash(engine->store, row, hash));
    CHECK(row->state == INTENT_CONSENTED || (row->state == INTENT_SIGNED), NOT_CONSENTED);
    CHECK(row->expires > engine->now.unix_seconds, INTENT_EXPIRED);
    CHECK(memcmp(row->wallet, live->record.wallet_id, 32) == 0, NOT_CONSENTED);
    TRY(intent_read(&intent, buffer_slice(&row->body)));
    TRY(wallet_by_id(engine->store, &wallet, row->wallet));
    return guard_flow_explain(engine, out, &kind, &wallet, &live->record, intent.kind,
                              intent.payload);
}

static result count_attempt(struct engine *engine, const struct live_epoch *live,
                            const uint8_t intent[static 32], const uint8_t digest[static 32])
{
    const uint32_t most = 2U * (live->record.n - live->record.t + 1U) + SPARE_ATTEMPTS;
    uint32_t count = 0;

    TRY(attempt_raise(engine->store, &count, intent, digest));
    CHECK(count <= most, ATTEMPTS_USED);
    return OK;
}

/* ---- FROST ---- */

static struct schnorr_clock clock_of(const struct engine *engine)
{
    return (struct schnorr_clock){.unix_seconds = engine->now.unix_seconds,
                                  .now_ms = engine->now.ms};
}

static result send_to_owner(struct engine *engine, const struct live_epoch *live,
                            struct slice frames)
{
    return courier_send_frames(engine, live->coordinator, COURIER_VOLATILE, ENVELOPE_SIGN, frames);
}

/* The epoch a request names, if its sender may ask for signatures in it. */
static struct live_epoch *asked_epoch(struct engine *engine, const struct frame *frame)
{
    if (frame->body.size < 32)
        return NULL;
    struct live_epoch *live = guard_flow_epoch(engine, frame->body.data);
    if (!live || memcmp(live->coordinator, frame->sender, 32) != 0)
        return NULL;
    return live;
}

result guard_flow_nonce_request(struct engine *engine, const struct frame *frame)
{
    struct schnorr_nonce_request request;
    struct explanation explanation = {0};
    struct intent_row row SCOPED(intent_free) = {0};
    struct buffer out SCOPED(buffer_free) = {0};
    struct scalar share SCOPED(scalar_wipe) = {0};
    enum schnorr_code code = SCHNORR_ANSWERED;
    struct live_epoch *live = asked_epoch(engine, frame);

    CHECK(live, NOT_THE_OWNER);
    TRY(schnorr_frame_read_nonce_request(&request, frame->body));
    const result may = consented(engine, &explanation, &row, live, request.intent_hash);
    explanation_free(&explanation);
    if (!is_ok(may)) {
        schnorr_signer_reject(live->signer, &out, frame, SCHNORR_NOT_APPROVED);
        return send_to_owner(engine, live, buffer_slice(&out));
    }
    TRY(lend_share(engine, &share, live, LANE_SCHNORR));
    TRY(schnorr_signer_offer(live->signer, &out, &code, frame, &share, clock_of(engine)));
    return send_to_owner(engine, live, buffer_slice(&out));
}

static struct schnorr_item *schnorr_items(const struct explanation *explanation)
{
    struct schnorr_item *items = memory_new(explanation->item_count, sizeof *items);

    for (size_t i = 0; i < explanation->item_count; i++) {
        memcpy(items[i].digest, explanation->items[i].digest, 32);
        items[i].depth = explanation->items[i].depth;
        memcpy(items[i].path, explanation->items[i].path, sizeof items[i].path);
    }
    return items;
}

static result sign_schnorr(struct engine *engine, struct live_epoch *live,
                           const struct frame *frame, const struct schnorr_task *task,
                           struct buffer *out)
{
    struct scalar share SCOPED(scalar_wipe) = {0};
    enum schnorr_code code = SCHNORR_ANSWERED;

    TRY(schnorr_signer_review(live->signer, &code, frame, task, clock_of(engine)));
    if (code != SCHNORR_ANSWERED) {
        schnorr_signer_reject(live->signer, out, frame, code);
        return OK;
    }
    for (size_t i = 0; i < task->item_count; i++) {
        const result counted =
            count_attempt(engine, live, task->intent_hash, task->items[i].digest);
        if (counted.code == ERROR_ATTEMPTS_USED) {
            schnorr_signer_reject(live->signer, out, frame, SCHNORR_EXPIRED);
            return OK;
        }
        TRY(counted);
    }
    TRY(lend_share(engine, &share, live, LANE_SCHNORR));
    TRY(intent_set_possibly_signed(engine->store, task->intent_hash));
    return schnorr_signer_sign(live->signer, out, &code, frame, task, &share, clock_of(engine));
}

result guard_flow_sign_request(struct engine *engine, const struct frame *frame)
{
    struct schnorr_request request;
    struct explanation explanation = {0};
    struct intent_row row SCOPED(intent_free) = {0};
    struct buffer out SCOPED(buffer_free) = {0};
    struct live_epoch *live = asked_epoch(engine, frame);

    CHECK(live, NOT_THE_OWNER);
    if (schnorr_signer_repeat(live->signer, &out, frame))
        return send_to_owner(engine, live, buffer_slice(&out));
    TRY(schnorr_frame_read_request(&request, frame->body));
    result done = consented(engine, &explanation, &row, live, request.intent_hash);
    if (!is_ok(done)) {
        if (engine_is_store_failure(done))
            return done;
        schnorr_signer_reject(live->signer, &out, frame, SCHNORR_NOT_APPROVED);
        return send_to_owner(engine, live, buffer_slice(&out));
    }
    struct schnorr_item *items = schnorr_items(&explanation);
    const struct schnorr_task task = {.intent_hash = row.hash,
                                      .items = items,
                                      .item_count = explanation.item_count,
                                      .expiry = row.expires};
    done = explanation.lane == LANE_SCHNORR ? sign_schnorr(engine, live, frame, &task, &out)
                                            : FAIL(NOT_CONSENTED);
    memory_free(items);
    explanation_free(&explanation);
    TRY(done);
    return send_to_owner(engine, live, buffer_slice(&out));
}

/* ---- threshold ECDSA ---- */

/* Marks first, then what wants to leave; both in the transaction of this step. */
static result empty_session(struct engine *engine, struct live_epoch *live)
{
    const struct ecdsa_verdict *verdict = sign_ecdsa_verdict(live->session);
    struct ecdsa_outbox *outbox = sign_ecdsa_outbox(live->session);
    const bool is_over = sign_ecdsa_status(live->session) != SIGN_ECDSA_RUNNING;

    if (is_over && !live->is_session_reported) {
        live->is_session_reported = true;
        live->session_linger_ms = engine->now.ms + LINGER_MS;
        for (size_t i = 0; i < verdict->mark_count; i++) {
            const struct mark mark = {.one = verdict->marks[i].a,
                                      .other = verdict->marks[i].b,
                                      .code = (uint8_t)verdict->marks[i].reason,
                                      .time = engine->now.unix_seconds};
            TRY(mark_insert(engine->store, live->record.wallet_id, live->hash, &mark));
        }
    }
    if (verdict->may_be_signed)
        TRY(intent_set_possibly_signed(engine->store, live->session_intent));
    for (size_t i = 0; i < outbox->count; i++) {
        const struct ecdsa_output *output = &outbox->outputs[i];
        TRY(courier_send_seats(engine, &live->record, output->seats, COURIER_VOLATILE,
                               buffer_slice(&output->frames)));
        const int owner = record_seat_of(&live->record, live->coordinator);
        if (output->to_coordinator && !(owner >= 0 && output->seats >> owner & 1))
            TRY(send_to_owner(engine, live, buffer_slice(&output->frames)));
    }
    ecdsa_outbox_clear(outbox);
    return OK;
}

static result reject_ecdsa(struct engine *engine, struct live_epoch *live,
                           const struct frame *frame, enum ecdsa_code code)
{
    struct buffer out SCOPED(buffer_free) = {0};

    ecdsa_frame_write_reject(&out, frame->hash, (uint16_t)live->seat, code, live->hash,
                             engine->self.identity);
    return send_to_owner(engine, live, buffer_slice(&out));
}

static result start_session(struct engine *engine, struct live_epoch *live,
                            const struct ecdsa_request *request,
                            const struct explanation *explanation)
{
    struct scalar share SCOPED(scalar_wipe) = {0};
    const struct sign_ecdsa_setting setting = {.record = &live->record,
                                               .own = (uint16_t)live->seat,
                                               .identity = engine->self.identity,
                                               .pairs = live->pairs,
                                               .rng = engine->rng};

    struct ecdsa_item *items = memory_new(explanation->item_count, sizeof *items);
    for (size_t i = 0; i < explanation->item_count; i++) {
        memcpy(items[i].digest, explanation->items[i].digest, 32);
        items[i].depth = explanation->items[i].depth;
        memcpy(items[i].path, explanation->items[i].path, sizeof items[i].path);
        items[i].is_ethereum = explanation->kind == INTENT_EVM;
    }
    result done = lend_share(engine, &share, live, LANE_ECDSA);
    if (is_ok(done))
        done = sign_ecdsa_new(&live->session, &setting, request, items, explanation->item_count,
                              &share, engine->now.ms);
    memory_free(items);
    if (is_ok(done)) {
        memcpy(live->session_intent, request->intent_hash, 32);
        live->is_session_reported = false;
    }
    return done;
}

static enum ecdsa_code refusal_of(result why)
{
    switch ((int)why.code) {
    case ERROR_ECDSA_BUSY:
        return ECDSA_CODE_BUSY;
    case ERROR_ATTEMPTS_USED:
        return ECDSA_CODE_ATTEMPTS;
    case ERROR_NOT_CONSENTED:
    case ERROR_INTENT_EXPIRED:
    case ERROR_INTENT_UNKNOWN:
        return ECDSA_CODE_NOT_APPROVED;
    default:
        return ECDSA_CODE_BAD_REQUEST;
    }
}

static result consider(struct engine *engine, struct live_epoch *live,
                       const struct ecdsa_request *request)
{
    struct explanation explanation = {0};
    struct intent_row row SCOPED(intent_free) = {0};

    CHECK(request->expiry > engine->now.unix_seconds, INTENT_EXPIRED);
    result done = consented(engine, &explanation, &row, live, request->intent_hash);
    if (is_ok(done) && explanation.lane != LANE_ECDSA)
        done = FAIL(NOT_CONSENTED);
    for (size_t i = 0; is_ok(done) && i < request->item_count; i++)
        done = count_attempt(engine, live, row.hash, request->item[i].digest);
    if (is_ok(done))
        done = start_session(engine, live, request, &explanation);
    explanation_free(&explanation);
    return done;
}

/* The owner signs an intent in one session at a time: another request for the same one means that
 * the process which began the running session is gone, and nobody will ever finish it. */
static bool supersedes(const struct live_epoch *live, const struct ecdsa_request *request)
{
    const struct ecdsa_request *running = sign_ecdsa_request(live->session);

    return memcmp(running->intent_hash, request->intent_hash, 32) == 0 &&
           request->expiry >= running->expiry; /* not one that was delayed on its way */
}

static result ecdsa_request_came(struct engine *engine, const struct frame *frame)
{
    struct ecdsa_request request;
    struct live_epoch *live = asked_epoch(engine, frame);

    CHECK(live, NOT_THE_OWNER);
    const enum ecdsa_code code =
        ecdsa_frame_read_request(&request, frame, &live->record, (uint16_t)live->seat);
    if (code != ECDSA_CODE_OK)
        return reject_ecdsa(engine, live, frame, code);
    if (live->session) {
        if (memcmp(sign_ecdsa_request(live->session)->hash, frame->hash, 32) == 0)
            return OK; /* one process answers one request once */
        if (sign_ecdsa_status(live->session) == SIGN_ECDSA_RUNNING && !supersedes(live, &request))
            return reject_ecdsa(engine, live, frame, ECDSA_CODE_BUSY);
        sign_ecdsa_free(live->session);
        live->session = NULL;
    }
    const result started = consider(engine, live, &request);
    if (engine_is_store_failure(started))
        return started;
    if (!is_ok(started))
        return reject_ecdsa(engine, live, frame, refusal_of(started));
    return empty_session(engine, live);
}

static result pair_came(struct engine *engine, const struct frame *frame)
{
    struct buffer answer SCOPED(buffer_free) = {0};
    struct live_epoch *live = guard_flow_epoch(engine, frame->ctx);
    uint16_t peer = 0;

    CHECK(live, SHARE_MISSING);
    if (live->session && sign_ecdsa_feed(live->session, frame, engine->now.ms))
        return empty_session(engine, live);
    if (pair_store_feed(live->pairs, &answer, &peer, frame, engine->now.ms) != PAIR_ANSWERED)
        return OK;
    return courier_send_seats(engine, &live->record, 1U << peer, COURIER_VOLATILE,
                              buffer_slice(&answer));
}

result guard_flow_ecdsa(struct engine *engine, const struct frame *frame)
{
    if (frame->type == FRAME_E_REQ)
        return ecdsa_request_came(engine, frame);
    if (frame->type == FRAME_PAIR)
        return pair_came(engine, frame);
    for (size_t i = 0; i < engine->epoch_count; i++) {
        struct live_epoch *live = engine->epochs[i];
        if (live->session && sign_ecdsa_feed(live->session, frame, engine->now.ms))
            return empty_session(engine, live);
    }
    return OK;
}

result guard_flow_bundle(struct engine *engine, struct slice bundle, bool *is_taken)
{
    struct frame first;
    struct slice rest = bundle;

    *is_taken = false;
    if (!is_ok(frame_read_next(&first, &rest)) || first.type != FRAME_E_OPEN || rest.size == 0)
        return OK;
    for (size_t i = 0; i < engine->epoch_count; i++) {
        struct live_epoch *live = engine->epochs[i];
        if (!live->session || !sign_ecdsa_feed_bundle(live->session, bundle, engine->now.ms))
            continue;
        *is_taken = true;
        return empty_session(engine, live);
    }
    return OK;
}

result guard_flow_sign_alone(struct engine *engine, struct signature_bytes *out,
                             const struct epoch_record *record, const struct sign_item *item,
                             bool is_ecdsa)
{
    struct scalar share SCOPED(scalar_wipe) = {0};
    struct scalar key SCOPED(scalar_wipe) = {0};
    struct derived derived;
    struct ecdsa_signature signature;
    const enum lane lane = is_ecdsa ? LANE_ECDSA : LANE_SCHNORR;
    const struct live_epoch *live = guard_flow_epoch(engine, record->hash);

    CHECK(live, SHARE_MISSING);
    CHECK(is_ecdsa, INTERNAL); /* a committee of one runs FROST with itself */
    TRY(lend_share(engine, &share, live, lane));
    TRY(derive_path(&derived, &record->lane[lane].key, record->lane[lane].chaincode, item->path,
                    item->depth));
    key = scalar_add(&share, &derived.sum);
    TRY(ecdsa_sign(&signature, &key, item->digest));
    memcpy(out->bytes, signature.bytes, sizeof out->bytes);
    out->recid = signature.recid;
    return OK;
}

result guard_flow_tick(struct engine *engine)
{
    for (size_t i = 0; i < engine->epoch_count; i++) {
        struct live_epoch *live = engine->epochs[i];
        schnorr_signer_tick(live->signer, clock_of(engine));
        if (!live->session)
            continue;
        sign_ecdsa_tick(live->session, engine->now.ms);
        TRY(empty_session(engine, live));
        if (live->is_session_reported && engine->now.ms >= live->session_linger_ms) {
            sign_ecdsa_free(live->session);
            live->session = NULL;
        }
    }
    return OK;
}

uint64_t guard_flow_wake_at(const struct engine *engine)
{
    uint64_t when = UINT64_MAX;

    for (size_t i = 0; i < engine->epoch_count; i++) {
        const struct live_epoch *live = engine->epochs[i];
        if (!live->session)
            continue;
        const uint64_t due =
            live->is_session_reported ? live->session_linger_ms : sign_ecdsa_wake_at(live->session);
        if (due < when)
            when = due;
    }
    return when;
}
