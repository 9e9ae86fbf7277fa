/* How the net was trained, from the log of its training. */
#include "ae_command.h"
#include "ae_curves.h"
#include "ae_log_read.h"
#include "ae_page.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct page_log {
    json_t *run, *end; /* the last of such events; NULL: there was none */
    curves curves;
};

static void keep(json_t **last, json_t *event)
{
    json_decref(*last);
    *last = json_incref(event);
}

static void take(void *user, json_t *event)
{
    page_log *l = user;
    const char *kind = json_string_value(json_object_get(event, "event"));
    if (kind && strcmp(kind, "run") == 0)
        keep(&l->run, event);
    if (kind && strcmp(kind, "end") == 0)
        keep(&l->end, event);
}

bool page_log_read(page_log **out, const char *path, kit_message *why)
{
    page_log *l = *out = calloc(1, sizeof *l);
    if (!l)
        return kit_explain(why, "%s: out of memory", path);
    return log_read(path, take, l, why) && curves_read(&l->curves, path, why);
}

void page_log_free(page_log *l)
{
    if (!l)
        return;
    json_decref(l->run);
    json_decref(l->end);
    free(l);
}

/* ---- The section ---------------------------------------------------------------------------------------------------- */

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
                       log_number(l->run, "rows"), text_of(l->run, "optimizer"), log_number(l->run, "batch"));
    if (l->end)
        kit_html_print(p->to, "%.0f steps and %.0f epochs took %.1f s. It ended so: %s%s%s.", log_number(l->end, "steps"),
                       log_number(l->end, "epochs"), log_number(l->end, "seconds"), text_of(l->end, "reason"),
                       *text_of(l->end, "weights") ? "; " : "", text_of(l->end, "weights"));
    else
        kit_html_print(p->to, "The log does not say how it ended.");
    fputs("</p>\n", p->to);
}

/* The losses come first. */
static const char *caption_of(const curve_plots *plots, size_t i)
{
    if (i > 0)
        return strcmp(plots->plot[i].y_label, "learning rate") == 0 ? "How far a step goes."
                                                                    : "Of the rows that were held out.";
    return plots->plot[i].n_curves == 1 ? "The loss of the rows that were learnt from."
                                        : "Training: of the rows that were learnt from; validation: of rows that were held "
                                          "out. Where that rises while the "
                                          "first falls, the net learns rows by heart. Other curves are parts of the first.";
}

static bool put_charts(const page *p, kit_message *why)
{
    curve_plots *plots = malloc(sizeof *plots);
    if (!plots)
        return kit_explain(why, "out of memory");
    curves_plot(plots, &p->log->curves);
    for (size_t i = 0; i < plots->n; i++) {
        plots->plot[i].title = plots->plot[i].y_label;
        kit_html_figure_begin(p->to);
        kit_plot_svg(p->to, &plots->plot[i]);
        kit_html_figure_end(p->to, "%s", caption_of(plots, i));
    }
    free(plots);
    return true;
}

bool page_training(page *p, kit_message *why)
{
    put_story(p);
    return put_charts(p, why);
}

/* ---- The command that trains again ---------------------------------------------------------------------------------- */

/* A number that was not given is 0, and the command has its own way to say so: nothing. One that is too large for JSON's
 * whole numbers is a text there. */
static const char *number_text(char text[32], const json_t *run, const char *key)
{
    const json_t *number = json_object_get(run, key);
    const json_int_t x = json_integer_value(number);
    snprintf(text, 32, "%lld", (long long)x);
    return x > 0 ? text : json_string_value(number);
}

bool page_log_command(char **out, const page_log *l, kit_message *why)
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
    *out = l->run ? command_text("train", TRAIN, &none, r, COUNTS + 5) : NULL;
    return *out || !l->run || kit_explain(why, "out of memory for a command");
}
