/* Part of conv*.c: images with the zeros around them written out, so that every tap of every output is a plain offset. */
#ifndef AE_KERNEL_CONV_WINDOW_H
#define AE_KERNEL_CONV_WINDOW_H

#include "kernel/conv_axis.h"
#include "kernel/isa.h"
#include "tensor/shape.h"

/* Where the window lies in images of [all channels][height][width]. */
typedef struct ae_window_source {
    const ae_real *p;            /* the first image's first channel that is wanted */
    size_t height, width, image; /* image: from one image to the next */
    ptrdiff_t y, x;              /* the window's first element; outside of the image are zeros */
} ae_window_source;

#ifdef AE_ISA
void AE_LOCAL(ae_window_fill)(ae_real *out, const ae_window *w, const ae_window_source *source, size_t channels,
                              size_t images);

/* out[c][i] (+)= in[i * ld + c]: from a row of channels for each position to planes. The positions up to the next multiple
 * of AE_LANES, and of the channels up to the next of 4, are readable. */
void AE_LOCAL(ae_planes_store)(ae_real *out, size_t plane, size_t channels, const ae_real *in, size_t ld, size_t positions,
                               bool add);

#define ae_window_fill  AE_LOCAL(ae_window_fill)
#define ae_planes_store AE_LOCAL(ae_planes_store)
#endif

#endif
