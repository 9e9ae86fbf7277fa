/* clip, decay, rate and ema against a net in double: what each does to gradients, steps and weights. */
#include "plain.h"

enum { ROWS = 64, BATCH = 16, STEPS = 20 };

/* What a text does to the plain net: to its gradients, then, with a rate for each tensor, the step, and after it. */
typedef struct rule {
    const char *text;
    double lr, rate[PLAIN_TENSORS];
    double value, norm, decay, ema; /* 0: not there */
} rule;

static void clip_values(plain *p, double limit)
{
    for (size_t i = 0; i < p->n; i++)
        p->g[i] = fmin(fmax(p->g[i], -limit), limit);
}

static void clip_norm(plain *p, double limit)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++)
        sum += p->g[i] * p->g[i];
    for (size_t i = 0; i < p->n && sqrt(sum) > limit; i++)
        p->g[i] *= limit / sqrt(sum);
}

static void add_decay(plain *p, double share)
{
    for (size_t i = 0; i < p->n; i++)
        if (plain_tensor(p, i) % 2 == 0) /* biases do not decay */
            p->g[i] += share * p->w[i];
}

static void average(plain *p, double decay, size_t step)
{
    double d = fmin(decay, (1.0 + (double)step) / (10.0 + (double)step));
    for (size_t i = 0; i < p->n; i++)
        p->mean[i] = decay > 0 ? d * p->mean[i] + (1 - d) * p->w[i] : p->w[i];
}

static void plain_step(plain *p, const rule *r, const float *rows, size_t step)
{
    plain_gradients(p, rows, BATCH);
    if (r->value > 0)
        clip_values(p, r->value);
    if (r->norm > 0)
        clip_norm(p, r->norm);
    add_decay(p, r->decay);
    for (size_t i = 0; i < p->n; i++)
        p->w[i] -= r->lr * r->rate[plain_tensor(p, i)] * p->g[i];
    average(p, r->ema, step);
}

#define ALL        \
    {              \
        1, 1, 1, 1 \
    }
static const rule rules[] = {
    { "sgd lr=0.5", 0.5, ALL, 0, 0, 0, 0 },
    { "sgd lr=0.5 | clip norm=0.05", 0.5, ALL, 0, 0.05, 0, 0 },
    { "sgd lr=0.5 | clip norm=1000", 0.5, ALL, 0, 0, 0, 0 }, /* above all norms: nothing changes */
    { "sgd lr=0.5 | clip value=0.001", 0.5, ALL, 0.001, 0, 0, 0 },
    { "sgd lr=0.5 | clip norm=0.01 value=0.002", 0.5, ALL, 0.002, 0.01, 0, 0 }, /* the values first */
    { "sgd lr=0.5 | decay 0.1", 0.5, ALL, 0, 0, 0.1, 0 },
    { "sgd lr=0.5 | decay 0.1 | clip norm=0.01", 0.5, ALL, 0, 0.01, 0.1, 0 }, /* clip does not see the decay */
    { "sgd lr=0.5 | rate dense1 0.25", 0.5, { 0.25, 0.25, 1, 1 }, 0, 0, 0, 0 },
    { "sgd lr=0.5 | rate dense2.bias 3", 0.5, { 1, 1, 1, 3 }, 0, 0, 0, 0 },
    { "sgd lr=0.5 | rate dense1 0", 0.5, { 0, 0, 1, 1 }, 0, 0, 0, 0 },
    { "sgd lr=0.5 | rate dense1 0.5 | rate dense1.weight 0.5 | rate dense2 2", 0.5, { 0.25, 0.5, 2, 2 }, 0, 0, 0, 0 },
    { "sgd lr=0.5 | ema 0.9", 0.5, ALL, 0, 0, 0, 0.9 },
    { "sgd lr=0.5 | ema 0.3", 0.5, ALL, 0, 0, 0, 0.3 },
    { "sgd lr=0.5 | ema", 0.5, ALL, 0, 0, 0, 0.999 },
    { "sgd lr=0.5 | ema 0.9 | rate dense1 0.25 | decay 0.01 | clip norm=0.1", 0.5, { 0.25, 0.25, 1, 1 }, 0, 0.1, 0.01, 0.9 },
};
enum { RULES = sizeof rules / sizeof *rules };

