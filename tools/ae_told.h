/* What a head has told of rows, held against their labels. */
#ifndef AE_TOOL_TOLD_H
#define AE_TOOL_TOLD_H

#include "ae_heads.h"
#include "ae_json.h"

typedef struct told {
    const head *head;
    const float *values; /* rows x width: probabilities, or numbers; NaN throughout: the row cannot be used */
    const float *labels; /* of the first row; NULL: there are none */
    size_t step, rows;   /* floats from one row's labels to the next */
    uint32_t
        *class_of; /* one a row: that with the largest probability, of equal ones the first; the count of classes: none */
    size_t *count; /* how many rows of each class were told to be of each; classes x classes */
    size_t *all;   /* how many rows were told to be of each class */
    size_t known, right; /* rows with a label; numbers that are known */
    double mse, r2;      /* of numbers; NaN where nothing is known */
} told;

/* told_free either way. */
bool told_make(told *out, const head *h, const float *values, const float *labels, size_t step, size_t rows,
               kit_message *why);
void told_free(told *t);

void told_print(const told *t);
json_t *told_json(const told *t);

#endif
