/* SPDX-License-Identifier: MIT */
/* The built gridlock-relay in its own process: how it starts or says why not, and full disks. */
#define _GNU_SOURCE /* unshare */
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "relay_process.h"

/* A file system of 6 MiB of its own, gone with this process. */
Test(relay_start, goes_on_when_the_disk_is_full)
{
    static const char *const options[] = {"--reserve-mib", "0", NULL};
    struct relay relay = {.folder = "/tmp/gridlock-relay-XXXXXX"};
    unsigned status = 0;
    uint32_t count = 0;

    if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0)
        cr_skip_test("needs root");
    crypto_start();
    cr_assert(mkdtemp(relay.folder) != NULL);
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", relay.folder, "tmpfs", 0, "size=6m") != 0)
        cr_skip_test("needs the right to mount");
    relay_start(&relay, options);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);

    for (; count < 100; count++) {
        status = relay_post(&relay, key->id, test_envelope(262144, count, 1));
        if (status != 202)
            break;
    }
    cr_assert_eq(status, 507);
    cr_assert_gt(count, 2);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(262144, 1000, 1)), 507);
    /* A fetch gives about 1 MiB at once: walk through all of it. */
    uint64_t seen = 0, last = 0;
    for (struct http_reply reply = {.status = 200}; reply.status == 200;) {
        reply = relay_fetch(&relay, key->id, &session, last, 0);
        struct mailbox_fetch fetch = {0};
        struct mailbox_message message;
        cr_assert(is_ok(mailbox_fetch_read(&fetch, &reply, last)));
        for (; mailbox_fetch_next(&fetch, &message); seen++)
            last = message.seq;
        http_reply_free(&reply);
    }
    cr_assert_eq(seen, count, "all that was accepted can be read");

    relay_end(&relay, SIGKILL);
    relay_start(&relay, options);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(262144, 0, 1)), 200, "and is known");
    relay_end(&relay, SIGTERM);
    mailbox_key_free(key);
    umount(relay.folder);
    rmdir(relay.folder);
}

Test(relay_start, takes_acks_while_it_refuses_messages_to_keep_its_reserve)
{
    static const char *const options[] = {"--reserve-mib", "4", NULL};
    struct relay relay = {.folder = "/tmp/gridlock-relay-XXXXXX"};
    unsigned status = 202;
    uint32_t count = 0;

    if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0)
        cr_skip_test("needs root");
    crypto_start();
    cr_assert(mkdtemp(relay.folder) != NULL);
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", relay.folder, "tmpfs", 0, "size=12m") != 0)
        cr_skip_test("needs the right to mount");
    relay_start(&relay, options);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);

    /* As fast as it goes: the reserve must hold against a burst within one second. */
    for (; count < 100 && status == 202; count++)
        status = relay_post(&relay, key->id, test_envelope(262144, count, 1));
    cr_assert_eq(status, 507);
    cr_assert_eq(relay_ack(&relay, key->id, &session, count), 204);
    cr_assert_eq(relay_count(&relay, key->id, &session, 0), 0);
    /* The room comes back when the relay has had a quiet moment. */
    for (uint32_t i = 0; i < 40 && status != 202; i++) {
        sleep_ms(500);
        status = relay_post(&relay, key->id, test_envelope(262144, 2000 + i, 1));
    }
    cr_assert_eq(status, 202);
    relay_end(&relay, SIGTERM);
    mailbox_key_free(key);
    umount(relay.folder);
    rmdir(relay.folder);
}

/* What it says when it cannot start; its exit status must be 1. */
static void refusal(const char *const *arguments, char line[512])
{
    int output = -1, status = 0;
    const pid_t pid = relay_spawn(&output, arguments);

    relay_read_line(output, line, 512);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1, "%s", line);
    close(output);
}

