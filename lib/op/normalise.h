/* y = (x - mean) / sqrt(variance + eps) * weight + bias, by channel: what the ops `normalise` and `batchnorm` share. The
 * first dimension of a row counts its channels. Inputs: x, mean, variance, and perhaps weight and bias. */
#ifndef AE_OP_NORMALISE_H
#define AE_OP_NORMALISE_H

#include "kernel/channels.h"
#include "op/op.h"

enum { AE_NORM_X, AE_NORM_MEAN, AE_NORM_VARIANCE, AE_NORM_WEIGHT, AE_NORM_BIAS };

typedef struct ae_normalise_attr {
    double eps;
} ae_normalise_attr;

typedef struct ae_statistics {
    const ae_real *mean, *variance;
    double correction; /* times the variance */
    bool of_batch;     /* so they change with x; otherwise they are constants */
} ae_statistics;

/* A call at work: its channels, and scratch with numbers for each of them. */
typedef struct ae_normalising {
    ae_channels channels;
    ae_real *root;          /* 1 / sqrt(variance + eps) */
    ae_real *factor;        /* the same times the weight: dy / dx, as if the statistics did not depend on x */
    ae_real *slope, *shift; /* of (x - mean), and what is added */
    ae_real *moments;       /* two each: see ae_channel_moments */
} ae_normalising;

ae_normalising AE_LOCAL(ae_normalise_open)(const ae_call *call);

ae_status AE_LOCAL(ae_normalise_shape)(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e);
size_t AE_LOCAL(ae_normalise_scratch)(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows,
                                      unsigned threads);
void AE_LOCAL(ae_normalise_forward)(const ae_call *call, const ae_statistics *s);
void AE_LOCAL(ae_normalise_backward)(const ae_call *call, const ae_statistics *s);

#define ae_normalise_open     AE_LOCAL(ae_normalise_open)
#define ae_normalise_shape    AE_LOCAL(ae_normalise_shape)
#define ae_normalise_scratch  AE_LOCAL(ae_normalise_scratch)
#define ae_normalise_forward  AE_LOCAL(ae_normalise_forward)
#define ae_normalise_backward AE_LOCAL(ae_normalise_backward)

#endif
