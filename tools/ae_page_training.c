/* How the net was trained, from the log of its training. */
#include "ae_command.h"
#include "ae_page.h"
#include "kit/plot.h"
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- The log -------------------------------------------------------------------------------------------------------- */

struct page_log {
    json_t *run, *end;      /* the last of such events; NULL: there was none */
    json_t *epochs, *steps; /* all of them */
};

static void take(page_log *l, json_t *event)
{
    const char *kind = json_string_value(json_object_get(event, "event"));
    const struct {
        const char *kind;
        json_t **last, *all;
    } places[] = {
        { "run", &l->run, NULL }, { "end", &l->end, NULL }, { "epoch", NULL, l->epochs }, { "step", NULL, l->steps }
    };
    for (size_t i = 0; kind && i < sizeof places / sizeof *places; i++) {
        if (strcmp(kind, places[i].kind) != 0)
            continue;
        if (places[i].all)
            json_array_append(places[i].all, event);
        else {
            json_decref(*places[i].last);
            *places[i].last = json_incref(event);
        }
    }
}

/* A last line that is not whole is one that is being written. */
static bool read_events(page_log *l, FILE *file, const char *path, kit_message *why)
{
    json_t *event;
    json_error_t e;
    size_t line = 1;
    for (; (event = json_loadf(file, JSON_DISABLE_EOF_CHECK, &e)); line++) {
        take(l, event);
        json_decref(event);
    }
    if (ferror(file))
        return kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    if (!feof(file))
        return kit_explain(why, "%s: line %zu is no JSON: %s", path, line, e.text);
    return json_array_size(l->epochs) + json_array_size(l->steps) > 0 ||
           kit_explain(why, "%s: has no step or epoch; `ae train --log FILE` writes them", path);
}

bool page_log_read(page_log **out, const char *path, kit_message *why)
{
    FILE *file = fopen(path, "r");
    page_log *l = *out = file ? calloc(1, sizeof *l) : NULL;
    if (!file)
        return kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    bool ok = l && (l->epochs = json_array()) && (l->steps = json_array());
    ok = ok ? read_events(l, file, path, why) : kit_explain(why, "%s: out of memory", path);
    fclose(file);
    return ok;
}

void page_log_free(page_log *l)
{
    if (!l)
        return;
    json_decref(l->run);
    json_decref(l->end);
    json_decref(l->epochs);
    json_decref(l->steps);
    free(l);
}

/* ---- Curves --------------------------------------------------------------------------------------------------------- */

