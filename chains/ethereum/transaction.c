/* SPDX-License-Identifier: MIT */
#include "chains/ethereum/transaction.h"

#include "chains/ethereum/rlp.h"
#include "core/crypto/hash.h"

enum { TYPE_EIP_1559 = 2 };

/* The nine fields that both forms begin with. */
static void write_fields(struct buffer *items, const struct ethereum_transaction *transaction)
{
    rlp_write_u64(items, transaction->chain_id);
    rlp_write_u64(items, transaction->nonce);
    rlp_write_amount(items, &transaction->priority_fee);
    rlp_write_amount(items, &transaction->max_fee);
    rlp_write_u64(items, transaction->gas);
    rlp_write_bytes(items, transaction->to);
    rlp_write_amount(items, &transaction->value);
    rlp_write_bytes(items, transaction->data);
    rlp_write_list(items, transaction->access_list);
}

static void write_typed(struct buffer *out, const struct buffer *items)
{
    wire_write_u8(out, TYPE_EIP_1559);
    rlp_write_list(out, buffer_slice(items));
}

void ethereum_transaction_write_unsigned(struct buffer *out,
                                         const struct ethereum_transaction *transaction)
{
    SCOPED(buffer_free) struct buffer items = {0};

    write_fields(&items, transaction);
    write_typed(out, &items);
}

void ethereum_transaction_write_signed(struct buffer *out,
                                       const struct ethereum_transaction *transaction,
                                       const struct signature_bytes *signature)
{
    SCOPED(buffer_free) struct buffer items = {0};
    const struct amount r = amount_read(signature->bytes);
    const struct amount s = amount_read(signature->bytes + 32);

    write_fields(&items, transaction);
    rlp_write_u64(&items, signature->recid & 1U);
    rlp_write_amount(&items, &r);
    rlp_write_amount(&items, &s);
    write_typed(out, &items);
}

void ethereum_transaction_legacy_digest(uint8_t out[static 32],
                                        const struct ethereum_transaction *transaction)
{
    SCOPED(buffer_free) struct buffer items = {0};
    SCOPED(buffer_free) struct buffer list = {0};

    rlp_write_u64(&items, transaction->nonce);
    rlp_write_amount(&items, &transaction->max_fee);
    rlp_write_u64(&items, transaction->gas);
    rlp_write_bytes(&items, transaction->to);
    rlp_write_amount(&items, &transaction->value);
    rlp_write_bytes(&items, transaction->data);
    rlp_write_u64(&items, transaction->chain_id);
    rlp_write_u64(&items, 0);
    rlp_write_u64(&items, 0);
    rlp_write_list(&list, buffer_slice(&items));
    hash_keccak256(out, buffer_slice(&list));
}
