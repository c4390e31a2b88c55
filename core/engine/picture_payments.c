/* SPDX-License-Identifier: MIT */
/* picture_payments.c - own payments, the questions of others, the draft and the payment that is
 * followed, for the snapshot. */
#include <stdio.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/engine_state.h"
#include "core/engine/payment.h"
#include "core/engine/people.h"
#include "core/engine/picture_state.h"

#define SHOW(to, from) text_showable((to), sizeof(to), slice_of_text(from))

/* ---- explanations ---- */

static struct shown_explanation *show_explanation(const struct explanation *from)
{
    struct shown_explanation *out = memory_new(1, sizeof *out);

    out->account = from->account_kind;
    out->network = from->network;
    out->unit = from->unit;
    out->nonce = from->nonce;
    out->chain_id = from->chain_id;
    out->signature_count = from->item_count;
    SHOW(out->asset, from->asset);
    SHOW(out->warning, from->warning);
    SHOW(out->sender, from->sender);
    amount_print(out->spent, &from->spent, from->decimals);
    amount_print(out->fee, &from->fee, from->decimals);
    for (size_t i = 0; i < from->output_count && i < OUTPUTS_MAX; i++) {
        struct shown_output *one = &out->outputs[out->output_count++];
        SHOW(one->address, from->outputs[i].address);
        amount_print(one->amount, &from->outputs[i].value, from->decimals);
        one->is_change = from->outputs[i].is_change;
    }
    return out;
}

static struct shown_explanation *explain(struct engine *engine, const uint8_t intent[static 32])
{
    struct explanation explanation = {0};

    if (!is_ok(engine_explain(engine, &explanation, intent)))
        return NULL;
    struct shown_explanation *out = show_explanation(&explanation);
    explanation_free(&explanation);
    return out;
}

/* ---- own payments ---- */

static const char *const states[] = {"",          "waits for guardians", "signed",    "sent",
                                     "confirmed", "did not happen",      "cancelled", "refused"};

static void note_contact(struct snapshot *out, struct shown_transfer *transfer)
{
    for (size_t i = 0; i < out->contact_count; i++) {
        if (strcmp(out->contacts[i].address, transfer->recipient) != 0)
            continue;
        snprintf(transfer->contact, sizeof transfer->contact, "%s", out->contacts[i].name);
        out->contacts[i].times_paid +=
            transfer->state == SHOWN_SENT || transfer->state == SHOWN_CONFIRMED;
    }
}

static void show_transfer(struct shown_transfer *out, const struct engine *engine,
                          const struct transfer *from)
{
    const bool is_ether = from->account == ACCOUNT_ETHEREUM;

    *out = (struct shown_transfer){.account = (enum account_kind)from->account,
                                   .state = (enum shown_transfer_state)from->state,
                                   .state_text =
                                       states[from->state <= TRANSFER_REFUSED ? from->state : 0],
                                   .unit = is_ether ? "ETH" : "BTC",
                                   .confirmations = from->confirmations,
                                   .failure = (enum error_code)from->failure,
                                   .created = from->created};
    (void)engine;
    memcpy(out->intent, from->intent, sizeof out->intent);
    memcpy(out->wallet, from->wallet, sizeof out->wallet);
    SHOW(out->amount, from->amount);
    SHOW(out->fee, from->fee);
    SHOW(out->recipient, from->recipient);
    SHOW(out->txid, from->txid);
    SHOW(out->label, from->label);
    SHOW(out->note, from->note);
}

static void newest_first(struct shown_transfer *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct shown_transfer moved = list[i];
        size_t at = i;
        while (at > 0 && list[at - 1].created < moved.created) {
            list[at] = list[at - 1];
            at--;
        }
        list[at] = moved;
    }
}

void picture_transfers(struct snapshot *out, struct engine *engine)
{
    struct transfer *list = NULL;
    size_t count = 0;

    out->transfer_count = 0;
    if (!is_ok(transfer_all(engine->store, &list, &count)))
        return;
    out->transfers = memory_grow(out->transfers, count + 1, sizeof *out->transfers);
    for (size_t i = count; i > 0; i--) {
        struct shown_transfer *one = &out->transfers[out->transfer_count++];
        show_transfer(one, engine, &list[i - 1]);
        note_contact(out, one);
    }
    newest_first(out->transfers, out->transfer_count);
    transfer_list_free(list, count);
}

