/* SPDX-License-Identifier: MIT */
/* Records and certificates: rows 26-29, 71, 73 and 74 of frost-taproot 15. The mutations are made
 * by someone who holds every key and signs again, unless a test says otherwise. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/crypto/lagrange.h"
#include "core/message/record.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

#define KAT "tests/vectors/gw1-selfmade/kat.json"
enum { T = 3, N = 5 };

static struct scripted_rng rng;
static struct identity *identity[N];
static struct scalar share[LANES][N];
static struct scalar polynomial[LANES][T + 1];
static struct epoch_record record;
static uint8_t cid[32];

static void share_out(size_t l, size_t coefficients)
{
    struct epoch_lane *lane = &record.lane[l];

    lane->key = point_mul_base(&polynomial[l][0]);
    for (uint32_t j = 0; j < N; j++) {
        share[l][j] = polynomial_evaluate(polynomial[l], coefficients, j + 1);
        lane->pubshare[j] = point_mul_base(&share[l][j]);
    }
}

static void make(void)
{
    crypto_start();
    scripted_rng_seed(&rng, 26);
    memset(&record, 0, sizeof record);
    record.epoch = 1;
    record.t = T;
    record.n = N;
    rng_fill(&rng.base, record.wallet_id, 32);
    rng_fill(&rng.base, record.transcript, 32);
    rng_fill(&rng.base, cid, 32);
    for (size_t j = 0; j < N; j++) {
        identity[j] = identity_new(&rng.base);
        memcpy(record.id_pk[j], identity[j]->sign_pk, 32);
    }
    for (size_t l = 0; l < LANES; l++) {
        record.lane[l].scheme = (uint8_t)(l + 1);
        rng_fill(&rng.base, record.lane[l].chaincode, 32);
        for (size_t i = 0; i <= T; i++)
            polynomial[l][i] = scalar_random(&rng.base);
        share_out(l, T);
    }
}

static void end(void)
{
    for (size_t j = 0; j < N; j++)
        identity_free(identity[j]);
}

TestSuite(record, .init = make, .fini = end);

static void write_ack(struct buffer *out, const struct epoch_record *of, uint16_t seat,
                      uint16_t proof_seat, size_t flip_lane, const uint8_t *ctx)
{
    struct buffer body = {0};

    wire_write_u16(&body, seat);
    buffer_append(&body, of->transcript, 32);
    buffer_append(&body, of->hash, 32);
    for (size_t l = 0; l < LANES; l++) {
        const size_t lane = l ^ flip_lane;
        const struct knowledge_context context = {
            KNOWLEDGE_ACK,       ctx,
            proof_seat,          (uint8_t)lane,
            (uint8_t)(lane + 1), slice_of(of->transcript, 32)};
        const struct point point = point_mul_base(&share[lane][proof_seat]);
        cr_assert(is_ok(knowledge_prove(buffer_extend(&body, KNOWLEDGE_BYTES),
                                        &share[lane][proof_seat], &point, &context, &rng.base)));
    }
    frame_write(out, FRAME_ACK, ctx, buffer_slice(&body), identity[seat]);
    buffer_free(&body);
}

struct certificate {
    struct buffer record;
    struct buffer ack[N];
};

static void certify(struct certificate *out)
{
    memset(out, 0, sizeof *out);
    record_write(&out->record, &record);
    for (uint16_t j = 0; j < N; j++)
        write_ack(&out->ack[j], &record, j, j, 0, cid);
}

static void certificate_free(struct certificate *certificate)
{
    buffer_free(&certificate->record);
    for (size_t j = 0; j < N; j++)
        buffer_free(&certificate->ack[j]);
}

static enum error_code judge(const struct certificate *certificate, size_t acks)
{
    struct buffer body = {0};
    struct slice frames[N];
    struct epoch_record read;
    uint8_t read_cid[32];

    for (size_t j = 0; j < N; j++)
        frames[j] = buffer_slice(&certificate->ack[j]);
    certificate_write(&body, buffer_slice(&certificate->record), frames, acks);
    const result judged = certificate_read(&read, read_cid, buffer_slice(&body));
    if (is_ok(judged)) {
        cr_assert_arr_eq(read_cid, cid, 32);
        cr_assert_arr_eq(read.hash, record.hash, 32);
    }
    buffer_free(&body);
    return judged.code;
}

/* Everybody confirms the record as it is now. */
static enum error_code judge_signed_again(void)
{
    struct certificate certificate;

