/* SPDX-License-Identifier: MIT */
/* talk_steps.h - the inside of a talk, shared by the talk_*.c files only.
 *
 * A talk is one question at a time. Each question has a line in talk.c: its method, how its
 * parameters are phrased, and who hears the answer and names the next question.
 */
#ifndef GRIDLOCK_CHAINS_ETHEREUM_TALK_STEPS_H
#define GRIDLOCK_CHAINS_ETHEREUM_TALK_STEPS_H

#include "chains/ethereum/address.h"
#include "chains/ethereum/rpc.h"
#include "core/wallet/chain.h"

enum talk_ask {
    ASK_NOTHING, /* the talk has its answer */
    ASK_CHAIN_ID,
    ASK_BALANCE,
    ASK_PENDING_BALANCE,
    ASK_NONCE,
    ASK_PENDING_NONCE,
    ASK_FEE_HISTORY,
    ASK_GAS_PRICE,
    ASK_TIP,
    ASK_GAS,
    ASK_SEND,
    ASK_RECEIPT,
    ASK_LOOKUP,
    ASK_HEAD
};

struct chain_talk {
    enum task_kind kind;
    const struct account *account; /* borrowed */
    struct chain_node node;
    enum talk_ask ask; /* the question that is out, or the next one */
    unsigned number;   /* of the question that is out; 0 before the first */

    uint32_t index; /* of the address in question */
    uint32_t watch; /* TASK_SYNC: how many addresses to ask about */
    char address[ADDRESS_MAX];
    struct amount balance; /* at the latest block */
    struct amount spendable;
    uint64_t nonce; /* at the latest block */
    uint64_t next_nonce;

    struct transfer_order order; /* TASK_DRAFT */
    uint8_t to[ETHEREUM_ADDRESS_BYTES];
    struct amount base_fee; /* wei per gas in the next block */
    struct amount tip;
    uint64_t gas;

    struct buffer raw; /* TASK_SEND, TASK_STATUS */
    uint64_t raw_nonce;
    uint64_t block; /* TASK_STATUS: where it was mined */
    enum rpc_refusal refusal;

    struct chain_answer answer;
};

/* Puts the address with this number in question. */
MUST_USE result ethereum_talk_address(struct chain_talk *talk, uint32_t index);
/* Adds a sentence to the answer's note, if it fits. */
void ethereum_talk_note(struct chain_talk *talk, const char *sentence);

/* talk_account.c */
MUST_USE result ethereum_hear_balance(struct chain_talk *talk, const struct rpc_answer *answer);
MUST_USE result ethereum_hear_pending_balance(struct chain_talk *talk,
                                              const struct rpc_answer *answer);
MUST_USE result ethereum_hear_nonce(struct chain_talk *talk, const struct rpc_answer *answer);
MUST_USE result ethereum_hear_pending_nonce(struct chain_talk *talk,
                                            const struct rpc_answer *answer);

/* talk_draft.c */
MUST_USE result ethereum_draft_begin(struct chain_talk *talk, const struct chain_task *task);
void ethereum_draft_gas_question(struct buffer *params, const struct chain_talk *talk);
/* The first question about fees, or about gas when the owner named all fees. */
enum talk_ask ethereum_draft_after_nonce(const struct chain_talk *talk);
MUST_USE result ethereum_hear_fee_history(struct chain_talk *talk, const struct rpc_answer *answer);
MUST_USE result ethereum_hear_gas_price(struct chain_talk *talk, const struct rpc_answer *answer);
MUST_USE result ethereum_hear_tip(struct chain_talk *talk, const struct rpc_answer *answer);
MUST_USE result ethereum_hear_gas(struct chain_talk *talk, const struct rpc_answer *answer);

/* talk_send.c */
MUST_USE result ethereum_send_begin(struct chain_talk *talk, const struct chain_task *task);
MUST_USE result ethereum_status_begin(struct chain_talk *talk, const struct chain_task *task);
MUST_USE result ethereum_hear_send(struct chain_talk *talk, const struct rpc_answer *answer);
MUST_USE result ethereum_hear_receipt(struct chain_talk *talk, const struct rpc_answer *answer);
MUST_USE result ethereum_hear_lookup(struct chain_talk *talk, const struct rpc_answer *answer);
MUST_USE result ethereum_hear_head(struct chain_talk *talk, const struct rpc_answer *answer);

#endif
