/* SPDX-License-Identifier: MIT */
/* people.h - devices for tests: an identity, its card, a receive key with its secret. */
#ifndef GRIDLOCK_TESTS_PEOPLE_H
#define GRIDLOCK_TESTS_PEOPLE_H

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/message/card.h"
#include "core/message/envelope.h"
#include "core/message/receive_key.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

#define VECTORS "tests/vectors/e2e/envelope_sas_v1.json"

enum { NOON = 1795000000 };

/* What every program does first. */
__attribute__((constructor)) static void start_sodium(void)
{
    if (sodium_init() < 0)
        abort();
}

struct person {
    struct identity *identity;
    struct card card;
    struct receive_key key;
    struct secret *key_secret;
};

static inline struct person person_new(uint64_t seed, enum card_role role)
{
    struct scripted_rng rng;
    struct person person;
    uint8_t mailbox[32];

    scripted_rng_seed(&rng, seed);
    person.identity = identity_new(&rng.base);
    rng_fill(&rng.base, mailbox, 32);
    card_make(&person.card, person.identity, role, NOON, mailbox);
    person.key_secret = receive_key_make(&person.key, person.identity, NOON, &rng.base);
    return person;
}

static inline void person_free(struct person *person)
{
    identity_free(person->identity);
    secret_free(person->key_secret);
}

/* "o" is the sender of the vectors, "g" the recipient; o's receive-key secret is not published. */
static inline struct person person_of_vectors(const cJSON *json, char who)
{
    const char *name = who == 'o' ? "sender" : "recipient";
    char path[64];
    uint8_t seed[32], sk[32], card[CARD_BYTES], key[RECEIVE_KEY_BYTES];
    struct person person = {0};

    snprintf(path, sizeof path, "%s_ed_seed", name);
    vectors_hex_at(seed, 32, json, path);
    snprintf(path, sizeof path, "%s_x_sk", name);
    vectors_hex_at(sk, 32, json, path);
    person.identity = identity_from_seeds(seed, sk);
    snprintf(path, sizeof path, "sas.card_%c", who);
    vectors_hex_at(card, sizeof card, json, path);
    snprintf(path, sizeof path, "sas.rpkrec_%c", who);
    vectors_hex_at(key, sizeof key, json, path);
    if (!is_ok(card_read(&person.card, slice_of(card, sizeof card))) ||
        !is_ok(receive_key_read(&person.key, slice_of(key, sizeof key), &person.card)))
        abort();
    person.key_secret = secret_new(32);
    if (who == 'g') {
        vectors_hex_at(secret_lend(person.key_secret), 32, json, "recipient_rpk_sk");
        secret_take_back(person.key_secret);
    }
    return person;
}

static inline struct envelope_key envelope_key_of(const struct person *person)
{
    struct envelope_key key = {.secret = person->key_secret};

    memcpy(key.id, person->key.id, sizeof key.id);
    memcpy(key.pk, person->key.pk, sizeof key.pk);
    return key;
}

/* context: the one known person. */
static inline bool find_person(void *context, const uint8_t pid[static 32],
                               uint8_t sign_pk[static 32])
{
    const struct person *known = context;

    if (memcmp(known->card.pid, pid, 32) != 0)
        return false;
    memcpy(sign_pk, known->card.sign_pk, 32);
    return true;
}

static inline struct slice card_slice(const struct person *person)
{
    return slice_of(person->card.bytes, CARD_BYTES);
}

static inline struct slice key_slice(const struct person *person)
{
    return slice_of(person->key.bytes, RECEIVE_KEY_BYTES);
}

#endif
