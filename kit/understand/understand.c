/* Two passes over the rows: one for facts and a sample, from which follows what is far, and one for what lies there. */
#include "kit/stat.h"
#include "kit/understand/facts.h"
#include "kit/understand/judge.h"
#include <math.h>
#include <stdlib.h>

enum { MOST_SAMPLED = 2048 };

typedef struct reading {
    const kit_table *table;
    kit_facts *facts;
    size_t *merged; /* as in kit_table_column, of tables whose numbers are no floats yet */
    float *row;     /* the present one */
    float *sample;  /* n_sampled rows */
    double *sorted; /* a column of the sample */
    size_t step, n_sampled;
} reading;

static bool begin(reading *r, const kit_table *table)
{
    const size_t step = 1 + (table->rows - 1) / MOST_SAMPLED, n = 1 + (table->rows - 1) / step, width = table->width;
    *r = (reading){ .table = table, .step = step, .n_sampled = n };
    r->facts = calloc(width, sizeof *r->facts);
    r->merged = calloc(width, sizeof *r->merged);
    r->row = calloc(width, sizeof *r->row);
    r->sample = calloc(n * width, sizeof *r->sample);
    r->sorted = calloc(n, sizeof *r->sorted);
    for (size_t i = 0; r->facts && i < width; i++)
        kit_facts_begin(&r->facts[i]);
    return r->facts && r->merged && r->row && r->sample && r->sorted;
}

static void end(reading *r)
{
    free(r->facts);
    free(r->merged);
    free(r->row);
    free(r->sample);
    free(r->sorted);
}

static void count_merged(reading *r, size_t row)
{
    const kit_table *t = r->table;
    for (size_t c = 0; row > 0 && (t->dtype == AE_F64 || t->dtype == AE_I32) && c < t->width; c++) {
        const double x = kit_table_number(t, row, c), before = kit_table_number(t, row - 1, c);
        r->merged[c] += x != before && (float)x == (float)before;
    }
}

static void gather(reading *r)
{
    const size_t width = r->table->width;
    for (size_t i = 0; i < r->table->rows; i++) {
        kit_table_row(r->row, r->table, i, 1);
        count_merged(r, i);
        for (size_t c = 0; c < width; c++) {
            kit_facts_add(&r->facts[c], r->row[c]);
            if (i % r->step == 0)
                r->sample[i / r->step * width + c] = r->row[c];
        }
    }
}

/* The sampled numbers of a column, upwards and without its gaps; returns how many. */
static size_t sort_column(const reading *r, size_t column)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_sampled; i++) {
        const float x = r->sample[i * r->table->width + column];
        if (!isnan(x))
            r->sorted[n++] = (double)x;
    }
    kit_sort(r->sorted, n);
    return n;
}

static void look_for_far(const reading *r, kit_understanding *u)
{
    for (size_t i = 0; i < r->table->rows; i++) {
        kit_table_row(r->row, r->table, i, 1);
        for (size_t c = 0; c < u->width; c++)
            kit_note_far(&u->column[c], (double)r->row[c], i);
    }
}

static void judge_all(const reading *r, kit_understanding *u)
{
    static const kit_table_column number = { 0 };
    for (size_t c = 0; c < u->width; c++) {
        kit_table_column column = r->table->columns ? r->table->columns[c] : number;
        const size_t n = sort_column(r, c);
        column.merged += r->merged[c];
        kit_judge(&u->column[c], &r->facts[c], &column, r->sorted, n);
    }
    look_for_far(r, u);
    for (size_t c = 0; c < u->width; c++)
        kit_judge_far(&u->column[c]);
}

bool kit_understand(kit_understanding *out, const kit_table *table, kit_message *why)
{
    reading r;
    *out = (kit_understanding){ table->width, calloc(table->width, sizeof *out->column) };
    bool ok = begin(&r, table) && out->column;
    if (ok) {
        gather(&r);
        judge_all(&r, out);
    }
    end(&r);
    return ok || kit_explain(why, "%s: out of memory", table->source);
}

void kit_understanding_free(kit_understanding *u)
{
    free(u->column);
    *u = (kit_understanding){ 0 };
}
