/* SPDX-License-Identifier: MIT */
#include "bench/report.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void series_add(struct series *series, double value)
{
    if (series->count < SERIES_MAX)
        series->value[series->count++] = value;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

double series_part(struct series *series, double part)
{
    if (series->count == 0)
        return 0;
    qsort(series->value, series->count, sizeof series->value[0], compare);
    return series->value[(size_t)((double)(series->count - 1) * part + 0.5)];
}

double series_median(struct series *series)
{
    return series_part(series, 0.5);
}

void measured_add(struct measured *measured, const struct meter *meter)
{
    for (size_t k = 0; k < METER_KINDS; k++)
        series_add(&measured->cpu[k], (double)meter->cpu_ns[k]);
    series_add(&measured->store_wall, (double)meter->store_wall_ns);
    measured->last = *meter;
}

void measured_reference(struct measured *measured)
{
    series_add(&measured->reference, meter_reference_ns());
}

struct row *report_add(struct report *report, const char *what, unsigned t, unsigned n,
                       const char *state, const char *part)
{
    if (report->count == ROWS_MAX)
        abort();
    struct row *row = &report->row[report->count++];
    *row = (struct row){.what = what, .state = state, .part = part};
    snprintf(row->committee, sizeof row->committee, "%u-of-%u", t, n);
    return row;
}

struct row *report_part(struct report *report, struct measured *measured, enum meter_kind kind,
                        struct row name)
{
    static const char *const parts[METER_KINDS] = {"protocol", "frames", "envelopes", "store",
                                                   "engine"};
    const struct meter *const last = &measured->last;
    const double ns = series_median(&measured->cpu[kind]);
    struct row *row;

    if (report->count == ROWS_MAX)
        abort();
    row = &report->row[report->count++];
    *row = name;
    row->part = parts[kind];
    row->ratio = ns / series_median(&measured->reference);
    row->microseconds = ns / 1000;
    row->runs = measured->cpu[kind].count;
    if (kind == METER_PROTOCOL)
        row->bytes = last->body_bytes;
    if (kind == METER_FRAMES) {
        row->bytes = last->frame_bytes;
        snprintf(row->note, sizeof row->note, "%zu signed, %zu verified", last->frames_written,
                 last->frames_verified);
    }
    if (kind == METER_ENVELOPES)
        row->bytes = last->envelope_bytes;
    if (kind == METER_STORE)
        snprintf(row->note, sizeof row->note, "%zu commits, %.1f ms of waiting for the disk",
                 last->commits, series_median(&measured->store_wall) / 1e6);
    return row;
}

static void print_json(const struct row *row)
{
    printf("{\"what\":\"%s\",\"committee\":\"%s\"", row->what, row->committee);
    if (row->state[0])
        printf(",\"state\":\"%s\"", row->state);
    printf(",\"part\":\"%s\",\"ratio_to_secp256k1_sign\":%.1f", row->part, row->ratio);
    if (row->bytes)
        printf(",\"bytes_sent\":%llu", (unsigned long long)row->bytes);
    printf(",\"microseconds\":%.1f,\"runs\":%zu}\n", row->microseconds, row->runs);
}

/* What issue and design ask for; milliseconds where the part is "router". */
static const struct {
    const char *what, *committee, *state, *part;
    double most;
} targets[] = {
    {"ecdsa-sign", "3-of-5", "warm", "protocol", 180},
    {"frost-sign", "3-of-5", "warm", "protocol", 10},
    {"frost-payment", "3-of-5", "warm", "router", 100},
    {"ecdsa-payment", "3-of-5", "warm", "router", 100},
};

static void print_target(const struct row *row)
{
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        if (strcmp(row->what, targets[i].what) != 0 || strcmp(row->part, targets[i].part) != 0 ||
            strcmp(row->committee, targets[i].committee) != 0 ||
            strcmp(row->state, targets[i].state) != 0)
            continue;
        const bool is_wall = strcmp(row->part, "router") == 0;
        const double value = is_wall ? row->microseconds / 1000 : row->ratio;

        printf("target: %s %s %s at most %.0f %s: %.1f, %s\n", row->what, row->committee, row->part,
               targets[i].most, is_wall ? "ms" : "x sign", value,
               value <= targets[i].most ? "met" : "MISSED");
    }
}

void report_print(const struct report *report)
{
    printf("%-18s %-8s %-6s %-12s %10s %12s %11s %6s\n", "what", "keys", "state", "part", "x sign",
           "us", "bytes sent", "runs");
    for (size_t i = 0; i < report->count; i++) {
        const struct row *row = &report->row[i];

        printf("%-18s %-8s %-6s %-12s %10.1f %12.1f ", row->what, row->committee, row->state,
               row->part, row->ratio, row->microseconds);
        if (row->bytes)
            printf("%11llu", (unsigned long long)row->bytes);
        else
            printf("%11s", "");
        printf(" %6zu  %s\n", row->runs, row->note);
    }
    printf("\n");
    for (size_t i = 0; i < report->count; i++)
        print_target(&report->row[i]);
    printf("\n");
    for (size_t i = 0; i < report->count; i++)
        print_json(&report->row[i]);
}
