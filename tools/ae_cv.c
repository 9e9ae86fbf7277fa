/* ae cv: every row is measured by a model that was not trained on it. */
#include "ae_command.h"
#include "ae_json.h"
#include "ae_measure.h"
#include "ae_scorer.h"
#include "kit/parallel.h"
#include "kit/split.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is told of each fold, and of all of them. */
enum { LOSS, MSE, MEAN_MSE, HEADS, FIGURES = HEADS + MOST_HEADS, FIGURE_NAME = 80 };

typedef struct fold {
    uint32_t number; /* from 0 */
    size_t rows;
    double figures[FIGURES], seconds;
    bool done;
    kit_message why; /* of a fold that failed */
} fold;

typedef struct validation {
    arguments arguments;
    char *spec; /* as the model has it: a file is read once */
    training_rows rows;
    char names[FIGURES][FIGURE_NAME]; /* of the first n_figures */
    size_t n_figures;
    uint32_t *fold_of;
    fold *folds;
    size_t n;      /* of them that are run */
    float *scores; /* one a row, with --scores */
    const volatile int32_t *cancel;
    watch watch;
    double mean[FIGURES], deviation[FIGURES]; /* over the folds, if all are done */
} validation;

/* ---- Folds -------------------------------------------------------------------------------------------------------- */

static size_t folds_of(const arguments *a)
{
    return a->folds ? (size_t)a->folds : 5;
}

static bool deal(validation *v, kit_message *why)
{
    const arguments *a = &v->arguments;
    const kit_table *data = &v->rows.data;
    size_t folds = folds_of(a);
    if (a->fold > folds)
        return kit_explain(why, "--fold %llu: there are %zu folds", (unsigned long long)a->fold, folds);
    if (folds > data->rows)
        return kit_explain(why, "%s: %zu rows cannot be %zu --folds", data->source, data->rows, folds);
    v->fold_of = calloc(data->rows, sizeof *v->fold_of);
    v->folds = calloc(folds, sizeof *v->folds);
    v->scores = a->scores ? calloc(data->rows, sizeof *v->scores) : NULL;
    if (!v->fold_of || !v->folds || (a->scores && !v->scores))
        return kit_explain(why, "%s: out of memory", data->source);
    v->n = a->fold ? 1 : folds;
    v->arguments.threads = a->jobs > v->n ? a->jobs / v->n : 1; /* what the folds leave, each of them can use */
    for (size_t i = 0; i < v->n; i++)
        v->folds[i].number = (uint32_t)(a->fold ? a->fold - 1 : i);
    return data->groups ? kit_group_folds(v->fold_of, data->rows, folds, data->groups, a->seed, why)
                        : kit_folds(v->fold_of, data->rows, folds, data->labels, a->seed, why);
}

/* ---- One fold ----------------------------------------------------------------------------------------------------- */

static bool keep_scores(validation *v, const ae_model *model, const ae_rows *held, kit_message *why)
{
    ae_error e;
    float *scores = malloc(held->picks * sizeof *scores);
    bool ok = scores ? ae_model_score(scores, model, NULL, held, &e) == AE_OK || blame(why, NULL, &e)
                     : kit_explain(why, "out of memory");
    for (size_t i = 0; ok && i < held->picks; i++)
        v->scores[held->pick[i]] = scores[i];
    free(scores);
    return ok;
}

/* As ae train would. */
static bool save(ae_model *model, const validation *v, const ae_rows *rows, kit_message *why)
{
    ae_error e;
    const arguments *a = &v->arguments;
    const char *path = a->out;
    return note_rows(model, &v->rows, why) && end_with_scorer(model, rows, scorer_kind_of(model, a), a, why) &&
           (ae_model_save(model, path, &e) == AE_OK || blame(why, path, &e));
}

/* A metric of the model, or NaN. */
static double metric(const ae_metrics *m, const char *name)
{
    for (size_t i = 0; i < m->n_metrics; i++)
        if (strcmp(m->metrics[i].name, name) == 0)
            return m->metrics[i].value;
    return NAN;
}

static bool keep(validation *v, fold *f, const measurement *m, ae_model *model, const ae_rows *rows, const ae_rows *held)
{
    f->figures[LOSS] = m->metrics.loss;
    f->figures[MSE] = m->metrics.mse;
    f->figures[MEAN_MSE] = m->metrics.mean_mse;
    for (size_t i = HEADS; i < v->n_figures; i++)
        f->figures[i] = metric(&m->metrics, v->names[i]);
    f->seconds = m->seconds;
    return (!v->scores || keep_scores(v, model, held, &f->why)) && (!v->arguments.out || save(model, v, rows, &f->why));
}

