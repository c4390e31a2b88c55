/* SPDX-License-Identifier: MIT */
/* post_office.c - the own mailbox: made once, a session about once an hour, a poll always open, an
 * acknowledgement only after the effects are committed; and the weekly receive keys. */
#include <string.h>

#include "core/base/memory.h"
#include "core/engine/engine_state.h"
#include "core/message/receive_key.h"

enum {
    POLL_SECONDS = 25,
    BACKOFF_MS = 500,
    BACKOFF_STEPS = 6, /* 500 ms .. 32 s */
    HOUSEKEEPING_MS = 60 * 1000
};

result post_office_load_keys(struct engine *engine)
{
    post_office_free_keys(engine);
    return self_receive_keys(engine->store, &engine->keys, &engine->key_count);
}

void post_office_free_keys(struct engine *engine)
{
    self_receive_keys_free(engine->keys, engine->key_count);
    engine->keys = NULL;
    engine->key_count = 0;
}

/* ---- receive keys ---- */

static result announce_key(struct engine *engine, const uint8_t record[static RECEIVE_KEY_BYTES])
{
    static const uint8_t no_session[32] = {0};
    struct peer *peers = NULL;
    size_t count = 0;
    result done = peer_all(engine->store, &peers, &count);

    for (size_t i = 0; i < count && !engine_is_store_failure(done); i++)
        done = courier_send(engine, peers[i].pid, COURIER_DURABLE, ENVELOPE_RECEIVE_KEY, no_session,
                            0, slice_of(record, RECEIVE_KEY_BYTES));
    memory_free(peers);
    return engine_is_store_failure(done) ? done : OK;
}

static result make_next_key(struct engine *engine)
{
    struct receive_key made;
    struct self_receive_key key = {0};

    key.secret =
        receive_key_make(&made, engine->self.identity, engine->now.unix_seconds, engine->rng);
    memcpy(key.record, made.bytes, sizeof key.record);
    memcpy(key.rpk, made.pk, sizeof key.rpk);
    key.not_after = made.not_after;
    result done = self_receive_key_insert(engine->store, &key);
    secret_free(key.secret);
    TRY(done);
    TRY(announce_key(engine, made.bytes));
    return post_office_load_keys(engine);
}

static result keep_keys(struct engine *engine)
{
    struct receive_key newest;

    if (engine->now.ms < engine->next_housekeeping_ms)
        return OK;
    engine->next_housekeeping_ms = engine->now.ms + HOUSEKEEPING_MS;
    if (engine->now.unix_seconds > RECEIVE_KEY_RETENTION)
        TRY(self_receive_keys_expire(engine->store,
                                     engine->now.unix_seconds - RECEIVE_KEY_RETENTION));
    reassembly_tidy(engine->reassembly, engine->now.unix_seconds);
    if (engine->key_count == 0)
        return make_next_key(engine);
    TRY(receive_key_read(&newest, slice_of(engine->keys[0].record, RECEIVE_KEY_BYTES),
                         &engine->card));
    return receive_key_is_due(&newest, engine->now.unix_seconds) ? make_next_key(engine) : OK;
}

static result publish_key(struct engine *engine)
{
    struct http_request request = {0};

    if (engine->key_count == 0 || engine->keys[0].is_published)
        return OK;
    for (size_t i = 0; i < engine->errand_count; i++)
        if (engine->errands[i].kind == ERRAND_PUT_KEY)
            return OK;
    TRY(mailbox_receive_key_put_request(&request, engine->self.router, engine->mailbox->id,
                                        &engine->session, engine->keys[0].record));
    memcpy(engine_request(engine, &request, ERRAND_PUT_KEY)->id, engine->keys[0].rpk, 32);
    return OK;
}

/* ---- the mailbox itself ---- */

static result ask_create(struct engine *engine)
{
    struct http_request request = {0};

    if (engine->is_creating)
        return OK;
    TRY(mailbox_create_request(&request, engine->self.router, engine->mailbox,
                               engine->now.unix_seconds));
    engine_request(engine, &request, ERRAND_CREATE_MAILBOX);
    engine->is_creating = true;
    return OK;
}

static result ask_session(struct engine *engine)
{
    struct http_request request = {0};

    if (engine->is_asking_session)
        return OK;
    TRY(mailbox_session_request(&request, engine->self.router, engine->mailbox,
                                engine->now.unix_seconds, engine->rng));
    engine_request(engine, &request, ERRAND_SESSION);
    engine->is_asking_session = true;
    return OK;
}

static result ask_messages(struct engine *engine)
{
    struct http_request request = {0};

    if (engine->is_fetching)
        return OK;
    TRY(mailbox_fetch_request(&request, engine->self.router, engine->mailbox->id, &engine->session,
                              engine->cursor, POLL_SECONDS));
    engine_request(engine, &request, ERRAND_FETCH)->number = engine->cursor;
    engine->is_fetching = true;
    return OK;
}

