/* SPDX-License-Identifier: MIT */
/* repair_party.h - a repair among the parties of a made wallet, in one process, for tests. The
 * owner watches. Confided frames reach exactly the accused and the owner. */
#ifndef TESTS_REPAIR_PARTY_H
#define TESTS_REPAIR_PARTY_H

#include "core/ceremony/repair.h"
#include "core/ceremony/repair_state.h"
#include "dealing_wallet.h"

enum { OWNER = PARTIES_MAX };

struct ward {
    struct net *net;
    uint16_t t, n, target;
    uint16_t helper[SEATS_MAX];
    struct repair *repair[PARTIES_MAX + 1]; /* by seat; OWNER watches */
    struct repair_step step;                /* the last one that was sent */
    struct buffer request;
    struct buffer wire;
    size_t at;
    size_t confided_count, reload_count;
    bool reloads;
    int corrupt; /* seat, or -1 */
    int which;
    struct secret *restored;
    struct repair_secrets captured; /* of the corrupt one, before H1 */
    uint8_t edit_type;
    void (*edit)(struct ward *ward, struct buffer *body);
    /* One receiver gets another frame. */
    bool (*swap)(struct ward *ward, size_t to, const struct frame *frame, struct buffer *other);
};

static struct identity *ward_identity(struct ward *ward, size_t i)
{
    return i == OWNER ? ward->net->owner : ward->net->party[i]->identity;
}

static struct rng *ward_rng(struct ward *ward, size_t i)
{
    return &ward->net->party[i == OWNER ? 0 : i]->rng.base;
}

/* The target is seat 0 in even worlds and the last seat in odd ones. */
static struct ward *ward_new(uint16_t t, uint16_t n, bool target_last)
{
    struct ward *ward = calloc(1, sizeof *ward);
    uint16_t seat = 0;

    ward->net = certified(t, n, 90u + n);
    ward->t = t;
    ward->n = n;
    ward->target = target_last ? n - 1 : 0;
    ward->corrupt = -1;
    for (uint16_t k = 0; k < t; seat++)
        if (seat != ward->target)
            ward->helper[k++] = seat;
    cr_assert(
        is_ok(repair_request_write(&ward->request, &ward->net->previous, ward->target, ward->helper,
                                   2000000000, ward->net->owner, ward_rng(ward, 0))));
    for (size_t i = 0; i < n; i++)
        cr_assert(is_ok(repair_new(&ward->repair[i], buffer_slice(&ward->request),
                                   ward->net->party[i]->identity->sign_pk, &ward->net->previous)));
    cr_assert(is_ok(repair_new(&ward->repair[OWNER], buffer_slice(&ward->request),
                               ward->net->owner->sign_pk, &ward->net->previous)));
    return ward;
}

static void ward_free(struct ward *ward)
{
    for (size_t i = 0; i <= OWNER; i++)
        repair_free(ward->repair[i]);
    net_free(ward->net);
    buffer_free(&ward->request);
    buffer_free(&ward->wire);
    secret_free(ward->restored);
    free(ward);
}

static void ward_reload(struct ward *ward, size_t i)
{
    struct buffer saved = {0}, again = {0}, before = {0}, after = {0};
    struct repair *loaded = NULL;

    repair_save(ward->repair[i], &saved);
    repair_outgoing(ward->repair[i], &before);
    cr_assert(is_ok(repair_load(&loaded, buffer_slice(&saved))));
    repair_free(ward->repair[i]);
    ward->repair[i] = loaded;
    repair_save(loaded, &again);
    repair_outgoing(loaded, &after);
    cr_assert(slice_equal(buffer_slice(&saved), buffer_slice(&again)));
    cr_assert(slice_equal(buffer_slice(&before), buffer_slice(&after)));
    buffer_wipe(&saved);
    buffer_wipe(&again);
    buffer_free(&before);
    buffer_free(&after);
    ward->reload_count++;
}

static void ward_send(struct ward *ward, size_t from, struct repair_step *step);

