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
#include "core/message/replay_window.h"
#include "support/drafts.h"
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

static bool is_signed(struct family *family, void *context)
{
    struct transfer transfer = {0};
    const bool done =
        is_ok(transfer_by_intent(family->member[0].engine->store, &transfer, context)) &&
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
            const result r = engine_answer_payment(world->family->member[i].engine,
                                                   world->family->now, world->intent, true);
            cr_assert(is_ok(r), "%s", error_sentence(r.code));
        }
}

static bool pay(struct world *world)
{
    const result r =
        engine_pay(world->family->member[0].engine, world->family->now, 3600, "", world->intent);
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
    draft_bitcoin(world.family, world.wallet, ACCOUNT_TAPROOT, 3);
    cr_assert(pay(&world));
    family_free(world.family);
}

Test(engine, three_of_five_sign_segwit_and_ether)
{
    struct world world = world_new(3, 5);
    draft_bitcoin(world.family, world.wallet, ACCOUNT_SEGWIT, 2);
    cr_assert(pay(&world));
    draft_ethereum(world.family, world.wallet, 1000000000000000000ULL, 0);
    cr_assert(pay(&world));
    family_free(world.family);
}

Test(engine, two_of_five_may_be_gone)
{
    struct world world = world_new(3, 5);
    family_down(world.family, 1);
    family_down(world.family, 4);
    draft_bitcoin(world.family, world.wallet, ACCOUNT_TAPROOT, 1);
    cr_assert(pay(&world));
    draft_ethereum(world.family, world.wallet, 1000, 0);
    cr_assert(pay(&world));
    family_free(world.family);
}

Test(engine, a_lost_reply_only_delays)
{
    struct world world = world_new(2, 3);
    world.family->drop_per_mille = 100;
    draft_bitcoin(world.family, world.wallet, ACCOUNT_TAPROOT, 1);
    cr_assert(pay(&world));
    draft_ethereum(world.family, world.wallet, 1000, 0);
    cr_assert(pay(&world));
    family_free(world.family);
}

/* ---- what must not happen ---- */

static bool never(struct family *family, void *context)
{
    return is_signed(family, context);
}

static void ask(struct world *world)
{
    const result r =
        engine_pay(world->family->member[0].engine, world->family->now, 3600, "", world->intent);
    cr_assert(is_ok(r), "%s", error_sentence(r.code));
}

static struct payment_view view_of(struct world *world)
{
    struct payment_view view;
    cr_assert(is_ok(engine_payment_view(world->family->member[0].engine, &view, world->intent)));
    return view;
}

Test(engine, fewer_than_t_guardians_never_sign)
{
    struct world world = world_new(3, 5);
    family_down(world.family, 3);
    family_down(world.family, 4);
    draft_bitcoin(world.family, world.wallet, ACCOUNT_TAPROOT, 1);
    ask(&world);
    cr_assert(family_run(world.family, 20000, everyone_seen, world.intent));
    cr_assert(is_ok(engine_answer_payment(world.family->member[1].engine, world.family->now,
                                          world.intent, true)));
    cr_assert_not(family_run(world.family, 60000, never, world.intent));
    draft_ethereum(world.family, world.wallet, 5, 0);
    ask(&world);
    cr_assert(family_run(world.family, 20000, everyone_seen, world.intent));
    cr_assert(is_ok(engine_answer_payment(world.family->member[1].engine, world.family->now,
                                          world.intent, true)));
    cr_assert_not(family_run(world.family, 60000, never, world.intent));
    family_free(world.family);
}

/* The owner's device is bought: it claims consents that nobody gave. */
static void forge_consents(struct world *world)
{
    struct engine *owner = world->family->member[0].engine;
    cr_assert(is_ok(engine_step_begin(owner, world->family->now)));
    for (int seat = 1; seat < 5; seat++) {
        struct consent_row row = {
            .seat = seat, .answer = CONSENT_YES, .until = world->family->now.unix_seconds + 3600};
        cr_assert(is_ok(consent_put(owner->store, world->intent, &row)));
    }
    cr_assert(is_ok(engine_step_end(owner, OK)));
    pay_flow_forget(owner);
    (void)engine_resume(owner, world->family->now, world->intent).code;
}

