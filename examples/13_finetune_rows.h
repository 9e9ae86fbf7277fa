/* Digits with labels: all of them, and those of a few. */
#ifndef EXAMPLES_FINETUNE_ROWS_H
#define EXAMPLES_FINETUNE_ROWS_H

#include "kit/table.h"

/* The digits of a table, each with its class as a label. What needs memory ends the program where there is none. */
ae_rows labelled_rows(const kit_table *table);
void labelled_rows_free(ae_rows *rows);

/* All rows, of which only those that `known` picks have a label, and those so often that they are a quarter or more. */
ae_rows mixed_rows(const ae_rows *all, const ae_rows *known);
void mixed_rows_free(ae_rows *rows);

#endif
