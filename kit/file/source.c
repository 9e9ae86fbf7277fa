#include "kit/file/source.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Opening ------------------------------------------------------------------------------------------------------ */

/* The name "-": standard input may be a pipe, whose end only comes when it comes. */
static bool is_standard_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

const char *kit_source_name(const char *path)
{
    return is_standard_input(path) ? "standard input" : path;
}

/* Any other FIFO or device would make us wait or never end, so only what has a size is read. */
static bool file_size(uint64_t *size, const char *path, kit_message *why)
{
    struct stat status;
    *size = UINT64_MAX;
    if (is_standard_input(path))
        return true;
    if (stat(path, &status) != 0)
        return kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return kit_explain(why, "%s: is not a file but a %s", path, S_ISDIR(status.st_mode) ? "folder" : "device or pipe");
    *size = (uint64_t)status.st_size;
    return true;
}

/* The first block tells how the file is packed. */
static bool begin_file(kit_source *source, uint64_t size)
{
    const char *wrong = kit_input_fill(source->input);
    if (wrong)
        return kit_explain(source->why, "%s: cannot be read: %s", source->path, wrong);
    const kit_unpacker *unpacker = kit_unpacker_find(source->input->next, source->input->left);
    kit_input *input = source->input;
    uint64_t bound = size > UINT64_MAX / unpacker->ratio ? UINT64_MAX : size * unpacker->ratio;
    if (!kit_source_begin(source, unpacker, unpacker->open(), bound, source->path, source->why))
        return false;
    source->input = input;
    return true;
}

bool kit_source_open(kit_source *source, const char *path, kit_message *why)
{
    uint64_t size;
    if (!file_size(&size, path, why))
        return false;
    if (size == 0)
        return kit_explain(why, "%s: is empty", path);
    kit_input *input = malloc(sizeof *input);
    if (!input)
        return kit_explain(why, "%s: out of memory", path);
    input->left = 0;
    input->descriptor = is_standard_input(path) ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    *source = (kit_source){ .input = input, .path = kit_source_name(path), .why = why };
    bool ok = input->descriptor >= 0 ? begin_file(source, size)
                                     : kit_explain(why, "%s: cannot be read: %s", source->path, strerror(errno));
    if (!ok && input->descriptor >= 0)
        close(input->descriptor);
    if (!ok)
        free(input);
    return ok;
}

bool kit_source_begin(kit_source *source, const kit_unpacker *unpacker, void *state, uint64_t size, const char *path,
                      kit_message *why)
{
    unsigned char *head = malloc(KIT_SOURCE_HEAD);
    *source = (kit_source){ .unpacker = unpacker, .state = state, .head = head, .path = path, .why = why, .bound = size };
    if (head && state)
        return true;
    free(head);
    if (state)
        unpacker->close(state);
    return kit_explain(why, "%s: out of memory", path);
}

void kit_source_close(kit_source *source)
{
    source->unpacker->close(source->state);
    if (source->input)
        close(source->input->descriptor);
    free(source->input);
    free(source->head);
}

/* ---- Reading ------------------------------------------------------------------------------------------------------ */

static bool broken(kit_source *source, const char *wrong)
{
    return kit_explain(source->why, "%s: after %llu bytes: %s", source->path, (unsigned long long)source->at, wrong);
}

static size_t take_head(kit_source *source, void *to, size_t n)
{
    size_t left = source->head_n - source->head_at, some = n < left ? n : left;
    memcpy(to, source->head + source->head_at, some);
    source->head_at += some;
    return some;
}

bool kit_source_some(kit_source *source, void *to, size_t n, size_t *got)
{
    enum { AT_ONCE = 1 << 30 }; /* some unpackers count in 32 bits */
    *got = take_head(source, to, n);
    source->at += *got;
    for (size_t k = 1; k && *got < n;) {
        size_t ask = n - *got < AT_ONCE ? n - *got : AT_ONCE;
        const char *wrong = source->unpacker->read(source->state, source->input, (char *)to + *got, ask, &k);
        if (wrong)
            return broken(source, wrong);
        *got += k;
        source->at += k;
    }
    return true;
}

