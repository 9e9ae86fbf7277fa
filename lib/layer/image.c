#include "layer/image.h"

/* The side of the square of n pixels, or 0. A row has fewer than 2^32, so a side has at most 16 bits: each is tried, from
 * the highest down. */
static size_t square_side(size_t n)
{
    size_t side = 0;
    for (size_t bit = (size_t)1 << 15; bit > 0; bit /= 2)
        if ((side + bit) * (side + bit) <= n)
            side += bit;
    return side * side == n ? side : 0;
}

/* What a shape is most likely meant as: a grey or a coloured square. */
static ae_shape likely_image(const ae_shape *in, bool signal)
{
    const size_t n = ae_shape_size(in), grey = square_side(n), coloured = n % 3 ? 0 : square_side(n / 3);
    if (signal)
        return (ae_shape){ 2, { in->dim[0], n / in->dim[0] } };
    return grey       ? (ae_shape){ 3, { 1, grey, grey } }
           : coloured ? (ae_shape){ 3, { 3, coloured, coloured } }
                      : (ae_shape){ 3, { 1, 1, n } };
}

ae_status ae_image_expect(const ae_builder *b, size_t in, bool signal)
{
    const ae_shape *shape = &b->graph->values[in].shape;
    const size_t most = signal ? 2 : 3;
    char text[AE_SHAPE_TEXT], fits[AE_SHAPE_TEXT];
    if (shape->rank == most || shape->rank + 1 == most)
        return AE_OK;
    const ae_shape likely = likely_image(shape, signal);
    return ae_fail(b->error, AE_ESHAPE, "takes %s, but %s comes in; `reshape %s` before it would fit",
                   signal ? "signals (channels x length, such as 2x140)"
                          : "images (channels x height x width, such as 1x28x28)",
                   ae_shape_print(text, shape), ae_shape_print(fits, &likely));
}

ae_extent ae_image_extent(const ae_shape *shape, bool signal)
{
    const size_t *last = &shape->dim[shape->rank - 1];
    return (ae_extent){ signal ? 1 : last[-1], last[0] };
}

static bool has_channels(const ae_shape *shape, bool signal)
{
    return shape->rank == (signal ? 2 : 3);
}

ae_shape ae_image_of(const ae_shape *shape, bool signal)
{
    const ae_extent x = ae_image_extent(shape, signal);
    return (ae_shape){ 3, { has_channels(shape, signal) ? shape->dim[0] : 1, x.height, x.width } };
}

/* An image, written as what came in: without the dimensions that this did not have. */
static ae_shape as_before(const ae_shape *image, const ae_shape *before, bool signal)
{
    const size_t *x = image->dim;
    if (signal)
        return before->rank == 2 ? (ae_shape){ 2, { x[0], x[2] } } : (ae_shape){ 1, { x[2] } };
    return before->rank == 3 ? *image : (ae_shape){ 2, { x[1], x[2] } };
}

ae_status ae_image_apply(size_t *out, ae_builder *b, const char *op, const void *attr, size_t in, bool signal)
{
    const ae_shape shape = b->graph->values[in].shape, image = ae_image_of(&shape, signal);
    char text[AE_SHAPE_TEXT];
    size_t y;
    AE_TRY(ae_graph_reshape(&y, b->graph, in, &image, b->error));
    AE_TRY(ae_builder_apply(&y, b, op, attr, &y, 1));
    const ae_shape made = b->graph->values[y].shape, back = as_before(&made, &shape, signal);
    if (ae_shape_size(&made) > AE_ROW_ELEMENTS)
        return ae_fail(b->error, AE_ESHAPE, "%s would come out, but a row has at most %llu elements",
                       ae_shape_print(text, &made), (unsigned long long)AE_ROW_ELEMENTS);
    return ae_graph_reshape(out, b->graph, y, &back, b->error);
}

/* ---- numbers as they are written ---- */

bool ae_extent_given(const ae_shape *written)
{
    return written->rank > 0 || written->dim[1] > 0;
}

ae_status ae_extent_read(ae_extent *extent, const ae_shape *written, const char *key, ae_error *e)
{
    const size_t *dim = written->dim;
    char text[AE_SHAPE_TEXT];
    if (written->rank > 2)
        return ae_fail(e, AE_ESHAPE, "%s%s has %zu numbers; one or two would fit, such as 2 or 2x3 (height x width)", key,
                       ae_shape_print(text, written), written->rank);
    const ae_extent as[] = { { dim[1] > 0, dim[1] }, { dim[0], dim[0] }, { dim[0], dim[1] } };
    *extent = as[written->rank];
    return AE_OK;
}

ae_shape ae_extent_write(size_t height, size_t width)
{
    return (ae_shape){ 2, { height, width } };
}

ae_status ae_sides_read(ae_sides *sides, const ae_counts *written, bool signal, ae_error *e)
{
    const size_t n = written->count, *x = written->number;
    if (n != 1 && n != (signal ? 2 : 4))
        return ae_fail(e, AE_ESHAPE, "%zu numbers for the sides; %s", n,
                       signal ? "a signal has one for both, or two: left,right"
                              : "an image has one for all, or four: top,left,bottom,right");
    *sides = n == 4   ? (ae_sides){ x[0], x[1], x[2], x[3] }
             : signal ? (ae_sides){ 0, x[0], 0, x[n - 1] }
                      : (ae_sides){ x[0], x[0], x[0], x[0] };
    return AE_OK;
}

ae_counts ae_sides_write(const ae_sides *s, bool signal)
{
    return signal ? (ae_counts){ 2, { s->left, s->right }, 0 }
                  : (ae_counts){ 4, { s->top, s->left, s->bottom, s->right }, 0 };
}
