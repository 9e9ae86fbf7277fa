/* The item `condition`: the net against plain C, shapes, the way back of a mirror, and what is refused. */
#include "support.h"

enum { ROWS = 7, WIDTH = 3, MORE = 2, CODE = 2, IN = WIDTH + MORE };

static const char net[] = "input 3 | condition 2 | dense 2 act=tanh | code | dense 3 act=sigmoid | loss mse";
static float x[ROWS * WIDTH], condition[ROWS * MORE];

static int fill(void **state)
{
    (void)state;
    curve(x, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS * MORE; i++)
        condition[i] = (float)sin((double)i);
    return 0;
}

static ae_array each_row(const float *numbers, size_t width)
{
    return (ae_array){ .data = numbers, .width = width };
}

static ae_rows rows_of(const float *numbers, size_t width)
{
    ae_rows rows = AE_ROWS_F32(numbers, ROWS, width);
    rows.condition = each_row(condition, MORE);
    return rows;
}

/* ---- by hand ---- */

/* x W + b of tensors 2 number and 2 number + 1 of the model. */
static void affine(double *y, const ae_model *m, size_t number, const double *in, size_t n_in, size_t n_out)
{
    const ae_tensor_info w = tensor_at(m, 2 * number), b = tensor_at(m, 2 * number + 1);
    assert_int_equal(w.shape[0], n_in);
    assert_int_equal(w.shape[1], n_out);
    for (size_t k = 0; k < n_out; k++) {
        y[k] = (double)b.data[k];
        for (size_t i = 0; i < n_in; i++)
            y[k] += in[i] * (double)w.data[i * n_out + k];
    }
}

typedef struct by_hand {
    double in[IN], code[CODE + MORE], output[WIDTH], loss;
} by_hand;

static by_hand row_by_hand(const ae_model *m, size_t row)
{
    by_hand h = { .loss = 0 };
    for (size_t i = 0; i < IN; i++)
        h.in[i] = (double)(i < WIDTH ? x[row * WIDTH + i] : condition[row * MORE + i - WIDTH]);
    affine(h.code, m, 0, h.in, IN, CODE);
    for (size_t i = 0; i < CODE; i++)
        h.code[i] = tanh(h.code[i]);
    for (size_t i = 0; i < MORE; i++)
        h.code[CODE + i] = (double)condition[row * MORE + i];
    affine(h.output, m, 1, h.code, CODE + MORE, WIDTH);
    for (size_t i = 0; i < WIDTH; i++) {
        h.output[i] = 1 / (1 + exp(-h.output[i]));
        h.loss += (h.output[i] - h.in[i]) * (h.output[i] - h.in[i]) / WIDTH;
    }
    return h;
}

static void assert_near(double got, double want)
{
    if (fabs(got - want) > 2e-6)
        fail_msg("%.9g, by hand %.9g", got, want);
}

/* Given a small net, then each call gives what is worked out by hand; the code is the code alone. */
static void every_call_takes_the_condition(void **state)
{
    ae_model *m = make_model(net, 3);
    const ae_rows rows = rows_of(x, WIDTH);
    float code[ROWS * CODE], output[ROWS * WIDTH], decoded[ROWS * WIDTH], score[ROWS], asked[ROWS * WIDTH];
    const ae_result ask = { "output", asked };
    ae_metrics metrics = AE_METRICS_INIT;
    double loss = 0;
    ae_error e;
    (void)state;
    must(ae_model_encode(code, m, NULL, &rows, &e), &e);
    const ae_rows codes = rows_of(code, CODE);
    must(ae_model_reconstruct(output, m, NULL, &rows, &e), &e);
    must(ae_model_decode(decoded, m, NULL, &codes, &e), &e);
    must(ae_model_score(score, m, NULL, &rows, &e), &e);
    must(ae_model_run(&ask, 1, m, NULL, &rows, &e), &e);
    must(ae_model_evaluate(&metrics, m, NULL, &rows, &e), &e);
    for (size_t i = 0; i < ROWS; i++) {
        const by_hand h = row_by_hand(m, i);
        for (size_t k = 0; k < CODE; k++)
            assert_near((double)code[i * CODE + k], h.code[k]);
        for (size_t k = 0; k < WIDTH; k++)
            assert_near((double)output[i * WIDTH + k], h.output[k]);
        assert_near((double)score[i], h.loss);
        loss += h.loss / ROWS;
    }
    assert_memory_equal(decoded, output, sizeof output);
    assert_memory_equal(asked, output, sizeof output);
    assert_near(metrics.loss, loss);
    assert_int_equal(info_of(m).code_width, CODE);
    assert_int_equal(info_of(m).condition_width, MORE);
    ae_model_free(m);
}

