/* SPDX-License-Identifier: MIT */
/* gridlock-relay - the communication router: keeps sealed messages until their receiver fetches
 * them. It cannot read them, knows no sender, and writes no log of what passes through. */
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/http_server.h"
#include "app/listen.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/crypto/point.h" /* crypto_start */
#include "core/router/mailbox_tables.h"
#include "core/router/router.h"

static const char version[] = "gridlock-relay 0.1.0";
static const char usage[] =
    "usage: gridlock-relay --store DIR [--listen ADDRESS:PORT] [--host NAME]... [limits]\n"
    "\n"
    "  --store DIR       folder of the messages; made when it is missing\n"
    "  --listen A:P      where to listen, in numbers; port 0 takes a free one (127.0.0.1:8788)\n"
    "  --host NAME       a name clients reach this router by, as they type it behind https://;\n"
    "                    needed unless it listens to this computer only\n"
    "\n"
    "limits (default)\n";

enum { DAY = 86400, MIB = 1 << 20, SPARE_FILES = 64 };

enum number {
    MAX_MESSAGES,
    MAX_MAILBOX_MIB,
    RETENTION_DAYS,
    MAX_MAILBOXES,
    MAX_REQUESTS,
    MAX_REQUESTS_BURST,
    MAX_CREATES,
    MAX_CREATES_BURST,
    MAX_CONNECTIONS,
    MAX_CONNECTIONS_PER_HOST,
    MEMORY_MIB,
    RESERVE_MIB,
    NUMBERS
};

static const struct {
    const char *name;
    uint64_t usual, least, most;
    const char *help;
} numbers[NUMBERS] = {
    {"--max-messages", 512, 1, 1000000, "messages in one mailbox"},
    {"--max-mailbox-mib", 64, 1, 1 << 20, "MiB in one mailbox"},
    {"--retention-days", 14, 1, 30, "days a message is kept"},
    {"--max-mailboxes", 1000000, 1, 4000000, "mailboxes; and as many wallet records"},
    {"--max-requests", 60000, 0, 100000000, "requests a minute from one address; 0 = no limit"},
    {"--max-requests-burst", 5000, 1, 100000000, "of these so many at once"},
    {"--max-creates", 2000, 0, 100000000, "new mailboxes a day from one address; 0 = no limit"},
    {"--max-creates-burst", 1000, 1, 100000000, "of these so many at once"},
    {"--max-connections", 10000, 8, 1000000, "connections"},
    {"--max-connections-per-address", 2000, 0, 1000000,
     "connections from one address; 0 = no limit"},
    {"--max-memory-mib", 256, 2, 1 << 20, "MiB of messages under way at one moment"},
    {"--reserve-mib", 16, 0, 1 << 20, "MiB of the disk left free"},
};

struct options {
    const char *store;
    const char *listen;
    struct router_settings router;
    uint64_t number[NUMBERS];
    bool wants_help, wants_version;
};

static bool read_number(uint64_t *out, const char *text, uint64_t least, uint64_t most)
{
    char *end = NULL;

    if (*text < '0' || *text > '9' || strlen(text) > 12)
        return false;
    *out = strtoull(text, &end, 10);
    return *end == 0 && *out >= least && *out <= most;
}

static result read_option(struct options *out, const char *name, const char *value)
{
    for (size_t i = 0; i < NUMBERS; i++)
        if (strcmp(name, numbers[i].name) == 0) {
            CHECK(value && read_number(&out->number[i], value, numbers[i].least, numbers[i].most),
                  RELAY_OPTION_VALUE);
            return OK;
        }
    const bool is_host = strcmp(name, "--host") == 0;
    const bool is_store = strcmp(name, "--store") == 0;
    CHECK(is_host || is_store || strcmp(name, "--listen") == 0, RELAY_OPTION);
    CHECK(value && *value, RELAY_OPTION_VALUE);
    CHECK(!is_host || out->router.host_count < ROUTER_HOSTS_MAX, RELAY_OPTION_VALUE);
    if (is_host)
        out->router.hosts[out->router.host_count++] = value;
    else if (is_store)
        out->store = value;
    else
        out->listen = value;
    return OK;
}

