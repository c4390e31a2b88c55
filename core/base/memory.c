/* SPDX-License-Identifier: MIT */
#include "core/base/memory.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *memory_new(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);

    if (!memory)
        abort();
    return memory;
}

void *memory_grow(void *old, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        abort();
    const size_t bytes = count * size;
    void *memory = realloc(old, bytes ? bytes : 1);
    if (!memory)
        abort();
    return memory;
}

void *memory_copy(const void *bytes, size_t size)
{
    void *copy = memory_new(1, size);

    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *memory_copy_text(const char *text)
{
    return memory_copy(text, strlen(text) + 1);
}

void memory_free(void *memory)
{
    free(memory);
}

void memory_wipe(void *memory, size_t size)
{
    sodium_memzero(memory, size);
}
