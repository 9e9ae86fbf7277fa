/* contractive: small changes of the input shall change the code little: Rifai et al. 2011, "Contractive auto-encoders:
 * explicit invariance during feature extraction". For one dense layer with a sigmoid or tanh their closed form; otherwise
 * the encoder is taken a second time, on an input that is moved a little at random: Rifai et al. 2011, "Higher order
 * contractive auto-encoder", do so for the Hessian. */
#include "graph/replay.h"
#include "objective/objective.h"
#include "op/affine.h"
#include "op/loss_contractive.h"
#include "op/noise.h"
#include <string.h>

typedef struct contractive_options {
    ae_objective_options objective;
    double sd;
} contractive_options;

static const ae_field fields[] = {
    AE_PENALTY_ON("code", "code or a layer"),
    { "sd", AE_FIELD_REAL, offsetof(contractive_options, sd),
      AE_DEFAULT("0.01", "deviation of the input's moves, where there is no closed form"), 1e-6, 1e6 },
    AE_FIELDS_MORE(ae_penalty_fields),
};

/* What the net gets: the caller's rows, or what was made of them. */
static size_t net_input(const ae_graph *g)
{
    size_t input;
    return ae_graph_find(&input, g, "input.scaled") || ae_graph_find(&input, g, "input") ? input : 0;
}

/* ---- the closed form ---- */

/* The weights of the one dense layer between the input and `z`, or none. */
static bool find_weights(size_t *out, const ae_graph *g, size_t z)
{
    const ae_value *v = &g->values[g->values[z].root];
    if (v->kind != AE_VALUE_COMPUTED)
        return false;
    const ae_node *made = &g->nodes[v->node];
    if (strcmp(made->op->name, "affine") != 0 || ((const ae_affine_attr *)made->attr)->transpose)
        return false;
    *out = made->in[1];
    return g->values[made->in[0]].root == g->values[net_input(g)].root;
}

/* Whether `h` has a closed form; its weights, and whether tanh made it. */
static bool find_form(size_t *weights, bool *tanh, const ae_graph *g, size_t h)
{
    size_t z = ae_objective_before(g, h, "sigmoid");
    *tanh = z == h;
    if (*tanh)
        z = ae_objective_before(g, h, "tanh");
    return z != h && find_weights(weights, g, z);
}

static ae_status emit_closed(size_t *out, ae_builder *b, const contractive_options *o, size_t h, size_t weights, bool tanh)
{
    const size_t in[] = { h, weights };
    ae_loss_contractive_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    attr->tanh = tanh;
    return ae_objective_apply(out, b, &o->objective, "loss_contractive", attr, in, 2);
}

/* ---- by a move of the input ---- */

static ae_status move_input(size_t *out, ae_builder *b, const contractive_options *o)
{
    const size_t input = net_input(b->graph);
    ae_noise_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_noise_attr){ .kind = AE_NOISE_ADD, .normal = true, .scale = o->sd, .shared = 1 };
    attr->name = ae_objective_hash(&o->objective);
    return ae_builder_apply(out, b, "noise", attr, &input, 1);
}

/* The mean of |f(x + sd e) - f(x)|^2 / sd^2 over normal e is the Jacobian's squared norm, and terms of the order of sd^2. */
static ae_status emit_moved(size_t *out, ae_builder *b, const contractive_options *o, size_t h)
{
    ae_objective_options loss = o->objective;
    size_t moved, in[2] = { h, h };
    loss.weight /= o->sd * o->sd;
    AE_TRY(move_input(&moved, b, o));
    AE_TRY(ae_graph_replay(&in[0], b->graph, net_input(b->graph), moved, h, b->error));
    return ae_objective_loss(out, b, &loss, "loss_mse", (ae_loss_attr){ .sum = true }, in, 2);
}

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const contractive_options *o = options;
    size_t weights;
    bool tanh;
    (void)n_in;
    if (b->graph->values[*in].kind == AE_VALUE_PARAM)
        return ae_fail(b->error, AE_EVALUE, "contractive on=%s: that is no layer", o->objective.on);
    if (find_form(&weights, &tanh, b->graph, *in))
        return emit_closed(out, b, o, *in, weights, tanh);
    return emit_moved(out, b, o, *in);
}

const ae_objective ae_objective_contractive = {
    .item = "penalty",
    .name = "contractive",
    .doc = AE_DOC("how much the code changes with the input"),
    .fields = fields,
    .options_size = sizeof(contractive_options),
    .emit = emit,
};
