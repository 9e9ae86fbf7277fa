/* The affine op, in double: y = x W + b, and that its backward is the adjoint of its forward. */
#include "kernel/dispatch.h"
#include "op/affine.h"
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

enum { SPACE = 4096 };

typedef struct fixture {
    ae_affine_attr attr;
    ae_shape shape[3], out_shape;
    ae_real x[SPACE], w[SPACE], b[SPACE], y[SPACE];     /* forward */
    ae_real dy[SPACE], dx[SPACE], dw[SPACE], db[SPACE]; /* backward */
    ae_run run;
    ae_call call;
} fixture;

static void fill(ae_real *p, size_t n, unsigned seed)
{
    for (size_t i = 0; i < n; i++)
        p[i] = sin((double)(seed * 1000 + i));
}

static const ae_op *op(void)
{
    const ae_op *found = ae_op_find(0, "affine");
    assert_non_null(found);
    return found;
}

static void fixture_open(fixture *f, size_t rows, size_t in, size_t out, bool transpose)
{
    memset(f, 0, sizeof *f);
    f->attr.transpose = transpose;
    f->shape[0] = (ae_shape){ 2, { in / 2, 2 } };
    f->shape[1] = transpose ? (ae_shape){ 2, { out, in } } : (ae_shape){ 2, { in, out } };
    f->shape[2] = (ae_shape){ 1, { out } };
    assert_int_equal(op()->shape(&f->out_shape, f->shape, 3, &f->attr, NULL), AE_OK);
    size_t bytes = op()->scratch(&f->attr, f->shape, &f->out_shape, rows, 1);
    f->run = (ae_run){ .rows = rows, .scratch = aligned_alloc(AE_ALIGN, ae_round_up(bytes, AE_ALIGN)) };
    assert_non_null(f->run.scratch);
    f->call = (ae_call){ .run = &f->run, .attr = &f->attr, .shape = f->shape, .out_shape = &f->out_shape,
                         .in = { f->x, f->w, f->b }, .out = f->y, .dout = f->dy, .din = { f->dx, f->dw, f->db } };
    fill(f->x, rows * in, 1);
    fill(f->w, in * out, 2);
    fill(f->b, out, 3);
    fill(f->dy, rows * out, 4);
}

static void fixture_close(fixture *f)
{
    free(f->run.scratch);
}

static double dot(const ae_real *a, const ae_real *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void assert_near(double a, double b)
{
    assert_true(fabs(a - b) <= 1e-11 * (1 + fabs(b)));
}

static void forward_is_x_times_w_plus_bias(void **state)
{
    static fixture f;
    (void)state;
    for (int transpose = 0; transpose < 2; transpose++) {
        fixture_open(&f, 5, 34, 19, transpose);
        op()->forward(&f.call);
        for (size_t i = 0; i < 5; i++)
            for (size_t o = 0; o < 19; o++) {
                double sum = f.b[o];
                for (size_t k = 0; k < 34; k++)
                    sum += f.x[i * 34 + k] * f.w[transpose ? o * 34 + k : k * 19 + o];
                assert_near(f.y[i * 19 + o], sum);
            }
        fixture_close(&f);
    }
}

/* With the bias 0, y is linear in x and in W: <dy, y(x, W)> = <dx, x> = <dW, W>; and db is the rows' sum. */
static void backward_is_the_adjoint_of_forward(void **state)
{
    static fixture f;
    (void)state;
    for (int transpose = 0; transpose < 2; transpose++) {
        fixture_open(&f, 45, 30, 17, transpose);
        memset(f.b, 0, sizeof f.b);
        op()->forward(&f.call);
        op()->backward(&f.call);
        double product = dot(f.dy, f.y, (size_t)45 * 17);
        assert_near(dot(f.dx, f.x, (size_t)45 * 30), product);
        assert_near(dot(f.dw, f.w, (size_t)30 * 17), product);
        for (size_t o = 0; o < 17; o++) {
            double sum = 0;
            for (size_t i = 0; i < 45; i++)
                sum += f.dy[i * 17 + o];
            assert_near(f.db[o], sum);
        }
        fixture_close(&f);
    }
}

static void added_gradients_are_added_once(void **state)
{
    static fixture stored, added;
    (void)state;
    fixture_open(&stored, 8, 6, 5, false);
    fixture_open(&added, 8, 6, 5, false);
    op()->backward(&stored.call);
    op()->backward(&added.call);
    memset(added.call.add, 1, sizeof added.call.add);
    op()->backward(&added.call);
    for (size_t i = 0; i < (size_t)8 * 6; i++)
        assert_true(added.dx[i] == 2 * stored.dx[i]);
    for (size_t i = 0; i < (size_t)6 * 5; i++)
        assert_true(added.dw[i] == 2 * stored.dw[i]);
    for (size_t i = 0; i < 5; i++)
        assert_true(added.db[i] == 2 * stored.db[i]);
    fixture_close(&stored);
    fixture_close(&added);
}

static void unwanted_gradients_are_not_computed(void **state)
{
    static fixture f;
    (void)state;
    fixture_open(&f, 4, 6, 3, false);
    memset(f.call.din, 0, sizeof f.call.din);
    f.call.in[0] = NULL;
    f.call.in[1] = NULL;
    op()->backward(&f.call);
    assert_true(f.dx[0] == 0 && f.dw[0] == 0 && f.db[0] == 0);
    fixture_close(&f);
}

static void shapes_that_do_not_fit_are_both_named(void **state)
{
    ae_shape in[3] = { { 3, { 1, 28, 28 } }, { 2, { 100, 10 } }, { 1, { 11 } } }, out;
    ae_affine_attr attr = { 0 };
    ae_error e = { 0 };
    (void)state;
    assert_int_equal(op()->shape(&out, in, 2, &attr, &e), AE_ESHAPE);
    assert_string_equal(e.text, "affine: rows of 1x28x28 do not fit weights of 100x10");
    in[0] = (ae_shape){ 1, { 100 } };
    assert_int_equal(op()->shape(&out, in, 3, &attr, &e), AE_ESHAPE);
    assert_string_equal(e.text, "affine: a bias of 11 does not fit weights of 100x10");
    attr.transpose = true;
    assert_int_equal(op()->shape(&out, in, 2, &attr, &e), AE_ESHAPE);
    assert_string_equal(e.text, "affine: rows of 100 do not fit transposed weights of 100x10");
}

static void the_registry_has_it_for_every_set(void **state)
{
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++) {
        size_t n = 0;
        assert_non_null(ae_op_find(isa, "affine"));
        assert_null(ae_op_find(isa, "affinity"));
        while (ae_op_at(isa, n))
            n++;
        assert_true(n > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forward_is_x_times_w_plus_bias),
        cmocka_unit_test(backward_is_the_adjoint_of_forward),
        cmocka_unit_test(added_gradients_are_added_once),
        cmocka_unit_test(unwanted_gradients_are_not_computed),
        cmocka_unit_test(shapes_that_do_not_fit_are_both_named),
        cmocka_unit_test(the_registry_has_it_for_every_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
