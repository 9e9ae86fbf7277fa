/* What the tests of scorers and densities share: the calls after which what was fitted to a model is not true any more. */
#ifndef TEST_API_CHANGES_H
#define TEST_API_CHANGES_H

#include "../help.h"

static inline ae_status change_by_fit(ae_model *m, const ae_rows *rows, const char *net)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    (void)net;
    o.steps = 1;
    return ae_model_fit(m, rows, &o, NULL);
}

static inline ae_status change_by_step(ae_model *m, const ae_rows *rows, const char *net)
{
    ae_trainer *t = NULL;
    ae_status status = ae_trainer_create(&t, m, NULL, NULL);
    ae_rows batch = *rows;
    (void)net;
    batch.n = 100;
    if (status == AE_OK)
        status = ae_trainer_step(NULL, t, &batch, NULL);
    ae_trainer_free(t);
    return status;
}

static inline ae_status change_by_transfer(ae_model *m, const ae_rows *rows, const char *net)
{
    ae_model *from = make_model(net, 2);
    ae_status status = ae_model_transfer(NULL, m, from, NULL, NULL);
    (void)rows;
    ae_model_free(from);
    return status;
}

static inline ae_status change_by_scaler(ae_model *m, const ae_rows *rows, const char *net)
{
    (void)net;
    return ae_model_fit_scaler(m, rows, NULL);
}

/* Of a model of the spec `net`, by at least 100 rows. */
typedef ae_status change(ae_model *m, const ae_rows *rows, const char *net);
enum { CHANGES = 4 };
static change *const changes[CHANGES] = { change_by_fit, change_by_step, change_by_transfer, change_by_scaler };

#endif
