/* Pools, upsampling, crop and pad as layers: what their words mean, and what does not fit. */
#include "support.h"

enum { MOST = 32 };

/* Numbers by hand; those of the linear modes are PyTorch's of interpolate(..., align_corners=False). */
static const struct meaning {
    const char *spec;
    float x[16], code[MOST]; /* of one row */
    size_t shape[4];         /* of the code */
} meanings[] = {
    { "input 1x3x4 | maxpool2d 2", { 1, 2, 3, 4, 5, 6, 7, 0, 9, 9, 9, 9 }, { 6, 7 }, { 1, 1, 2 } },
    { "input 1x3x4 | maxpool2d 2x1 stride=1",
      { 1, 2, 3, 4, 5, 0, 7, 0, 2, 2, 9, 9 },
      { 5, 2, 7, 4, 5, 2, 9, 9 },
      { 1, 2, 4 } },
    { "input 1x2x2 | maxpool2d 2 stride=1 pad=1", { -1, -2, -3, -4 }, { -1, -1, -2, -1, -1, -2, -3, -3, -4 }, { 1, 3, 3 } },
    { "input 1x2x2 | maxpool2d 2 pad=1,0,0,1", { 1, 2, 3, 4 }, { 2 }, { 1, 1, 1 } },
    { "input 1x3x3 | maxpool2d 2 pad=same", { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 5, 6, 8, 9 }, { 1, 2, 2 } },
    { "input 1x1x5 | maxpool2d 1x2 stride=1x3 pad=same", { 1, 2, 3, 4, 5 }, { 2, 5 }, { 1, 1, 2 } },
    { "input 2x2 | maxpool2d 2", { 1, 2, 4, 3 }, { 4 }, { 1, 1 } }, /* a picture without channels stays one */
    { "input 2x4 | maxpool1d 2", { 1, 2, 4, 3, 0, -1, -5, -3 }, { 2, 4, 0, -3 }, { 2, 2 } },
    { "input 5 | maxpool1d 3 stride=1 pad=1,0", { 1, 2, 4, 3, 0 }, { 2, 4, 4, 4 }, { 4 } },
    { "input 1x2x4 | avgpool2d 2", { 1, 2, 3, 4, 5, 6, 7, 9 }, { 3.5f, 5.75f }, { 1, 1, 2 } },
    { "input 1x2x2 | avgpool2d 2 stride=1 pad=1", { 4, 8, 12, 16 }, { 1, 3, 2, 4, 10, 6, 3, 7, 4 }, { 1, 3, 3 } },
    { "input 6 | avgpool1d 3 stride=2", { 1, 2, 6, 4, 2, 0 }, { 3, 4 }, { 2 } },
    /* windows that reach far beyond both ends */
    { "input 1x2x2 | avgpool2d 5 stride=1 pad=same", { 25, 50, 75, 100 }, { 10, 10, 10, 10 }, { 1, 2, 2 } },
    { "input 1x2x2 | maxpool2d 65535 stride=1 pad=same", { -2, -1, -3, -4 }, { -1, -1, -1, -1 }, { 1, 2, 2 } },
    { "input 1x1x2 | maxpool2d 65535 pad=65534", { 1, 2 }, { 1, 2 }, { 1, 1, 2 } },
    { "input 1x2x2 | upsample2d 1x2", { 1, 2, 3, 4 }, { 1, 1, 2, 2, 3, 3, 4, 4 }, { 1, 2, 4 } },
    { "input 1x2x2 | upsample2d to=3", { 1, 2, 3, 4 }, { 1, 1, 2, 1, 1, 2, 3, 3, 4 }, { 1, 3, 3 } },
    { "input 1x1x4 | upsample2d to=1x2", { 1, 2, 3, 4 }, { 1, 3 }, { 1, 1, 2 } },
    { "input 1x2x2 | upsample2d 2 mode=bilinear",
      { 0, 4, 8, 12 },
      { 0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12 },
      { 1, 4, 4 } },
    { "input 3 | upsample1d 2 mode=linear", { 1, 2, 3 }, { 1, 1.25f, 1.75f, 2.25f, 2.75f, 3 }, { 6 } },
    { "input 2x2 | upsample1d 2", { 1, 2, 3, 4 }, { 1, 1, 2, 2, 3, 3, 4, 4 }, { 2, 4 } },
    { "input 1x3x3 | crop 1,0,0,2", { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 4, 7 }, { 1, 2, 1 } },
    { "input 1x3x3 | crop 1", { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 5 }, { 1, 1, 1 } },
    { "input 1x3x4 | crop to=1x2", { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 2 }, { 1, 1, 2 } },
    { "input 1x3x4 | crop to=1x1 keep=center", { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 6 }, { 1, 1, 1 } },
    { "input 1x4x4 | crop to=1x1 keep=center",
      { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 },
      { 6 },
      { 1, 1, 1 } }, /* the odd row and column are cut off at the end */
    { "input 2x4 | crop 1,2", { 1, 2, 3, 4, 5, 6, 7, 8 }, { 2, 6 }, { 2, 1 } },
    { "input 4 | crop to=2 keep=center", { 1, 2, 3, 4 }, { 2, 3 }, { 2 } },
    { "input 1x1x2 | pad 1,0,0,2", { 1, 2 }, { 0, 0, 0, 0, 1, 2, 0, 0 }, { 1, 2, 4 } },
    { "input 1x2x2 | pad 1,1,0,0 mode=replicate", { 1, 2, 3, 4 }, { 1, 1, 2, 1, 1, 2, 3, 3, 4 }, { 1, 3, 3 } },
    { "input 2 | pad 1", { 1, 2 }, { 0, 1, 2, 0 }, { 4 } },
    { "input 2x2 | pad 0,1 mode=replicate", { 1, 2, 3, 4 }, { 1, 2, 2, 3, 4, 4 }, { 2, 3 } },
};

