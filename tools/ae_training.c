#include "ae_training.h"
#include "kit/split.h"
#include <stdlib.h>
#include <string.h>

/* ---- Rows from files ---------------------------------------------------------------------------------------------- */

/* A model that goes on keeps its scale. Otherwise all rows are divided by the run's one scale; but bytes beside data of
 * other numbers would then be 255 times too large, for these are taken as they are. */
static double scale_of(const kit_table *table, const training_rows *r, const arguments *a, const ae_model_info *info)
{
    if (a->scale > 0)
        return a->scale;
    if (a->from)
        return info->scale;
    return kit_table_scale(table->dtype == AE_U8 ? table : &r->data);
}

static bool check_output_width(const ae_model_info *info, const kit_table *table, kit_message *why)
{
    return !info || info->output_width == table->width ||
           kit_explain(why,
                       "the model's output has %zu numbers, its input %zu: name with --target what the outputs are "
                       "compared with",
                       info->output_width, table->width);
}

typedef struct names {
    const char *rows, *target; /* NULL = none */
} names;

/* Rows and, where named, their target. */
static bool load(ae_rows *rows, kit_table *table, kit_table *target, names from, const training_rows *r, const arguments *a,
                 const ae_model_info *info, kit_message *why)
{
    if (!load_rows(table, from.rows, a, info ? info->input_width : 0, "input", why))
        return false;
    double scale = scale_of(table, r, a, info);
    if (a->from)
        tell_bytes(table, a, scale);
    *rows = kit_table_rows(table, scale);
    if (!from.target)
        return check_output_width(info, table, why);
    if (!load_target(target, from.target, table, a, info ? info->output_width : 0, why))
        return false;
    rows->target = target_array(target, table, a, scale);
    return true;
}

/* ---- Rows that are held out --------------------------------------------------------------------------------------- */

static bool hold_out(training_rows *r, const arguments *a, kit_message *why)
{
    const ae_rows all = r->rows;
    ae_error e;
    r->numbers = malloc(all.n * sizeof *r->numbers);
    if (!r->numbers)
        return kit_explain(why, "%s: out of memory", r->data.source);
    return ae_rows_split(&r->rows, &r->valid_rows, r->numbers, &all, a->valid_fraction, a->seed, &e) == AE_OK ||
           kit_explain(why, "--valid-fraction: %s", e.text);
}

bool load_training_rows(training_rows *r, const arguments *a, const ae_model_info *info, kit_message *why)
{
    const names data = { a->data, a->target }, valid = { a->valid, a->valid_target };
    *r = (training_rows){ .valid_rows = AE_ROWS_INIT };
    return load(&r->rows, &r->data, &r->target, data, r, a, info, why) &&
           (!a->valid || load(&r->valid_rows, &r->valid, &r->valid_target, valid, r, a, info, why)) &&
           (a->valid_fraction == 0 || hold_out(r, a, why));
}

bool has_valid_rows(const training_rows *r)
{
    return r->valid_rows.n > 0;
}

void free_training_rows(training_rows *r)
{
    kit_table_free(&r->data);
    kit_table_free(&r->target);
    kit_table_free(&r->valid);
    kit_table_free(&r->valid_target);
    free(r->numbers);
}

/* ---- Options ------------------------------------------------------------------------------------------------------ */

ae_fit_options fit_options(const arguments *a, const training_rows *r)
{
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    options.optimizer = a->optimizer;
    options.batch = (size_t)a->batch;
    options.epochs = a->epochs;
    options.steps = a->steps;
    options.seed = a->seed;
    options.threads = (unsigned)a->threads;
    options.valid = has_valid_rows(r) ? &r->valid_rows : NULL;
    return options;
}

const char *blamed_rows(const arguments *a, const ae_error *e)
{
    static const char valid[] = "validation: ", target[] = "target: ";
    const char *const files[2][2] = { { a->data, a->target }, { a->valid, a->valid_target } };
    const bool of_valid = strncmp(e->text, valid, sizeof valid - 1) == 0,
               of_target = strncmp(e->text + (of_valid ? sizeof valid - 1 : 0), target, sizeof target - 1) == 0;
    const char *file = files[of_valid][of_target];
    if (!is_of_rows(e))
        return NULL;
    return file ? file : a->data;
}

bool check_fit(size_t *memory, const ae_model *model, const training_rows *r, const ae_fit_options *options,
               const arguments *a, kit_message *why)
{
    ae_error e;
    if (ae_fit_memory(memory, model, &r->rows, options, &e) == AE_OK)
        return true;
    const char *rows = blamed_rows(a, &e);
    return blame(why, rows ? rows : e.line > 0 ? "optimizer" : NULL, &e);
}

bool check_trainable(const ae_model_info *info, kit_message *why)
{
    return info->output_width > 0 ||
           kit_explain(why,
                       "the spec ends at its code, so its model only encodes and cannot be trained; add the decoder after "
                       "the code, such as `decoder mirror`");
}
