/* The parts of 16_conditional.c: the picture of what it has drawn. */
#ifndef EXAMPLES_CONDITIONAL_H
#define EXAMPLES_CONDITIONAL_H

#include "autoencoder.h"
#include "kit/dataset.h"

enum { PIXELS = KIT_DIGIT_PIXELS, CLASSES = 10, OF_EACH = 100 };

/* A line for each class: test digits of it, a gap, and the first of the OF_EACH drawn ones. */
bool write_sheet(const char *folder, const kit_table *test, const float *drawn, kit_message *why);

#endif
