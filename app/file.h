/* SPDX-License-Identifier: MIT */
/* file.h - a small file as bytes. */
#ifndef GRIDLOCK_APP_FILE_H
#define GRIDLOCK_APP_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/buffer.h"

/* False when it cannot be read, is no plain file, or is longer than `most`. *is_missing may be
 * NULL. */
bool file_read(struct buffer *out, const char *path, size_t most, bool *is_missing);

#endif
