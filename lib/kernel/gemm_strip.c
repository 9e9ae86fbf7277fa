/* A strip is the tiles above each other in a block of rows. A task is some strips side by side: they share rows of A, which
 * are packed first where A is stored transposed and is large. They advance together, a step of k at a time. */
#include "kernel/gemm_strip.h"
#include "base/size.h"
#include "kernel/gemm_pack.h"

/* Sums go to C at once, unless the tiles are wider than what is left of C, or C's old numbers are still needed: then from
 * the stack. */
typedef struct strip {
    ae_columns columns;
    size_t height; /* of a tile */
    ae_real *stacks;
    bool there;
    ae_tile t;
} strip;

typedef struct task {
    const ae_cut *c;
    size_t row, rows; /* of the block */
    ae_real *a;       /* its rows of A, packed */
    size_t count;
    strip strips[AE_CUT_SIDES];
} task;

static ae_tile tile_of(const ae_cut *c, const ae_columns *s)
{
    const ae_gemm *g = c->g;
    return (ae_tile){ .vectors = s->vectors,
                      .a_row = c->packs_a ? 1 : g->a.row,
                      .a_step = c->packs_a ? AE_PACK_HEIGHT : g->a.column,
                      .b = s->packed ? s->packed : g->b.p + s->start,
                      .b_step = s->packed ? s->width : g->b.row,
                      .k = g->k,
                      .sum = g->sum };
}

static strip strip_of(const ae_cut *c, size_t tile)
{
    ae_columns columns = ae_cut_columns(c, tile);
    strip s = { .columns = columns, .t = tile_of(c, &columns) };
    s.height = columns.vectors == 2 ? c->set->pair_rows : c->set->tile_rows;
    s.there = !c->g->add && columns.n == columns.width;
    s.t.ldc = s.there ? c->g->ldc : columns.width;
    return s;
}

size_t ae_strip_tasks(const ae_cut *c)
{
    return ae_parts(c->last - c->first, c->share) * c->blocks;
}

/* Group by group, so that tasks that run at the same time share columns of B. */
static void open_task(task *t, size_t index, unsigned worker)
{
    const ae_cut *c = t->c;
    size_t group = index / c->blocks, first = c->first + group * c->share;
    t->row = (index - group * c->blocks) * AE_CUT_ROWS;
    t->rows = ae_least(AE_CUT_ROWS, c->g->m - t->row);
    t->a = c->work + worker * c->work_each;
    t->count = ae_least(c->share, c->last - first);
    for (size_t i = 0; i < t->count; i++) {
        t->strips[i] = strip_of(c, first + i);
        t->strips[i].stacks = t->a + c->packed_a + i * c->stacks_each * c->stack;
    }
}

static void finish_tile(const task *t, const strip *s, size_t row)
{
    const ae_gemm *g = t->c->g;
    const ae_columns *at = &s->columns;
    for (size_t i = 0; i < s->t.rows; i++, row++)
        t->c->set->epilogue(g, g->c + row * g->ldc + at->start, s->t.c + i * s->t.ldc, row, at->start, at->n, g->add);
}

/* The tile that begins at row i of the block. */
static void tile_step(const task *t, strip *s, size_t i, size_t k, size_t end)
{
    const ae_cut *c = t->c;
    const ae_gemm *g = c->g;
    ae_real *stack = s->stacks + (c->stacks_each > 1 ? i / s->height * c->stack : 0);
    size_t row = t->row + i;
    s->t.rows = ae_least(t->rows - i, s->height);
    s->t.a = c->packs_a ? t->a + ae_packed_row(i, end - k) : g->a.p + row * g->a.row + k * g->a.column;
    s->t.c = s->there ? g->c + row * g->ldc + s->columns.start : stack;
    c->set->tile(stack, &s->t, k, end);
    if (end == g->k && (!s->there || ae_has_epilogue(g)))
        finish_tile(t, s, row);
}

static void strip_step(const task *t, strip *s, size_t k, size_t end)
{
    for (size_t i = 0; i < t->rows; i += s->height)
        tile_step(t, s, i, k, end);
}

static void task_step(task *t, size_t k, size_t end)
{
    const ae_cut *c = t->c;
    if (c->packs_a)
        c->set->pack_a(t->a, &c->g->a, t->row, t->rows, k, end, c->g->k);
    for (size_t i = 0; i < t->count; i++)
        strip_step(t, &t->strips[i], k, end);
}

void ae_strip_task(void *argument, size_t index, unsigned worker)
{
    task t;
    size_t k = 0, end;
    t.c = argument;
    open_task(&t, index, worker);
    do {
        end = ae_least(k + t.c->step, t.c->g->k);
        task_step(&t, k, end);
        k = end;
    } while (k < t.c->g->k);
}
