/* The conv op, in double: what it computes either way round, and that its backward is the adjoint of its forward. */
#include "geometry.h"
#include "kernel/dispatch.h"
#include "op/conv.h"
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

enum { ROWS = 3, GEOMETRIES = 60 };

typedef struct fixture {
    ae_conv_attr attr;
    ae_shape shape[3], out_shape;
    size_t in_size, out_size, weights, channels;
    ae_real *in, *w, *b, *out;     /* forward */
    ae_real *dout, *din, *dw, *db; /* backward */
    ae_run run;
    ae_call call;
} fixture;

static ae_real *numbers(size_t n, unsigned seed)
{
    ae_real *p = test_malloc((n + 1) * sizeof *p);
    for (size_t i = 0; i < n; i++)
        p[i] = seed ? sin((double)(seed * 1000 + i)) : 0;
    return p;
}

static const ae_op *op(void)
{
    const ae_op *found = ae_op_find(0, "conv");
    assert_non_null(found);
    return found;
}

static ae_shape image(size_t channels, const ae_conv *c, bool x)
{
    return (ae_shape){ 3, { channels, x ? c->h.x : c->h.y, x ? c->w.x : c->w.y } };
}

static void fill_fixture(fixture *f)
{
    f->in = numbers(ROWS * f->in_size, 1);
    f->w = numbers(f->weights, 2);
    f->b = numbers(f->channels, 3);
    f->dout = numbers(ROWS * f->out_size, 4);
    f->out = numbers(ROWS * f->out_size, 5); /* whatever was there must not matter */
    f->din = numbers(ROWS * f->in_size, 0);
    f->dw = numbers(f->weights, 0);
    f->db = numbers(f->channels, 0);
}

static void fixture_open(fixture *f, const ae_conv *c, bool transposed)
{
    memset(f, 0, sizeof *f);
    f->attr = (ae_conv_attr){ .conv = *c, .transposed = transposed };
    f->channels = transposed ? c->x_channels : c->y_channels;
    f->shape[0] = transposed ? image(c->y_channels, c, false) : image(c->x_channels, c, true);
    f->shape[1] = (ae_shape){ 4, { c->x_channels / c->groups, c->h.kernel, c->w.kernel, c->y_channels } };
    f->shape[2] = (ae_shape){ 1, { f->channels } };
    assert_int_equal(op()->shape(&f->out_shape, f->shape, 3, &f->attr, NULL), AE_OK);
    f->in_size = transposed ? y_size(c) : x_size(c);
    f->out_size = transposed ? x_size(c) : y_size(c);
    f->weights = weights_size(c);
    assert_int_equal(ae_shape_size(&f->out_shape), f->out_size);
    size_t bytes = op()->scratch(&f->attr, f->shape, &f->out_shape, ROWS, 1);
    f->run = (ae_run){ .rows = ROWS, .scratch = aligned_alloc(AE_ALIGN, ae_round_up(bytes + 1, AE_ALIGN)) };
    assert_non_null(f->run.scratch);
    fill_fixture(f);
    f->call = (ae_call){ .run = &f->run,
                         .attr = &f->attr,
                         .shape = f->shape,
                         .out_shape = &f->out_shape,
                         .in = { f->in, f->w, f->b },
                         .out = f->out,
                         .dout = f->dout,
                         .din = { f->din, f->dw, f->db } };
}

static void fixture_close(fixture *f)
{
    ae_real *all[] = { f->in, f->w, f->b, f->out, f->dout, f->din, f->dw, f->db };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        test_free(all[i]);
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
    if (!(fabs(a - b) <= 1e-11 * (1 + fabs(b))))
        fail_msg("%.17g is not near %.17g", a, b);
}

static void each_geometry(void (*check)(fixture *f, const ae_conv *c, bool transposed))
{
    for (uint32_t i = 0; i < GEOMETRIES; i++) {
        fixture f;
        ae_conv c = random_conv(i);
        fixture_open(&f, &c, i % 2);
        check(&f, &c, i % 2);
        fixture_close(&f);
    }
}

/* ---- forward ---- */

typedef struct sums {
    const fixture *f;
    const ae_real *in;
    ae_real *out;
} sums;

static void visit(void *user, const term *t)
{
    sums *s = user;
    bool back = s->f->attr.transposed;
    s->out[back ? t->x : t->y] += s->f->w[t->w] * s->in[back ? t->y : t->x];
}

static void assert_forward(fixture *f, const ae_conv *c, bool transposed)
{
    (void)transposed;
    op()->forward(&f->call);
    for (size_t row = 0; row < ROWS; row++) {
        ae_real *want = numbers(f->out_size, 0);
        each_term(c, visit, &(sums){ f, f->in + row * f->in_size, want });
        for (size_t i = 0; i < f->out_size; i++)
            assert_near(f->out[row * f->out_size + i], want[i] + f->b[i / (f->out_size / f->channels)]);
        test_free(want);
    }
}

static void forward_is_the_sum_of_terms_plus_bias(void **state)
{
    (void)state;
    each_geometry(assert_forward);
}

