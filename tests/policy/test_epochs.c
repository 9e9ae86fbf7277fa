/* plateau, stop, target and time in trainers whose losses the test chooses: what they do, and when. */
#include "support.h"
#include <float.h>
#include <stdio.h>

enum { EPOCHS = 60 };

/* A course of losses with long waits, small gains and jumps; the smaller `wild`, the smoother. */
static double loss_of(size_t course, size_t epoch)
{
    double i = (double)epoch, c = (double)course;
    return (3 + sin(i * i * (c + 1)) + 2 * cos(i / (4 + c))) * exp(-i / (20 + 10 * c));
}

static ae_trainer *open_epochs(ae_model *m, const char *policies, size_t steps)
{
    char text[256] = "sgd lr=1 | " STILL " | ";
    ae_fit_options o = options_of(strcat(text, policies));
    o.steps_per_epoch = steps;
    return make_trainer(m, &o);
}

/* ---- plateau ---- */

typedef struct plateau {
    const char *text;
    double factor, least, min_delta;
    int patience, cooldown;
} plateau;

static const plateau plateaus[] = {
    { "plateau", 0.1, 0, 0, 5, 0 },
    { "plateau factor=0.5 patience=1", 0.5, 0, 0, 1, 0 },
    { "plateau factor=0.5 patience=3 cooldown=4", 0.5, 0, 0, 3, 4 },
    { "plateau factor=0.5 patience=1 cooldown=1", 0.5, 0, 0, 1, 1 },
    { "plateau factor=0.3 patience=2 least=0.01", 0.3, 0.01, 0, 2, 0 },
    { "plateau factor=0.5 patience=2 min_delta=0.25 cooldown=2", 0.5, 0, 0.25, 2, 2 },
    { "plateau factor=0.5 patience=2 on=train", 0.5, 0, 0, 2, 0 },
    { "plateau factor=1 patience=1", 1, 0, 0, 1, 0 },
};
enum { PLATEAUS = sizeof plateaus / sizeof *plateaus, COURSES = 3 };

typedef struct plateau_state {
    double best, rate;
    int bad, resting;
} plateau_state;

/* The epochs right after a fall do not count as bad ones; their losses may still be the best. */
static void hear(plateau_state *s, const plateau *p, double loss)
{
    bool better = loss < s->best - p->min_delta;
    if (better)
        s->best = loss;
    if (s->resting > 0) {
        s->resting--;
        s->bad = 0;
        return;
    }
    s->bad = better ? 0 : s->bad + 1;
    if (s->bad < p->patience)
        return;
    s->rate = fmax(s->rate * p->factor, p->least);
    s->bad = 0;
    s->resting = p->cooldown;
}

/* Given a course of losses, one an epoch; then each step has the rate that follows from those before it. A power of the
 * library's and a product of factors differ by some roundings. */
