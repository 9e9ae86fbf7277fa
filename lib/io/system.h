/* How a failed system call is put into words: without strerror, which follows the locale and is not
 * thread-safe. */
#ifndef AE_IO_SYSTEM_H
#define AE_IO_SYSTEM_H

#include "base/status.h"

/* AE_EIO: "cannot <verb> '<path>': <reason>", the reason being what `error`, a value of errno, means. */
ae_status ae_fail_system(ae_error *e, const char *verb, const char *path, int error);

/* The same with a reason in words. */
ae_status ae_fail_file(ae_error *e, const char *verb, const char *path, const char *reason);

#endif