/* The loss of all rows, where number `i` of tensor `t` is moved by `by`. */
static double moved_loss(const ae_model *m, size_t t, size_t i, float by)
{
    double loss = 0;
    float *weight = (float *)(uintptr_t)&tensor_at(m, t).data[i];
    const float before = *weight;
    *weight = before + by;
    for (size_t row = 0; row < ROWS; row++)
        loss += row_by_hand(m, row).loss / ROWS;
    *weight = before;
    return loss;
}

/* Given one step of plain descent, then each number moves down the slope of the loss that is worked out by hand. */
static void a_step_follows_the_slope(void **state)
{
    ae_model *m = make_model(net, 3), *before;
    const ae_rows rows = rows_of(x, WIDTH);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    (void)state;
    must(ae_model_clone(&before, m, &e), &e);
    o.optimizer = "sgd lr=1";
    o.batch = ROWS;
    o.steps = 1;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    for (size_t t = 0; t < info_of(m).tensors; t++) {
        const ae_tensor_info is = tensor_at(m, t), was = tensor_at(before, t);
        for (size_t i = 0; i < elements(&is); i++) {
            const float by = 1.0f / 256;
            const double slope = (moved_loss(before, t, i, by) - moved_loss(before, t, i, -by)) * 128;
            if (fabs((double)was.data[i] - slope - (double)is.data[i]) > 1e-5)
                fail_msg("%s[%zu]: %.9g, by differences %.9g", is.name, i, (double)is.data[i], (double)was.data[i] - slope);
        }
    }
    ae_model_free(before);
    ae_model_free(m);
}

/* ---- shapes ---- */

static const struct pair {
    const char *mirror, *by_hand;
} pairs[] = {
    { "input 6 | condition 2 | dense 4 act=relu | dense 3 | code | decoder mirror act=sigmoid",
      "input 6 | condition 2 | dense 4 act=relu | dense 3 | code | dense 4 act=relu | dense 6 act=sigmoid" },
    { "input 1x4x4 | condition 2 | dense 3 | code | decoder mirror",
      "input 1x4x4 | condition 2 | dense 3 | code | dense 16 | reshape 1x4x4" },
    { "input 1x7x8 | condition 3 | conv2d 4 kernel=3 stride=2 pad=same act=relu | dense 3 | code | decoder mirror "
      "act=sigmoid",
      "input 1x7x8 | condition 3 | conv2d 4 kernel=3 stride=2 pad=same act=relu | dense 3 | code | dense 64 act=relu | "
      "reshape 4x4x4 | deconv2d 1 kernel=3 stride=2 pad=1,0,1,1 act=sigmoid" },
    { "input 2x8x8 | condition 3 | conv2d 4 kernel=3 pad=same | maxpool2d 2 | code | decoder mirror",
      "input 2x8x8 | condition 3 | conv2d 4 kernel=3 pad=same | maxpool2d 2 | code | upsample2d to=8x8 | deconv2d 2 "
      "kernel=3 "
      "pad=1" },
    { "input 2x12 | condition 3 | conv1d 4 kernel=3 | code | decoder mirror",
      "input 2x12 | condition 3 | conv1d 4 kernel=3 | code | deconv1d 2 kernel=3" },
    { "input 6 | scaler zscore | missing mask indicators=yes | condition 2 | dense 3 | code | decoder mirror",
      "input 6 | scaler zscore | missing mask indicators=yes | condition 2 | dense 3 | code | dense 6" },
    { "input 2 | columns number,category:3 | condition 2 | dense 3 | code | decoder mirror",
      "input 2 | columns number,category:3 | condition 2 | dense 3 | code | dense 4" },
};

