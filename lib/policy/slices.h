/* Weights, a slice at a time: slices have a fixed size, so that neither threads nor their number change a bit. */
#ifndef AE_POLICY_SLICES_H
#define AE_POLICY_SLICES_H

#include "policy/policy.h"

enum { AE_SLICE = 16384 };

typedef struct ae_slice {
    size_t number;         /* of all slices, frozen ones included */
    size_t param;          /* which parameter it is a part of */
    const ae_param *which; /* the same */
    size_t at, n;          /* its place in the slabs, and how many numbers */
} ae_slice;

size_t ae_slices_count(const ae_params *params);

/* Calls `work` for every slice of every parameter that is not frozen, with all of the pool's threads. */
typedef void (*ae_slice_fn)(void *user, const ae_pass *pass, const ae_slice *slice);
void ae_slices_run(const ae_pass *pass, ae_slice_fn work, void *user);

/* The sum over these slices of what `work` gives, in their order. */
typedef double (*ae_slice_sum_fn)(const ae_pass *pass, const ae_slice *slice);
double ae_slices_sum(const ae_pass *pass, ae_slice_sum_fn work);

#endif
