#include "kit/draw.h"
#include "kit/html.h"
#include <stdlib.h>

void kit_html_base64(FILE *to, const void *bytes, size_t n)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *b = bytes;
    for (size_t i = 0; i < n; i += 3) {
        const size_t left = n - i;
        const unsigned three = (unsigned)b[i] << 16 | (left > 1 ? (unsigned)b[i + 1] << 8 : 0) | (left > 2 ? b[i + 2] : 0);
        putc(signs[three >> 18], to);
        putc(signs[three >> 12 & 63], to);
        putc(left > 1 ? signs[three >> 6 & 63] : '=', to);
        putc(left > 2 ? signs[three & 63] : '=', to);
    }
}

/* The bytes of a PNG; free(*out) either way. */
static bool pack(char **out, size_t *size, const kit_pixels *p, kit_message *why)
{
    *out = NULL;
    FILE *memory = open_memstream(out, size);
    if (!memory)
        return kit_explain(why, "out of memory for a picture");
    const bool ok = kit_png_put(memory, p->bytes, p->width, p->height, p->channels, why);
    return (fclose(memory) == 0 || kit_explain(why, "out of memory for a picture")) && ok;
}

bool kit_html_image(FILE *to, const kit_pixels *p, size_t zoom, const char *id, const char *alt, kit_message *why)
{
    char *png;
    size_t size = 0;
    const bool ok = pack(&png, &size, p, why);
    if (ok) {
        fprintf(to, "<img%s%s%s width=\"%zu\" height=\"%zu\" alt=\"", id ? " id=\"" : "", id ? id : "", id ? "\"" : "",
                p->width * zoom, p->height * zoom);
        kit_html_text(to, alt);
        fputs("\" src=\"data:image/png;base64,", to);
        kit_html_base64(to, png, size);
        fputs("\">\n", to);
    }
    free(png);
    return ok;
}

static size_t end_of(size_t first, size_t every, size_t n)
{
    return n - first < every ? n : first + every;
}

static unsigned char mean_of(const kit_pixels *p, size_t left, size_t top, size_t channel, size_t every)
{
    const size_t right = end_of(left, every, p->width), bottom = end_of(top, every, p->height);
    const size_t n = (right - left) * (bottom - top);
    size_t sum = n / 2;
    for (size_t y = top; y < bottom; y++)
        for (size_t x = left; x < right; x++)
            sum += p->bytes[(y * p->width + x) * p->channels + channel];
    return (unsigned char)(sum / n);
}

void kit_html_place(const kit_pixels *to, size_t left, size_t top, const kit_pixels *from, size_t every)
{
    for (size_t y = 0; y < from->height; y += every)
        for (size_t x = 0; x < from->width; x += every)
            for (size_t c = 0; c < to->channels; c++)
                to->bytes[((top + y / every) * to->width + left + x / every) * to->channels + c] =
                    mean_of(from, x, y, c, every);
}
