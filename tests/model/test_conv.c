/* Convolutional nets as one writes them: what shapes come out, how many numbers they hold, what they compute where that can
 * be seen by eye, that a mirror leads back exactly, and that ties hold. */
#include "base/format.h"
#include "support.h"

enum { MOST = 8192 };

static size_t product(const size_t shape[4])
{
    size_t n = 1;
    for (size_t i = 0; i < 4 && shape[i]; i++)
        n *= shape[i];
    return n;
}

/* ---- shapes ---- */

/* By the formulas of TensorFlow and PyTorch, worked out by hand. */
static const struct shape_case {
    const char *layers;
    size_t out[4];
} shape_cases[] = {
    { "input 1x28x28 | conv2d 16 kernel=3", { 16, 26, 26 } },
    { "input 1x28x28 | conv2d 16 kernel=3 pad=valid", { 16, 26, 26 } },
    { "input 1x28x28 | conv2d 16 kernel=3 pad=1", { 16, 28, 28 } },
    { "input 1x28x28 | conv2d 16 kernel=3 stride=2 pad=1", { 16, 14, 14 } },
    { "input 1x28x28 | conv2d 16 kernel=3 stride=2 pad=same", { 16, 14, 14 } },
    { "input 1x27x28 | conv2d 16 kernel=3 stride=2 pad=same", { 16, 14, 14 } },
    { "input 1x28x28 | conv2d 16 kernel=5 stride=3 pad=same", { 16, 10, 10 } },
    { "input 1x28x28 | conv2d 16 kernel=4 stride=2 pad=same_symmetric", { 16, 14, 14 } },
    { "input 1x28x28 | conv2d 16 kernel=3x5 stride=1x2 dilation=2x1", { 16, 24, 12 } },
    { "input 1x28x28 | conv2d 16 kernel=3 pad=0,1,2,3", { 16, 28, 30 } },
    { "input 6x1x1 | conv2d 4 kernel=3 pad=same groups=2", { 4, 1, 1 } },
    { "input 28x30 | conv2d 2 kernel=3", { 2, 26, 28 } },
    { "input 8x7x7 | deconv2d 4 kernel=3 stride=2", { 4, 15, 15 } },
    { "input 8x7x7 | deconv2d 4 kernel=3 stride=2 pad=1", { 4, 13, 13 } },
    { "input 8x7x7 | deconv2d 4 kernel=3 stride=2 pad=1 output_pad=1", { 4, 14, 14 } },
    { "input 8x7x7 | deconv2d 4 kernel=3 stride=2 pad=1 output_pad=0x1", { 4, 13, 14 } },
    { "input 8x7x7 | deconv2d 4 kernel=3 stride=2 pad=same", { 4, 14, 14 } },
    { "input 8x7x7 | deconv2d 4 kernel=2 stride=3 pad=same_symmetric", { 4, 21, 21 } },
    { "input 8x7x7 | deconv2d 4 kernel=3x2 dilation=2x3 groups=4 pad=1,0,2,1", { 4, 8, 9 } },
    { "input 140 | conv1d 8 kernel=5", { 8, 136 } },
    { "input 3x140 | conv1d 8 kernel=5 stride=4 pad=2", { 8, 35 } },
    { "input 3x140 | conv1d 8 kernel=5 dilation=3 pad=12,0", { 8, 140 } },
    { "input 3x35 | deconv1d 1 kernel=5 stride=4 pad=2 output_pad=3", { 1, 140 } },
    { "input 35 | deconv1d 2 kernel=5 stride=4 pad=same", { 2, 140 } },
};

static void shapes_are_those_of_other_libraries(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shape_cases / sizeof *shape_cases; i++) {
        char spec[256];
        ae_format(spec, sizeof spec, "%s | code", shape_cases[i].layers);
        ae_model *model = make_model(spec, 1);
        ae_model_info info = info_of(model);
        for (size_t d = 0; d < 4; d++)
            if (info.code_shape[d] != shape_cases[i].out[d])
                fail_msg("%s: dimension %zu is %zu", shape_cases[i].layers, d, info.code_shape[d]);
        ae_model_free(model);
    }
}

static void assert_parameters(const char *spec, size_t parameters, const size_t out[4])
{
    ae_model *model = make_model(spec, 1);
    ae_model_info info = info_of(model);
    assert_int_equal(info.parameters, parameters);
    assert_memory_equal(info.output_shape, out, 4 * sizeof *out);
    ae_model_free(model);
}

