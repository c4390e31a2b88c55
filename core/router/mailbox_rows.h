/* SPDX-License-Identifier: MIT */
/* mailbox_rows.h - inside of the mailbox store: what mailbox_tables.c (opening, transactions,
 * time), mailbox_letters.c (mailboxes and messages) and mailbox_slots.c (meeting places, wallet
 * records) share. Nobody else includes it. */
#ifndef GRIDLOCK_CORE_ROUTER_MAILBOX_ROWS_H
#define GRIDLOCK_CORE_ROUTER_MAILBOX_ROWS_H

#include "core/message/mailbox_api.h"
#include "core/router/mailbox_sqlite.h"
#include "core/router/mailbox_store.h"

enum {
    MAILBOX_DAY = 86400,
    MAILBOX_SEQ_BITS = 40,
    MAILBOX_FOLDER_ROOM = 4096,
    MAILBOX_PAGE_BYTES = 4096
};

struct mailbox_tables {
    struct mailbox_store base; /* first */
    struct mailbox_sqlite *file;
    struct mailbox_limits limits;
    char folder[MAILBOX_FOLDER_ROOM];
    uint64_t reserve_bytes;
    int64_t room;    /* bytes of the disk that may still be used; falls with every post */
    int64_t pending; /* what the open transaction will use of it */
    uint64_t room_seen_at;
    uint64_t thorough_at;
    uint64_t purge_at;
    /* Counted when the store is opened and after a rollback: counting reads whole tables. */
    int64_t mailboxes, slots, records, trash;
};

static inline struct mailbox_tables *mailbox_tables_of(struct mailbox_store *store)
{
    return (struct mailbox_tables *)store; /* base is the first member */
}

static inline struct slice mailbox_tables_id(const uint8_t id[static 32])
{
    return slice_of(id, MAILBOX_API_ID_BYTES);
}

/* Appends a column of the row a statement stands on, if it stands on one, and ends the statement.
 */
static inline void mailbox_tables_take(struct mailbox_tables *tables, struct buffer *out,
                                       enum mailbox_statement statement, bool has_row, int column)
{
    if (has_row)
        buffer_append_slice(out, mailbox_sqlite_bytes(tables->file, statement, column));
    mailbox_sqlite_done(tables->file, statement);
}

#endif
