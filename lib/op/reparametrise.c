#include "op/reparametrise.h"
#include "base/random.h"
#include "kernel/draw.h"
#include "kernel/loop.h"
#include "kernel/vmath.h"
#include "op/rows.h"
#include "op/shape.h"

/* Up to AE_DRAWS elements of a row. */
typedef struct part {
    const ae_real *in[2], *dout;
    ae_real *out, *din[2], draw[AE_DRAWS];
    bool add[2];
} part;

/* exp(log_variance / 2) e: what was drawn, as a distance from the mean. */
V_INLINE v_real distance(const part *p, size_t i, size_t k)
{
    return v_mul(v_exp(v_mul(v_set((ae_real)0.5), v_get(p->in[1] + i, k))), v_get(p->draw + i, k));
}

V_INLINE void put_draw(const part *p, size_t i, size_t k)
{
    v_put(p->out + i, v_add(v_get(p->in[0] + i, k), distance(p, i, k)), k);
}

/* The second first: the first may be stored over the gradient that both are made of. */
V_INLINE void put_gradients(const part *p, size_t i, size_t k)
{
    const v_real d = v_get(p->dout + i, k);
    if (p->din[1])
        v_put_or_add(p->din[1] + i, v_mul(v_mul(v_set((ae_real)0.5), d), distance(p, i, k)), k, p->add[1]);
    if (p->din[0])
        v_put_or_add(p->din[0] + i, d, k, p->add[0]);
}

static part part_at(const ae_call *call, size_t at)
{
    part p = { .in = { call->in[0] ? call->in[0] + at : NULL, call->in[1] + at }, .add = { call->add[0], call->add[1] } };
    p.out = call->out ? call->out + at : NULL;
    p.dout = call->dout ? call->dout + at : NULL;
    for (size_t i = 0; i < 2; i++)
        p.din[i] = call->din[i] ? call->din[i] + at : NULL;
    return p;
}

static void run_row(const ae_call *call, size_t row, const ae_place *place, bool backward)
{
    const size_t width = ae_shape_size(&call->shape[0]);
    for (size_t i = 0; i < width; i += AE_DRAWS) {
        const size_t n = ae_least(width - i, AE_DRAWS);
        part p = part_at(call, row * width + i);
        ae_draw_normal(p.draw, place, (uint32_t)(i / AE_DRAWS));
        if (backward)
            V_EACH(n, put_gradients, &p);
        else
            V_EACH(n, put_draw, &p);
    }
}

static void run_block(const ae_call *call, size_t index, bool backward)
{
    const ae_run *run = call->run;
    const ae_reparametrise_attr *a = call->attr;
    const size_t end = ae_row_block_end(call, index);
    ae_place place = { .seed = run->seed, .name = a->name, .step = run->step };
    for (size_t i = index * AE_ROW_BLOCK; i < end; i++) {
        place.row = (uint32_t)(run->first + (run->ids ? run->ids[i] : i));
        run_row(call, i, &place, backward);
    }
}

static void forward_block(void *argument, size_t index, unsigned worker)
{
    (void)worker;
    run_block(argument, index, false);
}

static void backward_block(void *argument, size_t index, unsigned worker)
{
    (void)worker;
    run_block(argument, index, true);
}

static void reparametrise_forward(const ae_call *call)
{
    ae_in_row_blocks(call, forward_block);
}

static void reparametrise_backward(const ae_call *call)
{
    ae_in_row_blocks(call, backward_block);
}

static ae_status reparametrise_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    (void)attr;
    return ae_op_shape_with(out, in, n_in, &in[0], "log-variances", e);
}

const ae_op AE_LOCAL(ae_op_reparametrise) = {
    .name = "reparametrise",
    .reads = AE_READS_IN1,
    .in_place = true,
    .shape = reparametrise_shape,
    .forward = reparametrise_forward,
    .backward = reparametrise_backward,
};
