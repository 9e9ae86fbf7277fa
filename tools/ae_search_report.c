#include "ae_search.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long ull;

const char *const figure_names[FIGURES] = { "loss", "mse", "mae", "mean_mse" };

/* Of 1 or of more. */
static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* "1 epoch", "9 steps" */
static void print_length(const search *s, size_t level)
{
    uint64_t length = s->rungs[level].length;
    printf("%llu %s%s", (ull)length, s->arguments.steps ? "step" : "epoch", length == 1 ? "" : "s");
}

/* An error may come from the log, and choices from a file. */
static void print_failure(const char *error)
{
    fputs("  failed: ", stdout);
    put_escaped(stdout, error, false);
}

static void print_choices(const trial *t)
{
    fputs("  ", stdout);
    put_escaped(stdout, t->choices, false);
    putchar('\n');
}

void print_plan(const search *s)
{
    const training_rows *r = &s->rows;
    if (s->arguments.quiet)
        return;
    printf("%zu rows to train on, %zu held out; ", r->numbers ? r->rows.picks : r->rows.n,
           r->numbers ? r->valid_rows.picks : r->valid_rows.n);
    printf("%zu trial%s of ", s->n, plural(s->n));
    print_length(s, 0);
    for (size_t level = 1; level < s->n_rungs; level++) {
        printf(", the best %zu of ", s->rungs[level].trials);
        print_length(s, level);
    }
    putchar('\n');
    if (s->arguments.trials > s->n)
        printf("the choices have %zu fillings only\n", s->n);
    if (count_known(s))
        printf("%s: %zu run%s done already\n", s->log.path, count_known(s), plural(count_known(s)));
    fflush(stdout);
}

/* ---- A run that has ended ----------------------------------------------------------------------------------------- */

void print_result(const search *s, size_t level, size_t number)
{
    const result *r = result_of(s, level, number);
    if (s->arguments.quiet)
        return;
    printf("trial %zu", number + 1);
    if (s->n_rungs > 1) {
        fputs(", ", stdout);
        print_length(s, level);
    }
    if (r->error) {
        print_failure(r->error);
        putchar('\n');
        return;
    }
    char *again = trial_command(s, number, s->rungs[level].length);
    printf("  %s %.6g  %.1f s\n  %s\n", figure_names[s->by], r->figures[s->by], r->seconds, again ? again : "");
    free(again);
}

/* ---- The table ---------------------------------------------------------------------------------------------------- */

static void print_line(const search *s, size_t number)
{
    size_t level = last_rung(s, number);
    if (level == s->n_rungs)
        return;
    const result *r = result_of(s, level, number);
    printf("%5zu  %6llu", number + 1, (ull)s->rungs[level].length);
    if (r->error)
        print_failure(r->error);
    else
        printf("  %11.6g  %11.6g  %7.1f", r->figures[BY_LOSS], r->figures[s->by == BY_LOSS ? BY_MSE : s->by], r->seconds);
    print_choices(&s->trials[number]);
}

/* The trials, the best first. A heap would be faster than this insertion, but nobody reads a table of a million lines. */
static size_t *in_order(const search *s)
{
    size_t *order = malloc(s->n * sizeof *order);
    for (size_t i = 0; order && i < s->n; i++) {
        size_t at = i;
        for (; at > 0 && is_better(s, i, order[at - 1]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}

/* Of all trials that were measured, the same; NaN: of none. */
static double mean_row(const search *s)
{
    size_t best = best_trial(s);
    return best == s->n ? (double)NAN : result_of(s, last_rung(s, best), best)->figures[MEAN_MSE];
}

void print_table(const search *s)
{
    size_t *order = count_known(s) ? in_order(s) : NULL;
    if (!order)
        return;
    printf("%s%5s  %6s  %11s  %11s  %7s  %s\n", s->arguments.quiet ? "" : "\n", "trial", length_name(s),
           figure_names[BY_LOSS], figure_names[s->by == BY_LOSS ? BY_MSE : s->by], "seconds", "choices");
    for (size_t i = 0; i < s->n; i++)
        print_line(s, order[i]);
    free(order);
    size_t best = best_trial(s);
    if (best == s->n || s->arguments.quiet)
        return;
    char *again = trial_command(s, best, s->rungs[last_rung(s, best)].length);
    printf("\nalways answering with the mean row has an mse of %.6g\nthe best one again: %s\n", mean_row(s),
           again ? again : "");
    free(again);
}

/* ---- --dry-run ---------------------------------------------------------------------------------------------------- */

static bool describe(size_t *parameters, size_t *memory, const search *s, size_t number, kit_message *why)
{
    ae_error e;
    arguments a;
    ae_model *model = NULL;
    ae_model_info info = AE_MODEL_INFO_INIT;
    bool ok = trial_arguments(&a, s, number, s->rungs[0].length, why) && begin_model(&model, &a, why) &&
              (ae_model_get_info(&info, model, &e) == AE_OK || blame(why, NULL, &e)) && check_trainable(&info, why);
    ae_fit_options options = fit_options(&a, &s->rows);
    options.threads = 1;
    ok = ok && check_fit(memory, model, &s->rows, &options, why);
    *parameters = info.parameters;
    ae_model_free(model);
    return ok;
}

void print_trials(const search *s)
{
    print_plan(s);
    printf("\n%5s  %10s  %12s  %s\n", "trial", "parameters", "bytes", "choices");
    for (size_t i = 0; i < s->n; i++) {
        size_t parameters, memory;
        kit_message why;
        if (describe(&parameters, &memory, s, i, &why))
            printf("%5zu  %10zu  %12zu", i + 1, parameters, memory);
        else
            printf("%5zu  failed: %s", i + 1, why.text);
        print_choices(&s->trials[i]);
    }
}
