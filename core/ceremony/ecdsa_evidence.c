/* SPDX-License-Identifier: MIT */
#include "core/ceremony/ecdsa_evidence.h"

#include <string.h>

#include "core/crypto/hash.h"
#include "core/crypto/lagrange.h"

enum { ROUND2_Z = 2 * POINT_BYTES + 32 };

const uint8_t *ecdsa_evidence_item(const uint8_t *round2, size_t signer_count, size_t item)
{
    return round2 + 32 + item * (ROUND2_Z + POINT_BYTES * (signer_count - 1));
}

const uint8_t *ecdsa_evidence_z(const uint8_t *round2, size_t signer_count, size_t item,
                                size_t position, size_t other)
{
    const size_t index = other < position ? other : other - 1;

    return ecdsa_evidence_item(round2, signer_count, item) + ROUND2_Z + index * POINT_BYTES;
}

static bool is_point(const uint8_t *bytes)
{
    struct point ignored;

    return is_ok(point_read(&ignored, bytes));
}

static bool is_scalar(const uint8_t *bytes)
{
    struct scalar ignored;

    return is_ok(scalar_read(&ignored, bytes));
}

static bool round2_item_reads(const uint8_t *item, size_t signer_count)
{
    if (!is_point(item) || !is_point(item + ECDSA_R2_PK))
        return false;
    for (size_t k = 0; k + 1 < signer_count; k++)
        if (!is_point(item + ROUND2_Z + k * POINT_BYTES))
            return false;
    return true;
}

bool ecdsa_evidence_reads(const struct ecdsa_public *p, uint8_t type, const uint8_t *body)
{
    const size_t t = p->request->signer_count, m = p->request->item_count;

    if (type == FRAME_E_R2)
        for (size_t item = 0; item < m; item++)
            if (!round2_item_reads(ecdsa_evidence_item(body, t, item), t))
                return false;
    if (type == FRAME_E_R3)
        for (size_t k = 0; k < 2 * m; k++)
            if (!is_scalar(body + 32 + k * 32))
                return false;
    return true;
}

void ecdsa_evidence_commit(uint8_t com[static 32], const struct ecdsa_public *p, size_t position,
                           size_t item, const uint8_t r[static POINT_BYTES],
                           const uint8_t blinder[static 32])
{
    struct hash_parts hash;

    hash_parts_begin(&hash, 32, NULL, "w1/sig/com");
    hash_parts_add(&hash, p->sigid, 32);
    hash_parts_add_u8(&hash, (uint8_t)(p->request->seat[position] + 1));
    hash_parts_add_u8(&hash, (uint8_t)item);
    hash_parts_add(&hash, r, POINT_BYTES);
    hash_parts_add(&hash, blinder, 32);
    hash_parts_end(&hash, com);
}

bool ecdsa_evidence_opens(const struct ecdsa_public *p, size_t position, const uint8_t *com,
                          const uint8_t *round2)
{
    for (size_t item = 0; item < p->request->item_count; item++) {
        const uint8_t *const shown = ecdsa_evidence_item(round2, p->request->signer_count, item);
        uint8_t opened[32];

        ecdsa_evidence_commit(opened, p, position, item, shown, shown + ECDSA_R2_BLINDER);
        if (memcmp(opened, com + item * ECDSA_COM_ITEM, sizeof opened) != 0)
            return false;
    }
    return true;
}

static struct point read_known(const uint8_t *bytes)
{
    struct point p = point_infinity();

    if (!is_ok(point_read(&p, bytes)))
        return point_infinity();
    return p;
}

/* What pk must be, given the own part of the key: zeta is the sum of y to higher seats minus the
 * sum of y to lower ones. */
static struct point expected_pk(const struct ecdsa_public *p, size_t position, size_t item,
                                const struct point *part, const uint8_t *round2)
{
    const size_t t = p->request->signer_count;
    struct point sum = *part;

    if (position == 0)
        sum = point_add_base_var(&sum, &p->derived[item].sum);
    for (size_t other = 0; other < t; other++) {
        if (other == position)
            continue;
        struct point z = read_known(ecdsa_evidence_z(round2, t, item, position, other));
        if (other < position)
            z = point_negate(&z);
        sum = point_add(&sum, &z);
    }
    return sum;
}

bool ecdsa_evidence_relates(const struct ecdsa_public *p, size_t position, const uint8_t *round2)
{
    const struct ecdsa_request *const request = p->request;
    const uint16_t seat = request->seat[position];
    const struct scalar lambda =
        lagrange_coefficient(request->seat, request->signer_count, position, 0);
    const struct point part = point_mul_var(&lambda, &p->record->lane[LANE_ECDSA].pubshare[seat]);

    for (size_t item = 0; item < request->item_count; item++) {
        const struct point pk =
            read_known(ecdsa_evidence_item(round2, request->signer_count, item) + ECDSA_R2_PK);
        const struct point expected = expected_pk(p, position, item, &part, round2);

        if (!point_equal(&pk, &expected))
            return false;
    }
    return true;
}

bool ecdsa_evidence_is_twofold(const struct frame *a, const struct frame *b)
{
    const bool is_broadcast =
        a->type == FRAME_E_COM || a->type == FRAME_E_R2 || a->type == FRAME_E_R3;

    return is_broadcast && a->type == b->type && memcmp(a->ctx, b->ctx, 32) == 0 &&
           memcmp(a->sender, b->sender, 32) == 0 && memcmp(a->hash, b->hash, 32) != 0 &&
           is_ok(frame_verify(a)) && is_ok(frame_verify(b));
}
