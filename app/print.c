/* SPDX-License-Identifier: MIT */
#include "app/print.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/json_line.h"
#include "core/base/hex.h"
#include "core/base/text.h"

void print_detail(struct print *print, const char *format, ...)
{
    char text[PRINT_TEXT_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    text_showable(print->detail, sizeof print->detail, slice_of_text(text));
}

/* Single codes first, then whole areas by their numbers (core/base/errors). */
static const struct {
    enum error_code first, last;
    enum exit_code exit;
} exits[] = {
    {ERROR_NONE, ERROR_NONE, EXIT_DONE},
    {ERROR_INTERNAL, ERROR_INTERNAL, EXIT_INTERNAL},
    {ERROR_PASSPHRASE_MEMORY, ERROR_PASSPHRASE_MEMORY, EXIT_LOCKED},
    {ERROR_SCHNORR_SHORT, ERROR_SCHNORR_LATE, EXIT_WAITING},
    {ERROR_SIGNER_SET_NONE, ERROR_SIGNER_SET_NONE, EXIT_WAITING},
    {ERROR_ECDSA_TIMEOUT, ERROR_ECDSA_TIMEOUT, EXIT_WAITING},
    {ERROR_NODE_UNREACHABLE, ERROR_NODE_STARTING, EXIT_UNREACHABLE},
    {ERROR_ROUTER_UNREACHABLE, ERROR_ROUTER_UNKNOWN, EXIT_UNREACHABLE},
    {ERROR_ROUTER_CLOCK, ERROR_ROUTER_CLOCK, EXIT_UNREACHABLE},
    {ERROR_ROUTER_NAME, ERROR_ROUTER_NAME, EXIT_UNREACHABLE},
    {ERROR_STORE_MISSING, ERROR_STORE_MISSING, EXIT_NOT_FOUND},
    {ERROR_STORE_EXISTS, ERROR_STORE_EXISTS, EXIT_REFUSED},
    {ERROR_STORE_NEWER, ERROR_STORE_BROKEN, EXIT_STORE},
    {ERROR_STORE_PASSPHRASE, ERROR_STORE_LOCK_KEY_FILE, EXIT_LOCKED},
    {ERROR_STORE_FULL, ERROR_STORE_FULL, EXIT_STORE},
    {ERROR_STORE_BUSY, ERROR_STORE_BUSY, EXIT_LOCKED},
    {ERROR_STORE_IO, ERROR_STORE_CELL, EXIT_STORE},
    {ERROR_SELF_MISSING, ERROR_PEER_UNKNOWN, EXIT_NOT_FOUND},
    {ERROR_WALLET_UNKNOWN, ERROR_WALLET_UNKNOWN, EXIT_NOT_FOUND},
    {ERROR_INTENT_UNKNOWN, ERROR_CONTACT_UNKNOWN, EXIT_NOT_FOUND},
    {ERROR_INVITE_UNKNOWN, ERROR_CEREMONY_UNKNOWN, EXIT_NOT_FOUND},
    {ERROR_EPOCH_UNKNOWN, ERROR_EPOCH_UNKNOWN, EXIT_WAITING},
    {ERROR_ROUTER_NOT_YET, ERROR_ROUTER_NOT_YET, EXIT_UNREACHABLE},
    {ERROR_NODE_MISSING, ERROR_NODE_BUSY, EXIT_UNREACHABLE},
    {ERROR_PAYMENT_WAITS, ERROR_SIGNERS_MISSING, EXIT_WAITING},
    {ERROR_HTTP_START, ERROR_HTTP_START, EXIT_INTERNAL},
    {ERROR_VERB_MISSING, ERROR_WORD_EXTRA, EXIT_USAGE},
    {ERROR_HOME_FOLDER, ERROR_HOME_FOLDER, EXIT_STORE},
    {ERROR_HOME_IN_USE, ERROR_HOME_GUARDED, EXIT_LOCKED},
    {ERROR_HOME_UNKNOWN, ERROR_HOME_UNKNOWN, EXIT_USAGE},
    {ERROR_PASSPHRASE_NEEDED, ERROR_PASSPHRASE_NEEDED, EXIT_LOCKED},
    {ERROR_PASSPHRASE_FD, ERROR_PASSPHRASE_STOPPED, EXIT_LOCKED},
    {ERROR_CONFIG_COOKIE, ERROR_CONFIG_COOKIE, EXIT_UNREACHABLE},
    {ERROR_WAIT_PAIRING, ERROR_STOPPED, EXIT_WAITING},
    {ERROR_ID_UNKNOWN, ERROR_ID_UNKNOWN, EXIT_NOT_FOUND},
    {ERROR_OUTPUT_LOST, ERROR_OUTPUT_LOST, EXIT_INTERNAL},
    {ERROR_TERMINAL_NONE, ERROR_TERMINAL_DUMB, EXIT_USAGE},
};

enum exit_code print_exit_code(enum error_code code)
{
    for (size_t i = 0; i < sizeof exits / sizeof exits[0]; i++)
        if (code >= exits[i].first && code <= exits[i].last)
            return exits[i].exit;
    return EXIT_REFUSED;
}

enum exit_code print_failure(struct print *print, result why)
{
    const enum exit_code exit = print_exit_code(why.code);

    fflush(stdout);
    if (!print->is_json) {
        fprintf(stderr, "%s: %s%s%s %s\n", print->program, print->detail,
                print->detail[0] ? ": " : "", error_sentence(why.code), error_remedy(why.code));
        return exit;
    }
    struct json_line line = {0};
    json_line_text(&line, "error", error_name(why.code));
    json_line_number(&line, "code", (uint64_t)why.code);
    json_line_text(&line, "sentence", error_sentence(why.code));
    json_line_text(&line, "remedy", error_remedy(why.code));
    json_line_text(&line, "detail", print->detail);
    json_line_print(&line);
    return exit;
}

void print_notice(const struct print *print, const char *text)
{
    char shown[PRINT_TEXT_MAX];
    char time_text[PRINT_TIME_MAX];

    text_showable(shown, sizeof shown, slice_of_text(text));
    if (print->is_json && print->is_stream) {
        struct json_line line = {0};
        json_line_text(&line, "event", "notice");
        json_line_number(&line, "time", (uint64_t)time(NULL));
        json_line_text(&line, "text", shown);
        json_line_print(&line);
        return;
    }
    fflush(stdout);
    print_time(time_text, (uint64_t)time(NULL));
    fprintf(stderr, "%s%s%s\n", print->with_time ? time_text : "", print->with_time ? " " : "",
            shown);
}

void print_line(const struct print *print, const char *format, ...)
{
    va_list arguments;

    if (print->is_json)
        return;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}

/* A reader that has seen enough ('| head') is no trouble. */
result print_finish(void)
{
    struct pollfd reader = {.fd = STDOUT_FILENO, .events = POLLOUT};

    if (poll(&reader, 1, 0) == 1 && (reader.revents & POLLERR))
        return OK;
    CHECK(fflush(stdout) == 0 && !ferror(stdout), OUTPUT_LOST);
    return OK;
}

void print_time(char out[static PRINT_TIME_MAX], uint64_t unix_seconds)
{
    const time_t seconds = (time_t)unix_seconds;
    struct tm parts;

    if (unix_seconds == 0 || !gmtime_r(&seconds, &parts) ||
        strftime(out, PRINT_TIME_MAX, "%Y-%m-%d %H:%M:%SZ", &parts) == 0)
        snprintf(out, PRINT_TIME_MAX, "never");
}

void print_id(char out[static PRINT_ID_MAX], const uint8_t *hash)
{
    hex_encode(out, slice_of(hash, 4));
}

void print_explanation(const struct print *print, const struct explanation *explanation)
{
    char number[AMOUNT_TEXT_MAX];

    for (size_t i = 0; i < explanation->output_count; i++) {
        const struct explanation_output *output = &explanation->outputs[i];
        amount_print(number, &output->value, explanation->decimals);
        print_line(print, "  %s %s %s to %s", output->is_change ? "keeps" : "pays ", number,
                   explanation->unit, output->address);
    }
    amount_print(number, &explanation->fee, explanation->decimals);
    print_line(print, "  fee   %s %s%s", number, explanation->unit,
               explanation->kind == INTENT_EVM ? " at most" : "");
    if (explanation->sender[0])
        print_line(print, "  from  %s, chain %" PRIu64 ", payment number %" PRIu64,
                   explanation->sender, explanation->chain_id, explanation->nonce);
    if (explanation->warning[0])
        print_line(print, "  NOTE  %s", explanation->warning);
}

/* SIGINT and SIGTERM are blocked, so that they end a wait and never a write: they are looked for.
 */
static bool waits_for_answer(const struct print *print)
{
    struct pollfd wait[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                            {.fd = print->signals, .events = POLLIN}};

    while (poll(wait, print->signals > 0 ? 2 : 1, -1) < 0 && errno == EINTR)
        ;
    return print->signals <= 0 || !wait[1].revents;
}

result print_confirm(struct print *print, const char *question)
{
    char answer[16] = "";

    CHECK(!print->is_json && isatty(STDIN_FILENO), CONFIRM_NEEDED);
    fprintf(stderr, "%s [yes/no] ", question);
    fflush(stderr);
    CHECK(waits_for_answer(print), STOPPED);
    if (!fgets(answer, sizeof answer, stdin))
        return FAIL(NOT_CONFIRMED);
    CHECK(strcmp(answer, "yes\n") == 0 || strcmp(answer, "y\n") == 0, NOT_CONFIRMED);
    return OK;
}
