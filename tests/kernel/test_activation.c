/* Activations: every set gives the same bits; bias, in place, add and tails do what the header says. */
#include "kernel/activation.h"
#include "kernel/dispatch.h"
#include "op/op.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { N = 203 };

/* Activation number i of those that act on each element alone; NULL after the last. */
static const ae_activation *activation(size_t isa, size_t i)
{
    size_t at = 0;
    for (size_t left = i + 1; ae_activation_at(isa, at); at++)
        if (!ae_activation_at(isa, at)->of_rows && --left == 0)
            break;
    return ae_activation_at(isa, at);
}

/* Numbers of every size and both signs, among them 0 and -0. */
static void fill(float *x, size_t n, float phase)
{
    for (size_t i = 0; i < n; i++)
        x[i] = sinf((float)i + phase) * powf(10, (float)(i % 9) - 5);
    x[0] = 0;
    x[1] = -0.0f;
}

static void assert_same(const float *a, const float *b, size_t n)
{
    assert_memory_equal(a, b, n * sizeof *a);
}

static void every_set_gives_the_same_bits(void **state)
{
    float x[N], bias[N], dy[N], y[2][N], dx[2][N];
    (void)state;
    fill(x, N, 1);
    fill(bias, N, 2);
    fill(dy, N, 3);
    for (size_t a = 0; activation(0, a); a++)
        for (size_t isa = 1; isa < ae_isa_count(); isa++) {
            if (!ae_isa_usable(isa))
                continue;
            for (size_t i = 0; i < 2; i++) {
                fill(dx[i], N, 4);
                activation(i * isa, a)->forward(y[i], x, bias, N, 0.3);
                activation(i * isa, a)->backward(dx[i], dy, y[i], N, 0.3, true);
            }
            assert_same(y[0], y[1], N);
            assert_same(dx[0], dx[1], N);
        }
}

static void a_bias_is_added_first(void **state)
{
    float x[N], bias[N], sum[N], once[N], twice[N];
    (void)state;
    fill(x, N, 1);
    fill(bias, N, 2);
    for (size_t i = 0; i < N; i++)
        sum[i] = x[i] + bias[i];
    for (size_t a = 0; activation(0, a); a++) {
        activation(0, a)->forward(once, x, bias, N, 0.3);
        activation(0, a)->forward(twice, sum, NULL, N, 0.3);
        assert_same(once, twice, N);
    }
}

static void in_place_is_the_same_as_out_of_place(void **state)
{
    float x[N], dy[N], y[N], dx[N];
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t a = 0; ae_isa_usable(isa) && activation(isa, a); a++) {
            fill(x, N, 1);
            fill(dy, N, 2);
            activation(isa, a)->forward(y, x, NULL, N, 0.3);
            activation(isa, a)->forward(x, x, NULL, N, 0.3);
            assert_same(x, y, N);
            activation(isa, a)->backward(dx, dy, y, N, 0.3, false);
            activation(isa, a)->backward(dy, dy, y, N, 0.3, false);
            assert_same(dx, dy, N);
        }
}

static void add_adds_what_would_have_been_stored(void **state)
{
    float x[N], y[N], stored[N], added[N];
    (void)state;
    fill(x, N, 1);
    for (size_t a = 0; activation(0, a); a++) {
        activation(0, a)->forward(y, x, NULL, N, 0.3);
        activation(0, a)->backward(stored, x, y, N, 0.3, false);
        memcpy(added, stored, sizeof added);
        activation(0, a)->backward(added, x, y, N, 0.3, true);
        for (size_t i = 0; i < N; i++)
            assert_true(added[i] == 2 * stored[i]);
    }
}

static void nothing_is_written_behind_the_end(void **state)
{
    float x[64], y[64];
    (void)state;
    fill(x, 64, 1);
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t n = 0; ae_isa_usable(isa) && n < 40; n++) {
            memset(y, 0x55, sizeof y);
            activation(isa, 1)->forward(y, x, x, n, 0);
            activation(isa, 1)->backward(y, x, y, n, 0, true);
            for (size_t i = n; i < 64; i++)
                assert_memory_equal(&y[i], "\x55\x55\x55\x55", 4);
        }
}

