/* What maxpool and avgpool share: windows that slide over a plane. A row of results is made in two passes: the rows under
 * its windows are combined into one line, which has the padding at its ends; then the elements of the
 * line under each window are combined. */
#ifndef AE_OP_POOLING_H
#define AE_OP_POOLING_H

#include "op/planes.h"

typedef struct ae_pooling_axis {
    size_t size, stride;
    size_t before; /* padding: window 0 begins so far before the first element; less than size */
    size_t out;    /* how many windows; each meets an element */
} ae_pooling_axis;

typedef struct ae_pooling_attr {
    ae_pooling_axis h, w;
} ae_pooling_attr;

#ifdef AE_ISA

/* Working memory. */
typedef struct ae_pooling_lines {
    size_t length;              /* of the first two: a row of the plane with its padding */
    ae_real *line, *other;      /* only maxpool uses `other` */
    ae_real *results, *d, *tap; /* rows of results; forward uses `tap` only */
} ae_pooling_lines;
ae_pooling_lines AE_LOCAL(ae_pooling_lines_of)(const ae_plane *p);
size_t AE_LOCAL(ae_pooling_room)(const ae_pooling_attr *a, const ae_shape *in);

/* ae_op.shape and ae_op.scratch. */
ae_status AE_LOCAL(ae_pooling_shape)(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e);
size_t AE_LOCAL(ae_pooling_scratch)(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows,
                                    unsigned threads);

/* The rows under row o of the windows: from *start to before the returned one. */
size_t AE_LOCAL(ae_pooling_rows)(size_t *start, const ae_plane *p, size_t o);

/* The elements of a window that meet an input in at least one window, the others being padding in all of them: from *start
 * to before the returned one. */
size_t AE_LOCAL(ae_pooling_taps)(size_t *start, const ae_plane *p);

/* y = row o of the results. `combine` is one of the passes of kernel/row.h, `nothing` what it takes for padding. */
typedef void (*ae_combine_fn)(ae_real *y, const ae_real *x, size_t n);
void AE_LOCAL(ae_pooling_row)(ae_real *y, const ae_plane *p, size_t o, ae_combine_fn combine, ae_real nothing);

#define ae_pooling_lines_of AE_LOCAL(ae_pooling_lines_of)
#define ae_pooling_room     AE_LOCAL(ae_pooling_room)
#define ae_pooling_shape    AE_LOCAL(ae_pooling_shape)
#define ae_pooling_scratch  AE_LOCAL(ae_pooling_scratch)
#define ae_pooling_rows     AE_LOCAL(ae_pooling_rows)
#define ae_pooling_taps     AE_LOCAL(ae_pooling_taps)
#define ae_pooling_row      AE_LOCAL(ae_pooling_row)

#endif
#endif
