/* What layers on images and signals share. An image is channels x height x width, or height x width. A signal, channels x
 * length or just a row, is handled as an image of height 1. What comes out has as many dimensions as what came in. */
#ifndef AE_LAYER_IMAGE_H
#define AE_LAYER_IMAGE_H

#include "layer/layer.h"

typedef struct ae_extent {
    size_t height, width; /* of a signal: 1, length */
} ae_extent;

typedef struct ae_sides {
    size_t top, left, bottom, right;
} ae_sides;

enum { AE_IMAGE_SIDE_MAX = 1000000000 };

/* AE_ESHAPE unless signals or images, as wanted, come in. */
ae_status ae_image_expect(const ae_builder *b, size_t in, bool signal);

/* Channels x height x width of what may come in. */
ae_shape ae_image_of(const ae_shape *shape, bool signal);

ae_extent ae_image_extent(const ae_shape *shape, bool signal);

/* y = op(x), for an op that takes images of three dimensions. */
ae_status ae_image_apply(size_t *out, ae_builder *b, const char *op, const void *attr, size_t in, bool signal);

/* An extent as it is written: 2 (of images: a square) or 2x3. A signal's, which is a plain number, lies in dim[1], with rank
 * 0. What was not given is 0 x 0. */
ae_status ae_extent_read(ae_extent *extent, const ae_shape *written, const char *key, ae_error *e);
bool ae_extent_given(const ae_shape *written);
ae_shape ae_extent_write(size_t height, size_t width);

/* Sides as they are written: one number for all, or top, left, bottom, right; of signals one, or left, right. */
ae_status ae_sides_read(ae_sides *sides, const ae_counts *written, bool signal, ae_error *e);
ae_counts ae_sides_write(const ae_sides *sides, bool signal);

/* Options of the layers that mirror each other. */
typedef struct ae_pool_options {
    ae_layer_options layer;
    ae_shape window, stride;
    ae_counts pad;
} ae_pool_options;

typedef struct ae_upsample_options {
    ae_layer_options layer;
    ae_shape factor, to;
    int mode;
} ae_upsample_options;

_Static_assert(sizeof(ae_pool_options) <= AE_LAYER_OPTIONS_MAX, "options fit");
_Static_assert(sizeof(ae_upsample_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

#endif
