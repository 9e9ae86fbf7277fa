/* Random calls of the ops on planes: pools, upsampling, padding and cropping. */
#ifndef TESTS_OP_PLANE_CASE_H
#define TESTS_OP_PLANE_CASE_H

#include "base/random.h"
#include "kernel/dispatch.h"
#include "op/pad.h"
#include "op/pooling.h"
#include "op/upsample.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PLANE_OPS = 4, SPACE = 1 << 16 };

/* Everything but `op` is made from the case's number. */
typedef struct plane_case {
    const ae_op *op;
    ae_pooling_attr window;
    ae_upsample_attr upsample;
    ae_pad_attr pad;
    ae_shape in, out;
    ae_real x[SPACE], y[SPACE], dx[SPACE], dy[SPACE];
    ae_run run;
    ae_call call;
} plane_case;

static const char *const plane_ops[PLANE_OPS] = { "maxpool", "avgpool", "upsample", "pad" };

typedef struct dice {
    uint32_t number, thrown;
} dice;

static size_t throw_from(dice *d, size_t low, size_t high)
{
    uint32_t word[4];
    ae_place place = { .seed = 31, .row = d->number };
    ae_random_quad(word, &place, d->thrown++);
    return low + word[0] % (high - low + 1);
}

/* Windows may be larger than what they slide over. */
static ae_pooling_axis random_axis(dice *d, size_t in)
{
    size_t size = throw_from(d, 1, 6);
    ae_pooling_axis a = { size, throw_from(d, 1, 4), throw_from(d, 0, size - 1), 0 };
    size_t there = in + a.before, missing = size > there ? size - there : 0;
    a.out = (there + throw_from(d, missing, size - 1) - size) / a.stride + 1;
    return a;
}

/* Margins of -in ... 3 on both sides, that leave at least one element. */
static ptrdiff_t random_margin(dice *d, size_t in, size_t *out, bool cut)
{
    ptrdiff_t before = cut ? -(ptrdiff_t)throw_from(d, 0, in - 1) : (ptrdiff_t)throw_from(d, 0, 3);
    *out = cut ? throw_from(d, 1, in - (size_t)-before) : in + (size_t)before + throw_from(d, 0, 3);
    return before;
}

static const void *random_attr(plane_case *c, dice *d, size_t kind)
{
    size_t h = c->in.dim[1], w = c->in.dim[2];
    bool flag = throw_from(d, 0, 1);
    c->window = (ae_pooling_attr){ random_axis(d, h), random_axis(d, w) };
    c->upsample =
        (ae_upsample_attr){ throw_from(d, h > 2 ? h - 2 : 1, 3 * h), throw_from(d, w > 2 ? w - 2 : 1, 3 * w), flag };
    c->pad.top = random_margin(d, h, &c->pad.height, throw_from(d, 0, 1));
    c->pad.left = random_margin(d, w, &c->pad.width, throw_from(d, 0, 1));
    c->pad.replicate = c->pad.top >= 0 && c->pad.left >= 0 && c->pad.height >= h && c->pad.width >= w && flag;
    const void *const attr[PLANE_OPS] = { &c->window, &c->window, &c->upsample, &c->pad };
    return attr[kind];
}

/* Numbers that are all different within a plane, in an order without order. */
static void fill(ae_real *p, size_t n, unsigned seed)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (ae_real)sin((double)(seed * 10007 + i) * 1.7);
}

/* The n-th case, of op n mod PLANE_OPS; every third is a signal. */
static void open_case(plane_case *c, size_t isa, uint32_t n, size_t rows, unsigned threads)
{
    dice d = { n, 0 };
    memset(c, 0, sizeof *c);
    c->op = ae_op_find(isa, plane_ops[n % PLANE_OPS]);
    assert_non_null(c->op);
    size_t height = n % 3 ? throw_from(&d, 1, 11) : 1, width = throw_from(&d, 1, n % 3 ? 11 : 70);
    c->in = (ae_shape){ 3, { throw_from(&d, 1, 3), height, width } };
    c->call.attr = random_attr(c, &d, n % PLANE_OPS);
    assert_int_equal(c->op->shape(&c->out, &c->in, 1, c->call.attr, NULL), AE_OK);
    size_t nx = rows * ae_shape_size(&c->in), ny = rows * ae_shape_size(&c->out);
    assert_true(nx <= SPACE && ny <= SPACE);
    fill(c->x, nx, 1);
    fill(c->dy, ny, 2);
    fill(c->dx, nx, 3);
    size_t bytes = c->op->scratch(c->call.attr, &c->in, &c->out, rows, threads);
    c->run = (ae_run){ .rows = rows, .scratch = aligned_alloc(AE_ALIGN, ae_round_up(bytes + 1, AE_ALIGN)) };
    assert_non_null(c->run.scratch);
    c->call = (ae_call){ .run = &c->run,
                         .attr = c->call.attr,
                         .shape = &c->in,
                         .out_shape = &c->out,
                         .in = { c->x },
                         .out = c->y,
                         .dout = c->dy,
                         .din = { c->dx } };
}

static void forward(plane_case *c)
{
    c->call.in[0] = c->x;
    c->op->forward(&c->call);
}

/* With nothing but what the op reads. */
static void backward(plane_case *c, bool add)
{
    c->call.in[0] = c->op->reads & AE_READS_IN0 ? c->x : NULL;
    c->call.out = NULL;
    c->call.add[0] = add;
    c->op->backward(&c->call);
    c->call.out = c->y;
}

static void close_case(plane_case *c)
{
    free(c->run.scratch);
}

#endif
