/* Ops that treat every channel of every row alone: a row is channels x height x width, a channel a plane. */
#ifndef AE_OP_PLANES_H
#define AE_OP_PLANES_H

#include "kernel/row.h"
#include "op/op.h"

typedef struct ae_plane {
    const void *attr;
    size_t height, width;         /* of x and dx */
    size_t out_height, out_width; /* of y and dy */
    const ae_real *x, *dy;        /* x in backward: NULL unless the op reads it */
    ae_real *y, *dx;              /* dx begins as zeros, and is added to */
    ae_real *room;                /* working memory, as much as the op asked for */
} ae_plane;

typedef void (*ae_plane_fn)(const ae_plane *plane);

/* Calls fn for every plane; `room` is how many elements of working memory it needs. */
void AE_LOCAL(ae_planes_forward)(const ae_call *call, ae_plane_fn fn, size_t room);
void AE_LOCAL(ae_planes_backward)(const ae_call *call, ae_plane_fn fn, size_t room);

/* Bytes of scratch for both. */
size_t AE_LOCAL(ae_planes_scratch)(const ae_shape *in, size_t room, unsigned threads);

#define ae_planes_forward  AE_LOCAL(ae_planes_forward)
#define ae_planes_backward AE_LOCAL(ae_planes_backward)
#define ae_planes_scratch  AE_LOCAL(ae_planes_scratch)

#endif