Test(engine, a_guardian_signs_only_what_it_consented_to)
{
    struct family *family = family_new();
    struct world world = {.family = family};
    family_add(family, "me", CARD_DEVICE, NULL);
    for (int i = 1; i < 5; i++) {
        char name[16];
        snprintf(name, sizeof name, "guardian%d", i);
        family_add(family, name, CARD_FRIEND, NULL);
        cr_assert(family_pair(family, (size_t)i));
    }
    cr_assert(family_wallet(family, 3, 5, world.wallet));
    draft_bitcoin(world.family, world.wallet, ACCOUNT_TAPROOT, 1);
    ask(&world);
    forge_consents(&world);
    cr_assert_not(family_run(family, 60000, never, world.intent));
    draft_ethereum(world.family, world.wallet, 5, 0);
    ask(&world);
    forge_consents(&world);
    cr_assert_not(family_run(family, 60000, never, world.intent));
    family_free(family);
}

/* After the consents the owner asks for a signature over something else. */
static void change_digest(struct world *world)
{
    struct engine *owner = world->family->member[0].engine;
    for (size_t i = 0; i < PAYMENTS_MAX; i++)
        if (owner->payments[i].is_used && memcmp(owner->payments[i].intent, world->intent, 32) == 0)
            owner->payments[i].explanation.items[0].digest[0] ^= 1;
}

Test(engine, a_request_changed_after_consent_is_refused_by_every_guardian)
{
    static const enum account_kind kinds[] = {ACCOUNT_TAPROOT, ACCOUNT_SEGWIT, ACCOUNT_ETHEREUM};
    for (int k = 0; k < 3; k++) {
        struct world world = world_new(2, 3);
        if (kinds[k] == ACCOUNT_ETHEREUM)
            draft_ethereum(world.family, world.wallet, 5, 0);
        else
            draft_bitcoin(world.family, world.wallet, kinds[k], 1);
        ask(&world);
        change_digest(&world);
        say_yes(&world);
        cr_assert_not(family_run(world.family, 60000, never, world.intent), "account %d", kinds[k]);
        const struct payment_view view = view_of(&world);
        int refusing = 0;
        for (int seat = 1; seat < 3; seat++)
            refusing += view.seats[seat].state == SEAT_FAULTY;
        cr_assert_geq(refusing, 1, "account %d", kinds[k]);
        family_free(world.family);
    }
}

Test(engine, a_policy_refuses_above_its_limit_and_is_shown_refusing)
{
    struct family *family = family_new();
    struct world world = {.family = family};
    static struct policy strict;
    size_t line = 0;
    const char *text =
        "[limit BTC]\nper_payment = 0.0001\nper_day = 1\n[limit ETH@31337]\nper_payment = 1\n";
    cr_assert(is_ok(policy_parse(&strict, &line, slice_of_text(text))), "line %zu", line);
    family_add(family, "me", CARD_DEVICE, NULL);
    for (int i = 1; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "service%d", i);
        family_add(family, name, CARD_BACKUP, &strict);
        cr_assert(family_pair(family, (size_t)i));
    }
    cr_assert(family_wallet(family, 2, 3, world.wallet));
    draft_bitcoin(world.family, world.wallet, ACCOUNT_TAPROOT, 1);
    ask(&world);
    cr_assert_not(family_run(family, 30000, never, world.intent));
    const struct payment_view view = view_of(&world);
    cr_assert_eq(view.seats[1].state, SEAT_NO);
    cr_assert_eq(view.seats[1].why, ERROR_POLICY_PER_PAYMENT);
    cr_assert(view.has_given_up);
    draft_ethereum(world.family, world.wallet, 1000, 0);
    ask(&world);
    cr_assert(family_run(family, 30000, is_signed, world.intent), "below the limit it signs");
    family_free(family);
}

Test(engine, a_crash_between_any_two_steps_loses_nothing)
{
    struct world world = world_new(2, 3);
    draft_bitcoin(world.family, world.wallet, ACCOUNT_TAPROOT, 2);
    ask(&world);
    for (size_t i = 0; i < 3; i++) { /* everybody dies once */
        family_run(world.family, 40, NULL, NULL);
        family_down(world.family, i);
        family_up(world.family, i);
    }
    say_yes(&world);
    family_down(world.family, 0);
    family_up(world.family, 0);
    cr_assert(
        is_ok(engine_resume(world.family->member[0].engine, world.family->now, world.intent)));
    cr_assert(family_run(world.family, 120000, is_signed, world.intent));
    family_free(world.family);
}

