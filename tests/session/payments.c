/* SPDX-License-Identifier: MIT */
#include "session/payments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/point.h"
#include "core/message/record.h"
#include "core/store/wallet_table.h"
#include "session/checks.h"
#include "session/ledger.h"

enum { VERB_MS = 60 * 1000, SEND_MS = 180 * 1000, LOOK_MS = 250 };

bool payments_answer(struct practice *practice, size_t home, unsigned timeout_ms)
{
    const uint64_t deadline = process_now_ms() + timeout_ms;

    while (process_now_ms() < deadline) {
        const int answered = practice_approve_all(practice, home);
        if (answered > 0)
            return true;
        process_sleep_ms(LOOK_MS);
    }
    return false;
}

static int verb(struct payments *payments, struct buffer *out, const char *const *words)
{
    return practice_verb(payments->practice, 0, out, VERB_MS, words);
}

static bool ask_field(struct payments *payments, char out[static PRACTICE_TEXT_MAX],
                      const char *field, const char *const *words)
{
    struct buffer lines = {0};
    const bool got = verb(payments, &lines, words) == 0 && practice_field(out, &lines, field);

    if (!got)
        note("  %s: %s", field, buffer_text(&lines));
    buffer_free(&lines);
    return got;
}

bool payments_open(struct payments *payments, struct practice *practice)
{
    char text[PRACTICE_TEXT_MAX];
    const char *const export[] = {"wallet", "export", "savings", NULL};

    static const char *const fields[2][2] = {{"taproot_receive", "taproot_change"},
                                             {"segwit_receive", "segwit_change"}};

    payments->practice = practice;
    for (int account = 0; account < 2; account++)
        for (int change = 0; change < 2; change++) {
            if (!ask_field(payments, text, fields[account][change], export))
                return false;
            snprintf(payments->descriptor[account][change],
                     sizeof payments->descriptor[account][change], "%s", text);
        }
    if (!ask_field(payments, text, "ethereum_address", export))
        return false;
    snprintf(payments->ether_address, sizeof payments->ether_address, "%s", text);
    return true;
}

bool payments_fund(struct payments *payments, const char *account, const char *amount)
{
    char address[PRACTICE_TEXT_MAX];
    const char *const words[] = {"address", "--wallet", "savings", "--account",
                                 account,   "--new",    NULL};

    return ask_field(payments, address, "address", words) &&
           is_ok(nodes_pay_bitcoin(&payments->practice->nodes, address, amount));
}

bool payments_fund_ether(struct payments *payments, const char *wei_hex)
{
    return is_ok(nodes_pay_ether(&payments->practice->nodes, payments->ether_address, wei_hex));
}

int payments_count_shares(struct practice *practice, size_t index, int *seat)
{
    const struct practice_home *home = &practice->home[index];
    const bool is_service = home->kind == PRACTICE_SERVICE;
    struct store *store = NULL;
    struct secret *key = NULL;
    char text[128] = "";
    int shares = 0;

    if (is_service) {
        FILE *file = fopen(home->key_file, "re");
        if (!file || !fgets(text, sizeof text, file))
            return -1;
        fclose(file);
    } else {
        snprintf(text, sizeof text, "%s", practice_passphrase());
    }
    key = secret_new(strlen(text));
    memcpy(secret_lend(key), text, strlen(text));
    secret_take_back(key);
    const result opened =
        store_open(&store, home->folder, is_service ? STORE_LOCK_KEY_FILE : STORE_LOCK_PASSPHRASE,
                   key, rng_system());
    secret_free(key);
    if (!is_ok(opened))
        return -1;
    struct rows rows = {0};
    rows_open(&rows, store, "SELECT hash, seat, record FROM epoch WHERE sealed_share IS NOT NULL",
              NULL);
    while (rows_next(&rows)) {
        struct epoch_record record;
        struct secret *share = NULL;
        struct scalar scalar;
        uint8_t hash[32];
        *seat = (int)rows_int(&rows, 1);
        if (!is_ok(rows_fixed(&rows, 0, hash, 32)) ||
            !is_ok(record_read(&record, rows_blob(&rows, 2))) ||
            !is_ok(epoch_share(store, &share, hash)))
            continue;
        bool fits = true;
        for (int lane = 0; lane < LANES; lane++) {
            fits = fits &&
                   is_ok(scalar_read(&scalar, (const uint8_t *)secret_lend(share) + 32 * lane));
            secret_take_back(share);
            const struct point point = point_mul_base(&scalar);
            fits = fits && point_equal(&point, &record.lane[lane].pubshare[*seat]);
        }
        secret_free(share);
        shares += fits;
    }
    rows_close(&rows);
    store_close(store);
    return shares;
}

