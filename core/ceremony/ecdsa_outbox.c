/* SPDX-License-Identifier: MIT */
#include "core/ceremony/ecdsa_outbox.h"

#include "core/base/memory.h"

struct buffer *ecdsa_outbox_add(struct ecdsa_outbox *outbox, uint32_t seats, bool to_coordinator,
                                bool is_pairwise)
{
    outbox->outputs = memory_grow(outbox->outputs, outbox->count + 1, sizeof outbox->outputs[0]);
    struct ecdsa_output *const output = &outbox->outputs[outbox->count++];
    *output = (struct ecdsa_output){
        .seats = seats, .to_coordinator = to_coordinator, .is_pairwise = is_pairwise};
    return &output->frames;
}

void ecdsa_outbox_clear(struct ecdsa_outbox *outbox)
{
    for (size_t i = 0; i < outbox->count; i++)
        buffer_wipe(&outbox->outputs[i].frames);
    memory_free(outbox->outputs);
    *outbox = (struct ecdsa_outbox){0};
}
