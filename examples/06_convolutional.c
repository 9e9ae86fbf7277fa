/* Small convolutional autoencoders: 665 numbers learn to draw any digit again, by two ways up from the same encoder.
 *
 *     06_convolutional [--net deconv | upsample | both] [--epochs 10] [--rows 60000] [--seed 0] [--threads 2] [--out FOLDER]
 *
 * The notebooks that the chapter credits: two convolutions, each followed by max-pooling, to a code of 8 images of 7 x 7;
 * then either two transposed convolutions, whose 31 x 31 pixels are cut to 28 x 28, or twice as many pixels, each the copy
 * of one, before a convolution, two times. Pixels are -1 ... 1, so errors are four times those of pixels 0 ... 1. Prints
 * each epoch's error beside the range that was published; writes the first test digits as originals.png and, for each net,
 * what becomes of them and the filters of the first layer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autoencoder.h"
#include "kit/dataset.h"
#include "kit/output.h"
#include "kit/program.h"

#define ENCODER                                           \
    "input 1x28x28\n"                                     \
    "init pytorch bias_init=pytorch\n"                    \
    "conv2d 4 kernel=3 pad=1 act=leaky_relu slope=0.01\n" \
    "maxpool2d 2\n"                                       \
    "conv2d 8 kernel=3 pad=1 act=leaky_relu slope=0.01\n" \
    "maxpool2d 2\n"                                       \
    "code\n"

typedef struct net {
    const char *name, *spec;
    double best, worst; /* of the published errors in training */
} net;

static const net nets[] = {
    { "deconv",
      ENCODER "deconv2d 4 kernel=3 stride=2 act=leaky_relu slope=0.01\n"
              "deconv2d 1 kernel=3 stride=2\n"
              "crop 2,2,1,1\n"
              "act tanh\n"
              "loss mse\n",
      .0184, .0216 },
    { "upsample",
      ENCODER "upsample2d 2\n"
              "conv2d 4 kernel=3 pad=1 act=leaky_relu slope=0.01\n"
              "upsample2d 2\n"
              "conv2d 1 kernel=3 pad=1 act=tanh\n"
              "loss mse\n",
      .0217, .0241 },
};
enum { NETS = sizeof nets / sizeof *nets };

typedef struct settings {
    size_t epochs, rows, seed, threads;
    const char *net, *folder;
} settings;

/* Digits as floats from -1 to 1. */
typedef struct pixels {
    float *train, *test;
    size_t train_rows, test_rows;
} pixels;

/* ---- digits ---- */

static float *centred(const kit_table *table)
{
    float *x = kit_table_floats(table, 127.5);
    for (size_t i = 0; x && i < table->rows * table->width; i++)
        x[i] -= 1;
    return x;
}

static bool load(pixels *p, size_t rows, kit_message *why)
{
    kit_digits d;
    bool ok = kit_digits_load(&d, rows, rows, why);
    if (ok)
        *p = (pixels){ centred(&d.train), centred(&d.test), d.train.rows, d.test.rows };
    kit_digits_free(&d);
    return ok && ((p->train && p->test) || kit_explain(why, "out of memory"));
}

static void unload(pixels *p)
{
    free(p->train);
    free(p->test);
}

/* ---- training ---- */

static int show_epoch(void *user, const ae_progress *progress)
{
    const net *n = user;
    printf("epoch %2llu   training error %.4f   published %.4f ... %.4f\n", (unsigned long long)progress->epoch,
           progress->loss, n->best, n->worst);
    fflush(stdout);
    return 0;
}

static bool create(ae_model **model, const net *n, size_t seed, kit_message *why)
{
    ae_error error;
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model_info info = AE_MODEL_INFO_INIT;
    options.seed = seed;
    if (ae_model_create(model, n->spec, &options, &error) != AE_OK || ae_model_get_info(&info, *model, &error) != AE_OK)
        return kit_explain_error(why, &error);
    printf("%s: %zu parameters, %zu pixels to a code of %zu and back\n", n->name, info.parameters, info.input_width,
           info.code_width);
    return true;
}

static bool train(ae_model *model, const net *n, const pixels *p, const settings *s, kit_message *why)
{
    ae_error error;
    ae_rows rows = AE_ROWS_F32(p->train, p->train_rows, KIT_DIGIT_PIXELS);
    net shown = *n;
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    fit.optimizer = "adam lr=0.005 eps=1e-8";
    fit.batch = 128;
    fit.epochs = s->epochs;
    fit.seed = s->seed;
    fit.threads = (unsigned)s->threads;
    fit.on_epoch = show_epoch;
    fit.user = &shown;
    return ae_model_fit(model, &rows, &fit, &error) == AE_OK || kit_explain_error(why, &error);
}

