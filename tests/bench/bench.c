/* SPDX-License-Identifier: MIT */
/* bench - what the ceremonies cost, as ratios to one secp256k1_ecdsa_sign of the same run. A table,
 * then the same rows as JSON lines. assets/docs/performance.md says how to read it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    {"dkg", part_dkg},       {"frost", part_frost},     {"ecdsa", part_ecdsa},
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

static void print_machine(void)
{
    char line[256] = "", name[256] = "unknown";
    double load[1] = {0};
    FILE *file = fopen("/proc/cpuinfo", "r");

    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "model name : %255[^\n]", name) == 1)
            break;
    if (file)
        fclose(file);
    (void)getloadavg(load, 1);
    printf("%s, %ld of them, load %.1f before the start\n", name, sysconf(_SC_NPROCESSORS_ONLN),
           load[0]);
}

static void print_method(void)
{
    fputs("\n"
          "x sign      how many times one secp256k1_ecdsa_sign of this very run, measured in "
          "between;\n"
          "            medians; CPU of the thread, and the wall's time for part \"router\"\n"
          "protocol    one guardian (a signer that is not the owner): bodies in, bodies out\n"
          "frames      hashing, signing and verifying the frames around them\n"
          "envelopes   sealing and opening what the router carries\n"
          "store       the database: CPU; beside it the waiting for the disk\n"
          "engine      all else in a guardian's engine\n"
          "router      a payment through gridlock-relay on loopback, one process per device: from "
          "the\n"
          "            last consent reaching the owner to the finished signature\n"
          "The linker puts a meter before the calls of each part, so no time is estimated; only "
          "what\n"
          "reading the clock takes is taken off. Bytes are those sent, once for each receiver.\n\n",
          stdout);
}

int main(int count, char **arguments)
{
    struct report *report = memory_new(1, sizeof *report);
    struct options options;

    if (read_options(&options, count, arguments) != 0)
        return 2;
    crypto_start();
    vole_start();
    print_machine();
    fflush(stdout); /* homes are forked later */
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
    print_method();
    report_print(report);
    memory_free(report);
    return 0;
}
