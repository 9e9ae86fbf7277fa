/* A linear autoencoder is PCA, up to the axes; seen while it learns. docs/results.md has its figures.
 *
 *     10_pca [--data digits:5000] [--test digits-test:1000] [--epochs 30] [--seed 0] [--out FOLDER]
 *
 * With a squared error and no activation, the best that 6 numbers can do is the space of the first 6 principal components
 * (Baldi and Hornik, 1989). The decoder's columns span it, but any 6 directions in it do as well, so they are not the axes.
 * With weight decay the decoder's singular vectors are (Kunin et al., 2019). Prints for each net
 *     explained   share of the test rows' variance that comes back
 *     angle       the largest between what the decoder's columns span and the first 6 axes, in degrees
 *     columns     how near an axis comes to its nearest column: the cosine, mean over the axes
 *     vectors     how near axis i comes to singular vector i of the decoder
 * and writes
 *     angles.svg   the largest angle after each epoch
 *     axes.png     the axes, then each linear net's columns and singular vectors, a line each
 * `--data mnist --test mnist-test` takes real digits. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autoencoder.h"
#include "kit/dataset.h"
#include "kit/output.h"
#include "kit/program.h"
#include "kit/stat.h"

enum { K = 6, WIDTH = KIT_DIGIT_PIXELS, NETS = 4, LINES = 1 + 2 * (NETS - 1), MOST = 1000 };

static const struct net {
    const char *name, *spec, *decoder; /* decoder: the tensor with its columns; NULL: it is more than one matrix */
} nets[NETS] = {
    { "linear", "input 784 | dense 6 | code | dense 784 name=out", "out.weight" },
    { "tied weights", "input 784 | dense 6 | code | decoder mirror tied=yes", "dense1.weight" },
    { "weight decay", "input 784 | dense 6 | code | dense 784 name=out | penalty l2 on=weights weight=0.001", "out.weight" },
    { "relu layers", "input 784 | dense 128 act=relu | dense 6 | code | decoder mirror", NULL },
};

typedef struct work {
    kit_table train, test;
    kit_pca pca;
    const struct net *net;        /* the one under way */
    double columns[K * WIDTH];    /* of its decoder, one after the other */
    double angles[NETS][MOST];    /* the largest after each epoch, in degrees */
    float axes[LINES * K][WIDTH]; /* as pictures */
} work;

/* Of a weight [6][784], or [784][6] where it is the encoder's. */
static void read_columns(work *w, const ae_model *model)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    for (size_t i = 0; ae_model_get_tensor(&t, model, i, NULL) == AE_OK; i++)
        for (size_t k = 0; strcmp(t.name, w->net->decoder) == 0 && k < K * WIDTH; k++)
            w->columns[k] = (double)t.data[t.shape[0] == K ? k : k % WIDTH * K + k / WIDTH];
}

/* In degrees, between what n rows of a and n of b span; NaN where one spans less. */
static double largest_angle(const double *a, const double *b, size_t n)
{
    double angles[K];
    return kit_subspace_angles(angles, a, n, b, n, WIDTH) ? angles[n - 1] * 57.29577951308232 : (double)NAN;
}

static int on_epoch(void *user, const ae_progress *p)
{
    work *w = user;
    if (w->net->decoder) {
        read_columns(w, p->model);
        w->angles[w->net - nets][p->epoch - 1] = largest_angle(w->columns, w->pca.axes, K);
    }
    return 0;
}

/* 0 is grey, and the farthest number white, as an axis has no direction. */
static void draw(work *w, size_t line, const double *axes)
{
    for (size_t k = 0; k < K; k++) {
        double most = 0;
        for (size_t i = 0; i < WIDTH; i++)
            most = fabs(axes[k * WIDTH + i]) > fabs(most) ? axes[k * WIDTH + i] : most;
        for (size_t i = 0; i < WIDTH; i++)
            w->axes[line * K + k][i] = (float)(0.5 + 0.5 * axes[k * WIDTH + i] / most);
    }
}

static void hold_against_axes(work *w, double angle)
{
    static double vectors[K * WIDTH];
    const size_t line = 1 + 2 * (size_t)(w->net - nets);
    double columns = 0, singular = 0;
    kit_subspace_axes(vectors, w->columns, K, WIDTH);
    for (const double *axis = w->pca.axes; axis < w->pca.axes + K * WIDTH; axis += WIDTH) {
        double least = 90;
        for (size_t i = 0; i < K; i++)
            least = fmin(least, largest_angle(axis, w->columns + i * WIDTH, 1));
        columns += cos(least / 57.29577951308232) / K;
        singular += cos(largest_angle(axis, vectors + (axis - w->pca.axes), 1) / 57.29577951308232) / K;
    }
    draw(w, line, w->columns);
    draw(w, line + 1, vectors);
    printf("  %6.2f   %5.3f    %5.3f", angle, columns, singular);
}

