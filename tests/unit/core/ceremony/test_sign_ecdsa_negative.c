/* SPDX-License-Identifier: MIT */
/* Every mutation of negative.json, with each signer's verdict, marks and wiped setups. */
#include "ecdsa_cheater.h"

static cJSON *kat, *list;
static int hashes_seen;

static const cJSON *entry_of(const char *id)
{
    const cJSON *entry;

    cJSON_ArrayForEach(entry, vectors_at(list, "tests")) if (!strcmp(vectors_string_at(entry, "id"),
                                                                     id)) return entry;
    cr_assert_fail("no test %s", id);
    return NULL;
}

static void load(void)
{
    kat = vectors_load(KNOWN_ANSWERS);
    list = vectors_load(KNOWN_MUTATIONS);
}

static void unload(void)
{
    cJSON_Delete(kat);
    cJSON_Delete(list);
}

static enum ecdsa_reason reason_named(const char *code)
{
    static const struct {
        const char *name;
        enum ecdsa_reason reason;
    } names[] = {{"EXT_CHECK_FAILED", ECDSA_REASON_EXT},
                 {"VOLE_CHECK_FAILED", ECDSA_REASON_VOLE},
                 {"GAMMA_CHECK_FAILED", ECDSA_REASON_GAMMA},
                 {"Z_MISMATCH", ECDSA_REASON_Z_MISMATCH},
                 {"Z_MISMATCH_PAIR", ECDSA_REASON_Z_MISMATCH},
                 {"MALFORMED", ECDSA_REASON_MALFORMED},
                 {"COMMIT", ECDSA_REASON_COMMIT},
                 {"PK_RELATION", ECDSA_REASON_PK_RELATION},
                 {"EQUIVOCATION", ECDSA_REASON_EQUIVOCATION},
                 {"FINAL", ECDSA_REASON_FINAL}};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(names[i].name, code))
            return names[i].reason;
    cr_assert_fail("code %s", code);
    return ECDSA_REASON_NONE;
}

static uint32_t bits_of(const cJSON *numbers, int minus)
{
    const cJSON *x;
    uint32_t bits = 0;

    cJSON_ArrayForEach(x, numbers) bits |= 1u << (x->valueint - minus);
    return bits;
}

/* The cheater's frames as they really left, by digest. */
static const cJSON *cheater_hashes;

static void watch_cheater(struct world *w, uint16_t from, uint16_t to, struct buffer *bytes)
{
    char name[32];
    uint8_t digest[32], known[32];
    const uint8_t type = bytes->data[1];

    if (type == FRAME_E_M1 || type == FRAME_E_M2)
        snprintf(name, sizeof name, "%s x%d->x%d", type == FRAME_E_M1 ? "E_M1" : "E_M2", from + 1,
                 to + 1);
    else
        snprintf(name, sizeof name, "%s of x%d", type == FRAME_E_R2 ? "E_R2" : "E_R3", from + 1);
    const cJSON *item = cJSON_GetObjectItem(cheater_hashes, name);
    if (!item ||
        (type != FRAME_E_M1 && type != FRAME_E_M2 && type != FRAME_E_R2 && type != FRAME_E_R3))
        return;
    hash_sha256(digest, buffer_slice(bytes));
    vectors_hex(known, 32, item);
    cr_assert_arr_eq(digest, known, 32, "%s: %s", cheat.id, name);
    hashes_seen++;
}

static void expect_marks(const struct ecdsa_verdict *v, const cJSON *marks)
{
    const cJSON *mark;
    size_t k = 0;

    cr_assert_eq(v->mark_count, cJSON_GetArraySize(marks), "%s", cheat.id);
    cJSON_ArrayForEach(mark, marks)
    {
        const uint32_t edge = bits_of(cJSON_GetObjectItem(mark, "edge"), 1);
        cr_assert_eq(edge, 1u << v->marks[k].a | 1u << v->marks[k].b);
        cr_assert_lt(v->marks[k].a, v->marks[k].b);
        cr_assert_eq(v->marks[k].reason, reason_named(vectors_string_at(mark, "code")));
        k++;
    }
}

