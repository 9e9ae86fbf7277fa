/* Rows cut into two: some are left out to measure with, chosen by a seed. */
#ifndef AE_DATA_SPLIT_H
#define AE_DATA_SPLIT_H

#include "base/memory.h"
#include "base/status.h"

typedef struct ae_split {
    ae_rows train, valid; /* the caller's, each with a list of its own; the rows of both in the order of the caller's */
} ae_split;

/* A `fraction` of the rows, rounded, for the second; each gets at least one row. Which ones depends on the seed and their
 * number only. The lists are the arena's. Errors: AE_EDATA (a single row), AE_ENOMEM. */
ae_status ae_split_rows(ae_split *out, const ae_rows *rows, double fraction, uint64_t seed, ae_arena *arena, ae_error *e);

#endif
