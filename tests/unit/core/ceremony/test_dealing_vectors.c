/* SPDX-License-Identifier: MIT */
/* Replays every seat and every dealer of the three ceremonies of vectors/gw1-selfmade, byte for
 * byte. The file names its randomness as SHAKE-256(label | u32 counter): identities are counter 1;
 * secrets that the file gives by value tell where each ceremony starts. */
#include <criterion/criterion.h>
#include <nettle/sha3.h>

#include "dealing_party.h"
#include "support/vectors.h"

#define KAT "tests/vectors/gw1-selfmade/kat.json"

static const char *const labels[] = {"g0", "g1", "g2", "g3", "g4", "n1", "n2"};
enum { LABELS = 7, COUNTERS_MAX = 400 };

static void draw(uint8_t *out, size_t size, const char *label, uint32_t counter)
{
    struct sha3_256_ctx shake;
    const uint8_t bytes[4] = {counter >> 24, counter >> 16, counter >> 8, counter};

    sha3_256_init(&shake);
    sha3_256_update(&shake, strlen(label), (const uint8_t *)label);
    sha3_256_update(&shake, sizeof bytes, bytes);
    sha3_256_shake(&shake, size, out);
}

/* Scalars there are 48 bytes mod q; scalar_random() reduces 64. */
static void draw_scalar(uint8_t out[64], const char *label, uint32_t counter)
{
    memset(out, 0, 16);
    draw(out + 16, 48, label, counter);
}

static const char *label_of(const uint8_t id_pk[32])
{
    for (size_t i = 0; i < LABELS; i++) {
        uint8_t seed[32], pk[32], sk[64];
        draw(seed, 32, labels[i], 1);
        crypto_sign_seed_keypair(pk, sk, seed);
        if (memcmp(pk, id_pk, 32) == 0)
            return labels[i];
    }
    cr_assert_fail("an identity of the vectors is not a known label");
    return NULL;
}

static struct party *party_of(const char *label)
{
    struct party *party = calloc(1, sizeof *party);
    uint8_t seed[32];

    draw(seed, 32, label, 1);
    party->identity = identity_from_seeds(seed, seed);
    party->rng.strict = 1;
    scripted_rng_seed(&party->rng, 0);
    party->rng.strict = 1;
    return party;
}

/* Where the ceremony of a device starts in its stream: at its first free coefficient, or without
 * dealing at its first recipient key. */
static uint32_t find_start(const cJSON *ceremony, const char *label, int dealer, int seat,
                           bool is_dkg)
{
    uint8_t wanted[32], bytes[64];
    char path[96];

    if (dealer >= 0)
        snprintf(path, sizeof path, "dealer_polynomials[dealer][lane][k].%d.0.%d", dealer,
                 is_dkg ? 0 : 1);
    else
        snprintf(path, sizeof path, "recipient_esk[seat][dealer].%d.0", seat);
    vectors_hex_at(wanted, 32, ceremony, path);
    for (uint32_t c = 2; c < COUNTERS_MAX; c++) {
        struct scalar scalar;
        draw_scalar(bytes, label, c);
        scalar = scalar_reduce_wide(bytes);
        if (dealer >= 0)
            scalar_write(bytes, &scalar);
        else
            draw(bytes, 32, label, c);
        if (memcmp(bytes, wanted, 32) == 0)
            return c;
    }
    cr_assert_fail("randomness of %s not found", label);
    return 0;
}

static void push(struct party *party, const char *label, uint32_t *counter, size_t size)
{
    uint8_t bytes[64];

    if (size == 64)
        draw_scalar(bytes, label, (*counter)++);
    else
        draw(bytes, size, label, (*counter)++);
    scripted_rng_push(&party->rng, bytes, size);
}

