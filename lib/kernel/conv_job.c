#include "kernel/conv_job.h"
#include "base/size.h"

/* ---- blocks ---- */

static ae_conv_side side_of(size_t channels, size_t groups, size_t height, size_t width)
{
    return (ae_conv_side){ channels, channels / groups, height, width };
}

static size_t images_of_block(size_t positions)
{
    size_t images = 1;
    while (positions <= AE_CONV_POSITIONS / (2 * images))
        images *= 2;
    return images;
}

static void cut_blocks(ae_conv_job *j)
{
    size_t band = ae_conv_band(j->out.height, j->out.width), stride = j->transposed ? j->c->h.stride : 1;
    j->band = ae_least(ae_parts(band, stride) * stride, j->out.height); /* no phase of the stride is cut */
    j->bands = ae_parts(j->out.height, j->band);
    j->images = j->bands > 1 ? 1 : images_of_block(ae_times(j->out.height, j->out.width));
}

/* The largest window of any block: blocks begin at multiples of the stride, so they all are like the first. */
static void size_window(ae_conv_job *j)
{
    ae_conv_span y = ae_conv_reads(&j->c->h, j->transposed, 0, j->band);
    ae_conv_span x = ae_conv_reads(&j->c->w, j->transposed, 0, j->out.width);
    j->window = ae_window_of(y.length, x.length, j->images);
}

ae_conv_job ae_conv_job_of(const ae_conv_set *set, const ae_conv *c, bool transposed)
{
    ae_conv_job j = { .set = set, .c = c, .transposed = transposed };
    ae_conv_side x = side_of(c->x_channels, c->groups, c->h.x, c->w.x);
    ae_conv_side y = side_of(c->y_channels, c->groups, c->h.y, c->w.y);
    j.in = transposed ? y : x;
    j.out = transposed ? x : y;
    j.depth = ae_times(j.in.group, ae_times(c->h.kernel, c->w.kernel));
    j.ld = ae_times(ae_parts(j.out.group, set->lanes), set->lanes);
    j.wide = (transposed || (c->h.stride == 1 && c->w.stride == 1)) && 4 * j.out.group < 3 * j.ld;
    j.direct = !transposed && !j.wide && j.ld == j.out.group;
    cut_blocks(&j);
    size_window(&j);
    return j;
}

/* ---- memory ---- */

static size_t positions_of(const ae_conv_job *j)
{
    return ae_times(ae_times(j->images, j->band), j->out.width);
}

static size_t packed_size(const ae_conv_job *j)
{
    return j->direct ? 0 : ae_times(ae_times(j->c->groups, j->depth), j->wide ? j->out.group : j->ld);
}

/* Whole vectors of positions, and four channels at a time, are read. */
static size_t result_size(const ae_conv_job *j)
{
    if (j->wide)
        return ae_plus(ae_times(j->images, j->window.plane), j->set->row_vectors * j->set->lanes);
    return ae_plus(ae_times(ae_plus(positions_of(j), j->set->lanes), j->ld), 4);
}

ae_conv_desk ae_conv_carve_desk(ae_carve *c, const ae_conv_job *j)
{
    size_t window = ae_times(j->in.group, j->window.channel), rows = ae_plus(positions_of(j), j->set->tile_rows);
    ae_conv_desk d;
    d.window = ae_carve_take(c, ae_plus(window, AE_WINDOW_SLACK), sizeof *d.window);
    d.result = ae_carve_take(c, result_size(j), sizeof *d.result);
    d.stack = ae_carve_take(c, 2 * j->set->tile_rows * j->set->tile_vectors, j->set->lanes * sizeof *d.stack);
    d.row = ae_carve_take(c, rows, sizeof *d.row);
    d.place = ae_carve_take(c, rows, sizeof *d.place);
    d.step = ae_carve_take(c, j->depth, sizeof *d.step);
    d.piece = ae_carve_take(c, j->depth / AE_FEATURE_BLOCK + 1, sizeof *d.piece);
    return d;
}

void ae_conv_carve_shared(ae_carve *c, ae_conv_job *j, unsigned threads)
{
    ae_carve one = { NULL, 0 };
    j->packed = ae_carve_take(c, packed_size(j), sizeof *j->packed);
    j->bias = ae_carve_take(c, ae_times(j->c->groups, j->ld), sizeof *j->bias);
    ae_conv_carve_desk(&one, j);
    j->desk = one.bytes;
    j->desks = ae_carve_take(c, threads, one.bytes);
}

/* ---- phases ---- */

size_t ae_conv_phases(const ae_conv_job *j)
{
    return ae_conv_passes(&j->c->h, j->transposed) * ae_conv_passes(&j->c->w, j->transposed);
}

ae_conv_phase ae_conv_phase_at(const ae_conv_job *j, size_t index, size_t before)
{
    size_t across = ae_conv_passes(&j->c->w, j->transposed);
    ae_conv_phase p = { .y = ae_conv_pass_at(&j->c->h, j->transposed, index / across), .before = before };
    p.x = ae_conv_pass_at(&j->c->w, j->transposed, index % across);
    p.depth = j->in.group * p.y.taps * p.x.taps;
    return p;
}

ae_real *ae_conv_packed(const ae_conv_job *j, const ae_conv_phase *p, size_t group)
{
    return j->packed + (group * j->depth + p->before) * (j->wide ? j->out.group : j->ld);
}

const ae_real *ae_conv_weights_at(const ae_conv_job *j, const ae_conv_phase *p, size_t group, size_t tap, size_t c)
{
    size_t y = p->y.kernel + tap / p->x.taps * p->y.kernel_step, x = p->x.kernel + tap % p->x.taps * p->x.kernel_step;
    size_t row = (c * j->c->h.kernel + y) * j->c->w.kernel + x;
    return j->w + row * j->c->y_channels + group * (j->c->y_channels / j->c->groups);
}
