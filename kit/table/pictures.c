/* Tables of pictures: a folder of PNG files, a list of them, or one. A row is channels x height x width numbers. */
#include "kit/table/paths.h"
#include "kit/table/png.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- One picture ----------------------------------------------------------------------------------------------------- */

/* The first picture says what all are. */
static bool begin(kit_table *out, kit_source *source, const kit_png *png, size_t rows)
{
    const uint64_t dims[] = { rows, png->channels, png->height, png->width };
    const uint64_t grey[] = { rows, png->height, png->width };
    if (!(png->channels == 1 ? kit_table_shape(out, source, grey, 3) : kit_table_shape(out, source, dims, 4)))
        return false;
    out->dtype = png->bytes == 1 ? AE_U8 : AE_I32;
    out->usual_scale = png->bytes == 1 ? 255 : 65535;
    out->data = malloc(out->rows * out->width * kit_dtype_size(out->dtype));
    out->ids = calloc(out->rows, sizeof *out->ids);
    return (out->data && out->ids) || kit_explain(source->why, "%s: out of memory for %zu pictures", source->path, rows);
}

/* From [y][x][channel] to [channel][y][x]. */
static void store(kit_table *out, size_t row, const kit_png *png)
{
    size_t area = png->width * png->height;
    for (size_t i = 0; i < area * png->channels; i++) {
        size_t at = row * out->width + i % png->channels * area + i / png->channels;
        const unsigned char *number = png->pixels + i * png->bytes;
        if (png->bytes == 1)
            ((uint8_t *)out->data)[at] = *number;
        else
            ((int32_t *)out->data)[at] = number[0] << 8 | number[1];
    }
}

/* Of a long name the end stays, which tells it from others; it begins with a whole letter of UTF-8. */
static void name_row(kit_label id, const char *name)
{
    size_t n = strlen(name), room = sizeof(kit_label) - 1;
    if (n <= room) {
        memcpy(id, name, n + 1);
        return;
    }
    const char *end = name + n - (room - 3);
    while ((*end & 0xc0) == 0x80)
        end++;
    snprintf(id, sizeof(kit_label), "...%s", end);
}

static bool alike(const kit_png *a, const kit_png *b)
{
    return a->width == b->width && a->height == b->height && a->channels == b->channels && a->bytes == b->bytes;
}

static bool refuse(kit_source *source, const kit_png *png, const char *first_path, const kit_png *first)
{
    char text[KIT_PNG_TEXT], first_text[KIT_PNG_TEXT];
    kit_png_describe(text, png);
    kit_png_describe(first_text, first);
    return kit_explain(source->why, "%s: has %s, where %s has %s; all pictures must be alike", source->path, text,
                       first_path, first_text);
}

/* ---- Many ---------------------------------------------------------------------------------------------------------- */

static bool add_picture(kit_table *out, kit_source *source, size_t row, const kit_paths *paths, kit_png *first)
{
    kit_png png;
    if (!kit_png_read(&png, source))
        return false;
    if (row == 0)
        *first = png;
    bool ok = alike(&png, first) ? row > 0 || begin(out, source, &png, paths->n)
                                 : refuse(source, &png, paths->items[0].path, first);
    if (ok) {
        store(out, row, &png);
        name_row(out->ids[row], paths->items[row].name);
    }
    free(png.pixels);
    return ok;
}

static bool add_file(kit_table *out, size_t row, const kit_paths *paths, kit_png *first, kit_message *why)
{
    kit_source source;
    if (!kit_source_open(&source, paths->items[row].path, why))
        return false;
    bool ok = add_picture(out, &source, row, paths, first);
    kit_source_close(&source);
    return ok;
}

/* Pictures in folders have the folders' names for labels. */
static bool add_labels(kit_table *out, const kit_paths *paths, kit_message *why)
{
    if (!*paths->items[0].label)
        return true;
    out->labels = calloc(paths->n, sizeof *out->labels);
    for (size_t i = 0; out->labels && i < paths->n; i++)
        memcpy(out->labels[i], paths->items[i].label, sizeof *out->labels);
    snprintf(out->label_name, sizeof out->label_name, "folder");
    return out->labels || kit_explain(why, "out of memory");
}

static bool read_all(kit_table *out, const kit_paths *paths, kit_message *why)
{
    kit_png first = { 0 };
    bool ok = add_labels(out, paths, why);
    for (size_t i = 0; ok && i < paths->n; i++)
        ok = add_file(out, i, paths, &first, why);
    snprintf(out->id_name, sizeof out->id_name, "file");
    if (paths->others)
        snprintf(out->guessed, sizeof out->guessed, "%zu of its files are no .png and are passed over", paths->others);
    return ok;
}

bool kit_read_folder(kit_table *out, const char *folder, kit_message *why)
{
    kit_paths paths;
    if (!kit_paths_of_folder(&paths, folder, why))
        return false;
    bool ok = read_all(out, &paths, why);
    kit_paths_free(&paths);
    return ok;
}

bool kit_read_list(kit_table *out, kit_source *source, const kit_reading *how)
{
    kit_paths paths;
    (void)how;
    if (!kit_paths_of_list(&paths, source))
        return false;
    bool ok = read_all(out, &paths, source->why);
    kit_paths_free(&paths);
    return ok;
}

bool kit_read_png(kit_table *out, kit_source *source, const kit_reading *how)
{
    const char *slash = strrchr(source->path, '/');
    kit_path only = { .name = slash ? slash + 1 : source->path };
    const kit_paths paths = { .items = &only, .n = 1 };
    kit_png first = { 0 };
    (void)how;
    snprintf(out->id_name, sizeof out->id_name, "file");
    return add_picture(out, source, 0, &paths, &first);
}
