#include "kernel/conv_window.h"
#include "kernel/loop.h"

/* Whole vectors are stored, from the first place on: what goes too far is written over by what comes next, or lies in the
 * slack after the last. */
static void zeros(ae_real *out, size_t n)
{
    for (size_t i = 0; i < n; i += AE_LANES)
        v_store(out + i, v_set(0));
}

/* A row's n numbers and the zeros up to where the next row's begin. */
V_INLINE void copy_row(ae_real *out, size_t width, const ae_real *in, size_t n)
{
    size_t i = 0;
    for (; i + AE_LANES <= n; i += AE_LANES)
        v_store(out + i, v_load(in + i));
    if (i < n) {
        v_store(out + i, v_load_n(in + i, n - i));
        i += AE_LANES;
    }
    if (i < width)
        zeros(out + i, width - i);
}

/* Of `length` places from `first` on, those that lie inside an image of `size`: from <= i < to, and to <= length. */
typedef struct range {
    size_t from, to;
} range;

static size_t within(ptrdiff_t i, size_t length)
{
    return i < 0 ? 0 : (size_t)i < length ? (size_t)i : length;
}

static range inside(ptrdiff_t first, size_t length, size_t size)
{
    return (range){ within(-first, length), within((ptrdiff_t)size - first, length) };
}

/* Up to where the next row's numbers begin; the last row has no next one. */
static void copy_rows(ae_real *out, size_t width, const ae_real *in, size_t in_width, range y, range x)
{
    for (size_t i = y.from; i < y.to; i++, in += in_width)
        copy_row(out + i * width + x.from, i + 1 < y.to ? width : width - x.from, in, x.to - x.from);
}

static void fill_plane(ae_real *out, const ae_window *w, const ae_window_source *s, const ae_real *plane, range y, range x)
{
    if (y.from >= y.to || x.from >= x.to) {
        zeros(out, w->plane);
        return;
    }
    const ae_real *in = plane + ((ptrdiff_t)y.from + s->y) * (ptrdiff_t)s->width + (ptrdiff_t)x.from + s->x;
    zeros(out, y.from * w->width + x.from);
    copy_rows(out, w->width, in, s->width, y, x);
    zeros(out + y.to * w->width, (w->height - y.to) * w->width);
}

void ae_window_fill(ae_real *out, const ae_window *w, const ae_window_source *source, size_t channels, size_t images)
{
    range y = inside(source->y, w->height, source->height), x = inside(source->x, w->width, source->width);
    const ae_real *plane = source->p;
    for (size_t c = 0; c < channels; c++, out += w->channel, plane += source->height * source->width)
        for (size_t i = 0; i < images; i++)
            fill_plane(out + i * w->plane, w, source, plane + i * source->image, y, x);
}

static void store_lines(ae_real *out, size_t plane, size_t channels, const ae_real *lines, size_t n, bool add)
{
    for (size_t c = 0; c < channels; c++)
        v_put_or_add(out + c * plane, v_load(lines + c * AE_LANES), n, add);
}

void ae_planes_store(ae_real *out, size_t plane, size_t channels, const ae_real *in, size_t ld, size_t positions, bool add)
{
    for (size_t c = 0; c < channels; c += 4)
        for (size_t i = 0; i < positions; i += AE_LANES) {
            ae_real lines[4 * AE_LANES];
            size_t n = positions - i < AE_LANES ? positions - i : AE_LANES;
            v_transpose(lines, AE_LANES, in + i * ld + c, ld);
            store_lines(out + c * plane + i, plane, channels - c < 4 ? channels - c : 4, lines, n, add);
        }
}
