/* Checkpoints: what they are compared with, when they are written, and what they take. */
#include "resume.h"

static folder f;
static char old[128];

static int begin(void **state)
{
    (void)state;
    f = make_folder();
    put_path(old, &f, "model.old");
    return 0;
}

static int end(void **state)
{
    (void)state;
    remove_folder(&f);
    return 0;
}

static ae_model *trained(const config *c, attempt *a)
{
    a->threads = 1;
    a->path = f.file;
    return live(c, a, &(ae_fit_report){ .size = sizeof(ae_fit_report) });
}

static void leave_checkpoint(const config *c)
{
    ae_model_free(trained(c, &(attempt){ .how = BREACH_NONE }));
}

/* ---- another training ---- */

static void no_product(void *user, int ta, int tb, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b,
                       size_t ldb, float beta, float *c, size_t ldc)
{
    (void)user, (void)ta, (void)tb, (void)m, (void)n, (void)k, (void)a, (void)lda, (void)b, (void)ldb, (void)beta, (void)c;
    (void)ldc;
}

typedef struct call {
    ae_model_options model;
    const char *spec;
    ae_fit_options fit;
    ae_rows rows, valid;
} call;

static call usual_call(void)
{
    const config *c = &everything;
    call k = { .model = AE_MODEL_OPTIONS_INIT,
               .spec = c->spec,
               .fit = AE_FIT_OPTIONS_INIT,
               .rows = AE_ROWS_F32(rows_data, ROWS, WIDTH),
               .valid = AE_ROWS_F32(valid_data, VALID, WIDTH) };
    k.model.seed = 3;
    k.fit.optimizer = c->optimizer;
    k.fit.batch = c->batch;
    k.fit.epochs = c->epochs;
    k.fit.seed = c->seed;
    k.fit.checkpoint = f.file;
    return k;
}

static ae_status make_call(call *k, ae_error *e)
{
    ae_model *model;
    must(ae_model_create(&model, k->spec, &k->model, e), e);
    k->fit.valid = k->valid.n ? &k->valid : NULL;
    ae_status status = ae_model_fit(model, &k->rows, &k->fit, e);
    ae_model_free(model);
    return status;
}

static float other_data[ROWS * WIDTH];

static void other_batch(call *k)
{
    k->fit.batch = 21;
}

static void other_seed(call *k)
{
    k->fit.seed = 6;
}

static void other_flags(call *k)
{
    k->fit.flags = AE_FIT_KEEP_ORDER;
}

static void other_initial_seed(call *k)
{
    k->model.seed = 4;
}

static void other_products(call *k)
{
    k->model.sgemm = no_product;
}

static void other_rate(call *k)
{
    k->fit.optimizer = "adam lr=0.02 | plateau patience=1 | stop patience=50 | ema 0.9 | guard back=yes every=4";
}

static void a_policy_less(call *k)
{
    k->fit.optimizer = "adam lr=0.01 | plateau patience=1 | stop patience=50 | ema 0.9";
}

static void other_spec(call *k)
{
    k->spec = "input 12 | dense 7 act=tanh | dropout 0.1 | dense 4 | code | dense 12";
}

static void fewer_rows(call *k)
{
    k->rows.n = 89;
}

static void other_rows(call *k)
{
    memcpy(other_data, rows_data, sizeof other_data);
    other_data[500] = 0.25f;
    k->rows.input.data = other_data;
}

static void weights(call *k)
{
    k->rows.weights = rows_weights;
}

static void picked(call *k)
{
    k->rows.pick = rows_pick;
    k->rows.picks = 70;
}

static void shifted(call *k)
{
    k->rows.first = 1;
}

static void scaled(call *k)
{
    k->rows.input.scale = 2;
}

static void no_valid_rows(call *k)
{
    k->valid.n = 0;
}

static void fewer_valid_rows(call *k)
{
    k->valid.n = 29;
}

static void other_valid_rows(call *k)
{
    k->valid.input.data = rows_data;
}

static void shorter(call *k)
{
    k->fit.epochs = 2;
}

