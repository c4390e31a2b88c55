/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/chains.h"
#include "core/crypto/point.h"

TestSuite(chains, .init = crypto_start);

static uint8_t keys[2][33], codes[2][32];

static void make_keys(void)
{
    for (uint64_t i = 0; i < 2; i++) {
        const struct scalar k = scalar_from_u64(11 + i);
        const struct point p = point_mul_base(&k);
        point_write(keys[i], &p);
        memset(codes[i], (int)i + 1, 32);
    }
}

Test(chains, are_found_by_their_stored_id)
{
    cr_assert_eq(chains_find("bitcoin"), &chain_bitcoin);
    cr_assert_eq(chains_find("ethereum"), &chain_ethereum);
    cr_assert_null(chains_find("Bitcoin"));
    cr_assert_null(chains_find(""));
    for (size_t i = 0; i < chains_count(); i++)
        cr_assert_eq(chains_find(chains_at(i)->id), chains_at(i));
    cr_assert_null(chains_at(chains_count()));
}

Test(chains, fill_in_every_function)
{
    for (size_t i = 0; i < chains_count(); i++) {
        const struct chain *c = chains_at(i);
        cr_assert(c->id && c->name && c->unit && c->decimals);
        cr_assert(c->address_of && c->address_check && c->talk_open && c->talk_step);
        cr_assert(c->talk_answer && c->talk_close && c->explain && c->finish);
    }
}

Test(chains, put_each_kind_on_its_lane)
{
    const struct {
        enum account_kind kind;
        const struct chain *chain;
        uint8_t lane;
        uint64_t chain_id;
    } cases[] = {{ACCOUNT_TAPROOT, &chain_bitcoin, 0, 0},
                 {ACCOUNT_SEGWIT, &chain_bitcoin, 1, 0},
                 {ACCOUNT_ETHEREUM, &chain_ethereum, 1, 137}};
    make_keys();
    for (int i = 0; i < 3; i++) {
        struct account a;
        cr_assert(is_ok(
            chains_account_make(&a, cases[i].kind, NETWORK_MAIN, cases[i].chain_id, keys, codes)));
        cr_assert_eq(a.chain, cases[i].chain);
        cr_assert_eq(a.lane, cases[i].lane);
        cr_assert_eq(a.chain_id, cases[i].chain_id);
        cr_assert_arr_eq(a.key, keys[a.lane], 33);
        cr_assert_arr_eq(a.chaincode, codes[a.lane], 32);
    }
}

Test(chains, refuse_accounts_that_make_no_sense)
{
    struct account a;
    make_keys();
    cr_assert_eq(chains_account_make(&a, (enum account_kind)9, NETWORK_MAIN, 0, keys, codes).code,
                 ERROR_CHAIN_ACCOUNT);
    cr_assert_eq(chains_account_make(&a, ACCOUNT_TAPROOT, NETWORK_MAIN, 1, keys, codes).code,
                 ERROR_CHAIN_ACCOUNT);
    cr_assert_eq(chains_account_make(&a, ACCOUNT_ETHEREUM, NETWORK_MAIN, 0, keys, codes).code,
                 ERROR_CHAIN_ACCOUNT);
    cr_assert_eq(chains_account_make(&a, ACCOUNT_TAPROOT, (enum network)7, 0, keys, codes).code,
                 ERROR_CHAIN_ACCOUNT);
    keys[0][0] = 0x05;
    cr_assert_eq(chains_account_make(&a, ACCOUNT_TAPROOT, NETWORK_MAIN, 0, keys, codes).code,
                 ERROR_POINT_ENCODING);
}
