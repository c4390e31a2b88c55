/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* nftw */
#include "app/practice_network.h"

#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/practice.h"
#include "app/signals.h"
#include "core/base/text.h"

enum { MAKE_MS = 120 * 1000, ASK_MS = 30 * 1000, FIRST_BLOCKS = 101, ORDER_ROOM = 512 };

enum step { STEP_NODES, STEP_RELAY, STEP_HOMES, STEP_PAIRS, STEP_GUARDIANS, STEP_KEY, STEP_COINS };

static const char *const titles[] = {[STEP_NODES] = "Bitcoin and Ethereum nodes of its own",
                                     [STEP_RELAY] = "Router, which carries sealed messages",
                                     [STEP_HOMES] =
                                         "Five homes: this device, alice, bob, enigma, backup",
                                     [STEP_PAIRS] = "Each guardian is invited and joins",
                                     [STEP_GUARDIANS] = "Four guardian programs run",
                                     [STEP_KEY] = "The key is made, 3 of 5, never in one place",
                                     [STEP_COINS] = "Practice coins arrive"};

struct network {
    struct practice practice;
    int signals;
    int orders;
    bool is_found; /* it was made by an earlier start */
};

static void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void tell(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

static void tell_step(enum step step, const char *state, const char *note)
{
    tell("step\t%d\t%s\t%s\t%s", (int)step, state, titles[step], note);
}

/* ---- where things are ---- */

static result find_script(char out[static NODES_PATH_MAX], const char *programs)
{
    static const char *const places[] = {"../../assets/practice/fetch-nodes.sh",
                                         "../share/gridlock/fetch-nodes.sh"};
    const char *given = getenv("GRIDLOCK_FETCH_NODES");

    if (given && access(given, R_OK) == 0)
        return text_copy(out, NODES_PATH_MAX, given);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        snprintf(out, NODES_PATH_MAX, "%.600s/%s", programs, places[i]);
        if (access(out, R_OK) == 0)
            return OK;
    }
    /* Built elsewhere, started from the tree. */
    return text_copy(out, NODES_PATH_MAX, "assets/practice/fetch-nodes.sh");
}

static result find_programs(char out[static NODES_PATH_MAX])
{
    const ssize_t size = readlink("/proc/self/exe", out, NODES_PATH_MAX - 1);

    CHECK(size > 0, PRACTICE_FOLDER);
    out[size] = 0;
    char *end = strrchr(out, '/');
    CHECK(end, PRACTICE_FOLDER);
    *end = 0;
    return OK;
}

static void path_in(char out[static NODES_PATH_MAX], const char *folder, const char *name)
{
    snprintf(out, NODES_PATH_MAX, "%s/%s", folder, name);
}

/* ---- a half-made network is made anew ---- */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    /* The log is being written by us just now. */
    if (place->level == 0 || strcmp(path + place->base, "practice.log") == 0)
        return 0;
    return remove(path) != 0 ? -1 : 0;
}

static result start_anew(const char *folder)
{
    enum { DESCRIPTORS = 16 };
    char mark[NODES_PATH_MAX];

    /* Only a folder that carries our mark, or an empty one, is ever emptied. */
    path_in(mark, folder, "practice.mark");
    if (access(mark, F_OK) == 0)
        CHECK(nftw(folder, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) == 0,
              PRACTICE_FOLDER);
    FILE *file = fopen(mark, "we");
    CHECK(file && fclose(file) == 0, PRACTICE_FOLDER);
    return OK;
}

/* The router's port stands in every identity, so it must stay the same. */
static bool read_port(const char *folder, unsigned *port)
{
    char path[NODES_PATH_MAX];
    char line[16];

    path_in(path, folder, "practice.ready");
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    const bool is_read = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    *port = is_read ? (unsigned)strtoul(line, NULL, 10) : 0;
    return *port > 0 && *port < 65536;
}

static result write_port(const char *folder, unsigned port)
{
    char path[NODES_PATH_MAX];

    path_in(path, folder, "practice.ready");
    FILE *file = fopen(path, "we");
    CHECK(file, PRACTICE_FOLDER);
    const bool is_written = fprintf(file, "%u\n", port) > 0;
    CHECK(fclose(file) == 0 && is_written, PRACTICE_FOLDER);
    return OK;
}

/* ---- making ---- */

static result make_people(struct network *network)
{
    struct practice *practice = &network->practice;

    for (size_t i = 0; i < PRACTICE_HOMES; i++) {
        tell_step(STEP_HOMES, "runs", practice->home[i].name);
        TRY(network->is_found ? practice_find_home(practice, i) : practice_make_home(practice, i));
    }
    tell_step(STEP_HOMES, "done", "");
    for (size_t i = 1; !network->is_found && i < PRACTICE_HOMES; i++) {
        tell_step(STEP_PAIRS, "runs", practice->home[i].name);
        TRY(practice_pair(practice, i));
    }
    tell_step(STEP_PAIRS, "done", "");
    for (size_t i = 1; i < PRACTICE_HOMES; i++) {
        tell_step(STEP_GUARDIANS, "runs", practice->home[i].name);
        TRY(practice_start_guardian(practice, i));
    }
    tell_step(STEP_GUARDIANS, "done", "");
    return OK;
}

static result make_wallet(struct network *network)
{
    const char *const words[] = {
        "wallet", "create",     "Practice", "--threshold", "3",      "--guardian",
        "alice",  "--guardian", "bob",      "--guardian",  "enigma", "--guardian",
        "backup", "--network",  "regtest",  "--chain-id",  "31337",  NULL};

    tell_step(STEP_KEY, "runs", "rounds between five programs");
    if (!network->is_found)
        CHECK(practice_verb(&network->practice, 0, NULL, MAKE_MS, words) == 0, PRACTICE_VERB);
    tell_step(STEP_KEY, "done", "");
    return OK;
}

