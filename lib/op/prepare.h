/* Ops on the caller's rows as they are, before the net and after it. A row has C numbers, one for each column; a gap is NaN.
 *
 *   scale    y = (x - center) / spread, column by column; what has no spread becomes 0. Gaps stay gaps, or take a fill value
 *   unscale  x = y spread + center
 *   present  how much each column of a row counts: 0 for a gap, and for the others so much that the mean of C terms times
 *            these is the mean of the terms that are there
 *
 * None has a gradient: scale and present get what callers bind, and no loss is taken of what unscale makes.
 *
 * Inputs of scale: x, then where the attributes say so center and spread, then fill, each one number a column. */
#ifndef AE_OP_PREPARE_H
#define AE_OP_PREPARE_H

#include "op/op.h"
#include "tensor/layout.h"

typedef struct ae_scale_attr {
    bool scales, fills, clips;
    double low, high;        /* clips: y is brought between these */
    const ae_layout *layout; /* or NULL: all columns are numbers. A code that there is not is a gap */
} ae_scale_attr;

typedef struct ae_present_attr {
    const ae_layout *layout; /* or NULL. A code that there is not is a gap */
    bool numbers;            /* of these, only numbers count: a category's weight is 0 */
    const ae_real *features; /* multiplied by these, one a column; NULL: not. Only where all columns are numbers */
} ae_present_attr;

#endif
