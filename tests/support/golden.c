/* SPDX-License-Identifier: MIT */
#include "support/golden.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"

enum { NOW = 1763000000, NOW_MS = 500000, DAY = 24 * 3600, MANY = 60, SIZES = 3, PATH = 300 };

static const char hostile[] = "\x1b[2J\xe2\x80\xae"
                              "evil\r\n\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe4\xb8\xad\xe6\x96\x87"
                              "\xe2\x80\x8b very long name without an end";
static const char recipient[] = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
static const char taproot[] = "bcrt1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqc8gma6";
static const char ether[] = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";

const char *golden_case_name(enum golden_case which)
{
    static const char *const names[] = {"empty", "usual", "overflowing", "hostile"};

    return names[which];
}

/* ---- a home as it may be ---- */

static const char *pick(enum golden_case which, const char *usual)
{
    return which == GOLDEN_HOSTILE ? hostile : usual;
}

#define PUT(to, text) snprintf(to, sizeof to, "%.*s", (int)sizeof to - 1, text)

static const struct {
    const char *name;
    const char *role;
    uint64_t silent;
} people[] = {{"This laptop", "device", 0},
              {"Bob", "friend", 2 * 3600},
              {"Carol", "friend", 19 * DAY},
              {"Enigma node", "enclave", 30},
              {"Backup service", "backup", 60}};

static void fill_account(struct shown_account *out, enum account_kind kind)
{
    const bool is_ether = kind == ACCOUNT_ETHEREUM;

    out->kind = kind;
    out->title = is_ether ? "Ethereum" : kind == ACCOUNT_TAPROOT ? "Taproot" : "SegWit";
    out->unit = is_ether ? "ETH" : "BTC";
    out->decimals = is_ether ? 18 : 8;
    out->confirmed = amount_of(kind == ACCOUNT_TAPROOT ? 4736200
                               : is_ether              ? 1842000000000000000
                                                       : 0);
    out->unconfirmed = amount_of(kind == ACCOUNT_TAPROOT ? 1250000 : 0);
    amount_print(out->confirmed_text, &out->confirmed, out->decimals);
    amount_print(out->unconfirmed_text, &out->unconfirmed, out->decimals);
    out->synced = NOW - 40;
    out->has_node = true;
    PUT(out->address, is_ether ? ether : kind == ACCOUNT_TAPROOT ? taproot : recipient);
    out->index = is_ether ? 0 : 3;
}

static void fill_wallet(struct shown_wallet *out, enum golden_case which, size_t index)
{
    static const enum account_kind kinds[] = {ACCOUNT_TAPROOT, ACCOUNT_SEGWIT, ACCOUNT_ETHEREUM};

    memset(out->id, (int)(0x10 + index), sizeof out->id);
    PUT(out->name, pick(which, index == 0 ? "Family vault" : "Carol's savings"));
    PUT(out->owner, pick(which, index == 0 ? "This laptop" : "Carol"));
    out->is_mine = index == 0;
    out->state = SHOWN_ACTIVE;
    out->network = NETWORK_REGTEST;
    out->chain_id = 31337;
    out->t = 3;
    out->n = which == GOLDEN_OVERFLOWING ? 16 : 5;
    out->epoch = 1;
    for (uint16_t seat = 0; seat < out->n; seat++) {
        const size_t who = seat % 5;
        PUT(out->seats[seat].name, pick(which, people[who].name));
        PUT(out->seats[seat].role, people[who].role);
        out->seats[seat].is_self = seat == 0;
        out->seats[seat].is_compared = who == 1;
        out->seats[seat].seen = NOW - people[who].silent;
    }
    for (size_t i = 0; out->is_mine && i < SHOWN_ACCOUNTS_MAX; i++)
        fill_account(&out->accounts[out->account_count++], kinds[i]);
}

