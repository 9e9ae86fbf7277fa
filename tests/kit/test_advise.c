/* Which net is advised: by hand from the rules of docs/choosing.md. */
#include "kit/advise.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Of columns that are all numbers, or of pictures, which have none. */
static kit_advice advise(kit_aim aim, const kit_table *t, kit_understood *columns)
{
    const kit_understanding u = { t->width, columns };
    kit_advice a;
    assert_true(kit_advise(&a, t, columns ? &u : NULL, &(kit_wishes){ .aim = aim }, NULL));
    return a;
}

static void check_spec(kit_aim aim, const kit_table *t, kit_understood *columns, const char *spec)
{
    kit_advice a = advise(aim, t, columns);
    assert_string_equal(a.spec, spec);
    kit_advice_free(&a);
}

#define AROUND(columns, hidden, code)                                             \
    "input " columns " | scaler zscore | dense " hidden " act=tanh | dense " code \
    " | code | decoder mirror | loss huber delta=0.5"

static void the_code_is_the_root_of_the_columns(void **state)
{
    static kit_understood columns[1000];
    static const struct {
        size_t width;
        const char *spec;
    } cases[] = {
        { 1, AROUND("1", "4", "1") },       { 2, AROUND("2", "4", "1") },         { 3, AROUND("3", "4", "2") },
        { 6, AROUND("6", "6", "3") },       { 12, AROUND("12", "8", "4") },       { 100, AROUND("100", "20", "10") },
        { 101, AROUND("101", "22", "11") }, { 1000, AROUND("1000", "64", "32") },
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_spec(KIT_FOR_SCORES, &(kit_table){ .rows = 300, .width = cases[i].width, .rank = 1, .dtype = AE_F32 }, columns,
                   cases[i].spec);
}

static void gaps_are_masked_and_words_are_categories(void **state)
{
    kit_understood columns[7] = { [3] = { .gaps = 1 } };
    kit_table_column described[7] = { [2] = { .n_levels = 4 }, [5] = { .n_levels = 3 }, [6] = { .n_levels = 3 } };
    (void)state;

    check_spec(KIT_FOR_SCORES, &(kit_table){ .rows = 300, .width = 7, .rank = 1, .dtype = AE_F32, .columns = described },
               columns,
               "input 7 | columns number*2,category:4,number*2,category:3*2 | scaler zscore | missing mask | "
               "dense 6 act=tanh | dense 3 | code | decoder mirror | loss huber delta=0.5");
}

/* Half of few rows, 128, then enough that 400 steps see all. */
static void the_batch_grows_with_the_rows(void **state)
{
    static const size_t cases[][2] = { { 1, 1 },       { 20, 10 },      { 200, 100 },      { 1000, 128 },
                                       { 50000, 128 }, { 100000, 250 }, { 10000000, 1024 } };
    kit_understood columns[6] = { 0 };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_advice a =
            advise(KIT_FOR_SCORES, &(kit_table){ .rows = cases[i][0], .width = 6, .rank = 1, .dtype = AE_F32 }, columns);
        assert_int_equal(a.batch, cases[i][1]);
        assert_int_equal(a.steps, 400);
        assert_int_equal(a.epochs, 0);
        kit_advice_free(&a);
    }
}

static void pictures_are_told_by_their_shape(void **state)
{
    static const struct {
        kit_table table;
        const char *spec;
    } cases[] = {
        { { .rank = 2, .shape = { 28, 28 }, .width = 784, .dtype = AE_U8 },
          "input 1x28x28 | dense 256 act=relu | dense 32 | code | decoder mirror act=sigmoid | loss bce" },
        { { .rank = 1, .shape = { 784 }, .width = 784, .dtype = AE_U8 },
          "input 784 | dense 256 act=relu | dense 32 | code | decoder mirror act=sigmoid | loss bce" },
        { { .rank = 2, .shape = { 20, 30 }, .width = 600, .dtype = AE_F32 },
          "input 1x20x30 | scaler zscore per=all | dense 256 act=relu | dense 32 | code | decoder mirror" },
        { { .rank = 3, .shape = { 64, 40, 3 }, .width = 7680, .dtype = AE_U8 },
          "input 64x40x3 | dense 256 act=relu | dense 32 | code | decoder mirror act=sigmoid | loss bce" },
        { { .rank = 3, .shape = { 3, 64, 40 }, .width = 7680, .dtype = AE_U8 },
          "input 3x64x40 | conv2d 16 kernel=3 stride=2 pad=same act=relu | conv2d 32 kernel=3 stride=2 pad=same act=relu | "
          "dense 64 | code | decoder mirror act=sigmoid | loss bce" },
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(kit_is_picture(&cases[i].table));
        check_spec(KIT_FOR_SCORES, &cases[i].table, NULL, cases[i].spec);
    }
    assert_false(kit_is_picture(&(kit_table){ .rank = 1, .width = 63, .dtype = AE_U8 }));
    assert_false(kit_is_picture(&(kit_table){ .rank = 1, .width = 784, .dtype = AE_F32 }));
}

