/* SPDX-License-Identifier: MIT */
#include "app/unlock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "core/crypto/passphrase.h"

enum { END_OF_TEXT = 3, END_OF_FILE = 4, BACKSPACE = 8, KILL_LINE = 21, DELETE = 127 };

void unlock_wipe(struct unlock_key *key)
{
    secret_free(key->bytes);
    key->bytes = NULL;
}

result unlock_descriptor(int *out, const struct options *options)
{
    uint64_t number = 0;

    *out = -1;
    if (!options_has(options, "passphrase-fd"))
        return OK;
    TRY(options_number(options, &number, "passphrase-fd", 0, 0, 1 << 20));
    *out = (int)number;
    return OK;
}

/* The first `size` bytes of a larger secret, as one of exactly that size. */
static struct secret *cut(struct secret *from, size_t size)
{
    struct secret *out = secret_new(size);

    memcpy(secret_lend(out), secret_lend(from), size);
    secret_take_back(out);
    secret_take_back(from);
    return out;
}

/* One line, byte by byte: nothing of it may stay in a buffer of stdio. */
static result read_line(size_t *size, uint8_t *bytes, int fd)
{
    size_t count = 0;
    ssize_t got = 0;

    for (;;) {
        uint8_t byte = 0;
        do {
            got = read(fd, &byte, 1);
        } while (got < 0 && errno == EINTR);
        CHECK(got >= 0, PASSPHRASE_FD);
        if (got == 0 || byte == '\n')
            break;
        CHECK(count < UNLOCK_PASSPHRASE_MAX, PASSPHRASE_LONG);
        bytes[count++] = byte;
    }
    if (count > 0 && bytes[count - 1] == '\r')
        count--;
    CHECK(count > 0 || got > 0, PASSPHRASE_FD);
    *size = count;
    return OK;
}

/* Takes back the last character, all bytes of it. */
static size_t one_less(const uint8_t *bytes, size_t count)
{
    while (count > 0 && (bytes[count - 1] & 0xc0) == 0x80)
        count--;
    return count > 0 ? count - 1 : 0;
}

/* Keys until Enter, in a terminal that shows and interprets nothing. */
static result read_keys(size_t *size, uint8_t *bytes, int terminal, int signals)
{
    size_t count = 0;

    for (;;) {
        struct pollfd wait[] = {{.fd = terminal, .events = POLLIN},
                                {.fd = signals, .events = POLLIN}};
        uint8_t byte = 0;
        if (poll(wait, 2, -1) < 0 && errno == EINTR)
            continue;
        CHECK(!wait[1].revents && read(terminal, &byte, 1) == 1, PASSPHRASE_STOPPED);
        if (byte == '\n' || byte == '\r')
            break;
        CHECK(byte != END_OF_TEXT && byte != END_OF_FILE, PASSPHRASE_STOPPED);
        if (byte == BACKSPACE || byte == DELETE) {
            count = one_less(bytes, count);
        } else if (byte == KILL_LINE) {
            count = 0;
        } else {
            CHECK(count < UNLOCK_PASSPHRASE_MAX, PASSPHRASE_LONG);
            bytes[count++] = byte;
        }
    }
    *size = count;
    return OK;
}

static void show(int terminal, const char *text)
{
    if (write(terminal, text, strlen(text)) < 0)
        return; /* a terminal that is gone will not give an answer either */
}

static result ask(struct secret **out, int terminal, const char *question, int signals)
{
    struct secret *room SCOPED(secret_free_at) = secret_new(UNLOCK_PASSPHRASE_MAX);
    struct termios before;
    size_t size = 0;

    CHECK(tcgetattr(terminal, &before) == 0, PASSPHRASE_NEEDED);
    struct termios silent = before;
    silent.c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    silent.c_cc[VMIN] = 1;
    silent.c_cc[VTIME] = 0;
    CHECK(tcsetattr(terminal, TCSAFLUSH, &silent) == 0, PASSPHRASE_NEEDED);
    show(terminal, question);
    const result read_done = read_keys(&size, secret_lend(room), terminal, signals);
    secret_take_back(room);
    (void)tcsetattr(terminal, TCSAFLUSH, &before);
    show(terminal, "\n");
    TRY(read_done);
    CHECK(size > 0, PASSPHRASE_EMPTY);
    *out = cut(room, size);
    return OK;
}