static void a_nan_comes_through(void **state)
{
    float x[9] = { 1, 2, NAN, 3 }, y[9];
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t a = 0; ae_isa_usable(isa) && activation(isa, a); a++) {
            activation(isa, a)->forward(y, x, NULL, 9, 0.3);
            assert_true(isnan(y[2]) && !isnan(y[3]));
        }
}

/* Given every set; then its activations stand in the order of the words, linear first, and are found by them. */
static void words_find_their_activation(void **state)
{
    size_t n = 0;
    (void)state;
    assert_string_equal(ae_activation_words[0], "linear");
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (n = 0; ae_activation_words[n]; n++) {
            assert_string_equal(ae_activation_at(isa, n)->name, ae_activation_words[n]);
            assert_ptr_equal(ae_activation_find(isa, ae_activation_words[n]), ae_activation_at(isa, n));
        }
    assert_null(ae_activation_at(0, n));
    assert_null(ae_activation_find(0, "soft"));
    assert_null(ae_activation_find(0, ""));
}

/* Given every activation; then it has functions of its own, or an op of its name applies it. */
static void activations_act_on_elements_or_on_rows(void **state)
{
    (void)state;
    for (size_t i = 0; ae_activation_at(0, i); i++) {
        const ae_activation *a = ae_activation_at(0, i);
        assert_int_equal(a->forward != NULL, !a->of_rows);
        assert_int_equal(a->backward != NULL, !a->of_rows);
        assert_int_equal(ae_op_find(0, a->name) != NULL, a->of_rows);
        assert_true(a->takes < AE_TAKES);
    }
    assert_true(ae_activation_find(0, "softmax")->of_rows);
}

/* The parameters are the words' slope= and alpha=. */
static void activations_say_which_key_they_take(void **state)
{
    (void)state;
    assert_int_equal(ae_activation_find(0, "leaky_relu")->takes, AE_TAKES_SLOPE);
    assert_int_equal(ae_activation_find(0, "elu")->takes, AE_TAKES_ALPHA);
    assert_int_equal(ae_activation_find(0, "tanh")->takes, AE_TAKES_NOTHING);
}

/* Given numbers up to the ends of float; then nothing lies beyond what an activation says it can reach, and what has an end
 * comes to it. */
static void activations_reach_what_they_say(void **state)
{
    enum { AT = 5, STEPS = 2 * 8 * AT + 1 };
    static const double parameter = 0.25;
    float x[STEPS + 2] = { -3e38f, 3e38f }, y[STEPS + 2];
    (void)state;
    for (size_t i = 0; i < STEPS; i++)
        x[2 + i] = (float)i / AT - 8;
    for (size_t i = 0; activation(0, i); i++) {
        const ae_activation *a = activation(0, i);
        const double low = a->takes == AE_TAKES_ALPHA ? a->low * parameter : a->low;
        a->forward(y, x, NULL, STEPS + 2, parameter);
        for (size_t k = 0; k < STEPS + 2; k++)
            assert_true((double)y[k] >= low && (double)y[k] <= a->high);
        assert_true(isinf(low) ? y[0] < -1e37f : (double)y[0] == low);
        assert_true(isinf(a->high) ? y[1] > 1e37f : (double)y[1] == a->high);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_gives_the_same_bits),        cmocka_unit_test(a_bias_is_added_first),
        cmocka_unit_test(in_place_is_the_same_as_out_of_place), cmocka_unit_test(add_adds_what_would_have_been_stored),
        cmocka_unit_test(nothing_is_written_behind_the_end),    cmocka_unit_test(a_nan_comes_through),
        cmocka_unit_test(words_find_their_activation),          cmocka_unit_test(activations_act_on_elements_or_on_rows),
        cmocka_unit_test(activations_say_which_key_they_take),  cmocka_unit_test(activations_reach_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
