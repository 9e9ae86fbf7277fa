#include "train/update.h"
#include "base/size.h"
#include "kernel/columns.h"

/* The optimizer's step goes over the slabs in slices of fixed size. */
enum { SLICE = 16384 };

/* Slice number `index` of all: which parameter it belongs to, and where it begins there. */
static const ae_param *find_slice(const ae_params *params, size_t index, size_t *from)
{
    const ae_param *p = params->list;
    for (size_t slices; index >= (slices = ae_parts(p->size, SLICE)); p++)
        index -= slices;
    *from = index * SLICE;
    return p;
}

static size_t count_slices(const ae_params *params)
{
    size_t slices = 0;
    for (size_t i = 0; i < params->count; i++)
        slices += ae_parts(params->list[i].size, SLICE);
    return slices;
}

/* State goes towards what the forward pass left where a weight's gradient would be. */
static void move_state(ae_real *state, const ae_real *seen, size_t n, double momentum)
{
    for (size_t i = 0; i < n; i++)
        state[i] += (ae_real)momentum * (seen[i] - state[i]);
}

static void update_slice(void *argument, size_t index, unsigned worker)
{
    ae_update *u = argument;
    size_t from;
    const ae_param *p = find_slice(u->params, index, &from);
    size_t left = p->size - from, at = p->offset + from;
    ae_step_args a = { .w = u->weights + at, .g = u->gradients + at, .n = ae_least(left, SLICE), .rate_scale = 1 };
    (void)worker;
    if (p->state) {
        move_state(a.w, a.g, a.n, p->momentum);
        return;
    }
    a.decay_scale = p->decays ? 1 : 0;
    a.options = u->choice->options;
    a.numbers = u->numbers;
    for (unsigned s = 0; s < u->choice->slots; s++)
        a.slot[s] = u->slot[s] + at;
    u->choice->optimizer->step(&a);
}

/* Srebro, Rennie & Jaakkola 2005, "Maximum-margin matrix factorization", bounds norms instead of penalising them. */
static void limit_norms(ae_update *u)
{
    for (size_t i = 0; i < u->params->count; i++) {
        const ae_param *p = &u->params->list[i];
        size_t columns = p->shape.dim[p->shape.rank - 1];
        if (p->norm_limit > 0)
            ae_isa_limit_columns(u->isa, u->weights + p->offset, p->size / columns, columns, p->norm_limit, u->pool);
    }
}

void ae_update_run(ae_update *u, uint64_t step)
{
    if (u->choice->optimizer->begin)
        u->choice->optimizer->begin(u->choice->options, u->numbers, step);
    ae_pool_run(u->params->total > SLICE ? u->pool : NULL, count_slices(u->params), update_slice, u);
    limit_norms(u);
}
