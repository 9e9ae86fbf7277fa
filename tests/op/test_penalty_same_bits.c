/* The penalties' ops, in float: the same bits for every instruction set and any number of threads. */
#include "penalty.h"

static void compute(bench *b, const struct penalty_case *c, size_t isa, size_t rows, ae_pool *pool, unsigned threads)
{
    bench_open(b, isa, c, rows, threads);
    b->run.pool = pool;
    b->op->forward(&b->call);
    b->op->backward(&b->call);
    bench_close(b);
}

static void assert_same(const struct penalty_case *c, size_t isa, size_t rows, ae_pool *pool, unsigned threads)
{
    static bench plain, other;
    compute(&plain, c, 0, rows, NULL, 1);
    compute(&other, c, isa, rows, pool, threads);
    assert_memory_equal(plain.row_loss, other.row_loss, sizeof plain.row_loss);
    assert_memory_equal(plain.dh, other.dh, sizeof plain.dh);
    assert_memory_equal(plain.dw, other.dw, sizeof plain.dw);
}

static void every_set_gives_the_same_bits(void **state)
{
    static const size_t rows[] = { 1, 2, 31, 32, 33, 65, 333 };
    (void)state;
    for (size_t isa = 1; isa < ae_isa_count(); isa++)
        for (size_t r = 0; ae_isa_usable(isa) && r < sizeof rows / sizeof *rows; r++)
            for (size_t i = 0; i < PENALTIES; i++)
                assert_same(&penalties[i], isa, rows[r], NULL, 1);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    for (unsigned threads = 2; threads < 5; threads++) {
        ae_pool *pool;
        assert_int_equal(ae_pool_create(&pool, threads, NULL, NULL), AE_OK);
        for (size_t i = 0; i < PENALTIES; i++)
            assert_same(&penalties[i], 0, MOST, pool, threads);
        ae_pool_free(pool);
    }
}

/* Rows that all weigh 1 give the bits of rows without weights: the two sums are one. */
static void weights_of_one_are_none(void **state)
{
    static bench a, b;
    (void)state;
    for (size_t i = 0; i < PENALTIES; i++) {
        bench_open(&a, 0, &penalties[i], 100, 1);
        bench_open(&b, 0, &penalties[i], 100, 1);
        for (size_t row = 0; row < 100; row++)
            a.weights[row] = 1;
        a.run.gradient_scale = b.run.gradient_scale = a.run.mean_scale = b.run.mean_scale = 0.01;
        b.run.row_weights = NULL;
        a.op->forward(&a.call);
        b.op->forward(&b.call);
        a.op->backward(&a.call);
        b.op->backward(&b.call);
        assert_memory_equal(a.row_loss, b.row_loss, sizeof a.row_loss);
        assert_memory_equal(a.dh, b.dh, sizeof a.dh);
        assert_memory_equal(a.dw, b.dw, sizeof a.dw);
        bench_close(&a);
        bench_close(&b);
    }
}

/* Only the weights' ratios count, from the smallest floats to sums beyond the largest. */
static void the_size_of_all_weights_does_not_matter(void **state)
{
    static const int powers[] = { -147, -130, -100, 100, 127 };
    static bench plain, scaled;
    (void)state;
    for (size_t n = 0; n < PENALTIES * sizeof powers / sizeof *powers; n++) {
        const struct penalty_case *c = &penalties[n % PENALTIES];
        const int power = powers[n / PENALTIES];
        compute(&plain, c, 0, 100, NULL, 1);
        bench_open(&scaled, 0, c, 100, 1);
        for (size_t row = 0; row < 100; row++)
            scaled.weights[row] = ldexpf(scaled.weights[row], power);
        scaled.run.gradient_scale = scaled.run.mean_scale = ldexp(scaled.run.gradient_scale, -power);

        scaled.op->forward(&scaled.call);
        scaled.op->backward(&scaled.call);

        assert_memory_equal(plain.row_loss, scaled.row_loss, sizeof plain.row_loss);
        assert_memory_equal(plain.dh, scaled.dh, sizeof plain.dh);
        assert_memory_equal(plain.dw, scaled.dw, sizeof plain.dw);
        bench_close(&scaled);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_gives_the_same_bits),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(weights_of_one_are_none),
        cmocka_unit_test(the_size_of_all_weights_does_not_matter),
    };
    return cmocka_run_group_tests_name("penalties, same bits", tests, NULL, NULL);
}
