/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/bitcoin/address.h"
#include "chains/bitcoin/psbt.h"
#include "chains/bitcoin/transaction.h"
#include "chains/ethereum/transaction.h"
#include "core/base/memory.h"
#include "core/engine/payment.h"
#include "core/message/intent.h"
#include "support/family.h"

static struct policy generous(void)
{
    struct policy policy = {.consents_by_default = true};
    return policy;
}

struct world {
    struct family *family;
    struct policy policy;
    uint8_t wallet[32];
    uint8_t intent[32];
};

/* Member 0 owner, 1 and 2 people, the others services. */
static struct world world_new(uint16_t t, uint16_t n)
{
    struct world world = {.family = family_new()};
    static struct policy policy;
    policy = generous();
    family_add(world.family, "me", CARD_DEVICE, NULL);
    for (uint16_t i = 1; i < n; i++) {
        char name[16];
        snprintf(name, sizeof name, "guardian%u", i);
        family_add(world.family, name, i < 3 ? CARD_FRIEND : CARD_BACKUP, i < 3 ? NULL : &policy);
        cr_assert(family_pair(world.family, i), "pairing %u", i);
    }
    cr_assert(family_wallet(world.family, t, n, world.wallet), "wallet");
    return world;
}

static void draft_ethereum(struct world *world, uint64_t wei, uint64_t nonce)
{
    struct engine *owner = world->family->member[0].engine;
    static const uint8_t to[20] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
    struct ethereum_transaction tx = {.chain_id = 31337, .nonce = nonce, .gas = 21000,
                                      .priority_fee = amount_of(1000000000), .max_fee = amount_of(2000000000),
                                      .to = slice_of(to, 20), .value = amount_of(wei)};
    struct account account;
    cr_assert(is_ok(engine_account_of(owner, &account, world->wallet, ACCOUNT_ETHEREUM)));
    memset(&owner->draft, 0, sizeof owner->draft);
    memcpy(owner->draft.wallet, world->wallet, 32);
    owner->draft.account = ACCOUNT_ETHEREUM;
    owner->draft.kind = INTENT_EVM;
    wire_write_u32(&owner->draft.payload, 0);
    ethereum_transaction_write_unsigned(&owner->draft.payload, &tx);
    const result r = account.chain->explain(&owner->draft.explanation, &account, buffer_slice(&owner->draft.payload));
    cr_assert(is_ok(r), "%s", error_sentence(r.code));
    owner->draft.is_ready = true;
}

static void draft_bitcoin(struct world *world, enum account_kind kind, size_t inputs)
{
    struct engine *owner = world->family->member[0].engine;
    struct account account;
    struct transaction tx = transaction_new(inputs, 2);
    struct psbt_input *ins = memory_new(inputs, sizeof *ins);
    struct address_own change, other;
    struct buffer *previous = memory_new(inputs, sizeof *previous);
    cr_assert(is_ok(engine_account_of(owner, &account, world->wallet, kind)));
    cr_assert(is_ok(address_own(&change, &account, 1, 0)));
    cr_assert(is_ok(address_own(&other, &account, 0, 999)));
    tx.version = 2;
    for (size_t i = 0; i < inputs; i++) {
        cr_assert(is_ok(address_own(&ins[i].own, &account, 0, (uint32_t)i)));
        ins[i].value = 100000;
        struct transaction before = transaction_new(1, 1);
        before.version = 2;
        memset(before.inputs[0].txid, (int)i + 1, 32);
        before.inputs[0].sequence = 0xffffffff;
        before.outputs[0].value = 100000;
        before.outputs[0].script = slice_of(ins[i].own.script.bytes, ins[i].own.script.size);
        transaction_write(&previous[i], &before, false);
        transaction_id(tx.inputs[i].txid, &before);
        ins[i].previous = buffer_slice(&previous[i]);
        tx.inputs[i].sequence = TRANSACTION_SEQUENCE;
        transaction_free(&before);
    }
    static const uint8_t stranger[22] = {0, 20, 9, 9, 9};
    tx.outputs[0].value = 60000 * inputs;
    tx.outputs[0].script = slice_of(stranger, 22);
    tx.outputs[1].value = 39000 * inputs;
    tx.outputs[1].script = slice_of(change.script.bytes, change.script.size);
    const struct psbt psbt = {.account = &account, .transaction = &tx, .inputs = ins, .change = &change, .change_at = 1};
    memset(&owner->draft, 0, sizeof owner->draft);
    memcpy(owner->draft.wallet, world->wallet, 32);
    owner->draft.account = kind;
    owner->draft.kind = INTENT_PSBT;
    psbt_write(&owner->draft.payload, &psbt);
    const result r = account.chain->explain(&owner->draft.explanation, &account, buffer_slice(&owner->draft.payload));
    cr_assert(is_ok(r), "%s", error_sentence(r.code));
    owner->draft.is_ready = true;
}

