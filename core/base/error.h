/* SPDX-License-Identifier: MIT */
/* error.h - one result type, and the macros that steer by it.
 *
 * Every error is written once, in errors/<area>.def, as ERROR(NAME, number, sentence, remedy):
 * what happened, and what the reader can do now. A number never changes after release.
 * The result is a struct so that it can be neither dropped nor mistaken for a count.
 */
#ifndef GRIDLOCK_CORE_BASE_ERROR_H
#define GRIDLOCK_CORE_BASE_ERROR_H

#include <stdbool.h>

enum error_code {
    ERROR_NONE = 0,
#define ERROR(name, number, sentence, remedy) ERROR_##name = (number),
#include "core/base/errors.def"
#undef ERROR
};

typedef struct result {
    enum error_code code;
} result;

#define MUST_USE __attribute__((warn_unused_result))

/* Runs `cleanup_function(&variable)` however the scope is left. */
#define SCOPED(cleanup_function) __attribute__((cleanup(cleanup_function)))

#define OK ((result){ERROR_NONE})
#define FAIL(name) ((result){ERROR_##name})

/* The same error upwards. */
#define TRY(expression)                                                                            \
    do {                                                                                           \
        const result tried_ = (expression);                                                        \
        if (tried_.code != ERROR_NONE)                                                             \
            return tried_;                                                                         \
    } while (0)

/* This error, unless the condition holds. */
#define CHECK(condition, name)                                                                     \
    do {                                                                                           \
        if (!(condition))                                                                          \
            return FAIL(name);                                                                     \
    } while (0)

static inline bool is_ok(result r)
{
    return r.code == ERROR_NONE;
}

/* "GUARDIAN_SILENT": for scripts (--json) and logs. */
const char *error_name(enum error_code code);
/* What happened, as one sentence. */
const char *error_sentence(enum error_code code);
/* What to do next, as one sentence. */
const char *error_remedy(enum error_code code);

#endif
