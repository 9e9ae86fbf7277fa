/* Files: checked whole reads, atomic replacement. */
#ifndef AE_IO_FILE_H
#define AE_IO_FILE_H

#include "base/memory.h"
#include "base/status.h"

/* Reads a regular file whole into the arena: its size first, AE_EIO if it is anything but a regular file, is above `limit`,
 * or shrinks or grows meanwhile. EINTR is retried, a short read continued. */
ae_status ae_file_read(unsigned char **bytes, size_t *size, const char *path, size_t limit, ae_arena *arena, ae_error *e);

/* Writes a temporary file in the same directory, fsync, rename, fsync of the directory. On any error the old file is untouched
 * and the temporary one gone. A new file gets mode 0666 less the umask, a replaced one keeps its mode. Symbolic links are
 * followed: what they point to is replaced. */
ae_status ae_file_replace(const char *path, const unsigned char *bytes, size_t size, ae_error *e);

#endif