/* The denoising net of TensorFlow's tutorial, and a net with a code of two numbers; each as other libraries count it. */
static void published_nets_have_their_number_of_parameters(void **state)
{
    static const size_t whole[4] = { 1, 28, 28, 0 }, large[4] = { 1, 29, 29, 0 };
    (void)state;
    assert_parameters("input 1x28x28 | conv2d 16 kernel=3 stride=2 pad=same act=relu "
                      "| conv2d 8 kernel=3 stride=2 pad=same act=relu | code "
                      "| deconv2d 8 kernel=3 stride=2 pad=same act=relu | deconv2d 16 kernel=3 stride=2 pad=same act=relu "
                      "| conv2d 1 kernel=3 pad=same act=sigmoid",
                      3217, whole);
    assert_parameters("input 1x28x28 | conv2d 32 kernel=3 pad=1 act=leaky_relu | conv2d 64 kernel=3 stride=2 pad=1 "
                      "act=leaky_relu | conv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu | conv2d 64 kernel=3 pad=1 "
                      "act=leaky_relu | flatten | dense 2 | code | dense 3136 | reshape 64x7x7 | deconv2d 64 kernel=3 pad=1 "
                      "act=leaky_relu | deconv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu | deconv2d 32 kernel=3 stride=2 "
                      "act=leaky_relu | deconv2d 1 kernel=3 act=sigmoid",
                      320 + 18496 + 2 * 36928 + 6274 + 9408 + 2 * 36928 + 18464 + 289, large);
}

/* ---- what they compute ---- */

/* Weights of 1: a convolution sums what is under the kernel. */
#define ONES " bias=no init=uniform min=1 max=1"

static const struct sum_case {
    const char *spec;
    float out[16];
    size_t n;
} sum_cases[] = {
    /* 1 ... 16 in four rows. TensorFlow's `same` begins at the corner, the symmetric one a pixel before it. */
    { "input 1x4x4 | conv2d 1 kernel=3 stride=2 pad=same" ONES " | code", { 54, 45, 72, 54 }, 4 },
    { "input 1x4x4 | conv2d 1 kernel=3 stride=2 pad=same_symmetric" ONES " | code", { 14, 30, 57, 99 }, 4 },
    { "input 1x4x4 | conv2d 1 kernel=3 stride=2 pad=1" ONES " | code", { 14, 30, 57, 99 }, 4 },
    { "input 1x4x4 | conv2d 1 kernel=3 stride=2 pad=0,0,1,1" ONES " | code", { 54, 45, 72, 54 }, 4 },
    { "input 1x4x4 | conv2d 1 kernel=2 dilation=3" ONES " | code", { 34 }, 1 },
    { "input 16 | conv1d 1 kernel=4 stride=4" ONES " | code", { 10, 26, 42, 58 }, 4 },
    { "input 4x2x2 | conv2d 2 kernel=2 groups=2" ONES " | code", { 36, 100 }, 2 },
    /* A transposed convolution copies each number, and adds where copies overlap. */
    { "input 1x2x2 | deconv2d 1 kernel=2 stride=2" ONES " | code", { 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4 }, 16 },
    { "input 1x2x2 | deconv2d 1 kernel=3 stride=2 pad=same" ONES " | code",
      { 1, 1, 3, 2, 1, 1, 3, 2, 4, 4, 10, 6, 3, 3, 7, 4 },
      16 },
    { "input 1x2x2 | deconv2d 1 kernel=3 stride=2 pad=1 output_pad=1" ONES " | code",
      { 1, 3, 2, 2, 4, 10, 6, 6, 3, 7, 4, 4, 3, 7, 4, 4 },
      16 },
    { "input 3 | deconv1d 1 kernel=3" ONES " | code", { 1, 3, 6, 5, 3 }, 5 },
};

static void convolutions_sum_what_they_see(void **state)
{
    static const float x[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
    (void)state;
    for (size_t i = 0; i < sizeof sum_cases / sizeof *sum_cases; i++) {
        ae_model *model = make_model(sum_cases[i].spec, 1);
        ae_rows rows = AE_ROWS_F32(x, 1, info_of(model).input_width);
        float out[16];
        ae_error e;
        assert_int_equal(info_of(model).code_width, sum_cases[i].n);
        must(ae_model_encode(out, model, NULL, &rows, &e), &e);
        for (size_t j = 0; j < sum_cases[i].n; j++)
            if (out[j] != sum_cases[i].out[j])
                fail_msg("%s: number %zu is %g", sum_cases[i].spec, j, (double)out[j]);
        ae_model_free(model);
    }
}

/* ---- first weights ---- */

/* PyTorch's bounds: 1 / sqrt(fan_in), where a transposed convolution's fan_in counts the channels that it puts out. */
static const struct bound_case {
    const char *layer;
    double fan_in;
} bound_cases[] = {
    { "input 6x9x9 | init pytorch bias_init=pytorch | conv2d 400 kernel=5x3 groups=2 | code", 3 * 15 },
    { "input 200x9x9 | init pytorch bias_init=pytorch | deconv2d 8 kernel=5x3 groups=2 | code", 4 * 15 },
    { "input 6x40 | init pytorch bias_init=pytorch | conv1d 400 kernel=7 | code", 6 * 7 },
    { "input 300x9 | init pytorch bias_init=pytorch | deconv1d 4 kernel=7 | code", 4 * 7 },
};

static double largest(const ae_tensor_info *t)
{
    double most = 0;
    for (size_t i = 0; i < elements(t); i++)
        most = fmax(most, fabs((double)t->data[i]));
    return most;
}

/* Of n numbers from -a to a, the largest is within a few a / n of a; no bias is beyond a. */
static void first_weights_have_pytorchs_bounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bound_cases / sizeof *bound_cases; i++) {
        ae_model *model = make_model(bound_cases[i].layer, 1);
        ae_tensor_info weight = tensor_at(model, 0), bias = tensor_at(model, 1);
        double bound = 1 / sqrt(bound_cases[i].fan_in);
        assert_true(largest(&weight) <= bound * (1 + 1e-6));
        assert_true(largest(&weight) >= bound * (1 - 20 / (double)elements(&weight)));
        assert_true(largest(&bias) <= bound * (1 + 1e-6) && largest(&bias) > 0);
        ae_model_free(model);
    }
}