static void expect_setups(struct world *w, int seat, uint32_t wiped)
{
    static const int seats[] = {X1, X3, X5};

    for (int k = 0; k < 3; k++)
        if (seats[k] != seat)
            cr_assert_eq(w->device[seat].pairs->peer[seats[k]].current.whole == NULL,
                         wiped >> seats[k] & 1, "%s: setup of %d with %d", cheat.id, seat,
                         seats[k]);
    cr_assert_eq(pair_store_locked(w->device[seat].pairs), 0);
}

static void expect_not_sent(const struct device *d, const cJSON *entry)
{
    static const char *names[] = {"E_COM", "E_M1", "E_R2", "E_M2", "E_R3"};
    const char *never = vectors_string_at(entry, "first_frames_never_sent_by_those_with_a_verdict");

    for (int k = 0, after = 0; k < 5; k++) {
        after |= !strcmp(names[k], never);
        cr_assert_eq(d->sent >> (3 + k) & 1, !after, "%s: %s", cheat.id, names[k]);
    }
}

static void expect_signed(struct world *w, int seat, const cJSON *result_of_kat)
{
    struct sign_ecdsa *s = w->device[seat].session;
    const cJSON *item;
    size_t k = 0;

    cr_assert_eq(sign_ecdsa_status(s), SIGN_ECDSA_DONE, "%s: seat %d", cheat.id, seat);
    cJSON_ArrayForEach(item, result_of_kat)
    {
        struct ecdsa_signature signature;
        uint8_t known[64];
        if (cJSON_IsString(item))
            vectors_hex(known, 64, item);
        else
            vectors_hex_at(known, 64, item, "result.signature");
        cr_assert(sign_ecdsa_signature(s, &signature, k++));
        cr_assert_arr_eq(signature.bytes, known, 64);
    }
}

static void expect_final(const struct sign_ecdsa *s, const cJSON *expected)
{
    struct ecdsa_signature signature;
    const uint32_t bad = bits_of(cJSON_GetObjectItem(expected, "items"), 0);

    cr_assert_eq(sign_ecdsa_verdict(s)->bad_items, bad);
    for (size_t k = 0; k < 3; k++)
        cr_assert_eq(sign_ecdsa_signature(s, &signature, k), !(bad >> k & 1));
    cr_assert(sign_ecdsa_verdict(s)->may_be_signed);
}

static void expect_verdict(struct world *w, int seat, const cJSON *expected, const cJSON *entry)
{
    const struct sign_ecdsa *s = w->device[seat].session;
    const struct ecdsa_verdict *v = sign_ecdsa_verdict(s);
    const char *code = vectors_string_at(expected, "code");

    cr_assert_eq(sign_ecdsa_status(s), SIGN_ECDSA_FAILED, "%s: seat %d", cheat.id, seat);
    cr_assert_null(s->arena);
    if (!strcmp(code, "WAITING")) {
        cr_assert(v->is_reported, "%s: seat %d", cheat.id, seat);
        cr_assert_eq(v->mark_count, 0);
        expect_setups(w, seat, 0);
        return;
    }
    cr_assert_eq(v->reason, reason_named(code), "%s: seat %d reason %x", cheat.id, seat, v->reason);
    cr_assert_not(v->is_reported);
    if (v->reason == ECDSA_REASON_EQUIVOCATION) { /* by now the shown frames named x3 */
        cr_assert_eq(v->accused, 1u << X3);
        cr_assert(v->is_provable);
    } else {
        cr_assert_eq(v->accused, bits_of(cJSON_GetObjectItem(expected, "accused_x"), 1),
                     "%s: seat %d accused %x", cheat.id, seat, v->accused);
        cr_assert_eq(v->is_provable,
                     cJSON_IsTrue(cJSON_GetObjectItem(expected, "publicly_provable")));
    }
    expect_marks(v, cJSON_GetObjectItem(expected, "marks"));
    const uint32_t wiped = bits_of(cJSON_GetObjectItem(expected, "setups_wiped_with"), 1);
    cr_assert_eq(v->wiped, wiped);
    expect_setups(w, seat, wiped);
    expect_not_sent(&w->device[seat], entry);
    if (v->reason == ECDSA_REASON_FINAL)
        expect_final(s, expected);
}

