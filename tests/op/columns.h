/* Rows of numbers and categories, for the tests of the ops on them. */
#ifndef TESTS_OP_COLUMNS_H
#define TESTS_OP_COLUMNS_H

#include "kernel/dispatch.h"
#include "op/layout.h"
#include "op/loss_columns.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COLUMNS = 400, SPACE = 60000, ROWS = 512 };

typedef struct columns {
    ae_layout_column column[COLUMNS];
    ae_layout layout;
} columns;

/* Of each column its levels; 0 is a number. */
static inline void columns_open(columns *c, const size_t *levels, size_t n)
{
    size_t at = 0;
    assert_true(n <= COLUMNS);
    for (size_t i = 0; i < n; i++) {
        c->column[i] = (ae_layout_column){ levels[i], at };
        at += levels[i] ? levels[i] : 1;
    }
    c->layout = (ae_layout){ n, at, c->column };
}

/* Numbers in low ... high, the same on every machine but for libm's sin. */
static inline void fill(ae_real *p, size_t n, double low, double high, unsigned seed)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (ae_real)(low + (high - low) * (0.5 + 0.5 * sin((double)(seed * 100003 + i) * 1.7)));
}

/* A caller's rows; with `gaps`, about every ninth number is none. */
static inline void fill_rows(ae_real *x, const ae_layout *l, size_t rows, unsigned seed, bool gaps)
{
    fill(x, rows * l->columns, -2, 2, seed);
    for (size_t i = 0; i < rows * l->columns; i++) {
        size_t levels = l->column[i % l->columns].levels, code = (size_t)((x[i] + 2) * 12345);
        x[i] = levels ? (ae_real)(code % levels) : x[i];
        x[i] = gaps && (i * 7 + seed) % 9 == 0 ? (ae_real)NAN : x[i];
    }
}

/* One call of one of the ops that have no parameters. */
typedef struct fixture {
    const ae_op *op;
    columns columns;
    ae_layout_attr attr;
    ae_loss_columns_attr loss;
    ae_shape shape[AE_OP_INPUTS], out_shape;
    ae_real in[4][SPACE], out[SPACE], dout[SPACE], din[SPACE];
    double row_loss[ROWS];
    float weights[ROWS];
    ae_run run;
    ae_call call;
} fixture;

/* With in[0] as wide as `in_width` says, and all other inputs as the caller's rows are. */
static inline void fixture_open(fixture *f, size_t isa, const char *op, const size_t *levels, size_t n, size_t rows,
                                size_t n_in)
{
    bool narrow = strcmp(op, "expand") == 0;
    memset(f, 0, sizeof *f);
    columns_open(&f->columns, levels, n);
    const ae_layout *l = &f->columns.layout;
    f->op = ae_op_find(isa, op);
    assert_non_null(f->op);
    f->attr.layout = f->loss.layout = l;
    f->loss.numbers = ae_op_find(isa, "loss_mse");
    f->loss.weighted = n_in > 2;
    const void *attr = f->op->loss ? (const void *)&f->loss : (const void *)&f->attr;
    for (size_t i = 0; i < n_in; i++)
        f->shape[i] = (ae_shape){ 1, { i || narrow ? l->columns : l->width } };
    assert_int_equal(f->op->shape(&f->out_shape, f->shape, n_in, attr, NULL), AE_OK);
    assert_true(rows * (l->width + l->columns) <= SPACE && rows <= ROWS);
    f->run = (ae_run){ .rows = rows, .gradient_scale = 1 };
    f->call = (ae_call){ .run = &f->run,
                         .attr = attr,
                         .shape = f->shape,
                         .out_shape = &f->out_shape,
                         .out = f->out,
                         .dout = f->dout,
                         .din = { f->din },
                         .row_loss = f->row_loss,
                         .weight = 1 };
    for (size_t i = 0; i < n_in; i++)
        f->call.in[i] = f->in[i];
    if (narrow)
        fill_rows(f->in[0], l, rows, 1, false);
    else
        fill(f->in[0], rows * l->width, -3, 3, 1);
    fill_rows(f->in[1], l, rows, 2, true);
    fill(f->in[2], rows * l->columns, 0, 2, 3);
    fill(f->dout, rows * ae_shape_size(&f->out_shape), -1, 1, 4);
}

#endif