static double number(const json_t *event, const char *group, const char *key)
{
    const json_t *from = group ? json_object_get(event, group) : event;
    const json_t *value = json_object_get(from, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

/* One number of all events; NULL without memory. */
static double *column(const json_t *events, const char *group, const char *key)
{
    const size_t n = json_array_size(events);
    double *x = malloc((n + 1) * sizeof *x);
    for (size_t i = 0; x && i < n; i++)
        x[i] = number(json_array_get(events, i), group, key);
    return x;
}

enum { MOST_CURVES = AE_LOSSES_MAX };

/* Curves of one chart, over epochs or steps. */
typedef struct chart {
    const json_t *events;
    const char *x_name;
    double *x, *y[MOST_CURVES];
    kit_curve curves[MOST_CURVES];
    size_t n;
} chart;

static void add_curve(chart *c, const char *group, const char *key, const char *name)
{
    double *y = c->n < MOST_CURVES ? column(c->events, group, key) : NULL;
    bool any = false;
    for (size_t i = 0; y && i < json_array_size(c->events); i++)
        any |= isfinite(y[i]) != 0;
    if (!any) {
        free(y);
        return;
    }
    c->y[c->n] = y;
    c->curves[c->n++] = (kit_curve){ name, c->x, y, json_array_size(c->events) };
}

/* Losses that fall by much are seen on a scale of powers only. */
static bool falls_far(const chart *c)
{
    double least = INFINITY, most = 0;
    for (size_t k = 0; k < c->n; k++)
        for (size_t i = 0; i < c->curves[k].n; i++) {
            const double y = c->y[k][i];
            least = isfinite(y) ? fmin(least, y) : least;
            most = isfinite(y) ? fmax(most, y) : most;
        }
    return least > 0 && most > 20 * least;
}

static void put_chart(const page *p, chart *c, const char *title, const char *y_label, double best, const char *caption)
{
    const kit_mark mark = { "best epoch", best, false };
    const kit_plot plot = { .title = title,
                            .x_label = c->x_name,
                            .y_label = y_label,
                            .log_y = falls_far(c),
                            .curves = c->curves,
                            .n_curves = c->n,
                            .marks = &mark,
                            .n_marks = best > 0 };
    if (c->n == 0)
        return;
    kit_html_figure_begin(p->to);
    kit_plot_svg(p->to, &plot);
    kit_html_figure_end(p->to, "%s", caption);
}

static void chart_end(chart *c)
{
    for (size_t i = 0; i < c->n; i++)
        free(c->y[i]);
    free(c->x);
}

static chart chart_begin(const page *p)
{
    enum { FEW = 3 };
    const page_log *l = p->log;
    const bool by_epoch = json_array_size(l->epochs) >= FEW || json_array_size(l->steps) == 0;
    chart c = { .events = by_epoch ? l->epochs : l->steps, .x_name = by_epoch ? "epoch" : "step" };
    c.x = column(c.events, NULL, c.x_name);
    return c;
}

/* ---- The section ---------------------------------------------------------------------------------------------------- */

static double best_epoch(const page *p)
{
    const page_log *l = p->log;
    const size_t n = json_array_size(l->epochs);
    const json_t *last = l->end ? l->end : n ? json_array_get(l->epochs, n - 1) : NULL;
    return last ? number(last, NULL, "best_epoch") : 0;
}

static void put_losses(const page *p)
{
    chart c = chart_begin(p);
    const bool by_epoch = c.events == p->log->epochs;
    add_curve(&c, NULL, "loss", "training");
    add_curve(&c, NULL, "valid_loss", "validation");
    put_chart(
        p, &c, "Loss", "loss", by_epoch ? best_epoch(p) : 0,
        c.n > 1
            ? "The loss of the rows that were learnt from, and of those that were held out. Where the second rises while "
              "the first falls, the net learns rows by heart."
            : "The loss of the rows that were learnt from.");
    chart_end(&c);
}

/* The names of a group in the last epoch, each as a curve of its own. */
static void put_group(const page *p, const char *group, const char *title, const char *caption, size_t at_least)
{
    const size_t n = json_array_size(p->log->epochs);
    json_t *names = n ? json_object_get(json_array_get(p->log->epochs, n - 1), group) : NULL;
    chart c = { .events = p->log->epochs, .x_name = "epoch", .x = column(p->log->epochs, NULL, "epoch") };
    const char *name;
    json_t *value;
    json_object_foreach(names, name, value) add_curve(&c, group, name, name);
    if (c.n >= at_least && n > 1)
        put_chart(p, &c, title, "", 0, caption);
    chart_end(&c);
}

static void put_rate(const page *p)
{
    chart c = chart_begin(p);
    bool changes = false;
    add_curve(&c, NULL, "rate", "learning rate");
    for (size_t i = 1; c.n > 0 && i < c.curves[0].n; i++)
        changes |= c.y[0][i] != c.y[0][0];
    if (changes)
        put_chart(p, &c, "Learning rate", "learning rate", 0, "How far a step goes.");
    chart_end(&c);
}

static const char *text_of(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    return text ? text : "";
}

/* A log of a training that is still under way, or was killed, has no end. */
static void put_story(const page *p)
{
    const page_log *l = p->log;
    fputs("<p>", p->to);
    if (l->run)
        kit_html_print(p->to, "Trained on %s, %.0f rows, by %s, batch %.0f. ", text_of(l->run, "data"),
                       number(l->run, NULL, "rows"), text_of(l->run, "optimizer"), number(l->run, NULL, "batch"));
    if (l->end)
        kit_html_print(p->to, "%.0f steps and %.0f epochs took %.1f s. It ended so: %s%s%s.", number(l->end, NULL, "steps"),
                       number(l->end, NULL, "epochs"), number(l->end, NULL, "seconds"), text_of(l->end, "reason"),
                       *text_of(l->end, "weights") ? "; " : "", text_of(l->end, "weights"));
    else
        kit_html_print(p->to, "The log does not say how it ended.");
    fputs("</p>\n", p->to);
}

bool page_training(page *p, kit_message *why)
{
    (void)why;
    put_story(p);
    put_losses(p);
    put_group(p, "losses", "What the loss consists of", "The parts of the training loss; together they are the loss.", 2);
    put_group(p, "metrics", "What was measured", "Of the rows that were held out.", 1);
    put_rate(p);
    return true;
}

/* ---- The command that trains again ---------------------------------------------------------------------------------- */

/* A number that was not given is 0, and the command has its own way to say so: nothing. */
static const char *number_text(char text[32], const json_t *run, const char *key)
{
    const double x = number(run, NULL, key);
    snprintf(text, 32, "%.0f", x);
    return x > 0 ? text : NULL;
}

char *page_log_command(const page_log *l)
{
    static const char *const counts[] = { "batch", "steps", "epochs", "seed" };
    enum { COUNTS = sizeof counts / sizeof *counts };
    static const arguments none;
    char text[COUNTS][32];
    replacement r[COUNTS + 5] = { { "data", text_of(l->run, "data") },
                                  { "spec", text_of(l->run, "spec") },
                                  { "optimizer", text_of(l->run, "optimizer") },
                                  { "from", json_string_value(json_object_get(l->run, "from")) },
                                  { "out", l->end ? text_of(l->end, "model") : NULL } };
    for (size_t i = 0; i < COUNTS; i++)
        r[5 + i] = (replacement){ counts[i], number_text(text[i], l->run, counts[i]) };
    return l->run ? command_text("train", TRAIN, &none, r, COUNTS + 5) : NULL;
}
