/* Promise 3 between machines: small trainings whose bits are known. The hashes are this library's own, written down once on
 * an x86-64 (arithmetic 1); every kernel set of every machine must arrive at them. What changes them (the arithmetic, the
 * first weights, the order of rows, the file) has its number in the file and its entry in the change log. The version's own
 * number does not count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "../unsigned.h"
#include "autoencoder.h"
#include "kernel/dispatch.h"
#include <cmocka.h>
#include <stdlib.h>

enum { ROWS = 75, WIDTH = 300, BATCH = 40, STEPS = 5 };

/* More than one block of features (256) and of rows (32), tails of every width, and each function at least once. */
static const struct training {
    uint64_t file, results;
    size_t width;
    const char *optimizer, *spec;
} trainings[] = {
    { 0xf289995ca80807ae, 0x8cda56ae2a6d2cd7, 300, "adam lr=0.01",
      "input 300 | dense 37 act=sigmoid | code | dense 300 act=sigmoid | loss mse" },
    { 0xc33ee0de4c0d438a, 0x0a3d06e7e33f45d7, 45, "sgd lr=0.05 momentum=0.9 nesterov=yes",
      "input 45 | init he_normal bias_init=normal bias_sd=0.1 "
      "| dense 270 act=tanh | code | decoder mirror tied=yes | loss mae" },
    { 0x0ec38016815c94fa, 0xb6c78cc1c263299a, 45, "rmsprop",
      "input 45 | init glorot_normal "
      "| dense 21 act=elu alpha=0.5 | dense 13 act=softplus | code | dense 45 act=sigmoid | loss bce" },
    { 0xe95ecabb041684b5, 0xabb53955686e6d59, 45, "adadelta lr=1",
      "input 45 | init he_uniform | dense 22 act=relu | dense 9 act=softmax | code | dense 45 | loss sse" },
    { 0x783f352b9a9e1a9c, 0x55ecc1940edbc0a6, 45, "adagrad",
      "input 45 | init pytorch bias_init=pytorch "
      "| dense 18 act=leaky_relu slope=0.1 | code | dense 45 | loss huber delta=0.3" },
    { 0xf0c099a446746044, 0x660d8161e98c859a, 45, "adamw lr=0.02 decay=0.1",
      "input 45 | init uniform min=-0.1 max=0.2 "
      "| dense 18 act=tanh | code | dense 45 act=softmax | loss bce reduce=sum" },
    { 0xc6702e9fad1b8b10, 0x831b9834404d7333, 45, "adam",
      "input 45 | noise gaussian sd=0.2 clip=0,1 | noise salt_pepper p=0.1 | dense 18 act=relu | dropout 0.2 | dense 9 | code "
      "| noise uniform min=-0.1 max=0.1 | dropout2d 0.3 | noise speckle sd=0.3 fixed=yes | dense 45 | noise mask p=0.1" },
    { 0x8c9849bff5f80c0d, 0xa26dc2f6f9c7a93c, 45, "adam lr=0.01",
      "input 5x3x3 | batchnorm | dense 21 bias=no | batchnorm momentum=0.3 eps=0.01 affine=no | act relu | layernorm | code "
      "| dense 45 | reshape 5x3x3 | batchnorm" },
    { 0x77cdfad02ef47525, 0xa7253ca1e7cab6c0, 45, "adam lr=0.01",
      "input 45 | dense 242 act=tanh | reshape 2x11x11 | avgpool2d 3 stride=2 pad=1 | maxpool2d 2 stride=1 | code "
      "| upsample2d to=11x7 mode=bilinear | crop 1,0,2,1 | pad 0,1,2,0 mode=replicate | upsample2d 2x1 | flatten "
      "| maxpool1d 3 stride=2 pad=1 | dense 45 act=sigmoid" },
};

static uint64_t fnv1a(uint64_t hash, const void *data, size_t size)
{
    const unsigned char *byte = data;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * 0x100000001b3;
    return hash;
}

static const uint64_t start = 0xcbf29ce484222325;

static void must(ae_status status, const ae_error *e)
{
    if (status != AE_OK)
        fail_msg("%s: %s", ae_status_name(status), e->text);
}

/* Bytes made with whole numbers alone: sin() of two machines' libm may differ. */
static ae_rows bytes(size_t width)
{
    static uint8_t data[ROWS * WIDTH];
    uint32_t x = 1;
    for (size_t i = 0; i < ROWS * width; i++) {
        x = x * 1664525 + 1013904223;
        data[i] = (uint8_t)(x >> 24);
    }
    return (ae_rows)AE_ROWS_U8(data, ROWS, width, 255);
}

static ae_model *train(const struct training *t, const ae_rows *rows)
{
    ae_model_options making = AE_MODEL_OPTIONS_INIT;
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *model;
    ae_error e;
    making.seed = 11;
    must(ae_model_create(&model, t->spec, &making, &e), &e);
    options.optimizer = t->optimizer;
    options.batch = BATCH;
    options.steps = STEPS;
    options.seed = 12;
    must(ae_model_fit(model, rows, &options, &e), &e);
    return model;
}

static uint64_t file_hash(const ae_model *model)
{
    static unsigned char file[256 * 1024];
    size_t size = unsigned_file(file, sizeof file, model);
    assert_in_range(size, 1, sizeof file);
    return fnv1a(start, file, size);
}

/* Of every row's output and score. */
static uint64_t results_hash(const ae_model *model, const ae_rows *rows)
{
    static float outputs[ROWS * WIDTH], scores[ROWS];
    ae_error e;
    must(ae_model_reconstruct(outputs, model, NULL, rows, &e), &e);
    must(ae_model_score(scores, model, NULL, rows, &e), &e);
    uint64_t hash = fnv1a(start, outputs, sizeof *outputs * ROWS * rows->input.width);
    return fnv1a(hash, scores, sizeof scores);
}

static int differs(const struct training *t, const char *what, uint64_t hash, uint64_t pinned)
{
    if (hash != pinned)
        print_error("%s; %s: the %s hash to 0x%016llx, not 0x%016llx\n", t->spec, t->optimizer, what,
                    (unsigned long long)hash, (unsigned long long)pinned);
    return hash != pinned;
}

static void the_same_on_every_machine(void **state)
{
    int different = 0;
    (void)state;
    for (size_t i = 0; i < sizeof trainings / sizeof *trainings; i++) {
        const struct training *t = &trainings[i];
        ae_rows rows = bytes(t->width);

        ae_model *model = train(t, &rows);

        different += differs(t, "file's bytes", file_hash(model), t->file);
        different += differs(t, "results", results_hash(model, &rows), t->results);
        ae_model_free(model);
    }
    assert_int_equal(different, 0);
}

/* A test for each set, so that a report names the one that differs. */
static int with_set(void **state)
{
    setenv("AE_KERNELS", *state, 1);
    return 0;
}

static int without_set(void **state)
{
    (void)state;
    unsetenv("AE_KERNELS");
    return 0;
}

int main(void)
{
    struct CMUnitTest tests[16];
    size_t n = 0;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        if (ae_isa_usable(isa))
            tests[n++] = (struct CMUnitTest){ ae_isa_name(isa), the_same_on_every_machine, with_set, without_set,
                                              (void *)(uintptr_t)ae_isa_name(isa) };
    return _cmocka_run_group_tests("pinned", tests, n, NULL, NULL);
}
