/* freeze: what is frozen keeps its bits, all else moves as if it were not, and less is worked out. */
#include "plain.h"
#include "train/inside.h"

enum { ROWS = 40, WIDTH = 36, STEPS = 4 };
static float data[ROWS * WIDTH];

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

/* Every kind of layer that has weights, first, in the middle and last, with others around it. */
static const char *const specs[] = {
    "input 36 | dense 20 act=tanh | dense 7 act=relu maxnorm=0.5 | code | dense 20 act=sigmoid | dense 36",
    "input 36 | dense 20 act=elu | dense 7 | code | decoder mirror tied=yes act=sigmoid | loss bce",
    "input 1x6x6 | conv2d 4 kernel=3 pad=same act=relu | batchnorm | maxpool2d 2 | conv2d 3 kernel=2 act=tanh | code "
    "| deconv2d 4 kernel=2 act=relu | upsample2d 2 | conv2d 1 kernel=3 pad=same",
    "input 2x18 | batchnorm | conv1d 4 kernel=3 stride=3 act=leaky_relu | layernorm | dense 9 | code "
    "| dense 24 act=tanh | reshape 4x6 | deconv1d 2 kernel=3 stride=3 | layernorm",
    "input 36 | dropout 0.1 | dense 12 bias=no | batchnorm | act relu | topk 6 | code | dense 36 | batchnorm affine=no "
    "| loss mse | loss mae weight=0.5",
    "input 36 | dense 12 act=sigmoid | code | dense 20 act=softplus | dense 36 | penalty l2 weight=0.01 on=weights "
    "| penalty l1 weight=0.001 on=dense2 | penalty kl_sparse weight=0.1 rho=0.1 | penalty contractive weight=0.01",
    "input 36 | dense 12 act=tanh | gaussian 4 | code | gaussian 36 act=sigmoid | loss gaussian | loss kl_normal "
    "| penalty mmd weight=0.1",
};
enum { SPECS = sizeof specs / sizeof *specs };

static const char *const optimizers[] = { "sgd lr=0.05 momentum=0.9 decay=0.01", "adamw lr=0.01 decay=0.1" };

/* Names of tensor `index`, of its layer, and of its side of the net, as a text may write them. */
static void name_place(char out[64], const ae_trainer *t, size_t index, size_t kind)
{
    const char *name = t->tuning.params->list[index].name;
    const char *side = t->tuning.side[index];
    strcpy(out, kind == 2 ? side : name);
    if (kind == 1)
        out[strcspn(name, ".")] = 0;
}

static ae_trainer *open_frozen(ae_model *m, const char *optimizer, const char *place, ae_error *e)
{
    char text[256];
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *t = NULL;
    strcat(strcat(strcpy(text, optimizer), place ? " | freeze " : ""), place ? place : "");
    o.optimizer = text;
    o.threads = 2;
    ae_status status = ae_trainer_create(&t, m, &o, e);
    assert_true(status == AE_OK || (status == AE_EVALUE && strstr(e->text, "nothing is left")));
    return t;
}

static void step_on(ae_trainer *t, size_t step)
{
    ae_rows rows = AE_ROWS_F32(data + step % 2 * WIDTH * ROWS / 2, ROWS / 2, WIDTH);
    ae_error e;
    must(ae_trainer_step(NULL, t, &rows, &e), &e);
}

/* Puts the frozen tensors of `from` into `to`. */
static void put_back(ae_model *to, const ae_model *from, const bool *frozen)
{
    const ae_params *params = &to->program.params;
    for (size_t i = 0; i < params->count; i++)
        if (frozen[i])
            memcpy(to->weights + params->list[i].offset, from->weights + params->list[i].offset,
                   params->list[i].size * sizeof(ae_real));
}

/* A frozen batchnorm goes by its running statistics, so that the others learn something else: test_frozen_norm.c. Its mean
 * and its variance lie side by side. */
static bool normalises_otherwise(const ae_trainer *t)
{
    const ae_params *params = t->tuning.params;
    for (size_t i = 0; i + 1 < params->count; i++)
        if (params->list[i].state && params->list[i + 1].state && t->tuning.frozen[i] && t->tuning.frozen[i + 1])
            return true;
    return false;
}