/* ---- what others ask ---- */

static enum shown_answer answer_of(const struct intent_row *row, uint64_t now)
{
    switch (row->state) {
    case INTENT_OPEN:
        return row->expires > now ? SHOWN_OPEN_QUESTION : SHOWN_EXPIRED;
    case INTENT_CONSENTED:
    case INTENT_SIGNED:
        return SHOWN_SAID_YES;
    case INTENT_REFUSED:
        return SHOWN_SAID_NO;
    case INTENT_CANCELLED:
        return SHOWN_WITHDRAWN;
    }
    return SHOWN_EXPIRED;
}

static struct shown_request *add_request(struct snapshot *out, const uint8_t id[static 32],
                                         uint64_t expires)
{
    out->requests = memory_grow(out->requests, out->request_count + 1, sizeof *out->requests);
    struct shown_request *one = &out->requests[out->request_count++];
    *one = (struct shown_request){.expires = expires};
    memcpy(one->id, id, sizeof one->id);
    hex_encode(one->short_id, slice_of(id, 4));
    return one;
}

static void note_own(struct snapshot *out, const struct intent_row *row)
{
    for (size_t i = 0; i < out->transfer_count; i++) {
        if (memcmp(out->transfers[i].intent, row->hash, 32) != 0)
            continue;
        out->transfers[i].may_be_sent = row->possibly_signed;
        out->transfers[i].expires = row->expires;
    }
}

static void show_intents(struct snapshot *out, struct engine *engine, uint64_t now)
{
    struct intent_row *list = NULL;
    size_t count = 0;

    if (!is_ok(intent_all(engine->store, &list, &count)))
        return;
    for (size_t i = count; i > 0; i--) {
        const struct intent_row *row = &list[i - 1];
        const struct shown_wallet *wallet = snapshot_wallet_by_id(out, row->wallet);
        if (!wallet)
            continue;
        if (wallet->is_mine) {
            note_own(out, row);
            continue;
        }
        struct shown_request *one = add_request(out, row->hash, row->expires);
        one->answer = answer_of(row, now);
        one->t = wallet->t;
        one->n = wallet->n;
        snprintf(one->owner, sizeof one->owner, "%s", wallet->owner);
        SHOW(one->text, row->summary);
        if (one->answer == SHOWN_OPEN_QUESTION)
            one->explanation = explain(engine, row->hash);
    }
    intent_list_free(list, count);
}

static void show_shares(struct snapshot *out)
{
    for (size_t i = 0; i < out->ceremony_count; i++) {
        const struct shown_ceremony *from = &out->ceremonies[i];
        const struct shown_wallet *wallet = snapshot_wallet_by_id(out, from->wallet);
        if (from->is_mine)
            continue;
        struct shown_request *one = add_request(out, from->cid, from->expires);
        one->is_share = true;
        one->answer = from->state == SHOWN_CEREMONY_ASKED     ? SHOWN_OPEN_QUESTION
                      : from->state == SHOWN_CEREMONY_REFUSED ? SHOWN_SAID_NO
                                                              : SHOWN_SAID_YES;
        one->t = from->t;
        one->n = from->n;
        memcpy(one->seats, from->seats, sizeof one->seats);
        snprintf(one->owner, sizeof one->owner, "%s", wallet ? wallet->owner : "somebody");
        snprintf(one->text, sizeof one->text,
                 "guard one of %u shares of a wallet, of which %u sign together", from->n, from->t);
    }
}

static void open_first(struct shown_request *list, size_t count)
{
    size_t front = 0;

    for (size_t i = 0; i < count; i++) {
        if (list[i].answer != SHOWN_OPEN_QUESTION)
            continue;
        const struct shown_request open = list[i];
        memmove(&list[front + 1], &list[front], (i - front) * sizeof *list);
        list[front++] = open;
    }
}