static void assert_same_tensors(const ae_model *a, const ae_model *b, const char *spec)
{
    const ae_model_info p = info_of(a), q = info_of(b);
    assert_memory_equal(p.output_shape, q.output_shape, sizeof p.output_shape);
    assert_int_equal(p.tensors, q.tensors);
    for (size_t i = 0; i < p.tensors; i++) {
        const ae_tensor_info s = tensor_at(a, i), t = tensor_at(b, i);
        if (strcmp(s.name, t.name) != 0 || memcmp(s.shape, t.shape, sizeof s.shape) != 0)
            fail_msg("%s: %s differs", spec, s.name);
    }
}

/* Given a mirror, then it is the net that one would write out: it leads back to the input without the condition. */
static void a_mirror_leads_back_to_the_input(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        ae_model *mirror = make_model(pairs[i].mirror, 3), *by_hand_ = make_model(pairs[i].by_hand, 3);
        assert_same_tensors(mirror, by_hand_, pairs[i].mirror);
        ae_model_free(mirror);
        ae_model_free(by_hand_);
    }
}

/* Given any one of the allocations refused while a mirror finds its way back, then that is said, and nothing stays held. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        heap h = { 0 };
        const ae_allocator counted = { heap_alloc, heap_free, &h };
        ae_model_options o = AE_MODEL_OPTIONS_INIT;
        ae_model *m = NULL;
        ae_status status = AE_ENOMEM;
        o.allocator = &counted;
        for (size_t at = 1; status == AE_ENOMEM; at++) {
            h.calls = 0;
            h.fail_at = at;
            status = ae_model_create(&m, pairs[i].mirror, &o, NULL);
            assert_true(status == AE_OK || h.held == 0);
        }
        assert_int_equal(status, AE_OK);
        ae_model_free(m);
        assert_int_equal(h.held, 0);
    }
}

/* Given a net of images, then the condition makes planes there, and at the code: the same net gets them as an input. */
static void images_get_planes(void **state)
{
    enum { SIDE = 5, PLANE = SIDE * SIDE, CHANNELS = 1 + MORE };
    ae_model *m = make_model("input 1x5x5 | condition 2 | conv2d 2 kernel=3 act=tanh | code | deconv2d 1 kernel=3", 4);
    ae_model *wide = make_model("input 3x5x5 | conv2d 2 kernel=3 act=tanh | code | deconv2d 1 kernel=3", 4);
    float image[ROWS * PLANE], all[ROWS * CHANNELS * PLANE], code[2][ROWS * 2 * 9];
    ae_rows rows = rows_of(image, PLANE), planes = AE_ROWS_F32(all, ROWS, CHANNELS * PLANE);
    ae_error e;
    (void)state;
    curve(image, ROWS, PLANE);
    for (size_t i = 0; i < ROWS * CHANNELS * PLANE; i++) {
        const size_t row = i / (CHANNELS * PLANE), channel = i / PLANE % CHANNELS;
        all[i] = channel ? condition[row * MORE + channel - 1] : image[row * PLANE + i % PLANE];
    }
    must(ae_model_encode(code[0], m, NULL, &rows, &e), &e);
    must(ae_model_encode(code[1], wide, NULL, &planes, &e), &e);
    assert_memory_equal(code[0], code[1], sizeof code[0]);
    assert_int_equal(tensor_at(m, 2).shape[3], 2 + MORE); /* of deconv2d: the channels that it gets stand last */
    ae_model_free(m);
    ae_model_free(wide);
}

/* ---- heads, encoders, penalties ---- */

/* Given a head, then it gets the code alone; a model without a decoder joins the condition to its input only. */
static void heads_do_not_get_it(void **state)
{
    ae_model *m = make_model("input 3 | condition 2 | dense 2 | code | head kind | dense 3 act=softmax", 1);
    ae_model *encoder = make_model("input 3 | condition 2 | dense 2 | code", 1);
    const ae_rows rows = rows_of(x, WIDTH);
    float code[2][ROWS * CODE];
    ae_error e;
    (void)state;
    assert_int_equal(tensor_at(m, 2).shape[0], CODE);
    must(ae_model_encode(code[0], m, NULL, &rows, &e), &e);
    must(ae_model_encode(code[1], encoder, NULL, &rows, &e), &e);
    assert_memory_equal(code[0], code[1], sizeof code[0]);
    ae_model_free(m);
    ae_model_free(encoder);
}

