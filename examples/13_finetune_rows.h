/* Digits with labels: all of them, those of a few, and digits that are moved a little each time they are read. */
#ifndef EXAMPLES_FINETUNE_ROWS_H
#define EXAMPLES_FINETUNE_ROWS_H

#include "kit/table.h"

/* The digits of a table, each with its class as a label. What needs memory ends the program where there is none. */
ae_rows labelled_rows(const kit_table *table);
void labelled_rows_free(ae_rows *rows);

/* All rows, of which only those that `known` picks have a label, and those so often that they are a quarter or more. */
ae_rows mixed_rows(const ae_rows *all, const ae_rows *known);
void mixed_rows_free(ae_rows *rows);

typedef struct moved {
    const ae_rows *rows; /* bytes, 28 x 28, with a label each or none at all */
    int most;            /* pixels, to each side */
    uint64_t place;      /* in a series of random numbers: goes on with every digit that is read */
} moved;

/* Rows that bring these, for training. *m must live as long as they are used. */
ae_rows moved_rows(moved *m);

#endif
