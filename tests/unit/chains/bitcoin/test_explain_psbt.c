/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "chains/bitcoin/explain_psbt.h"
#include "core/base/hex.h"
#include "core/base/memory.h"
#include "support/bitcoin_account.h"
#include "support/vectors.h"

TestSuite(explain_psbt, .init = crypto_start);

static enum error_code verdict_of(struct slice bytes)
{
    struct explain_psbt *psbt = NULL;
    uint8_t *exact = malloc(bytes.size ? bytes.size : 1); /* for the sanitizer */

    memcpy(exact, bytes.data, bytes.size);
    const result r = explain_psbt_read(&psbt, slice_of(exact, bytes.size));
    if (is_ok(r))
        memory_free(psbt);
    else
        cr_assert_null(psbt);
    free(exact);
    return r.code;
}

static enum error_code verdict(const cJSON *entry)
{
    struct buffer bytes = {0};

    cr_assert(is_ok(hex_decode_append(&bytes, slice_of_text(vectors_string_at(entry, "hex")))));
    const enum error_code code = verdict_of(buffer_slice(&bytes));
    buffer_free(&bytes);
    return code;
}

/* The reasons for which something that BIP-174 allows is refused here. */
static bool is_stated_reason(enum error_code code)
{
    return code == ERROR_BITCOIN_PSBT_FIELD || code == ERROR_BITCOIN_PSBT_SIGNED ||
           code == ERROR_BITCOIN_PSBT_SCRIPT || code == ERROR_BITCOIN_PSBT_PATH ||
           code == ERROR_BITCOIN_PSBT_SUM;
}

static void run(const char *file, int *accepted, int *refused)
{
    cJSON *root = vectors_load(file);
    const cJSON *entry;

    cJSON_ArrayForEach(entry, root)
    {
        const char *kind = vectors_string_at(entry, "kind");
        const char *name = vectors_string_at(entry, "case");
        const enum error_code code = verdict(entry);
        if (strcmp(kind, "invalid") == 0) {
            cr_assert_neq(code, ERROR_NONE, "%s", name);
            (*refused)++;
        } else if (code == ERROR_NONE) {
            (*accepted)++;
        } else if (strstr(name, "0 inputs")) {
            cr_assert_eq(code, ERROR_BITCOIN_PSBT); /* nothing to sign */
        } else {
            cr_assert(is_stated_reason(code), "%s: %s", name, error_name(code));
        }
    }
    cJSON_Delete(root);
}

Test(explain_psbt, judges_the_cases_of_bip_174)
{
    int accepted = 0, refused = 0;

    run("tests/vectors/psbt/bip174.json", &accepted, &refused);
    cr_assert_eq(refused, 20);
    cr_assert_geq(accepted, 1);
}

Test(explain_psbt, judges_the_cases_of_bip_371)
{
    int accepted = 0, refused = 0;

    run("tests/vectors/psbt/bip371.json", &accepted, &refused);
    cr_assert_eq(refused, 11);
}

