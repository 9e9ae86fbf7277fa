/* The library's own sources once more, each without a rule: one chain over k and over rows instead of blocks, an optimizer
 * that neither divides nor takes a root. Compiled once per instruction set, under names of its own. */
#include "kernel/gemm.h"
#include "kernel/loop.h"
#include "optim/moments.h"

#define AE_FEATURE_BLOCK ((size_t)1 << 40)
#define AE_ROW_BLOCK     ((size_t)1 << 40)
#include "kernel/gemm.c"
#include "kernel/gemm_pack.c"
#include "kernel/gemm_tile.c"

#define v_div     v_mul
#define v_sqrt(a) (a)
#include "optim/moments.c"
