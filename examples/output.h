/* The pictures that the examples leave behind: each says where it was written. */
#ifndef EXAMPLES_OUTPUT_H
#define EXAMPLES_OUTPUT_H

#include "data.h"

enum { OUTPUT_COLUMNS = 4, OUTPUT_SHOWN = OUTPUT_COLUMNS * OUTPUT_COLUMNS };

/* At most OUTPUT_SHOWN images of height x width numbers from 0 to 1. */
bool output_images(const char *folder, const char *name, const float *pixels, size_t count, size_t height, size_t width,
                   ae_message *why);

bool output_plot(const char *folder, const char *name, const ae_plot *plot, ae_message *why);

#endif
