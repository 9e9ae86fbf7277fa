#include "base/random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint32_t permuted(uint32_t i, uint32_t n, uint64_t seed, uint32_t pass)
{
    uint32_t to;
    ae_permute(&to, i, 1, n, seed, pass);
    return to;
}

static void test_philox_known_answers(void **state)
{
    (void)state;
    /* the vectors that the authors published for philox4x32-10 */
    static const struct {
        uint32_t counter[4], key[2], expected[4];
    } cases[] = {
        { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
        { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
          { 0xffffffff, 0xffffffff },
          { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
        { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
          { 0xa4093822, 0x299f31d0 },
          { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t out[4];
        ae_philox(out, cases[i].counter, cases[i].key);
        assert_memory_equal(out, cases[i].expected, sizeof out);
    }
}

static void test_a_place_is_counter_and_key(void **state)
{
    (void)state;
    ae_place place = { .seed = 0x299f31d0a4093822u, .name = 0x03707344, .step = 0x13198a2e, .row = 0x85a308d3 };
    uint32_t out[4];
    ae_random_quad(out, &place, 0x243f6a88);
    assert_int_equal(out[0], 0xd16cfe09);
    assert_int_equal(out[3], 0x24126ea1);
}

static void test_names_hash_to_fnv1a(void **state)
{
    (void)state;
    /* 64-bit FNV-1a of "", "a", "foobar" is cbf29ce484222325, af63dc4c8601ec8c, 85944171f73967e8 */
    assert_int_equal(ae_hash_name(""), 0xcbf29ce4u ^ 0x84222325u);
    assert_int_equal(ae_hash_name("a"), 0xaf63dc4cu ^ 0x8601ec8cu);
    assert_int_equal(ae_hash_name("foobar"), 0x85944171u ^ 0xf73967e8u);
}

static void assert_permutation(uint32_t n, uint64_t seed, uint32_t pass)
{
    bool *taken = calloc(n, sizeof *taken);
    assert_non_null(taken);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t place = permuted(i, n, seed, pass);
        if (place >= n || taken[place])
            fail_msg("%u of %u went to %u, which is taken or outside", i, n, place);
        taken[place] = true;
    }
    free(taken);
}

static void test_every_row_has_one_place(void **state)
{
    (void)state;
    static const uint32_t sizes[] = { 255, 256, 257, 1000, 1024, 1025, 4095, 4096, 4097, 60000, 65536, 65537 };
    for (uint32_t n = 1; n <= 70; n++)
        for (uint32_t pass = 0; pass < 20; pass++)
            assert_permutation(n, n * 7919, pass);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        assert_permutation(sizes[i], UINT64_C(0x123456789abcdef) * i, (uint32_t)i);
}

static void test_many_rows_go_where_each_alone_goes(void **state)
{
    (void)state;
    uint32_t many[300];
    ae_permute(many, 650, 300, 1000, 7, 3);
    for (uint32_t i = 0; i < 300; i++)
        assert_int_equal(many[i], permuted(650 + i, 1000, 7, 3));
}

static void test_the_largest_number_of_rows(void **state)
{
    (void)state;
    const uint32_t n = UINT32_MAX;
    uint32_t first = permuted(0, n, 1, 0), last = permuted(n - 1, n, 1, 0);
    assert_true(first < n && last < n && first != last);
}

static size_t rows_in_place(uint32_t n, uint64_t seed_a, uint32_t pass_a, uint64_t seed_b, uint32_t pass_b)
{
    size_t same = 0;
    for (uint32_t i = 0; i < n; i++)
        same += permuted(i, n, seed_a, pass_a) == permuted(i, n, seed_b, pass_b);
    return same;
}

static void test_passes_and_seeds_differ(void **state)
{
    (void)state;
    /* two random orders agree in one place on average; more than 12 has a chance below 1e-9 */
    assert_int_equal(rows_in_place(1000, 1, 0, 1, 0), 1000);
    assert_true(rows_in_place(1000, 1, 0, 1, 1) <= 12);
    assert_true(rows_in_place(1000, 1, 0, 2, 0) <= 12);
    assert_true(rows_in_place(1000, 1, 0, UINT64_C(1) << 32 | 1, 0) <= 12);
}

static double mean_distance(uint32_t n, uint64_t seed)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t place = permuted(i, n, seed, 3);
        sum += place > i ? place - i : i - place;
    }
    return sum / n;
}

static void test_rows_move_a_third_of_the_way(void **state)
{
    (void)state;
    /* |i - j| of two uniform places has mean n/3 and standard deviation n/sqrt(18): six deviations of the mean of n */
    static const uint32_t sizes[] = { 1000, 5000, 60000 };
    for (size_t i = 0; i < 3; i++) {
        double n = sizes[i], off = mean_distance(sizes[i], i) / n - 1.0 / 3;
        assert_true(off * off < 36 / 18.0 / n);
    }
}

/* How far `trials` counts in `n` cells are from equal: chi-squared, of mean n - 1 and variance 2 (n - 1). */
static double chi_squared(const uint32_t *count, uint32_t n, double trials)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        double off = count[i] - trials / n;
        sum += off * off / (trials / n);
    }
    return sum;
}

static void test_a_rows_place_is_uniform_over_seeds(void **state)
{
    (void)state;
    enum { TRIALS = 20000 };
    static const uint32_t sizes[] = { 2, 3, 5, 16, 17, 100 };
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (uint32_t row = 0; row < 2; row++) {
            uint32_t n = sizes[s], count[100] = { 0 };
            for (uint64_t seed = 0; seed < TRIALS; seed++)
                count[permuted(row, n, seed, 0)]++;
            double above = chi_squared(count, n, TRIALS) - (n - 1);
            assert_true(above < 0 || above * above < 64 * 2.0 * (n - 1));
        }
}

static void test_all_orders_of_four_rows_come_up_equally(void **state)
{
    (void)state;
    enum { PASSES = 24000, CELLS = 64 };
    uint32_t count[CELLS] = { 0 }, seen[24] = { 0 }, orders = 0;
    for (uint32_t pass = 0; pass < PASSES; pass++)
        count[permuted(0, 4, 5, pass) * 16 + permuted(1, 4, 5, pass) * 4 + permuted(2, 4, 5, pass)]++;
    for (size_t i = 0; i < CELLS; i++)
        if (count[i] && orders < 24)
            seen[orders++] = count[i];
    assert_int_equal(orders, 24);
    assert_true(chi_squared(seen, 24, PASSES) < 23 + 8 * 6.8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_philox_known_answers),
        cmocka_unit_test(test_a_place_is_counter_and_key),
        cmocka_unit_test(test_names_hash_to_fnv1a),
        cmocka_unit_test(test_every_row_has_one_place),
        cmocka_unit_test(test_many_rows_go_where_each_alone_goes),
        cmocka_unit_test(test_the_largest_number_of_rows),
        cmocka_unit_test(test_passes_and_seeds_differ),
        cmocka_unit_test(test_rows_move_a_third_of_the_way),
        cmocka_unit_test(test_a_rows_place_is_uniform_over_seeds),
        cmocka_unit_test(test_all_orders_of_four_rows_come_up_equally),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
