/* Two numbers a digit: a convolutional autoencoder whose codes are points in the plane, and any point is a digit again.
 *
 *     07_latent [--epochs 20] [--rows 60000] [--model FILE] [--point X,Y] [--seed 1] [--threads 2] [--out FOLDER]
 *
 * From the notebooks that the chapter credits: four convolutions and a dense layer down to two numbers, the same way up, and
 * of the 29 x 29 pixels that come out the last row and column cut off. Prints each epoch's error beside the range that was
 * published after 20, and writes
 *     latent.safetensors   the model; with --model it is read instead of trained
 *     latent.svg           the test digits' codes, a colour for each of the ten
 *     manifold.png         20 x 20 points, decoded: the middle nine tenths of the codes, as the plot has them
 *     point.png            the point X,Y, decoded
 *
 * From some first weights, seed 0's among them, the net draws nothing but black and stays there (an error of .112, the
 * digits' mean square): most pixels are black, and where they are the sigmoid has no slope. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autoencoder.h"
#include "kit/dataset.h"
#include "kit/output.h"
#include "kit/program.h"
#include "kit/stat.h"

static const char network[] = "input 1x28x28\n"
                              "init pytorch bias_init=pytorch\n"
                              "conv2d 32 kernel=3 pad=1 act=leaky_relu slope=0.01\n"
                              "conv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu slope=0.01\n"
                              "conv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu slope=0.01\n"
                              "conv2d 64 kernel=3 pad=1\n"
                              "flatten\n"
                              "dense 2\n"
                              "code\n"
                              "dense 3136\n"
                              "reshape 64x7x7\n"
                              "deconv2d 64 kernel=3 pad=1 act=leaky_relu slope=0.01\n"
                              "deconv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu slope=0.01\n"
                              "deconv2d 32 kernel=3 stride=2 act=leaky_relu slope=0.01\n"
                              "deconv2d 1 kernel=3\n"
                              "crop 0,0,1,1\n"
                              "act sigmoid\n"
                              "loss mse\n";

enum { CODE = 2, KINDS = 10, SIDE = 20 }; /* SIDE: points across the manifold */

typedef struct settings {
    size_t epochs, rows, seed, threads;
    const char *model, *point, *folder;
} settings;

typedef struct range {
    float low, high;
} range;

/* ---- the model ---- */

static int show_epoch(void *user, const ae_progress *progress)
{
    (void)user;
    printf("epoch %2llu/%llu   training error %.4f   published .035 ... .042\n", (unsigned long long)progress->epoch,
           (unsigned long long)progress->epochs, progress->loss);
    fflush(stdout);
    return 0;
}

static bool train(ae_model *model, const kit_table *table, const settings *s, kit_message *why)
{
    ae_error error;
    ae_rows rows = kit_table_rows(table, kit_table_scale(table));
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    fit.optimizer = "adam lr=0.0005 eps=1e-8";
    fit.batch = 32;
    fit.epochs = s->epochs;
    fit.seed = s->seed;
    fit.threads = (unsigned)s->threads;
    fit.on_epoch = show_epoch;
    return ae_model_fit(model, &rows, &fit, &error) == AE_OK || kit_explain_error(why, &error);
}

static bool make(ae_model **model, const kit_digits *d, const settings *s, kit_message *why)
{
    ae_error error;
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    options.seed = s->seed;
    if (ae_model_create(model, network, &options, &error) != AE_OK)
        return kit_explain_error(why, &error);
    return train(*model, &d->train, s, why) && kit_output_model(s->folder, "latent.safetensors", *model, why);
}

/* Any model will do that has pixels at both ends and two numbers between. */
static bool load(ae_model **model, const settings *s, kit_message *why)
{
    ae_error error;
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (ae_model_load(model, s->model, NULL, &error) != AE_OK || ae_model_get_info(&info, *model, &error) != AE_OK)
        return kit_explain_error(why, &error);
    if (info.input_width == KIT_DIGIT_PIXELS && info.output_width == KIT_DIGIT_PIXELS && info.code_width == CODE)
        return true;
    return kit_explain(why, "%s: it takes %zu numbers to %zu to %zu; a model from %d to %d to %d is needed", s->model,
                       info.input_width, info.code_width, info.output_width, KIT_DIGIT_PIXELS, CODE, KIT_DIGIT_PIXELS);
}

static bool show_test_error(const ae_model *model, const kit_table *test, kit_message *why)
{
    ae_error error;
    ae_rows rows = kit_table_rows(test, kit_table_scale(test));
    ae_metrics metrics = AE_METRICS_INIT;
    if (ae_model_evaluate(&metrics, model, NULL, &rows, &error) != AE_OK)
        return kit_explain_error(why, &error);
    printf("%zu test digits: mean squared error %.4f\n", metrics.rows, metrics.mse);
    return true;
}

/* ---- codes ---- */

static float *encode(const ae_model *model, const kit_table *test, kit_message *why)
{
    ae_error error;
    ae_rows rows = kit_table_rows(test, kit_table_scale(test));
    float *codes = malloc(test->rows * CODE * sizeof *codes);
    if (!codes)
        kit_explain(why, "out of memory");
    else if (ae_model_encode(codes, model, NULL, &rows, &error) == AE_OK)
        return codes;
    else
        kit_explain_error(why, &error);
    free(codes);
    return NULL;
}

