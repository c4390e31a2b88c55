/* SPDX-License-Identifier: MIT */
/* listen.h - from "127.0.0.1:8788" to a socket that listens. Numbers only: a server should not ask
 * the network what its own address means. */
#ifndef GRIDLOCK_APP_LISTEN_H
#define GRIDLOCK_APP_LISTEN_H

#include <stdbool.h>

#include "core/base/error.h"

enum { LISTEN_NAME_ROOM = 80 };

/* *out is a non-blocking socket, closed on exec; `name` gets the address with the real port.
 * (RELAY_LISTEN, RELAY_PORT_USED, RELAY_PORT_FORBIDDEN, RELAY_ADDRESS) */
MUST_USE result listen_on(int *out, char name[static LISTEN_NAME_ROOM], const char *text);
/* Whether only this machine can reach the address. */
bool listen_is_loopback(const char *text);

#endif
