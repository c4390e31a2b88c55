/* SPDX-License-Identifier: MIT */
/* when.h - times as people say them, in the local time zone. */
#ifndef GRIDLOCK_UI_WHEN_H
#define GRIDLOCK_UI_WHEN_H

#include <stdint.h>

enum { WHEN_MAX = 32 };

/* "58 min left", "23 h left", "over". */
void when_left(char out[static WHEN_MAX], uint64_t now, uint64_t end);
/* "22 Nov 10:04"; with the year when it is another one. Empty for 0. */
void when_date(char out[static WHEN_MAX], uint64_t now, uint64_t then);

#endif
