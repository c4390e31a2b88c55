/* SPDX-License-Identifier: MIT */
/* courier.c - envelopes to peers: durable ones through the outbox until a receipt comes, volatile
 * ones from memory only (amendments D1, E1; enigma-node-and-router D.6). */
#include <string.h>

#include "core/base/memory.h"
#include "core/engine/engine_state.h"
#include "core/message/receive_key.h"

enum {
    DURABLE_LIFE = 14 * 24 * 3600, /* seconds */
    VOLATILE_LIFE = 10 * 60,
    VOLATILE_TRIES = 6,
    VOLATILE_PAUSE_MS = 300,
    COUNTER_SHIFT = 20,
    COUNTER_RESERVE_SECONDS = 120,
    FIRST_REPEAT = 30,
    LATER = 2,
    OUTBOX_AT_ONCE = 16,
    OUTBOX_LOOK_MS = 1000,
    REPEAT_LAST = 6 * 3600
};

/* Counters are durable before use; one write reserves two minutes' worth of them. */
static result next_counter(struct engine *engine, uint64_t *counter)
{
    const uint64_t floor = engine->now.unix_seconds << COUNTER_SHIFT;
    uint64_t next = engine->counter + 1 > floor ? engine->counter + 1 : floor;

    if (engine->counter == 0 || next > engine->counter_reserved) {
        uint64_t stored = 0;
        TRY(self_reserve_counter(engine->store, engine->now.unix_seconds,
                                 (uint64_t)COUNTER_RESERVE_SECONDS << COUNTER_SHIFT, &stored));
        if (engine->counter == 0 || next < stored)
            next = stored;
        engine->counter_reserved = next + ((uint64_t)COUNTER_RESERVE_SECONDS << COUNTER_SHIFT);
    }
    engine->counter = next;
    *counter = next;
    return OK;
}

static result post(struct engine *engine, const struct peer *peer, struct slice envelope,
                   struct errand **errand, enum errand_kind kind)
{
    struct http_request request = {0};
    struct card card;

    TRY(card_read(&card, slice_of(peer->card, sizeof peer->card)));
    TRY(mailbox_post_request(&request, peer->router, card.mailbox, NULL, envelope));
    *errand = engine_request(engine, &request, kind);
    memcpy((*errand)->peer, peer->pid, 32);
    envelope_mid((*errand)->id, envelope);
    return OK;
}

/* What belongs to an envelope that must arrive. */
struct parcel {
    enum courier_kind kind;
    struct slice plain; /* the chunk */
    uint8_t body[OUTBOX_MID_BYTES];
    bool is_later; /* only put into the outbox: sealing at once again must not spin */
};

static result send_sealed(struct engine *engine, const struct peer *peer, struct parcel *parcel,
                          const struct envelope_head *head, struct slice envelope)
{
    struct errand *errand = NULL;
    uint8_t mid[OUTBOX_MID_BYTES];

    if (!parcel->is_later)
        TRY(post(engine, peer, envelope, &errand,
                 parcel->kind == COURIER_DURABLE ? ERRAND_POST : ERRAND_POST_VOLATILE));
    if (parcel->kind == COURIER_VOLATILE) {
        CHECK(errand, INTERNAL); /* only durable ones can be sent later */
        buffer_append_slice(&errand->envelope, envelope);
        errand->ends_at = engine->now.ms + (uint64_t)VOLATILE_LIFE * 1000;
        return OK;
    }
    envelope_mid(mid, envelope);
    if (head->chunk_index == 0)
        memcpy(parcel->body, mid, sizeof parcel->body);
    const struct outbox_letter letter = {.mid = mid,
                                         .peer = peer->pid,
                                         .envelope = envelope,
                                         .body = parcel->body,
                                         .plain = parcel->plain,
                                         .place = head->chunk_index,
                                         .type = head->type,
                                         .round = head->round,
                                         .session = head->session,
                                         .next_try = engine->now.unix_seconds +
                                                     (parcel->is_later ? LATER : FIRST_REPEAT),
                                         .expires = engine->now.unix_seconds + DURABLE_LIFE,
                                         .until_posted = head->type == ENVELOPE_RECEIPT};
    return outbox_insert(engine->store, &letter);
}

