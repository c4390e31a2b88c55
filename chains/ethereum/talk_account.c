/* SPDX-License-Identifier: MIT */
#include "chains/ethereum/talk_steps.h"

/* More of our own payments than a node's pool takes from one address: the count is not true, and a
 * payment behind such a gap would hang for good. */
enum { WAITING_MOST = 64 };

result ethereum_hear_balance(struct chain_talk *talk, const struct rpc_answer *answer)
{
    CHECK(answer->refusal == RPC_ACCEPTED, NODE_REFUSED);
    TRY(ethereum_rpc_amount(&talk->balance, answer->result));
    talk->ask = ASK_PENDING_BALANCE;
    return OK;
}

static result add_to(struct amount *sum, const struct amount *more)
{
    CHECK(is_ok(amount_add(sum, sum, more)), NODE_ANSWER);
    return OK;
}

/* TASK_SYNC: counts this address and goes on to the next one. */
static result count_address(struct chain_talk *talk, const struct amount *pending)
{
    struct amount incoming = {{0}};

    if (amount_compare(pending, &talk->balance) > 0)
        TRY(amount_sub(&incoming, pending, &talk->balance));
    TRY(add_to(&talk->answer.confirmed, &talk->spendable));
    TRY(add_to(&talk->answer.unconfirmed, &incoming));
    if (talk->index + 1 < talk->watch) {
        talk->ask = ASK_BALANCE;
        return ethereum_talk_address(talk, talk->index + 1);
    }
    /* The first address stays the one that is shown: Ethereum cannot pay from two at once. */
    talk->answer.next_receive = 0;
    talk->ask = ASK_NOTHING;
    return OK;
}

/* What our own waiting payments will take is not spendable; what others have not yet confirmed
 * is not either. A node that knows no "pending" is asked for nothing more. */
result ethereum_hear_pending_balance(struct chain_talk *talk, const struct rpc_answer *answer)
{
    struct amount pending = talk->balance;

    if (answer->refusal == RPC_ACCEPTED)
        TRY(ethereum_rpc_amount(&pending, answer->result));
    talk->spendable = amount_compare(&pending, &talk->balance) < 0 ? pending : talk->balance;
    if (talk->kind == TASK_SYNC)
        return count_address(talk, &pending);
    talk->ask = ASK_NONCE;
    return OK;
}

result ethereum_hear_nonce(struct chain_talk *talk, const struct rpc_answer *answer)
{
    CHECK(answer->refusal == RPC_ACCEPTED, NODE_REFUSED);
    TRY(ethereum_rpc_u64(&talk->nonce, answer->result));
    CHECK(talk->nonce < UINT64_MAX, NODE_ANSWER); /* EIP-2681 */
    talk->ask = talk->kind == TASK_STATUS ? ASK_RECEIPT : ASK_PENDING_NONCE;
    return OK;
}

result ethereum_hear_pending_nonce(struct chain_talk *talk, const struct rpc_answer *answer)
{
    uint64_t pending = talk->nonce;

    if (answer->refusal == RPC_ACCEPTED)
        TRY(ethereum_rpc_u64(&pending, answer->result));
    /* Two servers behind one address may lag behind each other. */
    talk->next_nonce = pending > talk->nonce ? pending : talk->nonce;
    CHECK(talk->next_nonce - talk->nonce <= WAITING_MOST, ETHEREUM_NONCE_GAP);
    if (talk->next_nonce > talk->nonce)
        ethereum_talk_note(talk,
                           "Earlier payments of this address still wait; this one follows them.");
    talk->ask = ethereum_draft_after_nonce(talk);
    return OK;
}
