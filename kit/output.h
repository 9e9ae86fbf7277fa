/* The files that a program leaves behind in a folder: each says where it was written. */
#ifndef KIT_OUTPUT_H
#define KIT_OUTPUT_H

#include "kit/draw.h"
#include "kit/plot.h"
#include "kit/table.h"

enum { KIT_COLUMNS = 4, KIT_SHOWN = KIT_COLUMNS * KIT_COLUMNS }; /* images in a line, and in a picture */

/* `columns` images in a line. Small images are enlarged until they can be seen. */
bool kit_output_images(const char *folder, const char *name, const kit_images *images, size_t columns, kit_message *why);

/* What the model's decoder makes of n codes: grey images, `side` pixels in each direction. */
bool kit_output_decoded(const char *folder, const char *name, const ae_model *model, const float *codes, size_t n,
                        size_t side, size_t columns, kit_message *why);

/* What the first layer's units look for: kit_filters_write. */
bool kit_output_filters(const char *folder, const char *name, const ae_model *model, kit_message *why);

bool kit_output_plot(const char *folder, const char *name, const kit_plot *plot, kit_message *why);
bool kit_output_matrix(const char *folder, const char *name, const kit_matrix *matrix, kit_message *why);
bool kit_output_model(const char *folder, const char *name, const ae_model *model, kit_message *why);

#endif
