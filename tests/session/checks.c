/* SPDX-License-Identifier: MIT */
#include "session/checks.h"

#include <stdarg.h>
#include <stdio.h>

static int passed;
static int failed;

bool check(bool holds, const char *format, ...)
{
    va_list arguments;

    if (holds)
        passed++;
    else
        failed++;
    printf("%s ", holds ? "  ok    " : "  FAILED");
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
    return holds;
}

void note(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

int checks_failed(void)
{
    return failed;
}

int checks_end(void)
{
    printf("%d passed, %d failed\n", passed, failed);
    return failed ? 1 : 0;
}