static result ask_address(struct network *network, char out[static PRACTICE_TEXT_MAX],
                          const char *account)
{
    struct buffer lines SCOPED(buffer_free) = {0};
    const char *const words[] = {"address", "--account", account, NULL};

    CHECK(practice_verb(&network->practice, 0, &lines, ASK_MS, words) == 0 &&
              practice_field(out, &lines, "address"),
          PRACTICE_VERB);
    return OK;
}

static result fund(struct network *network)
{
    struct nodes *nodes = &network->practice.nodes;
    char address[PRACTICE_TEXT_MAX];

    if (network->is_found)
        return OK;
    tell_step(STEP_COINS, "runs", "0.5 BTC to Taproot");
    TRY(nodes_mine(nodes, FIRST_BLOCKS));
    TRY(ask_address(network, address, "taproot"));
    TRY(nodes_pay_bitcoin(nodes, address, "0.5"));
    tell_step(STEP_COINS, "runs", "0.25 BTC to SegWit");
    TRY(ask_address(network, address, "segwit"));
    TRY(nodes_pay_bitcoin(nodes, address, "0.25"));
    tell_step(STEP_COINS, "runs", "5 ETH");
    TRY(ask_address(network, address, "ethereum"));
    TRY(nodes_pay_ether(nodes, address, "0x4563918244f40000"));
    return nodes_mine(nodes, 1);
}

static result begin(struct network *network, const char *folder)
{
    struct practice *practice = &network->practice;
    char programs[NODES_PATH_MAX];
    char script[NODES_PATH_MAX];
    unsigned port = 0;

    TRY(find_programs(programs));
    TRY(find_script(script, programs));
    network->is_found = read_port(folder, &port);
    if (!network->is_found)
        TRY(start_anew(folder));
    for (int step = STEP_NODES; step <= STEP_COINS; step++)
        tell_step((enum step)step, "waits", "");
    tell_step(STEP_NODES, "runs", "the first time they are fetched, about 90 MB");
    TRY(practice_open_nodes(practice, folder, programs, script, false));
    tell_step(STEP_NODES, "done", "");
    tell_step(STEP_RELAY, "runs", "");
    practice->relay_port = port;
    TRY(practice_start_relay(practice));
    tell_step(STEP_RELAY, "done", practice->router);
    /* Nobody sits at alice's and bob's keyboards here, so they answer by a policy as well. */
    for (size_t i = 1; i < PRACTICE_HOMES; i++)
        practice->home[i].kind = PRACTICE_SERVICE;
    return OK;
}

static result open_orders(struct network *network, const char *folder)
{
    char path[NODES_PATH_MAX];

    path_in(path, folder, "control");
    (void)unlink(path);
    CHECK(mkfifo(path, 0600) == 0, PRACTICE_FOLDER);
    /* Held open for writing as well, so that it never ends. */
    network->orders = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    CHECK(network->orders >= 0, PRACTICE_FOLDER);
    return OK;
}

static result make(struct network *network, const char *folder)
{
    TRY(begin(network, folder));
    TRY(make_people(network));
    TRY(make_wallet(network));
    TRY(fund(network));
    tell_step(STEP_COINS, "done", "");
    TRY(open_orders(network, folder));
    return write_port(folder, network->practice.relay_port);
}

/* ---- orders ---- */

static void obey(struct network *network, const char *line)
{
    struct nodes *nodes = &network->practice.nodes;
    char word[ORDER_ROOM];
    char rest[ORDER_ROOM];
    result done = OK;

    if (sscanf(line, "%511s %511s", word, rest) != 2)
        return;
    if (strcmp(word, "mine") == 0)
        done = nodes_mine(nodes, (unsigned)(strtoul(rest, NULL, 10) % 1000));
    else if (strcmp(word, "bitcoin") == 0)
        done = nodes_pay_bitcoin(nodes, rest, "0.1");
    else if (strcmp(word, "ether") == 0)
        done = nodes_pay_ether(nodes, rest, "0xde0b6b3a7640000");
    if (!is_ok(done))
        tell("said\t%s", error_sentence(done.code));
    else if (strcmp(word, "mine") == 0)
        tell("said\tA block was mined.");
    else if (strcmp(word, "ether") == 0)
        tell("said\t1 practice ETH is here.");
    else
        tell("said\t0.1 practice BTC are on the way; the next block confirms them.");
}

static void serve(struct network *network)
{
    char text[ORDER_ROOM];

    while (!signals_have_come(network->signals)) {
        struct pollfd wait[] = {{.fd = network->signals, .events = POLLIN},
                                {.fd = network->orders, .events = POLLIN}};
        if (poll(wait, 2, -1) < 0 || !(wait[1].revents & POLLIN))
            continue;
        const ssize_t got = read(network->orders, text, sizeof text - 1);
        char *more = NULL;
        text[got > 0 ? got : 0] = 0;
        for (char *line = strtok_r(text, "\n", &more); line; line = strtok_r(NULL, "\n", &more))
            obey(network, line);
    }
}

result practice_network_run(const char *folder, int signals)
{
    static struct network network;

    network.signals = signals;
    network.orders = -1;
    const result made = make(&network, folder);
    if (is_ok(made)) {
        tell("ready");
        serve(&network);
    } else {
        tell("failed\t%d", (int)made.code);
    }
    practice_close(&network.practice);
    if (network.orders >= 0)
        close(network.orders);
    return made;
}