static double trained_loss(bool blind)
{
    ae_model *m =
        make_model("input 3 | condition 2 | dense 2 act=relu | dense 2 | code | decoder mirror | loss mse weight=0 "
                   "| penalty contractive weight=1",
                   1);
    const ae_tensor_info w = tensor_at(m, 0);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    const ae_rows rows = rows_of(x, WIDTH);
    ae_epoch_record record;
    ae_error e;
    if (blind)
        memset((float *)(uintptr_t)w.data, 0, WIDTH * w.shape[1] * sizeof(float)); /* of the input's numbers */
    o.epochs = 1;
    o.history = &record;
    o.history_capacity = 1;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    ae_model_free(m);
    return record.loss;
}

/* Given a penalty that takes the encoder a second time, on an input that is moved, then it takes the same condition: the
 * code of a net that does not look at its input does not change. */
static void a_contractive_penalty_moves_the_input_alone(void **state)
{
    (void)state;
    assert_true(trained_loss(true) == 0);
    assert_true(trained_loss(false) > 0);
}

/* ---- rows ---- */

/* Given AE_ARRAY_ONE_ROW, then one row of the condition is that of all rows. */
static void one_condition_for_all_rows(void **state)
{
    ae_model *m = make_model(net, 3);
    float all[ROWS * MORE], output[2][ROWS * WIDTH];
    ae_rows rows = rows_of(x, WIDTH);
    ae_error e;
    (void)state;
    for (size_t i = 0; i < ROWS * MORE; i++)
        all[i] = condition[i % MORE];
    rows.condition = each_row(all, MORE);
    must(ae_model_reconstruct(output[0], m, NULL, &rows, &e), &e);
    rows.condition = (ae_array){ .data = condition, .width = MORE, .flags = AE_ARRAY_ONE_ROW };
    must(ae_model_reconstruct(output[1], m, NULL, &rows, &e), &e);
    assert_memory_equal(output[0], output[1], sizeof output[0]);
    ae_model_free(m);
}

static void flags_that_there_are_not_are_told(void **state)
{
    ae_model *m = make_model(net, 3);
    float output[ROWS * WIDTH];
    ae_rows rows = rows_of(x, WIDTH);
    ae_error e;
    (void)state;
    rows.condition.flags = 2;
    assert_int_equal(ae_model_reconstruct(output, m, NULL, &rows, &e), AE_EARGUMENT);
    assert_non_null(strstr(e.text, "condition: flags is 2"));
    rows.condition.flags = AE_ARRAY_ONE_ROW;
    rows.condition.stride = MORE * sizeof(float);
    assert_int_equal(ae_model_reconstruct(output, m, NULL, &rows, &e), AE_EARGUMENT);
    assert_non_null(strstr(e.text, "its stride is 0"));
    ae_model_free(m);
}

/* Given a model whose rows have a scale, then the condition's scale of 0 is 1 all the same; another one divides it. */
static void the_condition_has_a_scale_of_its_own(void **state)
{
    ae_model *m = make_model(net, 3);
    unsigned char bytes[ROWS * WIDTH], class[ROWS * MORE];
    float numbers[ROWS * MORE], output[3][ROWS * WIDTH];
    ae_rows rows = AE_ROWS_U8(bytes, ROWS, WIDTH, 255);
    ae_error e;
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        bytes[i] = (unsigned char)(11 * i);
    for (size_t i = 0; i < ROWS * MORE; i++)
        numbers[i] = class[i] = (unsigned char)(i / 2 % 2 == i % 2);
    rows.condition = each_row(numbers, MORE);
    must(ae_model_reconstruct(output[0], m, NULL, &rows, &e), &e);
    rows.condition = (ae_array){ .data = class, .width = MORE, .stride = MORE, .dtype = AE_U8 };
    must(ae_model_reconstruct(output[1], m, NULL, &rows, &e), &e);
    assert_memory_equal(output[0], output[1], sizeof output[0]);
    for (size_t i = 0; i < ROWS * MORE; i++)
        numbers[i] *= 4;
    rows.condition = each_row(numbers, MORE);
    rows.condition.scale = 4;
    must(ae_model_reconstruct(output[2], m, NULL, &rows, &e), &e);
    assert_memory_equal(output[0], output[2], sizeof output[0]);
    ae_model_free(m);
}

