/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/engine/payment.h"
#include "support/family.h"

static void must(result r)
{
    cr_assert(is_ok(r), "%s (%s)", error_sentence(r.code), error_name(r.code));
}

/* Member 0 owner, the next `people` persons, the rest services that consent to all. */
static struct family *family_of(size_t count, size_t people)
{
    static struct policy policy = {.consents_by_default = true};
    struct family *family = family_new();

    family_add(family, "me", CARD_DEVICE, NULL);
    for (size_t i = 1; i < count; i++) {
        char name[16];
        snprintf(name, sizeof name, "guardian%zu", i);
        family_add(family, name, i <= people ? CARD_FRIEND : CARD_BACKUP,
                   i <= people ? NULL : &policy);
        cr_assert(family_pair(family, i));
    }
    return family;
}

struct goal {
    uint8_t wallet[32];
    uint32_t number;
    size_t first, last; /* members that must be there */
    uint8_t cid[32];
};

static uint32_t epoch_of(struct family *family, size_t member, const uint8_t wallet[static 32])
{
    struct epoch epoch = {0};
    uint32_t number = 0;

    if (family->member[member].engine &&
        is_ok(epoch_current(family->member[member].engine->store, &epoch, wallet)) &&
        epoch.seat >= 0)
        number = epoch.number;
    epoch_free(&epoch);
    return number;
}

static bool reached(struct family *family, void *context)
{
    const struct goal *goal = context;

    for (size_t i = goal->first; i <= goal->last; i++)
        if (family->member[i].engine && epoch_of(family, i, goal->wallet) != goal->number)
            return false;
    return true;
}

static bool is_asked(struct family *family, size_t member, const uint8_t cid[static 32])
{
    struct ceremony ceremony = {0};
    const bool asked =
        is_ok(ceremony_by_cid(family->member[member].engine->store, &ceremony, cid)) &&
        ceremony.state == CEREMONY_ASKED;

    ceremony_free(&ceremony);
    return asked;
}

static bool all_persons_asked(struct family *family, void *context)
{
    const struct goal *goal = context;

    for (size_t i = 1; i < family->count; i++)
        if (family->member[i].engine && !family->member[i].policy && i >= goal->first &&
            i <= goal->last && !is_asked(family, i, goal->cid))
            return false;
    return true;
}

static size_t shares_in(struct family *family, size_t member)
{
    struct rows rows = {0};
    size_t count = 0;

    rows_open(&rows, family->member[member].engine->store,
              "SELECT count(*) FROM epoch WHERE sealed_share IS NOT NULL", NULL);
    if (rows_next(&rows))
        count = (size_t)rows_int(&rows, 0);
    rows_close(&rows);
    return count;
}

static void address_of(struct family *family, const uint8_t wallet[static 32],
                       char out[static ADDRESS_MAX])
{
    must(engine_address(family->member[0].engine, out, wallet, ACCOUNT_TAPROOT, 0, 0));
}

Test(lifecycle, a_refresh_gives_new_shares_and_the_same_addresses)
{
    struct family *family = family_of(5, 2);
    struct goal goal = {.number = 2, .first = 0, .last = 4};
    struct reshare_order order = {0};
    char before[ADDRESS_MAX], after[ADDRESS_MAX];

    cr_assert(family_wallet(family, 3, 5, goal.wallet));
    address_of(family, goal.wallet, before);
    memcpy(order.wallet, goal.wallet, 32);
    must(engine_reshare(family->member[0].engine, family->now, &order, goal.cid));
    cr_assert(family_run(family, 60000, reached, &goal),
              "everybody is in epoch 2 without being asked");
    address_of(family, goal.wallet, after);
    cr_assert_str_eq(before, after);
    for (size_t i = 0; i < 5; i++)
        cr_assert_eq(shares_in(family, i), 1, "member %zu erased its old share", i);
    family_free(family);
}

