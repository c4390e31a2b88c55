/* SPDX-License-Identifier: MIT */
/* picture.h - makes the snapshot. The tables are read again only when the store has changed; what
 * lives in memory (draft, the followed payment, connections) is looked at each time.
 *
 * What only the program knows - practice, settings, the outcome of a command - it writes into
 * picture_snapshot itself and calls picture_touch.
 */
#ifndef GRIDLOCK_CORE_ENGINE_PICTURE_H
#define GRIDLOCK_CORE_ENGINE_PICTURE_H

#include "core/engine/engine.h"
#include "core/engine/snapshot.h"

struct picture;

struct picture *picture_new(void);
void picture_free(struct picture *picture); /* NULL is fine */
struct snapshot *picture_snapshot(struct picture *picture);
/* Something outside the engine changed. */
void picture_touch(struct picture *picture);
/* True when the snapshot is another one now. `engine` NULL: the home is not open, and nothing of it
 * is shown. */
bool picture_remake(struct picture *picture, struct engine *engine, struct engine_clock clock);
/* What the sync that has just ended told of this account's history. */
void picture_take_events(struct picture *picture, const struct engine *engine,
                         const uint8_t wallet[static 32], enum account_kind kind);
void picture_notice(struct picture *picture, uint64_t now, const char *text);
/* A fresh invitation's text, to be shown until the pairing is over. */
void picture_invitation(struct picture *picture, const uint8_t rdv[static 16], const char *text);
/* The payment that snapshot->payment is about. */
void picture_follow(struct picture *picture, const uint8_t intent[static 32]);

#endif
