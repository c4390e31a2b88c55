/* SPDX-License-Identifier: MIT */
/* mailbox_api.h - what the mailbox service (core/router) and its clients (core/engine) agree on:
 * limits, sizes and the labels of the three signatures. All integers big-endian.
 *
 *   POST   /v1/mailbox                  pk[32] | ts u64 | ticket[0..128] | sig[64]   201 or 200:
 * id[32] POST   /v1/session                  id[32] | ts u64 | u8 len | router host | nonce[16] |
 * sig[64] 200: bearer[32] | lifetime u32 (seconds) POST   /v1/mailbox/ID/messages      envelope 202
 * stored, 200 known, 409 other body GET    /v1/mailbox/ID/messages?after=N&max=M&wait=S 200: { seq
 * u64, received u64, len u32, bytes }..., 204: nothing came   (bearer) DELETE
 * /v1/mailbox/ID/messages?upto=N                       204     (bearer) PUT    /v1/mailbox/ID/rk
 * GLK1[120]               204     (bearer) GET    /v1/mailbox/ID/rk 200: GLK1[120] POST
 * /v1/rdv/ID?side=0|1&index=0..3    blob[1..4096]      201 stored, 200 known, 409 taken GET
 * /v1/rdv/ID?side=S&index=I&wait=S                     200: blob, 204: not there yet PUT
 * /v1/record/ID                pk[32] | version u64 | sig[64] | data[0..65536] 201 first, 200
 * stored or known, 409 version is not higher GET    /v1/record/ID 200: the same bytes as were put
 *   GET    /healthz                                             200: "ok\n"
 *
 * ID is lower-case hex. Bearer: "Authorization: Bearer <64 hex>". A send token travels as
 * "Gridlock-Token: <32 hex>". Everywhere: 400 shape, 404 unknown or not allowed (never told apart),
 * 412 the clocks differ by more than MAILBOX_API_CLOCK_SECONDS, 421 proof for another host, 413
 * size, 429 too often, 507 full. (enigma-node-and-router D.3, README 8)
 */
#ifndef GRIDLOCK_CORE_MESSAGE_MAILBOX_API_H
#define GRIDLOCK_CORE_MESSAGE_MAILBOX_API_H

enum {
    MAILBOX_API_ID_BYTES = 32,
    MAILBOX_API_BEARER_BYTES = 32,
    MAILBOX_API_TOKEN_BYTES = 16,
    MAILBOX_API_TICKET_MAX = 128,
    MAILBOX_API_HOST_MAX = 255,
    MAILBOX_API_NONCE_BYTES = 16,
    MAILBOX_API_SIGNATURE_BYTES = 64,
    MAILBOX_API_CLOCK_SECONDS = 600,
    MAILBOX_API_SESSION_SECONDS = 3600,
    MAILBOX_API_MESSAGE_MAX = 262144,
    MAILBOX_API_MESSAGE_HEAD = 20, /* seq, received, len before each fetched message */
    MAILBOX_API_FETCH_MAX = 64,    /* messages in one fetch */
    /* One fetch is no longer than this, except that a single message always fits. */
    MAILBOX_API_FETCH_BYTES = 1 << 20,
    MAILBOX_API_WAIT_MAX = 25, /* seconds a poll is held */
    MAILBOX_API_RECEIVE_KEY_BYTES = 120,
    MAILBOX_API_RDV_ID_BYTES = 16,
    MAILBOX_API_RDV_SIDES = 2,
    MAILBOX_API_RDV_BLOBS = 4, /* per side; each is written once */
    MAILBOX_API_RDV_BLOB_MAX = 4096,
    MAILBOX_API_RECORD_MAX = 65536,
    MAILBOX_API_RECORD_HEAD = 104, /* pk, version, signature before the data */
};

/* Each label is hashed or signed with its terminating zero. */
#define MAILBOX_API_ID_LABEL "gridlock/mbx/v1"
#define MAILBOX_API_CREATE_LABEL "gridlock/mbx-create/v1"
#define MAILBOX_API_SESSION_LABEL "gridlock/mbx-session/v1"
#define MAILBOX_API_RECORD_LABEL "gridlock/record/v1"

#endif
