/* SPDX-License-Identifier: MIT */
#include "core/ceremony/evidence.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/base/wire_reader.h"
#include "core/ceremony/evidence_inside.h"

const struct frame *evidence_find(const struct evidence_bag *bag, uint8_t type, size_t from)
{
    for (size_t i = from; i < bag->count; i++)
        if (bag->frame[i].type == type)
            return &bag->frame[i];
    return NULL;
}

void evidence_convict(struct evidence_finding *out, const uint8_t who[static 32],
                      enum evidence_code code)
{
    *out = (struct evidence_finding){.code = code, .is_proved = true};
    memcpy(out->who, who, sizeof out->who);
}

static result put(struct evidence_bag *bag, const struct frame *frame)
{
    CHECK(bag->count < EVIDENCE_FRAMES_MAX, EVIDENCE_SHAPE);
    CHECK(is_ok(frame_verify(frame)), EVIDENCE_SHAPE);
    bag->frame[bag->count++] = *frame;
    return OK;
}

/* ABORT: u8 reason | u8 role | u16 index | u16 count | count x (u32 len | frame). What it says is
 * hearsay; what it carries is looked at like everything else. */
static result unpack_abort(struct evidence_bag *bag, const struct frame *abort)
{
    struct wire_reader reader = wire_reader_over(abort->body);
    struct frame inside;

    (void)wire_read_u32(&reader);
    const uint16_t count = wire_read_u16(&reader);
    for (uint16_t i = 0; i < count; i++) {
        const struct slice bytes = wire_read_slice(&reader, wire_read_u32(&reader));
        CHECK(reader.failure == ERROR_NONE && is_ok(frame_read(&inside, bytes)), EVIDENCE_SHAPE);
        if (inside.type != FRAME_ABORT)
            TRY(put(bag, &inside));
    }
    return OK;
}

static result fill(struct evidence_bag *bag, struct slice frames)
{
    struct slice rest = frames;
    struct frame frame;

    CHECK(frames.size > 0, EVIDENCE_SHAPE);
    while (rest.size > 0) {
        CHECK(is_ok(frame_read_next(&frame, &rest)), EVIDENCE_SHAPE);
        TRY(put(bag, &frame));
        if (frame.type == FRAME_ABORT)
            TRY(unpack_abort(bag, &frame));
    }
    return OK;
}

static result judge(struct evidence_finding *out, const struct evidence_bag *bag)
{
    result (*const judges[])(struct evidence_finding *, const struct evidence_bag *) = {
        evidence_judge_ack, evidence_judge_dealing, evidence_judge_repair, evidence_judge_partial,
        evidence_judge_ecdsa};

    evidence_judge_slots(out, bag);
    if (!out->is_proved)
        evidence_judge_nonces(out, bag);
    for (size_t i = 0; i < sizeof judges / sizeof judges[0] && !out->is_proved; i++)
        TRY(judges[i](out, bag));
    return OK;
}

result evidence_verify(struct evidence_finding *out, struct slice frames,
                       const struct epoch_record *record)
{
    struct evidence_finding finding = {0};
    struct evidence_bag bag = {.record = record};

    bag.frame = memory_new(EVIDENCE_FRAMES_MAX, sizeof *bag.frame);
    result judged = fill(&bag, frames);
    if (is_ok(judged))
        judged = judge(&finding, &bag);
    memory_free(bag.frame);
    TRY(judged);
    *out = finding;
    return OK;
}

enum error_code evidence_error(enum evidence_code code)
{
    switch (code) {
    case EVIDENCE_NOTHING:
        return ERROR_EVIDENCE_NOTHING;
    case EVIDENCE_EQUIVOCATION:
        return ERROR_DEALING_EQUIV;
    case EVIDENCE_MALFORMED:
        return ERROR_EVIDENCE_MALFORMED;
    case EVIDENCE_COMMITMENT:
        return ERROR_EVIDENCE_COMMITMENT;
    case EVIDENCE_NO_KNOWLEDGE:
        return ERROR_EVIDENCE_KNOWLEDGE;
    case EVIDENCE_OTHER_SHARE:
        return ERROR_EVIDENCE_OTHER_SHARE;
    case EVIDENCE_BOX:
    case EVIDENCE_WRONG_PART:
    case EVIDENCE_WRONG_CHAINCODE:
        return ERROR_EVIDENCE_PART;
    case EVIDENCE_FALSE_COMPLAINT:
        return ERROR_DEALING_FALSE_COMPLAINT;
    case EVIDENCE_FALSE_ACK:
        return ERROR_DEALING_ACK;
    case EVIDENCE_FALSE_PARTIAL:
    case EVIDENCE_KEY_RELATION:
        return ERROR_EVIDENCE_PARTIAL;
    case EVIDENCE_NONCE_REUSED:
        return ERROR_EVIDENCE_NONCE;
    }
    return ERROR_EVIDENCE_NOTHING;
}
