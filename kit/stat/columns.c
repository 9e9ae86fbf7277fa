#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>

/* How near to an end counts as being there, as a share of the range; where that is open, of the end's distance from 0. A
 * sigmoid or tanh that near has a hundredth of its steepest slope left, or less. */
static double margin_of(double low, double high)
{
    const double share = 0.0025;
    if (isfinite(low) && isfinite(high))
        return share * (high - low);
    return isfinite(low) ? share * fabs(low) : isfinite(high) ? share * fabs(high) : 0;
}

bool kit_columns_make(kit_columns *c, size_t width, double low, double high)
{
    *c = (kit_columns){ .width = width, .low = low, .high = high, .margin = margin_of(low, high) };
    c->column = calloc(width, sizeof *c->column);
    for (size_t i = 0; c->column && i < width; i++)
        c->column[i] = (kit_column){ .least = INFINITY, .most = -INFINITY };
    return c->column != NULL;
}

void kit_columns_free(kit_columns *c)
{
    free(c->column);
    c->column = NULL;
}

/* NaN is neither below nor above anything. */
static double distance_of(const kit_columns *c, double x)
{
    return x < c->low ? c->low - x : x > c->high ? x - c->high : 0;
}

void kit_columns_add(kit_columns *c, const float *row)
{
    for (size_t i = 0; i < c->width; i++) {
        kit_column *column = &c->column[i];
        const double x = (double)row[i], distance = distance_of(c, x);
        column->least = row[i] < column->least ? row[i] : column->least;
        column->most = row[i] > column->most ? row[i] : column->most;
        column->outside += distance > 0;
        column->inside += x > c->low + c->margin && x < c->high - c->margin;
        c->missed += distance * distance;
    }
    c->rows++;
}

bool kit_column_is_constant(const kit_column *c)
{
    return c->least >= c->most;
}

/* Together these columns are one unit. */
static void add_unit(kit_units *u, const kit_column *column, size_t n)
{
    bool alike = true, stuck = true;
    for (size_t i = 0; i < n; i++) {
        alike &= kit_column_is_constant(&column[i]);
        stuck &= column[i].inside == 0;
    }
    u->all++;
    u->alike += alike;
    u->stuck += stuck && !alike;
}

kit_units kit_columns_units(const kit_columns *c, size_t size)
{
    kit_units u = { 0 };
    for (size_t i = 0; i + size <= c->width; i += size)
        add_unit(&u, &c->column[i], size);
    return u;
}
