/* SPDX-License-Identifier: MIT */
/* Proof of share (frost-taproot 12), rows 64-66 of 15. */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "core/ceremony/audit.h"
#include "dealing_wallet.h"

static const struct {
    uint16_t t, n;
} sizes[] = {{2, 2}, {2, 3}, {3, 5}};
enum { SIZES = 3, NOW = 1900000000 };

struct exam {
    struct net *net;
    struct buffer request_bytes, answer_bytes;
    struct frame request_frame, answer;
    struct audit_request request;
};

static void ask(struct exam *exam)
{
    buffer_clear(&exam->request_bytes);
    audit_request_write(&exam->request_bytes, exam->net->previous.hash, NOW + 600, exam->net->owner,
                        &exam->net->party[0]->rng.base);
    cr_assert(is_ok(frame_read(&exam->request_frame, buffer_slice(&exam->request_bytes))));
    cr_assert(is_ok(audit_request_read(&exam->request, &exam->request_frame)));
}

static result reply(struct exam *exam, uint16_t seat, const struct audit_status *status)
{
    struct party *party = exam->net->party[seat];

    buffer_clear(&exam->answer_bytes);
    TRY(audit_answer(&exam->answer_bytes, &exam->request, party->shares, &exam->net->previous, seat,
                     status, party->identity, &party->rng.base));
    return frame_read(&exam->answer, buffer_slice(&exam->answer_bytes));
}

static struct exam exam_of(size_t s)
{
    struct exam exam = {.net = certified(sizes[s].t, sizes[s].n, 40 + s)};

    ask(&exam);
    return exam;
}

static void exam_free(struct exam *exam)
{
    buffer_free(&exam->request_bytes);
    buffer_free(&exam->answer_bytes);
    net_free(exam->net);
}

static const struct audit_status plain = {.time = NOW, .flags = AUDIT_HAS_PREPARED};

Test(audit, every_seat_proves_its_share)
{
    for (size_t s = 0; s < SIZES; s++) {
        struct exam exam = exam_of(s);
        for (uint16_t seat = 0; seat < sizes[s].n; seat++) {
            struct audit_report report = {0};
            cr_assert(is_ok(reply(&exam, seat, &plain)));
            cr_assert_eq(exam.answer_bytes.size,
                         (size_t)FRAME_OVERHEAD + 2 + 2 * KNOWLEDGE_BYTES + 1 + 8 + 4);
            cr_assert(
                is_ok(audit_verify(&report, &exam.answer, &exam.request, &exam.net->previous)));
            cr_assert_eq(report.seat, seat);
            cr_assert_eq(report.time, NOW);
            cr_assert_eq(report.flags, AUDIT_HAS_PREPARED);
            cr_assert_eq(report.stream_count, 0);
        }
        exam_free(&exam);
    }
}

Test(audit, tells_its_nonce_streams)
{
    struct exam exam = exam_of(1);
    const struct audit_stream streams[2] = {{.id = {1}, .base = 5, .published_upto = 9},
                                            {.id = {2}, .base = 7, .published_upto = 7}};
    const struct audit_status status = {.streams = streams, .stream_count = 2, .time = NOW};
    struct audit_report report;

    cr_assert(is_ok(reply(&exam, 1, &status)));
    cr_assert(is_ok(audit_verify(&report, &exam.answer, &exam.request, &exam.net->previous)));
    cr_assert_eq(report.stream_count, 2);
    exam_free(&exam);
}

/* The answer's body changed and signed again by `signer`, under another ctx if wanted. */
static result verify_edited(struct exam *exam, size_t at, uint8_t mask, size_t size,
                            const uint8_t *ctx, const struct identity *signer)
{
    struct buffer body = {0}, bytes = {0};
    struct audit_report report;
    struct frame frame;

    buffer_append_slice(&body, exam->answer.body);
    body.data[at] ^= mask;
    body.size = size;
    frame_write(&bytes, FRAME_AUDIT_RESP, ctx ? ctx : exam->answer.ctx, buffer_slice(&body),
                signer);
    cr_assert(is_ok(frame_read(&frame, buffer_slice(&bytes))));
    const result r = audit_verify(&report, &frame, &exam->request, &exam->net->previous);
    buffer_free(&body);
    buffer_free(&bytes);
    return r;
}

