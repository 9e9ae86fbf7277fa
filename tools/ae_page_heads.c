/* What the heads tell, held against the labels. */
#include "ae_page.h"
#include "ae_told.h"
#include <math.h>
#include <stdlib.h>

enum { MOST_SQUARE = 20 /* classes that a table of all pairs can show */ };

static bool run_head(float *out, const page *p, const head *h, kit_message *why)
{
    ae_error e;
    ae_context *context;
    session *s = &p->shown->s;
    const char *name = h->name;
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    options.threads = (size_t)p->arguments->threads;
    options.values = &name;
    options.n_values = 1;
    if (ae_context_create(&context, s->model, &options, &e) != AE_OK)
        return blame(why, NULL, &e);
    const bool ok = ae_model_run(&(ae_result){ name, out }, 1, s->model, context, &s->rows, &e) == AE_OK ||
                    blame_rows(why, &s->table, &e);
    ae_context_free(context);
    return ok;
}

static size_t count(const told *t, size_t class, size_t said)
{
    return t->count[class * t->head->classes + said];
}

static size_t labels_of(const told *t, size_t class)
{
    size_t sum = 0;
    for (size_t k = 0; k < t->head->classes; k++)
        sum += count(t, class, k);
    return sum;
}

/* The more of the label's rows, the more ink; text stays readable on all of it. */
static void put_count(FILE *to, size_t n, size_t of)
{
    fprintf(to, "<td style=\"background:color-mix(in srgb, var(--mark) %.0f%%, transparent)\">%zu</td>",
            of ? 40 * (double)n / (double)of : 0, n);
}

static void put_class(const page *p, const told *t, const kit_label_names *names, size_t class)
{
    const size_t labels = labels_of(t, class), n = names->n <= MOST_SQUARE ? names->n : 0;
    kit_html_row_begin(p->to, names->names[class]);
    kit_html_cell(p->to, "%zu", labels);
    kit_html_cell(p->to, labels ? "%.1f %%" : "\u2013", 100 * (double)count(t, class, class) / (double)labels);
    for (size_t k = 0; k < n; k++)
        put_count(p->to, count(t, class, k), labels);
    kit_html_row_end(p->to);
}

static void put_classes(const page *p, const told *t)
{
    const kit_label_names names = head_names(t->head);
    const char *columns[3 + MOST_SQUARE] = { "label", "rows", "told right" };
    const size_t n = names.n <= MOST_SQUARE ? names.n : 0;
    for (size_t k = 0; k < n; k++)
        columns[3 + k] = names.names[k];
    fputs("<p>", p->to);
    kit_html_print(p->to, "%zu of %zu labels are told right: %.2f %%.%s", t->right, t->known,
                   100 * (double)t->right / (double)t->known,
                   n ? " A line has the rows of one label, and in its columns how many of them were told to be what." : "");
    fputs("</p>\n", p->to);
    kit_html_table_begin(p->to, t->head->name, columns, 3 + n, true);
    for (size_t k = 0; k < names.n; k++)
        put_class(p, t, &names, k);
    kit_html_table_end(p->to);
}

static void put_told(const page *p, const told *t)
{
    if (t->head->classes && t->known > 0) {
        put_classes(p, t);
        return;
    }
    fputs("<p>", p->to);
    if (t->known > 0)
        kit_html_print(p->to, "%s: of %zu labels, mean squared error %.4g, R\u00b2 %.4f.", t->head->name, t->known, t->mse,
                       t->r2);
    else
        kit_html_print(p->to, "%s: these rows have no labels to hold it against.", t->head->name);
    fputs("</p>\n", p->to);
}

static bool put_head(const page *p, const head *h, kit_message *why)
{
    session *s = &p->shown->s;
    told t = { 0 };
    float *values = calloc(s->rows.n, h->width * sizeof *values);
    bool ok = values || kit_explain(why, "out of memory");
    ok = ok && run_head(values, p, h, why) &&
         told_make(&t, h, values, s->taught ? s->taught + h->first : NULL, s->heads.width, s->rows.n, why);
    if (ok)
        put_told(p, &t);
    told_free(&t);
    free(values);
    return ok;
}

bool page_heads(page *p, kit_message *why)
{
    bool ok = true;
    for (size_t i = 0; ok && i < p->shown->s.heads.n; i++)
        ok = put_head(p, &p->shown->s.heads.head[i], why);
    return ok;
}
