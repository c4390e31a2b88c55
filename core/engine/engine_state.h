/* SPDX-License-Identifier: MIT */
/* engine_state.h - what the files of core/engine share. Everything here can be lost at any moment:
 * what must survive is in the store.
 */
#ifndef GRIDLOCK_CORE_ENGINE_ENGINE_STATE_H
#define GRIDLOCK_CORE_ENGINE_ENGINE_STATE_H

#include "core/ceremony/dealing.h"
#include "core/ceremony/ecdsa_coordinator.h"
#include "core/ceremony/pair_store.h"
#include "core/ceremony/schnorr_coordinator.h"
#include "core/ceremony/sign_ecdsa.h"
#include "core/ceremony/sign_schnorr.h"
#include "core/engine/engine.h"
#include "core/engine/mailbox.h"
#include "core/engine/payment.h"
#include "core/message/card.h"
#include "core/message/envelope.h"
#include "core/message/reassembly.h"
#include "core/message/receipt.h"
#include "core/store/ceremony_table.h"
#include "core/store/intent_table.h"
#include "core/store/mark_table.h"
#include "core/store/outbox_table.h"
#include "core/store/peer_table.h"
#include "core/store/self_table.h"
#include "core/store/transfer_table.h"
#include "core/store/wallet_table.h"

/* Why a request was sent, so that its reply finds its way back. */
enum errand_kind {
    ERRAND_CREATE_MAILBOX = 1,
    ERRAND_SESSION,
    ERRAND_FETCH,
    ERRAND_ACK,
    ERRAND_PUT_KEY,
    ERRAND_GET_KEY,
    ERRAND_POST,          /* an outbox row */
    ERRAND_POST_VOLATILE, /* from memory only */
    ERRAND_RENDEZVOUS_POST,
    ERRAND_RENDEZVOUS_GET,
    ERRAND_TALK
};

struct errand {
    uint64_t ticket;
    enum errand_kind kind;
    uint8_t id[32];         /* mid, rdv, rpk or pid, by kind */
    uint64_t number;        /* FETCH: the cursor it asked after; TALK: index of the talk */
    struct buffer envelope; /* POST_VOLATILE: for another try */
    uint8_t peer[32];
    uint32_t tries;
    uint64_t again_at; /* ms; 0 while it is under way */
    uint64_t ends_at;  /* ms */
};

struct live_dealing {
    uint8_t cid[32];
    struct dealing *machine;
};

/* The secret side of signing in one epoch: memory only (amendments D1-D3). */
struct live_epoch {
    uint8_t hash[32];
    struct epoch_record record;
    int seat;
    struct schnorr_signer *signer; /* for the owner of the wallet */
    uint8_t coordinator[32];
    struct pair_store *pairs;
    struct sign_ecdsa *session; /* one at a time: the pair lock */
    uint8_t session_intent[32];
    uint64_t session_linger_ms; /* an ended session is fed a little longer */
    bool is_session_reported;
    uint64_t last_audit; /* unix seconds */
};

/* The newest proof-of-share request of this owner. */
struct live_audit {
    struct buffer request;
    struct epoch_record record;
    uint32_t proved;
    uint32_t failed;
};

/* A conversation with a node. */
struct live_talk {
    struct chain_talk *talk;
    struct account account;
    enum task_kind kind;
    uint8_t wallet[32];
    uint8_t intent[32];
    struct chain_task task;
    struct buffer raw;
    bool is_open;
};

enum { TALKS_MAX = 8, PAYMENTS_MAX = 4, EPOCHS_MAX = 8, LOCAL_FRAMES_MAX = 256 };

/* A payment this owner is gathering signatures for. */
struct live_payment {
    uint8_t intent[32];
    bool is_used;
    struct epoch_record record;
    struct explanation explanation;
    struct schnorr_coordinator *schnorr;
    struct ecdsa_coordinator *ecdsa;
    uint16_t attempt;
    uint32_t yes, no, seen; /* seats */
    uint8_t reason[SEATS_MAX];
    uint32_t silent; /* seats that did not answer while signing */
    uint64_t silent_until_ms;
    uint32_t timeouts[SEATS_MAX];
    uint32_t failures[SEATS_MAX];
    uint32_t faulty; /* seats left out, with the reason in `why` */
    enum error_code why[SEATS_MAX];
    uint32_t signing;                /* seats in the running session */
    uint32_t busy;                   /* attempts that ended because a guardian was busy */
    uint16_t batch[ECDSA_ITEMS_MAX]; /* which items the ECDSA attempt is about */
    size_t batch_count;
    uint64_t retry_at_ms;
    enum error_code failure;
    struct signature_bytes signatures[SCHNORR_ITEMS_MAX];
    bool is_signed[SCHNORR_ITEMS_MAX];
};

