/* `decoder mirror`: the net that one would write out by hand, and the tied one, worked out in plain C. */
#include "random_spec.h"
#include "support.h"
#include <float.h>

enum { ROWS = 9, MOST = 300 };

static const struct pair {
    const char *mirror, *by_hand;
} pairs[] = {
    { "input 6 | dense 4 act=relu | dense 2 | code | decoder mirror act=sigmoid",
      "input 6 | dense 4 act=relu | dense 2 | code | dense 4 act=relu | dense 6 act=sigmoid" },
    { "input 7 | dense 5 act=leaky_relu slope=0.3 | dense 4 act=elu alpha=0.5 | dense 3 act=softmax | code "
      "| decoder mirror act=elu alpha=2",
      "input 7 | dense 5 act=leaky_relu slope=0.3 | dense 4 act=elu alpha=0.5 | dense 3 act=softmax | code "
      "| dense 4 act=elu alpha=0.5 | dense 5 act=leaky_relu slope=0.3 | dense 7 act=elu alpha=2" },
    { "input 2x3 | flatten | dense 4 act=tanh | reshape 2x2 | dense 3 act=relu | code | decoder mirror act=sigmoid",
      "input 2x3 | flatten | dense 4 act=tanh | reshape 2x2 | dense 3 act=relu | code "
      "| dense 4 act=tanh | reshape 4 | dense 6 act=sigmoid | reshape 2x3" },
    { "input 1x2x4 | dense 5 act=softplus | code | decoder mirror", /* dense takes any shape, which is put back */
      "input 1x2x4 | dense 5 act=softplus | code | dense 8 | reshape 1x2x4" },
    { "input 1x7x8 | conv2d 4 kernel=3x2 stride=2 pad=same act=relu | conv2d 6 kernel=2 groups=2 bias=no | dense 3 | code "
      "| decoder mirror act=sigmoid",
      "input 1x7x8 | conv2d 4 kernel=3x2 stride=2 pad=same act=relu | conv2d 6 kernel=2 groups=2 bias=no | dense 3 | code "
      "| dense 54 | reshape 6x3x3 | deconv2d 4 kernel=2 groups=2 bias=no act=relu "
      "| deconv2d 1 kernel=3x2 stride=2 pad=1,0,1,0 act=sigmoid" },
    { "input 1x6x7 | conv2d 2 kernel=2 stride=3 | code | decoder mirror", /* the stride leaves rows and columns over */
      "input 1x6x7 | conv2d 2 kernel=2 stride=3 | code | deconv2d 1 kernel=2 stride=3 output_pad=1x2" },
    { "input 2x5x5 | deconv2d 3 kernel=3 stride=2 pad=1 output_pad=1 act=tanh | code | decoder mirror",
      "input 2x5x5 | deconv2d 3 kernel=3 stride=2 pad=1 output_pad=1 act=tanh | code | conv2d 2 kernel=3 stride=2 "
      "pad=1,1,0,0" },
    { "input 30 | conv1d 2 kernel=4 stride=3 dilation=2 pad=1,0 act=elu | code | decoder mirror",
      "input 30 | conv1d 2 kernel=4 stride=3 dilation=2 pad=1,0 act=elu | code "
      "| deconv1d 1 kernel=4 stride=3 dilation=2 pad=1,0 | reshape 30" },
    { "input 6x5 | conv2d 2 kernel=3 pad=same_symmetric | code | decoder mirror", /* a picture without channels */
      "input 6x5 | conv2d 2 kernel=3 pad=same_symmetric | code | deconv2d 1 kernel=3 pad=1 | reshape 6x5" },
    { "input 6 | dense 4 | act leaky_relu slope=0.2 | dense 2 | act tanh | code | decoder mirror",
      "input 6 | dense 4 | act leaky_relu slope=0.2 | dense 2 | act tanh | code "
      "| dense 4 act=leaky_relu slope=0.2 | dense 6" },
    { "input 6 | act tanh | dense 2 | code | decoder mirror act=sigmoid", /* the last layer has the item's activation */
      "input 6 | act tanh | dense 2 | code | dense 6 act=sigmoid" },
    { "input 6 | dense 4 bias=no init=he_normal | dense 2 bias_init=normal bias_sd=0.1 | code | decoder mirror",
      "input 6 | dense 4 bias=no init=he_normal | dense 2 bias_init=normal bias_sd=0.1 | code "
      "| dense 4 bias_init=normal bias_sd=0.1 | dense 6 bias=no init=he_normal" },
    { "input 6 | dense 4 name=first | dense 2 name=second | code | decoder mirror",
      "input 6 | dense 4 name=first | dense 2 name=second | code | dense 4 | dense 6" },
    { "input 6 | dense 4 | code | decoder mirror act=sigmoid | init pytorch bias_init=pytorch | loss bce",
      "input 6 | init pytorch bias_init=pytorch | dense 4 | code | dense 6 act=sigmoid | loss bce" },
    { "input 6 | code | decoder mirror", "input 6 | code | flatten" },
    { "input 5 | upsample1d to=8 mode=linear | code | decoder mirror", /* resized the same way, as 8/5 is no whole number */
      "input 5 | upsample1d to=8 mode=linear | code | upsample1d to=5 mode=linear" },
    { "input 6 | noise mask p=0.2 | dense 4 act=relu | dropout 0.3 | dense 2 act=tanh | noise speckle sd=1 | code "
      "| decoder mirror act=sigmoid", /* noise has no partner and hides no activation */
      "input 6 | dense 4 act=relu | dense 2 act=tanh | code | dense 4 act=relu | dense 6 act=sigmoid" },
    { "input 6 | batchnorm | dense 4 act=relu | batchnorm | layernorm | dense 2 | batchnorm | code | decoder mirror "
      "act=tanh",
      "input 6 | batchnorm | dense 4 act=relu | batchnorm | layernorm | dense 2 | batchnorm | code "
      "| dense 4 act=relu | dense 6 act=tanh" },
    { "input 6 | dense 4 | batchnorm | act elu alpha=2 | dense 2 | code | decoder mirror",
      "input 6 | dense 4 | batchnorm | act elu alpha=2 | dense 2 | code | dense 4 act=elu alpha=2 | dense 6" },
};

