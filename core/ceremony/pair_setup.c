/* SPDX-License-Identifier: MIT */
#include "core/ceremony/pair_setup.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/wire_reader.h"
#include "core/crypto/exchange.h"
#include "core/crypto/hash.h"

bool pair_setup_is_same_name(const uint8_t a[static 32], const uint8_t b[static 32])
{
    uint8_t differs = 0;

    for (size_t i = 0; i < 32; i++)
        differs = (uint8_t)(differs | (a[i] ^ b[i]));
    return differs == 0;
}

static uint8_t abscissa(uint16_t seat)
{
    return (uint8_t)(seat + 1);
}

result pair_setup_read(struct pair_body *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct pair_body pair;

    CHECK(body.size == PAIR_BODY, PAIR_MALFORMED);
    pair.to = wire_read_u16(&reader);
    pair.from = wire_read_u16(&reader);
    pair.nonce = wire_read_slice(&reader, 32).data;
    pair.epk = wire_read_slice(&reader, 32).data;
    pair.re = wire_read_slice(&reader, 32).data;
    pair.bot_r = wire_read_slice(&reader, BASE_OT_MESSAGE).data;
    pair.bot_s = wire_read_slice(&reader, BASE_OT_MESSAGE).data;
    *out = pair;
    return OK;
}

/* pid_A: names the botR that A made with its own nonce. */
static void name_message(uint8_t pid[static 32], const uint8_t epoch_hash[static 32],
                         uint16_t alice, uint16_t bob, const uint8_t nonce[static 32])
{
    struct hash_parts hash;

    hash_parts_begin(&hash, 32, NULL, "w1/pair/bot");
    hash_parts_add(&hash, epoch_hash, 32);
    hash_parts_add_u8(&hash, abscissa(alice));
    hash_parts_add_u8(&hash, abscissa(bob));
    hash_parts_add(&hash, nonce, 32);
    hash_parts_end(&hash, pid);
}

static void name_setup(uint8_t psid[static 32], const struct pair_site *site,
                       const uint8_t own_hash[static 32], const uint8_t peer_hash[static 32])
{
    const bool is_low = site->own < site->peer;
    struct hash_parts hash;

    hash_parts_begin(&hash, 32, NULL, "w1/pair/setup");
    hash_parts_add(&hash, site->epoch_hash, 32);
    hash_parts_add_u8(&hash, abscissa(is_low ? site->own : site->peer));
    hash_parts_add_u8(&hash, abscissa(is_low ? site->peer : site->own));
    hash_parts_add(&hash, is_low ? own_hash : peer_hash, 32);
    hash_parts_add(&hash, is_low ? peer_hash : own_hash, 32);
    hash_parts_end(&hash, psid);
}

struct secret *pair_setup_begin(struct buffer *frame, const struct pair_site *site,
                                const uint8_t re[static 32], const struct identity *identity,
                                struct rng *rng)
{
    struct secret *secret = secret_new(sizeof(struct pair_half));
    struct pair_half *const half = secret_lend(secret);
    struct buffer body SCOPED(buffer_free) = {0};
    const size_t start = frame->size;
    uint8_t epk[32], pid[32];
    struct frame written;

    rng_fill(rng, half->nonce, sizeof half->nonce);
    rng_fill(rng, half->esk, sizeof half->esk);
    exchange_public(epk, half->esk);
    wire_write_u16(&body, site->peer);
    wire_write_u16(&body, site->own);
    buffer_append(&body, half->nonce, 32);
    buffer_append(&body, epk, 32);
    buffer_append(&body, re, 32);
    name_message(pid, site->epoch_hash, site->own, site->peer, half->nonce);
    base_ot_receiver_begin(&half->receiver, buffer_extend(&body, BASE_OT_MESSAGE), pid, rng);
    base_ot_sender_begin(&half->sender, buffer_extend(&body, BASE_OT_MESSAGE), rng);
    frame_write(frame, FRAME_PAIR, site->epoch_hash, buffer_slice(&body), identity);
    if (!is_ok(frame_read(&written, slice_of(frame->data + start, frame->size - start))))
        abort();
    memcpy(half->frame_hash, written.hash, sizeof half->frame_hash);
    secret_take_back(secret);
    return secret;
}

static result derive_seed(struct pair_whole *whole, const struct pair_half *half,
                          const uint8_t epk[static 32])
{
    struct hash_parts hash;
    uint8_t shared[32];

    TRY(exchange_shared(shared, half->esk, epk));
    hash_parts_begin(&hash, 32, NULL, "w1/zero/seed");
    hash_parts_add(&hash, whole->psid, 32);
    hash_parts_add(&hash, shared, sizeof shared);
    hash_parts_end(&hash, whole->zero_seed);
    memory_wipe(shared, sizeof shared);
    return OK;
}

static result finish(struct pair_whole *whole, const struct pair_half *half,
                     const struct pair_site *site, const struct frame *peer_frame)
{
    struct base_ot_site ot = {.alice = abscissa(site->own), .bob = abscissa(site->peer)};
    struct pair_body body;
    uint8_t pid[32];

    TRY(pair_setup_read(&body, peer_frame->body));
    TRY(base_ot_check(body.bot_r));
    TRY(base_ot_check(body.bot_s));
    name_setup(whole->psid, site, half->frame_hash, peer_frame->hash);
    TRY(derive_seed(whole, half, body.epk));
    memcpy(ot.psid, whole->psid, sizeof ot.psid);
    TRY(base_ot_receiver_end(&whole->alice, &half->receiver, body.bot_s, &ot));
    name_message(pid, site->epoch_hash, site->peer, site->own, body.nonce);
    ot.alice = abscissa(site->peer);
    ot.bob = abscissa(site->own);
    return base_ot_sender_end(&whole->bob, &half->sender, body.bot_r, pid, &ot);
}

result pair_setup_finish(struct secret **whole, struct secret *half, const struct pair_site *site,
                         const struct frame *peer_frame)
{
    struct secret *secret SCOPED(secret_free_at) = secret_new(sizeof(struct pair_whole));

    const result r = finish(secret_lend(secret), secret_lend(half), site, peer_frame);
    secret_take_back(secret);
    secret_take_back(half);
    CHECK(is_ok(r), PAIR_MALFORMED);
    *whole = secret;
    secret = NULL;
    return OK;
}
