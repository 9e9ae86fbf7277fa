#include "base/format.h"
#include "base/size.h"
#include "io/file.h"
#include "io/system.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat */
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LINKS = 40, MOST_NAMES = 10000, MOST_AT_ONCE = 1 << 30, SHORT_NAME = 64 };

/* What is to be replaced. All work is done relative to the open directory, so that renaming a part of the path meanwhile
 * does no harm, and no path longer than the caller's is ever made. Inner functions return 0 or a value of errno. */
typedef struct target {
    int directory;
    const char *name; /* the last part of `path` */
    bool exists;
    mode_t mode;
    char temporary[SHORT_NAME]; /* the new file until it is complete */
    char link[SHORT_NAME];      /* a second name for the old one */
    const char *old;            /* the name under which it still is there; NULL = there is none */
    const char *kept;           /* the name that it is to keep, below; NULL = it is not kept */
    char path[AE_PATH_MAX];     /* links followed */
    char kept_path[AE_PATH_MAX];
} target;

/* ---- finding it ---- */

static size_t name_at(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Puts n bytes in the place of what follows the first `keep` bytes of the path. */
static int splice(char path[AE_PATH_MAX], size_t keep, const char *bytes, size_t n)
{
    if (n >= AE_PATH_MAX - keep)
        return ENAMETOOLONG;
    memcpy(path + keep, bytes, n);
    path[keep + n] = 0;
    return 0;
}

/* Only a link at the end of the path matters: the system follows those on the way. */
static int follow_links(char path[AE_PATH_MAX])
{
    char link[AE_PATH_MAX];
    for (int i = 0; i < MOST_LINKS; i++) {
        ssize_t n = readlink(path, link, sizeof link);
        if (n < 0)
            return errno == EINVAL || errno == ENOENT ? 0 : errno; /* no link, or a file yet to be made */
        int error = splice(path, link[0] == '/' ? 0 : name_at(path), link, (size_t)n);
        if (error)
            return error;
    }
    return ELOOP;
}

static int open_directory(target *t)
{
    size_t at = name_at(t->path);
    char first = t->path[at];
    t->path[at] = 0;
    do
        t->directory = open(at ? t->path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (t->directory < 0 && errno == EINTR);
    t->path[at] = first;
    t->name = t->path + at;
    return t->directory < 0 ? errno : 0;
}

static int find(target *t, const char *path)
{
    int error = *path ? splice(t->path, 0, path, strlen(path)) : ENOENT;
    if (!error)
        error = follow_links(t->path);
    if (!error && t->path[name_at(t->path)] == 0)
        error = EISDIR;
    return error ? error : open_directory(t);
}

/* A file that does not exist may be made; one that does must be regular, and such that it may be written. */
static ae_status check_kind(target *t, const char *path, ae_error *e)
{
    struct stat info;
    t->exists = fstatat(t->directory, t->name, &info, AT_SYMLINK_NOFOLLOW) == 0;
    if (!t->exists && errno != ENOENT)
        return ae_fail_system(e, "write", path, errno);
    t->mode = t->exists ? info.st_mode & 0777 : 0666;
    if (t->exists && S_ISDIR(info.st_mode))
        return ae_fail_system(e, "write", path, EISDIR);
    if (t->exists && !S_ISREG(info.st_mode))
        return ae_fail_file(e, "write", path, "it is not a regular file");
    if (t->exists && faccessat(t->directory, t->name, W_OK, AT_EACCESS) != 0)
        return ae_fail_system(e, "write", path, errno);
    return AE_OK;
}

/* PATH.old beside what the path leads to. */
static int find_old(char old[AE_PATH_MAX], const char path[AE_PATH_MAX])
{
    static const char suffix[] = ".old";
    size_t n = strlen(path);
    memcpy(old, path, n);
    return splice(old, n, suffix, sizeof suffix - 1);
}

/* It must be possible to give its name away. */
static ae_status check_kept(target *t, ae_error *e)
{
    struct stat info;
    int error = find_old(t->kept_path, t->path);
    t->kept = t->kept_path + name_at(t->kept_path);
    if (!error && fstatat(t->directory, t->kept, &info, AT_SYMLINK_NOFOLLOW) != 0)
        error = errno == ENOENT ? 0 : errno;
    else if (!error && S_ISDIR(info.st_mode))
        error = EISDIR;
    return error ? ae_fail_system(e, "write", t->kept_path, error) : AE_OK;
}

static ae_status open_target(target *t, const char *path, bool keep, ae_error *e)
{
    int error = find(t, path);
    if (error)
        return ae_fail_system(e, "write", path, error);
    ae_status status = check_kind(t, path, e);
    if (status == AE_OK && keep)
        status = check_kept(t, e);
    if (status != AE_OK)
        close(t->directory);
    return status;
}

/* ---- small names beside it ---- */

static void print_name(char name[SHORT_NAME], unsigned n, const char *suffix)
{
    ae_format(name, SHORT_NAME, ".ae-%ld-%u.%s", (long)getpid(), n, suffix);
}

static void remove_name(const target *t, const char *name)
{
    while (unlinkat(t->directory, name, 0) != 0 && errno == EINTR) {
    }
}

/* O_EXCL makes the name ours alone, whoever else tries names here. */
static int create_temporary(target *t, int *fd)
{
    errno = EEXIST;
    *fd = -1;
    for (unsigned n = 0; n < MOST_NAMES && *fd < 0 && (errno == EEXIST || errno == EINTR); n++) {
        print_name(t->temporary, n, "tmp");
        *fd = openat(t->directory, t->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, t->mode);
    }
    return *fd < 0 ? errno : 0;
}

static bool link_old(target *t)
{
    int failed = -1;
    errno = EEXIST;
    for (unsigned n = 0; n < MOST_NAMES && failed && errno == EEXIST; n++) {
        print_name(t->link, n, "old");
        failed = linkat(t->directory, t->name, t->directory, t->link, 0);
    }
    if (failed)
        t->link[0] = 0;
    return !failed;
}

/* A hard link, where the file system has them: should the rename not reach the disk, it brings the old file back. Where
 * there are none, a file that is to be kept moves away, and for a moment it is the only one. */
static int hold_old(target *t)
{
    if (!t->exists)
        return 0;
    if (link_old(t))
        t->old = t->link;
    else if (t->kept && renameat(t->directory, t->name, t->directory, t->kept) == 0)
        t->old = t->kept;
    return t->kept && !t->old ? errno : 0;
}

/* ---- writing ---- */

/* A file above the limit would bring the host a signal. */
static int check_limit(size_t size)
{
    struct rlimit most;
    if (getrlimit(RLIMIT_FSIZE, &most) != 0 || most.rlim_cur == RLIM_INFINITY)
        return 0;
    return size > most.rlim_cur ? EFBIG : 0;
}

static int write_all(int fd, const unsigned char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, ae_least(n, MOST_AT_ONCE));
        if (done == 0 || (done < 0 && errno != EINTR))
            return done == 0 ? EIO : errno;
        bytes += done < 0 ? 0 : done;
        n -= done < 0 ? 0 : (size_t)done;
    }
    return 0;
}

