/* The digits that the examples learn from: the real ones where this machine has them, otherwise the built-in ones. */
#ifndef EXAMPLES_DIGITS_H
#define EXAMPLES_DIGITS_H

#include "data.h"

typedef struct digits {
    ae_table train, test;
} digits;

/* The first digits of both parts, at most as many as asked for; prints where they come from. */
bool digits_load(digits *d, size_t train_rows, size_t test_rows, ae_message *why);
void digits_free(digits *d);

/* A table's elements divided by the scale, rows x width floats; free() them. NULL when there is no memory. */
float *table_floats(const ae_table *table, double scale);

#endif
