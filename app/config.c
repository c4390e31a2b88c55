/* SPDX-License-Identifier: MIT */
#include "app/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/file.h"
#include "core/base/text.h"

enum { COOKIE_MAX = 400 };

static const struct {
    const char *key;
    size_t offset;
    enum { URL, PATH } kind;
} keys[] = {
    {"bitcoin.rpc", offsetof(struct config, bitcoin_rpc), URL},
    {"bitcoin.cookie", offsetof(struct config, bitcoin_cookie), PATH},
    {"ethereum.rpc", offsetof(struct config, ethereum_rpc), URL},
    {"notify", offsetof(struct config, notify), PATH},
};

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct slice trim(struct slice text)
{
    while (text.size > 0 && is_blank(text.data[0])) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && is_blank(text.data[text.size - 1]))
        text.size--;
    return text;
}

/* No name or password in it: those would be shown and logged. */
static bool is_url(const char *text)
{
    const char *host = text_starts_with(text, "http://")    ? text + 7
                       : text_starts_with(text, "https://") ? text + 8
                                                            : "";

    if (host[0] == 0 || host[0] == '/')
        return false;
    for (const char *at = host; *at; at++)
        if (*at <= ' ' || *at > '~' || *at == '@' || *at == '#')
            return false;
    return true;
}

static result set_key(struct config *config, struct slice key, struct slice value)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (!slice_equal(key, slice_of_text(keys[i].key)))
            continue;
        char *out = (char *)config + keys[i].offset;
        CHECK(out[0] == 0, CONFIG_TWICE);
        CHECK(value.size > 0 && value.size < CONFIG_VALUE_MAX && text_is_showable(value),
              CONFIG_LINE);
        memcpy(out, value.data, value.size);
        out[value.size] = 0;
        CHECK(keys[i].kind != URL || is_url(out), CONFIG_URL);
        CHECK(keys[i].kind != PATH || out[0] == '/', CONFIG_PATH);
        return OK;
    }
    return FAIL(CONFIG_KEY);
}

static result read_line(struct config *config, struct slice line)
{
    const struct slice text = trim(line);

    if (text.size == 0 || text.data[0] == '#')
        return OK;
    const uint8_t *equals = memchr(text.data, '=', text.size);
    CHECK(equals, CONFIG_LINE);
    const size_t before = (size_t)(equals - text.data);
    return set_key(config, trim(slice_of(text.data, before)),
                   trim(slice_of(equals + 1, text.size - before - 1)));
}

result config_parse(struct config *out, size_t *line, struct slice text)
{
    struct config config = {.bitcoin_rpc = ""};

    *line = 0;
    while (text.size > 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        const size_t size = end ? (size_t)(end - text.data) : text.size;
        ++*line;
        TRY(read_line(&config, slice_of(text.data, size)));
        text = slice_of(text.data + size + (end != NULL), text.size - size - (end != NULL));
    }
    *out = config;
    return OK;
}

result config_read(struct config *out, size_t *line, const char *path)
{
    struct buffer text SCOPED(buffer_free) = {0};
    bool is_missing = false;

    *line = 0;
    CHECK(file_read(&text, path, CONFIG_FILE_MAX, &is_missing) || is_missing, CONFIG_FILE);
    return config_parse(out, line, buffer_slice(&text));
}

bool config_has_node(const struct config *config)
{
    return config->bitcoin_rpc[0] || config->ethereum_rpc[0];
}

static result read_cookie(char out[static HTTP_TEXT_MAX], const char *path)
{
    struct buffer text SCOPED(buffer_wipe) = {0};

    CHECK(file_read(&text, path, COOKIE_MAX, NULL), CONFIG_COOKIE);
    const struct slice cookie = trim(buffer_slice(&text));
    const size_t size =
        cookie.size > 0 && cookie.data[cookie.size - 1] == '\n' ? cookie.size - 1 : cookie.size;
    CHECK(size > 0 && memchr(cookie.data, ':', size), CONFIG_COOKIE);
    memcpy(out, cookie.data, size);
    out[size] = 0;
    return OK;
}

result config_node(void *context, struct chain_node *out, enum account_kind kind)
{
    const struct config *config = context;
    const bool is_ethereum = kind == ACCOUNT_ETHEREUM;
    const char *url = is_ethereum ? config->ethereum_rpc : config->bitcoin_rpc;

    CHECK(url[0], NODE_MISSING);
    *out = (struct chain_node){.url = ""};
    memcpy(out->url, url, strlen(url) + 1);
    if (!is_ethereum && config->bitcoin_cookie[0])
        TRY(read_cookie(out->credentials, config->bitcoin_cookie));
    return OK;
}
