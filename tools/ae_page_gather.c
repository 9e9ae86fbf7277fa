/* What a page tells is computed here: in one pass over the rows, a part of them at a time. */
#include "ae_page.h"
#include "ae_remarks.h"
#include "ae_sample.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PART = 512 /* rows of a pass that are in memory together */ };

/* ---- Opening ------------------------------------------------------------------------------------------------------ */

static bool open_rows(page_rows *r, const arguments *a, const char *name, kit_message *why)
{
    static const task all = { .output = AE_OUT_CODE | AE_OUT_DECODED | AE_OUT_RECONSTRUCTION | AE_OUT_SCORE,
                              .taker = "input" };
    const task *t = &all;
    arguments of = *a;
    of.data = name;
    r->name = name;
    return open_session(&r->s, &t, &of, why) && label_session(&r->s, &of, why);
}

static bool open_sides(page *p, kit_message *why)
{
    const arguments *a = p->arguments;
    const char *const names[PAGE_SIDES] = { a->data, a->valid };
    bool ok = true;
    for (; ok && p->sides < PAGE_SIDES && names[p->sides]; p->sides++)
        ok = open_rows(&p->side[p->sides], a, names[p->sides], why);
    p->shown = &p->side[p->sides - 1];
    p->info = p->shown->s.info;
    p->decodes = p->info.output_width == p->info.input_width;
    return ok;
}

/* ---- How rows are shown --------------------------------------------------------------------------------------------- */

static bool fits(const page *p)
{
    return p->picture.channels * p->picture.height * p->picture.width == p->info.input_width;
}

/* The sizes are those that the rows have themselves, or else those of the spec; bytes without sizes may be a square. */
static bool are_pictures(page *p)
{
    const kit_table *t = &p->shown->s.table;
    const size_t *shape = p->info.input_shape;
    size_t rank = 0;
    while (rank < 4 && shape[rank])
        rank++;
    return (kit_picture_of_shape(&p->picture, t->shape, t->rank) && fits(p)) ||
           (kit_picture_of_shape(&p->picture, shape, rank) && fits(p)) || (kit_picture_of_rows(&p->picture, t) && fits(p));
}

/* Many numbers without names, one after the other. */
static bool are_signals(const page *p)
{
    enum { SHORTEST = 16 };
    const kit_table *t = &p->shown->s.table;
    bool named = p->info.input_width < SHORTEST;
    for (size_t i = 0; t->columns && i < t->width; i++)
        named |= t->columns[i].name || t->columns[i].n_levels > 0;
    return !named;
}

/* ---- Units ---------------------------------------------------------------------------------------------------------- */

double page_unit(const page *p)
{
    static const task input = { .output = AE_OUT_RECONSTRUCTION };
    const session *s = &p->shown->s;
    if (p->form != PICTURES)
        return unit_of(s, &input, p->arguments);
    return (p->arguments->scale > 0 ? p->arguments->scale : s->info.scale) / kit_table_scale(&s->table);
}

void page_put_in_units(const page *p, float *outputs, size_t n)
{
    const double unit = page_unit(p);
    for (size_t i = 0; unit != 1 && i < n * p->info.output_width; i++)
        outputs[i] = (float)(outputs[i] * unit);
    kit_schema_undo_logs(&p->shown->s.answers, outputs, n);
}

void page_read_rows(float *given, const page *p, const uint32_t *rows, size_t n)
{
    const session *s = &p->shown->s;
    const double scale = (p->arguments->scale > 0 ? p->arguments->scale : s->info.scale) / page_unit(p);
    for (size_t i = 0; i < n; i++)
        kit_table_row(given + i * p->info.input_width, &s->table, rows[i], scale);
    kit_schema_undo_logs(&s->schema, given, n);
}

/* ---- Running -------------------------------------------------------------------------------------------------------- */

static const char *const values[] = { "code", "score", "output" };

static bool make_runner(page *p, kit_message *why)
{
    ae_error e;
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    options.threads = (size_t)p->arguments->threads;
    options.values = values;
    options.n_values = p->decodes ? 3 : 1;
    return ae_context_create(&p->runner, p->shown->s.model, &options, &e) == AE_OK || blame(why, NULL, &e);
}

static bool run(float *codes, float *scores, float *back, page *p, const uint32_t *rows, size_t n, kit_message *why)
{
    ae_error e;
    session *s = &p->shown->s;
    float *const out[] = { codes, scores, back };
    ae_result results[3];
    size_t wanted = 0;
    for (size_t i = 0; i < 3; i++)
        if (out[i])
            results[wanted++] = (ae_result){ values[i], out[i] };
    ae_rows some = s->rows;
    some.pick = rows;
    some.picks = n;
    return ae_model_run(results, wanted, s->model, p->runner, &some, &e) == AE_OK || blame_rows(why, &s->table, &e);
}

bool page_run(float *given, float *back, page *p, const uint32_t *rows, size_t n, kit_message *why)
{
    page_read_rows(given, p, rows, n);
    if (!run(NULL, NULL, back, p, rows, n, why))
        return false;
    page_put_in_units(p, back, n);
    return true;
}

/* ---- The pass over all rows --------------------------------------------------------------------------------------- */

