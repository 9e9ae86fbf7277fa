/* ae tune: random search, and successive halving (Jamieson and Talwalkar, 2016). */
#include "ae_scorer.h"
#include "ae_search.h"
#include "kit/parallel.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Results ------------------------------------------------------------------------------------------------------ */

result *result_of(const search *s, size_t level, size_t number)
{
    return &s->results[level * s->n + number];
}

size_t count_known(const search *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n * s->n_rungs; i++)
        n += s->results[i].known;
    return n;
}

size_t last_rung(const search *s, size_t number)
{
    for (size_t level = s->n_rungs; level-- > 0;)
        if (result_of(s, level, number)->known)
            return level;
    return s->n_rungs;
}

static bool has_figures(const search *s, size_t level, size_t number)
{
    const result *r = level < s->n_rungs ? result_of(s, level, number) : NULL;
    return r && r->known && !r->error;
}

bool beats(const search *s, size_t level, size_t a, size_t b)
{
    double x = result_of(s, level, a)->figures[s->by], y = result_of(s, level, b)->figures[s->by];
    return x != y ? x < y : a < b;
}

/* A trial that failed at some rung is out, whatever it was before. */
bool is_better(const search *s, size_t a, size_t b)
{
    size_t level_a = last_rung(s, a), level_b = last_rung(s, b);
    bool good_a = has_figures(s, level_a, a), good_b = has_figures(s, level_b, b);
    if (!good_a || !good_b)
        return good_a != good_b ? good_a : a < b;
    return level_a != level_b ? level_a > level_b : beats(s, level_a, a, b);
}

size_t best_trial(const search *s)
{
    size_t best = 0;
    for (size_t i = 1; i < s->n; i++)
        if (is_better(s, i, best))
            best = i;
    return has_figures(s, last_rung(s, best), best) ? best : s->n;
}

/* ---- The plan ----------------------------------------------------------------------------------------------------- */

/* As many rungs as trials and length allow: each has 1 / ratio of the trials of the one before, rounded down, and the last
 * has the whole length. */
static void plan(search *s)
{
    const arguments *a = &s->arguments;
    uint64_t length = a->steps ? a->steps : a->epochs ? a->epochs : 10, ratio = a->ratio ? a->ratio : 3;
    size_t trials = s->n;
    s->n_rungs = 1;
    for (uint64_t l = length; a->halving && trials / ratio >= 1 && l / ratio >= 1; l /= ratio, trials /= ratio)
        s->n_rungs++;
    trials = s->n;
    for (size_t level = 0; level < s->n_rungs; level++, trials /= ratio)
        s->rungs[level].trials = trials;
    for (size_t level = s->n_rungs; level-- > 0; length /= ratio)
        s->rungs[level].length = length;
}

static bool make_results(search *s, kit_message *why)
{
    plan(s);
    s->results = calloc(s->n * s->n_rungs, sizeof *s->results);
    s->entrants = calloc(s->n, sizeof *s->entrants);
    return (s->results && s->entrants) || kit_explain(why, "out of memory");
}

/* ---- One run ------------------------------------------------------------------------------------------------------ */

static void keep_measurement(result *r, const measurement *m)
{
    r->seconds = m->seconds;
    r->figures[BY_LOSS] = m->metrics.loss;
    r->figures[BY_MSE] = m->metrics.mse;
    r->figures[BY_MAE] = m->metrics.mae;
    r->figures[MEAN_MSE] = m->metrics.mean_mse;
}

static bool are_finite(const double figures[FIGURES])
{
    for (int i = 0; i < FIGURES; i++)
        if (!isfinite(figures[i]))
            return false;
    return true;
}

