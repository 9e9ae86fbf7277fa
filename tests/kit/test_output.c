/* Files that an example leaves behind. */
#include "folder.h"
#include "kit/output.h"

/* Each of the 2 x 2 numbers is 0.5, whatever the code is. */
static ae_model *make_grey(void)
{
    ae_model *model = NULL;
    assert_int_equal(ae_model_create(&model, "input 4 | init zeros | dense 1 | code | dense 4 act=sigmoid", NULL, NULL),
                     AE_OK);
    return model;
}

static void decoded_codes_are_images(void **state)
{
    enum { N = 6, ACROSS = 3 };
    static const float codes[N] = { 1, 2, 3, 4, 5, 6 };
    static char decoded[4096], expected[4096];
    float grey[N * 4];
    kit_message why;
    ae_model *model = make_grey();
    (void)state;
    for (size_t i = 0; i < N * 4; i++)
        grey[i] = 0.5F;
    const kit_images images = { grey, N, 1, 2, 2 };

    assert_true(kit_output_decoded(".", "decoded.png", model, codes, N, 2, ACROSS, &why));
    assert_true(kit_output_images(".", "expected.png", &images, ACROSS, &why));

    const size_t n = read_file("expected.png", expected, sizeof expected);
    assert_int_equal(read_file("decoded.png", decoded, sizeof decoded), n);
    assert_memory_equal(decoded, expected, n);
    ae_model_free(model);
}

static void rows_that_are_no_squares_are_refused(void **state)
{
    const float code = 1;
    kit_message why;
    ae_model *model = make_grey();
    (void)state;
    assert_false(kit_output_decoded(".", "x.png", model, &code, 1, 3, 1, &why));
    assert_string_equal(why.text, "rows of 4 numbers are no images of 3 x 3");
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoded_codes_are_images),
        cmocka_unit_test(rows_that_are_no_squares_are_refused),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
