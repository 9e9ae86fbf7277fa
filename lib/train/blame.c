#include "train/blame.h"
#include <math.h>

/* No net is meant to see such a number: its square is next to what a float can hold. */
static const double huge = 1e15;

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

/* The largest value of the first row whose loss is not finite. */
static culprit find(size_t *row, const ae_blamed *b)
{
    const ae_dataset *d = b->dataset;
    culprit c = { &d->input, 0, 0 };
    *row = 0;
    while (*row + 1 < b->rows && isfinite(b->losses[*row]))
        ++*row;
    look(&c, &d->input, b->reading->input + *row * d->input.width);
    if (d->has_target)
        look(&c, &d->target, b->reading->target + *row * d->target.width);
    return c;
}

ae_status ae_blame_step(const ae_blamed *b, uint64_t step, double loss, ae_error *e)
{
    size_t row;
    const culprit c = find(&row, b);
    if (c.size < huge)
        return ae_fail(e, AE_EDIVERGED, "step %llu: the loss is %g: a smaller learning rate may help",
                       (unsigned long long)step, loss);
    size_t number = (b->reading->rows ? b->reading->rows[row] : b->reading->first_row + row) + 1;
    return ae_fail_at(
        e, AE_EDATA, number, c.column + 1,
        "%s: row %zu, column %zu is as large as %g: the loss cannot be computed; leave the row out, or scale the "
        "column",
        c.source->what, number, c.column + 1, c.size);
}
