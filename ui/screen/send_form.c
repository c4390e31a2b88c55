/* SPDX-License-Identifier: MIT */
#include "ui/screen/send_form.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    LIMIT_TO = PAYMENT_URI_MAX - 1,
    LIMIT_AMOUNT = 40,
    LIMIT_CUSTOM = 16,
    LIMIT_LABEL = NOTE_MAX - 1
};

/* Custom fees have three decimals of sat/vB, or nine of gwei. */
enum { SATS_DECIMALS = 3, GWEI_DECIMALS = 9 };

static const struct {
    const char *name;
    uint16_t blocks;
} fees[] = {
    [SEND_NORMAL] = {"normal", 6},
    [SEND_SLOW] = {"slow", 144},
    [SEND_FAST] = {"fast", 2},
    [SEND_CUSTOM] = {"custom", 0},
};

static const enum send_fee bitcoin_fees[] = {SEND_SLOW, SEND_NORMAL, SEND_FAST, SEND_CUSTOM};
static const enum send_fee ethereum_fees[] = {SEND_NORMAL, SEND_CUSTOM};

const char *send_fee_name(enum send_fee fee)
{
    return fees[fee].name;
}

static size_t fees_of(enum account_kind account, const enum send_fee **out)
{
    const bool is_ethereum = account == ACCOUNT_ETHEREUM;

    *out = is_ethereum ? ethereum_fees : bitcoin_fees;
    return is_ethereum ? sizeof ethereum_fees / sizeof ethereum_fees[0]
                       : sizeof bitcoin_fees / sizeof bitcoin_fees[0];
}

static unsigned custom_decimals(enum account_kind account)
{
    return account == ACCOUNT_ETHEREUM ? GWEI_DECIMALS : SATS_DECIMALS;
}

static unsigned decimals_of(enum account_kind account)
{
    return account == ACCOUNT_ETHEREUM ? chain_ethereum.decimals : chain_bitcoin.decimals;
}

static void set_amount(struct field *field, const struct amount *amount, unsigned decimals)
{
    char text[AMOUNT_TEXT_MAX];

    amount_print(text, amount, decimals);
    field_set(field, text);
}

/* What the form was when a command was made of it. */
static void restore_order(struct send_form *form, const struct transfer_order *order)
{
    const struct amount feerate = amount_of(order->feerate);

    form->is_all = order->send_all;
    if (!order->send_all && !amount_is_zero(&order->to[0].value))
        set_amount(&form->amount, &order->to[0].value, decimals_of(form->account));
    if (order->fee_blocks == fees[SEND_SLOW].blocks)
        form->fee = SEND_SLOW;
    if (order->fee_blocks == fees[SEND_FAST].blocks)
        form->fee = SEND_FAST;
    if (order->feerate == 0 && amount_is_zero(&order->max_fee_per_gas))
        return;
    form->fee = SEND_CUSTOM;
    set_amount(&form->custom, order->feerate ? &feerate : &order->max_fee_per_gas,
               custom_decimals(form->account));
}

/* Opened by a tab: empty. By a contact: `text` is an address and `name` whose. By the review: the
 * order that was drafted, `text` the label. */
void send_open(void *memory, const struct snapshot *snapshot, const struct command *why)
{
    struct send_form *form = memory;

    (void)snapshot;
    form->to.limit = LIMIT_TO;
    form->amount.limit = LIMIT_AMOUNT;
    form->custom.limit = LIMIT_CUSTOM;
    form->label.limit = LIMIT_LABEL;
    form->account = why && why->account ? why->account : ACCOUNT_TAPROOT;
    form->focus = SEND_TO;
    if (!why)
        return;
    if (why->order.to_count == 0) {
        const bool is_address = why->account && why->text[0];
        field_set(&form->to, why->name[0] ? why->name : is_address ? why->text : "");
        form->focus = form->to.text[0] ? SEND_AMOUNT : SEND_TO;
        return;
    }
    field_set(&form->to, why->name[0] ? why->name : why->order.to[0].address);
    field_set(&form->label, why->text);
    restore_order(form, &why->order);
    form->focus = SEND_REVIEW;
}

