/* SPDX-License-Identifier: MIT */
/* router_answer.h - what a reply of a router means, apart from its body. */
#ifndef GRIDLOCK_CORE_ENGINE_ROUTER_ANSWER_H
#define GRIDLOCK_CORE_ENGINE_ROUTER_ANSWER_H

#include "core/base/error.h"
#include "core/base/http.h"

/* OK for 200, 201, 202 and 204. Else the reason, from all that a router may say:
 * ROUTER_UNREACHABLE, ROUTER_SLOW  no whole reply came: try again later, same bytes
 * ROUTER_BUSY (429, 503)           too many requests: try again later, same bytes
 * ROUTER_FULL (507)                the mailbox or the router has no room: try again later
 * ROUTER_UNKNOWN (404)             no such mailbox or slot, or the bearer ran out: new session, and
 *                                  if that says the same, create the mailbox again
 * ROUTER_CONFLICT (409)            this place holds something else already
 * ROUTER_CLOCK (412)               the clocks of device and router differ too much
 * ROUTER_NAME (421)                the router has another name than the address we use
 * ROUTER_REFUSED (other 4xx)       the request will never be accepted as it is
 * ROUTER_ANSWER                    anything a router of ours would not say */
MUST_USE result router_answer_check(const struct http_reply *reply);

#endif
