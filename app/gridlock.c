/* SPDX-License-Identifier: MIT */
/* gridlock - the wallet and guardian of one person. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/harden.h"
#include "app/options.h"
#include "app/plain_window.h"
#include "app/print.h"
#include "app/session.h"
#include "app/signals.h"
#include "app/wallet_window.h"
#include "core/crypto/point.h" /* crypto_start */
#include "ui/terminal.h"

/* A terminal that cannot be drawn on still has lines. */
static result run_window(struct session *session, const struct options *options)
{
    CHECK(!options_has(options, "json"), VERB_MISSING);
    if (options_has(options, "plain") || terminal_check().code == ERROR_TERMINAL_DUMB)
        return plain_window_run(session);
    return wallet_window_run(session);
}

static result run(struct session *session, const struct options *options)
{
    const struct command *command = options->command;
    result done = OK;

    if (options_has(options, "version"))
        return command_version(session);
    if (options_has(options, "help"))
        return command_help(session);
    if (!command)
        return run_window(session, options);
    session->carries_payments = command->needs == COMMAND_NEEDS_PAYMENTS;
    if (command->needs == COMMAND_NEEDS_HOME || command->needs == COMMAND_NEEDS_PAYMENTS)
        done = session_open(session);
    if (is_ok(done))
        done = command->run(session);
    session_close(session);
    return is_ok(done) ? print_finish() : done;
}

static const struct options_grammar grammar = {.find = commands_find, .suggest = commands_suggest};

static result start(struct print *print, int count, char **arguments)
{
    static struct options options;
    struct session session;
    int keep = -1;

    TRY(options_read(&options, print, count, arguments, &grammar));
    TRY(unlock_descriptor(&keep, &options));
    harden_files(keep);
    TRY(session_begin(&session, print, &options, signals_open()));
    return run(&session, &options);
}

int main(int count, char **arguments)
{
    struct print print = {.program = "gridlock"};

    harden_process();
    crypto_start();
    const result done = start(&print, count, arguments);
    return is_ok(done) ? EXIT_DONE : (int)print_failure(&print, done);
}
