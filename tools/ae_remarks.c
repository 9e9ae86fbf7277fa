#include "ae_remarks.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>

static void say(const kit_message *remark)
{
    fprintf(stderr, "%s\n", remark->text);
}

/* ---- Columns of rows ---------------------------------------------------------------------------------------------- */

/* What the library divides by: a target's scale of 0 means the rows', and theirs the model's. */
static double scale_of(const subject *s, const ae_array *array)
{
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (array->scale > 0 || s->rows->input.scale > 0)
        return array->scale > 0 ? array->scale : s->rows->input.scale;
    return ae_model_get_info(&info, s->model, NULL) == AE_OK ? info.scale : 1;
}

/* Whether more rows could tell nothing new. */
typedef bool (*enough_fn)(const kit_columns *c, const kit_table *table);

/* Every step-th row. False when there is no memory. kit_columns_free either way. */
static bool gather(kit_columns *c, const kit_table *table, double scale, size_t step, enough_fn is_enough)
{
    enum { OFTEN = 256 }; /* rows after which it is asked */
    float *row = malloc(table->width * sizeof *row);
    for (size_t i = 0; row && i < table->rows && !(c->rows % OFTEN == OFTEN - 1 && is_enough(c, table)); i += step) {
        kit_table_row(row, table, i, scale);
        kit_columns_add(c, row);
    }
    free(row);
    return row != NULL;
}

static bool is_outside(const kit_column *c)
{
    return c->outside > 0;
}

/* " (column 3)", " (columns 3, 5)", with names " (columns age, height)"; nothing where they are many. */
static void list_columns(char *text, size_t room, const kit_columns *c, const kit_table *table,
                         bool (*is_one)(const kit_column *))
{
    enum { MOST = 4 };
    size_t found[MOST + 1], n = 0, used = 0;
    for (size_t i = 0; i < c->width && n <= MOST; i++)
        if (is_one(&c->column[i]))
            found[n++] = i;
    *text = 0;
    if (n == 0 || n > MOST)
        return;
    for (size_t i = 0; i < n && used < room; i++) {
        const char *before = i ? ", " : n == 1 ? " (column " : " (columns ", *after = i + 1 == n ? ")" : "";
        const char *name = kit_table_name(table, found[i]);
        used += (size_t)(name ? snprintf(text + used, room - used, "%s%s%s", before, name, after)
                              : snprintf(text + used, room - used, "%s%zu%s", before, found[i] + 1, after));
    }
}

enum { LIST = 160 };

/* ---- Targets outside ---------------------------------------------------------------------------------------------- */

static double most_of(const kit_columns *c)
{
    double most = -INFINITY;
    for (size_t i = 0; i < c->width; i++)
        most = fmax(most, (double)c->column[i].most);
    return most;
}

static double least_of(const kit_columns *c)
{
    double least = INFINITY;
    for (size_t i = 0; i < c->width; i++)
        least = fmin(least, (double)c->column[i].least);
    return least;
}

/* What the numbers would have to be divided by to lie inside; 0 if nothing helps. */
static double scale_to(const kit_columns *c)
{
    const double least = least_of(c), most = most_of(c);
    const bool below = least<c->low, above = most> c->high;
    if ((below && !(c->low < 0)) || (above && !(c->high > 0)))
        return 0;
    return fmax(below ? least / c->low : 0, above ? most / c->high : 0);
}

static void write_range(char text[64], const kit_columns *c)
{
    if (isfinite(c->low) && isfinite(c->high))
        snprintf(text, 64, "outside %g to %g", c->low, c->high);
    else
        snprintf(text, 64, isfinite(c->low) ? "below %g" : "above %g", isfinite(c->low) ? c->low : c->high);
}

static void write_advice(char text[160], const subject *s, const kit_columns *c, double scale)
{
    const double factor = scale_to(c);
    if (s->arguments->spec && factor > 0)
        snprintf(text, 160, "--scale %g brings them there, act=linear in the last layer takes any numbers", factor * scale);
    else
        snprintf(text, 160, "%s",
                 s->arguments->spec ? "act=linear in the last layer takes any numbers"
                                    : "was the model trained on numbers that were divided by another --scale?");
}

static size_t count_outside(const kit_columns *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->width; i++)
        n += c->column[i].outside;
    return n;
}

