/* How good rows are that a net has drawn, by a second net, which has learnt to tell real rows' classes apart. */
#ifndef KIT_JUDGE_H
#define KIT_JUDGE_H

#include "kit/table.h"

/* Rows with their classes: as labels, which a head learns, and one-hot, as a condition. */
typedef struct kit_classed {
    ae_rows rows;
    float *labels, *one_hot; /* rows; rows x classes */
} kit_classed;

/* The classes are the labels of the table, whole numbers below `classes`; without a table the rows have each class in turn,
 * `of_each` times. kit_classed_free either way. */
bool kit_classed_make(kit_classed *out, const ae_rows *rows, const kit_table *table, size_t classes, size_t of_each,
                      kit_message *why);
void kit_classed_free(kit_classed *c);

typedef struct kit_judging {
    size_t classes, epochs, threads;
    uint64_t seed;
} kit_judging;

/* Of flat rows whose labels are classes, one a row: a hidden layer of 256 units, a code of 32 numbers, and the classes. NULL
 * after a failure, which *why tells; ae_model_free otherwise. */
ae_model *kit_judge_train(const ae_rows *rows, const kit_judging *how, kit_message *why);

/* Which share of the rows is told to be what their labels say. NaN after a failure. */
double kit_judge_share(const ae_model *judge, const ae_rows *rows);

/* The Frechet distance of two sets of rows in the judge's codes (kit_frechet_distance), as that of Heusel et al. (2017) is
 * in those of an image net: small where the one set has what the other has, as often, to the eyes of somebody who looks at
 * what tells classes apart. It can be compared within one judge only. NaN after a failure. */
double kit_judge_distance(const ae_model *judge, const ae_rows *a, const ae_rows *b);

#endif
