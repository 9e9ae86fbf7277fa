/* Ops without parameters, in float: the same bits for every instruction set, in place, and for any number of threads. */
#include "elementwise.h"
#include "op/clip.h"
#include "op/loss_kl_normal.h"
#include "op/noise.h"
#include "op/reparametrise.h"
#include "op/topk.h"

typedef struct variant {
    size_t isa;
    ae_pool *pool;
    bool in_place;
} variant;

static const ae_clip_attr between = { .low = -0.4, .high = 1.3 };
static const ae_noise_attr drop = { AE_NOISE_REPLACE, false, false, 77, 1, 0, 1.25, 0.2, 0, 0 };
static const ae_noise_attr salt_pepper = { AE_NOISE_REPLACE, false, true, 78, 1, 0, 1, 0.3, -2, 5 };
static const ae_noise_attr gaussian = { AE_NOISE_ADD, true, false, 79, 1, 0, 0.7, 0, 0, 0 };
static const ae_noise_attr uniform = { AE_NOISE_ADD, false, false, 80, 1, -0.3, 0.8, 0, 0, 0 };
static const ae_noise_attr speckle = { AE_NOISE_MULTIPLY, true, true, 81, 1, 1, 0.3, 0, 0, 0 };

static const ae_clip_attr bound = { .low = -0.4, .high = 1.3, .returns = true };
static const ae_reparametrise_attr drawn = { 82 };
static const ae_loss_kl_normal_attr free_bits = { 0.3 };

static const ae_topk_attr largest = { 1 };
static const ae_loss_attr variance = { .sum = true, .delta = 0.3 }, learned = { .sum = true, .log_variance = true };

static const struct op_case {
    const char *op, *activation;
    double low; /* of in[0]; the high end is its opposite, or 1 */
    const void *attr;
} cases[] = {
    { "activation", "sigmoid", -30, NULL },
    { "activation", "tanh", -9, NULL },
    { "activation", "elu", -9, NULL },
    { "activation", "softplus", -30, NULL },
    { "activation", "leaky_relu", -9, NULL },
    { "clip", NULL, -3, &between },
    { "clip", NULL, -3, &bound },
    { "reparametrise", NULL, -3, &drawn },
    { "loss_kl_normal", NULL, -3, &free_bits },
    { "noise", NULL, -3, &drop },
    { "noise", NULL, -3, &salt_pepper },
    { "noise", NULL, -3, &gaussian },
    { "noise", NULL, -3, &uniform },
    { "noise", NULL, -3, &speckle },
    { "softmax", NULL, -30, NULL },
    { "loss_mse", NULL, -3, NULL },
    { "loss_mae", NULL, -3, NULL },
    { "loss_huber", NULL, -3, NULL },
    { "loss_gaussian", NULL, -3, &variance },
    { "loss_gaussian_learned", NULL, -3, &learned },
    { "loss_bce", NULL, 0, NULL },
    { "loss_bce_logits", NULL, -30, NULL },
    { "loss_cross_entropy_logits", NULL, -30, NULL },
    { "loss_jaccard", NULL, 0, NULL },
    { "topk", NULL, -3, &largest },
};

/* forward and backward of one op, and a loss by feature. */
static void run(fixture *f)
{
    f->op->forward(&f->call);
    f->op->backward(&f->call);
    if (f->op->by_feature)
        f->op->by_feature->forward(&f->call);
}

static void compute(fixture *f, const struct op_case *c, const variant *v, size_t rows, size_t width)
{
    fixture_open(f, v->isa, c->op, c->attr, rows, width);
    if (c->activation) {
        f->attr = (ae_activation_attr){ ae_activation_find(v->isa, c->activation), 0.3 };
        f->call.attr = &f->attr;
    }
    fill(f->in[0], rows * width, c->low, c->low < 0 ? -c->low : 1, 7);
    f->run.pool = v->pool;
    f->run.gradient_scale = 1.0 / 3;
    f->run.seed = 5;
    f->run.step = 6;
    f->run.row_weights = f->weights;
    for (size_t i = 0; i < rows; i++)
        f->weights[i] = 0.1f * (float)(i % 7);
    if (v->in_place && f->op->in_place) {
        if (!(f->op->reads & AE_READS_IN0)) /* otherwise the planner keeps it for backward */
            f->call.out = f->in[0];
        f->call.din[0] = f->dout;
    }
    if (f->op->loss)
        f->call.din[2] = f->dout; /* a third input's gradient, where it has one */
    f->call.in[2] = f->in[2];
    fill(f->in[2], rows * width, -2, 2, 8);
    run(f);
}

static void assert_same(const variant *v, size_t rows, size_t width)
{
    static fixture f, g;
    const variant plain = { 0, NULL, false };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        compute(&f, &cases[i], &plain, rows, width);
        compute(&g, &cases[i], v, rows, width);
        assert_memory_equal(f.row_loss, g.row_loss, sizeof f.row_loss);
        if (!f.op->loss || f.op->by_feature)
            assert_memory_equal(f.out, g.call.out, rows * width * sizeof *f.out);
        assert_memory_equal(f.din, g.call.din[0], rows * width * sizeof *f.din);
        if (f.op->loss)
            assert_memory_equal(f.dout, g.dout, rows * width * sizeof *f.dout);
    }
}

static void every_set_gives_the_same_bits(void **state)
{
    (void)state;
    for (size_t isa = 1; isa < ae_isa_count(); isa++)
        for (size_t width = 1; ae_isa_usable(isa) && width < 70; width += width < 34 ? 1 : 7)
            assert_same(&(variant){ .isa = isa }, 3, width);
}

static void in_place_gives_the_same_bits(void **state)
{
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        if (ae_isa_usable(isa))
            assert_same(&(variant){ .isa = isa, .in_place = true }, 5, 37);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    for (unsigned threads = 2; threads < 5; threads++) {
        ae_pool *pool;
        assert_int_equal(ae_pool_create(&pool, threads, NULL, NULL), AE_OK);
        assert_same(&(variant){ .pool = pool }, 333, 211);
        ae_pool_free(pool);
    }
}

/* A row's loss and gradient are its own: alone it has the same as among others, if it has its number. */
static void a_row_does_not_depend_on_the_others(void **state)
{
    static fixture all, one;
    const variant plain = { 0, NULL, false };
    enum { WIDTH = 29, R = 40 };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        compute(&all, &cases[i], &plain, R, WIDTH);
        compute(&one, &cases[i], &plain, 1, WIDTH);
        for (size_t row = 0; row < R; row++) {
            size_t at = row * WIDTH;
            memcpy(one.in[0], all.in[0] + at, WIDTH * sizeof(ae_real));
            memcpy(one.in[1], all.in[1] + at, WIDTH * sizeof(ae_real));
            memcpy(one.in[2], all.in[2] + at, WIDTH * sizeof(ae_real));
            memcpy(one.dout, all.dout + at, WIDTH * sizeof(ae_real));
            one.weights[0] = all.weights[row];
            one.run.first = row;
            run(&one);
            assert_memory_equal(&one.row_loss[0], &all.row_loss[row], sizeof(double));
            assert_memory_equal(one.out, all.out + at, WIDTH * sizeof(ae_real));
            assert_memory_equal(one.din, all.din + at, WIDTH * sizeof(ae_real));
            if (one.op->loss)
                assert_memory_equal(one.dout, all.dout + at, WIDTH * sizeof(ae_real));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_gives_the_same_bits),
        cmocka_unit_test(in_place_gives_the_same_bits),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_row_does_not_depend_on_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