/* ---- sending ---- */

static void people_answer(struct practice *practice)
{
    for (size_t i = 1; i < PRACTICE_HOMES; i++)
        if (practice->home[i].kind == PRACTICE_FRIEND &&
            process_is_alive(&practice->home[i].guardian))
            practice_approve_all(practice, i);
}

int payments_send(struct payments *payments, struct buffer *out, const char *const *words)
{
    struct process sending = {.output = -1};
    const uint64_t deadline = process_now_ms() + SEND_MS;

    if (!is_ok(practice_verb_start(payments->practice, 0, &sending, words)))
        return -1;
    while (!process_has_ended(&sending) && process_now_ms() < deadline) {
        people_answer(payments->practice);
        process_sleep_ms(50);
    }
    return process_finish(&sending, out, 1000);
}

void payments_next_stranger(struct payments *payments, char out[static 64])
{
    /* All digits, so that no capitals can be wrong in the checksum. */
    snprintf(out, 64, "0x%040u", 1000000U + ++payments->stranger);
}

static struct amount amount_or_zero(const char *text, unsigned decimals)
{
    struct amount amount = amount_of(0);

    if (!is_ok(amount_parse(&amount, text, decimals)))
        note("  not an amount: %s", text);
    return amount;
}

/* before - after == amount + fee, exactly. */
static bool is_balanced(const struct amount *before, const struct amount *after,
                        const struct amount *amount, const struct amount *fee)
{
    struct amount spent;
    struct amount gone;

    return is_ok(amount_sub(&gone, before, after)) && is_ok(amount_add(&spent, amount, fee)) &&
           amount_compare(&gone, &spent) == 0;
}

static void remember(struct payments *payments, const char *txid)
{
    if (payments->txid_count < PAYMENTS_TXIDS_MAX)
        snprintf(payments->txids[payments->txid_count++], sizeof payments->txids[0], "%s", txid);
}

void payments_bitcoin(struct payments *payments, const char *account, const char *amount,
                      size_t inputs, const char *when)
{
    struct practice *practice = payments->practice;
    const char(*descriptor)[512] = payments->descriptor[strcmp(account, "segwit") == 0];
    struct buffer out = {0};
    struct amount before = amount_of(0), after = before, got = before, fee = before;
    const struct amount asked = amount_or_zero(amount, 8);
    char to[128] = "", txid[PRACTICE_TEXT_MAX] = "", said[PRACTICE_TEXT_MAX] = "";
    size_t spent = 0;

    ledger_descriptor(practice, &before, descriptor);
    ledger_new_address(practice, to);
    const char *const words[] = {"send",   "--wallet", "savings",  "--account", account,
                                 "--to",   to,         "--amount", amount,      "--yes",
                                 "--wait", "120",      NULL};
    const int status = payments_send(payments, &out, words);
    const bool sent =
        status == 0 && practice_field(txid, &out, "txid") && practice_field(said, &out, "fee");
    if (!check(sent, "%s pays %s %s", account, amount, when)) {
        note("%s", buffer_text(&out));
        buffer_free(&out);
        return;
    }
    buffer_free(&out);
    remember(payments, txid);
    check(is_ok(nodes_mine(&practice->nodes, 1)), "a block is mined");
    check(ledger_received(practice, &got, to) && amount_compare(&got, &asked) == 0,
          "  the recipient got it to the satoshi");
    const bool found = ledger_transaction(practice, &spent, &fee, txid);
    check(found && spent >= inputs, "  the transaction spends %zu inputs", spent);
    const struct amount told = amount_or_zero(said, 8);
    check(amount_compare(&told, &fee) == 0, "  the fee is the one that was shown (%s)", said);
    check(ledger_descriptor(practice, &after, descriptor) &&
              is_balanced(&before, &after, &asked, &fee),
          "  the node's own scan agrees to the satoshi");
}

void payments_ether(struct payments *payments, const char *amount, const char *when)
{
    struct practice *practice = payments->practice;
    struct buffer out = {0};
    struct amount before = amount_of(0), after = before, got = before, fee = before;
    const struct amount asked = amount_or_zero(amount, 18);
    char to[64], txid[PRACTICE_TEXT_MAX] = "";
    bool succeeded = false;

    payments_next_stranger(payments, to);
    if (!is_ok(nodes_ether_balance(&practice->nodes, &before, payments->ether_address)))
        note("  the node gives no balance");
    const char *const words[] = {"send",   "--wallet", "savings",  "--account", "ethereum",
                                 "--to",   to,         "--amount", amount,      "--yes",
                                 "--wait", "120",      NULL};
    const int status = payments_send(payments, &out, words);
    const bool sent = status == 0 && practice_field(txid, &out, "txid");
    if (!check(sent, "ethereum pays %s %s", amount, when)) {
        note("%s", buffer_text(&out));
        buffer_free(&out);
        return;
    }
    buffer_free(&out);
    remember(payments, txid);
    for (int i = 0; i < 50 && !ledger_gas(practice, &fee, &succeeded, txid); i++)
        process_sleep_ms(100);
    check(succeeded, "  it succeeded on the chain");
    check(is_ok(nodes_ether_balance(&practice->nodes, &got, to)) &&
              amount_compare(&got, &asked) == 0,
          "  the recipient got it to the wei");
    check(is_ok(nodes_ether_balance(&practice->nodes, &after, payments->ether_address)) &&
              is_balanced(&before, &after, &asked, &fee),
          "  the sender paid amount and gas to the wei");
}

