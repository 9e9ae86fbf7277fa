/* Reading the caller's elements, and finding numbers that are not finite, in every kernel set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/convert.h"
#include "kernel/dispatch.h"
#include <cmocka.h>
#include <math.h>

enum { N = 200 };

/* Given rows of any length with one bad number at any place; then it is found, and nothing is found without it. */
static void one_bad_number_is_found_anywhere(void **state)
{
    static const float bad[] = { NAN, INFINITY, -INFINITY };
    float x[N];
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t n = 1; ae_isa_usable(isa) && n <= N; n++)
            for (size_t at = 0; at < n; at++) {
                for (size_t i = 0; i < n; i++)
                    x[i] = i % 2 ? 3e38f : -1e-40f;
                assert_true(ae_isa_all_finite(isa, x, n));
                x[at] = bad[at % 3];
                assert_false(ae_isa_all_finite(isa, x, n));
            }
}

/* Given rows of any length with both ends in them and one number outside at any place; then it is found, and only it. */
static void one_number_outside_is_found_anywhere(void **state)
{
    const float low = 0.25f, high = 3;
    const float outside[] = { NAN, nextafterf(low, 0), nextafterf(high, 4), -INFINITY, INFINITY, -high };
    float x[N];
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t n = 0; ae_isa_usable(isa) && n <= N; n++) {
            for (size_t i = 0; i < n; i++)
                x[i] = i % 3 ? i % 3 == 1 ? high : 1 : low;
            assert_true(ae_isa_all_within(isa, x, n, low, high));
            for (size_t at = 0; at < n; at++) {
                float inside = x[at];
                x[at] = outside[(at + n) % 6];
                assert_false(ae_isa_all_within(isa, x, n, low, high));
                x[at] = inside;
            }
        }
}

/* Given minus zero and an end of zero; then it lies within. */
static void zero_lies_within_whatever_its_sign(void **state)
{
    const float x[] = { -0.0f, 0, 1 };
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        if (ae_isa_usable(isa)) {
            assert_true(ae_isa_all_within(isa, x, 3, 0, 1));
            assert_true(ae_isa_all_within(isa, x, 2, -1, -0.0f));
            assert_false(ae_isa_all_within(isa, x, 3, -1, -0.0f));
        }
}

/* Given elements of each type; then every set reads element / scale, rounded once. */
static void elements_are_divided_by_the_scale(void **state)
{
    static const float f32[] = { 1, -3.5f, 1e-40f, 255 };
    static const double f64[] = { 1, -3.5, 0.1, 1e300 };
    static const uint8_t u8[] = { 0, 1, 128, 255 };
    static const int32_t i32[] = { 0, -1, 2147483647, 16777217 };
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++) {
        float out[4];
        if (!ae_isa_usable(isa))
            continue;
        ae_isa_element(isa, AE_F32)->read(out, f32, 4, 3);
        for (size_t i = 0; i < 4; i++)
            assert_true(out[i] == f32[i] / 3.0f);
        ae_isa_element(isa, AE_F64)->read(out, f64, 4, 3);
        for (size_t i = 0; i < 4; i++)
            assert_true(out[i] == (float)(f64[i] / 3.0));
        ae_isa_element(isa, AE_U8)->read(out, u8, 4, 255);
        for (size_t i = 0; i < 4; i++)
            assert_true(out[i] == (float)u8[i] / 255.0f);
        ae_isa_element(isa, AE_I32)->read(out, i32, 4, 7);
        for (size_t i = 0; i < 4; i++)
            assert_true(out[i] == (float)(i32[i] / 7.0));
        assert_null(ae_isa_element(isa, 4));
        assert_null(ae_isa_element(isa, -1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_bad_number_is_found_anywhere),
        cmocka_unit_test(one_number_outside_is_found_anywhere),
        cmocka_unit_test(zero_lies_within_whatever_its_sign),
        cmocka_unit_test(elements_are_divided_by_the_scale),
    };
    return cmocka_run_group_tests_name("convert", tests, NULL, NULL);
}
