/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/base/memory.h"
#include "core/wallet/chain.h"

Test(explanation, gives_back_its_items_once)
{
    struct explanation e = {.items = memory_new(3, sizeof(struct sign_item)), .item_count = 3};
    explanation_free(&e);
    cr_assert_null(e.items);
    cr_assert_eq(e.item_count, 0);
    explanation_free(&e);
}
