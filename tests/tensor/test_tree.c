/* Sums over rows: a fixed tree, whatever the chunks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "tensor/tree.h"
#include <cmocka.h>

enum { MOST = 32 * 37 + 5 };
static double x[MOST];
static float weights[MOST];

/* Of very different size and sign, so that another order gives another sum. */
static int fill(void **state)
{
    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        uint32_t word[4];
        ae_place place = { .seed = 3, .row = (uint32_t)i };
        ae_random_quad(word, &place, 0);
        x[i] = ((double)word[0] - 2147483648.0) / (double)(1u << word[1] % 31);
        weights[i] = (float)(word[2] % 1000) / 7;
    }
    return 0;
}

static double sum_in_chunks(size_t n, size_t chunk, const float *w)
{
    ae_tree t = { .blocks = 0 };
    for (size_t i = 0; i < n; i += chunk)
        ae_tree_add(&t, x + i, w ? w + i : NULL, n - i < chunk ? n - i : chunk);
    return ae_tree_total(&t);
}

static void chunks_do_not_matter(void **state)
{
    (void)state;
    for (size_t n = 1; n <= MOST; n += n < 100 ? 1 : 89)
        for (size_t chunk = 32; chunk <= 512; chunk *= 2) {
            assert_true(sum_in_chunks(n, chunk, NULL) == sum_in_chunks(n, MOST + 31, NULL));
            assert_true(sum_in_chunks(n, chunk, weights) == sum_in_chunks(n, MOST + 31, weights));
        }
}

static double plain(const double *v, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += v[i];
    return sum;
}

/* Given 5 blocks; then the tree is ((a + b) + (c + d)) + e. */
static void the_tree_is_binary(void **state)
{
    double b[5];
    (void)state;
    for (size_t i = 0; i < 5; i++)
        b[i] = plain(x + 32 * i, 32);
    assert_true(sum_in_chunks(160, 160, NULL) == ((b[0] + b[1]) + (b[2] + b[3])) + b[4]);
    assert_true(sum_in_chunks(96, 96, NULL) == (b[0] + b[1]) + b[2]);
    assert_true(sum_in_chunks(32, 32, NULL) == b[0]);
    assert_true(sum_in_chunks(17, 17, NULL) == plain(x, 17));
}

/* Numbers whose sums are exact: then the order cannot matter, and the sum is the sum. */
static void whole_numbers_are_summed_exactly(void **state)
{
    (void)state;
    for (size_t n = 0; n <= MOST; n += 61) {
        double row[MOST], expected = 0, weighted = 0;
        float w[MOST];
        ae_tree t = { .blocks = 0 }, tw = { .blocks = 0 };
        for (size_t i = 0; i < n; i++) {
            row[i] = (double)i - 100;
            w[i] = (float)(i % 5);
            expected += row[i];
            weighted += row[i] * (double)w[i];
        }
        ae_tree_add(&t, row, NULL, n);
        ae_tree_add(&tw, row, w, n);
        assert_true(ae_tree_total(&t) == expected);
        assert_true(ae_tree_total(&tw) == weighted);
    }
}

static void nothing_sums_to_zero(void **state)
{
    ae_tree t = { .blocks = 0 };
    (void)state;
    ae_tree_add(&t, x, NULL, 0);
    assert_true(ae_tree_total(&t) == 0);
    assert_int_equal(t.blocks, 0);
}

/* Pieces are nodes of the tree: 32 x 2^k rows, no more pieces than allowed, and none smaller than it has to be. */
static void pieces_are_nodes(void **state)
{
    static const struct {
        size_t rows, pieces, piece;
    } cases[] = { { 1, 1, 32 },     { 33, 1, 64 },    { 33, 2, 32 },    { 1024, 1, 1024 }, { 1025, 1, 2048 },
                  { 1024, 3, 512 }, { 1024, 4, 256 }, { 1024, 5, 256 }, { 640, 5, 128 },   { 1024, 1000, 32 } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(ae_tree_piece(cases[i].rows, cases[i].pieces), cases[i].piece);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_do_not_matter), cmocka_unit_test(the_tree_is_binary),
        cmocka_unit_test(pieces_are_nodes),     cmocka_unit_test(whole_numbers_are_summed_exactly),
        cmocka_unit_test(nothing_sums_to_zero),
    };
    return cmocka_run_group_tests_name("tree", tests, fill, NULL);
}
