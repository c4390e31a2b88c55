/* SPDX-License-Identifier: MIT */
/* ledger.h - what the nodes say about money, asked without Gridlock. */
#ifndef GRIDLOCK_TESTS_SESSION_LEDGER_H
#define GRIDLOCK_TESTS_SESSION_LEDGER_H

#include "app/practice.h"

/* Satoshi in all unspent outputs of two descriptors, by scanning the node's set. */
bool ledger_descriptor(struct practice *practice, struct amount *out,
                       const char (*descriptor)[512]);
/* A fresh address of the node's own wallet, and what it has received in blocks. */
bool ledger_new_address(struct practice *practice, char out[static 128]);
bool ledger_received(struct practice *practice, struct amount *out, const char *address);
/* Inputs and fee of a mined transaction, from the newest block that holds it. */
bool ledger_transaction(struct practice *practice, size_t *inputs, struct amount *fee,
                        const char *txid);
/* Whether the node knows it, mined or not. */
bool ledger_knows(struct practice *practice, const char *txid, bool is_ethereum);
/* What a mined Ethereum transaction cost: gas used times effective price; its status. */
bool ledger_gas(struct practice *practice, struct amount *out, bool *has_succeeded,
                const char *txid);

#endif
