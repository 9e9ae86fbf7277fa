/* What penalties and bounds do to a net in training, and that nothing else is changed by them. */
#include "../help.h"
#include "kernel/dispatch.h"
#include "objective/objective.h"

enum { ROWS = 200, WIDTH = 20, CODE = 12 };
static float data[ROWS * WIDTH];

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
    options.batch = 64;
    options.steps = steps;
    return options;
}

static ae_model *trained(const char *spec, const ae_fit_options *options)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_error e;
    ae_model *model = make_model(spec, 3);
    must(ae_model_fit(model, &rows, options, &e), &e);
    return model;
}

static const float *codes_of(const ae_model *model)
{
    static float codes[ROWS * CODE];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_error e;
    must(ae_model_encode(codes, model, NULL, &rows, &e), &e);
    return codes;
}

static double loss_of(const ae_model *model)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    must(ae_model_evaluate(&metrics, model, NULL, &rows, &e), &e);
    return metrics.loss;
}

static ae_tensor_info tensor_of(const ae_model *model, size_t index)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    assert_int_equal(ae_model_get_tensor(&t, model, index, NULL), AE_OK);
    return t;
}

static double norm_of(const float *x, size_t n, int power)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += power == 1 ? fabs((double)x[i]) : (double)x[i] * (double)x[i];
    return sum;
}

/* ---- what is reported ---- */

/* Given fresh weights; when a step on all rows is made; then its loss, taken before the step, is the reconstruction's, and
 * weight times each penalty: those on the code as means over the rows, those on weights once. */
static void a_training_s_loss_holds_the_penalties(void **state)
{
    static const char spec[] = "input 20 | dense 12 act=tanh | code | dense 20 | loss mse weight=2 | penalty l1 weight=0.3 "
                               "| penalty l2 on=code reduce=mean weight=0.7 | penalty l2 on=weights weight=0.01 "
                               "| penalty l1 on=dense2.weight weight=0.02";
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(1);
    ae_fit_report report = AE_FIT_REPORT_INIT;
    ae_error e;
    ae_model *model = make_model(spec, 3);
    (void)state;
    const float *codes = codes_of(model), *first = tensor_of(model, 0).data, *second = tensor_of(model, 2).data;
    double expected = loss_of(model) + 0.3 * norm_of(codes, ROWS * CODE, 1) / ROWS;
    expected += 0.7 * norm_of(codes, ROWS * CODE, 2) / (ROWS * CODE) + 0.02 * norm_of(second, CODE * WIDTH, 1);
    expected += 0.01 * (norm_of(first, WIDTH * CODE, 2) + norm_of(second, CODE * WIDTH, 2));

    options.batch = ROWS;
    options.report = &report;
    must(ae_model_fit(model, &rows, &options, &e), &e);

    assert_true(fabs(report.last_loss - expected) < 1e-6 * expected);
    ae_model_free(model);
}

/* Scores and evaluate are the spec's losses alone: with the same weights, a model with penalties scores as one without. */
static void scores_know_no_penalties(void **state)
{
    static const char plain[] = "input 20 | dense 12 act=sigmoid | code | dense 20";
    static const char spec[] = "input 20 | dense 12 act=sigmoid | code | dense 20 | penalty l1 weight=3 "
                               "| penalty kl_sparse weight=3 | penalty contractive weight=3 | penalty l2 on=weights "
                               "weight=3 | penalty mmd weight=3";
    static float scores[2][ROWS];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_model *models[] = { make_model(plain, 3), make_model(spec, 3) };
    ae_error e;
    (void)state;
    for (size_t i = 0; i < 2; i++)
        must(ae_model_score(scores[i], models[i], NULL, &rows, &e), &e);
    assert_memory_equal(scores[0], scores[1], sizeof scores[0]);
    assert_true(loss_of(models[0]) == loss_of(models[1]));
    ae_model_free(models[0]);
    ae_model_free(models[1]);
}

/* ---- what they do ---- */

#define NET(act, more) "input 20 | dense 12 act=" act " | code | dense 20" more

static double trained_norm(const char *spec, uint64_t steps, int power)
{
    ae_fit_options options = some_steps(steps);
    ae_model *model = trained(spec, &options);
    double norm = norm_of(codes_of(model), ROWS * CODE, power) / (ROWS * CODE);
    ae_model_free(model);
    return norm;
}

