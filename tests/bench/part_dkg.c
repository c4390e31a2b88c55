/* SPDX-License-Identifier: MIT */
#include "bench/parts.h"
#include "core/base/memory.h"

void part_dkg(struct report *report, const struct bench_counts *counts, uint16_t t, uint16_t n)
{
    struct measured *measured = memory_new(1, sizeof *measured);

    for (size_t i = 0; i < counts->ceremonies; i++) {
        struct committee *committee = committee_new(t, n);

        for (uint16_t j = 0; j < n; j++) {
            measured_add(measured, &committee->meter[j]);
            measured_reference(measured);
        }
        committee_free(committee);
    }
    struct row name = {.what = "dkg", .state = ""};
    snprintf(name.committee, sizeof name.committee, "%u-of-%u", t, n);
    report_part(report, measured, METER_PROTOCOL, name);
    report_part(report, measured, METER_FRAMES, name);
    memory_free(measured);
}