/* Steps of the plan, which a frozen part makes fewer; 0 if nothing would be left to train. */
static size_t assert_frozen(const char *spec, const char *optimizer, const char *place)
{
    ae_error e;
    ae_model *first = make_model(spec, 1), *a = make_model(spec, 1), *b = make_model(spec, 1);
    ae_trainer *frozen = open_frozen(a, optimizer, place, &e), *whole = open_frozen(b, optimizer, NULL, &e);
    size_t steps = frozen ? frozen->entry.plan.n_steps : 0;
    for (size_t step = 0; frozen && step < STEPS; step++) {
        step_on(frozen, step);
        step_on(whole, step);
        put_back(b, first, frozen->tuning.frozen);
    }
    for (size_t i = 0; frozen && i < facts_of(a).tensors; i++) {
        if (frozen->tuning.frozen[i] && !same_tensor(a, first, i))
            fail_msg("%s, freeze %s: %s moved", spec, place, tensor_at(a, i).name);
        if (!normalises_otherwise(frozen) && !same_tensor(a, b, i))
            fail_msg("%s, freeze %s: %s differs", spec, place, tensor_at(a, i).name);
    }
    assert_true(steps <= whole->entry.plan.n_steps);
    ae_trainer_free(frozen);
    ae_trainer_free(whole);
    ae_model_free(first);
    ae_model_free(a);
    ae_model_free(b);
    return steps;
}

/* Given each tensor, each layer and each side of every net in turn, frozen; then it keeps its bits, and all others get those
 * of a training without freeze whose frozen tensors are put back after each step, unless a batchnorm is frozen. */
static void the_others_move_as_ever(void **state)
{
    ae_error e;
    (void)state;
    for (size_t s = 0; s < SPECS; s++) {
        ae_model *m = make_model(specs[s], 1);
        ae_trainer *t = open_frozen(m, "adam", NULL, &e);
        for (size_t i = 0; i < 3 * facts_of(m).tensors; i++) {
            char place[64];
            name_place(place, t, i / 3, i % 3);
            (void)assert_frozen(specs[s], optimizers[i % 2], place);
        }
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

/* Given a net whose first layers are frozen; then no gradient goes through them, and the more of them there are, the fewer
 * steps has the plan. A last layer lets gradients through to those before it. */
static void less_is_worked_out(void **state)
{
    static const char *const more[] = { "dense1", "dense1,dense2", "dense1,dense2,dense3" };
    size_t whole = assert_frozen(specs[0], "sgd", "dense4.bias"), last = whole;
    (void)state;
    assert_true(assert_frozen(specs[0], "sgd", "dense4") <= whole);
    for (size_t i = 0; i < 3; i++) {
        size_t steps = assert_frozen(specs[0], "sgd", more[i]);
        assert_true(steps < last);
        last = steps;
    }
    assert_int_equal(assert_frozen(specs[0], "sgd", "encoder"), assert_frozen(specs[0], "sgd", more[1]));
    assert_int_equal(assert_frozen(specs[0], "sgd", "encoder,decoder"), 0);
    assert_int_equal(assert_frozen(specs[0], "sgd", "dense1,dense2,dense3,dense4"), 0);
    assert_int_equal(assert_frozen(specs[4], "sgd", "dense1,batchnorm1.weight,batchnorm1.bias,dense2"), 0); /* only state */
}

/* Given tied weights; then they are their own layer's, the encoder's, and a decoder's bias is free. */
static void tied_weights_are_the_encoders(void **state)
{
    ae_error e;
    ae_model *m = make_model(specs[1], 1), *first = make_model(specs[1], 1);
    ae_trainer *t = open_frozen(m, optimizers[0], "decoder", &e);
    (void)state;
    step_on(t, 0);
    for (size_t i = 0; i < facts_of(m).tensors; i++)
        assert_int_equal(same_tensor(m, first, i), strcmp(t->tuning.side[i], "encoder") != 0);
    ae_trainer_free(t);
    ae_model_free(m);
    ae_model_free(first);
}

/* Given a frozen layer and `clip norm`, with and without `ema`; then the norm is that of the gradients that are used. */
static void a_norm_is_of_what_moves(void **state)
{
    static plain p;
    ae_error e;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        ae_model *m = make_model("input 36 | dense 6 | code | dense 36", 1);
        ae_trainer *t = open_frozen(m, i ? "sgd lr=1 | clip norm=0.01 | ema 0" : "sgd lr=1 | clip norm=0.01", "dense1", &e);
        ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
        plain_open(&p, m);
        plain_gradients(&p, data, ROWS);
        must(ae_trainer_step(NULL, t, &rows, &e), &e);
        double moved = 0, norm = 0;
        for (size_t tensor = 2; tensor < 4; tensor++)
            for (size_t j = 0; j < p.at[tensor + 1] - p.at[tensor]; j++) {
                moved += pow((double)tensor_at(m, tensor).data[j] - p.w[p.at[tensor] + j], 2);
                norm += pow(p.g[p.at[tensor] + j], 2);
            }
        assert_true(norm > 1e-3);                         /* so it was clipped ... */
        assert_true(fabs(sqrt(moved) / 0.01 - 1) < 1e-4); /* ... to 0.01: weights of 0.1 round by 2^-28 each */
        ae_trainer_free(t);
        ae_model_free(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_others_move_as_ever),
        cmocka_unit_test(less_is_worked_out),
        cmocka_unit_test(tied_weights_are_the_encoders),
        cmocka_unit_test(a_norm_is_of_what_moves),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