Test(audit_rows, row_64_an_answer_fits_no_other_challenge_epoch_seat_or_lane)
{
    for (size_t s = 0; s < SIZES; s++) {
        struct exam exam = exam_of(s), other = {.net = exam.net};
        struct audit_report report;
        const struct identity *self = exam.net->party[0]->identity;
        const struct identity *next = exam.net->party[1]->identity;
        cr_assert(is_ok(reply(&exam, 0, &plain)));
        const size_t size = exam.answer.body.size;

        ask(&other); /* another challenge */
        cr_assert_eq(audit_verify(&report, &exam.answer, &other.request, &exam.net->previous).code,
                     ERROR_AUDIT_OTHER);
        /* ... also when it is signed again for that question */
        struct buffer bytes = {0};
        struct frame moved;
        frame_write(&bytes, FRAME_AUDIT_RESP, other.request.digest, exam.answer.body, self);
        cr_assert(is_ok(frame_read(&moved, buffer_slice(&bytes))));
        cr_assert_eq(audit_verify(&report, &moved, &other.request, &exam.net->previous).code,
                     ERROR_AUDIT_FALSE);

        struct epoch_record later = exam.net->previous; /* another epoch */
        later.hash[0] ^= 1;
        cr_assert_eq(audit_verify(&report, &exam.answer, &exam.request, &later).code,
                     ERROR_AUDIT_EPOCH);
        struct audit_request forced = exam.request;
        forced.epoch_hash = later.hash;
        cr_assert_eq(audit_verify(&report, &exam.answer, &forced, &later).code, ERROR_AUDIT_FALSE);

        /* another seat: its number alone, and its number with its signature */
        cr_assert_eq(verify_edited(&exam, 1, 1, size, NULL, self).code, ERROR_AUDIT_STRANGER);
        cr_assert_eq(verify_edited(&exam, 1, 1, size, NULL, next).code, ERROR_AUDIT_FALSE);
        cr_assert_eq(verify_edited(&exam, 0, 0x80, size, NULL, self).code, ERROR_AUDIT_STRANGER);

        /* the lanes' proofs swapped */
        uint8_t *body = (uint8_t *)exam.answer.body.data;
        uint8_t kept[KNOWLEDGE_BYTES];
        memcpy(kept, body + 2, sizeof kept);
        memcpy(body + 2, body + 2 + KNOWLEDGE_BYTES, sizeof kept);
        memcpy(body + 2 + KNOWLEDGE_BYTES, kept, sizeof kept);
        cr_assert_eq(verify_edited(&exam, 0, 0, size, NULL, self).code, ERROR_AUDIT_FALSE);
        buffer_free(&bytes);
        buffer_free(&other.request_bytes);
        exam_free(&exam);
    }
}

Test(audit_rows, row_65_the_share_of_the_previous_epoch_proves_nothing)
{
    for (size_t s = 0; s < SIZES; s++) {
        struct exam exam = exam_of(s);
        struct net *net = exam.net;
        struct secret *old = secret_new(LANES * 32);
        const struct epoch_record before = net->previous;
        const size_t members[] = {0, 1, 2, 3, 4};
        const uint16_t dealers[] = {0, 1, 2};

        memcpy(secret_lend(old), secret_lend(net->party[0]->shares), LANES * 32);
        secret_take_back(old);
        secret_take_back(net->party[0]->shares);
        net_propose_reshare(net, sizes[s].t, members, sizes[s].n, dealers);
        net_run(net);
        expect_same_wallet(net, &before);

        ask(&exam);
        cr_assert(is_ok(reply(&exam, 0, &plain)));
        /* The honest device sees it itself... */
        struct secret *fresh = net->party[0]->shares;
        net->party[0]->shares = old;
        cr_assert_eq(reply(&exam, 0, &plain).code, ERROR_AUDIT_SHARE);
        cr_assert_eq(exam.answer_bytes.size, 0);
        /* ... and one that lies about the record is not believed. */
        struct epoch_record lie = before;
        struct audit_report report;
        memcpy(lie.hash, net->previous.hash, 32);
        cr_assert(is_ok(audit_answer(&exam.answer_bytes, &exam.request, old, &lie, 0, &plain,
                                     net->party[0]->identity, &net->party[0]->rng.base)));
        cr_assert(is_ok(frame_read(&exam.answer, buffer_slice(&exam.answer_bytes))));
        cr_assert_eq(audit_verify(&report, &exam.answer, &exam.request, &net->previous).code,
                     ERROR_AUDIT_FALSE);
        net->party[0]->shares = fresh;
        secret_free(old);
        exam_free(&exam);
    }
}

