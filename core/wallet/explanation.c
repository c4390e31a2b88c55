/* SPDX-License-Identifier: MIT */
#include "core/base/memory.h"
#include "core/wallet/chain.h"

void explanation_free(struct explanation *explanation)
{
    memory_free(explanation->items);
    explanation->items = NULL;
    explanation->item_count = 0;
}
