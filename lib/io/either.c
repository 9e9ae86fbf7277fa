#include "io/file.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool is_damage(ae_status status)
{
    return status == AE_EIO || status == AE_EFORMAT || status == AE_ECHECKSUM;
}

static bool is_missing(const char *path)
{
    return faccessat(AT_FDCWD, path, F_OK, 0) != 0 && errno == ENOENT;
}

bool ae_file_has_neither(const char *path)
{
    char old[AE_PATH_MAX];
    return is_missing(path) && ae_file_old_path(old, path, NULL) == AE_OK && is_missing(old);
}

/* Fills *e, which the second try overwrites, with the error that tells more. */
static ae_status read_old(ae_either *r, ae_status first, const char *path, ae_error *e)
{
    char old[AE_PATH_MAX];
    r->rejected = *e;
    if (ae_file_old_path(old, path, NULL) != AE_OK)
        return first;
    ae_status status = r->read(r->self, old, e);
    r->is_old = !is_damage(status);
    if (r->is_old || (is_missing(path) && !is_missing(old)))
        return status;
    *e = r->rejected;
    return first;
}

ae_status ae_file_read_either(ae_either *r, const char *path, ae_error *e)
{
    ae_error error = { 0 };
    r->is_old = false;
    ae_status status = r->read(r->self, path, &error);
    if (is_damage(status))
        status = read_old(r, status, path, &error);
    if (status != AE_OK && e)
        *e = error;
    return status;
}
