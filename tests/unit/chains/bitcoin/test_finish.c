/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/bitcoin/explain_read.h"
#include "support/bitcoin_craft.h"

TestSuite(finish, .init = crypto_start);

struct finished {
    struct buffer payload;
    struct buffer raw;
    char txid[TXID_MAX];
    struct explanation said;
    struct signature_bytes signatures[2];
};

static void sign_all(struct finished *f, struct craft *c)
{
    memset(f, 0, sizeof *f);
    craft_write(&f->payload, c);
    cr_assert(is_ok(explain_payment(&f->said, &c->account, buffer_slice(&f->payload))));
    for (size_t i = 0; i < 2; i++)
        test_sign(&f->signatures[i], &c->account, &f->said.items[i], TEST_LANE_KEY);
}

static result finish(struct finished *f, const struct craft *c, size_t count)
{
    return chain_bitcoin.finish(&f->raw, f->txid, &c->account, buffer_slice(&f->payload),
                                f->signatures, count);
}

static void close_all(struct finished *f)
{
    explanation_free(&f->said);
    buffer_free(&f->payload);
    buffer_free(&f->raw);
}

Test(finish, puts_verified_signatures_into_witnesses)
{
    for (int kind = ACCOUNT_TAPROOT; kind <= ACCOUNT_SEGWIT; kind++) {
        struct craft c;
        struct finished f;
        struct transaction tx;
        uint8_t txid[32];
        char text[TXID_MAX];
        craft_open(&c, kind);
        sign_all(&f, &c);
        cr_assert(is_ok(finish(&f, &c, 2)));
        cr_assert(is_ok(transaction_read(&tx, buffer_slice(&f.raw))));
        cr_assert_eq(tx.input_count, 2);
        cr_assert_eq(tx.outputs[0].value, 900000);
        transaction_id(txid, &tx);
        transaction_id_print(text, txid);
        cr_assert_str_eq(text, f.txid);
        transaction_id(txid, &c.tx); /* the id does not depend on witnesses */
        transaction_id_print(text, txid);
        cr_assert_str_eq(text, f.txid);
        for (size_t i = 0; i < 2; i++) {
            struct explain_reader reader = explain_read_over(tx.inputs[i].witness);
            cr_assert_eq(explain_read_compact(&reader), kind == ACCOUNT_TAPROOT ? 1 : 2);
            const struct slice signature = explain_read_field(&reader);
            if (kind == ACCOUNT_TAPROOT) {
                cr_assert_eq(signature.size, 64);
                cr_assert_arr_eq(signature.data, f.signatures[i].bytes, 64);
            } else {
                uint8_t key[33];
                point_write(key, &c.inputs[i].own.key);
                cr_assert_eq(signature.data[signature.size - 1], 1);
                cr_assert_leq(signature.size, 72);
                cr_assert(slice_equal(explain_read_field(&reader), slice_of(key, 33)));
            }
            cr_assert(explain_read_is_done(&reader));
        }
        transaction_free(&tx);
        close_all(&f);
        craft_close(&c);
    }
}

static void expect_refusal(struct finished *f, const struct craft *c, size_t count,
                           enum error_code code)
{
    strcpy(f->txid, "untouched");
    cr_assert_eq(finish(f, c, count).code, code);
    cr_assert_eq(f->raw.size, 0);
    cr_assert_str_eq(f->txid, "untouched");
}

Test(finish, refuses_what_does_not_verify)
{
    for (int kind = ACCOUNT_TAPROOT; kind <= ACCOUNT_SEGWIT; kind++) {
        struct craft c;
        struct finished f;
        craft_open(&c, kind);
        sign_all(&f, &c);
        expect_refusal(&f, &c, 1, ERROR_BITCOIN_SIGNATURES);
        expect_refusal(&f, &c, 0, ERROR_BITCOIN_SIGNATURES);
        expect_refusal(&f, &c, 3, ERROR_BITCOIN_SIGNATURES);
        const struct signature_bytes kept = f.signatures[1];
        f.signatures[1] = f.signatures[0]; /* right key chain, wrong coin */
        expect_refusal(&f, &c, 2, ERROR_SIGNATURE_FALSE);
        f.signatures[1] = kept;
        f.signatures[1].bytes[63] ^= 1;
        expect_refusal(&f, &c, 2, ERROR_SIGNATURE_FALSE);
        f.signatures[1] = kept;
        test_sign(&f.signatures[1], &c.account, &f.said.items[1], 99); /* another's key */
        expect_refusal(&f, &c, 2, ERROR_SIGNATURE_FALSE);
        memset(f.signatures[1].bytes, 0, 64);
        expect_refusal(&f, &c, 2, ERROR_SIGNATURE_FALSE);
        f.signatures[1] = kept;
        c.tx.outputs[0].value++; /* the payment changed after it was signed */
        buffer_clear(&f.payload);
        craft_write(&f.payload, &c);
        expect_refusal(&f, &c, 2, ERROR_SIGNATURE_FALSE);
        c.tx.outputs[0].value--;
        buffer_clear(&f.payload);
        craft_write(&f.payload, &c);
        cr_assert(is_ok(finish(&f, &c, 2)));
        close_all(&f);
        craft_close(&c);
    }
}

Test(finish, refuses_a_signature_with_a_high_s)
{
    struct craft c;
    struct finished f;
    struct scalar s;

    craft_open(&c, ACCOUNT_SEGWIT);
    sign_all(&f, &c);
    cr_assert(is_ok(scalar_read(&s, f.signatures[0].bytes + 32)));
    s = scalar_negate(&s);
    scalar_write(f.signatures[0].bytes + 32, &s);
    expect_refusal(&f, &c, 2, ERROR_SIGNATURE_FALSE);
    close_all(&f);
    craft_close(&c);
}

Test(finish, refuses_what_explain_refuses)
{
    struct craft c;
    struct finished f;

    craft_open(&c, ACCOUNT_SEGWIT);
    sign_all(&f, &c);
    c.inputs[0].value++;
    buffer_clear(&f.payload);
    craft_write(&f.payload, &c);
    expect_refusal(&f, &c, 2, ERROR_BITCOIN_PSBT_AMOUNT);
    close_all(&f);
    craft_close(&c);
}
