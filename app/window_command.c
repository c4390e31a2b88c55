/* SPDX-License-Identifier: MIT */
/* window_command.c - carries out what a screen asks for. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/window_state.h"
#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/payment.h"
#include "core/engine/people.h"
#include "core/store/contact_table.h"
#include "core/store/transfer_table.h"

enum { LIFETIME = 24 * 3600, PASSPHRASE_LEAST = 8 };

struct errand_of_command {
    struct window *window;
    struct command *command;
    struct engine *engine;
    uint8_t id[32]; /* what came of it */
    bool has_id;
    bool is_later; /* its outcome comes from the worker */
};

/* ---- people and wallets ---- */

static result invite(struct errand_of_command *errand)
{
    struct buffer text SCOPED(buffer_wipe) = {0};
    const unsigned any =
        1U << CARD_DEVICE | 1U << CARD_FRIEND | 1U << CARD_ENCLAVE | 1U << CARD_BACKUP;
    const unsigned roles = errand->command->number ? 1U << (unsigned)errand->command->number : any;

    TRY(engine_invite(errand->engine, loop_clock(), errand->command->name, roles, &text,
                      errand->id));
    picture_invitation(errand->window->picture, errand->id, buffer_text(&text));
    errand->has_id = true;
    return OK;
}

static result join(struct errand_of_command *errand)
{
    errand->has_id = true;
    return engine_join(errand->engine, loop_clock(), slice_of_text(errand->command->text),
                       errand->id);
}

static result create_wallet(struct errand_of_command *errand)
{
    const struct command *command = errand->command;
    const char *names[COMMAND_GUARDIANS_MAX];
    const struct wallet_order order = {.name = command->name,
                                       .t = (uint16_t)command->threshold,
                                       .guardians = names,
                                       .guardian_count = command->guardian_count,
                                       .network = command->network,
                                       .chain_id = command->chain_id};

    for (size_t i = 0; i < command->guardian_count; i++)
        names[i] = command->guardians[i];
    errand->has_id = true;
    return engine_create_wallet(errand->engine, loop_clock(), &order, errand->id);
}

static result new_address(struct errand_of_command *errand)
{
    const struct command *command = errand->command;
    struct store *store = engine_store(errand->engine);
    struct account_row row;

    CHECK(command->account != ACCOUNT_ETHEREUM, ETHEREUM_ONE_ADDRESS);
    TRY(account_row_get(store, &row, command->id, (uint8_t)command->account));
    row.kind = (uint8_t)command->account;
    row.next_receive++;
    return account_row_put(store, command->id, &row);
}

/* ---- payments ---- */

static result pay(struct errand_of_command *errand)
{
    const struct command *command = errand->command;

    TRY(engine_pay(errand->engine, loop_clock(), command->number ? command->number : LIFETIME,
                   command->text, errand->id));
    errand->has_id = true;
    picture_follow(errand->window->picture, errand->id);
    return OK;
}

static result resume(struct errand_of_command *errand)
{
    picture_follow(errand->window->picture, errand->command->id);
    return engine_resume(errand->engine, loop_clock(), errand->command->id);
}

static result follow(struct errand_of_command *errand)
{
    picture_follow(errand->window->picture, errand->command->id);
    return OK;
}

/* ---- contacts ---- */

/* Any own wallet's network decides which addresses fit. */
static result judge_address(struct errand_of_command *errand, char out[static ADDRESS_MAX])
{
    const struct shown_wallet *wallet = snapshot_wallet(window_snapshot(errand->window));

    CHECK(wallet, CONTACT_CHAIN);
    return engine_check_address(errand->engine, out, wallet->id, errand->command->account,
                                errand->command->text);
}

