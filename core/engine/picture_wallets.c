/* SPDX-License-Identifier: MIT */
/* picture_wallets.c - the wallets with their seats, balances and addresses, for the snapshot. */
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/engine_state.h"
#include "core/engine/payment.h"
#include "core/engine/picture_state.h"

static const struct {
    enum account_kind kind;
    const char *title;
    const char *chain;
} accounts[SHOWN_ACCOUNTS_MAX] = {{ACCOUNT_TAPROOT, "Taproot", "bitcoin"},
                                  {ACCOUNT_SEGWIT, "SegWit", "bitcoin"},
                                  {ACCOUNT_ETHEREUM, "Ethereum", "ethereum"}};

static const struct chain *find_chain(const struct engine *engine, const char *id)
{
    for (size_t i = 0; engine->settings.chains[i]; i++)
        if (strcmp(engine->settings.chains[i]->id, id) == 0)
            return engine->settings.chains[i];
    return NULL;
}

static bool has_node(const struct engine *engine, enum account_kind kind)
{
    struct chain_node node;

    return engine->settings.node_of &&
           is_ok(engine->settings.node_of(engine->settings.context, &node, kind));
}

static void show_account(struct shown_wallet *out, struct engine *engine, size_t index)
{
    const struct chain *chain = find_chain(engine, accounts[index].chain);
    const enum account_kind kind = accounts[index].kind;
    struct account_row row = {0};

    if (!chain || !is_ok(account_row_get(engine->store, &row, out->id, (uint8_t)kind)))
        return;
    struct shown_account *one = &out->accounts[out->account_count++];
    *one = (struct shown_account){.kind = kind,
                                  .title = accounts[index].title,
                                  .unit = chain->unit,
                                  .decimals = chain->decimals,
                                  .confirmed = row.confirmed,
                                  .unconfirmed = row.unconfirmed,
                                  .synced = row.synced,
                                  .has_node = has_node(engine, kind),
                                  .index = kind == ACCOUNT_ETHEREUM ? 0 : row.next_receive};
    amount_print(one->confirmed_text, &row.confirmed, chain->decimals);
    amount_print(one->unconfirmed_text, &row.unconfirmed, chain->decimals);
    if (!is_ok(engine_address(engine, one->address, out->id, kind, 0, one->index)))
        one->address[0] = 0;
}

static void show_seat(struct shown_seat *out, struct engine *engine, const uint8_t id_pk[static 32])
{
    struct peer peer;
    struct card card;
    static const char *const roles[] = {"", "device", "friend", "enclave", "backup"};

    *out = (struct shown_seat){.is_self = memcmp(id_pk, engine->self.identity->sign_pk, 32) == 0};
    picture_name(engine, out->name, id_pk);
    if (out->is_self) {
        snprintf(out->role, sizeof out->role, "%s", roles[engine->card.role]);
        return;
    }
    if (!is_ok(peer_by_id(engine->store, &peer, id_pk)))
        return;
    out->is_compared = peer.is_compared;
    out->seen = peer.seen;
    if (is_ok(card_read(&card, slice_of(peer.card, sizeof peer.card))))
        snprintf(out->role, sizeof out->role, "%s", roles[card.role]);
}

static void show_wallet(struct shown_wallet *out, struct engine *engine,
                        const struct wallet *wallet)
{
    struct epoch_record record;

    *out = (struct shown_wallet){.is_mine = wallet->is_mine,
                                 .state = (enum shown_wallet_state)wallet->state,
                                 .network = (enum network)wallet->network,
                                 .chain_id = wallet->chain_id,
                                 .created = wallet->created};
    memcpy(out->id, wallet->id, sizeof out->id);
    text_showable(out->name, sizeof out->name, slice_of_text(wallet->name));
    picture_name(engine, out->owner, wallet->owner);
    if (!is_ok(engine_record(engine, &record, wallet->id)))
        return;
    out->t = record.t;
    out->n = record.n < SHOWN_SEATS_MAX ? record.n : SHOWN_SEATS_MAX;
    out->epoch = record.epoch;
    for (uint16_t seat = 0; seat < out->n; seat++)
        show_seat(&out->seats[seat], engine, record.id_pk[seat]);
    for (size_t i = 0; wallet->is_mine && i < SHOWN_ACCOUNTS_MAX; i++)
        show_account(out, engine, i);
}

void picture_wallets(struct snapshot *out, struct engine *engine)
{
    struct wallet *list = NULL;
    size_t count = 0;

    out->wallet_count = 0;
    if (!is_ok(wallet_all(engine->store, &list, &count)))
        return;
    out->wallets = memory_grow(out->wallets, count + 1, sizeof *out->wallets);
    for (size_t i = 0; i < count; i++)
        show_wallet(&out->wallets[out->wallet_count++], engine, &list[i]);
    memory_free(list);
}