static void expect_all(struct world *w, const cJSON *entry, const cJSON *items)
{
    const uint32_t cheaters = bits_of(cJSON_GetObjectItem(entry, "cheaters_x"), 1);
    static const int seats[] = {X1, X3, X5};
    char key[8];

    for (int k = 0; k < 3; k++) {
        snprintf(key, sizeof key, "x%d", seats[k] + 1);
        const cJSON *expected = cJSON_GetObjectItem(cJSON_GetObjectItem(entry, "verdict"), key);
        if (!strcmp(vectors_string_at(expected, "code"), "SIGNED"))
            expect_signed(w, seats[k], items);
        else if (!(cheaters >> seats[k] & 1))
            expect_verdict(w, seats[k], expected, entry);
    }
}

/* 3of5/s1, PAIR inside. */
static struct world *first_session(const cJSON *entry)
{
    struct world *w = known_world(kat, 1);
    struct known_session s = known_session_of(w, kat, 1, 0);

    cheater_hashes = entry ? cJSON_GetObjectItem(entry, "cheater_frames_sha256") : NULL;
    if (entry) {
        w->tamper = cheat_tamper;
        w->watch = watch_cheater;
    }
    known_push_session(w, &s, "3of5/s1");
    world_sign(w, &s.order);
    return w;
}

static void run_first(const char *id, size_t item, int row_count, int row0, int row1)
{
    const cJSON *entry = entry_of(id);

    cheat = (struct cheat){.id = id, .item = item, .row_count = row_count, .rows = {row0, row1}};
    hashes_seen = 0;
    struct world *w = first_session(entry);
    expect_all(w, entry, vectors_at(kat, "cases.1.sessions.0.items"));
    cr_assert_geq(hashes_seen,
                  cJSON_GetArraySize(cJSON_GetObjectItem(entry, "cheater_frames_sha256")));
    world_free(w);
}

TestSuite(sign_ecdsa_negative, .init = load, .fini = unload, .timeout = 120);

Test(sign_ecdsa_negative, names_bob_when_his_extension_does_not_hold)
{
    run_first("E1-one", 0, 1, 0, 0);
    run_first("E2-xt", 0, 0, 0, 0);
    run_first("E2-tt", 0, 0, 0, 0);
    run_first("E1-two-rows-item3-11", 2, 2, 1, 4);
    run_first("E1-two-rows-item3-01", 2, 2, 3, 1);
}

Test(sign_ecdsa_negative, does_not_notice_a_right_guess)
{
    run_first("E1-zero", 0, 1, 2, 0);
    run_first("E1-two-rows-item3-00", 2, 2, 3, 5);
    run_first("V1-zero", 0, 0, 0, 0);
}

Test(sign_ecdsa_negative, names_alice_when_her_products_do_not_hold)
{
    run_first("V1-one", 0, 0, 0, 0);
    run_first("V2", 0, 0, 0, 0);
    run_first("V3", 0, 0, 0, 0);
    run_first("V4-eta", 0, 0, 0, 0);
    run_first("V4-mu", 0, 0, 0, 0);
    run_first("V4-range", 0, 0, 0, 0);
}

Test(sign_ecdsa_negative, names_who_shows_other_points_than_it_uses)
{
    run_first("S1", 0, 0, 0, 0);
    run_first("S3-u", 0, 0, 0, 0);
    run_first("S3-v", 0, 0, 0, 0);
    run_first("S4-pk", 0, 0, 0, 0);
    run_first("S4-Z", 0, 0, 0, 0);
}

Test(sign_ecdsa_negative, blames_nobody_for_a_final_signature_that_is_false)
{
    run_first("S6-psi", 0, 0, 0, 0);
    run_first("S6-u", 0, 0, 0, 0);
    run_first("S6-w", 0, 0, 0, 0);
}