/* Trains and measures; false: it was stopped, and there is no result. */
static bool train_trial(ae_model **out, result *made, const search *s, size_t level, size_t number, run *r)
{
    arguments a;
    measurement m = { 0 };
    kit_message why;
    *out = NULL;
    *made = (result){ 0 };
    bool ok = trial_arguments(&a, s, number, s->rungs[level].length, &why);
    a.threads = s->n_entrants && a.jobs > s->n_entrants ? a.jobs / s->n_entrants : 1; /* what the others leave */
    ae_fit_options options = fit_options(&a, &s->rows);
    options.cancel = s->cancel;
    ok = ok && train_and_measure(out, &m, &a, options, &s->rows.rows, &s->rows.valid_rows, r, &why);
    keep_measurement(made, &m);
    made->scarce = m.scarce;
    if (ok && !m.stopped && !are_finite(made->figures))
        ok = kit_explain(&why, "the errors of the rows held out are larger than any number");
    if (!ok)
        made->error = strdup(why.text);
    made->known = ok || made->error;
    return !m.stopped;
}

static void save(search *s, ae_model *model, size_t number)
{
    ae_error e;
    kit_message why;
    const arguments *a = &s->arguments;
    if (note_rows(model, &s->rows, &why) && end_with_scorer(model, &s->rows.rows, scorer_kind_of(model, a), a, &why) &&
        (ae_model_save(model, s->arguments.out, &e) == AE_OK || blame(&why, s->arguments.out, &e)))
        s->saved = number;
    else if (!*s->failure.text)
        s->failure = why;
}

static void tell_best(search *s)
{
    size_t best = best_trial(s);
    if (best < s->n)
        snprintf(s->watch.best, sizeof s->watch.best, "best %.6g (trial %zu)",
                 result_of(s, last_rung(s, best), best)->figures[s->by], best + 1);
}

/* For kit_parallel: entrant i of the rung under way. */
static void run_entrant(void *user, size_t i)
{
    search *s = user;
    size_t number = s->entrants[i];
    result *place = result_of(s, s->level, number), made;
    run r = { .watch = &s->watch, .work = (double)s->rungs[s->level].length };
    ae_model *model;
    if (place->known || *s->cancel)
        return;
    bool ended = train_trial(&model, &made, s, s->level, number, &r);
    run_end(&r);
    if (ended) {
        *place = made;
        log_result(s, s->level, number);
        if (s->arguments.out && best_trial(s) == number) /* written at once, so that it is there whatever comes */
            save(s, model, number);
        tell_best(s);
        print_result(s, s->level, number);
    }
    watch_go_on(&s->watch);
    ae_model_free(model);
}

/* ---- The search --------------------------------------------------------------------------------------------------- */

/* The best of the trials that were at the rung before, as many as the plan has; the others are out. */
static void choose_entrants(search *s)
{
    size_t level = s->level, n = 0;
    for (size_t i = 0; level > 0 && i < s->n_entrants; i++) {
        size_t number = s->entrants[i], at = n;
        if (!has_figures(s, level - 1, number))
            continue;
        for (; at > 0 && beats(s, level - 1, number, s->entrants[at - 1]); at--)
            s->entrants[at] = s->entrants[at - 1];
        s->entrants[at] = number;
        n++;
    }
    for (; level == 0 && n < s->n; n++)
        s->entrants[n] = n;
    s->n_entrants = n < s->rungs[level].trials ? n : s->rungs[level].trials;
}

static size_t count_left(const search *s, size_t level)
{
    size_t left = s->rungs[level].trials;
    for (size_t i = 0; i < s->n && left > 0; i++)
        left -= result_of(s, level, i)->known;
    return left;
}

static void open_watch(search *s)
{
    size_t runs = 0;
    double work = 0;
    for (size_t level = 0; level < s->n_rungs; level++) {
        size_t left = count_left(s, level);
        runs += left;
        work += (double)left * (double)s->rungs[level].length;
    }
    watch_open(&s->watch, "runs", runs, work, &s->arguments);
    tell_best(s);
}

