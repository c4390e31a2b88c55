/* SPDX-License-Identifier: MIT */
/* suggest.h - "did you mean": how far two words are apart. */
#ifndef GRIDLOCK_APP_SUGGEST_H
#define GRIDLOCK_APP_SUGGEST_H

#include <stdbool.h>

/* Whether `typed` is `meant` with at most two letters added, left out, changed or swapped. */
bool suggest_is_close(const char *typed, const char *meant);

#endif
