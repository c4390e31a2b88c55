/* SPDX-License-Identifier: MIT */
/* nodes.h - a real bitcoind in regtest and a real anvil on this machine, for practice and for
 * tests: found or fetched by assets/practice/fetch-nodes.sh, started, funded from, asked.
 */
#ifndef GRIDLOCK_APP_NODES_H
#define GRIDLOCK_APP_NODES_H

#include <stdbool.h>
#include <stdint.h>

#include "app/http.h"
#include "app/process.h"
#include "core/base/amount.h"
#include "core/base/json.h"

enum { NODES_PATH_MAX = 700, NODES_COMMAND_MAX = 2048, NODES_WORDS_MAX = 16 };

struct nodes {
    char folder[NODES_PATH_MAX];
    char bitcoin_command[NODES_COMMAND_MAX];
    char anvil_path[NODES_COMMAND_MAX];
    unsigned bitcoin_port;
    unsigned anvil_port;
    char bitcoin_url[128];
    char anvil_url[128];
    char cookie_path[NODES_PATH_MAX + 64];
    struct process bitcoin;
    struct process anvil;
    struct http *http;
    bool outlive; /* KEEP=1 */
};

/* Runs the script; the first time it may download. (NODES_MISSING) */
MUST_USE result nodes_find(struct nodes *nodes, const char *script);
/* A free TCP port on 127.0.0.1, or 0. */
unsigned nodes_free_port(void);
/* Starts both in `folder` and waits until they answer. (NODES_START) */
MUST_USE result nodes_start(struct nodes *nodes, const char *folder);
void nodes_stop(struct nodes *nodes);

/* One JSON-RPC call; the whole answer with "result". (NODES_ANSWER) */
MUST_USE result nodes_bitcoin(struct nodes *nodes, struct json **out, const char *wallet,
                              const char *method, const char *parameters);
MUST_USE result nodes_ethereum(struct nodes *nodes, struct json **out, const char *method,
                               const char *parameters);
/* Mines blocks to the node's own wallet. */
MUST_USE result nodes_mine(struct nodes *nodes, unsigned blocks);
/* Pays from the node's own wallet; a block is needed to confirm it. */
MUST_USE result nodes_pay_bitcoin(struct nodes *nodes, const char *address, const char *amount);
/* From anvil's first account, mined at once. */
MUST_USE result nodes_pay_ether(struct nodes *nodes, const char *address, const char *wei_hex);
MUST_USE result nodes_ether_balance(struct nodes *nodes, struct amount *out, const char *address);

#endif