static void tell_outside(const subject *s, const kit_table *table, const kit_columns *c, double scale)
{
    char list[LIST], range[64], advice[160];
    kit_message m;
    const size_t outside = count_outside(c), all = c->rows * c->width;
    if (outside == 0)
        return;
    list_columns(list, sizeof list, c, table, is_outside);
    write_range(range, c);
    write_advice(advice, s, c, scale);
    kit_explain(&m, "%s: %zu of %zu numbers%s lie %s, where the model's output cannot go: the mse stays above %.6g; %s",
                table->source, outside, all, list, range, c->missed / (double)all, advice);
    say(&m);
}

enum { MOST_NUMBERS = 20000000 /* that are looked at: of more, rows are chosen evenly */ };

static bool is_never_enough(const kit_columns *c, const kit_table *table)
{
    (void)c, (void)table;
    return false;
}

/* What the output can reach; all numbers where there is none. */
static ae_value_info reach_of(const subject *s)
{
    ae_value_info v;
    return find_value(&v, s->model, "output") ? v : (ae_value_info){ .low = -INFINITY, .high = INFINITY };
}

void remark_on_targets(const subject *s)
{
    const ae_value_info output = reach_of(s);
    const kit_table *table = s->target ? s->target : s->input;
    const double scale = scale_of(s, s->target ? &s->rows->target : &s->rows->input);
    const size_t step = 1 + table->rows / (1 + MOST_NUMBERS / table->width);
    kit_columns c;
    if (are_bytes_doubtful(table, s->arguments, scale) || (isinf(output.low) && isinf(output.high)))
        return;
    if (kit_columns_make(&c, table->width, output.low, output.high) && gather(&c, table, scale, step, is_never_enough))
        tell_outside(s, table, &c, scale);
    kit_columns_free(&c);
}

/* ---- Rows that do not differ -------------------------------------------------------------------------------------- */

/* Columns of pictures are pixels: that some never change says nothing. */
static bool has_named_columns(const kit_table *table)
{
    return table->rank == 1 && table->dtype != AE_U8;
}

static bool all_change(const kit_columns *c, const kit_table *table)
{
    const kit_units u = kit_columns_units(c, 1);
    return u.alike == 0 || (u.alike < u.all && !has_named_columns(table));
}

static void tell_constant(const kit_table *table, const kit_columns *c)
{
    char list[LIST];
    kit_message m;
    const kit_units u = kit_columns_units(c, 1);
    list_columns(list, sizeof list, c, table, kit_column_is_constant);
    if (u.alike == u.all)
        kit_explain(&m, "%s: all %zu rows are alike, so there is nothing to learn but this one row", table->source,
                    table->rows);
    else
        kit_explain(&m, "%s: %zu of %zu columns hold%s the same number in every row%s: nothing is learnt from %s",
                    table->source, u.alike, u.all, u.alike == 1 ? "s" : "", list, u.alike == 1 ? "it" : "them");
    if (table->rows > 1 && !all_change(c, table))
        say(&m);
}

void remark_on_rows(const subject *s)
{
    kit_columns c;
    remark_on_targets(s);
    if (kit_columns_make(&c, s->input->width, -INFINITY, INFINITY) && gather(&c, s->input, 1, 1, all_change))
        tell_constant(s->input, &c);
    kit_columns_free(&c);
}

/* ---- The mean row ------------------------------------------------------------------------------------------------- */

double explained_by(const ae_metrics *m)
{
    return m->mean_mse > 0 ? 1 - m->mse / m->mean_mse : (double)NAN;
}

bool has_words(const ae_model *model)
{
    ae_column_info c = AE_COLUMN_INFO_INIT;
    for (size_t k = 0; ae_model_get_column(&c, model, k, NULL) == AE_OK; k++)
        if (c.levels > 0)
            return true;
    return false;
}

bool is_no_better(const ae_metrics *m)
{
    const double rounding = 1e-3;
    return explained_by(m) < rounding;
}

void remark_on_mean_row(const subject *s, const ae_metrics *m)
{
    kit_message text;
    kit_explain(&text, "%s: is no better on %s than always answering their mean: its mse is %.6g, the mean row's %.6g",
                s->file, s->input->source, m->mse, m->mean_mse);
    if (is_no_better(m))
        say(&text);
}
