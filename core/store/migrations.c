/* SPDX-License-Identifier: MIT */
#include "core/store/migrations.h"

/* Numbers stored for states and kinds are the enum values of the tables' headers; they must not
 * change after release. Times are unix seconds. */
static const char people_schema[] =
    /* who this device is */
    "CREATE TABLE self (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, role INTEGER "
    "NOT NULL,"
    " router TEXT NOT NULL, card BLOB NOT NULL, sealed_identity BLOB NOT NULL, sealed_mailbox BLOB "
    "NOT NULL,"
    " mailbox_made INTEGER NOT NULL, last_counter INTEGER NOT NULL, created INTEGER NOT NULL) "
    "STRICT;"
    "CREATE TABLE receive_key (rpk BLOB PRIMARY KEY, record BLOB NOT NULL, not_after INTEGER NOT "
    "NULL,"
    " sealed BLOB NOT NULL, published INTEGER NOT NULL) STRICT;"
    /* whom it knows: paired people and services, and committee peers named by a roster */
    "CREATE TABLE peer (pid BLOB PRIMARY KEY, id_pk BLOB NOT NULL UNIQUE, name TEXT NOT NULL, kind "
    "INTEGER NOT NULL,"
    " card BLOB NOT NULL, receive_key BLOB NOT NULL, router TEXT NOT NULL, compared INTEGER NOT "
    "NULL,"
    " window BLOB NOT NULL, seen INTEGER NOT NULL, created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE invite (rdv BLOB PRIMARY KEY, is_owner INTEGER NOT NULL, name TEXT NOT NULL, "
    "router TEXT NOT NULL,"
    " sealed BLOB NOT NULL, state INTEGER NOT NULL, expires INTEGER NOT NULL, created INTEGER NOT "
    "NULL) STRICT;"
    /* wallets and their epochs */
    "CREATE TABLE wallet (id BLOB PRIMARY KEY, name TEXT NOT NULL, is_mine INTEGER NOT NULL, owner "
    "BLOB NOT NULL,"
    " network INTEGER NOT NULL, chain_id INTEGER NOT NULL, state INTEGER NOT NULL, top INTEGER NOT "
    "NULL,"
    " created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE epoch (hash BLOB PRIMARY KEY, wallet BLOB NOT NULL REFERENCES wallet(id), number "
    "INTEGER NOT NULL,"
    " state INTEGER NOT NULL, seat INTEGER NOT NULL, record BLOB NOT NULL, cid BLOB NOT NULL, "
    "certificate BLOB,"
    " sealed_share BLOB) STRICT;"
    "CREATE TABLE ceremony (cid BLOB PRIMARY KEY, wallet BLOB NOT NULL, is_mine INTEGER NOT NULL, "
    "state INTEGER NOT NULL,"
    " proposal BLOB NOT NULL, roster BLOB NOT NULL, sealed_state BLOB, expires INTEGER NOT NULL,"
    " failure INTEGER NOT NULL, culprit TEXT NOT NULL, created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE ceremony_key (cid BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT;"
    "CREATE TABLE ceremony_frame (cid BLOB NOT NULL, type INTEGER NOT NULL, hash BLOB NOT NULL, "
    "frame BLOB NOT NULL,"
    " PRIMARY KEY (cid, hash)) STRICT;";

/* payments: what was asked, who said what, what was tried; and what still has to be delivered */
static const char payments_schema[] =
    "CREATE TABLE intent (hash BLOB PRIMARY KEY, wallet BLOB NOT NULL, kind INTEGER NOT NULL, body "
    "BLOB NOT NULL,"
    " frame BLOB NOT NULL, account INTEGER NOT NULL, state INTEGER NOT NULL, possibly_signed "
    "INTEGER NOT NULL,"
    " expires INTEGER NOT NULL, summary TEXT NOT NULL, created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE consent (intent BLOB NOT NULL, seat INTEGER NOT NULL, answer INTEGER NOT NULL, "
    "reason INTEGER NOT NULL,"
    " until INTEGER NOT NULL, frame BLOB NOT NULL, PRIMARY KEY (intent, seat)) STRICT;"
    "CREATE TABLE attempt (intent BLOB NOT NULL, digest BLOB NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (intent, digest)) STRICT;"
    "CREATE TABLE allowance (intent BLOB PRIMARY KEY, wallet BLOB NOT NULL, asset TEXT NOT NULL, "
    "amount BLOB NOT NULL,"
    " time INTEGER NOT NULL) STRICT;"
    "CREATE TABLE transfer (intent BLOB PRIMARY KEY, wallet BLOB NOT NULL, account INTEGER NOT "
    "NULL,"
    " state INTEGER NOT NULL, raw BLOB, txid TEXT NOT NULL, recipient TEXT NOT NULL, amount TEXT "
    "NOT NULL,"
    " fee TEXT NOT NULL, note TEXT NOT NULL, failure INTEGER NOT NULL, confirmations INTEGER NOT "
    "NULL,"
    " label TEXT NOT NULL, created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE mark (wallet BLOB NOT NULL, one INTEGER NOT NULL, other INTEGER NOT NULL, code "
    "INTEGER NOT NULL,"
    " epoch BLOB NOT NULL, time INTEGER NOT NULL) STRICT;"
    "CREATE TABLE account (wallet BLOB NOT NULL, kind INTEGER NOT NULL, next_receive INTEGER NOT "
    "NULL,"
    " next_change INTEGER NOT NULL, confirmed BLOB NOT NULL, unconfirmed BLOB NOT NULL, synced "
    "INTEGER NOT NULL,"
    " PRIMARY KEY (wallet, kind)) STRICT;"
    "CREATE TABLE contact (name TEXT NOT NULL, chain TEXT NOT NULL, address TEXT NOT NULL, note "
    "TEXT NOT NULL,"
    " created INTEGER NOT NULL, PRIMARY KEY (name, chain)) STRICT;"
    /* what still has to be delivered */
    "CREATE TABLE outbox (mid BLOB PRIMARY KEY, peer BLOB NOT NULL, envelope BLOB NOT NULL, "
    "next_try INTEGER NOT NULL,"
    " tries INTEGER NOT NULL, expires INTEGER NOT NULL, until_posted INTEGER NOT NULL, body BLOB "
    "NOT NULL,"
    " type INTEGER NOT NULL, session BLOB NOT NULL, round INTEGER NOT NULL, place INTEGER NOT "
    "NULL) STRICT;"
    "CREATE INDEX outbox_body ON outbox (substr(body, 1, 16), place);"
    "CREATE TABLE evidence (id INTEGER PRIMARY KEY, wallet BLOB NOT NULL, seat INTEGER NOT NULL, "
    "code INTEGER NOT NULL,"
    " frames BLOB NOT NULL, time INTEGER NOT NULL) STRICT;";

static const char audit_schema[] =
    "CREATE TABLE audit (wallet BLOB NOT NULL, epoch BLOB NOT NULL, seat INTEGER NOT NULL,"
    " time INTEGER NOT NULL, is_proved INTEGER NOT NULL) STRICT;"
    "CREATE INDEX audit_epoch ON audit (epoch, seat, time);";

const struct migration migrations[] = {
    {"people, wallets and key ceremonies", people_schema},
    {"payments, contacts and the outbox", payments_schema},
    {"who proved to hold a share, and when", audit_schema},
};

size_t migrations_count(void)
{
    return sizeof migrations / sizeof migrations[0];
}
