/* SPDX-License-Identifier: MIT */
#include "app/config.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct config config;
static size_t line;

static enum error_code parse(const char *text)
{
    return config_parse(&config, &line, slice_of_text(text)).code;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

Test(config, reads_keys_blanks_and_comments)
{
    cr_assert_eq(
        parse("# nodes\n\n  bitcoin.rpc =  http://127.0.0.1:18443  \r\n"
              "bitcoin.cookie=/home/me/.cookie\n\tethereum.rpc = https://node.example/v1?k=a"),
        ERROR_NONE);
    cr_assert_str_eq(config.bitcoin_rpc, "http://127.0.0.1:18443");
    cr_assert_str_eq(config.bitcoin_cookie, "/home/me/.cookie");
    cr_assert_str_eq(config.ethereum_rpc, "https://node.example/v1?k=a");
    cr_assert(config_has_node(&config));
}

Test(config, an_empty_file_names_no_node)
{
    cr_assert_eq(parse(""), ERROR_NONE);
    cr_assert(!config_has_node(&config));
    cr_assert_eq(parse("\n\n# nothing\n"), ERROR_NONE);
    cr_assert(!config_has_node(&config));
}

Test(config, refuses_with_the_line_number)
{
    static const struct {
        const char *text;
        enum error_code code;
        size_t line;
    } cases[] = {
        {"bitcoin.rpc = http://a\nbitcoin.user = me\n", ERROR_CONFIG_KEY, 2},
        {"\n\nhello\n", ERROR_CONFIG_LINE, 3},
        {"bitcoin.rpc =\n", ERROR_CONFIG_LINE, 1},
        {"= http://a\n", ERROR_CONFIG_KEY, 1},
        {"Bitcoin.rpc = http://a\n", ERROR_CONFIG_KEY, 1},
        {"bitcoin.rpc = http://a\nbitcoin.rpc = http://b\n", ERROR_CONFIG_TWICE, 2},
        {"ethereum.rpc = 127.0.0.1:8545\n", ERROR_CONFIG_URL, 1},
        {"ethereum.rpc = ftp://a\n", ERROR_CONFIG_URL, 1},
        {"ethereum.rpc = http://\n", ERROR_CONFIG_URL, 1},
        {"ethereum.rpc = http:///x\n", ERROR_CONFIG_URL, 1},
        {"bitcoin.rpc = http://me:secret@127.0.0.1\n", ERROR_CONFIG_URL, 1},
        {"bitcoin.rpc = http://a b\n", ERROR_CONFIG_URL, 1},
        {"bitcoin.rpc = http://a\x01\n", ERROR_CONFIG_LINE, 1},
        {"bitcoin.cookie = .cookie\n", ERROR_CONFIG_PATH, 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        config.bitcoin_rpc[0] = 'k';
        cr_assert_eq(parse(cases[i].text), cases[i].code, "%s", cases[i].text);
        cr_assert_eq(line, cases[i].line, "%s", cases[i].text);
        cr_assert_eq(config.bitcoin_rpc[0], 'k', "untouched on failure");
    }
}

Test(config, refuses_a_value_that_does_not_fit)
{
    char text[CONFIG_VALUE_MAX + 64] = "bitcoin.cookie = /";

    memset(text + strlen(text), 'a', CONFIG_VALUE_MAX - 2);
    cr_assert_eq(parse(text), ERROR_NONE);
    strcat(text, "a");
    cr_assert_eq(parse(text), ERROR_CONFIG_LINE);
}

Test(config, a_missing_file_is_an_empty_one_and_an_unreadable_one_is_not)
{
    char folder[] = "/tmp/gridlock-config-XXXXXX";

    cr_assert_not_null(mkdtemp(folder));
    char path[64];
    snprintf(path, sizeof path, "%s/gridlock.conf", folder);
    cr_assert(is_ok(config_read(&config, &line, path)));
    cr_assert(!config_has_node(&config));
    cr_assert_eq(config_read(&config, &line, folder).code, ERROR_CONFIG_FILE);
    write_file(path, "ethereum.rpc = http://127.0.0.1:8545\n");
    cr_assert(is_ok(config_read(&config, &line, path)));
    cr_assert(config_has_node(&config));
    unlink(path);
    rmdir(folder);
}

Test(config, reads_the_cookie_anew_each_time)
{
    char path[] = "/tmp/gridlock-cookie-XXXXXX";
    struct chain_node node;

    close(mkstemp(path));
    cr_assert_eq(parse("bitcoin.rpc = http://127.0.0.1:18443"), ERROR_NONE);
    strcpy(config.bitcoin_cookie, path);
    write_file(path, "__cookie__:one");
    cr_assert(is_ok(config_node(&config, &node, ACCOUNT_TAPROOT)));
    cr_assert_str_eq(node.url, "http://127.0.0.1:18443");
    cr_assert_str_eq(node.credentials, "__cookie__:one");
    write_file(path, "__cookie__:two\n");
    cr_assert(is_ok(config_node(&config, &node, ACCOUNT_SEGWIT)));
    cr_assert_str_eq(node.credentials, "__cookie__:two");
    write_file(path, "no colon");
    cr_assert_eq(config_node(&config, &node, ACCOUNT_SEGWIT).code, ERROR_CONFIG_COOKIE);
    unlink(path);
    cr_assert_eq(config_node(&config, &node, ACCOUNT_SEGWIT).code, ERROR_CONFIG_COOKIE);
    cr_assert_eq(config_node(&config, &node, ACCOUNT_ETHEREUM).code, ERROR_NODE_MISSING);
}
