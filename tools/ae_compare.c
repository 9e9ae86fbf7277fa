/* ae compare: a code against what is simpler, on rows that neither has seen. */
#include "ae_compare.h"
#include "kit/program.h"
#include "kit/split.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- What is compared --------------------------------------------------------------------------------------------- */

static bool load_given(comparison *c, kit_message *why)
{
    ae_error e;
    arguments *a = &c->arguments;
    ae_model_options options = model_options(a);
    if (ae_model_load(&c->given, a->model, &options, &e) != AE_OK)
        return blame(why, a->model, &e);
    a->from = a->model; /* its columns and its scale are those of the rows */
    return load_training_rows(&c->rows, a, c->given, why) && condition_training_rows(&c->rows, c->given, false, a, why);
}

/* A net by its spec, or the one that the rows ask for; *model is made of it only to be looked at. */
static bool choose_net(comparison *c, ae_model **model, kit_message *why)
{
    arguments *a = &c->arguments;
    const bool chosen = is_to_choose(a);
    if (chosen) {
        if (!load_training_rows(&c->rows, a, NULL, why))
            return false;
        take_choice(a, &c->rows.choice);
    }
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_error e;
    return begin_model(model, a, why) && (ae_model_get_info(&info, *model, &e) == AE_OK || blame(why, NULL, &e)) &&
           check_trainable(&info, why) && (chosen || load_training_rows(&c->rows, a, *model, why)) &&
           label_training_rows(&c->rows, *model, true, a, why);
}

static bool load_net(comparison *c, ae_model **model, kit_message *why)
{
    size_t memory;
    if (!choose_net(c, model, why))
        return false;
    ae_fit_options options = fit_options(&c->arguments, &c->rows);
    if (!check_fit(&memory, *model, &c->rows, &options, why))
        return false;
    c->arguments.spec = c->spec = strdup(ae_model_spec(*model));
    return c->spec || kit_explain(why, "out of memory");
}

static bool measure_widths(comparison *c, const ae_model *model, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (ae_model_get_info(&info, model, &e) != AE_OK)
        return blame(why, NULL, &e);
    c->code = info.code_width;
    return net_width(&c->width, model, c->given ? c->arguments.model : "spec", why);
}

static bool load(comparison *c, kit_message *why)
{
    ae_model *model = NULL;
    bool ok = (c->arguments.model ? load_given(c, why) : load_net(c, &model, why)) &&
              measure_widths(c, c->given ? c->given : model, why);
    ae_model_free(model);
    return ok && find_classes(&c->classes, &c->rows.data, &c->rows.valid, why);
}

/* ---- Rows that are held out --------------------------------------------------------------------------------------- */

static size_t folds_of(const comparison *c)
{
    return c->arguments.folds ? (size_t)c->arguments.folds : 5;
}

/* Without --valid, a part of as many as there are folds, another with each seed. */
static bool count_rows(comparison *c, kit_message *why)
{
    const size_t rows = c->rows.data.rows, folds = folds_of(c);
    const bool split = !has_valid_rows(&c->rows);
    if (split && (folds < 2 || folds > rows))
        return kit_explain(why, "%s: %zu rows cannot be %zu --folds; there must be 2 folds at least, and a row for each",
                           c->rows.data.source, rows, folds);
    c->n[HELD] =
        split ? rows / folds + (rows % folds > 0) : c->rows.valid.rows; /* the first fold is never the smaller one */
    c->n[LEARNT] = split ? rows - c->n[HELD] : rows;
    return true;
}

static bool check_code(const comparison *c, kit_message *why)
{
    if (c->code > c->width)
        return kit_explain(why,
                           "a code of %zu numbers for rows of %zu: PCA has no more axes than rows have numbers; "
                           "choose a smaller code",
                           c->code, c->width);
    return c->code <= c->n[LEARNT] ||
           kit_explain(why,
                       "%s: a code of %zu numbers, and %zu rows to learn from: PCA has no more axes than there are rows",
                       c->rows.data.source, c->code, c->n[LEARNT]);
}

