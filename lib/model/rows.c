#include "model/rows.h"
#include <float.h>
#include <string.h>

/* ---- conversion, by element type ---- */

typedef void (*convert_fn)(ae_real *out, const void *in, size_t n, double scale);

#define CONVERT(name, type, wide)                                                   \
    static void name(ae_real *out, const void *in, size_t n, double scale)          \
    {                                                                               \
        const type *x = in;                                                         \
        const wide s = (wide)scale;                                                 \
        for (size_t i = 0; i < n; i++)                                              \
            out[i] = (ae_real)((wide)x[i] / s);                                     \
    }
CONVERT(convert_f32, float, float)
CONVERT(convert_f64, double, double)
CONVERT(convert_u8, uint8_t, float)
CONVERT(convert_i32, int32_t, double)

static const struct element {
    size_t size;
    convert_fn convert;
} elements[] = {
    [AE_F32] = { sizeof(float), convert_f32 },
    [AE_F64] = { sizeof(double), convert_f64 },
    [AE_U8] = { sizeof(uint8_t), convert_u8 },
    [AE_I32] = { sizeof(int32_t), convert_i32 },
};

/* ---- checks ---- */

static ae_status check_width(const ae_source *s, size_t width, ae_error *e)
{
    if (s->array->width != width)
        return ae_fail(e, AE_EWIDTH, "%s: the rows have %zu columns, the model takes %zu", s->what, s->array->width, width);
    return AE_OK;
}

static ae_status open_source(ae_source *s, const char *what, const ae_array *a, size_t n, size_t width, double scale, ae_error *e)
{
    size_t row, bytes;
    *s = (ae_source){ what, a, a->stride, a->scale != 0 ? a->scale : scale };
    if (!a->data)
        return ae_fail(e, AE_EARGUMENT, "%s: data is NULL", what);
    if ((unsigned)a->dtype >= sizeof elements / sizeof *elements)
        return ae_fail(e, AE_EARGUMENT, "%s: dtype %d is none of AE_F32, AE_F64, AE_U8, AE_I32", what, (int)a->dtype);
    AE_TRY(check_width(s, width, e));
    if (!ae_size_mul(&row, width, elements[a->dtype].size))
        return ae_fail(e, AE_EDATA, "%s: a row is larger than memory", what);
    s->stride = a->stride ? a->stride : row;
    if (s->stride < row || !ae_size_mul(&bytes, n, s->stride))
        return ae_fail(e, AE_EDATA, "%s: stride is %zu bytes; a row has %zu, and %zu of them must fit memory", what, s->stride, row,
                       n);
    if (s->stride % elements[a->dtype].size || (uintptr_t)a->data % elements[a->dtype].size)
        return ae_fail(e, AE_EDATA, "%s: data and stride must be multiples of the element's %zu bytes", what,
                       elements[a->dtype].size);
    if (!(s->scale >= FLT_MIN && s->scale <= FLT_MAX))
        return ae_fail(e, AE_EDATA, "%s: scale is %g; it must be a positive number", what, s->scale);
    return AE_OK;
}

static ae_status open_target(ae_feed *f, const ae_rows *rows, size_t out_width, double scale, ae_error *e)
{
    f->has_target = rows->target.data != NULL;
    if (f->has_target)
        return open_source(&f->target, "target", &rows->target, rows->n, out_width, scale, e);
    f->target = f->input;
    if (rows->input.width != out_width)
        return ae_fail(e, AE_EWIDTH, "the model puts out %zu columns for an input of %zu: give a target with as many", out_width,
                       rows->input.width);
    return AE_OK;
}

ae_status ae_feed_open(ae_feed *f, const ae_rows *rows, size_t width, size_t out_width, double scale, ae_error *e)
{
    *f = (ae_feed){ .n = rows->n, .weights = rows->weights };
    if (rows->n == 0)
        return ae_fail(e, AE_EDATA, "the data has no rows");
    if (rows->n > UINT32_MAX)
        return ae_fail(e, AE_EDATA, "the data has %zu rows; at most 4294967295 are possible", rows->n);
    AE_TRY(open_source(&f->input, "input", &rows->input, rows->n, width, scale, e));
    return out_width ? open_target(f, rows, out_width, scale, e) : AE_OK;
}

ae_status ae_feed_check_weights(const ae_feed *f, ae_error *e)
{
    for (size_t i = 0; f->weights && i < f->n; i++)
        if (!(f->weights[i] >= 0 && f->weights[i] <= FLT_MAX))
            return ae_fail_at(e, AE_EDATA, i + 1, 0, "row %zu: its weight is %g; weights are numbers from 0 on", i + 1,
                              (double)f->weights[i]);
    return AE_OK;
}

/* ---- reading ---- */

static size_t row_number(const ae_pick *pick, size_t i)
{
    return pick->ids ? pick->ids[i] : pick->first + i;
}

void ae_source_read(ae_real *out, const ae_source *s, const ae_pick *pick)
{
    const struct element *type = &elements[s->array->dtype];
    for (size_t i = 0; i < pick->n; i++) {
        const char *row = (const char *)s->array->data + row_number(pick, i) * s->stride;
        type->convert(out + i * s->array->width, row, s->array->width, s->scale);
    }
}

#ifdef AE_DOUBLE
static const ae_dtype native = AE_F64;
#else
static const ae_dtype native = AE_F32;
#endif

const ae_real *ae_source_direct(const ae_source *s, const ae_pick *pick)
{
    const ae_array *a = s->array;
    if (pick->ids || a->dtype != native || s->scale != 1 || s->stride != a->width * sizeof(ae_real))
        return NULL;
    return (const ae_real *)a->data + pick->first * a->width;
}

static bool all_finite(const ae_real *x, size_t n)
{
    int bad = 0;
    for (size_t i = 0; i < n; i++)
        bad |= !(x[i] >= -FLT_MAX && x[i] <= FLT_MAX); /* no early way out: this loop vectorises */
    return !bad;
}

ae_status ae_rows_check_finite(const ae_real *rows, const ae_source *s, const ae_pick *pick, ae_error *e)
{
    size_t width = s->array->width;
    for (size_t i = 0; i < pick->n; i++) {
        const ae_real *row = rows + i * width;
        size_t column = 0;
        if (all_finite(row, width))
            continue;
        while (all_finite(row + column, 1))
            column++;
        return ae_fail_at(e, AE_ENONFINITE, row_number(pick, i) + 1, column + 1,
                          "%s: row %zu, column %zu is NaN, infinite or too large for a float", s->what, row_number(pick, i) + 1,
                          column + 1);
    }
    return AE_OK;
}
