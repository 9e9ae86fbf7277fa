/* New rows by chance: how codes are spread, what a row hangs on, and what is refused. */
#include "kernel/dispatch.h"
#include "model/density.h"
#include "sampling.h"

enum { WIDTH = 5, CODE = 3, ROWS = 40 };
static const char net[] = "input 5 | dense 8 act=tanh | gaussian 3 | code | decoder mirror act=sigmoid\n"
                          "loss bce reduce=sum | loss kl_normal";

/* ---- ten million numbers, against the normal distribution ---- */

enum { WIDE = 1000, MANY = 10000, BINS = 200 };

/* The share of the standard normal distribution that is below x. */
static double below(double x)
{
    return erfc(-x / sqrt(2)) / 2;
}

/* In bins that ought to hold as many each. Five deviations of a chi square of 199 degrees of freedom. */
static void assert_even(const float *x, size_t n)
{
    static size_t bins[BINS];
    double square = 0;
    const double expected = (double)n / BINS;
    for (size_t i = 0; i < n; i++)
        bins[(size_t)(below((double)x[i]) * BINS)]++;
    for (size_t i = 0; i < BINS; i++)
        square += ((double)bins[i] - expected) * ((double)bins[i] - expected) / expected;
    if (fabs(square - (BINS - 1)) > 5 * sqrt(2.0 * (BINS - 1)))
        fail_msg("chi square is %g", square);
}

static void assert_moment(const float *x, size_t n, int power, double expected, double deviation)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += pow((double)x[i], power);
    if (fabs(sum / (double)n - expected) > 5 * deviation / sqrt((double)n))
        fail_msg("moment %d is %.9g", power, sum / (double)n);
}

static void ten_million_codes_are_normal(void **state)
{
    const size_t n = (size_t)WIDE * MANY;
    ae_model *model = make_model("input 2 | gaussian 1000 | code | dense 2 | loss sse | loss kl_normal", 1);
    float *codes = test_malloc(n * sizeof *codes);
    (void)state;
    draw(NULL, codes, model, options_of(3, 0, MANY));
    assert_moment(codes, n, 1, 0, 1);
    assert_moment(codes, n, 2, 1, sqrt(2));
    assert_moment(codes, n, 3, 0, sqrt(15));
    assert_moment(codes, n, 4, 3, sqrt(96));
    assert_even(codes, n);
    test_free(codes);
    ae_model_free(model);
}

/* ---- what a row hangs on ---- */

static void a_row_is_the_same_whatever_comes_before(void **state)
{
    float all[ROWS * WIDTH], some[7 * WIDTH], codes[ROWS * CODE], some_codes[7 * CODE];
    ae_model *model = make_model(net, 1);
    (void)state;
    draw(all, codes, model, options_of(9, 0, ROWS));
    draw(some, some_codes, model, options_of(9, 20, 7));
    assert_memory_equal(some, all + 20 * WIDTH, sizeof some);
    assert_memory_equal(some_codes, codes + 20 * CODE, sizeof some_codes);
    draw(some, some_codes, model, options_of(10, 20, 7));
    assert_memory_not_equal(some_codes, codes + 20 * CODE, sizeof some_codes);
    ae_model_free(model);
}

static void outputs_are_what_decode_makes_of_the_codes(void **state)
{
    float outputs[ROWS * WIDTH], alone[ROWS * WIDTH], decoded[ROWS * WIDTH], codes[ROWS * CODE];
    ae_model *model = make_model(net, 1);
    const ae_rows rows = AE_ROWS_F32(codes, ROWS, CODE);
    ae_error e;
    (void)state;
    draw(outputs, codes, model, options_of(9, 0, ROWS));
    draw(alone, NULL, model, options_of(9, 0, ROWS));
    must(ae_model_decode(decoded, model, NULL, &rows, &e), &e);
    assert_memory_equal(outputs, decoded, sizeof decoded);
    assert_memory_equal(alone, decoded, sizeof decoded);
    ae_model_free(model);
}

