/* SPDX-License-Identifier: MIT */
/* slice.h - borrowed bytes. Valid for the call, never stored beyond it. */
#ifndef GRIDLOCK_CORE_BASE_SLICE_H
#define GRIDLOCK_CORE_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const uint8_t *data;
    size_t size;
};

static inline struct slice slice_of(const void *data, size_t size)
{
    return (struct slice){.data = data, .size = size};
}

static inline struct slice slice_of_text(const char *text)
{
    return (struct slice){.data = (const uint8_t *)text, .size = strlen(text)};
}

/* Public bytes only: not constant time. */
static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

#endif
