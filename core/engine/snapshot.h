/* SPDX-License-Identifier: MIT */
/* snapshot.h - an immutable picture of everything a screen may show, remade when something changed.
 *
 * Screens read it and nothing else. It holds no secret but the text of a fresh invitation. Texts
 * that came from others were made showable. It is valid until the call returns that got it: a
 * screen keeps indices, names and ids, never pointers into it.
 */
#ifndef GRIDLOCK_CORE_ENGINE_SNAPSHOT_H
#define GRIDLOCK_CORE_ENGINE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/amount.h"
#include "core/base/error.h"
#include "core/engine/command.h"
#include "core/wallet/chain.h"

enum {
    SHOWN_NAME_MAX = 41,
    SHOWN_ROLE_MAX = 12,
    SHOWN_URL_MAX = 201,
    SHOWN_UNIT_MAX = 8,
    SHOWN_TEXT_MAX = 400,
    SHOWN_SEATS_MAX = 32,
    SHOWN_ACCOUNTS_MAX = 3,
    SHOWN_INVITE_MAX = 2048,
    SHOWN_NOTICES_MAX = 200,
    SHOWN_STEPS_MAX = 12
};

enum shown_home {
    SHOWN_NO_HOME, /* nothing was made yet */
    SHOWN_LOCKED,
    SHOWN_OPENING, /* the passphrase is being tried, or the home is being made */
    SHOWN_OPEN
};

struct shown_self { /* empty until the home is open */
    char name[SHOWN_NAME_MAX];
    char role[SHOWN_ROLE_MAX]; /* "device", "friend", "enclave", "backup" */
    char party[65];            /* party id in hex */
    char router[SHOWN_URL_MAX];
    bool has_mailbox;
};

struct shown_account {
    enum account_kind kind;
    const char *title; /* "Taproot", "SegWit", "Ethereum" */
    const char *unit;  /* "BTC", "ETH" */
    unsigned decimals;
    struct amount confirmed, unconfirmed;
    char confirmed_text[AMOUNT_TEXT_MAX]; /* all decimals, without the unit */
    char unconfirmed_text[AMOUNT_TEXT_MAX];
    uint64_t synced; /* unix seconds; 0: never */
    bool has_node;
    char address[ADDRESS_MAX]; /* to receive at; empty when the key is not made */
    uint32_t index;
};

struct shown_seat {
    char name[SHOWN_NAME_MAX];
    char role[SHOWN_ROLE_MAX];
    bool is_self;
    bool is_compared; /* people compared the words */
    uint64_t seen;    /* unix seconds; 0: never */
};

enum shown_wallet_state { SHOWN_MAKING = 1, SHOWN_ACTIVE = 2, SHOWN_FAILED = 3, SHOWN_RETIRED = 4 };

struct shown_wallet {
    uint8_t id[32];
    char name[SHOWN_NAME_MAX];
    bool is_mine; /* else: this device guards it for `owner` */
    char owner[SHOWN_NAME_MAX];
    enum shown_wallet_state state;
    enum network network;
    uint64_t chain_id;
    uint16_t t, n;
    uint32_t epoch;
    uint64_t created; /* unix seconds: since when this device has it */
    struct shown_seat seats[SHOWN_SEATS_MAX];
    struct shown_account accounts[SHOWN_ACCOUNTS_MAX]; /* own wallets only */
    size_t account_count;
};

enum shown_transfer_state { /* the numbers of the store */
                            SHOWN_ASKED = 1,
                            SHOWN_SIGNED = 2,
                            SHOWN_SENT = 3,
                            SHOWN_CONFIRMED = 4,
                            SHOWN_REVERTED =
                                5, /* mined and reverted, or its inputs were spent by another */
                            SHOWN_CANCELLED = 6,
                            SHOWN_REFUSED = 7
};

struct shown_transfer { /* an own payment, newest first */
    uint8_t intent[32];
    uint8_t wallet[32];
    enum account_kind account;
    enum shown_transfer_state state;
    const char *state_text; /* "waits for guardians", "sent", ... */
    bool may_be_sent;       /* a partial signature left: it can be sent by whoever took part (D4) */
    char amount[AMOUNT_TEXT_MAX];
    char fee[AMOUNT_TEXT_MAX];
    const char *unit;
    char recipient[ADDRESS_MAX];
    char contact[SHOWN_NAME_MAX]; /* whose address that is; empty: nobody's in the address book */
    char txid[TXID_MAX];
    char label[NOTE_MAX];
    char note[NOTE_MAX];
    uint32_t confirmations;
    enum error_code failure;
    uint64_t created, expires;
};

