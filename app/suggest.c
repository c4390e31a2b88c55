/* SPDX-License-Identifier: MIT */
#include "app/suggest.h"

#include <string.h>

enum { WORD_MAX = 32, CLOSE = 2 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance. */
static unsigned distance(const char *one, const char *other)
{
    unsigned table[WORD_MAX + 1][WORD_MAX + 1] = {{0}};
    const size_t rows = strlen(one);
    const size_t columns = strlen(other);

    for (unsigned i = 0; i <= rows; i++)
        table[i][0] = i;
    for (unsigned j = 0; j <= columns; j++)
        table[0][j] = j;
    for (size_t i = 1; i <= rows; i++)
        for (size_t j = 1; j <= columns; j++) {
            const unsigned changed = table[i - 1][j - 1] + (one[i - 1] != other[j - 1]);
            table[i][j] = least(changed, least(table[i - 1][j], table[i][j - 1]) + 1);
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                table[i][j] = least(table[i][j], table[i - 2][j - 2] + 1);
        }
    return table[rows][columns];
}

bool suggest_is_close(const char *typed, const char *meant)
{
    const size_t size = strlen(typed);

    if (size == 0 || size > WORD_MAX || strlen(meant) > WORD_MAX)
        return false;
    const unsigned apart = distance(typed, meant);
    return apart <= CLOSE && apart < size;
}
