#include "kit/file/archive.h"
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

static bool refuse(const kit_source *file, zip_error_t *error)
{
    kit_explain(file->why, "%s: is a zip archive, as npz and Excel files are, but cannot be read: %s", file->path,
                zip_error_strerror(error));
    zip_error_fini(error);
    return false;
}

/* The archive takes a descriptor of its own. */
bool kit_archive_open(kit_archive *out, const kit_source *file)
{
    zip_error_t error;
    if (lseek(file->input->descriptor, 0, SEEK_CUR) < 0)
        return kit_explain(file->why, "%s: is a zip archive, which can be read from a file, not from a pipe", file->path);
    int code = 0, descriptor = dup(file->input->descriptor);
    zip_t *zip = descriptor < 0 ? NULL : zip_fdopen(descriptor, 0, &code);
    *out = (kit_archive){ .zip = zip, .file = file };
    if (zip) {
        out->members = (size_t)zip_get_num_entries(zip, 0);
        return true;
    }
    if (descriptor >= 0)
        close(descriptor);
    zip_error_init_with_code(&error, descriptor < 0 ? ZIP_ER_OPEN : code);
    return refuse(file, &error);
}

/* Nothing was changed, so there is nothing to write. */
void kit_archive_close(kit_archive *archive)
{
    zip_discard(archive->zip);
}

const char *kit_archive_name(const kit_archive *archive, size_t i)
{
    const char *name = zip_get_name(archive->zip, i, 0);
    return name ? name : "";
}

/* ---- A member ------------------------------------------------------------------------------------------------------ */

static const char *read_member(void *state, kit_input *input, void *to, size_t n, size_t *got)
{
    zip_int64_t k = zip_fread(state, to, n);
    (void)input;
    *got = k > 0 ? (size_t)k : 0;
    return k < 0 ? "the archive is damaged" : NULL;
}

static void close_member(void *state)
{
    zip_fclose(state);
}

static const kit_unpacker member = { .read = read_member, .close = close_member };

static uint64_t bound_of(const kit_archive *archive, size_t i)
{
    enum { DEFLATE_RATIO = 1032 };
    struct stat status;
    zip_stat_t claim;
    uint64_t size = fstat(archive->file->input->descriptor, &status) == 0 ? (uint64_t)status.st_size : 0;
    bool told = zip_stat_index(archive->zip, i, 0, &claim) == 0 && claim.valid & ZIP_STAT_SIZE;
    return told && claim.size / DEFLATE_RATIO < size ? claim.size : size * DEFLATE_RATIO;
}

bool kit_archive_source(kit_source *out, const kit_archive *archive, size_t i, const char *path)
{
    zip_file_t *file = zip_fopen_index(archive->zip, i, 0);
    if (!file)
        return refuse(archive->file, zip_get_error(archive->zip));
    return kit_source_begin(out, &member, file, bound_of(archive, i), path, archive->file->why);
}
