/* SPDX-License-Identifier: MIT */
/* payment_uri_query.h - key=value&key=value with percent escapes (RFC 3986), for payment_uri.c.
 * No key stands twice, whether it is known or not: two readers might pick different ones.
 */
#ifndef GRIDLOCK_CORE_WALLET_PAYMENT_URI_QUERY_H
#define GRIDLOCK_CORE_WALLET_PAYMENT_URI_QUERY_H

#include "core/base/error.h"
#include "core/wallet/payment_uri.h"

enum { PAYMENT_URI_PARAMETERS_MAX = 32 };

struct payment_uri_parameter {
    char key[64]; /* small letters: QR codes are often all capitals */
    char value[PAYMENT_URI_MAX + 1];
};

/* Gives each parameter to `take`, in order. A NULL query has none. */
MUST_USE result payment_uri_read_query(struct payment_uri *uri, const char *query,
                                       result (*take)(struct payment_uri *uri,
                                                      const struct payment_uri_parameter *));

#endif