Test(audit_rows, row_66_sixty_one_questions_in_a_minute_get_one_answer)
{
    struct exam exam = exam_of(1);
    uint64_t last = 0;
    int answers = 0;

    for (uint64_t i = 0; i <= 60; i++) {
        const uint64_t now = NOW + i * 59 / 60;
        if (is_ok(audit_request_judge(&exam.request, &exam.net->previous, true, last, now))) {
            last = now;
            answers++;
        } else {
            cr_assert_eq(
                audit_request_judge(&exam.request, &exam.net->previous, true, last, now).code,
                ERROR_AUDIT_SOON);
        }
    }
    cr_assert_eq(answers, 1);
    cr_assert(audit_is_due(NOW, NOW + 60));
    cr_assert_not(audit_is_due(NOW, NOW + 59));
    cr_assert_not(audit_is_due(NOW, NOW));
    cr_assert(audit_is_due(NOW, NOW - 1), "a clock that went back does not silence it");
    cr_assert(audit_is_due(0, NOW));
    exam_free(&exam);
}

Test(audit, answers_the_owner_and_members_only_in_time_and_for_this_epoch)
{
    struct exam exam = exam_of(1);
    struct epoch_record later = exam.net->previous;

    cr_assert(is_ok(audit_request_judge(&exam.request, &later, true, 0, NOW)));
    cr_assert_eq(audit_request_judge(&exam.request, &later, false, 0, NOW).code,
                 ERROR_AUDIT_STRANGER);
    cr_assert_eq(audit_request_judge(&exam.request, &later, true, 0, NOW + 600).code,
                 ERROR_AUDIT_LATE);
    later.hash[31] ^= 1;
    cr_assert_eq(audit_request_judge(&exam.request, &later, true, 0, NOW).code, ERROR_AUDIT_EPOCH);
    /* a member of the committee may ask too */
    buffer_clear(&exam.request_bytes);
    audit_request_write(&exam.request_bytes, exam.net->previous.hash, NOW + 1,
                        exam.net->party[2]->identity, &exam.net->party[2]->rng.base);
    cr_assert(is_ok(frame_read(&exam.request_frame, buffer_slice(&exam.request_bytes))));
    cr_assert(is_ok(audit_request_read(&exam.request, &exam.request_frame)));
    cr_assert(is_ok(audit_request_judge(&exam.request, &exam.net->previous, false, 0, NOW)));
    exam_free(&exam);
}

Test(audit, every_cut_or_flipped_byte_of_request_and_answer_is_refused)
{
    struct exam exam = exam_of(0);
    struct audit_request request;
    struct audit_report report;
    struct frame frame;

    cr_assert(is_ok(reply(&exam, 0, &plain)));
    for (size_t i = 0; i < exam.answer_bytes.size; i++) {
        exam.answer_bytes.data[i] ^= 1;
        if (is_ok(frame_read(&frame, buffer_slice(&exam.answer_bytes))))
            cr_assert_not(is_ok(audit_verify(&report, &frame, &exam.request, &exam.net->previous)),
                          "%zu", i);
        exam.answer_bytes.data[i] ^= 1;
    }
    for (size_t size = 0; size < exam.answer.body.size; size++)
        cr_assert_eq(verify_edited(&exam, 0, 0, size, NULL, exam.net->party[0]->identity).code,
                     ERROR_AUDIT_SHAPE);
    for (size_t i = 0; i < exam.request_bytes.size; i++) {
        exam.request_bytes.data[i] ^= 1;
        if (is_ok(frame_read(&frame, buffer_slice(&exam.request_bytes))))
            cr_assert_not(is_ok(audit_request_read(&request, &frame)), "%zu", i);
        exam.request_bytes.data[i] ^= 1;
    }
    exam_free(&exam);
}
