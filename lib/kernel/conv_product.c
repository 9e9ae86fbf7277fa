/* Forward and transposed convolution as products of gathered patches with the weights. The weights are packed as the tiles
 * read them; then each block of the result, some images or a band of one, is a task (conv_block.c). */
#include "base/size.h"
#include "kernel/conv_block.h"
#include <string.h>

enum { SERIAL_WORK = 100 * 1000 }; /* multiplications that do not repay waking a thread */

/* ---- weights and biases, as the tiles read them ---- */

static void pack_forward(const ae_conv_job *j, const ae_conv_phase *p, size_t group)
{
    ae_real *out = ae_conv_packed(j, p, group);
    const ae_matrix w = { ae_conv_weights_at(j, p, group, 0, 0), j->c->y_channels, 1 };
    if (!j->wide) {
        j->set->pack(out, j->ld, &w, 0, p->depth, 0, j->out.group);
        return;
    }
    for (size_t f = 0; f < j->out.group; f++)
        for (size_t k = 0; k < p->depth; k++)
            out[f * p->depth + k] = w.p[k * w.row + f];
}

static void pack_transposed(const ae_conv_job *j, const ae_conv_phase *p, size_t group)
{
    ae_real *out = ae_conv_packed(j, p, group);
    size_t n = j->in.group, taps = p->y.taps * p->x.taps;
    for (size_t tap = 0; tap < taps; tap++) {
        const ae_matrix w = { ae_conv_weights_at(j, p, group, tap, 0), 1,
                              j->c->h.kernel * j->c->w.kernel * j->c->y_channels };
        if (j->wide)
            for (size_t c = 0; c < j->out.group; c++)
                memcpy(out + c * p->depth + tap * n, w.p + c * w.column, n * sizeof *out);
        else
            j->set->pack(out + tap * n * j->ld, j->ld, &w, 0, n, 0, j->out.group);
    }
}

/* Of the first n passes over an axis together. */
static size_t taps_of(const ae_conv_axis *axis, bool transposed, size_t n)
{
    size_t taps = 0;
    for (size_t i = 0; i < n; i++)
        taps += ae_conv_pass_at(axis, transposed, i).taps;
    return taps;
}

/* A task packs the phases of one pass over the rows. */
static void pack_task(void *argument, size_t index, unsigned worker)
{
    const ae_conv_job *j = argument;
    size_t high = ae_conv_passes(&j->c->h, j->transposed), across = ae_conv_passes(&j->c->w, j->transposed);
    size_t group = index / high, row = index % high;
    size_t before = j->in.group * taps_of(&j->c->h, j->transposed, row) * taps_of(&j->c->w, j->transposed, across);
    (void)worker;
    for (size_t i = row * across; i < (row + 1) * across; i++) {
        const ae_conv_phase p = ae_conv_phase_at(j, i, before);
        (j->transposed ? pack_transposed : pack_forward)(j, &p, group);
        before += p.depth;
    }
}

/* Channels of a group that do not fill a vector are followed by zeros. */
static void copy_bias(const ae_conv_job *j)
{
    for (size_t g = 0; g < j->c->groups; g++)
        for (size_t c = 0; c < j->ld; c++)
            j->bias[g * j->ld + c] = j->finish->bias && c < j->out.group ? j->finish->bias[g * j->out.group + c] : 0;
}

/* ---- all of it ---- */

size_t ae_conv_product_scratch(const ae_conv_set *set, const ae_conv *conv, bool transposed, unsigned threads)
{
    ae_carve c = { NULL, 0 };
    ae_conv_job j = ae_conv_job_of(set, conv, transposed);
    ae_conv_carve_shared(&c, &j, threads);
    return c.bytes;
}

static void run_job(ae_conv_job *j)
{
    const ae_run *run = j->run;
    ae_carve c = { run->scratch, 0 };
    size_t work = run->rows * j->c->y_channels * j->c->h.y * j->c->w.y * j->c->x_channels / j->c->groups * j->c->h.kernel *
                  j->c->w.kernel;
    ae_pool *pool = work < SERIAL_WORK ? NULL : run->pool;
    ae_conv_carve_shared(&c, j, ae_pool_threads(run->pool));
    copy_bias(j);
    if (!j->direct)
        ae_pool_run(pool, j->c->groups * ae_conv_passes(&j->c->h, j->transposed), pack_task, j);
    ae_pool_run(pool, ae_parts(run->rows, j->images) * j->bands, ae_conv_block_task, j);
}

void ae_conv_product(const ae_conv_set *set, bool transposed, ae_real *out, const ae_real *in, const ae_real *w,
                     const ae_conv *conv, const ae_conv_finish *finish, const ae_run *run)
{
    ae_conv_job j = ae_conv_job_of(set, conv, transposed);
    j.result = out, j.source = in, j.w = w, j.finish = finish, j.run = run;
    run_job(&j);
}
