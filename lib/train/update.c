#include "train/update.h"
#include "kernel/columns.h"
#include "kernel/convert.h"

/* ---- gradients ---- */

static double is_odd(const ae_pass *p, const ae_slice *s)
{
    return !ae_isa_all_finite(p->isa, p->gradients + s->at, s->n);
}

/* A small slab is looked at in one go: what lies between its parameters is 0. */
bool ae_update_is_finite(const ae_update *u)
{
    const ae_pass *p = &u->pass;
    size_t total = p->tuning->params->total;
    return total <= AE_SLICE ? ae_isa_all_finite(p->isa, p->gradients, total) : ae_slices_sum(p, is_odd) == 0;
}

static void run_before(const ae_update *u)
{
    for (size_t i = 0; i < u->choice->n_policies; i++)
        if (u->choice->policy[i].policy->before)
            u->choice->policy[i].policy->before(&u->choice->policy[i], &u->pass);
}

/* ---- the optimizer ---- */

static double rate_of(const ae_update *u, const ae_clock *clock)
{
    double rate = 1;
    for (size_t i = 0; i < u->choice->n_policies; i++)
        if (u->choice->policy[i].policy->rate)
            rate *= u->choice->policy[i].policy->rate(&u->choice->policy[i], clock);
    return rate;
}

/* State goes towards what the forward pass left where a weight's gradient would be. */
static void move_state(ae_real *state, const ae_real *seen, size_t n, double momentum)
{
    for (size_t i = 0; i < n; i++)
        state[i] += (ae_real)momentum * (seen[i] - state[i]);
}

static void update_slice(void *user, const ae_pass *p, const ae_slice *s)
{
    const ae_update *u = user;
    ae_step_args a = { .w = p->weights + s->at, .g = p->gradients + s->at, .n = s->n };
    if (s->which->state) {
        move_state(a.w, a.g, a.n, s->which->momentum);
        return;
    }
    a.rate_scale = u->rate * p->tuning->rate[s->param];
    a.decay_scale = s->which->decays ? 1 : 0;
    a.options = u->choice->options;
    a.numbers = u->numbers;
    for (unsigned i = 0; i < u->choice->slots; i++)
        a.slot[i] = u->slot[i] + s->at;
    u->choice->optimizer->step(&a);
}

/* ---- after it ---- */

/* Srebro, Rennie & Jaakkola 2005, "Maximum-margin matrix factorization", bounds norms instead of penalising them. */
static void limit_norms(const ae_pass *pass)
{
    const ae_tuning *t = pass->tuning;
    for (size_t i = 0; i < t->params->count; i++) {
        const ae_param *p = &t->params->list[i];
        size_t columns = p->shape.dim[p->shape.rank - 1];
        if (p->norm_limit > 0 && !t->frozen[i])
            ae_isa_limit_columns(pass->isa, pass->weights + p->offset, p->size / columns, columns, p->norm_limit,
                                 pass->pool);
    }
}

static void run_after(const ae_update *u)
{
    for (size_t i = 0; i < u->choice->n_policies; i++)
        if (u->choice->policy[i].policy->after)
            u->choice->policy[i].policy->after(&u->choice->policy[i], &u->pass);
}

void ae_update_run(ae_update *u, const ae_clock *clock, uint64_t pass)
{
    u->pass.step = clock->step;
    run_before(u);
    u->rate = rate_of(u, clock);
    if (u->choice->optimizer->begin)
        u->choice->optimizer->begin(u->choice->options, u->numbers, pass);
    ae_slices_run(&u->pass, update_slice, u);
    limit_norms(&u->pass);
    run_after(u);
}
