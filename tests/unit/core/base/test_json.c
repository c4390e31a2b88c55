/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"

static enum error_code verdict(const char *text, size_t size)
{
    struct json *root = NULL;
    const enum error_code code = json_parse(&root, slice_of(text, size)).code;
    if (code != ERROR_NONE)
        cr_assert_null(root);
    json_free(root);
    return code;
}

static struct json *parsed(const char *text)
{
    struct json *root = NULL;
    cr_assert(is_ok(json_parse(&root, slice_of_text(text))), "%s", text);
    return root;
}

Test(json, reads_every_kind_of_value)
{
    struct json *root = parsed(" {\"t\":\"x\\u00e9\\\"\",\"n\":18446744073709551615,\"b\":true,"
                               "\"z\":null,\"a\":[1,\"two\",[3]],\"o\":{\"d\":0.00010000}}\n");
    const char *text = NULL;
    uint64_t number = 0;
    bool flag = false;
    const struct json *array = NULL, *object = NULL;
    struct amount amount;
    cr_assert(is_ok(json_get_text(&text, root, "t")));
    cr_assert_str_eq(text, "xé\"");
    cr_assert(is_ok(json_get_u64(&number, root, "n")));
    cr_assert_eq(number, UINT64_MAX);
    cr_assert(is_ok(json_get_bool(&flag, root, "b")));
    cr_assert(flag);
    cr_assert_not(json_has(root, "z"));
    cr_assert(json_has(root, "t"));
    cr_assert_not(json_has(root, "missing"));
    cr_assert(is_ok(json_get(&array, root, "a")));
    cr_assert_eq(json_count(array), 3);
    cr_assert_str_eq(json_number(json_at(array, 0)), "1");
    cr_assert_null(json_text(json_at(array, 0)));
    cr_assert_str_eq(json_text(json_at(array, 1)), "two");
    cr_assert_null(json_number(json_at(array, 1)));
    cr_assert_eq(json_count(json_at(array, 2)), 1);
    cr_assert_null(json_at(array, 3));
    cr_assert(is_ok(json_get(&object, root, "o")));
    cr_assert(is_ok(json_get_amount(&amount, object, "d", 8)));
    cr_assert_eq(amount.limb[0], 10000);
    json_free(root);
}

Test(json, says_what_is_missing_or_of_another_type)
{
    struct json *root =
        parsed("{\"t\":\"5\",\"n\":5,\"m\":-5,\"f\":5.0,\"e\":1e3,\"big\":18446744073709551616}");
    const char *text = NULL;
    uint64_t number = 0;
    bool flag;
    const struct json *value = NULL;
    struct amount amount;
    cr_assert_eq(json_get(&value, root, "x").code, ERROR_JSON_FIELD);
    cr_assert_eq(json_get_text(&text, root, "n").code, ERROR_JSON_FIELD);
    cr_assert_eq(json_get_u64(&number, root, "t").code, ERROR_JSON_FIELD);
    cr_assert_eq(json_get_u64(&number, root, "m").code, ERROR_JSON_FIELD);
    cr_assert_eq(json_get_u64(&number, root, "f").code, ERROR_JSON_FIELD);
    cr_assert_eq(json_get_u64(&number, root, "e").code, ERROR_JSON_FIELD);
    cr_assert_eq(json_get_u64(&number, root, "big").code, ERROR_JSON_FIELD);
    cr_assert_eq(json_get_bool(&flag, root, "n").code, ERROR_JSON_FIELD);
    cr_assert_eq(json_get_amount(&amount, root, "t", 8).code, ERROR_JSON_FIELD);
    cr_assert_eq(json_get_amount(&amount, root, "e", 8).code, ERROR_AMOUNT_TEXT);
    cr_assert_eq(json_get_amount(&amount, root, "m", 8).code, ERROR_AMOUNT_TEXT);
    cr_assert_eq(json_get(&value, json_at(NULL, 0), "x").code, ERROR_JSON_FIELD);
    json_free(root);
}

