/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "core/router/mailbox_tables.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/wire_reader.h"
#include "core/crypto/point.h"
#include "support/scripted_rng.h"

enum { DAY = 86400, NOW = 1800000000 };

static const uint8_t box[32] = {1}, other[32] = {2}, nowhere[32] = {3}, pk[32] = {4};
static const struct mailbox_limits limits = {
    .messages = 5, .bytes = 20000, .retention_days = 14, .mailboxes = 2, .slots = 2, .records = 2};

static char folder[64];
static struct mailbox_store *store;

static void open_store(void)
{
    cr_assert(is_ok(mailbox_tables_open(&store, folder, &limits, 0, rng_system())));
}

static void setup(void)
{
    crypto_start();
    strcpy(folder, "/tmp/gridlock-tables-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
    open_store();
}

static void teardown(void)
{
    char command[128];

    store->ops->close(store);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(mailbox_tables, .init = setup, .fini = teardown);

static void begin(void)
{
    cr_assert(is_ok(store->ops->begin(store)));
}

static void commit(void)
{
    cr_assert(is_ok(store->ops->commit(store)));
}

static enum mailbox_put create(const uint8_t *id)
{
    enum mailbox_put put;

    begin();
    cr_assert(is_ok(store->ops->create(store, &put, id, pk, NOW)));
    commit();
    return put;
}

static enum mailbox_put post(const uint8_t *id, uint8_t mid, size_t size, uint8_t fill,
                             uint64_t now)
{
    static uint8_t body[65536];
    const uint8_t mids[16] = {mid};
    enum mailbox_put put;

    memset(body, fill, size);
    begin();
    cr_assert(is_ok(store->ops->post(
        store, &put, &(struct mailbox_letter){id, mids, slice_of(body, size)}, now)));
    commit();
    return put;
}

/* The sequence numbers of a fetch, as text: "1 2 5 ". */
static const char *seqs(const uint8_t *id, uint64_t after, size_t most, size_t most_bytes)
{
    static char text[512];
    struct buffer SCOPED(buffer_free) out = {0};
    size_t size = 0;

    cr_assert(is_ok(store->ops->fetch(store, &out, id, after, most, most_bytes)));
    struct wire_reader reader = wire_reader_over(buffer_slice(&out));
    text[0] = 0;
    while (reader.left > 0 && reader.failure == ERROR_NONE) {
        size += (size_t)snprintf(text + size, sizeof text - size, "%llu ",
                                 (unsigned long long)wire_read_u64(&reader));
        wire_read_u64(&reader);
        wire_read_slice(&reader, wire_read_u32(&reader));
    }
    cr_assert(is_ok(wire_reader_finish(&reader)));
    return text;
}

static void ack(const uint8_t *id, uint64_t upto)
{
    begin();
    cr_assert(is_ok(store->ops->ack(store, id, upto)));
    commit();
}

static void sweep_all(uint64_t now)
{
    bool has_more = true;

    for (int i = 0; i < 100 && has_more; i++) {
        while (store->ops->tidy(store, now, true))
            ;
        begin();
        cr_assert(is_ok(store->ops->sweep(store, &has_more, now, 3)));
        commit();
    }
    cr_assert_not(has_more);
}

Test(mailbox_tables, makes_a_mailbox_once_and_knows_its_owner)
{
    uint8_t found[32] = {0};
    bool is_known = false;

    cr_assert_eq(create(box), MAILBOX_PUT_STORED);
    cr_assert_eq(create(box), MAILBOX_PUT_SAME);
    cr_assert(is_ok(store->ops->owner(store, &is_known, found, box)));
    cr_assert(is_known);
    cr_assert_arr_eq(found, pk, 32);
    cr_assert(is_ok(store->ops->owner(store, &is_known, found, nowhere)));
    cr_assert_not(is_known);
    cr_assert_eq(create(other), MAILBOX_PUT_STORED);
    cr_assert_eq(create(nowhere), MAILBOX_PUT_FULL);
}

Test(mailbox_tables, limits_messages_and_bytes_of_one_mailbox)
{
    create(box);
    create(other);
    cr_assert_eq(post(nowhere, 1, 1024, 0, NOW), MAILBOX_PUT_NOWHERE);
    cr_assert_eq(post(box, 1, 16384, 0, NOW), MAILBOX_PUT_STORED);
    cr_assert_eq(post(box, 2, 4096, 0, NOW), MAILBOX_PUT_FULL);
    for (uint8_t i = 3; i < 6; i++)
        cr_assert_eq(post(box, i, 1024, 0, NOW), MAILBOX_PUT_STORED);
    cr_assert_eq(post(box, 6, 1024, 0, NOW), MAILBOX_PUT_FULL, "19,456 bytes lie there");
    cr_assert_eq(post(other, 1, 4096, 0, NOW), MAILBOX_PUT_STORED);
    ack(box, 1);
    for (uint8_t i = 6; i < 8; i++)
        cr_assert_eq(post(box, i, 1024, 0, NOW), MAILBOX_PUT_STORED);
    cr_assert_eq(post(box, 8, 1024, 0, NOW), MAILBOX_PUT_FULL, "five messages lie there");
}

Test(mailbox_tables, gives_what_comes_after_a_number_in_portions)
{
    create(box);
    create(other);
    for (uint8_t i = 0; i < 5; i++) {
        post(box, i, 1024, 0, NOW);
        post(other, i, 1024, 0, NOW);
    }
    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "1 2 3 4 5 ");
    cr_assert_str_eq(seqs(box, 3, 64, 1 << 20), "4 5 ");
    cr_assert_str_eq(seqs(box, 5, 64, 1 << 20), "");
    cr_assert_str_eq(seqs(box, INT64_MAX, 64, 1 << 20), "");
    cr_assert_str_eq(seqs(box, 0, 2, 1 << 20), "1 2 ");
    cr_assert_str_eq(seqs(box, 0, 64, 2048), "1 2 ");
    cr_assert_str_eq(seqs(box, 0, 64, 1), "1 ", "one message always fits");
    cr_assert_str_eq(seqs(nowhere, 0, 64, 1 << 20), "");
}

Test(mailbox_tables, never_acks_what_has_not_come_yet)
{
    create(box);
    post(box, 1, 1024, 0, NOW);
    post(box, 2, 1024, 0, NOW);
    ack(box, 1000);
    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "");
    post(box, 3, 1024, 0, NOW);
    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "3 ");
    ack(box, 2);
    ack(box, 0);
    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "3 ");
    ack(nowhere, 5);
}

