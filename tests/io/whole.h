/* A file read from its first byte to its last, as a loader does. */
#ifndef TESTS_IO_WHOLE_H
#define TESTS_IO_WHOLE_H

#include "io/file.h"

static inline ae_status read_open(unsigned char *bytes, ae_file *file, ae_error *e)
{
    AE_TRY(ae_file_read(file, bytes, file->size, e));
    return ae_file_end(file, e);
}

/* `bytes` has room for `limit`. */
static inline ae_status read_whole(unsigned char *bytes, size_t *size, const char *path, size_t limit, ae_error *e)
{
    ae_file file;
    AE_TRY(ae_file_open(&file, path, limit, e));
    *size = file.size;
    ae_status status = read_open(bytes, &file, e);
    ae_file_close(&file);
    return status;
}

#endif
