/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <poll.h>
#include <unistd.h>

#include "app/worker.h"

static void double_it(void *context)
{
    usleep(20 * 1000);
    *(int *)context *= 2;
}

static void wait_for(struct worker *worker)
{
    struct pollfd wait = {.fd = worker_fd(worker), .events = POLLIN};

    cr_assert_eq(poll(&wait, 1, 5000), 1);
    cr_assert(worker_is_done(worker));
}

Test(worker, does_one_job_after_the_other)
{
    struct worker *worker = worker_new();
    int number = 21;

    cr_assert_not(worker_is_done(worker));
    cr_assert(is_ok(worker_begin(worker, double_it, &number)));
    cr_assert(worker_is_busy(worker));
    cr_assert_eq(worker_begin(worker, double_it, &number).code, ERROR_WORKER_START);
    wait_for(worker);
    cr_assert_eq(number, 42);
    cr_assert_not(worker_is_done(worker));
    cr_assert(is_ok(worker_begin(worker, double_it, &number)));
    wait_for(worker);
    cr_assert_eq(number, 84);
    worker_free(worker);
}

Test(worker, waits_for_a_job_when_it_is_freed)
{
    struct worker *worker = worker_new();
    int number = 1;

    cr_assert(is_ok(worker_begin(worker, double_it, &number)));
    worker_free(worker);
    cr_assert_eq(number, 2);
}
