/* Relatives of the variational autoencoder, side by side: how good are the rows that each of them draws?
 *
 *     ae-cousins [--mnist] [--net WORD] [--epochs 10] [--seed 0] [--threads 1]
 *
 * All have the same layers but for their code, and are trained alike. Of each net it prints, for three ways to draw codes,
 *   mse, again  the error of test digits, and the Frechet distance of their reconstructions from them
 *   drawn       that of as many drawn digits
 *   right       the share of drawn digits that a judge tells to be of the class that was asked for, of the same net once
 *               more, with the class as its condition
 * Distances are in the judge's codes (kit/judge.h). */
#include "kit/dataset.h"
#include "kit/judge.h"
#include "kit/program.h"
#include "kit/random.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS = KIT_DIGIT_PIXELS, CLASSES = 10, CODE = 16 };

static const struct net {
    const char *name, *code, *losses;
    bool warms_up; /* over the first quarter of all steps */
} nets[] = {
    { "autoencoder", "dense", "", false },
    { "RAE-L2", "dense", "penalty l2 weight=0.05 on=code | penalty l2 weight=0.001 on=weights", false },
    { "WAE-MMD", "dense", "penalty mmd weight=10", false },
    { "WAE-MMD, weight 100", "dense", "penalty mmd weight=100", false },
    { "VAE", "gaussian", "loss kl_normal", false },
    { "beta 0.25", "gaussian", "loss kl_normal weight=0.25", false },
    { "beta 0.5", "gaussian", "loss kl_normal weight=0.5", false },
    { "beta 2", "gaussian", "loss kl_normal weight=2", false },
    { "beta 4", "gaussian", "loss kl_normal weight=4", false },
    { "VAE, warmup", "gaussian", "loss kl_normal", true },
    { "VAE, free bits", "gaussian", "loss kl_normal free_bits=0.5", false },
};

/* Components of the density that codes are drawn from; 0: the standard normal distribution. */
static const size_t ways[] = { 0, 1, 10 };

/* What all nets are given, and room for what they give. */
typedef struct bench {
    kit_table train_table, test_table;
    kit_classed train, test, drawn;
    float *pixels; /* as many digits as there are to test */
    ae_model *judge;
} bench;

static bool mnist = false;
static const char *only = NULL;
static size_t epochs = 10, seed = 0, threads = 1;
static ae_error error;

static void need(ae_status status)
{
    if (status == AE_OK)
        return;
    fprintf(stderr, "ae-cousins: %s\n", error.text);
    exit(1);
}

/* ---- What there is to learn from --------------------------------------------------------------------------------- */

static bool open_bench(bench *b, kit_message *why)
{
    if (!kit_dataset_read(&b->train_table, mnist ? "mnist" : "digits:3000", NULL, why) ||
        !kit_dataset_read(&b->test_table, mnist ? "mnist-test" : "digits-test:1000", NULL, why))
        return false;
    const size_t n = b->test_table.rows;
    b->pixels = malloc(n * PIXELS * sizeof *b->pixels);
    const ae_rows train = kit_table_rows(&b->train_table, 255), test = kit_table_rows(&b->test_table, 255);
    const ae_rows drawn = AE_ROWS_F32(b->pixels, n, PIXELS);
    if (!b->pixels)
        return kit_explain(why, "out of memory: %zu digits", n);
    if (!kit_classed_make(&b->train, &train, &b->train_table, CLASSES, 1, why) ||
        !kit_classed_make(&b->test, &test, &b->test_table, CLASSES, 1, why) ||
        !kit_classed_make(&b->drawn, &drawn, NULL, CLASSES, 1, why))
        return false;
    b->judge = kit_judge_train(
        &b->train.rows, &(kit_judging){ .classes = CLASSES, .epochs = epochs, .seed = seed, .threads = threads }, why);
    return b->judge != NULL;
}

static void close_bench(bench *b)
{
    ae_model_free(b->judge);
    kit_classed_free(&b->train);
    kit_classed_free(&b->test);
    kit_classed_free(&b->drawn);
    free(b->pixels);
    kit_table_free(&b->train_table);
    kit_table_free(&b->test_table);
}

/* ---- Nets ----------------------------------------------------------------------------------------------------------- */