static void much(call *k)
{
    other_batch(k);
    other_seed(k);
    other_rows(k);
}

static const struct {
    void (*change)(call *k);
    ae_status status;
    const char *says;
} others[] = {
    { other_batch, AE_EOPTION, "the checkpoint model was made with batch 20 (here 21)" },
    { other_seed, AE_EOPTION, "the checkpoint model was made with seed 5 (here 6)" },
    { other_flags, AE_EOPTION, "the checkpoint model was made with flags 0 (here 1)" },
    { other_initial_seed, AE_EOPTION, "the checkpoint model was made with init_seed 3 (here 4)" },
    { other_products, AE_EOPTION, "the checkpoint model was made with products own (here host)" },
    { other_rate, AE_EOPTION, "the checkpoint model was made with optimizer adam lr=0.01 (here adam lr=0.02)" },
    { a_policy_less, AE_EOPTION, "optimizer guard back=yes every=4 (here nothing)" },
    { other_spec, AE_EOPTION, "the checkpoint model was made with spec dense 3 (here dense 4)" },
    { fewer_rows, AE_EDATA, "the checkpoint model was made with rows.n 90 (here 89), rows.numbers " },
    { other_rows, AE_EDATA, "the checkpoint model was made with rows.numbers " },
    { weights, AE_EDATA, "rows.weights 0 (here " },
    { picked, AE_EOPTION, "rows.picks 0 (here 70)" }, /* an epoch has fewer steps, too */
    { shifted, AE_EDATA, "the checkpoint model was made with rows.first 0 (here 1)" },
    { scaled, AE_EDATA, "the checkpoint model was made with rows.scale 1 (here 2)" },
    { no_valid_rows, AE_EDATA, "the checkpoint model was made with valid.n 30 (here 0), valid.width 12 (here 0)" },
    { fewer_valid_rows, AE_EDATA, "the checkpoint model was made with valid.n 30 (here 29)" },
    { other_valid_rows, AE_EDATA, "the checkpoint model was made with valid.numbers " },
    { shorter, AE_EOPTION, "the checkpoint has done 15 steps; this training ends after 10" },
    { much, AE_EOPTION, "the checkpoint model was made with batch 20 (here 21), seed 5 (here 6), rows.numbers " },
};

static void another_training_is_refused_and_its_difference_named(void **state)
{
    (void)state;
    leave_checkpoint(&everything);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        call k = usual_call();
        ae_error e = { 0 };
        others[i].change(&k);

        assert_int_equal(make_call(&k, &e), others[i].status);

        if (!strstr(e.text, others[i].says))
            fail_msg("\"%s\", where \"%s\" was awaited", e.text, others[i].says);
    }
}

/* The row order of a schedule that looks ahead is another one if the training is longer. */
static void a_schedule_with_an_end_needs_the_same_end(void **state)
{
    call k = usual_call();
    ae_error e;
    (void)state;
    k.fit.optimizer = "adam | schedule cosine";
    must(make_call(&k, &e), &e);
    k.fit.epochs = 4;

    assert_int_equal(make_call(&k, &e), AE_EOPTION);

    assert_string_equal(e.text, "the checkpoint model was made with steps 15 (here 20)");
}

static void what_does_not_matter_may_differ(void **state)
{
    call k = usual_call();
    ae_error e;
    (void)state;
    leave_checkpoint(&everything);
    k.fit.threads = 3;
    k.fit.checkpoint_steps = 2;
    k.fit.epochs = 5;

    must(make_call(&k, &e), &e);
}

/* ---- longer, shorter, finished ---- */

