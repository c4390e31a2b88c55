/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json_scan.h"
#include "core/base/memory.h"

/* Children lie side by side, so that json_at does not walk cJSON's lists: an array of a million
 * elements would otherwise take hours to visit. The root is the first of one allocation. */
struct json {
    cJSON *item;
    const struct json *children;
    size_t count;
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Every key is a text and stands once. */
static result check_names(const struct json *object)
{
    const char **names = memory_new(object->count, sizeof *names);
    bool is_sound = true;

    for (size_t i = 0; i < object->count; i++) {
        names[i] = object->children[i].item->string;
        is_sound = is_sound && names[i][0] == JSON_MARK_TEXT;
    }
    qsort(names, object->count, sizeof *names, compare_names);
    for (size_t i = 1; i < object->count; i++)
        is_sound = is_sound && strcmp(names[i - 1], names[i]) != 0;
    memory_free(names);
    CHECK(is_sound, JSON_SYNTAX);
    return OK;
}

/* Lays the tree out level by level; the array is its own queue, so nothing recurses. */
static result lay_out(struct json *nodes, size_t room, cJSON *root)
{
    size_t end = 1;

    nodes[0].item = root;
    for (size_t i = 0; i < end; i++) {
        nodes[i].children = nodes + end;
        for (cJSON *child = nodes[i].item->child; child; child = child->next) {
            CHECK(end < room, JSON_LIMIT);
            nodes[end++].item = child;
            nodes[i].count++;
        }
        if (cJSON_IsObject(nodes[i].item))
            TRY(check_names(&nodes[i]));
    }
    return OK;
}

result json_parse(struct json **out, struct slice text)
{
    SCOPED(buffer_free) struct buffer marked = {0};
    SCOPED(json_free_at) struct json *nodes = NULL;
    size_t values = 0;

    TRY(json_scan(&marked, &values, text));
    cJSON *root = cJSON_ParseWithLengthOpts(buffer_text(&marked), marked.size + 1, NULL, true);
    CHECK(root, JSON_SYNTAX);
    nodes = memory_new(values + 1, sizeof *nodes);
    nodes[0].item = root;
    TRY(lay_out(nodes, values + 1, root));
    *out = nodes;
    nodes = NULL;
    return OK;
}

void json_free(struct json *root)
{
    if (!root)
        return;
    cJSON_Delete(root->item);
    memory_free(root);
}

void json_free_at(struct json **root)
{
    json_free(*root);
    *root = NULL;
}

/* json_scan marked every text with its kind in front; see there. */
static const char *marked_text(const struct json *value, char mark)
{
    if (!value || !cJSON_IsString(value->item) || value->item->valuestring[0] != mark)
        return NULL;
    return value->item->valuestring + 1;
}

static const struct json *find(const struct json *object, const char *name)
{
    if (!object || !cJSON_IsObject(object->item))
        return NULL;
    for (size_t i = 0; i < object->count; i++)
        if (strcmp(object->children[i].item->string + 1, name) == 0)
            return &object->children[i];
    return NULL;
}

result json_get(const struct json **out, const struct json *object, const char *name)
{
    const struct json *value = find(object, name);

    CHECK(value, JSON_FIELD);
    *out = value;
    return OK;
}

result json_get_text(const char **out, const struct json *object, const char *name)
{
    const char *text = json_text(find(object, name));

    CHECK(text, JSON_FIELD);
    *out = text;
    return OK;
}

result json_get_u64(uint64_t *out, const struct json *object, const char *name)
{
    const char *number = json_number(find(object, name));
    struct amount amount;
    uint64_t value;

    CHECK(number, JSON_FIELD);
    CHECK(is_ok(amount_parse_integer(&amount, number)), JSON_FIELD);
    CHECK(is_ok(amount_to_u64(&value, &amount)), JSON_FIELD);
    *out = value;
    return OK;
}

result json_get_bool(bool *out, const struct json *object, const char *name)
{
    const struct json *value = find(object, name);

    CHECK(value && cJSON_IsBool(value->item), JSON_FIELD);
    *out = cJSON_IsTrue(value->item);
    return OK;
}

result json_get_amount(struct amount *out, const struct json *object, const char *name,
                       unsigned decimals)
{
    const char *number = json_number(find(object, name));

    CHECK(number, JSON_FIELD);
    return amount_parse(out, number, decimals);
}

bool json_has(const struct json *object, const char *name)
{
    const struct json *value = find(object, name);

    return value && !cJSON_IsNull(value->item);
}

size_t json_count(const struct json *array)
{
    return array && cJSON_IsArray(array->item) ? array->count : 0;
}

const struct json *json_at(const struct json *array, size_t index)
{
    return index < json_count(array) ? &array->children[index] : NULL;
}

const char *json_text(const struct json *value)
{
    return marked_text(value, JSON_MARK_TEXT);
}

const char *json_number(const struct json *value)
{
    return marked_text(value, JSON_MARK_NUMBER);
}

bool json_is_null(const struct json *value)
{
    return value && cJSON_IsNull(value->item);
}
