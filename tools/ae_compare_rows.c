/* What a net makes of rows, and how far that is from them. */
#include "ae_compare.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Features ----------------------------------------------------------------------------------------------------- */

bool make_features(features *f, size_t width, const side sides[SIDES], kit_message *why)
{
    *f = (features){ .width = width };
    for (int s = 0; s < SIDES; s++)
        if (!(f->rows[s] = calloc(sides[s].n, width * sizeof(float))))
            return kit_explain(why, "out of memory: %zu rows of %zu numbers", sides[s].n, width);
    return true;
}

void free_features(features *f)
{
    for (int s = 0; s < SIDES; s++)
        free(f->rows[s]);
}

/* ---- Values of the net -------------------------------------------------------------------------------------------- */

enum { SCALED, CODES, OUTPUTS, VALUES };

/* A net that prepares no rows gets them as they are, and one that scales none gives them back so. */
static const char *const names[VALUES][2] = { { "input.scaled", "input" }, { "code", NULL }, { "output.scaled", "output" } };

typedef struct value {
    const char *name;
    size_t width; /* 0: there is no such value */
} value;

static value value_of(const ae_model *model, const char *name)
{
    ae_value_info v;
    return (value){ name, name && find_value(&v, model, name) ? v.width : 0 };
}

static value value_for(const ae_model *model, int which)
{
    const value v = value_of(model, names[which][0]);
    return v.width ? v : value_of(model, names[which][1]);
}

/* With `missing mask indicators=yes` the net gets, after the numbers, a mark for each column. */
bool net_width(size_t *width, const ae_model *model, const char *name, kit_message *why)
{
    const size_t in = value_for(model, SCALED).width, columns = value_of(model, "input").width;
    *width = value_for(model, OUTPUTS).width;
    if (*width == 0)
        return kit_explain(why, "%s: is an encoder; only a model that gives its rows back can be compared", name);
    return *width == in || *width + columns == in ||
           kit_explain(why, "%s: gives back %zu numbers for %zu; only a model that gives its rows back can be compared",
                       name, *width, in);
}

static ae_status run_side(float *const out[VALUES], const value v[VALUES], const ae_model *model, const side *s,
                          ae_context *context, ae_error *e)
{
    ae_result results[VALUES];
    size_t n = 0;
    for (int i = 0; i < VALUES; i++)
        if (out[i])
            results[n++] = (ae_result){ v[i].name, out[i] };
    return ae_model_run(results, n, model, context, &s->rows, e);
}

/* Keeps the first numbers of each row. */
static void cut(float *rows, size_t n, size_t from, size_t to)
{
    for (size_t i = 1; to < from && i < n; i++)
        memmove(rows + i * to, rows + i * from, to * sizeof *rows);
}

static bool run_sides(net_rows *out, const value v[VALUES], const ae_model *model, const side sides[SIDES],
                      ae_context *context, kit_message *why)
{
    for (int s = 0; s < SIDES; s++) {
        ae_error e;
        float *const to[VALUES] = { out->scaled.rows[s], out->codes.rows[s], s == HELD ? out->outputs : NULL };
        if (run_side(to, v, model, &sides[s], context, &e) != AE_OK)
            return blame_rows(why, sides[s].table, &e);
        cut(out->scaled.rows[s], sides[s].n, v[SCALED].width, v[OUTPUTS].width);
    }
    out->scaled.width = v[OUTPUTS].width;
    return true;
}

bool run_net(net_rows *out, const ae_model *model, const side sides[SIDES], const arguments *a, kit_message *why)
{
    ae_error e;
    ae_context *context = NULL;
    const value v[VALUES] = { value_for(model, SCALED), value_for(model, CODES), value_for(model, OUTPUTS) };
    const char *const wanted[VALUES] = { v[SCALED].name, v[CODES].name, v[OUTPUTS].name };
    const ae_context_options options = {
        .size = sizeof options, .threads = (size_t)a->threads, .values = wanted, .n_values = VALUES
    };
    *out = (net_rows){ .outputs = calloc(sides[HELD].n, v[OUTPUTS].width * sizeof(float)) };
    bool ok = (out->outputs || kit_explain(why, "out of memory")) &&
              make_features(&out->scaled, v[SCALED].width, sides, why) &&
              make_features(&out->codes, v[CODES].width, sides, why) &&
              (ae_context_create(&context, model, &options, &e) == AE_OK || blame(why, NULL, &e)) &&
              run_sides(out, v, model, sides, context, why);
    ae_context_free(context);
    return ok;
}

void free_net_rows(net_rows *r)
{
    free_features(&r->scaled);
    free_features(&r->codes);
    free(r->outputs);
}

/* ---- Errors ------------------------------------------------------------------------------------------------------- */

/* One column of the table, which a category makes several numbers of the net's row. */
typedef struct stretch {
    size_t column, first, n; /* its numbers */
} stretch;

static bool is_there(const side *held, size_t row, size_t column)
{
    return !isnan(kit_table_number(held->table, held->rows.pick ? held->rows.pick[row] : row, column));
}

/* Of each number of the stretch, added up over the rows that have it: squared errors, and squared distances from the mean.
 */
static void add_stretch(double *error, double *variance, size_t *count, const stretch *s, const side *held,
                        const float *rows, const float *again, size_t width)
{
    for (size_t k = s->first; k < s->first + s->n; k++) {
        kit_moments m = { 0 };
        for (size_t i = 0; i < held->n; i++)
            if (is_there(held, i, s->column)) {
                const double x = (double)rows[i * width + k], d = (double)again[i * width + k] - x;
                *error += d * d;
                kit_moments_add(&m, x);
            }
        *variance += m.squares;
        *count += m.n;
    }
}

void measure_error(double figures[FIGURES], const ae_model *model, const side *held, const float *rows, const float *again,
                   size_t width)
{
    double error = 0, variance = 0;
    size_t count = 0;
    stretch s = { 0 };
    for (; s.first < width; s.column++, s.first += s.n) {
        ae_column_info c = AE_COLUMN_INFO_INIT;
        s.n = ae_model_get_column(&c, model, s.column, NULL) == AE_OK && c.levels ? c.levels : 1;
        add_stretch(&error, &variance, &count, &s, held, rows, again, width);
    }
    figures[ERROR] = error / (double)count;
    figures[EXPLAINED] = 1 - error / variance;
}
