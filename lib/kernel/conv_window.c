#include "kernel/conv_window.h"
#include "kernel/loop.h"

enum { LINE = 16 }; /* numbers of a cache line */

size_t ae_conv_band(size_t height, size_t width)
{
    size_t rows = AE_CONV_POSITIONS / width;
    return rows == 0 ? 1 : rows < height ? rows : height;
}

/* Channels lie an odd number of cache lines apart: with a power of two they would all fall on the same few places of the
 * cache. */
ae_window ae_window_of(size_t height, size_t width, size_t images)
{
    size_t plane = height * width, lines = plane * images / LINE + 1;
    return (ae_window){ width, height, plane, (lines | 1) * LINE };
}

V_INLINE void copy_row_(ae_real *out, const ae_real *in, size_t i, size_t k)
{
    v_put(out + i, v_get(in + i, k), k);
}

static void fill_plane(ae_real *out, const ae_window *w, const ae_window_source *s, const ae_real *plane)
{
    size_t top = s->y < 0 ? (size_t)-s->y : 0, left = s->x < 0 ? (size_t)-s->x : 0;
    for (size_t y = top; y < w->height && (ptrdiff_t)y + s->y < (ptrdiff_t)s->height; y++) {
        ptrdiff_t right = (ptrdiff_t)s->width - s->x, from = s->x + (ptrdiff_t)left;
        ptrdiff_t n = (right < (ptrdiff_t)w->width ? right : (ptrdiff_t)w->width) - (ptrdiff_t)left;
        const ae_real *in = plane + ((ptrdiff_t)y + s->y) * (ptrdiff_t)s->width + from;
        if (n > 0)
            V_EACH((size_t)n, copy_row_, out + y * w->width + left, in);
    }
}

void ae_window_fill(ae_real *out, const ae_window *w, const ae_window_source *source, size_t channels, size_t images)
{
    for (size_t c = 0; c < channels; c++, out += w->channel) {
        memset(out, 0, w->channel * sizeof *out);
        for (size_t i = 0; i < images; i++)
            fill_plane(out + i * w->plane, w, source, source->p + i * source->image + c * source->height * source->width);
    }
}
