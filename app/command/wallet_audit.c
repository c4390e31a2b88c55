/* SPDX-License-Identifier: MIT */
/* wallet audit: every guardian proves that it holds its share now. */
#include <string.h>

#include "app/commands.h"
#include "app/json_line.h"
#include "app/lookup.h"
#include "app/session.h"
#include "core/engine/people.h"
#include "core/message/record.h"
#include "core/store/wallet_table.h"

enum { WAIT = 15, WAIT_MOST = 600 };

static bool is_over(void *context)
{
    struct audit_view view;

    engine_audit_view(((struct session *)context)->engine, &view);
    return (view.proved | view.failed) == (uint32_t)((1ULL << view.n) - 1);
}

static const char *word_of(const struct audit_view *view, uint16_t seat)
{
    if (view->proved >> seat & 1)
        return "proved";
    return view->failed >> seat & 1 ? "failed" : "silent";
}

static void tell(struct session *session, const struct epoch_record *record,
                 const struct audit_view *view)
{
    for (uint16_t seat = 0; seat < view->n; seat++) {
        char name[LOOKUP_NAME_MAX];
        struct json_line line = {0};
        lookup_name(session, name, record->id_pk[seat]);
        print_line(session->print, "  %-24s %s", name, word_of(view, seat));
        if (!session->print->is_json)
            continue;
        json_line_text(&line, "event", "seat");
        json_line_number(&line, "seat", seat + 1U);
        json_line_text(&line, "name", name);
        json_line_text(&line, "state", word_of(view, seat));
        json_line_print(&line);
    }
}

result command_wallet_audit(struct session *session)
{
    const char *name = session->options->word_count > 0 ? session->options->words[0] : NULL;
    struct wallet wallet;
    struct epoch epoch SCOPED(epoch_free) = {0};
    struct epoch_record record;
    struct audit_view view;
    uint64_t seconds = 0;
    bool is_done = false;
    uint16_t proved = 0;

    session->print->is_stream = true;
    TRY(lookup_own_wallet(session, &wallet, name));
    TRY(options_number(session->options, &seconds, "wait", WAIT, 1, WAIT_MOST));
    TRY(epoch_current(session_store(session), &epoch, wallet.id));
    TRY(record_read(&record, buffer_slice(&epoch.record)));
    TRY(engine_audit(session->engine, loop_clock(), wallet.id));
    TRY(session_run(session, &is_done, is_over, session, seconds));
    engine_audit_view(session->engine, &view);
    tell(session, &record, &view);
    for (uint16_t seat = 0; seat < view.n; seat++)
        proved += view.proved >> seat & 1;
    print_line(session->print, "%u of %u guardians proved their share; %u are needed to sign.",
               proved, view.n, view.t);
    CHECK(view.failed == 0, AUDIT_FALSE);
    CHECK(proved >= view.t, SIGNERS_MISSING);
    return OK;
}
