/* SPDX-License-Identifier: MIT */
#include "support/vectors.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void give_up(const char *what, const char *where)
{
    fprintf(stderr, "vectors: %s: %s\n", what, where);
    abort();
}

char *vectors_text(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");

    if (!file || fseek(file, 0, SEEK_END) != 0)
        give_up("cannot open", path);
    const long length = ftell(file);
    rewind(file);
    char *text = malloc((size_t)length + 1);
    if (!text || fread(text, 1, (size_t)length, file) != (size_t)length)
        give_up("cannot read", path);
    fclose(file);
    text[length] = '\0';
    if (size)
        *size = (size_t)length;
    return text;
}

cJSON *vectors_load(const char *path)
{
    char *text = vectors_text(path, NULL);
    cJSON *root = cJSON_Parse(text);

    free(text);
    if (!root)
        give_up("not JSON", path);
    return root;
}

static const cJSON *step(const cJSON *from, const char *name)
{
    if (cJSON_IsArray(from) && isdigit((unsigned char)name[0]))
        return cJSON_GetArrayItem(from, atoi(name));
    return cJSON_GetObjectItemCaseSensitive(from, name);
}

const cJSON *vectors_at(const cJSON *root, const char *dotted_path)
{
    char name[128];
    const char *rest = dotted_path;
    const cJSON *item = root;

    while (*rest) {
        const size_t length = strcspn(rest, ".");
        if (length >= sizeof name)
            give_up("too long", dotted_path);
        memcpy(name, rest, length);
        name[length] = '\0';
        item = step(item, name);
        if (!item)
            give_up("nothing at", dotted_path);
        rest += length + (rest[length] == '.');
    }
    return item;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

size_t vectors_hex(uint8_t *out, size_t room, const cJSON *item)
{
    const char *text = cJSON_GetStringValue(item);

    if (!text)
        give_up("not a string", item && item->string ? item->string : "?");
    if (text[0] == '0' && text[1] == 'x')
        text += 2;
    const size_t size = strlen(text) / 2;
    if (strlen(text) % 2 != 0 || size > room)
        give_up("odd or longer than its room", text);
    for (size_t i = 0; i < size; i++) {
        const int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);
        if (high < 0 || low < 0)
            give_up("not hex", text);
        out[i] = (uint8_t)(high << 4 | low);
    }
    return size;
}

void vectors_hex_at(uint8_t *out, size_t size, const cJSON *root, const char *dotted_path)
{
    if (vectors_hex(out, size, vectors_at(root, dotted_path)) != size)
        give_up("shorter than expected", dotted_path);
}

const char *vectors_string_at(const cJSON *root, const char *dotted_path)
{
    const char *text = cJSON_GetStringValue(vectors_at(root, dotted_path));

    if (!text)
        give_up("not a string", dotted_path);
    return text;
}

long long vectors_number_at(const cJSON *root, const char *dotted_path)
{
    const cJSON *item = vectors_at(root, dotted_path);

    if (cJSON_IsNumber(item))
        return (long long)cJSON_GetNumberValue(item);
    return strtoll(vectors_string_at(root, dotted_path), NULL, 10);
}
