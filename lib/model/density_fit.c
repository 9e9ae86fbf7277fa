#include "model/density_fit.h"
#include "base/curve.h"
#include "base/size.h"
#include "kernel/convert.h"
#include "model/infer.h"
#include "model/mixture.h"
#include "model/triangle.h"
#include <math.h>

enum { ROWS = 256, VALUES = 2 };

typedef struct fitting {
    const ae_model *m;
    const ae_density_options *o;
    ae_density *density; /* not the model's yet */
    ae_context *context;
    ae_dataset data;
    ae_arena arena;
    uint32_t *rows;        /* those that are used */
    float *result[VALUES]; /* their codes and, where these are distributions, their variances */
    size_t n_values;
    ae_error *e;
} fitting;

/* ---- which rows ---- */

static size_t count_rows(const ae_dataset *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++)
        n += ae_dataset_counts(d, i);
    return n;
}

/* At most AE_DENSITY_ROWS, as far from each other as they can be: of n that count the one after which j most / n rises. */
static ae_status pick_rows(fitting *f)
{
    ae_dataset *d = &f->data;
    const size_t n = count_rows(d), most = ae_least(n, AE_DENSITY_ROWS), need = AE_MIXTURE_ROWS * f->o->components;
    size_t picked = 0;
    if (n < need)
        return ae_fail(f->e, AE_EDATA, "a density of %zu component%s needs at least %zu rows that count; there %s %zu",
                       f->o->components, f->o->components == 1 ? "" : "s", need, n == 1 ? "is" : "are", n);
    f->rows = ae_arena_room(&f->arena, most, sizeof *f->rows);
    if (!f->rows)
        return ae_fail_memory(f->e);
    for (size_t i = 0, j = 0; i < d->n; i++)
        if (ae_dataset_counts(d, i) && (uint64_t)++j * most / n > picked)
            f->rows[picked++] = (uint32_t)ae_dataset_row(d, i);
    d->pick = f->rows;
    d->n = picked;
    return AE_OK;
}

/* ---- their codes ---- */

static ae_status make_context(fitting *f)
{
    const char *values[VALUES] = { "code", "code.log_variance" };
    f->n_values = ae_program_value(&f->m->program, values[1]) ? 2 : 1;
    const ae_context_options o = { .size = sizeof o,
                                   .rows = ae_least(f->data.n, ROWS),
                                   .threads = f->o->threads,
                                   .values = values,
                                   .n_values = f->n_values };
    return ae_context_make(&f->context, f->m, &o, f->e);
}

static ae_status check_codes(const fitting *f, size_t value)
{
    const size_t width = f->density->code;
    for (size_t i = 0; i < f->data.n; i++)
        if (!ae_isa_all_finite(f->m->program.isa, f->result[value] + i * width, width))
            return ae_fail_at(f->e, AE_EDATA, (size_t)f->rows[i] + 1, 0, "row %zu has an infinite code: a density has none",
                              (size_t)f->rows[i] + 1);
    return AE_OK;
}

static ae_status encode(fitting *f)
{
    bool done;
    const size_t numbers = f->data.n * f->density->code;
    const ae_inference i = { .model = f->m, .context = f->context, .entry = &f->context->own, .outputs = f->result };
    for (size_t v = 0; v < f->n_values; v++) {
        f->result[v] = ae_arena_room(&f->arena, ae_times(f->data.n, f->density->code), sizeof *f->result[v]);
        if (!f->result[v])
            return ae_fail_memory(f->e);
    }
    AE_TRY(ae_infer(&done, &i, &f->data, f->e));
    for (size_t v = 0; v < f->n_values; v++)
        AE_TRY(check_codes(f, v));
    for (size_t j = 0; f->result[1] && j < numbers; j++)
        f->result[1][j] = (float)ae_exp((double)f->result[1][j]);
    return AE_OK;
}

/* ---- their density ---- */

static void put(ae_real *to, const double *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (ae_real)from[i];
}

static ae_status take(fitting *f, const ae_mixture *m)
{
    ae_density *d = f->density;
    const size_t k = m->components, triangle = ae_triangle_size(m->code), isa = f->m->program.isa;
    d->components = k;
    d->rows = m->n;
    AE_TRY(ae_density_room(d, f->e));
    put(d->share, m->share, k);
    put(d->center, m->center, k * m->code);
    put(d->factor, m->factor, k * triangle);
    if (ae_density_is_sound(d) && ae_isa_all_finite(isa, d->factor, k * triangle))
        return AE_OK;
    return ae_fail(f->e, AE_EDATA, "the codes of these rows are too large, or too close to each other, for a density");
}

static ae_status fit(fitting *f)
{
    ae_area list[AE_MIXTURE_AREAS];
    AE_TRY(pick_rows(f));
    AE_TRY(make_context(f));
    AE_TRY(encode(f));
    ae_mixture m = { .n = f->data.n,
                     .code = f->density->code,
                     .components = f->o->components,
                     .codes = f->result[0],
                     .own = f->result[1],
                     .pool = f->context->pool,
                     .isa = f->m->program.isa };
    ae_mixture_list(list, &m);
    if (!ae_areas_take(&f->arena, list, AE_MIXTURE_AREAS))
        return ae_fail_memory(f->e);
    AE_TRY(ae_mixture_fit(&f->density->log_density, &m, f->o->seed, f->e));
    return take(f, &m);
}

/* ---- the whole ---- */

static ae_status open_fitting(fitting *f, const ae_rows *rows, ae_fpu *host)
{
    const ae_intake takes = ae_model_intake(f->m, &f->m->entry[AE_ENTRY_ENCODE]);
    AE_TRY(ae_entry_require(&f->m->program, &ae_entry_rules[AE_ENTRY_DECODE], f->e));
    AE_TRY(ae_density_make(&f->density, &f->m->program, &f->m->arena.allocator, f->e));
    AE_TRY(ae_dataset_open(&f->data, rows, &takes, host, f->e));
    f->data.refuse = NULL; /* a density is one of all rows */
    return ae_dataset_check_weights(&f->data, f->e);
}

ae_status ae_density_from_rows(ae_model *m, const ae_rows *rows, const ae_density_options *options, ae_fpu *host,
                               ae_error *e)
{
    fitting f = { .m = m, .o = options, .e = e };
    ae_arena_init(&f.arena, &m->arena.allocator);
    ae_status status = open_fitting(&f, rows, host);
    if (status == AE_OK)
        status = fit(&f);
    ae_context_destroy(f.context);
    ae_arena_free(&f.arena);
    ae_density_free(status == AE_OK ? m->density : f.density);
    if (status == AE_OK)
        m->density = f.density;
    return status;
}
