/* SPDX-License-Identifier: MIT */
/* complaint.h - "the share you sent me does not fit", in a form anyone can judge
 * (frost-taproot 5.7).
 *
 *   COMPLAINT (06): u16 seat | u16 dealer | u8 reason | esk[32]
 *
 * esk is the ONE ephemeral key of that pair; with it the box in the dealer's frame opens for
 * whoever holds the frame. What was sealed to another key than the round-0 frames show would look
 * like the dealer's fault, therefore a judge needs ALL round-0 frames and compares the view in the
 * dealer's frame first. Who may see a complaint: dealing.h, repair.h (amendments C4).
 */
#ifndef GRIDLOCK_CORE_CEREMONY_COMPLAINT_H
#define GRIDLOCK_CORE_CEREMONY_COMPLAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/ceremony/share_box.h"

enum { COMPLAINT_BODY_BYTES = 2 + 2 + 1 + 32 };

enum complaint_reason {
    COMPLAINT_DECRYPT = 1,
    COMPLAINT_SHARE = 2,
    COMPLAINT_CHAINCODE = 3,
};

/* Borrows esk from the body. */
struct complaint {
    uint16_t seat;
    uint16_t dealer;
    uint8_t reason;
    const uint8_t *esk;
};

/* Exact size and a known reason. (DEALING_PARSE) */
MUST_USE result complaint_read(struct complaint *out, struct slice body);
void complaint_write(struct buffer *out, const struct complaint *complaint);
/* Whether the opened key is the one the complainer published for this pair. */
bool complaint_key_fits(const struct complaint *complaint, const struct share_pair *pair);

#endif