static void fill_transfer(struct shown_transfer *out, enum golden_case which, size_t index)
{
    static const enum shown_transfer_state states[] = {SHOWN_ASKED, SHOWN_SENT, SHOWN_CONFIRMED};
    static const char *const texts[] = {"waits for guardians", "sent", "confirmed"};
    const size_t kind = index % 3;
    const bool is_ether = kind == 2;

    memset(out->intent, (int)(0x40 + index), sizeof out->intent);
    memset(out->wallet, 0x10, sizeof out->wallet);
    out->account = is_ether ? ACCOUNT_ETHEREUM : ACCOUNT_TAPROOT;
    out->state = states[kind];
    out->state_text = texts[kind];
    out->unit = is_ether ? "ETH" : "BTC";
    PUT(out->amount, is_ether ? "0.500000000000000000" : "0.01500000");
    PUT(out->fee, is_ether ? "0.000063000000000000" : "0.00000420");
    PUT(out->recipient, is_ether ? ether : recipient);
    PUT(out->contact, is_ether ? "" : pick(which, "Dana"));
    PUT(out->label, pick(which, kind == 0 ? "Rent November" : ""));
    if (kind > 0)
        PUT(out->txid, "9f2c40d177ab1e2d9f2c40d177ab1e2d9f2c40d177ab1e2d9f2c40d177ab03e8");
    out->confirmations = kind == 2 ? 6 : 0;
    out->created = NOW - 600 - index * 9 * 3600;
    out->expires = out->created + DAY;
}

static void fill_request(struct shown_request *out, enum golden_case which, size_t index)
{
    memset(out->id, (int)(0x80 + index), sizeof out->id);
    snprintf(out->short_id, sizeof out->short_id, "%02x%02x%02x%02x", out->id[0], out->id[1],
             out->id[2], out->id[3]);
    out->is_share = index % 2 == 1;
    out->answer = index < 2 || which == GOLDEN_OVERFLOWING ? SHOWN_OPEN_QUESTION : SHOWN_SAID_YES;
    PUT(out->owner, pick(which, "Carol"));
    PUT(out->text,
        pick(which, out->is_share
                        ? "guard one of 5 shares of a wallet, of which 3 sign together"
                        : "0.01500000 BTC to bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080, fee "
                          "0.00000420 BTC"));
    out->expires = NOW + DAY - index * 60;
    out->t = 3;
    out->n = 5;
    for (size_t i = 0; i < 5; i++)
        PUT(out->seats[i], pick(which, people[i].name));
    if (out->is_share || out->answer != SHOWN_OPEN_QUESTION)
        return;
    struct shown_explanation *explanation = memory_new(1, sizeof *explanation);
    explanation->account = ACCOUNT_TAPROOT;
    explanation->network = NETWORK_REGTEST;
    explanation->unit = "BTC";
    PUT(explanation->asset, "BTC");
    PUT(explanation->spent, "0.01500000");
    PUT(explanation->fee, "0.00000420");
    PUT(explanation->warning, which == GOLDEN_HOSTILE ? hostile : "");
    explanation->output_count = 2;
    PUT(explanation->outputs[0].address, recipient);
    PUT(explanation->outputs[0].amount, "0.01500000");
    PUT(explanation->outputs[1].address, taproot);
    PUT(explanation->outputs[1].amount, "0.03235780");
    explanation->outputs[1].is_change = true;
    explanation->signature_count = 1;
    out->explanation = explanation;
}

static void fill_people(struct snapshot *out, enum golden_case which, size_t count)
{
    out->peer_count = which == GOLDEN_OVERFLOWING ? count : 4;
    for (size_t i = 0; i < out->peer_count; i++) {
        struct shown_peer *peer = &out->peers[i];
        memset(peer->pid, (int)(0xa0 + i), sizeof peer->pid);
        PUT(peer->name, pick(which, people[1 + i % 4].name));
        PUT(peer->role, people[1 + i % 4].role);
        PUT(peer->router, "https://router.example");
        peer->is_compared = i == 0;
        peer->seen = NOW - people[1 + i % 4].silent;
    }
    static const char *const names[] = {"Dana", "Acme Ltd", "Café Zentral", "Dana's ether"};
    out->contact_count = which == GOLDEN_OVERFLOWING ? count : 4;
    for (size_t i = 0; i < out->contact_count; i++) {
        struct shown_contact *contact = &out->contacts[i];
        const bool is_ether = i % 4 == 3;
        PUT(contact->name, pick(which, names[i % 4]));
        PUT(contact->chain, is_ether ? "ethereum" : "bitcoin");
        PUT(contact->address, is_ether ? ether : i % 4 == 0 ? recipient : taproot);
        PUT(contact->note, pick(which, i % 4 == 0 ? "pays back by Monday" : ""));
        contact->times_paid = i % 4 == 0 ? 4 : 0;
    }
}

