/* Products must have the bits of their definition (kernel/gemm.h): for every set, number of threads and place in a batch. */
#include "kernel/gemm_cut.h"
#include "product.h"

static void assert_bits(const float *expected, const float *got, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(&expected[i], &got[i], sizeof *got) != 0)
            fail_msg("element %zu is %.9g, by definition %.9g", i, (double)got[i], (double)expected[i]);
}

static void assert_product(size_t m, size_t n, size_t k, unsigned kind, ae_pool *pool)
{
    ae_gemm g = random_product(m, n, k, kind);
    float *expected = defined_product(&g);
    for (size_t set = 0; set < ae_isa_count(); set++) {
        if (!ae_isa_usable(set))
            continue;
        float *got = run_product(g, set, pool);
        assert_bits(expected, got, g.m * g.ldc);
        free(got);
    }
    free(expected);
    free_product(&g);
}

static void every_kind_of_product_has_the_defined_bits(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < ALL_KINDS; kind++)
        assert_product(1 + random_below(40), 1 + random_below(120), 1 + random_below(300), kind, NULL);
}

static void sizes_around_tiles_and_blocks_have_the_defined_bits(void **state)
{
    static const size_t sizes[][3] = {
        { 1, 1, 1 },     { 1, 16, 256 },  { 1, 17, 257 },   { 2, 15, 31 },   { 3, 33, 32 },   { 4, 47, 33 },  { 5, 48, 64 },
        { 7, 49, 65 },   { 8, 95, 96 },   { 9, 96, 127 },   { 15, 97, 128 }, { 16, 31, 129 }, { 17, 8, 160 }, { 31, 7, 192 },
        { 32, 9, 224 },  { 63, 65, 255 }, { 64, 113, 511 }, { 65, 24, 512 }, { 67, 25, 513 }, { 13, 3, 997 }, { 1, 1, 1025 },
        { 131, 61, 97 }, { 1, 300, 7 },   { 300, 1, 7 },    { 2, 2, 3000 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (unsigned kind = 0; kind < 4; kind++) {
            assert_product(sizes[i][0], sizes[i][1], sizes[i][2], kind, NULL);
            assert_product(sizes[i][0], sizes[i][1], sizes[i][2], kind | ROWS, NULL);
        }
}

static void random_sizes_have_the_defined_bits(void **state)
{
    (void)state;
    for (int i = 0; i < 40; i++)
        assert_product(1 + random_below(300), 1 + random_below(300), 1 + random_below(300), random_below(ALL_KINDS), NULL);
}

static void large_products_that_are_cut_have_the_defined_bits(void **state)
{
    (void)state;
    assert_product(18, 150, 6000, 0, NULL);
    assert_product(18, 150, 6000, FLIP_B, NULL);
    assert_product(18, 20, 20000, ROWS | FLIP_A, NULL);
    assert_product(70, 20, 10000, ROWS | FLIP_A | ADD, NULL);
    assert_product(5, 20, 3000, ADD | BIAS, NULL);
}

/* The weights' gradients of large batches: A lies far, so that some sets, plain C among them, pack its rows, twelve at a
 * time, for as many strips as there are threads for. They take scratch for it. */
static void products_whose_rows_are_packed_have_the_defined_bits(void **state)
{
    static const size_t sizes[][3] = {
        { 130, 100, 700 }, { 77, 171, 900 },  { 61, 33, 1300 },  { 256, 24, 257 }, { 2, 49, 33000 },
        { 12, 17, 6000 },  { 65, 300, 1030 }, { 300, 160, 256 }, { 71, 64, 2049 },
    };
    static const unsigned threads[] = { 1, 2, 3, 16 }, kinds[] = { BIAS, ADD, FLIP_B, ACTIVATION | DERIVATIVE };
    size_t (*scratch)(ae_sum, size_t, size_t, size_t, unsigned) = kernel_sets[0].gemm_scratch;
    (void)state;
    for (size_t t = 0; t < 4; t++) {
        ae_pool *pool = NULL;
        assert_int_equal(ae_pool_create(&pool, threads[t], NULL, NULL), AE_OK);
        for (size_t i = t; i < sizeof sizes / sizeof *sizes; i += t ? 3 : 1) {
            const size_t *s = sizes[i];
            assert_true(s[0] * s[2] > AE_CUT_FAR);
            assert_true(scratch(AE_SUM_ROWS, s[0], s[1], s[2], 1) > scratch(AE_SUM_FEATURES, s[0], s[1], s[2], 1));
            assert_product(s[0], s[1], s[2], ROWS | FLIP_A | kinds[(i + t) % 4], pool);
        }
        ae_pool_free(pool);
    }
}

/* One row, and an A that does not lie across, are not packed, however far apart their numbers are. */
static void long_sums_over_rows_in_place_have_the_defined_bits(void **state)
{
    (void)state;
    assert_product(2, 9, 70000, ROWS, NULL);
    ae_gemm g = random_product(1, 400, 40000, ROWS | FLIP_A | FLIP_B);
    free((void *)g.a.p);
    g.a = (ae_matrix){ random_numbers(2 * g.k), 1, 2 };
    float *expected = defined_product(&g), *got = run_product(g, 0, NULL);
    assert_bits(expected, got, g.m * g.ldc);
    free(expected);
    free(got);
    free_product(&g);
}

static size_t at_most(size_t n)
{
    return 1 + random_below((uint32_t)n);
}

/* A plan asks once, for its largest batch and all its threads. */
static void a_smaller_product_never_needs_more_scratch(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        size_t m = at_most(500), n = at_most(5000), k = at_most(i % 2 ? 500 : 50000), set = at_most(ae_isa_count()) - 1;
        unsigned threads = (unsigned)at_most(20);
        ae_sum sum = i % 3 ? AE_SUM_ROWS : AE_SUM_FEATURES;
        if (!ae_isa_usable(set))
            continue;
        size_t large = kernel_sets[set].gemm_scratch(sum, m, n, k, threads);
        size_t small = kernel_sets[set].gemm_scratch(sum, at_most(m), at_most(n), at_most(k), (unsigned)at_most(threads));
        assert_true(small <= large);
    }
}

static void scratch_that_cannot_be_is_not_small(void **state)
{
    (void)state;
    for (size_t set = 0; set < ae_isa_count(); set++)
        if (ae_isa_usable(set)) {
            assert_int_equal(kernel_sets[set].gemm_scratch(AE_SUM_ROWS, 8, SIZE_MAX / 8, SIZE_MAX / 8, 1), SIZE_MAX);
            assert_int_equal(kernel_sets[set].gemm_scratch(AE_SUM_FEATURES, 8, 8, SIZE_MAX / 8, 256), SIZE_MAX);
        }
}

/* Narrow and long, wide, and around the places where one row is taken another way. */
static void single_rows_have_the_defined_bits(void **state)
{
    static const size_t sizes[][2] = {
        { 1, 1025 },   { 2, 3136 },   { 7, 2305 },   { 8, 2048 },   { 9, 4096 },  { 15, 1281 },  { 16, 2304 },
        { 17, 5000 },  { 31, 1100 },  { 32, 4097 },  { 33, 1500 },  { 1, 65536 }, { 130, 2100 }, { 300, 1000 },
        { 1023, 257 }, { 1024, 300 }, { 1025, 259 }, { 2500, 514 }, { 4096, 65 },
    };
    ae_pool *pool = NULL;
    (void)state;
    assert_int_equal(ae_pool_create(&pool, 3, NULL, NULL), AE_OK);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_product(1, sizes[i][0], sizes[i][1], i % 2 ? ADD | BIAS : BIAS | ACTIVATION | DERIVATIVE, NULL);
        assert_product(1, sizes[i][0], sizes[i][1], i % 2 ? 0 : FLIP_A, pool);
    }
    ae_pool_free(pool);
}

