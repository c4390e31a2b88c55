/* SPDX-License-Identifier: MIT */
/* What evidence_verify believes, and what it does not. Faults found by the machines themselves are
 * verified beside their own tests (dealing_corrupt.h, test_repair, test_schnorr_coordinator,
 * test_ecdsa_coordinator). */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "core/ceremony/audit.h"
#include "core/ceremony/evidence.h"
#include "core/ceremony/schnorr_frame.h"
#include "dealing_wallet.h"

static enum error_code verify(struct evidence_finding *out, const struct buffer *bytes,
                              const struct epoch_record *record)
{
    memset(out, 0, sizeof *out);
    return evidence_verify(out, buffer_slice(bytes), record).code;
}

Test(evidence, refuses_what_are_no_signed_frames)
{
    struct net *net = certified(2, 2, 5);
    struct evidence_finding finding;
    struct buffer bytes = {0};

    cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_EVIDENCE_SHAPE);
    buffer_append(&bytes,
                  "not frames at all, only some words that happen to be long enough to "
                  "hold the head of a frame, but that are none.",
                  100);
    cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_EVIDENCE_SHAPE);
    buffer_clear(&bytes);
    buffer_append_slice(&bytes, buffer_slice(&net->proposal_frame));
    const size_t whole = bytes.size;
    for (size_t size = 1; size < whole; size++) {
        bytes.size = size;
        cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_EVIDENCE_SHAPE);
    }
    bytes.size = whole;
    for (size_t i = 0; i < whole; i++) {
        bytes.data[i] ^= 1;
        cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_EVIDENCE_SHAPE, "%zu", i);
        bytes.data[i] ^= 1;
    }
    for (size_t i = 0; i < EVIDENCE_FRAMES_MAX - 1; i++)
        buffer_append_slice(&bytes, buffer_slice(&net->proposal_frame));
    cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_NONE);
    cr_assert_not(finding.is_proved);
    buffer_append_slice(&bytes, buffer_slice(&net->proposal_frame));
    cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_EVIDENCE_SHAPE);
    buffer_free(&bytes);
    net_free(net);
}

Test(evidence, everything_that_honest_parties_ever_said_proves_nothing)
{
    static const struct {
        uint16_t t, n;
    } sizes[] = {{2, 2}, {2, 3}, {3, 5}};

    for (size_t s = 0; s < 3; s++) {
        struct net *net = certified(sizes[s].t, sizes[s].n, 60 + s);
        struct evidence_finding finding;
        struct buffer all = {0};
        const struct epoch_record first = net->previous;
        const size_t members[] = {0, 1, 2, 3, 4};
        const uint16_t dealers[] = {0, 1, 2};

        buffer_append_slice(&all, buffer_slice(&net->proposal_frame));
        buffer_append_slice(&all, buffer_slice(&net->wire));
        cr_assert_eq(verify(&finding, &all, NULL), ERROR_NONE);
        cr_assert_not(finding.is_proved);
        cr_assert_eq(verify(&finding, &all, &first), ERROR_NONE);
        cr_assert_not(finding.is_proved);
        net_propose_reshare(net, sizes[s].t, members, sizes[s].n, dealers);
        net_run(net);
        expect_same_wallet(net, &first);
        buffer_clear(&all);
        buffer_append_slice(&all, buffer_slice(&net->proposal_frame));
        buffer_append_slice(&all, buffer_slice(&net->wire));
        cr_assert_eq(verify(&finding, &all, &first), ERROR_NONE);
        cr_assert_not(finding.is_proved);
        cr_assert_eq(finding.code, EVIDENCE_NOTHING);
        cr_assert_eq(verify(&finding, &all, NULL), ERROR_EVIDENCE_RECORD);
        cr_assert_eq(verify(&finding, &all, &net->previous), ERROR_EVIDENCE_RECORD);
        buffer_free(&all);
        net_free(net);
    }
}

static void sign(struct buffer *out, uint8_t type, const uint8_t *ctx, const void *body,
                 size_t size, const struct identity *signer)
{
    frame_write(out, type, ctx, slice_of(body, size), signer);
}

