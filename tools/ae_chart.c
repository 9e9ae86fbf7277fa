/* ae chart: the losses of a training, drawn from its log; also while it still runs. */
#include "ae.h"
#include "ae_curves.h"

bool run_chart(const arguments *a, kit_message *why)
{
    curves c;
    if ((a->out && !kit_plot_writable(a->out, why)) || !curves_read(&c, a->model, why))
        return false;
    if (a->out)
        return curves_write(&c, a->out, why);
    curves_print(&c);
    return true;
}