/* ---- mirrors ---- */

typedef struct dice {
    uint32_t number, asked;
} dice;

static unsigned roll(dice *d, unsigned n)
{
    uint32_t word[4];
    ae_place place = { .seed = 19, .row = d->number };
    ae_random_quad(word, &place, d->asked++);
    return word[0] % n;
}

static void write_layer(ae_writer *w, dice *d, bool signal)
{
    static const char *const pads[] = { "valid", "same", "same_symmetric", "0", "1", "2" };
    bool back = roll(d, 4) == 0;
    ae_write(w, " | %sconv%s %u kernel=%u", back ? "de" : "", signal ? "1d" : "2d", 2 * (1 + roll(d, 2)), 1 + roll(d, 4));
    if (!signal)
        ae_write(w, "x%u stride=%ux%u", 1 + roll(d, 4), 1 + roll(d, 3), 1 + roll(d, 3));
    else
        ae_write(w, " stride=%u", 1 + roll(d, 4));
    ae_write(w, " dilation=%u act=tanh bias=%s", 1 + roll(d, 2), roll(d, 2) ? "yes" : "no");
    if (roll(d, 3))
        ae_write(w, " pad=%s", pads[roll(d, 6)]);
    else if (signal)
        ae_write(w, " pad=%u,%u", roll(d, 3), roll(d, 3));
    else
        ae_write(w, " pad=%u,%u,%u,%u", roll(d, 3), roll(d, 3), roll(d, 3), roll(d, 3));
}

static void write_encoder(ae_writer *w, uint32_t number)
{
    dice d = { number, 0 };
    bool signal = roll(&d, 3) == 0;
    if (signal)
        ae_write(w, "input %s%u", roll(&d, 2) ? "" : "2x", 5 + roll(&d, 30));
    else
        ae_write(w, "input %s%ux%u", roll(&d, 3) ? "2x" : "", 4 + roll(&d, 9), 4 + roll(&d, 9));
    for (unsigned n = 1 + roll(&d, 3); n > 0; n--)
        write_layer(w, &d, signal);
    if (roll(&d, 2))
        ae_write(w, "%s | dense 3", roll(&d, 2) ? " | flatten" : "");
}

/* Whatever the encoder: the mirror, tied or not, puts out the shape that came in. Some kernels do not fit their image. */
static void a_mirror_has_the_inputs_shape(void **state)
{
    size_t made = 0;
    (void)state;
    for (uint32_t i = 0; i < 400; i++) {
        char spec[1024];
        ae_writer w = { spec, sizeof spec, 0 };
        ae_model *model;
        ae_error e;
        write_encoder(&w, i);
        ae_write(&w, " | code | decoder mirror tied=%s", i % 2 ? "yes" : "no");
        ae_status status = ae_model_create(&model, spec, NULL, &e);
        if (status == AE_ESHAPE && (strstr(e.text, "reaches over") || strstr(e.text, "leave nothing")))
            continue;
        must(status, &e);
        ae_model_info info = info_of(model);
        if (memcmp(info.input_shape, info.output_shape, sizeof info.input_shape) != 0)
            fail_msg("%s: another shape comes back", spec);
        ae_model_free(model);
        made++;
    }
    assert_true(made > 250);
}

/* ---- ties ---- */