/* Given a scorer of either kind, then rows bring the condition to be scored with it. */
static void a_scorer_takes_the_condition(void **state)
{
    static const char *const kinds[] = { "reconstruction", "joint" };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        ae_model *m = make_model(net, 3);
        ae_rows rows = rows_of(x, WIDTH);
        ae_scorer_options o = AE_SCORER_OPTIONS_INIT;
        float score[2][ROWS];
        ae_error e;
        o.kind = kinds[i];
        must(ae_scorer_fit(m, &rows, &o, &e), &e);
        must(ae_model_score(score[0], m, NULL, &rows, &e), &e);
        rows.condition.flags = AE_ARRAY_ONE_ROW;
        must(ae_model_score(score[1], m, NULL, &rows, &e), &e);
        assert_true(score[0][0] == score[1][0] && score[0][1] != score[1][1]);
        rows.condition.data = NULL;
        assert_int_equal(ae_scorer_fit(m, &rows, &o, &e), AE_EARGUMENT);
        ae_model_free(m);
    }
}

/* ---- what is refused ---- */

static const struct {
    const char *spec;
    ae_status status;
    const char *text;
} refused[] = {
    { "input 3 | condition | dense 2 | code", AE_EVALUE,
      "line 1, column 11: condition: the main value is missing: how many numbers come with each row" },
    { "input 3 | condition 0 | dense 2 | code", AE_EVALUE, "line 1, column 21: condition: 0 is out of range" },
    { "input 3 | condition 2000000000 | dense 2 | code", AE_EVALUE, "line 1, column 21: condition: 2000000000 is out of" },
    { "input 3 | condition 2.5 | dense 2 | code", AE_EVALUE, "line 1, column 21: condition: \"2.5\" is not a whole number" },
    { "input 1x1000x1000 | condition 10000 | conv2d 2 kernel=3 | code", AE_EVALUE,
      "line 1, column 21: condition: with it, 1x1000x1000 has more than 4294967295 elements" },
    { "input 3 | condition 2 | condition 2 | dense 2 | code", AE_ESPEC, "line 1, column 25: a spec has one condition item" },
    { "input 3 | dense 2 | condition 2 | code", AE_ESPEC,
      "line 1, column 21: condition stands directly after the input item, before all layers" },
    { "condition 2 | input 3 | dense 2 | code", AE_ESPEC, "line 1, column 1: a spec begins with its input item" },
    { "input 3 | condition 2 | dense 2 | code | decoder mirror tied=yes", AE_EVALUE,
      "line 1, column 42: decoder mirror tied=yes: with `condition` the first layer gets more numbers" },
    { "input 3 | condition 2 | code | decoder mirror", AE_ESHAPE,
      "line 1, column 32: decoder mirror: with `condition` the way back gets as far as 7, and does not lead to 3" },
    { "input 1x4x4 | condition 2 | maxpool2d 2 | code | decoder mirror", AE_ESHAPE,
      "line 1, column 50: decoder mirror: with `condition` the way back gets as far as 5x4x4, and does not lead to 1x4x4" },
    { "input 1x4x4 | condition 2 | conv2d 2 kernel=3 | flatten | code | decoder mirror", AE_ESHAPE,
      "line 1, column 66: decoder mirror: with `condition` the way back gets as far as 10, and does not lead to 1x4x4" },
    { "input 2x4x4 | condition 1 | conv2d 3 kernel=3 groups=3 | code | decoder mirror", AE_ESHAPE,
      "line 1, column 65: decoder mirror: with `condition` the way back" },
    { "input 5 | condition 3 | conv1d 2 kernel=3 | code | decoder mirror", AE_ESHAPE,
      "line 1, column 52: decoder mirror: with `condition` the way back" },
    { "input 3 | condition 2 | dense 2 | code | dense 4 tied=dense1", AE_ESHAPE,
      "line 1, column 42: dense2: the weights of" },
};

static void wrong_specs_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        ae_model *m = NULL;
        ae_error e;
        const ae_status status = ae_model_create(&m, refused[i].spec, NULL, &e);
        if (status != refused[i].status || strncmp(e.text, refused[i].text, strlen(refused[i].text)) != 0)
            fail_msg("%s: %s: %s", refused[i].spec, ae_status_name(status), status ? e.text : "taken");
    }
}

static void assert_refused(const ae_model *m, ae_array of, ae_status status, const char *text)
{
    float output[ROWS * WIDTH];
    ae_rows rows = rows_of(x, WIDTH);
    ae_error e = { .text = "taken" };
    rows.condition = of;
    const ae_status got = ae_model_reconstruct(output, m, NULL, &rows, &e);
    if (got != status || strcmp(e.text, text) != 0)
        fail_msg("%s: %s", ae_status_name(got), e.text);
}