static void assert_same_tensors(const ae_model *a, const ae_model *b)
{
    ae_model_info x = info_of(a), y = info_of(b);
    assert_int_equal(x.tensors, y.tensors);
    assert_int_equal(x.parameters, y.parameters);
    for (size_t i = 0; i < x.tensors; i++) {
        ae_tensor_info s = tensor_at(a, i), t = tensor_at(b, i);
        assert_string_equal(s.name, t.name);
        assert_int_equal(s.rank, t.rank);
        assert_memory_equal(s.shape, t.shape, sizeof s.shape);
        assert_memory_equal(s.data, t.data, elements(&s) * sizeof *s.data);
    }
}

static void assert_same_outputs(const ae_model *a, const ae_model *b)
{
    static float x[ROWS * MOST], code[2][ROWS * MOST], output[2][ROWS * MOST];
    const ae_model *models[] = { a, b };
    ae_model_info info = info_of(a), other = info_of(b);
    ae_rows rows = AE_ROWS_F32(x, ROWS, info.input_width);
    ae_error e;
    assert_true(info.input_width <= MOST && info.code_width <= MOST && info.output_width <= MOST);
    curve(x, ROWS, info.input_width);
    assert_memory_equal(info.output_shape, other.output_shape, sizeof info.output_shape);
    for (size_t i = 0; i < 2; i++) {
        must(ae_model_encode(code[i], models[i], NULL, &rows, &e), &e);
        must(ae_model_reconstruct(output[i], models[i], NULL, &rows, &e), &e);
    }
    assert_memory_equal(code[0], code[1], sizeof code[0]);
    assert_memory_equal(output[0], output[1], sizeof output[0]);
}

static void a_mirror_is_the_net_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        ae_model *mirror = make_model(pairs[i].mirror, 3), *by_hand = make_model(pairs[i].by_hand, 3);
        assert_same_tensors(mirror, by_hand);
        assert_same_outputs(mirror, by_hand);
        ae_model_free(mirror);
        ae_model_free(by_hand);
    }
}

/* Pools, resizing, cropping and padding in any order are led back to the very shape. */
static void layers_on_planes_give_their_shape_back(void **state)
{
    static const char *const words[] = { "maxpool1d",  "maxpool2d", "avgpool1d", "avgpool2d", "upsample1d",
                                         "upsample2d", "crop",      "pad",       NULL };
    size_t items = 0;
    (void)state;
    for (uint32_t n = 0; n < 200; n++) {
        char text[RANDOM_SPEC_MAX];
        ae_arena arena;
        ae_program program;
        ae_error e;
        invention v = { .spec = n, .text = { text, RANDOM_SPEC_MAX, 0 }, .layers = words };
        invent_input(&v);
        invent_layers(&v, 4);
        ae_write(&v.text, " | code | decoder mirror");
        ae_arena_init(&arena, NULL);
        if (ae_program_make(&program, text, 0, &arena, &e) != AE_OK)
            fail_msg("%s\n%s", e.text, text);
        if (!ae_shape_same(&program.output, &program.spec.input))
            fail_msg("another shape: %s", text);
        items += program.spec.code;
        ae_arena_free(&arena);
    }
    assert_in_range(items, 600, 800); /* of 4 layers each most did fit */
}

/* ---- tied ---- */

#define DEEP "input 7 | init normal sd=0.4 bias_init=normal bias_sd=0.3 | dense 5 act=tanh | dense 3 | code | decoder mirror"