static void remark(struct send_view *view, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void remark(struct send_view *view, enum style style, const char *format, ...)
{
    va_list arguments;

    if (view->remark_count == SEND_REMARKS_MAX)
        return;
    struct send_remark *next = &view->remarks[view->remark_count++];
    next->style = style;
    va_start(arguments, format);
    vsnprintf(next->text, sizeof next->text, format, arguments);
    va_end(arguments);
}

static void say_recipient(struct send_view *view, const struct send_form *form)
{
    const struct recipient *to = &view->to;
    char times[SHOW_TIME_MAX];

    if (to->is_empty)
        return;
    show_times(times, to->times_paid);
    if (!is_ok(to->outcome)) { /* while one types a name or an address it is simply not done yet */
        const bool is_typing = form->focus == SEND_TO && view->match_count > 0;
        if (!is_typing)
            remark(view, STYLE_DANGER, "%s %s", error_sentence(to->outcome.code),
                   error_remedy(to->outcome.code));
        return;
    }
    if (to->account != form->account)
        remark(view, STYLE_CARE,
               "This request is for %s; Tab takes it over and changes the account.",
               show_account(to->account));
    if (to->lookalike[0])
        remark(view, STYLE_DANGER,
               "STOP: not %s, though beginning and end are the same. Forged addresses look so.",
               to->lookalike);
    if (to->is_own)
        remark(view, STYLE_CARE, "This is an address of your own wallet.");
    if (to->contact[0] && to->times_paid > 0)
        remark(view, STYLE_GOOD, "%s, in your address book, paid %s", to->contact, times);
    else if (to->contact[0])
        remark(view, STYLE_GOOD, "%s, in your address book, never paid before", to->contact);
    else if (to->times_paid > 0)
        remark(view, STYLE_NORMAL, "Paid %s before, not in your address book.", times);
    else if (!to->is_own && !to->lookalike[0])
        remark(view, STYLE_CARE, "Never paid before: compare all of it with the recipient.");
}

static void find_matches(struct send_view *view, const struct send_form *form,
                         const struct snapshot *snapshot)
{
    if (form->focus != SEND_TO || (is_ok(view->to.outcome) && !view->to.is_empty))
        return;
    for (size_t i = 0; i < snapshot->contact_count && view->match_count < SEND_MATCHES_MAX; i++)
        if (recipient_matches(&snapshot->contacts[i], form->account, form->to.text))
            view->matches[view->match_count++] = i;
}

/* 546 satoshi: what is less is not passed on. */
static bool is_dust(const struct amount *amount, enum account_kind account)
{
    const struct amount least = amount_of(546);

    return account != ACCOUNT_ETHEREUM && amount_compare(amount, &least) < 0;
}

static bool judge_amount(struct send_view *view, const struct send_form *form)
{
    const struct shown_account *account = view->account;

    view->amount_style = STYLE_DIM;
    if (account->synced && !amount_is_zero(&account->unconfirmed))
        snprintf(view->amount_text, sizeof view->amount_text, "of %s %s; %s more is on its way",
                 account->confirmed_text, account->unit, account->unconfirmed_text);
    else if (account->synced)
        snprintf(view->amount_text, sizeof view->amount_text, "of %s %s that can be spent",
                 account->confirmed_text, account->unit);
    else
        snprintf(view->amount_text, sizeof view->amount_text,
                 "The balance is not known yet; the node is asked before anything is paid.");
    if (form->is_all)
        return true;
    if (form->amount.text[0] == 0)
        return false;
    const result read = amount_parse(&view->amount, form->amount.text, account->decimals);
    if (is_ok(read) && amount_compare(&view->amount, &account->confirmed) <= 0 &&
        !amount_is_zero(&view->amount) && !is_dust(&view->amount, form->account))
        return true;
    const bool is_much = is_ok(read) && amount_compare(&view->amount, &account->confirmed) > 0;
    if (is_much && account->synced == 0)
        return true; /* only the node knows */
    view->amount_style = STYLE_DANGER;
    if (!is_ok(read))
        snprintf(view->amount_text, sizeof view->amount_text, "✗ %s %s", error_sentence(read.code),
                 error_remedy(read.code));
    else if (amount_is_zero(&view->amount))
        snprintf(view->amount_text, sizeof view->amount_text, "✗ %s",
                 error_sentence(ERROR_BITCOIN_AMOUNT_ZERO));
    else if (is_dust(&view->amount, form->account))
        snprintf(view->amount_text, sizeof view->amount_text,
                 "✗ Too small for the network: at least 0.00000546 BTC.");
    else if (!amount_is_zero(&account->unconfirmed))
        snprintf(view->amount_text, sizeof view->amount_text,
                 "✗ More than %s %s; %s more is on its way.", account->confirmed_text,
                 account->unit, account->unconfirmed_text);
    else
        snprintf(view->amount_text, sizeof view->amount_text,
                 "✗ More than the %s %s that can be spent.", account->confirmed_text,
                 account->unit);
    return false;
}

static bool judge_custom(struct send_view *view, const struct send_form *form)
{
    const bool is_ethereum = form->account == ACCOUNT_ETHEREUM;
    const struct amount high = amount_of(100 * 1000); /* sat per 1000 vB */
    const struct amount low = amount_of(1000);

    if (form->custom.text[0] == 0) {
        snprintf(view->fee_text, sizeof view->fee_text, "Type how much %s.",
                 is_ethereum ? "a unit of gas may cost at most" : "each virtual byte shall cost");
        return false;
    }
    const result read =
        amount_parse(&view->custom, form->custom.text, custom_decimals(form->account));
    if (!is_ok(read) || amount_is_zero(&view->custom)) {
        view->fee_style = STYLE_DANGER;
        snprintf(view->fee_text, sizeof view->fee_text, "✗ %s",
                 is_ok(read) ? "A fee of zero is not passed on by anybody."
                             : error_sentence(read.code));
        return false;
    }
    if (!is_ethereum && amount_compare(&view->custom, &high) > 0) {
        view->fee_style = STYLE_CARE;
        snprintf(view->fee_text, sizeof view->fee_text,
                 "▲ Much: 1 to 50 sat/vB is usual. The exact fee comes in the review.");
    } else if (!is_ethereum && amount_compare(&view->custom, &low) < 0) {
        view->fee_style = STYLE_CARE;
        snprintf(view->fee_text, sizeof view->fee_text,
                 "▲ Less than most nodes pass on; it may never arrive.");
    } else {
        snprintf(view->fee_text, sizeof view->fee_text,
                 "Your own choice: how long it takes depends on what others pay.");
    }
    return true;
}

static bool judge_fee(struct send_view *view, const struct send_form *form)
{
    const bool is_ethereum = form->account == ACCOUNT_ETHEREUM;
    const enum send_fee *list = NULL;

    view->fee_count = fees_of(form->account, &list);
    memcpy(view->fees, list, view->fee_count * sizeof list[0]);
    view->fee_unit = is_ethereum ? "gwei per gas at most" : "sat/vB";
    view->fee_style = STYLE_DIM;
    switch (form->fee) {
    case SEND_NORMAL:
        snprintf(view->fee_text, sizeof view->fee_text,
                 is_ethereum ? "the node's price, room for it to double; usually seconds"
                             : "about an hour (6 blocks), as the node estimates");
        return true;
    case SEND_SLOW:
        snprintf(view->fee_text, sizeof view->fee_text,
                 "about a day (144 blocks), as the node estimates");
        return true;
    case SEND_FAST:
        snprintf(view->fee_text, sizeof view->fee_text,
                 "about 20 minutes (2 blocks), as the node estimates");
        return true;
    case SEND_CUSTOM:
        return judge_custom(view, form);
    }
    return false;
}

static void write_plan(struct send_view *view, const struct send_form *form)
{
    const struct recipient *to = &view->to;
    const char *whom = to->contact[0] ? to->contact : "the address above";
    char amount[AMOUNT_TEXT_MAX];

    if (!view->account->has_node) {
        snprintf(view->plan, sizeof view->plan,
                 "No node is set up for this account, so nothing can be sent. See 8 Settings.");
        return;
    }
    if (!view->is_payable) {
        snprintf(view->plan, sizeof view->plan,
                 "Nothing yet: say to whom and how much. Nobody is asked before you have seen the "
                 "finished payment.");
        return;
    }
    amount_print(amount, &view->amount, view->account->decimals);
    snprintf(view->plan, sizeof view->plan,
             "%s %s %s%s%s. Then %" PRIu16 " of %" PRIu16
             " guardians must agree, you among them; each decodes the payment for itself.",
             form->is_all ? "Everything" : amount, form->is_all ? "on this account" : view->unit,
             "goes to ", whom, form->is_all ? ", less the fee" : ", and the fee on top",
             view->wallet->t, view->wallet->n);
}

static void find_missing(struct send_view *view, bool has_amount, bool has_fee)
{
    const bool has_recipient = !view->to.is_empty && is_ok(view->to.outcome);

    view->is_payable = has_recipient && has_amount && has_fee && view->account->has_node;
    view->missing = !has_recipient ? SEND_TO
                    : !has_amount  ? SEND_AMOUNT
                    : !has_fee     ? SEND_CUSTOM_FEE
                                   : SEND_REVIEW;
}

void send_present(struct send_view *view, const struct send_form *form,
                  const struct snapshot *snapshot)
{
    *view = (struct send_view){.wallet = snapshot_wallet(snapshot)};
    if (view->wallet && view->wallet->is_mine && view->wallet->state == SHOWN_ACTIVE)
        view->account = snapshot_account(view->wallet, form->account);
    if (!view->account)
        return;
    view->unit = view->account->unit;
    if (view->account->synced)
        snprintf(view->from, sizeof view->from, "◂ %s ▸  %s %s", show_account(form->account),
                 view->account->confirmed_text, view->unit);
    else
        snprintf(view->from, sizeof view->from, "◂ %s ▸  balance not known yet",
                 show_account(form->account));
    recipient_judge(&view->to, snapshot, view->wallet, form->account, form->to.text);
    find_matches(view, form, snapshot);
    say_recipient(view, form);
    const bool has_amount = judge_amount(view, form);
    const bool has_fee = judge_fee(view, form);
    find_missing(view, has_amount, has_fee);
    write_plan(view, form);
}

void send_order(struct command *command, const struct send_form *form, const struct send_view *view)
{
    struct transfer_order *order = &command->order;

    memcpy(command->id, view->wallet->id, sizeof command->id);
    command->account = form->account;
    command->yes = form->is_high_fee;
    snprintf(command->text, sizeof command->text, "%s", form->label.text);
    snprintf(command->name, sizeof command->name, "%s", view->to.contact);
    order->to_count = 1;
    snprintf(order->to[0].address, sizeof order->to[0].address, "%s", view->to.address);
    order->to[0].value = view->amount;
    order->send_all = form->is_all;
    order->allow_high_fee = form->is_high_fee;
    if (form->fee != SEND_CUSTOM)
        order->fee_blocks = form->account == ACCOUNT_ETHEREUM ? 0 : fees[form->fee].blocks;
    else if (form->account == ACCOUNT_ETHEREUM)
        order->max_fee_per_gas = view->custom;
    else if (!is_ok(amount_to_u64(&order->feerate, &view->custom)))
        order->feerate = UINT64_MAX; /* beyond every limit: the draft says so */
}

void send_take_request(struct send_form *form, const struct snapshot *snapshot)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);
    struct recipient to;

    if (!wallet || !payment_uri_is_one(form->to.text))
        return;
    recipient_judge(&to, snapshot, wallet, form->account, form->to.text);
    if (!to.is_request || !is_ok(to.outcome))
        return;
    form->account = to.account;
    field_set(&form->to, to.address);
    if (to.request.has_amount) {
        form->is_all = false;
        set_amount(&form->amount, &to.request.amount, decimals_of(to.account));
    }
    if (to.request.label[0] || to.request.message[0])
        field_set(&form->label, to.request.label[0] ? to.request.label : to.request.message);
    if (form->account == ACCOUNT_ETHEREUM && form->fee != SEND_CUSTOM)
        form->fee = SEND_NORMAL;
}

