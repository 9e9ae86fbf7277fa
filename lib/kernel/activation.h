/* An activation: one file in kernel/activation/ and one descriptor. Most act on each element alone, and their derivative is
 * a function of their result, so only that is kept. */
#ifndef AE_KERNEL_ACTIVATION_H
#define AE_KERNEL_ACTIVATION_H

#include "kernel/isa.h"
#include "tensor/shape.h"
#include <math.h>

typedef enum ae_activation_takes { /* the key of the spec that its parameter is read from */
                                   AE_TAKES_NOTHING,
                                   AE_TAKES_SLOPE,
                                   AE_TAKES_ALPHA,
                                   AE_TAKES
} ae_activation_takes;

typedef struct ae_activation {
    const char *name; /* the spec's word */
    uint8_t takes;    /* ae_activation_takes */
    bool of_rows;     /* looks at the whole row: an op of this name applies it, and it has no functions here */
    /* What it can reach, apart from rounding; infinite where there is no end. The `low` of one that takes an alpha counts in
     * alphas. */
    double low, high;
    /* y = f(x + bias), bias NULL = 0. y may be x. */
    void (*forward)(ae_real *y, const ae_real *x, const ae_real *bias, size_t n, double parameter);
    /* dx (+)= dy * f'; y is what forward returned. dx may be dy. */
    void (*backward)(ae_real *dx, const ae_real *dy, const ae_real *y, size_t n, double parameter, bool add);
} ae_activation;

/* The words in the order of kernel/activation/meson.build, linear first; ends with NULL. An activation is found by its word,
 * or by the word's place. */
extern const char *const ae_activation_words[];
const ae_activation *ae_activation_find(size_t isa, const char *name); /* NULL for others */
const ae_activation *ae_activation_at(size_t isa, size_t index);       /* NULL after the last */

/* --- one set's own --- */
#ifdef AE_ISA
extern const ae_activation AE_LOCAL(ae_activation_linear); /* y = x + bias; dx (+)= dy */
#endif

#endif
