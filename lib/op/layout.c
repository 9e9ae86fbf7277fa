#include "op/layout.h"
#include "op/rows.h"

bool ae_layout_next(ae_layout_part *part, const ae_layout *layout)
{
    size_t first = part->column + part->columns, end = first + 1;
    const ae_layout_column *c = layout->column;
    if (first == layout->columns)
        return false;
    while (!c[first].levels && end < layout->columns && !c[end].levels)
        end++;
    *part = (ae_layout_part){ first, end - first, c[first].at, c[first].levels };
    return true;
}

typedef struct rows {
    const ae_call *call;
    const ae_layout *layout;
    ae_layout_fn put;
    const void *argument;
} rows;

/* A part is found once for all rows of a block. */
static void run_block(void *argument, size_t block, unsigned worker)
{
    const rows *all = argument;
    size_t end = ae_row_block_end(all->call, block);
    (void)worker;
    for (ae_layout_part part = { 0 }; ae_layout_next(&part, all->layout);)
        for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
            all->put(all->argument, &part, row);
}

void ae_in_layout_parts(const ae_call *call, const ae_layout *layout, ae_layout_fn put, const void *argument)
{
    rows all = { call, layout, put, argument };
    ae_in_blocks_of_rows(call, run_block, &all);
}

ae_status ae_layout_fits(const ae_shape *row, size_t size, const char *what, ae_error *e)
{
    char text[AE_SHAPE_TEXT];
    if (ae_shape_size(row) == size)
        return AE_OK;
    return ae_fail(e, AE_ESHAPE, "%s has %zu numbers, not those of %s", what, size, ae_shape_print(text, row));
}
