/* Looks at a model that was trained elsewhere: its errors beside those of principal components, as many as the code has
 * numbers; pictures of rows before and after; the curve of its training.
 *
 *     03_report --model MODEL --train DATA --test DATA [--log RUN.jsonl] [--out FOLDER]
 *
 * DATA as for `ae`: a file, or a name such as mnist-test. */
#include <stdio.h>
#include <stdlib.h>

#include "03_report_log.h"
#include "autoencoder.h"
#include "kit/dataset.h"
#include "kit/output.h"
#include "kit/program.h"

#ifdef HAVE_LAPACK
#include "kit/stat.h"
#endif

typedef struct settings {
    const char *model, *train, *test, *log, *folder;
} settings;

typedef struct report {
    const settings *settings;
    ae_model *model;
    ae_model_info info;
    kit_table train, test;
} report;

/* ---- Errors -------------------------------------------------------------------------------------------------------- */

static void print_errors(const char *who, size_t numbers, double mse, size_t width)
{
    printf("%-12s  %4zu numbers  %22.6f  %24.3f\n", who, numbers, mse, mse * (double)width);
}

#ifdef HAVE_LAPACK
static bool show_pca(const report *r, kit_message *why)
{
    kit_pca p;
    size_t width = r->test.width, components = r->info.code_width < width ? r->info.code_width : width;
    float *train = kit_table_floats(&r->train, r->info.scale), *test = kit_table_floats(&r->test, r->info.scale);
    bool ok = train && test && kit_pca_fit(&p, train, r->train.rows, width, components);
    if (ok) {
        print_errors("PCA", components, kit_pca_mse(&p, test, r->test.rows), width);
        kit_pca_free(&p);
    }
    free(test);
    free(train);
    return ok || kit_explain(why, "PCA: no memory, or no answer");
}
#else
static bool show_pca(const report *r, kit_message *why)
{
    (void)r;
    (void)why;
    printf("PCA: left out, for this program was built without LAPACK\n");
    return true;
}
#endif

static bool show_errors(const report *r, kit_message *why)
{
    ae_error error;
    ae_metrics metrics = AE_METRICS_INIT;
    ae_rows rows = kit_table_rows(&r->test, r->info.scale);
    if (ae_model_evaluate(&metrics, r->model, NULL, &rows, &error) != AE_OK)
        return kit_explain(why, "%s: %s", r->settings->test, error.text);
    printf("%zu rows of %s\n", metrics.rows, r->test.source);
    printf("%-12s  %4s %-7s  %22s  %24s\n", "drawn by", "", "", "mean squared error", "squared error of a row");
    print_errors("autoencoder", r->info.code_width, metrics.mse, r->test.width);
    return show_pca(r, why);
}

/* ---- Pictures ------------------------------------------------------------------------------------------------------ */

static bool draw(const report *r, const kit_table *few, const float *before, float *after, kit_message *why)
{
    ae_error error;
    ae_rows rows = AE_ROWS_F32(before, few->rows, few->width);
    if (ae_model_reconstruct(after, r->model, NULL, &rows, &error) != AE_OK)
        return kit_explain_error(why, &error);
    const size_t *shape = few->shape + few->rank - 2;
    const char *folder = r->settings->folder;
    const kit_images originals = { before, few->rows, 1, shape[0], shape[1] };
    const kit_images reconstructions = { after, few->rows, 1, shape[0], shape[1] };
    return kit_output_images(folder, "originals.png", &originals, KIT_COLUMNS, why) &&
           kit_output_images(folder, "reconstructions.png", &reconstructions, KIT_COLUMNS, why);
}

static bool is_image(const kit_table *table)
{
    return table->rank == 2 || (table->rank == 3 && table->shape[0] == 1);
}

static bool draw_pictures(const report *r, kit_message *why)
{
    if (!is_image(&r->test))
        return true;
    kit_table few = r->test;
    few.rows = few.rows < KIT_SHOWN ? few.rows : KIT_SHOWN;
    float *before = kit_table_floats(&few, r->info.scale), *after = malloc(few.rows * few.width * sizeof *after);
    bool ok = before && after ? draw(r, &few, before, after, why) : kit_explain(why, "out of memory");
    free(after);
    free(before);
    return ok;
}

/* ---- The curve ----------------------------------------------------------------------------------------------------- */

static bool draw_curve(const report *r, kit_message *why)
{
    training_log log;
    if (!r->settings->log)
        return true;
    if (!training_log_read(&log, r->settings->log, why))
        return false;
    kit_curve curve = { "loss", log.step, log.loss, log.n };
    const kit_plot plot = {
        .title = "training", .x_label = "step", .y_label = "loss", .log_y = true, .curves = &curve, .n_curves = 1
    };
    bool ok = kit_output_plot(r->settings->folder, "loss.svg", &plot, why);
    training_log_free(&log);
    return ok;
}

/* ---- All of it ----------------------------------------------------------------------------------------------------- */

static bool load(report *r, kit_message *why)
{
    ae_error error;
    if (ae_model_load(&r->model, r->settings->model, NULL, &error) != AE_OK ||
        ae_model_get_info(&r->info, r->model, &error) != AE_OK)
        return kit_explain_error(why, &error);
    if (!kit_dataset_read(&r->train, r->settings->train, NULL, why) ||
        !kit_dataset_read(&r->test, r->settings->test, NULL, why))
        return false;
    if (r->train.width != r->info.input_width || r->test.width != r->info.output_width)
        return kit_explain(why, "the model takes rows of %zu numbers; those of %s have %zu, those of %s %zu",
                           r->info.input_width, r->settings->train, r->train.width, r->settings->test, r->test.width);
    return true;
}

static bool make_report(const settings *s, kit_message *why)
{
    report r = { .settings = s, .info = AE_MODEL_INFO_INIT };
    bool ok = load(&r, why) && show_errors(&r, why) && draw_pictures(&r, why) && draw_curve(&r, why);
    kit_table_free(&r.test);
    kit_table_free(&r.train);
    ae_model_free(r.model);
    return ok;
}

int main(int argc, char **argv)
{
    settings s = { .folder = "." };
    const kit_option options[] = {
        { .name = "--model", .help = "the model file", .text = &s.model },
        { .name = "--train", .help = "the rows that it learned from", .text = &s.train },
        { .name = "--test", .help = "the rows to report on", .text = &s.test },
        { .name = "--log", .help = "the log of its training, for the curve", .text = &s.log },
        { .name = "--out", .help = "the folder for the pictures", .text = &s.folder },
    };
    kit_message why;
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    if (!s.model || !s.train || !s.test) {
        fprintf(stderr, "03_report: --model, --train and --test are needed\n");
        return 2;
    }
    return kit_exit_status("03_report", make_report(&s, &why), &why);
}
