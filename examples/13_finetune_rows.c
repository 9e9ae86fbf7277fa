#include "13_finetune_rows.h"
#include "kit/dataset.h"
#include "kit/random.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = KIT_DIGIT_SIDE, PIXELS = KIT_DIGIT_PIXELS };

static void *room(size_t bytes)
{
    void *p = malloc(bytes);
    if (!p)
        fputs("13_finetune: out of memory\n", stderr);
    if (!p)
        exit(1);
    return p;
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

/* ---- Moved digits -------------------------------------------------------------------------------------------------- */

/* What comes in at an edge is black. */
static void move(float *to, const unsigned char *digit, int right, int down)
{
    for (int i = 0; i < PIXELS; i++) {
        const int row = i / SIDE - down, column = i % SIDE - right;
        const bool is_inside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
        to[i] = is_inside ? digit[row * SIDE + column] : 0;
    }
}

/* -most ... most, all alike. */
static int draw(moved *m)
{
    return (int)(kit_uniform(m->place++) * (2 * m->most + 1)) - m->most;
}

static int read_moved(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    moved *m = user;
    const unsigned char *digits = m->rows->input.data;
    const float *labels = m->rows->labels.data;
    for (size_t i = 0; i < n; i++) {
        const int right = draw(m), down = draw(m);
        if (to->input)
            move(to->input + i * PIXELS, digits + (size_t)rows[i] * PIXELS, right, down);
        if (to->labels)
            to->labels[i] = labels[rows[i]];
    }
    return 0;
}

ae_rows moved_rows(moved *m)
{
    ae_rows rows = *m->rows;
    rows.input = (ae_array){ .width = PIXELS, .scale = m->rows->input.scale };
    rows.labels = (ae_array){ .width = 1 };
    rows.read = read_moved;
    rows.user = m;
    return rows;
}
