#include "ae_measure.h"
#include "kit/program.h"

/* Up to the measurement or the first failure. */
static ae_status work(ae_model **out, measurement *m, const arguments *a, const ae_fit_options *options, const ae_rows *rows,
                      const ae_rows *held, ae_error *e)
{
    ae_model_options make = model_options(a);
    make.seed = a->seed;
    ae_status status = ae_model_create(out, a->spec, &make, e);
    if (status == AE_OK)
        status = ae_model_fit(*out, rows, options, e);
    m->stopped = status == AE_OK && options->report->stopped == AE_STOP_CANCEL;
    if (status == AE_OK && !m->stopped)
        status = ae_model_evaluate(&m->metrics, *out, NULL, held, e);
    return status;
}

bool train_and_measure(ae_model **out, measurement *m, const arguments *a, ae_fit_options options, const ae_rows *rows,
                       const ae_rows *held, run *r, kit_message *why)
{
    ae_error e;
    ae_fit_report fit = AE_FIT_REPORT_INIT;
    double started = kit_now();
    *out = NULL;
    *m = (measurement){ .metrics = AE_METRICS_INIT };
    options.on_step = run_on_step;
    options.user = r;
    options.report = &fit;
    ae_status status = work(out, m, a, &options, rows, held, &e);
    m->seconds = kit_now() - started;
    m->scarce = status == AE_ENOMEM || status == AE_ETHREAD;
    return status == AE_OK || blame(why, *out ? blamed_rows(a, &e) : "spec", &e);
}
