#include "op/activation.h"
#include "op/layout.h"
#include "op/prepare.h"
#include "prepare/prepare.h"
#include <string.h>

static const char owner[] = "input"; /* of the tensors */

/* ---- tensors ---- */

typedef struct tensors {
    size_t center, spread, fill;
} tensors;

static ae_status add(size_t *out, ae_builder *b, const char *part, size_t n, const ae_reals *values)
{
    const ae_shape shape = { 1, { n } };
    return ae_builder_fitted(out, b, owner, part, &shape, values);
}

/* In the order in which they stand in a file. Before anything is fitted they change nothing. */
static ae_status find_tensors(tensors *t, const ae_preparation *p, ae_builder *b)
{
    double nought = 0, one = 1; /* single numbers are copied */
    const ae_reals zero = { 1, &nought }, unit = { 1, &one };
    const bool given = p->scaler.kind == AE_SCALER_GIVEN;
    const size_t n = ae_shape_size(&p->raw);
    size_t fitted;
    if (ae_prepare_scales(p)) {
        AE_TRY(add(&t->center, b, "center", n, given ? &p->scaler.center : &zero));
        AE_TRY(add(&t->spread, b, "spread", n, given ? &p->scaler.spread : &unit));
    }
    if (ae_prepare_takes_gaps(p))
        AE_TRY(add(&t->fill, b, "fill", n, &p->fill));
    return ae_prepare_is_fitted_by_rows(p) ? add(&fitted, b, "fitted", 1, &zero) : AE_OK;
}

/* ---- ops ---- */

typedef struct scaling {
    bool scales, fills;
    bool marks; /* codes that there are not become NaN, if nothing else is to be done */
} scaling;

static ae_status apply_scale(size_t *value, const ae_preparation *p, ae_builder *b, const tensors *t, scaling does)
{
    size_t in[AE_OP_INPUTS] = { *value }, n = 1;
    ae_scale_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!does.scales && !does.fills && !does.marks)
        return AE_OK;
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_scale_attr){ does.scales,      does.fills,        p->scaler.clip,
                             p->scaler.to.low, p->scaler.to.high, p->categories ? &p->layout : NULL };
    if (does.scales) {
        in[n++] = t->center;
        in[n++] = t->spread;
    }
    if (does.fills)
        in[n++] = t->fill;
    return ae_builder_apply(value, b, "scale", attr, in, n);
}

static ae_status apply_layout(size_t *out, const ae_preparation *p, ae_builder *b, const char *op, const size_t *in,
                              size_t n_in)
{
    ae_layout_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_layout_attr){ &p->layout };
    return ae_builder_apply(out, b, op, attr, in, n_in);
}

static ae_status apply_present(size_t *out, const ae_preparation *p, ae_builder *b, size_t raw)
{
    ae_present_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_present_attr){ .layout = p->categories ? &p->layout : NULL };
    return ae_builder_apply(out, b, "present", attr, &raw, 1);
}

/* ---- the ways in ---- */

/* Indicators are made from what is not filled yet. */
static ae_status with_indicators(ae_prepared_row *row, const ae_preparation *p, ae_builder *b, const tensors *t)
{
    size_t in[] = { row->raw, row->raw };
    AE_TRY(apply_scale(&in[1], p, b, t, (scaling){ ae_prepare_scales(p), false, p->categories }));
    in[0] = in[1];
    AE_TRY(apply_scale(&in[0], p, b, t, (scaling){ .fills = true }));
    row->filled = in[0];
    return apply_layout(&row->net, p, b, "expand", in, 2);
}

static ae_status without_indicators(ae_prepared_row *row, const ae_preparation *p, ae_builder *b, const tensors *t)
{
    AE_TRY(apply_scale(&row->filled, p, b, t, (scaling){ ae_prepare_scales(p), ae_prepare_takes_gaps(p), false }));
    row->net = row->filled;
    return p->categories ? apply_layout(&row->net, p, b, "expand", &row->filled, 1) : AE_OK;
}

ae_status ae_prepare_input(ae_prepared_row *out, const ae_preparation *p, ae_builder *b, size_t raw)
{
    tensors t = { 0 };
    *out = (ae_prepared_row){ raw, raw, raw };
    if (!ae_prepare_does_anything(p))
        return AE_OK;
    AE_TRY(find_tensors(&t, p, b));
    AE_TRY(p->missing.indicators ? with_indicators(out, p, b, &t) : without_indicators(out, p, b, &t));
    return ae_graph_publish(b->graph, "input.scaled", out->net, b->error);
}

