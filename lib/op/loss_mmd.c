#include "op/loss_mmd.h"
#include "kernel/carve.h"
#include "kernel/draw.h"
#include "kernel/row.h"
#include "op/loss_rows.h"

/* As the paper's authors take them, times twice the units: what the squared distance of two draws is on average. */
static const double scales[] = { 0.1, 0.2, 0.5, 1, 2, 5, 10 };
enum { SCALES = sizeof scales / sizeof *scales };

/* ---- scratch ---- */

/* Unit u of row i is at points[u * stride + i]: a vector holds several rows. What lies beyond the last row counts nothing.
 */
typedef struct room {
    size_t stride;         /* the rows, and what makes them whole vectors of any set */
    ae_real *rows, *draws; /* points */
    ae_real *share;        /* of each row in the sum of the weights */
    double *part;          /* of each row in the distance */
    ae_real *slopes;       /* of each worker: towards the rows, then towards the draws */
} room;

static size_t carve(room *r, char *at, size_t units, size_t rows, unsigned threads)
{
    ae_carve c = { at, 0 };
    size_t points = SIZE_MAX;
    r->stride = ae_round_up(rows, AE_MOST_LANES);
    (void)ae_size_mul(&points, r->stride, units);
    r->rows = ae_carve_take(&c, points, sizeof *r->rows);
    r->draws = ae_carve_take(&c, points, sizeof *r->draws);
    r->share = ae_carve_take(&c, r->stride, sizeof *r->share);
    r->part = ae_carve_take(&c, rows, sizeof *r->part);
    r->slopes = ae_carve_take(&c, r->stride, 2 * threads * sizeof *r->slopes);
    return c.bytes;
}

static size_t mmd_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    room r;
    (void)attr, (void)out;
    return carve(&r, NULL, ae_shape_size(in), rows, threads);
}

/* ---- what all rows share ---- */

typedef struct mmd {
    const ae_call *call;
    room room;
    size_t rows, units;
    ae_real c[SCALES], inverse[SCALES];
    double own, other; /* factors of what is summed over pairs of one kind and over pairs of both */
    bool values;       /* the distance is wanted, not only its slopes */
} mmd;

/* Twice the sum of share x share over pairs of two rows. */
static double take_shares(mmd *m)
{
    const ae_run *run = m->call->run;
    double before = 0, pairs = 0;
    ae_row_fill(m->room.share, 0, m->room.stride);
    for (size_t i = 0; i < m->rows; i++) {
        double weight = run->row_weights ? (double)run->row_weights[i] : 1, share;
        m->room.share[i] = (ae_real)(weight * run->mean_scale);
        share = (double)m->room.share[i];
        pairs += 2 * share * before;
        before += share;
    }
    return pairs;
}

static void open_mmd(mmd *m, const ae_call *call)
{
    m->call = call;
    m->rows = call->run->rows;
    m->units = ae_shape_size(&call->shape[0]);
    carve(&m->room, call->run->scratch, m->units, m->rows, 1);
    for (size_t s = 0; s < SCALES; s++) {
        double c = 2 * (double)m->units * scales[s];
        m->c[s] = (ae_real)c;
        m->inverse[s] = (ae_real)(1 / c);
    }
    const double pairs = take_shares(m);
    m->own = pairs > 0 ? 1 / pairs : 0;
    m->other = pairs > 0 ? 2 : 0;
    ae_row_fill(m->room.rows, 0, m->room.stride * m->units);
    ae_row_fill(m->room.draws, 0, m->room.stride * m->units);
}

static void place_row(const mmd *m, size_t row)
{
    const ae_run *run = m->call->run;
    const ae_loss_mmd_attr *a = m->call->attr;
    const ae_place place = { run->seed, a->name, run->step, (uint32_t)(run->first + (run->ids ? run->ids[row] : row)) };
    const ae_real *x = m->call->in[0] + row * m->units;
    ae_real draw[AE_DRAWS];
    for (size_t u = 0; u < m->units; u++) {
        if (u % AE_DRAWS == 0)
            ae_draw_normal(draw, &place, (uint32_t)(u / AE_DRAWS));
        m->room.rows[u * m->room.stride + row] = x[u];
        m->room.draws[u * m->room.stride + row] = draw[u % AE_DRAWS];
    }
}

static void place_block(void *argument, size_t block, unsigned worker)
{
    const mmd *m = argument;
    (void)worker;
    for (size_t row = block * AE_ROW_BLOCK; row < ae_row_block_end(m->call, block); row++)
        place_row(m, row);
}

/* ---- one point and all of one kind ---- */

