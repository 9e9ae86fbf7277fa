/* New rows that are drawn from what the loss says of the output: how they are spread, what they hang on, what is refused. */
#include "kernel/dispatch.h"
#include "sampling.h"
#include <stdio.h>

enum { CODE = 2, MANY = 20000, BINS = 100 };

static ae_sample_options drawn_options(uint64_t seed, size_t first, size_t n)
{
    ae_sample_options o = options_of(seed, first, n);
    o.flags = AE_SAMPLE_DRAW_ROWS;
    return o;
}

/* ---- rows and the codes that they are of, of a decoder of one layer ---- */

typedef struct drawn {
    ae_model *model;
    float *codes, *rows;
    const float *weight, *bias; /* of the decoder: the last two of these names */
    size_t columns, wide;       /* of a row, and of what the layer gives */
} drawn;

static const float *tensor_of(const ae_model *model, const char *name, size_t *last)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    ae_error e;
    for (size_t i = 0;; i++) {
        must(ae_model_get_tensor(&t, model, i, &e), &e);
        if (strcmp(t.name, name) == 0) {
            *last = t.shape[t.rank - 1];
            return t.data;
        }
    }
}

/* `layer` is the decoder's. */
static void draw_many(drawn *d, const char *spec, const char *layer)
{
    char name[40];
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_error e;
    d->model = make_model(spec, 1);
    must(ae_model_get_info(&info, d->model, &e), &e);
    d->columns = info.output_width;
    snprintf(name, sizeof name, "%s.weight", layer);
    d->weight = tensor_of(d->model, name, &d->wide);
    snprintf(name, sizeof name, "%s.bias", layer);
    d->bias = tensor_of(d->model, name, &d->wide);
    d->codes = test_malloc(sizeof(float) * CODE * MANY);
    d->rows = test_malloc(sizeof(float) * d->columns * MANY);
    draw(d->rows, d->codes, d->model, drawn_options(3, 0, MANY));
}

static void drawn_free(drawn *d)
{
    test_free(d->codes);
    test_free(d->rows);
    ae_model_free(d->model);
}

/* What the layer gives. */
static double given(const drawn *d, size_t row, size_t j)
{
    double sum = (double)d->bias[j];
    for (size_t k = 0; k < CODE; k++)
        sum += (double)d->codes[row * CODE + k] * (double)d->weight[k * d->wide + j];
    return sum;
}

/* ---- against the distribution: within five deviations ---- */

typedef struct moments {
    size_t n;
    double sum[5], with_code[CODE];
    size_t bins[BINS];
} moments;

static double below(double x)
{
    return erfc(-x / sqrt(2)) / 2;
}

static void add(moments *m, double x, const float *code)
{
    double power = 1;
    for (size_t i = 0; i < 5; i++, power *= x)
        m->sum[i] += power;
    for (size_t k = 0; k < CODE; k++)
        m->with_code[k] += x * (double)code[k];
    m->bins[(size_t)(below(x) * BINS)]++;
    m->n++;
}

static void assert_mean(double sum, size_t n, double expected, double deviation)
{
    if (!(fabs(sum / (double)n - expected) <= 5 * deviation / sqrt((double)n)))
        fail_msg("a mean is %.9g, not %g", sum / (double)n, expected);
}

/* The mean product with the codes is 0, too, if the two are drawn apart. */
static void assert_standard_normal(const moments *m)
{
    const double expected = (double)m->n / BINS;
    double square = 0;
    assert_mean(m->sum[1], m->n, 0, 1);
    assert_mean(m->sum[2], m->n, 1, sqrt(2));
    assert_mean(m->sum[3], m->n, 0, sqrt(15));
    assert_mean(m->sum[4], m->n, 3, sqrt(96));
    for (size_t k = 0; k < CODE; k++)
        assert_mean(m->with_code[k], m->n, 0, 1);
    for (size_t i = 0; i < BINS; i++)
        square += ((double)m->bins[i] - expected) * ((double)m->bins[i] - expected) / expected;
    if (!(fabs(square - (BINS - 1)) <= 5 * sqrt(2.0 * (BINS - 1))))
        fail_msg("chi square is %g", square);
}

static void a_variance_of_the_loss_spreads_scaled_numbers(void **state)
{
    static moments m;
    drawn d;
    (void)state;
    draw_many(&d,
              "input 50 | scaler given center=3 spread=2 | gaussian 2 | code | dense 50\n"
              "loss gaussian variance=0.25 weight=2 | loss kl_normal",
              "dense1");
    for (size_t i = 0; i < 50 * (size_t)MANY; i++)
        add(&m, ((double)d.rows[i] - 3) / 2 / 0.5 - given(&d, i / 50, i % 50) / 0.5, d.codes + i / 50 * CODE);
    assert_standard_normal(&m);
    drawn_free(&d);
}

