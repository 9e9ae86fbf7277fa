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
    return kit_table_scale(kit_table_scale(table) > 1 ? table : &r->data);
}

static bool check_output_width(const taker *output, const kit_table *table, kit_message *why)
{
    return output->width == 0 || output->width == table->width ||
           kit_explain(why,
                       "the model's output has %zu numbers, its input %zu: name with --target what the outputs are "
                       "compared with",
                       output->width, table->width);
}

/* What rows and targets are read for. */
typedef struct takers {
    ae_model *model; /* NULL: there is none yet */
    ae_model_info info;
    taker input, output;
} takers;

typedef struct names {
    const char *rows, *target; /* NULL = none */
} names;

/* A training that goes on with a model keeps to its columns, any other to those of its data. */
static bool know_columns(takers *t, training_rows *r, kit_message *why)
{
    if (r->schema.width == 0 && !kit_schema_make(&r->schema, &r->data, why))
        return false;
    t->input.schema = &r->schema;
    t->output.schema = t->output.width == 0 || t->output.width == r->schema.width ? &r->schema : NULL;
    return true;
}

/* Does a training go on with a model, whose notes stay as they are? */
static bool keeps_columns(const arguments *a)
{
    return a->from && !a->spec;
}

/* Gaps are taken by what will be chosen, unless they are to be refused. */
static const char *spec_of_gaps(const arguments *a)
{
    const bool takes = !a->missing || strcmp(a->missing, "mask") == 0;
    return takes ? "missing mask" : strcmp(a->missing, "mean") == 0 ? "missing mean" : "";
}

static bool find_takers(takers *t, training_rows *r, ae_model *model, const arguments *a, kit_message *why)
{
    ae_error e;
    *t = (takers){ .model = model, .info = AE_MODEL_INFO_INIT };
    if (model && ae_model_get_info(&t->info, model, &e) != AE_OK)
        return blame(why, NULL, &e);
    const char *spec = model ? ae_model_spec(model) : is_to_choose(a) ? spec_of_gaps(a) : a->spec;
    t->input = (taker){ "input", t->info.input_width, NULL, spec, model };
    t->output = (taker){ "output", t->info.output_width, NULL, spec, NULL };
    if (!keeps_columns(a))
        return true;
    t->input.schema = &r->schema;
    return model_schema(&r->schema, model, a->from, why);
}

/* Rows and, where named, their target. */
static bool load(ae_rows *rows, kit_table *table, kit_table *target, names from, training_rows *r, const arguments *a,
                 takers *t, kit_message *why)
{
    const bool chooses = table == &r->data && !t->model && is_to_choose(a);
    if (!load_rows(table, from.rows, a, &t->input, why) || (chooses && !choose_training(&r->choice, table, a, why)) ||
        !know_columns(t, r, why))
        return false;
    r->schema.gap_words = a->reading.gap_words ? a->reading.gap_words : r->schema.gap_words;
    double scale = scale_of(table, r, a, &t->info);
    if (a->from)
        tell_bytes(table, a, scale);
    *rows = kit_table_rows(table, scale);
    if (!from.target)
        return check_output_width(&t->output, table, why);
    if (!load_target(target, from.target, table, a, &t->output, why))
        return false;
    rows->target = target_array(target, table, a, scale);
    return true;
}

bool note_rows(ae_model *model, const training_rows *r, kit_message *why)
{
    return note_schema(model, &r->schema, &r->data, why) && heads_note(model, &r->heads, why) &&
           condition_note(model, &r->condition, why) && (!r->target.data || note_target(model, &r->schema, &r->target, why));
}

/* ---- Labels ------------------------------------------------------------------------------------------------------- */

static ae_array array_of(const float *labels, const heads *h)
{
    return (ae_array){ .data = labels, .width = h->width, .scale = 1, .dtype = AE_F32 };
}

static bool label_rows(training_rows *r, ae_model *model, bool anew, const arguments *a, kit_message *why)
{
    heads *h = &r->heads;
    heads_free(h);
    if (!heads_find(h, model, a->from, why))
        return false;
    if (h->n == 0)
        return true;
    if ((anew && !heads_learn(h, &r->data, why)) ||
        (a->valid && !heads_number(&r->valid_labels, h, &r->valid, false, why)) ||
        !heads_number(&r->labels, h, &r->data, false, why))
        return false;
    r->rows.labels = array_of(r->labels, h);
    if (has_valid_rows(r))
        r->valid_rows.labels = r->numbers ? r->rows.labels : array_of(r->valid_labels, h);
    return !anew || heads_note(model, h, why);
}

