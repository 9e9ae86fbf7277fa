/* Images as they are, as PCA gives them back, and as the net does. */
#include "ae_compare.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SHOWN = 10 };

static size_t shown(const comparison *c)
{
    return c->n[HELD] < MOST_SHOWN ? c->n[HELD] : MOST_SHOWN;
}

static kit_images images_of(const comparison *c)
{
    const kit_table *t = &c->rows.data;
    const size_t *s = t->shape, channels = t->rank == 3 ? s[0] : 1;
    return (kit_images){ c->pictures, WAYS * shown(c), channels, s[t->rank - 2], s[t->rank - 1] };
}

bool check_pictures(const comparison *c, kit_message *why)
{
    const kit_table *t = &c->rows.data;
    const char *path = c->arguments.out;
    const bool drawn = t->rank == 2 || (t->rank == 3 && (t->shape[0] == 1 || t->shape[0] == 3));
    if (!path)
        return true;
    if (!is_png(path))
        return kit_explain(why, "%s: --out is a picture; name a .png file", path);
    return (drawn && c->width == t->width && kit_writable(path, why)) ||
           kit_explain(why, "%s: --out draws rows that are images, grey or of three channels, and these are not", t->source);
}

bool make_pictures(comparison *c, kit_message *why)
{
    c->pictures = c->arguments.out ? calloc(WAYS * shown(c), c->width * sizeof *c->pictures) : NULL;
    return c->pictures || !c->arguments.out || kit_explain(why, "out of memory");
}

void keep_pictures(comparison *c, int way, const float *rows)
{
    const size_t n = shown(c) * c->width;
    if (c->pictures && c->done == 0)
        memcpy(c->pictures + (size_t)way * n, rows, n * sizeof *rows);
}

/* From black, the least number of the rows themselves, to white, their largest. */
static void stretch(float *pixels, size_t rows, size_t all)
{
    float least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < rows; i++) {
        least = fminf(least, pixels[i]);
        most = fmaxf(most, pixels[i]);
    }
    for (size_t i = 0; i < all; i++)
        pixels[i] = most > least ? fminf(fmaxf((pixels[i] - least) / (most - least), 0), 1) : 0;
}

bool draw_pictures(const comparison *c, kit_message *why)
{
    enum { AT_LEAST = 84 }; /* pixels that an image is wide */
    if (!c->pictures)
        return true;
    const kit_images images = images_of(c);
    stretch(c->pictures, shown(c) * c->width, WAYS * shown(c) * c->width);
    return kit_images_write(c->arguments.out, &images, shown(c), 1 + AT_LEAST / images.width, why);
}
