/* SPDX-License-Identifier: MIT */
/* wallet create: proposes a key to paired guardians and shows how the making goes on. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/making.h"
#include "app/session.h"
#include "core/engine/people.h"
#include "core/store/peer_table.h"

enum { WAIT = 120, WAIT_MOST = 24 * 3600, GUARDIANS_MAX = 16 };

static const char *const networks[] = {"main", "test", "regtest", NULL};
/* Chain ids of Ethereum itself, of Sepolia, and of a local test node. */
static const uint64_t usual_chain[] = {1, 11155111, 31337};

static result read_order(struct wallet_order *order, const char *guardians[GUARDIANS_MAX],
                         const struct session *session)
{
    const struct options *options = session->options;
    const char *needed = NULL;
    unsigned network = NETWORK_MAIN;
    uint64_t threshold = 0;

    TRY(options_need(options, &needed, "threshold"));
    TRY(options_number(options, &threshold, "threshold", 0, 1, GUARDIANS_MAX));
    TRY(options_choice(options, &network, "network", NETWORK_MAIN, networks));
    TRY(options_number(options, &order->chain_id, "chain-id", usual_chain[network], 1,
                       (uint64_t)1 << 52));
    order->name = options->words[0];
    order->t = (uint16_t)threshold;
    order->network = (enum network)network;
    order->guardian_count = options_count(options, "guardian");
    CHECK(order->guardian_count < GUARDIANS_MAX, WALLET_SEATS);
    order->guardians = guardians;
    for (size_t i = 0; i < order->guardian_count; i++) {
        struct peer peer;
        guardians[i] = options_value_at(options, "guardian", i);
        print_detail(session->print, "%s", guardians[i]);
        TRY(peer_by_name(session_store(session), &peer, guardians[i]));
    }
    session->print->detail[0] = 0;
    return OK;
}

result command_wallet_create(struct session *session)
{
    struct making making = {.session = session};
    struct wallet_order order = {0};
    const char *guardians[GUARDIANS_MAX] = {NULL};
    uint64_t seconds = 0;

    session->print->is_stream = true;
    TRY(read_order(&order, guardians, session));
    TRY(options_number(session->options, &seconds, "wait", WAIT, 0, WAIT_MOST));
    TRY(engine_create_wallet(session->engine, loop_clock(), &order, making.cid));
    TRY(making_watch(&making, seconds, "created"));
    print_line(session->print, "The key of %s is made: %u of %u guardians can sign.", order.name,
               making.shown.t, making.shown.n);
    return OK;
}
