/* Codes of bits, precision, classes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/random.h"
#include "kit/retrieval.h"

static void a_number_above_the_threshold_is_a_1(void **state)
{
    static const float rows[] = { 0.5f, 0.6f, 0, 1, 0.4f, 0.51f };
    kit_bits b;
    (void)state;

    assert_true(kit_bits_make(&b, rows, 2, 3, 0.5f));

    assert_int_equal(b.words, 1);
    assert_int_equal(b.data[0], 2);
    assert_int_equal(b.data[1], 5);
    kit_bits_free(&b);
}

/* By hand: 1100 differs from 1110, 0000, 0011 and 1000 in 1, 2, 4 and 1 bits; of the two with 1 the first comes first. */
static void the_fewest_bits_are_nearest(void **state)
{
    static const float rows[] = { 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0 }, query[] = { 1, 1, 0, 0 };
    static const size_t nearest[] = { 0, 3, 1, 2 };
    static const float bits[] = { 1, 1, 2, 4 };
    size_t found[4];
    float differing[4];
    kit_bits among, queries;
    (void)state;
    assert_true(kit_bits_make(&among, rows, 4, 4, 0.5f) && kit_bits_make(&queries, query, 1, 4, 0.5f));

    kit_bits_nearest(found, differing, &among, &queries, 4, 1);

    assert_memory_equal(found, nearest, sizeof nearest);
    assert_memory_equal(differing, bits, sizeof bits);
    kit_bits_free(&among);
    kit_bits_free(&queries);
}

enum { N = 90, WIDTH = 130, K = 7 };

static size_t differing(const float *a, const float *b)
{
    size_t n = 0;
    for (size_t j = 0; j < WIDTH; j++)
        n += a[j] != b[j];
    return n;
}

/* Given rows of 130 bits, which take three words, searched among themselves; then each finds others only, the number of bits
 * is the counted one, and nothing nearer was passed over. */
static void rows_find_the_nearest_others(void **state)
{
    static float rows[N * WIDTH];
    size_t found[N * K], again[N * K];
    float bits[N * K], bits_again[N * K];
    kit_bits b;
    (void)state;
    for (size_t i = 0; i < N * WIDTH; i++)
        rows[i] = (float)(kit_random_bits(3, i) % 2);
    assert_true(kit_bits_make(&b, rows, N, WIDTH, 0.5f));

    kit_bits_nearest(found, bits, &b, &b, K, 1);
    kit_bits_nearest(again, bits_again, &b, &b, K, 3);

    for (size_t i = 0; i < N; i++) {
        size_t nearer = 0;
        for (size_t k = 0; k < K; k++) {
            assert_int_not_equal(found[i * K + k], i);
            assert_float_equal(bits[i * K + k], differing(rows + i * WIDTH, rows + found[i * K + k] * WIDTH), 0);
        }
        for (size_t other = 0; other < N; other++)
            nearer += other != i && (float)differing(rows + i * WIDTH, rows + other * WIDTH) < bits[i * K + K - 1];
        assert_true(nearer < K);
    }
    assert_memory_equal(found, again, sizeof found);
    assert_memory_equal(bits, bits_again, sizeof bits);
    kit_bits_free(&b);
}

static double precision_of(const size_t *found, size_t k, kit_label *of_queries, size_t n, kit_label *labels, size_t rows)
{
    double precision = -1;
    kit_message why;
    const kit_table queries = { .rows = n, .labels = of_queries }, among = { .rows = rows, .labels = labels };
    const kit_found f = { .k = k, .rows = found, .queries = &queries, .among = &among };
    assert_true(kit_found_precision(&precision, &f, &why));
    return precision;
}

static void precision_is_the_share_with_the_label_of_the_query(void **state)
{
    static kit_label queries[] = { "a", "b" }, labels[] = { "a", "b", "ab" };
    static const size_t found[] = { 0, 1, 2, 1, 1, 0 };
    (void)state;

    assert_float_equal(precision_of(found, 3, queries, 2, labels, 3), 3.0 / 6, 1e-15);
}

static void numbers_are_the_same_label_however_written(void **state)
{
    static kit_label queries[] = { "1.0", "2" }, labels[] = { "1", "2.0" };
    static const size_t found[] = { 0, 1 };
    (void)state;

    assert_float_equal(precision_of(found, 1, queries, 2, labels, 2), 1, 1e-15);
}

/* A query whose label no other row has finds nothing right; one without a label does not count. */
static void pairs_without_a_label_do_not_count(void **state)
{
    static kit_label queries[] = { "a", "", "c" }, labels[] = { "a", "b", "" }, none[] = { "" };
    static const size_t found[] = { 0, 1, 2, 0, 1, 2, 0, 1, 2 };
    (void)state;

    assert_float_equal(precision_of(found, 3, queries, 3, labels, 3), 1.0 / 4, 1e-15);
    assert_true(isnan(precision_of(found, 3, none, 1, labels, 3)));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_above_the_threshold_is_a_1),
        cmocka_unit_test(the_fewest_bits_are_nearest),
        cmocka_unit_test(rows_find_the_nearest_others),
        cmocka_unit_test(precision_is_the_share_with_the_label_of_the_query),
        cmocka_unit_test(pairs_without_a_label_do_not_count),
        cmocka_unit_test(numbers_are_the_same_label_however_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
