/* SPDX-License-Identifier: MIT */
/* send: an order becomes a draft, a person confirms what its bytes say, the guardians sign it. A
 * killed send leaves a payment that 'send --resume' or the background guardian finishes. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/json_line.h"
#include "app/lookup.h"
#include "app/progress.h"
#include "core/base/memory.h"
#include "core/engine/payment.h"
#include "core/store/contact_table.h"
#include "core/wallet/payment_uri.h"

enum {
    WAIT = 120,
    WAIT_MOST = 30 * 86400,
    LIFETIME = 86400,
    LIFETIME_LEAST = 60,
    LIFETIME_MOST = 30 * 86400,
    DRAFT_MS = 300 * 1000,
    ADDRESS_LEAST = 26,   /* anything shorter is a name */
    FEERATE_DECIMALS = 3, /* sat/vB to sat per 1000 vB */
    GWEI_DECIMALS = 9
};

struct order_reader {
    const struct session *session;
    const struct wallet *wallet;
    enum account_kind kind;
    struct transfer_order *order;
    size_t amounts; /* --amount used up so far */
};

/* An address, or the name of a contact of this chain. */
static result read_address(const struct order_reader *reader, char out[static ADDRESS_MAX],
                           const char *text)
{
    const struct session *session = reader->session;
    struct contact contact;
    const result judged =
        engine_check_address(session->engine, out, reader->wallet->id, reader->kind, text);

    print_detail(session->print, "%s", text);
    if (!is_ok(judged)) {
        const result found =
            contact_find(session_store(session), &contact, text, lookup_chain(reader->kind)->id);
        if (!is_ok(found))
            return found.code == ERROR_CONTACT_UNKNOWN && strlen(text) >= ADDRESS_LEAST ? judged
                                                                                        : found;
        print_detail(session->print, "%s, %s", text, contact.address);
        TRY(engine_check_address(session->engine, out, reader->wallet->id, reader->kind,
                                 contact.address));
    }
    session->print->detail[0] = 0;
    return OK;
}

static result read_amount(struct order_reader *reader, struct amount *out)
{
    const struct options *options = reader->session->options;
    const char *text = options_value_at(options, "amount", reader->amounts++);

    CHECK(text, SEND_PAIRS);
    print_detail(options->print, "--amount %s", text);
    TRY(amount_parse(out, text, lookup_chain(reader->kind)->decimals));
    options->print->detail[0] = 0;
    return OK;
}

static result read_request(struct order_reader *reader, struct transfer_output *output,
                           const char *text)
{
    struct payment_uri uri;

    print_detail(reader->session->print, "%.60s", text);
    TRY(payment_uri_parse(&uri, text));
    CHECK(strcmp(uri.chain, lookup_chain(reader->kind)->id) == 0, URI_OTHER_CHAIN);
    CHECK(uri.chain_id == 0 || uri.chain_id == reader->wallet->chain_id, URI_OTHER_CHAIN);
    TRY(read_address(reader, output->address, uri.address));
    output->value = uri.amount;
    return uri.has_amount || reader->order->send_all ? OK : read_amount(reader, &output->value);
}

static result read_recipients(struct order_reader *reader)
{
    const struct options *options = reader->session->options;
    struct transfer_order *order = reader->order;
    const char *needed = NULL;

    TRY(options_need(options, &needed, "to"));
    order->send_all = options_has(options, "all");
    order->to_count = options_count(options, "to");
    CHECK(order->to_count <= OUTPUTS_MAX, BITCOIN_RECIPIENTS);
    CHECK(!order->send_all || order->to_count == 1, SEND_PAIRS);
    for (size_t i = 0; i < order->to_count; i++) {
        const char *text = options_value_at(options, "to", i);
        if (payment_uri_is_one(text)) {
            TRY(read_request(reader, &order->to[i], text));
            continue;
        }
        TRY(read_address(reader, order->to[i].address, text));
        if (!order->send_all)
            TRY(read_amount(reader, &order->to[i].value));
    }
    CHECK(reader->amounts == options_count(options, "amount"), SEND_PAIRS);
    return OK;
}

static result read_fees(struct order_reader *reader)
{
    const struct options *options = reader->session->options;
    const char *feerate = options_value(options, "feerate");
    const char *most = options_value(options, "max-fee");
    struct amount amount = {{0}};
    const bool is_ethereum = reader->kind == ACCOUNT_ETHEREUM;

    print_detail(options->print, "--feerate, --account %s", lookup_account_name(reader->kind));
    CHECK(!feerate || !is_ethereum, OPTIONS_CLASH);
    print_detail(options->print, "--max-fee, --account %s", lookup_account_name(reader->kind));
    CHECK(!most || is_ethereum, OPTIONS_CLASH);
    reader->order->allow_high_fee = options_has(options, "allow-high-fee");
    print_detail(options->print, "%s %s", feerate ? "--feerate" : "--max-fee",
                 feerate ? feerate
                 : most  ? most
                         : "");
    if (feerate) {
        TRY(amount_parse(&amount, feerate, FEERATE_DECIMALS));
        TRY(amount_to_u64(&reader->order->feerate, &amount));
        CHECK(reader->order->feerate > 0, BITCOIN_FEERATE_LOW);
    }
    if (most) {
        TRY(amount_parse(&reader->order->max_fee_per_gas, most, GWEI_DECIMALS));
        CHECK(!amount_is_zero(&reader->order->max_fee_per_gas), ETHEREUM_UNDERPRICED);
    }
    options->print->detail[0] = 0;
    return OK;
}

