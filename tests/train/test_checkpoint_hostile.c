/* Checkpoints that are damaged or meant to do harm, and too little memory: nothing changes but the error. */
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

static const struct {
    const char *key, *value; /* NULL: it is missing */
    const char *says;
} wrong[] = {
    { "kind", "model", "it is a model's file, no checkpoint" },
    { "now.steps", NULL, "\"now.steps\" is missing or not a whole number" },
    { "now.steps", "-1", "\"now.steps\" is missing or not a whole number" },
    { "now.steps", "9223372036854775808", "\"now.steps\" is 9223372036854775808; at most 9007199254740992 makes sense" },
    { "now.steps", "18446744073709551616", "\"now.steps\" is missing or not a whole number" },
    { "now.rows", "18446744073709551615", "\"now.rows\" is 18446744073709551615; at most " },
    { "now.updates", "8", "\"now.updates\" is 8; at most 7 makes sense" },
    { "good.steps", "8", "\"good.steps\" is 8; at most 7 makes sense" },
    { "best.steps", "8", "\"best.steps\" is 8; at most 7 makes sense" },
    { "state.ended", "8", "\"state.ended\" is 8; at most 7 makes sense" },
    { "state.has_good", "2", "\"state.has_good\" is 2; at most 1 makes sense" },
    { "state.has_best", "2", "\"state.has_best\" is 2; at most 1 makes sense" },
    { "state.stopped", "77", "\"state.stopped\" is 77; at most " },
    { "state.seconds", "nan", "\"state.seconds\" is missing or not a number" },
    { "state.parts", "1 2", "\"state.parts\" is missing or not 8 numbers" },
    { "now.optimizer", "1 2 3 4 5", "\"now.optimizer\" is missing or not 4 numbers" },
    { "policies", "", "\"policies\" is missing or not " },
    { "run.batch", "", "\"run.batch\" is missing or not a whole number" },
    { "run.optimizer", NULL, "\"run.optimizer\" is missing or longer than " },
    { "run.products", "neither", "products neither (here own)" },
    { "scale", "0", "\"scale\" is 0; it must be a positive number" },
};

/* A trainer after 9 steps, and the file of one after 7, are as before when a load has failed. */
static void assert_untouched(pair *p, ae_model *before)
{
    assert_same_model(p->model, before);
    pair q = make_pair(9);
    make_steps(p->trainer, 9, 12);
    make_steps(q.trainer, 9, 12);
    assert_same_model(p->model, q.model);
    free_pair(&q);
}

static void assert_load_refused(const char *says)
{
    pair p = make_pair(9);
    ae_model *before;
    ae_error e = { 0 };
    must(ae_model_clone(&before, p.model, &e), &e);

    ae_status status = ae_trainer_load(p.trainer, f.file, &e);

    if ((status != AE_EFORMAT && status != AE_EOPTION) || !strstr(e.text, says))
        fail_msg("%s: \"%s\", where \"%s\" was awaited", ae_status_name(status), e.text, says);
    assert_untouched(&p, before);
    ae_model_free(before);
    free_pair(&p);
}

static void save_seven_steps(void)
{
    pair p = make_pair(7);
    ae_error e;
    unlink(old);
    unlink(f.file);
    must(ae_trainer_save(p.trainer, f.file, &e), &e);
    free_pair(&p);
}

static void strings_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        save_seven_steps();
        put_string(f.file, wrong[i].key, wrong[i].value);
        assert_load_refused(wrong[i].says);
    }
}

/* The numbers with which policies count, one after the other, are made such as no count can be. */
static void policies_count_with_whole_numbers(void **state)
{
    static const char *const numbers[] = { "-1", "0.5", "1e300", "nan", "inf", "-inf" };
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[4096];
        save_seven_steps();
        opened o = open_checkpoint(f.file);
        const char *policies = ae_document_string(&o.document, "policies");
        snprintf(text, sizeof text, "%s%s", numbers[i], policies + strcspn(policies, " "));
        close_checkpoint(&o);
        put_string(f.file, "policies", text);
        assert_load_refused(" counts with whole numbers, not with ");
    }
}

static void change_tensors(void (*change)(ae_document *d))
{
    save_seven_steps();
    opened o = open_checkpoint(f.file);
    change(&o.document);
    put_document(f.file, &o);
}

static size_t tensor_number(const ae_document *d, const char *name)
{
    const ae_tensor *t = tensor_called(d, name);
    assert_non_null(t);
    return (size_t)(t - d->tensors);
}