static ae_model *encoder(const char *layers)
{
    char spec[256];
    strcpy(spec, layers);
    return make_model(strcat(spec, " | code"), 1);
}

static void layers_do_what_their_words_say(void **state)
{
    (void)state;
    for (const struct meaning *m = meanings; m < meanings + sizeof meanings / sizeof *meanings; m++) {
        ae_model *model = encoder(m->spec);
        ae_model_info info = info_of(model);
        float code[MOST] = { 0 };
        ae_rows rows = AE_ROWS_F32(m->x, 1, info.input_width);
        ae_error e;
        if (memcmp(info.code_shape, m->shape, sizeof m->shape) != 0)
            fail_msg("%s: another shape", m->spec);
        must(ae_model_encode(code, model, NULL, &rows, &e), &e);
        for (size_t i = 0; i < info.code_width; i++)
            if (code[i] != m->code[i])
                fail_msg("%s: number %zu is %g, not %g", m->spec, i, (double)code[i], (double)m->code[i]);
        ae_model_free(model);
    }
}

/* ---- what does not fit ---- */

static const struct mistake {
    const char *spec;
    ae_status status;
    const char *text;
} mistakes[] = {
    { "input 784\nmaxpool2d 2", AE_ESHAPE,
      "line 2, column 1: maxpool2d1: takes images (channels x height x width, such as 1x28x28), but 784 comes in; `reshape "
      "1x28x28` before it would fit" },
    { "input 1x4x4 | avgpool1d 2", AE_ESHAPE,
      "line 1, column 15: avgpool1d1: takes signals (channels x length, such as 2x140), but 1x4x4 comes in; `reshape "
      "1x16` before it would fit" },
    { "input 1x2x3x4 | crop 1", AE_ESHAPE,
      "line 1, column 17: crop1: takes images (channels x height x width, such as 1x28x28), but 1x2x3x4 comes in; `reshape "
      "1x1x24` before it would fit" },
    { "input 1x3x3 | maxpool2d 4x2 pad=0,1,0,0", AE_ESHAPE,
      "line 1, column 15: maxpool2d1: windows of 4x2 do not fit 3x4, padding included; at most that does" },
    { "input 1x3x3 | maxpool2d 2x2x2", AE_ESHAPE,
      "line 1, column 15: maxpool2d1: 2x2x2 has 3 numbers; one or two would fit, such as 2 or 2x3 (height x width)" },
    { "input 1x3x3 | avgpool2d 2 stride=1x1x1", AE_ESHAPE,
      "line 1, column 15: avgpool2d1: stride 1x1x1 has 3 numbers; one or two would fit, such as 2 or 2x3 (height x width)" },
    { "input 1x3x3 | maxpool2d 2 pad=2", AE_ESHAPE,
      "line 1, column 15: maxpool2d1: so much padding that windows of 2x2 would hold nothing else; less than that fits" },
    { "input 1x3x3 | maxpool2d 2 pad=2,0,0,0", AE_ESHAPE,
      "line 1, column 15: maxpool2d1: so much padding that windows of 2x2 would hold nothing else; less than that fits" },
    { "input 1x3x3 | maxpool2d 2 pad=0,2,0,0", AE_ESHAPE,
      "line 1, column 15: maxpool2d1: so much padding that windows of 2x2 would hold nothing else; less than that fits" },
    { "input 1x3x3 | maxpool2d 2 pad=0,0,2,0", AE_ESHAPE,
      "line 1, column 15: maxpool2d1: so much padding that windows of 2x2 would hold nothing else; less than that fits" },
    { "input 1x3x3 | maxpool2d 2 pad=0,0,0,2", AE_ESHAPE,
      "line 1, column 15: maxpool2d1: so much padding that windows of 2x2 would hold nothing else; less than that fits" },
    { "input 9 | maxpool1d 2 pad=2,0", AE_ESHAPE,
      "line 1, column 11: maxpool1d1: so much padding that windows of 1x2 would hold nothing else; less than that fits" },
    { "input 1x3x3 | maxpool2d 2 pad=1,1", AE_ESHAPE,
      "line 1, column 15: maxpool2d1: 2 numbers for the sides; an image has one for all, or four: top,left,bottom,right" },
    { "input 9 | maxpool1d 2 pad=1,1,1,1", AE_ESHAPE,
      "line 1, column 11: maxpool1d1: 4 numbers for the sides; a signal has one for both, or two: left,right" },
    { "input 9 | maxpool1d 2x2", AE_EVALUE, "line 1, column 21: maxpool1d: \"2x2\" is not a whole number in 1 ... 65535" },
    { "input 1x3x3 | maxpool2d 65536", AE_EVALUE, "line 1, column 25: maxpool2d: 65536 is out of range 1 ... 65535" },
    { "input 1x3x3 | avgpool2d 65535 pad=65536", AE_EVALUE,
      "line 1, column 35: avgpool2d: pad 65536 is out of range 0 ... 65535" },
    { "input 9 | avgpool1d 2 stride=1000000000", AE_EVALUE,
      "line 1, column 30: avgpool1d: stride 1000000000 is out of range 1 ... 65535" },
    { "input 1x3x3 | upsample2d", AE_EVALUE,
      "line 1, column 15: upsample2d1: give either a factor, such as 2, or to=, the size that comes out" },
    { "input 1x3x3 | upsample2d 2 to=6", AE_EVALUE,
      "line 1, column 15: upsample2d1: give either a factor, such as 2, or to=, the size that comes out" },
    { "input 1x3x3 | upsample2d 1000000000", AE_ESHAPE,
      "line 1, column 15: upsample2d1: 3x3 times 1000000000x1000000000 is too large; sides of at most 1000000000 fit" },
    { "input 9 | upsample1d 2 mode=bilinear", AE_EWORD,
      "line 1, column 29: upsample1d: unknown mode \"bilinear\"; did you mean \"linear\"?" },
    { "input 1x3x3 | crop 1,1,2,1", AE_ESHAPE,
      "line 1, column 15: crop1: nothing is left of the 1x3x3 that comes in; less than that fits" },
    { "input 1x3x3 | crop 0,1,0,2", AE_ESHAPE,
      "line 1, column 15: crop1: nothing is left of the 1x3x3 that comes in; less than that fits" },
    { "input 1x3x3 | crop to=4x3", AE_ESHAPE,
      "line 1, column 15: crop1: to=4x3 is more than the 1x3x3 that comes in; a pad would fit" },
    { "input 1x3x3 | crop to=3x4", AE_ESHAPE,
      "line 1, column 15: crop1: to=3x4 is more than the 1x3x3 that comes in; a pad would fit" },
    { "input 9 | crop to=2x3", AE_ESHAPE,
      "line 1, column 11: crop1: height and width are an image's, but 9 is taken for signals (channels x length); `reshape "
      "1x1x9` before it makes an image" },
    { "input 28x28 | crop to=20x20", AE_ESHAPE,
      "line 1, column 15: crop1: height and width are an image's, but 28x28 is taken for signals (channels x length); "
      "`reshape 1x28x28` before it makes an image" },
    { "input 28x28 | pad 1,1,2,2", AE_ESHAPE,
      "line 1, column 15: pad1: four sides are an image's, but 28x28 is taken for signals (channels x length); `reshape "
      "1x28x28` before it makes an image" },
    { "input 28x28 | crop to=30", AE_ESHAPE,
      "line 1, column 15: crop1: to=30 is more than the 28x28 that comes in; a pad would fit" },
    { "input 9 | crop", AE_EVALUE,
      "line 1, column 11: crop1: give either what to cut off, such as 1, or to=, the size that is left" },
    { "input 1x3x3 | pad 1000000000", AE_ESHAPE,
      "line 1, column 15: pad1: 2000000003x2000000003 is too large; sides of at most 1000000000 fit" },
    { "input 1x3x3 | pad 1000000000,0,0,0", AE_ESHAPE,
      "line 1, column 15: pad1: 1000000003x3 is too large; sides of at most 1000000000 fit" },
    { "input 1x3x3 | pad 0,0,0,1000000000", AE_ESHAPE,
      "line 1, column 15: pad1: 3x1000000003 is too large; sides of at most 1000000000 fit" },
    { "input 9 | pad", AE_EVALUE,
      "line 1, column 11: pad: the main value is missing: how much to add: everywhere, or top,left,bottom,right (of a "
      "signal: "
      "left,right)" },
};

