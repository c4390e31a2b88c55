/* SPDX-License-Identifier: MIT */
/* screens.c - the built program driven in a pseudo-terminal like a person would: first start, the
 * practice network, receive, pay Bitcoin and Ether with all guardians and with two of them killed,
 * a contact added, lock and unlock, resize, quit; what the screen says is compared with the nodes.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/nodes.h"
#include "app/practice.h"
#include "core/crypto/point.h"
#include "session/checks.h"
#include "session/ledger.h"
#include "session/person.h"
#include "session/place.h"

enum { SOON = 8000, START_MS = 240000, PAY_MS = 60000, STILL_MS = 900 };

#define ENTER "\r"
#define ESCAPE "\x1b"
#define BACKTAB "\x1b[Z"
#define RIGHT "\x1bOC"

static struct practice practice; /* only to ask its nodes */
static char folder[PLACE_MAX];

static bool sees(struct person *person, const char *text, unsigned ms, const char *what)
{
    const bool seen = check(person_sees(person, text, ms), "%s", what);

    if (!seen)
        note("---- the screen instead of \"%s\" ----\n%s", text, person_screen(person));
    return seen;
}

/* The practice network's nodes, as the owner's configuration names them. */
static bool find_nodes(void)
{
    char path[400];
    char line[512];
    struct nodes *nodes = &practice.nodes;

    snprintf(path, sizeof path, "%s/gridlock-practice/device/gridlock.conf", folder);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    while (fgets(line, sizeof line, file)) {
        char value[500];
        if (sscanf(line, "bitcoin.rpc = %499s", value) == 1)
            snprintf(nodes->bitcoin_url, sizeof nodes->bitcoin_url, "%.120s", value);
        if (sscanf(line, "bitcoin.cookie = %499s", value) == 1)
            snprintf(nodes->cookie_path, sizeof nodes->cookie_path, "%s", value);
        if (sscanf(line, "ethereum.rpc = %499s", value) == 1)
            snprintf(nodes->anvil_url, sizeof nodes->anvil_url, "%.120s", value);
    }
    fclose(file);
    return is_ok(http_open(&nodes->http)) && nodes->bitcoin_url[0] && nodes->anvil_url[0];
}

/* Every process whose command line names a folder; kills them or counts them. */
static int processes(const char *name, int signal)
{
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    int count = 0;

    while (proc && (entry = readdir(proc))) {
        char path[300];
        char line[4096];
        const int pid = (int)strtol(entry->d_name, NULL, 10);
        snprintf(path, sizeof path, "/proc/%d/cmdline", pid);
        FILE *file = pid > 0 ? fopen(path, "re") : NULL;
        if (!file)
            continue;
        const size_t size = fread(line, 1, sizeof line - 1, file);
        fclose(file);
        for (size_t i = 0; i < size; i++)
            line[i] = line[i] ? line[i] : ' ';
        line[size] = 0;
        if (pid == getpid() || !strstr(line, name))
            continue;
        count++;
        if (signal)
            kill(pid, signal);
    }
    if (proc)
        closedir(proc);
    return count;
}

static bool start(struct person *person)
{
    if (!sees(person, "What brings you here?", SOON, "first start shows the doors"))
        return false;
    person_types(person, "t");
    sees(person, "nodes of its own", SOON, "one key starts it, and progress is shown");
    return sees(person, "0.50000000 BTC", START_MS,
                "the practice network lands on the home screen") &&
           sees(person, "PRACTICE", SOON, "  its header says PRACTICE") &&
           sees(person, "5.000000000000000000 ETH", SOON, "  and shows both chains");
}

static void look_around(struct person *person)
{
    static const int sizes[][2] = {{16, 60}, {40, 120}, {10, 20}, {24, 80}};

    person_types(person, "r");
    sees(person, "bcrt", SOON, "receive shows an address");
    person_types(person, ESCAPE);
    for (size_t i = 0; i < 4; i++) {
        person_resizes(person, sizes[i][0], sizes[i][1]);
        process_sleep_ms(300);
    }
    sees(person, "[1 Home]", SOON, "resizing leaves the screen whole");
    person_types(person, "?");
    sees(person, "Esc", SOON, "? explains the keys");
    person_types(person, ESCAPE);
    person_types(person, "L");
    sees(person, "is locked", SOON, "L locks");
    person_types(person, "wrong" ENTER);
    sees(person, "That was not it", SOON, "a wrong passphrase is told");
    person_types(person, practice_passphrase());
    person_types(person, ENTER);
    sees(person, "[1 Home]", SOON, "the right one unlocks");
}

