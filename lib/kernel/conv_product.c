/* Forward and transposed convolution as products of gathered patches with the weights. A task has a block of the result:
 * some images, or a band of one. It writes the zeros around its part of the source out, multiplies the patches of all its
 * positions with the weights, a row of channels for each position, and writes that down transposed, channels first.
 * Where channels are too few to fill vectors, it multiplies with a channel's weights at a time and many positions side by
 * side instead ("wide"). Both give the same bits: the order of each sum is the same. */
#include "base/size.h"
#include "kernel/carve.h"
#include "kernel/conv_set.h"
#include <string.h>

enum { SERIAL_WORK = 100 * 1000 }; /* multiplications that do not repay waking a thread */

typedef struct side {                      /* one end of the convolution */
    size_t channels, group, height, width; /* channels in all and of one group */
} side;

/* What does not change from block to block. */
typedef struct job {
    const ae_conv_set *set;
    const ae_conv *c;
    bool transposed, wide, direct; /* direct: the weights are read in place */
    side in, out;
    size_t depth;               /* of the longest sum: channels of a group times taps */
    size_t images, band, bands; /* a block: so many images, or so many rows of one; blocks of one image */
    size_t ld;                  /* channels of a group, in full vectors */
    ae_window window;           /* of a whole block */
    const ae_real *source, *w;
    ae_real *result, *packed, *bias;
    const ae_conv_finish *finish;
    const ae_run *run;
    char *desks;
    size_t desk; /* bytes of one worker's */
} job;

/* A worker's memory. */
typedef struct desk {
    ae_real *window, *result, *stack;
    size_t *row, *place, *step;
    ae_piece *piece;
} desk;

/* The part of the result that a task makes, and of the source that it reads. */
typedef struct block {
    size_t image, images, from, to; /* rows from <= y < to of some images */
    ae_conv_span y, x;
} block;

/* ---- what there is to do ---- */

static side side_of(size_t channels, size_t groups, size_t height, size_t width)
{
    return (side){ channels, channels / groups, height, width };
}

static size_t images_of_block(size_t positions)
{
    size_t images = 1;
    while (positions <= AE_CONV_POSITIONS / (2 * images))
        images *= 2;
    return images;
}

static void cut_blocks(job *j)
{
    size_t band = ae_conv_band(j->out.height, j->out.width), stride = j->transposed ? j->c->h.stride : 1;
    j->band = ae_least(ae_parts(band, stride) * stride, j->out.height); /* no phase of the stride is cut */
    j->bands = ae_parts(j->out.height, j->band);
    j->images = j->bands > 1 ? 1 : images_of_block(ae_times(j->out.height, j->out.width));
}

/* The largest window of any block: blocks begin at multiples of the stride, so they all are like the first. */
static void size_window(job *j)
{
    ae_conv_span y = ae_conv_reads(&j->c->h, j->transposed, 0, j->band);
    ae_conv_span x = ae_conv_reads(&j->c->w, j->transposed, 0, j->out.width);
    j->window = ae_window_of(y.length, x.length, j->images);
}

