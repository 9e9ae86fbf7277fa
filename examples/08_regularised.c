/* Ways to keep a code honest: one small net, trained without any and with each, side by side.
 *
 *     08_regularised [--variant NAME] [--epochs 50] [--rows 60000] [--seed 0] [--threads 2] [--out FOLDER]
 *
 * The net of the Keras blog: 784 - 32 - 784, relu and sigmoid, cross-entropy, batches of 256, 50 epochs. Prints a line for
 * each variant:
 *     training   the last epoch's loss, with the penalty, dropout or noise of the variant
 *     test       cross-entropy and squared error of the test digits: no penalty, dropout or noise
 *     code       mean size of the test codes' numbers
 *     active     the share of them that is above a tenth of what their unit comes to at most
 * with what the blog reports beside it, and writes the first layer's filters as filters-NAME.png. The blog's figures are of
 * more than one version: Adam reaches its losses, Adadelta its codes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autoencoder.h"
#include "kit/dataset.h"
#include "kit/output.h"
#include "kit/program.h"

enum { CODE = 32 };

#define RELU          "dense 32 act=relu\n"
#define SIGMOID       "dense 32 act=sigmoid\n"
#define NET(encoder)  "input 784\n" encoder "code\ndense 784 act=sigmoid\nloss bce\n"
#define TIED(encoder) "input 784\n" encoder "code\ndecoder mirror tied=yes act=sigmoid\nloss bce\n"

#define ADAM "adam lr=0.001 eps=1e-7"

static const struct variant {
    const char *name, *optimizer, *spec;
    const char *loss, *code; /* published, or "-" */
} variants[] = {
    { "plain", ADAM, NET(RELU), ".09", "-" },
    { "l1", ADAM, NET(RELU) "penalty l1 on=code weight=1e-4", ".10", "-" },
    { "plain-adadelta", "adadelta", NET(RELU), "-", "7.30" },
    { "l1-adadelta", "adadelta", NET(RELU) "penalty l1 on=code weight=1e-4", "-", "3.33" },
    { "topk", ADAM, NET("dense 32\ntopk 10\n"), "-", "-" },
    { "dropout", ADAM, NET(RELU "dropout 0.2\n"), "-", "-" },
    { "dropout-input", ADAM, NET("dropout 0.2\n" RELU), "-", "-" },
    { "masking", ADAM, NET("noise mask p=0.25\n" RELU), "-", "-" },
    { "tied", ADAM, TIED(RELU), "-", "-" },
    { "sigmoid", ADAM, NET(SIGMOID), "-", "-" },
    { "kl", ADAM, NET(SIGMOID) "penalty kl_sparse on=code rho=0.05 weight=0.01", "-", "-" },
    { "sigmoid-tied", ADAM, TIED(SIGMOID), "-", "-" },
    { "contractive", ADAM, TIED(SIGMOID) "penalty contractive on=code weight=1e-3", "-", "-" },
};
typedef struct variant variant;
enum { VARIANTS = sizeof variants / sizeof *variants };

typedef struct settings {
    size_t epochs, rows, seed, threads;
    const char *variant, *folder;
} settings;

typedef struct outcome {
    size_t parameters;
    double trained, test, mse, code, active;
} outcome;

/* ---- training ---- */

static int note_loss(void *user, const ae_progress *progress)
{
    *(double *)user = progress->loss;
    return 0;
}

static bool train(outcome *o, ae_model *model, const variant *v, const kit_table *table, const settings *s, kit_message *why)
{
    ae_error error;
    ae_rows rows = kit_table_rows(table, kit_table_scale(table));
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    fit.optimizer = v->optimizer;
    fit.batch = 256;
    fit.epochs = s->epochs;
    fit.seed = s->seed;
    fit.threads = (unsigned)s->threads;
    fit.on_epoch = note_loss;
    fit.user = &o->trained;
    return ae_model_fit(model, &rows, &fit, &error) == AE_OK || kit_explain_error(why, &error);
}

/* ---- measuring ---- */

static bool measure_errors(outcome *o, const ae_model *model, const kit_table *test, kit_message *why)
{
    ae_error error;
    ae_rows rows = kit_table_rows(test, kit_table_scale(test));
    ae_metrics metrics = AE_METRICS_INIT;
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (ae_model_evaluate(&metrics, model, NULL, &rows, &error) != AE_OK || ae_model_get_info(&info, model, &error) != AE_OK)
        return kit_explain_error(why, &error);
    o->parameters = info.parameters;
    o->test = metrics.loss;
    o->mse = metrics.mse;
    return true;
}

/* A unit that never does anything has no active numbers. */
static size_t count_active(const float *codes, size_t rows, size_t unit)
{
    float most = 0;
    size_t n = 0;
    for (size_t i = 0; i < rows; i++)
        most = fmaxf(most, fabsf(codes[i * CODE + unit]));
    for (size_t i = 0; i < rows; i++)
        n += fabsf(codes[i * CODE + unit]) > most / 10;
    return n;
}

