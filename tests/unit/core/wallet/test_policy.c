/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/wallet/policy.h"

enum { NOW = 1800000000 };

static struct policy parsed(const char *text)
{
    struct policy policy;
    size_t line = 0;
    const result r = policy_parse(&policy, &line, slice_of_text(text));
    cr_assert(is_ok(r), "line %zu: %s", line, error_name(r.code));
    return policy;
}

static void assert_refused(const char *text, enum error_code expected, size_t expected_line)
{
    struct policy policy;
    size_t line = 0;
    memset(&policy, 0xee, sizeof policy);
    const enum error_code code = policy_parse(&policy, &line, slice_of_text(text)).code;
    cr_assert_eq(code, expected, "%s: %s", text, error_name(code));
    cr_assert_eq(line, expected_line, "%s: line %zu", text, line);
    cr_assert_eq(((uint8_t *)&policy)[0], 0xee);
}

static struct explanation payment(const char *asset, unsigned decimals, const char *spent,
                                  const char *fee)
{
    struct explanation e = {.kind = INTENT_PSBT, .decimals = decimals, .output_count = 2};
    strcpy(e.asset, asset);
    cr_assert(is_ok(amount_parse(&e.spent, spent, decimals)));
    cr_assert(is_ok(amount_parse(&e.fee, fee, decimals)));
    strcpy(e.outputs[0].address, "bc1qfriend");
    strcpy(e.outputs[1].address, "bc1qchange");
    e.outputs[1].is_change = true;
    return e;
}

static enum error_code judged(const char *policy, const struct explanation *e,
                              const struct policy_consent *recent, size_t count, uint64_t now)
{
    const struct policy p = parsed(policy);
    const struct policy_verdict v = policy_judge(&p, e, recent, count, now);
    cr_assert_eq(v.consents, v.reason == ERROR_NONE);
    cr_assert_str_neq(v.sentence, "");
    return v.reason;
}

static struct policy_consent consent(uint64_t time, const char *asset, const char *amount,
                                     unsigned decimals)
{
    struct policy_consent c = {.time = time};
    strcpy(c.asset, asset);
    cr_assert(is_ok(amount_parse(&c.amount, amount, decimals)));
    return c;
}

Test(policy, reads_the_whole_format)
{
    const struct policy p =
        parsed("# comment\r\n\r\n[default]\r\n answer = consent # trailing\n"
               "[limit BTC]\nper_payment = 0.5\nper_day=1.0\n"
               "  [ limit  ETH@137 ]  \nallow = 0xAB\nallow = 0xCD\nper_day = 3");
    cr_assert(p.consents_by_default);
    cr_assert_eq(p.limit_count, 2);
    cr_assert_str_eq(p.limits[0].asset, "BTC");
    cr_assert_str_eq(p.limits[0].per_payment, "0.5");
    cr_assert_str_eq(p.limits[0].per_day, "1.0");
    cr_assert_str_eq(p.limits[1].asset, "ETH@137");
    cr_assert_str_eq(p.limits[1].per_payment, "");
    cr_assert_eq(p.allowed_count, 2);
    cr_assert_eq(p.allowed[1].limit, 1);
    cr_assert_str_eq(p.allowed[1].address, "0xCD");
}

Test(policy, refuses_by_default)
{
    const struct explanation e = payment("BTC", 8, "0.1", "0.0001");
    cr_assert_eq(judged("", &e, NULL, 0, NOW), ERROR_POLICY_NO_RULE);
    cr_assert_eq(judged("# nothing\n", &e, NULL, 0, NOW), ERROR_POLICY_NO_RULE);
    cr_assert_eq(judged("[default]\nanswer = refuse", &e, NULL, 0, NOW), ERROR_POLICY_NO_RULE);
    cr_assert_eq(judged("[default]\nanswer = consent", &e, NULL, 0, NOW), ERROR_NONE);
    cr_assert_eq(judged("[limit ETH]\nper_payment = 1", &e, NULL, 0, NOW), ERROR_POLICY_NO_RULE);
}

