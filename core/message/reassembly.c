/* SPDX-License-Identifier: MIT */
#include "core/message/reassembly.h"

#include <string.h>

#include "core/base/memory.h"

/* One body of which chunks are missing. Free when `total` is 0. */
struct unfinished {
    uint8_t sender[CARD_PID_BYTES];
    struct envelope_head first; /* ctr is that of chunk 0; expires_at the earliest of all */
    uint16_t total;
    uint16_t present;
    size_t bytes;
    uint64_t age; /* order of arrival */
    struct buffer chunks[ENVELOPE_CHUNKS_MAX];
    uint8_t mid[ENVELOPE_CHUNKS_MAX][ENVELOPE_MID_BYTES];
    bool has[ENVELOPE_CHUNKS_MAX];
};

struct reassembly {
    struct unfinished bodies[REASSEMBLY_BODIES];
    size_t held;
    uint64_t arrivals;
};

struct reassembly *reassembly_new(void)
{
    return memory_new(1, sizeof(struct reassembly));
}

static void drop(struct reassembly *reassembly, struct unfinished *body)
{
    for (unsigned i = 0; i < ENVELOPE_CHUNKS_MAX; i++)
        buffer_wipe(&body->chunks[i]);
    reassembly->held -= body->bytes;
    memset(body, 0, sizeof *body);
}

void reassembly_free(struct reassembly *reassembly)
{
    if (reassembly == NULL)
        return;
    for (unsigned i = 0; i < REASSEMBLY_BODIES; i++)
        drop(reassembly, &reassembly->bodies[i]);
    memory_free(reassembly);
}

size_t reassembly_held(const struct reassembly *reassembly)
{
    return reassembly->held;
}

void reassembly_tidy(struct reassembly *reassembly, uint64_t now)
{
    for (unsigned i = 0; i < REASSEMBLY_BODIES; i++) {
        struct unfinished *body = &reassembly->bodies[i];
        if (body->total != 0 && body->first.expires_at <= now)
            drop(reassembly, body);
    }
}

static bool belongs(const struct unfinished *body, const struct envelope_content *content)
{
    const struct envelope_head *head = &content->head;

    return body->total == head->chunk_count && body->first.type == head->type &&
           body->first.round == head->round && body->first.ctr == head->ctr - head->chunk_index &&
           memcmp(body->first.session, head->session, ENVELOPE_SESSION_BYTES) == 0 &&
           memcmp(body->sender, content->sender, CARD_PID_BYTES) == 0;
}

/* A free place. The sender's own oldest body makes room when it holds too many. */
static struct unfinished *make_place(struct reassembly *reassembly, const uint8_t *sender)
{
    struct unfinished *oldest = NULL;
    struct unfinished *empty = NULL;
    unsigned own = 0;

    for (unsigned i = 0; i < REASSEMBLY_BODIES; i++) {
        struct unfinished *body = &reassembly->bodies[i];
        if (body->total == 0) {
            empty = body;
        } else if (memcmp(body->sender, sender, CARD_PID_BYTES) == 0) {
            own++;
            oldest = oldest == NULL || body->age < oldest->age ? body : oldest;
        }
    }
    if (own < REASSEMBLY_PER_SENDER)
        return empty;
    drop(reassembly, oldest);
    return oldest;
}

static result find_or_begin(struct reassembly *reassembly, struct unfinished **out,
                            const struct envelope_content *content)
{
    for (unsigned i = 0; i < REASSEMBLY_BODIES; i++) {
        *out = &reassembly->bodies[i];
        if (belongs(*out, content))
            return OK;
    }
    *out = make_place(reassembly, content->sender);
    CHECK(*out != NULL, REASSEMBLY_FULL);
    memcpy((*out)->sender, content->sender, CARD_PID_BYTES);
    (*out)->first = content->head;
    (*out)->first.ctr -= content->head.chunk_index;
    (*out)->total = content->head.chunk_count;
    (*out)->age = reassembly->arrivals++;
    return OK;
}

static void add_chunk(struct reassembly *reassembly, struct unfinished *body,
                      const struct envelope_content *content)
{
    const uint16_t index = content->head.chunk_index;

    if (body->has[index])
        return;
    buffer_append_slice(&body->chunks[index], content->body);
    memcpy(body->mid[index], content->mid, ENVELOPE_MID_BYTES);
    body->has[index] = true;
    body->present++;
    body->bytes += content->body.size;
    reassembly->held += content->body.size;
    if (content->head.expires_at < body->first.expires_at)
        body->first.expires_at = content->head.expires_at;
}

static void hand_over(struct reassembly *reassembly, struct reassembly_whole *out,
                      struct unfinished *body)
{
    *out = (struct reassembly_whole){.count = body->total};
    for (unsigned i = 0; i < body->total; i++) {
        buffer_append_slice(&out->body, buffer_slice(&body->chunks[i]));
        out->ctr[i] = body->first.ctr + i;
    }
    memcpy(out->mid, body->mid, sizeof out->mid);
    drop(reassembly, body);
}

static void hand_over_single(struct reassembly_whole *out, const struct envelope_content *content)
{
    *out = (struct reassembly_whole){.count = 1};
    buffer_append_slice(&out->body, content->body);
    out->ctr[0] = content->head.ctr;
    memcpy(out->mid[0], content->mid, ENVELOPE_MID_BYTES);
}

result reassembly_take(struct reassembly *reassembly, struct reassembly_whole *out, bool *is_whole,
                       const struct envelope_content *content)
{
    struct unfinished *body = NULL;

    *is_whole = content->head.chunk_count == 1;
    if (*is_whole) {
        hand_over_single(out, content);
        return OK;
    }
    CHECK(reassembly->held + content->body.size <= REASSEMBLY_TOTAL, REASSEMBLY_FULL);
    TRY(find_or_begin(reassembly, &body, content));
    add_chunk(reassembly, body, content);
    *is_whole = body->present == body->total;
    if (*is_whole)
        hand_over(reassembly, out, body);
    return OK;
}

void reassembly_whole_free(struct reassembly_whole *whole)
{
    buffer_wipe(&whole->body);
    whole->count = 0;
}
