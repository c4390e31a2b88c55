/* SPDX-License-Identifier: MIT */
/* chain.h - the contract of a blockchain. No function here does any I/O.
 *
 * `talk` is a conversation with a node as a pure machine: it phrases a request, somebody else
 * carries it, it hears the reply, and so on until it has its answer. `explain` is the second
 * opinion on unsigned bytes: a guardian trusts it and never the sender, so it shares no code with
 * the machine that drafts. The digests that are signed come from `explain` alone.
 */
#ifndef GRIDLOCK_CORE_WALLET_CHAIN_H
#define GRIDLOCK_CORE_WALLET_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/amount.h"
#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/http.h"
#include "core/base/slice.h"

enum {
    ADDRESS_MAX = 96,
    ASSET_MAX = 24,
    PATH_STEPS_MAX = 4,
    OUTPUTS_MAX = 64,
    TXID_MAX = 72,
    NOTE_MAX = 160
};

enum account_kind { ACCOUNT_TAPROOT = 1, ACCOUNT_SEGWIT = 2, ACCOUNT_ETHEREUM = 3 };
enum network { NETWORK_MAIN = 0, NETWORK_TEST = 1, NETWORK_REGTEST = 2 };
/* INTENT kinds of amendments A3. */
enum intent_kind { INTENT_PSBT = 1, INTENT_EVM = 2, INTENT_MESSAGE = 3 };

/* A lane's public key seen from one chain. Taproot: lane 0, tr(X0/<0;1>/ *). SegWit: lane 1,
 * wpkh(X1/84/<0;1>/ *). Ethereum: lane 1, X1/60/0/i. The key and chain code are the lane's own. */
struct account {
    const struct chain *chain;
    enum account_kind kind;
    enum network network;
    uint64_t chain_id; /* Ethereum only */
    bool any_network;  /* a guardian that was not told: what the bytes of an intent say holds */
    uint8_t lane;      /* 0 Schnorr, 1 ECDSA */
    uint8_t key[33];
    uint8_t chaincode[32];
};

/* Where and how to reach a node. */
struct chain_node {
    char url[HTTP_TEXT_MAX];
    char credentials[HTTP_TEXT_MAX]; /* "user:password", from the cookie file or sealed settings */
    char watch_name[64];             /* Bitcoin: name of the watch-only wallet on the node */
};

struct transfer_output {
    char address[ADDRESS_MAX];
    struct amount value; /* ignored with send_all */
};

/* What the owner asks for. */
struct transfer_order {
    struct transfer_output to[OUTPUTS_MAX];
    size_t to_count;
    bool send_all;                 /* everything to to[0], fee taken from it */
    uint64_t feerate;              /* Bitcoin: sat per 1000 vB; 0 = ask the node */
    uint16_t fee_blocks;           /* Bitcoin, feerate 0: mined within so many blocks; 0 = 6 */
    struct amount max_fee_per_gas; /* Ethereum: wei; zero = ask the node */
    struct amount priority_fee;
    bool allow_high_fee;  /* above 10 % of the amount or 1,000 sat/vB */
    uint32_t next_change; /* Bitcoin: first unused change index */
    uint32_t from_index;  /* Ethereum: which address pays */
};

enum task_kind {
    TASK_SYNC = 1,  /* balance, used addresses, history */
    TASK_DRAFT = 2, /* an unsigned payment */
    TASK_SEND = 3,  /* broadcast raw bytes; an already known transaction is a success */
    TASK_STATUS = 4 /* confirmations of a txid */
};

struct chain_task {
    enum task_kind kind;
    const struct account *account; /* borrowed, must outlive the talk */
    struct chain_node node;
    struct transfer_order order; /* TASK_DRAFT */
    struct slice raw;            /* TASK_SEND; copied */
    char txid[TXID_MAX];         /* TASK_STATUS */
    /* TASK_STATUS, Ethereum: give `raw` as well where it is at hand; it tells the nonce, and with
     * it whether another transaction took this one's place. */
    uint32_t known_receive; /* TASK_SYNC: addresses shown so far, to watch at least these */
    uint32_t known_change;
};

