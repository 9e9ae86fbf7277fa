/* The weights' gradient: for every element of w the sum, over all positions of all images, of what x holds under that tap
 * times y. The order of the sum (conv.h) is cut into shards of some images, a power of two, so that each shard is a subtree
 * of the whole tree; a task sums up a shard for some channels of x, and the shards' sums are then combined in waves. */
#include "base/size.h"
#include "kernel/carve.h"
#include "kernel/conv_set.h"
#include <string.h>

enum {
    SERIAL_WORK = 100 * 1000,
    SHARD = 8,               /* images, if they fit ... */
    SHARD_SIZE = 128 * 1024, /* ... into this many numbers, so that a second-level cache holds them */
    WAVE = 8,                /* shards whose sums wait to be combined, if they fit ... */
    WAVE_SIZE = 1024 * 1024, /* ... into this many numbers */
    ROWS = 1024,             /* of the gradient, in one task */
    SLICE = 4096             /* numbers that one task combines */
};

typedef struct job {
    const ae_conv_set *set;
    const ae_conv *c;
    const ae_real *x, *y;
    ae_real *dw;
    bool add;
    const ae_run *run;
    size_t x_group, y_group, taps, size; /* channels of a group; elements of dw */
    size_t range, ranges;                /* channels of x in one task */
    size_t images, shards, wave;         /* images of a shard; shards in all and of a wave */
    size_t first;                        /* the wave's first shard */
    size_t ld, band, bands;
    ae_window window;
    ae_real *sums, *level; /* a wave's shards; the subtrees that are complete */
    char *desks;
    size_t desk;
} job;

typedef struct desk {
    ae_real *window, *y, *stack; /* y: a row of channels for each position */
    size_t *row, *step;
    ae_piece *piece;
} desk;

/* ---- what there is to do ---- */

static size_t positions_of(const job *j)
{
    return ae_times(j->c->h.y, j->c->w.y);
}

static ae_window window_for(const job *j, size_t images)
{
    ae_conv_span y = ae_conv_reads(&j->c->h, false, 0, j->c->h.y), x = ae_conv_reads(&j->c->w, false, 0, j->c->w.y);
    return ae_window_of(y.length, x.length, images);
}

static size_t images_of_shard(const job *j, size_t rows)
{
    size_t each = ae_plus(ae_times(j->range, window_for(j, 1).channel), ae_times(positions_of(j), j->ld)), images = 1;
    while (images < SHARD && images < rows && each <= SHARD_SIZE / (2 * images))
        images *= 2;
    return images;
}

static size_t most_shards(const job *j)
{
    size_t wave = 1;
    while (wave < WAVE && j->size <= WAVE_SIZE / (2 * wave))
        wave *= 2;
    return wave;
}

static job plan_job(const ae_conv_set *set, const ae_conv *c, size_t rows)
{
    job j = { .set = set, .c = c, .x_group = c->x_channels / c->groups, .y_group = c->y_channels / c->groups };
    j.taps = ae_times(c->h.kernel, c->w.kernel);
    j.size = ae_times(ae_times(j.x_group, j.taps), c->y_channels);
    j.range = j.taps < ROWS ? ae_least(ROWS / j.taps, j.x_group) : 1;
    j.ranges = ae_parts(j.x_group, j.range);
    j.ld = ae_times(ae_parts(j.y_group, set->lanes), set->lanes);
    j.band = ae_conv_band(c->h.y, c->w.y);
    j.bands = ae_parts(c->h.y, j.band);
    j.images = images_of_shard(&j, rows);
    j.shards = ae_parts(rows, j.images);
    j.wave = ae_least(most_shards(&j), j.shards);
    j.window = window_for(&j, j.images);
    return j;
}

/* ---- memory ---- */

/* Sums that are open at once in a shard: a tree's levels, an image's bands so far, and the newest. */
static size_t depth_of(size_t images)
{
    size_t depth = 2;
    for (; images; images /= 2)
        depth++;
    return depth;
}