static void assert_ends_alike(const char *optimizer, size_t steps, size_t more)
{
    call k = usual_call();
    ae_model *once, *twice;
    ae_error e;
    k.fit.optimizer = optimizer;
    k.fit.epochs = 0;
    k.fit.valid = &k.valid;
    unlink(f.file);
    unlink(old);
    must(ae_model_create(&twice, k.spec, &k.model, &e), &e);
    k.fit.steps = steps;
    must(ae_model_fit(twice, &k.rows, &k.fit, &e), &e);
    ae_model_free(twice);
    k.fit.steps = more;
    must(ae_model_create(&twice, k.spec, &k.model, &e), &e);
    must(ae_model_fit(twice, &k.rows, &k.fit, &e), &e);
    k.fit.checkpoint = NULL;
    must(ae_model_create(&once, k.spec, &k.model, &e), &e);
    must(ae_model_fit(once, &k.rows, &k.fit, &e), &e);
    assert_same_model(once, twice);
    ae_model_free(once);
    ae_model_free(twice);
}

/* Given a training that ends within an epoch, or with one; when it is made longer; then it is the longer one. The policies
 * of the second text do something at the end of every epoch. */
static void a_training_may_be_made_longer(void **state)
{
    const char *const optimizers[] = { everything.optimizer, "sgd lr=0.2 | plateau patience=1 factor=0.5 min_delta=1000" };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_ends_alike(optimizers[i], 13, 31);
        assert_ends_alike(optimizers[i], 10, 23);
        assert_ends_alike(optimizers[i], 1, 2);
    }
}

/* Given a checkpoint of a training that has taken 2,000 seconds; then one of 1,000 is over with the next step, once. */
static void seconds_spent_before_count(void **state)
{
    config c = everything;
    (void)state;
    c.optimizer = "adam | time seconds=1000";
    ae_model_free(trained(&c, &(attempt){ .how = BREACH_STEP, .at = 7 }));
    put_string(f.file, "state.seconds", "2000");
    for (int life = 0; life < 2; life++) {
        ae_fit_report report = AE_FIT_REPORT_INIT;

        ae_model_free(live(&c, &(attempt){ .threads = 1, .path = f.file }, &report));

        assert_int_equal(report.stopped, AE_STOP_TIME);
        assert_int_equal(report.steps, 8);
        assert_true(report.seconds >= 2000 && report.seconds < 2100);
    }
}

static void a_finished_training_is_left_alone(void **state)
{
    ae_fit_report report = AE_FIT_REPORT_INIT;
    size_t size, again;
    (void)state;
    ae_model *first = trained(&everything, &(attempt){ .how = BREACH_NONE });
    unsigned char *before = file_bytes(f.file, &size);

    ae_model *second = live(&everything, &(attempt){ .threads = 1, .path = f.file }, &report);

    unsigned char *after = file_bytes(f.file, &again);
    assert_same_model(first, second);
    assert_int_equal(report.resumed, 15);
    assert_int_equal(report.steps, 15);
    assert_int_equal(again, size);
    assert_memory_equal(before, after, size);
    assert_int_equal(report.history, 0);
    test_free(before);
    test_free(after);
    ae_model_free(first);
    ae_model_free(second);
}

/* Given wide rows of bytes, and memory for a piece of a batch; when all rows are looked at for the checkpoint; then nobody
 * writes beyond that memory, which the allocator sees. */
static void rows_are_looked_at_in_pieces(void **state)
{
    enum { WIDE = 1000 };
    static const unsigned char bytes[ROWS * WIDE];
    heap h = { 0 };
    ae_allocator allocator = { heap_alloc, heap_free, &h };
    call k = usual_call();
    ae_error e;
    (void)state;
    k.model.allocator = &allocator;
    k.spec = "input 1000 | dense 2 | code | dense 1000";
    k.rows = (ae_rows)AE_ROWS_U8(bytes, ROWS, WIDE, 255);
    k.valid.n = 0;
    k.fit.optimizer = "adam | accumulate 3";
    k.fit.batch = ROWS;

    must(make_call(&k, &e), &e);

    assert_int_equal(h.held, 0);
}

/* ---- files ---- */

/* The user is how often the file is to be written, in steps. */
static int check_steps(void *user, const ae_progress *p)
{
    size_t every = *(const size_t *)user;
    assert_int_equal(steps_in(f.file), (p->step - 1) / every * every);
    return 0;
}

