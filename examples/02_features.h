/* The parts of 02_features.c: ways to describe a digit, and ways to tell digits apart by such a description. */
#ifndef EXAMPLES_FEATURES_H
#define EXAMPLES_FEATURES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct settings {
    size_t rows, test, steps, threads;
    bool full;
} settings;

typedef struct rows_with_labels {
    size_t n;
    float *x; /* n x width */
    const int *label;
} rows_with_labels;

typedef struct features {
    const char *name;
    size_t width;
    rows_with_labels train, test;
} features;

/* Fill the room in f with what they make of the pixels. */
bool make_components(features *f, const features *pixels, const settings *s); /* needs LAPACK */
bool make_codes(features *f, const features *pixels, const settings *s);      /* trains an autoencoder first */

typedef struct verdict {
    double accuracy; /* 0 ... 1, on the test rows */
    double fit_seconds, query_seconds;
} verdict;

/* A support vector machine by libsvm: radial basis, C = 10, gamma = 1 / (width x variance of all elements). One rule for
 * every description, so that none is favoured, and the same kernel however its numbers are scaled. One thread. */
bool try_svm(verdict *v, const features *f);

/* Five nearest neighbours, as kit/stat.h finds them by FLANN. */
bool try_knn(verdict *v, const features *f);

#endif
