/* Heads that do no better than the same answer for every row. */
#include "ae_remarks.h"
#include "ae_training.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double label(const ae_rows *rows, size_t i, size_t column)
{
    const size_t row = rows->pick ? rows->pick[i] : i;
    return (double)((const float *)rows->labels.data)[row * rows->labels.width + column];
}

/* The share of the most frequent class; NaN where no label is known, or there is no memory. */
static double most_frequent(const head *h, const ae_rows *rows)
{
    size_t *counts = calloc(h->classes, sizeof *counts), known = 0, most = 0;
    for (size_t i = 0; counts && i < picked_rows(rows); i++) {
        const double known_class = label(rows, i, h->first);
        if (isnan(known_class))
            continue;
        const size_t count = ++counts[(size_t)known_class];
        most = count > most ? count : most;
        known++;
    }
    free(counts);
    return known ? (double)most / (double)known : (double)NAN;
}

/* The mse of the mean of each column; NaN where no label is known. */
static double mean_mse(const head *h, const ae_rows *rows)
{
    double squares = 0;
    size_t all = 0;
    for (size_t k = h->first; k < h->first + h->columns; k++) {
        kit_moments m = { 0 };
        for (size_t i = 0; i < picked_rows(rows); i++)
            if (!isnan(label(rows, i, k)))
                kit_moments_add(&m, label(rows, i, k));
        squares += m.squares;
        all += m.n;
    }
    return all > 0 ? squares / (double)all : (double)NAN;
}

/* NaN where there is no such metric. */
static double metric_of(const ae_metrics *m, const head *h)
{
    const size_t n = strlen(h->name);
    for (size_t i = 0; i < m->n_metrics; i++)
        if (strncmp(m->metrics[i].name, h->name, n) == 0 && m->metrics[i].name[n] == '.')
            return m->metrics[i].value;
    return (double)NAN;
}

static bool tell_classes(kit_message *text, const head *h, const subject *s, const ae_rows *rows, double accuracy)
{
    const double same = most_frequent(h, rows);
    if (!(accuracy <= same))
        return false;
    kit_explain(text,
                "%s: the head '%s' is no better on %s than always telling the most frequent class: its accuracy is %.4g, "
                "that class's share %.4g",
                s->file, h->name, s->input->source, accuracy, same);
    return true;
}

static bool tell_numbers(kit_message *text, const head *h, const subject *s, const ae_rows *rows, double mse)
{
    const double rounding = 1e-3, same = mean_mse(h, rows);
    if (!(mse >= same * (1 - rounding)))
        return false;
    kit_explain(text,
                "%s: the head '%s' is no better on %s than always answering its labels' mean: its mse is %.6g, the mean's "
                "%.6g; labels are not scaled, so divide large ones",
                s->file, h->name, s->input->source, mse, same);
    return true;
}

bool find_guessing(kit_message *text, const subject *s, const ae_rows *rows, const ae_metrics *m)
{
    heads h = { 0 };
    bool found = false;
    if (rows->labels.data && !rows->weights && heads_find(&h, s->model, s->file, text))
        for (size_t i = 0; i < h.n && !found; i++)
            found = (h.head[i].classes ? tell_classes : tell_numbers)(text, &h.head[i], s, rows, metric_of(m, &h.head[i]));
    heads_free(&h);
    if (!found)
        *text->text = 0;
    return found;
}
