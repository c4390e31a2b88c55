/* SPDX-License-Identifier: MIT */
/* export: the history as CSV, the labels as BIP-329, on standard output. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/export.h"
#include "app/lookup.h"
#include "app/node_talk.h"
#include "core/base/memory.h"
#include "core/engine/view.h"

static result print_all(const struct buffer *text)
{
    CHECK(fwrite(text->data, 1, text->size, stdout) == text->size || text->size == 0, OUTPUT_LOST);
    return OK;
}

static result add_transfers(const struct session *session, struct buffer *out,
                            const struct wallet *wallet,
                            void (*add)(struct buffer *, const struct transfer *))
{
    struct transfer *list = NULL;
    size_t count = 0;

    TRY(transfer_all(session_store(session), &list, &count));
    for (size_t i = 0; i < count; i++)
        if (memcmp(list[i].wallet, wallet->id, sizeof wallet->id) == 0)
            add(out, &list[i]);
    transfer_list_free(list, count);
    return OK;
}

/* What a node tells; one that does not answer leaves its account out, and that is said. */
static result add_received(const struct session *session, struct buffer *out,
                           const struct wallet *wallet)
{
    result outcome = OK;

    for (size_t i = 0; i < LOOKUP_ACCOUNTS; i++) {
        const enum account_kind kind = lookup_account_at(i);
        struct account_row row;
        size_t count = 0;
        const result asked = node_talk_sync(session, &row, wallet->id, kind);
        CHECK(asked.code != ERROR_STOPPED, STOPPED);
        if (!is_ok(asked)) {
            outcome = asked;
            continue;
        }
        const struct chain_event *events = view_events(session->engine, &count);
        for (size_t e = 0; e < count; e++)
            if (events[e].is_incoming)
                export_csv_received(out, kind, &events[e]);
    }
    return outcome;
}

static result export_history(struct session *session, const struct wallet *wallet)
{
    struct buffer text SCOPED(buffer_free) = {0};

    export_csv_head(&text);
    TRY(add_transfers(session, &text, wallet, export_csv_transfer));
    const result asked = add_received(session, &text, wallet);
    CHECK(asked.code != ERROR_STOPPED, STOPPED);
    if (!is_ok(asked))
        print_notice(session->print, error_sentence(asked.code));
    return print_all(&text);
}

static result export_labels(struct session *session, const struct wallet *wallet)
{
    struct buffer text SCOPED(buffer_free) = {0};
    struct contact *list = NULL;
    size_t count = 0;

    TRY(add_transfers(session, &text, wallet, export_label_transfer));
    TRY(contact_all(session_store(session), &list, &count));
    for (size_t i = 0; i < count; i++)
        export_label_contact(&text, &list[i]);
    memory_free(list);
    return print_all(&text);
}

result command_export(struct session *session)
{
    const char *what = session->options->words[0];
    struct wallet wallet;

    print_detail(session->print, "%s", what);
    CHECK(strcmp(what, "history") == 0 || strcmp(what, "labels") == 0, EXPORT_WHAT);
    session->print->detail[0] = 0;
    TRY(lookup_own_wallet(session, &wallet, NULL));
    return what[0] == 'h' ? export_history(session, &wallet) : export_labels(session, &wallet);
}
