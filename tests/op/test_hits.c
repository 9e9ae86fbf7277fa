/* hits, by hand: which rows count as told right. */
#include "elementwise.h"

enum { R = 8, CLASSES = 3 };

static const struct {
    double numbers[CLASSES], label;
    int hit;
} cases[R] = {
    { { 0.2, 0.5, 0.3 }, 1, 1 }, /* the largest number's class is told */
    { { 0.2, 0.5, 0.3 }, 2, 0 },
    { { 0.4, 0.2, 0.4 }, 0, 1 }, /* of equal ones the first */
    { { 0.4, 0.2, 0.4 }, 2, 0 },
    { { -3, -2, -1 }, 2, 1 },                            /* numbers below 0 */
    { { 0.2, 0.5, 0.3 }, (double)NAN, 0 },               /* a label that is not known */
    { { (double)NAN, (double)NAN, (double)NAN }, 0, 0 }, /* a net whose numbers are none tells nothing */
    { { (double)INFINITY, 0.5, 0.3 }, 0, 1 },
};

static void open(fixture *f)
{
    f->op = ae_op_find(0, "hits");
    assert_non_null(f->op);
    f->shape[0] = (ae_shape){ 1, { CLASSES } };
    f->shape[1] = (ae_shape){ 1, { 1 } };
    assert_int_equal(f->op->shape(&f->out_shape, f->shape, 2, NULL, NULL), AE_OK);
    for (size_t i = 0; i < R * CLASSES; i++)
        f->in[0][i] = (ae_real)cases[i / CLASSES].numbers[i % CLASSES];
    for (size_t i = 0; i < R; i++)
        f->in[1][i] = (ae_real)cases[i].label;
    f->run = (ae_run){ .rows = R };
    f->call = (ae_call){
        .run = &f->run, .shape = f->shape, .out_shape = &f->out_shape, .in = { f->in[0], f->in[1] }, .row_loss = f->row_loss
    };
}

/* Given rows and their classes, then a row has 1 where its class has the largest number, and otherwise 0. */
static void a_hit_is_the_class_with_the_largest_number(void **state)
{
    static fixture f;
    (void)state;
    open(&f);

    f.op->forward(&f.call);

    for (size_t i = 0; i < R; i++)
        if (f.row_loss[i] != cases[i].hit)
            fail_msg("row %zu: %g", i, f.row_loss[i]);
}

/* Given two numbers where one class is awaited, then that is an error. */
static void a_class_is_one_number(void **state)
{
    const ae_shape in[] = { { 1, { CLASSES } }, { 1, { 2 } } };
    ae_shape out;
    ae_error e;
    (void)state;
    assert_int_equal(ae_op_find(0, "hits")->shape(&out, in, 2, NULL, &e), AE_ESHAPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hit_is_the_class_with_the_largest_number),
        cmocka_unit_test(a_class_is_one_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
