/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/bitcoin/descriptor.h"
#include "support/bitcoin_account.h"
#include "support/vectors.h"

TestSuite(descriptor, .init = crypto_start);

/* BIP-380: what stands before '#' must give what stands behind it, for the valid ones only. */
Test(descriptor, checksums_agree_with_bip_380)
{
    cJSON *root = vectors_load("tests/vectors/descriptors/bip380.json");
    const cJSON *entry;
    int valid = 0, refused = 0;

    cJSON_ArrayForEach(entry, root)
    {
        char text[256], sum[DESCRIPTOR_CHECKSUM + 1];
        if (strcmp(vectors_string_at(entry, "group"), "checksum") != 0)
            continue;
        strcpy(text, vectors_string_at(entry, "string"));
        char *mark = strchr(text, '#');
        if (!mark)
            continue;
        *mark = 0;
        const bool fits = descriptor_checksum(sum, text) && strcmp(sum, mark + 1) == 0;
        cr_assert_eq(fits, cJSON_IsTrue(vectors_at(entry, "valid")), "%s", text);
        valid += fits;
        refused += !fits;
    }
    cr_assert_geq(valid, 1);
    cr_assert_geq(refused, 5);
    cJSON_Delete(root);
}

/* What Bitcoin Core 29 (as Knots) itself gave for these two accounts on regtest. */
Test(descriptor, are_those_a_node_accepted)
{
    struct account account = test_account(ACCOUNT_TAPROOT);
    char text[DESCRIPTOR_MAX];

    cr_assert(is_ok(descriptor_write(text, &account, 0)));
    cr_assert_str_eq(text, "tr(tpubD6NzVbkrYhZ4WQgMVqcBgUZNwtMTUeTtcMvt9L18scpQgcQ54vKVBn1DsBpSjub"
                           "rPmTxWZvhM5rQ2GHYXpCnvhTKF14jDc1XNj6FnzSd39f/0/*)#pspy82tc");
    cr_assert(is_ok(descriptor_write(text, &account, 1)));
    cr_assert_str_eq(text, "tr(tpubD6NzVbkrYhZ4WQgMVqcBgUZNwtMTUeTtcMvt9L18scpQgcQ54vKVBn1DsBpSjub"
                           "rPmTxWZvhM5rQ2GHYXpCnvhTKF14jDc1XNj6FnzSd39f/1/*)#syy96lmq");
    account = test_account(ACCOUNT_SEGWIT);
    cr_assert(is_ok(descriptor_write(text, &account, 1)));
    cr_assert_eq(strncmp(text, "wpkh(tpub", 9), 0);
    cr_assert_not_null(strstr(text, "/84/1/*)#"));
    account.network = NETWORK_MAIN;
    cr_assert(is_ok(descriptor_write(text, &account, 1)));
    cr_assert_eq(strncmp(text, "wpkh(xpub", 9), 0);
}

static bool reads(uint32_t *change, uint32_t *index, enum account_kind kind, const char *format)
{
    const struct account account = test_account(kind);
    uint8_t fingerprint[4];
    struct point key;
    char text[128];

    cr_assert(is_ok(point_read(&key, account.key)));
    derive_fingerprint(fingerprint, &key);
    snprintf(text, sizeof text, format, fingerprint[0], fingerprint[1], fingerprint[2],
             fingerprint[3]);
    return descriptor_read_origin(change, index, &account, text);
}

Test(descriptor, of_a_coin_names_its_address_or_is_refused)
{
    uint32_t change = 9, index = 9;

    cr_assert(reads(&change, &index, ACCOUNT_TAPROOT, "tr([%02x%02x%02x%02x/1/25]aa)#qqqqqqqq"));
    cr_assert_eq(change, 1);
    cr_assert_eq(index, 25);
    cr_assert(reads(&change, &index, ACCOUNT_SEGWIT, "wpkh([%02x%02x%02x%02x/84/0/2147483647]aa)"));
    cr_assert_eq(index, 2147483647);
    static const char *const bad[] = {
        "tr([%02x%02x%02x%02x/1/2147483648]aa)",
        "tr([%02x%02x%02x%02x/1/25h]aa)",
        "tr([%02x%02x%02x%02x/1/25'/3]aa)",
        "tr([%02x%02x%02x%02x/2/25]aa)",
        "tr([%02x%02x%02x%02x/1]aa)",
        "tr([%02x%02x%02x%02x]aa)",
        "tr([%02x%02x%02x%02x/1/]aa)",
        "tr([%02x%02x%02x%02x/1/99999999999999999999]a)",
        "tr([%02x%02x%02x%02x/1/2/3/4/5/6]aa)",
        "tr([%02x%02x%02x%02x/1/25",
        "tr(aa)",
        "wpkh([%02x%02x%02x%02x/84/1/25]aa)",
        "tr([%02x%02x%02x00/1/25]aa)",
        "",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_assert_not(reads(&change, &index, ACCOUNT_TAPROOT, bad[i]), "%s", bad[i]);
    cr_assert_not(reads(&change, &index, ACCOUNT_SEGWIT, "wpkh([%02x%02x%02x%02x/60/0/25]aa)"));
    cr_assert_not(reads(&change, &index, ACCOUNT_SEGWIT, "wpkh([%02x%02x%02x%02x/0/25]aa)"));
}
