/* SPDX-License-Identifier: MIT */
/* command.h - everything a person can ask of the program, as one value of fixed size.
 *
 * A screen fills one in and answers SCREEN_COMMAND; the program carries it out and tells what came
 * of it in snapshot->outcome. With SCREEN_GO it says where to go and what for: `screen` names the
 * screen, `id`, `account`, `name`, `text` tell it what is meant.
 */
#ifndef GRIDLOCK_CORE_ENGINE_COMMAND_H
#define GRIDLOCK_CORE_ENGINE_COMMAND_H

#include "core/base/secret.h"
#include "core/wallet/chain.h"

enum {
    COMMAND_SCREEN_MAX = 24,
    COMMAND_NAME_MAX = 41,
    COMMAND_TEXT_MAX = 4096, /* an invitation, an address, a label, a router's address */
    COMMAND_GUARDIANS_MAX = 15
};

enum command_kind {
    COMMAND_NONE,
    /* the home */
    COMMAND_MAKE_HOME, /* name, text = router's URL, number = role (1 device, 2 friend), secret */
    COMMAND_UNLOCK,    /* secret */
    COMMAND_LOCK,
    COMMAND_CHANGE_PASSPHRASE, /* secret = the old one, secret_new */
    COMMAND_CHANGE_SETTING,    /* name = its name in gridlock.conf or of the screen, text = value */
    COMMAND_TEST_NODE,         /* account: which node */
    COMMAND_FORGET_HOME,       /* after a typed word; text = that word */
    COMMAND_QUIT,
    /* people */
    COMMAND_INVITE, /* name, number = role of the card or 0 for any */
    COMMAND_JOIN,   /* text */
    /* wallets */
    COMMAND_CREATE_WALLET,  /* name, threshold, guardians, network, chain_id */
    COMMAND_SELECT_WALLET,  /* id: which wallet the screens are about */
    COMMAND_ANSWER_PAYMENT, /* id = intent, yes */
    COMMAND_ANSWER_SHARE,   /* id = ceremony, yes */
    COMMAND_NEW_ADDRESS,    /* id = wallet, account */
    COMMAND_EXPORT,         /* id = wallet, name = "descriptors", "history" or "labels" */
    /* payments */
    COMMAND_DRAFT, /* id = wallet, account, order */
    COMMAND_FORGET_DRAFT,
    COMMAND_PAY,    /* the ready draft; text = label, number = lifetime in seconds */
    COMMAND_CANCEL, /* id = intent */
    COMMAND_RESUME, /* id = intent */
    COMMAND_FOLLOW, /* id = intent: snapshot->payment is about it from now on */
    COMMAND_SYNC,   /* id = wallet: all its accounts, and its open payments */
    COMMAND_LABEL,  /* id = intent, text */
    /* contacts */
    COMMAND_CONTACT_ADD,    /* name, account, text = address, note */
    COMMAND_CONTACT_EDIT,   /* the same; replaces the one called `old_name` */
    COMMAND_CONTACT_DELETE, /* name */
    /* practice */
    COMMAND_START_PRACTICE,
    COMMAND_MINE,      /* number = blocks */
    COMMAND_GET_COINS, /* account */
    /* the terminal */
    COMMAND_COPY, /* text goes to the clipboard (OSC 52) */
    COMMAND_REDRAW
};

struct command {
    enum command_kind kind;
    char screen[COMMAND_SCREEN_MAX];
    uint8_t id[32];
    enum account_kind account;
    char name[COMMAND_NAME_MAX];
    char old_name[COMMAND_NAME_MAX];
    char text[COMMAND_TEXT_MAX];
    char note[NOTE_MAX];
    uint64_t number;
    bool yes;
    unsigned threshold;
    char guardians[COMMAND_GUARDIANS_MAX][COMMAND_NAME_MAX];
    size_t guardian_count;
    enum network network;
    uint64_t chain_id;
    struct transfer_order order;
    struct secret *secret; /* whoever carries it out frees it */
    struct secret *secret_new;
};

#endif