static void watch_commitments(struct world *w, uint16_t from, uint16_t to, struct buffer *bytes)
{
    static uint8_t known[1024];
    const cJSON *entry = entry_of("S2");

    if (bytes->data[1] != FRAME_E_COM || from != X3 || to == WORLD_COORDINATOR)
        return;
    const size_t size = vectors_hex(known, sizeof known,
                                    vectors_at(entry, to == X1 ? "E_COM_to_x1" : "E_COM_to_x5"));
    cr_assert_eq(bytes->size, size);
    cr_assert_arr_eq(bytes->data, known, size);
    hashes_seen++;
}

Test(sign_ecdsa_negative, finds_who_commits_to_two_things)
{
    const cJSON *entry = entry_of("S2");
    struct world *w = known_world(kat, 1);
    struct known_session s = known_session_of(w, kat, 1, 0);
    uint8_t known[32];

    cheat = (struct cheat){.id = "S2"};
    hashes_seen = 0;
    w->tamper = cheat_tamper;
    w->watch = watch_commitments;
    known_push_session(w, &s, "3of5/s1");
    world_sign(w, &s.order);
    cr_assert_eq(hashes_seen, 2);
    expect_all(w, entry, NULL);
    for (int seat = 0; seat <= X5; seat += 2) {
        char path[8];
        snprintf(path, sizeof path, "D1.x%d", seat + 1);
        vectors_hex_at(known, 32, entry, path);
        cr_assert_arr_eq(w->device[seat].session->com_echo, known, 32);
    }
    cr_assert_eq(ecdsa_coordinator_report(w->coordinator)->proved, 1u << X3);
    world_free(w);
}

/* 3of5/s2 after an honest s1; the script of s2 is left to the caller. */
static struct world *before_second(struct known_session *s)
{
    struct world *w = first_session(NULL);

    world_end_sessions(w);
    *s = known_session_of(w, kat, 1, 1);
    return w;
}

Test(sign_ecdsa_negative, marks_the_pair_whose_zero_shares_differ)
{
    const cJSON *entry = entry_of("S5");
    struct known_session s;
    struct world *w = before_second(&s);

    cheat = (struct cheat){.id = "S5"};
    struct pair_whole *whole = (struct pair_whole *)pair_store_lend(w->device[X3].pairs, X5);
    known_value(whole->zero_seed, 32, "neg/S5/z");
    pair_store_take_back(w->device[X3].pairs, X5);
    cheater_hashes = cJSON_GetObjectItem(entry, "cheater_frames_sha256");
    hashes_seen = 0;
    w->watch = watch_cheater;
    known_push_session(w, &s, NULL);
    world_sign(w, &s.order);
    cr_assert_geq(hashes_seen, 1);
    expect_all(w, entry, NULL);
    world_free(w);
}

static const cJSON *openings;

static void watch_openings(struct world *w, uint16_t from, uint16_t to, struct buffer *bytes)
{
    static uint8_t known[1024];

    if (bytes->data[1] != FRAME_E_OPEN || from == WORLD_COORDINATOR)
        return;
    const size_t size = vectors_hex(known, sizeof known, cJSON_GetArrayItem(openings, from / 2));
    cr_assert_eq(bytes->size, size);
    cr_assert_arr_eq(bytes->data, known, size);
    hashes_seen++;
}

/* Which pairs make a new setup inside s2, as a bit per (x < y): x1-x3, x1-x5, x3-x5. */
static void run_psid(const char *id, struct world *w, struct known_session *s, int pairs)
{
    const cJSON *entry = entry_of(id);
    static const int a[] = {1, 1, 3}, b[] = {3, 5, 5};
    uint8_t known[32];

    cheat = (struct cheat){.id = id};
    for (size_t i = 0; i < s->t; i++) {
        struct scripted_rng *rng = &w->device[s->xs[i] - 1].rng;
        known_push_open(rng, s->name, s->xs[i]);
        for (int k = 0; k < 3; k++)
            if ((pairs >> k & 1) && (a[k] == s->xs[i] || b[k] == s->xs[i]))
                known_push_half(rng, "neg/psid", s->xs[i], a[k] + b[k] - s->xs[i]);
        known_push_rounds(rng, s->name, s->xs[i], s->xs, s->t, s->m);
    }
    openings = cJSON_GetObjectItem(entry, "E_OPEN");
    hashes_seen = 0;
    w->watch = watch_openings;
    world_sign(w, &s->order);
    cr_assert_eq(hashes_seen, 3);
    vectors_hex_at(known, 32, entry, "sigid");
    cr_assert_arr_eq(w->device[X1].session->sigid, known, 32);
    expect_all(w, entry, cJSON_GetObjectItem(entry, "signatures"));
    for (int seat = 0; seat <= X5; seat += 2) {
        cr_assert_eq(w->device[seat].marks_in_store, 0);
        cr_assert_eq(w->device[seat].rng.used, w->device[seat].rng.script.size);
    }
}

