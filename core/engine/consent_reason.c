/* SPDX-License-Identifier: MIT */
#include "core/engine/consent_reason.h"

#include <stddef.h>

static const struct {
    enum consent_reason reason;
    enum error_code error;
} reasons[] = {
    {CONSENT_REASON_PERSON, ERROR_CONSENT_PERSON},
    {CONSENT_REASON_UNREADABLE, ERROR_CONSENT_UNREADABLE},
    {CONSENT_REASON_PER_PAYMENT, ERROR_POLICY_PER_PAYMENT},
    {CONSENT_REASON_PER_DAY, ERROR_POLICY_PER_DAY},
    {CONSENT_REASON_RECIPIENT, ERROR_POLICY_RECIPIENT},
    {CONSENT_REASON_NO_RULE, ERROR_POLICY_NO_RULE},
};

uint8_t consent_reason_of(enum error_code why)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (reasons[i].error == why)
            return (uint8_t)reasons[i].reason;
    return CONSENT_REASON_POLICY;
}

enum error_code consent_reason_error(uint8_t reason)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (reasons[i].reason == reason)
            return reasons[i].error;
    return ERROR_CONSENT_OTHER;
}
