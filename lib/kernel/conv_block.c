/* A block of the result: the zeros around its part of the source are written out, the patches of all its positions
 * multiplied with the weights, a row of channels for each position, and that is written down transposed, channels first.
 * Where channels are too few to fill vectors, a channel's weights at a time meet many positions side by side instead
 * ("wide"). Both give the same bits: the order of each sum is the same. */
#include "kernel/conv_block.h"
#include "base/size.h"

/* The part of the result that a task makes, and of the source that it reads. */
typedef struct block {
    size_t image, images, from, to; /* rows from <= y < to of some images */
    ae_conv_span y, x;
} block;

static block find_block(const ae_conv_job *j, size_t index)
{
    block b = { .image = index / j->bands * j->images, .from = index % j->bands * j->band };
    b.images = ae_least(j->images, j->run->rows - b.image);
    b.to = ae_least(b.from + j->band, j->out.height);
    b.y = ae_conv_reads(&j->c->h, j->transposed, b.from, b.to);
    b.x = ae_conv_reads(&j->c->w, j->transposed, 0, j->out.width);
    return b;
}

static void fill_window(const ae_conv_desk *d, const ae_conv_job *j, const block *b, size_t group)
{
    size_t plane = j->in.height * j->in.width, image = j->in.channels * plane;
    const ae_window_source s = {
        j->source + b->image * image + group * j->in.group * plane, j->in.height, j->in.width, image, b->y.first, b->x.first
    };
    j->set->fill(d->window, &j->window, &s, j->in.group, b->images);
}

/* The outputs of a pass over the rows that lie in a block's rows: from <= o < to. */
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
static void list_steps(const ae_conv_desk *d, const ae_conv_job *j, const ae_conv_phase *p, const block *b, size_t from)
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
static size_t list_rows(const ae_conv_desk *d, const ae_conv_job *j, const ae_conv_phase *p, const block *b, range rows)
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

static size_t list_pieces(const ae_conv_desk *d, const ae_real *w, size_t b_step, size_t depth)
{
    size_t n = 0, k = 0;
    do {
        d->piece[n] = (ae_piece){ 0, w + k * b_step, d->step + k, ae_least(depth - k, AE_FEATURE_BLOCK), n > 0 };
        k += AE_FEATURE_BLOCK;
        n++;
    } while (k < depth);
    return n;
}

static void narrow_phase(const ae_conv_desk *d, const ae_conv_job *j, const ae_conv_phase *p, const block *b, size_t group)
{
    range rows = outputs_in(&p->y, b);
    const ae_real *w = j->direct ? ae_conv_weights_at(j, p, group, 0, 0) : ae_conv_packed(j, p, group);
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

static void store_result(const ae_conv_desk *d, const ae_conv_job *j, const block *b, size_t group)
{
    size_t plane = j->out.height * j->out.width, n = (b->to - b->from) * j->out.width;
    for (size_t i = 0; i < b->images; i++) {
        size_t channel = (b->image + i) * j->out.channels + group * j->out.group;
        ae_real *out = j->result + channel * plane + b->from * j->out.width;
        j->set->planes(out, plane, j->out.group, d->result + i * n * j->ld, j->ld, n, j->finish->add);
    }
}

/* ---- wide: few channels ---- */

static void sum_wide(const ae_conv_desk *d, const ae_conv_job *j, const ae_real *w, size_t depth, size_t positions)
{
    size_t lanes = j->set->lanes, vectors = ae_parts(positions, lanes), done = 0;
    for (size_t width = j->set->row_vectors; done < vectors; done += width) {
        while (width > vectors - done)
            width /= 2;
        j->set->row(d->result + done * lanes, w, d->window + done * lanes, d->step, depth, width);
    }
}

/* Between the lines of the result are positions beyond the right edge, which are left out. */
static void store_wide(const ae_conv_desk *d, const ae_conv_job *j, const ae_conv_phase *p, const block *b, range rows,
                       size_t channel)
{
    for (size_t image = 0; image < b->images; image++) {
        ae_real *plane = j->result + ((b->image + image) * j->out.channels + channel) * j->out.height * j->out.width;
        for (size_t y = rows.from; y < rows.to; y++)
            j->set->line(plane + (p->y.first + y * p->y.step) * j->out.width + p->x.first,
                         d->result + image * j->window.plane + (y - rows.from) * j->window.width, p->x.outputs, p->x.step,
                         j->finish->add);
    }
}

static void finish_wide(const ae_conv_desk *d, const ae_conv_job *j, size_t n, ae_real bias)
{
    const ae_conv_finish *f = j->finish;
    j->set->shift(d->result, n, bias);
    if (f->activation)
        f->activation->forward(d->result, d->result, NULL, n, f->parameter);
}

static void wide_phase(const ae_conv_desk *d, const ae_conv_job *j, const ae_conv_phase *p, const block *b, size_t group)
{
    range rows = outputs_in(&p->y, b);
    if (rows.from == rows.to)
        return;
    size_t n = (b->images - 1) * j->window.plane + (rows.to - rows.from - 1) * j->window.width + p->x.outputs;
    list_steps(d, j, p, b, rows.from);
    for (size_t c = 0; c < j->out.group; c++) {
        sum_wide(d, j, ae_conv_packed(j, p, group) + c * p->depth, p->depth, n);
        finish_wide(d, j, n, j->bias[group * j->ld + c]);
        store_wide(d, j, p, b, rows, group * j->out.group + c);
    }
}

/* ---- both ---- */

static void finish_narrow(const ae_conv_desk *d, const ae_conv_job *j, const block *b, size_t group)
{
    const ae_conv_finish *f = j->finish;
    if (f->activation)
        f->activation->forward(d->result, d->result, NULL, b->images * (b->to - b->from) * j->out.width * j->ld,
                               f->parameter);
    store_result(d, j, b, group);
}

static void group_block(const ae_conv_desk *d, const ae_conv_job *j, const block *b, size_t group)
{
    size_t before = 0;
    for (size_t i = 0; i < ae_conv_phases(j); i++) {
        const ae_conv_phase p = ae_conv_phase_at(j, i, before);
        (j->wide ? wide_phase : narrow_phase)(d, j, &p, b, group);
        before += p.depth;
    }
    if (!j->wide)
        finish_narrow(d, j, b, group);
}

/* A channel's rows of a block lie one after the other in the result, and so do the channels of whole images. */
static void derive(const ae_conv_job *j, const block *b, size_t group)
{
    const ae_conv_finish *f = j->finish;
    size_t plane = j->out.height * j->out.width, rows = b->to - b->from, n = rows * j->out.width, pieces = j->out.group;
    if (rows == j->out.height)
        n *= pieces, pieces = 1;
    for (size_t i = 0; i < b->images; i++)
        for (size_t c = 0; c < pieces; c++) {
            size_t at = ((b->image + i) * j->out.channels + group * j->out.group + c) * plane + b->from * j->out.width;
            f->derivative->backward(j->result + at, j->result + at, f->y + at, n, f->y_parameter, false);
        }
}

void ae_conv_block_task(void *argument, size_t index, unsigned worker)
{
    const ae_conv_job *j = argument;
    ae_carve mine = { j->desks + worker * j->desk, 0 };
    ae_conv_desk d = ae_conv_carve_desk(&mine, j);
    block b = find_block(j, index);
    for (size_t group = 0; group < j->c->groups; group++) {
        fill_window(&d, j, &b, group);
        group_block(&d, j, &b, group);
        if (j->finish->derivative)
            derive(j, &b, group);
    }
}