static bool measure_codes(outcome *o, const ae_model *model, const kit_table *test, kit_message *why)
{
    ae_error error;
    ae_rows rows = kit_table_rows(test, kit_table_scale(test));
    size_t numbers = test->rows * CODE;
    float *codes = malloc(numbers * sizeof *codes);
    if (!codes)
        return kit_explain(why, "out of memory");
    bool ok = ae_model_encode(codes, model, NULL, &rows, &error) == AE_OK || kit_explain_error(why, &error);
    for (size_t i = 0; ok && i < numbers; i++)
        o->code += fabs((double)codes[i]) / (double)numbers;
    for (size_t unit = 0; ok && unit < CODE; unit++)
        o->active += (double)count_active(codes, test->rows, unit) / (double)numbers;
    free(codes);
    return ok;
}

/* ---- the table ---- */

static void show_head(void)
{
    printf("%-14s %10s  %8s  %6s %6s  %6s %6s  %s\n", "", "", "training", "test", "test", "", "", "published");
    printf("%-14s %10s  %8s  %6s %6s  %6s %6s  %4s %5s\n", "variant", "parameters", "loss", "loss", "MSE", "code", "active",
           "loss", "code");
}

static void show(const variant *v, const outcome *o)
{
    printf("%-14s %10zu  %8.4f  %6.4f %6.4f  %6.3f %5.1f%%  %4s %5s\n", v->name, o->parameters, o->trained, o->test, o->mse,
           o->code, 100 * o->active, v->loss, v->code);
    fflush(stdout);
}

/* ---- the whole ---- */

static bool run_variant(ae_model **model, const variant *v, const kit_digits *d, const settings *s, kit_message *why)
{
    ae_error error;
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    outcome o = { 0 };
    options.seed = s->seed;
    if (ae_model_create(model, v->spec, &options, &error) != AE_OK)
        return kit_explain_error(why, &error);
    if (!train(&o, *model, v, &d->train, s, why) || !measure_errors(&o, *model, &d->test, why) ||
        !measure_codes(&o, *model, &d->test, why))
        return false;
    show(v, &o);
    return true;
}

static bool draw_filters(const ae_model *model, const variant *v, const settings *s, kit_message *why)
{
    char name[64];
    snprintf(name, sizeof name, "filters-%s.png", v->name);
    return kit_output_filters(s->folder, name, model, why);
}

static bool is_chosen(const variant *v, const settings *s)
{
    return !*s->variant || strcmp(s->variant, v->name) == 0;
}

static bool is_sensible(const settings *s)
{
    bool known = false;
    for (size_t i = 0; i < VARIANTS; i++)
        known = known || is_chosen(&variants[i], s);
    if (!known) {
        fprintf(stderr, "08_regularised: --variant %s is none of", s->variant);
        for (size_t i = 0; i < VARIANTS; i++)
            fprintf(stderr, "%s %s", i ? "," : "", variants[i].name);
        fputc('\n', stderr);
    }
    return known;
}

/* The pictures come last, so that what is said of them does not cut the table. */
static bool run(const kit_digits *d, const settings *s, kit_message *why)
{
    ae_model *models[VARIANTS] = { NULL };
    bool ok = true;
    show_head();
    for (size_t i = 0; ok && i < VARIANTS; i++)
        ok = !is_chosen(&variants[i], s) || run_variant(&models[i], &variants[i], d, s, why);
    for (size_t i = 0; ok && i < VARIANTS; i++)
        ok = !models[i] || draw_filters(models[i], &variants[i], s, why);
    for (size_t i = 0; i < VARIANTS; i++)
        ae_model_free(models[i]);
    return ok;
}

int main(int argc, char **argv)
{
    settings s = { .epochs = 50, .rows = 60000, .threads = 2, .variant = "", .folder = "." };
    const kit_option options[] = {
        { .name = "--variant", .help = "only this one, such as plain", .text = &s.variant },
        { .name = "--epochs", .help = "how long to train", .number = &s.epochs, .least = 1 },
        { .name = "--rows", .help = "digits of each kind, at most", .number = &s.rows, .least = 1 },
        { .name = "--seed", .help = "of the first weights and of the order of digits", .number = &s.seed },
        { .name = "--threads", .help = "the result is the same for any number", .number = &s.threads },
        { .name = "--out", .help = "the folder for the pictures", .text = &s.folder },
    };
    kit_digits d;
    kit_message why;
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv) || !is_sensible(&s))
        return 2;
    bool ok = kit_digits_load(&d, s.rows, s.rows, &why) && run(&d, &s, &why);
    kit_digits_free(&d);
    return kit_exit_status("08_regularised", ok, &why);
}
