/* SPDX-License-Identifier: MIT */
#include "app/practice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/base/rng.h"
#include "core/base/text.h"

enum { VERB_MS = 60 * 1000, READY_MS = 30 * 1000, PAIR_MS = 60 * 1000 };

static const char passphrase[] = "practice only: seven grey herons wade home";

static const struct practice_home cast[PRACTICE_HOMES] = {
    {.name = "device", .role = "device", .kind = PRACTICE_DEVICE},
    {.name = "alice", .role = "friend", .kind = PRACTICE_FRIEND},
    {.name = "bob", .role = "friend", .kind = PRACTICE_FRIEND},
    {.name = "enigma", .role = "enclave", .kind = PRACTICE_SERVICE},
    {.name = "backup", .role = "backup", .kind = PRACTICE_SERVICE},
    {.name = "carol", .role = "friend", .kind = PRACTICE_FRIEND},
};

const char *practice_passphrase(void)
{
    return passphrase;
}

static result write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    CHECK(file, PRACTICE_FOLDER);
    const bool written = fputs(text, file) >= 0;
    CHECK(fclose(file) == 0 && written, PRACTICE_FOLDER);
    CHECK(chmod(path, 0600) == 0, PRACTICE_FOLDER);
    return OK;
}

/* ---- the network ---- */

result practice_start_relay(struct practice *practice)
{
    char program[NODES_PATH_MAX + 32];
    char store[NODES_PATH_MAX + 32];
    char log[NODES_PATH_MAX + 32];
    char listen[32];
    char line[256];
    const char *const argv[] = {program, "--listen", listen, "--store", store, NULL};

    snprintf(program, sizeof program, "%s/gridlock-relay", practice->programs);
    snprintf(store, sizeof store, "%s/relay", practice->folder);
    snprintf(log, sizeof log, "%s/relay.log", practice->folder);
    if (practice->relay_port == 0)
        practice->relay_port = nodes_free_port();
    snprintf(listen, sizeof listen, "127.0.0.1:%u", practice->relay_port);
    snprintf(practice->router, sizeof practice->router, "http://%s", listen);
    TRY(process_start(&practice->relay,
                      &(struct process_order){.argv = argv,
                                              .log_path = log,
                                              .captures_output = true,
                                              .outlives_parent = practice->outlive}));
    CHECK(process_line(&practice->relay, line, sizeof line, READY_MS), PRACTICE_RELAY);
    return OK;
}

result practice_open_nodes(struct practice *practice, const char *folder, const char *programs,
                           const char *script, bool outlive)
{
    *practice = (struct practice){.outlive = outlive, .relay = {.output = -1}};
    memcpy(practice->home, cast, sizeof cast);
    TRY(text_copy(practice->folder, sizeof practice->folder, folder));
    TRY(text_copy(practice->programs, sizeof practice->programs, programs));
    practice->nodes.outlive = outlive;
    TRY(nodes_find(&practice->nodes, script));
    return nodes_start(&practice->nodes, folder);
}

result practice_open(struct practice *practice, const char *folder, const char *programs,
                     const char *script, bool outlive)
{
    TRY(practice_open_nodes(practice, folder, programs, script, outlive));
    return practice_start_relay(practice);
}

void practice_close(struct practice *practice)
{
    if (practice->outlive)
        return;
    for (size_t i = 0; i < PRACTICE_HOMES; i++)
        process_stop(&practice->home[i].guardian);
    process_stop(&practice->relay);
    nodes_stop(&practice->nodes);
}

/* ---- verbs ---- */

static size_t add_words(const char **argv, size_t count, const char *const *words)
{
    while (*words && count < PRACTICE_WORDS_MAX - 1)
        argv[count++] = *words++;
    argv[count] = NULL;
    return count;
}

static size_t add_unlock(const struct practice_home *home, const char **argv, size_t count)
{
    argv[count++] = "--home";
    argv[count++] = home->folder;
    if (home->kind == PRACTICE_SERVICE) {
        argv[count++] = "--key-file";
        argv[count++] = home->key_file;
    } else {
        argv[count++] = "--passphrase-fd";
        argv[count++] = "3";
    }
    return count;
}

