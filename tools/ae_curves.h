/* The losses of a run, kept for the chart at its end in a few points, however long it takes. */
#ifndef AE_TOOL_CURVES_H
#define AE_TOOL_CURVES_H

#include "autoencoder.h"
#include "kit/chart.h"

/* A curve with a chart of its own. */
typedef struct curve {
    char name[80]; /* "digit.accuracy"; "" = there is none */
    kit_series values;
} curve;

enum { CURVE_PARTS = 4 };

/* All zeros in the beginning. */
typedef struct curves {
    kit_series steps, epochs, valid;
    curve head;                       /* what the first head gets right of the rows held out */
    curve parts[CURVE_PARTS];         /* what the loss of an epoch consists of, the first of it; none of a single one */
    uint64_t first_step, first_epoch; /* those of a training that goes on are not 1 */
    uint64_t last_step, last_epoch;
    uint64_t best; /* epoch; 0 = none yet */
} curves;

void curves_step(curves *c, const ae_progress *p);
void curves_epoch(curves *c, const ae_progress *p);

/* On stdout, as wide as it is: by epoch; by step where epochs are few and all that they tell is a mean of steps. Nothing
 * before the first step. The parts of the loss and the first head have charts of their own. */
void curves_print(const curves *c);

#endif
