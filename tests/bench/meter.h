/* SPDX-License-Identifier: MIT */
/* meter.h - for the bench: whose CPU time passes, and for what.
 *
 * One meter per party. Between meter_start and meter_stop the thread's CPU clock runs for it, by
 * default under the kind it was started with. The linker puts a wrapper around the calls into the
 * protocol machines, those that sign and read frames, seal and open envelopes, and those that use
 * the store (`-Wl,--wrap`, see the Makefile): while one of them is at work, the time goes to its
 * own kind. So nothing is estimated, and nothing taken off but what reading the clock takes.
 */
#ifndef GRIDLOCK_TESTS_BENCH_METER_H
#define GRIDLOCK_TESTS_BENCH_METER_H

#include <stddef.h>
#include <stdint.h>

enum meter_kind {
    METER_PROTOCOL,  /* bodies in, bodies out */
    METER_FRAMES,    /* hashing, signing, verifying frames */
    METER_ENVELOPES, /* sealing, opening */
    METER_STORE,
    METER_ENGINE, /* everything else an engine does */
    METER_KINDS
};

struct meter {
    uint64_t cpu_ns[METER_KINDS];
    uint64_t store_wall_ns;
    size_t frames_written, frames_verified;
    size_t commits;
    uint64_t body_bytes, frame_bytes, envelope_bytes; /* sent; once for every receiver */
};

void meter_start(struct meter *meter, enum meter_kind kind);
void meter_stop(void);
/* From now on engine_tick and engine_reply of this engine run its meter; NULL ends that for all. */
struct engine;
void meter_watch(const struct engine *engine, struct meter *meter);
/* Of the running thread, and of the wall. */
uint64_t meter_cpu_ns(void);
uint64_t meter_wall_ns(void);
/* When the last engine_reply of this process began, on the wall. */
uint64_t meter_last_reply_ns(void);
/* One secp256k1_ecdsa_sign, in ns: the mean of a few, one after the other. */
double meter_reference_ns(void);

#endif
