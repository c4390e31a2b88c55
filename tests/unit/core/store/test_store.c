/* SPDX-License-Identifier: MIT */
#include "core/store/store.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/rng.h"
#include "core/crypto/hash.h"
#include "core/crypto/point.h"
#include "core/store/migrations.h"

static char folder[64];
static char database[96];

static struct secret *secret_of(const char *text)
{
    struct secret *secret = secret_new(strlen(text));

    memcpy(secret_lend(secret), text, strlen(text));
    secret_take_back(secret);
    return secret;
}

static const char key_file[] = "0123456789abcdef0123456789abcdef";

static result open_with(struct store **store, enum store_lock lock, const char *text)
{
    struct secret *key = secret_of(text);
    const result done = store_open(store, folder, lock, key, rng_system());

    secret_free(key);
    return done;
}

static result create_with(struct store **store, enum store_lock lock, const char *text)
{
    struct secret *key = secret_of(text);
    const result done = store_create(store, folder, lock, key, rng_system());

    secret_free(key);
    return done;
}

static struct store *create(void)
{
    struct store *store = NULL;

    cr_assert(is_ok(create_with(&store, STORE_LOCK_KEY_FILE, key_file)));
    return store;
}

static struct store *reopen(void)
{
    struct store *store = NULL;

    cr_assert(is_ok(open_with(&store, STORE_LOCK_KEY_FILE, key_file)));
    return store;
}

static enum error_code code_of_open(void)
{
    struct store *store = NULL;
    const result done = open_with(&store, STORE_LOCK_KEY_FILE, key_file);

    store_close(store);
    return done.code;
}

static void run(struct store *store, const char *sql)
{
    cr_assert(is_ok(store_run(store, sql, NULL)), "%s", sql);
}

static uint64_t number(struct store *store, const char *sql)
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(&rows, store, sql, NULL);
    cr_assert(rows_next(&rows), "%s", sql);
    return rows_int(&rows, 0);
}

static void set_up(void)
{
    crypto_start();
    strcpy(folder, "/tmp/gridlock-store-XXXXXX");
    cr_assert(mkdtemp(folder));
    snprintf(database, sizeof database, "%s/gridlock.db", folder);
}

static void tear_down(void)
{
    char path[400];
    DIR *dir = opendir(folder);

    for (struct dirent *entry; (entry = readdir(dir));) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    closedir(dir);
    rmdir(folder);
}

TestSuite(store, .init = set_up, .fini = tear_down);

Test(store, keeps_what_was_committed)
{
    struct store *store = create();

    cr_assert(is_ok(store_begin(store)));
    run(store, "INSERT INTO contact VALUES ('bakery', 'bitcoin', 'bc1q', '', 1)");
    cr_assert(is_ok(store_commit(store)));
    cr_assert(is_ok(store_begin(store)));
    run(store, "INSERT INTO contact VALUES ('thief', 'bitcoin', 'bc1q', '', 1)");
    store_close(store); /* an open transaction did not happen */

    store = reopen();
    cr_assert_eq(number(store, "SELECT count(*) FROM contact"), 1);
    cr_assert_eq(number(store, "SELECT count(*) FROM contact WHERE name = 'bakery'"), 1);
    store_close(store);
}

Test(store, rolls_back)
{
    struct store *store = create();

    cr_assert(is_ok(store_begin(store)));
    run(store, "INSERT INTO contact VALUES ('bakery', 'bitcoin', 'bc1q', '', 1)");
    store_rollback(store);
    cr_assert_eq(number(store, "SELECT count(*) FROM contact"), 0);
    store_close(store);
}

Test(store, is_missing_until_it_was_made_and_is_made_once)
{
    struct store *store = NULL;

    cr_assert(!store_exists(folder));
    cr_assert_eq(code_of_open(), ERROR_STORE_MISSING);
    store_close(create());
    cr_assert(store_exists(folder));
    cr_assert_eq(create_with(&store, STORE_LOCK_KEY_FILE, key_file).code, ERROR_STORE_EXISTS);
    cr_assert_null(store);
    store_close(reopen());
}

Test(store, opens_only_with_its_passphrase)
{
    struct store *store = NULL;

    cr_assert(is_ok(create_with(&store, STORE_LOCK_PASSPHRASE, "five words would be better")));
    store_close(store);
    store = NULL;
    cr_assert_eq(open_with(&store, STORE_LOCK_PASSPHRASE, "Five words would be better").code,
                 ERROR_STORE_PASSPHRASE);
    cr_assert_null(store);
    cr_assert(is_ok(open_with(&store, STORE_LOCK_PASSPHRASE, "five words would be better")));
    store_close(store);
}