Test(sign_ecdsa_negative, makes_new_setups_with_a_device_that_restarted)
{
    struct known_session s;
    struct world *w = before_second(&s);
    const cJSON *entry = entry_of("psid-restart");
    uint8_t known[32];

    pair_store_kill(w->device[X3].pairs, X1);
    pair_store_kill(w->device[X3].pairs, X5);
    run_psid("psid-restart", w, &s, 5);
    vectors_hex_at(known, 32, entry, "new_psid.x1-x3");
    cr_assert_arr_eq(w->device[X1].pairs->peer[X3].current.psid, known, 32);
    vectors_hex_at(known, 32, entry, "new_psid.x3-x5");
    cr_assert_arr_eq(w->device[X5].pairs->peer[X3].current.psid, known, 32);
    vectors_hex_at(known, 32, entry, "kept_psid_x1_x5");
    cr_assert_arr_eq(w->device[X5].pairs->peer[X1].current.psid, known, 32);
    world_free(w);
}

Test(sign_ecdsa_negative, makes_a_new_setup_when_a_psid_is_a_lie)
{
    struct known_session s;
    struct world *w = before_second(&s);

    known_value(w->device[X3].pairs->peer[X1].current.psid, 32, "neg/psid/lie");
    run_psid("psid-lie", w, &s, 1);
    world_free(w);
}

/* E1 for every row, without the kill rule: pass and fail spell out Delta. */
Test(sign_ecdsa_negative, would_leak_delta_row_by_row_without_the_kill_rule)
{
    const cJSON *entry = entry_of("E1-pattern");
    struct known_session s;
    struct world *w = before_second(&s);
    uint8_t known[16], delta[16], passed[16] = {0}, es[32] = {9}, beta[64] = {1}, mask[16] = {2};
    static uint8_t m1[EXTENSION_MESSAGE];
    static struct ot_extension_columns psi, om;
    const struct pair_whole *alice = pair_store_lend(w->device[X1].pairs, X3);
    const struct pair_whole *bob = pair_store_lend(w->device[X3].pairs, X1);

    vectors_hex_at(known, 16, entry, "Delta_x1_toward_x3");
    cr_assert_arr_eq(alice->alice.delta, known, 16);
    for (int i = 0; i < 128; i++) {
        uint8_t chi[64], bx[80], row[80];
        ot_extension_receive(&psi, m1, &bob->bob, es, beta, mask);
        m1[i * EXTENSION_ROW] ^= 1;
        memcpy(bx, beta, 64);
        memcpy(bx + 64, mask, 16);
        ot_extension_challenge(chi, es, m1);
        ot_extension_row_hash(m1 + EXTENSION_U, chi, bx);
        for (uint16_t k = 0; k < 128; k++) {
            ot_extension_row(row, bob->bob.key[k][0], es, k);
            ot_extension_row_hash(m1 + EXTENSION_U + 16 + 16 * k, chi, row);
        }
        if (is_ok(ot_extension_send(&om, &alice->alice, es, m1)))
            passed[i / 8] |= (uint8_t)(1 << i % 8);
    }
    vectors_hex_at(known, 16, entry, "rows_that_pass");
    cr_assert_arr_eq(passed, known, 16);
    memcpy(delta, alice->alice.delta, 16);
    for (int i = 0; i < 16; i++)
        cr_assert_eq(passed[i], (uint8_t)~delta[i]);
    pair_store_take_back(w->device[X1].pairs, X3);
    pair_store_take_back(w->device[X3].pairs, X1);
    world_free(w);
}

