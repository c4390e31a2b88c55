/* SPDX-License-Identifier: MIT */
#include "core/crypto/passphrase.h"

#include <sodium.h>
#include <stdlib.h>

_Static_assert((int)PASSPHRASE_SALT_BYTES == (int)crypto_pwhash_SALTBYTES, "Argon2id's salt");

enum { MEM_KIB_LEAST = 8, FILE_DIGEST_BYTES = 64 };

struct passphrase_params passphrase_params_new(struct rng *rng)
{
    struct passphrase_params params = {.ops = PASSPHRASE_DEFAULT_OPS,
                                       .mem_kib = PASSPHRASE_DEFAULT_MEM_KIB};

    rng_fill(rng, params.salt, sizeof params.salt);
    return params;
}

result passphrase_key(struct secret **key, struct slice passphrase,
                      const struct passphrase_params *params)
{
    CHECK(params->ops >= 1 && params->ops <= PASSPHRASE_MOST_OPS, PASSPHRASE_COST);
    CHECK(params->mem_kib >= MEM_KIB_LEAST && params->mem_kib <= PASSPHRASE_MOST_MEM_KIB,
          PASSPHRASE_COST);
    const char *words = passphrase.size > 0 ? (const char *)passphrase.data : "";
    struct secret *made = secret_new(PASSPHRASE_KEY_BYTES);
    const int outcome =
        crypto_pwhash(secret_lend(made), PASSPHRASE_KEY_BYTES, words, passphrase.size, params->salt,
                      params->ops, (size_t)params->mem_kib * 1024, crypto_pwhash_ALG_ARGON2ID13);

    secret_take_back(made);
    if (outcome != 0) {
        secret_free(made);
        return FAIL(PASSPHRASE_MEMORY);
    }
    *key = made;
    return OK;
}

result passphrase_from_key_file(struct secret **key, struct slice file,
                                const struct passphrase_params *params)
{
    static const char tag[] = "gridlock/key-file/v1";
    crypto_generichash_state state;
    uint8_t digest[FILE_DIGEST_BYTES];

    CHECK(file.size >= PASSPHRASE_KEY_FILE_LEAST, KEY_FILE_SHORT);
    struct secret *made = secret_new(PASSPHRASE_KEY_BYTES);
    if (crypto_generichash(digest, sizeof digest, file.data, file.size, NULL, 0) != 0 ||
        crypto_generichash_init(&state, digest, sizeof digest, PASSPHRASE_KEY_BYTES) != 0 ||
        crypto_generichash_update(&state, (const uint8_t *)tag, sizeof tag) != 0 ||
        crypto_generichash_update(&state, params->salt, sizeof params->salt) != 0 ||
        crypto_generichash_final(&state, secret_lend(made), PASSPHRASE_KEY_BYTES) != 0)
        abort();
    secret_take_back(made);
    sodium_memzero(digest, sizeof digest);
    sodium_memzero(&state, sizeof state);
    *key = made;
    return OK;
}
