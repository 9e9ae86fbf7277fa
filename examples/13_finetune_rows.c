#include "13_finetune_rows.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void *room(size_t bytes)
{
    void *p = malloc(bytes);
    if (p)
        return p;
    fputs("13_finetune: out of memory\n", stderr);
    exit(1);
}

/* ---- Labels ------------------------------------------------------------------------------------------------------- */

ae_rows labelled_rows(const kit_table *table)
{
    ae_rows rows = kit_table_rows(table, 255);
    float *classes = room(rows.n * sizeof *classes);
    for (size_t i = 0; i < rows.n; i++)
        classes[i] = (float)(table->labels[i][0] - '0');
    rows.labels = (ae_array){ .data = classes, .width = 1, .dtype = AE_F32 };
    return rows;
}

void labelled_rows_free(ae_rows *rows)
{
    free((void *)rows->labels.data);
    rows->labels.data = NULL;
}

static float *known_labels(const ae_rows *all, const ae_rows *known)
{
    const float *classes = all->labels.data;
    float *labels = room(all->n * sizeof *labels);
    for (size_t i = 0; i < all->n; i++)
        labels[i] = NAN;
    for (size_t i = 0; i < known->picks; i++)
        labels[known->pick[i]] = classes[known->pick[i]];
    return labels;
}

ae_rows mixed_rows(const ae_rows *all, const ae_rows *known)
{
    const size_t times = 1 + all->n / (3 * known->picks), n = all->n + times * known->picks;
    uint32_t *pick = room(n * sizeof *pick);
    for (size_t i = 0; i < n; i++)
        pick[i] = i < all->n ? (uint32_t)i : known->pick[(i - all->n) % known->picks];
    ae_rows rows = *all;
    rows.labels.data = known_labels(all, known);
    rows.pick = pick;
    rows.picks = n;
    return rows;
}

void mixed_rows_free(ae_rows *rows)
{
    free((void *)rows->pick);
    labelled_rows_free(rows);
}
