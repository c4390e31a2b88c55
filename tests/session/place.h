/* SPDX-License-Identifier: MIT */
/* place.h - where a run works: a new folder in Gridlock's own cache, gone afterwards. */
#ifndef GRIDLOCK_TESTS_SESSION_PLACE_H
#define GRIDLOCK_TESTS_SESSION_PLACE_H

#include <stdbool.h>

enum { PLACE_MAX = 200 };

bool place_make(char out[static PLACE_MAX], const char *name);
void place_remove(const char *folder);

#endif
