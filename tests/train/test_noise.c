/* Training with dropout and noise: what it is trained on, what it hangs on, and what is left of it when the net is used. */
#include "../help.h"
#include "kernel/dispatch.h"

enum { ROWS = 100, WIDTH = 48, BATCH = 32 };
static float data[ROWS * WIDTH];

/* Every kind, at every place: behind the input, between layers, on the code, in the decoder. */
static const char noisy[] =
    "input 3x4x4 | noise shift by=2 | noise gaussian sd=0.2 clip=0,1 | noise salt_pepper p=0.1 | dense 70 act=relu "
    "| dropout 0.2 | dense 36 act=tanh | noise speckle sd=0.3 fixed=yes | code "
    "| noise uniform min=-0.1 max=0.1 | noise shift by=3 fixed=yes | reshape 4x9 | dropout2d 0.25 | noise mask p=0.1 "
    "| dense 48 act=sigmoid";
static const char clean[] = "input 3x4x4 | dense 70 act=relu | dense 36 act=tanh | code | reshape 4x9 "
                            "| dense 48 act=sigmoid";

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

static ae_fit_options some_steps(uint64_t steps)
{
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    options.optimizer = "adam lr=0.01";
    options.batch = BATCH;
    options.steps = steps;
    options.seed = 3;
    return options;
}

static ae_model *trained(const char *spec, const ae_rows *rows, const ae_fit_options *options)
{
    ae_error e;
    ae_model *model = make_model(spec, 1);
    must(ae_model_fit(model, rows, options, &e), &e);
    return model;
}

static void assert_same_weights(const ae_model *a, const ae_model *b, bool same)
{
    ae_tensor_info x = AE_TENSOR_INFO_INIT, y = AE_TENSOR_INFO_INIT;
    bool equal = true;
    for (size_t i = 0; ae_model_get_tensor(&x, a, i, NULL) == AE_OK; i++) {
        assert_int_equal(ae_model_get_tensor(&y, b, i, NULL), AE_OK);
        equal &= memcmp(x.data, y.data, sizeof(float) * x.shape[0] * (x.rank == 2 ? x.shape[1] : 1)) == 0;
    }
    assert_int_equal(equal, same);
}

/* ---- the same bits ---- */

static void threads_do_not_matter(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(9);
    ae_model *one = trained(noisy, &rows, &options);
    (void)state;
    for (options.threads = 1; options.threads <= 7; options.threads += 2) {
        ae_model *other = trained(noisy, &rows, &options);
        assert_same_model(one, other);
        ae_model_free(other);
    }
    ae_model_free(one);
}

static void kernel_sets_do_not_matter(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(9);
    ae_model *best = trained(noisy, &rows, &options);
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++) {
        if (!ae_isa_usable(isa))
            continue;
        setenv("AE_KERNELS", ae_isa_name(isa), 1);
        ae_model *other = trained(noisy, &rows, &options);
        unsetenv("AE_KERNELS");
        assert_same_model(best, other);
        ae_model_free(other);
    }
    ae_model_free(best);
}

static void results_may_be_clipped_below_0(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(1);
    (void)state;
    ae_model *clipped = trained("input 48 | noise gaussian sd=0 clip=-2,-1 | dense 4 | code | dense 48", &rows, &options);
    ae_model *as_it_is = trained("input 48 | noise gaussian sd=0 | dense 4 | code | dense 48", &rows, &options);
    assert_same_weights(clipped, as_it_is, false);
    ae_model_free(clipped);
    ae_model_free(as_it_is);
}

static int stop_at_six(void *user, const ae_progress *p)
{
    (void)user;
    return p->step == 6;
}

/* A step's draws do not hang on how many more there will be. */
static void a_training_cut_short_is_the_beginning_of_the_long_one(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(12), six = some_steps(6);
    options.on_step = stop_at_six;
    ae_model *stopped = trained(noisy, &rows, &options), *whole = trained(noisy, &rows, &six);
    (void)state;
    assert_same_model(stopped, whole);
    ae_model_free(stopped);
    ae_model_free(whole);
}

