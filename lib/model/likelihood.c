#include "model/likelihood.h"
#include "base/curve.h"
#include "base/size.h"
#include <math.h>

/* A weight that is 0 has no finite logarithm, and adds nothing. */
static double weight_of(double logarithm, double largest)
{
    return logarithm > -(double)INFINITY ? ae_exp(logarithm - largest) : 0;
}

static void add_draw(ae_estimate *s, double logarithm)
{
    if (logarithm > s->largest) {
        s->sum = s->sum * weight_of(s->largest, logarithm) + 1;
        s->largest = logarithm;
    } else {
        s->sum += weight_of(logarithm, s->largest);
    }
    s->total += logarithm;
}

/* The loss of a row is minus the logarithm of its draw's weight. */
static void add_draws(void *user, const ae_batch_results *r)
{
    ae_estimate *estimate = user;
    for (size_t i = 0; i < r->rows; i++)
        add_draw(&estimate[i], -r->losses[i]);
}

static void put(const ae_likelihood *l, size_t row, const ae_estimate *s, bool refused)
{
    const double n = (double)l->draws;
    const double likelihood = s->sum > 0 ? s->largest + ae_log(s->sum / n) : -(double)INFINITY;
    if (l->likelihoods)
        l->likelihoods[row] = refused ? NAN : (float)likelihood;
    if (l->elbos)
        l->elbos[row] = refused ? NAN : (float)(s->total / n);
}

/* As many rows as the context computes at a time: all draws of theirs, before the next rows come. */
static ae_status run_some(const ae_likelihood *l, const ae_dataset *d, size_t first, size_t n, ae_error *e)
{
    ae_context *c = l->context;
    ae_inference i = { .model = l->model, .context = c, .entry = l->entry, .first = first, .rows = n, .seed = l->seed };
    bool done;
    i.each = add_draws;
    i.user = c->estimate;
    for (size_t row = 0; row < n; row++)
        c->estimate[row] = (ae_estimate){ .largest = -(double)INFINITY };
    for (size_t draw = 1; draw <= l->draws; draw++) {
        i.step = (uint32_t)draw;
        AE_TRY(ae_infer(&done, &i, d, e));
    }
    for (size_t row = 0; row < n; row++)
        put(l, first + row, &c->estimate[row], d->refuse && c->refused[row]);
    return AE_OK;
}

ae_status ae_likelihood_run(const ae_likelihood *l, const ae_dataset *d, ae_error *e)
{
    size_t refused = 0;
    for (size_t first = 0; first < d->n; first += l->context->capacity) {
        AE_TRY(run_some(l, d, first, ae_least(d->n - first, l->context->capacity), e));
        refused += d->refuse ? *d->refuse : 0; /* of these rows: each pass counts anew */
    }
    if (d->refuse)
        *d->refuse = refused;
    return AE_OK;
}