result practice_verb_start(struct practice *practice, size_t index, struct process *out,
                           const char *const *words)
{
    struct practice_home *home = &practice->home[index];
    char program[NODES_PATH_MAX + 32];
    char log[NODES_PATH_MAX + 64];
    const char *argv[PRACTICE_WORDS_MAX] = {program};

    snprintf(program, sizeof program, "%s/gridlock", practice->programs);
    snprintf(log, sizeof log, "%s/%s.verbs.log", practice->folder, home->name);
    size_t count = add_unlock(home, argv, 1);
    argv[count++] = "--json";
    add_words(argv, count, words);
    return process_start(out, &(struct process_order){
                                  .argv = argv,
                                  .log_path = log,
                                  .passphrase = home->kind == PRACTICE_SERVICE ? NULL : passphrase,
                                  .captures_output = true});
}

int practice_verb(struct practice *practice, size_t index, struct buffer *out, unsigned timeout_ms,
                  const char *const *words)
{
    struct process process = {.output = -1};

    if (!is_ok(practice_verb_start(practice, index, &process, words)))
        return -1;
    return process_finish(&process, out, timeout_ms);
}

bool practice_field(char out[static PRACTICE_TEXT_MAX], struct buffer *lines, const char *field)
{
    char *text = memory_copy_text(buffer_text(lines));
    char *rest = NULL;
    bool found = false;

    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        struct json *json = NULL;
        const char *value = NULL;
        uint64_t number = 0;
        if (!is_ok(json_parse(&json, slice_of_text(line))))
            continue;
        if (is_ok(json_get_text(&value, json, field))) {
            snprintf(out, PRACTICE_TEXT_MAX, "%s", value);
            found = true;
        } else if (is_ok(json_get_u64(&number, json, field))) {
            snprintf(out, PRACTICE_TEXT_MAX, "%llu", (unsigned long long)number);
            found = true;
        }
        json_free(json);
    }
    memory_free(text);
    return found;
}

/* ---- homes ---- */

static result configure(struct practice *practice, struct practice_home *home)
{
    char path[NODES_PATH_MAX + 128];
    struct buffer text SCOPED(buffer_free) = {0};

    if (home->kind == PRACTICE_DEVICE) {
        buffer_print(&text, "bitcoin.rpc = %s\nbitcoin.cookie = %s\nethereum.rpc = %s\n",
                     practice->nodes.bitcoin_url, practice->nodes.cookie_path,
                     practice->nodes.anvil_url);
        snprintf(path, sizeof path, "%s/gridlock.conf", home->folder);
        return write_file(path, buffer_text(&text));
    }
    if (home->kind == PRACTICE_FRIEND)
        return OK;
    snprintf(path, sizeof path, "%s/policy.conf", home->folder);
    return write_file(path, "# what this service consents to without asking anybody\n"
                            "[limit BTC]\nper_payment = 5\nper_day = 1000\n\n"
                            "[limit ETH@31337]\nper_payment = 50\nper_day = 5000\n");
}

static result make_key_file(struct practice_home *home)
{
    uint8_t key[32];
    char digits[2 * sizeof key + 1];

    rng_fill(rng_system(), key, sizeof key);
    hex_encode(digits, slice_of(key, sizeof key));
    const result written = write_file(home->key_file, digits);
    memory_wipe(key, sizeof key);
    memory_wipe(digits, sizeof digits);
    return written;
}

static result place_home(const struct practice *practice, struct practice_home *home)
{
    char path[NODES_PATH_MAX + 96];

    snprintf(path, sizeof path, "%s/%s", practice->folder, home->name);
    TRY(text_copy(home->folder, sizeof home->folder, path));
    snprintf(path, sizeof path, "%s/%s.key", practice->folder, home->name);
    return text_copy(home->key_file, sizeof home->key_file, path);
}

result practice_find_home(struct practice *practice, size_t index)
{
    struct practice_home *home = &practice->home[index];

    TRY(place_home(practice, home));
    return configure(practice, home);
}