/* A draft of ours, as bytes to be spoiled. */
static void draft(struct buffer *payload, enum account_kind kind)
{
    const struct account account = test_account(kind);
    struct draft_coin coins[2] = {test_coin(&account, 0, 3, 400000, 1),
                                  test_coin(&account, 1, 5, 700000, 2)};
    const struct transfer_order order =
        test_order("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 900000, 2000);

    cr_assert(is_ok(test_draft(payload, &account, &order, coins, 2)));
    test_coins_free(coins, 2);
}

Test(explain_psbt, refuses_every_cut_and_every_tail_of_a_draft)
{
    for (int kind = ACCOUNT_TAPROOT; kind <= ACCOUNT_SEGWIT; kind++) {
        struct buffer payload = {0};
        draft(&payload, kind);
        cr_assert_eq(verdict_of(buffer_slice(&payload)), ERROR_NONE);
        for (size_t size = 0; size < payload.size; size++)
            cr_assert_neq(verdict_of(slice_of(payload.data, size)), ERROR_NONE, "%zu", size);
        buffer_append(&payload, "", 1);
        cr_assert_eq(verdict_of(buffer_slice(&payload)), ERROR_BITCOIN_PSBT);
        buffer_free(&payload);
    }
}

/* Any byte of a draft changed: it never crashes (run with sanitizers), whatever the verdict. */
Test(explain_psbt, survives_every_changed_byte)
{
    for (int kind = ACCOUNT_TAPROOT; kind <= ACCOUNT_SEGWIT; kind++) {
        struct buffer payload = {0};
        draft(&payload, kind);
        for (size_t at = 0; at < payload.size; at++) {
            const uint8_t old = payload.data[at];
            static const uint8_t others[] = {0x00, 0xff, 0xfd, 0x01, 0x80};
            for (size_t k = 0; k < sizeof others; k++) {
                payload.data[at] = others[k];
                verdict_of(buffer_slice(&payload));
            }
            payload.data[at] = old;
        }
        cr_assert_eq(verdict_of(buffer_slice(&payload)), ERROR_NONE);
        buffer_free(&payload);
    }
}

/* Puts an entry into the first map that ends at or behind `from`. */
static void insert(struct buffer *out, struct slice payload, size_t at, const char *hex)
{
    buffer_append(out, payload.data, at);
    cr_assert(is_ok(hex_decode_append(out, slice_of_text(hex))));
    buffer_append(out, payload.data + at, payload.size - at);
}

static enum error_code with_global(const char *hex)
{
    struct buffer payload = {0}, changed = {0};

    draft(&payload, ACCOUNT_TAPROOT);
    insert(&changed, buffer_slice(&payload), 5, hex);
    const enum error_code code = verdict_of(buffer_slice(&changed));
    buffer_free(&payload);
    buffer_free(&changed);
    return code;
}

Test(explain_psbt, passes_over_only_what_cannot_matter)
{
    /* another's proprietary field: 0xfc, "abc", subtype 1 */
    cr_assert_eq(with_global("06fc0361626301"
                             "02aabb"),
                 ERROR_NONE);
    /* the version, if it is 0 */
    cr_assert_eq(with_global("01fb"
                             "0400000000"),
                 ERROR_NONE);
    cr_assert_eq(with_global("01fb"
                             "0402000000"),
                 ERROR_BITCOIN_PSBT_FIELD);
    /* unknown ones, and a global xpub */
    cr_assert_eq(with_global("01f0"
                             "00"),
                 ERROR_BITCOIN_PSBT_FIELD);
    cr_assert_eq(with_global("020199"
                             "00"),
                 ERROR_BITCOIN_PSBT_FIELD);
    /* our own field twice, of another subtype, with no name */
    cr_assert_eq(with_global("0bfc08677269646c6f636b00"
                             "0101"),
                 ERROR_BITCOIN_PSBT);
    cr_assert_eq(with_global("0bfc08677269646c6f636b01"
                             "0101"),
                 ERROR_BITCOIN_PSBT_FIELD);
    cr_assert_eq(with_global("03fc0000"
                             "00"),
                 ERROR_BITCOIN_PSBT);
    /* a key length that is not in its shortest form */
    cr_assert_eq(with_global("fd0100fb"
                             "0400000000"),
                 ERROR_BITCOIN_PSBT);
}

/* Entries of inputs that must not be signed with: appended in place of the end of input 0. */
static enum error_code with_input(const char *hex)
{
    struct buffer payload = {0}, changed = {0};
    struct explain_psbt *psbt = NULL;

    draft(&payload, ACCOUNT_TAPROOT);
    cr_assert(is_ok(explain_psbt_read(&psbt, buffer_slice(&payload))));
    /* the witness-utxo field is the first of input 0; its value holds the script */
    const size_t at = (size_t)(psbt->coins[0].paid.script.data - payload.data) - 1 - 8 - 1 - 2;
    memory_free(psbt);
    insert(&changed, buffer_slice(&payload), at, hex);
    const enum error_code code = verdict_of(buffer_slice(&changed));
    buffer_free(&payload);
    buffer_free(&changed);
    return code;
}

Test(explain_psbt, refuses_signatures_scripts_and_unknown_input_fields)
{
    cr_assert_eq(with_input(""), ERROR_NONE);
    cr_assert_eq(with_input("0103"
                            "0400000000"),
                 ERROR_NONE); /* judged by its value later */
    cr_assert_eq(with_input("0103"
                            "03000000"),
                 ERROR_BITCOIN_PSBT);
    cr_assert_eq(with_input("0113"
                            "00"),
                 ERROR_BITCOIN_PSBT_SIGNED);
    cr_assert_eq(with_input("0107"
                            "00"),
                 ERROR_BITCOIN_PSBT_SIGNED);
    cr_assert_eq(with_input("0108"
                            "00"),
                 ERROR_BITCOIN_PSBT_SIGNED);
    cr_assert_eq(with_input("0202aa"
                            "00"),
                 ERROR_BITCOIN_PSBT_SIGNED);
    cr_assert_eq(with_input("0214aa"
                            "00"),
                 ERROR_BITCOIN_PSBT_SIGNED);
    cr_assert_eq(with_input("0104"
                            "00"),
                 ERROR_BITCOIN_PSBT_SCRIPT);
    cr_assert_eq(with_input("0105"
                            "00"),
                 ERROR_BITCOIN_PSBT_SCRIPT);
    cr_assert_eq(with_input("0215aa"
                            "00"),
                 ERROR_BITCOIN_PSBT_SCRIPT);
    cr_assert_eq(with_input("0118"
                            "00"),
                 ERROR_BITCOIN_PSBT_SCRIPT);
    cr_assert_eq(with_input("0109"
                            "00"),
                 ERROR_BITCOIN_PSBT_FIELD);
    cr_assert_eq(with_input("0110"
                            "0400000000"),
                 ERROR_BITCOIN_PSBT_FIELD); /* version 2 */
    cr_assert_eq(with_input("01f0"
                            "00"),
                 ERROR_BITCOIN_PSBT_FIELD);
    cr_assert_eq(with_input("0bfc08677269646c6f636b00"
                            "0101"),
                 ERROR_BITCOIN_PSBT_FIELD);
}
