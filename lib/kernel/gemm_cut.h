/* Part of gemm_product.c: how a product is cut into panels, tasks and tiles, and where what it packs and sums lies. */
#ifndef AE_KERNEL_GEMM_CUT_H
#define AE_KERNEL_GEMM_CUT_H

#include "kernel/gemm_set.h"

enum {
    AE_CUT_ROWS = 64,      /* of C, in one task: a block */
    AE_CUT_SIDES = 6,      /* strips that share packed rows of A, at most */
    AE_CUT_FAR = 64 * 1024 /* numbers of an A that lies across, a line of the caches and a page for each k, and is packed */
};

typedef struct ae_cut {
    const ae_gemm_set *set;
    const ae_gemm *g;
    size_t vectors, even, tiles; /* n: so many vectors cut evenly into so many tiles, and perhaps a last, narrower one */
    size_t blocks;               /* of rows */
    size_t sides;                /* strips of one task, at most */
    size_t step; /* k that a strip's tiles take in turn, so that a piece of B serves them all from the cache */
    bool direct; /* B is read in place, but for the last columns that are no full vector */
    bool packs_a;

    size_t panel;       /* tiles that are packed at a time */
    size_t first, last; /* those of this panel, */
    size_t unpacked;    /* the first of them that is to be packed, */
    size_t column;      /* where the panel begins; */
    size_t share;       /* strips of a task, but perhaps for the last ones */

    ae_real *b;                /* the panel, packed */
    ae_real *work;             /* of each worker: packed rows of A, then what its tiles have summed so far */
    size_t work_each;          /* numbers of a worker's */
    size_t packed_a;           /* of these, of A */
    size_t stack, stacks_each; /* numbers of one tile's sums; tiles of a strip that are under way at once */
} ae_cut;

/* Numbers of scratch that a product of this kind of sum needs that is at most so large, with at most so many threads;
 * SIZE_MAX = more than can be addressed. */
size_t ae_cut_size(const ae_gemm_set *set, ae_sum sum, size_t m, size_t n, size_t k, unsigned threads);

ae_cut ae_cut_of(const ae_gemm_set *set, const ae_gemm *g, ae_real *scratch, unsigned threads);
bool ae_cut_next(ae_cut *c); /* to the first panel, then from one to the next; false = there is none */

typedef struct ae_columns { /* of a tile */
    size_t start, n;
    size_t vectors, width; /* that they fill; numbers of these */
    ae_real *packed;       /* NULL where B is read in place */
} ae_columns;

ae_columns ae_cut_columns(const ae_cut *c, size_t tile);

#endif
