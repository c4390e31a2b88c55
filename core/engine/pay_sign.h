/* SPDX-License-Identifier: MIT */
/* pay_sign.h - gathering consents and signatures for the owner's payments. */
#ifndef GRIDLOCK_CORE_ENGINE_PAY_SIGN_H
#define GRIDLOCK_CORE_ENGINE_PAY_SIGN_H

#include "core/engine/engine_state.h"

/* Works on an asked payment from here on; harmless when it does already. */
MUST_USE result pay_sign_start(struct engine *engine, const uint8_t intent[static 32]);
void pay_sign_stop(struct engine *engine, const uint8_t intent[static 32]);
/* An answer was stored. */
MUST_USE result pay_sign_consented(struct engine *engine, const uint8_t intent[static 32]);
MUST_USE result pay_sign_tick(struct engine *engine);
uint64_t pay_sign_wake_at(const struct engine *engine);
/* Broadcasts a signed payment; in pay_flow.c. */
MUST_USE result pay_flow_send(struct engine *engine, const uint8_t intent[static 32]);

#endif
