/* SPDX-License-Identifier: MIT */
/* control.h - the bodies that are not a ceremony's own: receipts, the roster, and what the owner
 * asks and the guardians answer. Each has its file; this header brings them all. */
#ifndef GRIDLOCK_CORE_MESSAGE_CONTROL_H
#define GRIDLOCK_CORE_MESSAGE_CONTROL_H

#include "core/message/cancel.h"
#include "core/message/consent.h"
#include "core/message/intent.h"
#include "core/message/receipt.h"
#include "core/message/roster.h"

#endif
