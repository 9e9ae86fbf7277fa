/* affine_codes, in float, against affine on what expand makes: the same bits, for random layouts, on every set. */
#include "base/random.h"
#include "base/size.h"
#include "columns.h"
#include "op/affine.h"

enum { MOST_COLUMNS = 40, MOST_LEVELS = 600, MOST_UNITS = 70, MOST_ROWS = 300, MOST_NUMBERS = 1 << 21 };

typedef struct net {
    columns columns;
    size_t rows, units, n_in;
    ae_real *x, *wide, *w, *bias, *dy;
} net;

typedef struct dice {
    uint32_t number, thrown;
} dice;

/* Small numbers are as likely as large ones. */
static size_t throw_to(dice *d, size_t high)
{
    uint32_t word[4];
    ae_place place = { .seed = 17, .row = d->number };
    ae_random_quad(word, &place, d->thrown++);
    return 1 + word[0] % (word[1] % 2 ? high : ae_least(high, 8));
}

static ae_real *take(size_t n, unsigned seed)
{
    ae_real *p = aligned_alloc(AE_ALIGN, ae_round_up(n * sizeof *p + 1, AE_ALIGN));
    assert_non_null(p);
    fill(p, n, -2, 2, seed);
    return p;
}

/* A layout of at least one category, such that nothing is larger than MOST_NUMBERS. */
static void throw_layout(net *n, dice *d)
{
    size_t levels[MOST_COLUMNS], count = throw_to(d, MOST_COLUMNS);
    for (size_t i = 0; i < count; i++)
        levels[i] = throw_to(d, 3) == 1 ? 0 : throw_to(d, MOST_LEVELS);
    levels[throw_to(d, count) - 1] = throw_to(d, MOST_LEVELS);
    columns_open(&n->columns, levels, count);
    n->rows = ae_least(throw_to(d, MOST_ROWS), 1 + MOST_NUMBERS / n->columns.layout.width);
    n->units = throw_to(d, MOST_UNITS);
}

static void expand(net *n)
{
    const ae_layout_attr attr = { &n->columns.layout };
    const ae_run run = { .rows = n->rows };
    const ae_shape in = { 1, { n->columns.layout.columns } }, out = { 1, { n->columns.layout.width } };
    const ae_call call = { .run = &run, .attr = &attr, .shape = &in, .out_shape = &out, .in = { n->x }, .out = n->wide };
    ae_op_find(0, "expand")->forward(&call);
}

static void net_open(net *n, uint32_t number)
{
    dice d = { number, 0 };
    memset(n, 0, sizeof *n);
    throw_layout(n, &d);
    const ae_layout *l = &n->columns.layout;
    n->n_in = 1 + throw_to(&d, 2);
    n->x = take(n->rows * l->columns, 1);
    n->wide = take(n->rows * l->width, 2);
    n->w = take(l->width * n->units, 3);
    n->bias = take(n->units, 4);
    n->dy = take(n->rows * n->units, 5);
    fill_rows(n->x, l, n->rows, number, false);
    for (size_t i = 0; i < n->rows * l->columns; i += 1 + throw_to(&d, 100))
        n->x[i] = l->column[i % l->columns].levels ? (ae_real)NAN : 0;
    expand(n);
}

static void net_close(net *n)
{
    free(n->x);
    free(n->wide);
    free(n->w);
    free(n->bias);
    free(n->dy);
}

typedef struct result {
    ae_real *y, *dw, *db;
} result;

/* What an op makes of it, its gradients stored, and then added. */
static result compute(const net *n, size_t isa, bool codes, ae_pool *pool, unsigned threads)
{
    const ae_layout *l = &n->columns.layout;
    const ae_op *op = ae_op_find(isa, codes ? "affine_codes" : "affine");
    const ae_affine_attr bare = { .layout = codes ? l : NULL },
                         tanh = { .layout = bare.layout, .activation = ae_activation_find(isa, "tanh") };
    const ae_shape in[] = { { 1, { codes ? l->columns : l->width } }, { 2, { l->width, n->units } }, { 1, { n->units } } };
    ae_shape out;
    assert_int_equal(op->shape(&out, in, n->n_in, &bare, NULL), AE_OK);
    size_t bytes = op->scratch(&bare, in, &out, n->rows, threads);
    result r = { take(n->rows * n->units, 6), take(l->width * n->units, 7), take(n->units, 8) };
    ae_run run = { .rows = n->rows, .pool = pool, .scratch = aligned_alloc(AE_ALIGN, ae_round_up(bytes + 1, AE_ALIGN)) };
    ae_call call = { .run = &run, .attr = n->rows % 2 ? &bare : &tanh, .shape = in, .out_shape = &out, .out = r.y };
    call.in[0] = codes ? n->x : n->wide;
    call.in[1] = n->w;
    call.in[2] = n->n_in > 2 ? n->bias : NULL;
    op->forward(&call);
    call.in[1] = op->reads & AE_READS_IN1 ? n->w : NULL;
    call.dout = n->dy;
    call.din[1] = r.dw;
    call.din[2] = n->n_in > 2 ? r.db : NULL;
    op->backward(&call);
    call.add[1] = call.add[2] = n->rows % 3;
    op->backward(&call);
    free(run.scratch);
    return r;
}