static void it_is_written_as_often_as_asked(void **state)
{
    const struct {
        size_t steps, epochs, every;
    } cases[] = { { 4, 0, 4 }, { 0, 1, 5 }, { 0, 2, 10 }, { 1, 0, 1 }, { 0, 0, 1000000 } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        call k = usual_call();
        size_t every = cases[i].every;
        ae_error e;
        unlink(f.file);
        unlink(old);
        k.fit.checkpoint_steps = cases[i].steps;
        k.fit.checkpoint_epochs = cases[i].epochs;
        k.fit.on_step = check_steps;
        k.fit.user = &every;

        must(make_call(&k, &e), &e);

        assert_int_equal(steps_in(f.file), 15);
        assert_int_equal(count_entries(&f), every < 15 ? 2 : 1);
    }
}

static void damage(const char *path)
{
    size_t size;
    unsigned char *bytes = file_bytes(path, &size);
    bytes[size - 4] ^= 1; /* the last bit of the last number */
    put_bytes(path, bytes, size);
    test_free(bytes);
}

static void the_old_one_is_taken_where_the_new_one_is_damaged_or_missing(void **state)
{
    (void)state;
    for (int missing = 0; missing < 2; missing++) {
        attempt broken = { .how = BREACH_STEP, .at = 8, .every = 3 };
        ae_fit_report report = AE_FIT_REPORT_INIT;
        unlink(f.file);
        unlink(old);
        ae_model_free(trained(&everything, &broken));
        if (missing)
            unlink(f.file);
        else
            damage(f.file);

        ae_model *resumed = live(&everything, &(attempt){ .threads = 2, .path = f.file }, &report);

        ae_model *whole = live(&everything, &(attempt){ .threads = 1 }, &(ae_fit_report){ .size = sizeof report });
        assert_int_equal(report.resumed, 6);
        assert_int_equal(report.resumed_old, 1);
        assert_non_null(strstr(report.rejected.text, missing ? "no such file" : "it is damaged"));
        assert_same_model(whole, resumed);
        ae_model_free(whole);
        ae_model_free(resumed);
    }
}

static void two_damaged_files_are_an_error(void **state)
{
    call k = usual_call();
    ae_error e;
    (void)state;
    ae_model_free(trained(&everything, &(attempt){ .how = BREACH_STEP, .at = 8, .every = 3 }));
    damage(f.file);
    damage(old);
    ae_model *model = make_model(k.spec, 3), *fresh = make_model(k.spec, 3);
    k.fit.valid = &k.valid;

    assert_int_equal(ae_model_fit(model, &k.rows, &k.fit, &e), AE_ECHECKSUM);

    assert_same_model(model, fresh);
    ae_model_free(model);
    ae_model_free(fresh);
}

static void a_path_that_cannot_be_written_is_said_before_the_first_step(void **state)
{
    char path[200];
    call k = usual_call();
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_error e;
    (void)state;
    snprintf(path, sizeof path, "%s/none/run.ck", f.path);
    k.fit.checkpoint = path;
    k.fit.report = &report;

    assert_int_equal(make_call(&k, &e), AE_EIO);

    assert_non_null(strstr(e.text, "none/run.ck': no such file or directory"));
    assert_int_equal(report.steps, 0);
}

static void a_checkpoint_is_read_as_its_model(void **state)
{
    ae_model *loaded;
    ae_error e;
    (void)state;
    ae_model *model = trained(&everything, &(attempt){ .how = BREACH_STEP, .at = 8 });

    must(ae_model_load(&loaded, f.file, NULL, &e), &e);

    ae_model_info info = AE_MODEL_INFO_INIT;
    must(ae_model_get_info(&info, loaded, &e), &e);
    assert_int_equal(info.trained_steps, 8);
    ae_model_free(model);
    ae_model_free(loaded);
}

/* ---- trainers ---- */

