/* Pictures: images in their places. */
#include "folder.h"
#include "picture.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_grid_shows_every_image_in_its_place) };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