static void threads_and_kernel_sets_do_not_matter(void **state)
{
    float one[ROWS * WIDTH], other[ROWS * WIDTH];
    ae_model *model = make_model(net, 1);
    const ae_sample_options o = options_of(4, 2, ROWS);
    ae_context_options c = AE_CONTEXT_OPTIONS_INIT;
    (void)state;
    draw(one, NULL, model, o);
    c.rows = 3;
    c.threads = 3;
    for (size_t isa = 0; isa < ae_isa_count(); isa++) {
        ae_model *again;
        ae_context *context;
        ae_error e;
        if (!ae_isa_usable(isa))
            continue;
        setenv("AE_KERNELS", ae_isa_name(isa), 1);
        again = make_model(net, 1);
        unsetenv("AE_KERNELS");
        must(ae_context_create(&context, again, &c, &e), &e);
        must(ae_model_sample(other, NULL, again, context, &o, &e), &e);
        assert_memory_equal(one, other, sizeof one);
        ae_context_free(context);
        ae_model_free(again);
    }
    ae_model_free(model);
}

static void a_deviation_stretches(void **state)
{
    float codes[ROWS * CODE], half[ROWS * CODE];
    ae_model *model = make_model(net, 1);
    ae_sample_options o = options_of(9, 0, ROWS);
    (void)state;
    draw(NULL, codes, model, o);
    o.deviation = 0.5;
    draw(NULL, half, model, o);
    for (size_t i = 0; i < (size_t)ROWS * CODE; i++)
        assert_true(half[i] == codes[i] / 2);
    ae_model_free(model);
}

/* ---- from a density ---- */

/* Given codes that a penalty keeps normal; then they are drawn as those of a layer gaussian are. */
static void codes_that_mmd_keeps_normal_are_drawn(void **state)
{
    float outputs[ROWS * WIDTH], codes[ROWS * CODE], expected[ROWS * CODE], decoded[ROWS * WIDTH];
    const ae_rows rows = AE_ROWS_F32(codes, ROWS, CODE);
    ae_model *variational = make_model(net, 1);
    ae_model *model = make_model("input 5 | dense 3 | code | decoder mirror | penalty mmd weight=10", 1);
    ae_error e;
    (void)state;
    draw(NULL, expected, variational, options_of(4, 0, ROWS));
    draw(outputs, codes, model, options_of(4, 0, ROWS));
    assert_memory_equal(codes, expected, sizeof codes);
    must(ae_model_decode(decoded, model, NULL, &rows, &e), &e);
    assert_memory_equal(outputs, decoded, sizeof outputs);
    ae_model_free(variational);
    ae_model_free(model);
}

/* Given a model with a density, whose code is gaussian or not; then codes come from that, and it is gone with its weights.
 */
static void a_density_is_drawn_from(void **state)
{
    static const char *const specs[] = { "input 5 | dense 3 act=tanh | code | dense 5", net };
    float data[ROWS * WIDTH], outputs[ROWS * WIDTH], decoded[ROWS * WIDTH], codes[ROWS * CODE];
    const ae_rows from = AE_ROWS_F32(data, ROWS, WIDTH), drawn = AE_ROWS_F32(codes, ROWS, CODE);
    ae_sample_options o = options_of(9, 7, ROWS);
    (void)state;
    o.deviation = 0.7;
    curve(data, ROWS, WIDTH);
    for (size_t i = 0; i < 2; i++) {
        ae_model *model = make_model(specs[i], 1);
        ae_error e;
        must(ae_density_fit(model, &from, NULL, &e), &e);

        draw(outputs, codes, model, o);

        must(ae_model_decode(decoded, model, NULL, &drawn, &e), &e);
        assert_memory_equal(outputs, decoded, sizeof outputs);
        for (uint32_t row = 0; row < ROWS; row++) {
            float code[CODE];
            ae_density_draw(code, model->density, model->program.isa, 9, 7 + row, 0.7);
            assert_memory_equal(codes + row * CODE, code, sizeof code);
        }
        ae_model_free(model);
    }
}

/* ---- with a condition ---- */

static const char conditional[] =
    "input 5 | condition 2 | dense 8 act=tanh | gaussian 3 | code | decoder mirror act=sigmoid\n"
    "loss bce reduce=sum | loss kl_normal";

