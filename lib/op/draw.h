/* Rows by chance, from what a net says of them. A number becomes a draw from the normal distribution around it, or, where it
 * is the probability of a 1, 1 or 0. The elements of a category are logits, and get noise under which the largest of them is
 * a draw from their softmax (Gumbel 1954, "Statistical theory of extreme values"). Input: the net's row. What is drawn is a
 * function of the run's seed, `name`, the data row and the element. There is no gradient. */
#ifndef AE_OP_DRAW_H
#define AE_OP_DRAW_H

#include "op/layout.h"

typedef struct ae_draw_attr {
    const ae_layout *layout; /* or NULL: all are numbers */
    uint32_t name;           /* ae_hash_name of what the draws belong to */
    bool chances;            /* numbers are probabilities */
    double deviation;        /* otherwise: of the normal distribution */
} ae_draw_attr;

#endif
