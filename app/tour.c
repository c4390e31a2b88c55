/* SPDX-License-Identifier: MIT */
/* gridlock-tour - plays the whole path on a practice network and tells each step: five guardians in
 * five processes make a key that never exists, receive real (regtest) coins and pay with it, also
 * when two of them are gone. What it started ends with it. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/practice.h"
#include "core/crypto/point.h"

enum { MAKE_MS = 120 * 1000, SEND_MS = 180 * 1000, ASK_MS = 30 * 1000 };

static struct practice practice;

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

static bool went_wrong(result why)
{
    if (is_ok(why))
        return false;
    say("\n%s %s", error_sentence(why.code), error_remedy(why.code));
    say("The logs are in %s", practice.folder);
    return true;
}

static void people_answer(void)
{
    for (size_t i = 1; i <= 2; i++) {
        if (!process_is_alive(&practice.home[i].guardian))
            continue;
        const int answers = practice_approve_all(&practice, i);
        if (answers > 0)
            say("     %s says yes on their own screen ('gridlock approve').",
                practice.home[i].name);
    }
}

/* Runs a verb of the owner while the people around answer what reaches them. */
static int owner_runs(struct buffer *out, const char *const *words)
{
    struct process verb = {.output = -1};
    const uint64_t deadline = process_now_ms() + SEND_MS;

    printf("   $ gridlock");
    for (size_t i = 0; words[i]; i++)
        printf(" %s", words[i]);
    say("%s", "");
    if (went_wrong(practice_verb_start(&practice, 0, &verb, words)))
        return -1;
    while (!process_has_ended(&verb) && process_now_ms() < deadline) {
        people_answer();
        process_sleep_ms(100);
    }
    return process_finish(&verb, out, 1000);
}

static bool open_network(const char *folder, const char *programs, const char *script)
{
    say("\n1. Real parts: a Bitcoin node (regtest), an Ethereum node, Gridlock's router.");
    if (went_wrong(practice_open(&practice, folder, programs, script, false)))
        return false;
    say("   bitcoind %s   anvil %s   router %s", practice.nodes.bitcoin_url,
        practice.nodes.anvil_url, practice.router);
    return true;
}

static bool meet(void)
{
    say("\n2. Five guardians in five processes with five homes. The owner invites each of the "
        "others;");
    say("   the invitation is one line of text, good once and for a day.");
    for (size_t i = 0; i < PRACTICE_SEATS; i++)
        if (went_wrong(practice_make_home(&practice, i)))
            return false;
    for (size_t i = 1; i < PRACTICE_SEATS; i++) {
        if (went_wrong(practice_pair(&practice, i)) ||
            went_wrong(practice_start_guardian(&practice, i)))
            return false;
        say("     %-7s (%s) is paired; the words were not compared.", practice.home[i].name,
            practice.home[i].role);
    }
    return true;
}

static bool make_wallet(void)
{
    struct buffer out SCOPED(buffer_free) = {0};
    const char *const words[] = {
        "wallet", "create",     "savings", "--threshold", "3",      "--guardian",
        "alice",  "--guardian", "bob",     "--guardian",  "enigma", "--guardian",
        "backup", "--network",  "regtest", "--chain-id",  "31337",  NULL};

    say("\n3. They make a 3-of-5 key together. Nobody ever holds it, not even for a moment.");
    const int status = owner_runs(&out, words);
    if (status != 0)
        say("   It did not work (exit %d):\n%s", status, buffer_text(&out));
    else
        say("   The key is made; each of the five has a certificate with all five signatures.");
    return status == 0;
}

static bool ask_address(char out[static PRACTICE_TEXT_MAX], const char *account)
{
    struct buffer lines SCOPED(buffer_free) = {0};
    const char *const words[] = {"address", "--account", account, "--new", NULL};

    return practice_verb(&practice, 0, &lines, ASK_MS, words) == 0 &&
           practice_field(out, &lines, "address");
}

static bool receive(void)
{
    char address[PRACTICE_TEXT_MAX];

    say("\n4. The wallet receives.");
    if (went_wrong(nodes_mine(&practice.nodes, 101)))
        return false;
    for (int i = 0; i < 3; i++) {
        if (!ask_address(address, "taproot") ||
            went_wrong(nodes_pay_bitcoin(&practice.nodes, address, "0.5")))
            return false;
        say("     0.5 BTC to %s", address);
    }
    if (!ask_address(address, "ethereum") ||
        went_wrong(nodes_pay_ether(&practice.nodes, address, "0x4563918244f40000")))
        return false;
    say("     5 ETH to %s", address);
    return !went_wrong(nodes_mine(&practice.nodes, 1));
}

static bool pay(const char *account, const char *to, const char *amount)
{
    struct buffer out SCOPED(buffer_free) = {0};
    char txid[PRACTICE_TEXT_MAX];
    const char *const words[] = {"send",     "--account", account, "--to", to,
                                 "--amount", amount,      "--yes", NULL};
    const int status = owner_runs(&out, words);

    if (status != 0 || !practice_field(txid, &out, "txid")) {
        say("   It did not work (exit %d):\n%s", status, buffer_text(&out));
        return false;
    }
    say("   Signed by three and sent: %s", txid);
    return true;
}

static bool spend(void)
{
    static const char bitcoin_to[] = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    static const char ether_to[] = "0x0000000000000000000000000000000000001001";

    say("\n5. It pays. Every guardian decodes the transaction itself before it agrees.");
    if (!pay("taproot", bitcoin_to, "1.2") || !pay("ethereum", ether_to, "1"))
        return false;
    if (went_wrong(nodes_mine(&practice.nodes, 1)))
        return false;
    say("\n6. bob's laptop and the backup service disappear (SIGKILL). Three of five are enough.");
    process_kill(&practice.home[2].guardian);
    process_kill(&practice.home[4].guardian);
    return pay("taproot", bitcoin_to, "0.1") && pay("ethereum", ether_to, "1");
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/gridlock-practice-XXXXXX";
    const char *programs = argc > 1 ? argv[1] : "build/release";
    const char *script = argc > 2 ? argv[2] : "assets/practice/fetch-nodes.sh";

    crypto_start();
    say("Gridlock: a wallet whose private key never exists in one place. A tour on real nodes.");
    if (!mkdtemp(folder)) {
        say("%s %s", error_sentence(ERROR_PRACTICE_FOLDER), error_remedy(ERROR_PRACTICE_FOLDER));
        return EXIT_FAILURE;
    }
    const bool went_well =
        open_network(folder, programs, script) && meet() && make_wallet() && receive() && spend();
    practice_close(&practice);
    if (!went_well)
        return EXIT_FAILURE;
    say("\nAll processes are stopped. What they left is in %s", folder);
    say("To make a wallet of your own, see README.md, \"Your first wallet\".");
    return EXIT_SUCCESS;
}