/* Given a condition that cannot be, then one error says which and why. */
static void wrong_conditions_are_refused(void **state)
{
    ae_model *m = make_model(net, 3);
    float bad[2][ROWS * MORE] = { { 0 }, { 0 } };
    (void)state;
    bad[0][5] = NAN;
    bad[1][2] = -INFINITY;
    assert_refused(m, (ae_array){ 0 }, AE_EARGUMENT,
                   "the model takes a condition of 2 numbers with each row: set ae_rows.condition");
    assert_refused(m, each_row(condition, 3), AE_EWIDTH, "condition: the rows have 3 columns, the model takes 2");
    assert_refused(m, each_row(bad[0], MORE), AE_ENONFINITE, "condition: row 3, column 2 is NaN; a condition has no gaps");
    assert_refused(m, each_row(bad[1], MORE), AE_ENONFINITE,
                   "condition: row 2, column 1 is infinite or too large for a float");
    ae_model_free(m);
}

/* As labels are: a host may keep one description of its rows for several models. */
static void a_model_without_one_does_not_look_at_it(void **state)
{
    ae_model *m = make_model("input 3 | dense 2 | code | decoder mirror", 1);
    float output[ROWS * WIDTH];
    const ae_rows rows = rows_of(x, WIDTH);
    ae_error e;
    (void)state;
    assert_int_equal(info_of(m).condition_width, 0);
    must(ae_model_reconstruct(output, m, NULL, &rows, &e), &e);
    ae_model_free(m);
}

/* Given a row with a condition that is not finite, where rows may be refused, then it is counted and the others have their
 * results. */
static void rows_with_a_wrong_condition_may_be_refused(void **state)
{
    ae_model *m = make_model(net, 3);
    float bad[ROWS * MORE], output[2][ROWS * WIDTH];
    ae_rows rows = rows_of(x, WIDTH);
    size_t count = 0;
    ae_error e;
    (void)state;
    must(ae_model_reconstruct(output[0], m, NULL, &rows, &e), &e);
    memcpy(bad, condition, sizeof bad);
    bad[3 * MORE] = NAN;
    rows.condition = each_row(bad, MORE);
    rows.refused = &count;
    must(ae_model_reconstruct(output[1], m, NULL, &rows, &e), &e);
    assert_int_equal(count, 1);
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        assert_true(i / WIDTH == 3 ? isnan(output[1][i]) : output[1][i] == output[0][i]);
    ae_model_free(m);
}

/* Given a model that was saved, then the loaded one takes the same condition. */
static void it_is_kept_in_a_file(void **state)
{
    ae_model *m = make_model(net, 1), *back = saved_and_loaded(m);
    (void)state;
    assert_int_equal(info_of(back).condition_width, MORE);
    ae_model_free(m);
    ae_model_free(back);
}

/* A scaler is fitted to the rows alone. */
static void a_scaler_needs_no_condition(void **state)
{
    ae_model *m = make_model("input 3 | scaler zscore | condition 2 | dense 2 | code | decoder mirror", 1);
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    ae_error e;
    (void)state;
    must(ae_model_fit_scaler(m, &rows, &e), &e);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_takes_the_condition),
        cmocka_unit_test(a_step_follows_the_slope),
        cmocka_unit_test(a_mirror_leads_back_to_the_input),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(images_get_planes),
        cmocka_unit_test(heads_do_not_get_it),
        cmocka_unit_test(a_contractive_penalty_moves_the_input_alone),
        cmocka_unit_test(one_condition_for_all_rows),
        cmocka_unit_test(flags_that_there_are_not_are_told),
        cmocka_unit_test(the_condition_has_a_scale_of_its_own),
        cmocka_unit_test(a_scorer_takes_the_condition),
        cmocka_unit_test(wrong_specs_are_refused),
        cmocka_unit_test(wrong_conditions_are_refused),
        cmocka_unit_test(a_model_without_one_does_not_look_at_it),
        cmocka_unit_test(rows_with_a_wrong_condition_may_be_refused),
        cmocka_unit_test(it_is_kept_in_a_file),
        cmocka_unit_test(a_scaler_needs_no_condition),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
