#include "tensor/shape.h"
#include "base/format.h"
#include "base/size.h"

size_t ae_shape_size(const ae_shape *shape)
{
    size_t size = 1;
    for (size_t i = 0; i < shape->rank; i++)
        if (!ae_size_mul(&size, size, shape->dim[i]))
            return SIZE_MAX;
    return size;
}

bool ae_shape_same(const ae_shape *a, const ae_shape *b)
{
    bool same = a->rank == b->rank;
    for (size_t i = 0; same && i < a->rank; i++)
        same = a->dim[i] == b->dim[i];
    return same;
}

ae_shape ae_shape_joined(const ae_shape *shape, size_t n)
{
    ae_shape joined = *shape;
    joined.dim[0] = ae_plus(joined.dim[0], n);
    return joined;
}

const char *ae_shape_print(char text[AE_SHAPE_TEXT], const ae_shape *shape)
{
    ae_writer w = { text, AE_SHAPE_TEXT, 0 };
    text[0] = '\0'; /* a single number has no dimensions */
    for (size_t i = 0; i < shape->rank; i++)
        ae_write(&w, i ? "x%zu" : "%zu", shape->dim[i]);
    return text;
}
