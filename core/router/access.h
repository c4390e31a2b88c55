/* SPDX-License-Identifier: MIT */
/* access.h - who may do what at the router: signed proofs and bearers.
 *
 * A bearer is its own proof: u64 end | keyed BLAKE2b-192 of mailbox and end. Nothing is kept for
 * it, it survives a restart, and checking it never touches the store.
 */
#ifndef GRIDLOCK_CORE_ROUTER_ACCESS_H
#define GRIDLOCK_CORE_ROUTER_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/slice.h"
#include "core/message/mailbox_api.h"

struct access {
    uint8_t key[32]; /* the store's secret */
};

void access_make_bearer(const struct access *access, uint8_t out[static MAILBOX_API_BEARER_BYTES],
                        const uint8_t mailbox[static MAILBOX_API_ID_BYTES], uint64_t end);
/* `header` is "Bearer <64 hex>" or NULL. */
bool access_has_bearer(const struct access *access, const char *header,
                       const uint8_t mailbox[static MAILBOX_API_ID_BYTES], uint64_t now);

/* Whether `signature` is pk's over label 00 | bytes. */
bool access_is_signed(const char *label, const uint8_t pk[static 32],
                      const uint8_t signature[static MAILBOX_API_SIGNATURE_BYTES],
                      struct slice bytes);
/* The mailbox of a key: BLAKE2b-256("gridlock/mbx/v1" 00 | pk). */
void access_mailbox_of(uint8_t out[static MAILBOX_API_ID_BYTES], const uint8_t pk[static 32]);
/* Whether the two clocks agree well enough. */
bool access_is_now(uint64_t claimed, uint64_t now);
/* Whether a session proof for `host` is for this router: one of `names`, or with none a name of
 * this very machine. */
bool access_is_host(struct slice host, const char *const *names, size_t count);

#endif
