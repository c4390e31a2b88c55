/* SPDX-License-Identifier: MIT */
/* requests, approve, refuse, cancel: what others ask this device, and its answers. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "app/commands.h"
#include "app/json_line.h"
#include "app/lookup.h"
#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/engine/payment.h"
#include "core/engine/people.h"
#include "core/engine/view.h"
#include "core/store/ceremony_table.h"
#include "core/store/intent_table.h"

enum { WAIT = 20, WAIT_MOST = 3600, ID_LEAST = 4, HEX_HASH = 65 };

/* ---- listing ---- */

struct listing {
    struct session *session;
    size_t count;
};

static void show(struct listing *listing, const uint8_t *hash, const char *kind, const char *owner,
                 const char *text, uint64_t expires)
{
    struct json_line line = {0};
    char id[PRINT_ID_MAX];
    char end[PRINT_TIME_MAX];

    listing->count++;
    print_id(id, hash);
    print_time(end, expires);
    print_line(listing->session->print, "%s  %-7s %s asks: %s (until %s)", id, kind, owner, text,
               end);
    if (!listing->session->print->is_json)
        return;
    json_line_text(&line, "id", id);
    json_line_text(&line, "kind", kind);
    json_line_text(&line, "owner", owner);
    json_line_text(&line, "text", text);
    json_line_number(&line, "expires", expires);
    json_line_print(&line);
}

static result list_payments(struct listing *listing)
{
    struct intent_row *list = NULL;
    size_t count = 0;
    result done = OK;

    TRY(intent_all(session_store(listing->session), &list, &count));
    for (size_t i = 0; i < count && is_ok(done); i++) {
        struct wallet wallet;
        char owner[LOOKUP_NAME_MAX];
        done = wallet_by_id(session_store(listing->session), &wallet, list[i].wallet);
        if (!is_ok(done) || wallet.is_mine || list[i].state != INTENT_OPEN ||
            list[i].expires <= loop_clock().unix_seconds)
            continue;
        lookup_name(listing->session, owner, wallet.owner);
        show(listing, list[i].hash, "payment", owner, list[i].summary, list[i].expires);
    }
    intent_list_free(list, count);
    return done;
}

static result describe_share(struct session *session, const struct ceremony *ceremony,
                             char owner[static LOOKUP_NAME_MAX], char text[static SUMMARY_MAX])
{
    struct ceremony_view view;
    struct wallet wallet;

    TRY(engine_ceremony_view(session->engine, &view, ceremony->cid));
    TRY(wallet_by_id(session_store(session), &wallet, ceremony->wallet));
    lookup_name(session, owner, wallet.owner);
    snprintf(text, SUMMARY_MAX, "guard one of %u shares of a wallet, of which %u sign together",
             view.n, view.t);
    return OK;
}

static result list_shares(struct listing *listing)
{
    struct ceremony *list = NULL;
    size_t count = 0;
    result done = OK;

    TRY(ceremony_all(session_store(listing->session), &list, &count));
    for (size_t i = 0; i < count && is_ok(done); i++) {
        char owner[LOOKUP_NAME_MAX];
        char text[SUMMARY_MAX];
        if (list[i].is_mine || list[i].state != CEREMONY_ASKED)
            continue;
        done = describe_share(listing->session, &list[i], owner, text);
        if (is_ok(done))
            show(listing, list[i].cid, "share", owner, text, list[i].expires);
    }
    ceremony_list_free(list, count);
    return done;
}

result command_requests(struct session *session)
{
    struct listing listing = {.session = session};

    TRY(session_collect(session));
    result done = list_payments(&listing);
    if (is_ok(done))
        done = list_shares(&listing);
    if (is_ok(done) && listing.count == 0)
        print_line(session->print, "Nobody asks this device for anything.");
    return done;
}

/* ---- finding what was meant ---- */

struct request {
    uint8_t hash[32];
    bool is_share;
};

static bool begins_with(const uint8_t hash[static 32], const char *digits)
{
    char hex[HEX_HASH];

    hex_encode(hex, slice_of(hash, 32));
    return strncasecmp(hex, digits, strlen(digits)) == 0;
}

static result find_share(const struct session *session, struct request *out, const char *digits)
{
    struct ceremony *list = NULL;
    size_t count = 0;
    size_t found = 0;

    TRY(ceremony_all(session_store(session), &list, &count));
    for (size_t i = 0; i < count; i++) {
        if (list[i].is_mine || !begins_with(list[i].cid, digits))
            continue;
        memcpy(out->hash, list[i].cid, sizeof out->hash);
        out->is_share = true;
        found++;
    }
    ceremony_list_free(list, count);
    CHECK(found <= 1, INTENT_AMBIGUOUS);
    CHECK(found == 1, ID_UNKNOWN);
    return OK;
}

