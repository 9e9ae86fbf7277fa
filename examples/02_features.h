/* The parts of 02_features.c: ways to describe a digit by fewer numbers than it has pixels. */
#ifndef EXAMPLES_FEATURES_H
#define EXAMPLES_FEATURES_H

#include "kit/learn.h"

typedef struct settings {
    size_t rows, labels, test, epochs, threads;
    bool full;
    const char *of, *by;
} settings;

/* Training and test digits, described alike; of those with labels, where they are for classifiers. */
typedef struct features {
    size_t width;
    float *train, *test; /* rows x width */
    const uint32_t *train_class, *test_class;
    size_t train_rows, test_rows;
} features;

/* Fill the room in `f` with what they make of the pixels, of which there may be more. `name` is that of the description;
 * codes are made by the net of this name. */
bool make_components(features *f, const features *pixels, const char *name, const settings *s, kit_message *why);
bool make_codes(features *f, const features *pixels, const char *name, const settings *s, kit_message *why);

#endif
