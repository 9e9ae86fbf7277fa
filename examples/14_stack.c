/* A deep autoencoder that is trained layer by layer, then as a whole, beside one that is trained as a whole from the start:
 *
 *     14_stack [--mnist] [--rows N] [--noise PERCENT] [--seed 0] [--threads 2]
 *
 * Each layer and its partner of the decoder are a little autoencoder, which learns from the codes of the one before. Layers
 * have the names that they have in the deep net, and so ae_model_transfer finds the places of their weights. With noise,
 * each level has so many of its numbers set to 0 while it learns, and gives them back whole: a stacked denoising
 * autoencoder. All have sigmoids but the code. Generated digits take some seconds, MNIST and the net of Hinton and
 * Salakhutdinov (2006) half an hour. It leaves stack.ae, which is what `ae train --stack` would make, number for number. */
#include <stdio.h>
#include <stdlib.h>

#include "autoencoder.h"
#include "kit/dataset.h"
#include "kit/program.h"

enum { LEVELS = 4 };
typedef struct plan {
    size_t width[LEVELS + 1], batch, level_epochs, epochs;
} plan;
static const plan small = { { 784, 128, 64, 32, 8 }, 20, 4, 8 };
static const plan large = { { 784, 1000, 500, 250, 30 }, 256, 8, 22 };

static size_t most = 60000, noise, seed, threads = 2;
static ae_error error;

static void need(ae_status status)
{
    if (status == AE_OK)
        return;
    fprintf(stderr, "14_stack: %s\n", error.text);
    exit(1);
}

static ae_model *create(const char *spec)
{
    const ae_model_options options = { .size = sizeof options, .seed = seed };
    ae_model *model;
    need(ae_model_create(&model, spec, &options, &error));
    return model;
}

static void fit(ae_model *model, const plan *p, const ae_rows *rows, size_t epochs)
{
    const ae_fit_options options = { .size = sizeof options,
                                     .optimizer = "adam lr=0.003 | schedule cosine",
                                     .batch = p->batch,
                                     .epochs = epochs,
                                     .seed = seed,
                                     .threads = threads };
    need(ae_model_fit(model, rows, &options, &error));
}

static void report(const char *what, const ae_model *model, const ae_rows *rows)
{
    ae_metrics m = AE_METRICS_INIT;
    need(ae_model_evaluate(&m, model, NULL, rows, &error));
    printf("%-27s squared error of a test digit: %.3f\n", what, m.sse_per_row);
    fflush(stdout);
}

/* Level k, from 0, has layer k + 1 of the encoder, and the layer that the mirror leads back with, which is counted from the
 * other end. What comes into all but the first are a sigmoid's numbers, between 0 and 1: bce takes them. */
static ae_model *create_level(const size_t *width, size_t k)
{
    char spec[320], item[40] = "";
    if (noise > 0)
        snprintf(item, sizeof item, "noise mask p=%g | ", (double)noise / 100);
    snprintf(spec, sizeof spec,
             "input %zu | %sdense %zu act=%s name=dense%zu | code | dense %zu act=sigmoid name=dense%zu | loss %s", width[k],
             item, width[k + 1], k + 1 < LEVELS ? "sigmoid" : "linear", k + 1, width[k], 2 * LEVELS - k,
             k > 0 ? "bce" : "sse");
    return create(spec);
}

static ae_model *create_whole(const size_t *width)
{
    char spec[320];
    snprintf(spec, sizeof spec,
             "input %zu | dense %zu act=sigmoid | dense %zu act=sigmoid | dense %zu act=sigmoid | dense %zu | code | "
             "decoder mirror act=sigmoid | loss sse",
             width[0], width[1], width[2], width[3], width[4]);
    return create(spec);
}

/* Each level in turn learns from the codes of the one before, and gives the deep net its weights. */
static void stack(ae_model *deep, const plan *p, ae_rows rows)
{
    float *codes = NULL;
    for (size_t k = 0; k < LEVELS; k++) {
        ae_model *level = create_level(p->width, k);
        fit(level, p, &rows, p->level_epochs);
        need(ae_model_transfer(NULL, deep, level, NULL, &error));
        float *next = malloc(rows.n * p->width[k + 1] * sizeof *next);
        need(ae_model_encode(next, level, NULL, &rows, &error));
        ae_model_free(level);
        free(codes);
        codes = next;
        rows = (ae_rows)AE_ROWS_F32(codes, rows.n, p->width[k + 1]);
    }
    free(codes);
}

static void compare(const plan *p, const ae_rows *rows, const ae_rows *test)
{
    ae_model *plain = create_whole(p->width), *deep = create_whole(p->width);
    fit(plain, p, rows, p->level_epochs + p->epochs);
    report("from scratch", plain, test);
    stack(deep, p, *rows);
    report("layer by layer", deep, test);
    fit(deep, p, rows, p->epochs);
    report("layer by layer, then tuned", deep, test);
    need(ae_model_save(deep, "stack.ae", &error));
    ae_model_free(plain);
    ae_model_free(deep);
}

int main(int argc, char **argv)
{
    bool mnist = false;
    const kit_option options[] = {
        { .name = "--mnist", .help = "real digits, and a net for them", .flag = &mnist },
        { .name = "--rows", .help = "digits to learn from, at most", .number = &most, .least = 1 },
        { .name = "--noise", .help = "share of the numbers that a level does not see, percent", .number = &noise },
        { .name = "--seed", .help = "of the first weights, the order of digits and the noise", .number = &seed },
        { .name = "--threads", .help = "the result is the same for any number", .number = &threads, .least = 1 },
    };
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    const plan *p = mnist ? &large : &small;
    kit_digits digits;
    kit_message why;
    bool ok = kit_digits_choose(&digits, mnist, 3000, 500, &why);
    if (ok) {
        ae_rows rows = kit_table_rows(&digits.train, 255), test = kit_table_rows(&digits.test, 255);
        rows.n = rows.n < most ? rows.n : most;
        compare(p, &rows, &test);
    }
    kit_digits_free(&digits);
    return kit_exit_status("14_stack", ok, &why);
}
