/* The parts of 12_retrieval.c: what is done with codes. */
#ifndef EXAMPLES_RETRIEVAL_H
#define EXAMPLES_RETRIEVAL_H

#include "autoencoder.h"
#include "kit/dataset.h"

enum { CODE = 32, K = 10, WIDTH = KIT_DIGIT_PIXELS };

typedef struct work {
    kit_table train, test;
    float *train_codes, *test_codes; /* rows x CODE */
    size_t *found;                   /* K for each test digit */
    float *distances;
    size_t epochs, seed, threads;
    const char *folder;
} work;

/* Finds K training digits for each test digit and prints how many of them are the same digit. */
bool find_by_numbers(work *w, kit_message *why);
bool find_by_bits(work *w, kit_message *why);

/* Draws what was found last. */
bool draw_neighbours(const work *w, kit_message *why);

/* Groups the test digits by their codes; the model draws the centers. */
bool group(const work *w, const ae_model *model, kit_message *why);

#endif