Test(policy, names_the_line_it_does_not_understand)
{
    assert_refused("per_day = 1", ERROR_POLICY_SECTION, 1);
    assert_refused("\n[limits BTC]\nper_day = 1", ERROR_POLICY_SECTION, 2);
    assert_refused("[limit btc]\nper_day = 1", ERROR_POLICY_SECTION, 1);
    assert_refused("[limit ]\n", ERROR_POLICY_SECTION, 1);
    assert_refused("[limit BTC\n", ERROR_POLICY_LINE, 1);
    assert_refused("[", ERROR_POLICY_LINE, 1);
    assert_refused("[limit BTC]\nper_week = 1", ERROR_POLICY_KEY, 2);
    assert_refused("[limit BTC]\nanswer = consent", ERROR_POLICY_KEY, 2);
    assert_refused("[default]\nper_day = 1", ERROR_POLICY_KEY, 2);
    assert_refused("[default]\nanswer = yes", ERROR_POLICY_ANSWER, 2);
    assert_refused("[default]\nanswer = refuse\nanswer = consent", ERROR_POLICY_TWICE, 3);
    assert_refused("[default]\nanswer = refuse\n[default]\nanswer = consent", ERROR_POLICY_TWICE,
                   3);
    assert_refused("[limit BTC]\nper_day = 1\nper_day = 2", ERROR_POLICY_TWICE, 3);
    assert_refused("[limit BTC]\nper_day = 1\n[limit BTC]\nper_day = 2", ERROR_POLICY_TWICE, 3);
    assert_refused("[limit BTC]\nallow = a\nallow = a", ERROR_POLICY_TWICE, 3);
    assert_refused("[limit BTC]\nper_day = 1,5", ERROR_POLICY_AMOUNT, 2);
    assert_refused("[limit BTC]\nper_day = -1", ERROR_POLICY_AMOUNT, 2);
    assert_refused("[limit BTC]\nper_day = unlimited", ERROR_POLICY_AMOUNT, 2);
    assert_refused("[limit BTC]\nper_day = 0.0000000000000000001", ERROR_POLICY_AMOUNT, 2);
    assert_refused("[limit BTC]\nper_day =", ERROR_POLICY_LINE, 2);
    assert_refused("[limit BTC]\n= 5", ERROR_POLICY_LINE, 2);
    assert_refused("[limit BTC]\nper_day 5", ERROR_POLICY_LINE, 2);
    assert_refused("[limit BTC]\nallow = a b", ERROR_POLICY_LINE, 2);
    assert_refused("[limit BTC]\n\n[limit ETH]\nper_day = 1", ERROR_POLICY_EMPTY, 1);
    assert_refused("[limit ETH]\nper_day = 1\n\n[limit BTC]\n# per_day = 1\n", ERROR_POLICY_EMPTY,
                   4);
    assert_refused("[default]\n", ERROR_POLICY_EMPTY, 1);
}

Test(policy, refuses_zeros_long_lines_and_too_much)
{
    struct policy policy;
    size_t line = 0;
    cr_assert_eq(policy_parse(&policy, &line, slice_of("[limit BTC]\nper_day = 1\0 000", 28)).code,
                 ERROR_POLICY_LINE);
    cr_assert_eq(line, 2);
    char text[POLICY_FILE_MAX + 1];
    memset(text, '#', sizeof text);
    cr_assert_eq(policy_parse(&policy, &line, slice_of(text, 300)).code, ERROR_POLICY_LINE);
    cr_assert_eq(policy_parse(&policy, &line, slice_of(text, sizeof text)).code, ERROR_POLICY_MANY);
    struct buffer many = {0};
    buffer_print(&many, "[limit BTC]\n");
    for (int i = 0; i < POLICY_ALLOWED_MAX + 1; i++)
        buffer_print(&many, "allow = a%d\n", i);
    cr_assert_eq(policy_parse(&policy, &line, buffer_slice(&many)).code, ERROR_POLICY_MANY);
    cr_assert_eq(line, POLICY_ALLOWED_MAX + 2);
    buffer_clear(&many);
    for (int i = 0; i < POLICY_LIMITS_MAX + 1; i++)
        buffer_print(&many, "[limit A%d]\nper_day = 1\n", i);
    cr_assert_eq(policy_parse(&policy, &line, buffer_slice(&many)).code, ERROR_POLICY_MANY);
    buffer_free(&many);
}