/* The rows of the fold are measured at the end only: whatever a training learnt of them before would make it look better. */
static void measure(validation *v, fold *f, run *r, const uint32_t *numbers)
{
    ae_rows rows = v->rows.rows, held = v->rows.rows;
    ae_fit_options options = fit_options(&v->arguments, &v->rows);
    measurement m;
    ae_model *model;
    options.cancel = v->cancel;
    rows.pick = numbers;
    rows.picks = v->rows.data.rows - f->rows;
    held.pick = numbers + rows.picks;
    held.picks = f->rows;
    f->done = train_and_measure(&model, &m, &v->arguments, options, &rows, &held, r, &f->why) && !m.stopped &&
              keep(v, f, &m, model, &rows, &held);
    ae_model_free(model);
}

static void print_end(const validation *v, const fold *f)
{
    if (v->watch.quiet)
        return;
    if (f->done)
        printf("fold %u  loss %.6g  %.1f s\n", f->number + 1, f->figures[LOSS], f->seconds);
    else if (*f->why.text)
        printf("fold %u  failed: %s\n", f->number + 1, f->why.text);
}

/* For kit_parallel. A fold that has not begun when the signal comes does not begin. */
static void run_fold(void *user, size_t i)
{
    validation *v = user;
    fold *f = &v->folds[i];
    run r = { .watch = &v->watch, .work = 1 };
    uint32_t *numbers = malloc(v->rows.data.rows * sizeof *numbers);
    if (!numbers)
        kit_explain(&f->why, "out of memory");
    else if (!*v->cancel) {
        f->rows = kit_fold_rows(numbers, v->fold_of, v->rows.data.rows, f->number);
        measure(v, f, &r, numbers);
    }
    free(numbers);
    run_end(&r);
    print_end(v, f);
    watch_go_on(&v->watch);
}

/* ---- The result --------------------------------------------------------------------------------------------------- */

static size_t count_done(const validation *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++)
        n += v->folds[i].done;
    return n;
}

/* A mean over some of the folds would be taken for that over all. */
static bool has_summary(const validation *v)
{
    return v->n > 1 && count_done(v) == v->n;
}

static bool sum_up(validation *v, kit_message *why)
{
    double *column = calloc(v->n, sizeof *column);
    for (size_t figure = 0; column && figure < v->n_figures; figure++) {
        for (size_t i = 0; i < v->n; i++)
            column[i] = v->folds[i].figures[figure];
        kit_spread s = kit_spread_of_doubles(column, v->n);
        v->mean[figure] = s.mean;
        v->deviation[figure] = s.deviation;
    }
    free(column);
    return column || kit_explain(why, "out of memory");
}

static int width_of(const char *name)
{
    enum { NARROWEST = 11 };
    return strlen(name) > NARROWEST ? (int)strlen(name) : NARROWEST;
}

static void print_figures(const validation *v, const double figures[FIGURES])
{
    for (size_t i = 0; i < v->n_figures; i++)
        if (isnan(figures[i]))
            printf("  %*s", width_of(v->names[i]), "-");
        else
            printf("  %*.6g", width_of(v->names[i]), figures[i]);
}

static void print_table(const validation *v)
{
    printf("%9s  %6s", "fold", "rows");
    for (size_t i = 0; i < v->n_figures; i++)
        printf("  %*s", width_of(v->names[i]), v->names[i]);
    puts("  seconds");
    for (const fold *f = v->folds; f < v->folds + v->n; f++)
        if (f->done) {
            printf("%9u  %6zu", f->number + 1, f->rows);
            print_figures(v, f->figures);
            printf("  %7.1f\n", f->seconds);
        }
}

static void print_summary(const validation *v)
{
    printf("%9s  %6s", "mean", "");
    print_figures(v, v->mean);
    printf("\n%9s  %6s", "deviation", "");
    print_figures(v, v->deviation);
    putchar('\n');
}

static void print_command(const validation *v)
{
    static const replacement alone[] = { { "fold", "1" }, { "scores", NULL } };
    char *text = command_text("cv", CV, &v->arguments, alone, 2);
    if (text)
        printf("\none fold alone: %s\n", text);
    free(text);
}

static json_t *figures_as_json(const validation *v, const double figures[FIGURES])
{
    json_t *object = json_object();
    for (size_t i = 0; object && i < v->n_figures; i++)
        if (json_object_set_new(object, v->names[i], json_finite(figures[i])) != 0) {
            json_decref(object);
            return NULL;
        }
    return object;
}

static json_t *fold_as_json(const validation *v, const fold *f)
{
    return json_pack("{s:I, s:I, s:o, s:f}", "fold", (json_int_t)f->number + 1, "rows", (json_int_t)f->rows, "metrics",
                     figures_as_json(v, f->figures), "seconds", f->seconds);
}

