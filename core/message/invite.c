/* SPDX-License-Identifier: MIT */
#include "core/message/invite.h"

#include <string.h>

#include "core/base/base32.h"
#include "core/base/text.h"
#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"
#include "core/message/sealing.h"

enum {
    INVITE_VERSION = 1,
    INVITE_CHECKED = 49,
    INVITE_CHECK = 4,
    INVITE_BYTES = INVITE_CHECKED + INVITE_CHECK,
    INVITE_CODE = 85 /* characters of base32 */
};

bool invite_is_router(const char *url)
{
    const size_t size = strlen(url);
    const size_t scheme = text_starts_with(url, "https://")  ? 8
                          : text_starts_with(url, "http://") ? 7
                                                             : 0;

    if (scheme == 0 || size <= scheme || size > INVITE_ROUTER_MAX || url[size - 1] == '/')
        return false;
    for (size_t i = 0; i < size; i++)
        if (url[i] <= ' ' || url[i] > '~')
            return false;
    return true;
}

static void card_hash(uint8_t out[static INVITE_CARD_HASH_BYTES], const struct card *card)
{
    uint8_t hash[HASH_BYTES];

    hash_sha256(hash, slice_of(card->bytes, CARD_BYTES));
    memcpy(out, hash, INVITE_CARD_HASH_BYTES);
}

result invite_make(struct invite *out, const struct card *owner, const char *router,
                   struct rng *rng)
{
    CHECK(invite_is_router(router), INVITE_ROUTER);
    rng_fill(rng, out->rdv_id, sizeof out->rdv_id);
    rng_fill(rng, out->secret, sizeof out->secret);
    card_hash(out->card_hash, owner);
    return text_copy(out->router, sizeof out->router, router);
}

bool invite_matches(const struct invite *invite, const struct card *owner)
{
    uint8_t hash[INVITE_CARD_HASH_BYTES];

    card_hash(hash, owner);
    return memcmp(hash, invite->card_hash, sizeof hash) == 0;
}

void invite_wipe(struct invite *invite)
{
    sealing_wipe(invite, sizeof *invite);
}

/* The check also covers the router, so that a changed address is noticed. */
static void make_check(uint8_t out[static INVITE_CHECK], const uint8_t *bytes, const char *router)
{
    SCOPED(buffer_wipe) struct buffer message = {0};
    uint8_t hash[HASH_BYTES];

    sealing_label(&message, "gridlock/invite/v1");
    buffer_append(&message, bytes, INVITE_CHECKED);
    buffer_append_slice(&message, slice_of_text(router));
    hash_sha256(hash, buffer_slice(&message));
    memcpy(out, hash, INVITE_CHECK);
}

void invite_print(struct buffer *out, const struct invite *invite)
{
    SCOPED(buffer_wipe) struct buffer bytes = {0};
    uint8_t check[INVITE_CHECK];

    wire_write_u8(&bytes, INVITE_VERSION);
    buffer_append(&bytes, invite->rdv_id, INVITE_RDV_BYTES);
    buffer_append(&bytes, invite->secret, INVITE_SECRET_BYTES);
    buffer_append(&bytes, invite->card_hash, INVITE_CARD_HASH_BYTES);
    make_check(check, bytes.data, invite->router);
    buffer_append(&bytes, check, sizeof check);
    buffer_print(out, "GLINV%d:", INVITE_VERSION);
    base32_append(out, buffer_slice(&bytes));
    buffer_print(out, "@%s", invite->router);
}

/* Leaves out blanks and line breaks, which chats and mails put in. */
static result without_blanks(struct buffer *out, struct slice text)
{
    CHECK(text.size <= 4 * INVITE_TEXT_MAX, INVITE_FOREIGN);
    for (size_t i = 0; i < text.size; i++)
        if (memchr(" \t\r\n", text.data[i], 4) == NULL)
            buffer_append(out, &text.data[i], 1);
    buffer_text(out);
    return OK;
}

/* "GLINV1:", in either case, or the reason why it is not. */
static result check_prefix(const struct buffer *text)
{
    static const char prefix[] = "GLINV";
    const size_t known = sizeof prefix - 1;

    for (size_t i = 0; i < known; i++) {
        CHECK(i < text->size, INVITE_FOREIGN);
        CHECK((text->data[i] & 0xdf) == (uint8_t)prefix[i], INVITE_FOREIGN);
    }
    size_t digits = 0;
    while (known + digits < text->size && text->data[known + digits] >= '0' &&
           text->data[known + digits] <= '9')
        digits++;
    CHECK(known + digits < text->size, INVITE_TRUNCATED);
    CHECK(digits > 0 && text->data[known + digits] == ':', INVITE_FOREIGN);
    CHECK(digits == 1 && text->data[known] == '0' + INVITE_VERSION, INVITE_VERSION);
    return OK;
}

static result read_code(struct invite *out, struct slice code, const char *router)
{
    uint8_t bytes[INVITE_BYTES], check[INVITE_CHECK];

    CHECK(is_ok(base32_decode(bytes, sizeof bytes, code)), INVITE_ALTERED);
    make_check(check, bytes, router);
    struct wire_reader reader = wire_reader_over(slice_of(bytes, sizeof bytes));
    wire_expect(&reader, wire_read_u8(&reader) == INVITE_VERSION);
    wire_read_fixed(&reader, out->rdv_id, INVITE_RDV_BYTES);
    wire_read_fixed(&reader, out->secret, INVITE_SECRET_BYTES);
    wire_read_fixed(&reader, out->card_hash, INVITE_CARD_HASH_BYTES);
    wire_expect(&reader,
                slice_equal(wire_read_slice(&reader, INVITE_CHECK), slice_of(check, INVITE_CHECK)));
    sealing_wipe(bytes, sizeof bytes);
    CHECK(is_ok(wire_reader_finish(&reader)), INVITE_ALTERED);
    return OK;
}

result invite_parse(struct invite *out, struct slice text)
{
    SCOPED(buffer_wipe) struct buffer plain = {0};
    SCOPED(invite_wipe) struct invite invite = {0};

    TRY(without_blanks(&plain, text));
    TRY(check_prefix(&plain));
    const char *code = strchr(buffer_text(&plain), ':') + 1;
    const char *at = strchr(code, '@');
    CHECK(at != NULL && (size_t)(at - code) >= INVITE_CODE && at[1] != 0, INVITE_TRUNCATED);
    CHECK((size_t)(at - code) == INVITE_CODE, INVITE_ALTERED);
    CHECK(strlen(code) == plain.size - (size_t)(code - (const char *)plain.data), INVITE_ALTERED);
    CHECK(invite_is_router(at + 1), INVITE_ALTERED);
    TRY(text_copy(invite.router, sizeof invite.router, at + 1));
    TRY(read_code(&invite, slice_of(code, INVITE_CODE), invite.router));
    *out = invite;
    return OK;
}
