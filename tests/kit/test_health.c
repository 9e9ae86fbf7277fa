/* Codes with known faults. Units are Walsh functions of the row's number: 1 or -1, of mean 0 and deviation 1, and no two of
 * them correlate. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/health.h"

enum { ROWS = 256, MOST = 8 };

static float codes[ROWS * MOST], log_variances[ROWS * MOST];

static float walsh(size_t row, size_t unit)
{
    return row >> unit & 1 ? 1 : -1;
}

static kit_code_rows sound(size_t width)
{
    for (size_t i = 0; i < ROWS * width; i++)
        codes[i] = walsh(i / width, i % width);
    return (kit_code_rows){ .codes = codes, .n = ROWS, .width = width, .low = -(double)INFINITY, .high = (double)INFINITY };
}

static void set(size_t width, size_t unit, float factor, float offset)
{
    for (size_t i = 0; i < ROWS; i++)
        codes[i * width + unit] = factor * walsh(i, unit) + offset;
}

static kit_health found(const kit_code_rows *r)
{
    kit_message why;
    kit_health h;
    if (!kit_health_find(&h, r, &why))
        fail_msg("%s", why.text);
    return h;
}

static void is_near(double x, double expected)
{
    if (!(fabs(x - expected) <= 1e-6)) /* codes are floats */
        fail_msg("%.9g is not %.9g", x, expected);
}

/* Whether the advice has a text with these words. */
static bool advises(const kit_health *h, const char *words)
{
    kit_message advice[KIT_HEALTH_ADVICE];
    const size_t n = kit_health_advice(advice, h);
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any |= strstr(advice[i].text, words) != NULL;
    return any;
}

static void a_sound_code_has_no_faults_and_no_advice(void **state)
{
    kit_message advice[KIT_HEALTH_ADVICE];
    const kit_code_rows r = sound(4);
    (void)state;

    kit_health h = found(&r);

    for (size_t k = 0; k < KIT_ILLS; k++)
        assert_int_equal(h.count[k], 0);
    is_near(h.unit[2].mean, 0);
    is_near(h.unit[2].deviation, 1);
    is_near(h.near_zero, 0);
    assert_int_equal(h.blank, 0);
    assert_true(isnan(h.kl) && isnan(h.unit[0].kl));
    assert_int_equal(kit_health_advice(advice, &h), 0);
    kit_health_free(&h);
}

/* Given one that is constant, one that varies 200 times less than the others, and one 50 times less; the last is alive. */
static void units_that_hardly_vary_are_dead(void **state)
{
    const kit_code_rows r = sound(4);
    set(4, 0, 0, 3);
    set(4, 1, 0.005f, 0);
    set(4, 2, 0.02f, 0);
    (void)state;

    kit_health h = found(&r);

    assert_int_equal(h.count[KIT_DEAD], 2);
    assert_true(h.unit[0].ill[KIT_DEAD] && h.unit[1].ill[KIT_DEAD] && !h.unit[2].ill[KIT_DEAD]);
    assert_true(advises(&h, "2 of 4 units give the same number for every row"));
    assert_false(advises(&h, "leaky_relu"));
    kit_health_free(&h);
}

/* Nothing to hold a unit against: a deviation of rounding is none. */
static void a_code_of_constants_is_dead(void **state)
{
    const kit_code_rows r = sound(2);
    set(2, 0, 1e-7f, 1);
    set(2, 1, 0, 1);
    (void)state;

    kit_health h = found(&r);

    assert_int_equal(h.count[KIT_DEAD], 2);
    assert_int_equal(h.count[KIT_DUPLICATE], 0);
    kit_health_free(&h);
}

/* A unit of 0 and 1 is at both ends of a sigmoid. One of 0 in every second row is not stuck, nor is a relu at its 0. */
static void units_at_both_ends_are_saturated(void **state)
{
    kit_code_rows r = sound(3);
    set(3, 0, 0.5f, 0.5f);
    set(3, 1, 0.25f, 0.25f);
    set(3, 2, 0.25f, 0.5f);
    r.low = 0;
    (void)state;

    r.high = 1;
    kit_health sigmoid = found(&r);
    r.high = (double)INFINITY;
    kit_health relu = found(&r);

    assert_int_equal(sigmoid.count[KIT_SATURATED], 1);
    is_near(sigmoid.unit[0].at_ends, 1);
    is_near(sigmoid.unit[1].at_ends, 0.5);
    is_near(sigmoid.unit[2].at_ends, 0);
    assert_true(advises(&sigmoid, "1 of 3 units stays at the ends of the activation's reach, 0 to 1"));
    assert_int_equal(relu.count[KIT_SATURATED], 0);
    assert_true(isnan(relu.unit[0].at_ends));
    kit_health_free(&sigmoid);
    kit_health_free(&relu);
}

