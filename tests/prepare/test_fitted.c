/* When the scaling is taken from rows, from which rows, and that it stays: through a second fit, files, clones, transfers.
 */
#include "fitted.h"

/* ---- the rows' scale ---- */

/* Given a scaler that was fitted to rows of one scale; when the model is trained on the same rows by another scale, by fit
 * or by a trainer; then that is an error, as the scaler would be wrong for them; and scale 0 is the one it was fitted to. */
static void a_scaling_is_for_one_scale(void **state)
{
    (void)state;
    ae_rows rows = training();
    ae_error e;
    ae_trainer *t = NULL;
    const ae_fit_options o = steps_of("adam", 2);
    ae_model *m = make_model(spec, 1);
    rows.input.scale = 255;
    fit_scaler(m, &rows);
    must(ae_trainer_create(&t, m, &o, &e), &e);
    rows.input.scale = 1;
    rows.n = o.batch;
    assert_int_equal(ae_trainer_step(NULL, t, &rows, &e), AE_EDATA);
    assert_text(&e, AE_EDATA, "input: the rows' scale is 1, but the model's scaler was fitted to rows of scale 255");
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
    assert_text(&e, AE_EDATA, "scale 0 takes the model's");
    rows.input.scale = 0;
    fit(m, &rows, "adam", 2);
    assert_true(info_of(m).scale == 255);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* ---- from which rows ---- */

static void a_new_model_is_not_fitted(void **state)
{
    (void)state;
    ae_model *m = make_model(spec, 1);
    const ae_column_info c = column_of(m, 4);
    assert_true(!c.fitted && c.center == 0 && c.spread == 1 && c.fill == 0 && c.levels == 0);
    ae_column_info none = AE_COLUMN_INFO_INIT;
    ae_error e;
    assert_int_equal(ae_model_get_column(&none, m, WIDTH, &e), AE_EARGUMENT);
    assert_text(&e, AE_EARGUMENT, "column 5 does not exist; the model's input has 5");
    ae_model_free(m);
}

/* Where a spec has nothing to fit, all is final. */
static void without_items_nothing_is_to_be_fitted(void **state)
{
    (void)state;
    const ae_rows rows = other();
    ae_model *m = make_model("input 5 | dense 3 | code | dense 5", 1), *same = make_model(ae_model_spec(m), 1);
    const ae_column_info c = column_of(m, 0);
    assert_true(c.fitted && c.center == 0 && c.spread == 1 && isnan(c.fill));
    fit_scaler(m, &rows);
    assert_same_model(m, same);
    ae_model_free(m);
    ae_model_free(same);
}

/* Given validation rows of another kind; when a model is fitted; then they have no part in the scaling. */
static void validation_rows_are_not_looked_at(void **state)
{
    (void)state;
    const ae_rows rows = training(), valid = other();
    ae_error e;
    ae_fit_options o = steps_of("adam", 5);
    o.valid = &valid;
    ae_model *a = make_model(spec, 1), *b = fitted_model(spec, &rows);
    must(ae_model_fit(a, &rows, &o, &e), &e);
    assert_same_scaling(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

/* Nor do those that valid_fraction holds out. */
static void held_out_rows_are_not_looked_at(void **state)
{
    (void)state;
    const ae_rows rows = training();
    ae_rows train = AE_ROWS_INIT, valid = AE_ROWS_INIT;
    uint32_t list[ROWS];
    ae_error e;
    ae_fit_options o = steps_of("adam | stop", 5);
    o.valid_fraction = 0.3;
    ae_model *a = make_model(spec, 1);
    must(ae_rows_split(&train, &valid, list, &rows, 0.3, o.seed, &e), &e);
    ae_model *b = fitted_model(spec, &train), *all = fitted_model(spec, &rows);
    must(ae_model_fit(a, &rows, &o, &e), &e);
    assert_same_scaling(a, b);
    assert_memory_not_equal(tensor_of(a, "input.center"), tensor_of(all, "input.center"), WIDTH * sizeof(float));
    ae_model_free(a);
    ae_model_free(b);
    ae_model_free(all);
}

/* Rows of weight 0 might as well not be there. */
static void rows_of_weight_0_are_as_if_not_there(void **state)
{
    (void)state;
    float both[(ROWS + OTHERS) * WIDTH], weights[ROWS + OTHERS] = { 0 };
    memcpy(both, others, sizeof others);
    memcpy(both + OTHERS * WIDTH, table, sizeof table);
    for (size_t i = OTHERS; i < ROWS + OTHERS; i++)
        weights[i] = 2;
    ae_rows rows = AE_ROWS_F32(both, ROWS + OTHERS, WIDTH);
    const ae_rows alone = training();
    rows.weights = weights;
    ae_model *a = fitted_model(spec, &rows), *b = fitted_model(spec, &alone);
    assert_same_scaling(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

/* An encoder has nothing to train, and can be fitted to rows all the same: it prepares them, and names those it cannot use.
 */
static void an_encoder_prepares_rows_too(void **state)
{
    (void)state;
    const float x[] = { 1, 0, 30, 3, 2, gap(), gap(), 7, 10 }, mean = 20;
    const float should[] = { -1, 1, 0, 0, 1, 0, 0, 0, /**/ 1, 0, 0, 1, 0, 0, 0, 1, /**/ 0, 0, 0, 0, -1, 1, 1, 0 };
    const ae_rows rows = AE_ROWS_F32(x, 3, 3);
    ae_error e;
    float codes[3 * 2];
    ae_model *m = make_model("input 3 | columns number,category:3,number | missing mask indicators=yes | scaler zscore "
                             "| dense 2 | code",
                             1);
    fit_scaler(m, &rows);
    float *y = value_of(m, "input.scaled", &rows);
    assert_int_equal(width_of(m, "input.scaled"), 8);
    assert_memory_equal(y, should, sizeof should);
    assert_true(column_of(m, 2).fill == (double)mean && column_of(m, 1).fill == -1);
    must(ae_model_encode(codes, m, NULL, &rows, &e), &e);
    assert_int_equal(width_of(m, "output.scaled"), 0);
    assert_int_equal(ae_model_fit(m, &rows, NULL, &e), AE_EUNSUPPORTED);
    const float empty[] = { 1, 1, 1, gap(), 3, gap() };
    const ae_rows bad = AE_ROWS_F32(empty, 2, 3);
    assert_int_equal(ae_model_encode(codes, m, NULL, &bad, &e), AE_EDATA);
    assert_text(&e, AE_EDATA, "input: row 2 has gaps only");
    test_free(y);
    ae_model_free(m);
}

/* ---- it stays ---- */

static void the_first_fit_decides(void **state)
{
    (void)state;
    const ae_rows rows = training(), later = other();
    ae_model *m = make_model(spec, 1), *first = fitted_model(spec, &rows), *anew = fitted_model(spec, &later);
    fit(m, &rows, "adam", 5);
    fit(m, &later, "adam", 5);
    assert_same_scaling(m, first);
    fit_scaler(m, &later);
    assert_same_scaling(m, anew);
    ae_model_free(m);
    ae_model_free(first);
    ae_model_free(anew);
}

/* A file and a clone hold it; what is read from it is fitted already. */
static void files_and_clones_keep_it(void **state)
{
    (void)state;
    const ae_rows rows = training(), later = other();
    ae_error e;
    ae_model *m = make_model(spec, 1), *copy, *loaded;
    size_t size;
    fit(m, &rows, "adam", 5);
    unsigned char *bytes = model_bytes(m, &size);
    must(ae_model_clone(&copy, m, &e), &e);
    must(ae_model_load_memory(&loaded, bytes, size, NULL, &e), &e);
    assert_same_model(m, copy);
    assert_same_model(m, loaded);
    fit(m, &later, "adam", 5);
    fit(copy, &later, "adam", 5);
    fit(loaded, &later, "adam", 5);
    assert_same_model(m, copy);
    assert_same_model(m, loaded);
    test_free(bytes);
    ae_model_free(m);
    ae_model_free(copy);
    ae_model_free(loaded);
}

static void transfer(ae_model *to, const ae_model *from, const char *layers)
{
    ae_error e;
    must(ae_model_transfer(NULL, to, from, layers, &e), &e);
}

/* Given a trained model; when its weights go to an encoder; then that has the scaling, too, and gives the same codes. */
static void a_transfer_takes_it_along(void **state)
{
    (void)state;
    const ae_rows rows = training();
    ae_model *m = make_model(spec, 1);
    ae_model *encoder = make_model("input 5 | missing mean | scaler zscore | dense 3 act=tanh | code", 1);
    fit(m, &rows, "adam", 5);
    transfer(encoder, m, NULL);
    assert_same_scaling(m, encoder);
    float *a = value_of(m, "code", &rows), *b = value_of(encoder, "code", &rows);
    assert_memory_equal(a, b, ROWS * 3 * sizeof *a);
    test_free(a);
    test_free(b);
    ae_model_free(m);
    ae_model_free(encoder);
}

/* Given models that prepare rows in other ways; when weights go from one to the other; then the scaling is fitted anew: half
 * of one would be wrong. */
static void a_transfer_between_other_items_leaves_it_to_fit(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "missing mean", "missing mean | scaler zscore" },
        { "missing mean | scaler zscore", "missing mean" },
        { "scaler zscore", "missing mean | scaler zscore" },
        { "missing mean | scaler zscore", "scaler zscore" },
        { "scaler zscore", "scaler range" },
        { "scaler range", "scaler range to=-1,1" },
        { "scaler zscore", "scaler zscore per=all" },
        { "missing mean | scaler robust", "missing mask | scaler zscore" },
    };
    float whole[ROWS * WIDTH];
    fill_numbers(whole, ROWS, WIDTH, 6);
    const ae_rows rows = AE_ROWS_F32(whole, ROWS, WIDTH);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char text[2][200];
        for (size_t k = 0; k < 2; k++)
            snprintf(text[k], sizeof text[k], "input 5 | %s | dense 3 | code | dense 5", pairs[i][k]);
        ae_model *from = make_model(text[0], 1), *to = make_model(text[1], 2), *alone = fitted_model(text[1], &rows);
        fit(from, &rows, "adam", 3);
        transfer(to, from, NULL);
        if (is_fitted(to))
            fail_msg("from `%s` to `%s`", pairs[i][0], pairs[i][1]);
        assert_memory_equal(tensor_of(to, "dense1.weight"), tensor_of(from, "dense1.weight"), 15 * sizeof(float));
        fit(to, &rows, "sgd lr=0", 1);
        for (size_t c = 0; c < WIDTH; c++)
            assert_true(column_of(to, c).center == column_of(alone, c).center &&
                        column_of(to, c).spread == column_of(alone, c).spread);
        ae_model_free(from);
        ae_model_free(to);
        ae_model_free(alone);
    }
}

/* Named layers are taken alone. */
static void a_transfer_of_layers_leaves_it(void **state)
{
    (void)state;
    const ae_rows rows = training();
    ae_model *from = make_model(spec, 1), *to = make_model(spec, 2);
    fit(from, &rows, "adam", 3);
    transfer(to, from, "dense1 dense2");
    assert_false(is_fitted(to));
    ae_model_free(from);
    ae_model_free(to);
}

/* ---- files ---- */

/* The status of loading a file of this model in which one element of a tensor is another number. */
static ae_status load_with(const ae_model *m, const char *name, size_t at, float number, ae_error *e)
{
    static char file[65536];
    size_t size;
    ae_model *copy, *loaded = NULL;
    must(ae_model_clone(&copy, m, e), e);
    ((float *)(uintptr_t)tensor_of(copy, name))[at] = number; /* as only a file could */
    must(ae_model_save_memory(file, sizeof file, &size, copy, e), e);
    const ae_status status = ae_model_load_memory(&loaded, file, size, NULL, e);
    ae_model_free(loaded);
    ae_model_free(copy);
    return status;
}

/* Given a file whose scaler would turn codes into other numbers, or says what no rows could have said; then it is refused.
 */
static void a_file_with_impossible_columns_is_refused(void **state)
{
    (void)state;
    ae_error e;
    ae_model *m = make_model("input 2 | columns number,category:3 | scaler zscore | missing mask | dense 3 | code "
                             "| decoder mirror",
                             1);
    assert_int_equal(load_with(m, "input.center", 1, 1, &e), AE_EFORMAT);
    assert_text(&e, AE_EFORMAT, "column 2 has center 1, spread 1, fill 0, which no category can have");
    assert_int_equal(load_with(m, "input.spread", 1, 4e9f, &e), AE_EFORMAT);
    assert_int_equal(load_with(m, "input.spread", 0, -1, &e), AE_EFORMAT);
    assert_int_equal(load_with(m, "input.fill", 1, 3, &e), AE_EFORMAT);
    assert_int_equal(load_with(m, "input.fill", 1, 2, &e), AE_OK);
    assert_int_equal(load_with(m, "input.spread", 0, 0, &e), AE_OK);
    assert_int_equal(load_with(m, "input.fill", 0, -7, &e), AE_OK);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_with_impossible_columns_is_refused),
        cmocka_unit_test(a_scaling_is_for_one_scale),
        cmocka_unit_test(a_new_model_is_not_fitted),
        cmocka_unit_test(without_items_nothing_is_to_be_fitted),
        cmocka_unit_test(validation_rows_are_not_looked_at),
        cmocka_unit_test(held_out_rows_are_not_looked_at),
        cmocka_unit_test(rows_of_weight_0_are_as_if_not_there),
        cmocka_unit_test(an_encoder_prepares_rows_too),
        cmocka_unit_test(the_first_fit_decides),
        cmocka_unit_test(files_and_clones_keep_it),
        cmocka_unit_test(a_transfer_takes_it_along),
        cmocka_unit_test(a_transfer_between_other_items_leaves_it_to_fit),
        cmocka_unit_test(a_transfer_of_layers_leaves_it),
    };
    return cmocka_run_group_tests(tests, fill_table, NULL);
}
