/* The curves of a training as plots. */
#include "ae_curves.h"
#include <math.h>

/* Numbers lie at equal distances from first to last, for not every step needs to be told; a point stands for `share`
 * neighbours and lies in their midst. */
static void place(double *x, const kit_series *s, uint64_t first, uint64_t last)
{
    const double step = s->count > 1 ? (double)(last - first) / (double)(s->count - 1) : 0;
    for (size_t i = 0; i < s->n; i++) {
        const uint64_t from = i * s->share, to = from + s->share < s->count ? from + s->share : s->count;
        x[i] = (double)first + step * ((double)from + (double)to - 1) / 2;
    }
}

static kit_curve curve_of(const char *name, const double *x, const kit_series *s)
{
    return (kit_curve){ name, x, s->points, s->n };
}

/* As in a terminal: where the numbers span more than a factor of 10. */
static bool wants_log(const kit_curve *of, size_t n)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < of[k].n; i++)
            if (isfinite(of[k].y[i])) {
                low = fmin(low, of[k].y[i]);
                high = fmax(high, of[k].y[i]);
            }
    return low > 0 && high / low > 10;
}

static void add(curve_plots *p, const char *x_label, const char *y_label, const kit_curve *of, size_t n, bool log)
{
    p->plot[p->n++] = (kit_plot){ .x_label = x_label,
                                  .y_label = y_label,
                                  .log_y = log,
                                  .curves = of,
                                  .n_curves = n,
                                  .marks = &p->best,
                                  .n_marks = p->best_text[0] != 0 };
}

static void add_losses(curve_plots *p, const curves *c, bool by_epoch)
{
    size_t n = 0;
    p->losses[n++] = curve_of("training", p->x[0], by_epoch ? &c->epochs : &c->steps);
    if (kit_series_has_numbers(&c->valid))
        p->losses[n++] = curve_of("validation", p->x[1], &c->valid);
    for (size_t i = 0; by_epoch && i < CURVE_PARTS; i++)
        if (kit_series_has_numbers(&c->parts[i].values))
            p->losses[n++] = curve_of(c->parts[i].name, p->x[1], &c->parts[i].values);
    add(p, by_epoch ? "epoch" : "step", "loss", p->losses, n, wants_log(p->losses, n));
}

static bool changes(const kit_series *s)
{
    size_t i = 0;
    while (i < s->n && s->points[i] == s->points[0])
        i++;
    return i < s->n && kit_series_has_numbers(s);
}

void curves_plot(curve_plots *p, const curves *c)
{
    const bool by_epoch = curves_by_epoch(c);
    const kit_series *rates = by_epoch ? &c->epoch_rates : &c->step_rates;
    *p = (curve_plots){ .n = 0 };
    if (by_epoch && c->best) {
        snprintf(p->best_text, sizeof p->best_text, "best epoch: %llu", (unsigned long long)c->best);
        p->best = (kit_mark){ p->best_text, (double)c->best, false };
    }
    place(p->x[0], by_epoch ? &c->epochs : &c->steps, by_epoch ? c->first_epoch : c->first_step,
          by_epoch ? c->last_epoch : c->last_step);
    place(p->x[1], &c->epochs, c->first_epoch, c->last_epoch);
    add_losses(p, c, by_epoch);
    if (kit_series_has_numbers(&c->head.values)) {
        p->head = curve_of("validation", p->x[1], &c->head.values);
        add(p, "epoch", c->head.name, &p->head, 1, false);
    }
    if (changes(rates)) {
        p->rate = curve_of("rate", p->x[0], rates);
        add(p, by_epoch ? "epoch" : "step", "learning rate", &p->rate, 1, false);
    }
}

bool curves_write(const curves *c, const char *path, kit_message *why)
{
    curve_plots plots;
    curves_plot(&plots, c);
    return kit_plots_write(path, plots.plot, plots.n, why);
}