static bool show_test_error(const ae_model *model, const pixels *p, kit_message *why)
{
    ae_error error;
    ae_rows rows = AE_ROWS_F32(p->test, p->test_rows, KIT_DIGIT_PIXELS);
    ae_metrics metrics = AE_METRICS_INIT;
    if (ae_model_evaluate(&metrics, model, NULL, &rows, &error) != AE_OK)
        return kit_explain_error(why, &error);
    printf("%zu test digits: mean squared error %.4f; of pixels 0 ... 1 it would be %.5f\n", metrics.rows, metrics.mse,
           metrics.mse / 4);
    return true;
}

/* ---- pictures ---- */

static bool draw_digits(const char *name, float *x, size_t count, const settings *s, kit_message *why)
{
    const kit_images images = { x, count, 1, KIT_DIGIT_SIDE, KIT_DIGIT_SIDE };
    for (size_t i = 0; i < count * KIT_DIGIT_PIXELS; i++)
        x[i] = (x[i] + 1) / 2;
    return kit_output_images(s->folder, name, &images, KIT_COLUMNS, why);
}

static bool draw_reconstructions(const ae_model *model, const net *n, const pixels *p, const settings *s, kit_message *why)
{
    static float again[KIT_SHOWN * KIT_DIGIT_PIXELS];
    char name[64];
    ae_error error;
    size_t count = p->test_rows < KIT_SHOWN ? p->test_rows : KIT_SHOWN;
    ae_rows rows = AE_ROWS_F32(p->test, count, KIT_DIGIT_PIXELS);
    snprintf(name, sizeof name, "%s-reconstructions.png", n->name);
    return ae_model_reconstruct(again, model, NULL, &rows, &error) == AE_OK ? draw_digits(name, again, count, s, why)
                                                                            : kit_explain_error(why, &error);
}

static bool draw_filters(const ae_model *model, const net *n, const settings *s, kit_message *why)
{
    char name[64];
    snprintf(name, sizeof name, "%s-filters.png", n->name);
    return kit_output_filters(s->folder, name, model, why);
}

/* ---- the whole ---- */

static bool run_net(const net *n, const pixels *p, const settings *s, kit_message *why)
{
    ae_model *model = NULL;
    bool ok = create(&model, n, s->seed, why) && train(model, n, p, s, why) && show_test_error(model, p, why) &&
              draw_reconstructions(model, n, p, s, why) && draw_filters(model, n, s, why);
    ae_model_free(model);
    return ok;
}

static bool is_chosen(const net *n, const settings *s)
{
    return strcmp(s->net, "both") == 0 || strcmp(s->net, n->name) == 0;
}

/* The originals come last: they are brought to 0 ... 1 where they lie. */
static bool run(const settings *s, kit_message *why)
{
    pixels p = { NULL, NULL, 0, 0 };
    bool ok = load(&p, s->rows, why);
    for (size_t i = 0; ok && i < NETS; i++)
        if (is_chosen(&nets[i], s))
            ok = run_net(&nets[i], &p, s, why);
    size_t count = p.test_rows < KIT_SHOWN ? p.test_rows : KIT_SHOWN;
    ok = ok && draw_digits("originals.png", p.test, count, s, why);
    unload(&p);
    return ok;
}

static bool is_sensible(const settings *s)
{
    bool known = false;
    for (size_t i = 0; i < NETS; i++)
        known = known || is_chosen(&nets[i], s);
    if (!known)
        fprintf(stderr, "06_convolutional: --net %s: it is deconv, upsample or both\n", s->net);
    return known;
}

int main(int argc, char **argv)
{
    settings s = { .epochs = 10, .rows = 60000, .threads = 2, .net = "both", .folder = "." };
    const kit_option options[] = {
        { .name = "--net", .help = "which way up: deconv, upsample or both", .text = &s.net },
        { .name = "--epochs", .help = "how long to train", .number = &s.epochs, .least = 1 },
        { .name = "--rows", .help = "digits of each kind, at most", .number = &s.rows, .least = 1 },
        { .name = "--seed", .help = "of the first weights and of the order of digits", .number = &s.seed },
        { .name = "--threads", .help = "the result is the same for any number", .number = &s.threads },
        { .name = "--out", .help = "the folder for the pictures", .text = &s.folder },
    };
    kit_message why;
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv) || !is_sensible(&s))
        return 2;
    return kit_exit_status("06_convolutional", run(&s, &why), &why);
}