static void drop_slot(ae_document *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_tensors; i++)
        if (strncmp(d->tensors[i].name, "slot2/", 6) != 0)
            d->tensors[n++] = d->tensors[i];
    d->n_tensors = n;
}

static void transpose_slot(ae_document *d)
{
    d->tensors[tensor_number(d, "good_slot1/dense1.weight")].shape = (ae_dims){ 2, { 7, 12 } };
}

static void rename_slab(ae_document *d)
{
    for (size_t i = 0; i < d->n_tensors; i++)
        if (strncmp(d->tensors[i].name, "raw/", 4) == 0)
            memcpy((char *)(uintptr_t)d->tensors[i].name, "row", 3);
}

static void drop_one(ae_document *d)
{
    d->tensors[tensor_number(d, "best/dense3.bias")] = d->tensors[--d->n_tensors];
}

static void other_slabs_are_refused(void **state)
{
    (void)state;
    change_tensors(drop_slot);
    assert_load_refused("tensor slot2/dense1.weight is missing");
    change_tensors(transpose_slot);
    assert_load_refused("tensor good_slot1/dense1.weight is 7x12; the spec asks for 12x7");
    change_tensors(rename_slab);
    assert_load_refused("tensor raw/dense1.weight is missing");
    change_tensors(drop_one);
    assert_load_refused("tensor best/dense3.bias is missing");
}

static void a_model_is_no_checkpoint(void **state)
{
    ae_model *model = make_model(everything.spec, 3);
    ae_error e;
    (void)state;
    must(ae_model_save(model, f.file, &e), &e);
    assert_load_refused("it is a model's file, no checkpoint");
    ae_model_free(model);
}

/* Given a checkpoint with any byte changed, or cut off anywhere; then it is refused, and the trainer goes on as before. */
static void damaged_files_are_refused(void **state)
{
    pair p = make_pair(9);
    size_t size, step = getenv("AE_TEST_SMALL") ? 97 : 13;
    ae_model *before;
    ae_error e;
    (void)state;
    save_seven_steps();
    must(ae_model_clone(&before, p.model, &e), &e);
    unsigned char *bytes = file_bytes(f.file, &size);
    for (size_t i = 0; i < size; i += step) {
        bytes[i] ^= 0x20;
        put_bytes(f.file, bytes, size);
        bytes[i] ^= 0x20;
        ae_status changed = ae_trainer_load(p.trainer, f.file, &e);
        put_bytes(f.file, bytes, i);
        ae_status cut = ae_trainer_load(p.trainer, f.file, &e);
        assert_true(changed == AE_ECHECKSUM || changed == AE_EFORMAT);
        assert_true(cut == AE_ECHECKSUM || cut == AE_EFORMAT);
    }
    assert_untouched(&p, before);
    test_free(bytes);
    ae_model_free(before);
    free_pair(&p);
}

/* ---- memory ---- */

/* Every allocation fails once: nothing is held that was not, the file and the trainer are as before. */
static void saving_and_loading_may_lack_memory(void **state)
{
    heap h = { 0 };
    ae_allocator allocator = { heap_alloc, heap_free, &h };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    pair p;
    ae_error e;
    ae_status status;
    (void)state;
    options.allocator = &allocator;
    options.seed = 3;
    save_seven_steps();
    must(ae_model_create(&p.model, everything.spec, &options, &e), &e);
    p.trainer = make_trainer(p.model);
    make_steps(p.trainer, 0, 9);
    size_t held = h.held;
    for (size_t n = 1, loading = 0; loading < 2; n++) {
        h.fail_at = h.calls + n;
        status = loading ? ae_trainer_load(p.trainer, f.file, &e) : ae_trainer_save(p.trainer, f.file, &e);
        assert_true(status == AE_OK || status == AE_ENOMEM);
        assert_int_equal(h.held, held);
        if (status == AE_OK) {
            loading++;
            n = 0;
        } else if (!loading) {
            assert_int_equal(steps_in(f.file), 7);
        }
    }
    h.fail_at = 0;
    free_pair(&p);
    assert_int_equal(h.held, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(strings_that_make_no_sense_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(policies_count_with_whole_numbers, begin, end),
        cmocka_unit_test_setup_teardown(other_slabs_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_model_is_no_checkpoint, begin, end),
        cmocka_unit_test_setup_teardown(damaged_files_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(saving_and_loading_may_lack_memory, begin, end),
    };
    return cmocka_run_group_tests_name("checkpoint, hostile", tests, fill_rows, NULL);
}
