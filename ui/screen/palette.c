/* SPDX-License-Identifier: MIT */
/* Palette: any screen, action or wallet, found by typing a part of its name. */
#include <stdio.h>
#include <string.h>

#include "ui/find.h"
#include "ui/screen.h"
#include "ui/widget/box.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/table.h"

enum { FOUND_MAX = 64, WORD_WIDTH = 28 };

struct palette {
    struct field wanted;
    struct list list;
    bool is_done; /* an action was asked for: close as soon as it is over */
};

struct entry {
    const char *title;
    const char *words; /* found by these, too */
    const char *screen;
    enum command_kind kind;
    const char *name;
    enum account_kind account;
    uint64_t number; /* given to the screen */
    bool needs_practice;
    bool works_locked;
};

static const struct entry entries[] = {
    {.title = "Home", .words = "balance latest start", .screen = "home"},
    {.title = "Activity", .words = "history payments transfers", .screen = "activity"},
    {.title = "Receive", .words = "address qr invoice get paid", .screen = "receive"},
    {.title = "Send", .words = "pay bitcoin ether money", .screen = "send"},
    {.title = "Inbox", .words = "requests approve refuse questions", .screen = "inbox"},
    {.title = "Guardians", .words = "seats people devices shares", .screen = "guardians"},
    {.title = "Contacts", .words = "people address book", .screen = "contacts"},
    {.title = "Settings",
     .words = "nodes theme lock passphrase export forget",
     .screen = "settings"},
    {.title = "Whom I protect", .words = "my shares answered history", .screen = "guarding"},
    {.title = "Invite a guardian", .words = "new pair friend", .screen = "invite"},
    {.title = "Be a guardian", .words = "join invitation paste", .screen = "join"},
    {.title = "New wallet", .words = "create make key ceremony", .screen = "create"},
    {.title = "Log", .words = "notices messages", .screen = "log"},
    {.title = "Help", .words = "keys glossary manual", .screen = "help", .works_locked = true},
    {.title = "Glossary",
     .words = "words terms meaning",
     .screen = "help",
     .number = 1,
     .works_locked = true},
    {.title = "What went wrong last", .words = "trouble failure error", .screen = "trouble"},
    {.title = "Lock now", .words = "passphrase away", .kind = COMMAND_LOCK},
    {.title = "Ask router and nodes again", .words = "sync refresh balance", .kind = COMMAND_SYNC},
    {.title = "Export descriptors",
     .words = "public watch only file",
     .kind = COMMAND_EXPORT,
     .name = "descriptors"},
    {.title = "Export history as CSV",
     .words = "spreadsheet tax file",
     .kind = COMMAND_EXPORT,
     .name = "history"},
    {.title = "Export labels as BIP-329",
     .words = "notes contacts file",
     .kind = COMMAND_EXPORT,
     .name = "labels"},
    {.title = "Mine a block",
     .words = "practice regtest confirm",
     .kind = COMMAND_MINE,
     .needs_practice = true},
    {.title = "Get practice Bitcoin",
     .words = "coins faucet",
     .kind = COMMAND_GET_COINS,
     .account = ACCOUNT_TAPROOT,
     .needs_practice = true},
    {.title = "Get practice Ether",
     .words = "coins faucet ethereum",
     .kind = COMMAND_GET_COINS,
     .account = ACCOUNT_ETHEREUM,
     .needs_practice = true},
    {.title = "Leave Gridlock",
     .words = "quit exit close",
     .kind = COMMAND_QUIT,
     .works_locked = true},
};

enum { ENTRIES = sizeof entries / sizeof entries[0] };

/* ---- what fits ---- */

struct found {
    const struct snapshot *snapshot;
    struct {
        const struct entry *entry; /* NULL: a wallet */
        size_t wallet;
    } at[FOUND_MAX];
    size_t count;
};

static bool is_possible(const struct entry *entry, const struct snapshot *snapshot)
{
    if (snapshot->home != SHOWN_OPEN)
        return entry->works_locked;
    if (entry->needs_practice && !snapshot->practice.is_ready)
        return false;
    return !entry->screen || screen_by_name(entry->screen) != NULL;
}

static bool fits(const char *title, const char *words, const char *wanted)
{
    char both[SHOWN_TEXT_MAX];

    snprintf(both, sizeof both, "%.200s %.190s", title, words);
    return find_in(both, wanted);
}

/* Whose title has what is typed comes first. */
static void find(struct found *out, const char *wanted, const struct snapshot *snapshot)
{
    const size_t size = strlen(wanted);

    *out = (struct found){.snapshot = snapshot};
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < ENTRIES && out->count < FOUND_MAX; i++) {
            const char *title = entries[i].title;
            const bool is_first = size <= strlen(title) && find_in(title, wanted);
            if (is_first == (pass == 0) && is_possible(&entries[i], snapshot) &&
                fits(title, entries[i].words, wanted))
                out->at[out->count++].entry = &entries[i];
        }
    for (size_t i = 0; snapshot->home == SHOWN_OPEN && i < snapshot->wallet_count; i++)
        if (out->count < FOUND_MAX && snapshot->wallets[i].is_mine &&
            fits(snapshot->wallets[i].name, "wallet switch", wanted))
            out->at[out->count++].wallet = i;
}