static result add_contact(struct errand_of_command *errand)
{
    const struct command *command = errand->command;
    struct contact contact = {.name = ""};

    CHECK(text_is_showable(slice_of_text(command->name)), NAME_CONTROL);
    TRY(text_copy(contact.name, sizeof contact.name, command->name));
    snprintf(contact.chain, sizeof contact.chain, "%s",
             command->account == ACCOUNT_ETHEREUM ? "ethereum" : "bitcoin");
    TRY(judge_address(errand, contact.address));
    text_showable(contact.note, sizeof contact.note, slice_of_text(command->note));
    return contact_insert(engine_store(errand->engine), &contact, loop_clock().unix_seconds);
}

static result in_one_step(struct errand_of_command *errand,
                          result (*work)(struct errand_of_command *errand))
{
    struct store *store = engine_store(errand->engine);

    TRY(store_begin(store));
    const result done = work(errand);
    if (!is_ok(done)) {
        store_rollback(store);
        return done;
    }
    return store_commit(store);
}

static result replace_contact(struct errand_of_command *errand)
{
    TRY(contact_delete(engine_store(errand->engine), errand->command->old_name));
    return add_contact(errand);
}

/* ---- the home ---- */

static result forget_home(struct errand_of_command *errand)
{
    static const char *const files[] = {"gridlock.db", "gridlock.db-wal", "gridlock.db-shm",
                                        "gridlock.conf", "screen.conf"};
    struct window *window = errand->window;
    char path[HOME_PATH_MAX];
    bool is_gone = true;

    CHECK(strcmp(errand->command->text, "FORGET") == 0, FORGET_WORD);
    window_lock(window);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        TRY(home_path(path, window->session->folder, files[i]));
        is_gone = (unlink(path) == 0 || access(path, F_OK) != 0) && is_gone;
    }
    window_look_for_home(window);
    CHECK(is_gone, FORGET_FILES);
    return OK;
}

static size_t passphrase_size(const struct secret *secret)
{
    return secret ? secret_size(secret) : 0;
}

static result make_home(struct errand_of_command *errand)
{
    CHECK(passphrase_size(errand->command->secret) >= PASSPHRASE_LEAST, PASSPHRASE_SHORT);
    TRY(window_make_home(errand->window, errand->command));
    errand->is_later = true;
    return OK;
}

static result unlock(struct errand_of_command *errand)
{
    struct secret *key = errand->command->secret;

    /* Nobody has to remember the passphrase of play money. */
    if (!key && window_snapshot(errand->window)->practice.is_practice)
        key = window_practice_key();
    CHECK(key, PASSPHRASE_EMPTY);
    errand->command->secret = NULL;
    TRY(window_open_home(errand->window, errand->window->session->folder, key));
    errand->is_later = true;
    return OK;
}

static result change_passphrase(struct errand_of_command *errand)
{
    CHECK(errand->command->secret, PASSPHRASE_EMPTY);
    CHECK(passphrase_size(errand->command->secret_new) >= PASSPHRASE_LEAST, PASSPHRASE_SHORT);
    TRY(window_change_passphrase(errand->window, errand->command));
    errand->is_later = true;
    return OK;
}

/* ---- practice ---- */

static result mine(struct errand_of_command *errand)
{
    char line[32];

    snprintf(line, sizeof line, "mine %llu",
             (unsigned long long)(errand->command->number ? errand->command->number : 1));
    return window_tell_practice(errand->window, line);
}

static result get_coins(struct errand_of_command *errand)
{
    const struct shown_account *account = snapshot_account(
        snapshot_wallet(window_snapshot(errand->window)), errand->command->account);
    char line[ADDRESS_MAX + 16];

    CHECK(account && account->address[0], WALLET_UNKNOWN);
    snprintf(line, sizeof line, "%s %s", account->kind == ACCOUNT_ETHEREUM ? "ether" : "bitcoin",
             account->address);
    return window_tell_practice(errand->window, line);
}

/* ---- which is which ---- */

