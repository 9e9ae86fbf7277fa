#include "../rounding.h"
#include "base/fpu.h"
#include <float.h>
#include <string.h>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_rounding_mode(void **state)
{
    (void)state;
    static const int modes[] = { FE_UPWARD, FE_DOWNWARD, FE_TONEAREST };
    for (size_t i = 0; i < 3; i++) {
        /* given a host with a rounding mode of its own */
        fesetround(modes[i]);
        int before = rounding();
        /* when the library computes, then it rounds to nearest, and the host has its mode back */
        ae_fpu host = ae_fpu_enter();
        int inside = rounding();
        ae_fpu_leave(host);
        int after = rounding();
        fesetround(FE_TONEAREST);
        assert_int_equal(before, modes[i]);
        assert_int_equal(inside, FE_TONEAREST);
        assert_int_equal(after, modes[i]);
    }
}

static void test_exception_flags(void **state)
{
    (void)state;
    /* given a host that has seen a division by zero and nothing else */
    feclearexcept(FE_ALL_EXCEPT);
    feraiseexcept(FE_DIVBYZERO);
    /* when the library computes something inexact and overflows */
    ae_fpu host = ae_fpu_enter();
    int at_start = fetestexcept(FE_ALL_EXCEPT);
    divide(FLT_MAX, FLT_MIN);
    int inside = fetestexcept(FE_ALL_EXCEPT);
    ae_fpu_leave(host);
    /* then the host sees its own flag and none of ours */
    int after = fetestexcept(FE_ALL_EXCEPT);
    feclearexcept(FE_ALL_EXCEPT);
    assert_int_equal(at_start, 0);
    assert_true(inside & FE_OVERFLOW);
    assert_int_equal(after, FE_DIVBYZERO);
}

static void test_nesting(void **state)
{
    (void)state;
    fesetround(FE_DOWNWARD);
    ae_fpu outer = ae_fpu_enter();
    ae_fpu inner = ae_fpu_enter();
    ae_fpu_leave(inner);
    int between = rounding();
    ae_fpu_leave(outer);
    int after = rounding();
    fesetround(FE_TONEAREST);
    assert_int_equal(between, FE_TONEAREST);
    assert_int_equal(after, FE_DOWNWARD);
}

#if defined(__SSE2__)
enum { FLUSH_TO_ZERO = 0x8000, DENORMALS_ARE_ZERO = 0x0040, DIVISION_TRAPS = 0x0200 };

static void test_subnormals_and_traps(void **state)
{
    (void)state;
    /* given a host that drops subnormals and traps a division by zero */
    unsigned before = _mm_getcsr();
    unsigned host_mode = (before | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO) & ~(unsigned)DIVISION_TRAPS;
    _mm_setcsr(host_mode);
    float outside = divide(FLT_MIN, 2);
    /* when the library makes a subnormal, uses it and divides by zero */
    ae_fpu host = ae_fpu_enter();
    float subnormal = divide(FLT_MIN, 2), back = divide(subnormal, 0.5f), infinite = divide(1, 0);
    ae_fpu_leave(host);
    /* then nothing was dropped, nothing trapped, and the host's mode is as it was */
    unsigned after = _mm_getcsr();
    float outside_again = divide(FLT_MIN, 2);
    _mm_setcsr(before);
    assert_true(outside == 0 && outside_again == 0);
    assert_true(subnormal > 0 && back == FLT_MIN && infinite > FLT_MAX);
    assert_int_equal(after & ~0x3Fu, host_mode & ~0x3Fu);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounding_mode),
        cmocka_unit_test(test_exception_flags),
        cmocka_unit_test(test_nesting),
#if defined(__SSE2__)
        cmocka_unit_test(test_subnormals_and_traps),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
