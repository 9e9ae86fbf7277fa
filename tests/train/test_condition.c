/* Training with a condition: the same bits whatever the way, validation, steps of a trainer, and what is refused. */
#include "../help.h"
#include "../io/folder.h"
#include "ranks.h"

enum { ROWS = 90, WIDTH = 6, MORE = 3 };
static float data[ROWS * WIDTH], condition[ROWS * MORE], classes[ROWS];

static const char net[] = "input 6 | condition 3 | dense 5 act=tanh | dropout 0.2 | dense 3 | code | decoder mirror\n"
                          "head kind | dense 3 act=softmax";

/* Its numbers, and those of one class in three as they would be one-hot. */
static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS; i++) {
        classes[i] = (float)(i % MORE);
        for (size_t k = 0; k < MORE; k++)
            condition[i * MORE + k] = i % MORE == k;
    }
    return 0;
}

static ae_rows rows_of(size_t n)
{
    ae_rows rows = AE_ROWS_F32(data, n, WIDTH);
    rows.labels = (ae_array){ .data = classes, .width = 1 };
    rows.condition = (ae_array){ .data = condition, .width = MORE };
    return rows;
}

/* ---- the same bits ---- */

typedef struct way {
    uint64_t threads;
    bool callback, bytes;
    const uint32_t *pick;
    size_t part, parts;
    rank *rank;
    const char *checkpoint;
    size_t steps;
} way;

static int bring(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    (void)user;
    for (size_t i = 0; i < n; i++) {
        memcpy(to->input + i * WIDTH, data + rows[i] * WIDTH, WIDTH * sizeof(float));
        memcpy(to->condition + i * MORE, condition + rows[i] * MORE, MORE * sizeof(float));
        to->labels[i] = classes[rows[i]];
    }
    return 0;
}

/* The same numbers as bytes that lie apart. */
static ae_array as_bytes(void)
{
    static unsigned char apart[ROWS * (MORE + 2)];
    for (size_t i = 0; i < ROWS * MORE; i++)
        apart[i / MORE * (MORE + 2) + i % MORE] = condition[i] > 0;
    return (ae_array){ .data = apart, .width = MORE, .stride = MORE + 2, .dtype = AE_U8 };
}

static ae_model *trained(const way *w)
{
    ae_model *m = make_model(net, 3);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_rows rows = rows_of(ROWS);
    ae_error e;
    if (w->callback) {
        rows.input = (ae_array){ .width = WIDTH };
        rows.labels = (ae_array){ .width = 1 };
        rows.condition = (ae_array){ .width = MORE };
        rows.read = bring;
    }
    if (w->bytes)
        rows.condition = as_bytes();
    rows.pick = w->pick;
    rows.picks = w->pick ? ROWS : 0;
    o.optimizer = "adam lr=0.01 | clip norm=0.5 | accumulate 4 | stop patience=2";
    o.batch = 40;
    o.steps = w->steps ? w->steps : 12;
    o.threads = w->threads;
    o.valid_fraction = 0.3;
    o.checkpoint = w->checkpoint;
    o.exchange = w->rank ? rank_exchange : NULL;
    o.exchange_user = w->rank;
    o.part = w->part;
    o.parts = w->parts;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    return m;
}

static void assert_as(const ae_model *one, const way *w)
{
    ae_model *other = trained(w);
    assert_same_model(one, other);
    ae_model_free(other);
}

static void train_part(void *user, rank *r)
{
    assert_as(user, &(way){ .threads = 1, .rank = r, .part = r->number, .parts = r->hub->ranks });
}

/* Given rows with a condition, then threads, a callback, another type, a list of all rows, and machines that train together
 * change nothing. */
static void every_way_gives_the_same_bits(void **state)
{
    ae_model *one = trained(&(way){ .threads = 1 });
    uint32_t all[ROWS];
    (void)state;
    for (uint32_t i = 0; i < ROWS; i++)
        all[i] = i;
    for (uint64_t threads = 1; threads <= 3; threads++)
        assert_as(one, &(way){ .threads = threads, .callback = threads % 2 });
    assert_as(one, &(way){ .threads = 2, .bytes = true });
    assert_as(one, &(way){ .threads = 1, .pick = all });
    for (size_t ranks = 2; ranks <= 3; ranks++)
        ranks_run(ranks, train_part, one, 0, 0);
    ae_model_free(one);
}

/* Given a training that was stopped, when it goes on, then it ends with the model of one that was not. */
static void a_checkpoint_goes_on(void **state)
{
    ae_model *one = trained(&(way){ .threads = 1 });
    const folder f = make_folder();
    (void)state;
    ae_model_free(trained(&(way){ .threads = 2, .checkpoint = f.file, .steps = 5 }));
    assert_as(one, &(way){ .threads = 1, .checkpoint = f.file });
    remove_folder(&f);
    ae_model_free(one);
}

/* Given a checkpoint, when it is to go on with another condition, then that is noticed. */
static void another_condition_is_noticed(void **state)
{
    const folder f = make_folder();
    ae_model *m = make_model(net, 3);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    const ae_rows rows = rows_of(ROWS);
    ae_error e;
    (void)state;
    o.checkpoint = f.file;
    o.epochs = 1;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    condition[1] += 1;
    o.epochs = 2;
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
    condition[1] -= 1;
    assert_non_null(strstr(e.text, "rows.numbers"));
    remove_folder(&f);
    ae_model_free(m);
}

