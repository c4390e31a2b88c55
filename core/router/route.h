/* SPDX-License-Identifier: MIT */
/* route.h - from method and target ("/v1/rdv/00ff..?side=0&index=1") to what is asked for.
 *
 * Nothing is percent-decoded and every argument is known, decimal and given once, so that each
 * request has one spelling.
 */
#ifndef GRIDLOCK_CORE_ROUTER_ROUTE_H
#define GRIDLOCK_CORE_ROUTER_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum route_kind {
    ROUTE_CREATE,
    ROUTE_SESSION,
    ROUTE_POST,
    ROUTE_FETCH,
    ROUTE_ACK,
    ROUTE_KEY_PUT,
    ROUTE_KEY_GET,
    ROUTE_SLOT_POST,
    ROUTE_SLOT_GET,
    ROUTE_RECORD_PUT,
    ROUTE_RECORD_GET,
    ROUTE_HEALTH
};

enum route_argument {
    ROUTE_AFTER,
    ROUTE_MAX,
    ROUTE_WAIT,
    ROUTE_UPTO,
    ROUTE_SIDE,
    ROUTE_INDEX,
    ROUTE_ARGUMENTS
};

struct route {
    enum route_kind kind;
    uint8_t id[32]; /* 16 for a slot */
    uint64_t argument[ROUTE_ARGUMENTS];
    bool has[ROUTE_ARGUMENTS];
};

/* 0 when `out` is filled; else the status to answer: 400, 404 or 405. */
unsigned route_read(struct route *out, const char *method, const char *target);
/* Whether this route takes a body of that size. */
bool route_takes(const struct route *route, uint64_t body_size);

#endif
