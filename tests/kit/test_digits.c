/* Generated digits: always the same, and as hard to tell apart as handwriting is, but not harder. */
#include "folder.h"

static long squared_distance(const unsigned char *a, const unsigned char *b)
{
    long sum = 0;
    for (int i = 0; i < KIT_DIGIT_PIXELS; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

static size_t nearest(const kit_table *among, const unsigned char *digit)
{
    size_t best = 0;
    long least = -1;
    for (size_t i = 0; i < among->rows; i++) {
        long d = squared_distance((const unsigned char *)among->data + i * KIT_DIGIT_PIXELS, digit);
        if (least < 0 || d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

static void a_nearest_neighbour_knows_most_but_not_all(void **state)
{
    (void)state;
    kit_table train, test;
    assert_true(kit_digits_draw(&train, 2000, 1, NULL));
    assert_true(kit_digits_draw(&test, 500, 2, NULL));
    size_t right = 0;
    for (size_t i = 0; i < test.rows; i++) {
        size_t k = nearest(&train, (const unsigned char *)test.data + i * KIT_DIGIT_PIXELS);
        right += strcmp(train.labels[k], test.labels[i]) == 0;
    }
    assert_in_range(right, 450, 495);
    kit_table_free(&train);
    kit_table_free(&test);
}

static void a_digit_depends_on_seed_and_number_alone(void **state)
{
    (void)state;
    unsigned char a[KIT_DIGIT_PIXELS], b[KIT_DIGIT_PIXELS];
    kit_table t;
    assert_true(kit_digits_draw(&t, 10, 5, NULL));
    int digit = kit_digit_draw(a, 5, 9);
    assert_memory_equal(a, (unsigned char *)t.data + 9 * KIT_DIGIT_PIXELS, sizeof a);
    assert_int_equal(t.labels[9][0], '0' + digit);
    kit_digit_draw(b, 6, 9);
    assert_memory_not_equal(a, b, sizeof a);
    kit_table_free(&t);
}

/* The checksum of the first hundred: another machine, compiler or optimisation must draw the same. */
static void the_drawing_is_the_same_everywhere(void **state)
{
    (void)state;
    kit_table t;
    assert_true(kit_digits_draw(&t, 100, 1, NULL));
    assert_int_equal(adler32(1, t.data, 100 * KIT_DIGIT_PIXELS), 622393513);
    kit_table_free(&t);
}

static void every_class_comes_about_as_often(void **state)
{
    (void)state;
    unsigned char pixels[KIT_DIGIT_PIXELS];
    int counts[10] = { 0 };
    for (uint64_t i = 0; i < 2000; i++)
        counts[kit_digit_draw(pixels, 3, i)]++;
    for (int d = 0; d < 10; d++)
        assert_in_range(counts[d], 140, 260);
}

/* As in MNIST: no ink at the border, grey at the edges of strokes, about 13 % of all white. */
static void digits_lie_in_the_image_as_those_of_mnist_do(void **state)
{
    (void)state;
    unsigned char pixels[KIT_DIGIT_PIXELS];
    double sum = 0;
    size_t grey = 0;
    for (uint64_t i = 0; i < 500; i++) {
        kit_digit_draw(pixels, 4, i);
        for (int k = 0; k < KIT_DIGIT_PIXELS; k++) {
            int x = k % KIT_DIGIT_SIDE, y = k / KIT_DIGIT_SIDE;
            assert_true(pixels[k] == 0 || (x > 0 && y > 0 && x < KIT_DIGIT_SIDE - 1 && y < KIT_DIGIT_SIDE - 1));
            sum += pixels[k] / 255.0;
            grey += pixels[k] > 0 && pixels[k] < 255;
        }
    }
    double mean = sum / 500 / KIT_DIGIT_PIXELS;
    assert_true(mean > 0.11 && mean < 0.15);
    assert_true(grey > 500 * 30);
}

static void a_pair_of_tables_has_what_is_asked_for(void **state)
{
    kit_digits d;
    kit_message why;
    (void)state;

    assert_true(kit_digits_choose(&d, false, 30, 20, &why));
    assert_int_equal(d.train.rows, 30);
    assert_int_equal(d.test.rows, 20);
    assert_int_equal(d.test.width, KIT_DIGIT_PIXELS);
    kit_digits_free(&d);

    setenv("AE_DATA", "nowhere", 1);
    assert_false(kit_digits_choose(&d, true, 30, 20, &why)); /* not the generated ones in place of the real ones */
    assert_non_null(strstr(why.text, "mnist"));
    kit_digits_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_nearest_neighbour_knows_most_but_not_all),
        cmocka_unit_test(a_digit_depends_on_seed_and_number_alone),
        cmocka_unit_test(the_drawing_is_the_same_everywhere),
        cmocka_unit_test(every_class_comes_about_as_often),
        cmocka_unit_test(digits_lie_in_the_image_as_those_of_mnist_do),
        cmocka_unit_test(a_pair_of_tables_has_what_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
