/* The simplified interface of libpng brings numbers of 16 bits to linear light and others to sRGB; a row is to hold what the
 * file has, so that this is the plain interface. */
#include "kit/table/png.h"
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct decoder {
    kit_source *source;
    bool told; /* what went wrong */
    png_structp png;
    png_infop info;
    kit_png *out;
    size_t channels;  /* with alpha */
    png_bytep *lines; /* of out->pixels */
} decoder;

static bool refuse(decoder *d, const char *text)
{
    d->told = true;
    return kit_explain(d->source->why, "%s: cannot be read as a PNG: %s", d->source->path, text);
}

/* libpng reports errors by leaving its callers; here they become a message and a return to `decode`. */
static void on_error(png_structp png, png_const_charp text)
{
    decoder *d = png_get_error_ptr(png);
    if (!d->told)
        refuse(d, text);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void on_read(png_structp png, png_bytep to, size_t n)
{
    decoder *d = png_get_io_ptr(png);
    d->told = !kit_source_exactly(d->source, to, n);
    if (d->told)
        png_error(png, "");
}

/* A file of a few bytes may claim any size, but no more than it can hold packed. */
static bool check_claim(decoder *d)
{
    enum { DEFLATE_RATIO = 1032 };
    uint64_t lines = png_get_image_height(d->png, d->info), line = png_get_rowbytes(d->png, d->info);
    return (line && lines <= d->source->bound * DEFLATE_RATIO / line) || refuse(d, "it claims more pixels than it can hold");
}

static bool make_room(decoder *d)
{
    kit_png *out = d->out;
    size_t line = png_get_rowbytes(d->png, d->info);
    out->width = png_get_image_width(d->png, d->info);
    out->height = png_get_image_height(d->png, d->info);
    out->bytes = png_get_bit_depth(d->png, d->info) / 8u;
    d->channels = png_get_channels(d->png, d->info);
    out->channels = d->channels > 2 ? 3 : 1;
    out->pixels = out->height <= SIZE_MAX / line ? malloc(out->height * line) : NULL;
    d->lines = malloc(out->height * sizeof *d->lines);
    if (!out->pixels || !d->lines)
        return refuse(d, "out of memory");
    for (size_t y = 0; y < out->height; y++)
        d->lines[y] = out->pixels + y * line;
    return true;
}

/* No local variable changes after setjmp, so none is lost by the jump. */
static bool decode(decoder *d)
{
    if (setjmp(png_jmpbuf(d->png)))
        return false;
    png_set_read_fn(d->png, d, on_read);
    png_read_info(d->png, d->info);
    if (!check_claim(d))
        return false;
    png_set_expand(d->png);
    png_set_interlace_handling(d->png);
    png_read_update_info(d->png, d->info);
    if (!make_room(d))
        return false;
    png_read_image(d->png, d->lines);
    png_read_end(d->png, NULL);
    return true;
}

/* Alpha is a pixel's last number. */
static bool drop_alpha(decoder *d)
{
    kit_png *out = d->out;
    size_t kept = out->channels * out->bytes, n = d->channels * out->bytes;
    for (size_t i = 0; n > kept && i < out->width * out->height; i++) {
        const unsigned char *pixel = out->pixels + i * n;
        if (pixel[kept] != 255 || pixel[n - 1] != 255)
            return refuse(d, "it has transparent pixels, which have no colour (ImageMagick: mogrify -background black "
                             "-alpha remove FILES)");
        memmove(out->pixels + i * kept, pixel, kept);
    }
    return true;
}

bool kit_png_read(kit_png *out, kit_source *source)
{
    decoder d = { .source = source, .out = out };
    *out = (kit_png){ 0 };
    d.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &d, on_error, on_warning);
    d.info = d.png ? png_create_info_struct(d.png) : NULL;
    bool ok = d.info ? decode(&d) && drop_alpha(&d) : refuse(&d, "out of memory");
    png_destroy_read_struct(&d.png, &d.info, NULL);
    free(d.lines);
    if (!ok)
        free(out->pixels);
    return ok;
}

void kit_png_describe(char text[KIT_PNG_TEXT], const kit_png *png)
{
    snprintf(text, KIT_PNG_TEXT, "%zu x %zu pixels, %s, %zu bits", png->width, png->height,
             png->channels == 3 ? "colour" : "grey", 8 * png->bytes);
}
