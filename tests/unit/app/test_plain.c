/* SPDX-License-Identifier: MIT */
#include "app/plain.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/crypto/point.h" /* crypto_start */

/* A person who types these lines, and a program that does what is asked at once. */
struct play {
    struct snapshot snapshot;
    const char *lines[40];
    size_t next;
    char heard[1 << 16];
    struct command commands[16];
    size_t command_count;
    enum error_code outcome;
    void (*react)(struct play *play, const struct command *command);
};

static struct play play;
static struct shown_explanation explanation;
static struct shown_request requests[2];
static struct shown_wallet wallet;

static const struct snapshot *look(void *context)
{
    return &((struct play *)context)->snapshot;
}

static void say(void *context, const char *line)
{
    struct play *one = context;
    const size_t used = strlen(one->heard);

    snprintf(one->heard + used, sizeof one->heard - used, "%s\n", line);
}

/* "?" types the group that the last question asks for, as a person would find it. */
static const char *find_group(const struct play *one)
{
    static char answer[8];
    static const char address[] = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    const char *question = NULL;

    for (const char *at = one->heard; (at = strstr(at, "Type the ")) != NULL; at++)
        question = at;
    cr_assert(question);
    const size_t number = strtoul(question + strlen("Type the "), NULL, 10);
    snprintf(answer, sizeof answer, "%.4s", address + (number - 1) * 4);
    return answer;
}

static bool hear(void *context, const char *prompt, char out[static PLAIN_LINE_MAX])
{
    struct play *one = context;

    say(context, prompt);
    if (!one->lines[one->next])
        return false;
    const char *line = one->lines[one->next++];
    snprintf(out, PLAIN_LINE_MAX, "%s", strcmp(line, "?") == 0 ? find_group(one) : line);
    return true;
}

static struct secret *hear_secret(void *context, const char *prompt)
{
    char line[PLAIN_LINE_MAX];

    if (!hear(context, prompt, line))
        return NULL;
    struct secret *secret = secret_new(strlen(line));
    memcpy(secret_lend(secret), line, strlen(line));
    secret_take_back(secret);
    return secret;
}

static void ask(void *context, struct command *command)
{
    struct play *one = context;

    cr_assert_lt(one->command_count, 16);
    one->commands[one->command_count++] = *command;
    one->snapshot.outcome.serial++;
    one->snapshot.outcome.kind = command->kind;
    one->snapshot.outcome.code = one->outcome;
    if (one->react)
        one->react(one, command);
    secret_free(command->secret);
    secret_free(command->secret_new);
}

static bool serve(void *context, bool may_leave)
{
    (void)context;
    (void)may_leave;
    return false;
}

