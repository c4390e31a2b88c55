/* SPDX-License-Identifier: MIT */
/* groups.h - an address as people compare it: in groups of four, counted from one.
 *
 * "0x" of Ethereum stands before the first group and is not counted.
 */
#ifndef GRIDLOCK_UI_GROUPS_H
#define GRIDLOCK_UI_GROUPS_H

#include <stddef.h>

enum { GROUP_CHARACTERS = 4, GROUPS_MAX = 24, GROUPS_TEXT_MAX = 160 };

struct groups {
    char prefix[3]; /* "0x" or empty */
    char group[GROUPS_MAX][GROUP_CHARACTERS + 1];
    size_t count;
};

void groups_of(struct groups *out, const char *address);
/* "bc1q w508 d6qe ..." */
void groups_write(char out[static GROUPS_TEXT_MAX], const char *address);
/* "1st", "2nd", "3rd", "4th"; number counts from one. */
void groups_ordinal(char out[static 8], size_t number);

#endif
