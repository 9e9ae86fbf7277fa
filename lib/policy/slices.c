#include "policy/slices.h"
#include "base/size.h"

typedef struct job {
    const ae_pass *pass;
    ae_slice_fn work;
    void *user;
} job;

size_t ae_slices_count(const ae_params *params)
{
    size_t slices = 0;
    for (size_t i = 0; i < params->count; i++)
        slices += ae_parts(params->list[i].size, AE_SLICE);
    return slices;
}

static ae_slice find_slice(const ae_params *params, size_t number)
{
    size_t i = 0, index = number;
    for (size_t slices; index >= (slices = ae_parts(params->list[i].size, AE_SLICE)); i++)
        index -= slices;
    const ae_param *p = &params->list[i];
    size_t from = index * AE_SLICE;
    return (ae_slice){ number, i, p, p->offset + from, ae_least(p->size - from, AE_SLICE) };
}

static void run_slice(void *argument, size_t index, unsigned worker)
{
    const job *j = argument;
    const ae_slice slice = find_slice(j->pass->tuning->params, index);
    (void)worker;
    if (!j->pass->tuning->frozen[slice.param])
        j->work(j->user, j->pass, &slice);
}

void ae_slices_run(const ae_pass *pass, ae_slice_fn work, void *user)
{
    job j = { pass, work, user };
    const ae_params *params = pass->tuning->params;
    ae_pool_run(params->total > AE_SLICE ? pass->pool : NULL, pass->tuning->slices, run_slice, &j);
}

/* ---- sums ---- */

static void sum_slice(void *user, const ae_pass *pass, const ae_slice *slice)
{
    const ae_slice_sum_fn *work = user;
    pass->sums[slice->number] = (*work)(pass, slice);
}

double ae_slices_sum(const ae_pass *pass, ae_slice_sum_fn work)
{
    double sum = 0;
    size_t slices = pass->tuning->slices;
    for (size_t i = 0; i < slices; i++)
        pass->sums[i] = 0;
    ae_slices_run(pass, sum_slice, &work);
    for (size_t i = 0; i < slices; i++)
        sum += pass->sums[i];
    return sum;
}
