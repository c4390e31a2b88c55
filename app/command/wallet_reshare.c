/* SPDX-License-Identifier: MIT */
/* wallet refresh, wallet reshare: new shares for an old key; the addresses stay. */
#include <string.h>

#include "app/commands.h"
#include "app/lookup.h"
#include "app/making.h"
#include "core/store/peer_table.h"

enum { WAIT = 120, WAIT_MOST = 24 * 3600, GUARDIANS_MAX = 16 };

struct names {
    const char *name[GUARDIANS_MAX];
    size_t count;
};

static result read_names(struct names *out, const struct session *session, const char *option)
{
    out->count = options_count(session->options, option);
    CHECK(out->count < GUARDIANS_MAX, WALLET_SEATS);
    for (size_t i = 0; i < out->count; i++) {
        struct peer peer;
        out->name[i] = options_value_at(session->options, option, i);
        print_detail(session->print, "%s", out->name[i]);
        TRY(peer_by_name(session_store(session), &peer, out->name[i]));
    }
    session->print->detail[0] = 0;
    return OK;
}

static result find_wallet(struct session *session, struct wallet *wallet)
{
    const char *name = session->options->word_count > 0 ? session->options->words[0] : NULL;

    return lookup_own_wallet(session, wallet, name);
}

static result reshare(struct session *session, const struct reshare_order *asked,
                      const struct wallet *wallet)
{
    struct reshare_order order = *asked;
    struct making making = {.session = session};
    struct names silent = {0};
    uint64_t seconds = 0;

    session->print->is_stream = true;
    TRY(read_names(&silent, session, "silent"));
    TRY(options_number(session->options, &seconds, "wait", WAIT, 0, WAIT_MOST));
    order.silent = silent.name;
    order.silent_count = silent.count;
    memcpy(order.wallet, wallet->id, sizeof order.wallet);
    TRY(engine_reshare(session->engine, loop_clock(), &order, making.cid));
    TRY(making_watch(&making, seconds, "reshared"));
    print_line(session->print,
               "%s has new shares: %u of %u guardians can sign. The addresses stay the same.",
               wallet->name, making.shown.t, making.shown.n);
    return OK;
}

result command_wallet_refresh(struct session *session)
{
    struct reshare_order order = {0};
    struct wallet wallet;

    TRY(find_wallet(session, &wallet));
    return reshare(session, &order, &wallet);
}

result command_wallet_reshare(struct session *session)
{
    struct reshare_order order = {0};
    struct names guardians = {0};
    struct wallet wallet;
    const char *needed = NULL;
    uint64_t threshold = 0;

    TRY(options_need(session->options, &needed, "guardian"));
    TRY(options_number(session->options, &threshold, "threshold", 0, 1, GUARDIANS_MAX));
    TRY(find_wallet(session, &wallet));
    TRY(read_names(&guardians, session, "guardian"));
    order.t = (uint16_t)threshold;
    order.guardians = guardians.name;
    order.guardian_count = guardians.count;
    return reshare(session, &order, &wallet);
}
