/* SPDX-License-Identifier: MIT */
#include "app/notify.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/config.h"

static char folder[] = "/tmp/gridlock-notify-XXXXXX";
static char program[128];
static char written[128];

/* A program that writes down how it was called. */
static void set_up(void)
{
    cr_assert(mkdtemp(folder));
    snprintf(program, sizeof program, "%s/tell", folder);
    snprintf(written, sizeof written, "%s/said", folder);
    FILE *file = fopen(program, "w");
    fprintf(file, "#!/bin/sh\nprintf '%%s|%%s' \"$#\" \"$1\" > %s.part\nmv %s.part %s\n", written,
            written, written);
    fclose(file);
    chmod(program, 0700);
}

static void tear_down(void)
{
    unlink(program);
    unlink(written);
    rmdir(folder);
}

TestSuite(notify, .init = set_up, .fini = tear_down, .timeout = 20);

static const char *what_was_said(void)
{
    static char text[512];

    for (int tries = 0; tries < 500; tries++) {
        FILE *file = fopen(written, "r");
        if (file) {
            text[fread(text, 1, sizeof text - 1, file)] = 0;
            fclose(file);
            return text;
        }
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return "nothing";
}

Test(notify, gives_one_sentence_as_the_only_argument)
{
    cr_assert(is_ok(notify_run(program, "Alice asks you to sign.")));
    cr_assert_str_eq(what_was_said(), "1|Gridlock: Alice asks you to sign.");
}

Test(notify, runs_no_shell_and_shows_no_control_characters)
{
    cr_assert(is_ok(notify_run(program, "--help $(reboot) ; `id` \x1b[2J\n")));
    cr_assert_str_eq(what_was_said(), "1|Gridlock: --help $(reboot) ; `id` ?[2J?");
}

Test(notify, leaves_no_child_behind)
{
    cr_assert(is_ok(notify_run(program, "x")));
    cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1);
    what_was_said();
}

Test(notify, does_nothing_without_a_command)
{
    cr_assert(is_ok(notify_run("", "x")));
    cr_assert_eq(access(written, F_OK), -1);
}

Test(notify, is_a_whole_path_in_the_configuration)
{
    struct config config;
    size_t line = 0;

    cr_assert(
        is_ok(config_parse(&config, &line, slice_of_text("notify = /usr/bin/notify-send\n"))));
    cr_assert_str_eq(config.notify, "/usr/bin/notify-send");
    cr_assert_eq(config_parse(&config, &line, slice_of_text("\nnotify = notify-send\n")).code,
                 ERROR_CONFIG_PATH);
    cr_assert_eq(line, 2);
}