/* One rung after the other, as who goes on is known when all of a rung have ended. */
static void climb(search *s)
{
    for (s->level = 0; s->level < s->n_rungs && !*s->cancel; s->level++) {
        choose_entrants(s);
        kit_parallel((size_t)s->arguments.jobs, s->n_entrants, run_entrant, s);
    }
}

/* The best trial's model may be of a search before this one, which --log remembers and this process never had. */
static void train_best_again(search *s, size_t best)
{
    result made;
    ae_model *model;
    size_t level = last_rung(s, best);
    run r = { .watch = &s->watch };
    if (!s->arguments.quiet)
        printf("trial %zu is trained again for %s\n", best + 1, s->arguments.out);
    s->n_entrants = 1;
    if (train_trial(&model, &made, s, level, best, &r) && !made.error)
        save(s, model, best);
    else if (made.error)
        kit_explain(&s->failure, "trial %zu: %s", best + 1, made.error);
    free(made.error);
    ae_model_free(model);
}

/* A signal after the last run, and with the best model written, stopped nothing. */
static void tell_stop(const search *s, size_t best)
{
    size_t runs = 0;
    for (size_t level = 0; level < s->n_rungs; level++)
        runs += s->rungs[level].trials;
    if (count_known(s) < runs || (s->arguments.out && s->saved != best))
        fprintf(stderr, "%zu of %zu runs; stopped by %s\n", count_known(s), runs, note_cut_short());
}

/* Where nothing has come of any trial, the first one says why; unless others were still to come. */
static bool check_outcome(const search *s, size_t best, kit_message *why)
{
    for (size_t i = 0; best == s->n && !training_cut_short() && i < s->n; i++)
        if (result_of(s, 0, i)->error)
            return kit_explain(why, "trial %zu: %s", i + 1, result_of(s, 0, i)->error);
    return !*s->failure.text || kit_explain(why, "%s", s->failure.text);
}

static bool run_search(search *s, kit_message *why)
{
    s->cancel = catch_stops();
    print_plan(s);
    open_watch(s);
    climb(s);
    size_t best = best_trial(s);
    if (s->arguments.out && best < s->n && s->saved != best && !*s->cancel)
        train_best_again(s, best);
    print_table(s);
    if (*s->cancel)
        tell_stop(s, best);
    watch_close(&s->watch);
    return check_outcome(s, best, why);
}

/* ---- The command -------------------------------------------------------------------------------------------------- */

static void release(search *s)
{
    for (size_t i = 0; s->results && i < s->n * s->n_rungs; i++)
        free(s->results[i].error);
    free(s->results);
    free(s->entrants);
    free_training_rows(&s->rows);
    free_trials(s);
}

/* What heads learn, if the trials have some: a trial whose spec is right tells. */
static bool label_rows(search *s, kit_message *why)
{
    ae_model *model = NULL;
    for (size_t i = 0; i < s->n && !model; i++)
        if (ae_model_create(&model, s->trials[i].spec, NULL, NULL) != AE_OK)
            model = NULL;
    const bool ok = !model || label_training_rows(&s->rows, model, true, &s->arguments, why);
    ae_model_free(model);
    return ok;
}

static bool prepare(search *s, kit_message *why)
{
    arguments *a = &s->arguments;
    s->default_fraction = !a->valid && a->valid_fraction == 0;
    if (s->default_fraction)
        a->valid_fraction = strtod(DEFAULT_FRACTION, NULL);
    bool ok = (!a->out || check_model_out(a->out, why)) && make_trials(s, why) && make_results(s, why) &&
              load_training_rows(&s->rows, a, NULL, why) && label_rows(s, why);
    s->saved = s->n;
    return ok;
}

bool run_tune(const arguments *a, kit_message *why)
{
    search s = { .arguments = *a };
    bool ok = prepare(&s, why);
    if (ok && a->dry_run)
        print_trials(&s);
    else if (ok) {
        ok = open_log(&s, why) && run_search(&s, why);
        ok = close_log(&s, ok ? why : NULL) && ok;
    }
    release(&s);
    return ok;
}
