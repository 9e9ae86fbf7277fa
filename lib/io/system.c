#include "io/system.h"
#include "base/format.h"
#include <errno.h>
#include <stdbool.h>
#include <string.h>

static const struct {
    int error;
    const char *reason;
} reasons[] = {
    { EACCES, "permission denied" },
    { EBUSY, "it is in use" },
    { EDQUOT, "the disk quota is used up" },
    { EEXIST, "too many temporary files are in the way" },
    { EFBIG, "it would be larger than the system allows" },
    { EINVAL, "the system does not support that here" },
    { EIO, "input/output error" },
    { EISDIR, "it is a directory" },
    { ELOOP, "too many symbolic links" },
    { EMFILE, "the process has too many open files" },
    { ENAMETOOLONG, "the path is too long" },
    { ENFILE, "the system has too many open files" },
    { ENODEV, "no such device" },
    { ENOENT, "no such file or directory" },
    { ENOMEM, "the system is out of memory" },
    { ENOSPC, "no space left on the device" },
    { ENOTDIR, "a part of the path is not a directory" },
    { ENXIO, "no such device" },
    { EPERM, "operation not permitted" },
    { EROFS, "the file system is read-only" },
    { ESTALE, "the network file system has lost it" },
    { ETXTBSY, "it is a program that runs" },
};

/* Long paths are shown by their end, which tells more. */
enum { SHOWN = 120 };

ae_status ae_fail_file(ae_error *e, const char *verb, const char *path, const char *reason)
{
    size_t length = strlen(path);
    bool cut = length > SHOWN;
    return ae_fail(e, AE_EIO, "cannot %s '%s%s': %s", verb, cut ? "..." : "", cut ? path + length - SHOWN : path, reason);
}

ae_status ae_fail_system(ae_error *e, const char *verb, const char *path, int error)
{
    char number[32];
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].error == error)
            return ae_fail_file(e, verb, path, reasons[i].reason);
    ae_format(number, sizeof number, "error %d", error);
    return ae_fail_file(e, verb, path, number);
}