Test(mailbox_tables, keeps_account_through_acks_purges_and_expiry)
{
    create(box);
    for (int round = 0; round < 4; round++) {
        for (uint8_t i = 0; i < 4; i++)
            cr_assert_eq(post(box, (uint8_t)(round * 4 + i), 4096, 0, NOW), MAILBOX_PUT_STORED);
        cr_assert_eq(post(box, 200, 4096, 0, NOW), MAILBOX_PUT_FULL);
        ack(box, (uint64_t)round * 4 + 2);
        if (round % 2)
            sweep_all(NOW);
        ack(box, (uint64_t)round * 4 + 4);
    }
    cr_assert_eq(post(box, 100, 4096, 0, NOW), MAILBOX_PUT_STORED);
    sweep_all(NOW + 14 * DAY - 1);
    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "17 ");
    sweep_all(NOW + 14 * DAY);
    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "");
    for (uint8_t i = 0; i < 4; i++)
        cr_assert_eq(post(box, (uint8_t)(110 + i), 4096, 0, NOW + 14 * DAY), MAILBOX_PUT_STORED);
    cr_assert_eq(post(box, 120, 4096, 0, NOW + 14 * DAY), MAILBOX_PUT_FULL);
}

Test(mailbox_tables, remembers_a_mid_as_long_as_a_sender_may_repeat_it)
{
    create(box);
    cr_assert_eq(post(box, 1, 1024, 5, NOW), MAILBOX_PUT_STORED);
    ack(box, 1);
    sweep_all(NOW + 14 * DAY);
    cr_assert_eq(post(box, 1, 1024, 5, NOW + 14 * DAY), MAILBOX_PUT_SAME);
    cr_assert_eq(post(box, 1, 1024, 6, NOW + 14 * DAY), MAILBOX_PUT_OTHER);
    sweep_all(NOW + 15 * DAY);
    cr_assert_eq(post(box, 1, 1024, 6, NOW + 15 * DAY), MAILBOX_PUT_STORED);
}

