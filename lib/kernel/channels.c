#include "kernel/channels.h"
#include "base/size.h"
#include "kernel/gemm.h"
#include "kernel/loop.h"

enum {
    TASK_SIZE = 4096,   /* elements in one task, where there are as many */
    SERIAL_SIZE = 16384 /* elements that do not repay waking a thread */
};

static size_t count_blocks(size_t rows)
{
    return ae_parts(rows, AE_ROW_BLOCK);
}

/* ---- parts ---- */

V_INLINE void add_part(ae_real *to, const ae_real *from, bool add, size_t i, size_t k)
{
    v_put_or_add(to + i, v_get(from + i, k), k, add);
}

size_t ae_parts_count(size_t rows, size_t n)
{
    return ae_times(count_blocks(rows), n);
}

static void add_parts(ae_real *to, const ae_real *from, size_t n, bool add)
{
    V_EACH(n, add_part, to, from, add);
}

/* Neighbours first, then neighbours of these: the left half is always the largest power of two. */
void ae_parts_sum(ae_real *out, ae_real *parts, size_t rows, size_t n, bool add)
{
    size_t blocks = count_blocks(rows);
    for (size_t step = 1; step < blocks; step *= 2)
        for (size_t i = 0; i + step < blocks; i += 2 * step)
            add_parts(parts + i * n, parts + (i + step) * n, n, true);
    add_parts(out, parts, n, add);
}

/* ---- lines ---- */

V_INLINE void add_moments(v_wide sum[2], const ae_real *x, v_real about, const ae_real *dy, size_t i, size_t k)
{
    v_real d = v_pad(v_sub(v_get(x + i, k), about), k, 0), a = dy ? v_get(dy + i, k) : d;
    v_wide_add(&sum[0], i, a);
    v_wide_add(&sum[1], i, v_mul(a, d));
}

void ae_line_moments(double out[2], const ae_real *x, ae_real about, const ae_real *dy, size_t n)
{
    v_wide sum[2] = { v_wide_zero(), v_wide_zero() };
    v_real origin = v_set(about);
    V_EACH(n, add_moments, sum, x, origin, dy);
    out[0] = v_wide_sum(&sum[0]);
    out[1] = v_wide_sum(&sum[1]);
}

typedef struct coefficients {
    v_real mean, slope, shift, factor;
} coefficients;

V_INLINE void put(ae_real *out, const ae_real *x, coefficients q, const ae_real *dy, bool add, size_t i, size_t k)
{
    v_real y = v_fma(v_sub(v_get(x + i, k), q.mean), q.slope, q.shift);
    v_put_or_add(out + i, dy ? v_fma(v_get(dy + i, k), q.factor, y) : y, k, add);
}

void ae_line_put(ae_real *out, const ae_real *x, const ae_line_move *m, const ae_real *dy, size_t n, bool add)
{
    coefficients q = { v_set(m->mean), v_set(m->slope), v_set(m->shift), v_set(m->factor) };
    V_EACH(n, put, out, x, q, dy, add);
}

/* ---- passes over rows ---- */

typedef struct pass pass;

/* A line is what lies together in a row: features from c on, or the plane of channel c. */
struct pass {
    void (*line)(const pass *p, size_t block, size_t at, size_t c, size_t n);
    const ae_channels *all;
    size_t group; /* channels in one task */
    ae_real *out; /* parts of sums, or rows */
    const ae_real *x, *dy;
    ae_channel_move move; /* of sums: the mean only */
    bool add;
};

static size_t count_groups(const pass *p)
{
    return ae_parts(p->all->channels, p->group);
}

static void run_task(void *argument, size_t index, unsigned worker)
{
    const pass *p = argument;
    const ae_channels *all = p->all;
    size_t block = index / count_groups(p), first = index % count_groups(p) * p->group;
    size_t last = ae_least(first + p->group, all->channels), end = ae_least((block + 1) * AE_ROW_BLOCK, all->run->rows);
    size_t step = all->plane == 1 ? last - first : 1;
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < end; row++)
        for (size_t c = first; c < last; c += step)
            p->line(p, block, (row * all->channels + c) * all->plane, c, step * all->plane);
}

static void run_pass(pass *p)
{
    const ae_channels *all = p->all;
    size_t rows = all->run->rows, size = rows * all->channels * all->plane, group = TASK_SIZE / AE_ROW_BLOCK / all->plane;
    p->group = group ? group : 1;
    ae_pool_run(size <= SERIAL_SIZE ? NULL : all->run->pool, count_blocks(rows) * count_groups(p), run_task, p);
}

V_INLINE void add_features(ae_real *sum, ae_real *products, const ae_real *x, const ae_real *about, const ae_real *dy,
                           size_t i, size_t k)
{
    v_real d = v_sub(v_get(x + i, k), v_get(about + i, k)), a = dy ? v_get(dy + i, k) : d;
    v_put(sum + i, v_add(v_get(sum + i, k), a), k);
    v_put(products + i, v_add(v_get(products + i, k), v_mul(a, d)), k);
}

static void moments_line(const pass *p, size_t block, size_t at, size_t c, size_t n)
{
    ae_real *sum = p->out + block * 2 * p->all->channels + c, *products = sum + p->all->channels;
    const ae_real *x = p->x + at, *about = p->move.mean + c, *dy = p->dy ? p->dy + at : NULL;
    double two[2];
    if (p->all->plane == 1) {
        V_EACH(n, add_features, sum, products, x, about, dy);
        return;
    }
    ae_line_moments(two, x, *about, dy, n);
    *sum += (ae_real)two[0];
    *products += (ae_real)two[1];
}

void ae_channel_moments(ae_real *out, const ae_channels *c, const ae_real *x, const ae_real *about, const ae_real *dy)
{
    pass p = { .line = moments_line, .all = c, .out = c->parts, .x = x, .dy = dy, .move.mean = about };
    memset(c->parts, 0, ae_parts_count(c->run->rows, 2 * c->channels) * sizeof *c->parts);
    run_pass(&p);
    ae_parts_sum(out, c->parts, c->run->rows, 2 * c->channels, false);
}

V_INLINE void put_features(ae_real *out, const ae_real *x, const ae_channel_move *m, size_t c, const ae_real *dy, bool add,
                           size_t i, size_t k)
{
    coefficients q = { v_get(m->mean + c + i, k), v_get(m->slope + c + i, k), v_get(m->shift + c + i, k), v_set(0) };
    if (dy)
        q.factor = v_get(m->factor + c + i, k);
    put(out, x, q, dy, add, i, k);
}

static void put_line(const pass *p, size_t block, size_t at, size_t c, size_t n)
{
    const ae_channel_move *m = &p->move;
    const ae_real *x = p->x + at, *dy = p->dy ? p->dy + at : NULL;
    (void)block;
    if (p->all->plane == 1) {
        V_EACH(n, put_features, p->out + at, x, m, c, dy, p->add);
        return;
    }
    ae_line_move one = { m->mean[c], m->slope[c], m->shift[c], dy ? m->factor[c] : 0 };
    ae_line_put(p->out + at, x, &one, dy, n, p->add);
}

void ae_channel_put(ae_real *out, const ae_channels *c, const ae_real *x, const ae_channel_move *m, const ae_real *dy,
                    bool add)
{
    pass p = { .line = put_line, .all = c, .out = out, .x = x, .dy = dy, .move = *m, .add = add };
    run_pass(&p);
}