static void set_up(void)
{
    crypto_start();
    play = (struct play){.snapshot = {.home = SHOWN_OPEN, .now = 1700000000}};
    explanation = (struct shown_explanation){.account = ACCOUNT_TAPROOT,
                                             .unit = "BTC",
                                             .spent = "0.01500000",
                                             .fee = "0.00001240",
                                             .output_count = 1};
    strcpy(explanation.outputs[0].address, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    strcpy(explanation.outputs[0].amount, "0.01500000");
    requests[0] = (struct shown_request){.id = {7},
                                         .owner = "Alice",
                                         .text = "a payment",
                                         .expires = 1700003600,
                                         .explanation = &explanation};
    requests[1] = (struct shown_request){.id = {8},
                                         .owner = "Mum",
                                         .text = "a share",
                                         .expires = 1700003600,
                                         .is_share = true,
                                         .t = 3,
                                         .n = 5};
    play.snapshot.requests = requests;
    play.snapshot.request_count = 2;
}

TestSuite(plain, .init = set_up);

static void run(const char *const *lines)
{
    const struct plain_world world = {.context = &play,
                                      .look = look,
                                      .say = say,
                                      .hear = hear,
                                      .hear_secret = hear_secret,
                                      .ask = ask,
                                      .serve = serve};

    for (size_t i = 0; lines[i]; i++)
        play.lines[i] = lines[i];
    plain_run(&world);
    for (const char *at = play.heard; *at; at++)
        cr_assert((unsigned char)*at >= 0x20 || *at == '\n', "byte %d", *at);
}

/* Without a wallet the menu begins with Inbox. */
Test(plain, refuses_as_a_guardian)
{
    run((const char *[]){"1", "1", "1", "0", NULL});

    cr_assert_eq(play.command_count, 1);
    cr_assert_eq(play.commands[0].kind, COMMAND_ANSWER_PAYMENT);
    cr_assert_eq(play.commands[0].id[0], 7);
    cr_assert_not(play.commands[0].yes);
    cr_assert(strstr(play.heard, "bc1q w508 d6qe jxtd g4y5 r3za rvar y0c5 xw7k v8f3 t4"));
    cr_assert(strstr(play.heard, "0.01500000 BTC"));
    cr_assert(strstr(play.heard, "Fee: 0.00001240 BTC"));
}

Test(plain, says_yes_only_by_the_right_group)
{
    run((const char *[]){"1", "1", "2", "yes", "bc1q", "", "t4", "?", "0", NULL});

    cr_assert_eq(play.command_count, 1);
    cr_assert_eq(play.commands[0].kind, COMMAND_ANSWER_PAYMENT);
    cr_assert(play.commands[0].yes);
    cr_assert(strstr(play.heard, "Read to Alice"));
    cr_assert(strstr(play.heard, "r 3 z a"));
}

Test(plain, offers_no_yes_to_bytes_it_cannot_read)
{
    requests[0].explanation = NULL;
    run((const char *[]){"1", "1", "2", "0", "0", NULL});

    cr_assert_eq(play.command_count, 0);
    cr_assert(strstr(play.heard, "Please type a number from 0 to 1."));
}

Test(plain, agrees_to_guard_a_share)
{
    run((const char *[]){"1", "2", "2", "0", NULL});

    cr_assert_eq(play.commands[0].kind, COMMAND_ANSWER_SHARE);
    cr_assert_eq(play.commands[0].id[0], 8);
    cr_assert(play.commands[0].yes);
}

Test(plain, says_what_went_wrong_and_what_to_do)
{
    play.outcome = ERROR_STORE_FULL;
    run((const char *[]){"1", "1", "1", "0", NULL});

    cr_assert(strstr(play.heard, error_sentence(ERROR_STORE_FULL)));
    cr_assert(strstr(play.heard, error_remedy(ERROR_STORE_FULL)));
    cr_assert_null(strstr(play.heard, "You said no."));
}

Test(plain, ends_with_its_input_wherever_it_is)
{
    static const char *const whole[] = {"1", "1", "2", "abcd", NULL};

    for (size_t length = 0; length <= 4; length++) {
        const char *lines[8] = {NULL};
        memcpy(lines, whole, length * sizeof lines[0]);
        set_up();
        run(lines);
        cr_assert_eq(play.command_count, 0);
    }
}

static void open_it(struct play *one, const struct command *command)
{
    if (command->kind == COMMAND_UNLOCK)
        one->snapshot.home = SHOWN_OPEN;
}

Test(plain, unlocks)
{
    play.snapshot.home = SHOWN_LOCKED;
    play.react = open_it;
    run((const char *[]){"my words", "0", NULL});

    cr_assert_eq(play.commands[0].kind, COMMAND_UNLOCK);
    cr_assert(strstr(play.heard, "Inbox, 2 open"));
}

static void draft_it(struct play *one, const struct command *command)
{
    if (command->kind == COMMAND_DRAFT) {
        one->snapshot.draft.state = SHOWN_DRAFT_READY;
        one->snapshot.draft.explanation = &explanation;
    }
    if (command->kind == COMMAND_PAY) {
        one->snapshot.payment.state = SHOWN_SENT;
        strcpy(one->snapshot.payment.txid, "aa11");
    }
}

static void add_wallet(void)
{
    wallet = (struct shown_wallet){.is_mine = true,
                                   .state = SHOWN_ACTIVE,
                                   .t = 3,
                                   .n = 5,
                                   .network = NETWORK_MAIN,
                                   .account_count = 1};
    strcpy(wallet.name, "Family vault");
    wallet.accounts[0] = (struct shown_account){
        .kind = ACCOUNT_SEGWIT, .title = "SegWit", .unit = "BTC", .decimals = 8, .has_node = true};
    strcpy(wallet.accounts[0].confirmed_text, "0.04736200");
    /* A real key, so that the recipient is judged by the chain itself. */
    play.snapshot.wallets = &wallet;
    play.snapshot.wallet_count = 1;
}

Test(plain, pays)
{
    add_wallet();
    play.react = draft_it;
    run((const char *[]){"3", "1", "nobody", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "yes",
                         "0.0150000000001", "0.015", "?", "Rent", "0", NULL});

    cr_assert_eq(play.command_count, 2);
    cr_assert_eq(play.commands[0].kind, COMMAND_DRAFT);
    cr_assert_eq(play.commands[0].order.to_count, 1);
    cr_assert_str_eq(play.commands[0].order.to[0].address,
                     "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    cr_assert_eq(play.commands[0].order.to[0].value.limb[0], 1500000);
    cr_assert_eq(play.commands[1].kind, COMMAND_PAY);
    cr_assert_str_eq(play.commands[1].text, "Rent");
    cr_assert(strstr(play.heard, "Sent. Transaction aa11"));
}

Test(plain, drops_a_payment_that_is_not_agreed_to)
{
    add_wallet();
    play.react = draft_it;
    run((const char *[]){"3", "1", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "yes", "all", "y",
                         "0", "0", NULL});

    cr_assert_eq(play.command_count, 2);
    cr_assert(play.commands[0].order.send_all);
    cr_assert_eq(play.commands[1].kind, COMMAND_FORGET_DRAFT);
    cr_assert(strstr(play.heard, "Nothing was sent."));
}