Test(store, says_which_kind_of_lock_it_has)
{
    struct store *store = NULL;

    store_close(create());
    cr_assert_eq(open_with(&store, STORE_LOCK_PASSPHRASE, key_file).code,
                 ERROR_STORE_LOCK_KEY_FILE);
    cr_assert_eq(open_with(&store, STORE_LOCK_KEY_FILE, "ffffffffffffffffffffffffffffffff").code,
                 ERROR_STORE_PASSPHRASE);
    unlink(database);
    cr_assert(is_ok(create_with(&store, STORE_LOCK_PASSPHRASE, "words")));
    store_close(store);
    cr_assert_eq(open_with(&store, STORE_LOCK_KEY_FILE, key_file).code,
                 ERROR_STORE_LOCK_PASSPHRASE);
}

Test(store, refuses_a_home_of_a_newer_version_and_leaves_it_alone)
{
    struct store *store = create();
    char sql[64];

    snprintf(sql, sizeof sql, "PRAGMA user_version=%zu", migrations_count() + 1);
    run(store, sql);
    store_close(store);
    cr_assert_eq(code_of_open(), ERROR_STORE_NEWER);
    cr_assert_eq(code_of_open(), ERROR_STORE_NEWER);
}

Test(store, refuses_every_truncation_of_its_file)
{
    struct stat whole;

    struct store *store = create();

    cr_assert(is_ok(store_begin(store)));
    for (int i = 0; i < 100; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "INSERT INTO evidence VALUES (%d, x'01', 1, 1, x'%064d', 1)", i,
                 i + 1000);
        run(store, sql);
    }
    cr_assert(is_ok(store_commit(store)));
    store_close(store);
    cr_assert_eq(stat(database, &whole), 0);
    for (off_t size = whole.st_size - 100; size > 0; size = size * 2 / 3) {
        cr_assert_eq(truncate(database, size), 0);
        cr_assert_eq(code_of_open(), ERROR_STORE_BROKEN, "%ld of %ld bytes", (long)size,
                     (long)whole.st_size);
    }
    cr_assert_eq(truncate(database, 0), 0);
    cr_assert_eq(code_of_open(), ERROR_STORE_BROKEN);
}

static void overwrite(off_t at, const void *bytes, size_t size)
{
    const int file = open(database, O_WRONLY);

    cr_assert(file >= 0);
    cr_assert_eq(pwrite(file, bytes, size, at), (ssize_t)size);
    close(file);
}

Test(store, refuses_a_damaged_file)
{
    static const uint8_t noise[512] = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    store_close(create());
    overwrite(4096 + 8, noise, sizeof noise);
    cr_assert_eq(code_of_open(), ERROR_STORE_BROKEN);
}

Test(store, refuses_a_file_that_is_something_else)
{
    const int file = open(database, O_WRONLY | O_CREAT, 0600);

    cr_assert_eq(write(file, "this is not a database, but a letter", 36), 36);
    close(file);
    cr_assert_eq(code_of_open(), ERROR_STORE_BROKEN);
}

Test(store, refuses_the_database_of_another_program)
{
    struct store *store = create();

    run(store, "PRAGMA application_id=7");
    store_close(store);
    cr_assert_eq(code_of_open(), ERROR_STORE_BROKEN);
}

/* A cell opens only where it was sealed: not in another column, row, or home. */
Test(store, refuses_a_sealed_cell_that_was_moved)
{
    struct store *store = create();
    struct buffer cell SCOPED(buffer_free) = {0};
    struct secret *plain = NULL;

    store_seal(store, &cell, "epoch|sealed_share", slice_of_text("row 1"), slice_of_text("share"));
    const struct slice sealed = buffer_slice(&cell);
    cr_assert_eq(
        store_unseal(store, &plain, "epoch|sealed_share", slice_of_text("row 2"), sealed).code,
        ERROR_STORE_CELL);
    cr_assert_eq(store_unseal(store, &plain, "self|sealed", slice_of_text("row 1"), sealed).code,
                 ERROR_STORE_CELL);
    /* The border between place and row cannot be moved either. */
    cr_assert_eq(
        store_unseal(store, &plain, "epoch|sealed_sharer", slice_of_text("ow 1"), sealed).code,
        ERROR_STORE_CELL);
    cr_assert_eq(store_unseal(store, &plain, "epoch|sealed_share", slice_of_text("row 1"),
                              slice_of(sealed.data, sealed.size - 1))
                     .code,
                 ERROR_STORE_CELL);
    cr_assert_null(plain);
    cr_assert(
        is_ok(store_unseal(store, &plain, "epoch|sealed_share", slice_of_text("row 1"), sealed)));
    cr_assert_eq(secret_size(plain), 5);
    cr_assert_eq(memcmp(secret_lend(plain), "share", 5), 0);
    secret_take_back(plain);
    secret_free(plain);
    store_close(store);

    /* A home made later with the same key file has another storage key. */
    unlink(database);
    store = create();
    plain = NULL;
    cr_assert_eq(
        store_unseal(store, &plain, "epoch|sealed_share", slice_of_text("row 1"), sealed).code,
        ERROR_STORE_CELL);
    store_close(store);
}