struct local_frame {
    struct buffer bytes;
    bool is_bundle;
};

struct engine {
    struct store *store;
    struct rng *rng;
    struct engine_settings settings;
    struct engine_clock now;
    struct self self;
    struct card card;
    struct mailbox_key *mailbox;

    /* released, and waiting for the commit */
    struct http_request *requests;
    size_t request_count;
    size_t released;
    char (*notices)[NOTICE_MAX];
    size_t notice_count;
    size_t notices_released;
    struct errand *errands;
    size_t errand_count;
    uint64_t next_ticket;
    bool must_scrub;

    /* the mailbox */
    struct mailbox_session session;
    uint64_t cursor; /* highest sequence handled */
    uint64_t acked;
    bool is_fetching, is_asking_session, is_creating, is_acking;
    uint64_t retry_router_ms;
    uint32_t router_failures;
    result router_state;
    uint64_t counter, counter_reserved;
    struct self_receive_key *keys;
    size_t key_count;
    struct reassembly *reassembly;
    struct held_chunk {
        uint8_t sender[32];
        uint64_t base; /* counter of chunk 0 */
        uint64_t seq;
    } * held;
    size_t held_count;
    uint64_t sequence; /* of the message being handled */
    struct queued_receipt {
        uint8_t pid[32];
        struct receipt receipt;
    } * receipts;
    size_t receipt_count;
    uint64_t next_outbox_ms, next_housekeeping_ms, next_rendezvous_ms, next_ceremony_ms,
        next_payments_ms;

    struct live_dealing *dealings;
    size_t dealing_count;
    struct live_epoch *epochs[EPOCHS_MAX]; /* each stays where it is: sessions borrow its record */
    size_t epoch_count;
    struct live_talk talks[TALKS_MAX];
    struct live_payment payments[PAYMENTS_MAX];
    struct local_frame *local;
    size_t local_count;
    struct live_audit audit;
    struct draft draft;
    bool is_draft_begun; /* the sync before it is done */
    result talk_outcome;
    struct chain_event *events; /* of the last sync */
    size_t event_count;
};

