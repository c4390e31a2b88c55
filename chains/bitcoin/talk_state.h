/* SPDX-License-Identifier: MIT */
/* talk_state.h - what the parts of the conversation share. Only talk*.c include it. */
#ifndef GRIDLOCK_CHAINS_BITCOIN_TALK_STATE_H
#define GRIDLOCK_CHAINS_BITCOIN_TALK_STATE_H

#include "chains/bitcoin/descriptor.h"
#include "chains/bitcoin/draft.h"
#include "chains/bitcoin/rpc.h"
#include "chains/bitcoin/talk.h"

enum talk_at {
    TALK_CHAIN,       /* which network, how far */
    TALK_WALLET,      /* is the watching wallet there */
    TALK_LOAD,        /* load it */
    TALK_CREATE,      /* make it */
    TALK_DESCRIPTORS, /* does it watch this account */
    TALK_SCAN,        /* all unspent outputs: since when to watch, or in place of a wallet */
    TALK_SCAN_ABORT,  /* somebody else's scan, or our own that timed out */
    TALK_BIRTH_BLOCK, /* of the oldest coin */
    TALK_BIRTH_TIME,
    TALK_IMPORT,  /* watch this account */
    TALK_UNSPENT, /* the wallet's coins */
    TALK_HISTORY,
    TALK_HISTORY_CHECK, /* which doubtful entries are still waiting to be mined */
    TALK_FEERATE,
    TALK_MEMPOOL,       /* the least feerate */
    TALK_STILL_UNSPENT, /* scans do not see the mempool */
    TALK_BLOCKS,        /* of picked coins, to find their transactions without a wallet */
    TALK_PREVIOUS,      /* whole previous transactions */
    TALK_SEND,
    TALK_SEND_CHECK, /* refused: because it is already known? */
    TALK_STATUS_WALLET,
    TALK_STATUS_LOAD,
    TALK_STATUS_MEMPOOL,
    TALK_STATUS_RAW,
    TALK_STATUS_OUTPUTS,
    TALK_DONE
};

enum {
    TALK_WATCH_AHEAD = 1000, /* addresses watched beyond those shown */
    TALK_WATCH_LEAST = 100,  /* watch further when fewer are left */
    TALK_SCAN_TRIES = 20,
    TALK_RECHECK_MOST = 200, /* coins of a scan that are looked up in the mempool */
    TALK_STATUS_OUTPUTS_MOST = 16
};

struct talk_watch { /* one descriptor as the node has it */
    bool is_there;
    uint64_t next; /* first index not seen in any transaction */
    uint64_t end;  /* last index watched */
};

struct chain_talk {
    enum task_kind kind;
    struct account account;
    struct chain_node node;
    uint32_t known[2]; /* receive, change: addresses shown so far */
    struct draft draft;
    struct buffer raw;
    uint8_t txid[32];
    enum talk_at at;

    uint64_t id;      /* of the first call of the open request */
    size_t asked;     /* calls in it */
    size_t reply_max; /* of it */

    bool scans; /* no wallet to be had: scan instead */
    bool is_pruned;
    uint64_t pruned_below;
    uint64_t tip;
    struct talk_watch watch[2];
    bool has_imported;
    bool has_birth;
    uint64_t birth_height;
    char birth_block[TXID_MAX];
    uint64_t birth_time;
    unsigned scan_tries;
    enum error_code refusal; /* why the node did not take a transaction */

    struct draft_coin *coins;
    size_t coin_count;
    size_t coin_room;
    bool has_estimate;
    char (*blocks)[TXID_MAX]; /* of picked coins */
    uint64_t money;           /* of all coins so far, to bound the sums */
    bool is_doubtful[CHAIN_EVENTS_MAX];
    struct chain_answer answer;
};

/* A step: phrases its calls, and hears the reply. `hear` sets talk->at. */
struct talk_step {
    result (*ask)(struct chain_talk *talk, struct rpc_request *request);
    result (*hear)(struct chain_talk *talk, const struct rpc_reply *reply);
    bool to_wallet;
    bool is_batch;
    bool is_slow;  /* may take minutes */
    bool is_large; /* the reply may be */
};

/* talk_watch.c: until the node watches the account, or scans for it. */
extern const struct talk_step talk_watch_chain, talk_watch_wallet, talk_watch_load,
    talk_watch_create, talk_watch_descriptors, talk_watch_birth_block, talk_watch_birth_time,
    talk_watch_import;
/* talk_coins.c */
extern const struct talk_step talk_coins_scan, talk_coins_abort, talk_coins_unspent,
    talk_coins_recheck;
/* talk_history.c */
extern const struct talk_step talk_history_list, talk_history_check;
/* talk_draft.c */
extern const struct talk_step talk_draft_feerate, talk_draft_mempool, talk_draft_blocks,
    talk_draft_previous;
/* talk_send.c, talk_status.c */
extern const struct talk_step talk_send_raw, talk_send_check;
extern const struct talk_step talk_status_wallet, talk_status_load, talk_status_mempool,
    talk_status_raw, talk_status_outputs;

/* Where a task goes when the account is watched (or must be scanned). */
void talk_watch_is_ready(struct chain_talk *talk);
/* A slow import that goes on without us. */
void talk_watch_import_goes_on(struct chain_talk *talk);
/* Where a task goes when the coins are known. */
result talk_coins_are_known(struct chain_talk *talk);
/* Appends to the note for the owner, as far as it fits. */
void talk_note(struct chain_talk *talk, const char *sentence);
uint32_t talk_watch_end(const struct chain_talk *talk, uint32_t change);
/* One call with the transaction id of the task as its only (first) argument. */
void talk_call_with_txid(struct rpc_request *request, const char *method,
                         const uint8_t txid[static 32], const char *more);
/* An integer that may be negative: confirmations. (NODE_ANSWER) */
MUST_USE result talk_get_integer(int64_t *out, const struct json *object, const char *name);

#endif
