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
