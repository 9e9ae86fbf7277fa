/* topk against sorting, in float, for every instruction set. */
#include "elementwise.h"
#include "op/topk.h"
#include <stdlib.h>

/* Place i of the row stays if fewer than k numbers come before it: larger ones, and equal ones farther left. */
static bool stays(const ae_real *x, size_t n, size_t k, size_t i)
{
    size_t before = 0;
    for (size_t j = 0; j < n; j++)
        before += x[j] > x[i] || (x[j] == x[i] && j < i);
    return before < k;
}

static void assert_kept(fixture *f, const ae_topk_attr *a, size_t rows, size_t width)
{
    static ae_real x[SPACE];
    memcpy(x, f->in[0], rows * width * sizeof *x);
    f->op->forward(&f->call);
    f->op->backward(&f->call);
    for (size_t i = 0; i < rows * width; i++) {
        bool kept = stays(x + i / width * width, width, a->k, i % width);
        assert_true(f->call.out[i] == (kept ? x[i] : 0));
        assert_true(f->din[i] == (kept ? f->dout[i] : 0));
    }
}

static void assert_all_sets(const ae_topk_attr *a, size_t rows, size_t width, void (*change)(ae_real *x, size_t n))
{
    static fixture f;
    for (size_t isa = 0; isa < ae_isa_count(); isa++) {
        if (!ae_isa_usable(isa))
            continue;
        fixture_open(&f, isa, "topk", a, rows, width);
        if (change)
            change(f.in[0], rows * width);
        assert_kept(&f, a, rows, width);
    }
}

static void the_k_largest_stay(void **state)
{
    (void)state;
    for (size_t width = 1; width < 70; width += width < 34 ? 1 : 7)
        for (size_t k = 1; k <= width; k += 1 + width / 5)
            assert_all_sets(&(ae_topk_attr){ k }, 33, width, NULL);
    assert_all_sets(&(ae_topk_attr){ 100 }, 40, 1000, NULL);
}

static void few_values(ae_real *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (ae_real)((int)(i * 7 % 5) - 2) * (i % 3 ? 1 : -1);
}

static void of_equal_numbers_the_first_stay(void **state)
{
    (void)state;
    for (size_t k = 1; k <= 37; k++)
        assert_all_sets(&(ae_topk_attr){ k }, 5, 37, few_values);
}

static void nothing_but_zeros(ae_real *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = i % 2 ? 0.0f : -0.0f;
}

static void zeros_stay_too_and_pass_their_gradient(void **state)
{
    (void)state;
    assert_all_sets(&(ae_topk_attr){ 3 }, 5, 21, nothing_but_zeros);
}

static void extremes(ae_real *x, size_t n)
{
    static const ae_real values[] = { INFINITY, -INFINITY, 3e38f, -3e38f, 1e-45f, -1e-45f, 1 };
    for (size_t i = 0; i < n; i++)
        x[i] = values[i % 7];
}

static void the_ends_of_the_range_are_numbers(void **state)
{
    (void)state;
    for (size_t k = 1; k <= 21; k++)
        assert_all_sets(&(ae_topk_attr){ k }, 5, 21, extremes);
}

static void nan_is_not_hidden(void **state)
{
    static fixture f;
    const ae_topk_attr two = { 2 };
    (void)state;
    fixture_open(&f, 0, "topk", &two, 1, 5);
    f.in[0][3] = NAN;
    f.op->forward(&f.call);
    assert_true(isnan(f.out[3]));
}

static void in_place_is_the_same(void **state)
{
    static fixture f, g;
    const ae_topk_attr five = { 5 };
    (void)state;
    fixture_open(&f, 0, "topk", &five, 9, 31);
    fixture_open(&g, 0, "topk", &five, 9, 31);
    g.call.out = g.in[0];
    f.op->forward(&f.call);
    g.op->forward(&g.call);
    assert_memory_equal(f.out, g.in[0], sizeof *f.out * 9 * 31);
}

static void gradients_are_added(void **state)
{
    static fixture f;
    static ae_real once[SPACE];
    const ae_topk_attr five = { 5 };
    (void)state;
    fixture_open(&f, 0, "topk", &five, 9, 31);
    f.op->backward(&f.call);
    memcpy(once, f.din, sizeof once);
    f.call.add[0] = true;
    f.op->backward(&f.call);
    for (size_t i = 0; i < (size_t)9 * 31; i++)
        assert_true(f.din[i] == 2 * once[i]);
}

static void more_than_there_are_is_an_error(void **state)
{
    const ae_shape row = { 1, { 4 } };
    const ae_topk_attr five = { 5 };
    ae_shape out;
    ae_error e = { 0 };
    (void)state;
    assert_int_equal(ae_op_find(0, "topk")->shape(&out, &row, 1, &five, &e), AE_ESHAPE);
    assert_string_equal(e.text, "5 of 4 numbers cannot stay: at most 4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_k_largest_stay),
        cmocka_unit_test(of_equal_numbers_the_first_stay),
        cmocka_unit_test(zeros_stay_too_and_pass_their_gradient),
        cmocka_unit_test(the_ends_of_the_range_are_numbers),
        cmocka_unit_test(nan_is_not_hidden),
        cmocka_unit_test(in_place_is_the_same),
        cmocka_unit_test(gradients_are_added),
        cmocka_unit_test(more_than_there_are_is_an_error),
    };
    return cmocka_run_group_tests_name("topk", tests, NULL, NULL);
}