static void a_condition_goes_along(void **state)
{
    float outputs[ROWS * WIDTH], decoded[ROWS * WIDTH], codes[ROWS * CODE];
    const float first[] = { 1, 0 };
    ae_model *model = make_model(conditional, 1);
    ae_sample_options o = options_of(9, 0, ROWS);
    ae_rows rows = AE_ROWS_F32(codes, ROWS, CODE);
    ae_error e;
    (void)state;
    o.condition = rows.condition = (ae_array){ .data = first, .width = 2, .flags = AE_ARRAY_ONE_ROW };
    draw(outputs, codes, model, o);
    must(ae_model_decode(decoded, model, NULL, &rows, &e), &e);
    assert_memory_equal(outputs, decoded, sizeof outputs);
    ae_model_free(model);
}

static void a_condition_that_is_missing_or_of_another_width_is_told(void **state)
{
    float outputs[ROWS * WIDTH];
    const float first[] = { 1, 0, 0 };
    ae_model *model = make_model(conditional, 1);
    ae_sample_options o = options_of(9, 0, ROWS);
    ae_error e;
    (void)state;
    assert_int_equal(ae_model_sample(outputs, NULL, model, NULL, &o, &e), AE_EARGUMENT);
    assert_non_null(strstr(e.text, "condition"));
    o.condition = (ae_array){ .data = first, .width = 3, .flags = AE_ARRAY_ONE_ROW };
    assert_int_equal(ae_model_sample(outputs, NULL, model, NULL, &o, &e), AE_EWIDTH);
    assert_non_null(strstr(e.text, "condition"));
    ae_model_free(model);
}

/* ---- what is refused ---- */

static void assert_refused(ae_status expected, const char *part, const char *spec, ae_sample_options o)
{
    float codes[ROWS * CODE];
    ae_model *model = make_model(spec, 1);
    ae_error e;
    assert_int_equal(ae_model_sample(NULL, codes, model, NULL, &o, &e), expected);
    if (!strstr(e.text, part))
        fail_msg("%s", e.text);
    ae_model_free(model);
}

static void mistakes_are_told(void **state)
{
    float outputs[ROWS * WIDTH];
    ae_model *model = make_model(net, 1);
    ae_sample_options o = options_of(0, 0, 4);
    ae_error e;
    (void)state;
    assert_refused(AE_EUNSUPPORTED, "ae_density_fit finds out from rows, or a variational code does",
                   "input 5 | dense 3 | code | decoder mirror", o);
    assert_refused(AE_EUNSUPPORTED, "with `loss kl_normal`", "input 5 | gaussian 3 | code | decoder mirror", o);
    assert_refused(AE_EOPTION, "n is 0", net, options_of(0, 0, 0));
    assert_refused(AE_EOPTION, "together they are at most", net, options_of(0, 4294967295u, 1));
    o.deviation = -1;
    assert_refused(AE_EOPTION, "deviation is -1", net, o);
    o.deviation = (double)NAN;
    assert_refused(AE_EOPTION, "deviation is nan", net, o);
    o.deviation = 1;
    assert_int_equal(ae_model_sample(NULL, NULL, model, NULL, &o, &e), AE_EARGUMENT);
    assert_int_equal(ae_model_sample(outputs, NULL, model, NULL, NULL, &e), AE_EARGUMENT);
    ae_model_free(model);
    model = make_model("input 5 | gaussian 3 | code", 1);
    assert_int_equal(ae_model_sample(outputs, NULL, model, NULL, &o, &e), AE_EUNSUPPORTED);
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_million_codes_are_normal),
        cmocka_unit_test(codes_that_mmd_keeps_normal_are_drawn),
        cmocka_unit_test(a_row_is_the_same_whatever_comes_before),
        cmocka_unit_test(outputs_are_what_decode_makes_of_the_codes),
        cmocka_unit_test(threads_and_kernel_sets_do_not_matter),
        cmocka_unit_test(a_deviation_stretches),
        cmocka_unit_test(a_density_is_drawn_from),
        cmocka_unit_test(a_condition_goes_along),
        cmocka_unit_test(a_condition_that_is_missing_or_of_another_width_is_told),
        cmocka_unit_test(mistakes_are_told),
    };
    return cmocka_run_group_tests_name("sample", tests, NULL, NULL);
}
