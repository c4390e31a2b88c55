/* SPDX-License-Identifier: MIT */
/* invite.h - the text by which an owner invites a guardian (enigma-node-and-router E.6).
 *
 *   "GLINV1:" base32( ver=1 | rdv id[16] | secret[16] | sha256(owner's card)[0..15] | check[4] )
 * "@" router check = SHA-256("gridlock/invite/v1" 00 | the 49 bytes before it | router)[0..3]
 *
 * Whoever reads the text can answer it, so it goes to one person, works once, and only for a day.
 */
#ifndef GRIDLOCK_CORE_MESSAGE_INVITE_H
#define GRIDLOCK_CORE_MESSAGE_INVITE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/slice.h"
#include "core/message/card.h"

enum {
    INVITE_RDV_BYTES = 16,
    INVITE_SECRET_BYTES = 16,
    INVITE_CARD_HASH_BYTES = 16,
    INVITE_ROUTER_MAX = 200, /* characters of a router's URL */
    INVITE_TEXT_MAX = 7 + 85 + 1 + INVITE_ROUTER_MAX,
    INVITE_LIFETIME = 24 * 3600
};

struct invite {
    uint8_t rdv_id[INVITE_RDV_BYTES];
    uint8_t secret[INVITE_SECRET_BYTES];
    uint8_t card_hash[INVITE_CARD_HASH_BYTES];
    char router[INVITE_ROUTER_MAX + 1];
};

/* A router's URL as Gridlock accepts it: http:// or https://, printable ASCII without spaces,
 * at most 200 characters, no '/' at its end. */
bool invite_is_router(const char *url);
/* (INVITE_ROUTER) */
MUST_USE result invite_make(struct invite *out, const struct card *owner, const char *router,
                            struct rng *rng);
void invite_print(struct buffer *out, const struct invite *invite); /* a secret: buffer_wipe */
/* Blanks and line breaks anywhere are ignored. Says what is wrong: INVITE_FOREIGN (no invitation),
 * INVITE_VERSION, INVITE_TRUNCATED, INVITE_ALTERED. Whether it has expired or was used, only the
 * owner and the router know. */
MUST_USE result invite_parse(struct invite *out, struct slice text);
bool invite_matches(const struct invite *invite, const struct card *owner);
void invite_wipe(struct invite *invite);

#endif