static void a_dead_relu_is_told_what_helps(void **state)
{
    kit_code_rows r = sound(3);
    for (size_t k = 0; k < 3; k++)
        set(3, k, 0.5f, 0.5f);
    set(3, 1, 0, 0);
    r.low = 0;
    (void)state;

    kit_health h = found(&r);

    assert_int_equal(h.count[KIT_DEAD], 1);
    assert_true(advises(&h, "1 of 3 units gives the same number"));
    assert_true(advises(&h, "act=leaky_relu"));
    kit_health_free(&h);
}

/* Given the fourth as minus twice the second, and the third as the first with so much of its own that r = 0.98. */
static void duplicates_are_told_with_their_twin(void **state)
{
    const kit_code_rows r = sound(4);
    for (size_t i = 0; i < ROWS; i++) {
        codes[i * 4 + 3] = -2 * walsh(i, 1) + 5;
        codes[i * 4 + 2] = 0.98f * walsh(i, 0) + 0.19899749f * walsh(i, 2);
    }
    (void)state;

    kit_health h = found(&r);

    assert_int_equal(h.count[KIT_DUPLICATE], 1);
    assert_true(h.unit[3].ill[KIT_DUPLICATE]);
    assert_int_equal(h.unit[3].twin, 1);
    is_near(h.unit[3].correlation, -1);
    assert_true(advises(&h, "unit 4, which has a correlation of -1.000 with unit 2"));
    kit_health_free(&h);
}

/* exp(H(3/4, 1/4)) = 4 / 3^(3/4), by hand; equal eigenvalues count fully, and what varies along one line is of rank 1. */
static void the_effective_rank_is_that_of_the_definition(void **state)
{
    kit_code_rows r = sound(4);
    (void)state;
    if (!kit_health_ranks())
        skip();

    kit_health even = found(&r);
    r = sound(2);
    set(2, 0, (float)sqrt(3), 7);
    kit_health uneven = found(&r);
    for (size_t i = 0; i < ROWS; i++)
        codes[2 * i] = codes[2 * i + 1];
    kit_health line = found(&r);
    set(2, 0, 0, 1);
    set(2, 1, 0, 1);
    kit_health nothing = found(&r);

    is_near(even.effective_rank, 4);
    is_near(uneven.effective_rank, 4 / pow(3, 0.75));
    is_near(line.effective_rank, 1);
    assert_true(isnan(nothing.effective_rank));
    kit_health_free(&even);
    kit_health_free(&uneven);
    kit_health_free(&line);
    kit_health_free(&nothing);
}

/* Given six units of two directions, each unit a mixture of its own. */
static void a_low_rank_of_units_at_work_is_told(void **state)
{
    const kit_code_rows r = sound(6);
    for (size_t i = 0; i < ROWS * 6; i++)
        codes[i] = (float)cos((double)(i % 6) / 2) * walsh(i / 6, 0) + (float)sin((double)(i % 6) / 2) * walsh(i / 6, 1);
    (void)state;

    kit_health h = found(&r);

    assert_int_equal(h.count[KIT_DUPLICATE], 0);
    assert_int_equal(advises(&h, "fewer than half of the 6 units at work"), kit_health_ranks());
    kit_health_free(&h);
}

/* A row (x, 0, 0, 0) has Hoyer's 1, (x, x, x, x) 0, (x, x, 0, 0) (2 - sqrt 2) / 1; blank rows have none. */
static void sparseness_is_that_of_the_definition(void **state)
{
    const kit_code_rows r = sound(4);
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const size_t filled = (size_t[]){ 0, 1, 2, 4 }[i % 4];
        for (size_t k = 0; k < 4; k++)
            codes[i * 4 + k] = k < filled ? 3 : 0;
    }

    kit_health h = found(&r);

    is_near(h.hoyer, (1 + 0 + 2 - sqrt(2)) / 3);
    is_near(h.near_zero, 9 / 16.0);
    is_near(h.unit[0].near_zero, 0.25);
    is_near(h.unit[3].near_zero, 0.75);
    assert_int_equal(h.blank, ROWS / 4);
    assert_true(advises(&h, "64 of 256 rows have a code of zeros only"));
    kit_health_free(&h);
}

