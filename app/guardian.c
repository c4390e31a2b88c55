/* SPDX-License-Identifier: MIT */
/* gridlock-guardian - a guardian without a person: answers by policy.conf. */
#include <stdio.h>

#include "app/guard.h"
#include "app/harden.h"
#include "app/options.h"
#include "app/print.h"
#include "app/signals.h"
#include "app/version.h"
#include "core/crypto/point.h" /* crypto_start */

static const char usage[] =
    "usage: gridlock-guardian --home DIR (--passphrase-fd N | --key-file FILE)\n"
    "                         [--policy FILE] [--allow-insecure-router] [--json]\n"
    "\n"
    "Signs what the rules in the policy file (DIR/policy.conf) allow, and nothing else.\n"
    "Make the home with 'gridlock --home DIR identity --role enclave ...' first.\n";

static const struct options_grammar grammar = {.without_verb = "policy"};

static result guard(struct print *print, const struct options *options)
{
    struct session session;
    char policy[HOME_PATH_MAX];
    const char *folder = NULL;
    const char *file = options_value(options, "policy");

    TRY(options_need(options, &folder, "home"));
    if (!options_has(options, "passphrase-fd") && !options_has(options, "key-file"))
        print_detail(print, "--passphrase-fd or --key-file");
    CHECK(print->detail[0] == 0, OPTION_NEEDED);
    TRY(home_path(policy, folder, "policy.conf"));
    TRY(session_begin(&session, print, options, signals_open()));
    const result done = guard_run(&session, file ? file : policy);
    session_close(&session);
    return done;
}

static result start(struct print *print, int count, char **arguments)
{
    static struct options options;
    int keep = -1;

    TRY(options_read(&options, print, count, arguments, &grammar));
    if (options_has(&options, "help"))
        print_line(print, "%s", usage);
    else if (options_has(&options, "version"))
        print_line(print, "gridlock-guardian %s", VERSION_TEXT);
    if (options_has(&options, "help") || options_has(&options, "version"))
        return print_finish();
    TRY(unlock_descriptor(&keep, &options));
    harden_files(keep);
    return guard(print, &options);
}

int main(int count, char **arguments)
{
    struct print print = {.program = "gridlock-guardian"};

    harden_process();
    crypto_start();
    const result done = start(&print, count, arguments);
    return is_ok(done) ? EXIT_DONE : (int)print_failure(&print, done);
}
