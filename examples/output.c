#include "output.h"
#include <stdio.h>
#include <stdlib.h>

enum { AT_LEAST = 84, FRAME = 4 }; /* pixels that an image is wide, and that its frame is */

static bool join(char path[AE_MAX_PATH], const char *folder, const char *name, ae_message *why)
{
    int length = snprintf(path, AE_MAX_PATH, "%s/%s", folder, name);
    return (length > 0 && length < AE_MAX_PATH) || ae_explain(why, "%s: the path is too long", folder);
}

static bool say(bool written, const char *path)
{
    if (written)
        printf("wrote %s\n", path);
    return written;
}

static size_t zoom_of(const picture *p)
{
    return 1 + AT_LEAST / p->width;
}

bool output_images(const char *folder, const char *name, const picture *p, ae_message *why)
{
    char path[AE_MAX_PATH];
    return join(path, folder, name, why) &&
           say(ae_write_png_grid(path, p->pixels, p->count, p->columns, p->height, p->width, zoom_of(p), why), path);
}

bool output_plot(const char *folder, const char *name, const ae_plot *plot, ae_message *why)
{
    char path[AE_MAX_PATH];
    return join(path, folder, name, why) && say(ae_write_plot(path, plot, why), path);
}

bool output_matrix(const char *folder, const char *name, const ae_matrix *matrix, ae_message *why)
{
    char path[AE_MAX_PATH];
    return join(path, folder, name, why) && say(ae_write_matrix(path, matrix, why), path);
}

/* ---- Filters ------------------------------------------------------------------------------------------------------ */

static void find_range(float *least, float *range, const picture *weights, size_t unit)
{
    float greatest = *least = weights->pixels[unit];
    for (size_t i = 0; i < weights->height * weights->width; i++) {
        float w = weights->pixels[i * weights->count + unit];
        *least = w < *least ? w : *least;
        greatest = w > greatest ? w : greatest;
    }
    *range = greatest > *least ? greatest - *least : 1;
}

/* Into the unit's image of p, every weight `zoom` times as wide and high, within a frame that stays as it is. */
static void draw_filter(float *image, const picture *p, const picture *weights, size_t unit, size_t zoom)
{
    float least, range;
    find_range(&least, &range, weights, unit);
    for (size_t y = 0; y < weights->height * zoom; y++)
        for (size_t x = 0; x < weights->width * zoom; x++) {
            size_t i = y / zoom * weights->width + x / zoom;
            image[(y + FRAME) * p->width + x + FRAME] = (weights->pixels[i * weights->count + unit] - least) / range;
        }
}

bool output_filters(const char *folder, const char *name, const picture *weights, ae_message *why)
{
    size_t zoom = zoom_of(weights);
    picture p = *weights;
    p.height = weights->height * zoom + 2 * FRAME;
    p.width = weights->width * zoom + 2 * FRAME;
    size_t size = p.height * p.width;
    float *images = malloc(p.count * size * sizeof *images);
    if (!images)
        return ae_explain(why, "out of memory");
    for (size_t i = 0; i < p.count * size; i++)
        images[i] = 0.5f;
    for (size_t u = 0; u < p.count; u++)
        draw_filter(images + u * size, &p, weights, u, zoom);
    p.pixels = images;
    bool ok = output_images(folder, name, &p, why);
    free(images);
    return ok;
}
