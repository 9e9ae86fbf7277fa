/* Files with a density that cannot be. */
#include "hostile.h"

/* A document whose model has a density of two components for codes of 4 numbers, to be spoilt. */
static file dense_file(void)
{
    float x[20 * 6];
    ae_rows rows = AE_ROWS_F32(x, 20, 6);
    ae_density_options o = AE_DENSITY_OPTIONS_INIT;
    ae_model *model = make_model(spec, 1);
    ae_error e;
    curve(x, 20, 6);
    o.components = 2;
    must(ae_density_fit(model, &rows, &o, &e), &e);
    return document_of(model);
}

static void a_good_file_is_read(void **state)
{
    file f = dense_file();
    heap h;
    ae_error e;
    (void)state;
    write_file(&f);

    must(load_counted(&f, &h, &e), &e);

    end_file(&f);
}

static void strings_that_cannot_be_are_refused(void **state)
{
    static const struct {
        const char *key, *value, *says;
    } bad[] = {
        { "density.components", "0", "\"density.*\"" },
        { "density.components", "65", "1 to 64 components" },
        { "density.components", "4294967297", "1 to 64 components" },
        { "density.components", "-1", "\"density.components\" is missing or not a whole number" },
        { "density.components", "3", "tensor density.share is 2; the spec asks for 3" },
        { "density.rows", "1", "at least as many rows" },
        { "density.log_density", "nan", "\"density.log_density\" is missing or not a number" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        file f = dense_file();
        string_at(&f, bad[i].key)->value = bad[i].value;
        write_file(&f);
        assert_refused(&f, bad[i].key, AE_EFORMAT, bad[i].says);
        end_file(&f);
    }
}

static void tensors_that_cannot_be_are_refused(void **state)
{
    static const char *const names[] = { "density.share", "density.center", "density.factor" };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        file f = dense_file(), g = dense_file();
        tensor_at(&f, names[i])->name = "density.other";
        tensor_at(&g, names[i])->shape.dim[0]--;
        write_file(&f);
        write_file(&g);
        assert_refused(&f, names[i], AE_EFORMAT, "is missing, which the file's strings ask for");
        assert_refused(&g, names[i], AE_EFORMAT, "the spec asks for");
        end_file(&f);
        end_file(&g);
    }
}

/* Given shares that are no shares, or a diagonal that nothing can be divided by. */
static void numbers_that_cannot_be_are_refused(void **state)
{
    static const float no_shares[][2] = { { 1, 0 }, { 1.5f, -0.5f }, { 0.5f, 0.4f }, { 0.6f, 0.6f } };
    static const float flat[20] = { 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 0 };
    file f = dense_file();
    (void)state;
    tensor_at(&f, "density.factor")->data = flat;
    write_file(&f);
    assert_refused(&f, "factor", AE_EFORMAT, "diagonals are above 0");
    end_file(&f);
    for (size_t i = 0; i < sizeof no_shares / sizeof *no_shares; i++) {
        file g = dense_file();
        tensor_at(&g, "density.share")->data = no_shares[i];
        write_file(&g);
        assert_refused(&g, "share", AE_EFORMAT, "shares are above 0 and add up to 1");
        end_file(&g);
    }
}

/* Given the tensors without the strings, as a reader from before densities sees the file. */
static void the_strings_go_with_the_tensors(void **state)
{
    file f = dense_file();
    (void)state;
    string_at(&f, "density.components")->key = "what.components";
    write_file(&f);

    assert_refused(&f, "no strings", AE_EFORMAT, "the file has 7 tensors; the spec asks for 4");

    end_file(&f);
}

/* A model without a decoder cannot have one, and codes have at most 1,024 numbers. */
static void a_density_of_another_model_is_refused(void **state)
{
    file f = dense_file(), g = dense_file();
    (void)state;
    string_at(&f, "spec")->value = "input 6\ndense 4 act=tanh\ncode";
    string_at(&g, "spec")->value = "input 6\ndense 4000 act=tanh\ncode\ndense 6";
    write_file(&f);
    write_file(&g);

    assert_refused(&f, "encoder", AE_EFORMAT, "the model has no decoder, and so nothing to draw");
    assert_refused(&g, "code", AE_EUNSUPPORTED, "the code has 4000 numbers");

    end_file(&f);
    end_file(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_read),
        cmocka_unit_test(strings_that_cannot_be_are_refused),
        cmocka_unit_test(tensors_that_cannot_be_are_refused),
        cmocka_unit_test(numbers_that_cannot_be_are_refused),
        cmocka_unit_test(the_strings_go_with_the_tensors),
        cmocka_unit_test(a_density_of_another_model_is_refused),
    };
    return cmocka_run_group_tests_name("store density", tests, NULL, NULL);
}
