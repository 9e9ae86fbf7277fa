/* Promise 3: the same bits, whatever the threads, the kernel set, the element type and the way rows are cut. */
#include "../help.h"
#include "kernel/dispatch.h"

enum { ROWS = 150, WIDTH = 50 };
static float data[ROWS * WIDTH];
static uint8_t bytes[ROWS * WIDTH];
static const char dense[] = "input 50 | dense 300 act=tanh | dense 37 act=sigmoid | code | dense 300 act=elu "
                            "| dense 50 act=sigmoid | loss bce";
static const char convolutions[] = "input 50 | reshape 2x5x5 | conv2d 33 kernel=3 stride=2 pad=same act=relu "
                                   "| conv2d 33 kernel=2 groups=3 act=elu | dense 37 act=sigmoid | code | dense 72 act=tanh "
                                   "| reshape 8x9 | deconv1d 20 kernel=4 dilation=2 pad=3 act=tanh | reshape 20x3x3 "
                                   "| deconv2d 2 kernel=3 stride=2 pad=1 act=sigmoid | loss bce";
static const char *spec = dense;

static ae_model *trained(const ae_rows *rows, unsigned threads, uint64_t seed)
{
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_error e;
    ae_model *model = make_model(spec, seed);
    options.optimizer = "adam lr=0.01";
    options.batch = 64;
    options.steps = 12;
    options.seed = seed;
    options.threads = threads;
    must(ae_model_fit(model, rows, &options, &e), &e);
    return model;
}

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS * WIDTH; i++) {
        bytes[i] = (uint8_t)(data[i] * 255);
        data[i] = (float)bytes[i] / 255.0f;
    }
    return 0;
}

static void threads_do_not_matter(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_model *one = trained(&rows, 1, 3);
    (void)state;
    for (unsigned threads = 1; threads <= 7; threads += threads == 1 ? 1 : 2) { /* 1 again: two runs agree */
        ae_model *other = trained(&rows, threads, 3);
        assert_same_model(one, other);
        ae_model_free(other);
    }
    ae_model_free(one);
}

static void kernel_sets_do_not_matter(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_model *best = trained(&rows, 1, 3);
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++) {
        if (!ae_isa_usable(isa))
            continue;
        setenv("AE_KERNELS", ae_isa_name(isa), 1);
        ae_model *other = trained(&rows, 2, 3);
        unsetenv("AE_KERNELS");
        assert_same_model(best, other);
        ae_model_free(other);
    }
    ae_model_free(best);
}

static size_t elements(const ae_tensor_info *t)
{
    size_t n = 1;
    for (size_t i = 0; i < t->rank; i++)
        n *= t->shape[i];
    return n;
}

static void seeds_matter(void **state)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_model *a = trained(&rows, 1, 3), *b = trained(&rows, 1, 4);
    ae_tensor_info x = AE_TENSOR_INFO_INIT, y = AE_TENSOR_INFO_INIT;
    (void)state;
    assert_int_equal(ae_model_get_tensor(&x, a, 0, NULL), AE_OK);
    assert_int_equal(ae_model_get_tensor(&y, b, 0, NULL), AE_OK);
    assert_memory_not_equal(x.data, y.data, sizeof(float) * elements(&x));
    ae_model_free(a);
    ae_model_free(b);
}

/* Bytes with a scale are the floats that one gets by dividing. */
static void element_types_do_not_matter(void **state)
{
    static double wide[ROWS][WIDTH + 3];
    ae_rows floats = AE_ROWS_F32(data, ROWS, WIDTH), u8 = AE_ROWS_U8(bytes, ROWS, WIDTH, 255), strided = AE_ROWS_INIT;
    ae_model *a = trained(&floats, 1, 3), *b = trained(&u8, 2, 3);
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_tensor_info x = AE_TENSOR_INFO_INIT, y = AE_TENSOR_INFO_INIT;
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < WIDTH; j++)
            wide[i][j] = (double)data[i * WIDTH + j];
    strided.n = ROWS;
    strided.input = (ae_array){ wide, WIDTH, sizeof wide[0], 1, AE_F64, 0 };
    ae_model *c = trained(&strided, 1, 3);
    assert_same_model(a, c);
    for (size_t i = 0; ae_model_get_tensor(&x, a, i, NULL) == AE_OK; i++) {
        assert_int_equal(ae_model_get_tensor(&y, b, i, NULL), AE_OK);
        assert_memory_equal(x.data, y.data, elements(&x) * sizeof(float));
    }
    assert_int_equal(ae_model_get_info(&info, b, NULL), AE_OK);
    assert_true(info.scale == 255);
    ae_model_free(a);
    ae_model_free(b);
    ae_model_free(c);
}

