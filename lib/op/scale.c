#include "kernel/loop.h"
#include "op/prepare.h"
#include "op/rows.h"
#include "op/shape.h"
#include <float.h>
#include <math.h>

typedef struct columns {
    const ae_real *x, *center, *spread, *fill; /* NULL: that is not done */
    ae_real *y;
    v_real low, high;
} columns;

/* Written so that NaN comes through. */
V_INLINE v_real within(v_real low, v_real high, v_real y)
{
    y = v_select(v_less(y, low), low, y);
    return v_select(v_less(high, y), high, y);
}

/* The two ends of float are further apart than a float can say. Divided by infinity every distance is 0: a column without a
 * spread says nothing. */
V_INLINE v_real scaled(const columns *c, v_real x, size_t i, size_t k)
{
    v_real spread = v_get(c->spread + i, k), none = v_set(0);
    v_real distance = within(v_set(-FLT_MAX), v_set(FLT_MAX), v_sub(x, v_get(c->center + i, k)));
    return v_div(distance, v_select(v_same(spread, none), v_set(INFINITY), spread));
}

V_INLINE void put_scaled(const columns *c, size_t i, size_t k)
{
    v_real y = v_get(c->x + i, k);
    if (c->center)
        y = within(c->low, c->high, scaled(c, y, i, k));
    if (c->fill)
        y = v_select(v_same(y, y), y, v_get(c->fill + i, k));
    v_put(c->y + i, y, k);
}

static void put_codes(const columns *c, const ae_layout *layout)
{
    for (size_t i = 0; i < layout->columns; i++)
        if (layout->column[i].levels)
            c->y[i] = ae_is_code(layout->column[i].levels, c->x[i]) ? c->x[i] : c->fill ? c->fill[i] : (ae_real)NAN;
}

static columns open_columns(const ae_call *call)
{
    const ae_scale_attr *a = call->attr;
    const double end = a->clips ? 0 : (double)INFINITY;
    columns c = { .low = v_set((ae_real)(a->low - end)), .high = v_set((ae_real)(a->high + end)) };
    c.center = a->scales ? call->in[1] : NULL;
    c.spread = a->scales ? call->in[2] : NULL;
    c.fill = a->fills ? call->in[a->scales ? 3 : 1] : NULL;
    return c;
}

static void scale_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const ae_scale_attr *a = call->attr;
    const size_t width = ae_shape_size(&call->shape[0]), end = ae_row_block_end(call, block);
    columns c = open_columns(call);
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++) {
        c.x = call->in[0] + row * width;
        c.y = call->out + row * width;
        V_EACH(width, put_scaled, &c);
        if (a->layout)
            put_codes(&c, a->layout);
    }
}

static void scale_forward(const ae_call *call)
{
    ae_in_row_blocks(call, scale_block);
}

const ae_op AE_LOCAL(ae_op_scale) = {
    .name = "scale",
    .shape = ae_op_shape_same,
    .forward = scale_forward,
};
