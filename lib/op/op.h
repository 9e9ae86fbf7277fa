/* An op: all that the library knows of one operation on rows. One file per op; its descriptor is a const ae_op. */
#ifndef AE_OP_OP_H
#define AE_OP_OP_H

#include "kernel/activation.h"
#include "kernel/isa.h"
#include "kernel/run.h"

enum { AE_OP_INPUTS = 5 };

/* The tensors of one step. Row tensors hold run->rows rows of their shape, one after the other; parameters their shape. */
typedef struct ae_call {
    const ae_run *run;
    const void *attr;      /* the node's attributes, of the op's own type */
    const ae_shape *shape; /* of the inputs: shape[i] */
    const ae_shape *out_shape;
    const ae_real *in[AE_OP_INPUTS]; /* NULL where the plan did not keep what `reads` does not name */
    ae_real *out;                    /* forward: to be written; backward: its value, if `reads` names it */
    const ae_real *dout;             /* backward: gradient of the output; NULL for a loss */
    /* backward: where the inputs' gradients go; NULL = not wanted. Ops that observe state, input i, leave the batch's own
     * value of it in din[i] when they run forward in training, and find it there in backward. */
    ae_real *din[AE_OP_INPUTS];
    bool add[AE_OP_INPUTS];          /* ... added to what is there, instead of stored */
    const ae_activation *derivative; /* ops that `derive`: NULL, or din[0] is stored times its derivative at in[0] */
    double parameter;                /* ... with this parameter */
    /* ops that `close`: where backward leaves their sums over rows, and close finds them. In backward NULL: it is to do what
     * close does, too. */
    ae_real *sums;
    double *row_loss; /* ops with `loss`: forward writes one number a row */
    double weight;    /* ops with `loss`: the objective's weight */
} ae_call;

enum { /* what backward needs kept: input i is bit i */
       AE_READS_IN0 = 1,
       AE_READS_IN1 = 2,
       AE_READS_IN2 = 4,
       AE_READS_IN3 = 8,
       AE_READS_IN4 = 16,
       AE_READS_OUT = 1 << AE_OP_INPUTS
};

typedef struct ae_op {
    const char *name;
    uint8_t reads; /* of AE_READS_* */
    bool in_place; /* out may be in[0], and din[0] may be dout */
    bool loss;     /* output is one double a row */
    bool between;  /* each number of the output lies between the least and the largest of input 0's and 0 */
    bool derives;  /* backward knows call->derivative; `reads` names input 0 then */
    bool at_once;  /* a loss: where gradients are bound when it runs forward, it stores them too */
    bool observes; /* in training, leaves the batch's own value of every input that is state */
    bool mixes;    /* what it makes of a row depends on the batch's other rows */
    /* The gradients of some parameters are no sums over rows: they are made from such sums, by `close`, or from the
     * parameter alone. The bits of these inputs. */
    uint8_t closes;
    ae_status (*shape)(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e);
    /* Bytes; NULL = none. */
    size_t (*scratch)(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads);
    void (*forward)(const ae_call *call);
    void (*backward)(const ae_call *call);
    /* How many numbers the sums are that `close` makes gradients of; NULL = none. */
    size_t (*sums)(const ae_shape *in);
    void (*close)(const ae_call *call);
    /* A copy of `attr` with this activation applied to the output as well; NULL = the op has no such epilogue. */
    const void *(*fold)(const void *attr, const ae_activation *activation, double parameter, ae_arena *arena);
    /* A loss that is made of terms: the op that writes each element's part of it (op/loss.h); NULL = another op. */
    const struct ae_op *by_feature;
    const struct ae_loss_terms *terms; /* ... of terms of single elements: what it does with a row (op/loss_rows.h) */
} ae_op;

/* Every op file ends with `const ae_op AE_LOCAL(ae_op_NAME) = { ... };` and is named in op/meson.build. */
const ae_op *ae_op_find(size_t isa, const char *name);
const ae_op *ae_op_at(size_t isa, size_t index); /* NULL after the last */

#endif
