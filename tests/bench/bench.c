/* SPDX-License-Identifier: MIT */
/* bench - what the ceremonies cost, as ratios to one secp256k1_ecdsa_sign of the same run. A table,
 * then the same rows as JSON lines. assets/docs/performance.md says how to read it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/parts.h"
#include "core/base/memory.h"
#include "core/crypto/point.h"
#include "core/crypto/vole.h"

static const struct {
    uint16_t t, n;
} committees[] = {{2, 2}, {2, 3}, {3, 5}};

static const struct {
    const char *name;
    void (*run)(struct report *, const struct bench_counts *, uint16_t t, uint16_t n);
} parts[] = {
    {"dkg", part_dkg},       {"frost", part_frost}, {"ecdsa", part_ecdsa},
    {"engine", part_engine}, {"payment", part_payment},
};

static int complain(void)
{
    fputs("usage: bench [--quick] [--only dkg|frost|ecdsa|engine|payment] [--committee T-of-N]\n"
          "             [--warm COUNT]   (0 first uses: for a profiler)\n",
          stderr);
    return 2;
}

struct options {
    struct bench_counts counts;
    const char *only;
    const char *committee;
};

static int read_options(struct options *out, int count, char **arguments)
{
    *out = (struct options){
        .counts = {.ceremonies = 21, .first = 21, .warm = 101, .wallets = 3, .payments = 21}};
    for (int i = 1; i < count; i++) {
        const bool has_value = i + 1 < count;

        if (strcmp(arguments[i], "--quick") == 0)
            out->counts = (struct bench_counts){3, 3, 11, 1, 5};
        else if (strcmp(arguments[i], "--only") == 0 && has_value)
            out->only = arguments[++i];
        else if (strcmp(arguments[i], "--committee") == 0 && has_value)
            out->committee = arguments[++i];
        else if (strcmp(arguments[i], "--warm") == 0 && has_value)
            out->counts = (struct bench_counts){1, 0, (size_t)atoi(arguments[++i]), 1, 1};
        else
            return complain();
    }
    return 0;
}

int main(int count, char **arguments)
{
    struct report *report = memory_new(1, sizeof *report);
    struct options options;

    if (read_options(&options, count, arguments) != 0)
        return 2;
    crypto_start();
    vole_start();
    for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++)
        for (size_t c = 0; c < sizeof committees / sizeof committees[0]; c++) {
            char name[12];

            snprintf(name, sizeof name, "%u-of-%u", committees[c].t, committees[c].n);
            if ((options.only && strcmp(options.only, parts[p].name) != 0) ||
                (options.committee && strcmp(options.committee, name) != 0))
                continue;
            fprintf(stderr, "%s %s ...\n", parts[p].name, name);
            parts[p].run(report, &options.counts, committees[c].t, committees[c].n);
        }
    report_print(report);
    memory_free(report);
    return 0;
}