/* ---- drawing ---- */

static const struct table_column columns[] = {
    {.title = NULL, .width = WORD_WIDTH, .align = ALIGN_LEFT},
    {.title = NULL, .width = 0, .align = ALIGN_LEFT},
};

static void fill_row(struct table_row *out, const void *context, size_t index)
{
    const struct found *found = context;
    const struct entry *entry = found->at[index].entry;
    const char *title =
        entry ? entry->title : found->snapshot->wallets[found->at[index].wallet].name;

    snprintf(out->text[0], TABLE_TEXT_MAX, "%.190s", title);
    snprintf(out->text[1], TABLE_TEXT_MAX, "%s",
             !entry          ? "show this wallet"
             : entry->screen ? "screen"
                             : "does it now");
    out->style = STYLE_NORMAL;
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct palette *palette = state;
    const struct frame frame = {.name = "palette",
                                .title = "Find anything",
                                .hint = "Type a part of a name; Enter goes there or does it.",
                                .keys = "Enter do it   ↑↓ choose   Ctrl-U clear   Esc close"};
    struct rect body = frame_draw(canvas, snapshot, &frame);
    const struct rect line = layout_top(&body, 1);
    struct found found;

    find(&found, palette->wanted.text, snapshot);
    const struct table table = {.columns = columns,
                                .column_count = sizeof columns / sizeof columns[0],
                                .count = found.count,
                                .row = fill_row,
                                .context = &found,
                                .nothing = "Nothing here has this name."};
    canvas_text(canvas, line.x + 1, line.y, STYLE_ACCENT, ":");
    field_draw(canvas, line.x + 3, line.y, line.width - 4, &palette->wanted, true);
    table_draw(canvas, box_draw(canvas, body, "Screens, actions, wallets", NULL), &table,
               &palette->list);
}

/* ---- keys ---- */

static enum screen_answer do_entry(struct palette *palette, struct command *command,
                                   const struct snapshot *snapshot, const struct entry *entry)
{
    if (entry->screen) {
        snprintf(command->screen, sizeof command->screen, "%s", entry->screen);
        command->number = entry->number;
        return SCREEN_REPLACE;
    }
    if (entry->kind == COMMAND_QUIT)
        return SCREEN_QUIT;
    command->kind = entry->kind;
    command->account = entry->account;
    command->number = entry->kind == COMMAND_MINE ? 1 : 0;
    if (entry->name)
        snprintf(command->name, sizeof command->name, "%s", entry->name);
    if (snapshot_wallet(snapshot))
        memcpy(command->id, snapshot_wallet(snapshot)->id, sizeof command->id);
    palette->is_done = true;
    return SCREEN_COMMAND;
}

static enum screen_answer do_selected(struct palette *palette, struct command *command,
                                      const struct snapshot *snapshot)
{
    struct found found;

    find(&found, palette->wanted.text, snapshot);
    if (found.count == 0)
        return SCREEN_STAY;
    const size_t at = list_selected(&palette->list, found.count);
    if (found.at[at].entry)
        return do_entry(palette, command, snapshot, found.at[at].entry);
    command->kind = COMMAND_SELECT_WALLET;
    memcpy(command->id, snapshot->wallets[found.at[at].wallet].id, sizeof command->id);
    palette->is_done = true;
    return SCREEN_COMMAND;
}

static bool is_arrow(const struct key *key)
{
    return key->press == PRESS_UP || key->press == PRESS_DOWN || key->press == PRESS_PAGE_UP ||
           key->press == PRESS_PAGE_DOWN || key->press == PRESS_WHEEL_UP ||
           key->press == PRESS_WHEEL_DOWN;
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    struct palette *palette = state;
    struct found found;

    if (key->press == PRESS_ENTER)
        return do_selected(palette, command, snapshot);
    if (is_arrow(key)) {
        find(&found, palette->wanted.text, snapshot);
        list_key(&palette->list, key, found.count);
        return SCREEN_STAY;
    }
    if (!field_key(&palette->wanted, key))
        return SCREEN_PASS;
    palette->list.selected = 0;
    return SCREEN_STAY;
}

static enum screen_answer heard(void *state, struct command *command,
                                const struct snapshot *snapshot)
{
    const struct palette *palette = state;

    (void)command;
    (void)snapshot;
    return palette->is_done ? SCREEN_BACK : SCREEN_STAY;
}

const struct screen screen_palette = {
    .name = "palette",
    .title = "Find anything",
    .keys = "Enter\tgo there, or do it\n↑↓\tchoose\nCtrl-U\tclear what is typed\n",
    .state_size = sizeof(struct palette),
    .draw = draw,
    .key = on_key,
    .heard = heard,
};
