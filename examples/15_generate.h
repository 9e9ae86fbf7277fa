/* The parts of 15_generate.c: the pictures that its model makes. */
#ifndef EXAMPLES_GENERATE_H
#define EXAMPLES_GENERATE_H

#include "autoencoder.h"
#include "kit/message.h"

typedef struct settings {
    size_t code, epochs, seed, threads;
    const char *folder;
} settings;

/* Writes the pictures, and the model. */
bool draw_all(const ae_model *model, const ae_rows *test, const settings *s, kit_message *why);

#endif