/* fsync is not tried twice: after a failure the system may have dropped what it could not write, and then report success. */
static int write_temporary(const target *t, int fd, const unsigned char *bytes, size_t size)
{
    int error = check_limit(size);
    if (!error)
        error = write_all(fd, bytes, size);
    if (!error && t->exists && fchmod(fd, t->mode) != 0)
        error = errno;
    if (!error && fsync(fd) != 0)
        error = errno;
    if (close(fd) != 0 && !error && errno != EINTR)
        error = errno;
    return error;
}

/* EINVAL: a file system whose directories need no fsync. */
static int sync_directory(const target *t)
{
    return fsync(t->directory) == 0 || errno == EINVAL ? 0 : errno;
}

/* The new file is on the disk by its name: the old one may take the place of one that is older. */
static int keep_old(target *t)
{
    return !t->kept || !t->old || renameat(t->directory, t->old, t->directory, t->kept) == 0 ? 0 : errno;
}

static void bring_back_old(target *t, bool installed)
{
    if (t->old && renameat(t->directory, t->old, t->directory, t->name) == 0)
        t->old = NULL;
    else if (installed && !t->exists)
        remove_name(t, t->name);
}

/* From here on the temporary file is the new one, or gone. */
static int install(target *t)
{
    int error = hold_old(t);
    bool installed = !error && renameat(t->directory, t->temporary, t->directory, t->name) == 0;
    if (!error)
        error = installed ? sync_directory(t) : errno;
    if (!error)
        error = keep_old(t);
    if (error)
        bring_back_old(t, installed);
    if (!installed)
        remove_name(t, t->temporary);
    if (t->link[0])
        remove_name(t, t->link);
    return error;
}

static int replace(target *t, const unsigned char *bytes, size_t size)
{
    int fd, error = create_temporary(t, &fd);
    if (error)
        return error;
    error = write_temporary(t, fd, bytes, size);
    if (!error)
        return install(t);
    remove_name(t, t->temporary);
    return error;
}

static int probe(target *t)
{
    int fd, error = create_temporary(t, &fd);
    if (error)
        return error;
    close(fd);
    remove_name(t, t->temporary);
    return 0;
}

ae_status ae_file_old_path(char old[AE_PATH_MAX], const char *path, ae_error *e)
{
    char real[AE_PATH_MAX];
    int error = splice(real, 0, path, strlen(path));
    if (!error)
        error = follow_links(real);
    if (!error)
        error = find_old(old, real);
    return error ? ae_fail_system(e, "read", path, error) : AE_OK;
}

ae_status ae_file_replace(const char *path, const unsigned char *bytes, size_t size, bool keep, ae_error *e)
{
    target t = { .directory = -1 };
    AE_TRY(open_target(&t, path, keep, e));
    int error = replace(&t, bytes, size);
    close(t.directory);
    return error ? ae_fail_system(e, "write", path, error) : AE_OK;
}

ae_status ae_file_probe_writable(const char *path, bool keep, ae_error *e)
{
    target t = { .directory = -1 };
    AE_TRY(open_target(&t, path, keep, e));
    int error = probe(&t);
    close(t.directory);
    return error ? ae_fail_system(e, "write", path, error) : AE_OK;
}