    certify(&certificate);
    const enum error_code code = judge(&certificate, N);
    certificate_free(&certificate);
    return code;
}

static enum error_code read_again(void)
{
    struct buffer bytes = {0};
    struct epoch_record read;

    record_write(&bytes, &record);
    const result r = record_read(&read, buffer_slice(&bytes));
    buffer_free(&bytes);
    return r.code;
}

Test(record, a_good_certificate_is_accepted)
{
    cr_assert_eq(judge_signed_again(), ERROR_NONE);
    cr_assert_eq(record_seat_of(&record, identity[3]->sign_pk), 3);
    cr_assert_eq(record_seat_of(&record, cid), -1);
}

Test(record, the_known_records_and_certificates_are_read_and_follow_each_other)
{
    static const char *const names[] = {"dkg_3of5", "refresh_3of5_dealers_0_3_4",
                                        "reshare_2of4_dealers_1_2_3"};
    cJSON *root = vectors_load(KAT);
    struct epoch_record before, read;

    for (size_t i = 0; i < 3; i++) {
        const cJSON *ceremony = vectors_at(root, names[i]);
        uint8_t bytes[2048], frames[N][512], hash[32], wanted_cid[32], read_cid[32];
        struct slice acks[N];
        struct buffer again = {0}, body = {0};
        const size_t size = vectors_hex(bytes, sizeof bytes, vectors_at(ceremony, "record"));
        vectors_hex_at(hash, 32, ceremony, "epoch_hash");
        vectors_hex_at(wanted_cid, 32, ceremony, "cid");
        cr_assert(is_ok(record_read(&read, slice_of(bytes, size))));
        cr_assert_arr_eq(read.hash, hash, 32);
        cr_assert(is_ok(record_validate(&read)));
        record_write(&again, &read);
        cr_assert(slice_equal(buffer_slice(&again), slice_of(bytes, size)));
        for (size_t j = 0; j < read.n; j++) {
            char path[32];
            snprintf(path, sizeof path, "frames.ack.%zu", j);
            acks[j] = slice_of(frames[j], vectors_hex(frames[j], 512, vectors_at(ceremony, path)));
        }
        certificate_write(&body, slice_of(bytes, size), acks, read.n);
        cr_assert(is_ok(certificate_read(&read, read_cid, buffer_slice(&body))));
        cr_assert_arr_eq(read_cid, wanted_cid, 32);
        if (i > 0) {
            cr_assert(is_ok(record_succeeds(&read, &before)));
            cr_assert(!is_ok(record_succeeds(&before, &read)));
        }
        before = read;
        buffer_free(&again);
        buffer_free(&body);
    }
    cJSON_Delete(root);
}

Test(record, row_26_too_few_doubled_foreign_or_other_ceremonies_ACKs_are_refused)
{
    struct certificate good, bad;
    uint8_t other[32] = {7};

    certify(&good);
    cr_assert_eq(judge(&good, N - 1), ERROR_CERTIFICATE_SHAPE);
    bad = good;
    bad.ack[2] = good.ack[1]; /* one twice */
    cr_assert_eq(judge(&bad, N), ERROR_CERTIFICATE_ACK);
    bad = good;
    bad.ack[0] = good.ack[1]; /* wrong order */
    bad.ack[1] = good.ack[0];
    cr_assert_eq(judge(&bad, N), ERROR_CERTIFICATE_ACK);

    struct identity *stranger = identity_new(&rng.base), *member = identity[4];
    bad = good;
    memset(&bad.ack[4], 0, sizeof bad.ack[4]);
    identity[4] = stranger;
    write_ack(&bad.ack[4], &record, 4, 4, 0, cid);
    identity[4] = member;
    cr_assert_eq(judge(&bad, N), ERROR_CERTIFICATE_ACK);
    buffer_free(&bad.ack[4]);

    memset(&bad.ack[4], 0, sizeof bad.ack[4]);
    write_ack(&bad.ack[4], &record, 4, 4, 0, other); /* of another ceremony */
    cr_assert_eq(judge(&bad, N), ERROR_CERTIFICATE_ACK);
    buffer_free(&bad.ack[4]);
    cr_assert_eq(judge(&good, N), ERROR_NONE);
    identity_free(stranger);
    certificate_free(&good);
}

