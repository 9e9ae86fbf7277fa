/* Files of each format version: read, written again byte for byte, the writer's version left out, and giving the codes that
 * were written down when they were made. Those codes are this library's own: they say that nothing has changed, not that it
 * is right.
 *
 *     test_golden FOLDER           tests the files in it
 *     test_golden --make FILE      made v1_dense.safetensors, and prints the codes to pin; it replaces no file
 *
 * A file here is never made anew. What changes the format or the arithmetic brings a new number and a new file beside the
 * old ones, which must still load. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "../unsigned.h"
#include "autoencoder.h"
#include "kernel/dispatch.h"
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 12, CODE = 3, PINNED_ROWS = 4, TRAINING_ROWS = 40, FILE_MAX = 8192 };

static const char spec[] = "input 3x4 | dense 7 act=tanh bias_init=normal name=first | dense 3 act=sigmoid | code "
                           "| decoder mirror act=sigmoid | loss bce";
static const char *path;

static void must(ae_status status, const ae_error *e)
{
    if (status != AE_OK)
        fail_msg("%s: %s", ae_status_name(status), e->text);
}

/* Bytes made with whole numbers alone, so the same everywhere. */
static ae_rows some_rows(size_t n)
{
    static uint8_t data[TRAINING_ROWS * WIDTH];
    uint32_t x = 1;
    for (size_t i = 0; i < sizeof data; i++) {
        x = x * 1664525 + 1013904223;
        data[i] = (uint8_t)(x >> 24);
    }
    return (ae_rows)AE_ROWS_U8(data, n, WIDTH, 255);
}

/* ---- making ---- */

static ae_model *train(void)
{
    ae_model_options making = AE_MODEL_OPTIONS_INIT;
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_rows rows = some_rows(TRAINING_ROWS);
    ae_model *model = NULL;
    making.seed = 2024;
    options.optimizer = "adam lr=0.02";
    options.batch = 16;
    options.epochs = 4;
    options.seed = 7;
    if (ae_model_create(&model, spec, &making, NULL) == AE_OK)
        ae_model_fit(model, &rows, &options, NULL);
    return model;
}

static int make(const char *to)
{
    float codes[PINNED_ROWS * CODE];
    unsigned char bytes[FILE_MAX];
    ae_rows rows = some_rows(PINNED_ROWS);
    ae_model *model = train();
    size_t size = 0;
    int done = ae_model_save_memory(bytes, sizeof bytes, &size, model, NULL) == AE_OK &&
               ae_model_encode(codes, model, NULL, &rows, NULL) == AE_OK;
    FILE *file = done ? fopen(to, "wbx") : NULL;
    done = file && fwrite(bytes, 1, size, file) == size;
    done = file && fclose(file) == 0 && done;
    for (size_t i = 0; done && i < PINNED_ROWS * CODE; i++)
        printf("%af,%c", (double)codes[i], i % CODE == CODE - 1 ? '\n' : ' ');
    ae_model_free(model);
    return done ? 0 : 1;
}

/* ---- testing ---- */

static const float pinned[PINNED_ROWS * CODE] = {
    0x1.10a83ap-2f, 0x1.61e8bcp-3f, 0x1.a92446p-3f, 0x1.b933bcp-3f, 0x1.416068p-3f, 0x1.835cfcp-3f,
    0x1.78328ap-2f, 0x1.226d4ap-3f, 0x1.ec5c9p-3f,  0x1.0fac9cp-2f, 0x1.612a84p-4f, 0x1.843746p-3f,
};

static void it_is_written_again_byte_for_byte(void **state)
{
    static unsigned char before[FILE_MAX], after[FILE_MAX];
    ae_model *model;
    ae_error e;
    (void)state;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(before, 1, sizeof before, file);
    fclose(file);

    must(ae_model_load(&model, path, NULL, &e), &e);

    assert_int_equal(unsigned_file(after, sizeof after, model), n);
    assert_memory_equal(before, after, n);
    ae_model_free(model);
}

/* With the scale that the file has, so 0 here. */
static void it_gives_the_pinned_codes(void **state)
{
    float codes[PINNED_ROWS * CODE];
    ae_rows rows = some_rows(PINNED_ROWS);
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_model *model;
    ae_error e;
    rows.input.scale = 0;

    must(ae_model_load(&model, path, NULL, &e), &e);
    must(ae_model_get_info(&info, model, &e), &e);
    must(ae_model_encode(codes, model, NULL, &rows, &e), &e);

    assert_string_equal(info.kernels, *state);
    assert_memory_equal(codes, pinned, sizeof codes);
    ae_model_free(model);
}

static int with_set(void **state)
{
    return setenv("AE_KERNELS", *state, 1);
}

static int without_set(void **state)
{
    (void)state;
    return unsetenv("AE_KERNELS");
}

static int test(const char *folder)
{
    struct CMUnitTest tests[16] = { cmocka_unit_test(it_is_written_again_byte_for_byte) };
    static char file[4096];
    size_t n = 1;
    snprintf(file, sizeof file, "%s/v1_dense.safetensors", folder);
    path = file;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        if (ae_isa_usable(isa))
            tests[n++] = (struct CMUnitTest){ ae_isa_name(isa), it_gives_the_pinned_codes, with_set, without_set,
                                              (void *)(uintptr_t)ae_isa_name(isa) };
    return _cmocka_run_group_tests("golden", tests, n, NULL, NULL);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--make") == 0)
        return make(argv[2]);
    if (argc == 2)
        return test(argv[1]);
    fprintf(stderr, "usage: test_golden FOLDER | --make FILE\n");
    return 1;
}