/* What is sealed is nowhere readable in the files. */
Test(store, keeps_sealed_bytes_out_of_its_files)
{
    static const char plain[] = "a-secret-that-must-not-be-found-in-any-file";
    struct store *store = create();
    struct buffer cell SCOPED(buffer_free) = {0};
    char *bytes = NULL;
    size_t size = 0;

    store_seal(store, &cell, "invite|sealed", slice_of_text("r"), slice_of_text(plain));
    cr_assert(is_ok(store_run(store, "INSERT INTO invite VALUES (x'00', 1, 'n', 'r', ?, 1, 1, 1)",
                              (struct value[]){value_blob(buffer_slice(&cell)), value_end()})));
    store_close(store);
    FILE *file = fopen(database, "rb");
    fseek(file, 0, SEEK_END);
    size = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(size);
    cr_assert_eq(fread(bytes, 1, size, file), size);
    fclose(file);
    cr_assert_null(memmem(bytes, size, plain, sizeof plain - 1));
    cr_assert_null(memmem(bytes, size, key_file, sizeof key_file - 1));
    cr_assert_not_null(memmem(bytes, size, buffer_slice(&cell).data, buffer_slice(&cell).size));
    free(bytes);
}

Test(store, lets_only_one_of_two_programs_write, .timeout = 30)
{
    struct store *one = create();
    struct store *two = reopen();

    cr_assert(is_ok(store_begin(one)));
    cr_assert_eq(store_begin(two).code, ERROR_STORE_BUSY);
    run(one, "INSERT INTO contact VALUES ('bakery', 'bitcoin', 'bc1q', '', 1)");
    cr_assert_eq(number(two, "SELECT count(*) FROM contact"), 0);
    cr_assert(is_ok(store_commit(one)));
    cr_assert(is_ok(store_begin(two)));
    cr_assert_eq(number(two, "SELECT count(*) FROM contact"), 1);
    cr_assert(is_ok(store_commit(two)));
    store_close(one);
    store_close(two);
}

/* Killed while a home is made: it is made whole or not at all, and can be made again. */
Test(store, is_made_whole_or_not_at_all, .timeout = 120)
{
    enum { RUNS = 40 };
    size_t whole = 0;
    struct timespec begin, end;

    /* How long it takes here and now, so that the kills fall into it; the last comes after it. */
    clock_gettime(CLOCK_MONOTONIC, &begin);
    store_close(create());
    clock_gettime(CLOCK_MONOTONIC, &end);
    const useconds_t usual =
        (useconds_t)((end.tv_sec - begin.tv_sec) * 1000000 + (end.tv_nsec - begin.tv_nsec) / 1000);
    tear_down();
    cr_assert_eq(mkdir(folder, 0700), 0);
    for (useconds_t run = 0; run < RUNS; run++) {
        const useconds_t after = run + 1 < RUNS ? usual * 2 * run / RUNS : usual * 10;
        const pid_t child = fork();
        if (child == 0) {
            struct store *store = NULL;
            (void)!is_ok(create_with(&store, STORE_LOCK_KEY_FILE, key_file));
            store_close(store);
            _exit(0);
        }
        usleep(after);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        if (store_exists(folder))
            whole++;
        store_close(store_exists(folder) ? reopen() : create());
        tear_down();
        cr_assert_eq(mkdir(folder, 0700), 0);
    }
    cr_assert(whole > 0, "no child was ever done");
}

/* A released schema is never edited: a new one goes behind it. (Before the first release the hash
 * here follows the schema.) */
static result change_key(struct store *store, const char *old, const char *fresh,
                         enum store_lock fresh_lock)
{
    struct secret *from = secret_of(old);
    struct secret *to = secret_of(fresh);
    const result done = store_change_key(store, STORE_LOCK_KEY_FILE, from, fresh_lock, to);

