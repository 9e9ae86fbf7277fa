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
 * read-only file. With `keep` the old one then becomes PATH.old, in the place of one that is older: at every moment, also
 * after a loss of power, at least one of the two is a whole file. */
ae_status ae_file_replace(const char *path, const unsigned char *bytes, size_t size, bool keep, ae_error *e);

/* Says beforehand whether ae_file_replace could do its work, but for the space that the bytes need. Leaves nothing. */
ae_status ae_file_probe_writable(const char *path, bool keep, ae_error *e);

/* Where ae_file_replace keeps the old one. */
enum { AE_PATH_MAX = 4096 };
ae_status ae_file_old_path(char old[AE_PATH_MAX], const char *path, ae_error *e);

/* Reading a file that is kept so: where it is missing or damaged, the old one. */
typedef struct ae_either {
    ae_status (*read)(void *self, const char *path, ae_error *e);
    void *self;
    bool is_old;       /* afterwards: PATH could not be read, and it is PATH.old of which `read` spoke */
    ae_error rejected; /* then: what was wrong with PATH */
} ae_either;

/* What `read` says of PATH, or, where that is AE_EIO, AE_EFORMAT or AE_ECHECKSUM, of PATH.old. Where neither can be read the
 * error is that of PATH, if there is such a file. */
ae_status ae_file_read_either(ae_either *r, const char *path, ae_error *e);

/* Whether there is neither PATH nor PATH.old. */
bool ae_file_has_neither(const char *path);

#endif