Test(record, row_25_and_26_every_flipped_byte_of_an_ACK_is_refused)
{
    struct certificate good;

    certify(&good);
    for (size_t i = 0; i < good.ack[3].size; i++) {
        good.ack[3].data[i] ^= 1;
        cr_assert_neq(judge(&good, N), ERROR_NONE, "byte %zu", i);
        good.ack[3].data[i] ^= 1;
    }
    certificate_free(&good);
}

Test(record, row_25_an_ACK_with_the_proof_of_another_seat_or_lane_is_refused)
{
    struct certificate good, bad;

    certify(&good);
    bad = good;
    memset(&bad.ack[2], 0, sizeof bad.ack[2]);
    write_ack(&bad.ack[2], &record, 2, 1, 0, cid);
    cr_assert_eq(judge(&bad, N), ERROR_CERTIFICATE_PROOF);
    buffer_free(&bad.ack[2]);
    memset(&bad.ack[2], 0, sizeof bad.ack[2]);
    write_ack(&bad.ack[2], &record, 2, 2, 1, cid);
    cr_assert_eq(judge(&bad, N), ERROR_CERTIFICATE_PROOF);
    buffer_free(&bad.ack[2]);
    certificate_free(&good);
}

Test(record, row_27_a_changed_record_does_not_go_with_the_old_ACKs)
{
    struct certificate certificate;

    certify(&certificate);
    const struct epoch_record good = record;
    for (int which = 0; which < 7; which++) {
        struct certificate bad = certificate;
        memset(&bad.record, 0, sizeof bad.record);
        record = good;
        if (which == 0)
            record.lane[1].pubshare[3] = record.lane[1].pubshare[2];
        else if (which == 1)
            record.lane[0].key = record.lane[0].pubshare[0];
        else if (which == 2)
            record.lane[0].chaincode[0] ^= 1;
        else if (which == 3)
            record.t = T + 1;
        else if (which == 4)
            record.t = T - 1;
        else if (which == 5)
            memcpy(record.id_pk[0], record.wallet_id, 32);
        else
            record.epoch++;
        record_write(&bad.record, &record);
        cr_assert_neq(judge(&bad, N), ERROR_NONE, "mutation %d", which);
        buffer_free(&bad.record);
    }
    record = good;
    cr_assert_eq(judge(&certificate, N), ERROR_NONE);
    certificate_free(&certificate);
}

Test(record, row_27_even_signed_again_by_all_public_shares_and_key_must_fit)
{
    const struct epoch_record good = record;

    record.lane[1].pubshare[4] = record.lane[1].pubshare[2];
    cr_assert_eq(record_validate(&record).code, ERROR_RECORD_POLYNOMIAL);
    cr_assert_eq(judge_signed_again(), ERROR_RECORD_POLYNOMIAL);
    record = good;
    record.lane[0].key = record.lane[0].pubshare[0];
    cr_assert_eq(judge_signed_again(), ERROR_RECORD_POLYNOMIAL);
    record = good;
    record.lane[0].pubshare[1] = point_negate(&record.lane[0].pubshare[1]);
    cr_assert_eq(judge_signed_again(), ERROR_RECORD_POLYNOMIAL);
    record = good;
    record.t = T - 1; /* of degree T-1, so not of T-2 */
    cr_assert_eq(judge_signed_again(), ERROR_RECORD_POLYNOMIAL);
    record = good;
    record.lane[0].pubshare[0] = point_infinity();
    cr_assert_eq(record_validate(&record).code, ERROR_RECORD_POLYNOMIAL);
    record = good;
    cr_assert_eq(judge_signed_again(), ERROR_NONE);
}

Test(record, row_28_a_polynomial_of_degree_t_is_refused)
{
    for (size_t l = 0; l < LANES; l++) {
        share_out(l, T + 1);
        cr_assert_eq(record_validate(&record).code, ERROR_RECORD_POLYNOMIAL);
        cr_assert_eq(judge_signed_again(), ERROR_RECORD_POLYNOMIAL);
        share_out(l, T);
        cr_assert_eq(record_validate(&record).code, ERROR_NONE);
    }
}

Test(record, row_29_two_lanes_with_one_key_or_its_negative_are_refused)
{
    memcpy(polynomial[1], polynomial[0], sizeof polynomial[0]);
    share_out(1, T);
    cr_assert_eq(record_validate(&record).code, ERROR_RECORD_LANES);
    for (size_t i = 0; i < T; i++)
        polynomial[1][i] = scalar_negate(&polynomial[0][i]);
    share_out(1, T);
    cr_assert_eq(record_validate(&record).code, ERROR_RECORD_LANES);
    cr_assert_eq(judge_signed_again(), ERROR_RECORD_LANES);
}