static void a_loss_without_a_variance_has_that_of_1(void **state)
{
    static moments m;
    drawn d;
    (void)state;
    draw_many(&d, "input 3 | gaussian 2 | code | dense 3 | loss gaussian | loss kl_normal", "dense1");
    for (size_t i = 0; i < 3 * (size_t)MANY; i++)
        add(&m, (double)d.rows[i] - given(&d, i / 3, i % 3), d.codes + i / 3 * CODE);
    assert_standard_normal(&m);
    drawn_free(&d);
}

/* Given a last layer whose mean and log-variance are its biases alone, drawn from -2 ... 1. */
static void a_variance_that_the_net_gives_spreads_each_number_by_its_own(void **state)
{
    static moments m;
    drawn d;
    size_t width;
    (void)state;
    draw_many(&d,
              "input 70 | gaussian 2 | code | gaussian 70 init=zeros bias_init=uniform bias_min=-2 bias_max=1 name=out\n"
              "loss gaussian | loss kl_normal",
              "out");
    const float *log_variance = tensor_of(d.model, "out.log_variance.bias", &width);
    for (size_t i = 0; i < 70 * (size_t)MANY; i++)
        add(&m, ((double)d.rows[i] - given(&d, i / 70, i % 70)) / exp((double)log_variance[i % 70] / 2),
            d.codes + i / 70 * CODE);
    assert_standard_normal(&m);
    drawn_free(&d);
}

/* How often something happens, beside how often it ought to. */
typedef struct tally {
    double seen, expected, variance;
} tally;

static void count(tally *t, bool seen, double probability)
{
    t->seen += seen;
    t->expected += probability;
    t->variance += probability * (1 - probability);
}

static void assert_tallies(const tally *t, size_t n)
{
    double square = 0;
    for (size_t i = 0; i < n; i++) {
        const double off = (t[i].seen - t[i].expected) / sqrt(t[i].variance);
        square += off * off;
        if (!(fabs(off) <= 5))
            fail_msg("number %zu: %g times in place of %g", i, t[i].seen, t[i].expected);
    }
    if (!(square <= (double)n + 5 * sqrt(2 * (double)n)))
        fail_msg("chi square is %g of %zu", square, n);
}

static void bce_draws_ones_by_their_probability(void **state)
{
    static const char *const specs[] = {
        "input 90 | gaussian 2 | code | dense 90 act=sigmoid init=normal sd=1 | loss bce reduce=sum | loss kl_normal",
        "input 90 | gaussian 2 | code | dense 90 act=sigmoid init=normal sd=1 | loss bce | loss kl_normal",
    };
    (void)state;
    for (size_t s = 0; s < 2; s++) {
        tally tallies[90] = { { 0 } };
        drawn d;
        draw_many(&d, specs[s], "dense1");
        for (size_t i = 0; i < 90 * (size_t)MANY; i++) {
            assert_true(d.rows[i] == 0 || d.rows[i] == 1);
            count(&tallies[i % 90], d.rows[i] == 1, 1 / (1 + exp(-given(&d, i / 90, i % 90))));
        }
        assert_tallies(tallies, 90);
        drawn_free(&d);
    }
}

/* Of `n` levels from `first` on. */
static double probability(const drawn *d, size_t row, size_t first, size_t n, size_t level)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += exp(given(d, row, first + i));
    return exp(given(d, row, first + level)) / sum;
}

/* Given numbers before, between and behind categories; then each is drawn by itself. */
static void a_category_is_one_of_its_levels_and_a_number_stays_one(void **state)
{
    static const size_t levels[] = { 0, 3, 0, 0, 70, 0 }, at[] = { 0, 1, 4, 5, 6, 76 };
    static moments m;
    tally tallies[73] = { { 0 } };
    drawn d;
    (void)state;
    draw_many(&d,
              "input 6 | columns number,category:3,number*2,category:70,number | gaussian 2 | code\n"
              "dense 77 init=normal sd=1 | loss gaussian variance=4 | loss kl_normal",
              "dense1");
    for (size_t i = 0; i < 6 * (size_t)MANY; i++) {
        const size_t row = i / 6, c = i % 6;
        if (levels[c] == 0)
            add(&m, ((double)d.rows[i] - given(&d, row, at[c])) / 2, d.codes + row * CODE);
        for (size_t level = 0; level < levels[c]; level++)
            count(&tallies[(c == 4 ? 3 : 0) + level], d.rows[i] == (float)level,
                  probability(&d, row, at[c], levels[c], level));
    }
    assert_standard_normal(&m);
    assert_tallies(tallies, 73);
    drawn_free(&d);
}

