/* Activations: every set gives the same bits; bias, in place, add and tails do what the header says. */
#include "kernel/activation.h"
#include "kernel/dispatch.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const names[] = { "linear", "sigmoid", "relu", "leaky_relu", "tanh", "elu", "softplus" };
enum { NAMES = sizeof names / sizeof *names, N = 203 };

static const ae_activation *activation(size_t isa, size_t i)
{
    const ae_activation *a = ae_isa_activation(isa, names[i]);
    assert_non_null(a);
    assert_string_equal(a->name, names[i]);
    return a;
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
    for (size_t a = 0; a < NAMES; a++)
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
    for (size_t a = 0; a < NAMES; a++) {
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
        for (size_t a = 0; ae_isa_usable(isa) && a < NAMES; a++) {
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
    for (size_t a = 0; a < NAMES; a++) {
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
        for (size_t a = 0; ae_isa_usable(isa) && a < NAMES; a++) {
            activation(isa, a)->forward(y, x, NULL, 9, 0.3);
            assert_true(isnan(y[2]) && !isnan(y[3]));
        }
}

static void unknown_names_are_not_found(void **state)
{
    (void)state;
    assert_null(ae_isa_activation(0, "softmax"));
    assert_null(ae_isa_activation(0, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_gives_the_same_bits),
        cmocka_unit_test(a_bias_is_added_first),
        cmocka_unit_test(in_place_is_the_same_as_out_of_place),
        cmocka_unit_test(add_adds_what_would_have_been_stored),
        cmocka_unit_test(nothing_is_written_behind_the_end),
        cmocka_unit_test(a_nan_comes_through),
        cmocka_unit_test(unknown_names_are_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
