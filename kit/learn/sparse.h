/* Rows as liblinear and libsvm take them: lists of what is not zero, each with its column from 1, closed by column -1. */
#ifndef KIT_LEARN_SPARSE_H
#define KIT_LEARN_SPARSE_H

#include "kit/learn.h"

/* Both libraries have a struct of their own with these two members; sparse.c's users check that they lie alike. */
typedef struct kit_node {
    int index;
    double value;
} kit_node;

typedef struct kit_sparse {
    kit_node *nodes;  /* of all rows, one after the other */
    kit_node **row;   /* n */
    double *class_of; /* n */
    size_t count;     /* nodes */
} kit_sparse;

/* What all numbers are multiplied by: 1 / (their deviation x the root of the width). */
double kit_unit_scale(const kit_examples *e);

/* False: no memory. `last`: a number that each row has in a column more; 0: none. kit_sparse_free either way. */
bool kit_sparse_make(kit_sparse *s, const kit_examples *e, double scale, double last);
void kit_sparse_free(kit_sparse *s);

/* One row; `to` has room for width + 2. Returns the place after its end. */
kit_node *kit_sparse_row(kit_node *to, const float *row, size_t width, double scale, double last);

#endif
