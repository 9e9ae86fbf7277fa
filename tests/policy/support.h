/* What the tests of policies share: trainers, a net whose losses a test chooses, and tensors by their names. */
#ifndef TEST_POLICY_SUPPORT_H
#define TEST_POLICY_SUPPORT_H

#include "../help.h"

/* ---- trainers ---- */

static inline ae_trainer *make_trainer(ae_model *m, const ae_fit_options *options)
{
    ae_trainer *t;
    ae_error e;
    must(ae_trainer_create(&t, m, options, &e), &e);
    return t;
}

static inline ae_fit_options options_of(const char *text)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.optimizer = text;
    return o;
}

static inline ae_trainer_info info_of(const ae_trainer *t)
{
    ae_trainer_info info = AE_TRAINER_INFO_INIT;
    assert_int_equal(ae_trainer_get_info(&info, t, NULL), AE_OK);
    return info;
}

static inline ae_model_info facts_of(const ae_model *m)
{
    ae_model_info info = AE_MODEL_INFO_INIT;
    assert_int_equal(ae_model_get_info(&info, m, NULL), AE_OK);
    return info;
}

/* ---- chosen losses ---- */

/* A net of zeros that stays so: the loss of a row x is x^2, whatever was trained before. A text for it ends with `still`. */
static const char zeros[] = "input 1 | init zeros | dense 1 | code | dense 1";
#define STILL "rate dense1 0 | rate dense2 0"

/* One step with this loss, apart from rounding. */
static inline ae_status try_loss(ae_trainer *t, double loss, ae_error *e)
{
    float x = (float)sqrt(loss);
    ae_rows row = AE_ROWS_F32(&x, 1, 1);
    return ae_trainer_step(NULL, t, &row, e);
}

static inline void step_with_loss(ae_trainer *t, double loss)
{
    ae_error e;
    must(try_loss(t, loss, &e), &e);
}

/* ---- tensors ---- */

static inline ae_tensor_info tensor_at(const ae_model *m, size_t index)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    assert_int_equal(ae_model_get_tensor(&t, m, index, NULL), AE_OK);
    return t;
}

static inline size_t tensor_size(const ae_tensor_info *t)
{
    size_t n = 1;
    for (size_t i = 0; i < t->rank; i++)
        n *= t->shape[i];
    return n;
}

static inline bool same_tensor(const ae_model *a, const ae_model *b, size_t index)
{
    ae_tensor_info x = tensor_at(a, index), y = tensor_at(b, index);
    return memcmp(x.data, y.data, tensor_size(&x) * sizeof *x.data) == 0;
}

/* The same bits in all tensors. (Files also tell what was trained, and by which text.) */
static inline void assert_same_tensors(const ae_model *a, const ae_model *b)
{
    size_t n = facts_of(a).tensors;
    assert_int_equal(n, facts_of(b).tensors);
    for (size_t i = 0; i < n; i++)
        if (!same_tensor(a, b, i))
            fail_msg("%s differs", tensor_at(a, i).name);
}

#endif