static result find_payment(const struct session *session, struct request *out, const char *digits)
{
    struct intent_row row SCOPED(intent_free) = {0};
    struct wallet wallet;

    const result found = intent_by_prefix(session_store(session), &row, digits);
    if (found.code == ERROR_INTENT_UNKNOWN)
        return FAIL(ID_UNKNOWN);
    TRY(found);
    TRY(wallet_by_id(session_store(session), &wallet, row.wallet));
    CHECK(!wallet.is_mine, ID_UNKNOWN);
    memcpy(out->hash, row.hash, sizeof out->hash);
    out->is_share = false;
    return OK;
}

static result find(const struct session *session, struct request *out, const char *digits)
{
    const size_t size = strlen(digits);

    print_detail(session->print, "%s", digits);
    CHECK(size >= ID_LEAST && size < HEX_HASH && strspn(digits, "0123456789abcdefABCDEF") == size,
          ID_SHORT);
    result found = find_payment(session, out, digits);
    if (found.code == ERROR_ID_UNKNOWN)
        found = find_share(session, out, digits);
    TRY(found);
    session->print->detail[0] = 0;
    return OK;
}

/* It may have come only now. */
static result find_or_fetch(struct session *session, struct request *out, const char *digits)
{
    const result found = find(session, out, digits);

    if (found.code != ERROR_ID_UNKNOWN)
        return found;
    TRY(session_collect(session));
    return find(session, out, digits);
}

/* ---- answering ---- */

static result show_payment(struct session *session, const uint8_t hash[static 32])
{
    struct intent_row row SCOPED(intent_free) = {0};
    struct explanation explanation = {0};
    struct wallet wallet;
    char owner[LOOKUP_NAME_MAX];

    TRY(intent_by_hash(session_store(session), &row, hash));
    TRY(wallet_by_id(session_store(session), &wallet, row.wallet));
    lookup_name(session, owner, wallet.owner);
    TRY(engine_explain(session->engine, &explanation, hash));
    print_line(session->print, "%s asks to sign this payment, as its bytes say:", owner);
    print_explanation(session->print, &explanation);
    explanation_free(&explanation);
    return OK;
}

static result show_share(struct session *session, const uint8_t cid[static 32])
{
    struct ceremony ceremony SCOPED(ceremony_free) = {0};
    char owner[LOOKUP_NAME_MAX];
    char text[SUMMARY_MAX];

    TRY(ceremony_by_cid(session_store(session), &ceremony, cid));
    TRY(describe_share(session, &ceremony, owner, text));
    print_line(session->print, "%s asks this device to %s.", owner, text);
    return OK;
}

static bool has_left(void *context)
{
    return view_has_left(context);
}

static result let_leave(struct session *session, const uint8_t *hash, const char *answer)
{
    uint64_t seconds = 0;
    bool is_done = false;
    char id[PRINT_ID_MAX];
    struct json_line line = {0};

    TRY(options_number(session->options, &seconds, "wait", WAIT, 0, WAIT_MOST));
    TRY(session_run(session, &is_done, has_left, session->engine, seconds));
    print_id(id, hash);
    if (!is_done)
        print_detail(session->print, "%s", id);
    CHECK(is_done, WAIT_ANSWER);
    if (!session->print->is_json)
        return OK;
    json_line_text(&line, "id", id);
    json_line_text(&line, "answer", answer);
    json_line_print(&line);
    return OK;
}

static result answer(struct session *session, const struct request *request, bool yes)
{
    TRY(request->is_share
            ? engine_answer_ceremony(session->engine, loop_clock(), request->hash, yes)
            : engine_answer_payment(session->engine, loop_clock(), request->hash, yes));
    print_line(session->print, "%s", !yes ? "Refused." : "Approved.");
    if (yes && !home_has_guardian(session->home))
        print_notice(session->print,
                     "No guardian runs in the background here; start 'gridlock guardian', so that "
                     "this device can take part.");
    return let_leave(session, request->hash, yes ? "yes" : "no");
}

result command_approve(struct session *session)
{
    struct request request;

    TRY(find_or_fetch(session, &request, session->options->words[0]));
    TRY(request.is_share ? show_share(session, request.hash) : show_payment(session, request.hash));
    if (!options_has(session->options, "yes"))
        TRY(print_confirm(session->print,
                          request.is_share ? "Guard this share?" : "Sign this payment?"));
    return answer(session, &request, true);
}

result command_refuse(struct session *session)
{
    struct request request;

    TRY(find_or_fetch(session, &request, session->options->words[0]));
    return answer(session, &request, false);
}

result command_cancel(struct session *session)
{
    struct transfer transfer SCOPED(transfer_free) = {0};

    TRY(lookup_transfer(session, &transfer, session->options->words[0]));
    TRY(engine_cancel(session->engine, loop_clock(), transfer.intent));
    print_line(session->print, "Cancelled.");
    return let_leave(session, transfer.intent, "cancelled");
}
