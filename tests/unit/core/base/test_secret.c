/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>

#include "core/base/secret.h"

static void start(void)
{
    cr_assert_geq(sodium_init(), 0);
}
TestSuite(secret, .init = start);

Test(secret, starts_as_zeros_and_keeps_what_is_written)
{
    struct secret *secret = secret_new(64);
    cr_assert_eq(secret_size(secret), 64);
    uint8_t *bytes = secret_lend(secret);
    for (int i = 0; i < 64; i++)
        cr_assert_eq(bytes[i], 0);
    memset(bytes, 0xa5, 64);
    secret_take_back(secret);
    const uint8_t *again = secret_lend(secret);
    cr_assert_eq(again[0], 0xa5);
    cr_assert_eq(again[63], 0xa5);
    secret_take_back(secret);
    secret_free_at(&secret);
    cr_assert_null(secret);
    secret_free(NULL);
}

Test(secret, is_unreadable_while_nobody_borrows_it, .signal = SIGSEGV)
{
    signal(SIGSEGV, SIG_DFL); /* a sanitizer would turn it into an abort */
    struct secret *secret = secret_new(16);
    volatile uint8_t *bytes = secret_lend(secret);
    secret_take_back(secret);
    bytes[0] = 1;
}

Test(secret, stays_readable_until_the_last_loan_is_back)
{
    struct secret *secret = secret_new(16);
    volatile uint8_t *bytes = secret_lend(secret);
    secret_lend(secret);
    secret_take_back(secret);
    bytes[0] = 7;
    cr_assert_eq(bytes[0], 7);
    secret_take_back(secret);
    secret_free(secret);
}

Test(secret, is_guarded_behind_its_end, .signal = SIGSEGV)
{
    signal(SIGSEGV, SIG_DFL); /* a sanitizer would turn it into an abort */
    struct secret *secret = secret_new(16);
    volatile uint8_t *bytes = secret_lend(secret);
    bytes[16] = 1;
}

Test(secret, refuses_a_loan_that_was_never_given, .signal = SIGABRT)
{
    struct secret *secret = secret_new(16);
    secret_take_back(secret);
}

Test(secret, can_be_freed_while_it_is_lent)
{
    struct secret *secret = secret_new(0);
    secret_lend(secret);
    secret_free(secret);
}
