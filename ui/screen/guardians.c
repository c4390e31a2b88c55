/* SPDX-License-Identifier: MIT */
/* Guardians: whom this device is paired with and whom it has invited, and who sits in the wallet.
 */
#include <stdio.h>
#include <string.h>

#include "ui/screen.h"
#include "ui/show.h"
#include "ui/when.h"
#include "ui/widget/box.h"
#include "ui/widget/frame.h"
#include "ui/widget/page.h"
#include "ui/widget/table.h"

struct guardians {
    struct list list;
    bool is_wallet; /* the seats of the wallet, instead of all paired devices */
};

static const struct table_column columns[] = {
    {.title = "", .width = 2, .align = ALIGN_LEFT},
    {.title = "name", .width = 0, .align = ALIGN_LEFT},
    {.title = "kind", .width = 8, .align = ALIGN_LEFT},
    {.title = "words", .width = 14, .align = ALIGN_LEFT, .least_screen = 48},
    {.title = "last heard", .width = 13, .align = ALIGN_LEFT},
};

static void fill(struct table_row *out, const char *sign, const char *name, const char *role,
                 bool is_compared, const char *heard)
{
    snprintf(out->text[0], TABLE_TEXT_MAX, "%s", sign);
    snprintf(out->text[1], TABLE_TEXT_MAX, "%s", name);
    snprintf(out->text[2], TABLE_TEXT_MAX, "%s", role);
    snprintf(out->text[3], TABLE_TEXT_MAX, "%s", is_compared ? "✓ compared" : "▲ not compared");
    snprintf(out->text[4], TABLE_TEXT_MAX, "%s", heard);
    out->style = STYLE_NORMAL;
}

/* ---- open invitations first, then paired devices ---- */

static bool is_listed(const struct shown_invite *invite)
{
    return invite->is_owner;
}

static const struct shown_invite *invite_at(const struct snapshot *snapshot, size_t index)
{
    for (size_t i = 0; i < snapshot->invite_count; i++)
        if (is_listed(&snapshot->invites[i]) && index-- == 0)
            return &snapshot->invites[i];
    return NULL;
}

static size_t invites(const struct snapshot *snapshot)
{
    size_t count = 0;

    for (size_t i = 0; i < snapshot->invite_count; i++)
        count += is_listed(&snapshot->invites[i]);
    return count;
}

static void fill_paired(struct table_row *out, const void *context, size_t index)
{
    const struct snapshot *snapshot = context;
    const struct shown_invite *invite = invite_at(snapshot, index);
    char when[SHOW_TIME_MAX];

    if (invite) {
        when_left(when, snapshot->now, invite->expires);
        fill(out, "◐", invite->name, "invited", false, when);
        out->text[3][0] = 0;
        out->style = STYLE_DIM;
        return;
    }
    const struct shown_peer *peer = &snapshot->peers[index - invites(snapshot)];
    show_ago(when, peer->seen, snapshot->now);
    fill(out, peer->seen == 0 ? "○" : "●", peer->name, peer->role, peer->is_compared, when);
}

/* ---- seats ---- */

static void fill_seat(struct table_row *out, const void *context, size_t index)
{
    const struct snapshot *snapshot = context;
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);
    const struct shown_seat *seat = &wallet->seats[index];
    char when[SHOW_TIME_MAX];

    show_ago(when, seat->seen, snapshot->now);
    fill(out, seat->is_self || seat->seen > 0 ? "●" : "○", seat->name, seat->role,
         seat->is_compared, seat->is_self ? "this device" : when);
    if (seat->is_self)
        out->text[3][0] = 0;
}

static size_t seats(const struct snapshot *snapshot)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);

    return !wallet ? 0 : wallet->n < SHOWN_SEATS_MAX ? wallet->n : SHOWN_SEATS_MAX;
}

/* ---- what the selected one can and cannot do ---- */

struct detail {
    const char *name;
    const char *role;
    const char *router;
    bool is_self;
    bool is_compared;
    bool is_invite;
    const struct shown_wallet *wallet;
};

static const char *what_it_does(const char *role)
{
    if (strcmp(role, "device") == 0)
        return "The device of a wallet's owner. It can ask for payments, and holds a share itself.";
    if (strcmp(role, "friend") == 0)
        return "A person, who sees each payment decoded on the own device, and says yes or no.";
    if (strcmp(role, "enclave") == 0)
        return "A service without a person. Says yes to what its rules allow, no to all else.";
    return "A backup service. Says yes to what its rules allow, no to all else.";
}

static void write_wallet(struct page *page, const struct shown_wallet *wallet)
{
    const unsigned spare = wallet->n > wallet->t ? (unsigned)(wallet->n - wallet->t) : 0U;

    if (wallet->t > 1)
        page_print(page, STYLE_NORMAL,
                   "Cannot: spend anything alone, nor together with fewer than %u of the %u.",
                   wallet->t, wallet->n);
    page_print(page, STYLE_DIM,
               spare > 0 ? "%u guardians of %s may be lost, and you still pay."
                         : "None of the guardians may be lost: %u spare in %s.",
               spare, wallet->name);
}