/* What works without an open home. */
static bool is_for_anyone(struct errand_of_command *errand, result *outcome)
{
    struct window *window = errand->window;
    struct command *command = errand->command;

    if (command->kind == COMMAND_MAKE_HOME)
        *outcome = make_home(errand);
    else if (command->kind == COMMAND_UNLOCK)
        *outcome = unlock(errand);
    else if (command->kind == COMMAND_START_PRACTICE)
        *outcome = window_start_practice(window);
    else if (command->kind == COMMAND_QUIT)
        window->is_over = true;
    else if (command->kind == COMMAND_REDRAW)
        terminal_forget(window->terminal);
    else if (command->kind == COMMAND_COPY)
        terminal_copy(window->terminal, command->text);
    else if (command->kind == COMMAND_CHANGE_SETTING)
        *outcome = window_change_setting(window, command->name, command->text);
    else if (command->kind == COMMAND_FORGET_HOME)
        *outcome = forget_home(errand);
    else
        return false;
    return true;
}

static result with_home(struct errand_of_command *errand)
{
    struct window *window = errand->window;
    struct command *command = errand->command;
    struct engine *engine = errand->engine;
    const struct engine_clock now = loop_clock();

    switch (command->kind) {
    case COMMAND_LOCK:
        window_lock(window);
        return OK;
    case COMMAND_CHANGE_PASSPHRASE:
        return change_passphrase(errand);
    case COMMAND_TEST_NODE:
    case COMMAND_SYNC:
        window_queue_sync(window);
        return OK;
    case COMMAND_INVITE:
        return invite(errand);
    case COMMAND_JOIN:
        return join(errand);
    case COMMAND_CREATE_WALLET:
        return create_wallet(errand);
    case COMMAND_SELECT_WALLET:
        memcpy(window_snapshot(window)->selected, command->id, sizeof command->id);
        return OK;
    case COMMAND_ANSWER_PAYMENT:
        return engine_answer_payment(engine, now, command->id, command->yes);
    case COMMAND_ANSWER_SHARE:
        return engine_answer_ceremony(engine, now, command->id, command->yes);
    case COMMAND_NEW_ADDRESS:
        return in_one_step(errand, new_address);
    case COMMAND_EXPORT:
        return window_export(window, command);
    case COMMAND_DRAFT:
        return engine_draft(engine, now, command->id, command->account, &command->order);
    case COMMAND_FORGET_DRAFT:
        engine_forget_draft(engine);
        return OK;
    case COMMAND_PAY:
        return pay(errand);
    case COMMAND_CANCEL:
        return engine_cancel(engine, now, command->id);
    case COMMAND_RESUME:
        return resume(errand);
    case COMMAND_FOLLOW:
        return follow(errand);
    case COMMAND_LABEL:
        return transfer_set_label(engine_store(engine), command->id, command->text);
    case COMMAND_CONTACT_ADD:
        return in_one_step(errand, add_contact);
    case COMMAND_CONTACT_EDIT:
        return in_one_step(errand, replace_contact);
    case COMMAND_CONTACT_DELETE:
        return contact_delete(engine_store(engine), command->name);
    case COMMAND_MINE:
        return mine(errand);
    case COMMAND_GET_COINS:
        return get_coins(errand);
    case COMMAND_NONE:
    case COMMAND_MAKE_HOME:
    case COMMAND_UNLOCK:
    case COMMAND_CHANGE_SETTING:
    case COMMAND_FORGET_HOME:
    case COMMAND_QUIT:
    case COMMAND_START_PRACTICE:
    case COMMAND_COPY:
    case COMMAND_REDRAW:
        return OK;
    }
    return OK;
}

void window_command(struct window *window, struct command *command)
{
    struct errand_of_command errand = {
        .window = window, .command = command, .engine = window->session->engine};
    result outcome = OK;

    if (!is_for_anyone(&errand, &outcome))
        outcome = errand.engine ? with_home(&errand) : FAIL(HOME_NOT_OPEN);
    secret_free(command->secret);
    secret_free(command->secret_new);
    command->secret = command->secret_new = NULL;
    window->is_dirty = true;
    if (!errand.is_later || !is_ok(outcome))
        window_outcome(window, command, outcome, errand.has_id ? errand.id : NULL);
}
