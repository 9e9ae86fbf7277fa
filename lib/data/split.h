/* Rows cut into two: some are left out to measure with, chosen by a seed. */
#ifndef AE_DATA_SPLIT_H
#define AE_DATA_SPLIT_H

#include "base/status.h"

typedef struct ae_split {
    ae_rows train, valid; /* the caller's, each with a list of its own; the rows of both in the order of the caller's */
} ae_split;

/* How many rows there are to share: room for so many numbers is needed. */
size_t ae_split_size(const ae_rows *rows);

/* A `fraction` of the rows, rounded, for the second; each gets at least one row. Which ones depends on the seed and their
 * number only. The lists lie in `numbers`, which is not the rows' own pick. AE_EDATA: a single row. */
ae_status ae_split_rows(ae_split *out, uint32_t *numbers, const ae_rows *rows, double fraction, uint64_t seed, ae_error *e);

#endif
