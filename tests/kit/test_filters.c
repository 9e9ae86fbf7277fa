/* Filters: which weights are drawn, in which shape, and with which greys. */
#include "folder.h"
#include "picture.h"
#include <math.h>

/* The greys of all weights, picture by picture, where they stand; then black at the right and the bottom. */
static void check_greys(const char *path, const kit_filters *f, unsigned columns, const unsigned char *greys)
{
    static unsigned char pixels[1 << 20];
    unsigned w, h, n = (unsigned)(f->count * f->channels), lines = (n + columns - 1) / columns;
    unsigned rows = (unsigned)f->height, across = (unsigned)f->width;
    read_png(path, pixels, sizeof pixels, &w, &h);
    unsigned tile_h = h / lines, tile_w = w / columns, cell = tile_h / rows;
    assert_int_equal(tile_h * lines, h);
    assert_int_equal(tile_w * columns, w);
    for (unsigned i = 0; i < n; i++) {
        const unsigned char *tile = pixels + i / columns * tile_h * w + i % columns * tile_w;
        for (unsigned y = 0; y < rows; y++)
            for (unsigned x = 0; x < across; x++)
                assert_int_equal(tile[(y * cell + cell / 2) * w + x * cell + cell / 2], *greys++);
        for (unsigned y = 0; y < tile_h; y++)
            assert_int_equal(tile[y * w + tile_w - 1], 0);
        for (unsigned x = 0; x < tile_w; x++)
            assert_int_equal(tile[(tile_h - 1) * w + x], 0);
    }
}

/* Given three filters of 2 x 1, [y][x][filter]; when drawn in two columns; then each stands in its place with a black line
 * behind and below, 0 grey, the largest weight white, its negative black, and half of it between. */
static void filters_are_grey_about_zero(void **state)
{
    (void)state;
    static const float weights[] = { 0, 2, -1, -2, 1, 0 };
    const kit_filters filters = { "w", weights, 1, 2, 1, 3, 2 };
    static const unsigned char expected[] = { 128, 0, 255, 191, 64, 128 }; /* 0 and -2, 2 and 1, -1 and 0 */
    kit_message why;

    assert_true(kit_filters_write("f.png", &filters, 2, &why));

    check_greys("f.png", &filters, 2, expected);
}

/* Given two filters of two channels, [channel][y][x][filter]; when drawn; then a line is a filter, its channels in order. */
static void a_filters_channels_stand_side_by_side(void **state)
{
    (void)state;
    static const float weights[] = { 1, -1, 0, 1 };
    const kit_filters filters = { "w", weights, 2, 1, 1, 2, 1 };
    static const unsigned char expected[] = { 255, 128, 0, 255 }; /* 1 and 0, -1 and 1 */
    kit_message why;

    assert_true(kit_filters_write("f.png", &filters, 0, &why));

    check_greys("f.png", &filters, 2, expected);
}

/* Given five filters of images; when drawn; then they make a square of three by three. */
static void filters_of_one_channel_make_a_square(void **state)
{
    (void)state;
    static float weights[5 * 28 * 28];
    static unsigned char expected[sizeof weights / sizeof *weights];
    const kit_filters filters = { "w", weights, 1, 28, 28, 5, 0 };
    kit_message why;
    memset(expected, 128, sizeof expected); /* weights of 0 are grey even where there are no others */

    assert_true(kit_filters_write("f.png", &filters, 0, &why));

    check_greys("f.png", &filters, 3, expected);
}

static ae_model *make(const char *spec)
{
    ae_model *model;
    ae_error e;
    if (ae_model_create(&model, spec, NULL, &e) != AE_OK)
        fail_msg("%s: %s", spec, e.text);
    return model;
}

/* Given nets whose first layers see rows of several shapes; when their filters are looked for; then each has the shape that
 * what it looks at has. */