/* *culprit is the argument an error is about. */
static result read_options(struct options *out, const char **culprit, int count, char **arguments)
{
    out->listen = "127.0.0.1:8788";
    for (size_t i = 0; i < NUMBERS; i++)
        out->number[i] = numbers[i].usual;
    for (int i = 1; i < count; i += 2) {
        *culprit = arguments[i];
        out->wants_help = out->wants_help || strcmp(arguments[i], "--help") == 0;
        out->wants_version = out->wants_version || strcmp(arguments[i], "--version") == 0;
        if (out->wants_help || out->wants_version)
            return OK;
        TRY(read_option(out, arguments[i], i + 1 < count ? arguments[i + 1] : NULL));
    }
    *culprit = NULL;
    CHECK(out->store, RELAY_STORE_MISSING);
    CHECK(out->router.host_count > 0 || listen_is_loopback(out->listen), RELAY_HOST_MISSING);
    out->router.rates[QUOTA_REQUEST] =
        (struct quota_rate){.count = out->number[MAX_REQUESTS],
                            .seconds = 60,
                            .burst = out->number[MAX_REQUESTS_BURST]};
    out->router.rates[QUOTA_CREATE] = (struct quota_rate){
        .count = out->number[MAX_CREATES], .seconds = DAY, .burst = out->number[MAX_CREATES_BURST]};
    return OK;
}

static void print_help(void)
{
    fputs(usage, stdout);
    for (size_t i = 0; i < NUMBERS; i++)
        printf("  %-30s %s (%llu)\n", numbers[i].name, numbers[i].help,
               (unsigned long long)numbers[i].usual);
}

/* Nothing of what passes through may lie about in a core file or be read by another process. */
static void harden(void)
{
    const struct rlimit none = {0, 0};
    struct rlimit files;

    umask(077);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    (void)signal(SIGPIPE, SIG_IGN);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
}

/* As many connections as were asked for, but no more than the system gives files for. */
static unsigned connections(uint64_t wanted)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < wanted + SPARE_FILES)
        wanted = files.rlim_cur > 2 * SPARE_FILES ? files.rlim_cur - SPARE_FILES : SPARE_FILES;
    return (unsigned)wanted;
}

static int stop_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static result serve(struct mailbox_store *store, const struct options *options, int stop)
{
    const struct http_server_settings settings = {
        .listen = options->listen,
        .connections = connections(options->number[MAX_CONNECTIONS]),
        .connections_per_host = (unsigned)options->number[MAX_CONNECTIONS_PER_HOST],
        .memory = options->number[MEMORY_MIB] * MIB,
    };
    struct router *router = NULL;
    struct http_server *server = NULL;

    TRY(router_new(&router, store, &options->router));
    const result opened = http_server_open(&server, router, store, &settings);
    if (is_ok(opened)) {
        printf("listening on %s\n", http_server_name(server));
        fflush(stdout);
        http_server_run(server, stop);
        http_server_close(server);
    }
    router_free(router);
    return opened;
}

static result run(const struct options *options)
{
    const struct mailbox_limits limits = {
        .messages = (uint32_t)options->number[MAX_MESSAGES],
        .bytes = options->number[MAX_MAILBOX_MIB] * MIB,
        .retention_days = (uint32_t)options->number[RETENTION_DAYS],
        .mailboxes = (uint32_t)options->number[MAX_MAILBOXES],
        .slots = (uint32_t)options->number[MAX_MAILBOXES],
        .records = (uint32_t)options->number[MAX_MAILBOXES],
    };
    struct mailbox_store *store = NULL;
    const int stop = stop_signals();

    CHECK(stop >= 0, RELAY_START);
    TRY(mailbox_tables_open(&store, options->store, &limits, options->number[RESERVE_MIB] * MIB,
                            rng_system()));
    const result served = serve(store, options, stop);
    store->ops->close(store);
    return served;
}

static int complain(result reason, const char *culprit)
{
    fprintf(stderr, "gridlock-relay: %s%s%s %s\n", culprit ? culprit : "", culprit ? ": " : "",
            error_sentence(reason.code), error_remedy(reason.code));
    return 1;
}

int main(int count, char **arguments)
{
    struct options options = {0};
    const char *culprit = NULL;

    harden();
    crypto_start();
    const result read = read_options(&options, &culprit, count, arguments);
    if (!is_ok(read))
        return complain(read, culprit);
    if (options.wants_help)
        print_help();
    else if (options.wants_version)
        puts(version);
    if (options.wants_help || options.wants_version)
        return 0;
    const result ran = run(&options);
    return is_ok(ran) ? 0 : complain(ran, NULL);
}