Test(record, row_71_and_73_limits_distinct_identities_and_lane_order_hold_when_reading)
{
    const struct epoch_record good = record;
    struct buffer bytes = {0};
    struct epoch_record read;

    memcpy(record.id_pk[4], record.id_pk[1], 32);
    cr_assert_eq(read_again(), ERROR_RECORD_SHAPE);
    record = good;
    record.t = 0;
    cr_assert_eq(read_again(), ERROR_RECORD_SHAPE);
    record.t = N + 1;
    cr_assert_eq(read_again(), ERROR_RECORD_SHAPE);
    record = good;
    record.lane[0].scheme = SCHEME_ECDSA;
    record.lane[1].scheme = SCHEME_SCHNORR;
    cr_assert_eq(read_again(), ERROR_RECORD_SHAPE);
    record = good;
    record_write(&bytes, &record);
    cr_assert_eq(bytes.size, 106 + LANES * (66 + 33 * N) + 32 * N);
    for (size_t size = 0; size < bytes.size; size++)
        cr_assert(!is_ok(record_read(&read, slice_of(bytes.data, size))));
    wire_write_u8(&bytes, 0);
    cr_assert(!is_ok(record_read(&read, buffer_slice(&bytes))));
    bytes.size--;
    const size_t refused[] = {0, 69, 71, 73, 74, 75, 140}; /* version, t, n, L, scheme, Q, share */
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        bytes.data[refused[i]] ^= 0x40;
        cr_assert(!is_ok(record_read(&read, buffer_slice(&bytes))), "field %zu", i);
        bytes.data[refused[i]] ^= 0x40;
    }
    cr_assert(is_ok(record_read(&read, buffer_slice(&bytes))));
    buffer_free(&bytes);
}

Test(record, row_74_a_successor_keeps_wallet_keys_and_chain_codes)
{
    cr_assert_eq(read_again(), ERROR_NONE); /* which also sets its hash */
    const struct epoch_record before = record;
    struct epoch_record next = record;

    next.epoch = 2;
    memcpy(next.prev_epoch_hash, before.hash, 32);
    cr_assert(is_ok(record_succeeds(&next, &before)));
    for (int which = 0; which < 6; which++) {
        struct epoch_record bad = next;
        if (which == 0)
            bad.wallet_id[0] ^= 1;
        else if (which == 1)
            bad.prev_epoch_hash[31] ^= 1;
        else if (which == 2)
            bad.epoch = 1;
        else if (which == 3)
            bad.lane[1].key = point_negate(&bad.lane[1].key);
        else if (which == 4)
            bad.lane[0].chaincode[9] ^= 1;
        else
            bad.lane[0].scheme = 2;
        cr_assert_eq(record_succeeds(&bad, &before).code, ERROR_RECORD_SUCCESSION, "%d", which);
    }
    next.epoch = 60; /* numbers may skip */
    cr_assert(is_ok(record_succeeds(&next, &before)));
}

Test(record, a_certificate_body_that_is_cut_or_lies_about_lengths_is_refused)
{
    struct certificate certificate;
    struct buffer body = {0};
    struct slice frames[N];
    struct epoch_record read;
    uint8_t read_cid[32];

    certify(&certificate);
    for (size_t j = 0; j < N; j++)
        frames[j] = buffer_slice(&certificate.ack[j]);
    certificate_write(&body, buffer_slice(&certificate.record), frames, N);
    for (size_t size = 0; size < body.size; size += size < 8 ? 1 : 37)
        cr_assert(!is_ok(certificate_read(&read, read_cid, slice_of(body.data, size))));
    for (size_t i = 0; i < 4; i++) {
        body.data[i] ^= 1;
        cr_assert(!is_ok(certificate_read(&read, read_cid, buffer_slice(&body))));
        body.data[i] ^= 1;
    }
    cr_assert(is_ok(certificate_read(&read, read_cid, buffer_slice(&body))));
    wire_write_u8(&body, 0);
    cr_assert(!is_ok(certificate_read(&read, read_cid, buffer_slice(&body))));
    buffer_free(&body);
    certificate_free(&certificate);
}
