/* Promise 9: a training that is broken off anywhere and goes on from its checkpoint ends with the bytes of one that is not.
 */
#include "resume.h"

static folder f;
static char whole[128], broken[128];

static int begin(void **state)
{
    (void)state;
    f = make_folder();
    put_path(whole, &f, "whole.ck");
    put_path(broken, &f, "broken.ck");
    return 0;
}

static int end(void **state)
{
    (void)state;
    remove_folder(&f);
    return 0;
}

/* The strings and tensors of two checkpoints, apart from the time that they took. */
static void assert_same_checkpoints(void)
{
    ae_arena arena;
    ae_document d[2];
    size_t size[2];
    unsigned char *bytes[] = { file_bytes(whole, &size[0]), file_bytes(broken, &size[1]) };
    ae_arena_init(&arena, NULL);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(ae_safetensors_read(&d[i], bytes[i], size[i], &arena, NULL), AE_OK);
    assert_int_equal(d[0].n_strings, d[1].n_strings);
    assert_int_equal(d[0].n_tensors, d[1].n_tensors);
    for (size_t i = 0; i < d[0].n_strings; i++) {
        const ae_string *a = &d[0].strings[i], *b = &d[1].strings[i];
        assert_string_equal(a->key, b->key);
        if (strcmp(a->key, "state.seconds") != 0 && strcmp(a->key, "checksum") != 0 && strcmp(a->value, b->value) != 0)
            fail_msg("%s: %s and %s", a->key, a->value, b->value);
    }
    for (size_t i = 0; i < d[0].n_tensors; i++) {
        assert_string_equal(d[0].tensors[i].name, d[1].tensors[i].name);
        if (memcmp(d[0].tensors[i].data, d[1].tensors[i].data, ae_tensor_bytes(&d[0].tensors[i])) != 0)
            fail_msg("%s differs", d[0].tensors[i].name);
    }
    ae_arena_free(&arena);
    test_free(bytes[0]);
    test_free(bytes[1]);
}

static void remove_files(void)
{
    static const char *const names[] = { "whole.ck", "whole.ck.old", "broken.ck", "broken.ck.old" };
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        put_path(path, &f, names[i]);
        unlink(path);
    }
}

static uint32_t draw(uint64_t *random, uint32_t n)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 33) % n;
}

static const char *some_kernels(uint64_t *random)
{
    size_t isa = draw(random, (uint32_t)ae_isa_count());
    return ae_isa_usable(isa) ? ae_isa_name(isa) : NULL;
}

/* Breaks a training off until it has come to its end. */
static ae_model *live_again_and_again(attempt *last, const config *c, const ae_fit_report *all, uint64_t *random,
                                      ae_fit_report *report)
{
    for (bool first = true;; first = false) {
        attempt a = { .how = (breach)(first ? 1 + draw(random, BREACHES - 1) : draw(random, BREACHES)),
                      .threads = 1 + draw(random, 3),
                      .every = draw(random, 2) ? 1 + draw(random, 5) : 0,
                      .path = broken,
                      .kernels = some_kernels(random) };
        bool by_epoch = a.how == BREACH_EPOCH || a.how == BREACH_LATE;
        a.at = 1 + draw(random, (uint32_t)(by_epoch ? all->epochs : all->steps));
        ae_model *model = live(c, &a, report);
        *last = a;
        if (!a.broken)
            return model;
        ae_model_free(model);
    }
}

/* The epochs that the last life has seen, as they were in the training that was left alone. */
static void assert_same_history(const attempt *part, const ae_fit_report *seen, const attempt *all)
{
    for (size_t i = 0; i < seen->history; i++) {
        ae_epoch_record a = part->history[i], b = all->history[a.epoch - 1];
        a.seconds = b.seconds = 0;
        assert_memory_equal(&a, &b, sizeof a);
    }
}

