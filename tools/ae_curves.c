#include "ae_curves.h"
#include "ae_remarks.h"
#include <unistd.h>

void curves_step(curves *c, const ae_progress *p)
{
    if (c->steps.count == 0)
        c->first_step = p->step;
    c->last_step = p->step;
    kit_series_add(&c->steps, p->loss);
    kit_series_add(&c->step_rates, p->rate);
}

static void add_head(curves *c, const ae_progress *p)
{
    size_t i = 0;
    while (i < p->n_metrics && !is_of_head(&p->metrics[i]))
        i++;
    if (i == p->n_metrics)
        return;
    snprintf(c->head.name, sizeof c->head.name, "%s", p->metrics[i].name);
    kit_series_add(&c->head.values, p->metrics[i].value);
}

static void add_parts(curves *c, const ae_progress *p)
{
    for (size_t i = 0; p->n_losses > 1 && i < p->n_losses && i < CURVE_PARTS; i++) {
        name_loss(c->parts[i].name, sizeof c->parts[i].name, p->losses, i);
        kit_series_add(&c->parts[i].values, p->losses[i].value);
    }
}

void curves_epoch(curves *c, const ae_progress *p)
{
    if (c->epochs.count == 0)
        c->first_epoch = p->epoch;
    c->last_epoch = p->epoch;
    kit_series_add(&c->epochs, p->loss);
    kit_series_add(&c->valid, p->valid_loss);
    kit_series_add(&c->epoch_rates, p->rate);
    c->best = p->best_epoch;
    add_parts(c, p);
    add_head(c, p);
}

bool curves_by_epoch(const curves *c)
{
    enum { FEW = 10 };
    return kit_series_has_numbers(&c->valid) || c->epochs.count >= FEW || c->steps.count == 0;
}

static void print_curve(const curves *c, const curve *of, const char *rows)
{
    kit_chart chart = { .x_name = "epoch", .y_name = of->name };
    chart.curves[0] = (kit_chart_curve){ rows, of->values.points, of->values.n };
    chart.first = c->first_epoch;
    chart.last = c->last_epoch;
    chart.width = room_on_terminal(STDOUT_FILENO);
    chart.utf8 = takes_utf8();
    if (of->values.count > 0)
        kit_chart_print(stdout, &chart);
}

void curves_print(const curves *c)
{
    const bool validated = kit_series_has_numbers(&c->valid), by_epoch = curves_by_epoch(c);
    const kit_series *s = by_epoch ? &c->epochs : &c->steps;
    kit_chart chart = { .x_name = by_epoch ? "epoch" : "step", .y_name = "loss" };
    chart.curves[0] = (kit_chart_curve){ "training", s->points, s->n };
    chart.curves[1] = (kit_chart_curve){ "validation", c->valid.points, validated ? c->valid.n : 0 };
    chart.first = by_epoch ? c->first_epoch : c->first_step;
    chart.last = by_epoch ? c->last_epoch : c->last_step;
    chart.best = by_epoch ? c->best : 0;
    chart.width = room_on_terminal(STDOUT_FILENO);
    chart.utf8 = takes_utf8();
    if (s->count > 0)
        kit_chart_print(stdout, &chart);
    for (size_t i = 0; i < CURVE_PARTS; i++)
        print_curve(c, &c->parts[i], "training");
    print_curve(c, &c->head, "validation");
}
