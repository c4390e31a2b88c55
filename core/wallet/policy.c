/* SPDX-License-Identifier: MIT */
#include "core/wallet/policy.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"

result policy_amount(struct amount *out, const struct explanation *explanation)
{
    return amount_add(out, &explanation->spent, &explanation->fee);
}

static const struct policy_limit *find_limit(size_t *index, const struct policy *policy,
                                             const char *asset)
{
    for (size_t i = 0; i < policy->limit_count; i++)
        if (strcmp(policy->limits[i].asset, asset) == 0) {
            *index = i;
            return &policy->limits[i];
        }
    return NULL;
}

/* Capital letters mean nothing in hex and bech32 addresses, and much in base58. */
static bool is_same_address(const char *a, const char *b)
{
    static const char *const caseless[] = {"0x", "bc1", "tb1", "bcrt1"};

    for (size_t i = 0; i < sizeof caseless / sizeof caseless[0]; i++)
        if (strncasecmp(a, caseless[i], strlen(caseless[i])) == 0)
            return strcasecmp(a, b) == 0;
    return strcmp(a, b) == 0;
}

static bool is_allowed(const struct policy *policy, size_t limit, const char *address)
{
    bool has_list = false;

    for (size_t i = 0; i < policy->allowed_count; i++) {
        if (policy->allowed[i].limit != limit)
            continue;
        has_list = true;
        if (is_same_address(policy->allowed[i].address, address))
            return true;
    }
    return !has_list;
}

static result judge_recipients(const struct policy *policy, size_t limit,
                               const struct explanation *explanation)
{
    for (size_t i = 0; i < explanation->output_count; i++) {
        const struct explanation_output *output = &explanation->outputs[i];
        CHECK(output->is_change || is_allowed(policy, limit, output->address), POLICY_RECIPIENT);
    }
    return OK;
}

/* More digits than the coin has: the owner meant something else, so nothing is allowed. */
static result read_limit(struct amount *out, const char *text, unsigned decimals)
{
    CHECK(is_ok(amount_parse(out, text, decimals)), POLICY_DIGITS);
    return OK;
}

/* A consent from the future (the clock was set back) counts as well. */
static result sum_of_day(struct amount *sum, const char *asset, const struct policy_consent *recent,
                         size_t count, uint64_t now)
{
    for (size_t i = 0; i < count; i++) {
        const bool is_old = recent[i].time <= now && now - recent[i].time >= POLICY_DAY;
        if (is_old || strcmp(recent[i].asset, asset) != 0)
            continue;
        CHECK(is_ok(amount_add(sum, sum, &recent[i].amount)), POLICY_PER_DAY);
    }
    return OK;
}

struct occasion {
    const struct policy *policy;
    const struct explanation *explanation;
    const struct policy_consent *recent;
    size_t count;
    uint64_t now;
};

static result judge_amounts(const struct policy_limit *limit, const struct occasion *occasion)
{
    const struct explanation *explanation = occasion->explanation;
    struct amount amount;
    struct amount sum;
    struct amount most;

    CHECK(is_ok(policy_amount(&amount, explanation)), POLICY_PER_PAYMENT);
    if (limit->per_payment[0]) {
        TRY(read_limit(&most, limit->per_payment, explanation->decimals));
        CHECK(amount_compare(&amount, &most) <= 0, POLICY_PER_PAYMENT);
    }
    if (limit->per_day[0]) {
        TRY(read_limit(&most, limit->per_day, explanation->decimals));
        sum = amount;
        TRY(sum_of_day(&sum, explanation->asset, occasion->recent, occasion->count, occasion->now));
        CHECK(amount_compare(&sum, &most) <= 0, POLICY_PER_DAY);
    }
    return OK;
}

static result judge(const struct occasion *occasion)
{
    const struct policy *policy = occasion->policy;
    size_t index = 0;

    CHECK(occasion->explanation->kind != INTENT_MESSAGE, POLICY_MESSAGE);
    const struct policy_limit *limit = find_limit(&index, policy, occasion->explanation->asset);
    if (!limit) {
        CHECK(policy->consents_by_default, POLICY_NO_RULE);
        return OK;
    }
    TRY(judge_recipients(policy, index, occasion->explanation));
    return judge_amounts(limit, occasion);
}

struct policy_verdict policy_judge(const struct policy *policy,
                                   const struct explanation *explanation,
                                   const struct policy_consent *recent, size_t count, uint64_t now)
{
    const struct occasion occasion = {policy, explanation, recent, count, now};
    const result judged = judge(&occasion);
    struct policy_verdict verdict = {.consents = is_ok(judged), .reason = judged.code};

    snprintf(verdict.sentence, sizeof verdict.sentence, "%s",
             verdict.consents ? "The payment keeps to the rules of policy.conf."
                              : error_sentence(judged.code));
    return verdict;
}