static desk carve_desk(ae_carve *c, const job *j)
{
    size_t tile = j->set->tile_rows * j->set->tile_vectors * j->set->lanes;
    desk d;
    d.window = ae_carve_take(c, ae_plus(ae_times(j->range, j->window.channel), AE_WINDOW_SLACK), sizeof *d.window);
    d.y = ae_carve_take(c, ae_times(j->images, positions_of(j)), ae_times(j->ld, sizeof *d.y));
    d.stack = ae_carve_take(c, depth_of(j->images), tile * sizeof *d.stack);
    d.row = ae_carve_take(c, ae_plus(ae_times(j->range, j->taps), j->set->tile_rows), sizeof *d.row);
    d.step = ae_carve_take(c, ae_times(j->band, j->c->w.y), sizeof *d.step);
    d.piece = ae_carve_take(c, ae_times(j->images, j->bands), sizeof *d.piece);
    return d;
}

static void carve_shared(ae_carve *c, job *j, unsigned threads)
{
    ae_carve one = { NULL, 0 };
    j->sums = ae_carve_take(c, ae_times(j->wave, j->size), sizeof *j->sums);
    j->level = ae_carve_take(c, ae_times(depth_of(j->shards), j->size), sizeof *j->level);
    carve_desk(&one, j);
    j->desk = one.bytes;
    j->desks = ae_carve_take(c, threads, one.bytes);
}

size_t ae_conv_weights_scratch(const ae_conv_set *set, const ae_conv *conv, size_t rows, unsigned threads)
{
    ae_carve c = { NULL, 0 };
    job j = plan_job(set, conv, rows);
    carve_shared(&c, &j, threads);
    return c.bytes;
}

/* ---- one shard ---- */

typedef struct shard {
    size_t index, image, images;     /* its number, its first image */
    size_t group, channel, channels; /* of x, inside the group */
} shard;

static shard find_shard(const job *j, size_t task)
{
    shard s = { .index = j->first + task / j->ranges / j->c->groups, .group = task / j->ranges % j->c->groups };
    s.image = s.index * j->images;
    s.images = ae_least(j->images, j->run->rows - s.image);
    s.channel = task % j->ranges * j->range;
    s.channels = ae_least(j->range, j->x_group - s.channel);
    return s;
}

static void fill_window(const desk *d, const job *j, const shard *s)
{
    size_t plane = j->c->h.x * j->c->w.x, image = j->c->x_channels * plane;
    const ae_window_source source = { j->x + s->image * image + (s->group * j->x_group + s->channel) * plane,
                                      j->c->h.x,
                                      j->c->w.x,
                                      image,
                                      -(ptrdiff_t)j->c->h.pad,
                                      -(ptrdiff_t)j->c->w.pad };
    j->set->fill(d->window, &j->window, &source, s->channels, s->images);
}

static void transpose_y(const desk *d, const job *j, const shard *s)
{
    size_t n = positions_of(j);
    for (size_t i = 0; i < s->images; i++) {
        const ae_matrix y = { j->y + ((s->image + i) * j->c->y_channels + s->group * j->y_group) * n, 1, n };
        j->set->pack(d->y + i * n * j->ld, j->ld, &y, 0, n, 0, j->y_group);
    }
}

/* The rows of the tiles: where a tap of a channel begins in the window. */
static size_t list_rows(const desk *d, const job *j, const shard *s)
{
    size_t n = 0;
    for (size_t c = 0; c < s->channels; c++)
        for (size_t tap = 0; tap < j->taps; tap++)
            d->row[n++] = c * j->window.channel + tap / j->c->w.kernel * j->c->h.dilation * j->window.width +
                          tap % j->c->w.kernel * j->c->w.dilation;
    for (size_t i = 0; i < j->set->tile_rows; i++)
        d->row[n + i] = d->row[n - 1];
    return n;
}

static void list_steps(const desk *d, const job *j)
{
    for (size_t i = 0; i < j->band * j->c->w.y; i++)
        d->step[i] = i / j->c->w.y * j->c->h.stride * j->window.width + i % j->c->w.y * j->c->w.stride;
}

static unsigned trailing_ones(size_t n)
{
    unsigned ones = 0;
    for (; n % 2; n /= 2)
        ones++;
    return ones;
}

/* Bands of an image are joined in ascending order; the last one's sum then joins the tree. */
static size_t list_pieces(const desk *d, const job *j, const shard *s)
{
    size_t n = 0, width = j->c->w.y;
    for (size_t i = 0; i < s->images; i++)
        for (size_t band = 0; band < j->bands; band++, n++) {
            size_t y = band * j->band, rows = ae_least(j->band, j->c->h.y - y);
            d->piece[n].a = i * j->window.plane + y * j->c->h.stride * j->window.width;
            d->piece[n].b = d->y + (i * positions_of(j) + y * width) * j->ld;
            d->piece[n].step = d->step;
            d->piece[n].n = rows * width;
            d->piece[n].joins = (band > 0) + (band + 1 == j->bands ? trailing_ones(i) : 0);
        }
    return n;
}

