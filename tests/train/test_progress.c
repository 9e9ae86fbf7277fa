/* What callbacks hear: the parts of a loss by their names, the time that is left, the best epoch. */
#include "../help.h"

enum { ROWS = 64, WIDTH = 12, EPOCHS = 4 };
static float data[ROWS * WIDTH];

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

typedef struct diary {
    ae_progress last; /* of the last step */
    double left_at_first;
    size_t epochs, best_epoch[EPOCHS];
    double best_loss[EPOCHS], valid_loss[EPOCHS], part[EPOCHS][AE_LOSSES_MAX];
    const char *names[AE_LOSSES_MAX];
    size_t n_losses;
} diary;

static int on_step(void *user, const ae_progress *p)
{
    diary *d = user;
    assert_int_equal(p->n_losses, 0);
    assert_null(p->losses);
    assert_true(p->seconds >= 0 && p->seconds_left >= 0);
    if (p->step == 1)
        d->left_at_first = p->seconds_left;
    d->last = *p;
    return 0;
}

static int on_epoch(void *user, const ae_progress *p)
{
    diary *d = user;
    d->valid_loss[d->epochs] = p->valid_loss;
    d->best_epoch[d->epochs] = p->best_epoch;
    d->best_loss[d->epochs] = p->best_loss;
    d->n_losses = p->n_losses;
    for (size_t i = 0; i < p->n_losses; i++) {
        d->part[d->epochs][i] = p->losses[i].value;
        d->names[i] = p->losses[i].name;
    }
    d->epochs++;
    return 0;
}

static void train(diary *d, const char *spec, const char *optimizer, ae_epoch_record *history)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH), valid = AE_ROWS_F32(data, 9, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    ae_model *model = make_model(spec, 1);
    options.optimizer = optimizer;
    options.batch = 16;
    options.epochs = EPOCHS;
    options.valid = &valid;
    options.on_step = on_step;
    options.on_epoch = on_epoch;
    options.user = d;
    options.history = history;
    options.history_capacity = history ? EPOCHS : 0;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    ae_model_free(model);
}

static void an_epoch_tells_the_parts_of_its_loss_by_name(void **state)
{
    diary d = { 0 };
    ae_epoch_record history[EPOCHS];
    (void)state;

    train(&d, "input 12 | dense 6 | code | dense 12 | loss mse | loss mae weight=0.5 | penalty l1 weight=0.01", "adam",
          history);

    assert_int_equal(d.epochs, EPOCHS);
    assert_int_equal(d.n_losses, 3);
    assert_string_equal(d.names[0], "mse");
    assert_string_equal(d.names[1], "mae");
    assert_string_equal(d.names[2], "l1");
    for (size_t i = 0; i < EPOCHS; i++) {
        for (size_t k = 0; k < 3; k++) {
            assert_string_equal(history[i].losses[k].name, d.names[k]);
            assert_true(history[i].losses[k].value == d.part[i][k]);
        }
        double sum = d.part[i][0] + d.part[i][1] + d.part[i][2];
        assert_true(fabs(sum - history[i].loss) <= 1e-12 * sum); /* each is a mean of its own, rounded by itself */
    }
}

static void the_best_epoch_so_far_is_told(void **state)
{
    diary d = { 0 };
    (void)state;

    train(&d, "input 12 | dense 6 | code | dense 12", "adam lr=0.01", NULL);

    for (size_t i = 0; i < EPOCHS; i++) {
        size_t best = 0;
        for (size_t k = 1; k <= i; k++)
            best = d.valid_loss[k] < d.valid_loss[best] ? k : best;
        assert_int_equal(d.best_epoch[i], best + 1);
        assert_true(d.best_loss[i] == d.valid_loss[best]);
    }
}

static void time_that_is_left_ends_with_the_last_step(void **state)
{
    diary d = { 0 };
    (void)state;

    train(&d, "input 12 | dense 6 | code | dense 12", "adam", NULL);

    assert_true(d.left_at_first > 0);
    assert_true(d.last.seconds_left == 0);
    assert_int_equal(d.last.may_stop, 0);
}

static void the_policy_time_limits_what_is_left(void **state)
{
    diary d = { 0 };
    (void)state;

    train(&d, "input 12 | dense 6 | code | dense 12", "adam | time seconds=1e-9", NULL);

    assert_int_equal(d.last.step, 1); /* the step under way is finished, then the time is over */
    assert_true(d.last.seconds_left == 0);
    assert_int_equal(d.last.may_stop, 0);
}

static void policies_that_may_stop_are_told(void **state)
{
    static const char *const policies[] = { "adam | stop", "adam | target loss=0", "adam | time seconds=1000 | stop" };
    (void)state;

    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        diary d = { 0 };

        train(&d, "input 12 | dense 6 | code | dense 12", policies[i], NULL);

        assert_int_equal(d.last.may_stop, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_epoch_tells_the_parts_of_its_loss_by_name),
        cmocka_unit_test(the_best_epoch_so_far_is_told),
        cmocka_unit_test(time_that_is_left_ends_with_the_last_step),
        cmocka_unit_test(the_policy_time_limits_what_is_left),
        cmocka_unit_test(policies_that_may_stop_are_told),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
