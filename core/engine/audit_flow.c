/* SPDX-License-Identifier: MIT */
/* audit_flow.c - proof of share: the owner asks every seat, each answers by itself from its real
 * storage, the owner keeps who proved what and when. A failing answer is a warning, never an
 * eviction (frost-taproot 12). */
#include <string.h>

#include "core/ceremony/audit.h"
#include "core/engine/engine_state.h"
#include "core/engine/people.h"
#include "core/store/audit_table.h"

enum { REQUEST_LIFE = 300 };

static result begin(struct engine *engine, const uint8_t wallet[static 32])
{
    struct live_audit *audit = &engine->audit;

    buffer_free(&audit->request);
    *audit = (struct live_audit){0};
    TRY(engine_record(engine, &audit->record, wallet));
    audit_request_write(&audit->request, audit->record.hash,
                        engine->now.unix_seconds + REQUEST_LIFE, engine->self.identity,
                        engine->rng);
    return courier_send_seats(engine, &audit->record, (uint32_t)((1ULL << audit->record.n) - 1),
                              COURIER_VOLATILE, buffer_slice(&audit->request));
}

result engine_audit(struct engine *engine, struct engine_clock clock,
                    const uint8_t wallet[static 32])
{
    TRY(engine_step_begin(engine, clock));
    return engine_step_end(engine, begin(engine, wallet));
}

void engine_audit_view(const struct engine *engine, struct audit_view *out)
{
    out->n = engine->audit.record.n;
    out->t = engine->audit.record.t;
    out->proved = engine->audit.proved;
    out->failed = engine->audit.failed;
}

/* A seat's side. */
result audit_flow_request(struct engine *engine, const struct frame *frame)
{
    struct audit_request request;
    struct secret *shares SCOPED(secret_free_at) = NULL;
    struct buffer out SCOPED(buffer_free) = {0};
    struct live_epoch *live = guard_flow_epoch(engine, frame->ctx);
    const struct audit_status status = {.time = engine->now.unix_seconds,
                                        .flags = secret_is_locking() ? 0 : AUDIT_IS_UNLOCKED};

    CHECK(live, SHARE_MISSING);
    TRY(audit_request_read(&request, frame));
    TRY(audit_request_judge(&request, &live->record,
                            memcmp(frame->sender, live->coordinator, 32) == 0, live->last_audit,
                            engine->now.unix_seconds));
    TRY(epoch_share(engine->store, &shares, live->hash));
    TRY(audit_answer(&out, &request, shares, &live->record, (uint16_t)live->seat, &status,
                     engine->self.identity, engine->rng));
    live->last_audit = engine->now.unix_seconds;
    return courier_send_frames(engine, frame->sender, COURIER_VOLATILE, ENVELOPE_SIGN,
                               buffer_slice(&out));
}

/* The owner's side. */
result audit_flow_answer(struct engine *engine, const struct frame *frame)
{
    struct live_audit *audit = &engine->audit;
    struct frame asked;
    struct audit_request request;
    struct audit_report report;

    if (audit->request.size == 0)
        return OK;
    TRY(frame_read(&asked, buffer_slice(&audit->request)));
    TRY(audit_request_read(&request, &asked));
    const int seat = record_seat_of(&audit->record, frame->sender);
    CHECK(seat >= 0, NOT_THE_OWNER);
    const result verified = audit_verify(&report, frame, &request, &audit->record);
    if (verified.code == ERROR_AUDIT_OTHER)
        return OK;
    if (is_ok(verified))
        audit->proved |= 1U << seat;
    else
        audit->failed |= 1U << seat;
    return audit_insert(engine->store, audit->record.wallet_id, audit->record.hash, (uint16_t)seat,
                        engine->now.unix_seconds, is_ok(verified));
}
