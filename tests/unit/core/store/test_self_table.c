/* SPDX-License-Identifier: MIT */
#include "core/store/self_table.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/rng.h"
#include "core/crypto/point.h"

static char folder[64];
static struct store *store;

static struct secret *secret_of(const void *bytes, size_t size)
{
    struct secret *secret = secret_new(size);

    memcpy(secret_lend(secret), bytes, size);
    secret_take_back(secret);
    return secret;
}

static void open_again(void)
{
    struct secret *key = secret_of("0123456789abcdef0123456789abcdef", 32);

    store_close(store);
    store = NULL;
    cr_assert(is_ok(store_exists(folder)
                        ? store_open(&store, folder, STORE_LOCK_KEY_FILE, key, rng_system())
                        : store_create(&store, folder, STORE_LOCK_KEY_FILE, key, rng_system())));
    secret_free(key);
}

static void set_up(void)
{
    crypto_start();
    strcpy(folder, "/tmp/gridlock-self-XXXXXX");
    cr_assert(mkdtemp(folder));
    open_again();
}

static void tear_down(void)
{
    char path[96];

    store_close(store);
    snprintf(path, sizeof path, "%s/gridlock.db", folder);
    unlink(path);
    rmdir(folder);
}

TestSuite(self_table, .init = set_up, .fini = tear_down);

static const uint8_t sign_seed[32] = {1}, box_seed[32] = {2}, mailbox_seed[32] = {3};

static void insert_self(void)
{
    struct self self = {.name = "laptop", .role = 1, .router = "http://127.0.0.1:8787"};

    self.card[0] = 7;
    self.mailbox_seed = secret_of(mailbox_seed, sizeof mailbox_seed);
    cr_assert(is_ok(self_insert(store, &self, sign_seed, box_seed, 1000)));
    secret_free(self.mailbox_seed);
}

Test(self_table, is_missing_in_a_new_home)
{
    struct self self;
    uint64_t counter;

    cr_assert_eq(self_load(store, &self).code, ERROR_SELF_MISSING);
    cr_assert_eq(self_reserve_counter(store, 1, 1, &counter).code, ERROR_SELF_MISSING);
}

Test(self_table, comes_back_as_it_was)
{
    struct self self;

    insert_self();
    open_again();
    cr_assert(is_ok(self_load(store, &self)));
    cr_assert_str_eq(self.name, "laptop");
    cr_assert_eq(self.role, 1);
    cr_assert_eq(self.card[0], 7);
    cr_assert_not_null(self.identity);
    cr_assert_eq(memcmp(secret_lend(self.mailbox_seed), mailbox_seed, 32), 0);
    secret_take_back(self.mailbox_seed);
    cr_assert(!self.mailbox_made);
    self_wipe(&self);
}

/* Two cells of the same row have different places: swapped, neither opens. */
Test(self_table, refuses_swapped_cells)
{
    struct self self;

    insert_self();
    cr_assert(is_ok(store_run(store,
                              "UPDATE self SET sealed_identity = sealed_mailbox,"
                              " sealed_mailbox = sealed_identity",
                              NULL)));
    cr_assert_eq(self_load(store, &self).code, ERROR_STORE_CELL);
}

Test(self_table, refuses_a_receive_key_under_another_name)
{
    struct self_receive_key key = {.rpk = {1}, .not_after = 50};
    struct self_receive_key *keys = NULL;
    size_t count = 0;

    key.secret = secret_of(box_seed, sizeof box_seed);
    cr_assert(is_ok(self_receive_key_insert(store, &key)));
    secret_free(key.secret);
    cr_assert(is_ok(self_receive_keys(store, &keys, &count)));
    cr_assert_eq(count, 1);
    self_receive_keys_free(keys, count);
    cr_assert(is_ok(store_run(store, "UPDATE receive_key SET rpk = zeroblob(32)", NULL)));
    cr_assert_eq(self_receive_keys(store, &keys, &count).code, ERROR_STORE_CELL);
}

/* max(last + 1, now << 20), never one twice: not when the clock stands still, goes back, or the
 * program ends in between. */
Test(self_table, never_gives_a_counter_twice)
{
    static const uint64_t clock[] = {1000, 1000, 999, 0, 1000, 2000, 1};
    uint64_t last = 0;

    insert_self();
    for (size_t i = 0; i < sizeof clock / sizeof clock[0]; i++) {
        const uint64_t room = i * 3;
        uint64_t counter = 0;
        cr_assert(is_ok(self_reserve_counter(store, clock[i], room, &counter)));
        cr_assert_gt(counter, last);
        cr_assert_geq(counter, clock[i] << 20);
        last = counter + room;
        if (i % 2)
            open_again();
    }
    cr_assert_eq(last, (UINT64_C(2000) << 20) + 15 + 1 + 18);
}

Test(self_table, forgets_receive_keys_that_ended)
{
    struct self_receive_key *keys = NULL;
    size_t count = 0;

    for (uint8_t i = 1; i <= 3; i++) {
        struct self_receive_key key = {.rpk = {i}, .not_after = 100u * i};
        key.secret = secret_of(box_seed, sizeof box_seed);
        cr_assert(is_ok(self_receive_key_insert(store, &key)));
        secret_free(key.secret);
    }
    cr_assert(is_ok(self_receive_keys_expire(store, 200)));
    cr_assert(is_ok(self_receive_keys(store, &keys, &count)));
    cr_assert_eq(count, 2);
    cr_assert_eq(keys[0].rpk[0], 3);
    cr_assert_eq(keys[1].rpk[0], 2);
    self_receive_keys_free(keys, count);
}
