/* SPDX-License-Identifier: MIT */
#include "app/commands.h"
#include "app/guard.h"

result command_guardian(struct session *session)
{
    return guard_run(session, NULL);
}
