/* SPDX-License-Identifier: MIT */
#include "core/wallet/payment_uri_query.h"

#include <string.h>

#include "core/base/hex.h"

/* Decodes percent escapes; "+" stays "+". A zero would end a text early. */
static result unescape(char *out, size_t room, struct slice text)
{
    size_t used = 0;

    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];
        if (byte == '%') {
            CHECK(text.size - i >= 3, PAYMENT_URI_SHAPE);
            const char digits[3] = {(char)text.data[i + 1], (char)text.data[i + 2], 0};
            CHECK(is_ok(hex_decode(&byte, 1, digits)), PAYMENT_URI_SHAPE);
            i += 2;
        }
        CHECK(byte != 0 && used + 1 < room, PAYMENT_URI_SHAPE);
        out[used++] = (char)byte;
    }
    out[used] = 0;
    return OK;
}

static void make_small(char *text)
{
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

static result read_parameter(struct payment_uri_parameter *out, struct slice text)
{
    const uint8_t *equals = text.size ? memchr(text.data, '=', text.size) : NULL;

    CHECK(equals, PAYMENT_URI_SHAPE);
    const size_t before = (size_t)(equals - text.data);
    TRY(unescape(out->key, sizeof out->key, slice_of(text.data, before)));
    CHECK(out->key[0], PAYMENT_URI_SHAPE);
    make_small(out->key);
    return unescape(out->value, sizeof out->value, slice_of(equals + 1, text.size - before - 1));
}

result payment_uri_read_query(struct payment_uri *uri, const char *query,
                              result (*take)(struct payment_uri *uri,
                                             const struct payment_uri_parameter *))
{
    struct payment_uri_parameter parameter;
    char keys[PAYMENT_URI_PARAMETERS_MAX][sizeof parameter.key];
    size_t count = 0;

    while (query && *query) {
        const size_t size = strcspn(query, "&");
        TRY(read_parameter(&parameter, slice_of(query, size)));
        for (size_t i = 0; i < count; i++)
            CHECK(strcmp(keys[i], parameter.key) != 0, PAYMENT_URI_TWICE);
        CHECK(count < PAYMENT_URI_PARAMETERS_MAX, PAYMENT_URI_SHAPE);
        memcpy(keys[count++], parameter.key, sizeof parameter.key);
        TRY(take(uri, &parameter));
        query = query[size] ? query + size + 1 : NULL;
    }
    return OK;
}
