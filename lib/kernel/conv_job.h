/* Part of conv_product.c: how a convolution, or a transposed one, is cut into blocks, the phases of its stride, and the
 * memory that it takes. */
#ifndef AE_KERNEL_CONV_JOB_H
#define AE_KERNEL_CONV_JOB_H

#include "kernel/carve.h"
#include "kernel/conv_set.h"

typedef struct ae_conv_side {              /* one end of the convolution */
    size_t channels, group, height, width; /* channels in all and of one group */
} ae_conv_side;

/* What does not change from block to block. */
typedef struct ae_conv_job {
    const ae_conv_set *set;
    const ae_conv *c;
    bool transposed, wide, direct; /* direct: the weights are read in place */
    ae_conv_side in, out;
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
} ae_conv_job;

/* A worker's memory. */
typedef struct ae_conv_desk {
    ae_real *window, *result, *stack;
    size_t *row, *place, *step;
    ae_piece *piece;
} ae_conv_desk;

/* A pass over each axis: outputs that all meet the same taps. */
typedef struct ae_conv_phase {
    ae_conv_pass y, x;
    size_t depth;  /* of its sums */
    size_t before; /* depth of the phases before it */
} ae_conv_phase;

ae_conv_job ae_conv_job_of(const ae_conv_set *set, const ae_conv *c, bool transposed);

/* Scratch: what the tasks share, then a desk for each worker. */
void ae_conv_carve_shared(ae_carve *c, ae_conv_job *j, unsigned threads);
ae_conv_desk ae_conv_carve_desk(ae_carve *c, const ae_conv_job *j);

size_t ae_conv_phases(const ae_conv_job *j);
ae_conv_phase ae_conv_phase_at(const ae_conv_job *j, size_t index, size_t before);

/* A group's weights of a phase, packed: depth x ld numbers, or wide, channels x depth. */
ae_real *ae_conv_packed(const ae_conv_job *j, const ae_conv_phase *p, size_t group);

/* The weights of one tap between channel c of x and the group's first channel of y. */
const ae_real *ae_conv_weights_at(const ae_conv_job *j, const ae_conv_phase *p, size_t group, size_t tap, size_t c);

#endif
