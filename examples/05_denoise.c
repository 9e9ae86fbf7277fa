/* Denoising: a convolutional autoencoder sees noisy images, is compared with the clean ones, and so learns to clean.
 *
 *     05_denoise [--epochs 10] [--rows 60000] [--seed 0] [--threads 2] [--out FOLDER] [--init WORDS]
 *                [--anew | --pairs] [--data IMAGES [--target CLEAN]] [--test IMAGES [--test-target CLEAN]]
 *
 * The chapter's linked example: two convolutions of stride 2 down to 8 small images, two transposed ones up again; noise
 * 0.2 N(0, 1), cut to 0 ... 1. As there, the noise is drawn once for each image: by a layer of the model, which is there in
 * training only. With --pairs it is drawn before, the two sets of images are left as noisy.npy and clean.npy, and the model
 * has no such layer; with --target the data are noisy already.
 *
 * The published run is about photographs of clothes and has glorot_uniform weights. On digits, which are black for the most
 * part, these soon draw nothing but black, where a sigmoid has no slope to lead away again; so here weights begin smaller,
 * as PyTorch has them, and --init glorot_uniform shows the other. Prints the error of the test images: noisy, cleaned
 * by a median filter, by 64 principal components and by the net, and writes some of them, noisy, denoised and clean, as
 * denoised.png. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "05_denoise_images.h"
#include "autoencoder.h"
#include "kit/output.h"
#include "kit/program.h"
#include "kit/stat.h"

enum { SHOWN = 10, TRAIN_NOISE = 1, TEST_NOISE = 2, COMPONENTS = 64 };

typedef struct settings {
    size_t epochs, rows, seed, threads;
    bool anew, pairs;
    image_names names;
    const char *init, *folder;
} settings;

/* ---- the net ---- */

/* Two strides of 2 lead from 28 to 7 and back to 28, but from 27 to 7 and back to 28 too: what is too much is cut off. */
static bool describe(char *spec, size_t capacity, const images *p, const settings *s, kit_message *why)
{
    char noise[64] = "", crop[64] = "";
    if (!p->noisy.data)
        snprintf(noise, sizeof noise, "noise gaussian sd=%g clip=0,1 fixed=%s\n", IMAGES_NOISE, s->anew ? "no" : "yes");
    if (p->height % 4 || p->width % 4)
        snprintf(crop, sizeof crop, "crop to=%zux%zu\n", p->height, p->width);
    int n = snprintf(spec, capacity,
                     "input %zux%zux%zu\n"
                     "init %s\n"
                     "%s"
                     "conv2d 16 kernel=3 stride=2 pad=same act=relu\n"
                     "conv2d 8 kernel=3 stride=2 pad=same act=relu\n"
                     "code\n"
                     "deconv2d 8 kernel=3 stride=2 pad=same act=relu\n"
                     "deconv2d 16 kernel=3 stride=2 pad=same act=relu\n"
                     "%s"
                     "conv2d %zu kernel=3 pad=same act=sigmoid\n"
                     "loss mse\n",
                     p->channels, p->height, p->width, s->init, noise, crop, p->channels);
    return (size_t)n < capacity || kit_explain(why, "--init: the text is too long");
}

static bool create(ae_model **model, const images *train, const settings *s, kit_message *why)
{
    char spec[1024];
    ae_error error;
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model_info info = AE_MODEL_INFO_INIT;
    options.seed = s->seed;
    if (!describe(spec, sizeof spec, train, s, why))
        return false;
    if (ae_model_create(model, spec, &options, &error) != AE_OK || ae_model_get_info(&info, *model, &error) != AE_OK)
        return kit_explain_error(why, &error);
    printf("%zu parameters:\n%s\n", info.parameters, ae_model_spec(*model));
    return true;
}

/* ---- training ---- */

static int show_epoch(void *last_loss, const ae_progress *progress)
{
    *(double *)last_loss = progress->loss;
    printf("epoch %2llu   loss %.6f\n", (unsigned long long)progress->epoch, progress->loss);
    fflush(stdout);
    return 0;
}

static bool train(double *last_loss, ae_model *model, const images *p, const settings *s, kit_message *why)
{
    ae_error error;
    ae_rows rows = images_rows(p);
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    fit.optimizer = "adam lr=0.001 eps=1e-7";
    fit.batch = 32;
    fit.epochs = s->epochs;
    fit.seed = s->seed;
    fit.threads = (unsigned)s->threads;
    fit.on_epoch = show_epoch;
    fit.user = last_loss;
    return ae_model_fit(model, &rows, &fit, &error) == AE_OK || kit_explain_error(why, &error);
}

/* ---- the outcome ---- */

/* What cleans them without a net. */
static void show_rivals(const images *learn, const images *test, const float *noisy, const float *clean)
{
    const size_t components = learn->clean.width < COMPONENTS ? learn->clean.width : COMPONENTS;
    const double pca = images_pca_mse(noisy, clean, test, learn, components);
    printf("%-38s %.6f\n", "test images, noisy", kit_mean_squared_error(noisy, clean, test->clean.rows * test->clean.width));
    printf("%-38s %.6f\n", "test images, median of 3 x 3 pixels", images_median_mse(noisy, clean, test));
    if (isfinite(pca))
        printf("test images, %2zu principal components   %.6f\n", components, pca);
}