static void a_trainer_goes_on_where_another_was_saved(void **state)
{
    ae_error e;
    (void)state;
    for (size_t saved = 0; saved < 24; saved += 3) {
        pair a = make_pair(saved), b = make_pair(2);
        must(ae_trainer_save(a.trainer, f.file, &e), &e);
        make_steps(a.trainer, saved, 30);

        must(ae_trainer_load(b.trainer, f.file, &e), &e);
        make_steps(b.trainer, saved, 30);

        ae_trainer_info x = AE_TRAINER_INFO_INIT, y = AE_TRAINER_INFO_INIT;
        must(ae_trainer_get_info(&x, a.trainer, &e), &e);
        must(ae_trainer_get_info(&y, b.trainer, &e), &e);
        assert_memory_equal(&x, &y, sizeof x);
        assert_same_model(a.model, b.model);
        free_pair(&a);
        free_pair(&b);
    }
}

static void a_fits_checkpoint_is_none_of_a_trainers(void **state)
{
    pair p = make_pair(1);
    ae_error e;
    (void)state;
    leave_checkpoint(&everything);

    assert_int_equal(ae_trainer_load(p.trainer, f.file, &e), AE_EDATA);

    assert_non_null(strstr(e.text, "rows.n 90 (here 0)"));
    free_pair(&p);
}

/* ---- memory ---- */

/* Given a fit that writes its checkpoint, and one that goes on from it; then neither holds more than was foretold. */
static void a_fit_takes_what_was_told(void **state)
{
    static const char *const specs[] = { "input 12 | dense 7 | code | dense 12",
                                         "input 12 | dense 900 | dense 40 | code | dense 12" };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        heap h = { 0 };
        ae_allocator allocator = { heap_alloc, heap_free, &h };
        call k = usual_call();
        ae_model *model;
        ae_error e;
        size_t told, without;
        k.model.allocator = &allocator;
        k.fit.valid = &k.valid;
        must(ae_model_create(&model, specs[i], &k.model, &e), &e);
        must(ae_fit_memory(&told, model, &k.rows, &k.fit, &e), &e);
        for (int life = 0; life < 2; life++) {
            h.peak = h.held;
            must(ae_model_fit(model, &k.rows, &k.fit, &e), &e);
            assert_true(h.peak <= told);
        }
        k.fit.checkpoint = NULL;
        must(ae_fit_memory(&without, model, &k.rows, &k.fit, &e), &e);
        assert_true(told > without && told < 2 * without + (1 << 20));
        ae_model_free(model);
        unlink(f.file);
        unlink(old);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(another_training_is_refused_and_its_difference_named, begin, end),
        cmocka_unit_test_setup_teardown(a_schedule_with_an_end_needs_the_same_end, begin, end),
        cmocka_unit_test_setup_teardown(what_does_not_matter_may_differ, begin, end),
        cmocka_unit_test_setup_teardown(a_training_may_be_made_longer, begin, end),
        cmocka_unit_test_setup_teardown(seconds_spent_before_count, begin, end),
        cmocka_unit_test_setup_teardown(a_finished_training_is_left_alone, begin, end),
        cmocka_unit_test_setup_teardown(rows_are_looked_at_in_pieces, begin, end),
        cmocka_unit_test_setup_teardown(it_is_written_as_often_as_asked, begin, end),
        cmocka_unit_test_setup_teardown(the_old_one_is_taken_where_the_new_one_is_damaged_or_missing, begin, end),
        cmocka_unit_test_setup_teardown(two_damaged_files_are_an_error, begin, end),
        cmocka_unit_test_setup_teardown(a_path_that_cannot_be_written_is_said_before_the_first_step, begin, end),
        cmocka_unit_test_setup_teardown(a_checkpoint_is_read_as_its_model, begin, end),
        cmocka_unit_test_setup_teardown(a_trainer_goes_on_where_another_was_saved, begin, end),
        cmocka_unit_test_setup_teardown(a_fits_checkpoint_is_none_of_a_trainers, begin, end),
        cmocka_unit_test_setup_teardown(a_fit_takes_what_was_told, begin, end),
    };
    return cmocka_run_group_tests_name("checkpoint", tests, fill_rows, NULL);
}
