#include "train/stream.h"
#include "base/random.h"
#include "base/size.h"

uint64_t ae_stream_steps(const ae_stream *s)
{
    return ae_parts(s->n, s->batch);
}

ae_pick ae_stream_pick(const ae_stream *s, uint64_t step)
{
    uint64_t epoch = step / ae_stream_steps(s);
    size_t first = (size_t)(step % ae_stream_steps(s)) * s->batch, left = s->n - first;
    ae_pick pick = { s->ids, 0, ae_least(left, s->batch) };
    if (s->shuffle)
        ae_permute(s->ids, first, pick.n, (uint32_t)s->n, s->seed, (uint32_t)epoch);
    for (size_t i = 0; !s->shuffle && i < pick.n; i++)
        s->ids[i] = (uint32_t)(first + i);
    return pick;
}
