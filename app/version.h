/* SPDX-License-Identifier: MIT */
/* version.h - of all programs. */
#ifndef GRIDLOCK_APP_VERSION_H
#define GRIDLOCK_APP_VERSION_H

#define VERSION_TEXT "0.1.0"

#endif
