/* SPDX-License-Identifier: MIT */
#include "app/harden.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/secret.h"

void harden_process(void)
{
    const struct rlimit none = {0, 0};
    struct rlimit memory;

    umask(077);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    (void)signal(SIGPIPE, SIG_IGN);
    if (getrlimit(RLIMIT_MEMLOCK, &memory) == 0) {
        memory.rlim_cur = memory.rlim_max;
        (void)setrlimit(RLIMIT_MEMLOCK, &memory);
    }
}

void harden_files(int keep)
{
    int lowest = -1;

    /* A library that opens a file must not get the number of standard output. */
    do {
        lowest = open("/dev/null", O_RDWR);
    } while (lowest >= 0 && lowest <= STDERR_FILENO);
    for (int fd = STDERR_FILENO + 1; fd < keep; fd++)
        (void)close(fd);
    closefrom(keep > STDERR_FILENO ? keep + 1 : STDERR_FILENO + 1);
}

void harden_warn(const struct print *print)
{
    if (!secret_is_locking())
        print_notice(print, "This system does not let Gridlock lock memory, so secrets may reach "
                            "the swap disk. Raise the limit (ulimit -l), or encrypt the swap.");
}
