/* Files with a scorer that cannot be. */
#include "hostile.h"

/* A document whose model has a joint scorer, to be spoilt. */
static file scored_file(void)
{
    float x[20 * 6];
    ae_rows rows = AE_ROWS_F32(x, 20, 6);
    ae_scorer_options o = AE_SCORER_OPTIONS_INIT;
    ae_model *model = make_model(spec, 1);
    ae_error e;
    curve(x, 20, 6);
    o.kind = "joint";
    must(ae_scorer_fit(model, &rows, &o, &e), &e);
    return document_of(model);
}

static void a_good_file_is_read(void **state)
{
    file f = scored_file();
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
        { "scorer.kind", "jointly", "the file's scorer: its kind is not \"reconstruction\" and not \"joint\"" },
        { "scorer.rows", "1", "\"scorer.*\"" },
        { "scorer.rows", "-5", "\"scorer.rows\" is missing or not a whole number" },
        { "scorer.mean", "nan", "\"scorer.mean\" is missing or not a number" },
        { "scorer.deviation", "0", "\"scorer.*\"" },
        { "scorer.deviation", "-1", "\"scorer.*\"" },
        { "scorer.quantiles", "1 2 3", "\"scorer.quantiles\" is missing or not 257 numbers" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        file f = scored_file();
        string_at(&f, bad[i].key)->value = bad[i].value;
        write_file(&f);
        assert_refused(&f, bad[i].key, AE_EFORMAT, bad[i].says);
        end_file(&f);
    }
}

/* Given quantiles in the order of falling scores. */
static void quantiles_that_fall_are_refused(void **state)
{
    char text[257 * 4 + 1] = "";
    file f = scored_file();
    (void)state;
    for (int i = 257; i > 0; i--)
        ae_format(text + strlen(text), 6, "%d%s", i, i > 1 ? " " : "");
    string_at(&f, "scorer.quantiles")->value = text;
    write_file(&f);

    assert_refused(&f, "quantiles", AE_EFORMAT, "quantiles that rise");

    end_file(&f);
}

/* What a newer version writes is its own. */
static void a_newer_kind_is_a_newer_version(void **state)
{
    file f = scored_file();
    (void)state;
    string_at(&f, "writer")->value = "99.0.0";
    string_at(&f, "scorer.kind")->value = "density";
    write_file(&f);

    assert_refused(&f, "kind", AE_EVERSION, "version 99.0.0 wrote the file");

    end_file(&f);
}

static void tensors_that_cannot_be_are_refused(void **state)
{
    static const char *const names[] = { "scorer.spread", "scorer.factor" };
    static const float negative[10] = { -1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        file f = scored_file(), g = scored_file(), h = scored_file();
        tensor_at(&f, names[i])->data = negative;
        tensor_at(&g, names[i])->name = "scorer.other";
        tensor_at(&h, names[i])->shape.dim[0]--;
        write_file(&f);
        write_file(&g);
        write_file(&h);
        assert_refused(&f, "spread", AE_EFORMAT, "a spread is not above 0");
        assert_refused(&g, "name", AE_EFORMAT, "is missing, which the file's strings ask for");
        assert_refused(&h, "shape", AE_EFORMAT, "the spec asks for");
        end_file(&f);
        end_file(&g);
        end_file(&h);
    }
}

/* Given the tensors without the strings, as a reader from before scorers sees the file; then it is refused: its scores would
 * be others. Given the strings of the plain kind and no tensors; then it is read. */
static void the_kind_goes_with_its_tensors(void **state)
{
    file f = scored_file(), g = scored_file();
    heap h;
    ae_error e;
    (void)state;
    string_at(&f, "scorer.kind")->key = "what.kind";
    string_at(&g, "scorer.kind")->value = "reconstruction";
    g.document.n_tensors -= 3;
    write_file(&f);
    write_file(&g);

    assert_refused(&f, "no kind", AE_EFORMAT, "the file has 7 tensors; the spec asks for 4");
    must(load_counted(&g, &h, &e), &e);

    end_file(&f);
    end_file(&g);
}

/* A model without a decoder cannot have one, and codes have at most 1,024 numbers. */
static void a_scorer_of_another_model_is_refused(void **state)
{
    file f = scored_file(), g = scored_file(), h = scored_file();
    (void)state;
    string_at(&f, "spec")->value = "input 6\ndense 4 act=tanh\ncode";
    string_at(&h, "spec")->value = "input 6\ndense 4 act=tanh\ncode\nhead kind\ndense 3 act=softmax";
    string_at(&g, "spec")->value = "input 6\ndense 4000 act=tanh\ncode\ndense 6";
    write_file(&f);
    write_file(&g);
    write_file(&h);

    assert_refused(&f, "encoder", AE_EFORMAT, "the model has no decoder, and so no scores");
    assert_refused(&h, "heads", AE_EFORMAT, "the model has no decoder, and so no scores");
    assert_refused(&g, "code", AE_EUNSUPPORTED, "the code has 4000 numbers");

    end_file(&f);
    end_file(&g);
    end_file(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_read),
        cmocka_unit_test(strings_that_cannot_be_are_refused),
        cmocka_unit_test(quantiles_that_fall_are_refused),
        cmocka_unit_test(a_newer_kind_is_a_newer_version),
        cmocka_unit_test(tensors_that_cannot_be_are_refused),
        cmocka_unit_test(the_kind_goes_with_its_tensors),
        cmocka_unit_test(a_scorer_of_another_model_is_refused),
    };
    return cmocka_run_group_tests_name("store scorer", tests, NULL, NULL);
}
