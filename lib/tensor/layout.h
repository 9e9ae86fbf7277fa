/* What the numbers of a row stand for. A caller's row has one number for each column: a number, or the code of a category as
 * a float, 0 ... levels - 1; no code, such as NaN, is a gap. In the net's own row a category is as many elements as it has
 * levels. */
#ifndef AE_TENSOR_LAYOUT_H
#define AE_TENSOR_LAYOUT_H

#include "tensor/shape.h"

typedef struct ae_layout_column {
    size_t levels; /* 0: a number */
    size_t at;     /* its first element in the net's row */
} ae_layout_column;

typedef struct ae_layout {
    size_t columns, width; /* of a caller's row and of the net's, in which the columns follow each other without gaps */
    const ae_layout_column *column;
} ae_layout;

/* The level of a code, or `levels` where it is none. Processors convert integers with a sign faster. */
static inline size_t ae_layout_level(size_t levels, ae_real code)
{
    const int64_t most = (int64_t)levels, level = code >= 0 && code < (ae_real)most ? (int64_t)code : most;
    return (ae_real)level == code ? (size_t)level : levels;
}

static inline bool ae_is_code(size_t levels, ae_real code)
{
    return ae_layout_level(levels, code) < levels;
}

#endif