Test(mailbox_tables, spends_a_nonce_once_until_it_expires)
{
    const uint8_t nonce[16] = {9};
    bool is_fresh = false;

    begin();
    cr_assert(is_ok(store->ops->spend(store, &is_fresh, nonce, NOW + 100)));
    cr_assert(is_fresh);
    cr_assert(is_ok(store->ops->spend(store, &is_fresh, nonce, NOW + 100)));
    cr_assert_not(is_fresh);
    commit();
    sweep_all(NOW + 99);
    begin();
    cr_assert(is_ok(store->ops->spend(store, &is_fresh, nonce, NOW + 100)));
    cr_assert_not(is_fresh);
    commit();
    sweep_all(NOW + 100);
    begin();
    cr_assert(is_ok(store->ops->spend(store, &is_fresh, nonce, NOW + 200)));
    cr_assert(is_fresh);
    commit();
}

static enum mailbox_put slot_put(uint8_t id, unsigned place, const char *text, uint64_t now)
{
    const uint8_t ids[16] = {id};
    enum mailbox_put put;

    begin();
    cr_assert(is_ok(store->ops->slot_put(store, &put, &(struct mailbox_slot){ids, place},
                                         slice_of_text(text), now)));
    commit();
    return put;
}

static size_t slot_size(uint8_t id, unsigned place, uint64_t now)
{
    const uint8_t ids[16] = {id};
    struct buffer SCOPED(buffer_free) out = {0};

    cr_assert(is_ok(store->ops->slot_get(store, &out, &(struct mailbox_slot){ids, place}, now)));
    return out.size;
}

Test(mailbox_tables, ends_a_meeting_place_a_day_after_its_first_blob)
{
    cr_assert_eq(slot_put(1, 0, "M1", NOW), MAILBOX_PUT_STORED);
    cr_assert_eq(slot_put(1, 4, "second", NOW + DAY - 1), MAILBOX_PUT_STORED);
    cr_assert_eq(slot_size(1, 0, NOW + DAY - 1), 2);
    cr_assert_eq(slot_size(1, 0, NOW + DAY), 0);
    cr_assert_eq(slot_size(1, 4, NOW + DAY), 0, "later blobs do not lengthen it");
    cr_assert_eq(slot_put(1, 0, "new", NOW + DAY), MAILBOX_PUT_STORED,
                 "and then the place is free");
    cr_assert_eq(slot_size(1, 4, NOW + DAY), 0);
    sweep_all(NOW + DAY);
    cr_assert_eq(slot_put(2, 0, "a", NOW + DAY), MAILBOX_PUT_STORED);
    cr_assert_eq(slot_put(3, 0, "a", NOW + DAY), MAILBOX_PUT_FULL);
    cr_assert_eq(slot_put(2, 1, "b", NOW + DAY), MAILBOX_PUT_STORED,
                 "a slot that has begun goes on");
    sweep_all(NOW + 3 * DAY);
    cr_assert_eq(slot_put(3, 0, "a", NOW + 3 * DAY), MAILBOX_PUT_STORED);
}

static enum mailbox_put record_put(uint8_t id, uint8_t key, uint64_t version, const char *bytes)
{
    const uint8_t ids[32] = {id}, keys[32] = {key};
    enum mailbox_put put;

