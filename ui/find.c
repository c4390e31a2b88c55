/* SPDX-License-Identifier: MIT */
#include "ui/find.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool has_word(const char *text, const char *word, size_t size)
{
    for (; strlen(text) >= size; text++)
        if (strncasecmp(text, word, size) == 0)
            return true;
    return false;
}

bool find_in(const char *text, const char *words)
{
    while (*words) {
        const size_t size = strcspn(words, " ");
        if (size > 0 && !has_word(text, words, size))
            return false;
        words += size;
        words += strspn(words, " ");
    }
    return true;
}
