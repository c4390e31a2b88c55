/* SPDX-License-Identifier: MIT */
/* consent_reason.h - the reason byte of a CONSENT: why a guardian said no. */
#ifndef GRIDLOCK_CORE_ENGINE_CONSENT_REASON_H
#define GRIDLOCK_CORE_ENGINE_CONSENT_REASON_H

#include <stdint.h>

#include "core/base/error.h"

/* On the wire: never renumber. */
enum consent_reason {
    CONSENT_REASON_NONE = 0,
    CONSENT_REASON_PERSON = 1,
    CONSENT_REASON_UNREADABLE = 2,
    CONSENT_REASON_PER_PAYMENT = 3,
    CONSENT_REASON_PER_DAY = 4,
    CONSENT_REASON_RECIPIENT = 5,
    CONSENT_REASON_NO_RULE = 6,
    CONSENT_REASON_POLICY = 7 /* any other rule */
};

/* From a policy's verdict. */
uint8_t consent_reason_of(enum error_code why);
/* The sentence for the owner. */
enum error_code consent_reason_error(uint8_t reason);

#endif
