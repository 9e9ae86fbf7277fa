#include "model/mean_row.h"
#include "base/size.h"
#include <string.h>

enum {
    STRIP = 256,   /* columns of one task: their sums stay in the nearest cache */
    SERIAL = 65536 /* numbers that do not repay waking a thread */
};

typedef struct job {
    ae_spread spread;
    size_t isa;
    const ae_real *x;
    size_t rows;
} job;

void ae_mean_row_begin(ae_mean_row *m)
{
    m->rows = 0;
    memset(m->sum, 0, m->columns * sizeof *m->sum);
    memset(m->squares, 0, m->columns * sizeof *m->squares);
    if (m->gaps)
        memset(m->seen, 0, m->columns * sizeof *m->seen);
}

static void add_strip(void *argument, size_t index, unsigned worker)
{
    const job *j = argument;
    const size_t from = index * STRIP, to = ae_least(from + STRIP, j->spread.columns);
    (void)worker;
    ae_isa_spread_add(j->isa, &j->spread, j->x, j->rows, from, to);
}

void ae_mean_row_add(ae_mean_row *m, size_t isa, const ae_real *x, size_t rows, ae_pool *pool)
{
    job j = { { m->first, m->sum, m->squares, m->gaps ? m->seen : NULL, m->columns }, isa, x, rows };
    if (m->rows == 0)
        memcpy(m->first, x, m->columns * sizeof *x);
    m->rows += rows;
    ae_pool_run(rows * m->columns < SERIAL ? NULL : pool, ae_parts(m->columns, STRIP), add_strip, &j);
}

/* A column's variance: the mean of the squared distances from any number, less the square of the mean distance. Taken from a
 * number of the column itself, the second is at most as many times the variance as there are rows, so that at most so many
 * units of a double's last place are lost. */
static double variance_of(const ae_mean_row *m, size_t i, double n)
{
    const double mean = m->sum[i] / n, variance = m->squares[i] / n - mean * mean;
    return variance > 0 ? variance : 0;
}

double ae_mean_row_mse(const ae_mean_row *m)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < m->columns; i++) {
        const double n = m->gaps ? m->seen[i] : (double)m->rows, share = n / (double)m->rows;
        if (n == 0 || (m->layout && m->layout->column[i].levels))
            continue;
        sum += variance_of(m, i, n) * share;
        weight += share;
    }
    return weight > 0 ? sum / weight : 0;
}