static void add_contact(struct person *person, const char *address)
{
    person_types(person, "7");
    sees(person, "a add", SOON, "contacts explain their keys");
    person_types(person, "a");
    person_types(person, "zoe" ENTER);
    person_pastes(person, address);
    person_types(person, ENTER ENTER ENTER);
    sees(person, "zoe", SOON, "a contact is added");
    person_types(person, "1");
}

static bool pay(struct person *person, bool is_ether, const char *to, const char *amount,
                const char *what)
{
    const char *account = is_ether ? "Ethereum \xe2\x96\xb8" : "Bitcoin Taproot \xe2\x96\xb8";

    person_types(person, "4");
    person_sees(person, "[4 Send]", SOON);
    person_types(person, BACKTAB);
    for (int i = 0; i < 3 && !strstr(person_screen(person), account); i++)
        person_types(person, RIGHT);
    person_types(person, "\t");
    person_pastes(person, to);
    person_types(person, ENTER);
    person_types(person, amount);
    person_types(person, ENTER ENTER ENTER ENTER);
    if (!sees(person, "What the finished bytes do", 20000, "the finished bytes are shown")) {
        person_types(person, ESCAPE ESCAPE);
        return false;
    }
    /* Keys are ignored at first, so that a hasty Enter pays nothing. */
    for (int i = 0; i < 6 && strstr(person_screen(person), "Review the payment"); i++) {
        process_sleep_ms(STILL_MS);
        person_types(person, ENTER);
        person_sees_no(person, "Review the payment", SOON / 4);
    }
    const bool sent = sees(person, "Sent.", PAY_MS, what);
    person_types(person, ESCAPE);
    return sent;
}

static void pay_bitcoin(struct person *person, const char *amount, const char *what)
{
    char to[128];
    struct amount got = amount_of(0);
    struct amount asked = amount_of(0);

    if (!ledger_new_address(&practice, to) || !pay(person, false, to, amount, what))
        return;
    check(is_ok(nodes_mine(&practice.nodes, 1)), "  a block is mined");
    check(ledger_received(&practice, &got, to) && is_ok(amount_parse(&asked, amount, 8)) &&
              amount_compare(&got, &asked) == 0,
          "  the node says the recipient got it to the satoshi");
}

static void pay_ether(struct person *person, const char *to, const char *amount, const char *what)
{
    struct amount got = amount_of(0);
    struct amount asked = amount_of(0);

    if (!pay(person, true, to, amount, what))
        return;
    check(is_ok(nodes_ether_balance(&practice.nodes, &got, to)) &&
              is_ok(amount_parse(&asked, amount, 18)) && amount_compare(&got, &asked) == 0,
          "  the node says the recipient got it to the wei");
}

static void live(struct person *person)
{
    char address[128] = "";

    if (!start(person) || !check(find_nodes(), "its nodes can be asked"))
        return;
    look_around(person);
    ledger_new_address(&practice, address);
    add_contact(person, address);
    pay_bitcoin(person, "0.05", "Bitcoin is paid with all five");
    pay_ether(person, "0x0000000000000000000000000000000000002001", "0.5",
              "Ether is paid with all five");
    processes("gridlock-practice/bob", SIGKILL);
    processes("gridlock-practice/backup", SIGKILL);
    person_types(person, "1");
    pay_bitcoin(person, "0.06", "Bitcoin is paid with two of five killed");
    pay_ether(person, "0x0000000000000000000000000000000000002002", "0.25",
              "Ether is paid with two of five killed");
    person_types(person, "1");
    person_types(person, "2");
    sees(person, "0.05000000", SOON, "activity lists what was paid");
    person_types(person, "\x03"); /* Ctrl-C asks */
    process_sleep_ms(500);
    person_types(person, ENTER);
    for (int i = 0; i < 200 && !person_has_ended(person); i++)
        person_sees(person, "\x01", 50);
    check(person_has_ended(person), "leaving ends the program");
    process_sleep_ms(1500);
    check(processes(folder, 0) == 0, "  and every process it started");
}

int main(void)
{
    const char *programs = getenv("PROGRAMS") ? getenv("PROGRAMS") : "build/release";
    char program[400];
    char data[400];

    crypto_start();
    if (!place_make(folder, "screens")) {
        check(false, "a folder to work in");
        return checks_end();
    }
    snprintf(program, sizeof program, "%s/gridlock", programs);
    snprintf(data, sizeof data, "XDG_DATA_HOME=%s", folder);
    const char *const argv[] = {program, NULL};
    const char *const variables[] = {data, "TERM=xterm-256color", "LC_ALL=C.UTF-8", NULL};
    struct person *person = person_new(argv, variables, 24, 80);
    live(person);
    person_free(person);
    processes(folder, SIGKILL);
    http_close(practice.nodes.http);
    if (checks_failed() == 0)
        place_remove(folder);
    return checks_end();
}