static result seal_and_send(struct engine *engine, const struct peer *peer, struct parcel *parcel,
                            const struct envelope_head *model, struct slice body)
{
    struct card card;
    struct receive_key key;
    struct envelope_head head = *model;
    const size_t chunks = envelope_chunk_count(body.size);

    CHECK(chunks > 0, WIRE_LIMIT);
    TRY(card_read(&card, slice_of(peer->card, sizeof peer->card)));
    TRY(receive_key_read(&key, slice_of(peer->receive_key, sizeof peer->receive_key), &card));
    head.chunk_count = (uint16_t)chunks;
    for (size_t i = 0; i < chunks; i++) {
        struct buffer envelope SCOPED(buffer_free) = {0};
        TRY(next_counter(engine, &head.ctr));
        head.chunk_index = (uint16_t)i;
        parcel->plain = envelope_chunk(body, i);
        TRY(envelope_seal(&envelope, &head, parcel->plain, engine->self.identity, &card, &key,
                          engine->rng));
        TRY(send_sealed(engine, peer, parcel, &head, buffer_slice(&envelope)));
    }
    return OK;
}

static result send_parcel(struct engine *engine, const uint8_t pid[static 32],
                          struct parcel *parcel, uint16_t type, const uint8_t session[static 32],
                          uint16_t round, struct slice body)
{
    const enum courier_kind kind = parcel->kind;
    struct peer peer;
    struct envelope_head head = {
        .sent_at = engine->now.unix_seconds,
        .expires_at =
            engine->now.unix_seconds + (kind == COURIER_DURABLE ? DURABLE_LIFE : VOLATILE_LIFE),
        .type = type,
        .flags = kind == COURIER_DURABLE && type != ENVELOPE_RECEIPT ? ENVELOPE_RECEIPT_WANTED : 0,
        .round = round};

    memcpy(head.session, session, sizeof head.session);
    TRY(peer_by_pid(engine->store, &peer, pid));
    return seal_and_send(engine, &peer, parcel, &head, body);
}

result courier_send(struct engine *engine, const uint8_t pid[static 32], enum courier_kind kind,
                    uint16_t type, const uint8_t session[static 32], uint16_t round,
                    struct slice body)
{
    struct parcel parcel = {.kind = kind};

    return send_parcel(engine, pid, &parcel, type, session, round, body);
}

result courier_send_frames(struct engine *engine, const uint8_t id_pk[static 32],
                           enum courier_kind kind, uint16_t type, struct slice frames)
{
    struct frame first;
    struct peer peer;
    struct slice rest = frames;

    if (frames.size == 0)
        return OK;
    if (memcmp(id_pk, engine->self.identity->sign_pk, 32) == 0) {
        dispatch_queue_local(engine, frames);
        return OK;
    }
    TRY(frame_read_next(&first, &rest));
    TRY(peer_by_id(engine->store, &peer, id_pk));
    return courier_send(engine, peer.pid, kind, type, first.ctx, first.type, frames);
}

result courier_send_seats(struct engine *engine, const struct epoch_record *record, uint32_t seats,
                          enum courier_kind kind, struct slice frames)
{
    for (uint16_t seat = 0; seat < record->n; seat++) {
        if (!(seats >> seat & 1))
            continue;
        const result sent =
            courier_send_frames(engine, record->id_pk[seat], kind, ENVELOPE_SIGN, frames);
        /* A seat we cannot write to is like a silent one; the others still get theirs. */
        if (!is_ok(sent) && engine_is_store_failure(sent))
            return sent;
    }
    return OK;
}

/* 30 s, 2 min, 10 min, 1 h, then 6 h after each accepted post; much sooner while none is. */
static uint64_t repeat_after(uint32_t tries, bool was_accepted)
{
    static const uint64_t ladder[] = {30, 120, 600, 3600};

    if (!was_accepted)
        return tries < 5 ? 1U << tries : 30;
    return tries < sizeof ladder / sizeof ladder[0] ? ladder[tries] : REPEAT_LAST;
}

static result posted_durable(struct engine *engine, const struct errand *errand,
                             const struct http_reply *reply)
{
    const bool was_accepted = is_ok(mailbox_post_read(reply));
    uint32_t tries = 0;
    bool until_posted = false;
    const result found = outbox_tries(engine->store, errand->id, &tries, &until_posted);

    if (found.code == ERROR_OUTBOX_GONE)
        return OK; /* the receipt was faster */
    TRY(found);
    if (was_accepted && until_posted)
        return outbox_delivered(engine->store, errand->id, errand->peer);
    return outbox_tried(engine->store, errand->id,
                        engine->now.unix_seconds + repeat_after(tries, was_accepted));
}

result courier_posted(struct engine *engine, struct errand *errand, const struct http_reply *reply)
{
    if (errand->kind == ERRAND_POST)
        return posted_durable(engine, errand, reply);
    if (is_ok(mailbox_post_read(reply)) || errand->tries + 1 >= VOLATILE_TRIES ||
        engine->now.ms >= errand->ends_at)
        return OK;
    /* Another try, in a moment: the errand waits in the list without a request. */
    engine->errands =
        memory_grow(engine->errands, engine->errand_count + 1, sizeof *engine->errands);
    struct errand *waiting = &engine->errands[engine->errand_count++];
    *waiting = *errand;
    waiting->ticket = ++engine->next_ticket;
    waiting->tries++;
    waiting->again_at = engine->now.ms + (uint64_t)VOLATILE_PAUSE_MS * waiting->tries;
    errand->envelope = (struct buffer){0}; /* moved */
    return OK;
}

