/* SPDX-License-Identifier: MIT */
/* vectors.h - known answers from JSON files under tests/vectors; tests run in the project root.
 * A missing file, path or digit ends the test program: a vector must never be skipped silently. */
#ifndef GRIDLOCK_TESTS_SUPPORT_VECTORS_H
#define GRIDLOCK_TESTS_SUPPORT_VECTORS_H

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

/* The whole file, e.g. "tests/vectors/w1-selfmade/kat.json"; cJSON_Delete() it. */
cJSON *vectors_load(const char *path);
/* The whole file as bytes with a zero behind the end; free() it. `size` may be NULL. */
char *vectors_text(const char *path, size_t *size);
/* "primitives.sc.0.add": object keys and array positions, joined by dots. Never NULL. */
const cJSON *vectors_at(const cJSON *root, const char *dotted_path);
/* A string of hex digits (with or without 0x) into `out`; returns the number of bytes. */
size_t vectors_hex(uint8_t *out, size_t room, const cJSON *item);
/* The same for exactly `size` bytes at a path. */
void vectors_hex_at(uint8_t *out, size_t size, const cJSON *root, const char *dotted_path);
/* The text at a path. */
const char *vectors_string_at(const cJSON *root, const char *dotted_path);
/* A whole number at a path, written as a number or as decimal digits. */
long long vectors_number_at(const cJSON *root, const char *dotted_path);

#endif