static void threads_do_not_change_the_bits(void **state)
{
    static const unsigned threads[] = { 2, 3, 7 };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        ae_pool *pool = NULL;
        assert_int_equal(ae_pool_create(&pool, threads[i], NULL, NULL), AE_OK);
        for (unsigned kind = 0; kind < ALL_KINDS; kind += 3)
            assert_product(1 + random_below(200), 1 + random_below(200), 1 + random_below(200), kind, pool);
        ae_pool_free(pool);
    }
}

static void a_row_does_not_depend_on_its_batch(void **state)
{
    (void)state;
    ae_gemm batch = random_product(70, 100, 300, BIAS | ACTIVATION);
    for (size_t set = 0; set < ae_isa_count(); set++) {
        if (!ae_isa_usable(set))
            continue;
        float *together = run_product(batch, set, NULL);
        for (size_t first = 0; first < batch.m; first += 7)
            for (size_t rows = 1; rows < 40 && first + rows <= batch.m; rows += 6) {
                ae_gemm part = batch;
                part.m = rows;
                part.a.p += first * batch.a.row;
                part.c += first * batch.ldc;
                float *alone = run_product(part, set, NULL);
                for (size_t i = 0; i < rows; i++)
                    assert_bits(together + (first + i) * batch.ldc, alone + i * batch.ldc, batch.n);
                free(alone);
            }
        free(together);
    }
    free_product(&batch);
}