static void add_squares(ae_real *square, const ae_real *to, ae_real from, size_t n)
{
    const v_real x = v_set(from);
    for (size_t i = 0; i < n; i += AE_LANES) {
        v_real d = v_sub(x, v_load(to + i));
        v_store(square + i, v_fma(d, d, v_load(square + i)));
    }
}

/* The sum of share x kernel; share x minus its slope comes where the square was. */
static double put_slopes_of_kernel(const mmd *m, ae_real *square)
{
    v_wide sum = v_wide_zero();
    for (size_t i = 0; i < m->room.stride; i += AE_LANES) {
        v_real value = v_set(0), slope = v_set(0), share = v_load(m->room.share + i), r = v_load(square + i);
        for (size_t s = 0; s < SCALES; s++) {
            v_real c = v_set(m->c[s]), near = v_div(c, v_add(c, r));
            value = v_add(value, near);
            slope = v_fma(v_mul(near, near), v_set(m->inverse[s]), slope);
        }
        v_wide_add(&sum, i, v_mul(share, value));
        v_store(square + i, v_mul(share, slope));
    }
    return v_wide_sum(&sum);
}

static double compare(const mmd *m, ae_real *slopes, const ae_real *from, const ae_real *to, size_t row)
{
    const size_t n = m->room.stride;
    ae_row_fill(slopes, 0, n);
    for (size_t at = 0; at < n * m->units; at += n)
        add_squares(slopes, to + at, from[at + row], n);
    return put_slopes_of_kernel(m, slopes);
}

static double pull(const ae_real *slopes, const ae_real *to, ae_real from, size_t n)
{
    const v_real x = v_set(from);
    v_wide sum = v_wide_zero();
    for (size_t i = 0; i < n; i += AE_LANES)
        v_wide_add(&sum, i, v_mul(v_load(slopes + i), v_sub(x, v_load(to + i))));
    return v_wide_sum(&sum);
}

/* ---- one row ---- */

/* A row is pushed away from the other rows and pulled towards the draws. The slope of |x - y|^2 is 2 (x - y), and each pair
 * of rows is in the sum twice. */
static void put_slopes(const mmd *m, const ae_real *slopes, size_t row)
{
    const double scale = 2 * ae_loss_scale(m->call, row);
    const size_t n = m->room.stride;
    ae_real *d = m->call->din[0] + row * m->units;
    for (size_t u = 0; u < m->units; u++) {
        const ae_real *rows = m->room.rows + u * n, *draws = m->room.draws + u * n;
        double push = 2 * m->own * pull(slopes, rows, rows[row], n);
        double slope = scale * (m->other * pull(slopes + n, draws, rows[row], n) - push);
        d[u] = (ae_real)slope + (m->call->add[0] ? d[u] : 0);
    }
}

/* A point is no pair with itself, where every scale's kernel is 1: taken out as it was added. */
static void run_row(const mmd *m, ae_real *slopes, size_t row)
{
    const room *r = &m->room;
    const double self = (double)(r->share[row] * SCALES);
    double own = compare(m, slopes, r->rows, r->rows, row) - self;
    double other = compare(m, slopes + r->stride, r->rows, r->draws, row);
    if (m->call->din[0])
        put_slopes(m, slopes, row);
    if (m->values)
        own += compare(m, slopes, r->draws, r->draws, row) - self;
    r->part[row] = (double)r->share[row] * (m->own * own - m->other * other);
}

static void run_block(void *argument, size_t block, unsigned worker)
{
    const mmd *m = argument;
    for (size_t row = block * AE_ROW_BLOCK; row < ae_row_block_end(m->call, block); row++)
        run_row(m, m->room.slopes + 2 * worker * m->room.stride, row);
}

/* ---- the op ---- */

static void run(mmd *m, const ae_call *call)
{
    open_mmd(m, call);
    ae_in_blocks_of_rows(call, place_block, m);
    ae_pool_run(call->run->pool, ae_parts(m->rows, AE_ROW_BLOCK), run_block, m);
}

static void mmd_forward(const ae_call *call)
{
    mmd m = { .values = true };
    double distance = 0;
    run(&m, call);
    for (size_t row = 0; row < m.rows; row++)
        distance += m.room.part[row];
    for (size_t row = 0; row < m.rows; row++)
        call->row_loss[row] = call->weight * distance;
}

static void mmd_backward(const ae_call *call)
{
    mmd m = { .values = false };
    if (call->din[0])
        run(&m, call);
}

const ae_op AE_LOCAL(ae_op_loss_mmd) = {
    .name = "loss_mmd",
    .reads = AE_READS_IN0,
    .loss = true,
    .at_once = true,
    .mixes = true,
    .shape = ae_op_shape_loss,
    .scratch = mmd_scratch,
    .forward = mmd_forward,
    .backward = mmd_backward,
};
