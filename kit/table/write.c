/* Matrices into files, the format by the suffix. */
#include "kit/draw.h"
#include "kit/file/sink.h"
#include "kit/table.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef void (*writer)(FILE *file, const kit_matrix *m); /* kit_sink_check then knows whether it went well */

/* ---- npy ---------------------------------------------------------------------------------------------------------- */

/* The header ends at a multiple of 64 bytes, so that the elements lie aligned. */
static void write_npy(FILE *file, const kit_matrix *m)
{
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
}

/* ---- CSV ---------------------------------------------------------------------------------------------------------- */

/* The fewest digits that read back as the same float; nine always do. */
static void print_finite(FILE *file, float x)
{
    char text[32];
    int digits = 6;
    do
        snprintf(text, sizeof text, "%.*g", digits, (double)x);
    while (++digits <= 9 && strtof(text, NULL) != x);
    fputs(text, file);
}

/* A NaN may have a sign, which means nothing. */
static void print_float(FILE *file, float x)
{
    if (isnan(x))
        fputs("nan", file);
    else
        print_finite(file, x);
}

/* In quotes where the text needs them. */
static void print_text(FILE *file, const char *text)
{
    const bool blanks = *text == ' ' || (*text && text[strlen(text) - 1] == ' ');
    const char *quote = blanks || strpbrk(text, ",;\t\"\r\n") ? "\"" : "";
    fputs(quote, file);
    for (; *text; text++)
        fputs(*text == '"' ? "\"\"" : (char[]){ *text, 0 }, file);
    fputs(quote, file);
}

static void print_numbered(FILE *file, const char *column, size_t number)
{
    size_t n = strlen(column);
    bool digit = n > 0 && column[n - 1] >= '0' && column[n - 1] <= '9';
    fprintf(file, "%s%s%zu", column, digit ? "_" : "", number);
}

static void print_name(FILE *file, const kit_matrix *m, size_t i)
{
    if (i < m->n_names)
        print_text(file, m->names[i]);
    else if (m->width == m->n_names + 1)
        print_text(file, m->column);
    else
        print_numbered(file, m->column, i - m->n_names + 1);
}

/* What stands before the numbers. */
static void print_beside(FILE *file, const char *text)
{
    print_text(file, text);
    fputc(',', file);
}

/* A category's code is its word, and a code that there is not is nothing. */
static void print_element(FILE *file, const kit_matrix *m, size_t row, size_t k)
{
    const float x = m->data[row * m->width + k];
    const kit_table_column *c = m->columns ? &m->columns[k] : NULL;
    if (!c || c->n_levels == 0)
        print_float(file, x);
    else if (x >= 0 && x < (float)c->n_levels)
        print_text(file, c->levels[(size_t)x]);
}

static void write_names(FILE *file, const kit_matrix *m)
{
    if (m->ids)
        print_beside(file, m->id_name ? m->id_name : "id");
    if (m->labels)
        print_beside(file, m->label_name ? m->label_name : "label");
    for (size_t i = 0; i < m->width; i++) {
        print_name(file, m, i);
        fputc(i + 1 < m->width ? ',' : '\n', file);
    }
}

static void write_csv(FILE *file, const kit_matrix *m)
{
    write_names(file, m);
    for (size_t i = 0; i < m->rows && !ferror(file); i++) {
        if (m->ids)
            print_beside(file, m->ids[i]);
        if (m->labels)
            print_beside(file, m->labels[i]);
        for (size_t k = 0; k < m->width && !ferror(file); k++) {
            print_element(file, m, i, k);
            fputc(k + 1 < m->width ? ',' : '\n', file);
        }
    }
}

static bool write_with(writer write, const char *path, const kit_matrix *m, kit_message *why)
{
    kit_sink sink;
    if (!kit_sink_open(&sink, path, why))
        return false;
    write(sink.file, m);
    return kit_sink_close(&sink, kit_sink_check(&sink));
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
    size_t columns = (size_t)ceil(sqrt((double)m->rows));
    if (!find_images(&images, m))
        return kit_explain(why, "%s: rows of %zu numbers are no images, HxW or 3xHxW; .npy and .csv take any rows", path,
                           m->width);
    size_t across = columns * images.width, zoom = across < AT_LEAST ? AT_LEAST / across : 1;
    return kit_images_write(path, &images, columns, zoom, why);
}

/* ---- By suffix ---------------------------------------------------------------------------------------------------- */

/* NULL: PNG, which needs more than a stream. */
static const struct {
    const char *suffix;
    writer write;
} formats[] = { { ".npy", write_npy }, { ".csv", write_csv }, { ".png", NULL } };

static bool find_format(size_t *out, const char *path, kit_message *why)
{
    size_t n = strlen(path), known = sizeof formats / sizeof *formats;
    for (*out = 0; *out < known; ++*out)
        if (n > 4 && strcmp(path + n - 4, formats[*out].suffix) == 0)
            return true;
    return kit_explain(why, "%s: the suffix tells the format; .npy, .csv and .png can be written", path);
}

bool kit_matrix_suffix(const char *path, kit_message *why)
{
    size_t i;
    return find_format(&i, path, why);
}

bool kit_matrix_write(const char *path, const kit_matrix *m, kit_message *why)
{
    size_t i;
    if (!find_format(&i, path, why))
        return false;
    return formats[i].write ? write_with(formats[i].write, path, m, why) : write_images(path, m, why);
}
