#include "kit/learn/sparse.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>

double kit_unit_scale(const kit_examples *e)
{
    double deviation = kit_spread_of(e->rows, e->n * e->width).deviation;
    return deviation > 0 ? 1 / (deviation * sqrt((double)e->width)) : 1;
}

kit_node *kit_sparse_row(kit_node *to, const float *row, size_t width, double scale, double last)
{
    for (size_t j = 0; j < width; j++)
        if (row[j] != 0)
            *to++ = (kit_node){ (int)j + 1, scale * (double)row[j] };
    if (last != 0)
        *to++ = (kit_node){ (int)width + 1, last };
    *to++ = (kit_node){ -1, 0 };
    return to;
}

static size_t nodes_needed(const kit_examples *e)
{
    size_t count = 2 * e->n; /* the last column and the end */
    for (size_t i = 0; i < e->n * e->width; i++)
        count += e->rows[i] != 0;
    return count;
}

bool kit_sparse_make(kit_sparse *s, const kit_examples *e, double scale, double last)
{
    *s = (kit_sparse){ malloc(nodes_needed(e) * sizeof *s->nodes), malloc(e->n * sizeof *s->row),
                       malloc(e->n * sizeof *s->class_of), 0 };
    if (!s->nodes || !s->row || !s->class_of)
        return false;
    kit_node *end = s->nodes;
    for (size_t i = 0; i < e->n; i++) {
        s->class_of[i] = e->class_of[i];
        s->row[i] = end;
        end = kit_sparse_row(end, e->rows + i * e->width, e->width, scale, last);
    }
    s->count = (size_t)(end - s->nodes);
    return true;
}

void kit_sparse_free(kit_sparse *s)
{
    free(s->class_of);
    free(s->row);
    free(s->nodes);
    *s = (kit_sparse){ 0 };
}