static void keep_tile(ae_real *out, size_t stride, const ae_real *stack, size_t rows, size_t width, size_t n)
{
    for (size_t i = 0; i < rows; i++)
        memcpy(out + i * stride, stack + i * width, n * sizeof *out);
}

static void sum_tiles(const desk *d, const job *j, const shard *s, ae_real *out)
{
    size_t rows = list_rows(d, j, s), lanes = j->set->lanes, vectors = j->ld / lanes, stride = j->c->y_channels;
    size_t tiles = ae_parts(vectors, j->set->tile_vectors), height = j->set->tile_rows;
    ae_gather g = { .a = d->window, .b_step = j->ld, .piece = d->piece, .pieces = list_pieces(d, j, s) };
    for (size_t tile = 0; tile < tiles; tile++) {
        size_t from = tile * vectors / tiles, column = from * lanes;
        g.vectors = (tile + 1) * vectors / tiles - from;
        for (size_t i = 0; i < rows; i += height) {
            g.row = d->row + i;
            j->set->tile(d->stack, &g, column);
            keep_tile(out + i * stride + column, stride, d->stack, ae_least(rows - i, height), g.vectors * lanes,
                      ae_least(j->y_group - column, g.vectors * lanes));
        }
    }
}

static void shard_task(void *argument, size_t index, unsigned worker)
{
    const job *j = argument;
    ae_carve mine = { j->desks + worker * j->desk, 0 };
    desk d = carve_desk(&mine, j);
    shard s = find_shard(j, index);
    fill_window(&d, j, &s);
    transpose_y(&d, j, &s);
    list_steps(&d, j);
    sum_tiles(&d, j, &s,
              j->sums + (s.index - j->first) * j->size + s.channel * j->taps * j->c->y_channels + s.group * j->y_group);
}

/* ---- all shards ---- */

/* A binary counter: level l of the stack holds the sum of 2^l shards where bit l of their number is set. */
static void count_up(const job *j, size_t index, size_t at, size_t n)
{
    ae_real *sum = j->sums + (index - j->first) * j->size + at;
    size_t level = 0;
    for (; index % 2; index /= 2, level++)
        j->set->add(sum, j->level + level * j->size + at, sum, n);
    memcpy(j->level + level * j->size + at, sum, n * sizeof *sum);
}

/* What is left: from the least subtree to the greatest. */
static void fold_levels(const job *j, size_t at, size_t n)
{
    size_t level = 0;
    while (!(j->shards >> level & 1))
        level++;
    ae_real *sum = j->level + level * j->size + at;
    for (size_t up = level + 1; j->shards >> up; up++)
        if (j->shards >> up & 1)
            j->set->add(sum, j->level + up * j->size + at, sum, n);
    if (j->add)
        j->set->add(j->dw + at, j->dw + at, sum, n);
    else
        memcpy(j->dw + at, sum, n * sizeof *sum);
}

static void combine_task(void *argument, size_t index, unsigned worker)
{
    const job *j = argument;
    size_t at = index * SLICE, n = ae_least(SLICE, j->size - at), last = ae_least(j->first + j->wave, j->shards);
    (void)worker;
    for (size_t i = j->first; i < last; i++)
        count_up(j, i, at, n);
    if (last == j->shards)
        fold_levels(j, at, n);
}

void ae_conv_weights(const ae_conv_set *set, ae_real *dw, const ae_real *x, const ae_real *y, const ae_conv *conv, bool add,
                     const ae_run *run)
{
    ae_carve c = { run->scratch, 0 };
    job j = plan_job(set, conv, run->rows);
    ae_pool *pool = run->rows * j.size * positions_of(&j) < SERIAL_WORK ? NULL : run->pool;
    j.x = x, j.y = y, j.dw = dw, j.add = add, j.run = run;
    carve_shared(&c, &j, ae_pool_threads(run->pool));
    for (j.first = 0; j.first < j.shards; j.first += j.wave) {
        size_t shards = ae_least(j.wave, j.shards - j.first);
        ae_pool_run(pool, shards * j.c->groups * j.ranges, shard_task, &j);
        ae_pool_run(pool, ae_parts(j.size, SLICE), combine_task, &j);
    }
}
