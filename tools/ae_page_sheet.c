/* Pictures of rows, side by side in one. */
#include "ae_page.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAME = 1,
    BETWEEN = 5,
    GREY = 128,
    AT_LEAST = 56 /* pixels that a picture is wide on the page, and one alone thrice that */
};

typedef struct sheet {
    const page *page;
    const float *images;
    size_t lines, across;
    kit_pixels pixels;
} sheet;

static size_t blocks_of(const sheet *s, size_t n)
{
    return (n + s->across - 1) / s->across;
}

/* Lines that belong together stand apart from others. */
static size_t between(const sheet *s)
{
    return s->lines > 1 ? BETWEEN : 0;
}

static size_t block_height(const sheet *s)
{
    return s->lines * (s->page->height + FRAME) + between(s);
}

static unsigned char level(float x)
{
    return x >= 1 ? 255 : x > 0 ? (unsigned char)(255 * x + 0.5f) : 0;
}

/* Too bright is orange, too dark is blue (Okabe and Ito 2008), no error is black. */
static void color_difference(unsigned char *to, float x)
{
    static const float colors[2][3] = { { 86, 180, 233 }, { 230, 159, 0 } };
    const float *color = colors[x > 0];
    for (size_t c = 0; c < 3; c++)
        to[c] = level(fabsf(x) * color[c] / 255);
}

static void draw_pixel(unsigned char *to, const sheet *s, const float *image, size_t at, bool is_difference)
{
    const size_t channels = s->page->channels, area = s->page->height * s->page->width;
    if (is_difference && channels == 1)
        color_difference(to, image[at]);
    else
        for (size_t c = 0; c < 3; c++)
            to[c] = level(fabsf(image[at + (channels == 3 ? c : 0) * area]));
}

static void draw_image(sheet *s, size_t index, size_t line)
{
    const page *p = s->page;
    const size_t top = FRAME + index / s->across * block_height(s) + line * (p->height + FRAME);
    const size_t left = FRAME + index % s->across * (p->width + FRAME);
    const float *image = s->images + (index * s->lines + line) * p->info.input_width;
    for (size_t y = 0; y < p->height; y++)
        for (size_t x = 0; x < p->width; x++)
            draw_pixel(s->pixels.bytes + 3 * ((top + y) * s->pixels.width + left + x), s, image, y * p->width + x,
                       line == 2);
}

bool page_put_sheet(page *p, const float *images, size_t n, size_t lines, size_t across, const char *alt, kit_message *why)
{
    sheet s = { p, images, lines, n < across ? n : across, { NULL, 0, 0, 3 } };
    const size_t at_least = n == 1 ? 3 * (size_t)AT_LEAST : AT_LEAST;
    s.pixels.width = s.across * (p->width + FRAME) + FRAME;
    s.pixels.height = blocks_of(&s, n) * block_height(&s) + FRAME - between(&s);
    s.pixels.bytes = malloc(3 * s.pixels.width * s.pixels.height);
    if (!s.pixels.bytes)
        return kit_explain(why, "out of memory for a picture");
    memset(s.pixels.bytes, GREY, 3 * s.pixels.width * s.pixels.height);
    for (size_t i = 0; i < n * lines; i++)
        draw_image(&s, i / lines, i % lines);
    const bool ok = kit_html_image(p->to, &s.pixels, 1 + (at_least - 1) / p->width, NULL, alt, why);
    free(s.pixels.bytes);
    return ok;
}
