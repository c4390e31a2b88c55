/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/wallet/policy.h"

enum { LINE_ROOM = 256, DECIMALS_MOST = 18 };

enum section { SECTION_NONE, SECTION_DEFAULT, SECTION_LIMIT };

struct parser {
    struct policy policy;
    enum section section;
    size_t section_line; /* where it began, to blame an empty one */
    size_t rules;        /* lines of this section so far */
    bool has_default;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static char *trim(char *text)
{
    char *end = text + strlen(text);

    while (is_blank(*text))
        text++;
    while (end > text && is_blank(end[-1]))
        *--end = 0;
    return text;
}

static bool is_asset(const char *text)
{
    const size_t size = strlen(text);

    return size > 0 && size < ASSET_MAX &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@") == size;
}

static struct policy_limit *current(struct parser *parser)
{
    return &parser->policy.limits[parser->policy.limit_count - 1];
}

/* An empty section would allow everything of its asset, which nobody means to write. */
static result end_section(const struct parser *parser)
{
    CHECK(parser->section == SECTION_NONE || parser->rules > 0, POLICY_EMPTY);
    return OK;
}

static result begin_limit(struct parser *parser, const char *asset)
{
    struct policy *policy = &parser->policy;

    CHECK(is_asset(asset), POLICY_SECTION);
    for (size_t i = 0; i < policy->limit_count; i++)
        CHECK(strcmp(policy->limits[i].asset, asset) != 0, POLICY_TWICE);
    CHECK(policy->limit_count < POLICY_LIMITS_MAX, POLICY_MANY);
    parser->section = SECTION_LIMIT;
    return text_copy(policy->limits[policy->limit_count++].asset, ASSET_MAX, asset);
}

static result read_section(struct parser *parser, char *line)
{
    char *end = line + strlen(line) - 1;

    CHECK(*end == ']', POLICY_LINE);
    *end = 0;
    char *name = trim(line + 1);
    parser->rules = 0;
    if (text_starts_with(name, "limit "))
        return begin_limit(parser, trim(name + strlen("limit ")));
    CHECK(strcmp(name, "default") == 0, POLICY_SECTION);
    CHECK(!parser->has_default, POLICY_TWICE);
    parser->has_default = true;
    parser->section = SECTION_DEFAULT;
    return OK;
}

static result read_default(struct parser *parser, const char *key, const char *value)
{
    CHECK(strcmp(key, "answer") == 0, POLICY_KEY);
    CHECK(parser->rules == 0, POLICY_TWICE);
    parser->policy.consents_by_default = strcmp(value, "consent") == 0;
    CHECK(parser->policy.consents_by_default || strcmp(value, "refuse") == 0, POLICY_ANSWER);
    return OK;
}

/* Whether it is an amount at all; how many decimals it may have is known when it is used. */
static result read_amount(char out[static POLICY_AMOUNT_MAX], const char *value)
{
    struct amount amount;

    CHECK(out[0] == 0, POLICY_TWICE);
    CHECK(is_ok(amount_parse(&amount, value, DECIMALS_MOST)), POLICY_AMOUNT);
    CHECK(is_ok(text_copy(out, POLICY_AMOUNT_MAX, value)), POLICY_AMOUNT);
    return OK;
}

static result read_allowed(struct parser *parser, const char *address)
{
    struct policy *policy = &parser->policy;
    const size_t limit = policy->limit_count - 1;

    CHECK(policy->allowed_count < POLICY_ALLOWED_MAX, POLICY_MANY);
    for (const char *c = address; *c; c++)
        CHECK(!is_blank(*c), POLICY_LINE);
    for (size_t i = 0; i < policy->allowed_count; i++)
        CHECK(policy->allowed[i].limit != limit || strcmp(policy->allowed[i].address, address) != 0,
              POLICY_TWICE);
    struct policy_allowed *allowed = &policy->allowed[policy->allowed_count];
    CHECK(is_ok(text_copy(allowed->address, ADDRESS_MAX, address)), POLICY_LINE);
    allowed->limit = limit;
    policy->allowed_count++;
    return OK;
}

static result read_limit(struct parser *parser, const char *key, const char *value)
{
    if (strcmp(key, "per_payment") == 0)
        return read_amount(current(parser)->per_payment, value);
    if (strcmp(key, "per_day") == 0)
        return read_amount(current(parser)->per_day, value);
    CHECK(strcmp(key, "allow") == 0, POLICY_KEY);
    return read_allowed(parser, value);
}

static result read_rule(struct parser *parser, char *line)
{
    char *equals = strchr(line, '=');

    CHECK(equals, POLICY_LINE);
    *equals = 0;
    const char *key = trim(line);
    const char *value = trim(equals + 1);
    CHECK(*key && *value, POLICY_LINE);
    switch (parser->section) {
    case SECTION_NONE:
        return FAIL(POLICY_SECTION);
    case SECTION_DEFAULT:
        TRY(read_default(parser, key, value));
        break;
    case SECTION_LIMIT:
        TRY(read_limit(parser, key, value));
        break;
    }
    parser->rules++;
    return OK;
}

/* Cuts the next line, without its comment, off the front of the text. */
static result take_line(char out[static LINE_ROOM], struct slice *text)
{
    const uint8_t *end = memchr(text->data, '\n', text->size);
    const size_t size = end ? (size_t)(end - text->data) : text->size;
    const size_t taken = end ? size + 1 : size;

    CHECK(size < LINE_ROOM && !memchr(text->data, 0, size), POLICY_LINE);
    memcpy(out, text->data, size);
    out[size] = 0;
    out[strcspn(out, "#")] = 0;
    *text = slice_of(text->data + taken, text->size - taken);
    return OK;
}

static result read_line(struct parser *parser, char *line, size_t number)
{
    char *content = trim(line);

    if (*content == 0)
        return OK;
    if (*content != '[')
        return read_rule(parser, content);
    TRY(end_section(parser));
    parser->section_line = number;
    return read_section(parser, content);
}

result policy_parse(struct policy *out, size_t *line, struct slice text)
{
    struct parser parser = {.section = SECTION_NONE};
    char content[LINE_ROOM];

    *line = 1;
    CHECK(text.size <= POLICY_FILE_MAX, POLICY_MANY);
    for (size_t number = 1; text.size > 0; number++) {
        *line = number;
        TRY(take_line(content, &text));
        const result read = read_line(&parser, content, number);
        if (read.code == ERROR_POLICY_EMPTY)
            *line = parser.section_line;
        TRY(read);
    }
    if (!is_ok(end_section(&parser)))
        *line = parser.section_line;
    TRY(end_section(&parser));
    *out = parser.policy;
    return OK;
}
