/* SPDX-License-Identifier: MIT */
/* wallet create: proposes a key to paired guardians and shows how the making goes on. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/json_line.h"
#include "app/session.h"
#include "core/base/hex.h"
#include "core/engine/people.h"
#include "core/store/ceremony_table.h"
#include "core/store/peer_table.h"
#include "core/store/wallet_table.h"

enum { WAIT = 120, WAIT_MOST = 24 * 3600, GUARDIANS_MAX = 16, SEATS = 32 };

static const char *const networks[] = {"main", "test", "regtest", NULL};
/* Chain ids of Ethereum itself, of Sepolia, and of a local test node. */
static const uint64_t usual_chain[] = {1, 11155111, 31337};

struct making {
    struct session *session;
    uint8_t cid[32];
    struct ceremony_view shown;
    enum ceremony_state state;
    result outcome;
};

static void tell_seats(struct making *making, const struct ceremony_view *view, uint32_t before,
                       uint32_t now, const char *state, const char *sentence)
{
    for (uint16_t seat = 0; seat < view->n && seat < SEATS; seat++) {
        if (!((now & ~before) >> seat & 1))
            continue;
        struct json_line line = {0};
        print_line(making->session->print, "  %s %s", view->name[seat], sentence);
        if (!making->session->print->is_json)
            continue;
        json_line_text(&line, "event", "guardian");
        json_line_text(&line, "name", view->name[seat]);
        json_line_text(&line, "state", state);
        json_line_print(&line);
    }
}

static bool is_over(void *context)
{
    struct making *making = context;
    struct ceremony ceremony SCOPED(ceremony_free) = {0};
    struct ceremony_view view;

    making->outcome = ceremony_by_cid(session_store(making->session), &ceremony, making->cid);
    if (is_ok(making->outcome))
        making->outcome = engine_ceremony_view(making->session->engine, &view, making->cid);
    if (!is_ok(making->outcome))
        return true;
    tell_seats(making, &view, making->shown.joined, view.joined, "joined", "takes part");
    tell_seats(making, &view, making->shown.dealt, view.dealt, "dealt", "dealt its part");
    tell_seats(making, &view, making->shown.acknowledged, view.acknowledged, "acknowledged",
               "has its share");
    making->shown = view;
    making->state = ceremony.state;
    return ceremony.state == CEREMONY_DONE || ceremony.state == CEREMONY_FAILED ||
           ceremony.state == CEREMONY_REFUSED;
}

/* Everybody who has not done the step that the others wait for. */
static void name_missing(const struct making *making)
{
    const struct ceremony_view *view = &making->shown;
    const uint32_t all = view->n >= SEATS ? UINT32_MAX : (1U << view->n) - 1;
    const uint32_t done = view->joined != all  ? view->joined
                          : view->dealt != all ? view->dealt
                                               : view->acknowledged;
    struct buffer names SCOPED(buffer_free) = {0};

    for (uint16_t seat = 0; seat < view->n && seat < SEATS; seat++)
        if (!(done >> seat & 1))
            buffer_print(&names, "%s%s", names.size ? ", " : "", view->name[seat]);
    print_detail(making->session->print, "waiting for %s", buffer_text(&names));
}

static result tell_failure(struct making *making)
{
    struct ceremony ceremony SCOPED(ceremony_free) = {0};

    TRY(ceremony_by_cid(session_store(making->session), &ceremony, making->cid));
    if (ceremony.culprit[0])
        print_detail(making->session->print, "%s", ceremony.culprit);
    CHECK(ceremony.failure != 0, DEALING_ABORTED);
    return (result){(enum error_code)ceremony.failure};
}

static result tell_wallet(struct making *making, const char *event)
{
    struct ceremony ceremony SCOPED(ceremony_free) = {0};
    struct wallet wallet;
    struct json_line line = {0};

    if (!making->session->print->is_json)
        return OK;
    TRY(ceremony_by_cid(session_store(making->session), &ceremony, making->cid));
    TRY(wallet_by_id(session_store(making->session), &wallet, ceremony.wallet));
    json_line_text(&line, "event", event);
    json_line_text(&line, "wallet", wallet.name);
    json_line_hex(&line, "id", slice_of(wallet.id, sizeof wallet.id));
    json_line_hex(&line, "ceremony", slice_of(making->cid, sizeof making->cid));
    json_line_number(&line, "threshold", making->shown.t);
    json_line_number(&line, "guardians", making->shown.n);
    json_line_print(&line);
    return OK;
}

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
    bool is_done = false;

    session->print->is_stream = true;
    TRY(read_order(&order, guardians, session));
    TRY(options_number(session->options, &seconds, "wait", WAIT, 0, WAIT_MOST));
    TRY(engine_create_wallet(session->engine, loop_clock(), &order, making.cid));
    TRY(engine_ceremony_view(session->engine, &making.shown, making.cid));
    print_line(session->print, "Asked %zu guardians to make the key of %s; %u of %u will sign.",
               order.guardian_count, order.name, making.shown.t, making.shown.n);
    making.shown.joined = making.shown.dealt = making.shown.acknowledged = 0;
    TRY(tell_wallet(&making, "proposed"));
    TRY(session_run(session, &is_done, is_over, &making, seconds));
    TRY(making.outcome);
    if (!is_done) {
        name_missing(&making);
        return FAIL(WAIT_WALLET);
    }
    if (making.state != CEREMONY_DONE)
        return tell_failure(&making);
    print_line(session->print, "The key of %s is made: %u of %u guardians can sign.", order.name,
               making.shown.t, making.shown.n);
    return tell_wallet(&making, "created");
}
