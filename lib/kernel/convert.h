/* Element types of the caller's data, and how they become numbers: value = element / scale, rounded once. */
#ifndef AE_KERNEL_CONVERT_H
#define AE_KERNEL_CONVERT_H

#include "kernel/dispatch.h"
#include "kernel/isa.h"
#include "tensor/shape.h"

typedef struct ae_element {
    size_t size;  /* bytes */
    double most;  /* no element is larger, in size; 0 = no such bound */
    bool natural; /* no element is below 0 */
    void (*read)(ae_real *out, const void *in, size_t n, double scale);
} ae_element;

/* By ae_dtype; NULL for a number that is none. For set `isa` of kernel/dispatch.h. */
const ae_element *ae_isa_element(size_t isa, int dtype);

/* Whether all n are finite and within float's range. */
bool ae_isa_all_finite(size_t isa, const ae_real *x, size_t n);

/* Whether all n lie in low ... high; NaN does not. */
bool ae_isa_all_within(size_t isa, const ae_real *x, size_t n, ae_real low, ae_real high);

/* --- the sets' own --- */
#define AE_CONVERT_DECLARE_(isa)                                    \
    extern const ae_element AE_SHARED(ae_elements, isa)[];          \
    bool AE_SHARED(ae_all_finite, isa)(const ae_real *x, size_t n); \
    bool AE_SHARED(ae_all_within, isa)(const ae_real *x, size_t n, ae_real low, ae_real high);
AE_ISA_LIST(AE_CONVERT_DECLARE_)

#define ae_elements   AE_LOCAL(ae_elements)
#define ae_all_finite AE_LOCAL(ae_all_finite)
#define ae_all_within AE_LOCAL(ae_all_within)

#endif
