/* guard, on streams of losses that the test chooses: which steps it refuses, and which it must not. */
#include "support.h"
#include <float.h>

static ae_trainer *open_guard(ae_model *m, const char *guard)
{
    char text[256] = "sgd lr=1 | " STILL " | ";
    ae_fit_options o = options_of(strcat(text, guard));
    return make_trainer(m, &o);
}

/* ---- the rule, plainly ---- */

enum { WINDOW = 31, FEWEST = 5 };

typedef struct plain_guard {
    double losses[100000], first;
    size_t n;
} plain_guard;

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Of the last losses, refused ones included; the lower one of two. */
static double median(const plain_guard *g)
{
    double last[WINDOW];
    size_t n = g->n < WINDOW ? g->n : WINDOW;
    memcpy(last, g->losses + g->n - n, n * sizeof *last);
    qsort(last, n, sizeof *last, compare);
    return last[(n - 1) / 2];
}

static bool refuses(plain_guard *g, double times, double loss)
{
    double usual = g->n < FEWEST ? 0 : fmax(median(g), g->first / 1000);
    bool refused = g->n >= FEWEST && usual > 0 && loss > times * usual;
    if (g->n < FEWEST)
        g->first = fmax(g->first, loss);
    g->losses[g->n++] = loss;
    return refused;
}

/* A number in 0 ... 1, never 0. */
static double uniform(size_t i)
{
    const ae_place place = { .seed = 7, .row = (uint32_t)i };
    uint32_t word[4];
    ae_random_quad(word, &place, 0);
    return ((double)word[0] + 1) / 4294967296.0;
}

/* Given losses with jumps of several powers of ten; then those are refused that the rule names, whether that is an error or
 * a step left out. */
static void what_is_far_above_the_median_is_refused(void **state)
{
    static plain_guard plain;
    size_t n = 0;
    ae_model *m = make_model(zeros, 1);
    ae_trainer *stops = open_guard(m, "guard times=50"), *leaves_out = open_guard(m, "guard times=50 back=yes most=1000");
    (void)state;
    plain = (plain_guard){ .n = 0 };
    for (size_t i = 0; i < 2000; i++) {
        double loss = exp(3 * sin((double)i / 40)) / pow(uniform(i), 1.5);
        float x = (float)sqrt(loss);
        bool refused = refuses(&plain, 50, (double)x * (double)x);
        assert_int_equal(try_loss(stops, loss, NULL), refused ? AE_EDIVERGED : AE_OK);
        step_with_loss(leaves_out, loss);
        n += refused;
        assert_int_equal(info_of(leaves_out).refused, n);
    }
    assert_true(n > 20 && n < 400);
    assert_int_equal(info_of(stops).steps, 2000 - n);
    assert_int_equal(info_of(leaves_out).steps, 2000);
    ae_trainer_free(stops);
    ae_trainer_free(leaves_out);
    ae_model_free(m);
}

/* The same of short streams, whose medians are of few losses. */
static void a_median_of_few_losses_is_the_lower_one(void **state)
{
    static plain_guard plain;
    size_t n = 0;
    (void)state;
    for (size_t stream = 0; stream < 200; stream++) {
        ae_model *m = make_model(zeros, 1);
        ae_trainer *t = open_guard(m, "guard times=2");
        plain = (plain_guard){ .n = 0 };
        for (size_t i = 0; i < WINDOW; i++) {
            double loss = 0.1 + 3 * uniform(stream * WINDOW + i);
            float x = (float)sqrt(loss);
            bool refused = refuses(&plain, 2, (double)x * (double)x);
            assert_int_equal(try_loss(t, loss, NULL), refused ? AE_EDIVERGED : AE_OK);
            n += refused;
        }
        ae_trainer_free(t);
        ae_model_free(m);
    }
    assert_true(n > 100);
}

/* ---- what is no reason for an alarm ---- */

static double constant(size_t i)
{
    (void)i;
    return 0.37;
}

static double nothing(size_t i)
{
    (void)i;
    return 0;
}

/* Rows of zeros, which a net of zeros has right at once, and then others. */
static double nothing_at_first(size_t i)
{
    return i < 40 ? 0 : 1;
}

/* So is a row in three. */
static double nothing_mostly(size_t i)
{
    return i % 3 ? 0 : 1;
}

static double falling(size_t i)
{
    return fmax(100 * exp(-(double)i / 20), 1e-6);
}

static double falling_at_once(size_t i)
{
    return i < 6 ? 1 : 1e-8;
}

/* Learnt by heart, and one row that is not like the others. */
static double odd_late(size_t i)
{
    return i == 1500 ? 2 : falling_at_once(i);
}

/* Thousands of times the median now and then: the tail of Cauchy's distribution. */
static double heavy_tail(size_t i)
{
    return 1 / uniform(i);
}

static double shift_by_thousand(size_t i)
{
    return i < 1000 ? 1 : 1000;
}

static double growing(size_t i)
{
    return 1e-8 * exp((double)i / 40);
}

static const struct {
    const char *name;
    double (*loss)(size_t i);
} calm[] = {
    { "constant", constant },
    { "nothing", nothing },
    { "nothing at first", nothing_at_first },
    { "nothing mostly", nothing_mostly },
    { "falling", falling },
    { "falling at once", falling_at_once },
    { "an odd one late", odd_late },
    { "a heavy tail", heavy_tail },
    { "a shift by 1e3", shift_by_thousand },
    { "growing", growing },
};

