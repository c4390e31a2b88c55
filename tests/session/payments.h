/* SPDX-License-Identifier: MIT */
/* payments.h - payments from the practice wallet, each checked against the nodes to the last unit.
 */
#ifndef GRIDLOCK_TESTS_SESSION_PAYMENTS_H
#define GRIDLOCK_TESTS_SESSION_PAYMENTS_H

#include "app/practice.h"

enum { PAYMENTS_TXIDS_MAX = 512 };

struct payments {
    struct practice *practice;
    char descriptor[2][2][512]; /* taproot, segwit; receive, change */
    char ether_address[64];
    char txids[PAYMENTS_TXIDS_MAX][80];
    size_t txid_count;
    unsigned stranger; /* counts fresh Ethereum recipients */
};

bool payments_open(struct payments *payments, struct practice *practice);
bool payments_fund(struct payments *payments, const char *account, const char *amount);
bool payments_fund_ether(struct payments *payments, const char *wei_hex);
/* Waits until a person's home is asked something, and says yes. */
bool payments_answer(struct practice *practice, size_t home, unsigned timeout_ms);
/* How many sealed shares a home's database holds, each opened and compared with the record. */
int payments_count_shares(struct practice *practice, size_t home, int *seat);

void payments_bitcoin(struct payments *payments, const char *account, const char *amount,
                      size_t inputs, const char *when);
void payments_ether(struct payments *payments, const char *amount, const char *when);
/* A payment that cannot be signed because three guardians are gone: exit 4, and they are named. */
void payments_stuck(struct payments *payments, char id[static PRACTICE_TEXT_MAX]);
void payments_resume(struct payments *payments, const char *id, size_t home);
void payments_bad_input(struct payments *payments);

/* Starts a payment and lets the people who are there answer; the exit code of `send`. */
int payments_send(struct payments *payments, struct buffer *out, const char *const *words);
void payments_next_stranger(struct payments *payments, char out[static 64]);

#endif
