/* Rows that are picked by their numbers: the same as copied rows, and what is said of those that are wrong. */
#include "support.h"

enum { PICKS = 400, BATCH = 150 };
static uint32_t shuffled[PICKS], repeated[PICKS], backward[PICKS];

static int fill_lists(void **state)
{
    for (uint32_t i = 0; i < PICKS; i++) {
        shuffled[i] = i * 391 % ROWS; /* 391 and 600 share no divisor: all are different */
        repeated[i] = i / 3;
        backward[i] = PICKS - i;
    }
    return fill(state);
}

static const struct list {
    const char *name;
    const uint32_t *numbers;
} lists[] = { { "a split", shuffled }, { "repeated", repeated }, { "backward", backward } };
enum { LISTS = sizeof lists / sizeof *lists };

/* The rows that a list picks, as it stands, and as a copy of them. */
typedef struct picked {
    float input[PICKS * WIDTH], target[PICKS * WIDTH], weight[PICKS], all_weights[ROWS];
    ae_rows by_number, copied;
} picked;

static void pick(picked *p, const uint32_t *numbers)
{
    for (size_t i = 0; i < ROWS; i++)
        p->all_weights[i] = (float)(i % 7) / 2;
    for (size_t i = 0; i < PICKS; i++) {
        memcpy(p->input + i * WIDTH, data + numbers[i] * WIDTH, WIDTH * sizeof *data);
        memcpy(p->target + i * WIDTH, targets + numbers[i] * WIDTH, WIDTH * sizeof *targets);
        p->weight[i] = p->all_weights[numbers[i]];
    }
    p->by_number = memory;
    p->by_number.pick = numbers;
    p->by_number.picks = PICKS;
    p->copied = (ae_rows)AE_ROWS_F32(p->input, PICKS, WIDTH);
}

static void with_target(picked *p)
{
    p->by_number.target = floats(targets);
    p->copied.target = floats(p->target);
}

static void with_weights(picked *p)
{
    p->by_number.weights = p->all_weights;
    p->copied.weights = p->weight;
}

/* ---- the same as copied rows ---- */

/* Given a list of row numbers; then every call gives the bits of a copy of those rows, from memory and from a callback. */
static void results_are_those_of_copied_rows(void **state)
{
    static picked p;
    const struct list *list = *state;
    ae_model *m = make_model(spec, 1);
    ae_context *c = make_context(m, 2);
    pick(&p, list->numbers);
    assert_same_results(m, c, &p.by_number, &p.copied);
    with_target(&p);
    with_weights(&p);
    assert_same_results(m, c, &p.by_number, &p.copied);
    size_t count = 0;
    host h;
    ae_rows brought = from_host(&h, &p.by_number, &count);
    assert_same_results(m, c, &brought, &p.copied);
    ae_context_free(c);
    ae_model_free(m);
}

static ae_model *fit(const char *net, const ae_rows *rows, const ae_rows *valid, double *valid_loss)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_model *m = make_model(net, 1);
    ae_epoch_record history[2];
    ae_error e;
    o.batch = BATCH;
    o.epochs = 2;
    o.threads = 2;
    o.valid = valid;
    o.history = history;
    o.history_capacity = 2;
    must(ae_model_fit(m, rows, &o, &e), &e);
    *valid_loss = history[1].valid_loss;
    return m;
}

/* Given a split of one set of rows into those to train on and those to validate, which share no memory of their own; then
 * the model and its losses are those of copies. What is drawn for a row hangs on its number in the data, so this net draws
 * nothing. */
static void a_fit_is_that_of_copied_rows(void **state)
{
    static const char net[] = "input 64 | dense 20 act=tanh | code | dense 64 act=sigmoid | loss bce";
    static picked p, v;
    const struct list *list = *state;
    double loss[2];
    pick(&p, list->numbers);
    pick(&v, backward);
    with_target(&p);
    with_weights(&p);
    ae_model *a = fit(net, &p.by_number, &v.by_number, &loss[0]), *b = fit(net, &p.copied, &v.copied, &loss[1]);
    assert_same_model(a, b);
    assert_true(loss[0] == loss[1]);
    ae_model_free(a);
    ae_model_free(b);
}

