/* SPDX-License-Identifier: MIT */
/* policy.h - what a guardian without a person answers. Pure: the caller reads the file, keeps the
 * list of consents and knows the time.
 *
 *   # policy.conf
 *   [default]
 *   answer = refuse            what holds for assets without a section; refuse when left out
 *   [limit BTC]                the asset as an explanation names it: BTC, ETH, ETH@137
 *   per_payment = 0.5          the most one payment may take, fee included
 *   per_day = 1.0              the most in any 24 hours, fees included
 *   allow = bc1q...            if any: only these recipients (and the wallet's own change)
 *
 * Whatever is not understood is refused with its line number: a typo must not loosen a rule.
 * Limits count at consent, not at broadcast (amendments D2). Messages are never signed by rule.
 */
#ifndef GRIDLOCK_CORE_WALLET_POLICY_H
#define GRIDLOCK_CORE_WALLET_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/amount.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/wallet/chain.h"

enum {
    POLICY_LIMITS_MAX = 16,
    POLICY_ALLOWED_MAX = 128,
    POLICY_AMOUNT_MAX = 48,
    POLICY_FILE_MAX = 64 << 10,
    POLICY_DAY = 24 * 60 * 60
};

struct policy_limit {
    char asset[ASSET_MAX];
    /* As text, because only the explanation knows the decimals; empty = no such limit. */
    char per_payment[POLICY_AMOUNT_MAX];
    char per_day[POLICY_AMOUNT_MAX];
};

struct policy_allowed {
    size_t limit; /* index of its section */
    char address[ADDRESS_MAX];
};

struct policy {
    bool consents_by_default;
    struct policy_limit limits[POLICY_LIMITS_MAX];
    size_t limit_count;
    struct policy_allowed allowed[POLICY_ALLOWED_MAX];
    size_t allowed_count;
};

/* One earlier yes: amount = spent + fee of its explanation. */
struct policy_consent {
    uint64_t time; /* unix seconds */
    char asset[ASSET_MAX];
    struct amount amount;
};

struct policy_verdict {
    bool consents;
    enum error_code reason;  /* ERROR_NONE when it consents, else ERROR_POLICY_... */
    char sentence[NOTE_MAX]; /* for the log and the owner */
};

/* On failure *line is where; the error says what (POLICY_LINE, POLICY_SECTION, POLICY_KEY,
 * POLICY_TWICE, POLICY_AMOUNT, POLICY_ANSWER, POLICY_EMPTY, POLICY_MANY). */
MUST_USE result policy_parse(struct policy *out, size_t *line, struct slice text);

/* What a payment counts as: all that leaves the wallet, fee included. (AMOUNT_RANGE) */
MUST_USE result policy_amount(struct amount *out, const struct explanation *explanation);

/* recent: all consents of this wallet in the last 24 hours at least; older ones are skipped. */
struct policy_verdict policy_judge(const struct policy *policy,
                                   const struct explanation *explanation,
                                   const struct policy_consent *recent, size_t count, uint64_t now);

#endif
