/* Normalising ops, in float: the same bits for every instruction set, in place, and for any number of threads. */
#include "norm.h"

typedef struct variant {
    size_t isa;
    ae_pool *pool;
    bool in_place;
} variant;

static const struct norm_case {
    const char *op;
    size_t n_in;
} cases[] = { { "batchnorm", 3 }, { "batchnorm", 5 }, { "normalise", 5 }, { "layernorm", 3 } };

static void compute(norm *n, const struct norm_case *c, const variant *v, const ae_shape *row, size_t rows)
{
    norm_open(n, v->isa, c->op, row, rows, c->n_in);
    n->run.pool = v->pool;
    n->op->forward(&n->call);
    if (v->in_place) { /* y over x is forward's alone: backward reads x */
        memcpy(n->out, n->in[X], sizeof n->out);
        n->call.in[X] = n->out;
        n->op->forward(&n->call);
        n->call.in[X] = n->in[X];
        memcpy(n->din[X], n->dout, sizeof n->dout);
        n->call.dout = n->din[X];
    }
    n->op->backward(&n->call);
}

static void assert_same(const variant *v, const ae_shape *row, size_t rows)
{
    static norm a, b;
    const variant plain = { 0, NULL, false };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        compute(&a, &cases[i], &plain, row, rows);
        compute(&b, &cases[i], v, row, rows);
        assert_memory_equal(a.out, b.out, rows * a.size * sizeof *a.out);
        assert_memory_equal(a.din[X], b.din[X], rows * a.size * sizeof *a.out);
        for (size_t k = 1; k < a.n_in; k++)
            assert_memory_equal(a.din[k], b.din[k], sizeof a.din[k]);
    }
}

static const ae_shape rows_of[] = {
    { 1, { 1 } },     { 1, { 15 } },      { 1, { 33 } },      { 1, { 300 } },
    { 2, { 3, 17 } }, { 3, { 5, 4, 4 } }, { 3, { 2, 7, 9 } }, { 3, { 16, 1, 2 } },
};
enum { SHAPES = sizeof rows_of / sizeof *rows_of };

static void every_set_gives_the_same_bits(void **state)
{
    (void)state;
    for (size_t isa = 1; isa < ae_isa_count(); isa++)
        for (size_t s = 0; ae_isa_usable(isa) && s < SHAPES; s++)
            for (size_t rows = 1; rows < 110; rows += 36)
                assert_same(&(variant){ .isa = isa }, &rows_of[s], rows);
}

static void in_place_gives_the_same_bits(void **state)
{
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t s = 0; ae_isa_usable(isa) && s < SHAPES; s++)
            assert_same(&(variant){ .isa = isa, .in_place = true }, &rows_of[s], 35);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    const ae_shape large[] = { { 1, { 300 } }, { 3, { 3, 9, 12 } }, { 3, { 70, 2, 2 } } };
    (void)state;
    for (unsigned threads = 2; threads < 5; threads++) {
        ae_pool *pool;
        assert_int_equal(ae_pool_create(&pool, threads, NULL, NULL), AE_OK);
        for (size_t s = 0; s < 3; s++)
            assert_same(&(variant){ .pool = pool }, &large[s], 100);
        ae_pool_free(pool);
    }
}

/* A row's result does not depend on the others, where statistics are not the batch's. */
static void a_row_does_not_depend_on_the_others(void **state)
{
    static norm all, one;
    const ae_shape row = { 3, { 3, 3, 5 } };
    const variant plain = { 0, NULL, false };
    (void)state;
    for (size_t i = 2; i < sizeof cases / sizeof *cases; i++) {
        compute(&all, &cases[i], &plain, &row, 40);
        compute(&one, &cases[i], &plain, &row, 1);
        for (size_t r = 0; r < 40; r++) {
            memcpy(one.in[X], all.in[X] + r * all.size, all.size * sizeof(ae_real));
            memcpy(one.dout, all.dout + r * all.size, all.size * sizeof(ae_real));
            one.op->forward(&one.call);
            one.op->backward(&one.call);
            assert_memory_equal(one.out, all.out + r * all.size, all.size * sizeof(ae_real));
            assert_memory_equal(one.din[X], all.din[X] + r * all.size, all.size * sizeof(ae_real));
        }
    }
}

/* ---- the defined order of a channel's sum (kernel/channels.h), from its definition ---- */

/* A row's term: of a plane with more than one element, in 16 lanes of doubles. */
static float row_term(const float *x, size_t plane)
{
    double lane[16] = { 0 };
    if (plane == 1)
        return *x;
    for (size_t i = 0; i < plane; i++)
        lane[i % 16] += (double)x[i];
    for (int half = 8; half; half /= 2)
        for (int i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return (float)lane[0];
}

static float defined_sum(const norm *n, size_t c, size_t first, size_t rows)
{
    size_t left = 32, plane = n->size / n->shape[0].dim[0];
    float sum = 0;
    if (rows > 32) {
        while (2 * left < rows)
            left *= 2;
        return defined_sum(n, c, first, left) + defined_sum(n, c, first + left, rows - left);
    }
    for (size_t i = first; i < first + rows; i++)
        sum += row_term(n->in[X] + i * n->size + c * plane, plane);
    return sum;
}

static void sums_have_the_defined_bits(void **state)
{
    static const size_t rows[] = { 2, 31, 32, 33, 64, 65, 97, 130 };
    static norm n;
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t k = 0; ae_isa_usable(isa) && k < SHAPES * 8; k++) {
            const ae_shape *row = &rows_of[k / 8];
            norm_open(&n, isa, "batchnorm", row, rows[k % 8], 3);
            n.op->forward(&n.call);
            for (size_t c = 0; c < row->dim[0]; c++) {
                float mean = defined_sum(&n, c, 0, n.rows) / (float)(n.rows * n.size / row->dim[0]);
                assert_memory_equal(&mean, &n.din[MEAN][c], sizeof mean);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_gives_the_same_bits),
        cmocka_unit_test(in_place_gives_the_same_bits),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_row_does_not_depend_on_the_others),
        cmocka_unit_test(sums_have_the_defined_bits),
    };
    return cmocka_run_group_tests_name("normalising, same bits", tests, NULL, NULL);
}
