/* SPDX-License-Identifier: MIT */
#include "core/message/record.h"

#include <string.h>

#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"
#include "core/crypto/lagrange.h"

enum { RECORD_VERSION = 1 };

static const uint8_t lane_schemes[LANES] = {SCHEME_SCHNORR, SCHEME_ECDSA};

static void write_point(struct buffer *out, const struct point *point)
{
    point_write(buffer_extend(out, POINT_BYTES), point);
}

void record_write(struct buffer *out, struct epoch_record *record)
{
    const size_t start = out->size;

    wire_write_u8(out, RECORD_VERSION);
    buffer_append(out, record->wallet_id, sizeof record->wallet_id);
    wire_write_u32(out, record->epoch);
    buffer_append(out, record->prev_epoch_hash, sizeof record->prev_epoch_hash);
    wire_write_u16(out, record->t);
    wire_write_u16(out, record->n);
    wire_write_u8(out, LANES);
    for (size_t l = 0; l < LANES; l++) {
        const struct epoch_lane *lane = &record->lane[l];
        wire_write_u8(out, lane->scheme);
        write_point(out, &lane->key);
        buffer_append(out, lane->chaincode, sizeof lane->chaincode);
        for (size_t j = 0; j < record->n; j++)
            write_point(out, &lane->pubshare[j]);
    }
    for (size_t j = 0; j < record->n; j++)
        buffer_append(out, record->id_pk[j], sizeof record->id_pk[j]);
    buffer_append(out, record->transcript, sizeof record->transcript);
    hash_tagged(record->hash, "gw/1/epoch", slice_of(out->data + start, out->size - start));
}

/* A point that does not parse fails the reader, like any other bad field. */
static void read_point(struct wire_reader *reader, struct point *out)
{
    uint8_t bytes[POINT_BYTES];

    wire_read_fixed(reader, bytes, sizeof bytes);
    wire_expect(reader, is_ok(point_read(out, bytes)));
}

static void read_lane(struct wire_reader *reader, struct epoch_lane *lane, uint8_t scheme,
                      uint16_t n)
{
    lane->scheme = wire_read_u8(reader);
    wire_expect(reader, lane->scheme == scheme);
    read_point(reader, &lane->key);
    wire_read_fixed(reader, lane->chaincode, sizeof lane->chaincode);
    for (size_t j = 0; j < n; j++)
        read_point(reader, &lane->pubshare[j]);
}

static bool ids_are_distinct(const struct epoch_record *record)
{
    for (size_t i = 0; i < record->n; i++)
        for (size_t j = i + 1; j < record->n; j++)
            if (memcmp(record->id_pk[i], record->id_pk[j], sizeof record->id_pk[i]) == 0)
                return false;
    return true;
}

result record_read(struct epoch_record *out, struct slice bytes)
{
    struct wire_reader reader = wire_reader_over(bytes);
    struct epoch_record record = {0};

    wire_expect(&reader, wire_read_u8(&reader) == RECORD_VERSION);
    wire_read_fixed(&reader, record.wallet_id, sizeof record.wallet_id);
    record.epoch = wire_read_u32(&reader);
    wire_read_fixed(&reader, record.prev_epoch_hash, sizeof record.prev_epoch_hash);
    record.t = wire_read_u16(&reader);
    record.n = wire_read_u16(&reader);
    wire_expect(&reader, wire_read_u8(&reader) == LANES);
    CHECK(reader.failure == ERROR_NONE, RECORD_SHAPE);
    CHECK(1 <= record.t && record.t <= record.n && record.n <= SEATS_MAX, RECORD_SHAPE);
    for (size_t l = 0; l < LANES; l++)
        read_lane(&reader, &record.lane[l], lane_schemes[l], record.n);
    for (size_t j = 0; j < record.n; j++)
        wire_read_fixed(&reader, record.id_pk[j], sizeof record.id_pk[j]);
    wire_read_fixed(&reader, record.transcript, sizeof record.transcript);
    CHECK(is_ok(wire_reader_finish(&reader)), RECORD_SHAPE);
    CHECK(ids_are_distinct(&record), RECORD_SHAPE);

    hash_tagged(record.hash, "gw/1/epoch", bytes);
    *out = record;
    return OK;
}

/* The first t public shares fix the polynomial; the key and all other shares must lie on it. */
static bool is_one_polynomial(const struct epoch_lane *lane, uint16_t t, uint16_t n)
{
    uint16_t seats[SEATS_MAX];

    for (uint16_t j = 0; j < t; j++)
        seats[j] = j;
    const struct point key = lagrange_interpolate(seats, lane->pubshare, t, 0);
    if (!point_equal(&key, &lane->key))
        return false;
    for (uint16_t j = t; j < n; j++) {
        const struct point share = lagrange_interpolate(seats, lane->pubshare, t, j + 1u);
        if (!point_equal(&share, &lane->pubshare[j]))
            return false;
    }
    return true;
}

result record_validate(const struct epoch_record *record)
{
    uint8_t x[LANES][32];

    CHECK(1 <= record->t && record->t <= record->n && record->n <= SEATS_MAX, RECORD_SHAPE);
    for (size_t l = 0; l < LANES; l++) {
        const struct epoch_lane *lane = &record->lane[l];
        CHECK(!lane->key.is_infinity, RECORD_POLYNOMIAL);
        for (size_t j = 0; j < record->n; j++)
            CHECK(!lane->pubshare[j].is_infinity, RECORD_POLYNOMIAL);
        CHECK(is_one_polynomial(lane, record->t, record->n), RECORD_POLYNOMIAL);
        point_x(x[l], &lane->key);
    }
    CHECK(memcmp(x[LANE_SCHNORR], x[LANE_ECDSA], 32) != 0, RECORD_LANES);
    return OK;
}

result record_succeeds(const struct epoch_record *next, const struct epoch_record *previous)
{
    CHECK(memcmp(next->wallet_id, previous->wallet_id, 32) == 0, RECORD_SUCCESSION);
    CHECK(memcmp(next->prev_epoch_hash, previous->hash, 32) == 0, RECORD_SUCCESSION);
    CHECK(next->epoch > previous->epoch, RECORD_SUCCESSION);
    for (size_t l = 0; l < LANES; l++) {
        const struct epoch_lane *a = &next->lane[l];
        const struct epoch_lane *b = &previous->lane[l];
        CHECK(a->scheme == b->scheme && point_equal(&a->key, &b->key), RECORD_SUCCESSION);
        CHECK(memcmp(a->chaincode, b->chaincode, 32) == 0, RECORD_SUCCESSION);
    }
    return OK;
}

int record_seat_of(const struct epoch_record *record, const uint8_t id_pk[static 32])
{
    for (int j = 0; j < record->n; j++)
        if (memcmp(record->id_pk[j], id_pk, 32) == 0)
            return j;
    return -1;
}