static void cross_entropy_draws_one_place(void **state)
{
    tally tallies[12] = { { 0 } };
    drawn d;
    (void)state;
    draw_many(&d,
              "input 3x4 | gaussian 2 | code | dense 12 act=softmax init=normal sd=1 | reshape 3x4\n"
              "loss cross_entropy | loss kl_normal",
              "dense1");
    for (size_t row = 0; row < MANY; row++) {
        double sum = 0;
        for (size_t i = 0; i < 12; i++) {
            const double x = (double)d.rows[row * 12 + i];
            sum += x;
            assert_true(x == 0 || x == 1);
            count(&tallies[i], x == 1, probability(&d, row, 0, 12, i));
        }
        assert_true(sum == 1);
    }
    assert_tallies(tallies, 12);
    drawn_free(&d);
}

/* ---- what a row hangs on ---- */

enum { ROWS = 300, WIDEST = 70 };

static const char *const specs[] = {
    "input 70 | scaler given center=1 spread=3 | gaussian 2 | code | dense 70 | loss gaussian | loss kl_normal",
    "input 70 | gaussian 2 | code | gaussian 70 | loss gaussian | loss kl_normal",
    "input 70 | gaussian 2 | code | dense 70 act=sigmoid | loss bce | loss kl_normal",
    "input 70 | gaussian 2 | code | dense 70 act=softmax | loss cross_entropy | loss kl_normal",
    "input 3 | columns number,category:66,number | gaussian 2 | code | dense 68 | loss gaussian | loss kl_normal",
    "input 5 | condition 2 | gaussian 2 | code | dense 5 | loss gaussian | loss kl_normal",
};
enum { SPECS = sizeof specs / sizeof *specs };

static size_t width_of(const ae_model *model)
{
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_error e;
    must(ae_model_get_info(&info, model, &e), &e);
    return info.output_width;
}

/* With the condition that the model may take. */
static ae_sample_options options_for(const ae_model *model, size_t first, size_t n)
{
    static const float condition[] = { 1, 0 };
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_error e;
    ae_sample_options o = drawn_options(9, first, n);
    must(ae_model_get_info(&info, model, &e), &e);
    if (info.condition_width)
        o.condition = (ae_array){ .data = condition, .width = 2, .flags = AE_ARRAY_ONE_ROW };
    return o;
}

static void a_row_is_the_same_whatever_comes_before(void **state)
{
    static float all[ROWS * WIDEST], some[7 * WIDEST];
    (void)state;
    for (size_t s = 0; s < SPECS; s++) {
        ae_model *model = make_model(specs[s], 1);
        const size_t bytes = 7 * width_of(model) * sizeof(float);
        ae_sample_options o = options_for(model, 0, ROWS);
        draw(all, NULL, model, o);
        o.first = 280;
        o.n = 7;
        draw(some, NULL, model, o);
        assert_memory_equal(some, all + 280 * width_of(model), bytes);
        o.seed++;
        draw(some, NULL, model, o);
        assert_memory_not_equal(some, all + 280 * width_of(model), bytes);
        ae_model_free(model);
    }
}

static void assert_same_with(const char *spec, const float *expected, const ae_context_options *c)
{
    static float rows[ROWS * WIDEST];
    ae_model *model = make_model(spec, 1);
    const ae_sample_options o = options_for(model, 5, ROWS);
    ae_context *context;
    ae_error e;
    must(ae_context_create(&context, model, c, &e), &e);
    must(ae_model_sample(rows, NULL, model, context, &o, &e), &e);
    assert_memory_equal(rows, expected, ROWS * width_of(model) * sizeof *rows);
    ae_context_free(context);
    ae_model_free(model);
}

static void threads_kernel_sets_and_parts_do_not_matter(void **state)
{
    static float expected[ROWS * WIDEST];
    ae_context_options c = AE_CONTEXT_OPTIONS_INIT;
    (void)state;
    c.outputs = AE_OUT_DRAWN;
    c.rows = 3;
    c.threads = 3;
    for (size_t s = 0; s < SPECS; s++) {
        ae_model *model = make_model(specs[s], 1);
        draw(expected, NULL, model, options_for(model, 5, ROWS));
        for (size_t isa = 0; isa < ae_isa_count(); isa++)
            if (ae_isa_usable(isa)) {
                setenv("AE_KERNELS", ae_isa_name(isa), 1);
                assert_same_with(specs[s], expected, &c);
                unsetenv("AE_KERNELS");
            }
        ae_model_free(model);
    }
}