/* Twenty steps, each of some twenty roundings of 2^-24 that reach a weight, of numbers below 1. */
static const double tolerance = 20 * 20 * 0x1p-24;

static void assert_close(const plain *p, const ae_model *m, const char *text)
{
    for (size_t t = 0; t < PLAIN_TENSORS; t++) {
        ae_tensor_info tensor = tensor_at(m, t);
        for (size_t i = 0; i < tensor_size(&tensor); i++)
            if (!(fabs((double)tensor.data[i] - p->mean[p->at[t] + i]) <= tolerance))
                fail_msg("%s: %s[%zu] is %.9g, not %.9g", text, tensor.name, i, (double)tensor.data[i],
                         p->mean[p->at[t] + i]);
    }
}

/* How far the weights have come. */
static double way(const plain *p, const double *from)
{
    double most = 0;
    for (size_t i = 0; i < p->n; i++)
        most = fmax(most, fabs(p->w[i] - from[i]));
    return most;
}

static void follow(const char *spec, const rule *r, const float *data)
{
    static plain p;
    static double from[PLAIN_MAX];
    ae_fit_options o = options_of(r->text);
    ae_model *m = make_model(spec, 3);
    o.threads = 2;
    ae_trainer *t = make_trainer(m, &o);
    plain_open(&p, m);
    memcpy(from, p.w, sizeof from);
    for (size_t step = 1; step <= STEPS; step++) {
        const float *batch = data + step * BATCH % ROWS * p.width;
        ae_rows rows = AE_ROWS_F32(batch, BATCH, p.width);
        ae_error e;
        must(ae_trainer_step(NULL, t, &rows, &e), &e);
        plain_step(&p, r, batch, step);
    }
    assert_close(&p, m, r->text);
    assert_true(way(&p, from) > 50 * tolerance); /* they moved by much more than roundings */
    ae_trainer_free(t);
    ae_model_free(m);
}

/* Given the plain net and the model with the same first weights; when both take twenty batches; then they have the same
 * weights, apart from rounding. */
static void weights_are_those_of_the_formulas(void **state)
{
    static float data[ROWS * 6];
    (void)state;
    curve(data, ROWS, 6);
    for (size_t i = 0; i < RULES; i++)
        follow("input 6 | dense 3 | code | dense 6", &rules[i], data);
}

/* The same with tensors of more than one slice, of 16,384 numbers: a norm is that of all. */
static void slices_make_one_norm(void **state)
{
    static float data[ROWS * 150];
    static const rule of_slices[] = {
        { "sgd lr=4 | clip norm=0.05", 4, ALL, 0, 0.05, 0, 0 },
        { "sgd lr=0.5 | ema 0.9 | decay 0.01", 0.5, ALL, 0, 0, 0.01, 0.9 },
    };
    (void)state;
    curve(data, ROWS, 150);
    for (size_t i = 0; i < sizeof of_slices / sizeof *of_slices; i++)
        follow("input 150 | dense 120 | code | dense 150", &of_slices[i], data);
}

/* ---- what is no weight ---- */

static const char with_state[] = "input 6 | dense 4 act=tanh | batchnorm momentum=0.5 | code | dense 6";

static ae_model *trained(const char *text, size_t steps)
{
    static float data[ROWS * 6];
    ae_rows rows = AE_ROWS_F32(data, ROWS, 6);
    ae_fit_options o = options_of(text);
    ae_model *m = make_model(with_state, 1);
    ae_error e;
    curve(data, ROWS, 6);
    o.batch = BATCH;
    o.steps = steps;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    return m;
}

static bool is_state(const char *name)
{
    return strstr(name, ".running_") != NULL;
}

/* Given a net with running statistics; then clip and decay take no notice of them: one step moves them to the same bits. */
static void state_is_neither_clipped_nor_decayed(void **state)
{
    ae_model *a = trained("sgd lr=0.1", 1), *b = trained("sgd lr=0.1 | clip norm=1e-3 value=1e-4 | decay 0.5", 1);
    size_t seen = 0;
    (void)state;
    for (size_t i = 0; i < facts_of(a).tensors; i++)
        if (is_state(tensor_at(a, i).name)) {
            assert_true(same_tensor(a, b, i));
            seen++;
        }
    assert_int_equal(seen, 2);
    assert_false(same_tensor(a, b, 0)); /* dense1.weight */
    ae_model_free(a);
    ae_model_free(b);
}

