/* SPDX-License-Identifier: MIT */
/* picture_state.h - what the files that make the snapshot share. */
#ifndef GRIDLOCK_CORE_ENGINE_PICTURE_STATE_H
#define GRIDLOCK_CORE_ENGINE_PICTURE_STATE_H

#include "core/engine/picture.h"

struct remembered_invitation {
    uint8_t rdv[16];
    char text[SHOWN_INVITE_MAX];
};

struct picture {
    struct snapshot snapshot;
    uint64_t seen_changes; /* of the store */
    bool is_seen;
    bool is_touched;
    struct remembered_invitation *invitations;
    size_t invitation_count;
    bool is_following;
    uint8_t followed[32];
    bool has_drawn_draft; /* the ready draft's explanation is in the snapshot */
};

/* picture_wallets.c */
void picture_wallets(struct snapshot *out, struct engine *engine);
/* picture_people.c */
void picture_people(struct picture *picture, struct engine *engine);
void picture_name(struct engine *engine, char out[static SHOWN_NAME_MAX],
                  const uint8_t id_pk[static 32]);
/* picture_payments.c */
void picture_transfers(struct snapshot *out, struct engine *engine);
void picture_requests(struct snapshot *out, struct engine *engine, uint64_t now);
bool picture_draft(struct picture *picture, struct engine *engine);
bool picture_payment(struct picture *picture, struct engine *engine);

#endif
