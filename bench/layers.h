/* The matrix products that a training step of dense layers cannot do without, one after another, by the library's kernels.
 */
#ifndef AE_BENCH_LAYERS_H
#define AE_BENCH_LAYERS_H

#include "bench.h"

enum { BENCH_LAYERS = 17 };

typedef struct bench_layer {
    size_t in, out;
} bench_layer;

/* Of each layer its result, the gradient of its weights and, unless it is the first, that of what goes into it. All 0 if it
 * failed; then it was said why. */
bench_time bench_layers_time(const bench_layer *layers, size_t n, size_t batch, unsigned threads, double seconds);

#endif