/* By hand: of mean m and variance v, (m^2 + v - log v - 1) / 2. The second tells nothing, but for a mean of 0.1. */
static void a_variational_code_has_a_divergence_by_unit(void **state)
{
    kit_code_rows r = sound(3);
    set(3, 1, 0.1f, 0);
    set(3, 2, 0, 2);
    for (size_t i = 0; i < ROWS; i++)
        memcpy(log_variances + i * 3, (const float[]){ logf(0.25f), 0, 0 }, 3 * sizeof(float));
    r.log_variance = log_variances;
    (void)state;

    kit_health h = found(&r);

    is_near(h.unit[0].kl, (1 + 0.25 + log(4) - 1) / 2);
    is_near(h.unit[1].kl, 0.005);
    is_near(h.unit[2].kl, 2);
    is_near(h.kl, 2.005 + (0.25 + log(4)) / 2);
    assert_true(h.unit[1].ill[KIT_COLLAPSED]);
    assert_true(h.unit[2].ill[KIT_DEAD]); /* far from the prior, and yet the same for every row */
    assert_true(advises(&h, "1 of 3 units diverges by less than 0.01 nats"));
    kit_health_free(&h);
}

static void a_collapsed_unit_is_nothing_else(void **state)
{
    kit_code_rows r = sound(2);
    set(2, 0, 0, 0);
    set(2, 1, 0, 0);
    memset(log_variances, 0, sizeof log_variances);
    r.log_variance = log_variances;
    (void)state;

    kit_health h = found(&r);

    assert_int_equal(h.count[KIT_COLLAPSED], 2);
    assert_int_equal(h.count[KIT_DEAD], 0);
    assert_int_equal(h.count[KIT_DUPLICATE], 0);
    kit_health_free(&h);
}

static void a_code_as_wide_as_the_row_is_told(void **state)
{
    kit_code_rows r = sound(4);
    (void)state;

    r.row_width = 4;
    kit_health copies = found(&r);
    r.row_width = 5;
    kit_health narrow = found(&r);

    assert_true(advises(&copies, "the code has 4 numbers and the row 4"));
    assert_false(advises(&narrow, "the code has"));
    kit_health_free(&copies);
    kit_health_free(&narrow);
}

static void refuses(const kit_code_rows *r, const char *words)
{
    kit_message why;
    kit_health h;
    assert_false(kit_health_find(&h, r, &why));
    assert_string_equal(why.text, words);
    kit_health_free(&h);
}

static void few_rows_and_what_is_no_number_are_refused(void **state)
{
    kit_code_rows r = sound(2);
    (void)state;

    r.n = 29;
    refuses(&r, "has 29 rows, and the health of a code needs 30: of fewer, units look alike by chance");
    r.n = 30;
    codes[2 * 4 + 1] = NAN;
    refuses(&r, "row 5: the code of unit 2 is nan, not a number to be measured");
    codes[2 * 4 + 1] = 0;
    r.log_variance = log_variances;
    log_variances[0] = INFINITY;
    refuses(&r, "row 1: the log-variance of unit 1 is inf, not a number to be measured");
    log_variances[0] = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_code_has_no_faults_and_no_advice),
        cmocka_unit_test(units_that_hardly_vary_are_dead),
        cmocka_unit_test(a_code_of_constants_is_dead),
        cmocka_unit_test(units_at_both_ends_are_saturated),
        cmocka_unit_test(a_dead_relu_is_told_what_helps),
        cmocka_unit_test(duplicates_are_told_with_their_twin),
        cmocka_unit_test(the_effective_rank_is_that_of_the_definition),
        cmocka_unit_test(a_low_rank_of_units_at_work_is_told),
        cmocka_unit_test(sparseness_is_that_of_the_definition),
        cmocka_unit_test(a_variational_code_has_a_divergence_by_unit),
        cmocka_unit_test(a_collapsed_unit_is_nothing_else),
        cmocka_unit_test(a_code_as_wide_as_the_row_is_told),
        cmocka_unit_test(few_rows_and_what_is_no_number_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
