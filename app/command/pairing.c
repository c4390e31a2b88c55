/* SPDX-License-Identifier: MIT */
/* invite, join: pairing with one other device. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/json_line.h"
#include "app/session.h"
#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/engine/people.h"
#include "core/message/invite.h"
#include "core/store/invite_table.h"
#include "core/store/peer_table.h"

enum { WAIT_MOST = INVITE_LIFETIME, JOIN_WAIT = 60, LINE_ROOM = 4096 };

static const char *const kinds[] = {"", "device", "friend", "enclave", "backup", NULL};

struct pairing_wait {
    struct store *store;
    uint8_t rdv[INVITE_RDV_BYTES];
    enum invite_state state;
    result outcome;
};

static bool is_over(void *context)
{
    struct pairing_wait *wait = context;
    struct invite_row row;

    wait->outcome = invite_by_rdv(wait->store, &row, wait->rdv);
    if (is_ok(wait->outcome))
        wait->state = row.state;
    return !is_ok(wait->outcome) || wait->state != INVITE_OPEN;
}

/* The one that was heard last is the one that has just been paired. */
static result newest_peer(struct store *store, struct peer *out, const char *name)
{
    struct peer *list = NULL;
    size_t count = 0;
    bool is_found = false;

    TRY(peer_all(store, &list, &count));
    for (size_t i = 0; i < count; i++) {
        if (list[i].kind != PEER_PAIRED || (name && strcmp(list[i].name, name) != 0))
            continue;
        if (!is_found || list[i].seen >= out->seen)
            *out = list[i];
        is_found = true;
    }
    memory_free(list);
    CHECK(is_found, PAIRING_OVER);
    return OK;
}

static result tell_joined(struct session *session, const char *name)
{
    struct peer peer = {0};
    struct json_line line = {0};

    TRY(newest_peer(session_store(session), &peer, name));
    print_line(session->print, "Paired with %s.", peer.name);
    if (!session->print->is_json)
        return OK;
    json_line_text(&line, "event", "joined");
    json_line_text(&line, "name", peer.name);
    json_line_hex(&line, "party", slice_of(peer.pid, sizeof peer.pid));
    json_line_print(&line);
    return OK;
}

static result wait_for_it(struct session *session, struct pairing_wait *wait, const char *name,
                          uint64_t seconds)
{
    bool is_done = false;

    TRY(session_run(session, &is_done, is_over, wait, seconds));
    TRY(wait->outcome);
    if (!is_done) {
        if (name)
            print_detail(session->print, "%s", name);
        TRY(engine_router_state(session->engine));
        return FAIL(WAIT_PAIRING);
    }
    CHECK(wait->state == INVITE_DONE, PAIRING_OVER);
    return tell_joined(session, name);
}

static void print_invitation(struct session *session, struct buffer *text)
{
    struct json_line line = {0};

    print_line(session->print, "%s", buffer_text(text));
    if (!session->print->is_json)
        return;
    json_line_text(&line, "invite", buffer_text(text));
    json_line_print(&line);
}

result command_invite(struct session *session)
{
    const char *name = session->options->words[0];
    struct buffer text SCOPED(buffer_wipe) = {0};
    struct pairing_wait wait = {.store = session_store(session)};
    unsigned kind = 0;
    uint64_t seconds = 0;

    TRY(options_choice(session->options, &kind, "kind", 0, kinds));
    TRY(options_number(session->options, &seconds, "wait", 0, 0, WAIT_MOST));
    session->print->is_stream = true;
    const unsigned any =
        1U << CARD_DEVICE | 1U << CARD_FRIEND | 1U << CARD_ENCLAVE | 1U << CARD_BACKUP;
    TRY(engine_invite(session->engine, loop_clock(), name, kind ? 1U << kind : any, &text,
                      wait.rdv));
    print_invitation(session, &text);
    if (!options_has(session->options, "wait")) {
        print_line(session->print,
                   "Give this line to %s only; whoever has it first is paired. It works once, "
                   "for a day, while 'gridlock guardian' or 'gridlock invite --wait' runs here.",
                   name);
        return OK;
    }
    return wait_for_it(session, &wait, name, seconds);
}

/* Whatever stands there up to the end or the first empty line. */
static void read_input(struct buffer *out)
{
    char part[LINE_ROOM];

    while (out->size < LINE_ROOM && fgets(part, sizeof part, stdin) && part[0] != '\n')
        buffer_append(out, part, strlen(part));
}

result command_join(struct session *session)
{
    const char *given = session->options->words[0];
    struct buffer text SCOPED(buffer_wipe) = {0};
    struct pairing_wait wait = {.store = session_store(session)};
    uint64_t seconds = 0;

    TRY(options_number(session->options, &seconds, "wait", JOIN_WAIT, 0, WAIT_MOST));
    session->print->is_stream = true;
    if (strcmp(given, "-") == 0)
        read_input(&text);
    else
        buffer_append(&text, given, strlen(given));
    TRY(engine_join(session->engine, loop_clock(), buffer_slice(&text), wait.rdv));
    return wait_for_it(session, &wait, NULL, seconds);
}