static bool show_errors(double loss, const ae_model *model, const images *learn, const images *test, const float *noisy,
                        const float *clean, kit_message *why)
{
    ae_error error;
    ae_rows rows = images_rows(test);
    ae_metrics metrics = AE_METRICS_INIT;
    if (ae_model_evaluate(&metrics, model, NULL, &rows, &error) != AE_OK)
        return kit_explain_error(why, &error);
    printf("%-38s %s\n", "mean squared error", "here      published, for Fashion-MNIST");
    printf("%-38s %.6f  about .0069\n", "training, last epoch", loss);
    show_rivals(learn, test, noisy, clean);
    printf("%-38s %.6f\n", "test images, denoised", metrics.mse);
    return true;
}

/* Three lines: noisy, denoised, clean. Channels stand below each other, as they lie in memory. */
static bool draw(const ae_model *model, const images *test, const float *noisy, const float *clean, const char *folder,
                 kit_message *why)
{
    ae_error error;
    size_t count = test->clean.rows < SHOWN ? test->clean.rows : SHOWN, size = test->clean.width;
    float *pixels = malloc(3 * count * size * sizeof *pixels);
    if (!pixels)
        return kit_explain(why, "out of memory");
    memcpy(pixels, noisy, count * size * sizeof *pixels);
    memcpy(pixels + 2 * count * size, clean, count * size * sizeof *pixels);
    ae_rows rows = AE_ROWS_F32(noisy, count, size);
    const kit_images lines = { pixels, 3 * count, 1, test->channels * test->height, test->width };
    bool ok = ae_model_reconstruct(pixels + count * size, model, NULL, &rows, &error) == AE_OK
                  ? kit_output_images(folder, "denoised.png", &lines, count, why)
                  : kit_explain_error(why, &error);
    free(pixels);
    return ok;
}

static bool show(double loss, const ae_model *model, const images *learn, const images *test, const settings *s,
                 kit_message *why)
{
    float *noisy = kit_table_floats(&test->noisy, kit_table_scale(&test->noisy));
    float *clean = kit_table_floats(&test->clean, kit_table_scale(&test->clean));
    bool ok = noisy && clean ? show_errors(loss, model, learn, test, noisy, clean, why) &&
                                   draw(model, test, noisy, clean, s->folder, why)
                             : kit_explain(why, "out of memory");
    free(noisy);
    free(clean);
    return ok;
}

/* ---- the whole ---- */

static bool save(const kit_table *table, const char *name, const settings *s, kit_message *why)
{
    float *x = kit_table_floats(table, kit_table_scale(table));
    kit_matrix m = { .data = x, .rows = table->rows, .width = table->width, .rank = table->rank };
    memcpy(m.shape, table->shape, sizeof m.shape);
    bool ok = x ? kit_output_matrix(s->folder, name, &m, why) : kit_explain(why, "out of memory");
    free(x);
    return ok;
}

/* Test images have to be noisy in any case: the model's layer makes noise in training only. */
static bool prepare(images *learn, images *test, const settings *s, kit_message *why)
{
    if (s->pairs && !learn->noisy.data &&
        !(images_add_noise(learn, TRAIN_NOISE, why) && save(&learn->noisy, "noisy.npy", s, why) &&
          save(&learn->clean, "clean.npy", s, why)))
        return false;
    return test->noisy.data || images_add_noise(test, TEST_NOISE, why);
}

static bool run(const settings *s, kit_message *why)
{
    images learn, test;
    double loss = 0;
    ae_model *model = NULL;
    bool ok = images_load(&learn, &test, &s->names, s->rows, why) && prepare(&learn, &test, s, why) &&
              create(&model, &learn, s, why) && train(&loss, model, &learn, s, why) &&
              show(loss, model, &learn, &test, s, why);
    ae_model_free(model);
    images_free(&learn);
    images_free(&test);
    return ok;
}

static bool is_sensible(const settings *s)
{
    if (s->anew && s->pairs)
        fprintf(stderr, "05_denoise: --pairs draws the noise once, so --anew cannot be had beside it\n");
    return !(s->anew && s->pairs);
}

int main(int argc, char **argv)
{
    settings s = { .epochs = 10, .rows = 60000, .threads = 2, .init = "pytorch bias_init=pytorch", .folder = "." };
    const kit_option options[] = {
        { .name = "--epochs", .help = "how long to train", .number = &s.epochs, .least = 1 },
        { .name = "--rows", .help = "images of each kind, at most", .number = &s.rows, .least = 1 },
        { .name = "--seed", .help = "of weights, order of images, the layer's noise", .number = &s.seed },
        { .name = "--threads", .help = "the result is the same for any number", .number = &s.threads },
        { .name = "--init", .help = "how weights begin", .text = &s.init },
        { .name = "--anew", .help = "draw the noise anew each step, not once for each image", .flag = &s.anew },
        { .name = "--pairs",
          .help = "draw the noise before, without a layer; leave noisy.npy, clean.npy",
          .flag = &s.pairs },
        { .name = "--data", .help = "images to learn from, IDX or npy, instead of digits", .text = &s.names.data },
        { .name = "--target", .help = "the clean images, if --data are noisy ones", .text = &s.names.target },
        { .name = "--test", .help = "images to test with, if not those of --data", .text = &s.names.test },
        { .name = "--test-target", .help = "the clean images, if --test are noisy ones", .text = &s.names.test_target },
        { .name = "--out", .help = "the folder for the picture", .text = &s.folder },
    };
    kit_message why;
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv) || !is_sensible(&s))
        return 2;
    return kit_exit_status("05_denoise", run(&s, &why), &why);
}
