/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/text.h"
#include "core/wallet/payment_uri.h"
#include "support/vectors.h"

#define BTC "bitcoin:175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W"
#define ETH "ethereum:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

static enum error_code verdict(const char *text)
{
    struct payment_uri uri;
    memset(&uri, 0xee, sizeof uri);
    const enum error_code code = payment_uri_parse(&uri, text).code;
    if (code != ERROR_NONE)
        cr_assert_eq(((uint8_t *)&uri)[0], 0xee);
    return code;
}

static struct payment_uri parsed(const char *text)
{
    struct payment_uri uri;
    const result r = payment_uri_parse(&uri, text);
    cr_assert(is_ok(r), "%s: %s", text, error_name(r.code));
    return uri;
}

Test(payment_uri, judges_the_examples_of_bip21)
{
    cJSON *list = vectors_load("tests/vectors/bip21/bip21.json");
    cr_assert_eq(cJSON_GetArraySize(list), 6);
    for (const cJSON *item = list->child; item; item = item->next) {
        const char *uri = vectors_string_at(item, "uri");
        const bool expected = cJSON_IsTrue(vectors_at(item, "valid"));
        cr_assert_eq(verdict(uri), expected ? ERROR_NONE : ERROR_PAYMENT_URI_REQUIRED, "%s", uri);
    }
    cJSON_Delete(list);
}

Test(payment_uri, reads_bitcoin_requests)
{
    struct payment_uri uri =
        parsed(BTC "?amount=20.3&label=Luke-Jr&message=Donation%20for%20project%20xyz");
    cr_assert_str_eq(uri.chain, "bitcoin");
    cr_assert_str_eq(uri.address, "175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W");
    cr_assert(uri.has_amount);
    cr_assert_eq(uri.amount.limb[0], 2030000000);
    cr_assert_str_eq(uri.label, "Luke-Jr");
    cr_assert_str_eq(uri.message, "Donation for project xyz");
    uri = parsed("BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?AMOUNT=0.5&LABEL=A+B");
    cr_assert_str_eq(uri.address, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4");
    cr_assert_eq(uri.amount.limb[0], 50000000);
    cr_assert_str_eq(uri.label, "A+B");
    uri = parsed(BTC);
    cr_assert_not(uri.has_amount);
    cr_assert_str_eq(uri.label, "");
    parsed(BTC "?");
}

Test(payment_uri, refuses_parameters_given_twice)
{
    cr_assert_eq(verdict(BTC "?amount=1&amount=2"), ERROR_PAYMENT_URI_TWICE);
    cr_assert_eq(verdict(BTC "?amount=1&AMOUNT=1"), ERROR_PAYMENT_URI_TWICE);
    cr_assert_eq(verdict(BTC "?amount=1&%61mount=1"), ERROR_PAYMENT_URI_TWICE);
    cr_assert_eq(verdict(BTC "?x=1&label=a&x=2"), ERROR_PAYMENT_URI_TWICE);
    cr_assert_eq(verdict(ETH "?value=1&value=2"), ERROR_PAYMENT_URI_TWICE);
}

Test(payment_uri, refuses_unknown_demands_in_any_spelling)
{
    cr_assert_eq(verdict(BTC "?req-x=1"), ERROR_PAYMENT_URI_REQUIRED);
    cr_assert_eq(verdict(BTC "?REQ-x=1"), ERROR_PAYMENT_URI_REQUIRED);
    cr_assert_eq(verdict(BTC "?%72eq-x=1"), ERROR_PAYMENT_URI_REQUIRED);
    cr_assert_eq(verdict(ETH "?foo=1"), ERROR_PAYMENT_URI_REQUIRED);
}

Test(payment_uri, refuses_amounts_that_are_none)
{
    static const char *const amounts[] = {"",  "0",  "-1",         "1,5", "1e8", "0.000000001",
                                          "x", "1.", "0.00000000", "+1",  "%31x"};
    char text[200];
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        snprintf(text, sizeof text, BTC "?amount=%s", amounts[i]);
        cr_assert_eq(verdict(text), ERROR_PAYMENT_URI_AMOUNT, "%s", text);
    }
}