Test(engine, a_cancelled_payment_is_never_signed)
{
    struct world world = world_new(2, 3);
    draft_ethereum(world.family, world.wallet, 1000, 0);
    ask(&world);
    cr_assert(family_run(world.family, 20000, everyone_seen, world.intent));
    cr_assert(
        is_ok(engine_cancel(world.family->member[0].engine, world.family->now, world.intent)));
    family_run(world.family, 2000, NULL, NULL);
    cr_assert_not(is_ok(engine_answer_payment(world.family->member[1].engine, world.family->now,
                                              world.intent, true)));
    cr_assert_not(family_run(world.family, 30000, never, world.intent));
    family_free(world.family);
}

Test(engine, a_wallet_of_one_and_of_copies_signs)
{
    struct world world = world_new(1, 2);
    draft_bitcoin(world.family, world.wallet, ACCOUNT_TAPROOT, 1);
    ask(&world);
    cr_assert(family_run(world.family, 30000, is_signed, world.intent));
    draft_bitcoin(world.family, world.wallet, ACCOUNT_SEGWIT, 1);
    ask(&world);
    cr_assert(family_run(world.family, 30000, is_signed, world.intent));
    family_free(world.family);
}

Test(engine, a_strangers_intent_is_ignored)
{
    struct world world = world_new(2, 3);
    struct engine *guest = world.family->member[1].engine;
    struct intent intent = {.kind = INTENT_EVM,
                            .expiry = world.family->now.unix_seconds + 1000,
                            .payload = slice_of("x", 1)};
    struct buffer body = {0}, frame = {0};
    static const uint8_t zero[32] = {0};
    uint8_t hash[32];
    memcpy(intent.wallet_id, world.wallet, 32);
    cr_assert(is_ok(intent_write(&body, &intent)));
    intent_hash(hash, buffer_slice(&body));
    frame_write(&frame, FRAME_INTENT, zero, buffer_slice(&body), guest->self.identity);
    cr_assert(is_ok(engine_step_begin(guest, world.family->now)));
    for (int seat = 0; seat < 3; seat += 2) {
        struct epoch_record record;
        cr_assert(is_ok(engine_record(guest, &record, world.wallet)));
        cr_assert(is_ok(courier_send_frames(guest, record.id_pk[seat], COURIER_DURABLE,
                                            ENVELOPE_SIGN, buffer_slice(&frame))));
    }
    cr_assert(is_ok(engine_step_end(guest, OK)));
    family_run(world.family, 3000, NULL, NULL);
    for (int i = 0; i < 3; i++) {
        struct intent_row row = {0};
        cr_assert_not(is_ok(intent_by_hash(world.family->member[i].engine->store, &row, hash)));
    }
    family_free(world.family);
}

Test(engine, an_envelope_below_the_replay_window_is_sealed_anew)
{
    struct world world = world_new(2, 3);
    struct engine *guest = world.family->member[1].engine;
    struct peer owner;
    struct replay_window window = {.floor = (world.family->now.unix_seconds + 3) << 20};
    uint8_t stored[PEER_WINDOW_BYTES];
    cr_assert(is_ok(peer_by_name(guest->store, &owner, "me")));
    replay_window_write(&window, stored);
    cr_assert(is_ok(peer_set_window(guest->store, owner.pid, stored, 0)));
    draft_bitcoin(world.family, world.wallet, ACCOUNT_TAPROOT, 1);
    ask(&world);
    cr_assert(family_run(world.family, 60000, everyone_seen, world.intent));
    family_free(world.family);
}

Test(engine, a_suspend_wipes_the_secrets_of_signing)
{
    struct world world = world_new(2, 3);
    struct engine *owner = world.family->member[0].engine;
    draft_ethereum(world.family, world.wallet, 1000, 0);
    cr_assert(pay(&world));
    cr_assert_gt(owner->epoch_count, 0);
    world.family->now.suspended_ms += 5000;
    cr_assert(is_ok(engine_tick(owner, world.family->now)));
    cr_assert_eq(owner->epoch_count, 0);
    draft_ethereum(world.family, world.wallet, 1000, 1);
    cr_assert(pay(&world), "and it signs again with fresh ones");
    family_free(world.family);
}
