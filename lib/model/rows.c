#include "model/rows.h"
#include "base/size.h"
#include "tensor/tree.h"
#include <float.h>
#include <stdatomic.h>
#include <string.h>

/* ---- checks ---- */

static ae_status check_width(const ae_source *s, size_t width, ae_error *e)
{
    if (s->array->width != width)
        return ae_fail(e, AE_EWIDTH, "%s: the rows have %zu columns, the model takes %zu", s->what, s->array->width, width);
    return AE_OK;
}

static ae_status check_stride(ae_source *s, size_t n, ae_error *e)
{
    size_t size = s->element->size, row, bytes;
    if (!ae_size_mul(&row, s->array->width, size))
        return ae_fail(e, AE_EDATA, "%s: a row is larger than memory", s->what);
    s->stride = s->array->stride ? s->array->stride : row;
    if (s->stride < row || !ae_size_mul(&bytes, n, s->stride))
        return ae_fail(e, AE_EDATA, "%s: stride is %zu bytes; a row has %zu, and %zu of them must fit memory", s->what,
                       s->stride, row, n);
    if (s->stride % size || (uintptr_t)s->array->data % size)
        return ae_fail(e, AE_EDATA, "%s: data and stride must be multiples of the element's %zu bytes", s->what, size);
    return AE_OK;
}

static ae_status open_source(ae_source *s, const ae_feed *f, const ae_array *a, size_t width, double scale, ae_error *e)
{
    const char *what = s == &f->input ? "input" : "target";
    *s = (ae_source){ what, a, ae_isa_element(f->isa, (int)a->dtype), f->isa, 0, a->scale != 0 ? a->scale : scale, false };
    if (!a->data)
        return ae_fail(e, AE_EARGUMENT, "%s: data is NULL", what);
    if (!s->element)
        return ae_fail(e, AE_EARGUMENT, "%s: dtype %d is none of AE_F32, AE_F64, AE_U8, AE_I32", what, (int)a->dtype);
    AE_TRY(check_width(s, width, e));
    AE_TRY(check_stride(s, f->n, e));
    if (!(s->scale >= FLT_MIN && s->scale <= FLT_MAX))
        return ae_fail(e, AE_EDATA, "%s: scale is %g; it must be a positive number that a float can hold", what, s->scale);
    s->finite = s->element->most > 0 && s->element->most / s->scale < FLT_MAX;
    return AE_OK;
}

static ae_status open_target(ae_feed *f, const ae_rows *rows, size_t out_width, ae_error *e)
{
    f->has_target = rows->target.data != NULL;
    if (f->has_target)
        return open_source(&f->target, f, &rows->target, out_width, f->input.scale, e);
    f->target = f->input;
    if (rows->input.width != out_width)
        return ae_fail(e, AE_EWIDTH, "the decoder ends with %zu columns, the input has %zu: correct it, or give a target",
                       out_width, rows->input.width);
    return AE_OK;
}

ae_status ae_feed_open(ae_feed *f, const ae_rows *rows, size_t isa, size_t width, size_t out_width, double scale,
                       ae_error *e)
{
    *f = (ae_feed){ .n = rows->n, .weights = rows->weights, .isa = isa };
    if (rows->n == 0)
        return ae_fail(e, AE_EDATA, "the data has no rows");
    if (rows->n > UINT32_MAX)
        return ae_fail(e, AE_EDATA, "the data has %zu rows; at most 4294967295 are possible", rows->n);
    AE_TRY(open_source(&f->input, f, &rows->input, width, scale, e));
    return out_width ? open_target(f, rows, out_width, e) : AE_OK;
}

ae_status ae_feed_check_weights(const ae_feed *f, ae_error *e)
{
    bool any = !f->weights;
    for (size_t i = 0; f->weights && i < f->n; i++) {
        any |= f->weights[i] > 0;
        if (!(f->weights[i] >= 0 && f->weights[i] <= FLT_MAX))
            return ae_fail_at(e, AE_EDATA, i + 1, 0, "row %zu: its weight is %g; weights are numbers from 0 on", i + 1,
                              (double)f->weights[i]);
    }
    return any ? AE_OK : ae_fail(e, AE_EDATA, "the rows' weights are all 0");
}