/* V3 against a verifier whose theta is that of the unmodified `at`. */
static bool passes_unbound(struct scalar *d, const struct alice *alice, const uint8_t *honest,
                           const uint8_t *m2, const struct ecdsa_cell *bob)
{
    struct scalar theta[2], gamma[3], e[3];
    const struct scalar eta = scalar_reduce(m2 + VOLE_AT);
    struct hash_parts hash;
    uint8_t bytes[32];

    derive_thetas(theta, alice->es, honest);
    hash_parts_begin(&hash, 32, NULL, "w1/vole/mu");
    hash_parts_add(&hash, alice->es, 32);
    hash_parts_open(&hash, 512 * 32);
    *d = scalar_zero();
    for (uint16_t j = 0; j < 512; j++) {
        const struct scalar g = vole_gadget(j);
        const int bit = bob->beta[j / 8] >> (j % 8) & 1;
        vole_pad(gamma, alice->es, j, bob->psi.column[j]);
        for (int i = 0; i < 3; i++) {
            const struct scalar at = scalar_reduce(m2 + 96 * j + 32 * i);
            e[i] = bit ? scalar_add(&gamma[i], &at) : gamma[i];
        }
        const struct scalar term = scalar_mul(&g, &e[0]);
        *d = scalar_add(d, &term);
        struct scalar value = weigh(e, theta);
        if (bit)
            value = scalar_sub(&value, &eta);
        scalar_write(bytes, &value);
        hash_parts_more(&hash, bytes, 32);
    }
    hash_parts_end(&hash, bytes);
    return memcmp(bytes, m2 + VOLE_AT + 32, 32) == 0;
}

static bool unbound_passed;

static void tamper_unbound(struct world *w, uint16_t from, uint16_t to, struct buffer *bytes)
{
    static struct alice alice;
    static uint8_t m2[VOLE_MESSAGE];
    struct scalar c[2], d[2], sum;

    if (bytes->data[1] != FRAME_E_M2 || from != X3 || to != X1)
        return;
    struct sign_ecdsa *bob = w->device[X1].session;
    struct ecdsa_arena *arena = secret_lend(bob->arena);
    const struct ecdsa_cell *cell = ecdsa_cell_of(bob, arena, 1, 0);
    become_alice(w, &alice);
    vole_send(m2, c, &alice.om, alice.delta, alice.es, alice.a, &alice.ah);
    cr_assert(passes_unbound(&sum, &alice, m2, m2, cell)); /* an honest one passes either way */
    sum = scalar_add(&sum, &c[0]);
    const struct scalar product = scalar_mul(&alice.a[0], &cell->b);
    cr_assert(scalar_equal(&sum, &product));
    shift_by_theta(&alice, m2);
    unbound_passed = passes_unbound(&sum, &alice, bytes->data + FRAME_HEAD + 2, m2, cell);
    sum = scalar_add(&sum, &c[0]); /* only the Gamma check could still tell */
    cr_assert_not(scalar_equal(&sum, &product));
    cr_assert_not(is_ok(vole_receive(d, &cell->psi, alice.es, cell->beta, m2)));
    secret_take_back(bob->arena);
}

Test(sign_ecdsa_negative, would_pass_shifted_products_if_theta_were_not_bound)
{
    struct world *w = known_world(kat, 1);
    struct known_session s = known_session_of(w, kat, 1, 0);

    (void)entry_of("V3-unbound");
    w->tamper = tamper_unbound;
    known_push_session(w, &s, "3of5/s1");
    world_sign(w, &s.order);
    cr_assert(unbound_passed);
    world_free(w);
}

static void change_pair(uint8_t *body, const char *id)
{
    if (!strcmp(id, "PAIR-epk"))
        memset(body + 36, 0, 32);
    else if (!strcmp(id, "PAIR-zero"))
        memset(body + 100, 0, 32);
    else if (!strcmp(id, "PAIR-invalid"))
        memset(body + 100 + BASE_OT_MESSAGE + 3 * 32, 0xFF, 32);
    else if (!strcmp(id, "PAIR-dup"))
        memcpy(body + 100 + 5 * 32, body + 100 + 4 * 32, 32);
    else if (!strcmp(id, "PAIR-re"))
        memset(body + 68, 0, 32);
    else if (!strcmp(id, "PAIR-to"))
        body[1] = 4;
}