static ae_model *train(const struct net *net, bool conditional, const ae_rows *rows)
{
    enum { BATCH = 128 };
    char spec[320], optimizer[80] = "adam lr=0.002 | schedule cosine";
    const ae_model_options options = { .size = sizeof options, .seed = seed };
    const ae_fit_options fit = {
        .size = sizeof fit, .optimizer = optimizer, .batch = BATCH, .epochs = epochs, .seed = seed, .threads = threads
    };
    ae_model *model;
    snprintf(spec, sizeof spec,
             "input %d%s | dense 256 act=relu | %s %d | code | dense 256 act=relu | dense %d act=sigmoid | "
             "loss bce reduce=sum | %s",
             PIXELS, conditional ? " | condition 10" : "", net->code, CODE, PIXELS, net->losses);
    if (net->warms_up)
        snprintf(optimizer, sizeof optimizer, "adam lr=0.002 | schedule cosine | warmup steps=%zu",
                 epochs * (rows->n / BATCH) / 4);
    need(ae_model_create(&model, spec, &options, &error));
    need(ae_model_fit(model, rows, &fit, &error));
    return model;
}

/* Codes of a standard normal distribution, for any decoder. */
static void draw_normal(bench *b, const ae_model *model)
{
    const size_t n = b->drawn.rows.n;
    float *codes = malloc(n * CODE * sizeof *codes);
    for (size_t i = 0; i < n * CODE; i++)
        codes[i] = (float)kit_normal((uint64_t)seed << 32 | i);
    ae_rows rows = AE_ROWS_F32(codes, n, CODE);
    rows.condition = b->drawn.rows.condition;
    need(ae_model_decode(b->pixels, model, NULL, &rows, &error));
    free(codes);
}

static void draw_fitted(bench *b, ae_model *model, size_t components)
{
    ae_density_options density = AE_DENSITY_OPTIONS_INIT;
    ae_sample_options sample = AE_SAMPLE_OPTIONS_INIT;
    density.components = components;
    density.threads = threads;
    density.seed = sample.seed = seed;
    sample.n = b->drawn.rows.n;
    sample.condition = b->drawn.rows.condition;
    need(ae_density_fit(model, &b->train.rows, &density, &error));
    need(ae_model_sample(b->pixels, NULL, model, NULL, &sample, &error));
}

static void draw(bench *b, ae_model *model, size_t components)
{
    if (components > 0)
        draw_fitted(b, model, components);
    else
        draw_normal(b, model);
}

/* ---- Figures -------------------------------------------------------------------------------------------------------- */

static void show_again(bench *b, const struct net *net, const ae_model *model)
{
    ae_metrics m = AE_METRICS_INIT;
    need(ae_model_evaluate(&m, model, NULL, &b->test.rows, &error));
    need(ae_model_reconstruct(b->pixels, model, NULL, &b->test.rows, &error));
    printf("%-20s seed %zu  mse %.5f  again %6.3f", net->name, seed, m.mse,
           kit_judge_distance(b->judge, &b->drawn.rows, &b->test.rows));
}

static void compare(bench *b, const struct net *net)
{
    enum { WAYS = sizeof ways / sizeof *ways };
    ae_model *plain = train(net, false, &b->train.rows), *told = train(net, true, &b->train.rows);
    show_again(b, net, plain);
    for (size_t i = 0; i < WAYS; i++) {
        draw(b, plain, ways[i]);
        const double distance = kit_judge_distance(b->judge, &b->drawn.rows, &b->test.rows);
        draw(b, told, ways[i]);
        printf("  |  %zu: drawn %6.3f  right %5.1f %%", ways[i], distance, 100 * kit_judge_share(b->judge, &b->drawn.rows));
    }
    putchar('\n');
    fflush(stdout);
    ae_model_free(plain);
    ae_model_free(told);
}

static void show_judge(const bench *b)
{
    printf("judge: %.2f %% of test digits right; training digits have the distance %.3f from test digits\n",
           100 * kit_judge_share(b->judge, &b->test.rows), kit_judge_distance(b->judge, &b->train.rows, &b->test.rows));
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const kit_option options[] = {
        { .name = "--mnist", .help = "real digits; otherwise generated ones", .flag = &mnist },
        { .name = "--net", .help = "only those whose name begins so", .text = &only },
        { .name = "--epochs", .help = "of each net, the judge among them", .number = &epochs, .least = 1 },
        { .name = "--seed", .help = "of first weights, the order of digits and draws", .number = &seed },
        { .name = "--threads", .help = "the result is the same for any number", .number = &threads, .least = 1 },
    };
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    bench b = { 0 };
    kit_message why;
    const bool ok = open_bench(&b, &why);
    if (ok)
        show_judge(&b);
    for (size_t i = 0; ok && i < sizeof nets / sizeof *nets; i++)
        if (!only || strncmp(nets[i].name, only, strlen(only)) == 0)
            compare(&b, &nets[i]);
    close_bench(&b);
    return kit_exit_status("ae-cousins", ok, &why);
}
