/* SPDX-License-Identifier: MIT */
#include "app/version.h"
#include "app/commands.h"
#include "app/json_line.h"
#include "app/session.h"

result command_version(struct session *session)
{
    struct json_line line = {0};

    print_line(session->print, "gridlock %s", VERSION_TEXT);
    if (!session->print->is_json)
        return OK;
    json_line_text(&line, "version", VERSION_TEXT);
    json_line_print(&line);
    return OK;
}
