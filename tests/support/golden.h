/* SPDX-License-Identifier: MIT */
/* golden.h - compares a screen, drawn on a canvas, with tests/screens/<screen>-<size>-<case>.txt.
 * UPDATE_GOLDEN=1 writes the files anew; look at the difference before you keep it.
 */
#ifndef GRIDLOCK_TESTS_SUPPORT_GOLDEN_H
#define GRIDLOCK_TESTS_SUPPORT_GOLDEN_H

#include "ui/screen.h"

/* A snapshot of an open home: wallet "Family vault" 3-of-5 on regtest with balances, people, two
 * requests, transfers, contacts. `size` of every list: 0 empty, 1 usual, 2 overflowing, 3 hostile
 * texts. Free with snapshot_wipe. */
enum golden_case { GOLDEN_EMPTY, GOLDEN_USUAL, GOLDEN_OVERFLOWING, GOLDEN_HOSTILE };
void golden_snapshot(struct snapshot *out, enum golden_case which);
const char *golden_case_name(enum golden_case which);

/* Opens the screen, gives it the keys, draws it at 80x24, 60x16 and 120x40, compares all three.
 * Keys as text: printable ASCII is itself; \n Enter, \t Tab, \x1b Esc, \x10 up, \x0e down, \x7f
 * backspace. `name`: of the case. Fails the test when they differ. */
void golden_check(const struct screen *screen, const struct snapshot *snapshot,
                  const struct command *why, const char *keys, const char *name);
/* Types the keys into a screen's state; the last answer. */
enum screen_answer golden_type(const struct screen *screen, void *state, struct command *command,
                               const struct snapshot *snapshot, const char *keys);
/* Fails the test unless every row is exactly as wide as the canvas and holds no control byte. */
void golden_check_frame(const struct canvas *canvas);

#endif
