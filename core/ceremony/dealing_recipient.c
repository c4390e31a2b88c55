/* SPDX-License-Identifier: MIT */
/* The recipient: a fresh key for every dealer in round 0, the proof of its share in round 2. */
#include <string.h>

#include "core/ceremony/dealing_state.h"

void dealing_receive_r0(struct dealing *dealing, struct dealing_step *out,
                        const struct identity *identity, struct rng *rng)
{
    struct buffer body SCOPED(buffer_free) = {0};

    wire_write_u16(&body, (uint16_t)dealing->seat);
    wire_write_u16(&body, dealing->proposal.d);
    struct dealing_secrets *secrets = secret_lend(dealing->arena);
    for (size_t k = 0; k < dealing->proposal.d; k++) {
        rng_fill(rng, secrets->seat_esk[k], sizeof secrets->seat_esk[k]);
        share_box_public_key(buffer_extend(&body, 32), secrets->seat_esk[k]);
    }
    secret_take_back(dealing->arena);
    dealing_emit(dealing, out, &dealing->r0r[dealing->seat], FRAME_R0R, buffer_slice(&body),
                 identity);
}

result dealing_write_ack(struct buffer *body, const struct dealing *dealing, struct rng *rng)
{
    const struct epoch_record *record = &dealing->record;
    const uint16_t seat = (uint16_t)dealing->seat;
    result proved = OK;

    wire_write_u16(body, seat);
    buffer_append(body, record->transcript, sizeof record->transcript);
    buffer_append(body, record->hash, sizeof record->hash);
    const struct dealing_secrets *secrets = secret_lend(dealing->arena);
    for (uint8_t l = 0; l < LANES && is_ok(proved); l++) {
        const struct knowledge_context context = {.purpose = KNOWLEDGE_ACK,
                                                  .hash = dealing->proposal.cid,
                                                  .index = seat,
                                                  .lane = l,
                                                  .scheme = record->lane[l].scheme,
                                                  .extra = slice_of(record->transcript, 32)};
        uint8_t proof[KNOWLEDGE_BYTES];
        proved = knowledge_prove(proof, &secrets->share[l], &record->lane[l].pubshare[seat],
                                 &context, rng);
        if (is_ok(proved))
            buffer_append(body, proof, sizeof proof);
    }
    secret_take_back(dealing->arena);
    return proved;
}

struct secret *dealing_take_shares(struct dealing *dealing)
{
    struct secret *shares = secret_new((size_t)LANES * 32);

    uint8_t *bytes = secret_lend(shares);
    const struct dealing_secrets *secrets = secret_lend(dealing->arena);
    for (size_t l = 0; l < LANES; l++)
        scalar_write(bytes + l * 32, &secrets->share[l]);
    secret_take_back(dealing->arena);
    secret_take_back(shares);
    dealing_wipe(dealing);
    return shares;
}