/* ---- reading ---- */

static size_t row_number(const ae_pick *pick, size_t i)
{
    return pick->ids ? pick->ids[i] : pick->first + i;
}

/* The rows where they lie, if they can be used so, or NULL. */
static const ae_real *direct(const ae_source *s, const ae_pick *pick)
{
    const ae_array *a = s->array;
    if (pick->ids || a->dtype != AE_F32 || s->scale != 1 || s->stride != a->width * sizeof(ae_real))
        return NULL;
    return (const ae_real *)a->data + pick->first * a->width;
}

/* The batch is read and looked at in blocks of rows, by all threads: it comes from far away in memory. */
enum {
    BLOCK = AE_TREE_BLOCK,
    SERIAL = 16384, /* elements that do not repay waking a thread */
    AHEAD = 4,      /* rows */
    NEAR = 512,     /* bytes: the rest of a longer row is seen coming */
    LINE = 64
};

typedef struct reading {
    const ae_source *s;
    const ae_pick *pick;
    ae_real *rows;
    bool copy;
    atomic_bool bad; /* a number somewhere is not finite */
} reading;

static bool row_is_finite(const ae_source *s, const ae_real *row)
{
    return s->finite || ae_isa_all_finite(s->isa, row, s->array->width);
}

static const char *place(const reading *r, size_t i)
{
    return (const char *)r->s->array->data + row_number(r->pick, i) * r->s->stride;
}

/* Shuffled rows lie anywhere: no processor sees the next one coming. */
static void fetch(const reading *r, size_t i)
{
    size_t bytes = r->s->array->width * r->s->element->size;
    for (size_t at = 0; at < bytes && at < NEAR; at += LINE)
        __builtin_prefetch(place(r, i) + at);
}

static void read_block(void *argument, size_t index, unsigned worker)
{
    reading *r = argument;
    const ae_source *s = r->s;
    size_t end = (index + 1) * BLOCK < r->pick->n ? (index + 1) * BLOCK : r->pick->n;
    (void)worker;
    for (size_t i = index * BLOCK; i < end; i++) {
        ae_real *row = r->rows + i * s->array->width;
        if (r->copy && r->pick->ids && i + AHEAD < r->pick->n)
            fetch(r, i + AHEAD);
        if (r->copy)
            s->element->read(row, place(r, i), s->array->width, s->scale);
        if (!row_is_finite(s, row))
            atomic_store(&r->bad, true);
    }
}

/* Says which number it was: the first, whoever found one. */
static ae_status blame(const reading *r, ae_error *e)
{
    size_t width = r->s->array->width, i = 0, column = 0;
    while (row_is_finite(r->s, r->rows + i * width))
        i++;
    while (ae_isa_all_finite(r->s->isa, r->rows + i * width + column, 1))
        column++;
    return ae_fail_at(e, AE_ENONFINITE, row_number(r->pick, i) + 1, column + 1,
                      "%s: row %zu, column %zu is NaN, infinite or too large for a float", r->s->what,
                      row_number(r->pick, i) + 1, column + 1);
}

ae_status ae_source_bind(ae_real **rows, const ae_source *s, const ae_pick *pick, ae_real *slot, ae_pool *pool, ae_error *e)
{
    const ae_real *there = direct(s, pick);
    reading r = { .s = s, .pick = pick, .copy = !there };
    *rows = r.rows = there ? (ae_real *)(uintptr_t)there : slot; /* where rows lie, nothing is written */
    if (r.copy || !s->finite)
        ae_pool_run(pick->n * s->array->width > SERIAL ? pool : NULL, ae_parts(pick->n, BLOCK), read_block, &r);
    return atomic_load(&r.bad) ? blame(&r, e) : AE_OK;
}
