/* What a training has come to, measured when it is over: the model's error beside that of the mean row, and its units. */
#include "ae_remarks.h"
#include "ae_training.h"
#include <stdlib.h>

enum {
    MEASURED = 10000, /* training rows that are measured: a small part of what the training has cost */
    YOUNG = 100       /* steps: a shorter training may well have come to nothing yet */
};

size_t sample_rows(uint32_t *pick, const ae_rows *rows, size_t most)
{
    const size_t n = picked_rows(rows), picks = n < most ? n : most;
    for (size_t i = 0; i < picks; i++) {
        const size_t at = (size_t)((uint64_t)i * n / picks);
        pick[i] = rows->pick ? rows->pick[at] : (uint32_t)at;
    }
    return picks;
}

static bool evaluate(review *r, const subject *s, const ae_rows *rows)
{
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    ae_context *context = NULL;
    options.threads = (size_t)s->arguments->threads;
    options.outputs = AE_OUT_SCORE;
    const bool ok = ae_context_create(&context, s->model, &options, NULL) == AE_OK &&
                    ae_model_evaluate(&r->metrics, s->model, context, rows, NULL) == AE_OK;
    ae_context_free(context);
    if (ok)
        find_guessing(&r->guessing, s, rows, &r->metrics);
    return ok;
}

static bool evaluate_some(review *r, const subject *s)
{
    ae_rows rows = *s->rows;
    uint32_t *pick = malloc(MEASURED * sizeof *pick);
    if (pick) {
        rows.picks = sample_rows(pick, s->rows, MEASURED);
        rows.pick = pick;
    }
    const bool ok = pick && evaluate(r, s, &rows);
    free(pick);
    return ok;
}

void review_training(review *r, const subject *training, const subject *valid)
{
    *r = (review){ .on = valid ? *valid : *training, .what = valid ? "valid" : "training", .metrics = AE_METRICS_INIT };
    r->known = valid ? evaluate(r, valid, valid->rows) : evaluate_some(r, training);
}

/* Of a short training that is well otherwise, that it is no better yet is no remark. */
void tell_review(const review *r, const subject *training, size_t steps)
{
    const ae_metrics *m = &r->metrics;
    char told[128];
    format_heads(told, sizeof told, m->metrics, r->known ? m->n_metrics : 0);
    const bool sick = r->known && remark_on_units(training, training->arguments->quiet ? NULL : stdout),
               no_better = r->known && is_no_better(m);
    if (no_better && (sick || steps >= YOUNG))
        remark_on_mean_row(&r->on, m);
    else if (no_better && !training->arguments->quiet)
        printf("%s: no better yet on the %s rows than their mean: mse %.6g, the mean row's %.6g\n", training->file, r->what,
               m->mse, m->mean_mse);
    else if (r->known && m->mean_mse > 0 && !training->arguments->quiet)
        printf("%s: explains %.1f %% of the variance of the %s rows%s: mse %.6g, the mean row's %.6g\n", training->file,
               100 * explained_by(m), r->what, has_words(r->on.model) ? "' numbers, words left out" : "", m->mse,
               m->mean_mse);
    if (r->known)
        remark_on_collapse(training);
    if (*told && !training->arguments->quiet)
        printf("%s: on the %s rows: %s\n", training->file, r->what, told);
    if (*r->guessing.text && (steps >= YOUNG || !training->arguments->quiet))
        fprintf(steps >= YOUNG ? stderr : stdout, "%s\n", r->guessing.text);
}
