/* SPDX-License-Identifier: MIT */
#include "core/base/secret.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

struct secret {
    void *bytes;
    size_t size;
    size_t loans;
};

struct secret *secret_new(size_t size)
{
    struct secret *secret = memory_new(1, sizeof *secret);

    secret->bytes = sodium_malloc(size ? size : 1);
    if (!secret->bytes)
        abort();
    memset(secret->bytes, 0, size);
    secret->size = size;
    if (sodium_mprotect_noaccess(secret->bytes) != 0)
        abort();
    return secret;
}

size_t secret_size(const struct secret *secret)
{
    return secret->size;
}

void *secret_lend(struct secret *secret)
{
    if (secret->loans++ == 0 && sodium_mprotect_readwrite(secret->bytes) != 0)
        abort();
    return secret->bytes;
}

void secret_take_back(struct secret *secret)
{
    if (secret->loans == 0)
        abort();
    if (--secret->loans == 0 && sodium_mprotect_noaccess(secret->bytes) != 0)
        abort();
}

void secret_free(struct secret *secret)
{
    if (!secret)
        return;
    sodium_free(secret->bytes); /* makes it writable, checks the canary, wipes */
    memory_free(secret);
}

void secret_free_at(struct secret **secret)
{
    secret_free(*secret);
    *secret = NULL;
}

bool secret_is_locking(void)
{
    enum { PAGE = 4096 };
    void *page = malloc(PAGE);
    const bool locked = page && sodium_mlock(page, PAGE) == 0;

    if (locked)
        sodium_munlock(page, PAGE);
    free(page);
    return locked;
}
