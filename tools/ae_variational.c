/* Remarks on variational autoencoders, whose code may come to say nothing of a row. */
#include "ae_remarks.h"
#include "ae_training.h"
#include "kit/advise.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

void remark_on_divergence(const subject *s)
{
    ae_value_info output;
    kit_imbalance found;
    if (find_value(&output, s->model, "output") && kit_divergence_rules(&found, ae_model_spec(s->model), output.width))
        fprintf(stderr,
                "spec: loss %s is a mean over a row's %zu numbers, loss kl_normal a sum, beside which it hardly counts: the "
                "code "
                "will say little; `%s`, a sum too, or weight=%.3g for kl_normal makes them equal\n",
                found.loss, output.width, strcmp(found.loss, "bce") == 0 ? "loss bce reduce=sum" : "loss gaussian",
                found.weight);
}

/* ---- A code that has collapsed -------------------------------------------------------------------------------------- */

enum { MEASURED = 1000 };

/* Means and log-variances, MEASURED x width. */
typedef struct distributions {
    size_t width, rows;
    float *mean, *log_variance;
} distributions;

static bool look(const distributions *d, const subject *s, ae_rows rows)
{
    static const char *const names[] = { "code.mean", "code.log_variance" };
    const ae_result results[] = { { names[0], d->mean }, { names[1], d->log_variance } };
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    ae_context *context = NULL;
    options.threads = (size_t)s->arguments->threads;
    options.values = names;
    options.n_values = 2;
    const bool ok = ae_context_create(&context, s->model, &options, NULL) == AE_OK &&
                    ae_model_run(results, 2, s->model, context, &rows, NULL) == AE_OK;
    ae_context_free(context);
    return ok;
}

/* Of unit i, the mean over rows, in nats. */
static double divergence_of(const distributions *d, size_t i)
{
    double sum = 0;
    for (size_t k = i; k < d->rows * d->width; k += d->width) {
        const double mean = (double)d->mean[k], log_variance = (double)d->log_variance[k];
        sum += (mean * mean + exp(log_variance) - 1 - log_variance) / 2;
    }
    return sum / (double)d->rows;
}

static void tell_collapsed(const distributions *d, const char *file)
{
    const double none = 0.01;
    size_t n = 0;
    for (size_t i = 0; i < d->width; i++)
        n += divergence_of(d, i) < none;
    if (2 * n > d->width)
        fprintf(stderr,
                "%s: code: %zu of %zu units have a divergence near 0, so they say nothing of a row; a smaller weight= or "
                "free_bits= of loss kl_normal, or | warmup steps=N after the optimizer may help\n",
                file, n, d->width);
}

void remark_on_collapse(const subject *s)
{
    ae_value_info code;
    ae_rows rows = *s->rows;
    if (!find_value(&code, s->model, "code.mean") || !strstr(ae_model_spec(s->model), "\nloss kl_normal"))
        return;
    uint32_t *pick = malloc(MEASURED * sizeof *pick);
    distributions d = { .width = code.width,
                        .mean = malloc(MEASURED * code.width * sizeof *d.mean),
                        .log_variance = malloc(MEASURED * code.width * sizeof *d.log_variance) };
    if (pick) {
        d.rows = rows.picks = sample_rows(pick, s->rows, MEASURED);
        rows.pick = pick;
    }
    if (pick && d.mean && d.log_variance && look(&d, s, rows))
        tell_collapsed(&d, s->file);
    free(d.mean);
    free(d.log_variance);
    free(pick);
}
