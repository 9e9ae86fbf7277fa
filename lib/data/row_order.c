#include "data/row_order.h"
#include "base/random.h"
#include "base/size.h"

uint64_t ae_row_order_steps(const ae_row_order *o)
{
    return ae_parts(o->n, o->batch);
}

ae_batch ae_row_order_batch(const ae_row_order *o, uint64_t step)
{
    uint64_t epoch = step / ae_row_order_steps(o);
    size_t first = (size_t)(step % ae_row_order_steps(o)) * o->batch, left = o->n - first;
    ae_batch batch = { o->ids, 0, ae_least(left, o->batch) };
    if (o->shuffle)
        ae_permute(o->ids, first, batch.n, (uint32_t)o->n, o->seed, (uint32_t)epoch);
    for (size_t i = 0; !o->shuffle && i < batch.n; i++)
        o->ids[i] = (uint32_t)(first + i);
    return batch;
}
