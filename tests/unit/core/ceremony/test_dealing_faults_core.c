/* SPDX-License-Identifier: MIT */
/* Rows 6-11 and 20 of frost-taproot 15: what a dealer promises in its core. */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "dealing_corrupt.h"

static void flip_core(struct net *net, struct buffer *body)
{
    const size_t last = dealing_core_size(corrupt_dealing(net)) - 1;
    const size_t at[] = {point_offset(net, 1, 0), proof_offset(net, 0, 1) + 64,
                         proof_offset(net, 1, 0) + 64, last};

    body->data[CORE + at[net->which]] ^= 1; /* sign of a point, z of two proofs, the last byte */
}

Test(dealing_rows, row_06_a_core_that_was_not_committed_to_names_the_dealer)
{
    FOR_ALL(4, 1, {
        play(net, NULL, FRAME_R1, flip_core);
        expect_proved(net, DEALING_FAULT_COMMIT, DEALING_DEALER);
    })
}

static void spoil_point(struct net *net, struct buffer *body)
{
    uint8_t *point = body->data + CORE + point_offset(net, net->which & 1, net->proposal.t - 1u);
    struct point parsed;

    switch (net->which) {
    case 0:
        point[0] = 0x04;
        break;
    case 1:
        point[0] = 0x05;
        break;
    case 2:
        point[0] = 0x00;
        break;
    case 3:
        while (is_ok(point_read(&parsed, point)))
            point[32]++;
        break;
    case 4:
        memset(point + 1, 0xff, 32); /* x >= p */
        break;
    default:
        memset(point, 0, 33); /* row 8: infinity */
        break;
    }
}

Test(dealing_rows, row_07_and_08_what_is_no_point_names_the_dealer)
{
    FOR_ALL(6, 1, {
        play(net, NULL, FRAME_R1, spoil_point);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_DEALER);
    })
}

static void spoil_proof_encoding(struct net *net, struct buffer *body)
{
    uint8_t *proof = body->data + CORE + proof_offset(net, 1, 0);

    if (net->which == 0)
        memset(proof + 33, 0xff, 32); /* z >= q */
    else
        proof[0] = 7; /* R */
}

Test(dealing_rows, row_09_a_proof_that_does_not_parse_names_the_dealer)
{
    FOR_ALL(2, 1, {
        play(net, NULL, FRAME_R1, spoil_proof_encoding);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_DEALER);
    })
}

/* A proof for the own first coefficient of lane 0, made in another context. */
static void prove_elsewhere(struct net *net, uint8_t *proof, const uint8_t *cid, uint8_t scheme)
{
    const uint8_t number[2] = {0};
    struct dealing *dealing = corrupt_dealing(net);
    struct knowledge_context context =
        dealing_proof_context(dealing, (uint16_t)dealing->dealer, 0, number);
    const struct point point = point_mul_base(&captured.polynomial[0][0]);

    context.hash = cid;
    context.scheme = scheme;
    cr_assert(is_ok(knowledge_prove(proof, &captured.polynomial[0][0], &point, &context,
                                    &corrupt(net)->rng.base)));
}

static void spoil_proof(struct net *net, size_t i)
{
    uint8_t *core = net->party[i]->dealing->core.data;
    uint8_t *proof = core + proof_offset(net, 0, 0);
    uint8_t other[32] = {1};

    capture(net, i);
    if (net->which == 0) { /* z + 1 */
        struct scalar z, one = scalar_from_u64(1);
        cr_assert(is_ok(scalar_read(&z, proof + 33)));
        z = scalar_add(&z, &one);
        scalar_write(proof + 33, &z);
    } else if (net->which == 1) { /* another dealer's point and proof */
        const struct party *honest = net->party[i - 1];
        cr_assert_gt(honest->dealing->core.size, 0);
        memcpy(core, honest->dealing->core.data, 33);
        memcpy(proof, honest->dealing->core.data + proof_offset(net, 0, 0), 65);
    } else if (net->which == 2) { /* the other lane's */
        memcpy(core, core + point_offset(net, 1, 0), 33);
        memcpy(proof, core + proof_offset(net, 1, 0), 65);
    } else if (net->which == 3) { /* another coefficient's */
        memcpy(core, core + point_offset(net, 0, 1), 33);
        memcpy(proof, core + proof_offset(net, 0, 1), 65);
    } else if (net->which == 4) {
        prove_elsewhere(net, proof, net->proposal.cid, SCHEME_ECDSA);
    } else {
        prove_elsewhere(net, proof, other, SCHEME_SCHNORR);
    }
    recommit(net);
}