static void fill_event(struct shown_event *out, size_t index)
{
    memset(out->wallet, 0x10, sizeof out->wallet);
    out->account = ACCOUNT_TAPROOT;
    out->unit = "BTC";
    PUT(out->txid, "77b040d177ab1e2d9f2c40d177ab1e2d9f2c40d177ab1e2d9f2c40d177ab77b0");
    PUT(out->address, taproot);
    PUT(out->amount, "0.01250000");
    out->confirmations = index == 0 ? 0 : 3;
    out->time = NOW - 3600 - index * 5 * 3600;
}

static void fill_ceremony(struct shown_ceremony *out, enum golden_case which)
{
    memset(out->cid, 0xc0, sizeof out->cid);
    memset(out->wallet, 0x10, sizeof out->wallet);
    PUT(out->wallet_name, pick(which, "Family vault"));
    out->is_mine = true;
    out->state = which == GOLDEN_HOSTILE ? SHOWN_CEREMONY_FAILED : SHOWN_CEREMONY_DONE;
    out->t = 3;
    out->n = 5;
    out->joined = out->dealt = 0x1f;
    out->acknowledged = which == GOLDEN_HOSTILE ? 0x03 : 0x1f;
    for (size_t i = 0; i < 5; i++)
        PUT(out->seats[i], pick(which, people[i].name));
    PUT(out->culprit, which == GOLDEN_HOSTILE ? hostile : "");
    out->failure = which == GOLDEN_HOSTILE ? ERROR_DEALING_ABORTED : ERROR_NONE;
    out->expires = NOW + DAY;
}

static void fill_notices(struct snapshot *out, enum golden_case which, size_t count)
{
    static const char *const said[] = {"Carol's device cannot be reached.", "A payment arrived.",
                                       "The router answers again."};

    out->notice_count = count;
    for (size_t i = 0; i < count; i++) {
        out->notices[i].time = NOW - 120 - i * 300;
        PUT(out->notices[i].text, pick(which, said[i % 3]));
    }
}

static void fill_settings(struct snapshot *out)
{
    struct shown_settings *settings = &out->settings;

    PUT(settings->home, "/home/me/.local/share/gridlock");
    PUT(settings->bitcoin_rpc, "http://127.0.0.1:18443");
    PUT(settings->bitcoin_cookie, "/home/me/.bitcoin/regtest/.cookie");
    PUT(settings->ethereum_rpc, "http://127.0.0.1:8545");
    PUT(settings->theme, "16");
    settings->lock_minutes = 5;
    settings->version = "0.1.0";
}

void golden_snapshot(struct snapshot *out, enum golden_case which)
{
    const size_t few = which == GOLDEN_OVERFLOWING ? MANY : 3;

    memset(out, 0, sizeof *out);
    out->version = 1;
    out->now = NOW;
    out->now_ms = NOW_MS;
    out->home = SHOWN_OPEN;
    PUT(out->self.name, pick(which, "This laptop"));
    PUT(out->self.role, "device");
    PUT(out->self.router, "https://router.example");
    memset(out->self.party, 'a', sizeof out->self.party - 1);
    out->self.has_mailbox = true;
    fill_settings(out);
    if (which == GOLDEN_EMPTY)
        return;
    out->wallets = memory_new(2, sizeof *out->wallets);
    out->transfers = memory_new(few, sizeof *out->transfers);
    out->events = memory_new(few, sizeof *out->events);
    out->requests = memory_new(few, sizeof *out->requests);
    out->peers = memory_new(few + 4, sizeof *out->peers);
    out->contacts = memory_new(few + 4, sizeof *out->contacts);
    out->ceremonies = memory_new(1, sizeof *out->ceremonies);
    out->notices = memory_new(few, sizeof *out->notices);
    out->wallet_count = 2;
    for (size_t i = 0; i < 2; i++)
        fill_wallet(&out->wallets[i], which, i);
    memcpy(out->selected, out->wallets[0].id, sizeof out->selected);
    out->transfer_count = out->event_count = out->request_count = few;
    for (size_t i = 0; i < few; i++) {
        fill_transfer(&out->transfers[i], which, i);
        fill_event(&out->events[i], i);
        fill_request(&out->requests[i], which, i);
    }
    fill_people(out, which, few);
    out->ceremony_count = 1;
    fill_ceremony(&out->ceremonies[0], which);
    fill_notices(out, which, few);
}

