#include "base/big.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static ae_big big(uint64_t value)
{
    ae_big b;
    ae_big_set(&b, value);
    return b;
}

static void test_bits_count_up_to_the_highest_one(void **state)
{
    (void)state;
    static const struct {
        uint64_t value;
        size_t bits;
    } cases[] = { { 0, 0 }, { 1, 1 }, { 255, 8 }, { UINT32_MAX, 32 }, { UINT64_C(1) << 32, 33 }, { UINT64_MAX, 64 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ae_big b = big(cases[i].value);
        assert_int_equal(ae_big_bits(&b), cases[i].bits);
    }
}

static void test_shifts_multiply_by_powers_of_two(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 200; shift++) {
        ae_big shifted = big(0x123456789), doubled = big(0x123456789);
        ae_big_shift_left(&shifted, shift);
        for (size_t i = 0; i < shift; i++)
            ae_big_multiply_add(&doubled, 2, 0);
        assert_int_equal(ae_big_compare(&shifted, &doubled), 0);
    }
}

static void test_powers_of_five_and_two_make_powers_of_ten(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 300; n++) {
        ae_big product = big(1), ten = big(1);
        ae_big_times_power_of_5(&product, n);
        ae_big_shift_left(&product, n);
        for (unsigned i = 0; i < n; i++)
            ae_big_multiply_add(&ten, 10, 0);
        assert_int_equal(ae_big_compare(&product, &ten), 0);
    }
}

static void test_comparison(void **state)
{
    (void)state;
    static const uint64_t ascending[] = { 0, 1, 2, UINT32_MAX, UINT64_C(1) << 32, (UINT64_C(1) << 32) + 1, UINT64_MAX };
    for (int i = 0; i < 7; i++)
        for (int k = 0; k < 7; k++) {
            ae_big a = big(ascending[i]), b = big(ascending[k]);
            int order = ae_big_compare(&a, &b);
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
}

static void test_a_difference_borrows_through_all_limbs(void **state)
{
    (void)state;
    /* given 2^300 */
    ae_big a = big(1), one = big(1), next = big(1);
    ae_big_shift_left(&a, 300);
    ae_big_shift_left(&next, 300);
    /* when 1 is taken away */
    ae_big_subtract(&a, &one);
    /* then 300 ones are left, which is less; and one more is 2^300 again */
    assert_int_equal(ae_big_bits(&a), 300);
    assert_true(ae_big_compare(&a, &next) < 0 && ae_big_compare(&next, &a) > 0);
    ae_big_multiply_add(&a, 1, 1);
    assert_int_equal(ae_big_compare(&a, &next), 0);
    ae_big_subtract(&a, &next);
    assert_int_equal(a.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bits_count_up_to_the_highest_one),
        cmocka_unit_test(test_shifts_multiply_by_powers_of_two),
        cmocka_unit_test(test_powers_of_five_and_two_make_powers_of_ten),
        cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_a_difference_borrows_through_all_limbs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
