/* SPDX-License-Identifier: MIT */
#include "app/lookup.h"

#include <stdio.h>
#include <string.h>

#include "chains/chains.h"
#include "core/engine/view.h"
#include "core/store/peer_table.h"

static const struct {
    const char *name;
    enum account_kind kind;
    const char *chain;
} accounts[LOOKUP_ACCOUNTS] = {
    {"taproot", ACCOUNT_TAPROOT, "bitcoin"},
    {"segwit", ACCOUNT_SEGWIT, "bitcoin"},
    {"ethereum", ACCOUNT_ETHEREUM, "ethereum"},
};

enum { ID_LEAST = 4, ID_MOST = 64 };

result lookup_wallet(const struct session *session, struct wallet *out, const char *name)
{
    const char *wanted = name ? name : options_value(session->options, "wallet");
    const result found = wallet_by_name(session_store(session), out, wanted);

    if (!is_ok(found) && wanted)
        print_detail(session->print, "%s", wanted);
    return found;
}

result lookup_own_wallet(const struct session *session, struct wallet *out, const char *name)
{
    TRY(lookup_wallet(session, out, name));
    if (!out->is_mine)
        print_detail(session->print, "%s", out->name);
    CHECK(out->is_mine, WALLET_NOT_MINE);
    return OK;
}

result lookup_account(const struct session *session, enum account_kind *out, unsigned usual)
{
    static const char *const names[] = {"taproot", "segwit", "ethereum", NULL};
    const char *needed = NULL;
    unsigned index = 0;

    if (usual == 0)
        TRY(options_need(session->options, &needed, "account"));
    TRY(options_choice(session->options, &index, "account", LOOKUP_ACCOUNTS, names));
    *out = index < LOOKUP_ACCOUNTS ? accounts[index].kind : (enum account_kind)usual;
    return OK;
}

const char *lookup_account_name(enum account_kind kind)
{
    for (size_t i = 0; i < LOOKUP_ACCOUNTS; i++)
        if (accounts[i].kind == kind)
            return accounts[i].name;
    return "unknown";
}

enum account_kind lookup_account_at(size_t index)
{
    return accounts[index].kind;
}

const struct chain *lookup_chain(enum account_kind kind)
{
    for (size_t i = 0; i < LOOKUP_ACCOUNTS; i++)
        if (accounts[i].kind == kind)
            return chains_find(accounts[i].chain);
    return NULL;
}

void lookup_name(const struct session *session, char out[static LOOKUP_NAME_MAX],
                 const uint8_t id_pk[static 32])
{
    struct peer peer;
    struct self self = {.name = ""};

    if (view_is_self(session->engine, id_pk) && is_ok(self_load(session_store(session), &self)))
        snprintf(out, LOOKUP_NAME_MAX, "%s", self.name);
    else if (is_ok(peer_by_id(session_store(session), &peer, id_pk)))
        snprintf(out, LOOKUP_NAME_MAX, "%s", peer.name);
    else
        snprintf(out, LOOKUP_NAME_MAX, "an unknown guardian");
    self_wipe(&self);
}

result lookup_transfer(const struct session *session, struct transfer *out, const char *digits)
{
    struct intent_row row SCOPED(intent_free) = {0};
    const size_t size = strlen(digits);

    print_detail(session->print, "%s", digits);
    CHECK(size >= ID_LEAST && size <= ID_MOST && strspn(digits, "0123456789abcdefABCDEF") == size,
          ID_SHORT);
    TRY(intent_by_prefix(session_store(session), &row, digits));
    TRY(transfer_by_intent(session_store(session), out, row.hash));
    session->print->detail[0] = 0;
    return OK;
}
