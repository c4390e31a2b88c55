/* SPDX-License-Identifier: MIT */
#include "core/base/error.h"

#include <stddef.h>

struct error_text {
    enum error_code code;
    const char *name;
    const char *sentence;
    const char *remedy;
};

static const struct error_text texts[] = {
    {ERROR_NONE, "NONE", "All is well.", "Nothing needs to be done."},
#define ERROR(name, number, sentence, remedy) {ERROR_##name, #name, sentence, remedy},
#include "core/base/errors.def"
#undef ERROR
};

static const struct error_text *find(enum error_code code)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].code == code)
            return &texts[i];
    return &texts[0];
}

const char *error_name(enum error_code code)
{
    return find(code)->name;
}

const char *error_sentence(enum error_code code)
{
    return find(code)->sentence;
}

const char *error_remedy(enum error_code code)
{
    return find(code)->remedy;
}