bool kit_source_peek(kit_source *source, const unsigned char **head, size_t *n)
{
    if (source->head_n == 0 && !kit_source_some(source, source->head, KIT_SOURCE_HEAD, &source->head_n))
        return false;
    source->at = 0;
    *head = source->head;
    *n = source->head_n;
    return true;
}

static bool ends_early(kit_source *source, uint64_t due)
{
    return kit_explain(source->why, "%s: is truncated: it ends after %llu bytes, where %llu are due", source->path,
                       (unsigned long long)source->at, (unsigned long long)due);
}

bool kit_source_exactly(kit_source *source, void *to, size_t n)
{
    size_t got;
    uint64_t from = source->at;
    if (!kit_source_some(source, to, n, &got))
        return false;
    return got == n || ends_early(source, from + n);
}

/* ---- The rest at once --------------------------------------------------------------------------------------------- */

static bool has_size(const kit_source *source)
{
    return source->unpacker == &kit_unpacker_plain && source->bound < UINT64_MAX;
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

/* What can be said before anything is allocated: how long a packed file will be is known at its end only. */
static bool check_claim(kit_source *source, uint64_t count, size_t size)
{
    uint64_t room = source->bound - source->at;
    if (source->at > source->bound || count > room / size || count > SIZE_MAX / size)
        return kit_explain(source->why,
                           "%s: is truncated or damaged: its header claims %llu elements of %zu bytes, its size "
                           "allows %llu bytes",
                           source->path, (unsigned long long)count, size, (unsigned long long)room);
    return !has_size(source) || room == count * size || goes_on(source, source->at + count * size);
}

/* A packed file of a few bytes may claim any size, so no more room is made than twice what has come. */
static size_t next_room(const kit_source *source, size_t have, size_t all)
{
    enum { FIRST = 1 << 20 };
    size_t room = have ? have : FIRST;
    return has_size(source) || all - have <= room ? all : have + room;
}

static void *read_all(kit_source *source, size_t all)
{
    const uint64_t due = source->at + all;
    char *data = NULL;
    for (size_t have = 0, room, got; have < all; have = room) {
        room = next_room(source, have, all);
        char *more = realloc(data, room);
        if (!more)
            kit_explain(source->why, "%s: out of memory: its elements need %zu bytes", source->path, all);
        data = more ? more : data;
        bool ok = more && kit_source_some(source, data + have, room - have, &got) &&
                  (got == room - have || ends_early(source, due));
        if (!ok) {
            free(data);
            return NULL;
        }
    }
    return data;
}

void *kit_source_rest(kit_source *source, uint64_t count, size_t size)
{
    if (!check_claim(source, count, size))
        return NULL;
    void *data = read_all(source, (size_t)count * size);
    if (data && !at_end(source)) {
        free(data);
        return NULL;
    }
    return data;
}

/* ---- Mapping ------------------------------------------------------------------------------------------------------ */

/* Do `count` elements begin where the source stands, aligned, and end where the file of `bytes` bytes does? */
static bool lie_ready(const kit_source *source, uint64_t bytes, uint64_t count, size_t size)
{
    uint64_t left = bytes > source->at ? bytes - source->at : 0;
    return source->at % size == 0 && left % size == 0 && left / size == count && bytes <= SIZE_MAX;
}

void *kit_source_map(kit_mapping *out, const kit_source *source, uint64_t count, size_t size)
{
    struct stat status; /* of the file that is open, whatever lies under its name by now */
    if (!has_size(source) || fstat(source->input->descriptor, &status) != 0 ||
        !lie_ready(source, (uint64_t)status.st_size, count, size))
        return NULL;
    void *start = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, source->input->descriptor, 0);
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
