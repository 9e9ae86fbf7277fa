/* Digits of the class that one asks for, from a variational autoencoder that is told the class (Sohn et al. 2015), and how
 * good they are:
 *
 *     16_conditional [--mnist] [--epochs N] [--seed 0] [--threads 2] [--out FOLDER]
 *
 * The judge is a second net, which has learnt to tell digits apart. It says which share of the drawn digits is what was
 * asked for, beside its share of test digits that are told right; and in its codes, the Frechet distance between drawn and
 * test digits says how alike they are as a whole, beside that between training and test digits, which is as small as can be.
 * Writes conditional.png: a line for each class, with four test digits, a gap, and eight drawn ones. Generated digits take
 * some seconds, MNIST some minutes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autoencoder.h"
#include "kit/dataset.h"
#include "kit/judge.h"
#include "kit/output.h"
#include "kit/program.h"

static const char artist[] =
    "input 784 | condition 10 | dense 256 act=leaky_relu | gaussian 12 | code | "
    "dense 256 act=leaky_relu | dense 784 act=sigmoid | loss bce reduce=sum | loss kl_normal on=code";

enum { PIXELS = KIT_DIGIT_PIXELS, CLASSES = 10, OF_EACH = 100, REAL = 4, FIRST = REAL + 1, ACROSS = FIRST + 8 };

static size_t epochs = 0, seed = 0, threads = 2;
static const char *folder = ".";
static ae_error error;

static void need(ae_status status)
{
    if (status == AE_OK)
        return;
    fprintf(stderr, "16_conditional: %s\n", error.text);
    exit(1);
}

static ae_model *train(const ae_rows *rows)
{
    const ae_model_options options = { .size = sizeof options, .seed = seed };
    const ae_fit_options fit = { .size = sizeof fit,
                                 .optimizer = "adam lr=0.005 | schedule cosine",
                                 .batch = 64,
                                 .epochs = epochs,
                                 .seed = seed,
                                 .threads = threads };
    ae_model *model;
    need(ae_model_create(&model, artist, &options, &error));
    need(ae_model_fit(model, rows, &fit, &error));
    return model;
}

static void compare(const ae_model *judge, const ae_rows *train_rows, const ae_rows *test, const ae_rows *drawn)
{
    printf("told as what they are: %.1f %% of test digits, %.1f %% of drawn ones\n", 100 * kit_judge_share(judge, test),
           100 * kit_judge_share(judge, drawn));
    printf("Frechet distance from the test digits: %.3f of training digits, %.3f of drawn ones\n",
           kit_judge_distance(judge, train_rows, test), kit_judge_distance(judge, drawn, test));
}

static bool draw(const kit_table *test, const float *pixels, kit_message *why)
{
    float *sheet = calloc(CLASSES * ACROSS, PIXELS * sizeof *sheet);
    size_t found[CLASSES] = { 0 };
    for (size_t i = 0; i < test->rows; i++) {
        const size_t class = (size_t)atoi(test->labels[i]);
        if (found[class] < REAL)
            kit_table_row(sheet + (class * ACROSS + found[class]++) * PIXELS, test, i, 255);
    }
    for (size_t class = 0; class < CLASSES; class ++)
        memcpy(sheet + (class * ACROSS + FIRST) * PIXELS, pixels + class * OF_EACH * PIXELS,
               (ACROSS - FIRST) * PIXELS * sizeof *sheet);
    const kit_images images = { sheet, CLASSES * ACROSS, 1, KIT_DIGIT_SIDE, KIT_DIGIT_SIDE };
    bool ok = kit_output_images(folder, "conditional.png", &images, ACROSS, why);
    free(sheet);
    return ok;
}

/* Digits that are known, others to test with, and room for those that are drawn. */
typedef struct digits {
    kit_classed known, test, drawn;
    float *pixels;
} digits;

static bool open_digits(digits *d, const kit_table *known_table, const kit_table *test_table, kit_message *why)
{
    const ae_rows known = kit_table_rows(known_table, 255), test = kit_table_rows(test_table, 255);
    *d = (digits){ .pixels = calloc(CLASSES * OF_EACH, PIXELS * sizeof(float)) };
    const ae_rows drawn = AE_ROWS_F32(d->pixels, CLASSES * OF_EACH, PIXELS);
    return (d->pixels || kit_explain(why, "out of memory")) &&
           kit_classed_make(&d->known, &known, known_table, CLASSES, 1, why) &&
           kit_classed_make(&d->test, &test, test_table, CLASSES, 1, why) &&
           kit_classed_make(&d->drawn, &drawn, NULL, CLASSES, OF_EACH, why);
}

static void close_digits(digits *d)
{
    kit_classed_free(&d->known);
    kit_classed_free(&d->test);
    kit_classed_free(&d->drawn);
    free(d->pixels);
}

static bool draw_and_judge(digits *d, const kit_table *test_table, kit_message *why)
{
    const kit_judging judging = { .classes = CLASSES, .epochs = epochs, .seed = seed, .threads = threads };
    ae_model *maker = train(&d->known.rows), *judge = kit_judge_train(&d->known.rows, &judging, why);
    ae_sample_options options = AE_SAMPLE_OPTIONS_INIT;
    options.seed = seed;
    options.n = d->drawn.rows.n;
    options.condition = d->drawn.rows.condition;
    need(ae_model_sample(d->pixels, NULL, maker, NULL, &options, &error));
    if (judge)
        compare(judge, &d->known.rows, &d->test.rows, &d->drawn.rows);
    bool ok = judge && draw(test_table, d->pixels, why);
    ae_model_free(maker);
    ae_model_free(judge);
    return ok;
}

static bool run(const kit_table *known_table, const kit_table *test_table, kit_message *why)
{
    digits d;
    bool ok = open_digits(&d, known_table, test_table, why) && draw_and_judge(&d, test_table, why);
    close_digits(&d);
    return ok;
}

int main(int argc, char **argv)
{
    bool mnist = false;
    const kit_option options[] = {
        { .name = "--mnist", .help = "real digits", .flag = &mnist },
        { .name = "--epochs", .help = "default: 30, of real digits 10", .number = &epochs },
        { .name = "--seed", .help = "of first weights, the order of digits and draws", .number = &seed },
        { .name = "--threads", .help = "the result is the same for any number", .number = &threads, .least = 1 },
        { .name = "--out", .help = "folder for the picture", .text = &folder },
    };
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    kit_table train_table = { 0 }, test = { 0 };
    kit_message why;
    epochs = epochs > 0 ? epochs : mnist ? 10 : 30;
    bool ok = kit_dataset_read(&train_table, mnist ? "mnist" : "digits:3000", NULL, &why) &&
              kit_dataset_read(&test, mnist ? "mnist-test" : "digits-test:500", NULL, &why) &&
              run(&train_table, &test, &why);
    kit_table_free(&train_table);
    kit_table_free(&test);
    return kit_exit_status("16_conditional", ok, &why);
}
