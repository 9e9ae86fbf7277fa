/* ae neighbours: the rows whose codes are nearest to those of others. */
#include "ae_views.h"
#include "kit/neighbours.h"
#include "kit/retrieval.h"
#include <stdlib.h>
#include <string.h>

enum { NEIGHBOURS_OF_EACH = 10, CHECKS = 256, SHOWN = 16 };

/* Rows that are asked for, and those that are searched; the same object where rows are searched among themselves. */
typedef struct parties {
    session queries, others;
    views query_views, other_views;
    const session *among;
    const views *among_views;
    size_t k;
} parties;

/* What a search has found: k rows for each query. */
typedef struct finds {
    size_t *rows;
    float *distances;
} finds;

static bool is_alone(const parties *p)
{
    return p->among == &p->queries;
}

/* ---- Searching ------------------------------------------------------------------------------------------------------ */

static bool finds_make(finds *f, const parties *p, kit_message *why)
{
    const size_t n = p->queries.rows.n;
    *f = (finds){ calloc(n, p->k * sizeof *f->rows), calloc(n, p->k * sizeof *f->distances) };
    return (f->rows && f->distances) || kit_explain(why, "out of memory: %zu neighbours of %zu rows", p->k, n);
}

static void finds_free(finds *f)
{
    free(f->rows);
    free(f->distances);
}

static bool search(finds *f, const parties *p, const view *queries, const view *among, const arguments *a, kit_message *why)
{
    const kit_searching how = { .checks = a->approximate ? CHECKS : 0, .threads = (size_t)a->threads };
    const size_t n = p->queries.rows.n;
    kit_neighbours *index;
    bool ok = kit_neighbours_make(&index, among->x, p->among->rows.n, among->width, &how, why) &&
              (is_alone(p) ? kit_neighbours_of_rows(f->rows, f->distances, index, 0, n, p->k, why)
                           : kit_neighbours_find(f->rows, f->distances, index, queries->x, n, p->k, why));
    kit_neighbours_free(index);
    return ok;
}

/* A number of components is above or below its mean, one of a code above or below a half. */
static bool search_bits(finds *f, const parties *p, const view *queries, const view *among, const arguments *a,
                        kit_message *why)
{
    const float threshold = among == &p->among_views->view[0] ? 0.5f : 0;
    kit_bits q = { 0 }, b;
    bool ok = kit_bits_make(&b, among->x, p->among->rows.n, among->width, threshold) &&
              (is_alone(p) || kit_bits_make(&q, queries->x, p->queries.rows.n, queries->width, threshold));
    if (ok)
        kit_bits_nearest(f->rows, f->distances, &b, is_alone(p) ? &b : &q, p->k, (size_t)a->threads);
    kit_bits_free(&b);
    kit_bits_free(&q);
    return ok || kit_explain(why, "out of memory for the bits");
}

/* ---- What is told --------------------------------------------------------------------------------------------------- */

static bool has_labels(const parties *p)
{
    return p->queries.table.labels && p->among->table.labels;
}

static kit_found found_of(const parties *p, const finds *f)
{
    return (kit_found){ p->k, f->rows, f->distances, &p->queries.table, &p->among->table };
}

static bool tell(const parties *p, const view *v, bool bits, const finds *f, kit_message *why)
{
    double precision;
    const kit_found found = found_of(p, f);
    if (!kit_found_precision(&precision, &found, why))
        return false;
    printf("%-10s  %6zu %-7s  %9.4f\n", v->name, v->width, bits ? "bits" : "numbers", precision);
    return true;
}

/* The first two views are a code and, where there are any, components, which can be bits; the rows themselves cannot. */
static bool search_view(finds *f, const parties *p, size_t i, bool bits, const arguments *a, kit_message *why)
{
    const view *queries = &p->query_views.view[i], *among = &p->among_views->view[i];
    if (bits ? !search_bits(f, p, queries, among, a, why) : !search(f, p, queries, among, a, why))
        return false;
    return !has_labels(p) || a->quiet || tell(p, among, bits, f, why);
}

static bool search_beside(const parties *p, const arguments *a, kit_message *why)
{
    finds f;
    bool ok = finds_make(&f, p, why);
    for (size_t i = 1; ok && a->hamming && i < p->among_views->n && strcmp(p->among_views->view[i].name, "PCA") == 0; i++)
        ok = search_view(&f, p, i, true, a, why);
    for (size_t i = a->hamming ? 0 : 1; ok && i < p->among_views->n; i++)
        ok = search_view(&f, p, i, false, a, why);
    finds_free(&f);
    return ok;
}

/* ---- The files ------------------------------------------------------------------------------------------------------ */

static bool write_table(const parties *p, const finds *f, const arguments *a, kit_message *why)
{
    const kit_found found = found_of(p, f);
    return kit_found_write(a->out, &found, why);
}