static void write_detail(struct page *page, const void *context)
{
    const struct detail *detail = context;

    if (detail->is_invite) {
        page_print(page, STYLE_NORMAL,
                   "%s has not answered the invitation yet. Enter shows it "
                   "again.",
                   detail->name);
        return;
    }
    page_text(page, STYLE_NORMAL,
              detail->is_self ? "This device: it asks for payments, and holds a share itself."
                              : what_it_does(detail->role));
    if (detail->wallet)
        write_wallet(page, detail->wallet);
    else
        page_text(page, STYLE_NORMAL,
                  "Can refuse what it is asked. Cannot spend alone, and sees no balances.");
    if (!detail->is_self && !detail->is_compared)
        page_text(page, STYLE_CARE,
                  "▲ Words not compared: whoever answered the invitation first is "
                  "paired. Make sure it was them.");
    if (detail->router)
        page_print(page, STYLE_DIM, "Reached through %s", detail->router);
}

static struct detail detail_of(const struct guardians *guardians, const struct snapshot *snapshot,
                               size_t count)
{
    const size_t selected = list_selected(&guardians->list, count);
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);

    if (guardians->is_wallet) {
        const struct shown_seat *seat = &wallet->seats[selected];
        return (struct detail){.name = seat->name,
                               .role = seat->role,
                               .is_self = seat->is_self,
                               .is_compared = seat->is_compared,
                               .wallet = wallet};
    }
    const struct shown_invite *invite = invite_at(snapshot, selected);
    if (invite)
        return (struct detail){.name = invite->name, .role = "", .is_invite = true};
    const struct shown_peer *peer = &snapshot->peers[selected - invites(snapshot)];
    return (struct detail){.name = peer->name,
                           .role = peer->role,
                           .router = peer->router,
                           .is_compared = peer->is_compared};
}

/* ---- drawing and keys ---- */

static size_t count_of(const struct guardians *guardians, const struct snapshot *snapshot)
{
    return guardians->is_wallet ? seats(snapshot) : invites(snapshot) + snapshot->peer_count;
}

static void write_title(char out[static 80], const struct guardians *guardians,
                        const struct snapshot *snapshot)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);

    if (guardians->is_wallet && wallet)
        snprintf(out, 80, "Seats of %s", wallet->name);
    else
        snprintf(out, 80, "Paired with this device");
}

static bool is_at_invite(const struct guardians *guardians, const struct snapshot *snapshot,
                         size_t count)
{
    return !guardians->is_wallet && count > 0 &&
           invite_at(snapshot, list_selected(&guardians->list, count)) != NULL;
}

static const char *keys_of(const struct guardians *guardians, const struct snapshot *snapshot,
                           size_t count)
{
    if (is_at_invite(guardians, snapshot, count))
        return seats(snapshot) > 0 ? "i invite   Enter open   Tab seats   ↑↓ choose   ? help"
                                   : "i invite   Enter open   ↑↓ choose   ? help";
    if (guardians->is_wallet)
        return "i invite   Tab all paired   ↑↓ choose   ? help";
    return seats(snapshot) > 0 ? "i invite   Tab seats   ↑↓ choose   ? help"
                               : "i invite   ↑↓ choose   ? help";
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct guardians *guardians = state;
    const size_t count = count_of(guardians, snapshot);
    const struct frame frame = {.name = "guardians", .keys = keys_of(guardians, snapshot, count)};
    struct rect body = frame_draw(canvas, snapshot, &frame);
    const struct rect below = layout_bottom(&body, body.height >= 16   ? 8
                                                   : body.height >= 11 ? 5
                                                                       : 0);
    const struct table table = {
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .count = count,
        .row = guardians->is_wallet ? fill_seat : fill_paired,
        .context = snapshot,
        .nothing = "Nobody is paired with this device yet. Press i to invite somebody."};
    char title[80];

    write_title(title, guardians, snapshot);
    table_draw(canvas, box_draw(canvas, body, title, NULL), &table, &guardians->list);
    if (count == 0 || below.height == 0)
        return;
    const struct detail detail = detail_of(guardians, snapshot, count);
    page_draw(canvas, box_draw(canvas, below, detail.name, NULL), 0, write_detail, &detail);
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    struct guardians *guardians = state;
    const size_t count = count_of(guardians, snapshot);

    if (key_is(key, 'i')) {
        snprintf(command->screen, sizeof command->screen, "invite");
        return SCREEN_GO;
    }
    if (key->press == PRESS_TAB && (guardians->is_wallet || seats(snapshot) > 0)) {
        guardians->is_wallet = !guardians->is_wallet;
        guardians->list.selected = 0;
        return SCREEN_STAY;
    }
    if (key->press == PRESS_ENTER && is_at_invite(guardians, snapshot, count)) {
        const struct shown_invite *invite =
            invite_at(snapshot, list_selected(&guardians->list, count));
        memcpy(command->id, invite->rdv, sizeof invite->rdv);
        command->number = 1;
        snprintf(command->name, sizeof command->name, "%.40s", invite->name);
        snprintf(command->screen, sizeof command->screen, "invite");
        return SCREEN_GO;
    }
    return list_key(&guardians->list, key, count) ? SCREEN_STAY : SCREEN_PASS;
}

static enum screen_answer heard(void *state, struct command *command,
                                const struct snapshot *snapshot)
{
    struct guardians *guardians = state;

    (void)command;
    if (guardians->is_wallet && seats(snapshot) == 0)
        guardians->is_wallet = false;
    return SCREEN_STAY;
}

const struct screen screen_guardians = {
    .name = "guardians",
    .title = "Guardians",
    .keys = "i\tinvite somebody\nTab\tall paired devices, or the seats of the wallet\n↑↓\tchoose\n"
            "Enter\tshow an open invitation again\n",
    .state_size = sizeof(struct guardians),
    .draw = draw,
    .key = on_key,
    .heard = heard,
};
