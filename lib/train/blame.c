#include "train/blame.h"
#include <math.h>

/* No net is meant to see such a number: its square, and the products with it, soon go beyond a float's range. */
static const double huge = 1e9;

typedef struct culprit {
    const ae_source *source;
    size_t column;
    double size;
} culprit;

static void look(culprit *c, const ae_source *s, const ae_real *row)
{
    for (size_t i = 0; i < s->width; i++) {
        double size = fabs((double)row[i]);
        if (size > c->size)
            *c = (culprit){ s, i, size };
    }
}

/* AE_EDATA if the largest value of this row is far too large. */
static ae_status look_at_row(const ae_dataset *d, const ae_reading *r, size_t row, ae_error *e)
{
    culprit c = { &d->column[AE_COLUMN_INPUT], 0, 0 };
    for (ae_column i = 0; i < AE_COLUMNS; i++)
        if (d->given[i])
            look(&c, &d->column[i], r->column[i] + row * d->column[i].width);
    if (c.size < huge)
        return AE_OK;
    size_t number = (r->rows ? r->rows[row] : r->first_row + row) + 1;
    return ae_fail_at(
        e, AE_EDATA, number, c.column + 1,
        "%s: row %zu, column %zu is as large as %g: no training can go on with it; leave the row out, or scale "
        "the column",
        c.source->what, number, c.column + 1, c.size);
}

ae_status ae_blame_rows(const ae_dataset *d, const ae_reading *r, size_t rows, ae_error *e)
{
    for (size_t i = 0; i < rows; i++)
        AE_TRY(look_at_row(d, r, i, e));
    return AE_OK;
}

ae_status ae_blame_step(const ae_blamed *b, uint64_t step, double loss, ae_error *e)
{
    size_t row = 0;
    while (row + 1 < b->rows && isfinite(b->losses[row]))
        row++;
    AE_TRY(look_at_row(b->dataset, b->reading, row, e));
    return ae_fail(e, AE_EDIVERGED, "step %llu: the loss is %g: a smaller learning rate may help", (unsigned long long)step,
                   loss);
}
