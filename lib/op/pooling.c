#include "op/pooling.h"
#include "base/size.h"

ae_status ae_pooling_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    const ae_pooling_attr *a = attr;
    (void)n_in, (void)e;
    *out = (ae_shape){ 3, { in[0].dim[0], a->h.out, a->w.out } };
    return AE_OK;
}

static size_t line_length(const ae_pooling_axis *w, size_t width)
{
    size_t row = w->before + width, windows = (w->out - 1) * w->stride + w->size;
    return ae_most(row, windows);
}

ae_pooling_lines ae_pooling_lines_of(const ae_plane *p)
{
    const ae_pooling_axis *w = &((const ae_pooling_attr *)p->attr)->w;
    size_t length = line_length(w, p->width);
    ae_real *rows = p->room + 2 * length;
    return (ae_pooling_lines){ length, p->room, p->room + length, rows, rows + w->out, rows + 2 * w->out };
}

size_t ae_pooling_room(const ae_pooling_attr *a, const ae_shape *in)
{
    return ae_plus(ae_times(2, line_length(&a->w, in->dim[2])), ae_times(3, a->w.out));
}

size_t ae_pooling_scratch(const void *attr, const ae_shape *in, const ae_shape *out, size_t rows, unsigned threads)
{
    (void)out, (void)rows;
    return ae_planes_scratch(in, ae_pooling_room(attr, in), threads);
}

size_t ae_pooling_rows(size_t *start, const ae_plane *p, size_t o)
{
    const ae_pooling_axis *h = &((const ae_pooling_attr *)p->attr)->h;
    size_t at = o * h->stride, end = at + h->size - h->before; /* before < size */
    *start = at > h->before ? at - h->before : 0;
    return ae_least(end, p->height);
}

size_t ae_pooling_taps(size_t *start, const ae_plane *p)
{
    const ae_pooling_axis *w = &((const ae_pooling_attr *)p->attr)->w;
    size_t last = (w->out - 1) * w->stride, end = w->before + p->width;
    *start = w->before > last ? w->before - last : 0;
    return ae_least(end, w->size);
}

void ae_pooling_row(ae_real *y, const ae_plane *p, size_t o, ae_combine_fn combine, ae_real nothing)
{
    const ae_pooling_axis *w = &((const ae_pooling_attr *)p->attr)->w;
    ae_pooling_lines l = ae_pooling_lines_of(p);
    size_t row, end = ae_pooling_rows(&row, p, o), t, taps = ae_pooling_taps(&t, p);
    ae_row_fill(l.line, nothing, l.length);
    for (; row < end; row++)
        combine(l.line + w->before, p->x + row * p->width, p->width);
    ae_row_gather(y, l.line + t, w->stride, w->out);
    while (++t < taps) {
        ae_row_gather(l.tap, l.line + t, w->stride, w->out);
        combine(y, l.tap, w->out);
    }
}
