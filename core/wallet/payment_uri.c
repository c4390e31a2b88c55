/* SPDX-License-Identifier: MIT */
#include "core/wallet/payment_uri.h"

#include <string.h>
#include <strings.h>

#include "core/base/text.h"
#include "core/wallet/payment_uri_query.h"

static const char bitcoin[] = "bitcoin:";
static const char ethereum[] = "ethereum:";

enum { BITCOIN_DECIMALS = 8, EXPONENT_MOST = 77 };

static bool has_scheme(const char *text, const char *scheme)
{
    return strncasecmp(text, scheme, strlen(scheme)) == 0;
}

bool payment_uri_is_one(const char *text)
{
    return has_scheme(text, bitcoin) || has_scheme(text, ethereum);
}

/* Label and message mean the same everywhere; true when the parameter was one of them. */
static bool take_words(struct payment_uri *uri, const struct payment_uri_parameter *parameter)
{
    const bool is_label = strcmp(parameter->key, "label") == 0;

    if (!is_label && strcmp(parameter->key, "message") != 0)
        return false;
    text_showable(is_label ? uri->label : uri->message, NOTE_MAX, slice_of_text(parameter->value));
    return true;
}

/* BIP-21: whole coins with a point. What is unknown may be ignored unless it says req-. */
static result take_bitcoin(struct payment_uri *uri, const struct payment_uri_parameter *parameter)
{
    if (take_words(uri, parameter))
        return OK;
    CHECK(!text_starts_with(parameter->key, "req-"), PAYMENT_URI_REQUIRED);
    if (strcmp(parameter->key, "amount") != 0)
        return OK;
    CHECK(is_ok(amount_parse(&uri->amount, parameter->value, BITCOIN_DECIMALS)) &&
              !amount_is_zero(&uri->amount),
          PAYMENT_URI_AMOUNT);
    uri->has_amount = true;
    return OK;
}

/* EIP-681 writes wei as an integer or like 2.014e18; the value must come out whole. */
static result read_wei(struct amount *out, const char *text)
{
    char number[AMOUNT_TEXT_MAX];
    struct amount exponent = {{0}};
    uint64_t zeros = 0;
    const size_t size = strcspn(text, "eE");

    CHECK(size < sizeof number, PAYMENT_URI_AMOUNT);
    memcpy(number, text, size);
    number[size] = 0;
    if (text[size]) {
        CHECK(is_ok(amount_parse_integer(&exponent, text + size + 1)), PAYMENT_URI_AMOUNT);
        CHECK(is_ok(amount_to_u64(&zeros, &exponent)), PAYMENT_URI_AMOUNT);
        CHECK(zeros <= EXPONENT_MOST, PAYMENT_URI_AMOUNT);
    }
    CHECK(is_ok(amount_parse(out, number, (unsigned)zeros)), PAYMENT_URI_AMOUNT);
    return OK;
}

/* Any other parameter belongs to a contract call. Gas is for the sender to choose. */
static result take_ethereum(struct payment_uri *uri, const struct payment_uri_parameter *parameter)
{
    static const char *const ours_to_choose[] = {"gas", "gaslimit", "gasprice"};

    if (take_words(uri, parameter))
        return OK;
    if (strcmp(parameter->key, "value") == 0) {
        TRY(read_wei(&uri->amount, parameter->value));
        CHECK(!amount_is_zero(&uri->amount), PAYMENT_URI_AMOUNT);
        uri->has_amount = true;
        return OK;
    }
    for (size_t i = 0; i < sizeof ours_to_choose / sizeof ours_to_choose[0]; i++)
        if (strcmp(parameter->key, ours_to_choose[i]) == 0)
            return OK;
    return FAIL(PAYMENT_URI_REQUIRED);
}

static result take_address(struct payment_uri *uri, const char *start, size_t size)
{
    CHECK(size > 0 && size < ADDRESS_MAX, PAYMENT_URI_SHAPE);
    memcpy(uri->address, start, size);
    uri->address[size] = 0;
    const size_t plain = strspn(uri->address, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "abcdefghijklmnopqrstuvwxyz");
    CHECK(plain == size, PAYMENT_URI_SHAPE);
    return OK;
}

static result take_chain_id(struct payment_uri *uri, const char *start, size_t size)
{
    char digits[AMOUNT_TEXT_MAX];
    struct amount number;

    CHECK(size < sizeof digits, PAYMENT_URI_SHAPE); /* none at all is no integer either */
    memcpy(digits, start, size);
    digits[size] = 0;
    CHECK(is_ok(amount_parse_integer(&number, digits)), PAYMENT_URI_SHAPE);
    CHECK(is_ok(amount_to_u64(&uri->chain_id, &number)), PAYMENT_URI_SHAPE);
    CHECK(uri->chain_id != 0, PAYMENT_URI_SHAPE);
    return OK;
}

/* ethereum:[pay-]address[@chain][/function]: only plain payments to an address. */
static result read_ethereum_target(struct payment_uri *uri, const char *target, size_t size)
{
    if (size >= 4 && strncasecmp(target, "pay-", 4) == 0) {
        target += 4;
        size -= 4;
    }
    CHECK(!memchr(target, '/', size), PAYMENT_URI_CALL);
    const char *at = memchr(target, '@', size);
    const size_t address = at ? (size_t)(at - target) : size;
    CHECK(address >= 2 && strncasecmp(target, "0x", 2) == 0, PAYMENT_URI_CALL);
    TRY(take_address(uri, target, address));
    uri->address[1] = 'x'; /* "0X" in capital QR codes */
    return at ? take_chain_id(uri, at + 1, size - address - 1) : OK;
}

result payment_uri_parse(struct payment_uri *out, const char *text)
{
    struct payment_uri uri = {.chain = NULL};

    CHECK(payment_uri_is_one(text) && strlen(text) <= PAYMENT_URI_MAX, PAYMENT_URI_SHAPE);
    CHECK(text_is_showable(slice_of_text(text)) && !strchr(text, '#'), PAYMENT_URI_SHAPE);
    const bool is_bitcoin = has_scheme(text, bitcoin);
    const char *target = strchr(text, ':') + 1;
    const size_t size = strcspn(target, "?");
    const char *query = target[size] ? target + size + 1 : NULL;
    if (is_bitcoin)
        TRY(take_address(&uri, target, size));
    else
        TRY(read_ethereum_target(&uri, target, size));
    TRY(payment_uri_read_query(&uri, query, is_bitcoin ? take_bitcoin : take_ethereum));
    uri.chain = is_bitcoin ? "bitcoin" : "ethereum";
    *out = uri;
    return OK;
}
