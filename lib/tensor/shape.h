/* Shapes. The batch is never written down: a shape is that of one row, or of one parameter. */
#ifndef AE_TENSOR_SHAPE_H
#define AE_TENSOR_SHAPE_H

#include "base/text.h"

#ifdef AE_DOUBLE /* the build that checks gradients */
typedef double ae_real;
#else
typedef float ae_real;
#endif

typedef ae_dims ae_shape; /* dense, row-major */

/* The most elements that a row may have, what comes in as well as what any layer makes of it. */
#define AE_ROW_ELEMENTS UINT32_MAX

size_t ae_shape_size(const ae_shape *shape); /* elements; SIZE_MAX if they do not fit */
bool ae_shape_same(const ae_shape *a, const ae_shape *b);

/* The shape with n more channels, the first dimension of images and signals; a flat row has n more numbers. */
ae_shape ae_shape_joined(const ae_shape *shape, size_t n);

enum { AE_SHAPE_TEXT = 96 };
const char *ae_shape_print(char text[AE_SHAPE_TEXT], const ae_shape *shape); /* "1x28x28" */

#endif
