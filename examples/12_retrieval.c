/* What codes find: the digits that are most alike, by numbers and by bits, and groups of digits.
 *
 *     12_retrieval [--data digits:10000] [--test digits-test:1000] [--epochs 10] [--seed 0] [--threads N] [--out FOLDER]
 *
 * Two nets learn from the --data digits, without their labels. The first, which has to guess half of the pixels, makes 32
 * numbers of a digit. The second is semantic hashing (Salakhutdinov and Hinton, 2009): noise before its sigmoids drives the
 * code's numbers to 0 and 1, so that 32 bits say nearly as much; batchnorm gives each bit both values. Prints how many of
 * the 10 digits found for each --test digit are the same digit, and how well k-means groups the test digits; writes
 *     neighbours.png   some digits, a line each, with what is found for them
 *     clusters.png     what the decoder makes of the clusters' centers
 * `--data mnist --test mnist-test` takes real digits. */
#include <stdlib.h>

#include "12_retrieval.h"
#include "kit/program.h"

static const char to_numbers[] = "input 784 | noise mask p=0.5 | dense 256 act=relu | dense 32 | code | "
                                 "decoder mirror act=sigmoid | loss bce",
                  to_bits[] =
                      "input 784 | dense 256 act=relu | dense 32 | batchnorm | noise gaussian sd=4 | act sigmoid | code | "
                      "decoder mirror act=sigmoid | loss bce";

/* Trains the net on the training digits and encodes all. */
static bool learn(ae_model **model, work *w, const char *spec, const char *optimizer, kit_message *why)
{
    ae_error error;
    const ae_rows train = kit_table_rows(&w->train, 255), test = kit_table_rows(&w->test, 255);
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    options.seed = fit.seed = w->seed;
    fit.optimizer = optimizer;
    fit.batch = 128;
    fit.epochs = w->epochs;
    fit.threads = w->threads;
    return (ae_model_create(model, spec, &options, &error) == AE_OK && ae_model_fit(*model, &train, &fit, &error) == AE_OK &&
            ae_model_encode(w->train_codes, *model, NULL, &train, &error) == AE_OK &&
            ae_model_encode(w->test_codes, *model, NULL, &test, &error) == AE_OK) ||
           kit_explain_error(why, &error);
}

static bool run(work *w, kit_message *why)
{
    ae_model *numbers = NULL, *bits = NULL;
    w->train_codes = malloc(w->train.rows * CODE * sizeof(float));
    w->test_codes = malloc(w->test.rows * CODE * sizeof(float));
    w->found = malloc(w->test.rows * K * sizeof *w->found);
    w->distances = malloc(w->test.rows * K * sizeof *w->distances);
    bool ok = (w->train_codes && w->test_codes && w->found && w->distances) || kit_explain(why, "out of memory");
    ok = ok && learn(&numbers, w, to_numbers, "adam lr=0.001 | schedule cosine", why) && find_by_numbers(w, why) &&
         draw_neighbours(w, why) && group(w, numbers, why) &&
         learn(&bits, w, to_bits, "adam lr=0.01 | schedule cosine", why) && find_by_bits(w, why);
    ae_model_free(numbers);
    ae_model_free(bits);
    free(w->train_codes);
    free(w->test_codes);
    free(w->found);
    free(w->distances);
    return ok;
}

int main(int argc, char **argv)
{
    const char *data = "digits:10000", *test = "digits-test:1000";
    work w = { .epochs = 10, .threads = kit_processors(), .folder = "." };
    const kit_option options[] = {
        { .name = "--data", .help = "digits to learn from, and to find: digits:N or mnist", .text = &data },
        { .name = "--test", .help = "digits to search with, and to group", .text = &test },
        { .name = "--epochs", .help = "how long to train each net", .number = &w.epochs, .least = 1 },
        { .name = "--seed", .help = "of weights, noise and first centers", .number = &w.seed },
        { .name = "--threads", .help = "at most", .number = &w.threads, .least = 1 },
        { .name = "--out", .help = "folder for the pictures", .text = &w.folder },
    };
    kit_message why = { "" };
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    bool ok = kit_dataset_read(&w.train, data, NULL, &why) && kit_dataset_read(&w.test, test, NULL, &why);
    if (ok && (w.train.width != WIDTH || w.test.width != WIDTH || !w.train.labels || !w.test.labels))
        ok = kit_explain(&why, "digits of 28 x 28 pixels with labels are needed");
    ok = ok && run(&w, &why);
    kit_table_free(&w.train);
    kit_table_free(&w.test);
    return kit_exit_status("12_retrieval", ok, &why);
}
