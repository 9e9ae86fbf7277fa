/* What affine makes of what expand makes of x: y = activation(expand(x) W + bias), with the same bits, where no row is
 * expanded. Inputs: x, W and perhaps the bias; x has no gradient. */
#include "kernel/lookup.h"
#include "op/affine.h"
#include "op/rows.h"
#include <string.h>

enum {
    SERIAL_WORK = 100 * 1000, /* multiplications that do not repay waking a thread */
    SHARE = 32 * 1024         /* numbers of W's gradient in one task */
};

typedef struct sizes {
    size_t rows, units;
    const ae_layout *layout;
} sizes;

static sizes sizes_of(const ae_call *call)
{
    return (sizes){ call->run->rows, call->out_shape->dim[0], ((const ae_affine_attr *)call->attr)->layout };
}

static void in_tasks(const ae_call *call, size_t tasks, size_t work, ae_task_fn task, void *argument)
{
    ae_pool_run(work < SERIAL_WORK ? NULL : call->run->pool, tasks, task, argument);
}

/* ---- scratch: forward the lists of each worker; backward lists of rows, before that what products take ---- */

static size_t lists_size(size_t rows, const ae_layout *l)
{
    return ae_round_up(ae_times(ae_plus(l->width, ae_times(l->columns, rows)), sizeof(uint32_t)), AE_ALIGN);
}

static size_t affine_codes_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    const ae_layout *l = ((const ae_affine_attr *)attr)->layout;
    size_t forward = ae_times(ae_times(threads, l->columns), AE_ROW_BLOCK * sizeof(ae_lookup));
    size_t numbers = ae_gemm_scratch(AE_SUM_ROWS, l->columns, out->dim[0], rows, threads);
    (void)in;
    return ae_most(ae_most(forward, numbers), lists_size(rows, l));
}

/* ---- forward ---- */

/* What of W each row of a block asks for in a column of numbers, and of a category; of a gap it asks 0 times. */
static void look_up_numbers(ae_lookup *list, const ae_layout *l, ae_layout_column c, const ae_real *x, size_t rows)
{
    for (; rows--; list += l->columns, x += l->columns)
        *list = (ae_lookup){ (uint32_t)c.at, *x };
}

static void look_up_codes(ae_lookup *list, const ae_layout *l, ae_layout_column c, const ae_real *x, size_t rows)
{
    for (; rows--; list += l->columns, x += l->columns) {
        size_t level = ae_layout_level(c.levels, *x);
        *list = level < c.levels ? (ae_lookup){ (uint32_t)(c.at + level), 1 } : (ae_lookup){ (uint32_t)c.at, 0 };
    }
}

static void look_up(ae_lookup *list, const ae_layout *l, const ae_real *x, size_t rows)
{
    for (size_t i = 0; i < l->columns; i++)
        (l->column[i].levels ? look_up_codes : look_up_numbers)(list + i, l, l->column[i], x + i, rows);
}

static void forward_block(void *argument, size_t block, unsigned worker)
{
    const ae_call *call = argument;
    const ae_affine_attr *a = call->attr;
    sizes s = sizes_of(call);
    size_t columns = s.layout->columns, row = block * AE_ROW_BLOCK, rows = ae_row_block_end(call, block) - row;
    ae_lookup *list = (ae_lookup *)call->run->scratch + worker * AE_ROW_BLOCK * columns;
    ae_real *y = call->out + row * s.units;
    look_up(list, s.layout, call->in[0] + row * columns, rows);
    for (size_t i = 0; i < rows; i++)
        ae_lookup_sum(y + i * s.units, call->in[1], call->in[2], s.units, list + i * columns, columns);
    if (a->activation)
        a->activation->forward(y, y, NULL, rows * s.units, a->parameter);
}

static void affine_codes_forward(const ae_call *call)
{
    sizes s = sizes_of(call);
    in_tasks(call, ae_parts(s.rows, AE_ROW_BLOCK), s.rows * s.layout->columns * s.units, forward_block, (void *)call);
}

