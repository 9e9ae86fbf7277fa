#include "train/blame.h"
#include "base/format.h"
#include <math.h>

/* No net is meant to see such a number: its square, and the products with it, soon go beyond a float's range. */
static const double huge = 1e9;

typedef struct culprit {
    const ae_source *source;
    size_t column;
    double size, value; /* as the net sees it, and in the data */
} culprit;

static double size_of(const ae_scaling *s, double x, size_t column)
{
    if (!s->center)
        return fabs(x);
    return (double)s->spread[column] > 0 ? fabs(x - (double)s->center[column]) / (double)s->spread[column] : 0;
}

static void look(culprit *c, const ae_scaling *scaling, const ae_source *s, const ae_real *row)
{
    for (size_t i = 0; i < s->width; i++) {
        double size = size_of(scaling, (double)row[i], i);
        if (size > c->size)
            *c = (culprit){ s, i, size, fabs((double)row[i]) };
    }
}

/* AE_EDATA if the largest value of this row is far too large. */
static ae_status look_at_row(const ae_dataset *d, const ae_scaling *s, const ae_reading *r, size_t row, ae_error *e)
{
    static const ae_scaling none = { NULL, NULL, NULL }; /* only rows and their targets are scaled */
    culprit c = { &d->column[AE_COLUMN_INPUT], 0, 0, 0 };
    for (ae_column i = 0; i < AE_COLUMNS; i++)
        if (d->given[i])
            look(&c, i <= AE_COLUMN_TARGET ? s : &none, &d->column[i], r->column[i] + row * d->column[i].width);
    if (c.size < huge)
        return AE_OK;
    size_t number = (r->rows ? r->rows[row] : r->first_row + row) + 1;
    if (c.size != c.value)
        return ae_fail_at(e, AE_EDATA, number, c.column + 1,
                          "%s: row %zu, column %zu is as large as %g, which is %g in scaled units: no training can go on "
                          "with it; leave the row out",
                          c.source->what, number, c.column + 1, c.value, c.size);
    return ae_fail_at(e, AE_EDATA, number, c.column + 1,
                      "%s: row %zu, column %zu is as large as %g: no training can go on with it; leave the row out, or "
                      "scale the column",
                      c.source->what, number, c.column + 1, c.value);
}

ae_status ae_blame_rows(const ae_dataset *d, const ae_scaling *s, const ae_reading *r, size_t rows, ae_error *e)
{
    for (size_t i = 0; i < rows; i++)
        AE_TRY(look_at_row(d, s, r, i, e));
    return AE_OK;
}

/* A row's share of the batch's loss. */
static double share_of(const ae_blamed *b, size_t row)
{
    return b->losses[row] * (b->weights ? (double)b->weights[row] : 1);
}

/* The first row whose loss is not finite; otherwise the one with the largest share. */
static size_t worst_row(const ae_blamed *b)
{
    size_t worst = 0;
    for (size_t i = 0; i < b->rows; i++) {
        if (!isfinite(b->losses[i]))
            return i;
        if (share_of(b, i) > share_of(b, worst))
            worst = i;
    }
    return worst;
}

/* The place of a step in the training: "epoch 2, step 31". */
static void name_step(char text[64], const ae_clock *c)
{
    if (c->epoch)
        ae_format(text, 64, "epoch %llu, step %llu", (unsigned long long)c->epoch, (unsigned long long)c->step);
    else
        ae_format(text, 64, "step %llu", (unsigned long long)c->step);
}

static ae_status blame_numbers(const ae_blamed *b, ae_error *e)
{
    char step[64];
    name_step(step, b->clock);
    if (b->gradients)
        return ae_fail(e, AE_EDIVERGED, "%s: a gradient is not finite: a smaller learning rate or `clip norm=1` may help",
                       step);
    return ae_fail(e, AE_EDIVERGED, "%s: the loss is %g: a smaller learning rate may help", step, b->clock->loss);
}

/* Whether this row makes up most of a loss that is far above the usual one. */
static bool is_alone(const ae_blamed *b, size_t row)
{
    double sum = 0;
    for (size_t i = 0; i < b->rows; i++)
        sum += share_of(b, i);
    return share_of(b, row) > sum / 2;
}

/* Four digits of a loss say enough. */
static double brief(double x)
{
    double up = 1, down = 1;
    if (!isfinite(x))
        return x;
    while (x * up < 1000 && up < 1e22)
        up *= 10;
    while (x / down >= 10000)
        down *= 10;
    return (double)(uint64_t)(x * up / down + 0.5) / up * down;
}

/* A finite loss, but far from all before. */
static ae_status blame_loss(const ae_blamed *b, size_t row, ae_error *e)
{
    const ae_reading *r = b->reading;
    char step[64];
    name_step(step, b->clock);
    double loss = brief(b->clock->loss), usual = brief(b->usual), times = brief(b->clock->loss / b->usual);
    size_t number = (r->rows ? r->rows[row] : r->first_row + row) + 1;
    if (is_alone(b, row))
        return ae_fail_at(
            e, AE_EDIVERGED, number, 0,
            "%s: the loss is %g, %g times the usual %g; row %zu is to blame, with a loss of %g: leave it out, or "
            "train with `guard back=yes`",
            step, loss, times, usual, number, brief(b->losses[row]));
    return ae_fail(e, AE_EDIVERGED, "%s: the loss is %g, %g times the usual %g: a smaller learning rate may help", step,
                   loss, times, usual);
}

ae_status ae_blame_step(const ae_blamed *b, ae_error *e)
{
    size_t row = worst_row(b);
    if (b->rows == 0)
        return blame_numbers(b, e);
    AE_TRY(look_at_row(b->dataset, b->scaling, b->reading, row, e));
    return b->gradients || !isfinite(b->clock->loss) ? blame_numbers(b, e) : blame_loss(b, row, e);
}
