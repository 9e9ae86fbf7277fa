/* One call of a normalising op, for the tests of their values and of their bits. */
#ifndef TESTS_OP_NORM_H
#define TESTS_OP_NORM_H

#include "kernel/dispatch.h"
#include "op/layernorm.h"
#include "op/normalise.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { X = AE_NORM_X, MEAN = AE_NORM_MEAN, VARIANCE = AE_NORM_VARIANCE, SPACE = 40000, SCRATCH = 200000 };

typedef struct norm {
    const ae_op *op;
    ae_normalise_attr by_channel;
    ae_layernorm_attr by_row;
    ae_shape shape[AE_OP_INPUTS], out_shape;
    size_t rows, size, n_in;
    ae_real in[AE_OP_INPUTS][SPACE], out[SPACE], dout[SPACE], din[AE_OP_INPUTS][SPACE];
    _Alignas(64) char scratch[SCRATCH];
    ae_run run;
    ae_call call;
} norm;

/* Numbers in low ... high, the same on every machine but for libm's sin. */
static void fill(ae_real *p, size_t n, double low, double high, unsigned seed)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (ae_real)(low + (high - low) * (0.5 + 0.5 * sin((double)(seed * 100003 + i) * 1.7)));
}

static bool by_row(const norm *n)
{
    return strcmp(n->op->name, "layernorm") == 0;
}

static void set_shapes(norm *n, const ae_shape *row, size_t n_in)
{
    n->n_in = n_in;
    n->shape[0] = *row;
    for (size_t i = 1; i < n_in; i++)
        n->shape[i] = by_row(n) ? *row : (ae_shape){ 1, { row->dim[0] } };
    n->size = ae_shape_size(row);
}

static void norm_open(norm *n, size_t isa, const char *op, const ae_shape *row, size_t rows, size_t n_in)
{
    memset(n, 0, sizeof *n);
    n->op = ae_op_find(isa, op);
    n->rows = rows;
    n->by_channel.eps = n->by_row.eps = 0.01;
    set_shapes(n, row, n_in);
    const void *attr = by_row(n) ? (const void *)&n->by_row : (const void *)&n->by_channel;
    assert_int_equal(n->op->shape(&n->out_shape, n->shape, n_in, attr, NULL), AE_OK);
    assert_true(rows * n->size <= SPACE && n->op->scratch(attr, n->shape, &n->out_shape, rows, 8) <= SCRATCH);
    n->run = (ae_run){ .rows = rows, .scratch = n->scratch };
    n->call = (ae_call){
        .run = &n->run, .attr = attr, .shape = n->shape, .out_shape = &n->out_shape, .out = n->out, .dout = n->dout
    };
    for (size_t i = 0; i < n_in; i++) {
        fill(n->in[i], i ? ae_shape_size(&n->shape[i]) : rows * n->size, i ? 0.5 : -2, i ? 2 : 5, (unsigned)i);
        n->call.in[i] = n->in[i];
        n->call.din[i] = n->din[i];
    }
    fill(n->dout, rows * n->size, -1, 1, 9);
}

#endif
