/* SPDX-License-Identifier: MIT */
/* passphrase.h - the key of a home from what its person knows (Argon2id) or from a key file.
 * The parameters are public and are stored beside what the key opens.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_PASSPHRASE_H
#define GRIDLOCK_CORE_CRYPTO_PASSPHRASE_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/secret.h"
#include "core/base/slice.h"

enum {
    PASSPHRASE_SALT_BYTES = 16,
    PASSPHRASE_KEY_BYTES = 32,
    PASSPHRASE_DEFAULT_OPS = 3,
    PASSPHRASE_DEFAULT_MEM_KIB = 128 * 1024,
    PASSPHRASE_MOST_OPS = 32, /* what a stored file may ask of us */
    PASSPHRASE_MOST_MEM_KIB = 2 * 1024 * 1024,
    PASSPHRASE_KEY_FILE_LEAST = 32,
};

struct passphrase_params {
    uint64_t ops;
    uint64_t mem_kib;
    uint8_t salt[PASSPHRASE_SALT_BYTES];
};

/* 3 passes over 128 MiB, and a fresh salt. */
struct passphrase_params passphrase_params_new(struct rng *rng);
/* Argon2id; about half a second with the default. The key (32 bytes) is the caller's to free.
 * (PASSPHRASE_COST, PASSPHRASE_MEMORY) */
MUST_USE result passphrase_key(struct secret **key, struct slice passphrase,
                               const struct passphrase_params *params);
/* From the bytes of a key file, at least 32 random ones: keyed BLAKE2b, no stretching, because
 * there is nothing to guess. Only the salt of params is used. (KEY_FILE_SHORT) */
MUST_USE result passphrase_from_key_file(struct secret **key, struct slice file,
                                         const struct passphrase_params *params);

#endif