static bool check_condition(const condition *c, const arguments *a, kit_message *why)
{
    if (is_condition_row(a->reading.condition))
        return kit_explain(why, "--condition: a training takes columns of its rows, not NAME=VALUE");
    return c->width > 0 || !a->reading.condition ||
           kit_explain(why, "--condition: the model takes none; a spec says `condition N` after `input`");
}

bool condition_training_rows(training_rows *r, ae_model *model, bool anew, const arguments *a, kit_message *why)
{
    condition *c = &r->condition;
    condition_free(c);
    if (!condition_find(c, model, a->from ? a->from : a->model, why) || !check_condition(c, a, why))
        return false;
    if (c->width == 0)
        return true;
    const size_t width = c->width;
    anew &= !keeps_columns(a);
    if (anew) {
        condition_free(c);
        if (!condition_learn(c, &r->data, width, why))
            return false;
    }
    if ((a->valid && !condition_numbers(&r->valid_conditions, c, &r->valid, false, why)) ||
        !condition_numbers(&r->conditions, c, &r->data, false, why))
        return false;
    r->rows.condition = condition_array(r->conditions, c, false);
    if (has_valid_rows(r))
        r->valid_rows.condition = r->numbers ? r->rows.condition : condition_array(r->valid_conditions, c, false);
    return !anew || condition_note(model, c, why);
}

bool label_training_rows(training_rows *r, ae_model *model, bool anew, const arguments *a, kit_message *why)
{
    return label_rows(r, model, anew, a, why) && condition_training_rows(r, model, anew, a, why);
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

bool load_training_rows(training_rows *r, const arguments *a, ae_model *model, kit_message *why)
{
    const names data = { a->data, a->target }, valid = { a->valid, a->valid_target };
    takers t;
    *r = (training_rows){ .valid_rows = AE_ROWS_INIT };
    return find_takers(&t, r, model, a, why) && load(&r->rows, &r->data, &r->target, data, r, a, &t, why) &&
           (!a->valid || load(&r->valid_rows, &r->valid, &r->valid_target, valid, r, a, &t, why)) &&
           (a->valid_fraction == 0 || hold_out(r, a, why)) && (!model || keeps_columns(a) || note_rows(model, r, why));
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
    kit_schema_free(&r->schema);
    free_choice(&r->choice);
    heads_free(&r->heads);
    free(r->labels);
    free(r->valid_labels);
    condition_free(&r->condition);
    free(r->conditions);
    free(r->valid_conditions);
    free(r->numbers);
}

size_t picked_rows(const ae_rows *rows)
{
    return rows->pick ? rows->picks : rows->n;
}

size_t epoch_steps(const ae_rows *rows, size_t batch)
{
    enum { USUAL_BATCH = 256 };
    const size_t n = picked_rows(rows), rows_of_step = batch ? batch : USUAL_BATCH;
    return n / rows_of_step + (n % rows_of_step > 0);
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

/* Which rows an error tells of: its text begins with their name. */
static void find_blamed(bool *of_valid, bool *of_target, const ae_error *e)
{
    static const char valid[] = "validation: ", target[] = "target: ";
    *of_valid = strncmp(e->text, valid, sizeof valid - 1) == 0;
    *of_target = strncmp(e->text + (*of_valid ? sizeof valid - 1 : 0), target, sizeof target - 1) == 0;
}

const char *blamed_rows(const arguments *a, const ae_error *e)
{
    const char *const files[2][2] = { { a->data, a->target }, { a->valid, a->valid_target } };
    bool of_valid, of_target;
    find_blamed(&of_valid, &of_target, e);
    const char *file = files[of_valid][of_target];
    if (!is_of_rows(e))
        return NULL;
    return file ? file : a->data;
}

bool blame_training(kit_message *why, const training_rows *r, const char *other, const ae_error *e)
{
    const kit_table *const tables[2][2] = { { &r->data, &r->target }, { &r->valid, &r->valid_target } };
    bool of_valid, of_target;
    find_blamed(&of_valid, &of_target, e);
    const kit_table *table = tables[of_valid][of_target];
    return is_of_rows(e) ? blame_rows(why, table->data ? table : &r->data, e) : blame(why, other, e);
}

bool check_fit(size_t *memory, const ae_model *model, const training_rows *r, const ae_fit_options *options,
               kit_message *why)
{
    ae_error e;
    return ae_fit_memory(memory, model, &r->rows, options, &e) == AE_OK ||
           blame_training(why, r, e.line > 0 ? "optimizer" : NULL, &e);
}

bool check_trainable(const ae_model_info *info, kit_message *why)
{
    return info->output_width > 0 || info->heads > 0 ||
           kit_explain(why,
                       "the spec ends at its code, so its model only encodes and cannot be trained; add the decoder after "
                       "the code, such as `decoder mirror`");
}