/* Nothing above a chunk whose other chunks are missing may be acknowledged. */
static result ask_ack(struct engine *engine)
{
    struct http_request request = {0};
    uint64_t upto = engine->cursor;

    for (size_t i = 0; i < engine->held_count; i++)
        if (engine->held[i].seq - 1 < upto)
            upto = engine->held[i].seq - 1;
    if (upto <= engine->acked || engine->is_acking)
        return OK;
    TRY(mailbox_ack_request(&request, engine->self.router, engine->mailbox->id, &engine->session,
                            upto));
    engine_request(engine, &request, ERRAND_ACK)->number = upto;
    engine->is_acking = true;
    return OK;
}

result post_office_tick(struct engine *engine)
{
    TRY(keep_keys(engine));
    if (engine->now.ms < engine->retry_router_ms)
        return OK;
    if (!engine->self.mailbox_made)
        return ask_create(engine);
    if (engine->session.renew_at <= engine->now.unix_seconds)
        return ask_session(engine);
    TRY(publish_key(engine));
    TRY(ask_messages(engine));
    return ask_ack(engine);
}

static void back_off(struct engine *engine, result why)
{
    const uint32_t step =
        engine->router_failures < BACKOFF_STEPS ? engine->router_failures : BACKOFF_STEPS;

    engine->router_failures++;
    engine->router_state = why;
    engine->retry_router_ms = engine->now.ms + ((uint64_t)BACKOFF_MS << step);
}

static void router_answered(struct engine *engine)
{
    engine->router_failures = 0;
    engine->router_state = OK;
    engine->retry_router_ms = 0;
}

static result made(struct engine *engine, const struct http_reply *reply)
{
    const result read = mailbox_create_read(reply, engine->mailbox);

    engine->is_creating = false;
    if (!is_ok(read)) {
        back_off(engine, read);
        return OK;
    }
    router_answered(engine);
    engine->self.mailbox_made = true;
    return self_set_mailbox_made(engine->store);
}

static result session_came(struct engine *engine, const struct http_reply *reply)
{
    const result read = mailbox_session_read(&engine->session, reply, engine->now.unix_seconds);

    engine->is_asking_session = false;
    if (is_ok(read)) {
        router_answered(engine);
        return OK;
    }
    if (read.code == ERROR_ROUTER_UNKNOWN)
        engine->self.mailbox_made = false; /* the router lost it: make it again */
    back_off(engine, read);
    return OK;
}

static result messages_came(struct engine *engine, uint64_t after, const struct http_reply *reply)
{
    struct mailbox_fetch fetch;
    struct mailbox_message message;
    const result read = mailbox_fetch_read(&fetch, reply, after);

    engine->is_fetching = false;
    if (read.code == ERROR_ROUTER_UNKNOWN)
        mailbox_session_wipe(&engine->session);
    if (!is_ok(read)) {
        back_off(engine, read);
        return OK;
    }
    router_answered(engine);
    while (mailbox_fetch_next(&fetch, &message)) {
        TRY(dispatch_envelope(engine, message.seq, message.bytes));
        engine->cursor = message.seq;
    }
    return OK;
}

static result key_came(struct engine *engine, const struct errand *errand,
                       const struct http_reply *reply)
{
    uint8_t record[MAILBOX_API_RECEIVE_KEY_BYTES];
    struct receive_key key;
    struct peer peer;
    struct card card;

    if (!is_ok(mailbox_receive_key_get_read(record, reply)))
        return OK;
    TRY(peer_by_pid(engine->store, &peer, errand->id));
    if (!is_ok(card_read(&card, slice_of(peer.card, sizeof peer.card))) ||
        !is_ok(receive_key_read(&key, slice_of(record, sizeof record), &card)))
        return OK;
    return peer_set_receive_key(engine->store, peer.pid, record);
}

result post_office_reply(struct engine *engine, const struct errand *errand,
                         const struct http_reply *reply)
{
    if (errand->kind == ERRAND_CREATE_MAILBOX)
        return made(engine, reply);
    if (errand->kind == ERRAND_SESSION)
        return session_came(engine, reply);
    if (errand->kind == ERRAND_FETCH)
        return messages_came(engine, errand->number, reply);
    if (errand->kind == ERRAND_GET_KEY)
        return key_came(engine, errand, reply);
    if (errand->kind == ERRAND_ACK) {
        engine->is_acking = false;
        if (is_ok(mailbox_ack_read(reply)))
            engine->acked = errand->number;
        return OK;
    }
    if (is_ok(mailbox_receive_key_put_read(reply))) {
        TRY(self_receive_key_published(engine->store, errand->id));
        return post_office_load_keys(engine);
    }
    return OK;
}
