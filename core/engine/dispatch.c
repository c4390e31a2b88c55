/* SPDX-License-Identifier: MIT */
/* dispatch.c - from an envelope to the flow that cares: opened, known sender, not seen before, then
 * by the frames inside. Authority is the frame's signature; the envelope only says who handed it
 * over (amendments A4). Whatever does not fit is dropped, and still acknowledged. */
#include <string.h>

#include "core/base/memory.h"
#include "core/engine/engine_state.h"
#include "core/engine/epoch_switch.h"
#include "core/engine/reshare_flow.h"
#include "core/message/receive_key.h"
#include "core/message/replay_window.h"

static bool find_peer(void *context, const uint8_t pid[static 32], uint8_t sign_pk[static 32])
{
    struct engine *engine = context;
    struct peer peer;

    if (!is_ok(peer_by_pid(engine->store, &peer, pid)))
        return false;
    memcpy(sign_pk, peer.id_pk, 32);
    return true;
}

static result open_envelope(struct engine *engine, struct envelope_content *out,
                            struct slice envelope)
{
    struct envelope_key keys[16];
    size_t count = 0;
    struct envelope_receiver receiver = {.identity = engine->self.identity,
                                         .keys = keys,
                                         .find_peer = find_peer,
                                         .context = engine,
                                         .now = engine->now.unix_seconds};

    for (size_t i = 0; i < engine->key_count && count < 16; i++) {
        struct receive_key key;
        if (!is_ok(receive_key_read(&key, slice_of(engine->keys[i].record, RECEIVE_KEY_BYTES),
                                    &engine->card)))
            continue;
        memcpy(keys[count].id, key.id, sizeof key.id);
        memcpy(keys[count].pk, key.pk, sizeof key.pk);
        keys[count++].secret = engine->keys[i].secret;
    }
    receiver.key_count = count;
    return envelope_open(out, envelope, &receiver);
}

static void queue_receipt(struct engine *engine, const uint8_t pid[static 32],
                          const uint8_t mid[static ENVELOPE_MID_BYTES], enum receipt_code code)
{
    engine->receipts =
        memory_grow(engine->receipts, engine->receipt_count + 1, sizeof *engine->receipts);
    struct queued_receipt *queued = &engine->receipts[engine->receipt_count++];
    memcpy(queued->pid, pid, 32);
    memcpy(queued->receipt.mid, mid, ENVELOPE_MID_BYTES);
    queued->receipt.code = code;
}

static result take_receipts(struct engine *engine, const uint8_t pid[static 32], struct slice body)
{
    struct receipt receipts[RECEIPT_MAX];
    size_t count = 0;

    TRY(receipt_read(receipts, &count, body));
    for (size_t i = 0; i < count; i++) {
        if (receipts[i].code == RECEIPT_OLD)
            TRY(courier_send_again(engine, receipts[i].mid, pid));
        else
            TRY(outbox_delivered(engine->store, receipts[i].mid, pid));
    }
    return OK;
}

static result take_receive_key(struct engine *engine, const struct peer *peer, struct slice body)
{
    struct card card;
    struct receive_key key;

    TRY(card_read(&card, slice_of(peer->card, sizeof peer->card)));
    TRY(receive_key_read(&key, body, &card));
    return peer_set_receive_key(engine->store, peer->pid, key.bytes);
}

static result route_frame(struct engine *engine, const struct frame *frame)
{
    bool is_taken = false;

    switch (frame->type) {
    case FRAME_PROPOSAL:
        return create_flow_proposal(engine, frame);
    case FRAME_ROSTER:
        return create_flow_roster(engine, frame);
    case FRAME_R0D:
    case FRAME_R0R:
    case FRAME_R1:
    case FRAME_ACK:
    case FRAME_COMPLAINT:
    case FRAME_VIEW:
        return create_flow_frame(engine, frame);
    case FRAME_CERT:
        return create_flow_certificate(engine, frame);
    case FRAME_INTENT:
        return guard_flow_intent(engine, frame);
    case FRAME_CANCEL:
        return guard_flow_cancel(engine, frame);
    case FRAME_CONSENT:
        TRY(reshare_flow_consent(engine, frame, &is_taken));
        return is_taken ? OK : pay_flow_consent(engine, frame);
    case FRAME_RETIRED:
        return epoch_switch_retired(engine, frame);
    case FRAME_AUDIT_REQ:
        return audit_flow_request(engine, frame);
    case FRAME_AUDIT_RESP:
        return audit_flow_answer(engine, frame);
    case FRAME_NONCE_REQ:
        return guard_flow_nonce_request(engine, frame);
    case FRAME_SIGN_REQ:
        return guard_flow_sign_request(engine, frame);
    case FRAME_NONCES:
    case FRAME_PSIG:
    case FRAME_REJECT:
        return pay_flow_frame(engine, frame, &is_taken);
    case FRAME_ABORT:
        TRY(create_flow_frame(engine, frame));
        TRY(pay_flow_frame(engine, frame, &is_taken));
        return guard_flow_ecdsa(engine, frame);
    case FRAME_E_OPEN:
    case FRAME_E_COM:
    case FRAME_E_R2:
    case FRAME_E_R3:
        TRY(pay_flow_frame(engine, frame, &is_taken));
        return guard_flow_ecdsa(engine, frame);
    case FRAME_E_REQ:
    case FRAME_PAIR:
    case FRAME_E_M1:
    case FRAME_E_M2:
        return guard_flow_ecdsa(engine, frame);
    default: /* types of later versions */
        return OK;
    }
}