static bool is_drafted(void *context)
{
    return !engine_draft_of(context)->is_busy;
}

static result make_draft(struct session *session, const struct wallet *wallet,
                         enum account_kind kind, const struct transfer_order *order)
{
    enum loop_end end = LOOP_DONE;

    TRY(engine_draft(session->engine, loop_clock(), wallet->id, kind, order));
    TRY(loop_run(session->loop, &end, is_drafted, session->engine, DRAFT_MS));
    CHECK(end != LOOP_STOPPED, STOPPED);
    CHECK(end == LOOP_DONE, NODE_TIMEOUT);
    const struct draft *draft = engine_draft_of(session->engine);
    TRY(draft->outcome);
    CHECK(draft->is_ready, PAYMENT_NO_DRAFT);
    return OK;
}

static void show_draft(const struct session *session, const struct draft *draft)
{
    const struct explanation *said = &draft->explanation;
    char amount[AMOUNT_TEXT_MAX];
    char fee[AMOUNT_TEXT_MAX];
    struct json_line line = {0};

    amount_print(amount, &said->spent, said->decimals);
    amount_print(fee, &said->fee, said->decimals);
    print_line(session->print, "This payment, as its finished bytes say:");
    print_explanation(session->print, said);
    if (draft->note[0])
        print_line(session->print, "  %s", draft->note);
    if (!session->print->is_json)
        return;
    json_line_text(&line, "event", "draft");
    json_line_text(&line, "account", lookup_account_name(draft->account));
    json_line_text(&line, "amount", amount);
    json_line_text(&line, "fee", fee);
    json_line_text(&line, "unit", said->unit);
    json_line_open_list(&line, "outputs");
    for (size_t i = 0; i < said->output_count; i++) {
        amount_print(amount, &said->outputs[i].value, said->decimals);
        json_line_open(&line, NULL);
        json_line_text(&line, "address", said->outputs[i].address);
        json_line_text(&line, "amount", amount);
        json_line_bool(&line, "is_change", said->outputs[i].is_change);
        json_line_close(&line);
    }
    json_line_close_list(&line);
    json_line_text(&line, "warning", said->warning);
    json_line_text(&line, "note", draft->note);
    json_line_print(&line);
}

static void tell_asked(const struct session *session, const uint8_t intent[static 32])
{
    char id[PRINT_ID_MAX];
    struct json_line line = {0};

    print_id(id, intent);
    print_line(session->print, "Payment %s: the guardians are asked.", id);
    if (!session->print->is_json)
        return;
    json_line_text(&line, "event", "asked");
    json_line_text(&line, "id", id);
    json_line_print(&line);
}

/* Everything typed is judged before a node is asked. */
static result read_order(struct order_reader *reader)
{
    TRY(read_recipients(reader));
    return read_fees(reader);
}

static result pay(struct session *session, uint64_t seconds)
{
    struct wallet wallet;
    enum account_kind kind = ACCOUNT_TAPROOT;
    const char *label = options_value(session->options, "label");
    uint64_t lifetime = 0;
    uint8_t intent[32];

    TRY(options_number(session->options, &lifetime, "lifetime", LIFETIME, LIFETIME_LEAST,
                       LIFETIME_MOST));
    TRY(lookup_own_wallet(session, &wallet, NULL));
    TRY(lookup_account(session, &kind, 0));
    struct transfer_order *order = memory_new(1, sizeof *order);
    struct order_reader reader = {
        .session = session, .wallet = &wallet, .kind = kind, .order = order};
    result done = read_order(&reader);
    if (is_ok(done))
        done = make_draft(session, &wallet, kind, order);
    memory_free(order);
    TRY(done);
    show_draft(session, engine_draft_of(session->engine));
    if (!options_has(session->options, "yes"))
        TRY(print_confirm(session->print, "Ask the guardians to sign this?"));
    TRY(engine_pay(session->engine, loop_clock(), lifetime, label ? label : "", intent));
    tell_asked(session, intent);
    return progress_run(session, intent, seconds);
}

static result resume(struct session *session, const char *id, uint64_t seconds)
{
    struct transfer transfer SCOPED(transfer_free) = {0};

    TRY(lookup_transfer(session, &transfer, id));
    if (transfer.state == TRANSFER_ASKED || transfer.state == TRANSFER_SIGNED)
        TRY(engine_resume(session->engine, loop_clock(), transfer.intent));
    return progress_run(session, transfer.intent, seconds);
}

result command_send(struct session *session)
{
    const char *id = options_value(session->options, "resume");
    uint64_t seconds = 0;

    session->print->is_stream = true;
    TRY(options_number(session->options, &seconds, "wait", WAIT, 0, WAIT_MOST));
    if (!id)
        return pay(session, seconds);
    if (options_has(session->options, "to") || options_has(session->options, "amount"))
        print_detail(session->print, "--resume, --to");
    CHECK(session->print->detail[0] == 0, OPTIONS_CLASH);
    return resume(session, id, seconds);
}