/* ---- steps (engine.c) ---- */
MUST_USE result engine_step_begin(struct engine *engine, struct engine_clock clock);
/* Commits and releases, or rolls back; gives `done` back, or the commit's own failure. */
MUST_USE result engine_step_end(struct engine *engine, result done);
/* A failure of the disk or the database, not of what was asked. */
bool engine_is_store_failure(result r);
void engine_notice(struct engine *engine, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Queues a request; its errand must be filled by the caller at once, valid until the next call. */
struct errand *engine_request(struct engine *engine, struct http_request *request,
                              enum errand_kind kind);

/* ---- courier.c: envelopes to peers ---- */
enum courier_kind { COURIER_DURABLE, COURIER_VOLATILE };
MUST_USE result courier_send(struct engine *engine, const uint8_t pid[static 32],
                             enum courier_kind kind, uint16_t type,
                             const uint8_t session[static 32], uint16_t round, struct slice body);
/* Sends frames (one type, one ctx) to the holder of an identity key; to ourselves by the local
 * queue. */
MUST_USE result courier_send_frames(struct engine *engine, const uint8_t id_pk[static 32],
                                    enum courier_kind kind, uint16_t type, struct slice frames);
/* The same to each seat of the bitmap. */
MUST_USE result courier_send_seats(struct engine *engine, const struct epoch_record *record,
                                   uint32_t seats, enum courier_kind kind, struct slice frames);
/* Seals a durable body anew: its envelope came too late to be told from a repeat (E1). */
MUST_USE result courier_send_again(struct engine *engine,
                                   const uint8_t mid[static OUTBOX_MID_BYTES],
                                   const uint8_t pid[static 32]);
MUST_USE result courier_tick(struct engine *engine);
MUST_USE result courier_posted(struct engine *engine, struct errand *errand,
                               const struct http_reply *reply);
MUST_USE result courier_flush_receipts(struct engine *engine);
uint64_t courier_wake_at(const struct engine *engine);

/* ---- post_office.c: the own mailbox ---- */
MUST_USE result post_office_tick(struct engine *engine);
MUST_USE result post_office_reply(struct engine *engine, const struct errand *errand,
                                  const struct http_reply *reply);
MUST_USE result post_office_load_keys(struct engine *engine);
void post_office_free_keys(struct engine *engine);

/* ---- dispatch.c: from envelopes to flows ---- */
MUST_USE result dispatch_envelope(struct engine *engine, uint64_t sequence, struct slice envelope);
MUST_USE result dispatch_frames(struct engine *engine, struct slice frames);
MUST_USE result dispatch_local(struct engine *engine);
void dispatch_queue_local(struct engine *engine, struct slice frames);

/* ---- flows ---- */
MUST_USE result pair_flow_tick(struct engine *engine);
MUST_USE result pair_flow_posted(struct engine *engine, const struct errand *errand,
                                 const struct http_reply *reply);
MUST_USE result pair_flow_heard(struct engine *engine, const struct errand *errand,
                                const struct http_reply *reply);

MUST_USE result create_flow_proposal(struct engine *engine, const struct frame *frame);
MUST_USE result create_flow_roster(struct engine *engine, const struct frame *frame);
MUST_USE result create_flow_frame(struct engine *engine, const struct frame *frame);
MUST_USE result create_flow_certificate(struct engine *engine, const struct frame *frame);
MUST_USE result create_flow_tick(struct engine *engine);
void create_flow_forget(struct engine *engine);

MUST_USE result guard_flow_intent(struct engine *engine, const struct frame *frame);
MUST_USE result guard_flow_cancel(struct engine *engine, const struct frame *frame);
MUST_USE result guard_flow_nonce_request(struct engine *engine, const struct frame *frame);
MUST_USE result guard_flow_sign_request(struct engine *engine, const struct frame *frame);
MUST_USE result guard_flow_ecdsa(struct engine *engine, const struct frame *frame);
MUST_USE result guard_flow_bundle(struct engine *engine, struct slice bundle, bool *is_taken);
MUST_USE result guard_flow_tick(struct engine *engine);
uint64_t guard_flow_wake_at(const struct engine *engine);
void guard_flow_forget(struct engine *engine);
/* The secrets of signing in any epoch of a wallet: at a switch. */
void guard_flow_forget_epochs(struct engine *engine, const uint8_t wallet[static 32]);
/* What the bytes of an intent do, and for which account; shared by guardian and owner. */
MUST_USE result guard_flow_explain(struct engine *engine, struct explanation *out,
                                   enum account_kind *kind, const struct wallet *wallet,
                                   const struct epoch_record *record, uint8_t intent_kind,
                                   struct slice payload);
/* Signs and sends a CONSENT, and stores it. */
MUST_USE result guard_flow_answer(struct engine *engine, const struct intent_row *intent,
                                  enum consent_answer answer, uint8_t reason);
struct live_epoch *guard_flow_epoch(struct engine *engine, const uint8_t hash[static 32]);

MUST_USE result pay_flow_consent(struct engine *engine, const struct frame *frame);
MUST_USE result pay_flow_frame(struct engine *engine, const struct frame *frame, bool *is_taken);
MUST_USE result pay_flow_tick(struct engine *engine);
uint64_t pay_flow_wake_at(const struct engine *engine);
void pay_flow_forget(struct engine *engine);
/* t = 1: this device's copy of the key signs alone. */
MUST_USE result guard_flow_sign_alone(struct engine *engine, struct signature_bytes *out,
                                      const struct epoch_record *record,
                                      const struct sign_item *item, bool is_ecdsa);

/* task->account is set here; task->raw is copied. */
MUST_USE result talk_flow_open(struct engine *engine, const struct chain_task *task,
                               const struct account *account, const uint8_t wallet[static 32],
                               const uint8_t *intent);
MUST_USE result audit_flow_request(struct engine *engine, const struct frame *frame);
MUST_USE result audit_flow_answer(struct engine *engine, const struct frame *frame);

MUST_USE result talk_flow_reply(struct engine *engine, const struct errand *errand,
                                const struct http_reply *reply);
void talk_flow_forget(struct engine *engine);
/* What a talk came to; in the flow that asked. */
MUST_USE result pay_flow_answer(struct engine *engine, struct live_talk *talk, result outcome);

MUST_USE result engine_account(struct engine *engine, struct account *out,
                               const struct wallet *wallet, const struct epoch_record *record,
                               enum account_kind kind);
MUST_USE result engine_record(struct engine *engine, struct epoch_record *out,
                              const uint8_t wallet[static 32]);

#endif
