#include "op/noise.h"
#include "base/size.h"
#include "kernel/draw.h"
#include "kernel/loop.h"
#include "op/shape.h"

enum { TASK = 16384 }; /* elements that repay waking a thread */

/* ---- the three kinds, on elements that have a draw each ---- */

typedef struct noise {
    const ae_noise_attr *attr;
    bool backward; /* x is a gradient: what does not depend on the input counts as 0 */
    bool add;      /* to what is there */
} noise;

typedef void map(const noise *z, ae_real *y, const ae_real *x, const ae_real *draw, size_t n);

V_INLINE void put_sum(ae_real *y, const ae_real *x, const ae_real *draw, v_real offset, v_real scale, size_t i, size_t k)
{
    v_put(y + i, v_add(v_get(x + i, k), v_fma(scale, v_get(draw + i, k), offset)), k);
}

V_INLINE void put_same(ae_real *y, const ae_real *x, bool add, size_t i, size_t k)
{
    v_put_or_add(y + i, v_get(x + i, k), k, add);
}

static void add_noise(const noise *z, ae_real *y, const ae_real *x, const ae_real *draw, size_t n)
{
    v_real offset = v_set((ae_real)z->attr->offset), scale = v_set((ae_real)z->attr->scale);
    if (z->backward)
        V_EACH(n, put_same, y, x, z->add);
    else
        V_EACH(n, put_sum, y, x, draw, offset, scale);
}

V_INLINE void put_product(const noise *z, ae_real *y, const ae_real *x, const ae_real *draw, size_t i, size_t k)
{
    v_real offset = v_set((ae_real)z->attr->offset), scale = v_set((ae_real)z->attr->scale);
    v_put_or_add(y + i, v_mul(v_get(x + i, k), v_fma(scale, v_get(draw + i, k), offset)), k, z->add);
}

static void multiply(const noise *z, ae_real *y, const ae_real *x, const ae_real *draw, size_t n)
{
    const noise own = *z; /* not to be read again after each store */
    V_EACH(n, put_product, &own, y, x, draw);
}

typedef struct choice {
    v_real half, p, low, high, scale;
    bool add;
} choice;

V_INLINE void put_choice(const choice *c, ae_real *y, const ae_real *x, const ae_real *draw, size_t i, size_t k)
{
    v_real u = v_get(draw + i, k), lost = v_select(v_less(u, c->half), c->low, c->high);
    v_put_or_add(y + i, v_select(v_less(u, c->p), lost, v_mul(v_get(x + i, k), c->scale)), k, c->add);
}

static void replace(const noise *z, ae_real *y, const ae_real *x, const ae_real *draw, size_t n)
{
    const ae_noise_attr *a = z->attr;
    const choice c = { .half = v_set((ae_real)(a->p / 2)),
                       .p = v_set((ae_real)a->p),
                       .scale = v_set((ae_real)a->scale),
                       .low = v_set(z->backward ? 0 : (ae_real)a->low),
                       .high = v_set(z->backward ? 0 : (ae_real)a->high),
                       .add = z->add };
    V_EACH(n, put_choice, &c, y, x, draw);
}

/* ---- a row: its draws by blocks ---- */

static map *const maps[] = { [AE_NOISE_ADD] = add_noise, [AE_NOISE_MULTIPLY] = multiply, [AE_NOISE_REPLACE] = replace };

/* One draw for all of a channel. */
static void shared(const noise *z, ae_real *y, const ae_real *x, ae_real draw, size_t n)
{
    ae_real same[AE_DRAWS];
    for (size_t i = 0; i < AE_DRAWS; i += AE_LANES)
        v_store(same + i, v_set(draw));
    for (size_t i = 0; i < n; i += AE_DRAWS)
        maps[z->attr->kind](z, y + i, x + i, same, n - i < AE_DRAWS ? n - i : AE_DRAWS);
}

static void row(const noise *z, ae_real *y, const ae_real *x, const ae_place *place, size_t width)
{
    const ae_noise_attr *a = z->attr;
    size_t draws = width / a->shared;
    ae_real draw[AE_DRAWS] = { 0 };
    for (size_t i = 0; i < draws; i += AE_DRAWS) {
        size_t n = draws - i < AE_DRAWS ? draws - i : AE_DRAWS;
        if (!(z->backward && a->kind == AE_NOISE_ADD)) /* its slope is 1 */
            (a->normal ? ae_draw_normal : ae_draw_uniform)(draw, place, (uint32_t)(i / AE_DRAWS));
        if (a->shared == 1)
            maps[a->kind](z, y + i, x + i, draw, n);
        else
            for (size_t j = 0; j < n; j++)
                shared(z, y + (i + j) * a->shared, x + (i + j) * a->shared, draw[j], a->shared);
    }
}

/* ---- the op: rows by tasks of like size ---- */

static size_t rows_of_task(size_t width)
{
    return width < TASK ? TASK / width : 1;
}

static void rows(const ae_call *call, const noise *z, ae_real *y, const ae_real *x, size_t task)
{
    const ae_run *run = call->run;
    size_t width = ae_shape_size(&call->shape[0]), from = task * rows_of_task(width), to = from + rows_of_task(width);
    ae_place place = { .seed = run->seed, .name = z->attr->name, .step = z->attr->fixed ? 0 : run->step };
    for (size_t i = from; i < to && i < run->rows; i++) {
        place.row = (uint32_t)(run->first + (run->ids ? run->ids[i] : i));
        row(z, y + i * width, x + i * width, &place, width);
    }
}

static void forward_task(void *argument, size_t index, unsigned worker)
{
    const ae_call *call = argument;
    const noise z = { call->attr, false, false };
    (void)worker;
    rows(call, &z, call->out, call->in[0], index);
}

static void backward_task(void *argument, size_t index, unsigned worker)
{
    const ae_call *call = argument;
    const noise z = { call->attr, true, call->add[0] };
    (void)worker;
    rows(call, &z, call->din[0], call->dout, index);
}

static void in_tasks(const ae_call *call, ae_task_fn task)
{
    size_t each = rows_of_task(ae_shape_size(&call->shape[0]));
    ae_pool_run(call->run->pool, ae_parts(call->run->rows, each), task, (void *)call);
}

static void noise_forward(const ae_call *call)
{
    in_tasks(call, forward_task);
}

static void noise_backward(const ae_call *call)
{
    if (call->din[0])
        in_tasks(call, backward_task);
}

const ae_op AE_LOCAL(ae_op_noise) = {
    .name = "noise",
    .in_place = true,
    .shape = ae_op_shape_same,
    .forward = noise_forward,
    .backward = noise_backward,
};