static bool is_same(struct secret *one, struct secret *other)
{
    const uint8_t *left = secret_lend(one);
    const uint8_t *right = secret_lend(other);
    uint8_t difference = secret_size(one) != secret_size(other);

    for (size_t i = 0; i < secret_size(one) && i < secret_size(other); i++)
        difference |= (uint8_t)(left[i] ^ right[i]);
    secret_take_back(one);
    secret_take_back(other);
    return difference == 0;
}

static result ask_terminal(struct secret **out, bool is_new, int signals)
{
    struct secret *first = NULL;
    struct secret *second SCOPED(secret_free_at) = NULL;
    const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

    CHECK(terminal >= 0, PASSPHRASE_NEEDED);
    result done =
        ask(&first, terminal, is_new ? "Passphrase for the new home: " : "Passphrase: ", signals);
    if (is_ok(done) && is_new)
        done = ask(&second, terminal, "The same once more: ", signals);
    close(terminal);
    if (is_ok(done) && is_new && !is_same(first, second))
        done = FAIL(PASSPHRASE_DIFFERENT);
    if (!is_ok(done)) {
        secret_free(first);
        return done;
    }
    *out = first;
    return OK;
}

static result read_descriptor(struct secret **out, int fd)
{
    struct secret *room SCOPED(secret_free_at) = secret_new(UNLOCK_PASSPHRASE_MAX);
    size_t size = 0;
    const result done = read_line(&size, secret_lend(room), fd);

    secret_take_back(room);
    if (fd > STDERR_FILENO)
        close(fd);
    TRY(done);
    CHECK(size > 0, PASSPHRASE_EMPTY);
    *out = cut(room, size);
    return OK;
}

static result read_key_file(struct secret **out, int fd)
{
    struct secret *room SCOPED(secret_free_at) = secret_new(UNLOCK_KEY_FILE_MAX + 1);
    struct stat status;
    size_t size = 0;
    ssize_t got = 1;

    CHECK(fstat(fd, &status) == 0 && S_ISREG(status.st_mode), KEY_FILE_MISSING);
    CHECK((status.st_mode & 077) == 0 && (status.st_uid == geteuid() || status.st_uid == 0),
          KEY_FILE_SHARED);
    uint8_t *bytes = secret_lend(room);
    while (got > 0 && size <= UNLOCK_KEY_FILE_MAX) {
        got = read(fd, bytes + size, UNLOCK_KEY_FILE_MAX + 1 - size);
        size += got > 0 ? (size_t)got : 0;
    }
    secret_take_back(room);
    CHECK(got >= 0, KEY_FILE_MISSING);
    CHECK(size <= UNLOCK_KEY_FILE_MAX, KEY_FILE_LONG);
    CHECK(size >= PASSPHRASE_KEY_FILE_LEAST, KEY_FILE_SHORT);
    *out = cut(room, size);
    return OK;
}

static result open_key_file(struct secret **out, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    CHECK(fd >= 0, KEY_FILE_MISSING);
    const result done = read_key_file(out, fd);
    close(fd);
    return done;
}

result unlock_get(struct unlock_key *out, const struct options *options, bool is_new, int signals)
{
    const char *file = options_value(options, "key-file");
    struct unlock_key key = {.lock = file ? STORE_LOCK_KEY_FILE : STORE_LOCK_PASSPHRASE};
    int fd = -1;

    TRY(unlock_descriptor(&fd, options));
    if (file) {
        print_detail(options->print, "%s", file);
        TRY(open_key_file(&key.bytes, file));
        options->print->detail[0] = 0;
    } else if (fd >= 0) {
        TRY(read_descriptor(&key.bytes, fd));
    } else {
        TRY(ask_terminal(&key.bytes, is_new, signals));
    }
    *out = key;
    return OK;
}
