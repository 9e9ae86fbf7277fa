#include "data/row_order.h"
#include "base/random.h"
#include "base/size.h"

uint64_t ae_row_order_steps(const ae_row_order *o)
{
    return ae_parts(o->n, o->batch);
}

size_t ae_row_order_rows(const ae_row_order *o, uint64_t step)
{
    size_t left = o->n - (size_t)(step % ae_row_order_steps(o)) * o->batch;
    return ae_least(left, o->batch);
}

ae_batch ae_row_order_share(const ae_row_order *o, uint64_t step, size_t first, size_t n)
{
    uint64_t epoch = step / ae_row_order_steps(o);
    size_t start = (size_t)(step % ae_row_order_steps(o)) * o->batch, at = start + first;
    if (o->shuffle)
        ae_permute(o->ids + first, at, n, (uint32_t)o->n, o->seed, (uint32_t)epoch);
    for (size_t i = 0; !o->shuffle && i < n; i++)
        o->ids[first + i] = (uint32_t)(at + i);
    return (ae_batch){ o->ids, 0, ae_row_order_rows(o, step) };
}

ae_batch ae_row_order_batch(const ae_row_order *o, uint64_t step)
{
    return ae_row_order_share(o, step, 0, ae_row_order_rows(o, step));
}
