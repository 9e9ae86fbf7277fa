#include "kernel/columns.h"
#include "base/size.h"
#include "kernel/loop.h"

enum { STRIP = 16, SERIAL_SIZE = 65536 /* numbers that do not repay waking a thread */ };

typedef struct job {
    ae_real *out, *w;
    const ae_real *from;
    size_t rows, columns;
    double limit;
} job;

/* Sixteen columns side by side, or those that are left. */
typedef struct strip {
    size_t first, n;
    double squares[STRIP];
} strip;

static strip square_strip(const job *j, size_t index)
{
    strip s = { .first = index * STRIP, .n = STRIP };
    v_wide sum = v_wide_zero();
    if (j->columns - s.first < STRIP)
        s.n = j->columns - s.first;
    for (size_t row = 0; row < j->rows; row++)
        for (size_t i = 0; i < s.n; i += AE_LANES) {
            size_t k = s.n - i < AE_LANES ? s.n - i : AE_LANES;
            v_real x = v_get(j->from + row * j->columns + s.first + i, k);
            v_wide_add(&sum, i, v_mul(x, x));
        }
    v_wide_store(s.squares, &sum);
    return s;
}

static void squares_task(void *argument, size_t index, unsigned worker)
{
    const job *j = argument;
    strip s = square_strip(j, index);
    (void)worker;
    for (size_t i = 0; i < s.n; i++)
        j->out[s.first + i] = (ae_real)s.squares[i];
}

static void scale_strip(const job *j, const strip *s, const ae_real factor[STRIP])
{
    for (size_t row = 0; row < j->rows; row++)
        for (size_t i = 0; i < s->n; i += AE_LANES) {
            size_t k = s->n - i < AE_LANES ? s->n - i : AE_LANES;
            ae_real *w = j->w + row * j->columns + s->first + i;
            v_put(w, v_mul(v_get(w, k), v_load(factor + i)), k);
        }
}

static void limit_task(void *argument, size_t index, unsigned worker)
{
    const job *j = argument;
    strip s = square_strip(j, index);
    ae_real factor[STRIP];
    bool above = false;
    (void)worker;
    for (size_t i = 0; i < STRIP; i++) {
        bool long_one = s.squares[i] > j->limit * j->limit;
        factor[i] = long_one ? (ae_real)(j->limit / sqrt(s.squares[i])) : 1;
        above |= long_one;
    }
    if (above)
        scale_strip(j, &s, factor);
}

static void in_strips(job *j, ae_pool *pool, ae_task_fn task)
{
    size_t strips = ae_parts(j->columns, STRIP);
    ae_pool_run(j->rows * j->columns < SERIAL_SIZE ? NULL : pool, strips, task, j);
}

void ae_column_squares(ae_real *out, const ae_real *w, size_t rows, size_t columns, ae_pool *pool)
{
    job j = { .out = out, .from = w, .rows = rows, .columns = columns };
    in_strips(&j, pool, squares_task);
}

void ae_limit_columns(ae_real *w, size_t rows, size_t columns, double limit, ae_pool *pool)
{
    job j = { .w = w, .from = w, .rows = rows, .columns = columns, .limit = limit };
    in_strips(&j, pool, limit_task);
}
