/* Part of gemm_product.c: how a product is cut into panels, tasks and tiles, and where what it packs and sums lies.
 *
 *   columns of C, and of B:   | tile 0 | tile 1 | tile 2 | tile 3 | tile 4 | tile 5 |
 *                             +--------+--------+--------+--------+--------+--------+
 *   64 rows of C, and of A:   |  strip |  strip |  strip |  strip |  strip |  strip |  block 0
 *                             +--------+--------+--------+--------+--------+--------+
 *   the next 64:              |  strip |  strip |  strip |  strip |  strip |  strip |  block 1
 *                             +--------+--------+--------+--------+--------+--------+
 *                             '---- task ---- task ------'-- task --- task --------'
 *                             '-------- panel 0 ---------'--------- panel 1 -------'
 *
 * A tile has as many columns as fit the registers together with a few rows; a strip is one tile's columns in one block of
 * rows, and is summed up a few rows at a time. The panels come one after the other: all threads pack a panel's part of B,
 * then share its tasks. A task is one strip, or some strips beside each other in a block where these share rows of A that
 * the task packs. No cut changes a result: k is never cut between tasks, so each element of C is summed by one of them. */
#ifndef AE_KERNEL_GEMM_CUT_H
#define AE_KERNEL_GEMM_CUT_H

#include "kernel/gemm_set.h"

enum {
    AE_CUT_ROWS = 64,      /* of C, in one task: a block */
    AE_CUT_SIDES = 6,      /* strips that share packed rows of A, at most */
    AE_CUT_FAR = 64 * 1024 /* numbers: a larger A that is stored by columns, its rows far apart, is packed */
};

typedef struct ae_cut {
    const ae_gemm_set *set;
    const ae_gemm *g;
    size_t vectors; /* that C's columns fill */
    size_t even;    /* tiles that share them, with as equal numbers of vectors as can be */
    size_t tiles;   /* `even`, or one more: of a B that is read in place, columns that fill no vector are the last tile */
    size_t blocks;  /* of rows */
    size_t sides;   /* strips of one task, at most */
    size_t step;    /* k that a strip's tiles take in turn, so that a piece of B serves them all from the cache */
    bool direct;    /* B is read in place; only the columns that do not fill a vector are packed */
    bool packs_a;   /* each task packs its rows of A */

    /* the panel at hand */
    size_t panel;       /* tiles of a panel; the last one may have fewer */
    size_t first, last; /* it is tiles first ... last - 1 */
    size_t unpacked;    /* its tiles unpacked ... last - 1 have to be packed */
    size_t column;      /* its first column */
    size_t share;       /* strips of its tasks; the last task of a block may have fewer */

    /* memory */
    ae_real *b;         /* the panel's packed tiles */
    ae_real *work;      /* for each worker: first packed rows of A, then what its tiles have summed so far */
    size_t work_each;   /* numbers for one worker */
    size_t packed_a;    /* how many of these are for rows of A */
    size_t stack;       /* numbers that the sums of one tile take */
    size_t stacks_each; /* tiles of a strip that are begun and not finished at once */
} ae_cut;

/* Numbers of scratch for products with this kind of sum that are at most as large in m, n and k, with at most so many
 * threads; SIZE_MAX = more than can be addressed. */
size_t ae_cut_size(const ae_gemm_set *set, ae_sum sum, size_t m, size_t n, size_t k, unsigned threads);

ae_cut ae_cut_of(const ae_gemm_set *set, const ae_gemm *g, ae_real *scratch, unsigned threads);
bool ae_cut_next(ae_cut *c); /* to the first panel, then from one to the next; false = there is none */

typedef struct ae_columns { /* a tile's */
    size_t start, n;
    size_t vectors, width; /* vectors that they fill, the last one perhaps in part; numbers in these vectors */
    ae_real *packed;       /* NULL where B is read in place */
} ae_columns;

ae_columns ae_cut_columns(const ae_cut *c, size_t tile);

#endif