static void codes_shrink(void **state)
{
    (void)state;
    double l1 = trained_norm(NET("relu", ""), 400, 1), l2 = trained_norm(NET("relu", ""), 400, 2);
    assert_true(trained_norm(NET("relu", " | penalty l1 weight=0.01"), 400, 1) < 0.7 * l1);
    assert_true(trained_norm(NET("relu", " | penalty l2 weight=0.01"), 400, 2) < 0.7 * l2);
}

/* Each unit's mean comes to lie near rho, from wherever it would be. */
static void units_become_as_active_as_rho_says(void **state)
{
    ae_fit_options options = some_steps(1000);
    (void)state;
    options.batch = ROWS;
    ae_model *model = trained(NET("sigmoid", " | penalty kl_sparse rho=0.1 weight=1"), &options);
    const float *codes = codes_of(model);
    for (size_t j = 0; j < CODE; j++) {
        double mean = 0;
        for (size_t i = 0; i < ROWS; i++)
            mean += (double)codes[i * CODE + j] / ROWS;
        assert_true(fabs(mean - 0.1) < 0.02);
    }
    ae_model_free(model);
}

static double trained_weights(const char *spec, int power)
{
    ae_fit_options options = some_steps(400);
    ae_model *model = trained(spec, &options);
    double norm = norm_of(tensor_of(model, 0).data, WIDTH * CODE, power);
    ae_model_free(model);
    return norm;
}

static void weights_shrink(void **state)
{
    (void)state;
    double l1 = trained_weights(NET("tanh", ""), 1), l2 = trained_weights(NET("tanh", ""), 2);
    assert_true(trained_weights(NET("tanh", " | penalty l1 on=weights weight=1e-3"), 1) < 0.7 * l1);
    assert_true(trained_weights(NET("tanh", " | penalty l2 on=dense1.weight weight=1e-2"), 2) < 0.7 * l2);
}

/* How far codes move when the input is moved by 0.01 along each axis: the Jacobian's squared norm, by differences. */
static double sensitivity(const ae_model *model)
{
    static float at[ROWS * CODE];
    double sum = 0;
    memcpy(at, codes_of(model), sizeof at);
    for (size_t axis = 0; axis < WIDTH; axis++) {
        for (size_t i = axis; i < ROWS * WIDTH; i += WIDTH)
            data[i] += 0.01f;
        const float *moved = codes_of(model);
        for (size_t i = 0; i < ROWS * CODE; i++)
            sum += ((double)moved[i] - (double)at[i]) * ((double)moved[i] - (double)at[i]) / 1e-4 / ROWS;
        curve(data, ROWS, WIDTH);
    }
    return sum;
}

static double trained_sensitivity(const char *spec)
{
    ae_fit_options options = some_steps(400);
    ae_model *model = trained(spec, &options);
    double s = sensitivity(model);
    ae_model_free(model);
    return s;
}

/* ---- how codes are spread ---- */

/* Mean and variance of each unit, and the correlation of each two, by the largest distance from those of a standard normal
 * distribution: 0, 1 and 0. */
static double distance_from_normal(const ae_model *model)
{
    const float *codes = codes_of(model);
    double most = 0;
    for (size_t a = 0; a < 2; a++)
        for (size_t b = a; b < 2; b++) {
            double sum = 0, product = 0;
            for (size_t i = 0; i < ROWS; i++) {
                sum += (double)codes[2 * i + a] / ROWS;
                product += (double)codes[2 * i + a] * (double)codes[2 * i + b] / ROWS;
            }
            most = fmax(most, fmax(fabs(sum), fabs(product - (a == b))));
        }
    return most;
}

/* Given rows whose codes lie anywhere; when mmd is a part of the loss; then they come to have the moments of a standard
 * normal distribution, as far as 200 rows can: of as many draws the second ones have a deviation of .1. */
static void codes_become_normal_by_mmd(void **state)
{
    static const char *const nets[] = { "input 20 | dense 16 act=tanh | dense 2 | code | dense 20",
                                        "input 20 | dense 16 act=tanh | dense 2 | code | dense 20 | penalty mmd weight=1" };
    double distance[2];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        ae_fit_options options = some_steps(1000);
        options.batch = ROWS;
        ae_model *model = trained(nets[i], &options);
        distance[i] = distance_from_normal(model);
        ae_model_free(model);
    }
    assert_true(distance[0] > 0.5);
    assert_true(distance[1] < 0.3);
}

#define DEEP(more) "input 20 | dense 16 act=tanh | dense 12 act=tanh | code | dense 20" more

