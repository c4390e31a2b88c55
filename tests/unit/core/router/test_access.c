/* SPDX-License-Identifier: MIT */
#include "core/router/access.h"

#include <criterion/criterion.h>
#include <string.h>

#include "core/base/hex.h"

static const uint8_t mailbox[32] = {7}, other[32] = {8};

static void header_of(char out[static 80], const struct access *access, uint64_t end)
{
    uint8_t bearer[32];

    access_make_bearer(access, bearer, mailbox, end);
    memcpy(out, "Bearer ", 7);
    hex_encode(out + 7, slice_of(bearer, 32));
}

Test(access, lets_a_bearer_in_until_its_end_and_only_to_its_mailbox)
{
    const struct access access = {.key = {1}}, another = {.key = {2}};
    char header[80];

    header_of(header, &access, 1000);
    cr_assert(access_has_bearer(&access, header, mailbox, 999));
    cr_assert_not(access_has_bearer(&access, header, mailbox, 1000));
    cr_assert_not(access_has_bearer(&access, header, other, 999));
    cr_assert_not(access_has_bearer(&another, header, mailbox, 999));
}

Test(access, refuses_every_changed_bearer)
{
    const struct access access = {.key = {1}};
    char header[80], changed[80];

    header_of(header, &access, 1000);
    for (size_t i = 0; i < strlen(header); i++) {
        memcpy(changed, header, sizeof changed);
        changed[i] = changed[i] == 'a' ? 'b' : 'a';
        cr_assert_not(access_has_bearer(&access, changed, mailbox, 1), "%s", changed);
    }
    memcpy(changed, header, sizeof changed);
    strcat(changed, "00");
    cr_assert_not(access_has_bearer(&access, changed, mailbox, 1));
    header[strlen(header) - 2] = 0;
    cr_assert_not(access_has_bearer(&access, header, mailbox, 1));
    cr_assert_not(access_has_bearer(&access, "", mailbox, 1));
    cr_assert_not(access_has_bearer(&access, NULL, mailbox, 1));
}

Test(access, is_reached_by_its_names_only)
{
    static const char *const names[] = {"router.example", "router.example:8443"};
    static const char *const mine[] = {"localhost", "localhost:1", "127.0.0.1:80",
                                       "127.9.9.9", "[::1]",       "[::1]:5"};
    static const char *const not_mine[] = {"",          "127.evil.example", "localhost.example",
                                           "128.0.0.1", "[::2]:1",          "router.example",
                                           "[::1",      "10.0.0.1:127"};

    cr_assert(access_is_host(slice_of_text("router.example"), names, 2));
    cr_assert(access_is_host(slice_of_text("router.example:8443"), names, 2));
    cr_assert_not(access_is_host(slice_of_text("router.example:8444"), names, 2));
    cr_assert_not(access_is_host(slice_of_text("localhost"), names, 2));
    for (size_t i = 0; i < sizeof mine / sizeof mine[0]; i++)
        cr_assert(access_is_host(slice_of_text(mine[i]), NULL, 0), "%s", mine[i]);
    for (size_t i = 0; i < sizeof not_mine / sizeof not_mine[0]; i++)
        cr_assert_not(access_is_host(slice_of_text(not_mine[i]), NULL, 0), "%s", not_mine[i]);
}

Test(access, accepts_ten_minutes_of_difference)
{
    cr_assert(access_is_now(10000, 10600));
    cr_assert(access_is_now(10600, 10000));
    cr_assert_not(access_is_now(10000, 10601));
    cr_assert_not(access_is_now(UINT64_MAX, 10000));
    cr_assert_not(access_is_now(0, 10000));
}
