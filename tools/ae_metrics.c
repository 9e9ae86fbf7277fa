/* What eval found, as a table or as JSON. */
#include "ae_json.h"
#include "ae_likelihood.h"
#include "ae_remarks.h"
#include <math.h>
#include <string.h>

bool is_of_head(const ae_metric *m)
{
    return strchr(m->name, '.') && isfinite(m->value);
}

void format_heads(char *text, size_t room, const ae_metric *metrics, size_t n)
{
    size_t used = 0;
    *text = 0;
    for (size_t i = 0; i < n && used < room; i++)
        if (is_of_head(&metrics[i]))
            used +=
                (size_t)snprintf(text + used, room - used, "%s%s %.4g", used ? "  " : "", metrics[i].name, metrics[i].value);
}

void name_loss(char *name, size_t room, const ae_metric *losses, size_t i)
{
    size_t before = 0;
    for (size_t k = 0; k < i; k++)
        before += strcmp(losses[k].name, losses[i].name) == 0;
    if (before > 0)
        snprintf(name, room, "%s %zu", losses[i].name, before + 1);
    else
        snprintf(name, room, "%s", losses[i].name);
}

void format_losses(char *text, size_t room, const ae_metric *losses, size_t n)
{
    size_t used = 0;
    *text = 0;
    for (size_t i = 0; n > 1 && i < n && used < room; i++)
        used += (size_t)snprintf(text + used, room - used, "%s%s %.4g", used ? ", " : "", losses[i].name, losses[i].value);
}

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

static void print_likelihood(const likelihood *l)
{
    char what[96];
    snprintf(what, sizeof what, "nats a row, by %zu draws for each; standard error %.3g", l->draws, l->error);
    print_number("log-likelihood", l->mean, what);
    print_number("lower bound", l->elbo, "the evidence lower bound (ELBO), by the same draws");
}

/* What is measured of rows without a decoder, or of heads without a label, is no number. */
static bool print_table(const findings *f)
{
    const ae_metrics *m = f->metrics;
    const bool decodes = !isnan(m->mse);
    printf("%-14s %12zu   of %zu numbers\n", "rows", m->rows, f->width);
    print_number("loss", m->loss, decodes ? "the model's own, the mean over rows" : "the heads' own");
    for (size_t i = 0; m->n_losses > 1 && i < m->n_losses; i++)
        print_number("  of it", m->losses[i].value, m->losses[i].name);
    if (f->likelihood)
        print_likelihood(f->likelihood);
    for (size_t i = 0; i < m->n_metrics; i++)
        if (!isnan(m->metrics[i].value))
            print_number(m->metrics[i].name, m->metrics[i].value, "");
    if (!decodes)
        return true;
    print_number("sse per row", m->sse_per_row, "");
    if (isfinite(f->untouched))
        print_number("untouched", f->untouched, "the mse of the rows themselves, given back as they are");
    print_number("mean row's mse", m->mean_mse, "what always answering with the mean of these rows gets");
    print_share("explained", explained_by(m), "of the variance: 1 - mse / mean row's mse");
    return true;
}

static json_t *named_json(const ae_metric *metrics, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        list = json_append(list, json_pack("{s:s, s:o}", "name", metrics[i].name, "value", json_finite(metrics[i].value)));
    return list;
}

/* Those of heads, in a list of their own; none where there are no labels. */
static bool add_heads(json_t *object, const ae_metrics *m)
{
    json_t *list = json_array();
    for (size_t i = 0; i < m->n_metrics; i++)
        if (strchr(m->metrics[i].name, '.'))
            list = json_append(
                list, json_pack("{s:s, s:o}", "name", m->metrics[i].name, "value", json_finite(m->metrics[i].value)));
    if (json_array_size(list) > 0)
        return json_object_set_new(object, "heads", list) == 0;
    json_decref(list);
    return true;
}

static bool add_likelihood(json_t *object, const likelihood *l)
{
    json_t *found = l ? json_pack("{s:o, s:o, s:o, s:o}", "mean", json_finite(l->mean), "standard_error",
                                  json_finite(l->error), "elbo", json_finite(l->elbo), "draws", json_whole(l->draws))
                      : NULL;
    return !l || json_object_set_new(object, "log_likelihood", found) == 0;
}

static bool print_json(const findings *f, kit_message *why)
{
    const ae_metrics *m = f->metrics;
    json_t *object = json_pack("{s:I, s:I, s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "rows", (json_int_t)m->rows, "width",
                               (json_int_t)f->width, "loss", m->loss, "losses", named_json(m->losses, m->n_losses), "mse",
                               json_finite(m->mse), "sse_per_row", json_finite(m->sse_per_row), "mae", json_finite(m->mae),
                               "untouched", json_finite(f->untouched), "mean_mse", json_finite(m->mean_mse), "explained",
                               json_finite(explained_by(m)));
    if (object && (!add_heads(object, m) || !add_likelihood(object, f->likelihood))) {
        json_decref(object);
        object = NULL;
    }
    return json_print(stdout, object, 0) || kit_explain(why, "the errors are no numbers, or could not be printed");
}

bool print_metrics(const findings *f, bool json, kit_message *why)
{
    return json ? print_json(f, why) : print_table(f);
}
