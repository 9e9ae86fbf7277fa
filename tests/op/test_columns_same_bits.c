/* Ops on rows of numbers and categories, in float: the same bits for every instruction set and any number of threads, and
 * for a row alone. */
#include "columns.h"

typedef struct variant {
    size_t isa;
    ae_pool *pool;
} variant;

static const size_t mixed[] = { 0, 0, 3, 0, 1, 40, 2, 0, 0, 17 }, wide[] = { 300 }, one[] = { 0 }, many[300] = { [290] = 9 };

static const struct op_case {
    const char *op;
    size_t n_in;
    const size_t *levels;
    size_t n;
} cases[] = {
    { "expand", 1, mixed, 10 },        { "expand", 2, mixed, 10 },       { "expand", 2, wide, 1 },
    { "group_softmax", 1, mixed, 10 }, { "group_softmax", 1, wide, 1 },  { "collapse", 1, mixed, 10 },
    { "collapse", 1, wide, 1 },        { "loss_columns", 2, mixed, 10 }, { "loss_columns", 3, mixed, 10 },
    { "loss_columns", 2, wide, 1 },    { "loss_columns", 2, one, 1 },    { "loss_columns", 3, many, 300 },
};
enum { CASES = sizeof cases / sizeof *cases };

static void run(fixture *f)
{
    f->op->forward(&f->call);
    if (f->op->backward)
        f->op->backward(&f->call);
    if (f->op->by_feature)
        f->op->by_feature->forward(&f->call);
}

static void compute(fixture *f, const struct op_case *c, const variant *v, size_t rows)
{
    fixture_open(f, v->isa, c->op, c->levels, c->n, rows, c->n_in);
    f->run.pool = v->pool;
    f->run.gradient_scale = 1.0 / 3;
    run(f);
}

static void assert_same(const variant *v, size_t rows)
{
    static fixture f, g;
    const variant plain = { 0, NULL };
    for (size_t i = 0; i < CASES; i++) {
        compute(&f, &cases[i], &plain, rows);
        compute(&g, &cases[i], v, rows);
        assert_memory_equal(f.row_loss, g.row_loss, sizeof f.row_loss);
        assert_memory_equal(f.out, g.out, sizeof f.out);
        assert_memory_equal(f.din, g.din, sizeof f.din);
    }
}

static void every_set_gives_the_same_bits(void **state)
{
    (void)state;
    for (size_t isa = 1; isa < ae_isa_count(); isa++)
        for (size_t rows = 1; ae_isa_usable(isa) && rows < 90; rows += 43)
            assert_same(&(variant){ .isa = isa }, rows);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    for (unsigned threads = 2; threads < 5; threads++) {
        ae_pool *pool;
        assert_int_equal(ae_pool_create(&pool, threads, NULL, NULL), AE_OK);
        assert_same(&(variant){ .pool = pool }, 90);
        ae_pool_free(pool);
    }
}

static void keep_row(ae_real *x, size_t row, const ae_shape *shape)
{
    size_t n = ae_shape_size(shape);
    memmove(x, x + row * n, n * sizeof *x);
}

static void a_row_does_not_depend_on_the_others(void **state)
{
    static fixture all, alone;
    const variant plain = { 0, NULL };
    enum { R = 40 };
    (void)state;
    for (size_t i = 0; i < (size_t)CASES * R; i += 3) {
        const struct op_case *c = &cases[i / R];
        size_t row = i % R;
        compute(&all, c, &plain, R);
        compute(&alone, c, &plain, R);
        alone.run.rows = 1;
        for (size_t k = 0; k < c->n_in; k++)
            keep_row(alone.in[k], row, &alone.shape[k]);
        keep_row(alone.dout, row, &alone.out_shape);
        run(&alone);
        size_t out = all.op->loss ? c->n : ae_shape_size(&all.out_shape), in = ae_shape_size(&all.shape[0]);
        assert_memory_equal(&alone.row_loss[0], &all.row_loss[row], sizeof(double));
        assert_memory_equal(alone.out, all.out + row * out, out * sizeof(ae_real));
        assert_memory_equal(alone.din, all.din + row * in, in * sizeof(ae_real));
    }
}

/* Given in the place of its result; group_softmax alone may be. */
static void in_place_gives_the_same_bits(void **state)
{
    static fixture f, g;
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++) {
        if (!ae_isa_usable(isa))
            continue;
        fixture_open(&f, isa, "group_softmax", mixed, 10, 33, 1);
        fixture_open(&g, isa, "group_softmax", mixed, 10, 33, 1);
        g.call.out = g.in[0];
        run(&f);
        run(&g);
        assert_memory_equal(f.out, g.in[0], 33 * f.columns.layout.width * sizeof *f.out);
    }
}

/* Given numbers alone and no gap; then the loss is the numbers' own, bit for bit. */
static void without_categories_and_gaps_the_loss_is_that_of_numbers(void **state)
{
    static const char *const ops[] = { "loss_mse", "loss_mae", "loss_huber", "loss_gaussian" };
    static const size_t numbers[21] = { 0 };
    static fixture f, g;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        fixture_open(&f, 0, "loss_columns", numbers, 21, 40, 2);
        fixture_open(&g, 0, "loss_columns", numbers, 21, 40, 2);
        fill(f.in[1], 40 * 21, -2, 2, 7);
        memcpy(g.in[1], f.in[1], sizeof g.in[1]);
        f.loss.numbers = g.op = ae_op_find(0, ops[i]);
        g.call.attr = NULL;
        run(&f);
        run(&g);
        assert_memory_equal(f.row_loss, g.row_loss, sizeof f.row_loss);
        assert_memory_equal(f.din, g.din, sizeof f.din);
        assert_memory_equal(f.out, g.out, sizeof f.out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_gives_the_same_bits),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_row_does_not_depend_on_the_others),
        cmocka_unit_test(in_place_gives_the_same_bits),
        cmocka_unit_test(without_categories_and_gaps_the_loss_is_that_of_numbers),
    };
    return cmocka_run_group_tests_name("columns, same bits", tests, NULL, NULL);
}