static bool print_json(const validation *v, kit_message *why)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < v->n; i++)
        if (v->folds[i].done)
            list = json_append(list, fold_as_json(v, &v->folds[i]));
    bool all = has_summary(v);
    json_t *object = json_pack("{s:o, s:o, s:o}", "folds", list, "mean", all ? figures_as_json(v, v->mean) : json_null(),
                               "deviation", all ? figures_as_json(v, v->deviation) : json_null());
    return json_print(stdout, object, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) ||
           kit_explain(why, "out of memory, or standard output could not be written");
}

static bool print_result(const validation *v, kit_message *why)
{
    if (v->arguments.json)
        return print_json(v, why);
    if (count_done(v) == 0)
        return true;
    if (!v->watch.quiet)
        putchar('\n');
    print_table(v);
    if (has_summary(v))
        print_summary(v);
    if (!v->watch.quiet && v->n > 1)
        print_command(v);
    return true;
}

static bool write_scores(const validation *v, kit_message *why)
{
    const kit_table *data = &v->rows.data;
    const kit_matrix m = { .data = v->scores,
                           .rows = data->rows,
                           .width = 1,
                           .rank = 1,
                           .shape = { 1 },
                           .column = "score",
                           .labels = data->labels };
    return kit_matrix_write(v->arguments.scores, &m, why);
}

/* The first fold that failed says why. */
static bool check_folds(const validation *v, kit_message *why)
{
    for (size_t i = 0; i < v->n; i++)
        if (*v->folds[i].why.text)
            return kit_explain(why, "fold %u: %s", v->folds[i].number + 1, v->folds[i].why.text);
    return true;
}

/* ---- The command -------------------------------------------------------------------------------------------------- */

static void name_figures(validation *v)
{
    static const char *const of_rows[HEADS] = { "loss", "mse", "mean_mse" };
    const heads *h = &v->rows.heads;
    for (size_t i = 0; i < HEADS; i++)
        snprintf(v->names[i], FIGURE_NAME, "%s", of_rows[i]);
    for (size_t i = 0; i < h->n; i++)
        snprintf(v->names[HEADS + i], FIGURE_NAME, "%s.%s", h->head[i].name, h->head[i].classes ? "accuracy" : "mse");
    v->n_figures = HEADS + h->n;
}

/* What is wrong with every fold is found before the first one. */
static bool load(validation *v, kit_message *why)
{
    arguments *a = &v->arguments;
    ae_error e;
    ae_model *model = NULL;
    ae_model_info info = AE_MODEL_INFO_INIT;
    size_t memory;
    bool ok = begin_model(&model, a, why) && (ae_model_get_info(&info, model, &e) == AE_OK || blame(why, NULL, &e)) &&
              check_trainable(&info, why) && load_training_rows(&v->rows, a, model, why) &&
              label_training_rows(&v->rows, model, true, a, why);
    ae_fit_options options = fit_options(a, &v->rows);
    ok = ok && check_fit(&memory, model, &v->rows, &options, why);
    a->spec = v->spec = ok ? strdup(ae_model_spec(model)) : NULL;
    ae_model_free(model);
    name_figures(v);
    return ok && (v->spec || kit_explain(why, "out of memory"));
}

/* Also a sign that a signal is now waited for. */
static void print_begin(const validation *v)
{
    const kit_table *data = &v->rows.data;
    if (v->arguments.quiet)
        return;
    printf("%zu rows in %zu folds%s\n", data->rows, folds_of(&v->arguments),
           data->groups   ? ", no group in two of them"
           : data->labels ? ", each with its share of each label"
                          : "");
    fflush(stdout);
}

static bool validate(validation *v, kit_message *why)
{
    const arguments *a = &v->arguments;
    watch_open(&v->watch, "folds", v->n, (double)v->n, a);
    v->cancel = catch_stops();
    print_begin(v);
    kit_parallel((size_t)a->jobs, v->n, run_fold, v);
    watch_close(&v->watch);
    bool complete = count_done(v) == v->n;
    if (!complete && *v->cancel)
        fprintf(stderr, "%zu of %zu folds; stopped by %s\n", count_done(v), v->n, note_cut_short());
    return sum_up(v, why) && print_result(v, why) && check_folds(v, why) &&
           (!v->scores || !complete || write_scores(v, why));
}

static bool check_scores_out(const char *path, kit_message *why)
{
    if (is_png(path))
        return kit_explain(why, "%s: scores are no picture; .npy and .csv can be written", path);
    return kit_matrix_suffix(path, why) && kit_writable(path, why);
}

bool run_cv(const arguments *a, kit_message *why)
{
    validation v = { .arguments = *a };
    v.arguments.quiet = a->quiet || a->json;
    bool ok = (!a->out || check_model_out(a->out, why)) && (!a->scores || check_scores_out(a->scores, why)) &&
              load(&v, why) && deal(&v, why) && validate(&v, why);
    free_training_rows(&v.rows);
    free(v.spec);
    free(v.fold_of);
    free(v.folds);
    free(v.scores);
    return ok;
}