/* In closed form, and by a second encoder on moved rows. */
static void codes_come_to_change_less(void **state)
{
    (void)state;
    assert_true(trained_sensitivity(NET("sigmoid", " | penalty contractive weight=0.01")) <
                0.5 * trained_sensitivity(NET("sigmoid", "")));
    assert_true(trained_sensitivity(DEEP(" | penalty contractive weight=0.01")) < 0.5 * trained_sensitivity(DEEP("")));
}

/* The two ways are about the same number: given one sigmoid layer, whose closed form is known; when a dropout that drops
 * nothing stands before it, so that it is not taken; then the first loss is about the same. */
static void the_two_ways_of_contraction_agree(void **state)
{
    static const char *const specs[] = { NET("sigmoid", " | loss mse weight=0 | penalty contractive weight=1"),
                                         "input 20 | dropout 0 | dense 12 act=sigmoid | code | dense 20 "
                                         "| loss mse weight=0 | penalty contractive weight=1 sd=0.001" };
    double loss[2];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        ae_fit_options options = some_steps(1);
        ae_fit_report report = AE_FIT_REPORT_INIT;
        options.batch = ROWS;
        options.report = &report;
        ae_model_free(trained(specs[i], &options));
        loss[i] = report.last_loss;
    }
    assert_true(loss[0] != loss[1]);
    assert_true(fabs(loss[0] - loss[1]) < 0.1 * loss[0]); /* 200 rows times 20 draws: deviation about 0.02 */
}

/* ---- bounds ---- */

typedef struct watch {
    const ae_model *model;
    double most;
} watch;

static int find_longest_column(void *user, const ae_progress *progress)
{
    watch *w = user;
    ae_tensor_info t = tensor_of(w->model, 0);
    size_t columns = t.shape[t.rank - 1], size = 1;
    (void)progress;
    for (size_t d = 0; d < t.rank; d++)
        size *= t.shape[d];
    for (size_t j = 0; j < columns; j++) {
        double sum = 0;
        for (size_t i = j; i < size; i += columns)
            sum += (double)t.data[i] * (double)t.data[i];
        w->most = sqrt(sum) > w->most ? sqrt(sum) : w->most;
    }
    return 0;
}

static double longest_column(const char *spec)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(200);
    ae_error e;
    watch w = { make_model(spec, 3), 0 };
    options.on_step = find_longest_column;
    options.user = &w;
    options.optimizer = "sgd lr=1 momentum=0.9";
    must(ae_model_fit((ae_model *)w.model, &rows, &options, &e), &e);
    ae_model_free((ae_model *)w.model);
    return w.most;
}

static void no_unit_s_weights_are_longer_than_maxnorm_after_any_step(void **state)
{
    (void)state;
    double most = longest_column("input 20 | dense 12 act=tanh maxnorm=0.8 | code | dense 20");
    assert_true(most <= 0.8 * (1 + 0x1p-22) && most > 0.8 * (1 - 0x1p-22));
    assert_true(longest_column("input 20 | dense 12 act=tanh maxnorm=0.8 | code | decoder mirror tied=yes") <=
                0.8 * (1 + 0x1p-22));
    assert_true(longest_column(NET("tanh", "")) > 1);
    assert_true(longest_column("input 20 | dense 12 act=tanh maxnorm=0.8 | code | dense 20 tied=dense1") <=
                0.8 * (1 + 0x1p-22));
    most = longest_column("input 20 | conv1d 6 kernel=5 act=tanh maxnorm=0.3 | code | dense 20 act=sigmoid");
    assert_true(most <= 0.3 * (1 + 0x1p-22) && most > 0.3 * (1 - 0x1p-22));
}

static void assert_active(const ae_model *model, size_t k)
{
    const float *codes = codes_of(model);
    for (size_t i = 0; i < ROWS; i++) {
        size_t active = 0;
        for (size_t j = 0; j < CODE; j++)
            active += codes[i * CODE + j] != 0;
        assert_int_equal(active, k);
    }
}

static void exactly_k_numbers_of_a_code_are_active(void **state)
{
    ae_fit_options options = some_steps(100);
    ae_model *same = trained("input 20 | dense 12 | topk 3 | code | dense 20", &options);
    ae_model *more = trained("input 20 | dense 12 | topk 3 infer=5 | code | dense 20", &options);
    (void)state;
    assert_active(same, 3);
    assert_active(more, 5);
    assert_memory_equal(tensor_of(same, 0).data, tensor_of(more, 0).data, sizeof(float) * WIDTH * CODE);
    ae_model_free(same);
    ae_model_free(more);
}