/* Given a norm of 0.01 and a rate of 1; then all weights together move by 0.01: running statistics are no part of the norm.
 * Weights of about 1 round by 2^-24. */
static void a_norm_is_of_weights_only(void **state)
{
    ae_model *fresh = make_model(with_state, 1), *m = trained("sgd lr=1 | clip norm=0.01", 1);
    double moved = 0;
    (void)state;
    for (size_t i = 0; i < facts_of(m).tensors; i++) {
        ae_tensor_info from = tensor_at(fresh, i), to = tensor_at(m, i);
        for (size_t j = 0; j < tensor_size(&to) && !is_state(to.name); j++)
            moved += pow((double)to.data[j] - (double)from.data[j], 2);
    }
    assert_true(fabs(sqrt(moved) / 0.01 - 1) < 1e-4);
    ae_model_free(fresh);
    ae_model_free(m);
}

/* Given `ema`; then weights are averages, and running statistics those of the weights that are trained. */
static void state_is_not_averaged(void **state)
{
    ae_model *a = trained("sgd lr=0.1", STEPS), *b = trained("sgd lr=0.1 | ema 0.9", STEPS);
    (void)state;
    for (size_t i = 0; i < facts_of(a).tensors; i++)
        assert_int_equal(same_tensor(a, b, i), is_state(tensor_at(a, i).name));
    ae_model_free(a);
    ae_model_free(b);
}

/* ---- who sees the average ---- */

typedef struct watch {
    const ae_rows *valid;
    unsigned char *saved; /* by the last on_step */
    size_t n;
    double loss, told; /* of the model at the end of an epoch; what the library says */
} watch;

static int look(void *user, const ae_progress *p)
{
    watch *w = user;
    test_free(w->saved);
    w->saved = model_bytes(p->model, &w->n);
    return 0;
}

static int measure(void *user, const ae_progress *p)
{
    watch *w = user;
    ae_metrics metrics = AE_METRICS_INIT;
    assert_int_equal(ae_model_evaluate(&metrics, p->model, NULL, w->valid, NULL), AE_OK);
    w->loss = metrics.loss;
    w->told = p->valid_loss;
    return 0;
}

/* Given `ema`; then a callback's model, the validation and the model at the end are the average. */
static void all_see_the_average(void **state)
{
    static float data[ROWS * 6];
    static plain p;
    const char *spec = "input 6 | dense 3 | code | dense 6";
    ae_rows rows = AE_ROWS_F32(data, BATCH, 6), valid = AE_ROWS_F32(data + BATCH * 6, BATCH, 6);
    ae_fit_options o = options_of(rules[11].text);
    watch w = { .valid = &valid };
    ae_model *m = make_model(spec, 3), *seen;
    ae_error e;
    (void)state;
    curve(data, ROWS, 6);
    o.batch = BATCH;
    o.epochs = STEPS; /* of one step */
    o.flags = AE_FIT_KEEP_ORDER;
    o.valid = &valid;
    o.on_step = look;
    o.on_epoch = measure;
    o.user = &w;
    plain_open(&p, m);
    must(ae_model_fit(m, &rows, &o, &e), &e);
    for (size_t step = 1; step <= STEPS; step++)
        plain_step(&p, &rules[11], data, step);
    must(ae_model_load_memory(&seen, w.saved, w.n, NULL, &e), &e);
    assert_close(&p, m, "the model");
    assert_same_tensors(m, seen);
    assert_true(w.loss == w.told);
    test_free(w.saved);
    ae_model_free(seen);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_those_of_the_formulas),
        cmocka_unit_test(slices_make_one_norm),
        cmocka_unit_test(state_is_neither_clipped_nor_decayed),
        cmocka_unit_test(a_norm_is_of_weights_only),
        cmocka_unit_test(state_is_not_averaged),
        cmocka_unit_test(all_see_the_average),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
