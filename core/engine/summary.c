/* SPDX-License-Identifier: MIT */
#include "core/engine/summary.h"

#include <stdio.h>

#include "core/base/buffer.h"
#include "core/base/text.h"

void summary_amount(char out[static AMOUNT_TEXT_MAX], const struct explanation *explanation)
{
    amount_print(out, &explanation->spent, explanation->decimals);
}

void summary_fee(char out[static AMOUNT_TEXT_MAX], const struct explanation *explanation)
{
    amount_print(out, &explanation->fee, explanation->decimals);
}

const char *summary_recipient(const struct explanation *explanation, size_t *others)
{
    const char *first = NULL;

    *others = 0;
    for (size_t i = 0; i < explanation->output_count; i++) {
        if (explanation->outputs[i].is_change)
            continue;
        if (first)
            ++*others;
        else
            first = explanation->outputs[i].address;
    }
    return first ? first : "this wallet itself";
}

void summary_write(char out[static SUMMARY_MAX], const struct explanation *explanation)
{
    char amount[AMOUNT_TEXT_MAX];
    char fee[AMOUNT_TEXT_MAX];
    char more[32] = "";
    size_t others = 0;
    const char *recipient = summary_recipient(explanation, &others);

    summary_amount(amount, explanation);
    summary_fee(fee, explanation);
    if (others > 0)
        snprintf(more, sizeof more, " and %zu more", others);
    struct buffer line SCOPED(buffer_free) = {0};
    buffer_print(&line, "%s %s to %s%s, fee %s%s %s%s%s", amount, explanation->unit, recipient,
                 more, explanation->kind == INTENT_EVM ? "at most " : "", fee, explanation->unit,
                 explanation->warning[0] ? ". " : "", explanation->warning);
    text_showable(out, SUMMARY_MAX, buffer_slice(&line)); /* cut to fit */
}