Test(json, keeps_amounts_that_a_double_would_change)
{
    static const struct {
        const char *json;
        uint64_t value;
    } cases[] = {
        {"{\"v\":20999999.9769}", 2099999997690000},
        {"{\"v\":90071992.54740993}", 9007199254740993},
        {"{\"v\":0.00000001}", 1},
        {"{\"v\":0.1}", 10000000},
        {"{\"v\":3}", 300000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct json *root = parsed(cases[i].json);
        struct amount amount;
        cr_assert(is_ok(json_get_amount(&amount, root, "v", 8)));
        cr_assert_eq(amount.limb[0], cases[i].value, "%s", cases[i].json);
        json_free(root);
    }
}

Test(json, refuses_what_is_not_json)
{
    static const char *const texts[] = {"",
                                        " ",
                                        "{",
                                        "}",
                                        "[1,]",
                                        "{\"a\":1,}",
                                        "{\"a\" 1}",
                                        "{a:1}",
                                        "{1:2}",
                                        "{\"a\":}",
                                        "[1 2]",
                                        "01",
                                        "1.",
                                        ".5",
                                        "+1",
                                        "-",
                                        "1e",
                                        "1e+",
                                        "0x1",
                                        "NaN",
                                        "Infinity",
                                        "tru",
                                        "truefalse",
                                        "nul",
                                        "'a'",
                                        "\"a",
                                        "\"\\x\"",
                                        "\"\\u12\"",
                                        "\"\\u0000\"",
                                        "\"\\ud800\"",
                                        "\"\\udc00\"",
                                        "\"a\nb\"",
                                        "\"\t\"",
                                        "1 2",
                                        "{}{}",
                                        "[]]",
                                        "[[]",
                                        "{\"a\":1 \"b\":2}",
                                        "<html></html>",
                                        "// x\n1",
                                        "[1,2] x",
                                        "\"\xff\"",
                                        "\"\xc0\x80\"",
                                        "\xef\xbb\xbf{}",
                                        "[,1]",
                                        "{,}",
                                        "[1,,2]",
                                        "1true",
                                        "\f1",
                                        "{\"a\":1:2}",
                                        "[\"a\":1]",
                                        ":",
                                        ",",
                                        "-01",
                                        "--1",
                                        "{\"a\"}",
                                        "{[]:1}",
                                        "{true:1}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cr_assert_eq(verdict(texts[i], strlen(texts[i])), ERROR_JSON_SYNTAX, "%s", texts[i]);
    cr_assert_eq(verdict("1\0", 2), ERROR_JSON_SYNTAX);
    cr_assert_eq(verdict("\"a\0b\"", 5), ERROR_JSON_SYNTAX);
    cr_assert_eq(verdict(NULL, 0), ERROR_JSON_SYNTAX);
}

Test(json, refuses_a_key_that_stands_twice)
{
    static const char *const texts[] = {"{\"a\":1,\"a\":1}", "[{\"x\":{\"b\":1,\"a\":2,\"b\":3}}]",
                                        "{\"a\":1,\"\\u0061\":2}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cr_assert_eq(verdict(texts[i], strlen(texts[i])), ERROR_JSON_SYNTAX, "%s", texts[i]);
    json_free(parsed("{\"a\":1,\"A\":2,\"b\":{\"a\":1}}"));
}

Test(json, takes_texts_cut_short_nowhere)
{
    const char *whole = "{\"a\":[1,{\"b\":\"\\u00e9\"},true,-1.5e-3],\"c\":null}";
    cr_assert_eq(verdict(whole, strlen(whole)), ERROR_NONE);
    for (size_t size = 0; size < strlen(whole); size++)
        cr_assert_neq(verdict(whole, size), ERROR_NONE, "%zu", size);
}

Test(json, limits_depth_before_parsing)
{
    enum { DEEP = 1 << 20 };
    char *text = malloc(DEEP);
    memset(text, '[', DEEP);
    cr_assert_eq(verdict(text, DEEP), ERROR_JSON_LIMIT);
    memset(text + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    cr_assert_eq(verdict(text, 2 * JSON_DEPTH_MAX), ERROR_NONE);
    memset(text, '[', JSON_DEPTH_MAX + 1);
    memset(text + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    cr_assert_eq(verdict(text, 2 * JSON_DEPTH_MAX + 2), ERROR_JSON_LIMIT);
    free(text);
}

Test(json, limits_size_and_number_of_values)
{
    cr_assert_eq(verdict("x", (size_t)JSON_SIZE_MAX + 1), ERROR_JSON_LIMIT);
    const size_t size = 2 * (size_t)JSON_VALUES_MAX + 64;
    char *text = malloc(size);
    for (size_t i = 0; i < size; i += 2)
        memcpy(text + i, "1,", 2);
    text[0] = '[';
    text[1] = ' ';
    text[size - 1] = ']';
    cr_assert_eq(verdict(text, size), ERROR_JSON_LIMIT);
    free(text);
}

/* A walk over a long list must not be quadratic: 10^5 elements took seconds with cJSON's lists. */
Test(json, walks_long_arrays, .timeout = 20)
{
    enum { COUNT = 200000 };
    struct buffer text = {0};
    struct json *root = NULL;
    buffer_print(&text, "[");
    for (int i = 0; i < COUNT; i++)
        buffer_print(&text, "%s%d", i ? "," : "", i);
    buffer_print(&text, "]");
    cr_assert(is_ok(json_parse(&root, buffer_slice(&text))));
    cr_assert_eq(json_count(root), COUNT);
    for (size_t i = 0; i < COUNT; i++)
        cr_assert_eq(strtoul(json_number(json_at(root, i)), NULL, 10), i);
    json_free(root);
    buffer_free(&text);
}

Test(json, writes_text_that_reads_back)
{
    struct buffer out = {0};
    json_write_text(&out, "a\"b\\c\n\x1b\x7f\xc2\x9b é\xff");
    cr_assert_str_eq(buffer_text(&out),
                     "\"a\\\"b\\\\c\\u000a\\u001b\\u007f\\u009b é\xef\xbf\xbd\"");
    struct json *root = NULL;
    cr_assert(is_ok(json_parse(&root, buffer_slice(&out))));
    cr_assert_str_eq(json_text(root), "a\"b\\c\n\x1b\x7f\xc2\x9b é\xef\xbf\xbd");
    json_free(root);
    buffer_free(&out);
}

Test(json, knows_null_roots)
{
    struct json *root = parsed("null");
    cr_assert(json_is_null(root));
    cr_assert_eq(json_count(root), 0);
    json_free_at(&root);
    cr_assert_null(root);
    json_free(NULL);
}
