/* Files: checked whole reads, atomic replacement. All of these return AE_EIO, with the path and the system's reason; reading
 * returns AE_ENOMEM too. */
#ifndef AE_IO_FILE_H
#define AE_IO_FILE_H

#include "base/memory.h"
#include "base/status.h"

/* Reads a regular file whole into the arena: its size first, AE_EIO if it is anything but a regular file, is above `limit`,
 * or shrinks or grows meanwhile. EINTR is retried, a short read continued. Never waits for a pipe's other end. */
ae_status ae_file_read(unsigned char **bytes, size_t *size, const char *path, size_t limit, ae_arena *arena, ae_error *e);

/* Writes a temporary file in the same directory, fsync, rename, fsync of the directory. On any error the old file is
 * untouched and the temporary one gone. A new file gets mode 0666 less the umask, a replaced one keeps its permissions.
 * Symbolic links are followed: what they point to is replaced. Only a regular file that may be written is: no device, no
 * read-only file. */
ae_status ae_file_replace(const char *path, const unsigned char *bytes, size_t size, ae_error *e);

/* Says beforehand whether ae_file_replace could do its work, but for the space that the bytes need. Leaves nothing. */
ae_status ae_file_probe_writable(const char *path, ae_error *e);

#endif
