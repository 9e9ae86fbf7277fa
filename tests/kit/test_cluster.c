/* k-means, and measures of clusters beside classes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/cluster.h"
#include "kit/random.h"

/* ---- k-means ---- */

enum { N = 60, WIDTH = 2, K = 4 };

/* Points that fill a square without any order. */
static void fill_square(float rows[N * WIDTH])
{
    for (int i = 0; i < N; i++) {
        rows[WIDTH * i] = (float)(i * 37 % 101) / 101;
        rows[WIDTH * i + 1] = (float)(i * 53 % 97) / 97;
    }
}

static void three_heaps_are_found(void **state)
{
    static const float rows[] = { 0, 10, 1, 11, -1, 100, 2, 101, 99, 12, 103, 97 };
    static const uint32_t expected[] = { 1, 2, 1, 2, 1, 0, 1, 0, 0, 2, 0, 0 };
    static const float centers[] = { 100, 0.5f, 11 };
    const kit_kmeans_options options = { .clusters = 3 };
    kit_kmeans k;
    (void)state;

    assert_true(kit_kmeans_fit(&k, rows, 12, 1, &options, NULL));

    /* 4 rows from -1 to 2, three round 11, five round 100: 5 + 2 + 20 */
    assert_memory_equal(k.cluster_of, expected, sizeof expected);
    assert_memory_equal(k.centers, centers, sizeof centers);
    assert_int_equal(k.sizes[0], 5);
    assert_int_equal(k.sizes[1], 4);
    assert_int_equal(k.sizes[2], 3);
    assert_float_equal(k.inertia, 27, 1e-12);
    assert_true(k.settled);
    kit_kmeans_free(&k);
}

/* Given rows without heaps; then the best of many runs is the one that scikit-learn finds: KMeans(4, n_init=200, tol=0) of
 * the same floats has the inertia 2.2175909062316794 and clusters of 20, 17, 13 and 10 rows. */
static void the_best_of_many_runs_is_that_of_scikit_learn(void **state)
{
    static const size_t sizes[K] = { 20, 17, 13, 10 };
    const kit_kmeans_options options = { .clusters = K, .restarts = 200, .threads = 3 };
    float rows[N * WIDTH];
    kit_kmeans k;
    (void)state;
    fill_square(rows);

    assert_true(kit_kmeans_fit(&k, rows, N, WIDTH, &options, NULL));

    assert_float_equal(k.inertia, 2.2175909062316794, 1e-12);
    assert_memory_equal(k.sizes, sizes, sizeof sizes);
    kit_kmeans_free(&k);
}

static double distance(const float *row, const float *center)
{
    const double x = row[0] - (double)center[0], y = row[1] - (double)center[1];
    return x * x + y * y;
}

/* Where a run has settled, every row is in the cluster with the nearest center: what is skipped would have changed nothing.
 */
static void every_row_is_with_its_nearest_center(void **state)
{
    float rows[N * WIDTH];
    (void)state;
    fill_square(rows);
    for (uint64_t seed = 0; seed < 50; seed++) {
        const kit_kmeans_options options = { .clusters = 9, .restarts = 1, .seed = seed };
        kit_kmeans k;

        assert_true(kit_kmeans_fit(&k, rows, N, WIDTH, &options, NULL));

        assert_true(k.settled);
        for (size_t i = 0; i < N; i++)
            for (size_t c = 0; c < 9; c++)
                assert_true(distance(rows + WIDTH * i, k.centers + WIDTH * k.cluster_of[i]) <=
                            distance(rows + WIDTH * i, k.centers + WIDTH * c) + 1e-6);
        kit_kmeans_free(&k);
    }
}

static void a_seed_gives_one_result_for_any_threads(void **state)
{
    float rows[N * WIDTH];
    kit_kmeans one, three, other;
    kit_kmeans_options options = { .clusters = K, .restarts = 3, .seed = 5 };
    (void)state;
    fill_square(rows);

    assert_true(kit_kmeans_fit(&one, rows, N, WIDTH, &options, NULL));
    options.threads = 3;
    assert_true(kit_kmeans_fit(&three, rows, N, WIDTH, &options, NULL));
    options = (kit_kmeans_options){ .clusters = K, .restarts = 1, .rounds = 1, .seed = 6 };
    assert_true(kit_kmeans_fit(&other, rows, N, WIDTH, &options, NULL));

    assert_memory_equal(one.centers, three.centers, K * WIDTH * sizeof(float));
    assert_memory_equal(one.cluster_of, three.cluster_of, N * sizeof(uint32_t));
    assert_memory_not_equal(one.centers, other.centers, K * WIDTH * sizeof(float));
    kit_kmeans_free(&one);
    kit_kmeans_free(&three);
    kit_kmeans_free(&other);
}

/* Given as many clusters as different rows, or few rows that are there many times; then no cluster is empty. */
static void no_cluster_is_empty(void **state)
{
    float rows[N];
    (void)state;
    for (int i = 0; i < N; i++)
        rows[i] = (float)(i * i % 16); /* 0, 1, 4, 9 */
    for (uint64_t seed = 0; seed < 50; seed++) {
        const kit_kmeans_options options = { .clusters = 4, .restarts = 1, .seed = seed };
        kit_kmeans k;

        assert_true(kit_kmeans_fit(&k, rows, N, 1, &options, NULL));

        for (int c = 0; c < 4; c++)
            assert_int_not_equal(k.sizes[c], 0);
        assert_float_equal(k.inertia, 0, 0);
        kit_kmeans_free(&k);
    }
}