/* A tiny deviation: all codes are the mean. */
static void a_deviation_is_of_codes_alone(void **state)
{
    static float usual[ROWS * WIDEST], narrow[ROWS * WIDEST];
    ae_model *model = make_model("input 70 | gaussian 2 | code | dense 70 init=zeros | loss gaussian | loss kl_normal", 1);
    ae_sample_options o = drawn_options(9, 0, ROWS);
    (void)state;
    draw(usual, NULL, model, o);
    o.deviation = 1e-6;
    draw(narrow, NULL, model, o);
    assert_memory_equal(usual, narrow, sizeof usual);
    ae_model_free(model);
}

/* ---- what is refused ---- */

static void assert_refused(ae_status expected, const char *part, const char *spec, uint64_t flags)
{
    float rows[4 * 5], codes[4 * CODE];
    ae_model *model = make_model(spec, 1);
    ae_sample_options o = drawn_options(0, 0, 4);
    ae_error e;
    o.flags = flags;
    memset(codes, 0, sizeof codes);
    assert_int_equal(ae_model_sample(rows, codes, model, NULL, &o, &e), expected);
    if (!strstr(e.text, part))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        assert_true(codes[i] == 0);
    ae_model_free(model);
}

static void what_names_no_distribution_is_told(void **state)
{
    (void)state;
    assert_refused(AE_EUNSUPPORTED, "`loss mse` does not say how rows are spread",
                   "input 5 | gaussian 2 | code | dense 5 | loss mse | loss kl_normal", 1);
    assert_refused(AE_EUNSUPPORTED, "`loss gaussian` does", "input 5 | dense 2 | code | dense 5 | loss huber", 1);
    assert_refused(AE_EUNSUPPORTED, "has the losses gaussian and mae",
                   "input 5 | gaussian 2 | code | dense 5 | loss gaussian | loss mae | loss kl_normal", 1);
    assert_refused(AE_EUNSUPPORTED, "nothing says how the model's codes are spread",
                   "input 5 | dense 2 | code | dense 5 | loss gaussian", 1);
    assert_refused(AE_EOPTION, "flags is 2", "input 5 | gaussian 2 | code | dense 5 | loss gaussian | loss kl_normal", 2);
}

static void a_context_serves_rows_that_are_drawn_if_it_was_asked(void **state)
{
    float rows[4 * 5];
    ae_model *model = make_model("input 5 | gaussian 2 | code | dense 5 | loss gaussian | loss kl_normal", 1);
    ae_model *other = make_model("input 5 | gaussian 2 | code | dense 5 | loss mse | loss kl_normal", 1);
    ae_model *encoder = make_model("input 5 | gaussian 2 | code", 1);
    const ae_sample_options o = drawn_options(0, 0, 4);
    ae_context_options c = AE_CONTEXT_OPTIONS_INIT;
    ae_context *context;
    ae_error e;
    (void)state;
    must(ae_context_create(&context, model, NULL, &e), &e);
    assert_int_equal(ae_model_sample(rows, NULL, model, context, &o, &e), AE_EOPTION);
    assert_non_null(strstr(e.text, "does not serve rows that are drawn"));
    ae_context_free(context);
    c.outputs = AE_OUT_DRAWN;
    assert_int_equal(ae_context_create(&context, other, &c, &e), AE_EUNSUPPORTED);
    assert_int_equal(ae_context_create(&context, encoder, &c, &e), AE_EUNSUPPORTED);
    assert_non_null(strstr(e.text, "the model is an encoder"));
    ae_model_free(model);
    ae_model_free(other);
    ae_model_free(encoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_variance_of_the_loss_spreads_scaled_numbers),
        cmocka_unit_test(a_loss_without_a_variance_has_that_of_1),
        cmocka_unit_test(a_variance_that_the_net_gives_spreads_each_number_by_its_own),
        cmocka_unit_test(bce_draws_ones_by_their_probability),
        cmocka_unit_test(a_category_is_one_of_its_levels_and_a_number_stays_one),
        cmocka_unit_test(cross_entropy_draws_one_place),
        cmocka_unit_test(a_row_is_the_same_whatever_comes_before),
        cmocka_unit_test(threads_kernel_sets_and_parts_do_not_matter),
        cmocka_unit_test(a_deviation_is_of_codes_alone),
        cmocka_unit_test(what_names_no_distribution_is_told),
        cmocka_unit_test(a_context_serves_rows_that_are_drawn_if_it_was_asked),
    };
    return cmocka_run_group_tests_name("rows that are drawn", tests, NULL, NULL);
}
