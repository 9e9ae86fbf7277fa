/* The order of rows: which rows the batch of a step holds. A function of seed, epoch and place: nothing is stored. */
#ifndef AE_DATA_ROW_ORDER_H
#define AE_DATA_ROW_ORDER_H

#include "data/dataset.h"

typedef struct ae_row_order {
    size_t n, batch;
    uint64_t seed;
    bool shuffle;
    uint32_t *ids; /* room for a batch */
} ae_row_order;

uint64_t ae_row_order_steps(const ae_row_order *o);                /* of one epoch; the last batch may be shorter */
size_t ae_row_order_rows(const ae_row_order *o, uint64_t step);    /* of a step's batch */
ae_batch ae_row_order_batch(const ae_row_order *o, uint64_t step); /* of all steps, from 0 */

/* The same batch, of which only rows first ... first + n - 1 are told: the other places are not worked out. */
ae_batch ae_row_order_share(const ae_row_order *o, uint64_t step, size_t first, size_t n);

#endif
