#include "op/activation.h"
#include "base/size.h"
#include "op/shape.h"

enum { BLOCK = 16384 }; /* elements in one task; fewer do not repay waking a thread */

static size_t elements(const ae_call *call)
{
    return call->run->rows * ae_shape_size(&call->shape[0]);
}

static size_t block_size(const ae_call *call, size_t start)
{
    size_t rest = elements(call) - start;
    return ae_least(rest, BLOCK);
}

static void forward_block(void *argument, size_t index, unsigned worker)
{
    const ae_call *call = argument;
    const ae_activation_attr *a = call->attr;
    size_t start = index * BLOCK;
    (void)worker;
    a->activation->forward(call->out + start, call->in[0] + start, NULL, block_size(call, start), a->parameter);
}

static void backward_block(void *argument, size_t index, unsigned worker)
{
    const ae_call *call = argument;
    const ae_activation_attr *a = call->attr;
    size_t start = index * BLOCK;
    (void)worker;
    a->activation->backward(call->din[0] + start, call->dout + start, call->out + start, block_size(call, start),
                            a->parameter, call->add[0]);
}

static void in_blocks(const ae_call *call, ae_task_fn task)
{
    size_t n = elements(call);
    ae_pool_run(call->run->pool, ae_parts(n, BLOCK), task, (void *)call);
}

static void activation_forward(const ae_call *call)
{
    in_blocks(call, forward_block);
}

static void activation_backward(const ae_call *call)
{
    if (call->din[0])
        in_blocks(call, backward_block);
}

const ae_op AE_LOCAL(ae_op_activation) = {
    .name = "activation",
    .reads = AE_READS_OUT,
    .in_place = true,
    .shape = ae_op_shape_same,
    .forward = activation_forward,
    .backward = activation_backward,
};
