/* ae export: a part of a model in a file of its own: its encoder as a model, the weights of a layer as a picture. */
#include "ae.h"
#include "kit/codes.h"
#include <stdio.h>

/* ---- The encoder -------------------------------------------------------------------------------------------------- */

static bool save(ae_model *encoder, const ae_model *whole, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (ae_model_get_info(&info, encoder, &e) != AE_OK)
        return blame(why, NULL, &e);
    if (info.tensors == 0)
        return kit_explain(why, "%s: no layer before its code has weights: there is no encoder to keep", a->model);
    return (ae_model_transfer(NULL, encoder, whole, NULL, &e) == AE_OK || blame(why, a->model, &e)) &&
           copy_notes(encoder, whole, why) &&
           (ae_model_save(encoder, a->encoder, &e) == AE_OK || blame(why, a->encoder, &e)) &&
           printf("%s: %zu numbers into codes of %zu\n", a->encoder, info.input_width, info.code_width) > 0;
}

static bool export_encoder(const ae_model *whole, const arguments *a, kit_message *why)
{
    ae_model *encoder;
    bool ok = kit_encoder_make(&encoder, whole, why) && save(encoder, whole, a, why);
    ae_model_free(encoder);
    return ok;
}

/* ---- Filters ------------------------------------------------------------------------------------------------------ */

static void tell(const arguments *a, const kit_filters *f)
{
    printf("%s: %s, %zu filter%s of %zux%zux%zu; black is %.3g, grey 0, white %.3g\n", a->filters, f->tensor, f->count,
           f->count == 1 ? "" : "s", f->channels, f->height, f->width, -f->white, f->white);
}

static bool export_filters(const ae_model *model, const arguments *a, kit_message *why)
{
    kit_filters filters;
    kit_message reason;
    if (!kit_filters_find(&filters, model, a->tensor, &reason))
        return kit_explain(why, "%s: %s", a->model, reason.text);
    if (!kit_filters_write(a->filters, &filters, (size_t)a->columns, why))
        return false;
    tell(a, &filters);
    return true;
}

/* ---- The command -------------------------------------------------------------------------------------------------- */

static bool check_outputs(const arguments *a, kit_message *why)
{
    if (a->filters && !is_png(a->filters))
        return kit_explain(why, "%s: filters are a picture; name a .png file", a->filters);
    return (!a->filters || kit_writable(a->filters, why)) && (!a->encoder || check_model_out(a->encoder, why));
}

bool run_export(const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model *model;
    if (!check_outputs(a, why))
        return false;
    if (ae_model_load(&model, a->model, NULL, &e) != AE_OK)
        return blame(why, a->model, &e);
    bool ok = (!a->filters || export_filters(model, a, why)) && (!a->encoder || export_encoder(model, a, why));
    ae_model_free(model);
    return ok;
}
