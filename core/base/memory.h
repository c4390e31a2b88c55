/* SPDX-License-Identifier: MIT */
/* memory.h - heap for public things. Running out of it ends the program, which is safe: nothing
 * leaves before it is stored. Sizes that come from outside are bounded before they get here.
 */
#ifndef GRIDLOCK_CORE_BASE_MEMORY_H
#define GRIDLOCK_CORE_BASE_MEMORY_H

#include <stddef.h>

/* `count` zeroed elements. Never NULL. */
void *memory_new(size_t count, size_t size);
/* Grows or shrinks; bytes beyond the old size are not zeroed. Never NULL. */
void *memory_grow(void *old, size_t count, size_t size);
/* A copy on the heap. */
void *memory_copy(const void *bytes, size_t size);
char *memory_copy_text(const char *text);
void memory_free(void *memory);
/* Zeroes a secret; the compiler may not leave it out. */
void memory_wipe(void *memory, size_t size);

#endif