/* A row's code, reconstruction and score do not depend on its batch, its place, the context or its threads. */
static void a_row_is_alone(void **state)
{
    static float codes[ROWS * 37], outputs[ROWS * WIDTH], scores[ROWS];
    static float code[ROWS * 37], output[ROWS * WIDTH], score[ROWS];
    ae_rows all = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    ae_error e;
    ae_model *model = trained(&all, 1, 3);
    (void)state;
    must(ae_model_encode(codes, model, NULL, &all, &e), &e);
    must(ae_model_reconstruct(outputs, model, NULL, &all, &e), &e);
    must(ae_model_score(scores, model, NULL, &all, &e), &e);
    for (size_t cut = 1; cut <= ROWS; cut += cut < 40 ? 1 : 37) {
        ae_context *context;
        options.rows = cut;
        options.threads = 1 + (unsigned)cut % 3;
        must(ae_context_create(&context, model, &options, &e), &e);
        for (size_t i = 0; i < ROWS; i += cut) {
            ae_rows some = AE_ROWS_F32(data + i * WIDTH, ROWS - i < cut ? ROWS - i : cut, WIDTH);
            must(ae_model_encode(code + i * 37, model, context, &some, &e), &e);
            must(ae_model_reconstruct(output + i * WIDTH, model, context, &some, &e), &e);
            must(ae_model_score(score + i, model, context, &some, &e), &e);
        }
        assert_memory_equal(codes, code, sizeof codes);
        assert_memory_equal(outputs, output, sizeof outputs);
        assert_memory_equal(scores, score, sizeof scores);
        ae_context_free(context);
    }
    ae_model_free(model);
}

/* decode(encode(x)) = reconstruct(x). */
static void two_halves_make_the_whole(void **state)
{
    static float codes[ROWS * 37], outputs[ROWS * WIDTH], whole[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH), inner = AE_ROWS_F32(codes, ROWS, 37);
    ae_error e;
    ae_model *model = trained(&rows, 1, 3);
    (void)state;
    must(ae_model_encode(codes, model, NULL, &rows, &e), &e);
    must(ae_model_decode(outputs, model, NULL, &inner, &e), &e);
    must(ae_model_reconstruct(whole, model, NULL, &rows, &e), &e);
    assert_memory_equal(outputs, whole, sizeof whole);
    ae_model_free(model);
}

/* An encoder that computes nothing hands its input on. */
static void an_empty_encoder_copies(void **state)
{
    static float codes[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_error e;
    ae_model *model = make_model("input 50 | reshape 5x10 | code | dense 50", 1);
    (void)state;
    must(ae_model_encode(codes, model, NULL, &rows, &e), &e);
    assert_memory_equal(codes, data, sizeof codes);
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter),       cmocka_unit_test(kernel_sets_do_not_matter),
        cmocka_unit_test(seeds_matter),                cmocka_unit_test(element_types_do_not_matter),
        cmocka_unit_test(a_row_is_alone),              cmocka_unit_test(two_halves_make_the_whole),
        cmocka_unit_test(an_empty_encoder_copies),
    };
    int failed = cmocka_run_group_tests_name("same bits", tests, fill, NULL);
    spec = convolutions;
    return failed + cmocka_run_group_tests_name("same bits, convolutions", tests, fill, NULL);
}
