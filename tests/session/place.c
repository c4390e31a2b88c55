/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session/place.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool place_make(char out[static PLACE_MAX], const char *name)
{
    const char *cache = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    char base[PLACE_MAX - 40];
    const int size = cache && cache[0] ? snprintf(base, sizeof base, "%s", cache)
                                       : snprintf(base, sizeof base, "%s/.cache", home ? home : "");

    if (size < 0 || (size_t)size >= sizeof base)
        return false;
    mkdir(base, 0700);
    snprintf(out, PLACE_MAX, "%s/gridlock", base);
    mkdir(out, 0700);
    snprintf(out, PLACE_MAX, "%s/gridlock/%s-XXXXXX", base, name);
    return mkdtemp(out) != NULL;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

void place_remove(const char *folder)
{
    if (strstr(folder, "/gridlock/"))
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
