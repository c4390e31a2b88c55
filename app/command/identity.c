/* SPDX-License-Identifier: MIT */
/* identity: shows who this device is; makes the home first when it does not exist. */
#include "app/commands.h"
#include "app/json_line.h"
#include "app/session.h"
#include "core/base/hex.h"
#include "core/engine/view.h"
#include "core/message/card.h"
#include "core/store/self_table.h"

enum { MAILBOX_MS = 10000 };

static const char *const roles[] = {"", "device", "friend", "enclave", "backup", NULL};

static void free_self(struct self *self)
{
    self_wipe(self);
}

static result show(struct session *session, bool is_new)
{
    struct self self SCOPED(free_self) = {0};
    struct card card;
    char party[2 * CARD_PID_BYTES + 1];
    char mailbox[2 * CARD_MAILBOX_BYTES + 1];
    struct json_line line = {0};

    TRY(self_load(session_store(session), &self));
    TRY(card_read(&card, slice_of(self.card, sizeof self.card)));
    hex_encode(party, slice_of(card.pid, sizeof card.pid));
    hex_encode(mailbox, slice_of(card.mailbox, sizeof card.mailbox));
    print_line(session->print, "name     %s", self.name);
    print_line(session->print, "role     %s", roles[card.role]);
    print_line(session->print, "party    %s", party);
    print_line(session->print, "router   %s", self.router);
    print_line(session->print, "mailbox  %s%s", mailbox,
               self.mailbox_made ? "" : " (not made at the router yet)");
    if (!session->print->is_json)
        return OK;
    json_line_text(&line, "name", self.name);
    json_line_text(&line, "role", roles[card.role]);
    json_line_text(&line, "party", party);
    json_line_text(&line, "router", self.router);
    json_line_text(&line, "mailbox", mailbox);
    json_line_bool(&line, "mailbox_made", self.mailbox_made);
    json_line_bool(&line, "is_new", is_new);
    json_line_print(&line);
    return OK;
}

static bool has_mailbox(void *context)
{
    const struct engine *engine = context;

    return view_has_mailbox(engine) || (!is_ok(engine_router_state(engine)) &&
                                        engine_router_state(engine).code != ERROR_ROUTER_NOT_YET);
}

/* The home is made whether or not the router answers now; the mailbox follows. */
static result make(struct session *session, const char *name)
{
    struct session_identity identity = {.name = name};
    enum loop_end end = LOOP_DONE;

    TRY(options_need(session->options, &identity.router, "router"));
    TRY(options_choice(session->options, &identity.role, "role", CARD_DEVICE, roles));
    CHECK(identity.role != 0, OPTION_CHOICE);
    TRY(session_make(session, &identity));
    TRY(loop_run(session->loop, &end, has_mailbox, session->engine, MAILBOX_MS));
    if (!view_has_mailbox(session->engine))
        print_notice(session->print, error_sentence(engine_router_state(session->engine).code));
    return show(session, true);
}

result command_identity(struct session *session)
{
    const struct options *options = session->options;
    const char *name = options_value(options, "name");

    if (name)
        return make(session, name);
    if (options_has(options, "router") || options_has(options, "role"))
        print_detail(session->print, "--name");
    CHECK(session->print->detail[0] == 0, OPTION_NEEDED);
    TRY(session_open(session));
    return show(session, false);
}