static void plateau_follows_the_losses(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLATEAUS * COURSES; i++) {
        const plateau *p = &plateaus[i / COURSES];
        ae_model *m = make_model(zeros, 1);
        ae_trainer *t = open_epochs(m, p->text, 1);
        plateau_state s = { .best = DBL_MAX, .rate = 1 };
        for (size_t epoch = 0; epoch < EPOCHS; epoch++) {
            step_with_loss(t, loss_of(i % COURSES, epoch));
            if (!(fabs(info_of(t).rate - s.rate) <= 1e-13 * s.rate))
                fail_msg("%s: epoch %zu: rate %.17g, not %.17g", p->text, epoch + 1, info_of(t).rate, s.rate);
            hear(&s, p, info_of(t).loss);
        }
        assert_true(s.rate < 0.3 || p->factor == 1); /* it fell more than once */
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

/* ---- stop and target ---- */

typedef struct stop {
    const char *text;
    double min_delta;
    int patience;
} stop;

static const stop stops[] = {
    { "stop", 0, 5 },
    { "stop patience=1", 0, 1 },
    { "stop patience=12 on=train", 0, 12 },
    { "stop patience=3 min_delta=0.5", 0.5, 3 },
};
enum { STOPS = sizeof stops / sizeof *stops };

/* Given a course of losses; then the trainer ends with the first epoch that comes so many after the best one, says so, and
 * takes no step more. */
static void stop_follows_the_losses(void **state)
{
    (void)state;
    for (size_t i = 0; i < STOPS * COURSES; i++) {
        const stop *p = &stops[i / COURSES];
        ae_model *m = make_model(zeros, 1);
        ae_trainer *t = open_epochs(m, p->text, 1);
        double best = DBL_MAX;
        size_t best_epoch = 0, epoch = 0;
        ae_error e;
        while (epoch - best_epoch < (size_t)p->patience) {
            assert_int_equal(info_of(t).stopped, AE_STOP_DONE);
            step_with_loss(t, loss_of(i % COURSES, epoch++));
            if (info_of(t).loss < best - p->min_delta) {
                best = info_of(t).loss;
                best_epoch = epoch;
            }
        }
        assert_int_equal(info_of(t).stopped, AE_STOP_PATIENCE);
        assert_int_equal(info_of(t).best_epoch, best_epoch);
        assert_true(info_of(t).best_loss == best);
        assert_int_equal(try_loss(t, 1, &e), AE_EARGUMENT);
        assert_int_equal(info_of(t).steps, epoch);
        assert_int_equal(facts_of(m).trained_steps, best_epoch); /* of the weights that it has */
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

/* Given losses that are all the same; then none of them is better than the first. */
static void as_good_is_not_better(void **state)
{
    ae_model *m = make_model(zeros, 1);
    ae_trainer *t = open_epochs(m, "stop patience=3 | plateau patience=2 factor=0.5", 1);
    (void)state;
    for (size_t i = 0; i < 4; i++)
        step_with_loss(t, 1);
    assert_int_equal(info_of(t).stopped, AE_STOP_PATIENCE);
    assert_int_equal(info_of(t).best_epoch, 1);
    assert_true(info_of(t).rate == 0.5);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* Given epochs of three steps; then their loss is the mean over the steps, each with its rows' weight. */
static void an_epoch_is_the_mean_of_its_steps(void **state)
{
    float x[4] = { 1, 1, 2, 3 }, weights[] = { 1, 0.5f };
    ae_rows one = AE_ROWS_F32(x, 1, 1), two = AE_ROWS_F32(x + 2, 2, 1);
    ae_model *m = make_model(zeros, 1);
    ae_trainer *t = open_epochs(m, "target loss=2.7", 3);
    ae_error e;
    (void)state;
    two.weights = weights;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(info_of(t).best_epoch, 0);
        assert_true(isnan(info_of(t).best_loss));
        must(ae_trainer_step(NULL, t, i == 1 ? &two : &one, &e), &e);
    }
    assert_int_equal(info_of(t).best_epoch, 1);
    assert_true(fabs(info_of(t).best_loss - (1 + 4 + 0.5 * 9 + 1) / 3.5) < 1e-15 * 10);
    assert_int_equal(info_of(t).stopped, AE_STOP_DONE); /* 3 is above the target */
    ae_trainer_free(t);
    ae_model_free(m);
}

/* Given losses that fall; then the training ends with the first epoch at or below the target. */
static void target_ends_at_a_loss(void **state)
{
    static const double losses[] = { 9, 4, 1, 0.25, 0.0625 };
    (void)state;
    for (size_t i = 0; i < 5; i++)
        for (int above = 0; above <= 1; above++) {
            char text[64];
            ae_model *m = make_model(zeros, 1);
            ae_error e;
            snprintf(text, sizeof text, "target loss=%g", losses[i] * (above ? 1.5 : 1));
            ae_trainer *t = open_epochs(m, text, 1);
            for (size_t step = 0; step <= i; step++) {
                assert_int_equal(info_of(t).stopped, AE_STOP_DONE);
                step_with_loss(t, losses[step]);
            }
            assert_int_equal(info_of(t).stopped, AE_STOP_TARGET);
            assert_int_equal(try_loss(t, 1, &e), AE_EARGUMENT);
            assert_non_null(strstr(e.text, "over"));
            ae_trainer_free(t);
            ae_model_free(m);
        }
}

/* ---- time ---- */

static void time_ends_after_the_step_under_way(void **state)
{
    ae_model *m = make_model(zeros, 1);
    ae_trainer *at_once = open_epochs(m, "time seconds=0", 0), *never = open_epochs(m, "time seconds=1e9", 0);
    (void)state;
    step_with_loss(at_once, 1);
    step_with_loss(never, 1);
    assert_int_equal(info_of(at_once).stopped, AE_STOP_TIME);
    assert_int_equal(info_of(at_once).steps, 1);
    assert_int_equal(info_of(never).stopped, AE_STOP_DONE);
    assert_int_equal(try_loss(at_once, 1, NULL), AE_EARGUMENT);
    step_with_loss(never, 1);
    ae_trainer_free(at_once);
    ae_trainer_free(never);
    ae_model_free(m);
}

/* Given two policies that end the training in one epoch; then it is over, and one of them is named. */
static void two_may_end_it_at_once(void **state)
{
    ae_model *m = make_model(zeros, 1);
    ae_trainer *t = open_epochs(m, "stop patience=1 | target loss=1", 1);
    (void)state;
    step_with_loss(t, 4);
    step_with_loss(t, 9); /* stop alone */
    assert_int_equal(info_of(t).stopped, AE_STOP_PATIENCE);
    ae_trainer_free(t);
    t = open_epochs(m, "stop patience=1 min_delta=5 | target loss=1", 1);
    step_with_loss(t, 4);
    step_with_loss(t, 1);
    assert_int_equal(info_of(t).stopped, AE_STOP_TARGET);
    ae_trainer_free(t);
    ae_model_free(m);
}

/* Policies that hear of epochs need a trainer that has some. */
static void a_trainer_without_epochs_has_no_such_policies(void **state)
{
    static const char *const texts[] = { "adam | plateau", "adam | stop", "adam | target loss=1" };
    ae_model *m = make_model(zeros, 1);
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        ae_fit_options o = options_of(texts[i]);
        ae_trainer *t;
        ae_error e;
        size_t bytes;
        assert_int_equal(ae_trainer_create(&t, m, &o, &e), AE_EOPTION);
        assert_non_null(strstr(e.text, "`steps_per_epoch`"));
        assert_int_equal(ae_trainer_memory(&bytes, m, &o, &e), AE_EOPTION);
    }
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plateau_follows_the_losses), cmocka_unit_test(stop_follows_the_losses),
        cmocka_unit_test(as_good_is_not_better),      cmocka_unit_test(an_epoch_is_the_mean_of_its_steps),
        cmocka_unit_test(target_ends_at_a_loss),      cmocka_unit_test(time_ends_after_the_step_under_way),
        cmocka_unit_test(two_may_end_it_at_once),     cmocka_unit_test(a_trainer_without_epochs_has_no_such_policies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
