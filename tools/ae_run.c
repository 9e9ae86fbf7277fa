/* The commands that run a trained model: encode, reconstruct, decode, score, eval. */
#include "ae_flags.h"
#include "ae_likelihood.h"
#include "ae_remarks.h"
#include "ae_scorer.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const task encoding = {
    .output = AE_OUT_CODE, .taker = "input", .column = "code", .no_images = "codes", .run = ae_model_encode, .carries = true
};
static const task reconstruction = {
    .output = AE_OUT_RECONSTRUCTION, .taker = "input", .column = "x", .run = ae_model_reconstruct, .is_rows = true
};
static const task decoding = {
    .output = AE_OUT_DECODED, .taker = "code", .column = "x", .run = ae_model_decode, .is_rows = true
};
static const task scaled_rows = { .taker = "input",
                                  .column = "x",
                                  .values = { "output.scaled" },
                                  .n_values = 1,
                                  .is_rows = true,
                                  .otherwise = &reconstruction };
static const task scoring = {
    .output = AE_OUT_SCORE, .taker = "input", .column = "score", .no_images = "scores", .run = ae_model_score
};
static const task sharing = {
    .taker = "input", .column = "error", .no_images = "scores", .values = { "score", "errors" }, .n_values = 2
};
static const task evaluation = { .output = AE_OUT_SCORE | AE_OUT_RECONSTRUCTION, .taker = "input" };
static const task likely = { .output = AE_OUT_SCORE | AE_OUT_RECONSTRUCTION | AE_OUT_LIKELIHOOD, .taker = "input" };

bool has_shares(const task *t)
{
    return t == &sharing;
}

/* ---- Commands that write a matrix --------------------------------------------------------------------------------- */

bool has_suffix(const char *path, const char *suffix)
{
    const size_t n = strlen(path), k = strlen(suffix);
    return n > k && strcmp(path + n - k, suffix) == 0;
}

bool is_png(const char *path)
{
    return has_suffix(path, ".png");
}

bool draws(const arguments *a)
{
    return a->format ? a->format == KIT_PNG : is_png(a->out);
}

/* Codes and scores have no two sides, so a picture of them would mean nothing. */
static bool check_format(const task *t, const arguments *a, kit_message *why)
{
    if (t == &encoding && packs(a))
        return check_packs(a, why);
    if (draws(a) && t->no_images)
        return kit_explain(why, "%s: %s are no images; name a .npy, .csv or .svm file", a->out, t->no_images);
    return a->format || kit_matrix_suffix(a->out, why);
}

static size_t result_width(const session *s, const task *t)
{
    size_t width = 0;
    for (size_t i = 0; i < t->n_values; i++)
        width += value_width(s, t->values[i]);
    if (t->n_values)
        return width;
    if (t->output == AE_OUT_SCORE)
        return 1;
    return t->output == AE_OUT_CODE ? s->info.code_width : s->info.output_width;
}

static uint64_t limit(const arguments *a)
{
    enum { PICTURES = 16 };
    return a->limit ? a->limit : draws(a) ? PICTURES : UINT64_MAX;
}

static bool make_room(session *s, const task *t, const arguments *a, kit_message *why)
{
    if (s->rows.n > limit(a))
        s->rows.n = (size_t)limit(a);
    s->width = result_width(s, t);
    s->result = calloc(s->rows.n, (s->width + has_shares(t)) * sizeof *s->result);
    return s->result || kit_explain(why, "%s: out of memory: %zu rows of %zu results", a->out, s->rows.n, s->width);
}

/* Scores and errors are computed apart, but a row of the result begins with its score. The errors therefore end where the
 * result will end, with the scores after them, and each row of them moves towards the beginning, never onto one that has not
 * moved yet. */
static ae_status run_shares(session *s, const task *t, ae_error *e)
{
    size_t n = s->rows.n, width = s->width - 1;
    float *scores = s->result + n * s->width, *errors = s->result + n;
    const ae_result results[] = { { t->values[0], scores }, { t->values[1], errors } };
    ae_status status = ae_model_run(results, 2, s->model, s->context, &s->rows, e);
    for (size_t i = 0; status == AE_OK && i < n; i++) {
        float *row = s->result + i * s->width;
        memmove(row + 1, errors + i * width, width * sizeof *row);
        row[0] = scores[i];
    }
    return status;
}

