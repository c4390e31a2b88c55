/* SPDX-License-Identifier: MIT */
#include "core/engine/router_url.h"

#include <criterion/criterion.h>
#include <string.h>

Test(router_url, accepts_https_and_plain_only_to_this_machine)
{
    static const char *const right[] = {"https://router.example",
                                        "https://router.example:8443",
                                        "https://10.0.0.1",
                                        "https://[2001:db8::1]:443",
                                        "https://a",
                                        "http://127.0.0.1:8788",
                                        "http://127.255.0.9",
                                        "http://localhost:1",
                                        "http://[::1]:65535"};
    static const char *const plain[] = {"http://router.example",
                                        "http://10.0.0.1",
                                        "http://[::2]",
                                        "http://localhost.example",
                                        "http://127.0.0.1.example",
                                        "http://127.0.0.256",
                                        "http://128.0.0.1",
                                        "http://127.1"};

    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        cr_assert(is_ok(router_url_check(right[i], false)), "%s", right[i]);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        cr_assert_eq(router_url_check(plain[i], false).code, ERROR_ROUTER_URL_PLAIN, "%s",
                     plain[i]);
        cr_assert(is_ok(router_url_check(plain[i], true)), "%s", plain[i]);
    }
}

Test(router_url, refuses_everything_that_is_no_router_address)
{
    static const char *const wrong[] = {"",
                                        "https://",
                                        "https:///",
                                        "https://a/",
                                        "https://a/b",
                                        "https://a?b",
                                        "https://a#b",
                                        "https://u@a",
                                        "https://u:p@a",
                                        "https://a:",
                                        "https://a:0",
                                        "https://a:080",
                                        "https://a:65536",
                                        "https://a:1x",
                                        "https://a b",
                                        "https://.a",
                                        "https://a.",
                                        "https://a..b",
                                        "https://-a",
                                        "https://a-",
                                        "https://A",
                                        "HTTPS://a",
                                        "ftp://a",
                                        "https://[::1",
                                        "https://[]",
                                        "https://[::g]",
                                        "https://\xc3\xa4.example",
                                        "https://a%2f",
                                        "router.example",
                                        "https://a\n",
                                        "http://127.0.0.1@evil.example",
                                        "http://localhost:80:80",
                                        "https://[::1]x"};
    char endless[400];

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_assert_eq(router_url_check(wrong[i], true).code, ERROR_ROUTER_URL, "%s", wrong[i]);
    memset(endless, 'a', sizeof endless);
    memcpy(endless, "https://", 8);
    endless[sizeof endless - 1] = 0;
    cr_assert_eq(router_url_check(endless, true).code, ERROR_ROUTER_URL);
}

Test(router_url, makes_one_form_of_what_a_person_types)
{
    static const char *const cases[][2] = {{" https://Router.Example/ ", "https://router.example"},
                                           {"router.example:8443", "https://router.example:8443"},
                                           {"localhost:8788", "http://localhost:8788"},
                                           {"127.0.0.1:8788/", "http://127.0.0.1:8788"},
                                           {"HTTP://[::1]:8788\n", "http://[::1]:8788"},
                                           {"127.0.0.1.example", "https://127.0.0.1.example"}};
    char out[ROUTER_URL_MAX] = "untouched";

    cr_assert_eq(router_url_clean(out, "a b", false).code, ERROR_ROUTER_URL);
    cr_assert_eq(router_url_clean(out, " / ", false).code, ERROR_ROUTER_URL);
    cr_assert_eq(router_url_clean(out, "   ", false).code, ERROR_ROUTER_URL);
    cr_assert_eq(router_url_clean(out, "http://router.example", false).code,
                 ERROR_ROUTER_URL_PLAIN);
    cr_assert_str_eq(out, "untouched");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert(is_ok(router_url_clean(out, cases[i][0], false)), "%s", cases[i][0]);
        cr_assert_str_eq(out, cases[i][1]);
    }
}

Test(router_url, tells_the_host_a_proof_is_bound_to)
{
    cr_assert_str_eq(router_url_host("https://router.example:8443"), "router.example:8443");
    cr_assert_str_eq(router_url_host("http://[::1]:8788"), "[::1]:8788");
}