Test(evidence_F2, row_07_types_without_a_slot_never_equivocate)
{
    static const uint8_t types[] = {0x0A, 0x0B, 0x13, 0x14, 0x15, 0x16, 0x17,
                                    0x20, 0x21, 0x40, 0x42, 0x44, 0x46, 0x08};
    struct net *net = net_of(2, 8);
    struct evidence_finding finding;
    static const uint8_t ctx[32] = {7};
    uint8_t body[64] = {0};

    for (size_t i = 0; i < sizeof types; i++) {
        struct buffer bytes = {0};
        body[63] = 0;
        sign(&bytes, types[i], ctx, body, sizeof body, net->owner);
        body[63] = 1;
        sign(&bytes, types[i], ctx, body, sizeof body, net->owner);
        const enum error_code code = verify(&finding, &bytes, NULL);
        cr_assert(code == ERROR_NONE, "%02x", types[i]);
        cr_assert_not(finding.is_proved, "%02x", types[i]);
        buffer_free(&bytes);
    }
    net_free(net);
}

Test(evidence, two_frames_in_one_slot_convict_their_signer_and_nobody_else)
{
    static const struct {
        uint8_t type;
        size_t index; /* bytes that tell slots apart */
    } types[] = {{0x02, 2}, {0x03, 2}, {0x04, 2}, {0x05, 2}, {0x06, 4}, {0x07, 1}, {0x12, 0},
                 {0x31, 2}, {0x32, 2}, {0x33, 2}, {0x34, 2}, {0x43, 0}, {0x45, 0}, {0x47, 0}};
    struct net *net = net_of(2, 9);
    struct evidence_finding finding;
    static const uint8_t ctx[32] = {7}, other_ctx[32] = {8};
    const struct identity *a = net->party[0]->identity, *b = net->party[1]->identity;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        uint8_t body[40] = {0}, changed[40] = {0}, elsewhere[40] = {0};
        changed[39] = 1;
        elsewhere[39] = 1;
        if (types[i].index > 0)
            elsewhere[types[i].index - 1] = 1;
        for (int which = 0; which < 5; which++) {
            struct buffer bytes = {0};
            sign(&bytes, types[i].type, ctx, body, sizeof body, a);
            if (which == 0)
                sign(&bytes, types[i].type, ctx, changed, sizeof changed, a);
            else if (which == 1)
                sign(&bytes, types[i].type, ctx, body, sizeof body, a); /* a repeat */
            else if (which == 2)
                sign(&bytes, types[i].type, other_ctx, changed, sizeof changed, a);
            else if (which == 3)
                sign(&bytes, types[i].type, ctx, changed, sizeof changed, b);
            else if (types[i].index > 0)
                sign(&bytes, types[i].type, ctx, elsewhere, sizeof elsewhere, a);
            const enum error_code code = verify(&finding, &bytes, NULL);
            if (which == 0) {
                cr_assert_eq(code, ERROR_NONE);
                cr_assert_eq(finding.code, EVIDENCE_EQUIVOCATION, "%02x", types[i].type);
                cr_assert(finding.is_proved);
                cr_assert_arr_eq(finding.who, a->sign_pk, 32);
            } else {
                /* an ACK alone asks for its record */
                cr_assert(code == ERROR_NONE || types[i].type == FRAME_ACK);
                cr_assert_not(finding.is_proved, "%02x, %d", types[i].type, which);
            }
            buffer_free(&bytes);
        }
    }
    net_free(net);
}

Test(evidence, an_ABORT_stands_for_the_frames_in_it_and_its_words_for_nothing)
{
    struct net *net = net_of(3, 10);
    struct evidence_finding finding;
    static const uint8_t ctx[32] = {7};
    struct buffer one = {0}, two = {0}, body = {0}, bytes = {0};

    sign(&one, FRAME_R1, ctx, "\0\1 first", 8, net->party[1]->identity);
    sign(&two, FRAME_R1, ctx, "\0\1 other", 8, net->party[1]->identity);
    wire_write_u32(&body, 0x02010002); /* says it was dealer 2 */
    wire_write_u16(&body, 2);
    wire_write_u32(&body, (uint32_t)one.size);
    buffer_append_slice(&body, buffer_slice(&one));
    wire_write_u32(&body, (uint32_t)two.size);
    buffer_append_slice(&body, buffer_slice(&two));
    frame_write(&bytes, FRAME_ABORT, ctx, buffer_slice(&body), net->party[0]->identity);
    cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_NONE);
    cr_assert_eq(finding.code, EVIDENCE_EQUIVOCATION);
    cr_assert_arr_eq(finding.who, net->party[1]->identity->sign_pk, 32);

    buffer_clear(&bytes);
    body.data[body.size - 1] ^= 1; /* the frame inside is not signed */
    frame_write(&bytes, FRAME_ABORT, ctx, buffer_slice(&body), net->party[0]->identity);
    cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_EVIDENCE_SHAPE);
    buffer_clear(&bytes);
    body.data[5] = 3; /* says there are three */
    frame_write(&bytes, FRAME_ABORT, ctx, buffer_slice(&body), net->party[0]->identity);
    cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_EVIDENCE_SHAPE);
    buffer_free(&one);
    buffer_free(&two);
    buffer_free(&body);
    buffer_free(&bytes);
    net_free(net);
}

