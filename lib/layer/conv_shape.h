/* The geometry (kernel/conv.h) that a convolution's words give for an image. */
#ifndef AE_LAYER_CONV_SHAPE_H
#define AE_LAYER_CONV_SHAPE_H

#include "kernel/conv.h"
#include "layer/image.h"

enum { AE_PAD_VALID, AE_PAD_SAME, AE_PAD_SAME_SYMMETRIC }; /* the words of `pad` */

/* Which of the four layers. */
typedef struct ae_conv_kind {
    bool signal, transposed;
} ae_conv_kind;

typedef struct ae_conv_options {
    ae_weighted_options weighted;
    size_t filters, groups;
    ae_shape kernel, stride, dilation, output_pad; /* as ae_extent_read has them */
    ae_counts pad;                                 /* as ae_sides_read has it, or a word */
    double maxnorm;                                /* conv* only */
} ae_conv_options;
_Static_assert(sizeof(ae_conv_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

/* The geometry for this image, channels x height x width. AE_EVALUE, AE_ESHAPE: words that do not fit each other or it. */
ae_status ae_conv_resolve(ae_conv *conv, const ae_conv_options *options, const ae_shape *image, ae_conv_kind kind,
                          ae_error *e);

/* Words for the same geometry, the other way round: what came in is what comes out. */
void ae_conv_turn(ae_conv_options *turned, const ae_conv_options *options, const ae_conv *conv, ae_conv_kind kind);

#endif
