/* Included before the library's own sources, to compile them once more without a rule each: one chain over k and over rows
 * instead of blocks, an optimizer that neither divides nor takes a root. */
#include "kernel/gemm.h"
#include "kernel/loop.h"

#define AE_FEATURE_BLOCK ((size_t)1 << 40)
#define AE_ROW_BLOCK     ((size_t)1 << 40)
#define v_div            v_mul
#define v_sqrt(a)        (a)