/* A feature of weight 0 is not learnt; the others are, better than it. */
static void features_count_as_they_weigh(void **state)
{
    static const char spec[] = "input 20 | dense 12 act=tanh | code | dense 20 "
                               "| loss mse feature_weights=0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1";
    static float outputs[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options options = some_steps(300);
    ae_error e;
    ae_model *model = trained(spec, &options), *fresh = make_model(spec, 3);
    double first = 0, others = 0;
    (void)state;
    must(ae_model_reconstruct(outputs, model, NULL, &rows, &e), &e);
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        *(i % WIDTH ? &others : &first) += pow((double)outputs[i] - (double)data[i], 2);
    assert_true(first > 10 * others / (WIDTH - 1));
    for (size_t i = 0; i < CODE; i++) /* and its weights have not moved */
        assert_true(tensor_of(model, 2).data[i * WIDTH] == tensor_of(fresh, 2).data[i * WIDTH]);
    ae_model_free(model);
    ae_model_free(fresh);
}

/* ---- the same bits ---- */

static const char *const all[] = {
    NET("sigmoid", " | penalty kl_sparse weight=0.1 | penalty l1 weight=0.01 | penalty l2 on=dense2 weight=0.01"),
    NET("softmax", " | penalty kl_sparse weight=0.1"),
    "input 20 | dense 16 act=tanh | gaussian 12 | code | gaussian 20 | loss gaussian | loss kl_normal | penalty mmd "
    "weight=1",
    NET("linear", " | penalty mmd weight=10 | loss gaussian variance=0.01"),
    NET("tanh",
        " | penalty contractive weight=0.1 | penalty l1 on=weights weight=0.001 | penalty l2 on=weights weight=0.01"),
    DEEP(" | penalty contractive weight=0.1 | loss jaccard | loss mae weight=0.1"),
    "input 20 | dense 12 act=tanh | gaussian 5 | code | decoder mirror | loss bce reduce=sum | loss kl_normal",
    "input 20 | dense 12 maxnorm=0.5 | topk 4 | code | dense 20 act=softmax maxnorm=0.7 | loss cross_entropy",
};

static void threads_and_kernel_sets_do_not_matter(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        ae_fit_options options = some_steps(12);
        ae_model *one = trained(all[i], &options);
        for (size_t isa = 0; isa < ae_isa_count(); isa++) {
            if (!ae_isa_usable(isa))
                continue;
            setenv("AE_KERNELS", ae_isa_name(isa), 1);
            options.threads = 1 + (unsigned)isa;
            ae_model *other = trained(all[i], &options);
            unsetenv("AE_KERNELS");
            assert_same_model(one, other);
            ae_model_free(other);
        }
        ae_model_free(one);
    }
}

static const ae_objective *loss_called(const char *name)
{
    for (size_t i = 0; ae_objective_at(i); i++)
        if (strcmp(ae_objective_at(i)->name, name) == 0)
            return ae_objective_at(i);
    fail_msg("no loss is called %s", name);
    return NULL;
}

/* Given the losses; then those of probabilities and of memberships need targets from 0 to 1, and the others do not. */
static void some_losses_say_that_targets_lie_in_0_to_1(void **state)
{
    static const char *const unit[] = { "bce", "cross_entropy", "jaccard" }, *const any[] = { "mse", "sse", "mae", "huber",
                                                                                              "gaussian" };
    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_true(loss_called(unit[i])->unit_targets);
    for (size_t i = 0; i < 5; i++)
        assert_false(loss_called(any[i])->unit_targets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_training_s_loss_holds_the_penalties),
        cmocka_unit_test(scores_know_no_penalties),
        cmocka_unit_test(codes_shrink),
        cmocka_unit_test(units_become_as_active_as_rho_says),
        cmocka_unit_test(weights_shrink),
        cmocka_unit_test(codes_become_normal_by_mmd),
        cmocka_unit_test(codes_come_to_change_less),
        cmocka_unit_test(the_two_ways_of_contraction_agree),
        cmocka_unit_test(no_unit_s_weights_are_longer_than_maxnorm_after_any_step),
        cmocka_unit_test(exactly_k_numbers_of_a_code_are_active),
        cmocka_unit_test(features_count_as_they_weigh),
        cmocka_unit_test(some_losses_say_that_targets_lie_in_0_to_1),
        cmocka_unit_test(threads_and_kernel_sets_do_not_matter),
    };
    return cmocka_run_group_tests_name("objectives", tests, fill, NULL);
}
