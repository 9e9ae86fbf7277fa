#include "kernel/conv_axis.h"
#include "base/size.h"

enum { LINE = 16 }; /* numbers of a cache line */

size_t ae_conv_passes(const ae_conv_axis *axis, bool transposed)
{
    return transposed ? ae_least(axis->stride, axis->x) : 1;
}

/* The phase's first tap: the least k for which stride divides phase + pad - k * dilation; kernel if there is none. */
static size_t first_tap(const ae_conv_axis *a, size_t phase)
{
    size_t k = 0;
    for (; k < a->kernel && (phase + a->pad) % a->stride != k * a->dilation % a->stride; k++)
        if (k == a->stride)
            return a->kernel;
    return k;
}

static ae_conv_pass phase_pass(const ae_conv_axis *a, size_t phase)
{
    size_t tap = first_tap(a, phase), every = a->stride / ae_common_divisor(a->stride, a->dilation);
    ae_conv_pass p = { .first = phase, .step = a->stride, .kernel = tap, .kernel_step = every, .stride = 1 };
    p.outputs = (a->x - phase - 1) / a->stride + 1;
    p.taps = tap < a->kernel ? (a->kernel - 1 - tap) / every + 1 : 0;
    p.source = ((ptrdiff_t)(phase + a->pad) - (ptrdiff_t)(tap * a->dilation)) / (ptrdiff_t)a->stride;
    p.tap_step = -(ptrdiff_t)(every * a->dilation / a->stride);
    return p;
}

ae_conv_pass ae_conv_pass_at(const ae_conv_axis *a, bool transposed, size_t index)
{
    if (transposed)
        return phase_pass(a, index);
    return (ae_conv_pass){ .outputs = a->y,
                           .step = 1,
                           .taps = a->kernel,
                           .kernel_step = 1,
                           .stride = a->stride,
                           .source = -(ptrdiff_t)a->pad,
                           .tap_step = (ptrdiff_t)a->dilation };
}

static ptrdiff_t floor_divide(ptrdiff_t a, ptrdiff_t b)
{
    return a / b - (a % b < 0);
}

ae_conv_span ae_conv_reads(const ae_conv_axis *a, bool transposed, size_t from, size_t to)
{
    ptrdiff_t pad = (ptrdiff_t)a->pad, stride = (ptrdiff_t)a->stride, reach = (ptrdiff_t)((a->kernel - 1) * a->dilation);
    ptrdiff_t low = (ptrdiff_t)from, high = (ptrdiff_t)to - 1;
    if (transposed) {
        low = floor_divide(low + pad - reach, stride);
        high = floor_divide(high + pad, stride);
    } else {
        low = low * stride - pad;
        high = high * stride - pad + reach;
    }
    return (ae_conv_span){ low, (size_t)(high - low) + 1 };
}

size_t ae_conv_band(size_t height, size_t width)
{
    size_t rows = AE_CONV_POSITIONS / width;
    return rows == 0 ? 1 : rows < height ? rows : height;
}

/* Channels lie an odd number of cache lines apart: with a power of two they would all fall on the same few places of the
 * cache. */
ae_window ae_window_of(size_t height, size_t width, size_t images)
{
    size_t plane = ae_times(height, width), lines = ae_times(plane, images) / LINE + 1;
    return (ae_window){ width, height, plane, ae_times(lines | 1, LINE) };
}