static void ward_deliver_to(struct ward *ward, size_t to, struct slice bytes)
{
    struct repair_step step = {0};
    struct buffer other = {0};
    struct frame frame;

    if (!ward->repair[to])
        return;
    cr_assert(is_ok(frame_read(&frame, bytes)));
    if (ward->swap && ward->swap(ward, to, &frame, &other))
        cr_assert(is_ok(frame_read(&frame, buffer_slice(&other))));
    cr_assert(
        is_ok(repair_accept(ward->repair[to], &step, &frame,
                            to == OWNER ? NULL : ward_identity(ward, to), ward_rng(ward, to))));
    ward_send(ward, to, &step);
    buffer_free(&other);
}

static void ward_confide(struct ward *ward, const struct repair_step *step)
{
    struct slice rest = buffer_slice(&step->confided);
    struct frame frame;

    while (rest.size > 0) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        cr_assert_eq(frame.type, FRAME_COMPLAINT);
        ward->confided_count++;
        for (size_t i = 0; i < ward->n; i++)
            if (memcmp(ward_identity(ward, i)->sign_pk, step->confided_to, 32) == 0)
                ward_deliver_to(ward, i, frame.bytes);
        ward_deliver_to(ward, OWNER, frame.bytes);
    }
}

static void ward_edit(struct ward *ward, struct buffer *frames)
{
    struct buffer out = {0};
    struct slice rest = buffer_slice(frames);
    struct frame frame;

    while (rest.size > 0) {
        struct buffer body = {0};
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        buffer_append_slice(&body, frame.body);
        if (frame.type == ward->edit_type && ward->edit)
            ward->edit(ward, &body);
        if (frame.type != FRAME_ABORT)
            frame_write(&out, frame.type, frame.ctx, buffer_slice(&body),
                        ward_identity(ward, (size_t)ward->corrupt));
        buffer_free(&body);
    }
    buffer_free(frames);
    *frames = out;
}

static void ward_send(struct ward *ward, size_t from, struct repair_step *step)
{
    struct slice rest = buffer_slice(&step->frames);
    struct frame frame;

    while (rest.size > 0) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        cr_assert_neq(frame.type, FRAME_COMPLAINT, "an opened key goes to everybody");
    }
    if (ward->reloads && step->has_changed && from != OWNER)
        ward_reload(ward, from);
    if ((int)from == ward->corrupt)
        ward_edit(ward, &step->frames);
    buffer_append_slice(&ward->wire, buffer_slice(&step->frames));
    ward_confide(ward, step);
    repair_step_free(step);
}

static void ward_deliver(struct ward *ward)
{
    while (ward->at < ward->wire.size) {
        struct slice rest = slice_of(ward->wire.data + ward->at, ward->wire.size - ward->at);
        struct buffer copy = {0};
        struct frame frame;
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        buffer_append_slice(&copy, frame.bytes);
        ward->at += frame.bytes.size;
        for (size_t i = 0; i <= OWNER; i++)
            ward_deliver_to(ward, i, buffer_slice(&copy));
        buffer_free(&copy);
    }
}

static void ward_begin(struct ward *ward)
{
    for (uint16_t seat = 0; seat < ward->n; seat++) {
        struct repair_step step = {0};
        struct party *party = ward->net->party[seat];
        if (repair_seat(ward->repair[seat]) < 0)
            continue;
        const bool is_target = repair_is_target(ward->repair[seat]);
        cr_assert(is_ok(repair_begin(ward->repair[seat], &step, is_target ? NULL : party->shares,
                                     party->identity, &party->rng.base)));
        if (seat == ward->corrupt) {
            memcpy(&ward->captured, secret_lend(ward->repair[seat]->arena), sizeof ward->captured);
            secret_take_back(ward->repair[seat]->arena);
        }
        ward_send(ward, seat, &step);
    }
}

static void ward_finish(struct ward *ward)
{
    struct repair_step step = {0};
    struct repair *target = ward->repair[ward->target];

    if (repair_status(target) != REPAIR_READY)
        return;
    cr_assert(is_ok(repair_finish(target, &step, &ward->restored, ward_identity(ward, ward->target),
                                  ward_rng(ward, ward->target))));
    ward_send(ward, ward->target, &step);
    ward_deliver(ward);
}

static void ward_run(struct ward *ward)
{
    ward_begin(ward);
    ward_deliver(ward);
    ward_finish(ward);
}

#endif
