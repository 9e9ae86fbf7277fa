/* Nearest rows: found exactly against a plain search in double precision, and by FLANN among so few that none can be missed.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/neighbours.h"
#include "kit/random.h"

enum { N = 200, QUERIES = 70, K = 7, WIDEST = 201 };

static const kit_searching exact = { .threads = 1 };

typedef struct points {
    float row[N * WIDEST], query[QUERIES * WIDEST];
} points;

/* Small whole numbers: their distances are exact in float, and many are equal. */
static void make_points(points *p, size_t width)
{
    for (size_t i = 0; i < N * width; i++)
        p->row[i] = (float)(kit_random_bits(1, i) % 4);
    for (size_t i = 0; i < QUERIES * width; i++)
        p->query[i] = (float)(kit_random_bits(2, i) % 4);
}

static double square_of(const float *a, const float *b, size_t width)
{
    double sum = 0;
    for (size_t i = 0; i < width; i++)
        sum += ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
    return sum;
}

/* How many rows come before this one: nearer, or as near with a lower number. */
static size_t rank_of(const points *p, size_t width, size_t query, size_t row)
{
    const float *x = p->query + query * width;
    double square = square_of(x, p->row + row * width, width);
    size_t rank = 0;
    for (size_t i = 0; i < N; i++) {
        double other = square_of(x, p->row + i * width, width);
        rank += other < square || (other == square && i < row);
    }
    return rank;
}

static void check_search(points *p, size_t width, const kit_searching *how)
{
    size_t found[QUERIES * K];
    float distance[QUERIES * K];
    kit_neighbours *index;
    make_points(p, width);
    assert_true(kit_neighbours_make(&index, p->row, N, width, how, NULL));

    assert_true(kit_neighbours_find(found, distance, index, p->query, QUERIES, K, NULL));

    for (size_t i = 0; i < QUERIES * K; i++) {
        double square = square_of(p->query + i / K * width, p->row + found[i] * width, width);
        assert_int_equal(rank_of(p, width, i / K, found[i]), i % K);
        assert_true(distance[i] == sqrtf((float)square));
    }
    kit_neighbours_free(index);
}

/* Widths below, at and above those where sums are cut into lanes and pieces. */
static void the_exact_search_finds_the_nearest_in_order(void **state)
{
    static const size_t widths[] = { 1, 7, 8, 9, 63, 64, 65, 200, WIDEST };
    static points p;
    (void)state;

    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        check_search(&p, widths[i], &exact);
}

static void threads_do_not_change_what_is_found(void **state)
{
    static const kit_searching several = { .threads = 3 };
    static points p;
    (void)state;

    check_search(&p, 65, &several);
}

/* Given rows 1 and 2 that are equal; then each is the other's nearest, and none its own. */
static void a_row_is_not_its_own_neighbour(void **state)
{
    static const float rows[] = { 0, 5, 5, 9 };
    size_t found[8];
    float distance[8];
    kit_neighbours *index;
    (void)state;
    assert_true(kit_neighbours_make(&index, rows, 4, 1, &exact, NULL));

    assert_true(kit_neighbours_of_rows(found, distance, index, 0, 4, 2, NULL));

    static const size_t expected[] = { 1, 2, 2, 3, 1, 3, 1, 2 };
    static const float expected_distance[] = { 5, 5, 0, 4, 0, 4, 4, 4 };
    assert_memory_equal(found, expected, sizeof expected);
    assert_memory_equal(distance, expected_distance, sizeof expected_distance);
    kit_neighbours_free(index);
}

/* Given three equal rows, of which two are asked for; then a row that is not among the two nearest leaves none out. */
static void equal_rows_leave_out_only_the_row_itself(void **state)
{
    static const float rows[] = { 1, 1, 1, 1 };
    size_t found[2];
    kit_neighbours *index;
    (void)state;
    assert_true(kit_neighbours_make(&index, rows, 4, 1, &exact, NULL));

    assert_true(kit_neighbours_of_rows(found, NULL, index, 3, 1, 2, NULL));

    assert_int_equal(found[0], 0);
    assert_int_equal(found[1], 1);
    kit_neighbours_free(index);
}

static void check_refused(const kit_searching *how, const float *rows, size_t n, const char *expected)
{
    kit_neighbours *index;
    kit_message why;

    assert_false(kit_neighbours_make(&index, rows, n, 1, how, &why));

    assert_null(index);
    assert_non_null(strstr(why.text, expected));
}

static void what_has_no_neighbours_is_refused(void **state)
{
    static const float rows[] = { 0, 1, NAN }, query[] = { INFINITY };
    size_t found[4];
    kit_message why;
    kit_neighbours *index;
    (void)state;

    check_refused(&exact, rows, 0, "no rows");
    check_refused(&exact, rows, 3, "row 3, column 1: nan");

    assert_true(kit_neighbours_make(&index, rows, 2, 1, &exact, NULL));
    assert_false(kit_neighbours_find(found, NULL, index, rows, 1, 3, &why));
    assert_non_null(strstr(why.text, "3 neighbours were asked for, and there are only 2 rows"));
    assert_false(kit_neighbours_of_rows(found, NULL, index, 0, 2, 2, &why));
    assert_non_null(strstr(why.text, "each row has only 1 others"));
    assert_false(kit_neighbours_find(found, NULL, index, query, 1, 1, &why));
    assert_non_null(strstr(why.text, "query 1, column 1: inf"));
    kit_neighbours_free(index);
}

/* Given more checks than rows; then FLANN finds the nearest ones, and the same each time. Without it they are refused. */
static void trees_find_the_nearest_where_they_look_at_all(void **state)
{
    static const kit_searching how = { .checks = 1000 };
    static const float rows[] = { 0, 1, 3, 7, 15, 31, 63, 127 };
    static const float query[] = { 6, 100 };
    static const size_t expected[] = { 3, 2, 1, 7, 6, 5 };
    size_t found[6];
    float distance[6];
    kit_neighbours *index;
    (void)state;
    if (!kit_neighbours_has_flann()) {
        check_refused(&how, rows, 8, "without FLANN");
        return;
    }
    assert_true(kit_neighbours_make(&index, rows, 8, 1, &how, NULL));

    assert_true(kit_neighbours_find(found, distance, index, query, 2, 3, NULL));

    assert_memory_equal(found, expected, sizeof expected);
    assert_true(distance[0] == 1 && distance[5] == 69);
    kit_neighbours_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_exact_search_finds_the_nearest_in_order),
        cmocka_unit_test(threads_do_not_change_what_is_found),
        cmocka_unit_test(a_row_is_not_its_own_neighbour),
        cmocka_unit_test(equal_rows_leave_out_only_the_row_itself),
        cmocka_unit_test(what_has_no_neighbours_is_refused),
        cmocka_unit_test(trees_find_the_nearest_where_they_look_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