    secret_free(from);
    secret_free(to);
    return done;
}

static bool file_holds(const char *path, struct slice wanted)
{
    static uint8_t bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    const size_t size = file ? fread(bytes, 1, sizeof bytes, file) : 0;

    if (file)
        fclose(file);
    for (size_t i = 0; i + wanted.size <= size; i++)
        if (memcmp(bytes + i, wanted.data, wanted.size) == 0)
            return true;
    return false;
}

Test(store, opens_only_with_the_new_key_after_a_change)
{
    static const char fresh[] = "fedcba9876543210fedcba9876543210";
    struct store *store = create();
    struct buffer sealed = {0};
    struct secret *plain = NULL;

    store_seal(store, &sealed, "t|c", slice_of_text("row"), slice_of_text("kept"));
    cr_assert(is_ok(change_key(store, key_file, fresh, STORE_LOCK_KEY_FILE)));
    store_close(store);

    cr_assert_eq(code_of_open(), ERROR_STORE_PASSPHRASE);
    cr_assert(is_ok(open_with(&store, STORE_LOCK_KEY_FILE, fresh)));
    cr_assert(
        is_ok(store_unseal(store, &plain, "t|c", slice_of_text("row"), buffer_slice(&sealed))));
    cr_assert_eq(secret_size(plain), 4);
    secret_free(plain);
    buffer_free(&sealed);
    store_close(store);
}

Test(store, changes_nothing_when_the_old_key_is_wrong)
{
    static const char other[] = "ffffffffffffffffffffffffffffffff";
    struct store *store = create();

    cr_assert_eq(change_key(store, other, other, STORE_LOCK_KEY_FILE).code, ERROR_STORE_PASSPHRASE);
    store_close(store);

    store_close(reopen());
}

Test(store, can_go_from_a_key_file_to_a_passphrase, .timeout = 60)
{
    struct store *store = create();
    enum store_lock lock = STORE_LOCK_KEY_FILE;

    cr_assert(is_ok(change_key(store, key_file, "a few good words", STORE_LOCK_PASSPHRASE)));
    cr_assert(is_ok(store_lock_of(store, &lock)));
    cr_assert_eq(lock, STORE_LOCK_PASSPHRASE);
    store_close(store);

    cr_assert_eq(code_of_open(), ERROR_STORE_LOCK_PASSPHRASE);
    cr_assert(is_ok(open_with(&store, STORE_LOCK_PASSPHRASE, "a few good words")));
    store_close(store);
}

Test(store, leaves_nothing_that_the_old_key_could_open)
{
    static const char fresh[] = "fedcba9876543210fedcba9876543210";
    struct store *store = create();
    uint8_t old_seal[48] = {0};
    struct rows rows = {0};
    char log[128];

    rows_open(&rows, store, "SELECT sealed_key FROM lock", NULL);
    cr_assert(rows_next(&rows));
    const struct slice sealed = rows_blob(&rows, 0);
    cr_assert_geq(sealed.size, sizeof old_seal);
    memcpy(old_seal, sealed.data, sizeof old_seal);
    rows_close(&rows);
    cr_assert(file_holds(database, slice_of(old_seal, sizeof old_seal)));

    cr_assert(is_ok(change_key(store, key_file, fresh, STORE_LOCK_KEY_FILE)));

    snprintf(log, sizeof log, "%s-wal", database);
    cr_assert_not(file_holds(database, slice_of(old_seal, sizeof old_seal)));
    cr_assert_not(file_holds(log, slice_of(old_seal, sizeof old_seal)));
    store_close(store);
}

/* Before the first release the hashes follow the schema; after it a change is a new entry. */
Test(migrations, never_change_after_release)
{
    static const char *const hashes[] = {
        "c1b489700d4ae5db825fe60e6c60c00c19ceb382d467754b1f3fbe4a7c555b69",
        "6b80bbf3e5975c358218a23200989520bacb68935d1dd995e39f781bbec589cd",
        "3ccf1224f204604f715288d0cdb5da2cd10b2ab07badcb813d944269472555fe"};
    uint8_t digest[32];

    cr_assert_eq(migrations_count(), sizeof hashes / sizeof hashes[0]);
    for (size_t i = 0; i < migrations_count(); i++) {
        char hex[65] = "";
        hash_sha256(digest, slice_of_text(migrations[i].sql));
        for (size_t j = 0; j < sizeof digest; j++)
            snprintf(hex + 2 * j, 3, "%02x", digest[j]);
        cr_assert_str_eq(hex, hashes[i], "%s: %s", migrations[i].what, hex);
    }
}