/* Of the four weights two are gone; the biases stay. Those tensors that remain begin as without the tie. */
static void a_tied_net_has_no_second_weights(void **state)
{
    static const char *const names[] = { "dense1.weight", "dense1.bias", "dense2.weight",
                                         "dense2.bias",   "dense3.bias", "dense4.bias" };
    ae_model *tied = make_model(DEEP " tied=yes", 3), *loose = make_model(DEEP, 3);
    ae_model_info info = info_of(tied), full = info_of(loose);
    (void)state;
    assert_int_equal(info.tensors, sizeof names / sizeof *names);
    assert_int_equal(full.tensors, info.tensors + 2);
    assert_int_equal(full.parameters, info.parameters + 7 * 5 + 5 * 3);
    for (size_t i = 0, j = 0; i < info.tensors; i++, j++) {
        ae_tensor_info t = tensor_at(tied, i), u = tensor_at(loose, j);
        while (strcmp(u.name, names[i]) != 0)
            u = tensor_at(loose, ++j);
        assert_string_equal(t.name, names[i]);
        assert_memory_equal(t.data, u.data, elements(&t) * sizeof *t.data);
    }
    ae_model_free(tied);
    ae_model_free(loose);
}

/* A row of numbers, and how far the library's floats may be from them. */
typedef struct values {
    double x[8], error[8];
} values;

/* x W + b, or x W^T + b. A sum of n products and a bias in float, whatever its order, is off by at most n + 1 roundings of
 * the sum of the absolute values (Higham 2002, section 3.1); what was off before is passed on by the weights. */
static values affine(const values *in, const ae_tensor_info *w, const ae_tensor_info *b, bool transpose)
{
    values out = { { 0 }, { 0 } };
    size_t n = w->shape[transpose ? 1 : 0], m = w->shape[transpose ? 0 : 1];
    for (size_t j = 0; j < m; j++) {
        double size = fabs((double)b->data[j]);
        out.x[j] = (double)b->data[j];
        for (size_t k = 0; k < n; k++) {
            double weight = (double)w->data[transpose ? j * n + k : k * m + j];
            out.x[j] += in->x[k] * weight;
            out.error[j] += in->error[k] * fabs(weight);
            size += fabs(in->x[k] * weight);
        }
        out.error[j] += (double)(n + 1) * (FLT_EPSILON / 2) * size;
    }
    return out;
}

/* Its slope is at most 1; the function itself is promised to 2 ulp (kernel/vmath.h). */
static void apply_tanh(values *v)
{
    for (size_t i = 0; i < 8; i++) {
        v->x[i] = tanh(v->x[i]);
        v->error[i] += 2 * FLT_EPSILON * fabs(v->x[i]);
    }
}

static values deep_by_hand(const float *x, const ae_model *m)
{
    ae_tensor_info w1 = tensor_at(m, 0), b1 = tensor_at(m, 1), w2 = tensor_at(m, 2), b2 = tensor_at(m, 3),
                   b3 = tensor_at(m, 4), b4 = tensor_at(m, 5);
    values v = { { 0 }, { 0 } };
    for (size_t i = 0; i < 7; i++)
        v.x[i] = (double)x[i];
    v = affine(&v, &w1, &b1, false);
    apply_tanh(&v);
    v = affine(&v, &w2, &b2, false);
    v = affine(&v, &w2, &b3, true);
    apply_tanh(&v);
    return affine(&v, &w1, &b4, true);
}

static void assert_deep_by_hand(const ae_model *model, const ae_rows *rows)
{
    float outputs[ROWS * 7];
    const float *x = rows->input.data;
    ae_error e;
    must(ae_model_reconstruct(outputs, model, NULL, rows, &e), &e);
    for (size_t i = 0; i < ROWS; i++) {
        values want = deep_by_hand(x + i * 7, model);
        for (size_t j = 0; j < 7; j++)
            if (!(fabs((double)outputs[i * 7 + j] - want.x[j]) <= want.error[j]))
                fail_msg("row %zu, column %zu: %.9g, by hand %.9g +- %.1g", i, j, (double)outputs[i * 7 + j], want.x[j],
                         want.error[j]);
    }
}

/* Also after a training, in which both uses moved the same numbers. */
static void a_tied_net_uses_its_weights_transposed(void **state)
{
    float x[ROWS * 7];
    ae_rows rows = AE_ROWS_F32(x, ROWS, 7);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *model = make_model(DEEP " tied=yes", 3);
    ae_error e;
    (void)state;
    curve(x, ROWS, 7);
    assert_deep_by_hand(model, &rows);
    options.steps = 20;
    options.optimizer = "adam lr=0.01";
    must(ae_model_fit(model, &rows, &options, &e), &e);
    assert_deep_by_hand(model, &rows);
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mirror_is_the_net_by_hand),
        cmocka_unit_test(layers_on_planes_give_their_shape_back),
        cmocka_unit_test(a_tied_net_has_no_second_weights),
        cmocka_unit_test(a_tied_net_uses_its_weights_transposed),
    };
    return cmocka_run_group_tests_name("mirror", tests, NULL, NULL);
}