struct shown_event { /* what came in, as the node told since the start; newest first */
    uint8_t wallet[32];
    enum account_kind account;
    char txid[TXID_MAX];
    char address[ADDRESS_MAX];
    char amount[AMOUNT_TEXT_MAX];
    const char *unit;
    uint32_t confirmations;
    uint64_t time;
};

struct shown_output {
    char address[ADDRESS_MAX];
    char amount[AMOUNT_TEXT_MAX];
    bool is_change; /* comes back to this wallet, proved by derivation */
};

/* What finished bytes do, recomputed by this program. */
struct shown_explanation {
    enum account_kind account;
    enum network network;
    char asset[ASSET_MAX];
    const char *unit;
    char spent[AMOUNT_TEXT_MAX];
    char fee[AMOUNT_TEXT_MAX];
    struct shown_output outputs[OUTPUTS_MAX];
    size_t output_count;
    char warning[NOTE_MAX];
    char sender[ADDRESS_MAX]; /* Ethereum */
    uint64_t nonce, chain_id; /* Ethereum */
    size_t signature_count;
};

enum shown_answer {
    SHOWN_OPEN_QUESTION,
    SHOWN_SAID_YES,
    SHOWN_SAID_NO,
    SHOWN_WITHDRAWN,
    SHOWN_EXPIRED
};

struct shown_request { /* what others ask of this device; open ones first */
    uint8_t id[32];    /* intent or ceremony */
    char short_id[9];
    bool is_share; /* hold a share; else: agree to a payment */
    enum shown_answer answer;
    char owner[SHOWN_NAME_MAX];
    char text[SHOWN_TEXT_MAX];
    uint64_t expires;
    uint16_t t, n;
    struct shown_explanation *explanation;       /* open payments only; NULL: it cannot be read */
    char seats[SHOWN_SEATS_MAX][SHOWN_NAME_MAX]; /* shares: who else takes part */
};

struct shown_peer { /* whom this device is paired with */
    uint8_t pid[32];
    char name[SHOWN_NAME_MAX];
    char role[SHOWN_ROLE_MAX];
    char router[SHOWN_URL_MAX];
    bool is_compared;
    uint64_t seen;
};

struct shown_invite { /* pairings in progress */
    uint8_t rdv[16];
    char name[SHOWN_NAME_MAX]; /* empty when this device joins */
    bool is_owner;
    uint64_t expires;
    char text[SHOWN_INVITE_MAX]; /* the invitation, while this program remembers it; or empty */
};

struct shown_contact {
    char name[SHOWN_NAME_MAX];
    char chain[17]; /* "bitcoin", "ethereum" */
    char address[ADDRESS_MAX];
    char note[NOTE_MAX];
    size_t times_paid;
};

enum shown_ceremony_state { /* the numbers of the store */
                            SHOWN_CEREMONY_ASKED = 1,
                            SHOWN_CEREMONY_RUNNING = 2,
                            SHOWN_CEREMONY_PREPARED = 3,
                            SHOWN_CEREMONY_DONE = 4,
                            SHOWN_CEREMONY_FAILED = 5,
                            SHOWN_CEREMONY_REFUSED = 6
};

struct shown_ceremony { /* key making; newest first */
    uint8_t cid[32];
    uint8_t wallet[32];
    char wallet_name[SHOWN_NAME_MAX];
    bool is_mine;
    enum shown_ceremony_state state;
    uint16_t t, n;
    uint32_t joined, dealt, acknowledged; /* bits of seats */
    char seats[SHOWN_SEATS_MAX][SHOWN_NAME_MAX];
    uint64_t expires;
    enum error_code failure;
    char culprit[160];
};

enum shown_draft_state { SHOWN_NO_DRAFT, SHOWN_DRAFT_BUSY, SHOWN_DRAFT_READY, SHOWN_DRAFT_FAILED };

struct shown_draft {
    enum shown_draft_state state;
    enum error_code failure;
    uint8_t wallet[32];
    enum account_kind account;
    char note[NOTE_MAX];                   /* of the node, e.g. which fee was taken */
    struct shown_explanation *explanation; /* when ready */
};

enum shown_seat_state { /* the order of payment.h */
                        SHOWN_SEAT_ASKED,
                        SHOWN_SEAT_SEEN,
                        SHOWN_SEAT_YES,
                        SHOWN_SEAT_NO,
                        SHOWN_SEAT_SIGNING,
                        SHOWN_SEAT_SILENT,
                        SHOWN_SEAT_FAULTY
};