Test(policy, limits_one_payment_with_its_fee)
{
    static const char *const text = "[limit BTC]\nper_payment = 0.5";
    struct explanation e = payment("BTC", 8, "0.49", "0.01");
    cr_assert_eq(judged(text, &e, NULL, 0, NOW), ERROR_NONE);
    e = payment("BTC", 8, "0.49", "0.01000001");
    cr_assert_eq(judged(text, &e, NULL, 0, NOW), ERROR_POLICY_PER_PAYMENT);
    e = payment("BTC", 8, "0.00000001", "0.5");
    cr_assert_eq(judged(text, &e, NULL, 0, NOW), ERROR_POLICY_PER_PAYMENT);
    e.spent = (struct amount){{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    cr_assert_eq(judged(text, &e, NULL, 0, NOW), ERROR_POLICY_PER_PAYMENT);
    e = payment("BTC", 8, "0", "0");
    cr_assert_eq(judged("[limit BTC]\nper_payment = 0", &e, NULL, 0, NOW), ERROR_NONE);
}

Test(policy, counts_a_rolling_day_at_consent)
{
    static const char *const text = "[limit BTC]\nper_day = 1.0";
    const struct explanation e = payment("BTC", 8, "0.4", "0");
    struct policy_consent recent[3] = {consent(NOW - 10, "BTC", "0.3", 8),
                                       consent(NOW - POLICY_DAY + 1, "BTC", "0.3", 8),
                                       consent(NOW - 5, "ETH", "5", 8)};
    cr_assert_eq(judged(text, &e, recent, 3, NOW), ERROR_NONE);
    recent[1] = consent(NOW - POLICY_DAY + 1, "BTC", "0.30000001", 8);
    cr_assert_eq(judged(text, &e, recent, 3, NOW), ERROR_POLICY_PER_DAY);
    cr_assert_eq(judged(text, &e, recent, 3, NOW + 1),
                 ERROR_NONE); /* a day later the older one is gone */
    recent[1] =
        consent(NOW + 100000, "BTC", "0.30000001", 8); /* the clock was set back: still counts */
    cr_assert_eq(judged(text, &e, recent, 3, NOW), ERROR_POLICY_PER_DAY);
    recent[0].amount = (struct amount){{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    cr_assert_eq(judged(text, &e, recent, 3, NOW), ERROR_POLICY_PER_DAY);
    cr_assert_eq(judged("[limit BTC]\nper_payment = 1", &e, recent, 3, NOW), ERROR_NONE);
}

/* Payments one after another never pass the limit in any window of a day. */
Test(policy, never_lets_any_window_of_a_day_pass_the_limit)
{
    const struct policy p = parsed("[limit BTC]\nper_day = 1.0\nper_payment = 0.4");
    struct policy_consent recent[4000];
    size_t count = 0;
    uint64_t state = 5, now = NOW;
    for (int i = 0; i < 4000; i++) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        now += (state >> 33) % 9000;
        struct explanation e = payment("BTC", 8, "0", "0");
        e.spent = amount_of((state >> 20) % 45000000);
        if (!policy_judge(&p, &e, recent, count, now).consents)
            continue;
        recent[count] = (struct policy_consent){.time = now, .amount = e.spent};
        strcpy(recent[count++].asset, "BTC");
    }
    cr_assert_gt(count, 100);
    uint64_t most = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t sum = 0;
        for (size_t j = i; j < count && recent[j].time < recent[i].time + POLICY_DAY; j++)
            sum += recent[j].amount.limb[0];
        most = sum > most ? sum : most;
        cr_assert_leq(sum, 100000000);
    }
    cr_assert_gt(most, 90000000); /* and the limit is really used */
}

Test(policy, allows_only_listed_recipients)
{
    struct explanation e = payment("BTC", 8, "0.1", "0.001");
    cr_assert_eq(judged("[limit BTC]\nallow = bc1qfriend", &e, NULL, 0, NOW), ERROR_NONE);
    cr_assert_eq(judged("[limit BTC]\nallow = BC1QFRIEND", &e, NULL, 0, NOW), ERROR_NONE);
    cr_assert_eq(judged("[limit BTC]\nallow = bc1qfriends", &e, NULL, 0, NOW),
                 ERROR_POLICY_RECIPIENT);
    cr_assert_eq(judged("[limit BTC]\nallow = bc1qchange", &e, NULL, 0, NOW),
                 ERROR_POLICY_RECIPIENT);
    cr_assert_eq(
        judged("[limit ETH]\nallow = bc1qfriend\n[limit BTC]\nallow = 1abc", &e, NULL, 0, NOW),
        ERROR_POLICY_RECIPIENT);
    cr_assert_eq(judged("[limit BTC]\nallow = bc1qfriend\nper_payment = 0.1", &e, NULL, 0, NOW),
                 ERROR_POLICY_PER_PAYMENT);
    e.outputs[1].is_change = false;
    cr_assert_eq(judged("[limit BTC]\nallow = bc1qfriend", &e, NULL, 0, NOW),
                 ERROR_POLICY_RECIPIENT);
    strcpy(e.outputs[0].address, "1Abc");
    e.output_count = 1;
    cr_assert_eq(judged("[limit BTC]\nallow = 1abc", &e, NULL, 0, NOW),
                 ERROR_POLICY_RECIPIENT); /* base58 */
    cr_assert_eq(judged("[limit BTC]\nallow = 1Abc", &e, NULL, 0, NOW), ERROR_NONE);
}

Test(policy, refuses_limits_finer_than_the_coin)
{
    const struct explanation e = payment("BTC", 8, "0.1", "0");
    cr_assert_eq(judged("[limit BTC]\nper_payment = 0.500000001", &e, NULL, 0, NOW),
                 ERROR_POLICY_DIGITS);
    cr_assert_eq(judged("[limit BTC]\nper_day = 0.500000001", &e, NULL, 0, NOW),
                 ERROR_POLICY_DIGITS);
    const struct explanation eth = payment("ETH", 18, "0.1", "0");
    cr_assert_eq(judged("[limit ETH]\nper_payment = 0.500000001", &eth, NULL, 0, NOW), ERROR_NONE);
}

Test(policy, never_signs_messages)
{
    struct explanation e = payment("ETH", 18, "0", "0");
    e.kind = INTENT_MESSAGE;
    cr_assert_eq(
        judged("[default]\nanswer = consent\n[limit ETH]\nper_day = 100", &e, NULL, 0, NOW),
        ERROR_POLICY_MESSAGE);
}
