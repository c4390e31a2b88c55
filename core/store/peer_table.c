/* SPDX-License-Identifier: MIT */
#include "core/store/peer_table.h"

#include "core/base/memory.h"
#include "core/base/text.h"

#define PEER_COLUMNS "pid, id_pk, name, kind, card, receive_key, router, compared, window, seen"

result peer_put(struct store *store, const struct peer *peer, uint64_t now)
{
    static const char sql[] =
        "INSERT INTO peer (" PEER_COLUMNS ", created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (pid) DO UPDATE SET card = excluded.card, receive_key = excluded.receive_key,"
        " router = excluded.router, kind = min(kind, excluded.kind),"
        " name = CASE WHEN excluded.kind <= kind THEN excluded.name ELSE name END";

    return store_run(store, sql,
                     (struct value[]){value_bytes(peer->pid, 32), value_bytes(peer->id_pk, 32),
                                      value_text(peer->name), value_int(peer->kind),
                                      value_bytes(peer->card, sizeof peer->card),
                                      value_bytes(peer->receive_key, sizeof peer->receive_key),
                                      value_text(peer->router), value_int(peer->is_compared),
                                      value_bytes(peer->window, sizeof peer->window),
                                      value_int(peer->seen), value_int(now), value_end()});
}

static result read_peer(const struct rows *rows, struct peer *peer)
{
    TRY(rows_fixed(rows, 0, peer->pid, sizeof peer->pid));
    TRY(rows_fixed(rows, 1, peer->id_pk, sizeof peer->id_pk));
    TRY(text_copy(peer->name, sizeof peer->name, rows_text(rows, 2)));
    peer->kind = rows_int(rows, 3) == PEER_PAIRED ? PEER_PAIRED : PEER_COMMITTEE;
    TRY(rows_fixed(rows, 4, peer->card, sizeof peer->card));
    TRY(rows_fixed(rows, 5, peer->receive_key, sizeof peer->receive_key));
    TRY(text_copy(peer->router, sizeof peer->router, rows_text(rows, 6)));
    peer->is_compared = rows_int(rows, 7) != 0;
    TRY(rows_fixed(rows, 8, peer->window, sizeof peer->window));
    peer->seen = rows_int(rows, 9);
    return OK;
}

static result read_one(struct store *store, struct peer *out, const char *sql, struct value key)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct peer peer = {0};

    rows_open(&rows, store, sql, (struct value[]){key, value_end()});
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(PEER_UNKNOWN) : rows.status;
    TRY(read_peer(&rows, &peer));
    CHECK(!rows_next(&rows), PEER_AMBIGUOUS);
    TRY(rows.status);
    *out = peer;
    return OK;
}

result peer_by_pid(struct store *store, struct peer *out, const uint8_t pid[static 32])
{
    return read_one(store, out, "SELECT " PEER_COLUMNS " FROM peer WHERE pid = ?",
                    value_bytes(pid, 32));
}

result peer_by_id(struct store *store, struct peer *out, const uint8_t id_pk[static 32])
{
    return read_one(store, out, "SELECT " PEER_COLUMNS " FROM peer WHERE id_pk = ?",
                    value_bytes(id_pk, 32));
}

result peer_by_name(struct store *store, struct peer *out, const char *name)
{
    return read_one(store, out, "SELECT " PEER_COLUMNS " FROM peer WHERE name = ? AND kind = 1",
                    value_text(name));
}

result peer_all(struct store *store, struct peer **out, size_t *count)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct peer *peers = NULL;
    size_t found = 0;
    result status = OK;

    rows_open(&rows, store, "SELECT " PEER_COLUMNS " FROM peer ORDER BY created, name", NULL);
    while (is_ok(status) && rows_next(&rows)) {
        peers = memory_grow(peers, found + 1, sizeof *peers);
        status = read_peer(&rows, &peers[found++]);
    }
    if (is_ok(status))
        status = rows.status;
    if (!is_ok(status)) {
        memory_free(peers);
        return status;
    }
    *out = peers;
    *count = found;
    return OK;
}

result peer_set_receive_key(struct store *store, const uint8_t pid[static 32],
                            const uint8_t record[static SELF_RECEIVE_KEY_BYTES])
{
    return store_run(store, "UPDATE peer SET receive_key = ? WHERE pid = ?",
                     (struct value[]){value_bytes(record, SELF_RECEIVE_KEY_BYTES),
                                      value_bytes(pid, 32), value_end()});
}

result peer_set_window(struct store *store, const uint8_t pid[static 32],
                       const uint8_t window[static PEER_WINDOW_BYTES], uint64_t seen)
{
    return store_run(store, "UPDATE peer SET window = ?, seen = ? WHERE pid = ?",
                     (struct value[]){value_bytes(window, PEER_WINDOW_BYTES), value_int(seen),
                                      value_bytes(pid, 32), value_end()});
}
