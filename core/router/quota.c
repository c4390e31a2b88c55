/* SPDX-License-Identifier: MIT */
#include "core/router/quota.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/crypto/hash.h"

enum { ROWS = 1 << 15, WINDOW = 8, TAG_BYTES = 16 };

static const uint8_t mapped4[12] = {[10] = 0xff, [11] = 0xff};

struct row {
    uint8_t tag[TAG_BYTES];
    uint64_t empty_at[QUOTA_KINDS]; /* microseconds */
};

struct quota {
    struct quota_rate rates[QUOTA_KINDS];
    uint8_t hash_key[32];
    struct row rows[ROWS];
};

struct quota *quota_new(const struct quota_rate rates[static QUOTA_KINDS],
                        const uint8_t hash_key[static 32])
{
    struct quota *quota = memory_new(1, sizeof *quota);

    memcpy(quota->rates, rates, sizeof quota->rates);
    memcpy(quota->hash_key, hash_key, sizeof quota->hash_key);
    return quota;
}

void quota_free(struct quota *quota)
{
    memory_free(quota);
}

static void tag_of(const struct quota *quota, uint8_t tag[static TAG_BYTES],
                   const struct quota_address *address)
{
    struct quota_address counted = *address;
    struct hash_parts hash;

    if (memcmp(counted.bytes, mapped4, sizeof mapped4) != 0)
        memset(counted.bytes + 8, 0, 8);
    hash_parts_begin(&hash, TAG_BYTES, quota->hash_key, "gridlock/quota");
    hash_parts_add(&hash, counted.bytes, sizeof counted.bytes);
    hash_parts_end(&hash, tag);
}

static uint64_t last_use(const struct row *row)
{
    return row->empty_at[QUOTA_REQUEST] > row->empty_at[QUOTA_CREATE] ? row->empty_at[QUOTA_REQUEST]
                                                                      : row->empty_at[QUOTA_CREATE];
}

/* The row of this tag; else the one of its window that has been quiet the longest. */
static struct row *row_of(struct quota *quota, const uint8_t tag[static TAG_BYTES])
{
    const size_t start = ((size_t)tag[0] << 8 | tag[1]) * WINDOW % ROWS;
    struct row *quietest = &quota->rows[start];

    for (size_t i = 0; i < WINDOW; i++) {
        struct row *row = &quota->rows[start + i];
        if (memcmp(row->tag, tag, TAG_BYTES) == 0)
            return row;
        if (last_use(row) < last_use(quietest))
            quietest = row;
    }
    memset(quietest, 0, sizeof *quietest);
    memcpy(quietest->tag, tag, TAG_BYTES);
    return quietest;
}

bool quota_take(struct quota *quota, uint32_t *retry_seconds, enum quota_kind kind,
                const struct quota_address *address, uint64_t now_ms)
{
    const struct quota_rate *rate = &quota->rates[kind];
    uint8_t tag[TAG_BYTES];

    if (rate->count == 0 || rate->seconds == 0)
        return true;
    tag_of(quota, tag, address);
    struct row *row = row_of(quota, tag);
    const uint64_t now = now_ms * 1000;
    const uint64_t each = (rate->seconds * 1000000 + rate->count - 1) / rate->count;
    const uint64_t from = row->empty_at[kind] > now ? row->empty_at[kind] : now;
    const uint64_t room = (rate->burst ? rate->burst : 1) * each;
    if (from + each > now + room) {
        *retry_seconds = (uint32_t)((from + each - now - room) / 1000000 + 1);
        return false;
    }
    row->empty_at[kind] = from + each;
    return true;
}
