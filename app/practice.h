/* SPDX-License-Identifier: MIT */
/* practice.h - a whole practice network on this machine: real nodes, the real router, and homes
 * with the real programs in them. `make run` plays a path through it, `make acceptance` checks it.
 */
#ifndef GRIDLOCK_APP_PRACTICE_H
#define GRIDLOCK_APP_PRACTICE_H

#include "app/nodes.h"
#include "app/process.h"

/* The last home is a spare: a friend who joins when somebody is replaced. */
enum { PRACTICE_SEATS = 5, PRACTICE_HOMES = 6, PRACTICE_WORDS_MAX = 32, PRACTICE_TEXT_MAX = 512 };

enum practice_kind {
    PRACTICE_DEVICE, /* the owner */
    PRACTICE_FRIEND, /* a person: answers with approve */
    PRACTICE_SERVICE /* answers by policy.conf */
};

struct practice_home {
    const char *name;
    const char *role;
    enum practice_kind kind;
    char folder[NODES_PATH_MAX + 64];
    char key_file[NODES_PATH_MAX + 96]; /* services; persons have a passphrase */
    struct process guardian;
};

struct practice {
    char folder[NODES_PATH_MAX];   /* everything it makes */
    char programs[NODES_PATH_MAX]; /* where gridlock, gridlock-guardian and gridlock-relay are */
    struct nodes nodes;
    struct process relay;
    unsigned relay_port;
    char router[64];
    struct practice_home home[PRACTICE_HOMES];
    bool outlive; /* KEEP=1: what it started goes on without us */
};

/* Starts the nodes and the router. `script` fetches the nodes. */
MUST_USE result practice_open(struct practice *practice, const char *folder, const char *programs,
                              const char *script, bool outlive);
/* The nodes alone. */
MUST_USE result practice_open_nodes(struct practice *practice, const char *folder,
                                    const char *programs, const char *script, bool outlive);
void practice_close(struct practice *practice);
MUST_USE result practice_start_relay(struct practice *practice);

/* What unlocks a person's practice home. */
const char *practice_passphrase(void);

/* Identity and configuration of a home; the owner invites it; its guardian runs. */
MUST_USE result practice_make_home(struct practice *practice, size_t index);
/* A home of an earlier start: only where the nodes are is written anew. */
MUST_USE result practice_find_home(struct practice *practice, size_t index);
MUST_USE result practice_pair(struct practice *practice, size_t guest);
MUST_USE result practice_start_guardian(struct practice *practice, size_t index);

/* Runs a verb with --json on a home and collects what it prints; the exit code, -1 when it was
 * killed or too late. The words end with NULL. */
int practice_verb(struct practice *practice, size_t index, struct buffer *out, unsigned timeout_ms,
                  const char *const *words);
/* The same, left running. */
MUST_USE result practice_verb_start(struct practice *practice, size_t index, struct process *out,
                                    const char *const *words);
/* The last value of a field in JSON lines, as text; false when no line has it. */
bool practice_field(char out[static PRACTICE_TEXT_MAX], struct buffer *lines, const char *field);

/* Says yes to everything that is open on a person's home; how many. -1: a verb failed. */
int practice_approve_all(struct practice *practice, size_t index);

#endif