static ae_status run_model(session *s, const task *t, ae_error *e)
{
    if (t->run)
        return t->run(s->result, s->model, s->context, &s->rows, e);
    if (has_shares(t))
        return run_shares(s, t, e);
    return ae_model_run(&(ae_result){ t->values[0], s->result }, 1, s->model, s->context, &s->rows, e);
}

static bool compute(session *s, const task *t, const arguments *a, kit_message *why)
{
    ae_error e;
    return make_room(s, t, a, why) && (run_model(s, t, &e) == AE_OK || blame_rows(why, blamed_table(s, &e), &e));
}

/* Who gave a --limit knows. */
static void tell_left_out(const session *s, const arguments *a)
{
    if (!a->limit && s->rows.n < s->table.rows)
        fprintf(stderr, "%zu of %zu rows drawn; --limit N for more\n", s->rows.n, s->table.rows);
}

/* Rows count from 1, as in errors. */
void tell_refused(const session *s)
{
    enum { NAMED = 5 };
    size_t named = 0;
    if (!s->refused)
        return;
    fprintf(stderr, "%s: %zu of %zu rows cannot be used; NaN is written for row%s", s->table.source, s->refused, s->rows.n,
            s->refused == 1 ? "" : "s");
    for (size_t i = 0; i < s->rows.n && named < NAMED; i++)
        if (is_refused(s, i))
            fprintf(stderr, "%s %zu", named++ ? "," : "", i + 1);
    fputs(s->refused > NAMED ? ", ...\n" : "\n", stderr);
}

/* Heads go on from the code: nothing leads back to rows. */
static bool check_decodes(const session *s, const task *t, const arguments *a, kit_message *why)
{
    return t->output == AE_OUT_CODE || a->value || s->info.output_width > 0 || s->info.heads == 0 ||
           kit_explain(why, "%s: has heads but no decoder, so it has no %s; `ae predict` and `ae encode` are for it",
                       a->model, t->output == AE_OUT_SCORE || has_shares(t) ? "scores" : "reconstructions");
}

static bool labels_are_condition(const kit_table *table)
{
    const char *label = *table->label_name ? table->label_name : "label";
    return table->n_conditions == 1 && strcmp(label, table->condition_names[0]) == 0;
}

/* A condition that --condition gives to all rows stands above what their labels say. A LIBSVM file has labels in any case.
 */
static bool label_by_condition(session *s, kit_message *why)
{
    kit_table *table = &s->table;
    if (!table->labels)
        table->labels = calloc(table->rows, sizeof *table->labels);
    if (!table->labels)
        return kit_explain(why, "%s: out of memory: %zu labels", table->source, table->rows);
    if (!carry_condition(s, false, why))
        return false;
    for (size_t i = 0; i < s->rows.n; i++)
        snprintf(table->labels[i], sizeof *table->labels, "%s", s->beside.texts[i]);
    condition_texts_free(&s->beside);
    return true;
}

static bool other_labels(const session *s, const char *column, kit_message *why)
{
    return kit_explain(why,
                       "%s: codes have the labels, of column '%.60s', in a column `label`, where `ae decode` looks for the "
                       "model's condition, '%.60s': leave --label out",
                       s->table.source, s->table.label_name, column);
}

/* Codes are decoded by what they have with them: their label, if the model's condition is in a column of that name, or the
 * condition's own columns. */
static bool carry(session *s, const task *t, const arguments *a, kit_message *why)
{
    const char *label = s->schema.label ? s->schema.label : "label";
    const char *column = t->carries ? condition_column_of(&s->condition, label) : NULL;
    const bool alone = s->condition.known.width == 1;
    if (column && alone && (!s->table.labels || is_condition_row(a->reading.condition)))
        return label_by_condition(s, why);
    if (column && s->table.labels && !labels_are_condition(&s->table))
        return other_labels(s, column, why);
    return !t->carries || carry_condition(s, column && alone, why);
}

