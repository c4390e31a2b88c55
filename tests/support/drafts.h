/* SPDX-License-Identifier: MIT */
/* drafts.h - unsigned payments for member 0 of a family, without a node: made of invented coins,
 * but of the same bytes a node's would be. */
#ifndef GRIDLOCK_TESTS_SUPPORT_DRAFTS_H
#define GRIDLOCK_TESTS_SUPPORT_DRAFTS_H

#include "support/family.h"

void draft_ethereum(struct family *family, const uint8_t wallet[static 32], uint64_t wei,
                    uint64_t nonce);
void draft_bitcoin(struct family *family, const uint8_t wallet[static 32], enum account_kind kind,
                   size_t inputs);

#endif
