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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smaller_and_the_larger_of_two),
        cmocka_unit_test(a_rest_is_a_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
