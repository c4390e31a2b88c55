/* SPDX-License-Identifier: MIT */
#include "core/engine/router_url.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/base/text.h"

static const char secure[] = "https://";
static const char plain[] = "http://";

enum { HOST_MAX = 180 };

/* A host as it stands in an address; the port follows at `end`. */
struct host {
    const char *start;
    const char *end;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.';
}

static bool is_address6_character(char c)
{
    return (c >= 'a' && c <= 'f') || is_digit(c) || c == ':' || c == '.';
}

/* The host's end, or NULL when there is none: a name, four numbers, or [an IPv6 address]. */
static const char *end_of_host(const char *text)
{
    const char *next = text;

    if (*next == '[') {
        next++;
        while (is_address6_character(*next))
            next++;
        return *next == ']' && next > text + 2 ? next + 1 : NULL;
    }
    while (is_name_character(*next)) {
        if (*next == '.' && (next == text || next[-1] == '.'))
            return NULL;
        next++;
    }
    const bool ends_well = next > text && next[-1] != '-' && next[-1] != '.';
    return ends_well && *text != '-' ? next : NULL;
}

/* Nothing, or ":" and 1..65535 without zeros in front. */
static bool is_port(const char *text)
{
    unsigned long port = 0;
    size_t digits = 0;

    if (*text == 0)
        return true;
    if (text[0] != ':' || text[1] == '0')
        return false;
    for (text++; is_digit(*text) && digits < 6; text++, digits++)
        port = port * 10 + (unsigned long)(*text - '0');
    return *text == 0 && digits > 0 && port <= UINT16_MAX;
}

static bool host_is(const struct host *host, const char *name)
{
    const size_t size = strlen(name);

    return (size_t)(host->end - host->start) == size && memcmp(host->start, name, size) == 0;
}

/* 127.0.0.0/8 in its usual writing: 127 and three numbers of at most three digits. */
static bool is_loopback4(const struct host *host)
{
    unsigned groups = 1, digits = 0, value = 0;

    if (host->end - host->start < 9 || memcmp(host->start, "127.", 4) != 0)
        return false;
    for (const char *c = host->start + 4; c < host->end; c++) {
        if (*c == '.') {
            groups++;
            digits = value = 0;
            continue;
        }
        value = value * 10 + (unsigned)(*c - '0');
        if (!is_digit(*c) || ++digits > 3 || value > 255)
            return false;
    }
    return groups == 3;
}

static bool is_loopback(const struct host *host)
{
    return host_is(host, "localhost") || host_is(host, "[::1]") || is_loopback4(host);
}

result router_url_check(const char *text, bool allow_insecure)
{
    const bool is_secure = text_starts_with(text, secure);

    CHECK(strlen(text) < ROUTER_URL_MAX, ROUTER_URL);
    CHECK(is_secure || text_starts_with(text, plain), ROUTER_URL);
    const char *start = text + (is_secure ? sizeof secure : sizeof plain) - 1;
    const struct host host = {.start = start, .end = end_of_host(start)};
    CHECK(host.end && host.end - host.start <= HOST_MAX && is_port(host.end), ROUTER_URL);
    CHECK(is_secure || allow_insecure || is_loopback(&host), ROUTER_URL_PLAIN);
    return OK;
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool names_this_machine(const char *rest)
{
    const struct host host = {.start = rest, .end = end_of_host(rest)};

    return host.end && is_loopback(&host);
}

result router_url_clean(char out[static ROUTER_URL_MAX], const char *text, bool allow_insecure)
{
    char word[ROUTER_URL_MAX] = "";
    char whole[ROUTER_URL_MAX + sizeof secure];
    size_t size;

    while (*text == ' ' || *text == '\t' || *text == '\n')
        text++;
    for (size = strlen(text); size > 0 && strchr(" \t\r\n", text[size - 1]); size--)
        ;
    CHECK(size > 0 && size < sizeof word, ROUTER_URL);
    for (size_t i = 0; i < size; i++)
        word[i] = small(text[i]);
    word[size] = 0;
    if (word[size - 1] == '/')
        word[size - 1] = 0;
    const char *scheme = "";
    if (!strstr(word, "://"))
        scheme = names_this_machine(word) ? plain : secure;
    memcpy(whole, scheme, strlen(scheme));
    memcpy(whole + strlen(scheme), word, strlen(word) + 1);
    TRY(router_url_check(whole, allow_insecure));
    memcpy(out, whole, strlen(whole) + 1);
    return OK;
}

const char *router_url_host(const char *url)
{
    const char *after = strstr(url, "://");

    return after ? after + 3 : url;
}
