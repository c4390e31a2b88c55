/* SPDX-License-Identifier: MIT */
/* wallet list, wallet show: what this home owns and guards. */
#include <inttypes.h>
#include <string.h>

#include "app/commands.h"
#include "app/json_line.h"
#include "app/lookup.h"
#include "app/seats.h"
#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/engine/payment.h"
#include "core/engine/people.h"
#include "core/store/ceremony_table.h"

static const char *const states[] = {"unknown", "making", "active", "failed", "retired"};
static const char *const networks[] = {"main", "test", "regtest"};

static const char *state_of(const struct wallet *wallet)
{
    return wallet->state <= WALLET_RETIRED ? states[wallet->state] : states[0];
}

static void add_fields(struct json_line *line, const struct wallet *wallet)
{
    json_line_text(line, "name", wallet->name);
    json_line_hex(line, "id", slice_of(wallet->id, sizeof wallet->id));
    json_line_bool(line, "is_mine", wallet->is_mine);
    json_line_text(line, "state", state_of(wallet));
    if (!wallet->is_mine)
        return;
    json_line_text(line, "network",
                   wallet->network <= NETWORK_REGTEST ? networks[wallet->network] : "unknown");
    json_line_number(line, "chain_id", wallet->chain_id);
}

result command_wallet_list(struct session *session)
{
    struct wallet *list = NULL;
    size_t count = 0;

    TRY(wallet_all(session_store(session), &list, &count));
    for (size_t i = 0; i < count; i++) {
        struct json_line line = {0};
        char owner[LOOKUP_NAME_MAX] = "this device";
        if (!list[i].is_mine)
            lookup_name(session, owner, list[i].owner);
        print_line(session->print, "%-24s %-8s owner %s", list[i].name, state_of(&list[i]), owner);
        if (!session->print->is_json)
            continue;
        add_fields(&line, &list[i]);
        json_line_text(&line, "owner", owner);
        json_line_print(&line);
    }
    if (count == 0)
        print_line(session->print, "There is no wallet yet.");
    memory_free(list);
    return OK;
}

/* How far the making of a key is. */
static result show_making(const struct session *session, struct json_line *line,
                          const struct wallet *wallet)
{
    struct ceremony *list = NULL;
    size_t count = 0;
    result done = OK;

    TRY(ceremony_all(session_store(session), &list, &count));
    for (size_t i = 0; i < count && is_ok(done); i++) {
        struct ceremony_view view;
        if (memcmp(list[i].wallet, wallet->id, 32) != 0)
            continue;
        done = engine_ceremony_view(session->engine, &view, list[i].cid);
        if (!is_ok(done))
            continue;
        print_line(session->print, "The key is being made: %u of %u guardians will sign.", view.t,
                   view.n);
        for (uint16_t seat = 0; wallet->is_mine && seat < view.n; seat++)
            print_line(session->print, "  seat %-2u %-20s %s", seat + 1U, view.name[seat],
                       view.acknowledged >> seat & 1 ? "has its share"
                       : view.dealt >> seat & 1      ? "dealt its part"
                       : view.joined >> seat & 1     ? "takes part"
                                                     : "has not answered");
        json_line_number(line, "threshold", view.t);
        json_line_number(line, "guardians", view.n);
        json_line_text(line, "failure",
                       list[i].failure ? error_sentence((enum error_code)list[i].failure) : "");
        if (list[i].failure)
            print_line(session->print, "It ended: %s %s",
                       error_sentence((enum error_code)list[i].failure), list[i].culprit);
    }
    ceremony_list_free(list, count);
    return done;
}

static result show_addresses(const struct session *session, struct json_line *line,
                             const struct wallet *wallet)
{
    json_line_open(line, "addresses");
    for (size_t i = 0; i < LOOKUP_ACCOUNTS; i++) {
        const enum account_kind kind = lookup_account_at(i);
        struct account_row row;
        char address[ADDRESS_MAX];
        TRY(account_row_get(session_store(session), &row, wallet->id, (uint8_t)kind));
        TRY(engine_address(session->engine, address, wallet->id, kind, 0,
                           kind == ACCOUNT_ETHEREUM ? 0 : row.next_receive));
        print_line(session->print, "%-9s %s", lookup_account_name(kind), address);
        json_line_text(line, lookup_account_name(kind), address);
    }
    json_line_close(line);
    return OK;
}

static result show_active(const struct session *session, struct json_line *line,
                          const struct wallet *wallet)
{
    struct epoch epoch SCOPED(epoch_free) = {0};
    char hash[65];

    TRY(seats_show(session, line, wallet));
    TRY(epoch_current(session_store(session), &epoch, wallet->id));
    hex_encode(hash, slice_of(epoch.hash, sizeof epoch.hash));
    print_line(session->print, "epoch     %" PRIu32 " %s", epoch.number, hash);
    json_line_number(line, "epoch", epoch.number);
    json_line_text(line, "epoch_hash", hash);
    return wallet->is_mine ? show_addresses(session, line, wallet) : OK;
}

result command_wallet_show(struct session *session)
{
    const char *name = session->options->word_count > 0 ? session->options->words[0] : NULL;
    struct wallet wallet;
    struct json_line line = {0};

    TRY(lookup_wallet(session, &wallet, name));
    print_line(session->print, "%s, %s", wallet.name, state_of(&wallet));
    add_fields(&line, &wallet);
    const result done = wallet.state == WALLET_ACTIVE || wallet.state == WALLET_RETIRED
                            ? show_active(session, &line, &wallet)
                            : show_making(session, &line, &wallet);
    if (is_ok(done) && session->print->is_json)
        json_line_print(&line);
    buffer_free(&line.text);
    return done;
}
