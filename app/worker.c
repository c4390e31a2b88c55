/* SPDX-License-Identifier: MIT */
#include "app/worker.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/memory.h"

struct worker {
    pthread_t thread;
    int done; /* eventfd */
    bool is_busy;
    void (*job)(void *context);
    void *context;
};

struct worker *worker_new(void)
{
    struct worker *worker = memory_new(1, sizeof *worker);

    worker->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (worker->done < 0)
        abort();
    return worker;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    const uint64_t one = 1;

    worker->job(worker->context);
    if (write(worker->done, &one, sizeof one) < 0)
        abort(); /* an eventfd takes a one at any time */
    return NULL;
}

result worker_begin(struct worker *worker, void (*job)(void *context), void *context)
{
    CHECK(!worker->is_busy, WORKER_START);
    worker->job = job;
    worker->context = context;
    CHECK(pthread_create(&worker->thread, NULL, work, worker) == 0, WORKER_START);
    worker->is_busy = true;
    return OK;
}

bool worker_is_busy(const struct worker *worker)
{
    return worker->is_busy;
}

int worker_fd(const struct worker *worker)
{
    return worker->done;
}

bool worker_is_done(struct worker *worker)
{
    uint64_t count = 0;

    if (!worker->is_busy || read(worker->done, &count, sizeof count) != sizeof count)
        return false;
    pthread_join(worker->thread, NULL);
    worker->is_busy = false;
    return true;
}

void worker_free(struct worker *worker)
{
    if (!worker)
        return;
    if (worker->is_busy)
        pthread_join(worker->thread, NULL);
    close(worker->done);
    memory_free(worker);
}
