#include "kit/file/sink.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(const kit_sink *o, int code)
{
    return kit_explain(o->why, "%s: cannot be written: %s", o->path, strerror(code));
}

/* What lies there already decides: nothing or a file is replaced, a device or pipe written to. */
static bool look_at_target(kit_sink *o, struct stat *old, bool *exists)
{
    char *real = realpath(o->path, NULL);
    *exists = real && stat(real, old) == 0;
    if (*exists && S_ISDIR(old->st_mode)) {
        free(real);
        return kit_explain(o->why, "%s: is a folder; a file name is due", o->path);
    }
    int n = snprintf(o->target, sizeof o->target, "%s", real ? real : o->path);
    free(real);
    return n < KIT_MAX_PATH || refuse(o, ENAMETOOLONG);
}

static mode_t new_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool open_temporary(kit_sink *o, mode_t mode)
{
    snprintf(o->temp, sizeof o->temp, "%s.XXXXXX", o->target);
    int fd = mkstemp(o->temp);
    if (fd < 0)
        return refuse(o, errno);
    o->file = fchmod(fd, mode) == 0 ? fdopen(fd, "wb") : NULL;
    if (o->file)
        return true;
    refuse(o, errno);
    close(fd);
    unlink(o->temp);
    return false;
}

bool kit_sink_open(kit_sink *o, const char *path, kit_message *why)
{
    struct stat old;
    bool exists;
    *o = (kit_sink){ .path = path, .why = why };
    if (!look_at_target(o, &old, &exists))
        return false;
    if (!exists || S_ISREG(old.st_mode))
        return open_temporary(o, exists ? old.st_mode & 07777 : new_mode());
    o->file = fopen(path, "wb");
    return o->file || refuse(o, errno);
}

bool kit_sink_check(const kit_sink *o)
{
    return !ferror(o->file) || refuse(o, errno ? errno : EIO);
}

/* The first error counts: closing may hide it behind a later one. */
static int finish(FILE *file)
{
    int code = 0;
    errno = 0;
    if (ferror(file) || fflush(file) != 0)
        code = errno ? errno : EIO;
    if (!code && fsync(fileno(file)) != 0 && errno != EINVAL && errno != EROFS)
        code = errno;
    if (fclose(file) != 0 && !code)
        code = errno;
    return code;
}

bool kit_sink_close(kit_sink *o, bool ok)
{
    int code = finish(o->file);
    if (!*o->temp)
        return ok && (!code || refuse(o, code));
    if (ok && !code && rename(o->temp, o->target) != 0)
        code = errno;
    if (!ok || code)
        unlink(o->temp);
    return ok && (!code || refuse(o, code));
}

bool kit_writable(const char *path, kit_message *why)
{
    kit_sink o;
    if (!kit_sink_open(&o, path, why))
        return false;
    kit_sink_close(&o, false);
    return true;
}