/* Given a course that may happen in a training that goes well; then the default guard refuses no step of it. */
static void no_false_alarm(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof calm / sizeof *calm; i++) {
        ae_model *m = make_model(zeros, 1);
        ae_trainer *t = open_guard(m, "guard");
        ae_error e;
        for (size_t step = 0; step < 2000; step++)
            if (try_loss(t, calm[i].loss(step), &e) != AE_OK)
                fail_msg("%s: step %zu: %s", calm[i].name, step + 1, e.text);
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

/* Given times=0; then any finite loss is taken. */
static void times_0_takes_any_loss(void **state)
{
    ae_model *m = make_model(zeros, 1);
    ae_trainer *t = open_guard(m, "guard times=0");
    (void)state;
    for (size_t i = 0; i < 50; i++)
        step_with_loss(t, i % 2 ? 1e16 : 1e-16);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* ---- a stream whose nature changes ---- */

/* Given a stream whose losses are 1e8 times as large from one step on; then it is taken up again once half of the window has
 * seen the new level. */
static void a_new_level_is_taken_up(void **state)
{
    ae_model *m = make_model(zeros, 1);
    ae_trainer *t = open_guard(m, "guard");
    size_t refused = 0;
    (void)state;
    for (size_t i = 0; i < 200; i++)
        step_with_loss(t, 1);
    for (size_t i = 0; i < 100; i++)
        if (try_loss(t, 1e8, NULL) != AE_OK) {
            assert_int_equal(refused, i); /* all of them at the beginning */
            refused++;
        }
    assert_int_equal(refused, WINDOW / 2 + 1);
    assert_int_equal(info_of(t).steps, 200 + 100 - refused);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* The same where refused steps are left out, and the stream goes up and down twenty times: the weights are to blame for none
 * of it, so they are put back once for each level at most, and the training does not end. */
static void levels_may_change_often(void **state)
{
    ae_model *m = make_model(zeros, 1);
    ae_trainer *t = open_guard(m, "guard back=yes factor=0.5 most=20");
    (void)state;
    for (size_t i = 0; i < 20; i++) {
        for (size_t step = 0; step < 100; step++)
            step_with_loss(t, 1e-4);
        for (size_t step = 0; step < 100; step++)
            step_with_loss(t, 1e6);
        assert_true(info_of(t).went_back <= i + 1);
    }
    assert_int_equal(info_of(t).stopped, AE_STOP_DONE);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* ---- the way back ---- */

/* Given three refused steps in a row; then it goes back, with the rate times the factor; two are no reason. */
static void three_in_a_row_go_back(void **state)
{
    ae_model *m = make_model(zeros, 1);
    ae_trainer *t = open_guard(m, "guard back=yes factor=0.25");
    (void)state;
    for (size_t i = 0; i < 100; i++)
        step_with_loss(t, 1);
    for (size_t i = 0; i < 2; i++)
        step_with_loss(t, 1e8);
    step_with_loss(t, 1);
    for (size_t i = 0; i < 2; i++)
        step_with_loss(t, 1e8);
    assert_int_equal(info_of(t).went_back, 0);
    step_with_loss(t, 1e8);
    step_with_loss(t, 1);
    assert_int_equal(info_of(t).refused, 5);
    assert_int_equal(info_of(t).went_back, 1);
    assert_true(info_of(t).rate == 0.25);
    assert_int_equal(info_of(t).steps, 107);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* Given `most`; then the way back after so many is an error. */
static void there_are_most_ways_back(void **state)
{
    ae_model *m = make_model(zeros, 1);
    ae_trainer *t = open_guard(m, "guard back=yes factor=1 most=2");
    ae_error e;
    (void)state;
    for (size_t times = 1; times <= 3; times++) {
        for (size_t i = 0; i < 100; i++)
            step_with_loss(t, 1);
        step_with_loss(t, 1e8);
        step_with_loss(t, 1e8);
        assert_int_equal(try_loss(t, 1e8, &e), times <= 2 ? AE_OK : AE_EDIVERGED);
    }
    assert_non_null(strstr(e.text, "loss"));
    ae_trainer_free(t);
    ae_model_free(m);
}

/* ---- the statistic of drift ---- */

/* Of up to a hundred losses the plain mean and deviation; then each counts a hundredth, and those before so much less. */
static void drift_is_a_running_mean_and_deviation(void **state)
{
    ae_model *m = make_model(zeros, 1);
    ae_trainer *t = open_guard(m, "guard");
    double sum = 0, squares = 0, weight = 0;
    (void)state;
    assert_true(info_of(t).loss_mean == 0 && info_of(t).loss_sd == 0);
    for (size_t i = 0; i < 500; i++) {
        step_with_loss(t, 2 + sin((double)i) + (i > 300));
        double loss = info_of(t).loss, keep = i < 100 ? 1 : 0.99;
        weight = keep * weight + 1;
        sum = keep * sum + loss;
        squares = keep * squares + loss * loss;
        double mean = sum / weight, sd = sqrt(fmax(squares / weight - mean * mean, 0));
        assert_true(fabs(info_of(t).loss_mean - mean) < 1e-12); /* hundreds of roundings of 2^-53 */
        assert_true(fabs(info_of(t).loss_sd - sd) < 1e-7);      /* squares, less their mean: the root halves the digits */
    }
    ae_trainer_free(t);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_far_above_the_median_is_refused),
        cmocka_unit_test(a_median_of_few_losses_is_the_lower_one),
        cmocka_unit_test(no_false_alarm),
        cmocka_unit_test(times_0_takes_any_loss),
        cmocka_unit_test(a_new_level_is_taken_up),
        cmocka_unit_test(levels_may_change_often),
        cmocka_unit_test(three_in_a_row_go_back),
        cmocka_unit_test(there_are_most_ways_back),
        cmocka_unit_test(drift_is_a_running_mean_and_deviation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
