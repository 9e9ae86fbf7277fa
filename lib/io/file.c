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

static ae_status check_kind(ae_file *f, size_t limit, ae_error *e)
{
    struct stat info;
    if (fstat(f->descriptor, &info) != 0)
        return ae_fail_system(e, "read", f->path, errno);
    if (S_ISDIR(info.st_mode))
        return ae_fail_system(e, "read", f->path, EISDIR);
    if (!S_ISREG(info.st_mode))
        return ae_fail_file(e, "read", f->path, "it is not a regular file");
    if (info.st_size < 0 || (uintmax_t)info.st_size > limit)
        return ae_fail_file(e, "read", f->path, "it is larger than any file of its kind may be");
    f->size = (size_t)info.st_size;
    return AE_OK;
}

ae_status ae_file_open(ae_file *f, const char *path, size_t limit, ae_error *e)
{
    *f = (ae_file){ .descriptor = open_file(path), .path = path };
    if (f->descriptor < 0)
        return ae_fail_system(e, "read", path, errno);
    ae_status status = check_kind(f, limit, e);
    if (status != AE_OK)
        ae_file_close(f);
    return status;
}

void ae_file_close(ae_file *f)
{
    close(f->descriptor);
}

ae_status ae_file_read(ae_file *f, void *bytes, size_t n, ae_error *e)
{
    ssize_t got;
    for (size_t done = 0; done < n; done += (size_t)got) {
        got = read_some(f->descriptor, (unsigned char *)bytes + done, n - done);
        if (got < 0)
            return ae_fail_system(e, "read", f->path, errno);
        if (got == 0)
            return ae_fail_file(e, "read", f->path, "it became shorter meanwhile");
    }
    f->at += n;
    return AE_OK;
}

ae_status ae_file_end(ae_file *f, ae_error *e)
{
    unsigned char extra;
    ssize_t got = read_some(f->descriptor, &extra, 1);
    if (got < 0)
        return ae_fail_system(e, "read", f->path, errno);
    return got == 0 ? AE_OK : ae_fail_file(e, "read", f->path, "it became longer meanwhile");
}
