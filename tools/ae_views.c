#include "ae_views.h"
#include <stdlib.h>
#include <string.h>

/* ---- What the model makes ------------------------------------------------------------------------------------------- */

static const char *wanted(const arguments *a)
{
    return a->value ? a->value : "code";
}

bool open_for_views(session *s, const arguments *a, kit_message *why)
{
    const task of = { .taker = "input", .values = { wanted(a) }, .n_values = 1 };
    const task *t = &of;
    return open_session(s, &t, a, why);
}

static bool run(view *out, const session *s, ae_context *context, const char *name, kit_message *why)
{
    ae_error e;
    ae_value_info v;
    find_value(&v, s->model, name);
    *out = (view){ name, v.width, calloc(s->rows.n, v.width * sizeof *out->x) };
    if (!out->x)
        return kit_explain(why, "%s: out of memory: %zu rows of %zu numbers", s->table.source, s->rows.n, v.width);
    return ae_model_run(&(ae_result){ name, out->x }, 1, s->model, context, &s->rows, &e) == AE_OK ||
           blame_rows(why, &s->table, &e);
}

/* The rows as the first layer gets them: scaled, without gaps, categories one-hot. */
static bool run_rows(view *out, const session *s, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_value_info v;
    ae_context *context;
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    const char *name = find_value(&v, s->model, "input.scaled") ? "input.scaled" : "input";
    options.threads = (size_t)a->threads;
    options.values = &name;
    options.n_values = 1;
    if (ae_context_create(&context, s->model, &options, &e) != AE_OK)
        return blame(why, NULL, &e);
    bool ok = run(out, s, context, name, why);
    out->name = "rows";
    ae_context_free(context);
    return ok;
}

/* ---- Principal components ------------------------------------------------------------------------------------------- */

#ifdef HAVE_LAPACK
enum { WIDEST = 4096 /* of more columns, the eigenvectors would take minutes */ };

static bool add_components(views *out, const session *s, const view *rows, const views *fitted, kit_message *why)
{
    const size_t n = s->rows.n, code = out->view[0].width, components = code < rows->width ? code : rows->width;
    view *v = &out->view[out->n];
    if (rows->width > WIDEST)
        return true;
    if (!fitted && !kit_pca_fit(&out->pca, rows->x, n, rows->width, components))
        return kit_explain(why, "%s: its principal components cannot be found: no memory, or no answer", s->table.source);
    *v = (view){ "PCA", components, malloc(n * components * sizeof *v->x) };
    out->n++;
    return (v->x && kit_pca_encode(v->x, fitted ? &fitted->pca : &out->pca, rows->x, n)) ||
           kit_explain(why, "out of memory");
}

static void free_components(views *v)
{
    kit_pca_free(&v->pca);
}
#else
static bool add_components(views *out, const session *s, const view *rows, const views *fitted, kit_message *why)
{
    (void)out, (void)s, (void)rows, (void)fitted, (void)why;
    return true;
}

static void free_components(views *v)
{
    (void)v;
}
#endif

bool views_make(views *out, const session *s, const views *fitted, bool beside, const arguments *a, kit_message *why)
{
    view rows = { 0 };
    *out = (views){ .n = 1 };
    bool ok = run(&out->view[0], s, s->context, wanted(a), why) &&
              (!beside || (run_rows(&rows, s, a, why) && add_components(out, s, &rows, fitted, why)));
    if (rows.x)
        out->view[out->n++] = rows;
    return ok;
}

void views_free(views *v)
{
    for (size_t i = 0; i < v->n; i++)
        free(v->view[i].x);
    free_components(v);
    *v = (views){ 0 };
}

/* ---- Pictures ------------------------------------------------------------------------------------------------------- */

double white_of(const session *s, const arguments *a)
{
    return (a->scale > 0 ? a->scale : s->info.scale) / kit_table_scale(&s->table);
}

static size_t rank_of(const size_t shape[4])
{
    size_t rank = 0;
    while (rank < 4 && shape[rank])
        rank++;
    return rank;
}

/* Rows have the sizes that the file gives them, or else the spec. */
bool write_sheet(const char *path, const float *rows, size_t n, size_t across, const session *s, kit_message *why)
{
    const kit_table *t = &s->table;
    const bool of_file = t->rank > 1;
    kit_matrix m = { .data = rows, .rows = n, .width = t->width, .format = KIT_PNG, .across = across };
    m.rank = of_file ? t->rank : rank_of(s->info.input_shape);
    memcpy(m.shape, of_file ? t->shape : s->info.input_shape, sizeof m.shape);
    return kit_matrix_write(path, &m, why);
}
