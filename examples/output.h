/* The files that the examples leave behind: each says where it was written. */
#ifndef EXAMPLES_OUTPUT_H
#define EXAMPLES_OUTPUT_H

#include "data.h"

enum { OUTPUT_COLUMNS = 4, OUTPUT_SHOWN = OUTPUT_COLUMNS * OUTPUT_COLUMNS };

/* Images of height x width numbers from 0 (black) to 1 (white), one after the other in memory. */
typedef struct picture {
    const float *pixels;
    size_t count, columns, height, width; /* columns: images in a line */
} picture;

/* Small images are enlarged until they can be seen. */
bool output_images(const char *folder, const char *name, const picture *p, ae_message *why);

/* What the units of a layer look for: their weights as images, each from its own least weight, black, to its own greatest,
 * white. pixels[i * count + u] is unit u's weight for pixel i, as the library stores them. */
bool output_filters(const char *folder, const char *name, const picture *weights, ae_message *why);

bool output_plot(const char *folder, const char *name, const ae_plot *plot, ae_message *why);
bool output_matrix(const char *folder, const char *name, const ae_matrix *matrix, ae_message *why);

#endif