/* Where gaps count as their fill value does, they are none. */
ae_status ae_prepare_target(ae_prepared_target *out, const ae_preparation *p, ae_builder *b, size_t raw)
{
    tensors t = { 0 };
    size_t gaps = raw;
    const bool masks = p->missing.how == AE_MISSING_MASK;
    *out = (ae_prepared_target){ .raw = raw, .value = raw, .weighs = masks };
    if (!ae_prepare_does_anything(p))
        return AE_OK;
    AE_TRY(find_tensors(&t, p, b));
    AE_TRY(apply_scale(&out->value, p, b, &t, (scaling){ ae_prepare_scales(p), ae_prepare_takes_gaps(p), false }));
    AE_TRY(apply_scale(&gaps, p, b, &t, (scaling){ ae_prepare_scales(p), !masks && ae_prepare_takes_gaps(p), false }));
    if (masks)
        AE_TRY(apply_present(&out->weights, p, b, raw));
    return ae_graph_publish(b->graph, "target.scaled", gaps, b->error);
}

ae_status ae_prepare_copy(ae_prepared_target *out, const ae_preparation *p, ae_builder *b, const ae_prepared_row *row)
{
    *out = (ae_prepared_target){ .raw = row->raw, .value = row->filled, .weighs = p->missing.how == AE_MISSING_MASK };
    return out->weighs ? apply_present(&out->weights, p, b, row->raw) : AE_OK;
}

/* ---- the way out ---- */

static ae_status check_width(const ae_preparation *p, const ae_builder *b, size_t value)
{
    char is[AE_SHAPE_TEXT];
    const ae_shape *shape = &b->graph->values[value].shape;
    if (ae_shape_size(shape) == ae_shape_size(&p->out))
        return AE_OK;
    return ae_fail_word(b->error, AE_ESHAPE, &p->place,
                        "the last layer gives %s; to be brought back to the data's columns it must give %zu numbers%s",
                        ae_shape_print(is, shape), ae_shape_size(&p->out),
                        p->categories ? ", one for each number and each level" : "");
}

/* A category's elements become probabilities by the softmax of the loss: another activation before it is a mistake. */
static ae_status check_linear(const ae_preparation *p, const ae_builder *b, size_t value)
{
    const ae_value *v = &b->graph->values[b->graph->values[value].root];
    const ae_node *node = v->kind == AE_VALUE_COMPUTED ? &b->graph->nodes[v->node] : NULL;
    if (!node || (!ae_activation_applied(node->op, node->attr) && strcmp(node->op->name, "softmax") != 0))
        return AE_OK;
    return ae_fail_word(
        b->error, AE_EVALUE, &p->place,
        "with categories the last layer must be act=linear: a softmax over each category's levels follows it");
}

static ae_status to_categories(size_t *units, size_t *scaled, const ae_preparation *p, ae_builder *b, size_t value)
{
    AE_TRY(check_linear(p, b, value));
    AE_TRY(apply_layout(units, p, b, "collapse", &value, 1));
    return apply_layout(scaled, p, b, "group_softmax", &value, 1);
}

static ae_status unscale(size_t *units, const ae_preparation *p, ae_builder *b)
{
    tensors t = { 0 };
    AE_TRY(find_tensors(&t, p, b));
    const size_t in[] = { *units, t.center, t.spread };
    return ae_builder_apply(units, b, "unscale", NULL, in, 3);
}

ae_status ae_prepare_output(const ae_preparation *p, ae_builder *b, size_t value)
{
    size_t units = value, scaled = value;
    if (ae_prepare_does_anything(p))
        AE_TRY(check_width(p, b, value));
    if (p->categories)
        AE_TRY(to_categories(&units, &scaled, p, b, value));
    if (ae_prepare_scales(p))
        AE_TRY(unscale(&units, p, b));
    if (units != value)
        AE_TRY(ae_graph_publish(b->graph, "output.scaled", scaled, b->error));
    return ae_graph_publish(b->graph, "output", units, b->error);
}
