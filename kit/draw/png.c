#include "kit/draw.h"
#include "kit/file/sink.h"
#include <png.h>
#include <stdlib.h>
#include <string.h>

/* A picture on its way into a stream. */
typedef struct stream {
    FILE *to;
    const char *name;
    kit_message *why;
} stream;

/* libpng reports errors by leaving its callers; here they become a message and a return to `encode`. */
static void on_error(png_structp png, png_const_charp text)
{
    const stream *s = png_get_error_ptr(png);
    kit_explain(s->why, "%s: cannot be written: %s", s->name, text);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

/* No local variable changes after setjmp, so none is lost by the jump. */
static bool encode(const stream *s, png_structp png, png_infop info, const unsigned char *pixels, size_t w, size_t h,
                   size_t channels)
{
    if (setjmp(png_jmpbuf(png)))
        return false;
    png_init_io(png, s->to);
    png_set_IHDR(png, info, (png_uint_32)w, (png_uint_32)h, 8, channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (size_t y = 0; y < h; y++)
        png_write_row(png, pixels + y * w * channels);
    png_write_end(png, info);
    return true;
}

static bool check_size(const char *name, size_t w, size_t h, kit_message *why)
{
    return (w > 0 && h > 0 && w <= 65535 && h <= 65535) ||
           kit_explain(why, "%s: a picture of %zu x %zu pixels; 1 to 65535 are possible", name, w, h);
}

static bool put_png(stream *s, const unsigned char *pixels, size_t w, size_t h, size_t channels)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, s, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    const bool ok = info ? encode(s, png, info, pixels, w, h, channels) : kit_explain(s->why, "%s: out of memory", s->name);
    png_destroy_write_struct(&png, &info);
    return ok;
}

bool kit_png_put(FILE *to, const unsigned char *pixels, size_t w, size_t h, size_t channels, kit_message *why)
{
    stream s = { to, "a picture", why };
    return check_size(s.name, w, h, why) && put_png(&s, pixels, w, h, channels);
}

static bool write_png(const char *path, const unsigned char *pixels, size_t w, size_t h, size_t channels, kit_message *why)
{
    kit_sink o;
    if (!check_size(path, w, h, why) || !kit_sink_open(&o, path, why))
        return false;
    stream s = { o.file, path, why };
    return kit_sink_close(&o, put_png(&s, pixels, w, h, channels));
}

bool kit_rgb_write(const char *path, const unsigned char *pixels, size_t w, size_t h, kit_message *why)
{
    return write_png(path, pixels, w, h, 3, why);
}

/* ---- Grids -------------------------------------------------------------------------------------------------------- */

typedef struct grid {
    const kit_images *images;
    size_t columns, zoom, w, h; /* w, h: of the picture, in pixels */
} grid;

static unsigned char level(float x)
{
    return x >= 1 ? 255 : x > 0 ? (unsigned char)(255 * x + 0.5f) : 0;
}

/* Channels lie one after the other in an image, and side by side in a picture's pixel. */
static void tile(unsigned char *picture, const grid *g, size_t index)
{
    const kit_images *m = g->images;
    const float *image = m->pixels + index * m->channels * m->height * m->width;
    size_t top = index / g->columns * m->height * g->zoom, left = index % g->columns * m->width * g->zoom;
    for (size_t y = 0; y < m->height * g->zoom; y++)
        for (size_t x = 0; x < m->width * g->zoom; x++)
            for (size_t c = 0; c < m->channels; c++)
                picture[((top + y) * g->w + left + x) * m->channels + c] =
                    level(image[(c * m->height + y / g->zoom) * m->width + x / g->zoom]);
}

static bool write_grid(const char *path, const grid *g, kit_message *why)
{
    size_t channels = g->images->channels;
    unsigned char *picture = calloc(g->h ? g->h : 1, g->w ? g->w * channels : 1);
    if (!picture)
        return kit_explain(why, "%s: out of memory", path);
    for (size_t i = 0; i < g->images->count; i++)
        tile(picture, g, i);
    bool ok = write_png(path, picture, g->w, g->h, channels, why);
    free(picture);
    return ok;
}

bool kit_images_write(const char *path, const kit_images *m, size_t columns, size_t zoom, kit_message *why)
{
    size_t lines = (m->count + columns - 1) / columns;
    grid g = { m, columns, zoom, columns * m->width * zoom, lines * m->height * zoom };
    if (m->height > 65535 || m->width > 65535 || columns > 65535 || lines > 65535 || zoom > 1000 || g.w > 65535 ||
        g.h > 65535)
        return kit_explain(why, "%s: %zu images of %zu x %zu make a picture above 65535 pixels", path, m->count, m->height,
                           m->width);
    return write_grid(path, &g, why);
}
