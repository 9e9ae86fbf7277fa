/* ae eval --likelihood: how likely a variational autoencoder finds rows. */
#include "ae_likelihood.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>

static void sum_up(likelihood *out, const float *likelihoods, const float *elbos, size_t n)
{
    kit_moments of_rows = { 0 }, of_bounds = { 0 };
    for (size_t i = 0; i < n; i++) {
        kit_moments_add(&of_rows, (double)likelihoods[i]);
        kit_moments_add(&of_bounds, (double)elbos[i]);
    }
    out->mean = of_rows.mean;
    out->elbo = of_bounds.mean;
    out->error = n > 1 ? sqrt(of_rows.squares / (double)(n - 1) / (double)n) : (double)NAN;
}

bool find_likelihood(likelihood *out, const session *s, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_likelihood_options options = AE_LIKELIHOOD_OPTIONS_INIT;
    float *likelihoods = calloc(s->rows.n, sizeof *likelihoods), *elbos = calloc(s->rows.n, sizeof *elbos);
    *out = (likelihood){ .draws = (size_t)a->likelihood };
    options.draws = out->draws;
    options.seed = a->seed;
    bool ok = (likelihoods && elbos) || kit_explain(why, "%s: out of memory: %zu rows", s->table.source, s->rows.n);
    ok = ok && (ae_model_likelihood(likelihoods, elbos, s->model, s->context, &s->rows, &options, &e) == AE_OK ||
                blame_rows(why, &s->table, &e));
    if (ok)
        sum_up(out, likelihoods, elbos, s->rows.n);
    free(elbos);
    free(likelihoods);
    return ok;
}
