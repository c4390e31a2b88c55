/* SPDX-License-Identifier: MIT */
/* show.h - how addresses, times and troubles look, the same on every screen. Addresses stand in
 * groups of four and whole wherever money is decided; shortened only in lists.
 */
#ifndef GRIDLOCK_UI_SHOW_H
#define GRIDLOCK_UI_SHOW_H

#include "core/engine/snapshot.h"
#include "ui/canvas.h"

enum { SHOW_TIME_MAX = 32, SHOW_SHORT_MAX = 40, SHOW_LINE_MAX = 240 };

/* Whole, in groups of four, over as many rows as the width asks for; gives their number. Rows that
 * do not fit are counted but not drawn. */
int show_groups(struct canvas *canvas, struct rect rect, enum style style, const char *text);
int show_groups_rows(int width, const char *text);
/* "bc1qw50 … 8f3t4" */
void show_short(char out[static SHOW_SHORT_MAX], const char *text);
/* "now", "4 min ago", "3 h ago", "5 d ago", "20 Nov 2026" */
void show_ago(char out[static SHOW_TIME_MAX], uint64_t then, uint64_t now);
/* "2026-11-20 18:40 UTC" */
void show_moment(char out[static SHOW_TIME_MAX], uint64_t then);
/* "once", "4 times" */
void show_times(char out[static SHOW_TIME_MAX], size_t count);
/* "✗ what happened" and below it what to do; gives the rows it took. */
int show_trouble(struct canvas *canvas, struct rect rect, enum error_code code);
/* One line with a sign before it; gives the rows it took. */
int show_remark(struct canvas *canvas, struct rect rect, enum style style, const char *text);
/* "Bitcoin Taproot" */
const char *show_account(enum account_kind kind);
/* "bitcoin": as contacts and payment requests name it. */
const char *show_chain(enum account_kind kind);

#endif
