/* Matrices into files, the format by its name or by the suffix. */
#include "kit/table/write.h"
#include "kit/draw.h"
#include "kit/file/sink.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- npy ---------------------------------------------------------------------------------------------------------- */

/* The header ends at a multiple of 64 bytes, so that the elements lie aligned. */
static bool write_npy(FILE *file, const kit_matrix *m, kit_message *why)
{
    (void)why;
    char shape[128], header[256];
    int n = snprintf(shape, sizeof shape, "%zu,", m->rows);
    for (size_t i = 0; i < m->rank; i++)
        n += snprintf(shape + n, sizeof shape - (size_t)n, " %zu,", m->shape[i]);
    n = snprintf(header, sizeof header, "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", shape);
    int padded = (10 + n + 1 + 63) / 64 * 64 - 10;
    fwrite("\x93NUMPY\x01\x00", 1, 8, file);
    fputc(padded & 255, file);
    fputc(padded >> 8, file);
    fprintf(file, "%-*s\n", padded - 1, header);
    fwrite(m->data, m->width * sizeof *m->data, m->rows, file);
    return true;
}

/* ---- PNG ---------------------------------------------------------------------------------------------------------- */

/* A row as an image: the last two sizes of its shape, or a square; three of these are its colours. False: it is none. */
static bool find_images(kit_images *out, const kit_matrix *m)
{
    size_t side = (size_t)sqrt((double)m->width);
    size_t h = m->rank >= 2 ? m->shape[m->rank - 2] : side, w = m->rank >= 2 ? m->shape[m->rank - 1] : side;
    bool colour = m->rank == 3 && m->shape[0] == 3;
    *out = (kit_images){ m->data, m->rows, colour ? 3 : 1, h, w };
    return out->channels * h * w == m->width;
}

static bool write_images(const char *path, const kit_matrix *m, kit_message *why)
{
    enum { AT_LEAST = 336 }; /* pixels: a few small images are enlarged until they can be seen */
    kit_images images;
    size_t columns = m->across ? m->across : (size_t)ceil(sqrt((double)m->rows));
    if (!find_images(&images, m))
        return kit_explain(why, "%s: rows of %zu numbers are no images, HxW or 3xHxW; .npy and .csv take any rows", path,
                           m->width);
    size_t across = columns * images.width, zoom = across < AT_LEAST ? AT_LEAST / across : 1;
    return kit_images_write(path, &images, columns, zoom, why);
}

/* ---- Labels and ids beside ---------------------------------------------------------------------------------------- */

/* A file that is written with others: all of them are replaced, or none. */
typedef struct part {
    char path[KIT_MAX_PATH];
    const kit_label *texts; /* one a line; NULL: this is the matrix */
    kit_sink sink;
} part;

/* The labels of codes.npy are in codes.labels.txt. */
static bool name_beside(char to[KIT_MAX_PATH], const char *path, const char *what, kit_message *why)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    int stem = (int)(dot ? (size_t)(dot - path) : strlen(path));
    return snprintf(to, KIT_MAX_PATH, "%.*s.%s.txt", stem, path, what) < KIT_MAX_PATH ||
           kit_explain(why, "%s: the name is too long for a file of %s beside it", path, what);
}

static void write_texts(FILE *file, const kit_label *texts, size_t n)
{
    for (size_t i = 0; i < n && !ferror(file); i++)
        fprintf(file, "%s\n", texts[i]);
}

/* ---- Formats ------------------------------------------------------------------------------------------------------ */

typedef struct format {
    const char *name;
    const char *suffixes[2];
    bool (*write)(FILE *file, const kit_matrix *m, kit_message *why); /* NULL: PNG, which needs more than a stream */
    bool labels_beside, ids_beside;                                   /* it has no place for them */
} format;

static const format formats[] = {
    [KIT_NPY] = { "npy", { ".npy" }, write_npy, true, true },
    [KIT_CSV] = { "csv", { ".csv" }, kit_write_csv, false, false },
    [KIT_LIBSVM] = { "libsvm", { ".svm", ".libsvm" }, kit_write_libsvm, false, true },
    [KIT_PNG] = { "png", { ".png" }, NULL, false, false },
};
enum { FORMATS = sizeof formats / sizeof *formats };

