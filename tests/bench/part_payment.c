/* SPDX-License-Identifier: MIT */
/* Payments through a real router on loopback: every device a process with its own database.
 * Measured is the wall's time at the owner, from the reply that brought the last consent to the
 * finished signature; and from the moment the last guardian said yes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/process.h"
#include "bench/home.h"
#include "bench/parts.h"
#include "core/base/memory.h"

struct village {
    char folder[64];
    char router[64];
    struct process relay;
    struct home home[HOME_NAMES];
    uint16_t t, n;
    uint8_t wallet[32];
    uint32_t number;
};

/* RELAY, or the one built with this program. */
static const char *relay_program(void)
{
    static char beside[4096];
    const char *told = getenv("RELAY");
    const ssize_t size = readlink("/proc/self/exe", beside, sizeof beside - 32);
    char *end;

    if (told)
        return told;
    bench_must_be(size > 0, "this program's own path");
    beside[size] = 0;
    end = strstr(beside, "/tests/bench/");
    bench_must_be(end != NULL, "gridlock-relay is not found: set RELAY");
    strcpy(end, "/gridlock-relay");
    return beside;
}

static void start_relay(struct village *v)
{
    char store[80], line[200] = "";
    const char *const words[] = {relay_program(), "--store",     store,
                                 "--listen",      "127.0.0.1:0", NULL};
    const struct process_order order = {.argv = words, .captures_output = true};
    unsigned port = 0;

    snprintf(store, sizeof store, "%s/relay", v->folder);
    bench_must(process_start(&v->relay, &order), "the router");
    bench_must_be(process_line(&v->relay, line, sizeof line, 10000) &&
                      sscanf(line, "listening on 127.0.0.1:%u", &port) == 1,
                  "the router does not start");
    snprintf(v->router, sizeof v->router, "http://127.0.0.1:%u", port);
}

static void ask(struct village *v, size_t index, struct home_order order,
                struct home_answer *answer)
{
    static struct home_answer ignored;

    home_ask(&v->home[index], answer ? answer : &ignored, &order);
}

static void name_of(char out[static HOME_NAME], size_t index)
{
    if (index == 0)
        snprintf(out, HOME_NAME, "me");
    else
        snprintf(out, HOME_NAME, "guardian%zu", index);
}

static void pair(struct village *v, size_t guest)
{
    struct home_order order = {.verb = HOME_INVITE};
    struct home_answer answer;

    name_of(order.name[0], guest);
    ask(v, 0, order, &answer);
    order = (struct home_order){.verb = HOME_JOIN};
    memcpy(order.text, answer.text, sizeof order.text);
    ask(v, guest, order, NULL);
    order = (struct home_order){.verb = HOME_KNOW};
    name_of(order.name[0], guest);
    ask(v, 0, order, NULL);
    name_of(order.name[0], 0);
    ask(v, guest, order, NULL);
}

static void make_wallet(struct village *v)
{
    struct home_order order = {.verb = HOME_CREATE, .t = v->t, .count = v->n - 1u};
    struct home_answer answer;

    for (size_t i = 1; i < v->n; i++)
        name_of(order.name[i - 1], i);
    ask(v, 0, order, &answer);
    memcpy(v->wallet, answer.id, 32);
    for (size_t i = 1; i < v->n; i++)
        ask(v, i, (struct home_order){.verb = HOME_AGREE}, NULL);
    order = (struct home_order){.verb = HOME_ACTIVE};
    memcpy(order.id, v->wallet, 32);
    for (size_t i = 0; i < v->n; i++)
        ask(v, i, order, NULL);
}

static void settle(struct village *v, uint16_t t, uint16_t n)
{
    *v = (struct village){.folder = "/tmp/gridlock-bench-XXXXXX", .t = t, .n = n};
    bench_must_be(mkdtemp(v->folder) != NULL, "a folder");
    start_relay(v);
    for (size_t i = 0; i < n; i++) {
        char folder[96], name[HOME_NAME];

        snprintf(folder, sizeof folder, "%s/%zu", v->folder, i);
        name_of(name, i);
        v->home[i] = home_start(folder, name, i == 0, v->router);
    }
    for (size_t i = 1; i < n; i++)
        pair(v, i);
    make_wallet(v);
}

static void leave(struct village *v)
{
    char command[100];

    for (size_t i = 0; i < v->n; i++)
        home_stop(&v->home[i]);
    process_stop(&v->relay);
    snprintf(command, sizeof command, "rm -rf %s", v->folder);
    bench_must_be(system(command) == 0, "tidying up");
}

/* Milliseconds from the last yes: as it came to the owner, and as it was said. */
static void pay(struct village *v, bool is_ecdsa, double *from_coming, double *from_saying)
{
    struct home_order order = {.verb = HOME_PAY, .is_ecdsa = is_ecdsa, .number = ++v->number};
    struct home_answer paid, consented, done;

    memcpy(order.id, v->wallet, 32);
    ask(v, 0, order, &paid);
    order = (struct home_order){.verb = HOME_SEE};
    memcpy(order.id, paid.id, 32);
    for (size_t i = 1; i < v->n; i++)
        ask(v, i, order, NULL);
    order.verb = HOME_CONSENT;
    for (size_t i = 1; i + 1 < v->t; i++)
        ask(v, i, order, NULL);
    order.verb = HOME_CONSENTS;
    order.count = v->t - 1u;
    ask(v, 0, order, NULL);
    usleep(50000); /* acknowledgements are done with, all polls wait again */
    order.verb = HOME_SIGNED;
    order.count = v->t;
    home_send(&v->home[0], &order);
    order.verb = HOME_CONSENT;
    ask(v, v->t - 1u, order, &consented);
    home_receive(&v->home[0], &done);
    *from_coming = (double)(done.after_ns - done.before_ns) / 1e6;
    *from_saying = (double)(done.after_ns - consented.before_ns) / 1e6;
}

static void measure(struct report *report, struct village *v, size_t count, bool is_ecdsa)
{
    struct series *coming = memory_new(1, sizeof *coming), *saying = memory_new(1, sizeof *saying);
    struct series *reference = memory_new(1, sizeof *reference);
    double first = 0, unused = 0;

    pay(v, is_ecdsa, &first, &unused);
    for (size_t i = 0; i < count; i++) {
        double a, b;

        pay(v, is_ecdsa, &a, &b);
        series_add(coming, a);
        series_add(saying, b);
        series_add(reference, meter_reference_ns());
    }
    struct row *row = report_add(report, is_ecdsa ? "ecdsa-payment" : "frost-payment", v->t, v->n,
                                 "warm", "router");
    row->microseconds = series_median(coming) * 1000;
    row->ratio = row->microseconds * 1000 / series_median(reference);
    row->runs = count;
    double load[1] = {0};
    (void)getloadavg(load, 1);
    snprintf(row->note, sizeof row->note,
             "%.1f ms (worst %.1f; from the last yes %.1f; the first %.1f; load %.1f)",
             series_median(coming), series_part(coming, 1), series_median(saying), first, load[0]);
    memory_free(coming);
    memory_free(saying);
    memory_free(reference);
}

void part_payment(struct report *report, const struct bench_counts *counts, uint16_t t, uint16_t n)
{
    struct village *v = memory_new(1, sizeof *v);

    settle(v, t, n);
    measure(report, v, counts->payments, false);
    measure(report, v, counts->payments, true);
    leave(v);
    memory_free(v);
}
