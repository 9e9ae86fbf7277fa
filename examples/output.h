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

/* What the first layer's units look for: ae_write_filters in data.h. */
bool output_filters(const char *folder, const char *name, const ae_model *model, ae_message *why);

bool output_plot(const char *folder, const char *name, const ae_plot *plot, ae_message *why);
bool output_scatter(const char *folder, const char *name, const ae_plot *plot, ae_message *why);
bool output_matrix(const char *folder, const char *name, const ae_matrix *matrix, ae_message *why);
bool output_model(const char *folder, const char *name, const ae_model *model, ae_message *why);

#endif
