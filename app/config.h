/* SPDX-License-Identifier: MIT */
/* config.h - gridlock.conf: where the nodes are, and what to run when something arrives. Nothing
 * secret stands in it.
 *
 *   bitcoin.rpc = http://127.0.0.1:8332
 *   bitcoin.cookie = /home/me/.bitcoin/.cookie
 *   ethereum.rpc = http://127.0.0.1:8545
 *   notify = /usr/bin/notify-send
 */
#ifndef GRIDLOCK_APP_CONFIG_H
#define GRIDLOCK_APP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/wallet/chain.h"

enum { CONFIG_FILE_MAX = 64 << 10, CONFIG_VALUE_MAX = HTTP_TEXT_MAX };

struct config {
    char bitcoin_rpc[CONFIG_VALUE_MAX]; /* empty: not set */
    char bitcoin_cookie[CONFIG_VALUE_MAX];
    char ethereum_rpc[CONFIG_VALUE_MAX];
    char notify[CONFIG_VALUE_MAX]; /* a program (notify.h) */
};

/* On failure *line is where. (CONFIG_LINE, CONFIG_KEY, CONFIG_TWICE, CONFIG_URL, CONFIG_PATH) */
MUST_USE result config_parse(struct config *out, size_t *line, struct slice text);
/* A missing file is an empty one. (CONFIG_FILE, and as above) */
MUST_USE result config_read(struct config *out, size_t *line, const char *path);
bool config_has_node(const struct config *config);
/* For engine_settings.node_of; context: the struct config. The cookie file is read anew each time,
 * because every start of a node makes a new one. (NODE_MISSING, CONFIG_COOKIE) */
result config_node(void *context, struct chain_node *out, enum account_kind kind);

#endif
