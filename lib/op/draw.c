#include "op/draw.h"
#include "kernel/draw.h"
#include "kernel/loop.h"
#include "kernel/vmath.h"
#include "op/rows.h"
#include "op/shape.h"

typedef struct element {
    ae_real *y;
    const ae_real *x, *draw;
    v_real deviation;
} element;

V_INLINE void put_number(const element *e, size_t i, size_t k)
{
    v_put(e->y + i, v_fma(e->deviation, v_get(e->draw + i, k), v_get(e->x + i, k)), k);
}

V_INLINE void put_chance(const element *e, size_t i, size_t k)
{
    v_put(e->y + i, v_select(v_less(v_get(e->draw + i, k), v_get(e->x + i, k)), v_set(1), v_set(0)), k);
}

/* Not inlined: it is taken twice. */
static v_real minus_log(v_real x)
{
    return v_negate(v_log(x));
}

V_INLINE void put_level(const element *e, size_t i, size_t k)
{
    v_put(e->y + i, v_add(v_get(e->x + i, k), minus_log(minus_log(v_get(e->draw + i, k)))), k);
}

/* The columns of a part are drawn for as one thing, which is called by the first of them. */
static void put_part(const void *argument, const ae_layout_part *part, size_t row)
{
    const ae_call *call = argument;
    const ae_draw_attr *a = call->attr;
    const ae_run *run = call->run;
    const size_t n = part->levels ? part->levels : part->columns, at = row * ae_shape_size(&call->shape[0]) + part->at;
    const ae_place place = { run->seed, a->name, (uint32_t)part->column,
                             (uint32_t)(run->first + (run->ids ? run->ids[row] : row)) };
    ae_real draw[AE_DRAWS];
    for (size_t i = 0; i < n; i += AE_DRAWS) {
        const element e = { call->out + at + i, call->in[0] + at + i, draw, v_set((ae_real)a->deviation) };
        (part->levels || a->chances ? ae_draw_uniform : ae_draw_normal)(draw, &place, (uint32_t)(i / AE_DRAWS));
        if (part->levels)
            V_EACH(ae_least(n - i, AE_DRAWS), put_level, &e);
        else if (a->chances)
            V_EACH(ae_least(n - i, AE_DRAWS), put_chance, &e);
        else
            V_EACH(ae_least(n - i, AE_DRAWS), put_number, &e);
    }
}

static void put_rows(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const ae_layout_part all = { .columns = ae_shape_size(&call->shape[0]) };
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < ae_row_block_end(call, block); row++)
        put_part(call, &all, row);
}

static void draw_forward(const ae_call *call)
{
    const ae_draw_attr *a = call->attr;
    if (a->layout)
        ae_in_layout_parts(call, a->layout, put_part, call);
    else
        ae_in_row_blocks(call, put_rows);
}

const ae_op AE_LOCAL(ae_op_draw) = {
    .name = "draw",
    .in_place = true,
    .shape = ae_op_shape_same,
    .forward = draw_forward,
};
