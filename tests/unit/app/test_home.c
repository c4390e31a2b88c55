/* SPDX-License-Identifier: MIT */
#include "app/home.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/signals.h"

static char folder[64];

static void setup(void)
{
    strcpy(folder, "/tmp/gridlock-home-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void teardown(void)
{
    char path[128];

    snprintf(path, sizeof path, "%s/lock", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/control.sock", folder);
    unlink(path);
    rmdir(folder);
}

TestSuite(home, .init = setup, .fini = teardown, .timeout = 60);

static long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A child process; it says "x" on the pipe when it has come so far. */
static pid_t child(int *pipe_end, void (*work)(int say))
{
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        work(ends[1]);
        _exit(0);
    }
    close(ends[1]);
    *pipe_end = ends[0];
    return pid;
}

static void say(int to, char what)
{
    if (write(to, &what, 1) != 1)
        _exit(9);
}

static char hear(int from)
{
    char what = 0;
    struct pollfd wait = {.fd = from, .events = POLLIN};

    if (poll(&wait, 1, 8000) != 1 || read(from, &what, 1) != 1)
        return 0;
    return what;
}

static void end(pid_t pid, int status_wanted)
{
    int status = 0;

    cr_assert_eq(waitpid(pid, &status, 0), pid);
    if (status_wanted >= 0)
        cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == status_wanted, "status %x", status);
}

/* ---- folders ---- */

Test(home, the_folder_is_for_its_owner_only)
{
    char deep[128];
    struct stat status;

    snprintf(deep, sizeof deep, "%s/a/b", folder);
    cr_assert(is_ok(home_make(deep)));
    cr_assert_eq(stat(deep, &status), 0);
    cr_assert_eq(status.st_mode & 0777, 0700);
    chmod(deep, 0755);
    cr_assert(is_ok(home_make(deep)));
    stat(deep, &status);
    cr_assert_eq(status.st_mode & 0777, 0700);
    rmdir(deep);
    snprintf(deep, sizeof deep, "%s/a", folder);
    rmdir(deep);
}

Test(home, a_file_is_no_folder)
{
    char path[128];

    snprintf(path, sizeof path, "%s/lock", folder);
    close(open(path, O_CREAT | O_WRONLY, 0600));
    cr_assert_eq(home_make(path).code, ERROR_HOME_FOLDER);
}

Test(home, finds_its_place_by_option_then_environment)
{
    char out[HOME_PATH_MAX];

    setenv("XDG_DATA_HOME", "/data", 1);
    setenv("HOME", "/home/me", 1);
    cr_assert(is_ok(home_folder(out, "/given")));
    cr_assert_str_eq(out, "/given");
    cr_assert(is_ok(home_folder(out, NULL)));
    cr_assert_str_eq(out, "/data/gridlock");
    unsetenv("XDG_DATA_HOME");
    cr_assert(is_ok(home_folder(out, NULL)));
    cr_assert_str_eq(out, "/home/me/.local/share/gridlock");
    unsetenv("HOME");
    cr_assert_eq(home_folder(out, NULL).code, ERROR_HOME_UNKNOWN);
}

/* ---- one process only ---- */

static void hold_for_a_second(int to)
{
    struct home *home = NULL;
    const int signals = signals_open();

    if (!is_ok(home_open(&home, folder, 0, signals)))
        _exit(1);
    say(to, 'h');
    usleep(1000 * 1000);
    home_close(home);
}

Test(home, the_second_waits_for_the_first)
{
    struct home *home = NULL;
    int from = -1;
    const int signals = signals_open();
    const pid_t pid = child(&from, hold_for_a_second);

    cr_assert_eq(hear(from), 'h');
    const long start = now_ms();
    cr_assert_eq(home_open(&home, folder, 100, signals).code, ERROR_HOME_IN_USE);
    cr_assert(is_ok(home_open(&home, folder, 5000, signals)));
    cr_assert_geq(now_ms() - start, 700);
    cr_assert(!home_has_guardian(home));
    home_close(home);
    end(pid, 0);
}

static void hold_until_killed(int to)
{
    struct home *home = NULL;
    const int signals = signals_open();

    if (!is_ok(home_open(&home, folder, 0, signals)))
        _exit(1);
    say(to, 'h');
    for (;;)
        pause();
}

Test(home, a_killed_process_leaves_the_home_free)
{
    struct home *home = NULL;
    int from = -1;
    const int signals = signals_open();
    const pid_t pid = child(&from, hold_until_killed);

    cr_assert_eq(hear(from), 'h');
    kill(pid, SIGKILL);
    end(pid, -1);
    cr_assert(is_ok(home_open(&home, folder, 0, signals)));
    home_close(home);
}

/* ---- taking over from a guardian ---- */

/* Steps aside as often as it is asked, says 'a' before and 'b' when it is back; a signal ends it.
 */
static void guard(int to)
{
    struct home *home = NULL;
    const int signals = signals_open();

    if (!is_ok(home_open_guardian(&home, folder, 0, signals)))
        _exit(1);
    say(to, 'g');
    for (;;) {
        struct pollfd wait[] = {{.fd = home_control(home), .events = POLLIN},
                                {.fd = signals, .events = POLLIN}};
        poll(wait, 2, -1);
        if (wait[1].revents)
            break;
        if (!home_is_asked(home))
            continue;
        say(to, 'a');
        if (!home_step_aside(home, signals))
            break;
        say(to, 'b');
    }
    home_close(home);
}

Test(home, the_guardian_steps_aside_and_comes_back)
{
    struct home *home = NULL;
    int from = -1;
    const int signals = signals_open();
    const pid_t pid = child(&from, guard);

    cr_assert_eq(hear(from), 'g');
    for (int i = 0; i < 3; i++) {
        cr_assert(is_ok(home_open(&home, folder, 5000, signals)));
        cr_assert(home_has_guardian(home));
        cr_assert_eq(hear(from), 'a');
        struct pollfd wait = {.fd = from, .events = POLLIN};
        cr_assert_eq(poll(&wait, 1, 200), 0, "it came back too early");
        home_close(home);
        cr_assert_eq(hear(from), 'b');
    }
    kill(pid, SIGTERM);
    end(pid, 0);
}

static void take_and_die(int to)
{
    struct home *home = NULL;
    const int signals = signals_open();

    if (!is_ok(home_open(&home, folder, 5000, signals)))
        _exit(1);
    say(to, 'h');
    for (;;)
        pause();
}

Test(home, the_guardian_comes_back_when_the_visitor_was_killed)
{
    int from = -1;
    int visitor_says = -1;
    const pid_t pid = child(&from, guard);

    cr_assert_eq(hear(from), 'g');
    const pid_t visitor = child(&visitor_says, take_and_die);
    cr_assert_eq(hear(visitor_says), 'h');
    cr_assert_eq(hear(from), 'a');
    kill(visitor, SIGKILL);
    end(visitor, -1);
    cr_assert_eq(hear(from), 'b');
    kill(pid, SIGTERM);
    end(pid, 0);
}

static void visit_shortly(int to)
{
    struct home *home = NULL;
    const int signals = signals_open();

    if (!is_ok(home_open(&home, folder, 10000, signals)))
        _exit(1);
    say(to, 'h');
    usleep(100 * 1000);
    home_close(home);
}

Test(home, several_visitors_queue_up)
{
    int from = -1;
    int says[4];
    pid_t visitors[4];
    const pid_t pid = child(&from, guard);

    cr_assert_eq(hear(from), 'g');
    for (int i = 0; i < 4; i++)
        visitors[i] = child(&says[i], visit_shortly);
    for (int i = 0; i < 4; i++)
        end(visitors[i], 0);
    char last = 0;
    for (char heard = 'a'; heard; last = heard) {
        struct pollfd wait = {.fd = from, .events = POLLIN};
        heard = poll(&wait, 1, 1000) == 1 ? hear(from) : 0;
        if (!heard)
            break;
    }
    cr_assert_eq(last, 'b', "it is not back");
    kill(pid, SIGTERM);
    end(pid, 0);
}

Test(home, a_second_guardian_is_refused)
{
    struct home *home = NULL;
    int from = -1;
    const int signals = signals_open();
    const pid_t pid = child(&from, guard);

    cr_assert_eq(hear(from), 'g');
    cr_assert_eq(home_open_guardian(&home, folder, 1000, signals).code, ERROR_HOME_GUARDED);
    kill(pid, SIGTERM);
    end(pid, 0);
}

Test(home, a_guardian_that_was_killed_leaves_no_trace_that_matters)
{
    struct home *home = NULL;
    int from = -1;
    const int signals = signals_open();
    const pid_t pid = child(&from, guard);

    cr_assert_eq(hear(from), 'g');
    kill(pid, SIGKILL);
    end(pid, -1);
    cr_assert(is_ok(home_open(&home, folder, 1000, signals)), "an old socket lies there");
    home_close(home);
    cr_assert(is_ok(home_open_guardian(&home, folder, 1000, signals)));
    home_close(home);
}

Test(home, a_signal_ends_a_guardian_that_stands_aside)
{
    struct home *home = NULL;
    int from = -1;
    const int signals = signals_open();
    const pid_t pid = child(&from, guard);

    cr_assert_eq(hear(from), 'g');
    cr_assert(is_ok(home_open(&home, folder, 5000, signals)));
    kill(pid, SIGTERM);
    end(pid, 0);
    home_close(home);
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(address.sun_path, path);
    cr_assert_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

Test(home, whoever_says_something_else_gets_nothing)
{
    struct home *home = NULL;
    char path[128];
    char answer[8];
    int from = -1;
    const int signals = signals_open();
    const pid_t pid = child(&from, guard);

    cr_assert_eq(hear(from), 'g');
    snprintf(path, sizeof path, "%s/control.sock", folder);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_assert_eq(status.st_mode & 0777, 0600);
    const int silent = connect_to(path);
    const int rude = connect_to(path);
    cr_assert_eq(write(rude, "step outside!\n", 14), 14);
    cr_assert_leq(read(rude, answer, sizeof answer), 0);
    close(rude);
    close(silent);
    cr_assert(is_ok(home_open(&home, folder, 8000, signals)), "it still serves the polite");
    cr_assert_eq(hear(from), 'a');
    home_close(home);
    kill(pid, SIGTERM);
    end(pid, 0);
}

Test(home, long_paths_have_a_control_socket_too)
{
    char deep[300];
    struct home *home = NULL;
    const int signals = signals_open();

    snprintf(deep, sizeof deep, "%s/%0200d", folder, 7);
    cr_assert(is_ok(home_open_guardian(&home, deep, 0, signals)));
    home_close(home);
    char path[400];
    snprintf(path, sizeof path, "%s/lock", deep);
    unlink(path);
    rmdir(deep);
}
