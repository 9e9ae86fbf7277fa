/* What eval found, as a table or as JSON. */
#include "ae_json.h"
#include "ae_remarks.h"
#include <math.h>

static void print_number(const char *name, double value, const char *what)
{
    printf("%-14s %12.6g%s%s\n", name, value, *what ? "   " : "", what);
}

static void print_share(const char *name, double share, const char *what)
{
    if (isfinite(share))
        printf("%-14s %10.2f %%   %s\n", name, 100 * share, what);
    else
        printf("%-14s %12s   %s\n", name, "-", what);
}

static bool print_table(const ae_metrics *m, size_t width, double untouched)
{
    printf("%-14s %12zu   of %zu numbers\n", "rows", m->rows, width);
    print_number("loss", m->loss, "the model's own, the mean of the rows' scores");
    for (size_t i = 0; m->n_losses > 1 && i < m->n_losses; i++)
        print_number("  of it", m->losses[i].value, m->losses[i].name);
    for (size_t i = 0; i < m->n_metrics; i++)
        print_number(m->metrics[i].name, m->metrics[i].value, "");
    print_number("sse per row", m->sse_per_row, "");
    if (isfinite(untouched))
        print_number("untouched", untouched, "the mse of the rows themselves, given back as they are");
    print_number("mean row's mse", m->mean_mse, "what always answering with the mean of these rows gets");
    print_share("explained", explained_by(m), "of the variance: 1 - mse / mean row's mse");
    return true;
}

static json_t *named_json(const ae_metric *metrics, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        list = json_append(list, json_pack("{s:s, s:f}", "name", metrics[i].name, "value", metrics[i].value));
    return list;
}

static bool print_json(const ae_metrics *m, size_t width, double untouched, kit_message *why)
{
    json_t *object = json_pack("{s:I, s:I, s:f, s:o, s:f, s:f, s:f, s:o, s:f, s:o}", "rows", (json_int_t)m->rows, "width",
                               (json_int_t)width, "loss", m->loss, "losses", named_json(m->losses, m->n_losses), "mse",
                               m->mse, "sse_per_row", m->sse_per_row, "mae", m->mae, "untouched", json_finite(untouched),
                               "mean_mse", m->mean_mse, "explained", json_finite(explained_by(m)));
    return json_print(stdout, object, 0) || kit_explain(why, "the errors are no numbers, or could not be printed");
}

bool print_metrics(const ae_metrics *m, size_t width, double untouched, bool json, kit_message *why)
{
    return json ? print_json(m, width, untouched, why) : print_table(m, width, untouched);
}
