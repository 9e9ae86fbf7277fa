/* ae filters: what the units of a layer look for, as a picture. */
#include "ae.h"
#include <stdio.h>

static void tell(const arguments *a, const kit_filters *f)
{
    printf("%s: %s, %zu filter%s of %zux%zux%zu; black is %.3g, grey 0, white %.3g\n", a->out, f->tensor, f->count,
           f->count == 1 ? "" : "s", f->channels, f->height, f->width, -f->white, f->white);
}

bool run_filters(const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model *model;
    kit_filters filters;
    kit_message reason;
    if (!is_png(a->out))
        return kit_explain(why, "%s: filters are a picture; name a .png file", a->out);
    if (!kit_writable(a->out, why))
        return false;
    if (ae_model_load(&model, a->model, NULL, &e) != AE_OK)
        return blame(why, a->model, &e);
    bool found = kit_filters_find(&filters, model, a->tensor, &reason) || kit_explain(why, "%s: %s", a->model, reason.text);
    bool ok = found && kit_filters_write(a->out, &filters, (size_t)a->columns, why);
    if (ok)
        tell(a, &filters);
    ae_model_free(model);
    return ok;
}
