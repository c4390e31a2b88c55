/* SPDX-License-Identifier: MIT */
#include "core/engine/mailbox_key.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/base/secret.h"
#include "core/crypto/hash.h"
#include "core/crypto/identity.h"

enum { SEED_BYTES = 32 };

static struct mailbox_key *key_around(struct identity *signer)
{
    struct mailbox_key *key = memory_new(1, sizeof *key);
    uint8_t labelled[sizeof MAILBOX_API_ID_LABEL + sizeof key->pk];

    key->signer = signer;
    memcpy(key->pk, signer->sign_pk, sizeof key->pk);
    memcpy(labelled, MAILBOX_API_ID_LABEL, sizeof MAILBOX_API_ID_LABEL);
    memcpy(labelled + sizeof MAILBOX_API_ID_LABEL, key->pk, sizeof key->pk);
    hash_blake2b(key->id, sizeof key->id, slice_of(labelled, sizeof labelled));
    return key;
}

struct mailbox_key *mailbox_key_new(struct rng *rng)
{
    return key_around(identity_new(rng));
}

struct mailbox_key *mailbox_key_from_seed(const uint8_t seed[static SEED_BYTES])
{
    /* A mailbox receives nothing under X25519: that half of the identity holds no secret. */
    static const uint8_t no_box[32] = {1};

    return key_around(identity_from_seeds(seed, no_box));
}

void mailbox_key_write_seed(const struct mailbox_key *key, uint8_t out[static SEED_BYTES])
{
    memcpy(out, secret_lend(key->signer->keys), SEED_BYTES);
    secret_take_back(key->signer->keys);
}

void mailbox_key_free(struct mailbox_key *key)
{
    if (!key)
        return;
    identity_free(key->signer);
    memory_free(key);
}

void mailbox_key_sign(const struct mailbox_key *key, uint8_t out[static 64], struct slice message)
{
    identity_sign(key->signer, out, message);
}
