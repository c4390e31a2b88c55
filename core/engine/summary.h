/* SPDX-License-Identifier: MIT */
/* summary.h - what a payment does, in one line. */
#ifndef GRIDLOCK_CORE_ENGINE_SUMMARY_H
#define GRIDLOCK_CORE_ENGINE_SUMMARY_H

#include "core/store/intent_table.h"
#include "core/wallet/chain.h"

/* "0.10000000 BTC to bcrt1q..., fee 0.00000420 BTC" */
void summary_write(char out[static SUMMARY_MAX], const struct explanation *explanation);
/* The same parts on their own. */
void summary_amount(char out[static AMOUNT_TEXT_MAX], const struct explanation *explanation);
void summary_fee(char out[static AMOUNT_TEXT_MAX], const struct explanation *explanation);
/* The first recipient that is not change, and how many more there are. */
const char *summary_recipient(const struct explanation *explanation, size_t *others);

#endif
