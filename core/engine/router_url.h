/* SPDX-License-Identifier: MIT */
/* router_url.h - the address of a router as a person types it: https://host or https://host:port,
 * nothing behind it. http:// only to this very machine, unless the settings allow it.
 */
#ifndef GRIDLOCK_CORE_ENGINE_ROUTER_URL_H
#define GRIDLOCK_CORE_ENGINE_ROUTER_URL_H

#include <stdbool.h>

#include "core/base/error.h"

enum { ROUTER_URL_MAX = 200 };

/* Whether the text is a router address in its one form: lower-case scheme and host, no user, path,
 * query or slash at the end. (ROUTER_URL, ROUTER_URL_PLAIN) */
MUST_USE result router_url_check(const char *text, bool allow_insecure);
/* The one form of what a person typed: spaces around it and one last slash are taken off, letters
 * are made small, a missing scheme becomes https:// (http:// for this machine). Then as above. */
MUST_USE result router_url_clean(char out[static ROUTER_URL_MAX], const char *text,
                                 bool allow_insecure);
/* "host:port" of a checked address; a session proof is bound to it. */
const char *router_url_host(const char *url);

#endif