Test(dealing_rows, row_09_a_false_or_copied_proof_names_the_dealer)
{
    FOR_ALL(6, 1, {
        play(net, spoil_proof, 0, NULL);
        expect_proved(net, DEALING_FAULT_POK, DEALING_DEALER);
    })
}

static void change_length(struct net *net, struct buffer *body)
{
    const size_t t = net->proposal.t;
    struct buffer out = {0};

    buffer_append(&out, body->data, CORE + t * 33);
    if (net->which == 0)
        buffer_append(&out, body->data + CORE, 33); /* t + 1 points in lane 0 */
    else
        out.size -= 33;
    buffer_append(&out, body->data + CORE + t * 33, body->size - CORE - t * 33);
    buffer_free(body);
    *body = out;
}

Test(dealing_rows, row_10_one_commitment_more_or_less_names_the_dealer)
{
    FOR_ALL(2, 1, {
        play(net, NULL, FRAME_R1, change_length);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_DEALER);
    })
}

/* A_0 = X - sum of the others': the key would be the attacker's X. */
static void rogue_key(struct net *net, size_t i)
{
    uint8_t *core = net->party[i]->dealing->core.data;
    const struct scalar x = scalar_from_u64(4711);
    struct point sum = point_mul_base(&x);

    for (size_t k = 0; k < i; k++) {
        struct point other;
        cr_assert(is_ok(point_read(&other, net->party[k]->dealing->core.data)));
        other = point_negate(&other);
        sum = point_add(&sum, &other);
    }
    point_write(core, &sum);
    recommit(net);
}

Test(dealing_rows, row_11_a_rogue_key_has_no_proof)
{
    FOR_ALL(1, 0, {
        play(net, rogue_key, 0, NULL);
        expect_proved(net, DEALING_FAULT_POK, DEALING_DEALER);
    })
}

/* A core over the polynomials in the arena, with good proofs. */
static void deal_again(struct net *net)
{
    struct dealing *dealing = corrupt_dealing(net);
    struct dealing_secrets *secrets = secret_lend(dealing->arena);

    buffer_clear(&dealing->core);
    for (uint8_t l = 0; l < LANES; l++) {
        struct point point[SEATS_MAX];
        for (size_t i = 0; i < net->proposal.t; i++) {
            point[i] = point_mul_base(&secrets->polynomial[l][i]);
            point_write(buffer_extend(&dealing->core, 33), &point[i]);
        }
        for (size_t i = 0; i < net->proposal.t; i++) {
            const uint8_t number[2] = {0, (uint8_t)i};
            const struct knowledge_context context =
                dealing_proof_context(dealing, (uint16_t)dealing->dealer, l, number);
            cr_assert(
                is_ok(knowledge_prove(buffer_extend(&dealing->core, 65), &secrets->polynomial[l][i],
                                      &point[i], &context, &corrupt(net)->rng.base)));
        }
    }
    secret_take_back(dealing->arena);
    recommit(net);
}

static void wrong_constant(struct net *net, size_t i)
{
    struct dealing *dealing = net->party[i]->dealing;
    const size_t l = (size_t)net->which % LANES;
    const struct scalar lambda = dealing_lambda(dealing, (uint16_t)dealing->dealer);
    const struct scalar one = scalar_from_u64(1);

    struct dealing_secrets *secrets = secret_lend(dealing->arena);
    struct scalar *constant = &secrets->polynomial[l][0];
    if (net->which < 2) { /* wrong lambda */
        *constant = scalar_add(constant, constant);
    } else if (net->which < 4) { /* share + 1 */
        const struct scalar share = share_of(net->party[i], l);
        const struct scalar next = scalar_add(&share, &one);
        *constant = scalar_mul(&lambda, &next);
    } else { /* another seat's share */
        const struct scalar share = share_of(net->party[0], l);
        *constant = scalar_mul(&lambda, &share);
    }
    secret_take_back(dealing->arena);
    deal_again(net);
}

Test(dealing_rows, row_20_a_dealer_that_deals_another_constant_is_named)
{
    for (size_t c = 0; c < CONFIGS; c++) {
        for (int which = 0; which < 6; which++) {
            struct net *net = prepare(&configs[c], true);
            net->which = which;
            play(net, wrong_constant, 0, NULL);
            expect_proved(net, DEALING_FAULT_CONST, DEALING_DEALER);
            net_free(net);
        }
    }
}
