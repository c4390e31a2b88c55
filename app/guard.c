/* SPDX-License-Identifier: MIT */
#include "app/guard.h"

#include <stdio.h>

#include "app/json_line.h"
#include "app/signals.h"
#include "core/store/self_table.h"

enum { DISK_PAUSE_MS = 5000 };

static void free_self(struct self *self)
{
    self_wipe(self);
}

static result say_ready(struct session *session)
{
    struct self self SCOPED(free_self) = {0};

    TRY(self_load(session_store(session), &self));
    print_line(session->print, "guarding as %s", self.name);
    if (session->print->is_json) {
        struct json_line line = {0};
        json_line_text(&line, "event", "guarding");
        json_line_text(&line, "name", self.name);
        json_line_print(&line);
    }
    return OK;
}

/* A full disk is waited for: the guardian must not die of it. What is damaged ends it. */
static result judge(struct session *session, result ran)
{
    if (ran.code != ERROR_STORE_FULL && ran.code != ERROR_STORE_BUSY)
        return ran;
    print_notice(session->print, error_sentence(ran.code));
    return OK;
}

static result guard_on(struct session *session)
{
    enum loop_end end = LOOP_DONE;
    bool goes_on = true;

    while (goes_on) {
        const result ran = loop_run(session->loop, &end, NULL, NULL, -1);
        TRY(judge(session, ran));
        if (!is_ok(ran))
            end = LOOP_OVER;
        if (end == LOOP_STOPPED)
            return OK;
        if (!is_ok(ran) && signals_wait(session->signals, DISK_PAUSE_MS))
            return OK;
        if (end == LOOP_ASKED && home_is_asked(session->home))
            TRY(session_step_aside(session, &goes_on));
    }
    return OK;
}

result guard_run(struct session *session, const char *policy)
{
    session->print->is_stream = true;
    TRY(session_open_guardian(session, policy));
    TRY(say_ready(session));
    return guard_on(session);
}
