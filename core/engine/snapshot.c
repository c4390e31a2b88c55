/* SPDX-License-Identifier: MIT */
#include "core/engine/snapshot.h"

#include <string.h>

#include "core/base/memory.h"

const struct shown_wallet *snapshot_wallet_by_id(const struct snapshot *snapshot,
                                                 const uint8_t id[static 32])
{
    for (size_t i = 0; i < snapshot->wallet_count; i++)
        if (memcmp(snapshot->wallets[i].id, id, 32) == 0)
            return &snapshot->wallets[i];
    return NULL;
}

const struct shown_wallet *snapshot_wallet(const struct snapshot *snapshot)
{
    const struct shown_wallet *found = snapshot_wallet_by_id(snapshot, snapshot->selected);

    if (found)
        return found;
    for (size_t i = 0; i < snapshot->wallet_count; i++)
        if (snapshot->wallets[i].is_mine && snapshot->wallets[i].state == SHOWN_ACTIVE)
            return &snapshot->wallets[i];
    return NULL;
}

const struct shown_account *snapshot_account(const struct shown_wallet *wallet,
                                             enum account_kind kind)
{
    for (size_t i = 0; wallet && i < wallet->account_count; i++)
        if (wallet->accounts[i].kind == kind)
            return &wallet->accounts[i];
    return NULL;
}

const struct shown_transfer *snapshot_transfer(const struct snapshot *snapshot,
                                               const uint8_t intent[static 32])
{
    for (size_t i = 0; i < snapshot->transfer_count; i++)
        if (memcmp(snapshot->transfers[i].intent, intent, 32) == 0)
            return &snapshot->transfers[i];
    return NULL;
}

const struct shown_request *snapshot_request(const struct snapshot *snapshot,
                                             const uint8_t id[static 32])
{
    for (size_t i = 0; i < snapshot->request_count; i++)
        if (memcmp(snapshot->requests[i].id, id, 32) == 0)
            return &snapshot->requests[i];
    return NULL;
}

const struct shown_ceremony *snapshot_ceremony(const struct snapshot *snapshot,
                                               const uint8_t cid[static 32])
{
    for (size_t i = 0; i < snapshot->ceremony_count; i++)
        if (memcmp(snapshot->ceremonies[i].cid, cid, 32) == 0)
            return &snapshot->ceremonies[i];
    return NULL;
}

size_t snapshot_open_requests(const struct snapshot *snapshot)
{
    size_t count = 0;

    for (size_t i = 0; i < snapshot->request_count; i++)
        count += snapshot->requests[i].answer == SHOWN_OPEN_QUESTION;
    return count;
}

void snapshot_wipe(struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->request_count; i++)
        memory_free(snapshot->requests[i].explanation);
    if (snapshot->invites)
        memory_wipe(snapshot->invites, snapshot->invite_count * sizeof *snapshot->invites);
    memory_free(snapshot->wallets);
    memory_free(snapshot->transfers);
    memory_free(snapshot->events);
    memory_free(snapshot->requests);
    memory_free(snapshot->peers);
    memory_free(snapshot->invites);
    memory_free(snapshot->contacts);
    memory_free(snapshot->ceremonies);
    memory_free(snapshot->notices);
    memory_free(snapshot->draft.explanation);
    memory_free(snapshot->payment.explanation);
    memset(snapshot, 0, sizeof *snapshot);
}
