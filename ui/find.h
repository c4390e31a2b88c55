/* SPDX-License-Identifier: MIT */
/* find.h - whether a text has what a person types: each word somewhere, capitals do not matter. */
#ifndef GRIDLOCK_UI_FIND_H
#define GRIDLOCK_UI_FIND_H

#include <stdbool.h>

bool find_in(const char *text, const char *words);

#endif