    begin();
    cr_assert(is_ok(store->ops->record_put(
        store, &put, &(struct mailbox_record){ids, keys, version, slice_of_text(bytes)})));
    commit();
    return put;
}

Test(mailbox_tables, replaces_a_record_only_by_a_higher_version_of_the_same_key)
{
    const uint8_t id[32] = {1};
    struct buffer SCOPED(buffer_free) out = {0};

    cr_assert_eq(record_put(1, 1, 10, "ten"), MAILBOX_PUT_STORED);
    cr_assert_eq(record_put(1, 1, 10, "ten"), MAILBOX_PUT_SAME);
    cr_assert_eq(record_put(1, 1, 10, "other"), MAILBOX_PUT_OTHER);
    cr_assert_eq(record_put(1, 1, 9, "nine"), MAILBOX_PUT_OTHER);
    cr_assert_eq(record_put(1, 2, 11, "stranger"), MAILBOX_PUT_NOWHERE);
    cr_assert_eq(record_put(1, 1, 11, "eleven"), MAILBOX_PUT_SAME);
    cr_assert(is_ok(store->ops->record_get(store, &out, id)));
    cr_assert(slice_equal(buffer_slice(&out), slice_of_text("eleven")));
    cr_assert_eq(record_put(2, 1, 1, "a"), MAILBOX_PUT_STORED);
    cr_assert_eq(record_put(3, 1, 1, "a"), MAILBOX_PUT_FULL);
}

Test(mailbox_tables, undoes_everything_since_begin)
{
    enum mailbox_put put;
    const uint8_t mid[16] = {1};
    uint8_t body[1024] = {0};

    create(box);
    begin();
    cr_assert(is_ok(store->ops->create(store, &put, other, pk, NOW)));
    cr_assert(is_ok(store->ops->post(
        store, &put, &(struct mailbox_letter){box, mid, slice_of(body, 1024)}, NOW)));
    cr_assert_eq(put, MAILBOX_PUT_STORED);
    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "1 ");
    store->ops->rollback(store);

    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "");
    cr_assert_eq(create(other), MAILBOX_PUT_STORED, "its count was taken back too");
    cr_assert_eq(post(box, 1, 1024, 0, NOW), MAILBOX_PUT_STORED);
    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "1 ");
}

Test(mailbox_tables, is_the_same_after_it_was_closed)
{
    uint8_t before[32], after[32];
    const uint8_t zero[32] = {0};

    create(box);
    create(other);
    post(box, 1, 1024, 3, NOW);
    post(box, 2, 1024, 3, NOW);
    ack(box, 1);
    cr_assert(is_ok(store->ops->secret(store, before)));
    cr_assert_neq(memcmp(before, zero, 32), 0);
    store->ops->close(store);
    open_store();
    cr_assert(is_ok(store->ops->secret(store, after)));
    cr_assert_arr_eq(before, after, 32);
    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "2 ");
    cr_assert_eq(post(box, 1, 1024, 3, NOW), MAILBOX_PUT_SAME);
    cr_assert_eq(create(nowhere), MAILBOX_PUT_FULL);
    post(box, 3, 1024, 3, NOW);
    cr_assert_str_eq(seqs(box, 0, 64, 1 << 20), "2 3 ");
}

Test(mailbox_tables, leaves_no_acked_message_in_its_files)
{
    char path[128];
    static char content[1 << 22];
    static const char *const names[] = {"relay.db", "relay.db-wal"};
    const uint8_t pattern[64] = {[0 ... 63] = 0xa7};

    create(box);
    post(box, 1, 16384, 0xa7, NOW);
    ack(box, 1);
    sweep_all(NOW);
    store->ops->tidy(store, NOW + 2 * 3600, true);
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        FILE *file = fopen(path, "rb");
        const size_t size = file ? fread(content, 1, sizeof content, file) : 0;
        cr_assert_null(memmem(content, size, pattern, sizeof pattern), "%s", names[i]);
        if (file)
            fclose(file);
    }
}