static bool is_signed(struct family *family, void *context)
{
    struct transfer transfer = {0};
    const bool done = is_ok(transfer_by_intent(family->member[0].engine->store, &transfer, context)) &&
                      transfer.state == TRANSFER_SIGNED;
    transfer_free(&transfer);
    return done;
}

static bool everyone_seen(struct family *family, void *context)
{
    for (size_t i = 1; i < family->count; i++) {
        struct intent_row row = {0};
        if (!family->member[i].engine)
            continue;
        const bool has = is_ok(intent_by_hash(family->member[i].engine->store, &row, context));
        intent_free(&row);
        if (!has)
            return false;
    }
    return true;
}

static void say_yes(struct world *world)
{
    cr_assert(family_run(world->family, 20000, everyone_seen, world->intent), "intent delivered");
    for (size_t i = 1; i < world->family->count; i++)
        if (world->family->member[i].engine && !world->family->member[i].policy) {
            const result r = engine_answer_payment(world->family->member[i].engine, world->family->now, world->intent, true);
            cr_assert(is_ok(r), "%s", error_sentence(r.code));
        }
}

static bool pay(struct world *world)
{
    const result r = engine_pay(world->family->member[0].engine, world->family->now, 3600, "", world->intent);
    cr_assert(is_ok(r), "%s", error_sentence(r.code));
    say_yes(world);
    return family_run(world->family, 120000, is_signed, world->intent);
}

Test(engine, two_people_meet_and_make_a_key)
{
    struct world world = world_new(2, 3);
    family_free(world.family);
}

Test(engine, three_of_five_sign_taproot_inputs)
{
    struct world world = world_new(3, 5);
    draft_bitcoin(&world, ACCOUNT_TAPROOT, 3);
    cr_assert(pay(&world));
    family_free(world.family);
}

Test(engine, three_of_five_sign_segwit_and_ether)
{
    struct world world = world_new(3, 5);
    draft_bitcoin(&world, ACCOUNT_SEGWIT, 2);
    cr_assert(pay(&world));
    draft_ethereum(&world, 1000000000000000000ULL, 0);
    cr_assert(pay(&world));
    family_free(world.family);
}

Test(engine, two_of_five_may_be_gone)
{
    struct world world = world_new(3, 5);
    family_down(world.family, 1);
    family_down(world.family, 4);
    draft_bitcoin(&world, ACCOUNT_TAPROOT, 1);
    cr_assert(pay(&world));
    draft_ethereum(&world, 1000, 0);
    cr_assert(pay(&world));
    family_free(world.family);
}

Test(engine, a_lost_reply_only_delays)
{
    struct world world = world_new(2, 3);
    world.family->drop_per_mille = 100;
    draft_bitcoin(&world, ACCOUNT_TAPROOT, 1);
    cr_assert(pay(&world));
    draft_ethereum(&world, 1000, 0);
    cr_assert(pay(&world));
    family_free(world.family);
}