/* ---- not enough guardians ---- */

void payments_stuck(struct payments *payments, char id[static PRACTICE_TEXT_MAX])
{
    struct buffer out = {0};
    char to[64];
    char sentence[PRACTICE_TEXT_MAX] = "";

    payments_next_stranger(payments, to);
    const char *const words[] = {"send",   "--wallet", "savings",  "--account", "ethereum",
                                 "--to",   to,         "--amount", "0.25",      "--yes",
                                 "--wait", "6",        NULL};
    const int status = payments_send(payments, &out, words);
    check(status == 4, "with three of five gone the payment waits (exit %d)", status);
    const char *said = buffer_text(&out);
    check(strstr(said, "alice") && strstr(said, "bob") && strstr(said, "backup") &&
              practice_field(sentence, &out, "sentence"),
          "  and says who is missing");
    if (!practice_field(id, &out, "id"))
        note("%s", said);
    buffer_free(&out);
}

void payments_resume(struct payments *payments, const char *id, size_t home)
{
    struct buffer out = {0};
    char txid[PRACTICE_TEXT_MAX] = "";
    const char *const words[] = {"send", "--resume", id, "--wait", "60", NULL};
    const int status = payments_send(payments, &out, words);

    if (!check(status == 0 && practice_field(txid, &out, "txid"), "  %s alone lets it through",
               payments->practice->home[home].name))
        note("%s", buffer_text(&out));
    else
        remember(payments, txid);
    buffer_free(&out);
}

/* ---- what must be turned down ---- */

static void refused(struct payments *payments, int exit_code, const char *what,
                    const char *const *words)
{
    struct buffer out = {0};
    char sentence[PRACTICE_TEXT_MAX] = "";
    char remedy[PRACTICE_TEXT_MAX] = "";
    const int status = verb(payments, &out, words);
    const bool told =
        practice_field(sentence, &out, "sentence") && practice_field(remedy, &out, "remedy");

    check(status == exit_code && told, "%s is turned down: %s (exit %d)", what, sentence, status);
    buffer_free(&out);
}

void payments_bad_input(struct payments *payments)
{
#define SEND(account, to, amount)                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        "send", "--wallet", "savings", "--account", account, "--to", to, "--amount", amount,       \
            "--yes", "--wait", "5", NULL                                                           \
    }
    static const char own[] = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    static const char main_net[] = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    static const char wrong_sum[] = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt081";
    static const char mixed[] = "bcrt1qw508d6qejxtdg4y5r3zarvaRY0c5xw7kygt080";
    static const char digits[] = "0x0000000000000000000000000000000000001001";
    refused(payments, 2, "an address of another network", SEND("taproot", main_net, "0.1"));
    refused(payments, 2, "a wrong checksum", SEND("taproot", wrong_sum, "0.1"));
    refused(payments, 2, "mixed case", SEND("taproot", mixed, "0.1"));
    refused(payments, 2, "a wrong Ethereum checksum",
            SEND("ethereum", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", "0.1"));
    refused(payments, 2, "an amount of zero", SEND("taproot", own, "0"));
    refused(payments, 2, "dust", SEND("taproot", own, "0.00000100"));
    refused(payments, 2, "more than the balance", SEND("taproot", own, "1000"));
    refused(payments, 2, "nine decimals", SEND("taproot", own, "0.000000001"));
    refused(payments, 2, "more Ether than there is", SEND("ethereum", digits, "100000"));
    refused(payments, 2, "a fee above 10 %", SEND("taproot", own, "0.00000700"));
    refused(payments, 2, "a feerate above 1,000 sat/vB",
            (const char *const[]){"send", "--wallet", "savings", "--account", "taproot", "--to",
                                  own, "--amount", "0.1", "--feerate", "1500", "--yes", "--wait",
                                  "5", NULL});
    refused(payments, 1, "an unknown verb", (const char *const[]){"sned", NULL});
#undef SEND
}
