/* SPDX-License-Identifier: MIT */
#include "ui/groups.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"

void groups_of(struct groups *out, const char *address)
{
    size_t left = 0;

    *out = (struct groups){.prefix = ""};
    if (text_starts_with(address, "0x")) {
        memcpy(out->prefix, "0x", sizeof out->prefix);
        address += 2;
    }
    for (left = strlen(address); left > 0 && out->count < GROUPS_MAX; out->count++) {
        const size_t size = left < GROUP_CHARACTERS ? left : GROUP_CHARACTERS;
        memcpy(out->group[out->count], address, size);
        address += size;
        left -= size;
    }
}

void groups_write(char out[static GROUPS_TEXT_MAX], const char *address)
{
    struct groups groups;
    size_t used = 0;

    groups_of(&groups, address);
    out[0] = 0;
    if (groups.prefix[0])
        used += (size_t)snprintf(out, GROUPS_TEXT_MAX, "%s", groups.prefix);
    for (size_t i = 0; i < groups.count && used < GROUPS_TEXT_MAX; i++)
        used += (size_t)snprintf(out + used, GROUPS_TEXT_MAX - used, "%s%s", used > 0 ? " " : "",
                                 groups.group[i]);
}

void groups_ordinal(char out[static 8], size_t number)
{
    static const char *const ends[] = {"th", "st", "nd", "rd"};
    const bool is_teen = number % 100 / 10 == 1;
    const size_t last = number % 10;

    snprintf(out, 8, "%u%s", (unsigned)(number % 1000), !is_teen && last < 4 ? ends[last] : "th");
}
