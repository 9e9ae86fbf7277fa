/* Convolutions and their transpositions with the library's defined order of arithmetic (docs/determinism.md), as implicit
 * matrix products: no matrix of patches is ever in memory.
 *
 * A geometry ties two images together: x, the one that a convolution reads, and y, the one that it makes:
 *   y[f][oy][ox] = sum over (c, ky, kx) of w[c][ky][kx][f] * x[c][oy * stride - pad + ky * dilation][... ox, kx]
 * where x is 0 outside. conv2d computes y from x; deconv2d, its transposition, x from y; so each one's input gradient is the
 * other's forward, and both have the same gradient of the weights.
 *   x  [x_channels][h.x][w.x]    y  [y_channels][h.y][w.y]    weights  [x_channels / groups][h.kernel][w.kernel][y_channels]
 * Group g of the groups ties x_channels / groups channels of x to y_channels / groups of y, and uses these columns of w.
 *
 * Order of the sums, whatever the instruction set, tiling and threads; all chains are FMA chains that begin at +0, over all
 * taps, those on padding too:
 *   forward     over (c, ky, kx) ascending: blocks of 256, added in ascending order, as AE_SUM_FEATURES of gemm.h
 *   transposed  over the taps (ky, kx) that meet the element at all (that the stride does not skip), ascending, and for each
 *               over f ascending: blocks as above
 *   gradient    one chain over the positions of a band: max(1, 256 / w.y) whole rows of y (the last band may have fewer);
 *               an image's bands added in ascending order; images combined by the binary tree of AE_SUM_ROWS
 * Then, as in gemm.h, the bias of the channel is added, the activation applied, the product with a derivative taken; with
 * `add`, what is there is added last. */
#ifndef AE_KERNEL_CONV_H
#define AE_KERNEL_CONV_H

#include "kernel/activation.h"
#include "kernel/conv_axis.h"
#include "kernel/isa.h"
#include "kernel/run.h"

typedef struct ae_conv_finish {      /* what happens to the sums */
    const ae_real *bias;             /* one number a channel of the result, or NULL */
    const ae_activation *activation; /* or NULL */
    double parameter;
    bool add;                        /* not together with an activation or a derivative */
    const ae_activation *derivative; /* or NULL: the result is multiplied by this one's derivative at y ... */
    const ae_real *y;                /* ... which is shaped as the result */
    double y_parameter;
} ae_conv_finish;

#ifdef AE_ISA
/* Bytes of scratch that any of the three needs for `rows` images. */
size_t AE_LOCAL(ae_conv_scratch)(const ae_conv *conv, size_t rows, unsigned threads);

void AE_LOCAL(ae_conv_forward)(ae_real *y, const ae_real *x, const ae_real *w, const ae_conv *conv,
                               const ae_conv_finish *finish, const ae_run *run);
void AE_LOCAL(ae_conv_transposed)(ae_real *x, const ae_real *y, const ae_real *w, const ae_conv *conv,
                                  const ae_conv_finish *finish, const ae_run *run);

/* dw (+)= the gradient of w, where x and y are one the input, the other the gradient of the output. */
void AE_LOCAL(ae_conv_gradient)(ae_real *dw, const ae_real *x, const ae_real *y, const ae_conv *conv, bool add,
                                const ae_run *run);

/* out[c] (+)= sum over the images and their `plane` elements of x[image][c][...]: a channel's plane in 16 lanes (element i
 * in lane i mod 16, each in ascending order, the lanes added by halves: i and i + 8, i + 4, i + 2, i + 1), the images
 * combined by the binary tree of AE_SUM_ROWS. */
void AE_LOCAL(ae_sum_planes)(ae_real *out, const ae_real *x, size_t channels, size_t plane, bool add, const ae_run *run);

#define ae_conv_scratch    AE_LOCAL(ae_conv_scratch)
#define ae_conv_forward    AE_LOCAL(ae_conv_forward)
#define ae_conv_transposed AE_LOCAL(ae_conv_transposed)
#define ae_conv_gradient   AE_LOCAL(ae_conv_gradient)
#define ae_sum_planes      AE_LOCAL(ae_sum_planes)
#endif

#endif
