/* SPDX-License-Identifier: MIT */
/* The four sessions of vectors/w1-selfmade, byte for byte. */
#include "core/crypto/hash.h"
#include "support/ecdsa_known.h"

static const cJSON *expected_frames;
static int matched;

static const cJSON *expected_entry(const struct frame *frame, uint16_t from, uint16_t to)
{
    static const char *names[] = {"E_REQ", "E_OPEN", "E_COM", "E_M1", "E_R2", "E_M2", "E_R3"};
    const cJSON *list = cJSON_GetObjectItem(expected_frames, names[frame->type - FRAME_E_REQ]);
    const cJSON *entry;

    if (frame->type == FRAME_E_REQ)
        return list;
    cJSON_ArrayForEach(entry, list)
    {
        const cJSON *x = cJSON_GetObjectItem(entry, "x");
        if (x ? x->valueint == from + 1
              : cJSON_GetObjectItem(entry, "from")->valueint == from + 1 &&
                    cJSON_GetObjectItem(entry, "to")->valueint == to + 1)
            return entry;
    }
    return NULL;
}

static void compare(struct world *w, uint16_t from, uint16_t to, struct buffer *body)
{
    struct slice rest = buffer_slice(body);
    struct frame frame;
    uint8_t known[32], digest[32];

    while (rest.size) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        if (frame.type == FRAME_PAIR)
            continue;
        if (frame.type == FRAME_E_OPEN && from == WORLD_COORDINATOR)
            continue; /* the bundle: its frames were compared on their way in */
        const cJSON *entry = expected_entry(&frame, from, to);
        cr_assert_not_null(entry, "type %x from %d to %d", frame.type, from, to);
        vectors_hex_at(known, 32, entry, "frame_hash");
        cr_assert_arr_eq(frame.hash, known, 32, "type %x from %d to %d", frame.type, from, to);
        hash_sha256(digest, frame.bytes);
        vectors_hex_at(known, 32, entry, "sha256");
        cr_assert_arr_eq(digest, known, 32);
        matched++;
    }
}

static void expect_signatures(struct world *w, const struct known_session *s)
{
    cr_assert_eq(ecdsa_coordinator_attempt(w->coordinator), ECDSA_ATTEMPT_DONE);
    for (size_t k = 0; k < s->m; k++) {
        const cJSON *result =
            cJSON_GetObjectItem(cJSON_GetArrayItem(vectors_at(s->json, "items"), (int)k), "result");
        struct ecdsa_signature signature;
        uint8_t known[64];
        vectors_hex_at(known, 64, result, "signature");
        cr_assert(ecdsa_coordinator_signature(w->coordinator, &signature, k));
        cr_assert_arr_eq(signature.bytes, known, 64);
        cr_assert_eq(signature.recid, vectors_number_at(result, "recid"));
        for (size_t i = 0; i < s->t; i++) {
            struct sign_ecdsa *session = w->device[s->xs[i] - 1].session;
            cr_assert_eq(sign_ecdsa_status(session), SIGN_ECDSA_DONE);
            cr_assert(sign_ecdsa_signature(session, &signature, k));
            cr_assert_arr_eq(signature.bytes, known, 64);
        }
    }
}

static void replay(struct world *w, const struct known_session *s, const char *setup)
{
    uint8_t known[32];
    char path[32];

    known_push_session(w, s, setup);
    expected_frames = vectors_at(s->json, "frames");
    matched = 0;
    w->watch = compare;
    world_sign(w, &s->order);
    w->watch = NULL;
    expect_signatures(w, s);
    /* E_REQ to t; to the coordinator E_OPEN; E_COM, E_R2, E_R3 to all; M1, M2 to t-1 */
    cr_assert_eq(matched, s->t + s->t + 3 * s->t * s->t + 2 * s->t * (s->t - 1));
    for (size_t i = 0; i < s->t; i++) {
        struct device *d = &w->device[s->xs[i] - 1];
        cr_assert_eq(d->rng.used, d->rng.script.size, "x%d has draws left", s->xs[i]);
        vectors_hex_at(known, 32, s->json, "sigid");
        cr_assert_arr_eq(d->session->sigid, known, 32);
        vectors_hex_at(known, 32, s->json, "D1");
        cr_assert_arr_eq(d->session->com_echo, known, 32);
        vectors_hex_at(known, 32, s->json, "E_2");
        cr_assert_arr_eq(d->session->round2_echo, known, 32);
        for (size_t k = 0; k < s->t; k++) {
            if (k == i)
                continue;
            snprintf(path, sizeof path, "psid_used.x%d.x%d", s->xs[i], s->xs[k]);
            vectors_hex_at(known, 32, s->json, path);
            cr_assert_arr_eq(d->session->signer[k].psid, known, 32);
        }
    }
}

Test(sign_ecdsa_vectors, replays_two_of_two_after_a_background_pair, .timeout = 60)
{
    cJSON *kat = vectors_load(KNOWN_ANSWERS);
    struct world *w = known_world(kat, 0);
    struct known_session s = known_session_of(w, kat, 0, 0);
    uint8_t known[32];

    known_push_half(&w->device[0].rng, "2of2/pair", 1, 2);
    known_push_half(&w->device[1].rng, "2of2/pair", 2, 1);
    world_pair(w, 0, 1);
    vectors_hex_at(known, 32, kat, "cases.0.setups.0.psid");
    for (int seat = 0; seat < 2; seat++) {
        const struct pair_whole *whole = pair_store_lend(w->device[seat].pairs, 1 - seat);
        uint8_t z[32];
        cr_assert_not_null(whole);
        cr_assert_arr_eq(whole->psid, known, 32);
        vectors_hex_at(z, 32, kat, "cases.0.setups.0.z");
        cr_assert_arr_eq(whole->zero_seed, z, 32);
        pair_store_take_back(w->device[seat].pairs, 1 - seat);
    }
    replay(w, &s, NULL);
    world_free(w);
    cJSON_Delete(kat);
}

Test(sign_ecdsa_vectors, replays_three_of_five_twice_on_the_same_setups, .timeout = 60)
{
    cJSON *kat = vectors_load(KNOWN_ANSWERS);
    struct world *w = known_world(kat, 1);
    struct known_session s = known_session_of(w, kat, 1, 0);

    replay(w, &s, "3of5/s1");
    world_end_sessions(w);
    s = known_session_of(w, kat, 1, 1);
    replay(w, &s, NULL);
    world_free(w);
    cJSON_Delete(kat);
}

Test(sign_ecdsa_vectors, replays_two_of_four_with_a_psid_that_one_side_lost, .timeout = 60)
{
    cJSON *kat = vectors_load(KNOWN_ANSWERS);
    struct world *w = known_world(kat, 2);
    struct known_session s = known_session_of(w, kat, 2, 0);
    struct pair_complete *lost = &w->device[1].pairs->peer[3].current;

    lost->whole = secret_new(sizeof(struct pair_whole));
    lost->made_at = w->now;
    vectors_hex_at(lost->psid, 32, s.json, "E_OPEN_names_psid.x2.x4");
    replay(w, &s, "2of4/s1");
    world_free(w);
    cJSON_Delete(kat);
}
