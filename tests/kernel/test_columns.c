/* Columns of a matrix kept to a norm: what is promised, and the same bits for every set and number of threads. */
#include "kernel/columns.h"
#include "product.h"
#include <math.h>

static double norm_of(const float *w, size_t rows, size_t columns, size_t column)
{
    double sum = 0;
    for (size_t i = 0; i < rows; i++)
        sum += (double)w[i * columns + column] * (double)w[i * columns + column];
    return sqrt(sum);
}

/* A column above the limit comes to lie at it, in its direction; the others are not touched. */
static void assert_limited(const float *before, const float *after, size_t rows, size_t columns, double limit)
{
    for (size_t j = 0; j < columns; j++) {
        double norm = norm_of(before, rows, columns, j);
        bool above = norm > limit;
        for (size_t i = j; i < rows * columns; i += columns) {
            double expected = above ? (double)before[i] * limit / norm : (double)before[i];
            assert_true(fabs((double)after[i] - expected) <= (above ? 0x1p-22 : 0) * fabs(expected));
        }
        assert_true(norm_of(after, rows, columns, j) <= limit * (1 + 0x1p-22));
    }
}

static void assert_sets(size_t rows, size_t columns, double limit, ae_pool *pool)
{
    float *before = random_numbers(rows * columns), *first = random_numbers(rows * columns),
          *after = random_numbers(rows * columns);
    size_t bytes = rows * columns * sizeof *before;
    memcpy(first, before, bytes);
    ae_isa_limit_columns(0, first, rows, columns, limit, NULL);
    assert_limited(before, first, rows, columns, limit);
    for (size_t set = 0; set < ae_isa_count(); set++) {
        if (!ae_isa_usable(set))
            continue;
        memcpy(after, before, bytes);
        ae_isa_limit_columns(set, after, rows, columns, limit, pool);
        assert_memory_equal(first, after, bytes);
    }
    free(before);
    free(first);
    free(after);
}

static void no_column_is_above_the_limit(void **state)
{
    static const size_t rows[] = { 1, 2, 17, 300 };
    (void)state;
    for (size_t columns = 1; columns < 50; columns += columns < 34 ? 1 : 7)
        for (size_t r = 0; r < 4; r++)
            assert_sets(rows[r], columns, 0.5 * sqrt((double)rows[r] / 3), NULL); /* about the middle of the norms */
}

static void threads_do_not_matter(void **state)
{
    ae_pool *pool;
    (void)state;
    assert_int_equal(ae_pool_create(&pool, 3, NULL, NULL), AE_OK);
    assert_sets(700, 211, 15, pool);
    ae_pool_free(pool);
}

static void a_column_of_zeros_stays(void **state)
{
    float w[6] = { 0, 3, 0, 4, 0, 0 };
    (void)state;
    ae_isa_limit_columns(0, w, 3, 2, 2.5, NULL);
    assert_true(w[0] == 0 && w[2] == 0 && w[4] == 0);
    assert_true(w[1] == 1.5f && w[3] == 2 && w[5] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_column_is_above_the_limit),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(a_column_of_zeros_stays),
    };
    return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
