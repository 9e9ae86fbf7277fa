/* Invented nets that prepare invented rows: trained to the same bits on threads and kernels; no result is NaN, and errors
 * add up. */
#include "../model/random_spec.h"
#include "kernel/dispatch.h"
#include "support.h"

enum { ROWS = 40, STEPS = 3 };

typedef struct job {
    char spec[RANDOM_SPEC_MAX];
    uint32_t number;
    float *x, *y, weights[ROWS];
    ae_rows rows;
    ae_model *model;
    ae_status status;
} job;

static float *invent_rows(const ae_model *m, size_t width, uint32_t seed)
{
    float *x = test_malloc(ROWS * width * sizeof *x);
    fill_numbers(x, ROWS, width, seed);
    suit_columns(x, ROWS, width, m);
    return x;
}

static ae_model *trained(job *j, const char *kernels, size_t threads)
{
    ae_fit_options o = steps_of("adam lr=0.001", STEPS);
    o.threads = threads;
    if (kernels)
        setenv("AE_KERNELS", kernels, 1);
    ae_model *m = make_model(j->spec, j->number);
    unsetenv("AE_KERNELS");
    ae_error e;
    if (info_of(m).parameters == 0) { /* nothing to train */
        fit_scaler(m, &j->rows);
        return m;
    }
    j->status = ae_model_fit(m, &j->rows, &o, &e);
    if (j->status != AE_OK && j->status != AE_EDIVERGED && j->status != AE_EDATA)
        fail_msg("%s: %s", j->spec, e.text);
    return m;
}

/* False: it is a net that prepares nothing. */
static bool open_job(job *j, uint32_t number)
{
    *j = (job){ .number = number };
    random_spec(j->spec, number);
    if (!strstr(j->spec, "| columns ") && !strstr(j->spec, "| scaler ") && !strstr(j->spec, "| missing "))
        return false;
    ae_model *m = make_model(j->spec, number);
    const ae_model_info info = info_of(m);
    j->x = invent_rows(m, info.input_width, number);
    j->y = invent_rows(m, info.output_width, number + 5000);
    j->rows = (ae_rows)AE_ROWS_F32(j->x, ROWS, info.input_width);
    j->rows.target = j->rows.input;
    j->rows.target.data = j->y;
    j->rows.target.width = info.output_width;
    for (size_t i = 0; i < ROWS; i++)
        j->weights[i] = (float)(i % 3);
    j->rows.weights = number % 2 ? j->weights : NULL;
    ae_model_free(m);
    j->model = trained(j, NULL, 1);
    return true;
}

static void close_job(job *j)
{
    test_free(j->x);
    test_free(j->y);
    ae_model_free(j->model);
}

static void check_bits(job *j)
{
    for (size_t isa = 0; isa < ae_isa_count(); isa++) {
        if (!ae_isa_usable(isa))
            continue;
        ae_model *other = trained(j, ae_isa_name(isa), 1 + isa);
        assert_same_model(j->model, other);
        ae_model_free(other);
    }
}

static void check_results(const job *j)
{
    static const char *const values[] = { "code", "output", "score" };
    for (size_t v = 0; v < 3; v++) {
        float *x = value_of(j->model, values[v], &j->rows);
        for (size_t i = 0; i < ROWS * width_of(j->model, values[v]); i++)
            if (isnan(x[i]))
                fail_msg("%s: %s is NaN", j->spec, values[v]);
        test_free(x);
    }
}

/* Jaccard is no sum over columns, and what a code's distribution adds to a score is no column's. */
static void check_errors(const job *j)
{
    const size_t width = width_of(j->model, "errors");
    if (strstr(j->spec, "jaccard") || strstr(j->spec, "kl_normal"))
        return;
    float *errors = value_of(j->model, "errors", &j->rows), *score = value_of(j->model, "score", &j->rows);
    for (size_t i = 0; i < ROWS; i++) {
        double sum = 0, size = 0;
        for (size_t k = 0; k < width; k++) {
            sum += (double)errors[i * width + k];
            size += fabs((double)errors[i * width + k]);
        }
        if (isfinite(score[i]) && fabs(sum - (double)score[i]) > 1e-5 * size + 1e-6)
            fail_msg("%s: row %zu: errors %g, score %g", j->spec, i, sum, (double)score[i]);
    }
    test_free(errors);
    test_free(score);
}

static void invented_nets_prepare_invented_rows(void **state)
{
    const uint32_t count = getenv("AE_TEST_SMALL") ? 60 : 400;
    (void)state;
    for (uint32_t number = 0; number < count; number++) {
        job j;
        if (!open_job(&j, number))
            continue;
        check_bits(&j);
        check_results(&j);
        check_errors(&j);
        close_job(&j);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(invented_nets_prepare_invented_rows) };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
