#include "io/file.h"
#include "base/size.h"
#include "io/system.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_AT_ONCE = 1 << 30 }; /* bytes; some systems refuse more than INT_MAX */

/* Without O_NONBLOCK a pipe that nobody writes to would hold the caller up. */
static int open_file(const char *path)
{
    int fd;
    do
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    return fd;
}

static ssize_t read_some(int fd, unsigned char *bytes, size_t n)
{
    ssize_t got;
    do
        got = read(fd, bytes, ae_least(n, MOST_AT_ONCE));
    while (got < 0 && errno == EINTR);
    return got;
}

static ae_status check_kind(size_t *size, int fd, const char *path, size_t limit, ae_error *e)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return ae_fail_system(e, "read", path, errno);
    if (S_ISDIR(info.st_mode))
        return ae_fail_system(e, "read", path, EISDIR);
    if (!S_ISREG(info.st_mode))
        return ae_fail_file(e, "read", path, "it is not a regular file");
    if (info.st_size < 0 || (uintmax_t)info.st_size > limit)
        return ae_fail_file(e, "read", path, "it is larger than any file of its kind may be");
    *size = (size_t)info.st_size;
    return AE_OK;
}

static ae_status read_exactly(unsigned char *bytes, size_t size, int fd, const char *path, ae_error *e)
{
    ssize_t got;
    for (size_t done = 0; done < size; done += (size_t)got) {
        got = read_some(fd, bytes + done, size - done);
        if (got < 0)
            return ae_fail_system(e, "read", path, errno);
        if (got == 0)
            return ae_fail_file(e, "read", path, "it became shorter meanwhile");
    }
    return AE_OK;
}

static ae_status check_end(int fd, const char *path, ae_error *e)
{
    unsigned char extra;
    ssize_t got = read_some(fd, &extra, 1);
    if (got < 0)
        return ae_fail_system(e, "read", path, errno);
    return got == 0 ? AE_OK : ae_fail_file(e, "read", path, "it became longer meanwhile");
}

static ae_status read_open(unsigned char **bytes, size_t *size, int fd, const char *path, size_t limit, ae_arena *arena,
                           ae_error *e)
{
    size_t n = 0;
    AE_TRY(check_kind(&n, fd, path, limit, e));
    unsigned char *room = ae_arena_room(arena, n);
    if (!room)
        return ae_fail_memory(e);
    AE_TRY(read_exactly(room, n, fd, path, e));
    AE_TRY(check_end(fd, path, e));
    *bytes = room;
    *size = n;
    return AE_OK;
}

ae_status ae_file_read(unsigned char **bytes, size_t *size, const char *path, size_t limit, ae_arena *arena, ae_error *e)
{
    int fd = open_file(path);
    if (fd < 0)
        return ae_fail_system(e, "read", path, errno);
    ae_status status = read_open(bytes, size, fd, path, limit, arena, e);
    close(fd);
    return status;
}