/* ---- backward: of each level of each category the list of the rows that have it ---- */

typedef struct lists {
    const ae_call *call;
    sizes s;
    uint32_t *first; /* for each element of the net's row: the first row that has it, counted from 1; 0: none has */
    uint32_t *next;  /* for each column and row: the next row that has the same level */
    size_t share;    /* rows of W in one task */
} lists;

static void list_column(void *argument, size_t column, unsigned worker)
{
    const lists *l = argument;
    const ae_layout_column *c = &l->s.layout->column[column];
    uint32_t *first = l->first + c->at, *next = l->next + column * l->s.rows;
    (void)worker;
    memset(first, 0, c->levels * sizeof *first);
    for (size_t row = c->levels ? l->s.rows : 0; row-- > 0;) {
        size_t level = ae_layout_level(c->levels, l->call->in[0][row * l->s.layout->columns + column]);
        if (level == c->levels)
            continue;
        next[row] = first[level];
        first[level] = (uint32_t)(row + 1);
    }
}

/* Rows `at` ... `end` - 1 of W, levels of this column. */
static void add_levels(const lists *l, size_t column, size_t at, size_t end)
{
    size_t units = l->s.units;
    ae_real *dw = l->call->din[1] + at * units;
    if (!l->call->add[1])
        memset(dw, 0, (end - at) * units * sizeof *dw);
    for (; at < end; at++, dw += units)
        if (l->first[at])
            ae_lookup_add_rows(dw, l->call->dout, units, l->first[at], l->next + column * l->s.rows);
}

static void add_share(void *argument, size_t index, unsigned worker)
{
    const lists *l = argument;
    size_t first = index * l->share, last = first + l->share;
    (void)worker;
    for (size_t i = 0; i < l->s.layout->columns; i++) {
        const ae_layout_column *c = &l->s.layout->column[i];
        size_t at = ae_most(first, c->at), end = ae_least(last, c->at + c->levels);
        if (at < end)
            add_levels(l, i, at, end);
    }
}

static void category_gradients(const ae_call *call, sizes s)
{
    uint32_t *first = call->run->scratch;
    lists l = { call, s, first, first + s.layout->width, ae_most(SHARE / s.units, 1) };
    in_tasks(call, s.layout->columns, s.rows * s.layout->columns, list_column, &l);
    in_tasks(call, ae_parts(s.layout->width, l.share), s.layout->width * s.units, add_share, &l);
}

/* Numbers beside each other are a product as affine's, of some of W's rows. */
static void number_gradients(const ae_call *call, sizes s)
{
    for (ae_layout_part part = { 0 }; ae_layout_next(&part, s.layout);) {
        ae_gemm g = {
            .m = part.columns, .n = s.units, .k = s.rows, .ldc = s.units, .sum = AE_SUM_ROWS, .add = call->add[1]
        };
        g.a = (ae_matrix){ call->in[0] + part.column, 1, s.layout->columns };
        g.b = (ae_matrix){ call->dout, s.units, 1 };
        g.c = call->din[1] + part.at * s.units;
        if (!part.levels)
            ae_gemm_run(&g, call->run);
    }
}

static void affine_codes_backward(const ae_call *call)
{
    sizes s = sizes_of(call);
    if (call->din[1]) {
        number_gradients(call, s);
        category_gradients(call, s);
    }
    if (call->din[2])
        ae_sum_rows(call->din[2], call->dout, s.rows, s.units, call->add[2], call->run);
}

const ae_op AE_LOCAL(ae_op_affine_codes) = {
    .name = "affine_codes",
    .reads = AE_READS_IN0,
    .shape = ae_affine_codes_shape,
    .scratch = affine_codes_scratch,
    .forward = affine_codes_forward,
    .backward = affine_codes_backward,
    .fold = ae_affine_fold,
};
