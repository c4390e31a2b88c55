/* SPDX-License-Identifier: MIT */
/* practice: a practice network in the foreground; the wallet's window starts it for *Try it here*.
 */
#include "app/commands.h"
#include "app/home.h"
#include "app/practice_network.h"
#include "app/session.h"

result command_practice(struct session *session)
{
    TRY(home_make(session->folder));
    return practice_network_run(session->folder, session->signals);
}
