/* Passes over flat slabs of numbers: gradients, weights, copies of them. Serial: the caller cuts a slab into slices and
 * gives them to its threads. Every number is computed by itself and rounded once where a name says nothing else; factors are
 * rounded to ae_real first. Slices may begin anywhere; `to` and `from` do not overlap. */
#ifndef AE_KERNEL_SLAB_H
#define AE_KERNEL_SLAB_H

#include "kernel/dispatch.h"
#include "kernel/isa.h"
#include "tensor/shape.h"

/* Each for set `isa` of kernel/dispatch.h. */

/* The sum of all squares: exact squares as doubles, number i in lane i mod 16, the lanes halves onto each other. It is not
 * finite if and only if some number is not. */
double ae_isa_square_sum(size_t isa, const ae_real *x, size_t n);

void ae_isa_slab_scale(size_t isa, ae_real *x, size_t n, double factor);      /* x *= factor */
void ae_isa_slab_clamp(size_t isa, ae_real *x, size_t n, double limit);       /* into -limit ... limit; NaN stays NaN */
void ae_isa_slab_add(size_t isa, ae_real *to, const ae_real *from, size_t n); /* to += from */
void ae_isa_slab_add_times(size_t isa, ae_real *to, const ae_real *from, size_t n, double factor); /* to += factor from */

/* to += share (from - to): the difference rounded, then product and sum as one. */
void ae_isa_slab_blend(size_t isa, ae_real *to, const ae_real *from, size_t n, double share);

/* --- the sets' own --- */
typedef struct ae_slab_passes {
    double (*square_sum)(const ae_real *x, size_t n);
    void (*scale)(ae_real *x, size_t n, double factor);
    void (*clamp)(ae_real *x, size_t n, double limit);
    void (*add)(ae_real *to, const ae_real *from, size_t n);
    void (*add_times)(ae_real *to, const ae_real *from, size_t n, double factor);
    void (*blend)(ae_real *to, const ae_real *from, size_t n, double share);
} ae_slab_passes;

#define AE_SLAB_DECLARE_(isa) extern const ae_slab_passes AE_SHARED(ae_slab_passes, isa);
AE_ISA_LIST(AE_SLAB_DECLARE_)

#endif
