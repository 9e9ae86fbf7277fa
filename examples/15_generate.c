/* New digits, from a variational autoencoder (Kingma and Welling 2014), whose code is a place in a normal distribution:
 *
 *     15_generate [--mnist] [--code 2] [--epochs N] [--seed 0] [--threads 2] [--out FOLDER]
 *
 * Prints what the loss of a test digit consists of, in nats: what its pixels cost and what its code does; their sum is minus
 * the evidence lower bound at the code's mean. Then it writes
 *     samples.png    8 x 8 digits from codes drawn by chance
 *     between.png    a line for each of eight pairs of test digits, from the one to the other
 *     manifold.png   of a code of two numbers: 20 x 20 codes, each for an equal share of all
 *     generate.ae    the model, with which `ae sample` does the same
 * Generated digits take some seconds, MNIST some minutes. */
#include <stdio.h>

#include "15_generate.h"
#include "kit/dataset.h"
#include "kit/program.h"

static void show(const char *when, double loss, const ae_metric *parts, size_t n)
{
    printf("%s  loss %7.2f", when, loss);
    for (size_t i = 0; i < n; i++)
        printf("  %s %6.2f", parts[i].name, parts[i].value);
    putchar('\n');
    fflush(stdout);
}

static int show_epoch(void *user, const ae_progress *p)
{
    char when[32];
    (void)user;
    snprintf(when, sizeof when, "epoch %3llu/%llu", (unsigned long long)p->epoch, (unsigned long long)p->epochs);
    show(when, p->loss, p->losses, p->n_losses);
    return 0;
}

/* And says how good it is on digits that it has not seen. */
static bool train(ae_model **model, const ae_rows *rows, const ae_rows *test, const settings *s, kit_message *why)
{
    ae_error error;
    char spec[320];
    snprintf(spec, sizeof spec,
             "input %d | dense 256 act=leaky_relu | gaussian %zu | code | dense 256 act=leaky_relu | dense %d act=sigmoid | "
             "loss bce reduce=sum | loss kl_normal on=code",
             KIT_DIGIT_PIXELS, s->code, KIT_DIGIT_PIXELS);
    const ae_model_options options = { .size = sizeof options, .seed = s->seed };
    const ae_fit_options fit = { .size = sizeof fit,
                                 .optimizer = "adam lr=0.005 | schedule cosine",
                                 .batch = 64,
                                 .epochs = s->epochs,
                                 .seed = s->seed,
                                 .threads = s->threads,
                                 .on_epoch = show_epoch };
    ae_metrics m = AE_METRICS_INIT;
    if (ae_model_create(model, spec, &options, &error) != AE_OK || ae_model_fit(*model, rows, &fit, &error) != AE_OK ||
        ae_model_evaluate(&m, *model, NULL, test, &error) != AE_OK)
        return kit_explain_error(why, &error);
    show("test digits", m.loss, m.losses, m.n_losses);
    return true;
}

static bool run(const kit_digits *digits, const settings *s, kit_message *why)
{
    const ae_rows rows = kit_table_rows(&digits->train, 255), test = kit_table_rows(&digits->test, 255);
    ae_model *model = NULL;
    bool ok = train(&model, &rows, &test, s, why) && draw_all(model, &test, s, why);
    ae_model_free(model);
    return ok;
}

int main(int argc, char **argv)
{
    bool mnist = false;
    settings s = { .code = 2, .threads = 2, .folder = "." };
    const kit_option options[] = {
        { .name = "--mnist", .help = "real digits", .flag = &mnist },
        { .name = "--code", .help = "how many numbers a code has", .number = &s.code, .least = 1 },
        { .name = "--epochs", .help = "default: 40, of real digits 10", .number = &s.epochs },
        { .name = "--seed", .help = "of first weights, the order of digits and draws", .number = &s.seed },
        { .name = "--threads", .help = "the result is the same for any number", .number = &s.threads, .least = 1 },
        { .name = "--out", .help = "folder for what it writes", .text = &s.folder },
    };
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    kit_digits digits;
    kit_message why;
    s.epochs = s.epochs > 0 ? s.epochs : mnist ? 10 : 40;
    bool ok = kit_digits_choose(&digits, mnist, 3000, 500, &why) && run(&digits, &s, &why);
    kit_digits_free(&digits);
    return kit_exit_status("15_generate", ok, &why);
}