static void result_close(result *r)
{
    free(r->y);
    free(r->dw);
    free(r->db);
}

static void assert_same_bits(const net *n, size_t isa, ae_pool *pool, unsigned threads)
{
    result a = compute(n, isa, false, pool, threads), b = compute(n, isa, true, pool, threads);
    size_t width = n->columns.layout.width;
    assert_memory_equal(a.y, b.y, n->rows * n->units * sizeof *a.y);
    assert_memory_equal(a.dw, b.dw, width * n->units * sizeof *a.dw);
    assert_memory_equal(a.db, b.db, n->units * sizeof *a.db);
    result_close(&a);
    result_close(&b);
}

static size_t cases(void)
{
    return getenv("AE_TEST_SMALL") ? 12 : 300;
}

static void every_set_has_the_bits_of_affine(void **state)
{
    static net n;
    (void)state;
    for (uint32_t number = 0; number < cases(); number++) {
        net_open(&n, number);
        for (size_t isa = 0; isa < ae_isa_count(); isa++)
            if (ae_isa_usable(isa) && (isa || number % 8 == 0)) /* plain C is slow */
                assert_same_bits(&n, isa, NULL, 1);
        net_close(&n);
    }
}

static void threads_have_the_bits_of_affine(void **state)
{
    static net n;
    ae_pool *pool;
    size_t isa = ae_isa_count() - 1;
    (void)state;
    while (!ae_isa_usable(isa))
        isa--;
    assert_int_equal(ae_pool_create(&pool, 3, NULL, NULL), AE_OK);
    for (uint32_t number = 1000; number < 1000 + cases() / 3; number++) {
        net_open(&n, number);
        assert_same_bits(&n, isa, pool, 3);
        net_close(&n);
    }
    ae_pool_free(pool);
}

/* Given one level that all rows have, some have, or none has; then the tree over blocks of rows is that of all rows. */
static void any_number_of_rows_is_added_by_the_tree(void **state)
{
    static net n;
    const size_t level[] = { 3 };
    (void)state;
    for (size_t rows = 1; rows < 32 * 13; rows += 31) {
        memset(&n, 0, sizeof n);
        columns_open(&n.columns, level, 1);
        n.rows = rows;
        n.units = 5;
        n.n_in = 2;
        n.x = take(rows, 1);
        n.wide = take(rows * 3, 2);
        n.w = take(15, 3);
        n.bias = NULL;
        n.dy = take(rows * 5, 5);
        for (size_t i = 0; i < rows; i++)
            n.x[i] = (ae_real)(i * i / 32 % 5 % 2);
        expand(&n);
        assert_same_bits(&n, 0, NULL, 1);
        net_close(&n);
    }
}

static void unwanted_gradients_are_not_computed(void **state)
{
    const columns c = { .column = { { 2, 0 } }, .layout = { 1, 2, NULL } };
    const ae_layout layout = { 1, 2, c.column };
    const ae_affine_attr attr = { .layout = &layout };
    const ae_shape in[] = { { 1, { 1 } }, { 2, { 2, 3 } } }, out = { 1, { 3 } };
    const ae_run run = { .rows = 1 };
    const ae_real dy[3] = { 1, 2, 3 };
    const ae_call call = { .run = &run, .attr = &attr, .shape = in, .out_shape = &out, .dout = dy };
    (void)state;
    ae_op_find(0, "affine_codes")->backward(&call);
}

static void shapes_that_do_not_fit_are_both_named(void **state)
{
    const ae_layout_column column[] = { { 4, 0 }, { 0, 4 } };
    const ae_layout layout = { 2, 5, column };
    const ae_affine_attr attr = { .layout = &layout };
    ae_shape in[] = { { 1, { 3 } }, { 2, { 6, 3 } } }, out;
    ae_error e = { 0 };
    (void)state;
    assert_int_equal(ae_op_find(0, "affine_codes")->shape(&out, in, 2, &attr, &e), AE_ESHAPE);
    assert_string_equal(e.text, "a row of these columns has 2 numbers, not those of 3");
    in[0].dim[0] = 2;
    assert_int_equal(ae_op_find(0, "affine_codes")->shape(&out, in, 2, &attr, &e), AE_ESHAPE);
    assert_string_equal(e.text, "affine: rows of 5 do not fit weights of 6x3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_has_the_bits_of_affine),        cmocka_unit_test(threads_have_the_bits_of_affine),
        cmocka_unit_test(any_number_of_rows_is_added_by_the_tree), cmocka_unit_test(unwanted_gradients_are_not_computed),
        cmocka_unit_test(shapes_that_do_not_fit_are_both_named),
    };
    return cmocka_run_group_tests_name("affine_codes", tests, NULL, NULL);
}