static bool run_task(const task *t, const arguments *a, kit_message *why)
{
    session s;
    if (!check_format(t, a, why) || !kit_writable(a->out, why))
        return false;
    bool ok = open_session(&s, &t, a, why) && check_decodes(&s, t, a, why) && compute(&s, t, a, why) &&
              carry(&s, t, a, why) && (t == &encoding && packs(a) ? write_packed(&s, a, why) : write_result(&s, t, a, why));
    if (ok) {
        tell_left_out(&s, a);
        tell_refused(&s);
    }
    close_session(&s);
    return ok;
}

bool run_encode(const arguments *a, kit_message *why)
{
    const task naming = {
        .taker = "input", .column = a->value, .no_images = "values", .values = { a->value }, .n_values = 1, .carries = true
    };
    return run_task(a->value ? &naming : &encoding, a, why);
}

bool run_reconstruct(const arguments *a, kit_message *why)
{
    return run_task(a->scaled ? &scaled_rows : &reconstruction, a, why);
}

bool run_decode(const arguments *a, kit_message *why)
{
    return run_task(&decoding, a, why);
}

/* --out is checked first: a command that fails for it leaves the model's file as it was. A scorer that is fitted now is that
 * of the scores that are written. */
bool run_score(const arguments *a, kit_message *why)
{
    if (a->out && (!check_format(&scoring, a, why) || !kit_writable(a->out, why)))
        return false;
    if (a->fit && !fit_scorer_of_file(a, why))
        return false;
    if (!a->out)
        return true;
    return a->threshold || a->explain ? flag_rows(a, why) : run_task(a->errors ? &sharing : &scoring, a, why);
}

/* ---- eval --------------------------------------------------------------------------------------------------------- */

/* Of rows that are to become others of the same kind, such as noisy ones: how far they are from these as they stand. NaN
 * where that says nothing, also of columns that the net scales. */
static double untouched(const session *s)
{
    const kit_table *rows = &s->table, *target = &s->target;
    const double usual = s->info.scale, scale = s->rows.input.scale > 0 ? s->rows.input.scale : usual;
    const double target_scale = s->rows.target.scale > 0 ? s->rows.target.scale : usual;
    double sum = 0;
    if (!target->data || target->width != rows->width || value_width(s, "output.scaled") > 0)
        return (double)NAN;
    for (size_t i = 0; i < s->rows.n; i++)
        for (size_t k = 0; k < rows->width; k++) {
            const double error = kit_table_number(rows, i, k) / scale - kit_table_number(target, i, k) / target_scale;
            sum += error * error;
        }
    return sum / (double)(s->rows.n * rows->width);
}

static bool evaluate(const session *s, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_metrics metrics = AE_METRICS_INIT;
    likelihood found;
    const subject of = { a, s->model, a->model, &s->rows, &s->table, s->target.data ? &s->target : NULL };
    const bool doubtful = are_bytes_doubtful(&s->table, a, s->info.scale); /* which has been said, and explains the rest */
    if (!doubtful)
        remark_on_targets(&of);
    if (ae_model_evaluate(&metrics, s->model, s->context, &s->rows, &e) != AE_OK)
        return blame_rows(why, blamed_table(s, &e), &e);
    if (a->likelihood && !find_likelihood(&found, s, a, why))
        return false;
    const findings all = { &metrics, s->info.output_width ? s->info.output_width : s->info.input_width, untouched(s),
                           a->likelihood ? &found : NULL };
    if (!print_metrics(&all, a->json, why))
        return false;
    remark_on_units(&of, a->json ? NULL : stdout);
    if (!doubtful)
        remark_on_mean_row(&of, &metrics);
    kit_message guessing;
    if (find_guessing(&guessing, &of, &s->rows, &metrics))
        fprintf(stderr, "%s\n", guessing.text);
    return true;
}

bool run_eval(const arguments *a, kit_message *why)
{
    session s;
    const task *t = a->likelihood ? &likely : &evaluation;
    bool ok =
        open_session(&s, &t, a, why) && label_session(&s, a, why) && check_measurable(&s, a, why) && evaluate(&s, a, why);
    close_session(&s);
    return ok;
}
