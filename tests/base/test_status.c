#include "base/status.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_every_status_has_a_name_and_a_sentence(void **state)
{
    (void)state;
#define CHECK(name, value, text)                      \
    assert_int_equal(name, value);                    \
    assert_string_equal(ae_status_name(name), #name); \
    assert_string_equal(ae_status_text(name), text);
    AE_STATUS_LIST(CHECK)
#undef CHECK
}

static void test_an_unknown_status_has_them_too(void **state)
{
    (void)state;
    assert_string_equal(ae_status_name((ae_status)-1000), "AE_?");
    assert_string_equal(ae_status_text((ae_status)7), "unknown status");
}

static void test_fail_fills_the_callers_error(void **state)
{
    (void)state;
    ae_error e = { AE_OK, 9, 9, "old" };
    assert_int_equal(ae_fail(&e, AE_EWIDTH, "%zu columns, not %zu", (size_t)3, (size_t)4), AE_EWIDTH);
    assert_int_equal(e.status, AE_EWIDTH);
    assert_int_equal(e.line, 0);
    assert_int_equal(e.column, 0);
    assert_string_equal(e.text, "3 columns, not 4");
}

static void test_fail_at_adds_the_place(void **state)
{
    (void)state;
    ae_error e;
    assert_int_equal(ae_fail_at(&e, AE_ENONFINITE, 12, 5, "row %d", 12), AE_ENONFINITE);
    assert_int_equal(e.line, 12);
    assert_int_equal(e.column, 5);
    assert_string_equal(e.text, "row 12");
    ae_fail_at(&e, AE_ENONFINITE, SIZE_MAX, SIZE_MAX, "far");
    assert_true(e.line == SIZE_MAX && e.column == SIZE_MAX); /* rows are counted in 64 bits */
}

static void test_without_an_error_struct_the_status_remains(void **state)
{
    (void)state;
    assert_int_equal(ae_fail(NULL, AE_EIO, "%d", 1), AE_EIO);
    assert_int_equal(ae_fail_at(NULL, AE_EIO, 1, 1, "%d", 1), AE_EIO);
    assert_int_equal(ae_fail_memory(NULL), AE_ENOMEM);
}

static void test_a_long_message_is_cut(void **state)
{
    (void)state;
    char text[1000];
    ae_error e;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    ae_fail(&e, AE_EIO, "%s", text);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
}

static ae_status try_it(ae_status first, int *reached)
{
    AE_TRY(first);
    *reached = 1;
    return AE_OK;
}

static void test_try_returns_early(void **state)
{
    (void)state;
    int reached = 0;
    assert_int_equal(try_it(AE_EDATA, &reached), AE_EDATA);
    assert_int_equal(reached, 0);
    assert_int_equal(try_it(AE_OK, &reached), AE_OK);
    assert_int_equal(reached, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_status_has_a_name_and_a_sentence),
        cmocka_unit_test(test_an_unknown_status_has_them_too),
        cmocka_unit_test(test_fail_fills_the_callers_error),
        cmocka_unit_test(test_fail_at_adds_the_place),
        cmocka_unit_test(test_without_an_error_struct_the_status_remains),
        cmocka_unit_test(test_a_long_message_is_cut),
        cmocka_unit_test(test_try_returns_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
