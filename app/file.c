/* SPDX-License-Identifier: MIT */
#include "app/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_all(struct buffer *out, int fd, size_t most)
{
    uint8_t part[4096];
    struct stat status;

    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    for (;;) {
        const ssize_t got = read(fd, part, sizeof part);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        if ((size_t)got > most - out->size)
            return false;
        buffer_append(out, part, (size_t)got);
    }
}

bool file_read(struct buffer *out, const char *path, size_t most, bool *is_missing)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (is_missing)
        *is_missing = fd < 0 && errno == ENOENT;
    if (fd < 0)
        return false;
    const bool is_read = read_all(out, fd, most);
    close(fd);
    return is_read;
}
