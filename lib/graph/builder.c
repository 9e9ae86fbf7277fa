#include "graph/builder.h"
#include "base/format.h"
#include <string.h>

const char *const ae_init_words[] = { "net",       "glorot_uniform", "zeros",   "glorot_normal", "he_uniform",
                                      "he_normal", "normal",         "uniform", "pytorch",       NULL };

const char *const ae_moments[AE_MOMENTS] = { [AE_MEAN] = "mean", [AE_LOG_VARIANCE] = "log_variance" };

static const char *part_name(ae_builder *b, const char *owner, const char *part)
{
    char text[AE_PARAM_NAME];
    size_t n = ae_format(text, sizeof text, "%s.%s", owner, part);
    return ae_arena_text(b->graph->scratch, text, n);
}

static ae_status add_param(size_t *out, ae_builder *b, const char *owner, const char *part, ae_param *p)
{
    if (p->init.min > p->init.max)
        return ae_fail(b->error, AE_EVALUE, "%s: uniform between %g and %g: the first must not be above the second", part,
                       p->init.min, p->init.max);
    p->name = part_name(b, owner, part);
    if (!p->name)
        return ae_fail_memory(b->error);
    return ae_graph_param(out, b->graph, p, b->error);
}

ae_status ae_builder_weight(size_t *out, ae_builder *b, const ae_weight *w)
{
    const ae_init_options *o = w->init->weight ? w->init : b->net;
    ae_param p = { .shape = w->shape, .fan_in = w->fan_in, .fan_out = w->fan_out, .decays = true };
    p.groups = w->groups;
    p.norm_limit = w->norm_limit;
    p.init = (ae_initializer){ ae_init_find(ae_init_words[o->weight]), o->sd, o->min, o->max };
    return add_param(out, b, b->weights_of ? b->weights_of : b->name, "weight", &p);
}

ae_status ae_builder_bias(size_t *out, ae_builder *b, size_t n, const ae_init_options *init, size_t fan_in, size_t fan_out)
{
    const ae_init_options *o = init->bias ? init : b->net;
    ae_param p = { .shape = { 1, { n } }, .fan_in = fan_in, .fan_out = fan_out };
    p.init = (ae_initializer){ ae_init_find(ae_init_words[o->bias]), o->bias_sd, o->bias_min, o->bias_max };
    return add_param(out, b, b->name, "bias", &p);
}

static ae_param constant_of(const ae_shape *shape, double value)
{
    ae_param p = { .shape = *shape };
    p.init = (ae_initializer){ ae_init_find("uniform"), 0, value, value };
    return p;
}

ae_status ae_builder_constant(size_t *out, ae_builder *b, const char *part, const ae_shape *shape, double value)
{
    ae_param p = constant_of(shape, value);
    return add_param(out, b, b->name, part, &p);
}

ae_status ae_builder_state(size_t *out, ae_builder *b, const char *part, const ae_shape *shape, double value,
                           double momentum)
{
    ae_param p = constant_of(shape, value);
    p.state = true;
    p.momentum = momentum;
    return add_param(out, b, b->name, part, &p);
}

ae_status ae_builder_fitted(size_t *out, ae_builder *b, const char *owner, const char *part, const ae_shape *shape,
                            const ae_reals *values)
{
    ae_param p = constant_of(shape, values->number[0]);
    p.values = values->count > 1 ? values->number : NULL;
    p.state = p.fitted = true;
    return add_param(out, b, owner, part, &p);
}

const ae_param *ae_builder_tied_weight(const ae_builder *b)
{
    char name[AE_PARAM_NAME];
    if (!b->weights_of)
        return NULL;
    ae_format(name, sizeof name, "%s.weight", b->weights_of);
    return ae_params_find(b->graph->params, name);
}

ae_status ae_builder_apply(size_t *out, ae_builder *b, const char *op, const void *attr, const size_t *in, size_t n_in)
{
    return ae_graph_apply(out, b->graph, op, b->name, attr, in, n_in, b->error);
}

ae_status ae_builder_publish(ae_builder *b, const char *part, size_t value)
{
    const char *name = part_name(b, b->name, part);
    return name ? ae_graph_publish(b->graph, name, value, b->error) : ae_fail_memory(b->error);
}

void *ae_builder_attr(ae_builder *b, size_t size)
{
    void *attr = ae_arena_take(b->graph->arena, 1, size);
    if (!attr)
        ae_fail_memory(b->error);
    return attr;
}