Test(sign_ecdsa_negative, makes_no_setup_out_of_a_false_pair)
{
    static const char *ids[] = {"PAIR-epk", "PAIR-zero", "PAIR-invalid",
                                "PAIR-dup", "PAIR-re",   "PAIR-to"};

    for (size_t k = 0; k < 6; k++) {
        const cJSON *entry = entry_of(ids[k]);
        struct world *w = known_world(kat, 1);
        struct buffer opening = {0}, answer = {0}, body = {0}, none = {0};
        struct frame frame;
        uint8_t digest[32], known[32];
        uint16_t peer = 77;

        known_push_half(&w->device[X1].rng, "neg/pair", 1, 3);
        known_push_half(&w->device[X3].rng, "neg/pair", 3, 1);
        pair_store_open(w->device[X1].pairs, &opening, X3, w->now);
        cr_assert(is_ok(frame_read(&frame, buffer_slice(&opening))));
        cr_assert_eq(pair_store_feed(w->device[X3].pairs, &answer, &peer, &frame, w->now),
                     PAIR_ANSWERED);
        buffer_append(&body, answer.data + FRAME_HEAD, PAIR_BODY);
        change_pair(body.data, ids[k]);
        resign(w, X3, &answer, &body);
        hash_sha256(digest, buffer_slice(&answer));
        vectors_hex_at(known, 32, entry, "cheater_frames_sha256.PAIR");
        cr_assert_arr_eq(digest, known, 32, "%s", ids[k]);
        cr_assert(is_ok(frame_read(&frame, buffer_slice(&answer))));
        const bool is_false =
            !strcmp(vectors_string_at(entry, "verdict.x1.code"), "PAIR_MALFORMED");
        cr_assert_eq(pair_store_feed(w->device[X1].pairs, &none, &peer, &frame, w->now),
                     is_false ? PAIR_FALSE : PAIR_DROPPED, "%s", ids[k]);
        cr_assert_eq(none.size, 0);
        cr_assert_eq(peer, X3);
        cr_assert_not(pair_store_is_ready(w->device[X1].pairs, X3, w->now));
        buffer_free(&opening);
        buffer_free(&answer);
        buffer_free(&body);
        world_free(w);
    }
}

Test(sign_ecdsa_negative, refuses_requests_that_are_not_for_this_epoch_and_seat)
{
    struct world *w = known_world(kat, 1);
    const cJSON *entry;
    static uint8_t bytes[4096];
    int count = 0;

    cJSON_ArrayForEach(entry, vectors_at(list, "tests"))
    {
        if (strncmp(vectors_string_at(entry, "id"), "REQ-", 4) != 0)
            continue;
        struct ecdsa_request request;
        struct frame frame;
        const size_t size = vectors_hex(bytes, sizeof bytes, vectors_at(entry, "E_REQ"));
        cr_assert(is_ok(frame_read(&frame, slice_of(bytes, size))));
        cr_assert(is_ok(frame_verify(&frame)));
        const char *code = vectors_string_at(entry, "verdict.x1.code");
        const enum ecdsa_code expected = !strcmp(code, "OK")            ? ECDSA_CODE_OK
                                         : !strcmp(code, "STALE_EPOCH") ? ECDSA_CODE_STALE_EPOCH
                                                                        : ECDSA_CODE_BAD_REQUEST;
        cr_assert_eq(ecdsa_frame_read_request(&request, &frame, &w->record, X1), expected, "%s",
                     vectors_string_at(entry, "id"));
        count++;
    }
    cr_assert_eq(count, 12);
    world_free(w);
}

Test(sign_ecdsa_negative, covers_every_mutation_of_the_file)
{
    cr_assert_eq(cJSON_GetArraySize(vectors_at(list, "tests")), 46);
}