struct shown_payment { /* the one that is followed */
    bool exists;
    uint8_t intent[32];
    uint16_t t, n;
    struct {
        char name[SHOWN_NAME_MAX];
        enum shown_seat_state state;
        enum error_code why; /* NO, FAULTY */
    } seats[SHOWN_SEATS_MAX];
    bool is_running;
    bool has_given_up;
    bool may_be_sent;
    enum error_code failure;
    enum shown_transfer_state state;
    char txid[TXID_MAX];
    struct shown_explanation *explanation;
};

struct shown_notice {
    uint64_t time;
    char text[SHOWN_TEXT_MAX];
};

struct shown_outcome { /* what the last command came to */
    uint64_t serial;   /* grows by one with each command that is over */
    enum command_kind kind;
    enum error_code code;        /* ERROR_NONE: done */
    char detail[SHOWN_TEXT_MAX]; /* what it was about, or where it was written */
    uint8_t id[32];              /* INVITE, JOIN: rdv; CREATE_WALLET: ceremony; PAY: intent */
};

enum shown_step_state { SHOWN_STEP_WAITS, SHOWN_STEP_RUNS, SHOWN_STEP_DONE, SHOWN_STEP_FAILED };

struct shown_practice {
    bool is_practice; /* this home belongs to a practice network: the header says so */
    bool is_starting;
    bool is_ready; /* mining and getting coins work */
    enum error_code failure;
    struct {
        char text[80];
        char note[120];
        enum shown_step_state state;
    } steps[SHOWN_STEPS_MAX];
    size_t step_count;
    char folder[512]; /* where its logs are */
};

struct shown_settings {
    char home[512];
    char bitcoin_rpc[SHOWN_URL_MAX];
    char bitcoin_cookie[SHOWN_URL_MAX];
    char ethereum_rpc[SHOWN_URL_MAX];
    unsigned lock_minutes; /* 0: never by itself */
    char theme[16];        /* "16", "none" */
    bool is_ascii;
    char notify[SHOWN_URL_MAX]; /* a program; empty: none */
    bool has_guardian;          /* a background guardian stands aside for us */
    const char *version;
};

struct snapshot {
    uint64_t version; /* another one after each change */
    uint64_t now;     /* unix seconds */
    uint64_t now_ms;  /* of the same clock as key.at_ms */

    enum shown_home home;
    struct shown_self self;
    enum error_code router; /* ERROR_NONE: reached */
    bool is_talking;        /* a conversation with a node is under way */
    enum error_code node;   /* what the last one came to */
    uint64_t unlock_tries;  /* wrong passphrases in a row */

    uint8_t selected[32]; /* the wallet the screens are about; snapshot_wallet() finds it */
    struct shown_wallet *wallets;
    size_t wallet_count;
    struct shown_transfer *transfers;
    size_t transfer_count;
    struct shown_event *events;
    size_t event_count;
    struct shown_request *requests;
    size_t request_count;
    struct shown_peer *peers;
    size_t peer_count;
    struct shown_invite *invites;
    size_t invite_count;
    struct shown_contact *contacts;
    size_t contact_count;
    struct shown_ceremony *ceremonies;
    size_t ceremony_count;
    struct shown_draft draft;
    struct shown_payment payment;
    struct shown_notice *notices; /* newest first */
    size_t notice_count;
    struct shown_outcome outcome;
    struct shown_practice practice;
    struct shown_settings settings;
};

/* The wallet the screens are about, or NULL. */
const struct shown_wallet *snapshot_wallet(const struct snapshot *snapshot);
const struct shown_wallet *snapshot_wallet_by_id(const struct snapshot *snapshot,
                                                 const uint8_t id[static 32]);
const struct shown_account *snapshot_account(const struct shown_wallet *wallet,
                                             enum account_kind kind);
const struct shown_transfer *snapshot_transfer(const struct snapshot *snapshot,
                                               const uint8_t intent[static 32]);
const struct shown_request *snapshot_request(const struct snapshot *snapshot,
                                             const uint8_t id[static 32]);
const struct shown_ceremony *snapshot_ceremony(const struct snapshot *snapshot,
                                               const uint8_t cid[static 32]);
/* How many requests wait for this device's answer. */
size_t snapshot_open_requests(const struct snapshot *snapshot);
/* Frees what it points to; the struct stays the caller's. */
void snapshot_wipe(struct snapshot *snapshot);

#endif