/* The device's draws in the order this implementation makes them, which is the vectors' order. */
static void script(struct party *party, const cJSON *ceremony, const struct proposal *p, int dealer,
                   int seat)
{
    const char *label = label_of(party->identity->sign_pk);
    const bool is_dkg = p->kind == PROPOSAL_DKG;
    uint32_t c = find_start(ceremony, label, dealer, seat, is_dkg);

    party->rng.script.size = party->rng.used = 0;
    if (dealer >= 0) {
        for (size_t l = 0; l < LANES; l++) {
            for (size_t i = is_dkg ? 0 : 1; i < p->t; i++)
                push(party, label, &c, 64);
            for (size_t i = 0; i < p->t; i++)
                push(party, label, &c, 32); /* proofs */
        }
        if (is_dkg)
            push(party, label, &c, 32);
        push(party, label, &c, 32); /* esk */
    }
    for (size_t k = 0; seat >= 0 && k < p->d; k++)
        push(party, label, &c, 32);
    for (size_t j = 0; dealer >= 0 && j < p->n; j++)
        push(party, label, &c, 24); /* box nonces */
    for (size_t l = 0; seat >= 0 && l < LANES; l++)
        push(party, label, &c, 32); /* ACK proofs */
}

static void expect_hex(const cJSON *at, const char *path, const void *bytes, size_t size)
{
    uint8_t wanted[8192];

    cr_assert_eq(vectors_hex(wanted, sizeof wanted, vectors_at(at, path)), size, "%s", path);
    cr_assert_arr_eq(bytes, wanted, size, "%s", path);
}

static void expect_frames(struct net *net, const cJSON *ceremony, const char *name, uint8_t type,
                          size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        uint8_t wanted[8192];
        char path[64];
        struct frame frame;
        snprintf(path, sizeof path, "frames.%s.%zu", name, i);
        const size_t size = vectors_hex(wanted, sizeof wanted, vectors_at(ceremony, path));
        struct slice rest = buffer_slice(&net->wire);
        while (rest.size > 0 && is_ok(frame_read_next(&frame, &rest)))
            found += slice_equal(frame.bytes, slice_of(wanted, size));
    }
    cr_assert_eq(found, count, "%s: %zu of %zu frames", name, found, count);
    cr_assert_eq(wire_count(net, type, NULL), count);
}

static void expect_party(struct party *party, const cJSON *ceremony)
{
    struct epoch_record record = *dealing_record(party->dealing);
    struct buffer bytes = {0};

    cr_assert_eq(dealing_status(party->dealing), DEALING_CERTIFIED);
    record_write(&bytes, &record);
    expect_hex(ceremony, "record", bytes.data, bytes.size);
    expect_hex(ceremony, "epoch_hash", record.hash, 32);
    expect_hex(ceremony, "transcript", record.transcript, 32);
    expect_hex(ceremony, "view0", party->dealing->view, 32);
    for (size_t l = 0; l < LANES && dealing_seat(party->dealing) >= 0; l++) {
        char path[32];
        snprintf(path, sizeof path, "shares.%zu.%d", l, dealing_seat(party->dealing));
        expect_hex(ceremony, path, (uint8_t *)secret_lend(party->shares) + 32 * l, 32);
        secret_take_back(party->shares);
    }
    cr_assert_eq(party->rng.used, party->rng.script.size, "every random byte was used");
    buffer_free(&bytes);
}

static void replay(struct net *net, const cJSON *root, const char *name)
{
    const cJSON *ceremony = vectors_at(root, name);
    uint8_t body[4096];
    struct buffer again = {0};

    const size_t size = vectors_hex(body, sizeof body, vectors_at(ceremony, "proposal_body"));
    cr_assert(is_ok(proposal_read(&net->proposal, slice_of(body, size))), "%s", name);
    expect_hex(ceremony, "cid", net->proposal.cid, 32);
    proposal_write(&again, &net->proposal);
    cr_assert(slice_equal(buffer_slice(&again), slice_of(body, size)));
    net_sign_proposal(net);
    net->has_previous = net->proposal.kind == PROPOSAL_RESHARE;
    const struct epoch_record *previous = net->has_previous ? &net->previous : NULL;
    for (size_t i = 0; i < net->count; i++) {
        const uint8_t *pk = net->party[i]->identity->sign_pk;
        const int dealer = proposal_dealer_of(&net->proposal, previous, pk);
        const int seat = proposal_seat_of(&net->proposal, pk);
        if (dealer >= 0 || seat >= 0)
            script(net->party[i], ceremony, &net->proposal, dealer, seat);
    }
    net_run(net);
    expect_frames(net, ceremony, "r0d", FRAME_R0D, net->proposal.d);
    expect_frames(net, ceremony, "r0r", FRAME_R0R, net->proposal.n);
    expect_frames(net, ceremony, "r1", FRAME_R1, net->proposal.d);
    expect_frames(net, ceremony, "ack", FRAME_ACK, net->proposal.n);
    for (size_t i = 0; i < net->count; i++)
        if (net->party[i]->dealing)
            expect_party(net->party[i], ceremony);
    net_turn(net);
    buffer_free(&again);
}

