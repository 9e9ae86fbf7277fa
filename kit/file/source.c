#include "kit/file/source.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { GZIP_RATIO = 1032, AT_ONCE = 1 << 20 }; /* deflate packs at most 1032 bytes into one */

/* A FIFO or a device would make us wait or never end, so only what has a size is read. */
static bool file_size(uint64_t *size, const char *path, kit_message *why)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return kit_explain(why, "%s: is not a file but a %s", path, S_ISDIR(status.st_mode) ? "folder" : "device or pipe");
    *size = (uint64_t)status.st_size;
    return true;
}

bool kit_source_open(kit_source *source, const char *path, kit_message *why)
{
    uint64_t size = 0;
    if (!file_size(&size, path, why))
        return false;
    if (size == 0)
        return kit_explain(why, "%s: is empty", path);
    *source = (kit_source){ .descriptor = open(path, O_RDONLY | O_CLOEXEC), .path = path, .why = why };
    if (source->descriptor < 0)
        return kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    source->file = gzdopen(source->descriptor, "rb");
    if (!source->file) {
        close(source->descriptor);
        return kit_explain(why, "%s: out of memory", path);
    }
    gzbuffer(source->file, 1 << 17);
    source->bound = gzdirect(source->file) ? size : size * GZIP_RATIO;
    return true;
}

void kit_source_close(kit_source *source)
{
    gzclose_r(source->file);
}

static bool broken(kit_source *source)
{
    int code;
    const char *text = gzerror(source->file, &code);
    if (code == Z_BUF_ERROR)
        text = "the gzip stream ends early: the file is truncated";
    else if (code == Z_ERRNO)
        text = strerror(errno);
    else if (code == Z_DATA_ERROR)
        text = "the gzip stream is damaged";
    return kit_explain(source->why, "%s: after %llu bytes: %s", source->path, (unsigned long long)source->at, text);
}

bool kit_source_some(kit_source *source, void *to, size_t n, size_t *got)
{
    for (*got = 0; *got < n;) {
        unsigned ask = n - *got < AT_ONCE ? (unsigned)(n - *got) : AT_ONCE;
        int code = Z_OK, k = gzread(source->file, (char *)to + *got, ask);
        gzerror(source->file, &code);
        if (k < 0 || (code != Z_OK && code != Z_STREAM_END))
            return broken(source);
        if (k == 0)
            break;
        *got += (size_t)k;
        source->at += (uint64_t)k;
    }
    return true;
}

bool kit_source_exactly(kit_source *source, void *to, size_t n)
{
    size_t got;
    uint64_t from = source->at;
    if (!kit_source_some(source, to, n, &got))
        return false;
    if (got < n)
        return kit_explain(source->why, "%s: is truncated: it ends after %llu bytes, where %llu are due", source->path,
                           (unsigned long long)source->at, (unsigned long long)(from + n));
    return true;
}

static bool goes_on(kit_source *source, uint64_t end)
{
    return kit_explain(source->why, "%s: goes on after byte %llu, where its header says that it ends", source->path,
                       (unsigned long long)end);
}

static bool at_end(kit_source *source)
{
    char byte;
    size_t got;
    uint64_t due = source->at;
    return kit_source_some(source, &byte, 1, &got) && (got == 0 || goes_on(source, due));
}

/* What can be said before anything is allocated: how long a gzipped file will be is known at its end only. */
static bool check_claim(kit_source *source, uint64_t count, size_t size)
{
    uint64_t room = source->bound - source->at;
    if (source->at > source->bound || count > room / size || count > SIZE_MAX / size)
        return kit_explain(source->why,
                           "%s: is truncated or damaged: its header claims %llu elements of %zu bytes, its size "
                           "allows %llu bytes",
                           source->path, (unsigned long long)count, size, (unsigned long long)room);
    return !gzdirect(source->file) || room == count * size || goes_on(source, source->at + count * size);
}

void *kit_source_rest(kit_source *source, uint64_t count, size_t size)
{
    if (!check_claim(source, count, size))
        return NULL;
    void *data = malloc((size_t)count * size);
    if (!data)
        kit_explain(source->why, "%s: out of memory: its %llu elements need %llu bytes", source->path,
                    (unsigned long long)count, (unsigned long long)count * size);
    if (data && (!kit_source_exactly(source, data, (size_t)count * size) || !at_end(source))) {
        free(data);
        return NULL;
    }
    return data;
}

/* Do `count` elements begin where the source stands, aligned, and end where the file of `bytes` bytes does? */
static bool lie_ready(const kit_source *source, uint64_t bytes, uint64_t count, size_t size)
{
    uint64_t left = bytes > source->at ? bytes - source->at : 0;
    return source->at % size == 0 && left % size == 0 && left / size == count && bytes <= SIZE_MAX;
}

void *kit_source_map(kit_mapping *out, const kit_source *source, uint64_t count, size_t size)
{
    struct stat status; /* of the file that is open, whatever lies under its name by now */
    if (!gzdirect(source->file) || fstat(source->descriptor, &status) != 0 ||
        !lie_ready(source, (uint64_t)status.st_size, count, size))
        return NULL;
    void *start = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, source->descriptor, 0);
    if (start == MAP_FAILED)
        return NULL;
    *out = (kit_mapping){ start, (size_t)status.st_size };
    return (char *)start + source->at;
}

void kit_mapping_end(kit_mapping *mapping)
{
    if (mapping->start)
        munmap(mapping->start, mapping->size);
    *mapping = (kit_mapping){ 0 };
}

bool kit_source_rewind(kit_source *source)
{
    source->at = 0;
    return gzrewind(source->file) == 0 || broken(source);
}
