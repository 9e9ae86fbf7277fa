/* A dataset: the caller's rows, opened and checked once, then read a batch at a time as numbers. The rows lie in memory or
 * come from a callback; who reads them does not know which. */
#ifndef AE_DATA_DATASET_H
#define AE_DATA_DATASET_H

#include "base/fpu.h"
#include "base/pool.h"
#include "data/columns.h"
#include "kernel/convert.h"
#include "tensor/layout.h"
#include "tensor/tree.h"

/* What a model takes rows for. */
typedef struct ae_intake {
    size_t isa;               /* the kernel set that reads them */
    size_t width[AE_COLUMNS]; /* elements of a row; 0: the column is not wanted */
    double scale;             /* what the input's scale of 0 means; that of others means the input's */
    bool unit[AE_COLUMNS];    /* its numbers lie in 0 ... 1 */
    bool gaps[AE_COLUMNS];    /* NaN is a gap, and so is a code that there is not; but something must be there */
    bool labels[AE_COLUMNS];  /* NaN is a gap, also for all numbers of a row; but a code that there is not is none */
    const ae_layout *layout[AE_COLUMNS]; /* some numbers are codes of categories; NULL: none is */
} ae_intake;

/* One column, with its defaults filled in. */
typedef struct ae_source {
    const char *what; /* "input", "target", "labels", "condition": for messages */
    const void *data;
    const ae_element *element;
    size_t isa, width, stride; /* elements; bytes from one row to the next */
    double scale;
    ae_real low, high;       /* where its numbers must lie; all finite numbers: the ends of float */
    bool dense;              /* floats that lie one after the other and need no division: read where they lie */
    bool checked;            /* it is known that no number is wrong */
    bool gaps, labels;       /* as in ae_intake */
    bool condition;          /* without gaps; a stride of 0 is that of one row for all */
    const ae_layout *layout; /* as in ae_intake */
} ae_source;

typedef struct ae_dataset {
    ae_source column[AE_COLUMNS];
    bool given[AE_COLUMNS]; /* otherwise its stand-in takes its place */
    const float *weights;   /* by row, or NULL */
    size_t n;               /* rows to go through */
    size_t rows;            /* rows that there are */
    const uint32_t *pick;   /* n row numbers; NULL: all rows in turn */
    size_t first;           /* added to a row's number where something is drawn for it */
    ae_read_fn read;        /* NULL: the rows lie in memory */
    void *user;
    ae_fpu *host;   /* the host's floating-point mode, for its callback */
    size_t *refuse; /* NULL: a row that is not right is an error. Otherwise it is marked, and counted here */
} ae_dataset;

/* How many rows there are, and the list of those to use. Errors: AE_EARGUMENT, AE_EDATA. */
ae_status ae_rows_check(const ae_rows *rows, ae_error *e);

/* Checks the description and fills in defaults. `host` is the mode in which a callback runs. Errors: AE_EARGUMENT, AE_EDATA,
 * AE_EWIDTH. */
ae_status ae_dataset_open(ae_dataset *d, const ae_rows *rows, const ae_intake *takes, ae_fpu *host, ae_error *e);

/* Of the row at a place of the dataset: its number in the caller's data, and whether it has a weight above 0. */
size_t ae_dataset_row(const ae_dataset *d, size_t place);
bool ae_dataset_counts(const ae_dataset *d, size_t place);

/* AE_EDATA, with the row, for a weight that is negative or not finite; also if all are 0. */
ae_status ae_dataset_check_weights(const ae_dataset *d, ae_error *e);

/* Some of a dataset's rows, by their places in it: ids[i], or first + i where ids is NULL. */
typedef struct ae_batch {
    const uint32_t *ids;
    size_t first, n;
} ae_batch;

/* Looks at every number of these rows that lies in memory, so that none has to be looked at again (others look at the rest),
 * unless `cancel` (or NULL) is set meanwhile. Rows of a callback are looked at as they come. AE_ENONFINITE and AE_EDATA,
 * with row and column; AE_ENOMEM. */
ae_status ae_dataset_check(ae_dataset *d, const ae_batch *these, const ae_allocator *allocator,
                           const volatile int32_t *cancel, ae_error *e);

/* The memory that reading a batch needs. */
typedef struct ae_slots {
    ae_real *column[AE_COLUMNS]; /* room for the batch's rows */
    uint32_t *rows;              /* room for their numbers */
    bool *refused;               /* room for a mark for each; only where rows may be refused */
} ae_slots;

/* A batch that has been read. */
typedef struct ae_reading {
    ae_real *column[AE_COLUMNS]; /* where they lie, or in the slots. Nobody writes through these */
    const uint32_t *rows;        /* their numbers in the caller's data; NULL: first_row, first_row + 1 ... */
    size_t first_row;
} ae_reading;

/* Reads a batch, with all of the pool's threads. AE_ENONFINITE or AE_EDATA, with row and column, for the first number that
 * is wrong; AE_EHOST if the callback says so. */
ae_status ae_dataset_read(ae_reading *out, const ae_dataset *d, const ae_batch *batch, const ae_slots *slots, ae_pool *pool,
                          ae_error *e);

/* The caller's weights of a batch's rows; where rows have none, NULL. The batch need not have been read. */
const float *ae_batch_weights(float *space, const ae_dataset *d, const ae_batch *batch);

#endif
