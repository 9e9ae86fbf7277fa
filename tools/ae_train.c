/* ae train: everything is checked before the first step, so that no hour of work is lost to a wrong word. */
#include "ae_report.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

typedef struct training {
    const arguments *arguments;
    ae_model *model;
    ae_model_info info;
    kit_table data, target, valid, valid_target;
    ae_rows rows, valid_rows;
    ae_fit_options options;
    ae_fit_report fit;
    report report;
} training;

/* ---- Ctrl-C, SIGTERM: the step under way is finished, the model written; a second one ends at once ------------------ */

static volatile int32_t stopped_by; /* a signal's number; 0 = none. ae_model_fit looks at it */

/* From now on both signals do what they do to any program. */
static void on_stop(int signal_number)
{
    stopped_by = signal_number;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

/* Each waits while the other one is handled, so that a second signal always meets the default. */
static void catch_stops(void)
{
    struct sigaction action = { .sa_handler = on_stop, .sa_flags = SA_RESTART };
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* ---- The model ---------------------------------------------------------------------------------------------------- */

static bool make_model(training *t, kit_message *why)
{
    ae_error e;
    if (!begin_model(&t->model, t->arguments, why))
        return false;
    if (ae_model_get_info(&t->info, t->model, &e) != AE_OK)
        return blame(why, NULL, &e);
    return t->info.output_width > 0 ||
           kit_explain(why,
                       "the spec ends at its code, so its model only encodes and cannot be trained; add the decoder after "
                       "the code, such as `decoder mirror`");
}

/* ---- The rows ----------------------------------------------------------------------------------------------------- */

/* A model that goes on keeps its scale. Otherwise all rows are divided by the run's one scale; but bytes beside data of
 * other numbers would then be 255 times too large, for these are taken as they are. */
static double scale_of(const kit_table *table, const training *t)
{
    if (t->arguments->scale > 0)
        return t->arguments->scale;
    if (t->arguments->from)
        return t->info.scale;
    return kit_table_scale(table->dtype == AE_U8 ? table : &t->data);
}

/* Rows and, where named, their target. */
static bool load(ae_rows *rows, kit_table *table, kit_table *target, const char *name, const char *target_name, training *t,
                 kit_message *why)
{
    const arguments *a = t->arguments;
    if (!load_rows(table, name, a, t->info.input_width, "input", why))
        return false;
    double scale = scale_of(table, t);
    if (a->from)
        tell_bytes(table, a, scale);
    *rows = kit_table_rows(table, scale);
    if (!target_name)
        return t->info.output_width == table->width ||
               kit_explain(why,
                           "the model's output has %zu numbers, its input %zu: name with --target what the outputs are "
                           "compared with",
                           t->info.output_width, table->width);
    if (!load_target(target, target_name, table, a, t->info.output_width, why))
        return false;
    rows->target = target_array(target, table, a, scale);
    return true;
}

static bool load_all(training *t, kit_message *why)
{
    const arguments *a = t->arguments;
    return load(&t->rows, &t->data, &t->target, a->data, a->target, t, why) &&
           (!a->valid || load(&t->valid_rows, &t->valid, &t->valid_target, a->valid, a->valid_target, t, why));
}

/* ---- The run ------------------------------------------------------------------------------------------------------ */

static int on_step(void *user, const ae_progress *p)
{
    training *t = user;
    report_step(&t->report, p);
    return 0;
}

static int on_epoch(void *user, const ae_progress *p)
{
    training *t = user;
    report_epoch(&t->report, p);
    return 0;
}

static void set_options(training *t)
{
    const arguments *a = t->arguments;
    t->fit = (ae_fit_report)AE_FIT_REPORT_INIT;
    t->options = (ae_fit_options)AE_FIT_OPTIONS_INIT;
    t->options.optimizer = a->optimizer;
    t->options.batch = (size_t)a->batch;
    t->options.epochs = a->epochs;
    t->options.steps = a->steps;
    t->options.seed = a->seed;
    t->options.threads = (unsigned)a->threads;
    t->options.valid = a->valid ? &t->valid_rows : NULL;
    t->options.on_step = on_step;
    t->options.on_epoch = on_epoch;
    t->options.user = t;
    t->options.report = &t->fit;
    t->options.cancel = &stopped_by;
}

/* The cheap checks first. The last one is the library's own of optimizer and rows. */
static bool prepare(training *t, size_t *memory, kit_message *why)
{
    const arguments *a = t->arguments;
    ae_error e;
    if ((a->out && !check_model_out(a->out, why)) || (a->log && !kit_writable(a->log, why)) || !make_model(t, why) ||
        !load_all(t, why))
        return false;
    set_options(t);
    return ae_fit_memory(memory, t->model, &t->rows, &t->options, &e) == AE_OK ||
           blame(why,
                 e.status <= AE_EDATA && e.status > AE_EDIVERGED ? a->data
                 : e.line > 0                                    ? "optimizer"
                                                                 : NULL,
                 &e);
}

static bool describe(const training *t, size_t memory, kit_message *why)
{
    if (!print_description(t->model, LAYERS, why))
        return false;
    printf("rows: %zu of %zu numbers, divided by %g\n", t->rows.n, t->data.width, t->rows.input.scale);
    printf("memory: %zu bytes for the model and its training%s\n", memory,
           t->data.mapping.start ? "; the rows stay in their file" : ", and the rows");
    return !t->arguments->plans || print_description(t->model, PLANS, why);
}

static bool fit(training *t, kit_message *why)
{
    ae_error e;
    catch_stops();
    bool ok = ae_model_fit(t->model, &t->rows, &t->options, &e) == AE_OK || blame(why, NULL, &e);
    if (!ok)
        report_clear(&t->report);
    return ok && (ae_model_save(t->model, t->arguments->out, &e) == AE_OK || blame(why, t->arguments->out, &e));
}

static int cut_short_by; /* as stopped_by; a signal that comes after the last step does not count */

int training_cut_short(void)
{
    return cut_short_by;
}

static bool train(training *t, size_t memory, kit_message *why)
{
    if (!report_open(&t->report, t->arguments, why))
        return false;
    report_run(&t->report, t->model, &t->data, t->rows.input.scale, memory);
    bool ok = fit(t, why);
    cut_short_by = t->fit.stopped ? stopped_by : 0;
    if (ok)
        report_end(&t->report, &t->fit, cut_short_by == SIGTERM ? "SIGTERM" : "Ctrl-C");
    return report_close(&t->report, ok ? why : NULL) && ok;
}

static void release(training *t)
{
    ae_model_free(t->model);
    kit_table_free(&t->data);
    kit_table_free(&t->target);
    kit_table_free(&t->valid);
    kit_table_free(&t->valid_target);
}

bool run_train(const arguments *a, kit_message *why)
{
    training t = { .arguments = a, .info = AE_MODEL_INFO_INIT };
    size_t memory = 0;
    bool ok = prepare(&t, &memory, why) && (a->dry_run ? describe(&t, memory, why) : train(&t, memory, why));
    release(&t);
    return ok;
}
