/* SPDX-License-Identifier: MIT */
#include "core/router/route.h"

#include <criterion/criterion.h>

#define ID64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define ID32 "00112233445566778899aabbccddeeff"

struct example {
    const char *method, *target;
    unsigned status;
    enum route_kind kind;
};

Test(route, knows_every_request_of_the_interface)
{
    static const struct example cases[] = {
        {"POST", "/v1/mailbox", 0, ROUTE_CREATE},
        {"POST", "/v1/session", 0, ROUTE_SESSION},
        {"POST", "/v1/mailbox/" ID64 "/messages", 0, ROUTE_POST},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=0", 0, ROUTE_FETCH},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=7&max=64&wait=25", 0, ROUTE_FETCH},
        {"GET", "/v1/mailbox/" ID64 "/messages?wait=0&after=999999999999999999", 0, ROUTE_FETCH},
        {"DELETE", "/v1/mailbox/" ID64 "/messages?upto=12", 0, ROUTE_ACK},
        {"PUT", "/v1/mailbox/" ID64 "/rk", 0, ROUTE_KEY_PUT},
        {"GET", "/v1/mailbox/" ID64 "/rk", 0, ROUTE_KEY_GET},
        {"POST", "/v1/rdv/" ID32 "?side=1&index=3", 0, ROUTE_SLOT_POST},
        {"GET", "/v1/rdv/" ID32 "?side=0&index=0&wait=25", 0, ROUTE_SLOT_GET},
        {"PUT", "/v1/record/" ID64, 0, ROUTE_RECORD_PUT},
        {"GET", "/v1/record/" ID64, 0, ROUTE_RECORD_GET},
        {"GET", "/healthz", 0, ROUTE_HEALTH},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct route route = {0};
        cr_assert_eq(route_read(&route, cases[i].method, cases[i].target), 0, "%s",
                     cases[i].target);
        cr_assert_eq(route.kind, cases[i].kind, "%s", cases[i].target);
    }
}

Test(route, refuses_every_other_spelling)
{
    static const struct example cases[] = {
        {"GET", "", 404},
        {"GET", "/", 404},
        {"GET", "/v1/mailbox/" ID64 "/messages/", 404},
        {"GET", "/v1/mailbox/" ID32 "/messages?after=0", 404},
        {"GET", "/v1/mailbox/" ID64 "00/messages?after=0", 404},
        {"GET", "/v1/mailbox/00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff/rk",
         404},
        {"GET", "/v1/mailbox/0011223344556677889%61bccddeeff00112233445566778899aabbccddeeffx/rk",
         404},
        {"GET", "/v1/rdv/0011223344556677_899aabbccddeeff?side=0&index=0", 404},
        {"GET", "//healthz", 404},
        {"get", "/healthz", 405},
        {"POST", "/healthz", 405},
        {"HEAD", "/v1/record/" ID64, 405},
        {"GET", "/v1/mailbox", 405},
        {"GET", "/healthz?a=1", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=-1", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=+1", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=1x", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=1&", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?&after=1", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=1&after=1", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=1&upto=1", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=1&max=65", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=1&wait=26", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=9999999999999999999", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=18446744073709551616", 400},
        {"GET", "/v1/mailbox/" ID64 "/messages?after=1?wait=1", 400},
        {"POST", "/v1/rdv/" ID32 "?side=0", 400},
        {"POST", "/v1/rdv/" ID32 "?side=2&index=0", 400},
        {"POST", "/v1/rdv/" ID32 "?side=0&index=4", 400},
        {"POST", "/v1/rdv/" ID32 "?side=0&index=0&wait=1", 400},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct route route = {0};
        cr_assert_eq(route_read(&route, cases[i].method, cases[i].target), cases[i].status,
                     "%s gave %u", cases[i].target,
                     route_read(&route, cases[i].method, cases[i].target));
    }
}

Test(route, takes_exactly_the_five_sizes_of_an_envelope)
{
    static const uint64_t right[] = {1024, 4096, 16384, 65536, 262144};
    struct route route = {.kind = ROUTE_POST};

    for (size_t i = 0; i < 5; i++) {
        cr_assert(route_takes(&route, right[i]));
        cr_assert_not(route_takes(&route, right[i] - 1));
        cr_assert_not(route_takes(&route, right[i] + 1));
    }
    cr_assert_not(route_takes(&route, 0));
    cr_assert_not(route_takes(&route, UINT64_MAX));
}

Test(route, limits_every_other_body)
{
    static const struct {
        enum route_kind kind;
        uint64_t least, most;
    } cases[] = {{ROUTE_CREATE, 104, 232},   {ROUTE_KEY_PUT, 120, 120},
                 {ROUTE_SLOT_POST, 1, 4096}, {ROUTE_RECORD_PUT, 104, 65640},
                 {ROUTE_FETCH, 0, 0},        {ROUTE_HEALTH, 0, 0}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct route route = {.kind = cases[i].kind};
        cr_assert(route_takes(&route, cases[i].least));
        cr_assert(route_takes(&route, cases[i].most));
        cr_assert_not(route_takes(&route, cases[i].most + 1));
        cr_assert_not(cases[i].least > 0 && route_takes(&route, cases[i].least - 1));
    }
}