/* The chapter's picture of a transposed convolution: each number of a 2x2 image puts its 2x2 stamp, a stride of 2 apart. */
static void a_transposed_convolution_stamps(void **state)
{
    static const ae_conv_axis axis = { 4, 2, 2, 2, 1, 0 };
    static const double in[] = { 1, 2, 3, 4 }, stamp[] = { 1, 10, 100, 1000 };
    static const double want[] = { 1, 10, 2, 20, 100, 1000, 200, 2000, 3, 30, 4, 40, 300, 3000, 400, 4000 };
    fixture f;
    (void)state;
    fixture_open(&f, &(ae_conv){ 1, 1, 1, axis, axis }, true);
    for (size_t row = 0; row < ROWS; row++)
        memcpy(f.in + row * 4, in, sizeof in);
    memcpy(f.w, stamp, sizeof stamp);
    f.call.in[2] = NULL;
    op()->forward(&f.call);
    assert_memory_equal(f.out, want, sizeof want);
    assert_memory_equal(f.out + 2 * f.out_size, want, sizeof want);
    fixture_close(&f);
}

/* ---- backward ---- */

/* With the bias 0, the output is linear in images and weights: <dout, out> = <din, in> = <dw, w>; db is a sum. */
static void assert_adjoint(fixture *f, const ae_conv *c, bool transposed)
{
    size_t plane = f->out_size / f->channels;
    (void)c, (void)transposed;
    memset(f->b, 0, f->channels * sizeof *f->b);
    op()->forward(&f->call);
    op()->backward(&f->call);
    double product = dot(f->dout, f->out, ROWS * f->out_size);
    assert_near(dot(f->din, f->in, ROWS * f->in_size), product);
    assert_near(dot(f->dw, f->w, f->weights), product);
    for (size_t channel = 0; channel < f->channels; channel++) {
        double sum = 0;
        for (size_t i = 0; i < ROWS * plane; i++)
            sum += f->dout[i / plane * f->out_size + channel * plane + i % plane];
        assert_near(f->db[channel], sum);
    }
}

static void backward_is_the_adjoint_of_forward(void **state)
{
    (void)state;
    each_geometry(assert_adjoint);
}

/* <conv(x), y> = <x, deconv(y)>, with the same weights. */
static void deconvolution_is_the_adjoint_of_convolution(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < GEOMETRIES; i++) {
        fixture there, back;
        ae_conv c = random_conv(100 + i);
        fixture_open(&there, &c, false);
        fixture_open(&back, &c, true);
        there.call.in[2] = back.call.in[2] = NULL;
        op()->forward(&there.call);
        op()->forward(&back.call);
        assert_near(dot(there.out, back.in, ROWS * there.out_size), dot(there.in, back.out, ROWS * there.in_size));
        fixture_close(&there);
        fixture_close(&back);
    }
}

static void assert_twice(const ae_real *added, const ae_real *stored, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_true(added[i] == 2 * stored[i]);
}

static void assert_added(fixture *f, const ae_conv *c, bool transposed)
{
    fixture stored;
    fixture_open(&stored, c, transposed);
    op()->backward(&stored.call);
    op()->backward(&f->call);
    memset(f->call.add, 1, sizeof f->call.add);
    op()->backward(&f->call);
    assert_twice(f->din, stored.din, ROWS * f->in_size);
    assert_twice(f->dw, stored.dw, f->weights);
    assert_twice(f->db, stored.db, f->channels);
    fixture_close(&stored);
}

static void added_gradients_are_added_once(void **state)
{
    (void)state;
    each_geometry(assert_added);
}

static void assert_untouched(fixture *f, const ae_conv *c, bool transposed)
{
    (void)c, (void)transposed;
    memset(f->call.din, 0, sizeof f->call.din);
    f->call.in[0] = f->call.in[1] = NULL;
    op()->backward(&f->call);
    assert_true(f->din[0] == 0 && f->dw[0] == 0 && f->db[0] == 0);
}

static void unwanted_gradients_are_not_computed(void **state)
{
    (void)state;
    each_geometry(assert_untouched);
}

static void shapes_that_do_not_fit_are_both_named(void **state)
{
    static const ae_conv_axis axis = { 8, 4, 3, 2, 1, 0 };
    ae_conv_attr attr = { .conv = { 2, 6, 2, axis, axis } };
    ae_shape in[3] = { { 3, { 3, 8, 8 } }, { 4, { 2, 3, 3, 6 } }, { 1, { 2 } } }, out;
    ae_error e = { 0 };
    (void)state;
    assert_int_equal(op()->shape(&out, in, 3, &attr, &e), AE_ESHAPE);
    assert_string_equal(e.text, "conv: images of 3x8x8 given where 2x8x8 fits");
    in[0].dim[0] = 2;
    assert_int_equal(op()->shape(&out, in, 3, &attr, &e), AE_ESHAPE);
    assert_string_equal(e.text, "conv: weights of 2x3x3x6 given where 1x3x3x6 fits");
    in[1].dim[0] = 1;
    assert_int_equal(op()->shape(&out, in, 3, &attr, &e), AE_ESHAPE);
    assert_string_equal(e.text, "conv: a bias of 2 given where 6 fits");
    assert_int_equal(op()->shape(&out, in, 2, &attr, &e), AE_OK);
    assert_true(ae_shape_same(&out, &(ae_shape){ 3, { 6, 4, 4 } }));
    attr.transposed = true;
    in[0] = out;
    assert_int_equal(op()->shape(&out, in, 3, &attr, &e), AE_OK);
    assert_true(ae_shape_same(&out, &(ae_shape){ 3, { 2, 8, 8 } }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forward_is_the_sum_of_terms_plus_bias),
        cmocka_unit_test(a_transposed_convolution_stamps),
        cmocka_unit_test(backward_is_the_adjoint_of_forward),
        cmocka_unit_test(deconvolution_is_the_adjoint_of_convolution),
        cmocka_unit_test(added_gradients_are_added_once),
        cmocka_unit_test(unwanted_gradients_are_not_computed),
        cmocka_unit_test(shapes_that_do_not_fit_are_both_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