/* ---- keys ---- */

static struct key key_from(char c)
{
    switch (c) {
    case '\n':
        return key_press(PRESS_ENTER);
    case '\t':
        return key_press(PRESS_TAB);
    case '\x1b':
        return key_press(PRESS_ESCAPE);
    case '\x10':
        return key_press(PRESS_UP);
    case '\x0e':
        return key_press(PRESS_DOWN);
    case '\x7f':
        return key_press(PRESS_BACKSPACE);
    }
    return key_of((uint32_t)(unsigned char)c);
}

enum screen_answer golden_type(const struct screen *screen, void *state, struct command *command,
                               const struct snapshot *snapshot, const char *keys)
{
    enum screen_answer answer = SCREEN_STAY;

    for (; *keys; keys++) {
        struct key key = key_from(*keys);
        key.at_ms = snapshot->now_ms + 10000;
        secret_free(command->secret);
        secret_free(command->secret_new);
        memset(command, 0, sizeof *command);
        answer = screen->key(state, command, snapshot, &key);
    }
    return answer;
}

/* ---- comparing ---- */

void golden_check_frame(const struct canvas *canvas)
{
    for (int y = 0; y < canvas->height; y++) {
        int width = 0;
        for (int x = 0; x < canvas->width; x++) {
            const uint32_t c = canvas->cells[y * canvas->width + x].character;
            cr_assert(c == 0 || (c >= 0x20 && c != 0x7f && (c < 0x80 || c > 0x9f)),
                      "a control character at %d, %d", x, y);
            cr_assert(c != 0x202e && c != 0x200b, "a character of direction at %d, %d", x, y);
            width += c == 0 ? 0 : canvas_character_width(c);
        }
        cr_assert_eq(width, canvas->width, "row %d is %d columns wide", y, width);
    }
}

static bool read_whole(struct buffer *out, const char *path)
{
    char bytes[4096];
    size_t got = 0;
    FILE *file = fopen(path, "r");

    if (!file)
        return false;
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        buffer_append(out, bytes, got);
    fclose(file);
    return true;
}

static void compare(const struct canvas *canvas, const char *path)
{
    struct buffer drawn = {0};
    struct buffer kept = {0};
    const char *update = getenv("UPDATE_GOLDEN");

    canvas_write_text(&drawn, canvas);
    if (update && update[0] == '1') {
        FILE *file = fopen(path, "w");
        cr_assert(file, "cannot write %s", path);
        fwrite(drawn.data, 1, drawn.size, file);
        fclose(file);
    }
    cr_assert(read_whole(&kept, path), "there is no %s; look at it with UPDATE_GOLDEN=1", path);
    cr_expect_str_eq(buffer_text(&drawn), buffer_text(&kept), "%s differs:\n%s", path,
                     buffer_text(&drawn));
    buffer_free(&drawn);
    buffer_free(&kept);
}

void golden_check(const struct screen *screen, const struct snapshot *snapshot,
                  const struct command *why, const char *keys, const char *name)
{
    static const int sizes[SIZES][2] = {{80, 24}, {60, 16}, {120, 40}};

    for (int i = 0; i < SIZES; i++) {
        struct canvas *canvas = canvas_new(sizes[i][0], sizes[i][1]);
        void *state = memory_new(1, screen->state_size + 1);
        struct command *command = memory_new(1, sizeof *command);
        char path[PATH];
        if (screen->open)
            screen->open(state, snapshot, why);
        (void)golden_type(screen, state, command, snapshot, keys);
        screen->draw(canvas, state, snapshot);
        snprintf(path, sizeof path, "tests/screens/%s-%dx%d-%s.txt", screen->name, sizes[i][0],
                 sizes[i][1], name);
        golden_check_frame(canvas);
        compare(canvas, path);
        secret_free(command->secret);
        secret_free(command->secret_new);
        if (screen->close)
            screen->close(state);
        memory_free(command);
        memory_free(state);
        canvas_free(canvas);
    }
}
