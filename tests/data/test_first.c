/* ae_rows.first: rows that come in parts are numbered as in the whole, so that dropout and noise draw the same for them. */
#include "support.h"

/* What draws in training: anew each step, or once for each row. */
static const char *const nets[] = {
    "input 64 | dropout 0.3 | dense 8 act=tanh | code | dense 64",
    "input 8x8 | dropout2d 0.3 | noise gaussian sd=0.2 | flatten | dense 8 | code | noise mask p=0.1 | dense 64",
    "input 64 | noise gaussian sd=0.2 fixed=yes | dense 8 | code | dropout 0.5 | dense 64",
    "input 64 | noise salt_pepper p=0.2 fixed=yes | dense 8 act=tanh | code | dense 64",
};
enum { NETS = sizeof nets / sizeof *nets };

static ae_fit_options in_order(size_t batch)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.flags = AE_FIT_KEEP_ORDER;
    o.epochs = 1;
    o.batch = batch;
    o.seed = 11;
    return o;
}

/* The rows from `first` on, as a part of the data that begins at row `offset` of the whole. */
static ae_rows part(size_t first, size_t n, size_t offset)
{
    ae_rows rows = AE_ROWS_F32(data + first * WIDTH, n, WIDTH);
    rows.first = offset + first;
    return rows;
}

static ae_model *step_through(const char *net, size_t rows, size_t batch, size_t offset)
{
    ae_fit_options o = in_order(batch);
    ae_model *m = make_model(net, 1);
    ae_trainer *trainer;
    ae_error e;
    must(ae_trainer_create(&trainer, m, &o, &e), &e);
    for (size_t at = 0; at < rows; at += batch) {
        ae_rows some = part(at, at + batch < rows ? batch : rows - at, offset);
        must(ae_trainer_step(NULL, trainer, &some, &e), &e);
    }
    ae_trainer_free(trainer);
    return m;
}

/* Given an epoch in order, as a fit and as a trainer's steps on parts that say where they begin, of one row each and of
 * many; then both draw the same: the models are equal byte for byte. Also where the fit's own rows begin later. */
static void steps_draw_what_a_fit_draws(void **state)
{
    static const size_t batches[] = { 1, 32, 47, 100 }, offsets[] = { 0, 1000, UINT32_MAX - 100 };
    const char *net = *state;
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 3; j++) {
            ae_rows rows = part(0, 100, offsets[j]);
            ae_fit_options o = in_order(batches[i]);
            ae_model *whole = make_model(net, 1);
            ae_error e;
            must(ae_model_fit(whole, &rows, &o, &e), &e);
            ae_model *stepped = step_through(net, 100, batches[i], offsets[j]);
            assert_same_model(whole, stepped);
            ae_model_free(whole);
            ae_model_free(stepped);
        }
}

/* Given the same rows under another number; then something else is drawn. */
static void another_number_draws_another(void **state)
{
    ae_model *a = step_through(*state, 32, 32, 0), *b = step_through(*state, 32, 32, 1);
    const float *x, *y;
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    must(ae_model_get_tensor(&t, a, 0, NULL), NULL);
    x = t.data;
    must(ae_model_get_tensor(&t, b, 0, NULL), NULL);
    y = t.data;
    assert_memory_not_equal(x, y, 64 * sizeof *x);
    ae_model_free(a);
    ae_model_free(b);
}

/* Given a picked row; then it draws by its number in the data, and `first` is added to that. */
static void picked_rows_draw_by_their_own_number(void **state)
{
    static const uint32_t numbers[] = { 40, 41, 42, 43 };
    ae_model *a = make_model(*state, 1), *b = make_model(*state, 1);
    ae_fit_options o = in_order(4);
    ae_rows picked = part(0, 100, 7), alone = part(40, 4, 7);
    ae_error e;
    picked.pick = numbers;
    picked.picks = 4;
    must(ae_model_fit(a, &picked, &o, &e), &e);
    must(ae_model_fit(b, &alone, &o, &e), &e);
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

static ae_status step_on(ae_model *m, const ae_rows *rows, ae_error *e)
{
    ae_fit_options o = in_order(ROWS);
    ae_trainer *trainer;
    must(ae_trainer_create(&trainer, m, &o, e), e);
    ae_status status = ae_trainer_step(NULL, trainer, rows, e);
    ae_trainer_free(trainer);
    return status;
}

/* First + n is at most 2^32 - 1. */
static void numbers_that_do_not_fit_are_refused(void **state)
{
    static const size_t firsts[] = { UINT32_MAX - 9, SIZE_MAX, SIZE_MAX - 5 };
    ae_model *m = make_model(*state, 1);
    ae_fit_options o = in_order(10);
    ae_error e;
    for (size_t i = 0; i < 3; i++) {
        ae_rows rows = part(0, 10, firsts[i]);
        assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
        assert_non_null(strstr(e.text, "together with the 10 rows at most 4294967295 are possible"));
        assert_int_equal(step_on(m, &rows, &e), AE_EDATA);
        assert_non_null(strstr(e.text, "first is "));
    }
    ae_rows last = part(0, 10, UINT32_MAX - 10);
    must(ae_model_fit(m, &last, &o, &e), &e);
    must(step_on(m, &last, &e), &e);
    ae_model_free(m);
}

int main(void)
{
    static const CMUnitTestFunction checks[] = { steps_draw_what_a_fit_draws, another_number_draws_another,
                                                 picked_rows_draw_by_their_own_number, numbers_that_do_not_fit_are_refused };
    enum { CHECKS = sizeof checks / sizeof *checks };
    struct CMUnitTest tests[CHECKS * NETS];
    for (size_t i = 0; i < CHECKS * NETS; i++)
        tests[i] = (struct CMUnitTest){ nets[i % NETS], checks[i / NETS], NULL, NULL, (void *)(uintptr_t)nets[i % NETS] };
    return _cmocka_run_group_tests("first", tests, CHECKS * NETS, fill, NULL);
}
