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

#include "16_conditional.h"
#include "kit/judge.h"
#include "kit/program.h"

static const char artist[] =
    "input 784 | condition 10 | dense 256 act=leaky_relu | gaussian 12 | code | "
    "dense 256 act=leaky_relu | dense 784 act=sigmoid | loss bce reduce=sum | loss kl_normal on=code";

static size_t epochs = 0, seed = 0, threads = 2;
static const char *folder = ".";
static ae_error error;

static bool train(ae_model **model, const ae_rows *rows, kit_message *why)
{
    const ae_model_options options = { .size = sizeof options, .seed = seed };
    const ae_fit_options fit = { .size = sizeof fit,
                                 .optimizer = "adam lr=0.005 | schedule cosine",
                                 .batch = 64,
                                 .epochs = epochs,
                                 .seed = seed,
                                 .threads = threads };
    return (ae_model_create(model, artist, &options, &error) == AE_OK &&
            ae_model_fit(*model, rows, &fit, &error) == AE_OK) ||
           kit_explain_error(why, &error);
}

static void compare(const ae_model *judge, const ae_rows *train_rows, const ae_rows *test, const ae_rows *drawn)
{
    printf("told as what they are: %.1f %% of test digits, %.1f %% of drawn ones\n", 100 * kit_judge_share(judge, test),
           100 * kit_judge_share(judge, drawn));
    printf("Frechet distance from the test digits: %.3f of training digits, %.3f of drawn ones\n",
           kit_judge_distance(judge, train_rows, test), kit_judge_distance(judge, drawn, test));
}

/* Digits that are known, others to test with, and room for those that are drawn. */
typedef struct digits {
    kit_classed known, test, drawn;
    float *pixels;
} digits;

static bool open_digits(digits *d, const kit_digits *tables, kit_message *why)
{
    const ae_rows known = kit_table_rows(&tables->train, 255), test = kit_table_rows(&tables->test, 255);
    *d = (digits){ .pixels = calloc(CLASSES * OF_EACH, PIXELS * sizeof(float)) };
    const ae_rows drawn = AE_ROWS_F32(d->pixels, CLASSES * OF_EACH, PIXELS);
    return (d->pixels || kit_explain(why, "out of memory")) &&
           kit_classed_make(&d->known, &known, &tables->train, CLASSES, 1, why) &&
           kit_classed_make(&d->test, &test, &tables->test, CLASSES, 1, why) &&
           kit_classed_make(&d->drawn, &drawn, NULL, CLASSES, OF_EACH, why);
}

static void close_digits(digits *d)
{
    kit_classed_free(&d->known);
    kit_classed_free(&d->test);
    kit_classed_free(&d->drawn);
    free(d->pixels);
}

static bool draw(digits *d, const ae_model *model, kit_message *why)
{
    ae_sample_options options = AE_SAMPLE_OPTIONS_INIT;
    options.seed = seed;
    options.n = d->drawn.rows.n;
    options.condition = d->drawn.rows.condition;
    return ae_model_sample(d->pixels, NULL, model, NULL, &options, &error) == AE_OK || kit_explain_error(why, &error);
}

static bool judge_all(const digits *d, kit_message *why)
{
    const kit_judging judging = { .classes = CLASSES, .epochs = epochs, .seed = seed, .threads = threads };
    ae_model *judge = kit_judge_train(&d->known.rows, &judging, why);
    if (judge)
        compare(judge, &d->known.rows, &d->test.rows, &d->drawn.rows);
    const bool ok = judge != NULL;
    ae_model_free(judge);
    return ok;
}

static bool run(const kit_digits *tables, kit_message *why)
{
    digits d;
    ae_model *model = NULL;
    bool ok = open_digits(&d, tables, why) && train(&model, &d.known.rows, why) && draw(&d, model, why) &&
              judge_all(&d, why) && write_sheet(folder, &tables->test, d.pixels, why);
    ae_model_free(model);
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
    kit_digits tables;
    kit_message why;
    epochs = epochs > 0 ? epochs : mnist ? 10 : 30;
    bool ok = kit_digits_choose(&tables, mnist, 3000, 500, &why) && run(&tables, &why);
    kit_digits_free(&tables);
    return kit_exit_status("16_conditional", ok, &why);
}
