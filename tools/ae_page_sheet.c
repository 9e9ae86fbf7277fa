/* Pictures of rows, side by side in one. */
#include "ae_page.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAME = 1,
    BETWEEN = 5,
    GREY = 128,
    AT_LEAST = 56, /* pixels that a picture is wide on the page, and one alone thrice that */
    MOST_PIXELS = 400000,
    WIDEST = 65000 /* pixels: a PNG has room for not many more */
};

typedef struct sheet {
    const page *page;
    const float *images;
    size_t lines, across;
    page_grain grain;
    kit_pixels one, pixels; /* a picture in its own size, and all of them */
} sheet;

/* ---- How large a picture is ------------------------------------------------------------------------------------------ */

static size_t parts(size_t n, size_t size)
{
    return (n + size - 1) / size;
}

page_grain page_grain_of(const page *p, size_t pictures, size_t across, size_t most)
{
    page_grain g = { 0, p->picture.height, p->picture.width };
    do {
        g.every++;
        g.height = parts(p->picture.height, g.every);
        g.width = parts(p->picture.width, g.every);
    } while (g.height * g.width > 1 && (g.height * g.width > most / pictures || (g.width + FRAME) * across > WIDEST));
    return g;
}

static void tell_grain(const page *p, const page_grain *g)
{
    if (g->every > 1)
        fprintf(p->to,
                "<p class=\"note\">Pictures of %zu x %zu pixels, made smaller: each pixel is the mean of %zu x %zu.</p>\n",
                p->picture.height, p->picture.width, g->every, g->every);
}

/* ---- Pixels ---------------------------------------------------------------------------------------------------------- */

static size_t blocks_of(const sheet *s, size_t n)
{
    return parts(n, s->across);
}

/* Lines that belong together stand apart from others. */
static size_t between(const sheet *s)
{
    return s->lines > 1 ? BETWEEN : 0;
}

static size_t block_height(const sheet *s)
{
    return s->lines * (s->grain.height + FRAME) + between(s);
}

unsigned char page_level(float x)
{
    return x >= 1 ? 255 : x > 0 ? (unsigned char)(255 * x + 0.5f) : 0;
}

/* Too bright is orange, too dark is blue (Okabe and Ito 2008), no error is black. */
static void color_difference(unsigned char *to, float x)
{
    static const float colors[2][3] = { { 86, 180, 233 }, { 230, 159, 0 } };
    const float *color = colors[x > 0];
    for (size_t c = 0; c < 3; c++)
        to[c] = page_level(fabsf(x) * color[c] / 255);
}

static void draw_pixel(unsigned char *to, const sheet *s, const float *image, size_t at, bool is_difference)
{
    const size_t channels = s->page->picture.channels, area = s->page->picture.height * s->page->picture.width;
    if (is_difference && channels == 1)
        color_difference(to, image[at]);
    else
        for (size_t c = 0; c < 3; c++)
            to[c] = page_level(fabsf(image[at + (channels == 3 ? c : 0) * area]));
}

static void draw_image(sheet *s, size_t index, size_t line)
{
    const page *p = s->page;
    const size_t top = FRAME + index / s->across * block_height(s) + line * (s->grain.height + FRAME);
    const size_t left = FRAME + index % s->across * (s->grain.width + FRAME);
    const float *image = s->images + (index * s->lines + line) * p->info.input_width;
    for (size_t at = 0; at < p->picture.height * p->picture.width; at++)
        draw_pixel(s->one.bytes + 3 * at, s, image, at, line == 2);
    kit_html_place(&s->pixels, left, top, &s->one, s->grain.every);
}

static bool put(sheet *s, size_t n, const char *alt, kit_message *why)
{
    const size_t at_least = n == 1 ? 3 * (size_t)AT_LEAST : AT_LEAST;
    memset(s->pixels.bytes, GREY, 3 * s->pixels.width * s->pixels.height);
    for (size_t i = 0; i < n * s->lines; i++)
        draw_image(s, i / s->lines, i % s->lines);
    tell_grain(s->page, &s->grain);
    return kit_html_image(s->page->to, &s->pixels, 1 + (at_least - 1) / s->grain.width, NULL, alt, why);
}

bool page_put_sheet(page *p, const float *images, size_t n, size_t lines, size_t across, const char *alt, kit_message *why)
{
    sheet s = { .page = p, .images = images, .lines = lines, .across = n < across ? n : across };
    s.grain = page_grain_of(p, n * lines, s.across, MOST_PIXELS);
    s.one = (kit_pixels){ malloc(3 * p->picture.width * p->picture.height), p->picture.width, p->picture.height, 3 };
    s.pixels = (kit_pixels){ NULL, s.across * (s.grain.width + FRAME) + FRAME,
                             blocks_of(&s, n) * block_height(&s) + FRAME - between(&s), 3 };
    s.pixels.bytes = malloc(3 * s.pixels.width * s.pixels.height);
    const bool ok = (s.one.bytes && s.pixels.bytes) ? put(&s, n, alt, why) : kit_explain(why, "out of memory for a picture");
    free(s.one.bytes);
    free(s.pixels.bytes);
    return ok;
}