static bool draw_codes(const float *codes, const kit_table *test, const settings *s, kit_message *why)
{
    static const char *const names[KINDS] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
    kit_curve kinds[KINDS];
    double *x = malloc(test->rows * sizeof *x), *y = malloc(test->rows * sizeof *y);
    bool ok = (x && y) || kit_explain(why, "out of memory");
    for (size_t k = 0, n = 0; ok && k < KINDS; k++) {
        kinds[k] = (kit_curve){ names[k], x + n, y + n, 0 };
        for (size_t i = 0; i < test->rows; i++)
            if (strcmp(test->labels[i], names[k]) == 0) {
                x[n] = codes[CODE * i];
                y[n++] = codes[CODE * i + 1];
                kinds[k].n++;
            }
    }
    const kit_plot plot = { .title = "codes of the test digits",
                            .x_label = "first number",
                            .y_label = "second number",
                            .kind = KIT_PLOT_DOTS,
                            .curves = kinds,
                            .n_curves = KINDS };
    ok = ok && kit_output_plot(s->folder, "latent.svg", &plot, why);
    free(x);
    free(y);
    return ok;
}

/* Where the middle nine tenths of the codes' numbers lie: the few far out would leave most of a picture to nothing. */
static bool find_range(range *out, const float *codes, size_t rows, size_t which, kit_message *why)
{
    double *sorted = malloc(rows * sizeof *sorted);
    if (!sorted)
        return kit_explain(why, "out of memory");
    for (size_t i = 0; i < rows; i++)
        sorted[i] = (double)codes[CODE * i + which];
    kit_sort(sorted, rows);
    *out = (range){ (float)sorted[rows / 20], (float)sorted[rows - 1 - rows / 20] };
    free(sorted);
    return true;
}

/* ---- points, decoded ---- */

/* The first line is the uppermost, so that every digit stands where the plot has its point. */
static bool draw_manifold(const ae_model *model, const float *codes, size_t rows, const settings *s, kit_message *why)
{
    float points[SIDE * SIDE * CODE];
    range x, y;
    if (!find_range(&x, codes, rows, 0, why) || !find_range(&y, codes, rows, 1, why))
        return false;
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        points[CODE * i] = x.low + (x.high - x.low) * (float)(i % SIDE) / (SIDE - 1);
        points[CODE * i + 1] = y.high - (y.high - y.low) * (float)(i / SIDE) / (SIDE - 1);
    }
    printf("manifold: from %.3g to %.3g across, from %.3g to %.3g upwards\n", (double)x.low, (double)x.high, (double)y.low,
           (double)y.high);
    return kit_output_decoded(s->folder, "manifold.png", model, points, SIDE * SIDE, KIT_DIGIT_SIDE, SIDE, why);
}

static bool read_point(float point[CODE], const char *text)
{
    char more;
    return sscanf(text, "%f,%f%c", &point[0], &point[1], &more) == CODE && isfinite(point[0]) && isfinite(point[1]);
}

static bool draw_point(const ae_model *model, const settings *s, kit_message *why)
{
    float point[CODE];
    return !s->point || (read_point(point, s->point) &&
                         kit_output_decoded(s->folder, "point.png", model, point, 1, KIT_DIGIT_SIDE, 1, why));
}

/* ---- the whole ---- */

static bool draw(const ae_model *model, const kit_table *test, const settings *s, kit_message *why)
{
    float *codes = encode(model, test, why);
    bool ok = codes && draw_codes(codes, test, s, why) && draw_manifold(model, codes, test->rows, s, why) &&
              draw_point(model, s, why);
    free(codes);
    return ok;
}

static bool run(const kit_digits *d, const settings *s, kit_message *why)
{
    ae_model *model = NULL;
    bool ok = (s->model ? load(&model, s, why) : make(&model, d, s, why)) && show_test_error(model, &d->test, why) &&
              draw(model, &d->test, s, why);
    ae_model_free(model);
    return ok;
}

static bool is_sensible(const settings *s)
{
    float point[CODE];
    bool placed = !s->point || read_point(point, s->point);
    if (!placed)
        fprintf(stderr, "07_latent: --point %s: it is two numbers, such as 1.5,-2\n", s->point);
    return placed;
}

int main(int argc, char **argv)
{
    settings s = { .epochs = 20, .rows = 60000, .seed = 1, .threads = 2, .folder = "." };
    const kit_option options[] = {
        { .name = "--epochs", .help = "how long to train", .number = &s.epochs, .least = 1 },
        { .name = "--rows", .help = "digits of each kind, at most", .number = &s.rows, .least = 1 },
        { .name = "--model", .help = "a model of this program's, instead of training one", .text = &s.model },
        { .name = "--point", .help = "two numbers to decode, such as 1.5,-2", .text = &s.point },
        { .name = "--seed", .help = "of the first weights and of the order of digits", .number = &s.seed },
        { .name = "--threads", .help = "the result is the same for any number", .number = &s.threads },
        { .name = "--out", .help = "the folder for the model and the pictures", .text = &s.folder },
    };
    kit_digits d;
    kit_message why;
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv) || !is_sensible(&s))
        return 2;
    bool ok = kit_digits_load(&d, s.rows, s.rows, &why) && run(&d, &s, &why);
    kit_digits_free(&d);
    return kit_exit_status("07_latent", ok, &why);
}