/* Given a loop of one's own over batches that hold all rows in their order; then rows have fit's numbers, and its draws. */
static void a_trainer_draws_as_fit_does(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(4);
    ae_error e;
    ae_trainer *trainer;
    (void)state;
    options.batch = ROWS;
    options.flags = AE_FIT_KEEP_ORDER;
    ae_model *a = trained(noisy, &rows, &options), *b = make_model(noisy, 1);
    must(ae_trainer_create(&trainer, b, &options, &e), &e);
    for (size_t i = 0; i < 4; i++)
        must(ae_trainer_step(NULL, trainer, &rows, &e), &e);
    ae_trainer_free(trainer);
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

/* ---- what the draws hang on ---- */

/* With the order kept, the seed has nothing to say but what is drawn. */
static void the_seed_is_that_of_the_draws(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(3), other = some_steps(3);
    (void)state;
    options.flags = other.flags = AE_FIT_KEEP_ORDER;
    other.seed = 4;
    for (int i = 0; i < 2; i++) {
        const char *spec = i ? noisy : clean;
        ae_model *a = trained(spec, &rows, &options), *b = trained(spec, &rows, &other);
        assert_same_weights(a, b, spec == clean);
        ae_model_free(a);
        ae_model_free(b);
    }
}

/* A layer with its own name keeps its draws when another is put before it. */
static void the_name_is_that_of_the_draws(void **state)
{
    static const char *const specs[] = {
        "input 48 | dense 9 | dropout 0.5 name=mine | code | dense 48",
        "input 48 | dropout 0 | dense 9 | dropout 0.5 name=mine | code | dense 48",
        "input 48 | dense 9 | dropout 0.5 name=yours | code | dense 48",
    };
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(3);
    ae_model *model[3];
    (void)state;
    for (size_t i = 0; i < 3; i++)
        model[i] = trained(specs[i], &rows, &options);
    assert_same_weights(model[0], model[1], true);
    assert_same_weights(model[0], model[2], false);
    for (size_t i = 0; i < 3; i++)
        ae_model_free(model[i]);
}

/* ---- what it is trained on ---- */

/* Given noise that adds 5 to every number; then the net learns what it learns from pairs of such rows and clean ones. */
static void noise_behind_the_input_leaves_the_target_clean(void **state)
{
    static float shifted[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH), pairs = AE_ROWS_F32(shifted, ROWS, WIDTH);
    ae_fit_options options = some_steps(9);
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        shifted[i] = data[i] + 5;
    pairs.target = rows.input;
    ae_model *layer = trained("input 48 | noise uniform min=5 max=5 | dense 20 act=tanh | code | dense 48", &rows, &options);
    ae_model *given = trained("input 48 | dense 20 act=tanh | code | dense 48", &pairs, &options);
    assert_same_weights(layer, given, true);
    ae_model_free(layer);
    ae_model_free(given);
}

static double error_after(ae_model *model, const ae_rows *rows)
{
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    must(ae_model_evaluate(&metrics, model, NULL, rows, &e), &e);
    return metrics.mse;
}

/* Given rows with a quarter of their numbers gone; then a net trained with such noise restores them better than one
 * trained without, and comes nearer to the clean rows than they are. */
static void masks_teach_to_restore(void **state)
{
    static float holes[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH), damaged = AE_ROWS_F32(holes, ROWS, WIDTH);
    ae_fit_options options = some_steps(400);
    double left = 0;
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++) {
        uint32_t word[4];
        ae_random_quad(word, &(ae_place){ .seed = 99 }, (uint32_t)i);
        holes[i] = word[0] % 4 ? data[i] : 0;
        left += (holes[i] - data[i]) * (holes[i] - data[i]) / (ROWS * WIDTH);
    }
    damaged.target = rows.input;
    ae_model *with = trained("input 48 | noise mask p=0.25 | dense 40 act=tanh | code | dense 48", &rows, &options);
    ae_model *without = trained("input 48 | dense 40 act=tanh | code | dense 48", &rows, &options);
    assert_true(error_after(with, &damaged) < error_after(without, &damaged));
    assert_true(error_after(with, &damaged) < left);
    ae_model_free(with);
    ae_model_free(without);
}

/* ---- what is left of it ---- */

static void a_net_in_use_has_no_noise(void **state)
{
    static float outputs[2][ROWS * WIDTH], codes[2][ROWS * 36], scores[2][ROWS];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_error e;
    (void)state;
    for (int i = 0; i < 2; i++) {
        ae_model *model = make_model(i ? noisy : clean, 1);
        must(ae_model_encode(codes[i], model, NULL, &rows, &e), &e);
        must(ae_model_reconstruct(outputs[i], model, NULL, &rows, &e), &e);
        must(ae_model_score(scores[i], model, NULL, &rows, &e), &e);
        ae_model_free(model);
    }
    assert_memory_equal(codes[0], codes[1], sizeof codes[0]);
    assert_memory_equal(outputs[0], outputs[1], sizeof outputs[0]);
    assert_memory_equal(scores[0], scores[1], sizeof scores[0]);
}

/* Given a trained net in a file; when it is read and trained on; then it goes on as the one in memory does. */
static void a_file_keeps_the_noise(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(5);
    ae_model *model = trained(noisy, &rows, &options), *loaded;
    size_t size;
    unsigned char *bytes = model_bytes(model, &size);
    ae_error e;
    (void)state;
    must(ae_model_load_memory(&loaded, bytes, size, NULL, &e), &e);
    assert_same_model(model, loaded);
    options.seed = 8;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    must(ae_model_fit(loaded, &rows, &options, &e), &e);
    assert_same_model(model, loaded);
    test_free(bytes);
    ae_model_free(model);
    ae_model_free(loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(results_may_be_clipped_below_0),
        cmocka_unit_test(kernel_sets_do_not_matter),
        cmocka_unit_test(a_training_cut_short_is_the_beginning_of_the_long_one),
        cmocka_unit_test(a_trainer_draws_as_fit_does),
        cmocka_unit_test(the_seed_is_that_of_the_draws),
        cmocka_unit_test(the_name_is_that_of_the_draws),
        cmocka_unit_test(noise_behind_the_input_leaves_the_target_clean),
        cmocka_unit_test(masks_teach_to_restore),
        cmocka_unit_test(a_net_in_use_has_no_noise),
        cmocka_unit_test(a_file_keeps_the_noise),
    };
    return cmocka_run_group_tests_name("noise", tests, fill, NULL);
}