static void a_broken_training_ends_as_a_whole_one(void **state)
{
    const uint32_t count = getenv("AE_TEST_SMALL") ? 16 : 50;
    uint64_t random = 1;
    (void)state;
    for (uint32_t i = 0; i < count; i++) {
        const config c = config_of(i);
        ae_fit_report all = AE_FIT_REPORT_INIT, last = AE_FIT_REPORT_INIT;
        remove_files();
        attempt alone = { .threads = 1 }, broken_off;
        ae_model *plain = live(&c, &alone, &all);
        ae_model *kept = live(&c, &(attempt){ .threads = 2, .path = whole }, &all);

        ae_model *resumed = live_again_and_again(&broken_off, &c, &all, &random, &last);

        assert_same_model(plain, kept);
        assert_same_model(plain, resumed);
        assert_same_checkpoints();
        assert_same_history(&broken_off, &last, &alone);
        assert_int_equal(last.steps, all.steps);
        assert_int_equal(last.epochs, all.epochs);
        assert_int_equal(last.stopped, all.stopped);
        assert_int_equal(last.best_epoch, all.best_epoch);
        assert_int_equal(last.refused, all.refused);
        assert_memory_equal(&last.best_loss, &all.best_loss, sizeof all.best_loss);
        assert_memory_equal(&last.last_loss, &all.last_loss, sizeof all.last_loss);
        ae_model_free(plain);
        ae_model_free(kept);
        ae_model_free(resumed);
    }
}

/* Given a training that was stopped by the last step of an epoch; then the next life ends this epoch, as it would have been.
 */
static void an_epoch_that_was_not_ended_is_ended(void **state)
{
    const config c = config_of(1); /* with a schedule */
    ae_fit_report all = AE_FIT_REPORT_INIT, last = AE_FIT_REPORT_INIT;
    attempt alone = { .threads = 1 }, second = { .threads = 1, .path = broken };
    (void)state;
    remove_files();
    ae_model *whole_one = live(&c, &alone, &all);
    attempt first = { .how = BREACH_CANCEL, .at = 2 * all.steps / all.epochs, .threads = 1, .path = broken };
    ae_model_free(live(&c, &first, &last));

    ae_model *resumed = live(&c, &second, &last);

    assert_int_equal(last.resumed, first.at);
    assert_int_equal(last.history, all.epochs - 1);
    assert_int_equal(second.history[0].epoch, 2);
    assert_same_history(&second, &last, &alone);
    assert_same_model(whole_one, resumed);
    ae_model_free(whole_one);
    ae_model_free(resumed);
}

/* Given a training that is broken off while the weight of a penalty rises, and while that of a loss does; then it goes on at
 * the weights of its step. */
static void a_warmup_goes_on(void **state)
{
    config c = config_of(2);
    ae_fit_report all = AE_FIT_REPORT_INIT, last = AE_FIT_REPORT_INIT;
    (void)state;
    c.optimizer = "adam lr=0.01 | warmup on=l1 steps=9 | warmup on=huber steps=7 from=0.2";
    for (size_t at = 1; at < 10; at += 4) {
        attempt first = { .how = BREACH_CANCEL, .at = at, .threads = 1, .path = broken };
        remove_files();
        ae_model *whole_one = live(&c, &(attempt){ .threads = 1, .path = whole }, &all);
        ae_model_free(live(&c, &first, &last));

        ae_model *resumed = live(&c, &(attempt){ .threads = 2, .path = broken }, &last);

        assert_int_equal(last.resumed, at);
        assert_same_model(whole_one, resumed);
        assert_same_checkpoints();
        ae_model_free(whole_one);
        ae_model_free(resumed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_broken_training_ends_as_a_whole_one, begin, end),
        cmocka_unit_test_setup_teardown(an_epoch_that_was_not_ended_is_ended, begin, end),
        cmocka_unit_test_setup_teardown(a_warmup_goes_on, begin, end),
    };
    return cmocka_run_group_tests_name("resume", tests, fill_rows, NULL);
}