static job plan_job(const ae_conv_set *set, const ae_conv *c, bool transposed)
{
    job j = { .set = set, .c = c, .transposed = transposed };
    side x = side_of(c->x_channels, c->groups, c->h.x, c->w.x), y = side_of(c->y_channels, c->groups, c->h.y, c->w.y);
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

static size_t positions_of(const job *j)
{
    return ae_times(ae_times(j->images, j->band), j->out.width);
}

static size_t packed_size(const job *j)
{
    return j->direct ? 0 : ae_times(ae_times(j->c->groups, j->depth), j->wide ? j->out.group : j->ld);
}

/* Whole vectors of positions, and four channels at a time, are read. */
static size_t result_size(const job *j)
{
    if (j->wide)
        return ae_plus(ae_times(j->images, j->window.plane), j->set->row_vectors * j->set->lanes);
    return ae_plus(ae_times(ae_plus(positions_of(j), j->set->lanes), j->ld), 4);
}

static desk carve_desk(ae_carve *c, const job *j)
{
    size_t window = ae_times(j->in.group, j->window.channel), rows = ae_plus(positions_of(j), j->set->tile_rows);
    desk d;
    d.window = ae_carve_take(c, ae_plus(window, AE_WINDOW_SLACK), sizeof *d.window);
    d.result = ae_carve_take(c, result_size(j), sizeof *d.result);
    d.stack = ae_carve_take(c, 2 * j->set->tile_rows * j->set->tile_vectors, j->set->lanes * sizeof *d.stack);
    d.row = ae_carve_take(c, rows, sizeof *d.row);
    d.place = ae_carve_take(c, rows, sizeof *d.place);
    d.step = ae_carve_take(c, j->depth, sizeof *d.step);
    d.piece = ae_carve_take(c, j->depth / AE_FEATURE_BLOCK + 1, sizeof *d.piece);
    return d;
}

/* What the tasks share, then a desk for each worker. */
static void carve_shared(ae_carve *c, job *j, unsigned threads)
{
    ae_carve one = { NULL, 0 };
    j->packed = ae_carve_take(c, packed_size(j), sizeof *j->packed);
    j->bias = ae_carve_take(c, ae_times(j->c->groups, j->ld), sizeof *j->bias);
    carve_desk(&one, j);
    j->desk = one.bytes;
    j->desks = ae_carve_take(c, threads, one.bytes);
}

size_t ae_conv_product_scratch(const ae_conv_set *set, const ae_conv *conv, bool transposed, unsigned threads)
{
    ae_carve c = { NULL, 0 };
    job j = plan_job(set, conv, transposed);
    carve_shared(&c, &j, threads);
    return c.bytes;
}

/* ---- weights and biases, as the tiles read them ---- */

typedef struct pass {
    ae_conv_pass y, x;
    size_t depth;  /* of its sums */
    size_t before; /* depth of the passes before it */
} pass;

static size_t pass_count(const job *j)
{
    return ae_conv_passes(&j->c->h, j->transposed) * ae_conv_passes(&j->c->w, j->transposed);
}

static pass pass_at(const job *j, size_t index, size_t before)
{
    size_t across = ae_conv_passes(&j->c->w, j->transposed);
    pass p = { .y = ae_conv_pass_at(&j->c->h, j->transposed, index / across), .before = before };
    p.x = ae_conv_pass_at(&j->c->w, j->transposed, index % across);
    p.depth = j->in.group * p.y.taps * p.x.taps;
    return p;
}

/* A group's weights of a pass: depth x ld numbers, or wide, channels x depth. */
static ae_real *packed_of(const job *j, const pass *p, size_t group)
{
    return j->packed + (group * j->depth + p->before) * (j->wide ? j->out.group : j->ld);
}

/* The weights of one tap between channel c of x and the group's first channel of y. */
static const ae_real *weights_at(const job *j, const pass *p, size_t group, size_t tap, size_t c)
{
    size_t y = p->y.kernel + tap / p->x.taps * p->y.kernel_step, x = p->x.kernel + tap % p->x.taps * p->x.kernel_step;
    size_t row = (c * j->c->h.kernel + y) * j->c->w.kernel + x;
    return j->w + row * j->c->y_channels + group * (j->c->y_channels / j->c->groups);
}

static void pack_forward(const job *j, const pass *p, size_t group)
{
    ae_real *out = packed_of(j, p, group);
    const ae_matrix w = { weights_at(j, p, group, 0, 0), j->c->y_channels, 1 };
    if (!j->wide) {
        j->set->pack(out, j->ld, &w, 0, p->depth, 0, j->out.group);
        return;
    }
    for (size_t f = 0; f < j->out.group; f++)
        for (size_t k = 0; k < p->depth; k++)
            out[f * p->depth + k] = w.p[k * w.row + f];
}

static void pack_transposed(const job *j, const pass *p, size_t group)
{
    ae_real *out = packed_of(j, p, group);
    size_t n = j->in.group, taps = p->y.taps * p->x.taps;
    for (size_t tap = 0; tap < taps; tap++) {
        const ae_matrix w = { weights_at(j, p, group, tap, 0), 1, j->c->h.kernel * j->c->w.kernel * j->c->y_channels };
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

/* A task packs the passes of one phase of the rows. */
static void pack_task(void *argument, size_t index, unsigned worker)
{
    const job *j = argument;
    size_t high = ae_conv_passes(&j->c->h, j->transposed), across = ae_conv_passes(&j->c->w, j->transposed);
    size_t group = index / high, row = index % high;
    size_t before = j->in.group * taps_of(&j->c->h, j->transposed, row) * taps_of(&j->c->w, j->transposed, across);
    (void)worker;
    for (size_t i = row * across; i < (row + 1) * across; i++) {
        const pass p = pass_at(j, i, before);
        (j->transposed ? pack_transposed : pack_forward)(j, &p, group);
        before += p.depth;
    }
}

/* Channels of a group that are no full vector get zeros behind them. */
static void copy_bias(const job *j)
{
    for (size_t g = 0; g < j->c->groups; g++)
        for (size_t c = 0; c < j->ld; c++)
            j->bias[g * j->ld + c] = j->finish->bias && c < j->out.group ? j->finish->bias[g * j->out.group + c] : 0;
}

/* ---- one block ---- */

static block find_block(const job *j, size_t index)
{
    block b = { .image = index / j->bands * j->images, .from = index % j->bands * j->band };
    b.images = ae_least(j->images, j->run->rows - b.image);
    b.to = ae_least(b.from + j->band, j->out.height);
    b.y = ae_conv_reads(&j->c->h, j->transposed, b.from, b.to);
    b.x = ae_conv_reads(&j->c->w, j->transposed, 0, j->out.width);
    return b;
}

static void fill_window(const desk *d, const job *j, const block *b, size_t group)
{
    size_t plane = j->in.height * j->in.width, image = j->in.channels * plane;
    const ae_window_source s = {
        j->source + b->image * image + group * j->in.group * plane, j->in.height, j->in.width, image, b->y.first, b->x.first
    };
    j->set->fill(d->window, &j->window, &s, j->in.group, b->images);
}

/* The outputs of a pass that lie in a block's rows: from <= o < to. */
typedef struct range {
    size_t from, to;
} range;

static range outputs_in(const ae_conv_pass *p, const block *b)
{
    size_t from = b->from > p->first ? ae_parts(b->from - p->first, p->step) : 0;
    size_t to = b->to > p->first ? ae_parts(b->to - p->first, p->step) : 0;
    return (range){ from, ae_least(to, p->outputs) };
}

/* Where tap t of output `from` lies in the window. */
static size_t tap_place(const ae_conv_pass *p, size_t from, size_t tap, ptrdiff_t window)
{
    return (size_t)(p->source + (ptrdiff_t)(from * p->stride) + (ptrdiff_t)tap * p->tap_step - window);
}

/* The order of the sum: channels, then taps; transposed, taps, then channels. */
static void list_steps(const desk *d, const job *j, const pass *p, const block *b, size_t from)
{
    size_t taps = p->y.taps * p->x.taps, n = j->in.group;
    for (size_t tap = 0; tap < taps; tap++) {
        size_t y = tap_place(&p->y, from, tap / p->x.taps, b->y.first), x = tap_place(&p->x, 0, tap % p->x.taps, b->x.first);
        size_t place = y * j->window.width + x;
        for (size_t c = 0; c < n; c++)
            d->step[j->transposed ? tap * n + c : c * taps + tap] = c * j->window.channel + place;
    }
}

/* Every position: where its patch begins in the window, and which row of the result it is. */
static size_t list_rows(const desk *d, const job *j, const pass *p, const block *b, range rows)
{
    size_t n = 0;
    for (size_t image = 0; image < b->images; image++)
        for (size_t y = rows.from; y < rows.to; y++)
            for (size_t x = 0; x < p->x.outputs; x++, n++) {
                d->row[n] = image * j->window.plane + (y - rows.from) * p->y.stride * j->window.width + x * p->x.stride;
                d->place[n] = (image * (b->to - b->from) + p->y.first + y * p->y.step - b->from) * j->out.width +
                              p->x.first + x * p->x.step;
            }
    for (size_t i = 0; i < j->set->tile_rows && n; i++)
        d->row[n + i] = d->row[n - 1];
    return n;
}

static size_t list_pieces(const desk *d, const ae_real *w, size_t b_step, size_t depth)
{
    size_t n = 0, k = 0;
    do {
        d->piece[n] = (ae_piece){ 0, w + k * b_step, d->step + k, ae_least(depth - k, AE_FEATURE_BLOCK), n > 0 };
        k += AE_FEATURE_BLOCK;
        n++;
    } while (k < depth);
    return n;
}

static void narrow_pass(const desk *d, const job *j, const pass *p, const block *b, size_t group)
{
    range rows = outputs_in(&p->y, b);
    const ae_real *w = j->direct ? weights_at(j, p, group, 0, 0) : packed_of(j, p, group);
    size_t n = list_rows(d, j, p, b, rows), vectors = j->ld / j->set->lanes;
    size_t tiles = ae_parts(vectors, j->set->tile_vectors), height = j->set->tile_rows;
    list_steps(d, j, p, b, rows.from);
    ae_gather g = { .a = d->window, .b_step = j->direct ? j->c->y_channels : j->ld, .piece = d->piece };
    g.pieces = list_pieces(d, w, g.b_step, p->depth);
    for (size_t tile = 0; tile < tiles; tile++) {
        size_t from = tile * vectors / tiles, column = from * j->set->lanes;
        g.vectors = (tile + 1) * vectors / tiles - from;
        for (size_t i = 0; i < n; i += height) {
            g.row = d->row + i;
            j->set->tile(d->stack, &g, column);
            j->set->keep(d->result + column, d->place + i, j->ld, d->stack, j->bias + group * j->ld + column,
                         ae_least(n - i, height), g.vectors * j->set->lanes);
        }
    }
}

static void store_result(const desk *d, const job *j, const block *b, size_t group)
{
    size_t plane = j->out.height * j->out.width, n = (b->to - b->from) * j->out.width;
    for (size_t i = 0; i < b->images; i++) {
        size_t channel = (b->image + i) * j->out.channels + group * j->out.group;
        ae_real *out = j->result + channel * plane + b->from * j->out.width;
        j->set->planes(out, plane, j->out.group, d->result + i * n * j->ld, j->ld, n, j->finish->add);
    }
}

/* ---- wide: few channels ---- */

static void sum_wide(const desk *d, const job *j, const ae_real *w, size_t depth, size_t positions)
{
    size_t lanes = j->set->lanes, vectors = ae_parts(positions, lanes), done = 0;
    for (size_t width = j->set->row_vectors; done < vectors; done += width) {
        while (width > vectors - done)
            width /= 2;
        j->set->row(d->result + done * lanes, w, d->window + done * lanes, d->step, depth, width);
    }
}

/* Between the lines of the result are the positions that hang over the right edge. */
static void store_wide(const desk *d, const job *j, const pass *p, const block *b, range rows, size_t channel)
{
    for (size_t image = 0; image < b->images; image++) {
        ae_real *plane = j->result + ((b->image + image) * j->out.channels + channel) * j->out.height * j->out.width;
        for (size_t y = rows.from; y < rows.to; y++)
            j->set->line(plane + (p->y.first + y * p->y.step) * j->out.width + p->x.first,
                         d->result + image * j->window.plane + (y - rows.from) * j->window.width, p->x.outputs, p->x.step,
                         j->finish->add);
    }
}

static void finish_wide(const desk *d, const job *j, size_t n, ae_real bias)
{
    const ae_conv_finish *f = j->finish;
    j->set->shift(d->result, n, bias);
    if (f->activation)
        f->activation->forward(d->result, d->result, NULL, n, f->slope);
}

static void wide_pass(const desk *d, const job *j, const pass *p, const block *b, size_t group)
{
    range rows = outputs_in(&p->y, b);
    if (rows.from == rows.to)
        return;
    size_t n = (b->images - 1) * j->window.plane + (rows.to - rows.from - 1) * j->window.width + p->x.outputs;
    list_steps(d, j, p, b, rows.from);
    for (size_t c = 0; c < j->out.group; c++) {
        sum_wide(d, j, packed_of(j, p, group) + c * p->depth, p->depth, n);
        finish_wide(d, j, n, j->bias[group * j->ld + c]);
        store_wide(d, j, p, b, rows, group * j->out.group + c);
    }
}

/* ---- all of it ---- */

static void finish_narrow(const desk *d, const job *j, const block *b, size_t group)
{
    const ae_conv_finish *f = j->finish;
    if (f->activation)
        f->activation->forward(d->result, d->result, NULL, b->images * (b->to - b->from) * j->out.width * j->ld, f->slope);
    store_result(d, j, b, group);
}

static void group_block(const desk *d, const job *j, const block *b, size_t group)
{
    size_t before = 0;
    for (size_t i = 0; i < pass_count(j); i++) {
        const pass p = pass_at(j, i, before);
        (j->wide ? wide_pass : narrow_pass)(d, j, &p, b, group);
        before += p.depth;
    }
    if (!j->wide)
        finish_narrow(d, j, b, group);
}

/* A channel's rows of a block lie one after the other in the result, and so do the channels of whole images. */
static void derive(const job *j, const block *b, size_t group)
{
    const ae_conv_finish *f = j->finish;
    size_t plane = j->out.height * j->out.width, rows = b->to - b->from, n = rows * j->out.width, pieces = j->out.group;
    if (rows == j->out.height)
        n *= pieces, pieces = 1;
    for (size_t i = 0; i < b->images; i++)
        for (size_t c = 0; c < pieces; c++) {
            size_t at = ((b->image + i) * j->out.channels + group * j->out.group + c) * plane + b->from * j->out.width;
            f->derivative->backward(j->result + at, j->result + at, f->y + at, n, f->y_slope, false);
        }
}

static void block_task(void *argument, size_t index, unsigned worker)
{
    const job *j = argument;
    ae_carve mine = { j->desks + worker * j->desk, 0 };
    desk d = carve_desk(&mine, j);
    block b = find_block(j, index);
    for (size_t group = 0; group < j->c->groups; group++) {
        fill_window(&d, j, &b, group);
        group_block(&d, j, &b, group);
        if (j->finish->derivative)
            derive(j, &b, group);
    }
}

static void run_job(job *j)
{
    const ae_run *run = j->run;
    ae_carve c = { run->scratch, 0 };
    size_t work = run->rows * j->c->y_channels * j->c->h.y * j->c->w.y * j->c->x_channels / j->c->groups * j->c->h.kernel *
                  j->c->w.kernel;
    ae_pool *pool = work < SERIAL_WORK ? NULL : run->pool;
    carve_shared(&c, j, ae_pool_threads(run->pool));
    copy_bias(j);
    if (!j->direct)
        ae_pool_run(pool, j->c->groups * ae_conv_passes(&j->c->h, j->transposed), pack_task, j);
    ae_pool_run(pool, ae_parts(run->rows, j->images) * j->bands, block_task, j);
}

void ae_conv_product(const ae_conv_set *set, bool transposed, ae_real *out, const ae_real *in, const ae_real *w,
                     const ae_conv *conv, const ae_conv_finish *finish, const ae_run *run)
{
    job j = plan_job(set, conv, transposed);
    j.result = out, j.source = in, j.w = w, j.finish = finish, j.run = run;
    run_job(&j);
}