enum { CHAIN_EVENTS_MAX = 64 };
struct chain_event { /* one line of history */
    char txid[TXID_MAX];
    char address[ADDRESS_MAX];
    struct amount value;
    bool is_incoming;
    uint32_t confirmations;
    uint64_t time;
};

struct chain_answer {
    struct amount confirmed;   /* TASK_SYNC: spendable */
    struct amount unconfirmed; /* incoming, not counted as spendable */
    uint32_t next_receive;     /* first unused index */
    uint32_t next_change;
    struct chain_event events[CHAIN_EVENTS_MAX];
    size_t event_count;
    struct buffer payload; /* TASK_DRAFT: the INTENT payload; owned */
    enum intent_kind payload_kind;
    char txid[TXID_MAX]; /* TASK_SEND, TASK_STATUS */
    bool is_known;       /* TASK_STATUS: the node has it */
    bool has_failed; /* TASK_STATUS: mined but reverted, or its inputs/nonce are spent by another */
    uint32_t confirmations;
    char note[NOTE_MAX]; /* e.g. which feerate fallback was used; shown to the owner */
};

/* One thing to sign. */
struct sign_item {
    uint8_t digest[32];
    uint8_t depth;
    uint32_t path[PATH_STEPS_MAX];
};

struct explanation_output {
    char address[ADDRESS_MAX]; /* or "data: ..." for what has no address */
    struct amount value;
    bool is_change; /* proved by derivation: pays back to this wallet */
};

/* What unsigned bytes really do. Owned arrays; explanation_free. */
struct explanation {
    enum intent_kind kind;
    enum account_kind account_kind;
    uint8_t lane;
    enum network network;
    char asset[ASSET_MAX]; /* "BTC", "ETH", "ETH@137": the key of policy limits */
    const char *unit;      /* "BTC" */
    unsigned decimals;
    struct amount spent; /* total that leaves the wallet, without fee and change */
    struct amount fee;   /* exact (Bitcoin) or the most it can be (Ethereum) */
    struct explanation_output outputs[OUTPUTS_MAX];
    size_t output_count;
    struct sign_item *items;
    size_t item_count;
    char warning[NOTE_MAX]; /* empty, or one sentence: high fee, unknown data, ... */
    uint64_t nonce;         /* Ethereum */
    uint64_t chain_id;
    char sender[ADDRESS_MAX]; /* Ethereum: the address that pays; empty for Bitcoin */
};

struct signature_bytes {
    uint8_t bytes[64]; /* BIP-340, or r | s */
    uint8_t recid;     /* ECDSA */
};

struct chain_talk; /* opaque, each chain its own */

struct chain {
    const char *id;   /* "bitcoin": stable, stored */
    const char *name; /* "Bitcoin" */
    const char *unit;
    unsigned decimals;

    /* Address at change (0 receive, 1 change) / index. Ethereum ignores change. */
    result (*address_of)(char out[static ADDRESS_MAX], const struct account *account,
                         uint32_t change, uint32_t index);
    /* Judges a recipient and gives its canonical text; says which mistake it is (another network,
     * checksum, mixed case, not an address). */
    result (*address_check)(char out[static ADDRESS_MAX], const struct account *account,
                            const char *text);

    result (*talk_open)(struct chain_talk **out, const struct chain_task *task);
    /* reply is NULL at the first call. Fills `next` and leaves *done false, or sets *done. A talk
     * that fails is over. The caller owns `next`. */
    result (*talk_step)(struct chain_talk *talk, const struct http_reply *reply,
                        struct http_request *next, bool *done);
    const struct chain_answer *(*talk_answer)(const struct chain_talk *talk); /* after done */
    void (*talk_close)(struct chain_talk *talk);                              /* NULL is fine */

    /* Says what unsigned bytes do, for this account, or refuses them. */
    result (*explain)(struct explanation *out, const struct account *account, struct slice payload);
    /* The raw transaction, with one signature per item, each verified again under the key of its
     * item; and its txid. */
    result (*finish)(struct buffer *raw, char txid[static TXID_MAX], const struct account *account,
                     struct slice payload, const struct signature_bytes *signatures, size_t count);
};

void explanation_free(struct explanation *explanation);

extern const struct chain chain_bitcoin;
extern const struct chain chain_ethereum;

#endif
