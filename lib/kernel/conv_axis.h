/* The geometry of convolutions (conv.h), one axis at a time. Compiled once: it computes no numbers. */
#ifndef AE_KERNEL_CONV_AXIS_H
#define AE_KERNEL_CONV_AXIS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct ae_conv_axis {
    size_t x, y; /* lengths */
    size_t kernel, stride, dilation;
    size_t pad; /* zeros before x's first element; after its last, as many as the last output needs */
} ae_conv_axis;

typedef struct ae_conv {
    size_t x_channels, y_channels, groups;
    ae_conv_axis h, w; /* signals have a height of 1 */
} ae_conv;

/* One pass over an axis: its outputs all meet the same taps. A convolution is one pass; its transposition, in which the
 * stride keeps taps from elements, one for each phase of the stride. */
typedef struct ae_conv_pass {
    size_t outputs;             /* o = 0 ... outputs - 1 */
    size_t first, step;         /* output o is element first + o * step of the result */
    size_t taps;                /* t = 0 ... taps - 1 */
    size_t kernel, kernel_step; /* tap t is element kernel + t * kernel_step of the kernel */
    size_t stride;
    ptrdiff_t source, tap_step; /* output o meets source element source + o * stride + t * tap_step through tap t */
} ae_conv_pass;

size_t ae_conv_passes(const ae_conv_axis *axis, bool transposed);
ae_conv_pass ae_conv_pass_at(const ae_conv_axis *axis, bool transposed, size_t index);

/* The elements of the source, or of the zeros around it, that the result's elements from <= i < to may read. */
typedef struct ae_conv_span {
    ptrdiff_t first;
    size_t length;
} ae_conv_span;
ae_conv_span ae_conv_reads(const ae_conv_axis *axis, bool transposed, size_t from, size_t to);

/* A result of more positions than this is worked on in bands of whole rows, a smaller one in groups of images. */
enum { AE_CONV_POSITIONS = 256 };

/* Rows of the result in one band. */
size_t ae_conv_band(size_t height, size_t width);

/* Several images' same channels with the zeros around them: element (c, image, y, x) at
 * c * channel + image * plane + y * width + x. */
typedef struct ae_window {
    size_t width, height, plane, channel; /* the last two: from one image, one channel, to the next */
} ae_window;

enum { AE_WINDOW_SLACK = 128 }; /* numbers after the last that must be there, and may be written and read */

ae_window ae_window_of(size_t height, size_t width, size_t images);

#endif