static result repeat_volatile(struct engine *engine)
{
    for (size_t i = 0; i < engine->errand_count; i++) {
        if (engine->errands[i].again_at == 0 || engine->errands[i].again_at > engine->now.ms)
            continue;
        struct errand old = engine->errands[i];
        struct peer peer;
        struct errand *errand = NULL;
        engine->errands[i] = engine->errands[--engine->errand_count];
        result done = peer_by_pid(engine->store, &peer, old.peer);
        if (is_ok(done))
            done = post(engine, &peer, buffer_slice(&old.envelope), &errand, ERRAND_POST_VOLATILE);
        if (is_ok(done)) {
            errand->envelope = old.envelope;
            errand->tries = old.tries;
            errand->ends_at = old.ends_at;
        } else {
            buffer_free(&old.envelope);
        }
        if (engine_is_store_failure(done))
            return done;
    }
    return OK;
}

static bool is_under_way(const struct engine *engine, const uint8_t mid[static OUTBOX_MID_BYTES])
{
    for (size_t i = 0; i < engine->errand_count; i++)
        if (engine->errands[i].kind == ERRAND_POST &&
            memcmp(engine->errands[i].id, mid, OUTBOX_MID_BYTES) == 0)
            return true;
    return false;
}

static result repeat_durable(struct engine *engine)
{
    struct outbox_row *rows = NULL;
    size_t count = 0;
    result done = OK;

    TRY(outbox_expire(engine->store, engine->now.unix_seconds));
    TRY(outbox_due(engine->store, engine->now.unix_seconds, OUTBOX_AT_ONCE, &rows, &count));
    for (size_t i = 0; i < count && !engine_is_store_failure(done); i++) {
        struct peer peer;
        struct errand *errand = NULL;
        if (is_under_way(engine, rows[i].mid))
            continue;
        done = peer_by_pid(engine->store, &peer, rows[i].peer);
        if (is_ok(done))
            done = post(engine, &peer, buffer_slice(&rows[i].envelope), &errand, ERRAND_POST);
    }
    outbox_free(rows, count);
    return engine_is_store_failure(done) ? done : OK;
}

result courier_tick(struct engine *engine)
{
    TRY(repeat_volatile(engine));
    if (engine->now.ms < engine->next_outbox_ms)
        return OK;
    engine->next_outbox_ms = engine->now.ms + OUTBOX_LOOK_MS;
    return repeat_durable(engine);
}

result courier_send_again(struct engine *engine, const uint8_t mid[static OUTBOX_MID_BYTES],
                          const uint8_t pid[static 32])
{
    struct outbox_again again = {0};
    const result taken = outbox_take_back(engine->store, &again, mid, pid);

    if (taken.code == ERROR_OUTBOX_GONE)
        return OK;
    TRY(taken);
    struct parcel parcel = {.kind = COURIER_DURABLE, .is_later = true};
    const result sent = send_parcel(engine, pid, &parcel, again.type, again.session, again.round,
                                    buffer_slice(&again.plain));
    buffer_wipe(&again.plain);
    return sent;
}

uint64_t courier_wake_at(const struct engine *engine)
{
    uint64_t when = engine->next_outbox_ms;

    for (size_t i = 0; i < engine->errand_count; i++)
        if (engine->errands[i].again_at != 0 && engine->errands[i].again_at < when)
            when = engine->errands[i].again_at;
    return when;
}

result courier_flush_receipts(struct engine *engine)
{
    static const uint8_t no_session[32] = {0};

    while (engine->receipt_count > 0) {
        struct receipt batch[RECEIPT_MAX];
        struct buffer body SCOPED(buffer_free) = {0};
        uint8_t pid[32];
        size_t count = 0;
        size_t kept = 0;
        memcpy(pid, engine->receipts[0].pid, sizeof pid);
        for (size_t i = 0; i < engine->receipt_count; i++) {
            if (count < RECEIPT_MAX && memcmp(engine->receipts[i].pid, pid, sizeof pid) == 0)
                batch[count++] = engine->receipts[i].receipt;
            else
                engine->receipts[kept++] = engine->receipts[i];
        }
        engine->receipt_count = kept;
        receipt_write(&body, batch, count);
        const result sent = courier_send(engine, pid, COURIER_DURABLE, ENVELOPE_RECEIPT, no_session,
                                         0, buffer_slice(&body));
        if (engine_is_store_failure(sent))
            return sent;
    }
    return OK;
}