Test(lifecycle, a_guardian_is_replaced_with_the_consent_of_persons)
{
    struct family *family = family_of(6, 3); /* me, 1..3 persons, 4 and 5 services */
    struct goal goal = {.number = 2, .first = 0, .last = 3};
    const char *names[] = {"guardian1", "guardian2", "guardian3", "guardian5"};
    struct reshare_order order = {.guardians = names, .guardian_count = 4};
    char before[ADDRESS_MAX], after[ADDRESS_MAX];

    cr_assert(family_wallet(family, 3, 5, goal.wallet)); /* me, 1, 2, 3, 4 */
    address_of(family, goal.wallet, before);
    memcpy(order.wallet, goal.wallet, 32);
    must(engine_reshare(family->member[0].engine, family->now, &order, goal.cid));
    cr_assert(family_run(family, 60000, all_persons_asked, &goal));
    cr_assert_not(family_run(family, 20000, reached, &goal),
                  "nothing happens before persons agree");
    for (size_t i = 1; i <= 3; i++)
        must(engine_answer_ceremony(family->member[i].engine, family->now, goal.cid, true));
    cr_assert(family_run(family, 60000, reached, &goal), "the persons are in epoch 2");
    family_run(family, 5000, NULL, NULL);
    cr_assert_eq(epoch_of(family, 5, goal.wallet), 2, "the newcomer holds a share");
    cr_assert_eq(epoch_of(family, 4, goal.wallet), 0, "who left holds none");
    cr_assert_eq(shares_in(family, 4), 0, "and its old share is erased");
    address_of(family, goal.wallet, after);
    cr_assert_str_eq(before, after);
    family_free(family);
}

Test(lifecycle, the_threshold_changes_with_consent)
{
    struct family *family = family_of(4, 3);
    struct goal goal = {.number = 2, .first = 0, .last = 3};
    const char *names[] = {"guardian1", "guardian2", "guardian3"};
    struct reshare_order order = {.t = 3, .guardians = names, .guardian_count = 3};

    cr_assert(family_wallet(family, 2, 4, goal.wallet));
    memcpy(order.wallet, goal.wallet, 32);
    must(engine_reshare(family->member[0].engine, family->now, &order, goal.cid));
    cr_assert(family_run(family, 60000, all_persons_asked, &goal));
    for (size_t i = 1; i <= 3; i++)
        must(engine_answer_ceremony(family->member[i].engine, family->now, goal.cid, true));
    cr_assert(family_run(family, 60000, reached, &goal));
    struct epoch_record record;
    must(engine_record(family->member[2].engine, &record, goal.wallet));
    cr_assert_eq(record.t, 3);
    family_free(family);
}

Test(lifecycle, a_stranger_cannot_propose)
{
    struct family *family = family_of(4, 3);
    struct goal goal = {.number = 1, .first = 0, .last = 3};
    struct reshare_order order = {0};

    cr_assert(family_wallet(family, 2, 4, goal.wallet));
    memcpy(order.wallet, goal.wallet, 32);
    cr_assert_not(is_ok(engine_reshare(family->member[1].engine, family->now, &order, goal.cid)));
    family_free(family);
}

static bool all_proved(struct family *family, void *context)
{
    struct audit_view view;
    (void)context;
    engine_audit_view(family->member[0].engine, &view);
    return view.proved == 31;
}

Test(lifecycle, every_seat_proves_its_share)
{
    struct family *family = family_of(5, 2);
    uint8_t wallet[32];
    struct audit_view view;

    cr_assert(family_wallet(family, 3, 5, wallet));
    must(engine_audit(family->member[0].engine, family->now, wallet));
    cr_assert(family_run(family, 20000, all_proved, NULL));
    family_down(family, 3);
    family_run(family, 61000, NULL, NULL); /* once a minute */
    must(engine_audit(family->member[0].engine, family->now, wallet));
    cr_assert_not(family_run(family, 20000, all_proved, NULL));
    engine_audit_view(family->member[0].engine, &view);
    cr_assert_eq(view.proved, 31 & ~(1U << 3), "the silent seat is not counted");
    family_free(family);
}
