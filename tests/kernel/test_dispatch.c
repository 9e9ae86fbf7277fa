/* The choice of a kernel set. */
#include "kernel/dispatch.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

static void without_a_wish_the_best_usable_set_is_picked(void **state)
{
    size_t isa = 99;
    (void)state;
    assert_int_equal(ae_isa_pick(&isa, NULL, NULL), AE_OK);
    assert_true(ae_isa_usable(isa));
    for (size_t better = isa + 1; better < ae_isa_count(); better++)
        assert_false(ae_isa_usable(better));
}

static void a_usable_set_is_picked_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < ae_isa_count(); i++) {
        size_t isa = 99;
        ae_status expected = ae_isa_usable(i) ? AE_OK : AE_EUNSUPPORTED;
        assert_int_equal(ae_isa_pick(&isa, ae_isa_name(i), NULL), expected);
        assert_int_equal(isa, expected == AE_OK ? i : 99);
    }
}

static void scalar_runs_everywhere(void **state)
{
    (void)state;
    assert_string_equal(ae_isa_name(0), "scalar");
    assert_true(ae_isa_usable(0));
    assert_false(ae_isa_usable(ae_isa_count()));
}

static void an_unknown_set_is_refused_with_the_usable_ones(void **state)
{
    size_t isa = 99;
    ae_error e = { 0 };
    (void)state;
    assert_int_equal(ae_isa_pick(&isa, "sse9", &e), AE_EUNSUPPORTED);
    assert_int_equal(isa, 99);
    assert_non_null(strstr(e.text, "AE_KERNELS=sse9: this machine can run "));
    for (size_t i = 0; i < ae_isa_count(); i++)
        assert_int_equal(strstr(e.text, ae_isa_name(i)) != NULL, ae_isa_usable(i));
    assert_int_equal(ae_isa_pick(&isa, "", &e), AE_EUNSUPPORTED);
}

/* The compiler's own answer, which the library does without. */
#if defined(__x86_64__)
#define HAS_scalar true
#define HAS_avx2   (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
#define HAS_avx512                                                                                                    \
    (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && \
     __builtin_cpu_supports("avx512bw"))

static void a_set_is_usable_where_the_compiler_says_so(void **state)
{
#define HAS(isa) HAS_##isa,
    const bool expected[] = { AE_ISA_LIST(HAS) };
    (void)state;

    for (size_t i = 0; i < ae_isa_count(); i++)
        assert_int_equal(ae_isa_usable(i), expected[i]);
}
#else
static void a_set_is_usable_where_the_compiler_says_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < ae_isa_count(); i++)
        assert_true(ae_isa_usable(i));
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_wish_the_best_usable_set_is_picked),
        cmocka_unit_test(a_usable_set_is_picked_by_name),
        cmocka_unit_test(scalar_runs_everywhere),
        cmocka_unit_test(a_set_is_usable_where_the_compiler_says_so),
        cmocka_unit_test(an_unknown_set_is_refused_with_the_usable_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
