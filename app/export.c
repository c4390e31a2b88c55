/* SPDX-License-Identifier: MIT */
#include "app/export.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "app/lookup.h"
#include "chains/bitcoin/descriptor.h"
#include "core/base/hex.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/engine/payment.h"

enum { CELL_MAX = 512, ID_BYTES = 4, TIME_MAX = 32 };

static const char *const states[] = {"unknown",   "asked",  "signed",    "sent",
                                     "confirmed", "failed", "cancelled", "refused"};

/* ---- CSV ---- */

/* A spreadsheet takes a cell that begins with one of these for a formula, and runs it. */
static bool looks_like_formula(const char *text)
{
    return text[0] != 0 && strchr("=+-@\t", text[0]) != NULL;
}

static void write_cell(struct buffer *out, const char *text, const char *end)
{
    char shown[CELL_MAX];
    const bool is_formula = looks_like_formula(text);

    text_showable(shown, sizeof shown, slice_of_text(text));
    if (!is_formula && strpbrk(shown, ",\"") == NULL) {
        buffer_print(out, "%s%s", shown, end);
        return;
    }
    buffer_print(out, "\"%s", is_formula ? "'" : "");
    for (const char *at = shown; *at; at++)
        buffer_print(out, *at == '"' ? "\"\"" : "%c", *at);
    buffer_print(out, "\"%s", end);
}

static void write_number(struct buffer *out, uint64_t number)
{
    buffer_print(out, "%" PRIu64 ",", number);
}

/* ISO 8601 in UTC; empty when nobody knows. */
static void write_time(struct buffer *out, uint64_t unix_seconds)
{
    const time_t seconds = (time_t)unix_seconds;
    struct tm parts;
    char text[TIME_MAX] = "";

    if (unix_seconds != 0 && gmtime_r(&seconds, &parts) &&
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        text[0] = 0;
    write_cell(out, text, ",");
}

void export_csv_head(struct buffer *out)
{
    buffer_print(out, "time,direction,account,state,amount,unit,fee,address,txid,confirmations,"
                      "label,id\r\n");
}

void export_csv_transfer(struct buffer *out, const struct transfer *transfer)
{
    const enum account_kind kind = (enum account_kind)transfer->account;
    char id[2 * ID_BYTES + 1];

    hex_encode(id, slice_of(transfer->intent, ID_BYTES));
    write_time(out, transfer->created);
    write_cell(out, "sent", ",");
    write_cell(out, lookup_account_name(kind), ",");
    write_cell(out, states[transfer->state <= TRANSFER_REFUSED ? transfer->state : 0], ",");
    write_cell(out, transfer->amount, ",");
    write_cell(out, lookup_chain(kind)->unit, ",");
    write_cell(out, transfer->fee, ",");
    write_cell(out, transfer->recipient, ",");
    write_cell(out, transfer->txid, ",");
    write_number(out, transfer->confirmations);
    write_cell(out, transfer->label, ",");
    write_cell(out, id, "\r\n");
}

void export_csv_received(struct buffer *out, enum account_kind kind,
                         const struct chain_event *event)
{
    const struct chain *chain = lookup_chain(kind);
    char amount[AMOUNT_TEXT_MAX];

    amount_print(amount, &event->value, chain->decimals);
    write_time(out, event->time);
    write_cell(out, "received", ",");
    write_cell(out, lookup_account_name(kind), ",");
    write_cell(out, event->confirmations > 0 ? "confirmed" : "sent", ",");
    write_cell(out, amount, ",");
    write_cell(out, chain->unit, ",");
    write_cell(out, "", ",");
    write_cell(out, event->address, ",");
    write_cell(out, event->txid, ",");
    write_number(out, event->confirmations);
    write_cell(out, "", ",");
    write_cell(out, "", "\r\n");
}

/* ---- descriptors ---- */

static result write_account(struct buffer *out, struct engine *engine,
                            const uint8_t wallet[static 32], enum account_kind kind)
{
    static const char *const ends[] = {"receive", "change"};
    struct account account;

    TRY(engine_account_of(engine, &account, wallet, kind));
    for (uint32_t change = 0; change < 2; change++) {
        char text[DESCRIPTOR_MAX];
        TRY(descriptor_write(text, &account, change));
        buffer_print(out, "# Bitcoin %s, %s\n%s\n", lookup_account_name(kind), ends[change], text);
    }
    return OK;
}

result export_descriptors(struct buffer *out, struct engine *engine,
                          const uint8_t wallet[static 32])
{
    char address[ADDRESS_MAX];

    TRY(write_account(out, engine, wallet, ACCOUNT_TAPROOT));
    TRY(write_account(out, engine, wallet, ACCOUNT_SEGWIT));
    TRY(engine_address(engine, address, wallet, ACCOUNT_ETHEREUM, 0, 0));
    buffer_print(out, "# Ethereum address\n%s\n", address);
    return OK;
}

/* ---- BIP-329 ---- */

static void write_label(struct buffer *out, const char *type, const char *ref, const char *label)
{
    char shown[CELL_MAX];

    text_showable(shown, sizeof shown, slice_of_text(label));
    buffer_print(out, "{\"type\":\"%s\",\"ref\":", type);
    json_write_text(out, ref);
    buffer_print(out, ",\"label\":");
    json_write_text(out, shown);
    buffer_print(out, "}\n");
}

void export_label_transfer(struct buffer *out, const struct transfer *transfer)
{
    if (transfer->account != ACCOUNT_ETHEREUM && transfer->txid[0] && transfer->label[0])
        write_label(out, "tx", transfer->txid, transfer->label);
}

void export_label_contact(struct buffer *out, const struct contact *contact)
{
    if (strcmp(contact->chain, "bitcoin") == 0)
        write_label(out, "addr", contact->address, contact->name);
}
