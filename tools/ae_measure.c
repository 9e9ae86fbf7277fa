#include "ae_measure.h"
#include "kit/program.h"

static bool make(ae_model **out, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    return begin_model(out, a, why) && (ae_model_get_info(&info, *out, &e) == AE_OK || blame(why, NULL, &e)) &&
           check_trainable(&info, why);
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
    bool ok = make(out, a, why) && (ae_model_fit(*out, rows, &options, &e) == AE_OK || blame(why, NULL, &e));
    m->stopped = fit.stopped == AE_STOP_CANCEL;
    ok = ok && (m->stopped || ae_model_evaluate(&m->metrics, *out, NULL, held, &e) == AE_OK || blame(why, NULL, &e));
    m->seconds = kit_now() - started;
    return ok;
}
