/* What each rule of the arithmetic costs (docs/determinism.md): loops with and without it, for one kernel set. */
#ifndef AE_BENCH_RULES_H
#define AE_BENCH_RULES_H

#include "optim/optim.h"
#include "product.h"

typedef struct rules_arrays {
    float *out;
    const float *x, *y;
    const uint8_t *bytes;
    size_t n;
    float scale;
} rules_arrays;

typedef struct rules_loop {
    const char *rule, *without;
    void (*defined)(const rules_arrays *a);
    void (*other)(const rules_arrays *a);
} rules_loop;

/* --- one set's own --- */
#ifdef AE_ISA
extern const rules_loop AE_LOCAL(rules_loops)[]; /* the last has no rule */
#endif

#endif
