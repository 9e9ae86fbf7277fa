/* From a file to a table: which format it has. */
#include "kit/table/foreign.h"
#include "kit/table/format.h"
#include "kit/table/text/decode.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 64 }; /* bytes in which a zero means that this is no text */

static bool is_npy(const unsigned char *head, size_t n)
{
    return n >= 6 && memcmp(head, "\x93NUMPY", 6) == 0;
}

static bool is_idx(const unsigned char *head, size_t n)
{
    return n >= 4 && head[0] == 0 && head[1] == 0 && head[2] >= 8 && head[2] <= 14;
}

static bool is_png(const unsigned char *head, size_t n)
{
    return n >= 8 && memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0;
}

/* A first line without separators that ends with .png. */
static bool is_list(const unsigned char *head, size_t n)
{
    const char *line = (const char *)head;
    size_t used = 0;
    while (used < n && line[used] != '\n' && !strchr(",;\t", line[used]))
        used++;
    while (used && (line[used - 1] == '\r' || line[used - 1] == ' '))
        used--;
    return (used == n || !strchr(",;\t", line[used])) && used > 4 && strncasecmp(line + used - 4, ".png", 4) == 0;
}

#ifdef KIT_HAVE_ZIP
static bool is_zip(const unsigned char *head, size_t n)
{
    return n >= 4 && memcmp(head, "PK\3\4", 4) == 0;
}
#endif

typedef struct format {
    const char *suffixes[3];                             /* the last is NULL */
    bool (*begins)(const unsigned char *head, size_t n); /* NULL = its beginning tells nothing */
    bool (*read)(kit_table *out, kit_source *source, const kit_reading *how);
} format;

static const format formats[] = {
    { { ".npy" }, is_npy, kit_read_npy },
    { { "-ubyte", ".idx" }, is_idx, kit_read_idx },
#ifdef KIT_HAVE_ZIP
    { { ".npz" }, is_zip, kit_read_npz },
#endif
    { { ".aec" }, kit_codes_begin, kit_read_codes },
    { { ".png" }, is_png, kit_read_png },
    { { ".list" }, is_list, kit_read_list },
    { { ".svm", ".libsvm" }, kit_libsvm_begins, kit_read_libsvm },
    { { ".csv", ".txt" }, NULL, kit_read_csv },
};
enum { FORMATS = sizeof formats / sizeof *formats };
static const format *const csv = &formats[FORMATS - 1];

static bool ends_with(const char *path, size_t n, const char *end)
{
    size_t k = strlen(end);
    return n >= k && memcmp(path + n - k, end, k) == 0;
}

static bool has_suffix(const format *f, const char *path, size_t n)
{
    for (const char *const *suffix = f->suffixes; *suffix; suffix++)
        if (ends_with(path, n, *suffix))
            return true;
    return false;
}

static const format *format_of_suffix(const char *path)
{
    size_t n = strlen(path);
    n -= ends_with(path, n, ".gz") ? 3 : ends_with(path, n, ".zst") ? 4 : 0;
    for (const format *f = formats; f < formats + FORMATS; f++)
        if (has_suffix(f, path, n))
            return f;
    return NULL;
}

/* The content decides where it can; a suffix then tells which reader is to complain about a damaged beginning. */
static const format *format_of(const char *path, const unsigned char *head, size_t n)
{
    for (const format *f = formats; f < formats + FORMATS; f++)
        if (f->begins && f->begins(head, n))
            return f;
    const format *suffix = format_of_suffix(path);
    const bool text = !memchr(head, 0, n < HEAD ? n : HEAD) || kit_encoding_of((const char *)head, n);
    return suffix || !text ? suffix : csv;
}

static bool check_numbers(kit_table *table, kit_gaps gaps, kit_message *why)
{
    return (gaps != KIT_GAPS_DROP || kit_table_drop_gaps(table, why)) && kit_table_check(table, gaps, why);
}

static bool read_source(kit_table *out, kit_source *source, const kit_reading *how)
{
    const unsigned char *head;
    size_t n;
    if (!kit_source_peek(source, &head, &n))
        return false;
    const format *f = format_of(source->path, head, n);
    const char *foreign = f && f->begins && f->begins(head, n) ? NULL : kit_foreign_find(head, n);
    if (foreign)
        return kit_explain(source->why, "%s: is %s", source->path, foreign);
    if (!f)
        return kit_explain(source->why, "%s: is of no kind that can be read: CSV, npy, npz, IDX, LIBSVM, PNG", source->path);
    if (!f->read(out, source, how))
        return false;
    return f == csv ||
           (kit_table_select(out, how, source->why) && (how->take_nan || check_numbers(out, how->gaps, source->why)));
}

const char *kit_table_file(char file[KIT_MAX_PATH], const char *path)
{
    const char *colon = strrchr(path, ':');
    if (!memccpy(file, path, 0, KIT_MAX_PATH))
        file[KIT_MAX_PATH - 1] = 0;
    if (!colon || access(path, F_OK) == 0 || (size_t)(colon - path) >= KIT_MAX_PATH)
        return NULL;
    file[colon - path] = 0;
    if (access(file, F_OK) == 0)
        return colon + 1;
    file[colon - path] = ':';
    return NULL;
}

static bool read_file(kit_table *out, const char *path, const kit_reading *how, kit_message *why)
{
    kit_source source;
    struct stat status;
    char file[KIT_MAX_PATH];
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return kit_read_folder(out, path, why) && kit_table_select(out, how, why);
    const char *member = kit_table_file(file, path);
    if (!kit_source_open(&source, file, why))
        return false;
    source.member = member;
    bool ok = read_source(out, &source, how);
    kit_source_close(&source);
    return ok;
}

bool kit_table_read(kit_table *out, const char *path, const kit_reading *reading, kit_message *why)
{
    static const kit_reading usual = { 0 };
    const kit_reading *how = reading ? reading : &usual;
    kit_table table = { 0 };
    snprintf(table.source, sizeof table.source, "%s", kit_source_name(path));
    bool ok = read_file(&table, path, how, why);
    if (ok)
        *out = table;
    else
        kit_table_free(&table);
    return ok;
}