void send_move(struct send_form *form, int by)
{
    const int count = SEND_REVIEW + 1;

    do
        form->focus = (enum send_focus)(((int)form->focus + by + count) % count);
    while (form->focus == SEND_CUSTOM_FEE && form->fee != SEND_CUSTOM);
}

void send_turn_account(struct send_form *form, const struct snapshot *snapshot, int by)
{
    const int count = ACCOUNT_ETHEREUM;
    const enum account_kind before = form->account;

    (void)snapshot;
    form->account = (enum account_kind)(((int)form->account - 1 + by + count) % count + 1);
    if ((before == ACCOUNT_ETHEREUM) == (form->account == ACCOUNT_ETHEREUM))
        return;
    field_set(&form->custom, ""); /* another unit */
    field_set(&form->amount, "");
    if (form->fee != SEND_CUSTOM)
        form->fee = SEND_NORMAL;
}

void send_turn_fee(struct send_form *form, int by)
{
    const enum send_fee *list = NULL;
    const int count = (int)fees_of(form->account, &list);
    int at = 0;

    while (at < count - 1 && list[at] != form->fee)
        at++;
    form->fee = list[(at + by + count) % count];
}

bool send_is_dirty(const struct send_form *form)
{
    return form->to.text[0] || form->amount.text[0] || form->label.text[0] || form->is_all;
}
