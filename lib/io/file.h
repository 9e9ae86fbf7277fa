/* Files: checked reads, atomic replacement. All of these return AE_EIO, with the path and the system's reason. */
#ifndef AE_IO_FILE_H
#define AE_IO_FILE_H

#include "base/memory.h"
#include "base/status.h"

/* A regular file that is read from front to back. */
typedef struct ae_file {
    int descriptor;
    const char *path; /* the caller's */
    size_t size, at;  /* bytes: when it was opened; read so far */
} ae_file;

/* AE_EIO if it is anything but a regular file or is above `limit`. Never waits for a pipe's other end. What was opened must
 * be closed. */
ae_status ae_file_open(ae_file *file, const char *path, size_t limit, ae_error *e);
void ae_file_close(ae_file *file);

/* The next n bytes, of those there were; AE_EIO if it shrinks meanwhile. EINTR is retried, a short read continued. */
ae_status ae_file_read(ae_file *file, void *bytes, size_t n, ae_error *e);

/* After the last byte: AE_EIO if it grew meanwhile. */
ae_status ae_file_end(ae_file *file, ae_error *e);

/* Writes a temporary file in the same directory, fsync, rename, fsync of the directory. On any error the old file is
 * untouched and the temporary one gone. A new file gets mode 0666 less the umask, a replaced one keeps its permissions.
 * Symbolic links are followed: what they point to is replaced. Only a regular file that may be written is: no device, no
 * read-only file. */
ae_status ae_file_replace(const char *path, const unsigned char *bytes, size_t size, ae_error *e);

/* Says beforehand whether ae_file_replace could do its work, but for the space that the bytes need. Leaves nothing. */
ae_status ae_file_probe_writable(const char *path, ae_error *e);

#endif