/* Given a trainer and given fit, then the same steps come of both. */
static void a_trainer_steps_alike(void **state)
{
    ae_model *a = make_model(net, 3), *b = make_model(net, 3);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    const ae_rows rows = rows_of(ROWS);
    ae_trainer *t;
    double loss;
    ae_error e;
    (void)state;
    o.batch = ROWS;
    o.flags = AE_FIT_KEEP_ORDER;
    o.steps = 2;
    must(ae_model_fit(a, &rows, &o, &e), &e);
    must(ae_trainer_create(&t, b, &o, &e), &e);
    must(ae_trainer_step(&loss, t, &rows, &e), &e);
    must(ae_trainer_step(&loss, t, &rows, &e), &e);
    for (size_t i = 0; i < 12; i++) {
        ae_tensor_info x = AE_TENSOR_INFO_INIT, y = AE_TENSOR_INFO_INIT;
        if (ae_model_get_tensor(&x, a, i, NULL) != AE_OK)
            break;
        must(ae_model_get_tensor(&y, b, i, &e), &e);
        assert_memory_equal(x.data, y.data, x.shape[0] * (x.rank > 1 ? x.shape[1] : 1) * sizeof(float));
    }
    ae_trainer_free(t);
    ae_model_free(a);
    ae_model_free(b);
}

/* ---- it is learnt ---- */

/* Given rows of three classes that look alike but for their class, when a net of one code number is trained, then it
 * rebuilds each by its condition, and decodes a code as the class that is asked for. */
static void the_decoder_learns_what_the_condition_says(void **state)
{
    enum { N = 60 };
    float x[N * MORE], output[N * MORE], code[N];
    ae_model *m = make_model("input 3 | condition 3 | dense 1 act=tanh | code | dense 3", 1);
    ae_rows rows = AE_ROWS_F32(x, N, MORE), codes = AE_ROWS_F32(code, N, 1);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    (void)state;
    for (size_t i = 0; i < N * MORE; i++)
        x[i] = condition[i];
    rows.condition = (ae_array){ .data = condition, .width = MORE };
    o.optimizer = "adam lr=0.02";
    o.epochs = 300;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    must(ae_model_encode(code, m, NULL, &rows, &e), &e);
    codes.condition =
        (ae_array){ .data = condition + MORE, .width = MORE, .flags = AE_ARRAY_ONE_ROW }; /* the second class */
    must(ae_model_decode(output, m, NULL, &codes, &e), &e);
    for (size_t i = 0; i < N; i++)
        assert_true(output[i * MORE + 1] > output[i * MORE] && output[i * MORE + 1] > output[i * MORE + 2]);
    ae_model_free(m);
}

/* ---- what is refused ---- */

static void assert_refused(ae_array of, const ae_rows *valid, ae_status status, const char *text)
{
    ae_model *m = make_model(net, 3);
    ae_rows rows = rows_of(ROWS);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e = { .text = "taken" };
    rows.condition = of;
    o.valid = valid;
    o.epochs = 1;
    const ae_status got = ae_model_fit(m, &rows, &o, &e);
    if (got != status || strcmp(e.text, text) != 0)
        fail_msg("%s: %s", ae_status_name(got), e.text);
    ae_model_free(m);
}

/* Given rows, or validation rows, without what they need, then one error says so before anything is trained. */
static void wrong_conditions_are_refused(void **state)
{
    const ae_array right = rows_of(ROWS).condition;
    float bad[MORE] = { 0, 0, NAN };
    ae_rows valid = rows_of(ROWS);
    (void)state;
    assert_refused((ae_array){ 0 }, NULL, AE_EARGUMENT,
                   "the model takes a condition of 3 numbers with each row: set ae_rows.condition");
    assert_refused((ae_array){ .data = bad, .width = MORE }, NULL, AE_ENONFINITE,
                   "condition: row 1, column 3 is NaN; a condition has no gaps");
    valid.condition = (ae_array){ .data = condition, .width = 2 };
    assert_refused(right, &valid, AE_EWIDTH, "validation: condition: the rows have 2 columns, the model takes 3");
    valid.condition.data = NULL;
    assert_refused(right, &valid, AE_EARGUMENT,
                   "validation: the model takes a condition of 3 numbers with each row: set ae_rows.condition");
}

/* A callback that says nothing of a condition is not asked for one. */
static void a_callback_says_how_wide_it_is(void **state)
{
    ae_model *m = make_model(net, 3);
    ae_rows rows = rows_of(ROWS);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    (void)state;
    rows.input = (ae_array){ .width = WIDTH };
    rows.labels = (ae_array){ .width = 1 };
    rows.condition = (ae_array){ 0 };
    rows.read = bring;
    o.epochs = 1;
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EWIDTH);
    assert_string_equal(e.text, "condition: the rows have 0 columns, the model takes 3");
    ae_model_free(m);
}

/* Given a number of the condition that no training can go on with, then the error names it. */
static void a_huge_number_is_blamed(void **state)
{
    ae_model *m = make_model("input 6 | scaler zscore | condition 3 | dense 5 | code | decoder mirror", 3);
    ae_rows rows = rows_of(ROWS);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    float huge[ROWS * MORE];
    ae_error e = { .text = "taken" };
    (void)state;
    memcpy(huge, condition, sizeof huge);
    huge[4 * MORE + 1] = 0x1p100f;
    rows.condition.data = huge;
    o.epochs = 1;
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
    if (!strstr(e.text, "condition: row 5, column 2 is as large as 1.2676506002282294e+30: no training"))
        fail_msg("%s", e.text);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_gives_the_same_bits),
        cmocka_unit_test(a_checkpoint_goes_on),
        cmocka_unit_test(another_condition_is_noticed),
        cmocka_unit_test(a_trainer_steps_alike),
        cmocka_unit_test(the_decoder_learns_what_the_condition_says),
        cmocka_unit_test(wrong_conditions_are_refused),
        cmocka_unit_test(a_callback_says_how_wide_it_is),
        cmocka_unit_test(a_huge_number_is_blamed),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
