/* From a file to a table: which format it has. */
#include "kit/table/format.h"
#include <stdio.h>
#include <string.h>

typedef enum format { FORMAT_IDX, FORMAT_NPY, FORMAT_CSV, FORMAT_NONE } format;

static bool ends_with(const char *text, size_t n, const char *end)
{
    size_t k = strlen(end);
    return n >= k && memcmp(text + n - k, end, k) == 0;
}

static format format_of_suffix(const char *path)
{
    size_t n = strlen(path);
    if (ends_with(path, n, ".gz"))
        n -= 3;
    if (ends_with(path, n, ".npy"))
        return FORMAT_NPY;
    if (ends_with(path, n, "-ubyte") || ends_with(path, n, ".idx"))
        return FORMAT_IDX;
    return ends_with(path, n, ".csv") || ends_with(path, n, ".txt") ? FORMAT_CSV : FORMAT_NONE;
}

/* The content decides where it can; a suffix then tells which reader is to complain about a damaged beginning. */
static format format_of(const char *path, const unsigned char *head, size_t n)
{
    if (n >= 6 && memcmp(head, "\x93NUMPY", 6) == 0)
        return FORMAT_NPY;
    if (n >= 4 && head[0] == 0 && head[1] == 0 && head[2] >= 8 && head[2] <= 14)
        return FORMAT_IDX;
    format suffix = format_of_suffix(path);
    return suffix == FORMAT_NONE && !memchr(head, 0, n) ? FORMAT_CSV : suffix;
}

static bool read_source(kit_table *out, kit_source *source)
{
    static bool (*const readers[])(kit_table *, kit_source *) = {
        [FORMAT_IDX] = kit_read_idx,
        [FORMAT_NPY] = kit_read_npy,
        [FORMAT_CSV] = kit_read_csv,
    };
    unsigned char head[64];
    size_t n;
    if (!kit_source_some(source, head, sizeof head, &n) || !kit_source_rewind(source))
        return false;
    format f = format_of(source->path, head, n);
    if (f == FORMAT_NONE)
        return kit_explain(source->why, "%s: is neither IDX nor npy nor CSV, plain or gzipped", source->path);
    if (source->labels_last && f != FORMAT_CSV)
        return kit_explain(source->why, "%s: has no columns to take a label from; --labels-last is for CSV", source->path);
    return readers[f](out, source);
}

static bool read_file(kit_table *out, const char *path, bool labels_last, kit_message *why)
{
    kit_source source;
    if (!kit_source_open(&source, path, why))
        return false;
    source.labels_last = labels_last;
    bool ok = read_source(out, &source);
    kit_source_close(&source);
    return ok;
}

bool kit_table_read(kit_table *out, const char *path, bool labels_last, kit_message *why)
{
    kit_table table = { 0 };
    bool ok = read_file(&table, path, labels_last, why);
    snprintf(table.source, sizeof table.source, "%s", path);
    if (!ok || !kit_table_check(&table, why)) {
        kit_table_free(&table);
        return false;
    }
    *out = table;
    return true;
}
