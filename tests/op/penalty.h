/* Calls of the penalties' ops, which have inputs of different kinds: rows h and a matrix of weights. */
#ifndef TESTS_OP_PENALTY_H
#define TESTS_OP_PENALTY_H

#include "elementwise.h"
#include "op/loss_contractive.h"
#include "op/loss_kl_sparse.h"
#include "op/loss_mmd.h"
#include "op/loss_weights.h"
#include <stdlib.h>

enum { IN = 13, UNITS = 21, MOST = 333 };

static const ae_loss_weights_attr l1_sum = { false, true }, l1_mean = { false, false }, l2_sum = { true, true },
                                  l2_mean = { true, false };
static const ae_loss_kl_sparse_attr kl_attr = { 0.2 };
static const ae_loss_mmd_attr mmd_attr = { 70 };
static const ae_loss_contractive_attr of_sigmoid = { false }, of_tanh = { true };

static const struct penalty_case {
    const char *op;
    const void *attr;
    double low, high; /* of the rows */
    bool on_weights;  /* they are input 0, and there are no rows */
} penalties[] = {
    { "loss_weights", &l1_sum, 0, 0, true },
    { "loss_weights", &l1_mean, 0, 0, true },
    { "loss_weights", &l2_sum, 0, 0, true },
    { "loss_weights", &l2_mean, 0, 0, true },
    { "loss_kl_sparse", &kl_attr, 0.01, 0.99, false },
    { "loss_contractive", &of_sigmoid, 0.01, 0.99, false },
    { "loss_contractive", &of_tanh, -0.99, 0.99, false },
    { "loss_mmd", &mmd_attr, -2, 2, false },
};
enum { PENALTIES = sizeof penalties / sizeof *penalties };

typedef struct bench {
    const ae_op *op;
    ae_shape shape[2], out_shape;
    ae_real h[MOST * UNITS], w[IN * UNITS], dh[MOST * UNITS], dw[IN * UNITS];
    double row_loss[MOST];
    float weights[MOST];
    ae_run run;
    ae_call call;
} bench;

static void bench_open(bench *b, size_t isa, const struct penalty_case *c, size_t rows, unsigned threads)
{
    const ae_shape h = { 1, { UNITS } }, w = { 2, { IN, UNITS } };
    size_t inputs = strcmp(c->op, "loss_contractive") == 0 ? 2 : 1;
    double sum = 0;
    memset(b, 0, sizeof *b);
    b->op = ae_op_find(isa, c->op);
    assert_non_null(b->op);
    b->shape[0] = c->on_weights ? w : h;
    b->shape[1] = w;
    assert_int_equal(b->op->shape(&b->out_shape, b->shape, inputs, c->attr, NULL), AE_OK);
    fill(b->h, rows * UNITS, c->low, c->high, 5);
    fill(b->w, IN * UNITS, -1, 1, 6);
    for (size_t i = 0; i < rows; i++)
        sum += (double)(b->weights[i] = 0.25f * (float)((i + 1) % 5));
    b->run = (ae_run){ .rows = rows, .gradient_scale = 1 / sum, .mean_scale = 1 / sum, .row_weights = b->weights };
    size_t scratch = b->op->scratch(c->attr, b->shape, &b->out_shape, rows, threads);
    assert_int_equal(posix_memalign(&b->run.scratch, 64, scratch + 64), 0);
    b->call = (ae_call){ .run = &b->run,
                         .attr = c->attr,
                         .shape = b->shape,
                         .out_shape = &b->out_shape,
                         .in = { b->h, b->w },
                         .din = { b->dh, b->dw },
                         .row_loss = b->row_loss,
                         .weight = 0.75 };
    if (!c->on_weights)
        return;
    b->call.in[0] = b->w;
    b->call.din[0] = b->dw;
}

static void bench_close(bench *b)
{
    free(b->run.scratch);
}

#endif
