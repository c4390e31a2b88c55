/* SPDX-License-Identifier: MIT */
/* The snapshot of real engines with real stores. */
#include <criterion/criterion.h>

#include <string.h>

#include "core/engine/picture.h"
#include "core/store/contact_table.h"
#include "support/family.h"

static struct family *family;
static struct picture *picture;

static void start(void)
{
    family = family_new();
    picture = picture_new();
}

static void stop(void)
{
    picture_free(picture);
    family_free(family);
}

TestSuite(picture, .init = start, .fini = stop, .timeout = 120);

static struct engine *engine_of(size_t member)
{
    return family->member[member].engine;
}

static const struct snapshot *look(size_t member)
{
    (void)picture_remake(picture, engine_of(member), family->now);
    return picture_snapshot(picture);
}

Test(picture, is_another_one_only_when_something_changed)
{
    family_add(family, "Ann", CARD_DEVICE, NULL);
    cr_assert(picture_remake(picture, engine_of(0), family->now));
    const uint64_t version = picture_snapshot(picture)->version;
    cr_assert_not(picture_remake(picture, engine_of(0), family->now));
    cr_assert_eq(picture_snapshot(picture)->version, version);
    const struct contact contact = {.name = "Dana\x1b[2J", .chain = "bitcoin", .address = "bcrt1q"};
    cr_assert(is_ok(contact_insert(engine_store(engine_of(0)), &contact, 1)));
    cr_assert(picture_remake(picture, engine_of(0), family->now));
    cr_assert_eq(picture_snapshot(picture)->contact_count, 1);
    cr_assert_str_eq(picture_snapshot(picture)->contacts[0].name, "Dana?[2J");
}

Test(picture, shows_the_wallet_with_its_seats_and_addresses)
{
    uint8_t wallet[32];

    family_add(family, "Ann", CARD_DEVICE, NULL);
    family_add(family, "Bob", CARD_FRIEND, NULL);
    cr_assert(family_pair(family, 1));
    cr_assert(family_wallet(family, 2, 2, wallet));
    const struct snapshot *snapshot = look(0);
    const struct shown_wallet *shown = snapshot_wallet_by_id(snapshot, wallet);
    cr_assert(shown);
    cr_assert(shown->is_mine);
    cr_assert_eq(shown->state, SHOWN_ACTIVE);
    cr_assert_eq(shown->t, 2);
    cr_assert_eq(shown->n, 2);
    cr_assert(shown->seats[0].is_self);
    cr_assert_str_eq(shown->seats[0].role, "device");
    cr_assert_str_eq(shown->seats[1].role, "friend");
    cr_assert_eq(snapshot->peer_count, 1);
    cr_assert_eq(snapshot->ceremonies[0].acknowledged, 3);
    cr_assert_eq(snapshot->ceremonies[0].state, SHOWN_CEREMONY_DONE);
    cr_assert_eq(snapshot_wallet(snapshot), shown);
}

Test(picture, shows_a_guardian_what_it_guards)
{
    uint8_t wallet[32];

    family_add(family, "Ann", CARD_DEVICE, NULL);
    family_add(family, "Bob", CARD_FRIEND, NULL);
    cr_assert(family_pair(family, 1));
    cr_assert(family_wallet(family, 2, 2, wallet));
    const struct snapshot *snapshot = look(1);
    const struct shown_wallet *shown = snapshot_wallet_by_id(snapshot, wallet);
    cr_assert(shown);
    cr_assert_not(shown->is_mine);
    cr_assert_eq(shown->account_count, 0);
    cr_assert_eq(snapshot->request_count, 1);
    cr_assert(snapshot->requests[0].is_share);
    cr_assert_eq(snapshot->requests[0].answer, SHOWN_SAID_YES);
    cr_assert_eq(snapshot_open_requests(snapshot), 0);
    cr_assert_null(snapshot_wallet(snapshot));
}

Test(picture, of_a_locked_home_tells_nothing_of_it)
{
    family_add(family, "Ann", CARD_DEVICE, NULL);
    picture_notice(picture, 5, "something of the wallet");
    (void)look(0);
    cr_assert_str_eq(picture_snapshot(picture)->self.name, "Ann");
    cr_assert(picture_remake(picture, NULL, family->now));
    const struct snapshot *snapshot = picture_snapshot(picture);
    cr_assert_str_eq(snapshot->self.name, "");
    cr_assert_eq(snapshot->notice_count, 0);
    cr_assert_eq(snapshot->peer_count, 0);
    cr_assert_null(snapshot->peers);
    cr_assert_not(picture_remake(picture, NULL, family->now));
}

Test(picture, remembers_an_invitation_while_it_is_open)
{
    struct buffer text = {0};
    uint8_t rdv[16];

    family_add(family, "Ann", CARD_DEVICE, NULL);
    cr_assert(
        is_ok(engine_invite(engine_of(0), family->now, "Bob", 1U << CARD_FRIEND, &text, rdv)));
    picture_invitation(picture, rdv, buffer_text(&text));
    const struct snapshot *snapshot = look(0);
    cr_assert_eq(snapshot->invite_count, 1);
    cr_assert_str_eq(snapshot->invites[0].text, buffer_text(&text));
    cr_assert_str_eq(snapshot->invites[0].name, "Bob");
    buffer_free(&text);
}

Test(picture, keeps_the_newest_notices)
{
    char text[32];

    for (int i = 0; i < SHOWN_NOTICES_MAX + 20; i++) {
        snprintf(text, sizeof text, "notice %d", i);
        picture_notice(picture, (uint64_t)i, text);
    }
    cr_assert_eq(picture_snapshot(picture)->notice_count, SHOWN_NOTICES_MAX);
    cr_assert_str_eq(picture_snapshot(picture)->notices[0].text, "notice 219");
}