result dispatch_frames(struct engine *engine, struct slice frames)
{
    struct slice rest = frames;
    bool is_taken = false;

    TRY(guard_flow_bundle(engine, frames, &is_taken));
    if (is_taken)
        return OK;
    while (rest.size > 0) {
        struct frame frame;
        TRY(frame_read_next(&frame, &rest));
        TRY(frame_verify(&frame));
        const result done = route_frame(engine, &frame);
        if (engine_is_store_failure(done))
            return done;
    }
    return OK;
}

/* The first frame names ctx and type; all frames of one envelope share them. */
static result take_frames(struct engine *engine, const struct envelope_content *content,
                          struct slice body)
{
    struct slice rest = body;

    while (rest.size > 0) {
        struct frame frame;
        TRY(frame_read_next(&frame, &rest));
        CHECK(frame.type == content->head.round, FRAME_SHAPE);
        CHECK(memcmp(frame.ctx, content->head.session, 32) == 0, FRAME_SHAPE);
    }
    return dispatch_frames(engine, body);
}

static result take_body(struct engine *engine, const struct envelope_content *content,
                        struct slice body)
{
    struct peer peer;

    TRY(peer_by_pid(engine->store, &peer, content->sender));
    switch (content->head.type) {
    case ENVELOPE_RECEIPT:
        return take_receipts(engine, content->sender, body);
    case ENVELOPE_RECEIVE_KEY:
        return take_receive_key(engine, &peer, body);
    case ENVELOPE_DKG:
    case ENVELOPE_SIGN:
    case ENVELOPE_REFRESH:
        return take_frames(engine, content, body);
    default:
        return OK;
    }
}

/* A chunk whose body is not whole: neither marked as seen nor acknowledged, so that a crash now
 * brings it back. */
static void hold_chunk(struct engine *engine, const struct envelope_content *content)
{
    engine->held = memory_grow(engine->held, engine->held_count + 1, sizeof *engine->held);
    struct held_chunk *held = &engine->held[engine->held_count++];
    memcpy(held->sender, content->sender, 32);
    held->base = content->head.ctr - content->head.chunk_index;
    held->seq = engine->sequence;
}

static void release_chunks(struct engine *engine, const struct envelope_content *content)
{
    const uint64_t base = content->head.ctr - content->head.chunk_index;
    size_t kept = 0;

    for (size_t i = 0; i < engine->held_count; i++)
        if (engine->held[i].base != base ||
            memcmp(engine->held[i].sender, content->sender, 32) != 0)
            engine->held[kept++] = engine->held[i];
    engine->held_count = kept;
}

static result mark_seen(struct engine *engine, struct replay_window *window,
                        const struct envelope_content *content,
                        const struct reassembly_whole *whole)
{
    uint8_t stored[PEER_WINDOW_BYTES];

    for (size_t i = 0; i < whole->count; i++) {
        replay_window_take(window, whole->ctr[i]);
        if (content->head.flags & ENVELOPE_RECEIPT_WANTED)
            queue_receipt(engine, content->sender, whole->mid[i], RECEIPT_DONE);
    }
    replay_window_write(window, stored);
    return peer_set_window(engine->store, content->sender, stored, engine->now.unix_seconds);
}

static result take_new(struct engine *engine, const struct envelope_content *content,
                       struct replay_window *window)
{
    struct reassembly_whole whole SCOPED(reassembly_whole_free) = {0};
    bool is_whole = false;

    if (!is_ok(reassembly_take(engine->reassembly, &whole, &is_whole, content)))
        return OK;
    if (!is_whole) {
        hold_chunk(engine, content);
        return OK;
    }
    release_chunks(engine, content);
    TRY(mark_seen(engine, window, content, &whole));
    const result done = take_body(engine, content, buffer_slice(&whole.body));
    return engine_is_store_failure(done) ? done : OK;
}

static result take_content(struct engine *engine, const struct envelope_content *content)
{
    struct peer peer;
    struct replay_window window;

    TRY(peer_by_pid(engine->store, &peer, content->sender));
    TRY(replay_window_read(&window, peer.window));
    switch (replay_window_judge(&window, content->head.ctr)) {
    case REPLAY_NEW:
        return take_new(engine, content, &window);
    case REPLAY_SEEN:
        if (content->head.flags & ENVELOPE_RECEIPT_WANTED)
            queue_receipt(engine, content->sender, content->mid, RECEIPT_DONE);
        return OK;
    case REPLAY_OLD:
        if (content->head.flags & ENVELOPE_RECEIPT_WANTED)
            queue_receipt(engine, content->sender, content->mid, RECEIPT_OLD);
        return OK;
    }
    return OK;
}

result dispatch_envelope(struct engine *engine, uint64_t sequence, struct slice envelope)
{
    struct envelope_content content = {0};

    engine->sequence = sequence;
    if (!is_ok(open_envelope(engine, &content, envelope)))
        return OK;
    const result done = take_content(engine, &content);
    envelope_content_free(&content);
    return engine_is_store_failure(done) ? done : OK;
}

void dispatch_queue_local(struct engine *engine, struct slice frames)
{
    engine->local = memory_grow(engine->local, engine->local_count + 1, sizeof *engine->local);
    engine->local[engine->local_count] = (struct local_frame){0};
    buffer_append_slice(&engine->local[engine->local_count++].bytes, frames);
}

/* Our own frames reach our own seat the same way as everybody else's. */
result dispatch_local(struct engine *engine)
{
    while (engine->local_count > 0) {
        struct buffer frames SCOPED(buffer_wipe) = engine->local[0].bytes;
        engine->local_count--;
        memmove(&engine->local[0], &engine->local[1], engine->local_count * sizeof *engine->local);
        const result done = dispatch_frames(engine, buffer_slice(&frames));
        if (engine_is_store_failure(done))
            return done;
    }
    return OK;
}