/* numbers: the places of the rows to learn from, then of those held out. */
static bool deal(side sides[SIDES], uint32_t *numbers, const comparison *c, uint64_t seed, kit_message *why)
{
    const kit_table *data = &c->rows.data;
    uint32_t *fold_of = malloc(data->rows * sizeof *fold_of);
    bool ok = fold_of ? kit_folds(fold_of, data->rows, folds_of(c), data->labels, seed, why)
                      : kit_explain(why, "%s: out of memory", data->source);
    if (ok) {
        const size_t held = kit_fold_rows(numbers, fold_of, data->rows, 0);
        sides[LEARNT].n = sides[LEARNT].rows.picks = data->rows - held;
        sides[HELD].n = sides[HELD].rows.picks = held;
        sides[LEARNT].rows.pick = numbers;
        sides[HELD].rows.pick = numbers + sides[LEARNT].n;
    }
    free(fold_of);
    return ok;
}

static bool find_sides(side sides[SIDES], uint32_t *numbers, const comparison *c, uint64_t seed, kit_message *why)
{
    const training_rows *r = &c->rows;
    const side data = { &r->data, r->rows, r->data.rows, c->classes.of_data };
    sides[LEARNT] = sides[HELD] = data;
    if (!has_valid_rows(r))
        return deal(sides, numbers, c, seed, why);
    sides[HELD] = (side){ &r->valid, r->valid_rows, r->valid.rows, c->classes.of_valid };
    return true;
}

/* ---- One seed ----------------------------------------------------------------------------------------------------- */

static bool has_classes(const comparison *c)
{
    return c->classes.of_data && !*c->classes.none.text;
}

/* Only rows that are dealt anew tell other figures of raw rows and PCA. */
static bool is_new(const comparison *c)
{
    return c->done == 0 || !has_valid_rows(&c->rows);
}

static bool try_classes(double figures[FIGURES], const comparison *c, features *f, const side sides[SIDES], kit_message *why)
{
    return !has_classes(c) || measure_accuracy(figures, f, sides, &c->arguments, why);
}

static bool measure_pca(double figures[FIGURES], comparison *c, const ae_model *model, const side sides[SIDES],
                        const features *scaled, kit_message *why)
{
    features codes;
    float *again = calloc(sides[HELD].n, scaled->width * sizeof *again);
    bool ok = make_features(&codes, c->code, sides, why) && (again || kit_explain(why, "out of memory")) &&
              make_components(&codes, again, sides, scaled, why);
    if (ok) {
        measure_error(figures, model, &sides[HELD], scaled->rows[HELD], again, scaled->width);
        keep_pictures(c, PCA, again);
        ok = try_classes(figures, c, &codes, sides, why);
    }
    free_features(&codes);
    free(again);
    return ok;
}

static bool measure_code(double figures[FIGURES], comparison *c, const ae_model *model, const side sides[SIDES], net_rows *r,
                         kit_message *why)
{
    measure_error(figures, model, &sides[HELD], r->scaled.rows[HELD], r->outputs, r->scaled.width);
    keep_pictures(c, RAW, r->scaled.rows[HELD]);
    keep_pictures(c, CODE, r->outputs);
    return try_classes(figures, c, &r->codes, sides, why);
}

/* Raw rows are last: those without a label are taken out of them. */
static bool measure_rows(double figures[WAYS][FIGURES], comparison *c, const ae_model *model, const side sides[SIDES],
                         kit_message *why)
{
    net_rows r;
    bool ok = run_net(&r, model, sides, &c->arguments, why) && measure_code(figures[CODE], c, model, sides, &r, why);
    if (ok && is_new(c))
        ok = (!make_components || measure_pca(figures[PCA], c, model, sides, &r.scaled, why)) &&
             try_classes(figures[RAW], c, &r.scaled, sides, why);
    free_net_rows(&r);
    return ok;
}

/* *stopped: by a signal. The rows held out are not seen before they are measured. */
static bool train(ae_model **out, bool *stopped, comparison *c, const arguments *a, const side sides[SIDES], run *r,
                  kit_message *why)
{
    measurement m;
    ae_fit_options options = fit_options(a, &c->rows);
    options.valid = NULL;
    options.cancel = c->cancel;
    bool ok = train_and_measure(out, &m, a, options, &sides[LEARNT].rows, &sides[HELD].rows, r, why);
    *stopped = m.stopped;
    return ok;
}

