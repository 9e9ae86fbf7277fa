/* gaussian: minus the logarithm of a normal density, summed over a row's elements: with one variance for all of them, or,
 * where layer gaussian makes the output, with the variance that it gives each. */
#include "base/random.h"
#include "objective/objective.h"
#include "op/reparametrise.h"
#include <math.h>

typedef struct gaussian_options {
    ae_objective_options objective;
    double variance; /* 0: not given */
} gaussian_options;

static const ae_field fields[] = {
    { "variance", AE_FIELD_REAL, offsetof(gaussian_options, variance),
      AE_DEFAULT("", "of every element; not given: 1, or what layer gaussian says"), 1e-12, 1e6 },
    AE_FIELDS_MORE(ae_loss_fields),
};

/* With the log-variance that the net gives. */
static ae_status emit_learned(size_t *out, ae_builder *b, const gaussian_options *o, const size_t *in)
{
    const size_t from[] = { in[0], in[1], *b->log_variance };
    if (o->variance > 0)
        return ae_fail(b->error, AE_EVALUE, "gaussian variance=%g: layer gaussian gives the output's variance; leave it out",
                       o->variance);
    if (b->layout)
        return ae_fail(b->error, AE_EVALUE, "gaussian: rows with categories have no variance from layer gaussian");
    return ae_objective_loss(out, b, &o->objective, "loss_gaussian_learned",
                             (ae_loss_attr){ .sum = true, .log_variance = true }, from, 3);
}

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const gaussian_options *o = options;
    if (b->log_variance)
        return emit_learned(out, b, o, in);
    return ae_objective_loss(out, b, &o->objective, "loss_gaussian", (ae_loss_attr){ .sum = true, .delta = o->variance }, in,
                             n_in);
}

static ae_status draw_learned(size_t *out, ae_builder *b, size_t value)
{
    const size_t from[] = { value, *b->log_variance };
    ae_reparametrise_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    attr->name = ae_hash_name(b->name);
    return ae_builder_apply(out, b, "reparametrise", attr, from, 2);
}

static ae_status draw(size_t *out, ae_builder *b, const void *options, size_t value)
{
    const double variance = ((const gaussian_options *)options)->variance;
    if (b->log_variance)
        return draw_learned(out, b, value);
    return ae_objective_draw(out, b, (ae_draw_attr){ .deviation = variance > 0 ? sqrt(variance) : 1 }, value);
}

const ae_objective ae_objective_gaussian = {
    .item = "loss",
    .name = "gaussian",
    .doc = AE_DOC("minus the logarithm of a normal density"),
    .fields = fields,
    .options_size = sizeof(gaussian_options),
    .emit = emit,
    .draw = draw,
    .is_likelihood = ae_objective_is_likelihood,
};
