/* SPDX-License-Identifier: MIT */
/* unlock.h - what opens a home: a passphrase typed or read from a descriptor, or a key file. It is
 * never taken from the arguments or the environment, and lives in locked memory only.
 */
#ifndef GRIDLOCK_APP_UNLOCK_H
#define GRIDLOCK_APP_UNLOCK_H

#include <stdbool.h>

#include "app/options.h"
#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/store/store.h"

enum { UNLOCK_PASSPHRASE_MAX = 1000, UNLOCK_KEY_FILE_MAX = 4096 };

struct unlock_key {
    enum store_lock lock;
    struct secret *bytes; /* owned */
};

/* By the options; asks twice when it is for a new home. `signals` ends the asking.
 * (PASSPHRASE_*, KEY_FILE_*) */
MUST_USE result unlock_get(struct unlock_key *out, const struct options *options, bool is_new,
                           int signals);
void unlock_wipe(struct unlock_key *key);
/* The descriptor that options name, or -1. (PASSPHRASE_FD) */
MUST_USE result unlock_descriptor(int *out, const struct options *options);

#endif