/* Given a list that names each row in turn; then what is drawn for the rows is the same as without a list. */
static void what_is_drawn_hangs_on_the_number_in_the_data(void **state)
{
    static uint32_t each[ROWS];
    ae_rows rows = memory;
    double loss;
    (void)state;
    for (uint32_t i = 0; i < ROWS; i++)
        each[i] = i;
    rows.pick = each;
    rows.picks = ROWS;
    ae_model *a = fit(spec, &memory, NULL, &loss), *b = fit(spec, &rows, NULL, &loss);
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

/* Given a batch picked from rows; then a trainer's step, which may get fewer rows than there are, is that of copied rows. */
static void a_step_is_that_of_copied_rows(void **state)
{
    static picked p;
    ae_model *m[2] = { make_model("input 64 | dense 9 | code | dense 64", 1),
                       make_model("input 64 | dense 9 | code | dense 64", 1) };
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    (void)state;
    o.batch = PICKS;
    pick(&p, shuffled);
    with_target(&p);
    with_weights(&p);
    for (size_t i = 0; i < 2; i++) {
        ae_trainer *trainer;
        must(ae_trainer_create(&trainer, m[i], &o, &e), &e);
        must(ae_trainer_step(NULL, trainer, i ? &p.copied : &p.by_number, &e), &e);
        must(ae_trainer_step(NULL, trainer, i ? &p.copied : &p.by_number, &e), &e);
        ae_trainer_free(trainer);
    }
    assert_same_model(m[0], m[1]);
    ae_model_free(m[0]);
    ae_model_free(m[1]);
}

/* ---- evaluate counts what it has looked at ---- */

static void evaluate_counts_picked_rows(void **state)
{
    static picked p;
    ae_model *m = make_model(spec, 1);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    pick(&p, shuffled);
    must(ae_model_evaluate(&metrics, m, NULL, &p.by_number, &e), &e);
    assert_int_equal(metrics.rows, PICKS);
    must(ae_model_evaluate(&metrics, m, NULL, &memory, &e), &e);
    assert_int_equal(metrics.rows, ROWS);
    ae_model_free(m);
}

/* ---- what is wrong ---- */

/* Row 8 of the data, which is picked as the third. */
static const uint32_t three[] = { 3, 500, 7 };

static ae_rows three_of(const float *x)
{
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    rows.pick = three;
    rows.picks = 3;
    return rows;
}

/* Given NaN in a picked row, and in one that is not; then the message names the row's number in the data, and rows that are
 * not picked may hold anything. */
static void errors_name_the_row_of_the_data(void **state)
{
    static float spoilt[ROWS * WIDTH], out[ROWS * WIDTH];
    ae_rows rows = three_of(spoilt);
    ae_model *m = make_model(spec, 1);
    ae_error e;
    (void)state;
    memcpy(spoilt, data, sizeof data);
    spoilt[6 * WIDTH] = spoilt[8 * WIDTH] = NAN;
    must(ae_model_fit(m, &rows, NULL, &e), &e);
    spoilt[7 * WIDTH + 2] = NAN;
    for (size_t i = 0; i < CALLS; i++) {
        assert_int_equal(calls[i].run(out, m, NULL, &rows, &e), AE_ENONFINITE);
        assert_int_equal(e.line, 8);
        assert_int_equal(e.column, 3);
    }
    assert_int_equal(ae_model_fit(m, &rows, NULL, &e), AE_ENONFINITE);
    assert_string_equal(e.text, "input: row 8, column 3 is NaN; rows with gaps need the item `missing mask` in the spec");
    assert_int_equal(e.line, 8);
    ae_model_free(m);
}

/* Weights are those of the data's rows: given one that is negative, its row is told; given that the picked rows weigh
 * nothing, nothing is trained, whatever others weigh. */
static void weights_are_those_of_the_data(void **state)
{
    static float weights[ROWS];
    ae_rows rows = three_of(data);
    ae_model *m = make_model(spec, 1);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    rows.weights = weights;
    weights[0] = 1;
    assert_int_equal(ae_model_fit(m, &rows, NULL, &e), AE_EDATA);
    assert_string_equal(e.text, "the rows' weights are all 0");
    weights[1] = -1;
    weights[3] = 1;
    must(ae_model_evaluate(&metrics, m, NULL, &rows, &e), &e);
    weights[7] = -2;
    assert_int_equal(ae_model_evaluate(&metrics, m, NULL, &rows, &e), AE_EDATA);
    assert_string_equal(e.text, "row 8: its weight is -2; weights are numbers from 0 on");
    assert_int_equal(e.line, 8);
    ae_model_free(m);
}

static const uint32_t beyond[] = { 0, 599, 600 };

static const struct mistake {
    const char *name;
    const uint32_t *pick;
    size_t picks;
    ae_status status;
    const char *said;
} mistakes[] = {
    { "beyond", beyond, 3, AE_EDATA, "pick[2] is 600; the data has 600 rows, counted from 0" },
    { "no list", NULL, 3, AE_EARGUMENT, "pick and picks go together: the row numbers, and how many they are" },
    { "an empty list", beyond, 0, AE_EARGUMENT, "pick and picks go together: the row numbers, and how many they are" },
};
enum { MISTAKES = sizeof mistakes / sizeof *mistakes };

/* Given a list that makes no sense; then every call says what is wrong with it, and no callback is asked for such a row. */
static void a_wrong_list_is_refused(void **state)
{
    static float out[ROWS * WIDTH];
    const struct mistake *mistake = *state;
    ae_model *m = make_model(spec, 1);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    size_t count = 0;
    ae_error e;
    host h;
    ae_rows rows = from_host(&h, &memory, &count);
    rows.pick = mistake->pick;
    rows.picks = mistake->picks;
    for (size_t i = 0; i < CALLS; i++) {
        assert_int_equal(calls[i].run(out, m, NULL, &rows, &e), mistake->status);
        assert_string_equal(e.text, mistake->said);
    }
    assert_int_equal(ae_model_fit(m, &rows, NULL, &e), mistake->status);
    assert_string_equal(e.text, mistake->said);
    o.valid = &rows;
    assert_int_equal(ae_model_fit(m, &memory, &o, &e), mistake->status);
    assert_non_null(strstr(e.text, mistake->said));
    assert_int_equal(strncmp(e.text, "validation: ", 12), 0);
    assert_int_equal(count, 0);
    ae_model_free(m);
}

int main(void)
{
    enum { OTHERS = 5 };
    struct CMUnitTest tests[OTHERS + 2 * LISTS + MISTAKES] = {
        cmocka_unit_test(what_is_drawn_hangs_on_the_number_in_the_data),
        cmocka_unit_test(a_step_is_that_of_copied_rows),
        cmocka_unit_test(evaluate_counts_picked_rows),
        cmocka_unit_test(errors_name_the_row_of_the_data),
        cmocka_unit_test(weights_are_those_of_the_data),
    };
    struct CMUnitTest *more = tests + OTHERS;
    for (size_t i = 0; i < LISTS; i++) {
        void *list = (void *)(uintptr_t)&lists[i];
        *more++ = (struct CMUnitTest){ lists[i].name, results_are_those_of_copied_rows, NULL, NULL, list };
        *more++ = (struct CMUnitTest){ lists[i].name, a_fit_is_that_of_copied_rows, NULL, NULL, list };
    }
    for (size_t i = 0; i < MISTAKES; i++)
        *more++ =
            (struct CMUnitTest){ mistakes[i].name, a_wrong_list_is_refused, NULL, NULL, (void *)(uintptr_t)&mistakes[i] };
    return _cmocka_run_group_tests("pick", tests, OTHERS + 2 * LISTS + MISTAKES, fill_lists, NULL);
}
