/* What a few labels are worth to a net that has seen many digits without them:
 *
 *     13_finetune [--mnist] [--labels N] [--seeds N] [--epochs N] [--steps N] [--shift N] [--threads N]
 *
 *   scratch   an encoder and a head, from the labelled digits alone
 *   frozen    a head alone, on the codes of an encoder that was pretrained on all digits
 *   tuned     the pretrained encoder and the head
 *   together  the head and the reconstruction of all digits at once, where a label that is not known is NaN
 *
 * There is one pretraining; a seed chooses the digits that have labels, the first weights and the noise. In every training
 * digits are moved, by up to N pixels with --shift N: then the decoder has to give them back where they were. Generated
 * digits take some seconds. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "13_finetune_rows.h"
#include "kit/dataset.h"
#include "kit/program.h"
#include "kit/stat.h"

#define ENCODER                                                        \
    "| dropout 0.2 | conv2d 16 kernel=5 stride=2 pad=same act=relu | " \
    "conv2d 32 kernel=5 stride=2 pad=same act=relu | dropout 0.3 | dense 128 act=elu | code "
#define DECODER "| decoder mirror act=sigmoid | loss bce "
#define HEAD    "| head digit | dropout 0.5 | dense 10 act=softmax "
enum { MOST_SEEDS = 16, MOST_DIGITS = 60000 };

static size_t labels, seeds = 2, epochs = 4, steps = 100, shift = 2, threads = 1;
static ae_rows digits, test; /* with all labels */
static ae_error error;

static void need(ae_status status)
{
    if (status == AE_OK)
        return;
    fprintf(stderr, "13_finetune: %s\n", error.text);
    exit(1);
}

/* `layers` follow the input and what moves it. */
static ae_model *create(const char *layers, size_t seed)
{
    const ae_model_options options = { .size = sizeof options, .seed = seed };
    char spec[600], moves[40] = "";
    ae_model *model;
    if (shift)
        snprintf(moves, sizeof moves, "| noise shift by=%zu ", shift);
    snprintf(spec, sizeof spec, "input 1x28x28 %s%s", moves, layers);
    need(ae_model_create(&model, spec, &options, &error));
    return model;
}

static void fit(ae_model *model, const ae_rows *rows, const char *optimizer, size_t n_epochs, size_t n_steps, size_t seed)
{
    const ae_fit_options options = { .size = sizeof options,
                                     .optimizer = optimizer,
                                     .batch = 64,
                                     .epochs = n_epochs,
                                     .steps = n_steps,
                                     .seed = seed,
                                     .threads = threads };
    need(ae_model_fit(model, rows, &options, &error));
}

static double accuracy(const ae_model *model)
{
    ae_metrics m = AE_METRICS_INIT;
    need(ae_model_evaluate(&m, model, NULL, &test, &error));
    for (size_t i = 0; i < m.n_metrics; i++)
        if (strcmp(m.metrics[i].name, "digit.accuracy") == 0)
            return 100 * m.metrics[i].value;
    return NAN;
}

/* ---- Four ways ---------------------------------------------------------------------------------------------------- */

/* `known`: the digits that have a label, picked from all. */
typedef struct trial {
    const ae_model *pretrained;
    const ae_rows *known;
    size_t seed;
} trial;

static ae_model *from_scratch(const trial *t)
{
    ae_model *model = create(ENCODER HEAD, t->seed);
    fit(model, t->known, "adam lr=0.001 | schedule cosine", 0, steps, t->seed);
    return model;
}

/* The pretrained weights find their places by name; the head's begin anew. */
static ae_model *from_pretrained(const trial *t, const char *optimizer)
{
    ae_model *model = create(ENCODER HEAD, t->seed);
    need(ae_model_transfer(NULL, model, t->pretrained, NULL, &error));
    fit(model, t->known, optimizer, 0, steps, t->seed);
    return model;
}

static ae_model *frozen(const trial *t)
{
    return from_pretrained(t, "adam lr=0.003 | schedule cosine | only digit");
}

static ae_model *tuned(const trial *t)
{
    return from_pretrained(t, "adam lr=0.001 | schedule cosine");
}

