/* SPDX-License-Identifier: MIT */
#include "core/router/route.h"

#include <string.h>

#include "core/base/error.h"
#include "core/base/hex.h"
#include "core/message/mailbox_api.h"

enum { BIT_AFTER = 1, BIT_MAX = 2, BIT_WAIT = 4, BIT_UPTO = 8, BIT_SIDE = 16, BIT_INDEX = 32 };
enum {
    CREATE_LEAST = 32 + 8 + MAILBOX_API_SIGNATURE_BYTES,
    SESSION_LEAST =
        MAILBOX_API_ID_BYTES + 8 + 1 + 1 + MAILBOX_API_NONCE_BYTES + MAILBOX_API_SIGNATURE_BYTES
};

struct shape {
    const char *method;
    const char *start;
    const char *tail;
    uint32_t id_size;
    uint32_t allowed;  /* arguments, as bits */
    uint32_t required; /* arguments, as bits */
    uint32_t least;    /* bytes of body */
    uint32_t most;
};

/* In the order of enum route_kind. */
static const struct shape shapes[] = {
    {"POST", "/v1/mailbox", "", 0, 0, 0, CREATE_LEAST, CREATE_LEAST + MAILBOX_API_TICKET_MAX},
    {"POST", "/v1/session", "", 0, 0, 0, SESSION_LEAST, SESSION_LEAST + MAILBOX_API_HOST_MAX - 1},
    {"POST", "/v1/mailbox/", "/messages", 32, 0, 0, 1024, MAILBOX_API_MESSAGE_MAX},
    {"GET", "/v1/mailbox/", "/messages", 32, BIT_AFTER | BIT_MAX | BIT_WAIT, BIT_AFTER, 0, 0},
    {"DELETE", "/v1/mailbox/", "/messages", 32, BIT_UPTO, BIT_UPTO, 0, 0},
    {"PUT", "/v1/mailbox/", "/rk", 32, 0, 0, MAILBOX_API_RECEIVE_KEY_BYTES,
     MAILBOX_API_RECEIVE_KEY_BYTES},
    {"GET", "/v1/mailbox/", "/rk", 32, 0, 0, 0, 0},
    {"POST", "/v1/rdv/", "", 16, BIT_SIDE | BIT_INDEX, BIT_SIDE | BIT_INDEX, 1,
     MAILBOX_API_RDV_BLOB_MAX},
    {"GET", "/v1/rdv/", "", 16, BIT_SIDE | BIT_INDEX | BIT_WAIT, BIT_SIDE | BIT_INDEX, 0, 0},
    {"PUT", "/v1/record/", "", 32, 0, 0, MAILBOX_API_RECORD_HEAD,
     MAILBOX_API_RECORD_HEAD + MAILBOX_API_RECORD_MAX},
    {"GET", "/v1/record/", "", 32, 0, 0, 0, 0},
    {"GET", "/healthz", "", 0, 0, 0, 0, 0},
};

static const struct {
    const char *name;
    uint64_t most;
} arguments[ROUTE_ARGUMENTS] = {
    {"after", INT64_MAX}, {"max", MAILBOX_API_FETCH_MAX},      {"wait", MAILBOX_API_WAIT_MAX},
    {"upto", INT64_MAX},  {"side", MAILBOX_API_RDV_SIDES - 1}, {"index", MAILBOX_API_RDV_BLOBS - 1},
};

/* Whether the path is this shape's; its id goes to `id`. */
static bool path_fits(const struct shape *shape, uint8_t id[static 32], const char *path,
                      size_t size)
{
    const size_t start = strlen(shape->start), tail = strlen(shape->tail);
    const size_t digits = 2 * (size_t)shape->id_size;
    char hex[65] = {0};

    if (size != start + digits + tail || memcmp(path, shape->start, start) != 0 ||
        memcmp(path + start + digits, shape->tail, tail) != 0)
        return false;
    memcpy(hex, path + start, digits);
    return strspn(hex, "0123456789abcdef") == digits && is_ok(hex_decode(id, shape->id_size, hex));
}

/* At most 18 digits: no value that fits is longer. Moves `text` behind them. */
static bool read_number(uint64_t *out, const char **text)
{
    size_t digits = 0;
    uint64_t value = 0;

    for (; **text >= '0' && **text <= '9' && digits < 19; (*text)++, digits++)
        value = value * 10 + (uint64_t)(**text - '0');
    *out = value;
    return digits > 0 && digits < 19;
}

static bool read_argument(struct route *out, const char **text)
{
    for (size_t i = 0; i < ROUTE_ARGUMENTS; i++) {
        const size_t size = strlen(arguments[i].name);
        if (strncmp(*text, arguments[i].name, size) != 0 || (*text)[size] != '=')
            continue;
        *text += size + 1;
        if (out->has[i] || !read_number(&out->argument[i], text))
            return false;
        out->has[i] = true;
        return out->argument[i] <= arguments[i].most;
    }
    return false;
}

static bool read_query(struct route *out, const struct shape *shape, const char *query)
{
    uint32_t given = 0;

    while (*query) {
        if (!read_argument(out, &query))
            return false;
        if (*query == '&' && query[1])
            query++;
        else if (*query)
            return false;
    }
    for (unsigned i = 0; i < ROUTE_ARGUMENTS; i++)
        given |= out->has[i] ? 1U << i : 0;
    return (given & ~shape->allowed) == 0 && (given & shape->required) == shape->required;
}

unsigned route_read(struct route *out, const char *method, const char *target)
{
    const size_t path_size = strcspn(target, "?");
    const char *query = target[path_size] ? target + path_size + 1 : target + path_size;
    bool is_path = false;

    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct route route = {.kind = (enum route_kind)i};
        if (!path_fits(&shapes[i], route.id, target, path_size))
            continue;
        is_path = true;
        if (strcmp(method, shapes[i].method) != 0)
            continue;
        if (!read_query(&route, &shapes[i], query))
            return 400;
        *out = route;
        return 0;
    }
    return is_path ? 405 : 404;
}

bool route_takes(const struct route *route, uint64_t body_size)
{
    const struct shape *shape = &shapes[route->kind];

    if (body_size < shape->least || body_size > shape->most)
        return false;
    return route->kind != ROUTE_POST || body_size == 1024 || body_size == 4096 ||
           body_size == 16384 || body_size == 65536 || body_size == MAILBOX_API_MESSAGE_MAX;
}