Test(payment_uri, refuses_broken_shapes)
{
    static const char *const texts[] = {"",
                                        "bitcoin:",
                                        "bitcoin:?amount=1",
                                        "bitcoin",
                                        "litecoin:abc",
                                        "bitcoin:a b",
                                        "bitcoin:a/b",
                                        "bitcoin://abc",
                                        BTC "?amount",
                                        BTC "?=1",
                                        BTC "?a=1&&b=2",
                                        BTC "?label=%",
                                        BTC "?label=%4",
                                        BTC "?label=%zz",
                                        BTC "?label=%00",
                                        BTC "#x",
                                        BTC "?label=a#b",
                                        BTC "\n",
                                        BTC "?label=\x1b[2J",
                                        " " BTC,
                                        BTC "?label=\xe2\x80\xae",
                                        ETH "@",
                                        ETH "@0",
                                        ETH "@x",
                                        ETH "@1@2",
                                        ETH "@99999999999999999999",
                                        "ethereum:0x"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] - 1; i++)
        cr_assert_eq(verdict(texts[i]), ERROR_PAYMENT_URI_SHAPE, "%s", texts[i]);
    char text[PAYMENT_URI_MAX + 2];
    memset(text, 'a', sizeof text);
    memcpy(text, BTC "?label=", strlen(BTC "?label="));
    text[PAYMENT_URI_MAX + 1] = 0;
    cr_assert_eq(verdict(text), ERROR_PAYMENT_URI_SHAPE);
    text[PAYMENT_URI_MAX] = 0;
    cr_assert_eq(verdict(text), ERROR_NONE);
}

Test(payment_uri, makes_labels_safe_to_show)
{
    const struct payment_uri uri =
        parsed(BTC "?label=Bank%1b%5b2J%E2%80%AE%0aPay&message=%c2%9b%ff%F0%9F%99%82");
    cr_assert_str_eq(uri.label, "Bank?[2J??Pay");
    cr_assert_str_eq(uri.message, "??🙂");
    cr_assert(text_is_showable(slice_of_text(uri.label)));
}

Test(payment_uri, reads_plain_ethereum_requests)
{
    struct payment_uri uri = parsed(ETH "@137?value=2.014e18&gas=21000&gasPrice=1");
    cr_assert_str_eq(uri.chain, "ethereum");
    cr_assert_str_eq(uri.address, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    cr_assert_eq(uri.chain_id, 137);
    cr_assert_eq(uri.amount.limb[0], 2014000000000000000);
    uri = parsed("ethereum:pay-0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed?value=1000&label=x");
    cr_assert_eq(uri.chain_id, 0);
    cr_assert_eq(uri.amount.limb[0], 1000);
    uri = parsed("ETHEREUM:0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED?VALUE=1E3");
    cr_assert_str_eq(uri.address, "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED");
    cr_assert_eq(uri.amount.limb[0], 1000);
    cr_assert_not(parsed(ETH).has_amount);
}

Test(payment_uri, refuses_ethereum_amounts_that_are_not_whole_wei)
{
    static const char *const values[] = {"1.5", "1.55e1", "1e",     "1e-3", "1e78", "e18",
                                         "0",   "0e18",   "1e18e1", "-1",   "1e 3", ""};
    char text[200];
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        snprintf(text, sizeof text, ETH "?value=%s", values[i]);
        cr_assert_eq(verdict(text), ERROR_PAYMENT_URI_AMOUNT, "%s", text);
    }
}

Test(payment_uri, refuses_contract_calls_and_names)
{
    cr_assert_eq(verdict(ETH "/transfer?address=0x8e23&uint256=1"), ERROR_PAYMENT_URI_CALL);
    cr_assert_eq(verdict("ethereum:vitalik.eth?value=1"), ERROR_PAYMENT_URI_CALL);
    cr_assert_eq(verdict("ethereum:"), ERROR_PAYMENT_URI_CALL);
}

Test(payment_uri, knows_its_schemes)
{
    cr_assert(payment_uri_is_one("BitCoin:x"));
    cr_assert(payment_uri_is_one("ethereum:"));
    cr_assert_not(payment_uri_is_one("bitcoin"));
    cr_assert_not(payment_uri_is_one("bc1q"));
}