typedef struct batch {
    uint32_t rows[PART];
    size_t n;
    float *codes, *given, *back;
} batch;

static bool part_make(batch *m, const page *p, kit_message *why)
{
    m->codes = calloc(PART, p->info.code_width * sizeof *m->codes);
    m->given = calloc(PART, p->info.input_width * sizeof *m->given);
    m->back = calloc(PART, (p->info.output_width + 1) * sizeof *m->back);
    return (m->codes && m->given && m->back) || kit_explain(why, "out of memory");
}

static void part_free(batch *m)
{
    free(m->codes);
    free(m->given);
    free(m->back);
}

static size_t stride_of(const page *p)
{
    return (p->shown->s.rows.n + PAGE_KEPT - 1) / PAGE_KEPT;
}

static void keep_codes(page *p, const batch *m)
{
    const size_t width = p->info.code_width;
    for (size_t i = 0; i < m->n; i++)
        if (m->rows[i] % stride_of(p) == 0) {
            memcpy(p->codes + p->n_kept * width, m->codes + i * width, width * sizeof *p->codes);
            p->kept[p->n_kept++] = m->rows[i];
        }
}

/* What is missing has no error. */
static void add_errors(page *p, const batch *m)
{
    const size_t width = p->info.input_width;
    for (size_t i = 0; i < m->n; i++)
        for (size_t k = 0; k < width; k++) {
            const double x = (double)m->given[i * width + k], error = (double)m->back[i * width + k] - x;
            page_column *c = &p->column[k];
            if (isnan(error))
                continue;
            kit_moments_add(&c->given, x);
            c->squares += error * error;
            c->sum += error;
            c->right += error == 0;
        }
}

static bool add_part(page *p, batch *m, size_t first, kit_message *why)
{
    const size_t left = p->shown->s.rows.n - first;
    m->n = left < PART ? left : PART;
    for (size_t i = 0; i < m->n; i++)
        m->rows[i] = (uint32_t)(first + i);
    if (!run(m->codes, p->decodes ? p->shown->scores + first : NULL, p->decodes ? m->back : NULL, p, m->rows, m->n, why))
        return false;
    keep_codes(p, m);
    if (p->decodes) {
        page_read_rows(m->given, p, m->rows, m->n);
        page_put_in_units(p, m->back, m->n);
        add_errors(p, m);
    }
    return true;
}

static bool make_room(page *p, kit_message *why)
{
    p->kept = malloc(PAGE_KEPT * sizeof *p->kept);
    p->codes = malloc(PAGE_KEPT * p->info.code_width * sizeof *p->codes);
    p->column = p->decodes ? calloc(p->info.input_width, sizeof *p->column) : NULL;
    for (size_t i = 0; p->decodes && i < p->sides; i++)
        if (!(p->side[i].scores = malloc(p->side[i].s.rows.n * sizeof(float))))
            return kit_explain(why, "out of memory");
    return (p->kept && p->codes && (p->column || !p->decodes)) || kit_explain(why, "out of memory");
}

static bool pass(page *p, kit_message *why)
{
    batch m = { 0 };
    bool ok = part_make(&m, p, why);
    for (size_t first = 0; ok && first < p->shown->s.rows.n; first += PART)
        ok = add_part(p, &m, first, why);
    part_free(&m);
    return ok;
}

/* ---- Figures of all sides ------------------------------------------------------------------------------------------- */

static bool measure(page *p, page_rows *r, kit_message *why)
{
    ae_error e;
    session *s = &r->s;
    r->metrics = (ae_metrics)AE_METRICS_INIT;
    r->measured = p->decodes || (s->taught && p->info.output_width == 0);
    if (r->measured && ae_model_evaluate(&r->metrics, s->model, s->context, &s->rows, &e) != AE_OK)
        return blame_rows(why, &s->table, &e);
    if (!p->decodes || r == p->shown)
        return true;
    return ae_model_score(r->scores, s->model, s->context, &s->rows, &e) == AE_OK || blame_rows(why, &s->table, &e);
}

static bool find_classes(page *p, kit_message *why)
{
    const kit_table *t = &p->shown->s.table;
    return !t->labels || kit_classes_find(&p->classes, t->labels, t->rows, why);
}

bool page_open(page *p, const arguments *a, kit_message *why)
{
    *p = (page){ .arguments = a };
    if ((a->trained && !page_log_read(&p->log, a->trained, why)) || !open_sides(p, why))
        return false;
    p->form = are_pictures(p) ? PICTURES : are_signals(p) ? SIGNALS : COLUMNS_OF_TABLE;
    bool ok = try_to_draw(&p->draws, p->shown->s.model, why) && make_runner(p, why) && make_room(p, why) && pass(p, why) &&
              find_classes(p, why);
    for (size_t i = 0; ok && i < p->sides; i++)
        ok = measure(p, &p->side[i], why);
    return ok;
}

void page_close(page *p)
{
    for (size_t i = 0; i < PAGE_SIDES; i++) {
        free(p->side[i].scores);
        close_session(&p->side[i].s);
    }
    ae_context_free(p->runner);
    kit_classes_free(&p->classes);
    free(p->kept);
    free(p->codes);
    free(p->column);
    page_log_free(p->log);
}
