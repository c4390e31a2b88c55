/* SPDX-License-Identifier: MIT */
#include "core/wallet/payment_request.h"

#include <inttypes.h>
#include <string.h>

enum { BITCOIN_DECIMALS = 8 };

static void write_percent(struct buffer *out, const char *text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (; *text; text++) {
        if (strchr(plain, *text))
            buffer_append(out, text, 1);
        else
            buffer_print(out, "%%%02X", (unsigned)(uint8_t)*text);
    }
}

static void write_query(struct buffer *out, const struct payment_request *request)
{
    char number[AMOUNT_TEXT_MAX];
    const char *separator = "?";

    if (request->amount && request->kind == ACCOUNT_ETHEREUM) {
        amount_print_integer(number, request->amount);
        buffer_print(out, "?value=%s", number);
        return;
    }
    if (request->amount) {
        amount_print(number, request->amount, BITCOIN_DECIMALS);
        buffer_print(out, "?amount=%s", number);
        separator = "&";
    }
    if (request->kind != ACCOUNT_ETHEREUM && request->label && request->label[0]) {
        buffer_print(out, "%slabel=", separator);
        write_percent(out, request->label);
    }
}

void payment_request_write(struct buffer *out, const struct payment_request *request)
{
    if (request->kind == ACCOUNT_ETHEREUM)
        buffer_print(out, "ethereum:%s@%" PRIu64, request->address, request->chain_id);
    else
        buffer_print(out, "bitcoin:%s", request->address);
    write_query(out, request);
}

/* Both Taproot and SegWit addresses are bech32, which may be written in capitals as a whole. */
static void write_capitals(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        const char letter = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
        buffer_append(out, &letter, 1);
    }
}

void payment_request_write_code(struct buffer *out, const struct payment_request *request)
{
    const bool is_bare = !request->amount && !(request->label && request->label[0]);

    if (request->kind == ACCOUNT_ETHEREUM) {
        payment_request_write(out, request);
        return;
    }
    if (!is_bare)
        buffer_print(out, "BITCOIN:");
    write_capitals(out, request->address);
    write_query(out, request);
}
