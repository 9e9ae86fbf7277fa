#include "base/size.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_smaller_and_the_larger_of_two(void **state)
{
    (void)state;
    static const size_t sizes[] = { 0, 1, 7, SIZE_MAX - 1, SIZE_MAX };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t k = i; k < sizeof sizes / sizeof *sizes; k++) {
            assert_true(ae_least(sizes[i], sizes[k]) == sizes[i] && ae_least(sizes[k], sizes[i]) == sizes[i]);
            assert_true(ae_most(sizes[i], sizes[k]) == sizes[k] && ae_most(sizes[k], sizes[i]) == sizes[k]);
        }
}

/* Given sizes that divide and that leave a rest; when cut; then the rest is a part, and nothing overflows. */
static void a_rest_is_a_part(void **state)
{
    (void)state;
    static const struct {
        size_t n, size, parts;
    } cases[] = {
        { 0, 4, 0 },
        { 1, 4, 1 },
        { 4, 4, 1 },
        { 5, 4, 2 },
        { 8, 4, 2 },
        { 9, 1, 9 },
        { SIZE_MAX, 1, SIZE_MAX },
        { SIZE_MAX, SIZE_MAX, 1 },
        { SIZE_MAX, 2, SIZE_MAX / 2 + 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(ae_parts(cases[i].n, cases[i].size) == cases[i].parts);
}

static void what_cannot_be_addressed_is_SIZE_MAX(void **state)
{
    (void)state;
    assert_true(ae_times(6, 7) == 42 && ae_times(0, SIZE_MAX) == 0 && ae_times(1, SIZE_MAX) == SIZE_MAX);
    assert_true(ae_times(SIZE_MAX / 2, 2) == SIZE_MAX - 1 && ae_times(SIZE_MAX / 2 + 1, 2) == SIZE_MAX);
    assert_true(ae_plus(SIZE_MAX - 1, 1) == SIZE_MAX && ae_plus(SIZE_MAX, 1) == SIZE_MAX && ae_plus(2, 3) == 5);
}

static void the_greatest_common_divisor(void **state)
{
    (void)state;
    assert_true(ae_common_divisor(12, 18) == 6 && ae_common_divisor(7, 5) == 1 && ae_common_divisor(0, 4) == 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smaller_and_the_larger_of_two),
        cmocka_unit_test(a_rest_is_a_part),
        cmocka_unit_test(what_cannot_be_addressed_is_SIZE_MAX),
        cmocka_unit_test(the_greatest_common_divisor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