static void more_clusters_than_different_rows_are_refused(void **state)
{
    static const float rows[] = { 1, 2, 1, 2, 1 };
    const kit_kmeans_options three = { .clusters = 3 }, six = { .clusters = 6 }, none = { .clusters = 0 };
    kit_kmeans k;
    kit_message why;
    (void)state;

    assert_false(kit_kmeans_fit(&k, rows, 5, 1, &three, &why));
    assert_string_equal(why.text, "3 clusters: there are not so many different rows");
    kit_kmeans_free(&k);
    assert_false(kit_kmeans_fit(&k, rows, 5, 1, &six, &why));
    assert_string_equal(why.text, "6 clusters of 5 rows: there must be 1 cluster at least, and a row for each");
    kit_kmeans_free(&k);
    assert_false(kit_kmeans_fit(&k, rows, 5, 1, &none, &why));
    kit_kmeans_free(&k);
}

/* ---- Measures ---- */

static void check(const uint32_t *cluster, const uint32_t *class, size_t n, kit_agreement expected)
{
    kit_agreement a;

    assert_true(kit_agreement_find(&a, cluster, 3, class, 3, n));

    assert_float_equal(a.purity, expected.purity, 1e-12);
    assert_float_equal(a.nmi, expected.nmi, 1e-12);
    assert_float_equal(a.ari, expected.ari, 1e-12);
}

/* By scikit-learn: normalized_mutual_info_score gives 0.4881404928570851, adjusted_rand_score 0.3125. Purity: three of four
 * in each cluster. By hand: of 66 pairs, clusters and classes have 18 each together, 9 of them in both; chance is 18 * 18 /
 * 66, and (9 - 4.909) / (18 - 4.909) = 0.3125. */
static void measures_are_those_of_scikit_learn(void **state)
{
    static const uint32_t cluster[] = { 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2 },
                          class[] = { 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 0, 2 };
    (void)state;

    check(cluster, class, 12, (kit_agreement){ 0.75, 0.4881404928570851, 0.3125 });
}

static void other_numbers_of_the_same_groups_agree_wholly(void **state)
{
    static const uint32_t cluster[] = { 0, 0, 1, 2, 2 }, class[] = { 2, 2, 0, 1, 1 };
    (void)state;

    check(cluster, class, 5, (kit_agreement){ 1, 1, 1 });
}

/* Every cluster has as many rows of each class: nothing is told, and fewer pairs are together than by chance. By hand: of 28
 * pairs, 12 are together in clusters, 12 in classes, 4 in both; (4 - 144/28) / (12 - 144/28) = -1/6. */
static void halves_that_cross_tell_nothing(void **state)
{
    static const uint32_t cluster[] = { 0, 0, 1, 1, 0, 1, 0, 1 }, class[] = { 0, 0, 0, 0, 1, 1, 1, 1 };
    (void)state;

    check(cluster, class, 8, (kit_agreement){ 0.5, 0, -1.0 / 6 });
}

static void one_cluster_of_all_tells_nothing(void **state)
{
    static const uint32_t cluster[6] = { 0 }, class[] = { 0, 0, 0, 1, 1, 2 };
    (void)state;

    check(cluster, class, 6, (kit_agreement){ 0.5, 0, 0 });
}

static void rows_without_a_class_do_not_count(void **state)
{
    static const uint32_t cluster[] = { 0, 0, 1, 1, 2 }, class[] = { 0, 3, 1, 1, 3 };
    (void)state;

    check(cluster, class, 5, (kit_agreement){ 1, 1, 1 });
}

/* Chance is 0 for the adjusted Rand index, whatever the sizes: here of 20,000 rows, so that its deviation is far below
 * 0.005. */
static void chance_has_an_index_of_0(void **state)
{
    enum { MANY = 20000 };
    static uint32_t cluster[MANY], class[MANY];
    kit_agreement a;
    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        cluster[i] = (uint32_t)(kit_random_bits(1, i) % 3);
        class[i] = kit_random_bits(2, i) % 4 < 3 ? 0 : 1;
    }

    assert_true(kit_agreement_find(&a, cluster, 3, class, 2, MANY));

    assert_float_equal(a.ari, 0, 0.005);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_heaps_are_found),
        cmocka_unit_test(the_best_of_many_runs_is_that_of_scikit_learn),
        cmocka_unit_test(every_row_is_with_its_nearest_center),
        cmocka_unit_test(a_seed_gives_one_result_for_any_threads),
        cmocka_unit_test(no_cluster_is_empty),
        cmocka_unit_test(more_clusters_than_different_rows_are_refused),
        cmocka_unit_test(measures_are_those_of_scikit_learn),
        cmocka_unit_test(other_numbers_of_the_same_groups_agree_wholly),
        cmocka_unit_test(halves_that_cross_tell_nothing),
        cmocka_unit_test(one_cluster_of_all_tells_nothing),
        cmocka_unit_test(rows_without_a_class_do_not_count),
        cmocka_unit_test(chance_has_an_index_of_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