static void a_picture_has_the_sizes_of_its_rows_or_is_a_square(void **state)
{
    (void)state;
    static const struct {
        kit_table table;
        size_t channels, height, width; /* 0: none */
    } cases[] = {
        { { .rank = 2, .shape = { 28, 20 }, .width = 560 }, 1, 28, 20 },
        { { .rank = 3, .shape = { 3, 8, 6 }, .width = 144 }, 3, 8, 6 },
        { { .rank = 3, .shape = { 1, 8, 6 }, .width = 48 }, 1, 8, 6 },
        { { .rank = 3, .shape = { 2, 8, 6 }, .width = 96 }, 0, 0, 0 },
        { { .rank = 2, .shape = { 1, 560 }, .width = 560 }, 0, 0, 0 },
        { { .rank = 1, .shape = { 784 }, .width = 784, .dtype = AE_U8 }, 1, 28, 28 },
        { { .rank = 1, .shape = { 783 }, .width = 783, .dtype = AE_U8 }, 0, 0, 0 },
        { { .rank = 1, .shape = { 784 }, .width = 784, .dtype = AE_F32 }, 0, 0, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_picture p = { 0 };
        assert_int_equal(kit_picture_of_rows(&p, &cases[i].table), cases[i].height > 0);
        if (cases[i].height == 0)
            continue;
        assert_int_equal(p.channels, cases[i].channels);
        assert_int_equal(p.height, cases[i].height);
        assert_int_equal(p.width, cases[i].width);
    }
}

/* Given few pictures and many, then the net makes at least some hundred steps. */
static void few_pictures_are_seen_more_often(void **state)
{
    static const struct {
        size_t rows, batch, epochs;
    } cases[] = { { 60000, 256, 10 }, { 2000, 256, 64 }, { 120, 30, 125 }, { 3, 1, 166 } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const kit_table t = { .rows = cases[i].rows, .rank = 2, .shape = { 28, 28 }, .width = 784, .dtype = AE_U8 };
        kit_advice a;
        assert_true(kit_advise(&a, &t, NULL, &(kit_wishes){ .aim = KIT_FOR_SCORES }, NULL));
        assert_int_equal(a.batch, cases[i].batch);
        assert_int_equal(a.epochs, cases[i].epochs);
        kit_advice_free(&a);
    }
}

static void check_code(const kit_table *t, kit_understood *columns, size_t code, const char *part)
{
    const kit_understanding u = { t->width, columns };
    kit_advice a;
    assert_true(kit_advise(&a, t, columns ? &u : NULL, &(kit_wishes){ .code = code }, NULL));
    assert_non_null(strstr(a.spec, part));
    kit_advice_free(&a);
}

/* And the layers beside it are no narrower. */
static void the_code_is_as_large_as_it_is_wished(void **state)
{
    kit_understood columns[12] = { 0 };
    const kit_table table = { .rows = 300, .width = 12, .rank = 1, .dtype = AE_F32 };
    const kit_table small = { .rank = 1, .shape = { 784 }, .width = 784, .dtype = AE_U8 };
    const kit_table large = { .rank = 3, .shape = { 3, 64, 40 }, .width = 7680, .dtype = AE_U8 };
    (void)state;

    check_code(&table, columns, 9, "| dense 18 act=tanh | dense 9 | code");
    check_code(&small, NULL, 7, "| dense 256 act=relu | dense 7 | code");
    check_code(&small, NULL, 300, "| dense 300 act=relu | dense 300 | code");
    check_code(&large, NULL, 10, "act=relu | dense 10 | code");
}

/* Four times as wide as the columns, 512 at most. */
static void features_of_columns_are_wide_and_learnt_through_noise(void **state)
{
    static kit_understood columns[200];
    static const struct {
        size_t width;
        const char *spec;
    } cases[] = {
        { 6, "input 6 | scaler zscore | dropout 0.1 | dense 24 act=relu | code | decoder mirror" },
        { 200, "input 200 | scaler zscore | dropout 0.1 | dense 512 act=relu | code | decoder mirror" },
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_spec(KIT_FOR_FEATURES, &(kit_table){ .rows = 300, .width = cases[i].width, .rank = 1, .dtype = AE_F32 },
                   columns, cases[i].spec);
}

static void features_of_pictures_are_learnt_from_moved_ones(void **state)
{
    static const struct {
        kit_table table;
        const char *spec;
    } cases[] = {
        { { .rank = 2, .shape = { 28, 28 }, .width = 784, .dtype = AE_U8 },
          "input 1x28x28 | noise shift by=2 | conv2d 16 kernel=5 stride=2 pad=same act=relu | "
          "conv2d 32 kernel=5 stride=2 pad=same act=relu | dense 64 | code | decoder mirror act=sigmoid | loss bce" },
        { { .rank = 2, .shape = { 8, 8 }, .width = 64, .dtype = AE_U8 },
          "input 1x8x8 | dropout 0.65 | dense 1000 act=relu | dense 64 | code | decoder mirror act=sigmoid | loss bce" },
        { { .rank = 3, .shape = { 3, 64, 40 }, .width = 7680, .dtype = AE_F32 },
          "input 3x64x40 | scaler zscore per=all | noise shift by=2 | "
          "conv2d 16 kernel=5 stride=2 pad=same act=relu | conv2d 32 kernel=5 stride=2 pad=same act=relu | "
          "conv2d 64 kernel=5 stride=2 pad=same act=relu | dense 64 | code | decoder mirror" },
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_spec(KIT_FOR_FEATURES, &cases[i].table, NULL, cases[i].spec);
}

/* Layer gaussian has no variance for categories. */
static void samples_with_categories_have_one_variance(void **state)
{
    static kit_understood columns[3] = { [2] = { .most = 7 } };
    static kit_table_column described[3] = { [1] = { .n_levels = 4 } };
    (void)state;

    check_spec(KIT_FOR_SAMPLES, &(kit_table){ .rows = 300, .width = 3, .rank = 1, .columns = described, .dtype = AE_F32 },
               columns,
               "input 3 | columns number,category:4,number | scaler zscore | dense 64 act=leaky_relu | gaussian 3 | code | "
               "decoder mirror | loss gaussian variance=0.03 | loss kl_normal");
}

/* Ten components, and ten rows for each. */
static void codes_of_samples_come_from_a_density(void **state)
{
    static const struct {
        size_t rows, components;
    } cases[] = { { 5, 1 }, { 45, 4 }, { 100, 10 }, { 100000, 10 } };
    static kit_understood columns[3] = { [2] = { .most = 7 } };
    const kit_understanding u = { .width = 3, .column = columns };
    (void)state;

    for (size_t i = 0; i < 4; i++) {
        const kit_table table = { .rows = cases[i].rows, .width = 3, .rank = 1, .dtype = AE_F32 };
        kit_advice advice;
        assert_true(kit_advise(&advice, &table, &u, &(kit_wishes){ .aim = KIT_FOR_SAMPLES }, NULL));
        assert_int_equal(advice.components, cases[i].components);
        kit_advice_free(&advice);
        assert_true(kit_advise(&advice, &table, &u, &(kit_wishes){ 0 }, NULL));
        assert_int_equal(advice.components, 0);
        kit_advice_free(&advice);
    }
}

/* Twice as many numbers in the code as for scores, and losses that are a sum, so that draws are like rows. */
static void samples_of_columns_have_a_variational_code(void **state)
{
    static kit_understood columns[100] = { [99] = { .most = 7 } }, flags[9];
    (void)state;

    check_spec(KIT_FOR_SAMPLES, &(kit_table){ .rows = 300, .width = 100, .rank = 1, .dtype = AE_F32 }, columns,
               "input 100 | scaler zscore | dense 400 act=leaky_relu | gaussian 20 | code | dense 400 act=leaky_relu | "
               "gaussian 100 | loss gaussian | loss kl_normal");
    for (size_t i = 0; i < 9; i++)
        flags[i] = (kit_understood){ .whole = true, .most = 1 };
    check_spec(KIT_FOR_SAMPLES, &(kit_table){ .rows = 300, .width = 9, .rank = 1, .dtype = AE_F32 }, flags,
               "input 9 | dense 64 act=leaky_relu | gaussian 6 | code | decoder mirror act=sigmoid | loss bce reduce=sum | "
               "loss kl_normal");
}

static void samples_of_pictures_have_a_likelihood_of_their_range(void **state)
{
    static float inside[100] = { 0, 0.5f, 1 }, outside[100] = { 0, 1.5f };
    const kit_table table = { .rows = 1, .rank = 2, .shape = { 10, 10 }, .width = 100, .dtype = AE_F32, .data = inside };
    kit_table other = table;
    (void)state;

    other.data = outside;
    check_spec(KIT_FOR_SAMPLES, &table, NULL,
               "input 1x10x10 | dense 256 act=leaky_relu | gaussian 16 | code | decoder mirror act=sigmoid | "
               "loss bce reduce=sum | loss kl_normal");
    check_spec(KIT_FOR_SAMPLES, &other, NULL,
               "input 1x10x10 | scaler zscore per=all | dense 256 act=leaky_relu | gaussian 16 | code | decoder mirror | "
               "loss gaussian variance=0.1 | loss kl_normal");
}

/* By hand: beside a mean over 100 numbers, a divergence of weight 1 counts a hundredfold. */
static void a_divergence_beside_a_mean_is_told(void **state)
{
    static const struct {
        const char *spec, *loss;
        double weight;
    } cases[] = {
        { "input 100\ngaussian 2\ncode\ndense 100\nloss mse\nloss kl_normal", "mse", 0.01 },
        { "input 100\ngaussian 2\ncode\ndense 100\nloss kl_normal on=code\nloss bce weight=20", "bce", 0.2 },
        { "input 100\ngaussian 2\ncode\ndense 100\nloss bce reduce=sum\nloss kl_normal", NULL, 0 },
        { "input 100\ngaussian 2\ncode\ndense 100\nloss mse\nloss kl_normal weight=0.01", NULL, 0 },
        { "input 100\ngaussian 2\ncode\ndense 100\nloss mse\nloss gaussian\nloss kl_normal", NULL, 0 },
        { "input 100\ngaussian 2\ncode\ndense 100\nhead size\ndense 1\nloss mse on=size\nloss sse\nloss kl_normal", NULL,
          0 },
        { "input 100\ndense 2\ncode\ndense 100\nloss mse", NULL, 0 },
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_imbalance found;
        assert_int_equal(kit_divergence_rules(&found, cases[i].spec, 100), cases[i].loss != NULL);
        if (cases[i].loss) {
            assert_string_equal(found.loss, cases[i].loss);
            assert_true(found.weight == cases[i].weight);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_code_is_the_root_of_the_columns),
        cmocka_unit_test(gaps_are_masked_and_words_are_categories),
        cmocka_unit_test(the_batch_grows_with_the_rows),
        cmocka_unit_test(pictures_are_told_by_their_shape),
        cmocka_unit_test(a_picture_has_the_sizes_of_its_rows_or_is_a_square),
        cmocka_unit_test(few_pictures_are_seen_more_often),
        cmocka_unit_test(features_of_columns_are_wide_and_learnt_through_noise),
        cmocka_unit_test(features_of_pictures_are_learnt_from_moved_ones),
        cmocka_unit_test(the_code_is_as_large_as_it_is_wished),
        cmocka_unit_test(samples_of_columns_have_a_variational_code),
        cmocka_unit_test(samples_with_categories_have_one_variance),
        cmocka_unit_test(codes_of_samples_come_from_a_density),
        cmocka_unit_test(samples_of_pictures_have_a_likelihood_of_their_range),
        cmocka_unit_test(a_divergence_beside_a_mean_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
