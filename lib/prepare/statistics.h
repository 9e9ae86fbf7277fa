/* What scalers and gaps take from the training rows: sums by column, and, for quartiles, a sample of the rows. Everything is
 * added up in doubles, row after row, so that it is the same whoever reads the rows and in whatever pieces. */
#ifndef AE_PREPARE_STATISTICS_H
#define AE_PREPARE_STATISTICS_H

#include "prepare/prepare.h"

typedef struct ae_column_sums {
    double weight, sum, squares; /* of the numbers that are there: distances from the first one */
    double first, least, most;
} ae_column_sums;

typedef struct ae_statistics {
    const ae_preparation *of;
    size_t columns, rows; /* rows: that will come */
    ae_column_sums *column;
    double *level; /* the weight of each level of each category */
    size_t seen, sampled, sample_rows;
    ae_real *sample;  /* rows, evenly chosen */
    ae_real *numbers; /* those of one group */
    uint32_t *order;
} ae_statistics;

/* The memory that they need, as ae_areas_take takes it. */
enum { AE_STATISTICS_AREAS = 5 };
void ae_statistics_list(ae_area list[AE_STATISTICS_AREAS], ae_statistics *s, const ae_preparation *p, size_t rows);

/* The next row. One of weight 0 does not count. */
void ae_statistics_add(ae_statistics *s, const ae_real *row, double weight);

/* What the tensors are to be. NULL: there is no such tensor. Errors: none; a column without any number has no spread. */
typedef struct ae_scaling {
    ae_real *center, *spread, *fill; /* one number a column */
} ae_scaling;
void ae_statistics_finish(ae_scaling *out, ae_statistics *s);

#endif
