#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "tensor/shape.h"
#include <cmocka.h>
#include <string.h>

static void sizes_are_products(void **state)
{
    const ae_shape row = { 1, { 784 } }, image = { 3, { 1, 28, 28 } }, full = { 4, { 2, 3, 5, 7 } }, none = { 0, { 0 } };
    (void)state;
    assert_int_equal(ae_shape_size(&row), 784);
    assert_int_equal(ae_shape_size(&image), 784);
    assert_int_equal(ae_shape_size(&full), 210);
    assert_int_equal(ae_shape_size(&none), 1); /* a single number */
}

/* What lies behind the rank does not count. */
static void only_the_rank_counts(void **state)
{
    const ae_shape a = { 2, { 3, 4, 99, 98 } }, b = { 2, { 3, 4, 0, 0 } };
    (void)state;
    assert_int_equal(ae_shape_size(&a), 12);
    assert_true(ae_shape_same(&a, &b));
}

static void sizes_that_do_not_fit_are_the_largest(void **state)
{
    const ae_shape twice = { 2, { SIZE_MAX / 2 + 1, 2 } }, fits = { 2, { SIZE_MAX / 2, 2 } };
    const ae_shape four = { 4, { (size_t)1 << (sizeof(size_t) * 2), (size_t)1 << (sizeof(size_t) * 2), SIZE_MAX, 2 } };
    (void)state;
    assert_true(ae_shape_size(&twice) == SIZE_MAX);
    assert_true(ae_shape_size(&four) == SIZE_MAX);
    assert_true(ae_shape_size(&fits) == SIZE_MAX - 1);
}

static void same_means_each_number(void **state)
{
    const ae_shape a = { 3, { 1, 28, 28 } }, b = { 3, { 28, 28, 1 } }, flat = { 1, { 784 } },
                   longer = { 4, { 1, 28, 28, 1 } };
    (void)state;
    assert_true(ae_shape_same(&a, &a));
    assert_false(ae_shape_same(&a, &b));
    assert_false(ae_shape_same(&a, &flat));
    assert_false(ae_shape_same(&a, &longer));
    assert_false(ae_shape_same(&longer, &a));
}

static void shapes_are_printed(void **state)
{
    const ae_shape row = { 1, { 784 } }, image = { 3, { 1, 28, 28 } };
    const ae_shape widest = { 4, { SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX } };
    const ae_shape none = { 0, { 0 } };
    char text[AE_SHAPE_TEXT] = "before";
    (void)state;
    assert_string_equal(ae_shape_print(text, &none), "");
    assert_string_equal(ae_shape_print(text, &row), "784");
    assert_ptr_equal(ae_shape_print(text, &image), text);
    assert_string_equal(text, "1x28x28");
    assert_true(strlen(ae_shape_print(text, &widest)) < AE_SHAPE_TEXT - 1); /* not cut */
    assert_int_equal(strlen(text) % 4, 3);                                  /* four alike, three x between */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_products),     cmocka_unit_test(only_the_rank_counts),
        cmocka_unit_test(same_means_each_number), cmocka_unit_test(sizes_that_do_not_fit_are_the_largest),
        cmocka_unit_test(shapes_are_printed),
    };
    return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