Test(relay_start, says_in_one_sentence_why_it_does_not_start)
{
    struct relay relay = relay_new(NULL);
    char line[512], taken[64], store[128];
    snprintf(taken, sizeof taken, "127.0.0.1:%u", relay.port);
    snprintf(store, sizeof store, "%s.second", relay.folder);

    refusal((const char *[]){"--store", store, "--listen", taken, NULL}, line);
    cr_assert(strstr(line, "Another program already uses this port.") != NULL, "%s", line);
    refusal((const char *[]){"--store", relay.folder, "--listen", "127.0.0.1:0", NULL}, line);
    cr_assert(strstr(line, "Another gridlock-relay uses this folder.") != NULL, "%s", line);
    refusal((const char *[]){"--store", "/proc/none", NULL}, line);
    cr_assert(strstr(line, "cannot be written") != NULL, "%s", line);
    refusal((const char *[]){"--listen", "127.0.0.1:0", NULL}, line);
    cr_assert(strstr(line, "Name a folder with --store") != NULL, "%s", line);
    refusal((const char *[]){"--store", store, "--listen", "localhost:0", NULL}, line);
    cr_assert(strstr(line, "not an address to listen on") != NULL || strstr(line, "--host") != NULL,
              "%s", line);
    refusal((const char *[]){"--store", store, "--listen", "0.0.0.0:0", NULL}, line);
    cr_assert(strstr(line, "--host") != NULL, "%s", line);
    refusal((const char *[]){"--store", store, "--max-messages", "many", NULL}, line);
    cr_assert(strstr(line, "--max-messages") != NULL, "%s", line);
    refusal((const char *[]){"--nonsense", NULL}, line);
    cr_assert(strstr(line, "--nonsense: There is no such option.") != NULL, "%s", line);

    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s'", store);
    cr_assert_eq(system(command), 0);
    relay_stop(&relay);
}

Test(relay_start, leaves_a_store_alone_that_is_newer_or_not_its_own)
{
    struct relay relay = relay_new(NULL);
    char path[128], line[512];
    sqlite3 *file = NULL;

    cr_assert_eq(relay_end(&relay, SIGTERM), 0);
    snprintf(path, sizeof path, "%s/relay.db", relay.folder);
    cr_assert_eq(sqlite3_open(path, &file), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(file, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(file);
    refusal((const char *[]){"--store", relay.folder, "--listen", "127.0.0.1:0", NULL}, line);
    cr_assert(strstr(line, "newer version of gridlock-relay") != NULL, "%s", line);

    cr_assert_eq(sqlite3_open(path, &file), SQLITE_OK);
    cr_assert_eq(
        sqlite3_exec(file, "PRAGMA user_version=1; PRAGMA application_id=7", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(file);
    refusal((const char *[]){"--store", relay.folder, "--listen", "127.0.0.1:0", NULL}, line);
    cr_assert(strstr(line, "no message store of gridlock-relay") != NULL, "%s", line);

    FILE *text = fopen(path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is no database at all\n", text);
    fclose(text);
    refusal((const char *[]){"--store", relay.folder, "--listen", "127.0.0.1:0", NULL}, line);
    cr_assert(strstr(line, "no message store of gridlock-relay") != NULL, "%s", line);
    relay_remove(&relay);
}

Test(relay_start, keeps_its_files_to_itself)
{
    struct relay relay = relay_new(NULL);
    char path[128], limits[4096] = "";
    struct stat found;

    snprintf(path, sizeof path, "%s/relay.db", relay.folder);
    cr_assert_eq(stat(path, &found), 0);
    cr_assert_eq(found.st_mode & 077, 0);
    snprintf(path, sizeof path, "/proc/%d/limits", relay.pid);
    FILE *file = fopen(path, "r");
    cr_assert(file && fread(limits, 1, sizeof limits - 1, file) > 0);
    fclose(file);
    const char *core = strstr(limits, "Max core file size");
    cr_assert(core && strncmp(core + 18 + strspn(core + 18, " "), "0 ", 2) == 0, "%s", limits);
    relay_stop(&relay);
}
