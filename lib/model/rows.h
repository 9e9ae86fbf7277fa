/* The caller's rows: checked once, then read a batch at a time into floats. */
#ifndef AE_MODEL_ROWS_H
#define AE_MODEL_ROWS_H

#include "base/pool.h"
#include "kernel/convert.h"

/* An array with its defaults filled in. */
typedef struct ae_source {
    const char *what; /* "input", "target": for messages */
    const ae_array *array;
    const ae_element *element;
    size_t isa;
    size_t stride; /* bytes */
    double scale;
    bool finite; /* no element of this type can become a number that is not finite: they need not be looked at */
} ae_source;

typedef struct ae_feed { /* rows as a model of certain widths takes them */
    ae_source input, target;
    bool has_target; /* otherwise the input is the target */
    const float *weights;
    size_t n, isa;
} ae_feed;

/* Checks the description against the widths (out_width 0: no target is wanted) and fills in defaults; `scale` is what a zero
 * means, `isa` the kernel set
 * that reads them. Errors: AE_EARGUMENT, AE_EDATA, AE_EWIDTH. */
ae_status ae_feed_open(ae_feed *feed, const ae_rows *rows, size_t isa, size_t width, size_t out_width, double scale,
                       ae_error *e);

/* Which data row is row i of a batch: ids[i], or first + i where ids is NULL. */
typedef struct ae_pick {
    const uint32_t *ids;
    size_t first, n;
} ae_pick;

/* The picked rows as numbers, divided by the scale: where they lie, if they can be used so, otherwise copied to `slot`.
 * Nobody writes through *rows. AE_ENONFINITE, with row and column, for the first number that is not finite as a float. */
ae_status ae_source_bind(ae_real **rows, const ae_source *s, const ae_pick *pick, ae_real *slot, ae_pool *pool, ae_error *e);

/* AE_EDATA, with the row, for a negative or non-finite weight; also if all are 0. */
ae_status ae_feed_check_weights(const ae_feed *feed, ae_error *e);

#endif
