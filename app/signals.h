/* SPDX-License-Identifier: MIT */
/* signals.h - being told to end, as something that can be waited for. */
#ifndef GRIDLOCK_APP_SIGNALS_H
#define GRIDLOCK_APP_SIGNALS_H

#include <stdbool.h>

/* Blocks SIGTERM, SIGINT and SIGHUP; the descriptor becomes readable when one came. */
int signals_open(void);
/* Whether one came; it stays so. */
bool signals_have_come(int signals);
/* Pauses; true when one came before the time was over. */
bool signals_wait(int signals, int timeout_ms);

#endif