static ae_model *together(const trial *t)
{
    ae_model *model = create(ENCODER DECODER HEAD "| loss cross_entropy on=digit weight=0.5", t->seed);
    ae_rows rows = mixed_rows(&digits, t->known);
    fit(model, &rows, "adam lr=0.001 | schedule cosine", epochs, 0, t->seed);
    mixed_rows_free(&rows);
    return model;
}

static const struct {
    const char *name;
    ae_model *(*train)(const trial *t);
} ways[] = { { "scratch", from_scratch }, { "frozen", frozen }, { "tuned", tuned }, { "together", together } };
enum { WAYS = sizeof ways / sizeof *ways };

/* ---- The table ---------------------------------------------------------------------------------------------------- */

static void try_seed(float accuracies[WAYS][MOST_SEEDS], const ae_model *pretrained, size_t n_labels, size_t seed)
{
    static uint32_t numbers[MOST_DIGITS];
    ae_rows others = AE_ROWS_INIT, known = AE_ROWS_INIT;
    need(ae_rows_split(&others, &known, numbers, &digits, (double)n_labels / (double)digits.n, seed, &error));
    printf("%6zu labels, seed %zu:", n_labels, seed);
    for (size_t i = 0; i < WAYS; i++) {
        ae_model *model = ways[i].train(&(trial){ pretrained, &known, seed });
        accuracies[i][seed] = (float)accuracy(model);
        printf("  %s %.2f %%", ways[i].name, (double)accuracies[i][seed]);
        fflush(stdout);
        ae_model_free(model);
    }
    putchar('\n');
}

static void compare(const ae_model *pretrained, size_t n_labels)
{
    float accuracies[WAYS][MOST_SEEDS];
    for (size_t seed = 0; seed < seeds; seed++)
        try_seed(accuracies, pretrained, n_labels, seed);
    printf("%6zu labels, mean:  ", n_labels);
    for (size_t i = 0; i < WAYS; i++) {
        const kit_spread s = kit_spread_of(accuracies[i], seeds);
        printf("  %s %.2f +- %.2f %%", ways[i].name, s.mean, s.deviation);
    }
    putchar('\n');
}

static void run(void)
{
    ae_model *pretrained = create(ENCODER DECODER, 0);
    fit(pretrained, &digits, "adam lr=0.002 | schedule cosine", epochs, 0, 0);
    if (labels)
        compare(pretrained, labels);
    for (size_t n = 100; !labels && n <= digits.n / 2; n *= 10)
        compare(pretrained, n);
    ae_model_free(pretrained);
}

static bool few_seeds(void)
{
    if (seeds > MOST_SEEDS)
        fprintf(stderr, "13_finetune: --seeds %zu is more than %d\n", seeds, MOST_SEEDS);
    return seeds <= MOST_SEEDS;
}

int main(int argc, char **argv)
{
    bool mnist = false;
    const kit_option options[] = {
        { .name = "--mnist", .help = "60,000 real digits, not 2,000 generated ones", .flag = &mnist },
        { .name = "--labels", .help = "digits that have one; 0: 100, 1,000 and 10,000 of them in turn", .number = &labels },
        { .name = "--seeds", .help = "for a mean and a deviation; at most 16", .number = &seeds, .least = 1 },
        { .name = "--epochs", .help = "of pretraining, and of both together", .number = &epochs, .least = 1 },
        { .name = "--steps", .help = "of 64 labelled digits, for the other ways", .number = &steps, .least = 1 },
        { .name = "--shift", .help = "pixels that digits are moved by at most; 0: they stay", .number = &shift },
        { .name = "--threads", .help = "the result is the same for any number", .number = &threads, .least = 1 },
    };
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv) || !few_seeds())
        return 2;
    kit_digits tables;
    kit_message why;
    bool ok = kit_digits_choose(&tables, mnist, 2000, 500, &why);
    if (ok) {
        digits = labelled_rows(&tables.train);
        test = labelled_rows(&tables.test);
        run();
        labelled_rows_free(&digits);
        labelled_rows_free(&test);
    }
    kit_digits_free(&tables);
    return kit_exit_status("13_finetune", ok, &why);
}
