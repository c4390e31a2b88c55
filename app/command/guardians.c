/* SPDX-License-Identifier: MIT */
/* guardians: whom this device is paired with, or who sits in a wallet. */
#include "app/commands.h"
#include "app/json_line.h"
#include "app/lookup.h"
#include "app/seats.h"
#include "core/base/memory.h"
#include "core/message/card.h"
#include "core/store/peer_table.h"

static const char *const roles[] = {"", "device", "friend", "enclave", "backup"};

static void show_peer(const struct session *session, const struct peer *peer)
{
    struct json_line line = {0};
    struct card card;
    char seen[PRINT_TIME_MAX];
    const bool is_read = is_ok(card_read(&card, slice_of(peer->card, sizeof peer->card)));
    const char *role = is_read ? roles[card.role] : "unknown";

    print_time(seen, peer->seen);
    print_line(session->print, "%-20s %-8s %-18s last heard %s", peer->name, role,
               peer->is_compared ? "words compared" : "words not compared", seen);
    if (!session->print->is_json)
        return;
    json_line_text(&line, "name", peer->name);
    json_line_text(&line, "kind", role);
    json_line_hex(&line, "party", slice_of(peer->pid, sizeof peer->pid));
    json_line_bool(&line, "compared", peer->is_compared);
    json_line_number(&line, "last_heard", peer->seen);
    json_line_text(&line, "router", peer->router);
    json_line_print(&line);
}

static result list_paired(struct session *session)
{
    struct peer *list = NULL;
    size_t count = 0;
    size_t shown = 0;

    TRY(peer_all(session_store(session), &list, &count));
    for (size_t i = 0; i < count; i++) {
        if (list[i].kind != PEER_PAIRED)
            continue;
        show_peer(session, &list[i]);
        shown++;
    }
    memory_free(list);
    if (shown == 0)
        print_line(session->print, "Nobody is paired yet; 'gridlock invite NAME' begins.");
    return OK;
}

result command_guardians(struct session *session)
{
    struct wallet wallet;
    struct json_line line = {0};

    if (!options_has(session->options, "wallet"))
        return list_paired(session);
    TRY(lookup_wallet(session, &wallet, NULL));
    json_line_text(&line, "wallet", wallet.name);
    const result done = seats_show(session, &line, &wallet);
    if (is_ok(done) && session->print->is_json)
        json_line_print(&line);
    buffer_free(&line.text);
    return done;
}
