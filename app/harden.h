/* SPDX-License-Identifier: MIT */
/* harden.h - what a program that holds a share does before anything else. */
#ifndef GRIDLOCK_APP_HARDEN_H
#define GRIDLOCK_APP_HARDEN_H

#include <stdbool.h>

#include "app/print.h"

/* New files are for their owner only, no core file, no other process may look into this one, and
 * as much memory as allowed may be locked. */
void harden_process(void);
/* Closes descriptors that were left open by whoever started us, but not `keep` (-1: none), and
 * makes sure that 0, 1 and 2 are open. */
void harden_files(int keep);
/* Tells once when secrets may be swapped to a disk. */
void harden_warn(const struct print *print);

#endif
