/* SPDX-License-Identifier: MIT */
/* migrations.h - the schema as an append-only list; the index is PRAGMA user_version. A released
 * entry is never edited (tests/unit holds the hash of each). */
#ifndef GRIDLOCK_CORE_STORE_MIGRATIONS_H
#define GRIDLOCK_CORE_STORE_MIGRATIONS_H

#include <stddef.h>

struct migration {
    const char *what;
    const char *sql;
};

extern const struct migration migrations[];
size_t migrations_count(void);

#endif
