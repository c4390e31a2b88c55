/* SPDX-License-Identifier: MIT */
/* frost_vectors.h - reading one case of the BIP-445 files: a signer set, a tweaked key, a message.
 */
#ifndef GRIDLOCK_TESTS_FROST_VECTORS_H
#define GRIDLOCK_TESTS_FROST_VECTORS_H

#include <stdlib.h>
#include <string.h>

#include "core/crypto/frost.h"
#include "support/vectors.h"

static const char BIP445[] = "tests/vectors/bip445-frost-signing/";

static cJSON *bip445(const char *file)
{
    char path[128];
    snprintf(path, sizeof path, "%s%s", BIP445, file);
    return vectors_load(path);
}

static const cJSON *pick(const cJSON *group, const char *list, const cJSON *index)
{
    const cJSON *item = cJSON_GetArrayItem(cJSON_GetObjectItem(group, list), index->valueint);
    if (!item)
        abort();
    return item;
}

/* The set in ascending order, with ids and public shares as the case lists them. */
static result read_signers(struct frost_signers *out, const cJSON *group, const cJSON *test)
{
    const cJSON *ids = vectors_at(test, "ids");
    const cJSON *shares = vectors_at(test, "pubshare_indices");
    const size_t count = (size_t)cJSON_GetArraySize(ids);
    uint16_t seat[FROST_SIGNERS_MAX];
    struct point share[FROST_SIGNERS_MAX], key;
    uint8_t bytes[33];

    for (size_t i = 0; i < count; i++) {
        vectors_hex(bytes, 33, pick(group, "pubshares", cJSON_GetArrayItem(shares, (int)i)));
        seat[i] = (uint16_t)cJSON_GetArrayItem(ids, (int)i)->valueint;
        TRY(point_read(&share[i], bytes));
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++)
            if (seat[k] < seat[i]) {
                const uint16_t s = seat[i];
                const struct point p = share[i];
                seat[i] = seat[k], share[i] = share[k];
                seat[k] = s, share[k] = p;
            }
    vectors_hex_at(bytes, 33, group, "thresh_pk");
    TRY(point_read(&key, bytes));
    return frost_signers_fill(out, &key, (uint16_t)vectors_number_at(group, "t"),
                              (uint16_t)vectors_number_at(group, "n"), seat, share, count);
}

static result read_tweak(struct tweak *out, const cJSON *group, const cJSON *test)
{
    const cJSON *list = cJSON_GetObjectItem(test, "tweak_indices");
    const cJSON *modes = cJSON_GetObjectItem(test, "is_xonly");
    uint8_t bytes[33], tweaks[32 * 8];
    bool xonly[8];
    size_t size = 0;
    struct point key;

    vectors_hex_at(bytes, 33, group, "thresh_pk");
    TRY(point_read(&key, bytes));
    *out = tweak_start(&key);
    if (!list)
        return OK;
    for (int i = 0; i < cJSON_GetArraySize(list); i++)
        size += vectors_hex(tweaks + size, sizeof tweaks - size,
                            pick(group, "tweaks", cJSON_GetArrayItem(list, i)));
    for (int i = 0; i < cJSON_GetArraySize(modes); i++)
        xonly[i] = cJSON_IsTrue(cJSON_GetArrayItem(modes, i));
    return tweak_apply_all(out, slice_of(tweaks, size), xonly, (size_t)cJSON_GetArraySize(modes));
}

static size_t read_message(uint8_t out[static 64], const cJSON *test)
{
    return vectors_hex(out, 64, vectors_at(test, "msg"));
}

/* The set, the tweaked key and the session of a case that names its aggregate nonce. */
static result read_session(struct frost_session *session, struct frost_signers *signers,
                           const cJSON *group, const cJSON *test)
{
    uint8_t nonce[66], message[64];
    struct frost_commitment sum;
    struct tweak tweak;

    TRY(read_signers(signers, group, test));
    vectors_hex_at(nonce, 66, test, "aggnonce");
    TRY(frost_commitment_read_sum(&sum, nonce));
    TRY(read_tweak(&tweak, group, test));
    const size_t size = read_message(message, test);
    return frost_session_fill(session, signers, &sum, &tweak, slice_of(message, size));
}

/* Signs a case of the sign or tweak file. */
static result sign_case(uint8_t out[static 32], const cJSON *group, const cJSON *test)
{
    struct frost_signers signers;
    struct frost_session session;
    struct frost_nonce nonce;
    struct scalar share;
    uint8_t bytes[64];

    TRY(read_session(&session, &signers, group, test));
    vectors_hex(bytes, 32, pick(group, "secshares", vectors_at(test, "secshare_index")));
    TRY(scalar_read(&share, bytes));
    vectors_hex(bytes, 64, pick(group, "secnonces", vectors_at(test, "secnonce_index")));
    TRY(scalar_read(&nonce.k[0], bytes));
    TRY(scalar_read(&nonce.k[1], bytes + 32));
    const int which = frost_signers_find(&signers, (uint16_t)vectors_number_at(test, "my_id"));
    return frost_sign(out, &nonce, &share, &session, &signers, (size_t)which);
}

#endif