static void psig(struct buffer *out, uint8_t stream, uint64_t first, uint16_t count, uint8_t sid,
                 const struct identity *signer)
{
    const uint8_t ctx[32] = {sid};
    struct buffer body = {0};

    wire_write_u16(&body, 0);
    memset(buffer_extend(&body, 16), stream, 16);
    wire_write_u64(&body, first);
    wire_write_u16(&body, count);
    (void)buffer_extend(&body, (size_t)count * 32);
    frame_write(out, FRAME_PSIG, ctx, buffer_slice(&body), signer);
    buffer_free(&body);
}

Test(evidence, one_nonce_in_two_sessions_is_a_leaked_share)
{
    static const struct {
        uint8_t stream;
        uint64_t first;
        uint16_t count;
        bool meets;
    } second[] = {{1, 10, 2, true},  {1, 11, 1, true},  {1, 8, 3, true},          {1, 8, 2, false},
                  {1, 12, 5, false}, {2, 10, 2, false}, {1, UINT64_MAX, 1, false}};
    struct net *net = net_of(2, 11);

    for (size_t i = 0; i < sizeof second / sizeof second[0]; i++)
        for (int by_other = 0; by_other < 2; by_other++) {
            struct evidence_finding finding;
            struct buffer bytes = {0};
            psig(&bytes, 1, 10, 2, 1, net->party[0]->identity);
            psig(&bytes, second[i].stream, second[i].first, second[i].count, 2,
                 net->party[by_other]->identity);
            cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_NONE);
            cr_assert_eq(finding.is_proved, second[i].meets && !by_other, "%zu", i);
            if (finding.is_proved)
                cr_assert_eq(finding.code, EVIDENCE_NONCE_REUSED);
            buffer_free(&bytes);
        }
    net_free(net);
}

Test(evidence, an_ACK_whose_proof_does_not_hold_convicts_beside_its_own_record_only)
{
    struct net *net = certified(2, 3, 12);
    struct evidence_finding finding;
    struct buffer body = {0}, bytes = {0};
    struct frame ack;
    struct epoch_record other = net->previous;

    cr_assert(is_ok(frame_read(&ack, buffer_slice(&net->party[1]->dealing->ack[1].frame))));
    buffer_append_slice(&bytes, ack.bytes);
    cr_assert_eq(verify(&finding, &bytes, NULL), ERROR_EVIDENCE_RECORD);
    cr_assert_eq(verify(&finding, &bytes, &net->previous), ERROR_NONE);
    cr_assert_not(finding.is_proved);
    buffer_append_slice(&body, ack.body);
    body.data[body.size - 1] ^= 1;
    buffer_clear(&bytes);
    frame_write(&bytes, FRAME_ACK, ack.ctx, buffer_slice(&body), net->party[1]->identity);
    cr_assert_eq(verify(&finding, &bytes, &net->previous), ERROR_NONE);
    cr_assert_eq(finding.code, EVIDENCE_FALSE_ACK);
    cr_assert_arr_eq(finding.who, net->party[1]->identity->sign_pk, 32);
    other.hash[0] ^= 1;
    cr_assert_eq(verify(&finding, &bytes, &other), ERROR_NONE);
    cr_assert_not(finding.is_proved);
    /* as dealing_evidence keeps it */
    buffer_clear(&body);
    buffer_append_slice(&body, buffer_slice(&net->proposal_frame));
    buffer_append_slice(&body, buffer_slice(&bytes));
    cr_assert_eq(verify(&finding, &body, &net->previous), ERROR_NONE);
    cr_assert_eq(finding.code, EVIDENCE_FALSE_ACK);
    buffer_free(&body);
    buffer_free(&bytes);
    net_free(net);
}

Test(evidence, every_code_has_its_sentence)
{
    for (int code = EVIDENCE_NOTHING; code <= EVIDENCE_KEY_RELATION; code++)
        cr_assert_neq(evidence_error((enum evidence_code)code), ERROR_NONE);
    cr_assert_eq(evidence_error(EVIDENCE_NOTHING), ERROR_EVIDENCE_NOTHING);
}
