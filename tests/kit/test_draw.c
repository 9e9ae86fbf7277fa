/* Pictures: images in their places, curves and points where their numbers are. */
#include "folder.h"
#include "picture.h"
#include <math.h>

/* Three images of 1 x 2 in two columns, enlarged twice: the fourth place stays black. */
static void a_grid_shows_every_image_in_its_place(void **state)
{
    (void)state;
    static const float floats[] = { 0, 1, 0.5f, -3, 7, 0.2f };
    static const kit_images images = { floats, 3, 1, 1, 2 };
    static const unsigned char expected[] = {
        0,   0,   255, 255, 128, 128, 0, 0, 0,   0,   255, 255, 128, 128, 0, 0,
        255, 255, 51,  51,  0,   0,   0, 0, 255, 255, 51,  51,  0,   0,   0, 0,
    };
    unsigned char pixels[64];
    unsigned w, h;
    kit_message why;
    assert_true(kit_images_write("g.png", &images, 2, 2, &why));
    read_png("g.png", pixels, sizeof pixels, &w, &h);
    assert_int_equal(w, 8);
    assert_int_equal(h, 4);
    assert_memory_equal(pixels, expected, sizeof expected);
}

/* Pixels that are darker than a level in a part of the picture, given in percent. */
static size_t darker(unsigned char level, const unsigned char *pixels, unsigned w, unsigned h, unsigned left, unsigned right,
                     unsigned top, unsigned bottom)
{
    size_t n = 0;
    for (unsigned y = h * top / 100; y < h * bottom / 100; y++)
        for (unsigned x = w * left / 100; x < w * right / 100; x++)
            n += pixels[y * w + x] < level;
    return n;
}

static size_t ink(const unsigned char *pixels, unsigned w, unsigned h, unsigned left, unsigned right, unsigned top,
                  unsigned bottom)
{
    return darker(150, pixels, w, h, left, right, top, bottom);
}

/* A falling curve: ink at the upper left and the lower right of the plot, none in the other corners. */
static void a_plot_shows_its_curve(void **state)
{
    (void)state;
    static unsigned char pixels[2000 * 1000];
    static const double y[] = { 100, 10, 1, 0.1 };
    const kit_curve curve = { "loss", NULL, y, 4 };
    const kit_plot plot = { "title", "step", "loss", true, &curve, 1 };
    unsigned w, h;
    kit_message why;
    assert_true(kit_plot_write("p.png", &plot, &why));
    read_png("p.png", pixels, sizeof pixels, &w, &h);
    assert_true(ink(pixels, w, h, 15, 30, 10, 25) > 0);
    assert_true(ink(pixels, w, h, 80, 95, 65, 80) > 0);
    assert_int_equal(ink(pixels, w, h, 80, 95, 10, 25), 0);
    assert_int_equal(ink(pixels, w, h, 15, 30, 65, 80), 0);
}

/* Curves along the bottom: their legend leaves the rest of the plot empty. */
static void a_legend_stands_above_the_plot(void **state)
{
    (void)state;
    static unsigned char pixels[2000 * 1000];
    static const double low[] = { 0, 0.1, 0.1, 0 }, falling[] = { 10, 0, 0, 0 };
    const kit_curve curves[] = { { "one", NULL, low, 4 }, { "the other", NULL, falling, 4 }, { NULL, NULL, low, 3 } };
    const kit_plot plot = { "title", "step", "loss", false, curves, 3 };
    unsigned w, h;
    kit_message why;
    assert_true(kit_plot_write("p.png", &plot, &why));
    read_png("p.png", pixels, sizeof pixels, &w, &h);
    assert_int_equal(ink(pixels, w, h, 50, 96, 15, 75), 0);
    assert_true(ink(pixels, w, h, 65, 97, 7, 12) > 0);
}

/* Two points in opposite corners, and one that is no number: dots there, and no line between them. */
static void a_scatter_plot_has_dots_and_no_lines(void **state)
{
    (void)state;
    static unsigned char pixels[2000 * 1000];
    static const double x[] = { -1, NAN, 1 }, y[] = { 5, 0, -5 };
    const kit_curve curves[] = { { "0", x, y, 2 }, { "1", x + 2, y + 2, 1 } };
    const kit_plot plot = { NULL, NULL, NULL, false, curves, 2 };
    unsigned w, h;
    kit_message why;
    assert_true(kit_scatter_write("p.png", &plot, &why));
    read_png("p.png", pixels, sizeof pixels, &w, &h);
    assert_true(ink(pixels, w, h, 13, 20, 14, 25) > 0);
    assert_true(ink(pixels, w, h, 90, 97, 75, 85) > 0);
    assert_int_equal(ink(pixels, w, h, 20, 90, 20, 80), 0);
    assert_true(ink(pixels, w, h, 80, 97, 7, 12) > 0); /* the legend */
}

/* Two curves, one along the top, one along the bottom, in the left half; then all between them is tinted, as far as they go.
 */
static void a_filled_plot_fills_between_two_curves(void **state)
{
    (void)state;
    static unsigned char pixels[2000 * 1000];
    static const double high[] = { 9.9, 9.9, 9.9 }, low[] = { 0.1, 0.1 };
    const kit_curve curves[] = { { "a", NULL, low, 2 }, { "b", NULL, high, 3 } };
    const kit_plot plot = { NULL, NULL, NULL, false, curves, 2 };
    unsigned w, h;
    kit_message why;

    assert_true(kit_filled_write("p.png", &plot, &why));
    read_png("p.png", pixels, sizeof pixels, &w, &h);

    assert_int_equal(darker(250, pixels, w, h, 20, 50, 30, 70),
                     (w * 50 / 100 - w * 20 / 100) * (h * 70 / 100 - h * 30 / 100));
    assert_true(darker(250, pixels, w, h, 60, 90, 30, 70) < w * h / 100);
}

static void a_plot_of_nothing_is_still_a_picture(void **state)
{
    (void)state;
    const double y[] = { NAN, -1 };
    const kit_curve curve = { NULL, NULL, y, 2 };
    const kit_plot empty = { NULL, NULL, NULL, false, NULL, 0 }, not_positive = { NULL, NULL, NULL, true, &curve, 1 };
    kit_message why;
    assert_true(kit_plot_write("p.png", &empty, &why));
    assert_true(kit_plot_write("p.png", &not_positive, &why));
    assert_true(kit_scatter_write("p.png", &empty, &why));
    assert_true(kit_filled_write("p.png", &empty, &why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grid_shows_every_image_in_its_place), cmocka_unit_test(a_plot_shows_its_curve),
        cmocka_unit_test(a_legend_stands_above_the_plot),        cmocka_unit_test(a_scatter_plot_has_dots_and_no_lines),
        cmocka_unit_test(a_plot_of_nothing_is_still_a_picture),  cmocka_unit_test(a_filled_plot_fills_between_two_curves),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