static void filters_have_the_shape_of_what_they_look_at(void **state)
{
    (void)state;
    static const struct {
        const char *spec, *wanted, *tensor;
        size_t channels, height, width, count;
    } cases[] = {
        { "input 9 | dense 2 | code | dense 9", NULL, "dense1.weight", 1, 3, 3, 2 },
        { "input 8 | dense 2 | code | dense 8", NULL, "dense1.weight", 1, 1, 8, 2 },
        { "input 2x4 | dense 3 | code | dense 8", NULL, "dense1.weight", 1, 2, 4, 3 },
        { "input 3x2x4 | dense 5 | code | dense 24", NULL, "dense1.weight", 3, 2, 4, 5 },
        { "input 9 | dense 4 name=own | code | dense 9", NULL, "own.weight", 1, 3, 3, 4 },
        { "input 9 | batchnorm | dropout 0.5 | dense 4 | code | dense 9", NULL, "dense1.weight", 1, 3, 3, 4 },
        { "input 2x5x5 | conv2d 3 kernel=3x4 | code | dense 50", NULL, "conv2d1.weight", 2, 3, 4, 3 },
        { "input 2x9 | conv1d 4 kernel=3 | code | dense 18", NULL, "conv1d1.weight", 2, 1, 3, 4 },
        { "input 9 | dense 4 | code | dense 9", "dense2.weight", "dense2.weight", 1, 1, 4, 9 },
        /* as many numbers as the input has, but not the input */
        { "input 9 | dense 9 | code | dense 9", "dense1.weight", "dense1.weight", 1, 3, 3, 9 },
        { "input 9 | dense 9 | code | dense 9", "dense2.weight", "dense2.weight", 1, 1, 9, 9 },
        { "input 2x4 | conv1d 2 kernel=1 | flatten | dense 3 | code | dense 8", "dense1.weight", "dense1.weight", 1, 1, 8,
          3 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ae_model *model = make(cases[i].spec);
        kit_filters f;
        kit_message why;

        assert_true(kit_filters_find(&f, model, cases[i].wanted, &why));

        assert_string_equal(f.tensor, cases[i].tensor);
        assert_int_equal(f.channels, cases[i].channels);
        assert_int_equal(f.height, cases[i].height);
        assert_int_equal(f.width, cases[i].width);
        assert_int_equal(f.count, cases[i].count);
        assert_true(f.white > 0);
        ae_model_free(model);
    }
}

/* Given 10,000 weights spread evenly up to 2, and as many that are normal; when filters are looked for; then the largest is
 * white of the first, and of the second, the largest of which stand out, three standard deviations are. */
static void weights_that_stand_out_do_not_set_the_scale(void **state)
{
    (void)state;
    ae_model *even = make("input 100 | dense 100 init=uniform min=-2 max=2 | code | dense 100");
    ae_model *normal = make("input 100 | dense 100 init=normal sd=1 | code | dense 100");
    kit_filters of_even, of_normal;
    kit_message why;

    assert_true(kit_filters_find(&of_even, even, NULL, &why));
    assert_true(kit_filters_find(&of_normal, normal, NULL, &why));

    assert_true(of_even.white > 1.99 && of_even.white <= 2);
    assert_true(fabs(of_normal.white - 3) < 0.1); /* the deviation of 10,000 draws is known to 0.7 % */
    ae_model_free(even);
    ae_model_free(normal);
}

static void what_is_no_filter_is_refused(void **state)
{
    (void)state;
    ae_model *model = make("input 9 | dense 2 | code | dense 9"), *none = make("input 4 | act relu | code | act relu");
    kit_filters f;
    kit_message why;

    assert_false(kit_filters_find(&f, model, "dense3.weight", &why));
    assert_says(&why, "'dense3.weight' is no tensor of weights; there are dense1.weight, dense2.weight");
    assert_false(kit_filters_find(&f, model, "dense1.bias", &why));
    assert_says(&why, "'dense1.bias' is no tensor of weights");
    assert_false(kit_filters_find(&f, none, NULL, &why));
    assert_says(&why, "the model has no weights");

    ae_model_free(model);
    ae_model_free(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_are_grey_about_zero),
        cmocka_unit_test(a_filters_channels_stand_side_by_side),
        cmocka_unit_test(filters_of_one_channel_make_a_square),
        cmocka_unit_test(filters_have_the_shape_of_what_they_look_at),
        cmocka_unit_test(weights_that_stand_out_do_not_set_the_scale),
        cmocka_unit_test(what_is_no_filter_is_refused),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
