/* One call of an op on rows, for the tests of ops without parameters. */
#ifndef TESTS_OP_ELEMENTWISE_H
#define TESTS_OP_ELEMENTWISE_H

#include "kernel/dispatch.h"
#include "op/activation.h"
#include "op/loss.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SPACE = 80000, ROWS = 512 };

typedef struct fixture {
    const ae_op *op;
    ae_shape shape[2], out_shape;
    ae_real in[3][SPACE], out[SPACE], dout[SPACE], din[SPACE];
    double row_loss[ROWS];
    float weights[ROWS];
    ae_activation_attr attr;
    ae_run run;
    ae_call call;
} fixture;

/* Numbers in low ... high, the same on every machine but for libm's sin. */
static inline void fill(ae_real *p, size_t n, double low, double high, unsigned seed)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (ae_real)(low + (high - low) * (0.5 + 0.5 * sin((double)(seed * 100003 + i) * 1.7)));
}

/* `rows` rows of `width`; in[0] in -3 ... 3, in[1] in 0 ... 1. */
static inline void fixture_open(fixture *f, size_t isa, const char *op, const void *attr, size_t rows, size_t width)
{
    memset(f, 0, sizeof *f);
    f->op = ae_op_find(isa, op);
    assert_non_null(f->op);
    assert_true(rows * width <= SPACE && rows <= ROWS);
    f->shape[0] = f->shape[1] = (ae_shape){ 1, { width } };
    assert_int_equal(f->op->shape(&f->out_shape, f->shape, f->op->loss ? 2 : 1, attr, NULL), AE_OK);
    fill(f->in[0], rows * width, -3, 3, 1);
    fill(f->in[1], rows * width, 0, 1, 2);
    fill(f->dout, rows * width, -1, 1, 3);
    f->run = (ae_run){ .rows = rows, .gradient_scale = 1 };
    f->call = (ae_call){ .run = &f->run, .attr = attr, .shape = f->shape, .out_shape = &f->out_shape,
                         .in = { f->in[0], f->in[1] }, .out = f->out, .dout = f->dout, .din = { f->din },
                         .row_loss = f->row_loss, .weight = 1 };
}

#endif