static void replay_all(bool reloads)
{
    struct net *net = net_new();
    cJSON *root = vectors_load(KAT);

    net->reloads = reloads;
    for (size_t i = 0; i < LABELS; i++)
        net->party[net->count++] = party_of(labels[i]);
    replay(net, root, "dkg_3of5");
    replay(net, root, "refresh_3of5_dealers_0_3_4");
    replay(net, root, "reshare_2of4_dealers_1_2_3");
    if (reloads)
        cr_assert_gt(net->reload_count, 100);
    cJSON_Delete(root);
    net_free(net);
}

Test(dealing_vectors, every_seat_and_dealer_of_three_ceremonies_makes_the_known_bytes)
{
    replay_all(false);
}

Test(dealing_vectors, a_kill_after_every_step_changes_no_byte)
{
    replay_all(true);
}

Test(dealing_vectors, share_box_gives_the_known_ciphertext_and_opens_it)
{
    cJSON *root = vectors_load(KAT);
    const cJSON *kat = vectors_at(root, "share_enc");
    uint8_t cid[32], dealer_esk[32], seat_esk[32], dealer_epk[32], seat_epk[32], plain[64];
    uint8_t wanted[80], nonce[24], box[64 + SHARE_BOX_OVERHEAD], opened[64];
    struct scripted_rng rng;

    crypto_start();
    vectors_hex_at(cid, 32, kat, "cid");
    vectors_hex_at(dealer_esk, 32, kat, "dealer_esk");
    vectors_hex_at(seat_esk, 32, kat, "recipient_esk");
    vectors_hex_at(nonce, 24, kat, "nonce");
    vectors_hex_at(plain, 64, kat, "plaintext");
    vectors_hex_at(wanted, 80, kat, "ciphertext");
    share_box_public_key(dealer_epk, dealer_esk);
    share_box_public_key(seat_epk, seat_esk);
    expect_hex(kat, "dealer_epk", dealer_epk, 32);
    expect_hex(kat, "recipient_epk", seat_epk, 32);
    struct share_pair pair = {cid, (uint16_t)vectors_number_at(kat, "dealer"),
                              (uint16_t)vectors_number_at(kat, "seat"), dealer_epk, seat_epk};
    scripted_rng_seed(&rng, 0);
    rng.strict = 1;
    scripted_rng_push(&rng, nonce, sizeof nonce);
    cr_assert(is_ok(share_box_seal(box, &pair, dealer_esk, slice_of(plain, 64), &rng.base)));
    cr_assert_arr_eq(box, nonce, 24);
    cr_assert_arr_eq(box + 24, wanted, 80);
    cr_assert(is_ok(share_box_open(opened, &pair, seat_esk, slice_of(box, sizeof box))));
    cr_assert_arr_eq(opened, plain, 64);
    pair.seat++; /* another seat's box, and every flipped byte, stay shut */
    cr_assert(!is_ok(share_box_open(opened, &pair, seat_esk, slice_of(box, sizeof box))));
    pair.seat--;
    for (size_t i = 0; i < sizeof box; i++) {
        box[i] ^= 1;
        cr_assert(!is_ok(share_box_open(opened, &pair, seat_esk, slice_of(box, sizeof box))));
        box[i] ^= 1;
    }
    scripted_rng_free(&rng);
    cJSON_Delete(root);
}
