/* The chapter's program: 784 - 128 - 64 - 128 - 784 sigmoid units learn to draw digits again from 64 numbers.
 *
 *     01_mnist_dense [--steps 20001] [--rows 60000] [--seed 0] [--threads 2] [--out FOLDER]
 *
 * Prints the loss every 1,000 steps and writes the first 4 x 4 test digits, before and after, as originals.png and
 * reconstructions.png. */
#include <stdio.h>

#include "autoencoder.h"
#include "kit/dataset.h"
#include "kit/output.h"
#include "kit/program.h"

enum { DISPLAY_STEP = 1000 };

static const char network[] = "input 784\n"
                              "init normal sd=0.05 bias_init=normal bias_sd=0.05\n"
                              "dense 128 act=sigmoid\n"
                              "dense 64 act=sigmoid\n"
                              "code\n"
                              "dense 128 act=sigmoid\n"
                              "dense 784 act=sigmoid\n"
                              "loss mse\n";

typedef struct settings {
    size_t steps, rows, seed, threads;
    const char *folder;
} settings;

static int show_loss(void *user, const ae_progress *progress)
{
    (void)user;
    if ((progress->step - 1) % DISPLAY_STEP == 0) {
        printf("step %6llu   loss %.6f\n", (unsigned long long)(progress->step - 1), progress->loss);
        fflush(stdout);
    }
    return 0;
}

static ae_status train(ae_model *model, const kit_table *table, const settings *s, ae_error *error)
{
    ae_rows rows = kit_table_rows(table, kit_table_scale(table));
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    fit.optimizer = "adam lr=0.01 b1=0.9 b2=0.999 eps=1e-7";
    fit.batch = 256;
    fit.steps = s->steps;
    fit.seed = s->seed;
    fit.threads = (unsigned)s->threads;
    fit.on_step = show_loss;
    return ae_model_fit(model, &rows, &fit, error);
}

static ae_status show_test_error(const ae_model *model, const kit_table *table, ae_error *error)
{
    ae_rows rows = kit_table_rows(table, kit_table_scale(table));
    ae_metrics metrics = AE_METRICS_INIT;
    ae_status status = ae_model_evaluate(&metrics, model, NULL, &rows, error);
    if (status == AE_OK)
        printf("%zu test digits: mean squared error %.6f, squared error a digit %.3f\n", metrics.rows, metrics.mse,
               metrics.sse_per_row);
    return status;
}

static bool draw(const ae_model *model, const kit_table *test, const settings *s, ae_error *error, kit_message *why)
{
    static float before[KIT_SHOWN * KIT_DIGIT_PIXELS], after[KIT_SHOWN * KIT_DIGIT_PIXELS];
    size_t count = test->rows < KIT_SHOWN ? test->rows : KIT_SHOWN;
    for (size_t i = 0; i < count * KIT_DIGIT_PIXELS; i++)
        before[i] = (float)((const uint8_t *)test->data)[i] / 255;
    ae_rows rows = AE_ROWS_F32(before, count, KIT_DIGIT_PIXELS);
    if (ae_model_reconstruct(after, model, NULL, &rows, error) != AE_OK)
        return kit_explain_error(why, error);
    const kit_images originals = { before, count, 1, KIT_DIGIT_SIDE, KIT_DIGIT_SIDE };
    const kit_images reconstructions = { after, count, 1, KIT_DIGIT_SIDE, KIT_DIGIT_SIDE };
    return kit_output_images(s->folder, "originals.png", &originals, KIT_COLUMNS, why) &&
           kit_output_images(s->folder, "reconstructions.png", &reconstructions, KIT_COLUMNS, why);
}

static bool run(const kit_digits *d, const settings *s, kit_message *why)
{
    ae_model *model = NULL;
    ae_error error = { AE_OK, 0, 0, "" };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    options.seed = s->seed;
    bool trained = ae_model_create(&model, network, &options, &error) == AE_OK &&
                   train(model, &d->train, s, &error) == AE_OK && show_test_error(model, &d->test, &error) == AE_OK;
    bool ok = trained ? draw(model, &d->test, s, &error, why) : kit_explain_error(why, &error);
    ae_model_free(model);
    return ok;
}

int main(int argc, char **argv)
{
    settings s = { .steps = 20001, .rows = 60000, .threads = 2, .folder = "." };
    const kit_option options[] = {
        { .name = "--steps", .help = "how long to train", .number = &s.steps },
        { .name = "--rows", .help = "digits to train on, at most", .number = &s.rows },
        { .name = "--seed", .help = "of the first weights and of the order of digits", .number = &s.seed },
        { .name = "--threads", .help = "the result is the same for any number", .number = &s.threads },
        { .name = "--out", .help = "the folder for the pictures", .text = &s.folder },
    };
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;

    kit_digits d;
    kit_message why;
    bool ok = kit_digits_load(&d, s.rows, 10000, &why) && run(&d, &s, &why);
    kit_digits_free(&d);
    return kit_exit_status("01_mnist_dense", ok, &why);
}