static bool try_net(work *w, size_t epochs, size_t seed, double *mean_mse, kit_message *why)
{
    const ae_rows rows = kit_table_rows(&w->train, 255), test = kit_table_rows(&w->test, 255);
    ae_error error;
    ae_model *model = NULL;
    ae_metrics m = AE_METRICS_INIT;
    ae_model_options options = { .size = sizeof options, .seed = seed };
    ae_fit_options fit = { .size = sizeof fit, .optimizer = "adam lr=0.003 | schedule cosine", .batch = 50, .seed = seed };
    fit.epochs = epochs;
    fit.threads = kit_processors();
    fit.on_epoch = on_epoch;
    fit.user = w;
    bool ok = ae_model_create(&model, w->net->spec, &options, &error) == AE_OK &&
              ae_model_fit(model, &rows, &fit, &error) == AE_OK &&
              ae_model_evaluate(&m, model, NULL, &test, &error) == AE_OK;
    ae_model_free(model);
    if (!ok)
        return kit_explain_error(why, &error);
    *mean_mse = m.mean_mse;
    printf("%-12s  %7.2f %%", w->net->name, 100 * (1 - m.mse / m.mean_mse));
    if (w->net->decoder)
        hold_against_axes(w, w->angles[w->net - nets][epochs - 1]);
    putchar('\n');
    return true;
}

static bool write_pictures(const work *w, size_t epochs, const char *folder, kit_message *why)
{
    kit_curve curves[NETS];
    for (size_t i = 0; i < NETS; i++)
        curves[i] = (kit_curve){ nets[i].name, NULL, w->angles[i], epochs };
    const kit_plot plot = { .title = "largest angle to the principal components",
                            .x_label = "epoch",
                            .y_label = "degrees",
                            .curves = curves,
                            .n_curves = NETS - 1 };
    const kit_images axes = { w->axes[0], LINES * K, 1, KIT_DIGIT_SIDE, KIT_DIGIT_SIDE };
    return kit_output_plot(folder, "angles.svg", &plot, why) && kit_output_images(folder, "axes.png", &axes, K, why);
}

static bool read_digits(kit_table *out, const char *name, kit_message *why)
{
    return kit_dataset_read(out, name, NULL, why) &&
           (out->width == WIDTH || kit_explain(why, "%s: a row has %zu numbers, and a digit %d", name, out->width, WIDTH));
}

static bool run(work *w, size_t epochs, size_t seed, kit_message *why)
{
    float *train = kit_table_floats(&w->train, 255), *test = kit_table_floats(&w->test, 255);
    double mean_mse = 0;
    bool ok = (train && test && kit_pca_fit(&w->pca, train, w->train.rows, WIDTH, K)) ||
              kit_explain(why, "no memory, or no principal components");
    puts("              explained   angle  columns  vectors");
    for (w->net = nets; ok && w->net < nets + NETS; w->net++)
        ok = try_net(w, epochs, seed, &mean_mse, why);
    if (ok) {
        draw(w, 0, w->pca.axes);
        printf("PCA           %7.2f %%\n", 100 * (1 - kit_pca_mse(&w->pca, test, w->test.rows) / mean_mse));
    }
    kit_pca_free(&w->pca);
    free(test);
    free(train);
    return ok;
}

int main(int argc, char **argv)
{
    static work w;
    const char *data = "digits:5000", *test = "digits-test:1000", *folder = ".";
    size_t epochs = 30, seed = 0;
    const kit_option options[] = {
        { .name = "--data", .help = "digits to learn from: a name or a file", .text = &data },
        { .name = "--test", .help = "digits to measure", .text = &test },
        { .name = "--epochs", .help = "how long to train, at most 1000", .number = &epochs, .least = 1 },
        { .name = "--seed", .help = "of the first weights and of the order of digits", .number = &seed },
        { .name = "--out", .help = "the folder for the pictures", .text = &folder },
    };
    kit_message why;
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    epochs = epochs < MOST ? epochs : MOST;
    bool ok = read_digits(&w.train, data, &why) && read_digits(&w.test, test, &why) && run(&w, epochs, seed, &why) &&
              write_pictures(&w, epochs, folder, &why);
    kit_table_free(&w.test);
    kit_table_free(&w.train);
    return kit_exit_status("10_pca", ok, &why);
}
