/* autoencoder_cblas.h against a cblas_sgemm of our own, which writes down what it was asked. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fake_cblas.h"

#include "autoencoder_cblas.h"

enum { M = 2, N = 3, K = 4 };

static struct {
    int calls, order, transpose_a, transpose_b, m, n, k, lda, ldb, ldc;
    float alpha, beta;
} asked;

void cblas_sgemm(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE transpose_a, enum CBLAS_TRANSPOSE transpose_b, int m, int n,
                 int k, float alpha, const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc)
{
    (void)a, (void)b, (void)c;
    asked.calls++;
    asked.order = (int)order;
    asked.transpose_a = transpose_a == CblasTrans;
    asked.transpose_b = transpose_b == CblasTrans;
    asked.m = m, asked.n = n, asked.k = k;
    asked.lda = lda, asked.ldb = ldb, asked.ldc = ldc;
    asked.alpha = alpha, asked.beta = beta;
}

static int forget(void **state)
{
    (void)state;
    memset(&asked, 0, sizeof asked);
    return 0;
}

static void hands_a_product_on_as_it_is(void **state)
{
    (void)state;
    float a[1], b[1], c[1];

    ae_cblas_sgemm(NULL, 0, 1, M, N, K, a, 40, b, 50, 1.0f, c, 60);

    assert_int_equal(asked.calls, 1);
    assert_int_equal(asked.order, CblasRowMajor);
    assert_false(asked.transpose_a);
    assert_true(asked.transpose_b);
    assert_int_equal(asked.m, M);
    assert_int_equal(asked.n, N);
    assert_int_equal(asked.k, K);
    assert_int_equal(asked.lda, 40);
    assert_int_equal(asked.ldb, 50);
    assert_int_equal(asked.ldc, 60);
    assert_true(asked.alpha == 1.0f && asked.beta == 1.0f);
}

/* What the contract in autoencoder.h says, for A[i][p] = i + 2p and B[p][j] = p - j. */
static float expected(size_t i, size_t j, float before)
{
    float sum = before;
    for (size_t p = 0; p < K; p++)
        sum += ((float)i + 2 * (float)p) * ((float)p - (float)j);
    return sum;
}

static void fill(float *a, float *b, int transpose_a, int transpose_b)
{
    for (size_t p = 0; p < K; p++) {
        for (size_t i = 0; i < M; i++)
            a[transpose_a ? p * M + i : i * K + p] = (float)i + 2 * (float)p;
        for (size_t j = 0; j < N; j++)
            b[transpose_b ? j * K + p : p * N + j] = (float)p - (float)j;
    }
}

static void the_plain_loop_keeps_the_contract(void **state)
{
    (void)state;
    for (int way = 0; way < 8; way++) {
        int transpose_a = way & 1, transpose_b = way >> 1 & 1, add = way >> 2;
        float a[M * K], b[K * N], c[M * N];
        fill(a, b, transpose_a, transpose_b);
        for (size_t i = 0; i < M * N; i++)
            c[i] = add ? 100.0f : (float)NAN;

        ae_plain_sgemm_(transpose_a, transpose_b, M, N, K, a, transpose_a ? M : K, b, transpose_b ? K : N, (float)add, c, N);

        for (size_t i = 0; i < M * N; i++)
            assert_true(c[i] == expected(i / N, i % N, add ? 100.0f : 0.0f));
    }
}

static void a_stride_beyond_int_is_computed_without_cblas(void **state)
{
    (void)state;
    float a[1] = { 3 }, b[2] = { 5, 7 }, c[2] = { 1, 1 };
    size_t beyond = (size_t)INT_MAX + 1;

    ae_cblas_sgemm(NULL, 0, 0, 1, 2, 1, a, beyond, b, beyond, 1.0f, c, beyond); /* one row of each: no stride is walked */

    assert_int_equal(asked.calls, 0);
    assert_true(c[0] == 16 && c[1] == 22);
}

static void an_empty_product_is_computed_without_cblas(void **state)
{
    (void)state;
    float c[2] = { 1, 2 };

    ae_cblas_sgemm(NULL, 0, 0, 1, 2, 0, NULL, 0, NULL, 2, 0.0f, c, 2);
    ae_cblas_sgemm(NULL, 0, 0, 0, 2, 1, NULL, 1, NULL, 2, 0.0f, NULL, 2);

    assert_int_equal(asked.calls, 0);
    assert_true(c[0] == 0 && c[1] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(hands_a_product_on_as_it_is, forget),
        cmocka_unit_test(the_plain_loop_keeps_the_contract),
        cmocka_unit_test_setup(a_stride_beyond_int_is_computed_without_cblas, forget),
        cmocka_unit_test_setup(an_empty_product_is_computed_without_cblas, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
