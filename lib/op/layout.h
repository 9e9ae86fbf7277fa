/* For ops that know what the columns of a row are: they go over it part by part. */
#ifndef AE_OP_LAYOUT_H
#define AE_OP_LAYOUT_H

#include "op/op.h"
#include "tensor/layout.h"

typedef struct ae_layout_attr { /* of expand, group_softmax and collapse */
    const ae_layout *layout;
} ae_layout_attr;

static inline const ae_layout *ae_layout_of(const ae_call *call)
{
    return ((const ae_layout_attr *)call->attr)->layout;
}

/* Columns beside each other that are treated alike: numbers, or one category. */
typedef struct ae_layout_part {
    size_t column, columns; /* in the caller's row: the first, and how many */
    size_t at, levels;      /* in the net's row: the first element; 0 levels: they are numbers */
} ae_layout_part;

/* Goes on to the next part, at first from a part of zeros; false: there is none. Compiled once for all sets, like the other
 * two. */
bool ae_layout_next(ae_layout_part *part, const ae_layout *layout);

/* Calls `put` for each part of each row of the call, a block of rows at a time: part by part, the first one first. */
typedef void (*ae_layout_fn)(const void *argument, const ae_layout_part *part, size_t row);
void ae_in_layout_parts(const ae_call *call, const ae_layout *layout, ae_layout_fn put, const void *argument);

/* Whether a row of this shape has `size` elements; if not, AE_ESHAPE, which says what the row is: "the net's row". */
ae_status ae_layout_fits(const ae_shape *row, size_t size, const char *what, ae_error *e);

#endif
