/* From a name to a table: which file, which format. */
#include "source.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static bool read_source(ae_table *out, ae_source *source)
{
    static bool (*const readers[])(ae_table *, ae_source *) = {
        [FORMAT_IDX] = ae_read_idx,
        [FORMAT_NPY] = ae_read_npy,
        [FORMAT_CSV] = ae_read_csv,
    };
    unsigned char head[64];
    size_t n;
    if (!ae_source_some(source, head, sizeof head, &n) || !ae_source_rewind(source))
        return false;
    format f = format_of(source->path, head, n);
    if (f == FORMAT_NONE)
        return ae_explain(source->why, "%s: is neither IDX nor npy nor CSV, plain or gzipped", source->path);
    if (source->labels_last && f != FORMAT_CSV)
        return ae_explain(source->why, "%s: has no columns to take a label from; --labels-last is for CSV", source->path);
    return readers[f](out, source);
}

static bool read_file(ae_table *out, const char *path, bool labels_last, ae_message *why)
{
    ae_source source;
    if (!ae_source_open(&source, path, why))
        return false;
    source.labels_last = labels_last;
    bool ok = read_source(out, &source);
    ae_source_close(&source);
    return ok;
}

/* ---- Names -------------------------------------------------------------------------------------------------------- */

typedef struct known {
    const char *name;
    const char *images, *labels; /* under mnist/; NULL for generated digits */
    size_t rows;
    uint64_t seed;
} known;

static const known names[] = {
    { "mnist", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 0, 0 },
    { "mnist-train", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 0, 0 },
    { "mnist-test", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 0, 0 },
    { "digits", NULL, NULL, 60000, 1 },
    { "digits-test", NULL, NULL, 10000, 2 },
};

static const known *find_name(const char *text)
{
    size_t n = strcspn(text, ":");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == n && memcmp(text, names[i].name, n) == 0 && (!text[n] || !names[i].images))
            return &names[i];
    return NULL;
}

const char *ae_data_folder(void)
{
    const char *set = getenv("AE_DATA");
    return set && *set ? set : "../shared/data";
}

/* Puts the first place where `file` lies, as it is or gzipped, into `path`. */
static bool find_mnist(char path[AE_MAX_PATH], const char *file, ae_message *why)
{
    const char *folders[] = { ae_data_folder(), "data" };
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, AE_MAX_PATH, "%s/mnist/%s%s", folders[i / 2], file, i % 2 ? "" : ".gz");
        if (access(path, F_OK) == 0)
            return true;
    }
    return ae_explain(why,
                      "mnist: there is no mnist/%s.gz in %s or data/: set AE_DATA, run scripts/get_mnist.sh, or use "
                      "the generated `digits`",
                      file, folders[0]);
}

static bool find_pair(char paths[2][AE_MAX_PATH], const known *name, ae_message *why)
{
    return find_mnist(paths[0], name->images, why) && find_mnist(paths[1], name->labels, why);
}

static bool add_labels(ae_table *out, const ae_table *numbers, ae_message *why)
{
    if (numbers->rows != out->rows || numbers->width != 1 || numbers->dtype != AE_U8)
        return ae_explain(why, "mnist: %zu images, but %zu labels", out->rows, numbers->rows);
    out->labels = calloc(out->rows, sizeof *out->labels);
    if (!out->labels)
        return ae_explain(why, "out of memory");
    for (size_t i = 0; i < out->rows; i++)
        snprintf(out->labels[i], sizeof out->labels[i], "%d", ((const unsigned char *)numbers->data)[i]);
    return true;
}

static bool read_mnist(ae_table *out, const known *name, ae_message *why)
{
    char paths[2][AE_MAX_PATH];
    ae_table numbers = { 0 };
    bool ok = find_pair(paths, name, why) && read_file(out, paths[0], false, why) &&
              read_file(&numbers, paths[1], false, why) && add_labels(out, &numbers, why);
    ae_table_free(&numbers);
    return ok;
}

static bool read_digits(ae_table *out, const known *name, const char *text, ae_message *why)
{
    const char *colon = strchr(text, ':');
    char *end = NULL;
    unsigned long long rows = colon ? strtoull(colon + 1, &end, 10) : name->rows;
    if (colon && (colon[1] < '1' || colon[1] > '9' || *end || rows > 100000000))
        return ae_explain(why, "%s: after the colon a number of digits from 1 to 100000000 is due", text);
    return ae_digits(out, (size_t)rows, name->seed, why);
}

static bool read_any(ae_table *out, const char *text, bool labels_last, ae_message *why)
{
    const known *name = find_name(text);
    if (!name)
        return read_file(out, text, labels_last, why);
    return name->images ? read_mnist(out, name, why) : read_digits(out, name, text, why);
}

size_t ae_table_files(char paths[2][AE_MAX_PATH], const char *text)
{
    const known *name = find_name(text);
    if (name)
        return name->images && find_pair(paths, name, NULL) ? 2 : 0;
    return snprintf(paths[0], AE_MAX_PATH, "%s", text) < AE_MAX_PATH;
}

bool ae_table_read(ae_table *out, const char *name, bool labels_last, ae_message *why)
{
    ae_table table = { 0 };
    bool ok = read_any(&table, name, labels_last, why);
    snprintf(table.source, sizeof table.source, "%s", name);
    if (!ok || !ae_table_check(&table, why)) {
        ae_table_free(&table);
        return false;
    }
    *out = table;
    return true;
}
