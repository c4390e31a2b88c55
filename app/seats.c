/* SPDX-License-Identifier: MIT */
#include "app/seats.h"

#include "app/lookup.h"
#include "core/engine/view.h"
#include "core/message/record.h"
#include "core/store/peer_table.h"

static void show_seat(const struct session *session, struct json_line *line,
                      const struct epoch_record *record, uint16_t seat)
{
    const bool is_self = view_is_self(session->engine, record->id_pk[seat]);
    char name[LOOKUP_NAME_MAX];
    char seen[PRINT_TIME_MAX] = "";
    struct peer peer = {.seen = 0};

    lookup_name(session, name, record->id_pk[seat]);
    if (!is_self && is_ok(peer_by_id(session_store(session), &peer, record->id_pk[seat])))
        print_time(seen, peer.seen);
    print_line(session->print, "  seat %-2u %-20s %s%s", seat + 1U, name,
               is_self ? "this device" : "last heard ", seen);
    json_line_open(line, NULL);
    json_line_number(line, "seat", seat + 1U);
    json_line_text(line, "name", name);
    json_line_bool(line, "is_this_device", is_self);
    json_line_number(line, "last_heard", peer.seen);
    json_line_close(line);
}

result seats_show(const struct session *session, struct json_line *line,
                  const struct wallet *wallet)
{
    struct epoch epoch SCOPED(epoch_free) = {0};
    struct epoch_record record;

    TRY(epoch_current(session_store(session), &epoch, wallet->id));
    TRY(record_read(&record, buffer_slice(&epoch.record)));
    print_line(session->print, "%u of %u guardians sign:", record.t, record.n);
    json_line_number(line, "threshold", record.t);
    json_line_open_list(line, "seats");
    for (uint16_t seat = 0; seat < record.n; seat++)
        show_seat(session, line, &record, seat);
    json_line_close_list(line);
    return OK;
}
