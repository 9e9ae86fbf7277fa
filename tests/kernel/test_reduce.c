/* Column sums must have the bits of their definition (kernel/gemm.h), for every set and number of threads. */
#include "product.h"

static float defined_sum(const float *x, size_t columns, size_t first, size_t rows)
{
    size_t blocks = (rows + AE_ROW_BLOCK - 1) / AE_ROW_BLOCK;
    float sum = x[first * columns];
    if (blocks > 1) {
        size_t left = left_blocks(blocks) * AE_ROW_BLOCK;
        return defined_sum(x, columns, first, left) + defined_sum(x, columns, first + left, rows - left);
    }
    for (size_t i = 1; i < rows; i++)
        sum += x[(first + i) * columns];
    return sum;
}

static void assert_sums(size_t rows, size_t columns, bool add, ae_pool *pool)
{
    float *x = random_numbers(rows * columns), *old = random_numbers(columns), *out = random_numbers(columns);
    ae_run run = { .pool = pool };
    for (size_t set = 0; set < ae_isa_count(); set++) {
        if (!ae_isa_usable(set))
            continue;
        memcpy(out, old, columns * sizeof *out);
        kernel_sets[set].sum_rows(out, x, rows, columns, add, &run);
        for (size_t j = 0; j < columns; j++) {
            float sum = defined_sum(x + j, columns, 0, rows), expected = add ? old[j] + sum : sum;
            assert_memory_equal(&expected, &out[j], sizeof expected);
        }
    }
    free(x);
    free(old);
    free(out);
}

static void sums_have_the_defined_bits(void **state)
{
    static const size_t rows[] = { 1, 2, 31, 32, 33, 64, 65, 160, 255, 256, 257, 1000, 4099 };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int j = 0; j < 4; j++)
            assert_sums(rows[i], 1 + random_below(150), j % 2, NULL);
}

static void threads_do_not_change_the_bits(void **state)
{
    ae_pool *pool = NULL;
    (void)state;
    assert_int_equal(ae_pool_create(&pool, 3, NULL, NULL), AE_OK);
    assert_sums(300, 1001, false, pool);
    assert_sums(300, 1001, true, pool);
    ae_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_have_the_defined_bits),
        cmocka_unit_test(threads_do_not_change_the_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