static void print_seed(const comparison *c, uint64_t seed, double seconds)
{
    const double *code = c->figures[c->done][CODE];
    if (c->watch.quiet)
        return;
    printf("seed %llu  mse %.5g", (unsigned long long)seed, code[ERROR]);
    if (isfinite(code[KNN]))
        printf("  knn %.2f %%", 100 * code[KNN]);
    printf("  %.1f s\n", seconds);
}

static bool run_seed(comparison *c, uint32_t *numbers, bool *stopped, kit_message *why)
{
    double(*figures)[FIGURES] = c->figures[c->done];
    arguments a = c->arguments;
    side sides[SIDES];
    ae_model *own = NULL;
    run r = { .watch = &c->watch, .work = 1 };
    const double started = kit_now();
    a.seed += c->done;
    if (c->done > 0) /* what is not measured again stays */
        memcpy(figures, c->figures[c->done - 1], sizeof *c->figures);
    bool ok = find_sides(sides, numbers, c, a.seed, why) && (c->given || train(&own, stopped, c, &a, sides, &r, why));
    ok = ok && (*stopped || measure_rows(figures, c, c->given ? c->given : own, sides, why));
    ae_model_free(own);
    run_end(&r);
    if (ok && !*stopped)
        print_seed(c, a.seed, kit_now() - started);
    watch_go_on(&c->watch);
    return ok;
}

static bool run_seeds(comparison *c, kit_message *why)
{
    bool ok = true, stopped = false;
    uint32_t *numbers = malloc(c->rows.data.rows * sizeof *numbers);
    if (!numbers)
        return kit_explain(why, "out of memory");
    while (ok && !stopped && c->done < c->seeds) {
        ok = run_seed(c, numbers, &stopped, why);
        c->done += ok && !stopped;
        stopped = stopped || *c->cancel;
    }
    free(numbers);
    return ok;
}

/* ---- The command -------------------------------------------------------------------------------------------------- */

/* One model and one set of rows give the same with every seed. */
static size_t seeds_of(const comparison *c)
{
    enum { USUAL = 3 };
    if (c->given && has_valid_rows(&c->rows))
        return 1;
    return c->arguments.seeds ? (size_t)c->arguments.seeds : USUAL;
}

static bool make_room(comparison *c, kit_message *why)
{
    c->seeds = seeds_of(c);
    c->figures = calloc(c->seeds, sizeof *c->figures);
    for (int k = 0; c->figures && k < WAYS * FIGURES; k++)
        c->figures[0][k / FIGURES][k % FIGURES] = (double)NAN;
    return c->figures || kit_explain(why, "out of memory for %zu seeds", c->seeds);
}

/* Also a sign that a signal is now waited for. */
static void print_begin(const comparison *c)
{
    if (c->watch.quiet)
        return;
    fputs("net: ", stdout);
    print_spec(c->given ? ae_model_spec(c->given) : c->spec);
    putchar('\n');
    fflush(stdout);
}

static bool compare(comparison *c, kit_message *why)
{
    watch_open(&c->watch, "seeds", c->seeds, (double)c->seeds, &c->arguments);
    c->cancel = catch_stops();
    print_begin(c);
    bool ok = run_seeds(c, why);
    watch_close(&c->watch);
    if (ok && c->done < c->seeds)
        fprintf(stderr, "%zu of %zu seeds; stopped by %s\n", c->done, c->seeds, note_cut_short());
    return ok && (c->done == 0 || (print_comparison(c, why) && draw_pictures(c, why)));
}

bool run_compare(const arguments *a, kit_message *why)
{
    comparison c = { .arguments = *a };
    c.arguments.quiet = a->quiet || a->json;
    bool ok = load(&c, why) && count_rows(&c, why) && check_code(&c, why) && check_pictures(&c, why) && make_room(&c, why) &&
              make_pictures(&c, why) && compare(&c, why);
    ae_model_free(c.given);
    free_training_rows(&c.rows);
    free_classes(&c.classes);
    free(c.spec);
    free(c.figures);
    free(c.pictures);
    return ok;
}
