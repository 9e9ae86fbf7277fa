/* Filters: weights as pictures. Dense weights are stored [in][out], those of convolutions [in][height][width][out]: with the
 * shape of what comes in, both are [channel][y][x][filter]. */
#include "kit/draw.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Which weights, and how they lie -------------------------------------------------------------------------------- */

/* 0: n is no square. */
static size_t root(size_t n)
{
    size_t side = (size_t)(sqrt((double)n) + 0.5);
    return side * side == n ? side : 0;
}

static void lay_row(kit_filters *f, const ae_model_info *model)
{
    const size_t *shape = model->input_shape;
    size_t rank = 0, side = root(f->width);
    while (rank < 4 && shape[rank])
        rank++;
    if (rank > 1) {
        f->height = shape[rank - 2];
        f->width = shape[rank - 1];
        f->channels = model->input_width / (f->height * f->width);
    } else if (side) {
        f->height = f->width = side;
    }
}

/* Three times the root mean square, for a few weights that stand out would leave all others grey; or the largest. */
static double find_white(const float *weights, size_t n)
{
    double largest = 0, square = 0;
    for (size_t i = 0; i < n; i++) {
        largest = fmax(largest, fabs((double)weights[i]));
        square += (double)weights[i] * (double)weights[i] / (double)n;
    }
    return fmin(largest, 3 * sqrt(square));
}

/* Only the first layer with weights looks at the input, though others may look at as many numbers. */
static kit_filters lay(const ae_tensor_info *t, const ae_model_info *model, bool first)
{
    kit_filters f = { t->name, t->data, 1, 1, 1, t->shape[t->rank - 1], 0 };
    f.width = t->shape[t->rank - 2];
    if (t->rank > 2)
        f.channels = t->shape[0];
    if (t->rank > 3)
        f.height = t->shape[1];
    if (first && t->rank == 2 && f.width == model->input_width)
        lay_row(&f, model);
    f.white = find_white(f.weights, f.channels * f.height * f.width * f.count);
    return f;
}

/* Biases and the like have rank 1. */
static bool is_wanted(const ae_tensor_info *t, const char *name)
{
    return t->rank > 1 && (!name || strcmp(t->name, name) == 0);
}

static bool refuse(const ae_model *model, size_t tensors, const char *name, kit_message *why)
{
    char there[256] = "";
    int n = 0;
    for (size_t i = 0; i < tensors && n < (int)sizeof there; i++) {
        ae_tensor_info t = AE_TENSOR_INFO_INIT;
        if (ae_model_get_tensor(&t, model, i, NULL) == AE_OK && is_wanted(&t, NULL))
            n += snprintf(there + n, sizeof there - (size_t)n, "%s%s", n ? ", " : "", t.name);
    }
    if (!n)
        return kit_explain(why, "the model has no weights that could be drawn");
    return kit_explain(why, "'%s' is no tensor of weights; there are %s%s", name, there,
                       n < (int)sizeof there ? "" : " ...");
}

bool kit_filters_find(kit_filters *out, const ae_model *model, const char *tensor, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (ae_model_get_info(&info, model, &e) != AE_OK)
        return kit_explain_error(why, &e);
    bool first = true;
    for (size_t i = 0; i < info.tensors; i++) {
        ae_tensor_info t = AE_TENSOR_INFO_INIT;
        if (ae_model_get_tensor(&t, model, i, &e) != AE_OK)
            return kit_explain_error(why, &e);
        if (is_wanted(&t, tensor)) {
            *out = lay(&t, &info, first);
            return true;
        }
        first = first && !is_wanted(&t, NULL);
    }
    return refuse(model, info.tensors, tensor, why);
}

/* ---- Pictures --------------------------------------------------------------------------------------------------------- */

/* A weight is cell x cell pixels, a picture has a black line of one pixel at its right and bottom, and all is enlarged. */
enum { ZOOM = 4, SIDE = 21 };

/* Small kernels are drawn larger. */
static size_t cell_of(const kit_filters *f)
{
    size_t side = f->height > f->width ? f->height : f->width;
    return side < SIDE ? SIDE / side : 1;
}

/* One channel of one filter. */
static void draw(float *picture, const kit_filters *f, size_t cell, size_t filter, size_t channel)
{
    const float *w = f->weights + channel * f->height * f->width * f->count + filter;
    double unit = f->white > 0 ? 2 * f->white : 1;
    for (size_t y = 0; y < f->height * cell; y++)
        for (size_t x = 0; x < f->width * cell; x++) {
            size_t at = y / cell * f->width + x / cell;
            picture[y * (f->width * cell + 1) + x] = (float)(0.5 + (double)w[at * f->count] / unit);
        }
}

static size_t columns_for(const kit_filters *f)
{
    size_t side = 1;
    while (side * side < f->count)
        side++;
    return f->channels > 1 ? f->channels : side;
}

bool kit_filters_write(const char *path, const kit_filters *f, size_t columns, kit_message *why)
{
    size_t cell = cell_of(f), h = f->height * cell + 1, w = f->width * cell + 1, pictures = f->count * f->channels;
    float *pixels = calloc(pictures, h * w * sizeof *pixels);
    if (!pixels)
        return kit_explain(why, "%s: out of memory", path);
    for (size_t i = 0; i < pictures; i++)
        draw(pixels + i * h * w, f, cell, i / f->channels, i % f->channels);
    const kit_images images = { pixels, pictures, 1, h, w };
    bool ok = kit_images_write(path, &images, columns ? columns : columns_for(f), ZOOM, why);
    free(pixels);
    return ok;
}
