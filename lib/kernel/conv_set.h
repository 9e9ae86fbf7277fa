/* Part of conv*.c. The products and the gradient are compiled once: all that they do themselves is to find their way through
 * images. What computes numbers, and the shapes that it likes, they take from a kernel set. */
#ifndef AE_KERNEL_CONV_SET_H
#define AE_KERNEL_CONV_SET_H

#include "kernel/conv.h"
#include "kernel/conv_window.h"
#include "kernel/gather.h"

typedef struct ae_conv_set {
    size_t lanes, tile_rows, tile_vectors, row_vectors;
    void (*fill)(ae_real *out, const ae_window *w, const ae_window_source *source, size_t channels, size_t images);
    void (*pack)(ae_real *out, size_t width, const ae_matrix *b, size_t k0, size_t k1, size_t j0, size_t j1);
    void (*tile)(ae_real *stack, const ae_gather *g, size_t column);
    void (*row)(ae_real *out, const ae_real *a, const ae_real *b, const size_t *step, size_t k, size_t vectors);
    /* out[place[i] * ld + j] = sums[i * width + j] + bias[j], of whole vectors */
    void (*keep)(ae_real *out, const size_t *place, size_t ld, const ae_real *sums, const ae_real *bias, size_t rows,
                 size_t width);
    void (*planes)(ae_real *out, size_t plane, size_t channels, const ae_real *in, size_t ld, size_t positions, bool add);
    void (*line)(ae_real *out, const ae_real *in, size_t n, size_t step, bool add); /* out[i * step] (+)= in[i] */
    void (*shift)(ae_real *x, size_t n, ae_real bias);                              /* x += bias, of whole vectors */
    void (*add)(ae_real *out, const ae_real *a, const ae_real *b, size_t n);        /* out = a + b */
} ae_conv_set;

/* conv_product.c: y of x, or transposed, x of y. */
size_t ae_conv_product_scratch(const ae_conv_set *set, const ae_conv *conv, bool transposed, unsigned threads);
void ae_conv_product(const ae_conv_set *set, bool transposed, ae_real *out, const ae_real *in, const ae_real *w,
                     const ae_conv *conv, const ae_conv_finish *finish, const ae_run *run);

/* conv_gradient.c: of the weights. */
size_t ae_conv_weights_scratch(const ae_conv_set *set, const ae_conv *conv, size_t rows, unsigned threads);
void ae_conv_weights(const ae_conv_set *set, ae_real *dw, const ae_real *x, const ae_real *y, const ae_conv *conv, bool add,
                     const ae_run *run);

#endif
