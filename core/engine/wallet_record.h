/* SPDX-License-Identifier: MIT */
/* wallet_record.h - the sealed description of a wallet that waits at a router for the day its owner
 * has only the recovery kit left (README 8). Id and write key are derived from the kit.
 *
 * The version only rises; the first write fixes the key. The reader checks the signature itself:
 * a router can hide a record or show an older one, but not make one.
 */
#ifndef GRIDLOCK_CORE_ENGINE_WALLET_RECORD_H
#define GRIDLOCK_CORE_ENGINE_WALLET_RECORD_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/base/http.h"
#include "core/base/slice.h"
#include "core/engine/mailbox_key.h"
#include "core/message/mailbox_api.h"

struct wallet_record {
    uint64_t version;
    struct slice data; /* borrows from the reply; <= 64 KiB */
};

/* (ROUTER_RECORD_SIZE) */
MUST_USE result wallet_record_put_request(struct http_request *out, const char *router,
                                          const uint8_t id[static MAILBOX_API_ID_BYTES],
                                          const struct mailbox_key *key, uint64_t version,
                                          struct slice data);
/* ROUTER_CONFLICT: a record with this or a higher version is there already. */
MUST_USE result wallet_record_put_read(const struct http_reply *reply);

MUST_USE result wallet_record_get_request(struct http_request *out, const char *router,
                                          const uint8_t id[static MAILBOX_API_ID_BYTES]);
/* (ROUTER_UNKNOWN: there is none; ROUTER_RECORD_FORGED: not signed by `pk`) */
MUST_USE result wallet_record_get_read(struct wallet_record *out, const struct http_reply *reply,
                                       const uint8_t id[static MAILBOX_API_ID_BYTES],
                                       const uint8_t pk[static 32]);

#endif
