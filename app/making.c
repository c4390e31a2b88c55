/* SPDX-License-Identifier: MIT */
#include "app/making.h"

#include "app/json_line.h"
#include "core/base/hex.h"
#include "core/store/wallet_table.h"

enum { SEATS = 32 };

static void tell_seats(struct making *making, const struct ceremony_view *view, uint32_t before,
                       uint32_t now, const char *state, const char *sentence)
{
    for (uint16_t seat = 0; seat < view->n && seat < SEATS; seat++) {
        if (!((now & ~before) >> seat & 1))
            continue;
        struct json_line line = {0};
        print_line(making->session->print, "  %s %s", view->name[seat], sentence);
        if (!making->session->print->is_json)
            continue;
        json_line_text(&line, "event", "guardian");
        json_line_text(&line, "name", view->name[seat]);
        json_line_text(&line, "state", state);
        json_line_print(&line);
    }
}

static bool is_over(void *context)
{
    struct making *making = context;
    struct ceremony ceremony SCOPED(ceremony_free) = {0};
    struct ceremony_view view;

    making->outcome = ceremony_by_cid(session_store(making->session), &ceremony, making->cid);
    if (is_ok(making->outcome))
        making->outcome = engine_ceremony_view(making->session->engine, &view, making->cid);
    if (!is_ok(making->outcome))
        return true;
    tell_seats(making, &view, making->shown.joined, view.joined, "joined", "takes part");
    tell_seats(making, &view, making->shown.dealt, view.dealt, "dealt", "dealt its part");
    tell_seats(making, &view, making->shown.acknowledged, view.acknowledged, "acknowledged",
               "has its share");
    making->shown = view;
    making->state = ceremony.state;
    return ceremony.state == CEREMONY_DONE || ceremony.state == CEREMONY_FAILED ||
           ceremony.state == CEREMONY_REFUSED;
}

/* Everybody who has not done the step that the others wait for. */
static void name_missing(const struct making *making)
{
    const struct ceremony_view *view = &making->shown;
    const uint32_t all = view->n >= SEATS ? UINT32_MAX : (1U << view->n) - 1;
    const uint32_t done = view->joined != all ? view->joined : view->acknowledged;
    struct buffer names SCOPED(buffer_free) = {0};

    for (uint16_t seat = 0; seat < view->n && seat < SEATS; seat++)
        if (!(done >> seat & 1))
            buffer_print(&names, "%s%s", names.size ? ", " : "", view->name[seat]);
    print_detail(making->session->print, "waiting for %s", buffer_text(&names));
}

static result tell_failure(struct making *making)
{
    struct ceremony ceremony SCOPED(ceremony_free) = {0};

    TRY(ceremony_by_cid(session_store(making->session), &ceremony, making->cid));
    if (ceremony.culprit[0])
        print_detail(making->session->print, "%s", ceremony.culprit);
    CHECK(ceremony.failure != 0, DEALING_ABORTED);
    return (result){(enum error_code)ceremony.failure};
}

static result tell_wallet(struct making *making, const char *event)
{
    struct ceremony ceremony SCOPED(ceremony_free) = {0};
    struct wallet wallet;
    struct json_line line = {0};

    if (!making->session->print->is_json)
        return OK;
    TRY(ceremony_by_cid(session_store(making->session), &ceremony, making->cid));
    TRY(wallet_by_id(session_store(making->session), &wallet, ceremony.wallet));
    json_line_text(&line, "event", event);
    json_line_text(&line, "wallet", wallet.name);
    json_line_hex(&line, "id", slice_of(wallet.id, sizeof wallet.id));
    json_line_hex(&line, "ceremony", slice_of(making->cid, sizeof making->cid));
    json_line_number(&line, "threshold", making->shown.t);
    json_line_number(&line, "guardians", making->shown.n);
    json_line_print(&line);
    return OK;
}

result making_watch(struct making *making, uint64_t seconds, const char *event)
{
    bool is_done = false;

    TRY(engine_ceremony_view(making->session->engine, &making->shown, making->cid));
    print_line(making->session->print, "Asked %u guardians; %u of them will sign together.",
               making->shown.n, making->shown.t);
    making->shown.joined = making->shown.dealt = making->shown.acknowledged = 0;
    TRY(tell_wallet(making, "proposed"));
    TRY(session_run(making->session, &is_done, is_over, making, seconds));
    TRY(making->outcome);
    if (!is_done) {
        name_missing(making);
        return FAIL(WAIT_WALLET);
    }
    if (making->state != CEREMONY_DONE)
        return tell_failure(making);
    return tell_wallet(making, event);
}
