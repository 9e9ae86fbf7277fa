/* New digits, from a variational autoencoder (Kingma and Welling 2014), whose code is a place in a normal distribution:
 *
 *     15_generate [--mnist] [--code 2] [--epochs N] [--seed 0] [--threads 2] [--out FOLDER]
 *
 * Prints what the loss of a test digit consists of, in nats: what its pixels cost and what its code does; their sum is minus
 * the evidence lower bound at the code's mean. Then it writes
 *     samples.png    8 x 8 digits from codes drawn by chance
 *     between.png    a line for each of eight pairs of test digits, from the one to the other
 *     manifold.png   of a code of two numbers: 20 x 20 codes, each for an equal share of all
 *     generate.ae    the model, with which `ae sample` does the same
 * Generated digits take some seconds, MNIST some minutes. */
#include <stdio.h>
#include <stdlib.h>

#include "autoencoder.h"
#include "kit/dataset.h"
#include "kit/latent.h"
#include "kit/output.h"
#include "kit/program.h"

enum { SIDE = KIT_DIGIT_SIDE, PIXELS = KIT_DIGIT_PIXELS, ACROSS = 8, SAMPLES = ACROSS * ACROSS, STEPS = 10, GRID = 20 };

static size_t code = 2, epochs = 0, seed = 0, threads = 2;
static const char *folder = ".";
static ae_error error;

static void need(ae_status status)
{
    if (status == AE_OK)
        return;
    fprintf(stderr, "15_generate: %s\n", error.text);
    exit(1);
}

static void show(const char *when, double loss, const ae_metric *parts, size_t n)
{
    printf("%s  loss %7.2f", when, loss);
    for (size_t i = 0; i < n; i++)
        printf("  %s %6.2f", parts[i].name, parts[i].value);
    putchar('\n');
    fflush(stdout);
}

static int show_epoch(void *user, const ae_progress *p)
{
    char when[32];
    (void)user;
    snprintf(when, sizeof when, "epoch %3llu/%llu", (unsigned long long)p->epoch, (unsigned long long)p->epochs);
    show(when, p->loss, p->losses, p->n_losses);
    return 0;
}

static ae_model *train(const ae_rows *rows, const ae_rows *test)
{
    char spec[320];
    snprintf(spec, sizeof spec,
             "input %d | dense 256 act=leaky_relu | gaussian %zu | code | dense 256 act=leaky_relu | dense %d act=sigmoid | "
             "loss bce reduce=sum | loss kl_normal on=code",
             PIXELS, code, PIXELS);
    const ae_model_options options = { .size = sizeof options, .seed = seed };
    const ae_fit_options fit = { .size = sizeof fit,
                                 .optimizer = "adam lr=0.005 | schedule cosine",
                                 .batch = 64,
                                 .epochs = epochs,
                                 .seed = seed,
                                 .threads = threads,
                                 .on_epoch = show_epoch };
    ae_metrics m = AE_METRICS_INIT;
    ae_model *model;
    need(ae_model_create(&model, spec, &options, &error));
    need(ae_model_fit(model, rows, &fit, &error));
    need(ae_model_evaluate(&m, model, NULL, test, &error));
    show("test digits", m.loss, m.losses, m.n_losses);
    return model;
}

static bool draw(const char *name, const ae_model *model, const float *codes, size_t n, size_t across, kit_message *why)
{
    const ae_rows rows = AE_ROWS_F32(codes, n, code);
    float *pixels = malloc(n * PIXELS * sizeof *pixels);
    need(ae_model_decode(pixels, model, NULL, &rows, &error));
    const kit_images images = { pixels, n, 1, SIDE, SIDE };
    bool ok = kit_output_images(folder, name, &images, across, why);
    free(pixels);
    return ok;
}

/* From test digit 2 i to test digit 2 i + 1. */
static bool draw_between(const ae_model *model, ae_rows test, kit_message *why)
{
    float *ends = malloc(2 * ACROSS * code * sizeof *ends), *codes = malloc(ACROSS * STEPS * code * sizeof *codes);
    test.n = 2 * ACROSS;
    need(ae_model_encode(ends, model, NULL, &test, &error));
    for (size_t i = 0; i < ACROSS; i++) {
        const float *from = ends + 2 * i * code;
        kit_latent_line(codes + i * STEPS * code, from, from + code, code, STEPS, KIT_SPHERICAL);
    }
    bool ok = draw("between.png", model, codes, ACROSS * STEPS, STEPS, why);
    free(codes);
    free(ends);
    return ok;
}

static bool draw_all(const ae_model *model, const ae_rows *test, kit_message *why)
{
    static const double mean[2] = { 0, 0 }, deviation[2] = { 1, 1 };
    static float grid[GRID * GRID * 2];
    const ae_sample_options options = { .size = sizeof options, .seed = seed, .n = SAMPLES, .deviation = 1 };
    float *codes = malloc(SAMPLES * code * sizeof *codes);
    need(ae_model_sample(NULL, codes, model, NULL, &options, &error));
    kit_latent_grid(grid, GRID, mean, deviation);
    bool ok = draw("samples.png", model, codes, SAMPLES, ACROSS, why) && draw_between(model, *test, why) &&
              (code != 2 || draw("manifold.png", model, grid, GRID * GRID, GRID, why)) &&
              kit_output_model(folder, "generate.ae", model, why);
    free(codes);
    return ok;
}

int main(int argc, char **argv)
{
    bool mnist = false;
    const kit_option options[] = {
        { .name = "--mnist", .help = "real digits", .flag = &mnist },
        { .name = "--code", .help = "how many numbers a code has", .number = &code, .least = 1 },
        { .name = "--epochs", .help = "default: 40, of real digits 10", .number = &epochs },
        { .name = "--seed", .help = "of first weights, the order of digits and draws", .number = &seed },
        { .name = "--threads", .help = "the result is the same for any number", .number = &threads, .least = 1 },
        { .name = "--out", .help = "folder for what it writes", .text = &folder },
    };
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    kit_table digits = { 0 }, test = { 0 };
    kit_message why;
    epochs = epochs > 0 ? epochs : mnist ? 10 : 40;
    bool ok = kit_dataset_read(&digits, mnist ? "mnist" : "digits:3000", NULL, &why) &&
              kit_dataset_read(&test, mnist ? "mnist-test" : "digits-test:500", NULL, &why);
    if (ok) {
        const ae_rows rows = kit_table_rows(&digits, 255), test_rows = kit_table_rows(&test, 255);
        ae_model *model = train(&rows, &test_rows);
        ok = draw_all(model, &test_rows, &why);
        ae_model_free(model);
    }
    kit_table_free(&digits);
    kit_table_free(&test);
    return kit_exit_status("15_generate", ok, &why);
}
