/* SPDX-License-Identifier: MIT */
/* address: where to receive; with an amount or a label, as a payment request (BIP-21, EIP-681). */
#include <inttypes.h>
#include <string.h>

#include "app/commands.h"
#include "app/json_line.h"
#include "app/lookup.h"
#include "core/engine/payment.h"

enum { INDEX_MOST = INT32_MAX };

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

static result write_uri(struct buffer *out, const struct session *session,
                        const struct wallet *wallet, enum account_kind kind, const char *address)
{
    const char *amount_text = options_value(session->options, "amount");
    const char *label = options_value(session->options, "label");
    const struct chain *chain = lookup_chain(kind);
    struct amount amount = {{0}};
    char number[AMOUNT_TEXT_MAX];
    const char *separator = "?";

    if (kind == ACCOUNT_ETHEREUM)
        buffer_print(out, "ethereum:%s@%" PRIu64, address, wallet->chain_id);
    else
        buffer_print(out, "bitcoin:%s", address);
    if (amount_text) {
        print_detail(session->print, "--amount %s", amount_text);
        TRY(amount_parse(&amount, amount_text, chain->decimals));
        session->print->detail[0] = 0;
        amount_print_integer(number, &amount);
        if (kind == ACCOUNT_ETHEREUM)
            buffer_print(out, "?value=%s", number);
        else
            buffer_print(out, "?amount=%s", amount_text);
        separator = "&";
    }
    if (label && kind != ACCOUNT_ETHEREUM) {
        buffer_print(out, "%slabel=", separator);
        write_percent(out, label);
    }
    return OK;
}

/* Which index, and whether the next one starts there from now on. */
static result choose_index(const struct session *session, uint32_t *index,
                           const struct wallet *wallet, enum account_kind kind)
{
    struct account_row row;
    uint64_t given = 0;

    CHECK(kind != ACCOUNT_ETHEREUM || !options_has(session->options, "new"), ETHEREUM_ONE_ADDRESS);
    CHECK(!options_has(session->options, "new") || !options_has(session->options, "index"),
          OPTIONS_CLASH);
    TRY(account_row_get(session_store(session), &row, wallet->id, (uint8_t)kind));
    TRY(options_number(session->options, &given, "index",
                       kind == ACCOUNT_ETHEREUM ? 0 : row.next_receive, 0, INDEX_MOST));
    *index = (uint32_t)given;
    if (!options_has(session->options, "new"))
        return OK;
    *index = ++row.next_receive;
    row.kind = (uint8_t)kind;
    return account_row_put(session_store(session), wallet->id, &row);
}

result command_address(struct session *session)
{
    struct wallet wallet;
    enum account_kind kind = ACCOUNT_TAPROOT;
    char address[ADDRESS_MAX];
    uint32_t index = 0;
    struct buffer uri SCOPED(buffer_free) = {0};
    struct json_line line = {0};

    TRY(lookup_own_wallet(session, &wallet, NULL));
    TRY(lookup_account(session, &kind, ACCOUNT_TAPROOT));
    TRY(choose_index(session, &index, &wallet, kind));
    TRY(engine_address(session->engine, address, wallet.id, kind, 0, index));
    TRY(write_uri(&uri, session, &wallet, kind, address));
    const bool is_request =
        options_has(session->options, "amount") || options_has(session->options, "label");
    print_line(session->print, "%s", is_request ? buffer_text(&uri) : address);
    if (!session->print->is_json)
        return OK;
    json_line_text(&line, "wallet", wallet.name);
    json_line_text(&line, "account", lookup_account_name(kind));
    json_line_text(&line, "address", address);
    json_line_number(&line, "index", index);
    json_line_text(&line, "uri", buffer_text(&uri));
    json_line_print(&line);
    return OK;
}