bool kit_format_find(kit_format *out, const char *name)
{
    for (size_t i = KIT_BY_SUFFIX + 1; i < FORMATS; i++)
        if (strcmp(name, formats[i].name) == 0) {
            *out = (kit_format)i;
            return true;
        }
    return false;
}

static bool ends_with(const char *path, const char *suffix)
{
    size_t n = strlen(path), k = suffix ? strlen(suffix) : n;
    return n > k && strcmp(path + n - k, suffix) == 0;
}

static bool find_format(kit_format *out, const char *path, kit_message *why)
{
    for (size_t i = KIT_BY_SUFFIX + 1; i < FORMATS; i++)
        if (ends_with(path, formats[i].suffixes[0]) || ends_with(path, formats[i].suffixes[1])) {
            *out = (kit_format)i;
            return true;
        }
    return kit_explain(why, "%s: the suffix tells the format; .npy, .csv, .svm (LIBSVM) and .png can be written", path);
}

bool kit_matrix_suffix(const char *path, kit_message *why)
{
    kit_format found;
    return find_format(&found, path, why);
}

/* ---- Writing ------------------------------------------------------------------------------------------------------ */

enum { MOST_PARTS = 3 };

static bool write_part(part *p, const format *f, const kit_matrix *m, kit_message *why)
{
    bool ok = true;
    if (p->texts)
        write_texts(p->sink.file, p->texts, m->rows);
    else
        ok = f->write(p->sink.file, m, why);
    return ok && kit_sink_check(&p->sink);
}

/* The matrix comes last, so that who finds it finds the others, too. */
static bool write_parts(part *parts, size_t n, const format *f, const kit_matrix *m, kit_message *why)
{
    size_t open = 0;
    bool ok = true;
    for (; ok && open < n; open += ok)
        ok = kit_sink_open(&parts[open].sink, parts[open].path, why);
    for (size_t i = 0; ok && i < n; i++)
        ok = write_part(&parts[i], f, m, why);
    for (size_t i = 0; i < open; i++)
        ok = kit_sink_close(&parts[i].sink, ok) && ok;
    return ok;
}

/* Nothing lies beside a device or pipe. */
static bool is_stream(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static bool add_beside(part *parts, size_t *n, const char *path, const char *what, const kit_label *texts, kit_message *why)
{
    parts[*n].texts = texts;
    return !texts || is_stream(path) || name_beside(parts[(*n)++].path, path, what, why);
}

static void tell_beside(const part *parts, size_t n, const kit_matrix *m)
{
    for (size_t i = 0; m->notes && i + 1 < n; i++)
        fprintf(m->notes, "%s: the %s are in %s, one a line\n", parts[n - 1].path,
                parts[i].texts == m->ids ? "ids" : "labels", parts[i].path);
}

static bool write_files(const char *path, const format *f, const kit_matrix *m, kit_message *why)
{
    part *parts = calloc(MOST_PARTS, sizeof *parts);
    size_t n = 0;
    if (!parts)
        return kit_explain(why, "%s: out of memory", path);
    bool ok = add_beside(parts, &n, path, "labels", f->labels_beside ? m->labels : NULL, why) &&
              add_beside(parts, &n, path, "ids", f->ids_beside ? m->ids : NULL, why);
    snprintf(parts[n].path, KIT_MAX_PATH, "%s", path);
    parts[n].texts = NULL;
    ok = ok && write_parts(parts, n + 1, f, m, why);
    if (ok)
        tell_beside(parts, n + 1, m);
    free(parts);
    return ok;
}

bool kit_matrix_write(const char *path, const kit_matrix *m, kit_message *why)
{
    kit_format chosen = m->format;
    if (!chosen && !find_format(&chosen, path, why))
        return false;
    if (m->n_texts && chosen != KIT_CSV)
        return kit_explain(why, "%s: names and words are columns of it, which a .csv has a place for", path);
    return formats[chosen].write ? write_files(path, &formats[chosen], m, why) : write_images(path, m, why);
}
