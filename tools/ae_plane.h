/* Codes as points of a plane: those of two numbers as they are, longer ones on the two axes along which they are spread
 * most. */
#ifndef AE_TOOL_PLANE_H
#define AE_TOOL_PLANE_H

#include "kit/message.h"
#include "kit/stat.h"

typedef struct plane {
    double *x, *y;
    kit_pca axes; /* of codes of more than two numbers */
} plane;

/* Can it be made of codes of so many numbers? Longer ones need LAPACK. */
bool plane_takes(size_t width);

/* Of n codes of two numbers or more, which are all finite; a single one has no axes, and its first two numbers are taken.
 * `name` is what an error calls them. plane_free either way. */
bool plane_make(plane *out, const float *codes, size_t n, size_t width, const char *name, kit_message *why);
void plane_free(plane *p);

#endif
