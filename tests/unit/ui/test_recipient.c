/* SPDX-License-Identifier: MIT */
#include "ui/recipient.h"

#include <criterion/criterion.h>

#include "support/golden.h"
#include "support/shown_payment.h"

static struct snapshot snapshot;

static void set_up(void)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
}

static void close_down(void)
{
    snapshot_wipe(&snapshot);
}

static struct recipient judged(enum account_kind account, const char *text)
{
    struct recipient out;

    recipient_judge(&out, &snapshot, snapshot_wallet(&snapshot), account, text);
    return out;
}

TestSuite(recipient, .init = set_up, .fini = close_down);

Test(recipient, reads_an_address_with_blanks_and_gives_its_canonical_text)
{
    struct recipient out = judged(ACCOUNT_TAPROOT, "  BCRT1 QW50 8D6Q EJXT DG4Y 5R3Z ARVA RY0C "
                                                   "5XW7 KYGT 080 ");

    cr_assert(is_ok(out.outcome));
    cr_assert_str_eq(out.address, SHOWN_BITCOIN);
    out = judged(ACCOUNT_ETHEREUM, "0xd8da6bf26964af9d7eed9e03e53415d37aa96045");
    cr_assert(is_ok(out.outcome));
    cr_assert_str_eq(out.address, SHOWN_ETHEREUM);
}

Test(recipient, says_which_mistake_it_is)
{
    cr_assert(judged(ACCOUNT_TAPROOT, "  ").is_empty);
    cr_assert_eq(judged(ACCOUNT_TAPROOT, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4").outcome.code,
                 ERROR_BITCOIN_ADDRESS_MAIN);
    cr_assert_eq(
        judged(ACCOUNT_ETHEREUM, "0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045").outcome.code,
        ERROR_ETHEREUM_CHECKSUM);
    cr_assert_eq(judged(ACCOUNT_TAPROOT, "bitcoin:" SHOWN_BITCOIN "?req-magic=1").outcome.code,
                 ERROR_PAYMENT_URI_REQUIRED);
    char much[PAYMENT_URI_MAX + 20];
    memset(much, 'b', sizeof much - 1);
    much[sizeof much - 1] = 0;
    cr_assert(!is_ok(judged(ACCOUNT_TAPROOT, much).outcome));
}

Test(recipient, knows_contacts_of_its_chain_only)
{
    snapshot.contact_count = 1;
    snprintf(snapshot.contacts[0].name, SHOWN_NAME_MAX, "Dana");
    snprintf(snapshot.contacts[0].chain, 17, "ethereum");
    snprintf(snapshot.contacts[0].address, ADDRESS_MAX, "%s", SHOWN_ETHEREUM);
    cr_assert_str_eq(judged(ACCOUNT_ETHEREUM, "dana").address, SHOWN_ETHEREUM);
    cr_assert_str_eq(judged(ACCOUNT_ETHEREUM, SHOWN_ETHEREUM).contact, "Dana");
    cr_assert(!is_ok(judged(ACCOUNT_TAPROOT, "dana").outcome));
}

Test(recipient, calls_no_address_a_lookalike_of_itself_or_of_one_that_differs_at_the_ends)
{
    snapshot.transfer_count = 0;
    snapshot.contact_count = 1;
    snprintf(snapshot.contacts[0].name, SHOWN_NAME_MAX, "Dana");
    snprintf(snapshot.contacts[0].chain, 17, "ethereum");
    snprintf(snapshot.contacts[0].address, ADDRESS_MAX, "%s", SHOWN_ETHEREUM);
    cr_assert_str_eq(judged(ACCOUNT_ETHEREUM, SHOWN_ETHEREUM).lookalike, "");
    cr_assert_str_eq(
        judged(ACCOUNT_ETHEREUM, "0xd8da11c0be4f7a0291e530cd88ab5f1e90f76045").lookalike, "Dana");
    cr_assert_str_eq(
        judged(ACCOUNT_ETHEREUM, "0xd8da11c0be4f7a0291e530cd88ab5f1e90f76046").lookalike, "");
}
