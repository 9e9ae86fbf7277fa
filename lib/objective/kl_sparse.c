/* kl_sparse: each unit's mean over the batch is to be rho: Ng 2011, "Sparse autoencoder" (CS294A lecture notes). */
#include "objective/objective.h"
#include "op/loss_kl_sparse.h"

typedef struct kl_options {
    ae_objective_options objective;
    double rho;
} kl_options;

static const ae_field fields[] = {
    AE_PENALTY_ON("code", "code or a layer, with act=sigmoid or act=softmax"),
    { "rho", AE_FIELD_REAL, offsetof(kl_options, rho), AE_DEFAULT("0.05", "what a unit's mean should be"), 1e-6, 0.999999 },
    AE_FIELDS_MORE(ae_penalty_fields),
};

static bool between_0_and_1(const ae_graph *g, size_t value)
{
    return ae_objective_before(g, value, "sigmoid") != value || ae_objective_before(g, value, "softmax") != value;
}

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const kl_options *o = options;
    if (!between_0_and_1(b->graph, *in))
        return ae_fail(b->error, AE_EVALUE,
                       "kl_sparse on=%s needs numbers between 0 and 1: give that layer act=sigmoid, "
                       "or use l1",
                       o->objective.on);
    ae_loss_kl_sparse_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    attr->rho = o->rho;
    return ae_objective_apply(out, b, &o->objective, "loss_kl_sparse", attr, in, n_in);
}

const ae_objective ae_objective_kl_sparse = {
    .item = "penalty",
    .name = "kl_sparse",
    .doc = AE_DOC("divergence of the batch's mean from rho"),
    .fields = fields,
    .options_size = sizeof(kl_options),
    .emit = emit,
};