/* ---- the host's product ---- */

static void host_sgemm(void *user, int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a,
                       size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc)
{
    assert_true(lda >= (transpose_a ? m : k) && ldb >= (transpose_b ? k : n) && ldc >= n);
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t l = 0; l < k; l++)
                sum += (double)(transpose_a ? a[l * lda + i] : a[i * lda + l]) *
                       (double)(transpose_b ? b[j * ldb + l] : b[l * ldb + j]);
            c[i * ldc + j] = (float)sum + (beta != 0.0f ? beta * c[i * ldc + j] : 0.0f);
        }
    ++*(int *)user;
}

static void the_hosts_product_is_used_and_finished(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < ALL_KINDS; kind++) {
        ae_gemm g = random_product(1 + random_below(20), 1 + random_below(20), 1 + random_below(20), kind);
        float *expected = defined_product(&g);
        int calls = 0;
        ae_run run = { .sgemm = host_sgemm, .sgemm_user = &calls };
        kernel_sets[0].gemm_run(&g, &run);
        assert_int_equal(calls, 1);
        for (size_t i = 0; i < g.m * g.ldc; i++)
            assert_true(fabsf(g.c[i] - expected[i]) <=
                        1e-4f); /* at most 20 products of numbers around 1, in another order */
        free(expected);
        free_product(&g);
    }
}

#ifdef HAVE_CBLAS
#include <cblas.h>

/* Both sums carry an error of at most about k eps sum |a b|. */
static void assert_near_cblas(size_t m, size_t n, size_t k, unsigned kind)
{
    ae_gemm g = random_product(m, n, k, kind);
    float *blas = random_numbers(m * n);
    size_t lda = kind & FLIP_A ? g.a.column : g.a.row, ldb = kind & FLIP_B ? g.b.column : g.b.row, set;
    cblas_sgemm(CblasRowMajor, kind & FLIP_A ? CblasTrans : CblasNoTrans, kind & FLIP_B ? CblasTrans : CblasNoTrans, (int)m,
                (int)n, (int)k, 1, g.a.p, (int)lda, g.b.p, (int)ldb, 0, blas, (int)n);
    assert_int_equal(ae_isa_pick(&set, NULL, NULL), AE_OK);
    float *own = run_product(g, set, NULL);
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            double size = 0;
            for (size_t l = 0; l < k; l++)
                size += fabs((double)element(&g.a, i, l) * (double)element(&g.b, l, j));
            double error = fabs((double)own[i * g.ldc + j] - (double)blas[i * n + j]);
            assert_true(error <= 2 * (double)k * 0x1p-24 * size);
        }
    free(own);
    free(blas);
    free_product(&g);
}

static void products_agree_with_cblas(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 4; kind++) {
        assert_near_cblas(256, 128, 784, kind);
        assert_near_cblas(101, 203, 307, kind | ROWS);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_product_has_the_defined_bits),
        cmocka_unit_test(sizes_around_tiles_and_blocks_have_the_defined_bits),
        cmocka_unit_test(random_sizes_have_the_defined_bits),
        cmocka_unit_test(large_products_that_are_cut_have_the_defined_bits),
        cmocka_unit_test(products_whose_rows_are_packed_have_the_defined_bits),
        cmocka_unit_test(long_sums_over_rows_in_place_have_the_defined_bits),
        cmocka_unit_test(a_smaller_product_never_needs_more_scratch),
        cmocka_unit_test(scratch_that_cannot_be_is_not_small),
        cmocka_unit_test(single_rows_have_the_defined_bits),
        cmocka_unit_test(threads_do_not_change_the_bits),
        cmocka_unit_test(a_row_does_not_depend_on_its_batch),
        cmocka_unit_test(the_hosts_product_is_used_and_finished),
#ifdef HAVE_CBLAS
        cmocka_unit_test(products_agree_with_cblas),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