void picture_requests(struct snapshot *out, struct engine *engine, uint64_t now)
{
    for (size_t i = 0; i < out->request_count; i++)
        memory_free(out->requests[i].explanation);
    out->request_count = 0;
    show_intents(out, engine, now);
    show_shares(out);
    open_first(out->requests, out->request_count);
}

/* ---- in memory ---- */

static enum shown_draft_state draft_state(const struct draft *draft)
{
    if (draft->is_busy)
        return SHOWN_DRAFT_BUSY;
    if (draft->is_ready)
        return SHOWN_DRAFT_READY;
    return is_ok(draft->outcome) ? SHOWN_NO_DRAFT : SHOWN_DRAFT_FAILED;
}

bool picture_draft(struct picture *picture, struct engine *engine)
{
    struct shown_draft *out = &picture->snapshot.draft;
    const struct draft *draft = engine_draft_of(engine);
    const enum shown_draft_state state = draft ? draft_state(draft) : SHOWN_NO_DRAFT;

    if (state == out->state && (!draft || draft->outcome.code == out->failure))
        return false;
    memory_free(out->explanation);
    *out = (struct shown_draft){.state = state};
    if (!draft)
        return true;
    out->failure = draft->outcome.code;
    out->account = draft->account;
    memcpy(out->wallet, draft->wallet, sizeof out->wallet);
    SHOW(out->note, draft->note);
    if (state == SHOWN_DRAFT_READY)
        out->explanation = show_explanation(&draft->explanation);
    return true;
}

static void show_payment(struct shown_payment *out, struct engine *engine,
                         const struct payment_view *view)
{
    struct transfer transfer SCOPED(transfer_free) = {0};
    struct intent_row row SCOPED(intent_free) = {0};

    out->t = view->t;
    out->n = view->n < SHOWN_SEATS_MAX ? view->n : SHOWN_SEATS_MAX;
    out->is_running = view->is_running;
    out->has_given_up = view->has_given_up;
    out->failure = view->failure;
    for (uint16_t seat = 0; seat < out->n; seat++) {
        SHOW(out->seats[seat].name, view->seats[seat].name);
        out->seats[seat].state = (enum shown_seat_state)view->seats[seat].state;
        out->seats[seat].why = view->seats[seat].why;
    }
    if (is_ok(transfer_by_intent(engine->store, &transfer, out->intent))) {
        out->state = (enum shown_transfer_state)transfer.state;
        SHOW(out->txid, transfer.txid);
    }
    if (is_ok(intent_by_hash(engine->store, &row, out->intent)))
        out->may_be_sent = row.possibly_signed;
}

/* Field by field: the bytes between them mean nothing. */
static bool is_same_payment(const struct shown_payment *a, const struct shown_payment *b)
{
    bool is_same = a->t == b->t && a->n == b->n && a->is_running == b->is_running &&
                   a->has_given_up == b->has_given_up && a->may_be_sent == b->may_be_sent &&
                   a->failure == b->failure && a->state == b->state &&
                   strcmp(a->txid, b->txid) == 0;

    for (uint16_t seat = 0; seat < a->n && is_same; seat++)
        is_same = a->seats[seat].state == b->seats[seat].state &&
                  a->seats[seat].why == b->seats[seat].why &&
                  strcmp(a->seats[seat].name, b->seats[seat].name) == 0;
    return is_same;
}

bool picture_payment(struct picture *picture, struct engine *engine)
{
    struct shown_payment *out = &picture->snapshot.payment;
    struct shown_payment fresh;
    struct payment_view view = {.n = 0};

    memset(&fresh, 0, sizeof fresh);
    if (!picture->is_following || !is_ok(engine_payment_view(engine, &view, picture->followed)))
        return false;
    fresh.exists = true;
    memcpy(fresh.intent, picture->followed, sizeof fresh.intent);
    show_payment(&fresh, engine, &view);
    const bool is_same_one = out->exists && memcmp(out->intent, fresh.intent, 32) == 0;
    fresh.explanation = is_same_one ? out->explanation : NULL;
    if (is_same_one && is_same_payment(out, &fresh))
        return false;
    if (!is_same_one) {
        memory_free(out->explanation);
        fresh.explanation = explain(engine, fresh.intent);
    }
    *out = fresh;
    return true;
}