static double dot(const float *a, const float *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

static double norm(const float *a, size_t n)
{
    return sqrt(dot(a, a, n));
}

/* A linear layer without bias, and its tied partner: <encode(x), y> = <x, decode(y)>. Both sides are sums of products of
 * floats; a sum of at most 2^10 of them is off by no more than 2^10 roundings, 2^-24 each, of the product of the norms times
 * the weights', which is below 2^5 here. */
static void assert_adjoint(const ae_model *model)
{
    static float x[MOST], y[MOST], code[MOST], back[MOST];
    ae_model_info info = info_of(model);
    ae_rows inputs = AE_ROWS_F32(x, 1, info.input_width), codes = AE_ROWS_F32(y, 1, info.code_width);
    size_t n = product(info.input_shape);
    ae_error e;
    assert_true(info.input_width <= MOST && info.code_width <= MOST);
    curve(x, 1, info.input_width);
    curve(y, 1, info.code_width);
    must(ae_model_encode(code, model, NULL, &inputs, &e), &e);
    must(ae_model_decode(back, model, NULL, &codes, &e), &e);
    double error = fabs(dot(code, y, info.code_width) - dot(x, back, n));
    assert_true(error <= 0x1p-9 * norm(x, n) * norm(y, info.code_width));
    assert_true(norm(back, n) > 0.01 * norm(y, info.code_width)); /* and is not 0 = 0 */
}

static const char *const ties[] = {
    "input 1x9x8 | conv2d 3 kernel=3x2 stride=2 pad=same bias=no | code | decoder mirror tied=yes",
    "input 1x9x8 | conv2d 3 kernel=3x2 stride=2 pad=1 bias=no | code "
    "| deconv2d 1 kernel=3x2 stride=2 pad=1 output_pad=0x0 bias=no tied=conv2d1",
    "input 4x9x8 | conv2d 6 kernel=3 dilation=2 groups=2 pad=1,2,0,1 name=seen bias=no | code "
    "| deconv2d 4 kernel=3 dilation=2 groups=2 pad=1,2,0,1 bias=no tied=seen",
    "input 2x5x5 | deconv2d 3 kernel=3 stride=2 bias=no | code | conv2d 2 kernel=3 stride=2 bias=no tied=deconv2d1",
    "input 2x30 | conv1d 3 kernel=5 stride=3 pad=same bias=no | code | decoder mirror tied=yes",
    "input 3x9 | deconv1d 2 kernel=5 stride=3 bias=no | code | conv1d 3 kernel=5 stride=3 bias=no tied=deconv1d1",
    "input 20 | dense 7 bias=no | code | dense 20 bias=no tied=dense1",
};

static void assert_same_code(const ae_model *a, const ae_model *b)
{
    static float x[MOST], code[2][MOST];
    ae_rows rows = AE_ROWS_F32(x, 1, info_of(a).input_width);
    ae_error e;
    curve(x, 1, info_of(a).input_width);
    must(ae_model_encode(code[0], a, NULL, &rows, &e), &e);
    must(ae_model_encode(code[1], b, NULL, &rows, &e), &e);
    assert_memory_equal(code[0], code[1], info_of(a).code_width * sizeof(float));
}

/* A file holds the one tensor; what is read from it is the same model. */
static void assert_survives(const ae_model *model)
{
    ae_model *loaded = saved_and_loaded(model);
    assert_same_code(model, loaded);
    ae_model_free(loaded);
}

/* Before and after a training that moves both uses at once. */
static void tied_layers_stay_each_others_transposition(void **state)
{
    enum { ROWS = 40 };
    (void)state;
    for (size_t i = 0; i < sizeof ties / sizeof *ties; i++) {
        static float x[ROWS * 1024];
        ae_model *model = make_model(ties[i], 3);
        ae_model_info info = info_of(model);
        ae_rows rows = AE_ROWS_F32(x, ROWS, info.input_width);
        ae_fit_options options = AE_FIT_OPTIONS_INIT;
        ae_metrics before = AE_METRICS_INIT, after = AE_METRICS_INIT;
        ae_error e;
        curve(x, ROWS, info.input_width);
        assert_int_equal(info.tensors, 1);
        assert_adjoint(model);
        must(ae_model_evaluate(&before, model, NULL, &rows, &e), &e);
        options.epochs = 15;
        options.batch = 8;
        options.optimizer = "adam lr=0.005";
        must(ae_model_fit(model, &rows, &options, &e), &e);
        must(ae_model_evaluate(&after, model, NULL, &rows, &e), &e);
        assert_true(after.loss < before.loss);
        assert_adjoint(model);
        assert_survives(model);
        ae_model_free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_are_those_of_other_libraries),
        cmocka_unit_test(published_nets_have_their_number_of_parameters),
        cmocka_unit_test(convolutions_sum_what_they_see),
        cmocka_unit_test(first_weights_have_pytorchs_bounds),
        cmocka_unit_test(a_mirror_has_the_inputs_shape),
        cmocka_unit_test(tied_layers_stay_each_others_transposition),
    };
    return cmocka_run_group_tests_name("conv", tests, NULL, NULL);
}