/* A line for each of the first queries: the query, a gap, its neighbours. */
static bool draw(const parties *p, const finds *f, const arguments *a, kit_message *why)
{
    const kit_table *queries = &p->queries.table, *among = &p->among->table;
    const size_t width = queries->width, across = p->k + 2, lines = queries->rows < SHOWN ? queries->rows : SHOWN;
    float *images = calloc(lines * across, width * sizeof *images);
    if (!images)
        return kit_explain(why, "%s: out of memory", a->pictures);
    for (size_t i = 0; i < lines; i++) {
        float *line = images + i * across * width;
        kit_table_row(line, queries, i, kit_table_scale(queries));
        for (size_t k = 0; k < p->k; k++)
            kit_table_row(line + (k + 2) * width, among, f->rows[i * p->k + k], kit_table_scale(among));
    }
    bool ok = write_sheet(a->pictures, images, lines * across, across, &p->queries, why);
    free(images);
    return ok;
}

static bool check_outputs(const arguments *a, kit_message *why)
{
    if (a->out && !has_suffix(a->out, ".csv"))
        return kit_explain(why, "%s: the table of neighbours is text; name a .csv file", a->out);
    if (a->pictures && !is_png(a->pictures))
        return kit_explain(why, "%s: name a .png file for the pictures", a->pictures);
    return (!a->out || kit_writable(a->out, why)) && (!a->pictures || kit_writable(a->pictures, why));
}

/* ---- The command ---------------------------------------------------------------------------------------------------- */

/* Only a code of numbers from 0 to 1 has bits. */
static bool check_bits(const parties *p, const arguments *a, kit_message *why)
{
    ae_value_info v;
    const char *name = p->query_views.view[0].name;
    if (!a->hamming || (find_value(&v, p->queries.model, name) && v.low == 0 && v.high == 1))
        return true;
    return kit_explain(why,
                       "%s: its %s has numbers from %g to %g, and --hamming needs 0 to 1, as `noise gaussian sd=4 | act "
                       "sigmoid | code` gives them",
                       a->model, name, v.low, v.high);
}

static bool check_k(const parties *p, kit_message *why)
{
    const size_t rows = p->among->rows.n - is_alone(p);
    return p->k <= rows || kit_explain(why, "--k %zu: there are only %zu rows to find%s", p->k, rows,
                                       is_alone(p) ? " beside each one itself; --among FILE searches others" : "");
}

static bool has_work(const parties *p, const arguments *a, kit_message *why)
{
    return has_labels(p) || a->out || a->pictures ||
           kit_explain(why, "the rows have no labels to count by; --out FILE or --pictures FILE shows what is found");
}

/* Of the rows to be searched, no list says which they are: that is about --data. */
static bool open_parties(parties *p, const arguments *a, kit_message *why)
{
    arguments of_others = *a;
    of_others.data = a->among;
    of_others.rows_from = NULL;
    p->among = a->among ? &p->others : &p->queries;
    p->among_views = a->among ? &p->other_views : &p->query_views;
    p->k = a->k ? (size_t)a->k : NEIGHBOURS_OF_EACH;
    return open_for_views(&p->queries, a, why) && (!a->among || open_for_views(&p->others, &of_others, why)) &&
           check_k(p, why) && has_work(p, a, why);
}

static bool make_views(parties *p, const arguments *a, kit_message *why)
{
    const bool beside = has_labels(p) && !a->quiet;
    return (!a->among || views_make(&p->other_views, &p->others, NULL, beside, a, why)) &&
           views_make(&p->query_views, &p->queries, a->among ? &p->other_views : NULL, beside, a, why) &&
           check_bits(p, a, why);
}

static bool find_and_write(const parties *p, const arguments *a, kit_message *why)
{
    finds f;
    const bool told = has_labels(p) && !a->quiet;
    if (told)
        printf("%zu nearest of %zu rows for each of %zu\n%-10s  %14s  precision@%zu\n", p->k, p->among->rows.n,
               p->queries.rows.n, "by", "width", p->k);
    bool ok = finds_make(&f, p, why) && search_view(&f, p, 0, a->hamming, a, why) && (!told || search_beside(p, a, why)) &&
              (!a->out || write_table(p, &f, a, why)) && (!a->pictures || draw(p, &f, a, why));
    finds_free(&f);
    return ok;
}

bool run_neighbours(const arguments *a, kit_message *why)
{
    parties *p = calloc(1, sizeof *p);
    if (!p)
        return kit_explain(why, "out of memory");
    bool ok = check_outputs(a, why) && open_parties(p, a, why) && make_views(p, a, why) && find_and_write(p, a, why);
    views_free(&p->query_views);
    views_free(&p->other_views);
    close_session(&p->queries);
    close_session(&p->others);
    free(p);
    return ok;
}
