/* ae chart: the losses of a training, drawn from its log, also while it still runs; or what a model makes of rows. */
#include "ae_chart.h"
#include "ae_curves.h"
#include <string.h>

static bool chart_log(const arguments *a, kit_message *why)
{
    curves c;
    if ((a->out && !kit_plot_writable(a->out, why)) || !curves_read(&c, a->model, why))
        return false;
    if (a->out)
        return curves_write(&c, a->out, why);
    curves_print(&c);
    return true;
}

bool run_chart(const arguments *a, kit_message *why)
{
    static const struct {
        const char *of;
        bool (*run)(const arguments *a, kit_message *why);
    } charts[] = {
        { "codes", chart_codes }, { "scores", chart_scores }, { "errors", chart_errors }, { "rows", chart_rows }
    };
    for (size_t i = 0; a->of && i < sizeof charts / sizeof *charts; i++)
        if (strcmp(a->of, charts[i].of) == 0)
            return charts[i].run(a, why);
    return chart_log(a, why);
}
