/* A batch may come in pieces, one after the other or on several machines. Then a parameter's gradient is first summed over
 * the rows of all pieces, by the tree, and only then is anything else done to it: what comes out has the bits of the whole
 * batch. So each step that leaves sums over rows of its own has a place of its own in the gradients' slab, the first one the
 * parameter's; what follows, in closing steps and in the order of the writers, are additions of these places, and gradients
 * that are no sums over rows, such as a penalty's on weights. Such a one may come before any sum over rows: it is left at
 * AE_BASE_CLOSING then, and the sum is added to that. A sum of two does not depend on their order. */
#include "base/size.h"
#include "graph/planning.h"
#include "op/activation.h"

ae_status ae_writers_open(ae_writers *w, ae_planning *p)
{
    const ae_graph *g = p->graph;
    *w = (ae_writers){ .p = p };
    w->so_far = ae_arena_take(g->scratch, g->params->count, sizeof *w->so_far);
    w->taken = ae_arena_take(g->scratch, g->params->count, sizeof *w->taken);
    return w->so_far && w->taken ? AE_OK : ae_fail_memory(p->error);
}

/* A new place at the end of a slab. */
static ae_status take_place(ae_ref *out, ae_base base, size_t *total, size_t size, ae_error *e)
{
    size_t bytes;
    *out = (ae_ref){ base, { *total } };
    if (!ae_size_add(total, *total, ae_round_up(size, AE_ALIGN / sizeof(float))) ||
        !ae_size_mul(&bytes, *total, sizeof(double)))
        return ae_fail(e, AE_ESHAPE, "the gradients have more elements than memory can address");
    return AE_OK;
}

static ae_step *push(ae_writers *w, const ae_step *step)
{
    ae_step *s = ae_arena_push(w->p->graph->scratch, &w->closing, &w->n_closing, &w->capacity, sizeof *s);
    if (!s)
        return NULL;
    *s = *step;
    s->backward = s->closing = true;
    return s;
}

/* to (+)= from: the gradient of what applies nothing, which looks at no number of what came out: any may stand there. */
static ae_status push_move(ae_writers *w, const ae_param *p, ae_ref to, ae_ref from, bool add)
{
    const ae_graph *g = w->p->graph;
    ae_activation_attr *attr = ae_arena_take(g->arena, 1, sizeof *attr);
    ae_step step = {
        .op = ae_op_find(g->isa, "activation"), .name = p->name, .attr = attr, .n_in = 1, .out = from, .dout = from
    };
    step.din[0] = to;
    step.add[0] = add;
    step.shape[0] = step.out_shape = p->shape;
    if (!attr || !push(w, &step))
        return ae_fail_memory(w->p->error);
    *attr = (ae_activation_attr){ ae_activation_at(g->isa, 0), 0 };
    return AE_OK;
}

/* Sums over rows. */
static ae_status bind_sum(ae_writers *w, ae_step *s, size_t i, size_t param)
{
    const ae_param *p = &w->p->graph->params->list[param];
    ae_ref *so_far = &w->so_far[param], own = { AE_BASE_GRAD, { p->offset } }, place = own;
    bool first = !w->taken[param];
    w->taken[param] = true;
    if (!first)
        AE_TRY(take_place(&place, AE_BASE_GRAD, &w->p->plan->sums, p->size, w->p->error));
    s->din[i] = place;
    if (so_far->base != AE_BASE_NONE)
        AE_TRY(push_move(w, p, own, first ? *so_far : place, true));
    *so_far = own;
    return AE_OK;
}

/* Makes a closing step of a copy of a backward one: for this input alone, and without what was made of rows. */
static void close_over(ae_step *s, size_t input, ae_ref to, bool add)
{
    const ae_ref none = { AE_BASE_NONE, { 0 } };
    s->out = s->dout = none;
    for (size_t i = 0; i < s->n_in; i++) {
        s->din[i] = i == input ? to : none;
        s->add[i] = i == input && add;
        if (s->in[i].base != AE_BASE_PARAM)
            s->in[i] = none;
    }
}

/* A gradient that is no sum over rows. */
static ae_status bind_closing(ae_writers *w, ae_step *s, size_t i, size_t param)
{
    ae_plan *plan = w->p->plan;
    ae_ref *so_far = &w->so_far[param];
    bool add = so_far->base != AE_BASE_NONE;
    if (!add)
        AE_TRY(take_place(so_far, AE_BASE_CLOSING, &plan->closing, w->p->graph->params->list[param].size, w->p->error));
    if (s->op->sums)
        AE_TRY(take_place(&s->sums, AE_BASE_GRAD, &plan->sums, s->op->sums(s->shape), w->p->error));
    ae_step *close = push(w, s);
    if (!close)
        return ae_fail_memory(w->p->error);
    close_over(close, i, *so_far, add);
    return AE_OK;
}

ae_status ae_writers_bind(ae_writers *w, ae_step *s, size_t i, size_t param)
{
    return s->op->closes >> i & 1 ? bind_closing(w, s, i, param) : bind_sum(w, s, i, param);
}

/* Gradients without any sum over rows go to the parameter's own place, too. */
static ae_status settle(ae_writers *w)
{
    const ae_params *params = w->p->graph->params;
    for (size_t i = 0; i < params->count; i++)
        if (w->so_far[i].base == AE_BASE_CLOSING)
            AE_TRY(
                push_move(w, &params->list[i], (ae_ref){ AE_BASE_GRAD, { params->list[i].offset } }, w->so_far[i], false));
    return AE_OK;
}

ae_status ae_writers_close(ae_writers *w)
{
    ae_plan *plan = w->p->plan;
    AE_TRY(settle(w));
    for (size_t i = 0; i < w->n_closing; i++) {
        ae_step *s = ae_arena_push(w->p->graph->scratch, &plan->steps, &plan->n_steps, &w->p->capacity, sizeof *s);
        if (!s)
            return ae_fail_memory(w->p->error);
        *s = w->closing[i];
    }
    plan->n_closing = w->n_closing;
    return AE_OK;
}
