/* SPDX-License-Identifier: MIT */
/* send_form.h - what a person fills in to pay somebody, and what is to be said about it: the inner
 * half of send.c, without any drawing.
 */
#ifndef GRIDLOCK_UI_SCREEN_SEND_FORM_H
#define GRIDLOCK_UI_SCREEN_SEND_FORM_H

#include "ui/recipient.h"
#include "ui/screen.h"
#include "ui/show.h"
#include "ui/widget/box.h"
#include "ui/widget/dialog.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/list.h"

enum { SEND_LABEL = 9, SEND_MATCHES_MAX = 5, SEND_REMARKS_MAX = 4, SEND_FEES = 4 };

enum send_focus {
    SEND_FROM,
    SEND_TO,
    SEND_AMOUNT,
    SEND_FEE,
    SEND_CUSTOM_FEE, /* only with SEND_CUSTOM */
    SEND_LABEL_FIELD,
    SEND_REVIEW
};
enum send_fee { SEND_NORMAL, SEND_SLOW, SEND_FAST, SEND_CUSTOM };

struct send_form {
    enum account_kind account;
    enum send_focus focus;
    struct field to, amount, custom, label;
    bool is_all;
    enum send_fee fee;
    struct list match;
    bool is_drafting, is_leaving;
    bool must_retry;  /* the node is still busy with an earlier question */
    bool is_high_fee; /* the draft is made although its fee is high */
    uint64_t serial;
    enum error_code failure;
};

struct send_remark {
    enum style style;
    char text[SHOW_LINE_MAX];
};

/* Everything the screen says, in finished sentences. */
struct send_view {
    const struct shown_account *account; /* NULL: nothing to pay from */
    const struct shown_wallet *wallet;
    char from[SHOW_LINE_MAX];
    struct recipient to;
    struct send_remark remarks[SEND_REMARKS_MAX];
    size_t remark_count;
    size_t matches[SEND_MATCHES_MAX]; /* indices of contacts */
    size_t match_count;
    struct amount amount;
    const char *unit;
    char amount_text[SHOW_LINE_MAX];
    enum style amount_style;
    enum send_fee fees[SEND_FEES];
    size_t fee_count;
    const char *fee_unit;
    struct amount custom; /* sat per 1000 vB, or wei per gas */
    char fee_text[SHOW_LINE_MAX];
    enum style fee_style;
    char plan[SHOWN_TEXT_MAX];
    bool is_payable;
    enum send_focus missing; /* where the first thing is that still has to be filled in */
};

void send_open(void *memory, const struct snapshot *snapshot, const struct command *why);
void send_present(struct send_view *view, const struct send_form *form,
                  const struct snapshot *snapshot);
/* Account, order and texts of the form. */
void send_order(struct command *command, const struct send_form *form,
                const struct send_view *view);
/* Takes address, amount and label out of a payment request that stands in the recipient's field. */
void send_take_request(struct send_form *form, const struct snapshot *snapshot);
void send_move(struct send_form *form, int by);
void send_turn_account(struct send_form *form, const struct snapshot *snapshot, int by);
void send_turn_fee(struct send_form *form, int by);
bool send_is_dirty(const struct send_form *form);
const char *send_fee_name(enum send_fee fee);

#endif