static void mistakes_are_told(void **state)
{
    (void)state;
    for (const struct mistake *m = mistakes; m < mistakes + sizeof mistakes / sizeof *mistakes; m++) {
        char spec[256];
        ae_model *model = NULL;
        ae_error e;
        strcpy(spec, m->spec);
        assert_int_equal(ae_model_create(&model, strcat(spec, " | code"), NULL, &e), m->status);
        assert_string_equal(e.text, m->text);
        assert_null(model);
    }
}

/* Each side fits, the whole does not: a row has at most 2^32 - 1 elements, and no size overflows on the way. */
static void endless_images_are_refused(void **state)
{
    static const char *const specs[] = {
        "input 1x1x1 | upsample2d to=65536x65536 | code",
        "input 1x1x1 | upsample2d to=1000000000x200000000 | crop 0 | code",
        "input 1x65535x65535 | maxpool2d 65535 stride=1 pad=65534 | code",
        "input 1x65535x65535 | pad 1 | code",
        "input 1x1x1 | upsample2d 1000000000 | code",
        "input 9x1x1 | upsample2d 1000000000 | code | crop to=1",
        "input 1000000000x1x1 | pad 499999999 | code",
        "input 1x1x1 | upsample2d 100000 | upsample2d 10000 | maxpool2d 65535 | code",
    };
    (void)state;
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        ae_model *model = NULL;
        ae_error e;
        assert_int_equal(ae_model_create(&model, specs[i], NULL, &e), AE_ESHAPE);
        assert_non_null(strstr(e.text, "a row has at most 4294967295 elements"));
        assert_null(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_do_what_their_words_say),
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(endless_images_are_refused),
    };
    return cmocka_run_group_tests_name("plane_layers", tests, NULL, NULL);
}
