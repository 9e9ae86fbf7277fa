/* The order of rows: which data rows the batch of a step holds. A function of seed, epoch and place: nothing is stored. */
#ifndef AE_TRAIN_STREAM_H
#define AE_TRAIN_STREAM_H

#include "model/rows.h"

typedef struct ae_stream {
    size_t n, batch;
    uint64_t seed;
    bool shuffle;
    uint32_t *ids; /* room for a batch */
} ae_stream;

uint64_t ae_stream_steps(const ae_stream *s);              /* of one epoch; the last batch may be shorter */
ae_pick ae_stream_pick(const ae_stream *s, uint64_t step); /* of all steps, from 0 */

#endif