result practice_make_home(struct practice *practice, size_t index)
{
    struct practice_home *home = &practice->home[index];
    struct buffer out SCOPED(buffer_free) = {0};

    TRY(place_home(practice, home));
    CHECK(mkdir(home->folder, 0700) == 0, PRACTICE_FOLDER);
    TRY(configure(practice, home));
    if (home->kind == PRACTICE_SERVICE)
        TRY(make_key_file(home));
    const char *const words[] = {"identity", "--name",   home->name,       "--role",
                                 home->role, "--router", practice->router, NULL};
    CHECK(practice_verb(practice, index, &out, VERB_MS, words) == 0, PRACTICE_VERB);
    return OK;
}

result practice_pair(struct practice *practice, size_t guest)
{
    struct practice_home *home = &practice->home[guest];
    struct process owner = {.output = -1};
    struct buffer line SCOPED(buffer_free) = {0};
    struct buffer out SCOPED(buffer_free) = {0};
    char first[1024];
    char text[PRACTICE_TEXT_MAX];
    const char *const invite[] = {"invite", home->name, "--kind", home->role, "--wait", "60", NULL};

    TRY(practice_verb_start(practice, 0, &owner, invite));
    const bool is_there = process_line(&owner, first, sizeof first, READY_MS);
    buffer_print(&line, "%s\n", is_there ? first : "");
    if (!practice_field(text, &line, "invite")) {
        process_kill(&owner);
        return FAIL(PRACTICE_VERB);
    }
    const char *const join[] = {"join", text, "--wait", "60", NULL};
    const int joined = practice_verb(practice, guest, &out, PAIR_MS, join);
    const int invited = process_finish(&owner, NULL, PAIR_MS);
    CHECK(joined == 0 && invited == 0, PRACTICE_VERB);
    return OK;
}

result practice_start_guardian(struct practice *practice, size_t index)
{
    struct practice_home *home = &practice->home[index];
    const bool is_service = home->kind == PRACTICE_SERVICE;
    char program[NODES_PATH_MAX + 32];
    char log[NODES_PATH_MAX + 64];
    char line[256];
    const char *argv[PRACTICE_WORDS_MAX] = {program};

    snprintf(program, sizeof program, "%s/%s", practice->programs,
             is_service ? "gridlock-guardian" : "gridlock");
    snprintf(log, sizeof log, "%s/%s.guardian.log", practice->folder, home->name);
    size_t count = add_unlock(home, argv, 1);
    if (!is_service)
        argv[count++] = "guardian";
    argv[count] = NULL;
    TRY(process_start(&home->guardian,
                      &(struct process_order){.argv = argv,
                                              .log_path = log,
                                              .passphrase = is_service ? NULL : passphrase,
                                              .captures_output = true,
                                              .outlives_parent = practice->outlive}));
    CHECK(process_line(&home->guardian, line, sizeof line, READY_MS), PRACTICE_GUARDIAN);
    return OK;
}

static int approve_each(struct practice *practice, size_t index, struct buffer *lines)
{
    char *rest = NULL;
    char *text = memory_copy_text(buffer_text(lines));
    int count = 0;

    for (char *line = strtok_r(text, "\n", &rest); line && count >= 0;
         line = strtok_r(NULL, "\n", &rest)) {
        struct json *json = NULL;
        const char *id = NULL;
        if (!is_ok(json_parse(&json, slice_of_text(line))))
            continue;
        if (is_ok(json_get_text(&id, json, "id"))) {
            const char *const approve[] = {"approve", id, "--yes", NULL};
            count = practice_verb(practice, index, NULL, VERB_MS, approve) == 0 ? count + 1 : -1;
        }
        json_free(json);
    }
    memory_free(text);
    return count;
}

int practice_approve_all(struct practice *practice, size_t index)
{
    struct buffer lines SCOPED(buffer_free) = {0};
    const char *const requests[] = {"requests", NULL};

    if (practice_verb(practice, index, &lines, VERB_MS, requests) != 0)
        return -1;
    return approve_each(practice, index, &lines);
}
