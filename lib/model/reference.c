#include "model/reference.h"
#include "base/order.h"
#include "base/size.h"
#include "model/joint.h"
#include <math.h>

enum { ROWS = 256, AREAS = 2 };

typedef struct fitting {
    const ae_model *m;
    ae_scorer *s; /* not the model's yet */
    ae_context *context;
    ae_dataset data;
    ae_arena arena;
    float *scores;
    uint32_t *order;
    ae_error *e;
} fitting;

static const ae_entry *entry_of(const fitting *f)
{
    return ae_scorer_is_joint(f->s) ? &f->context->joint : &f->m->entry[AE_ENTRY_SCORE];
}

/* ---- what a joint score is made of ---- */

static ae_status go_through(fitting *f, ae_each_fn each, void *user, float *scores)
{
    bool done;
    const ae_inference i = {
        .model = f->m, .context = f->context, .entry = entry_of(f), .scores = scores, .each = each, .user = user
    };
    return ae_infer(&done, &i, &f->data, f->e);
}

static ae_status fit_joint(fitting *f)
{
    ae_joint_sums sums;
    ae_area list[AE_JOINT_AREAS];
    ae_joint_list(list, &sums, f->m, &f->s->joint, f->data.n);
    if (!ae_areas_take(&f->arena, list, AE_JOINT_AREAS))
        return ae_fail_memory(f->e);
    sums.dataset = &f->data;
    sums.weights = f->context->weights;
    AE_TRY(ae_scorer_room(f->s, f->e));
    AE_TRY(go_through(f, ae_joint_add, &sums, NULL));
    return ae_joint_finish(&f->s->joint, &sums, f->m->program.isa, f->e);
}

/* ---- the scores ---- */

static ae_status score(fitting *f)
{
    ae_joint_scoring joint = ae_joint_of(f->m, f->s);
    joint.scores = f->scores;
    return go_through(f, ae_scorer_is_joint(f->s) ? ae_joint_score : NULL, &joint, f->scores);
}

/* The scores of the rows that count, those of weight 0 do not, move together: *n is how many they are. */
static ae_status leave_out(size_t *n, fitting *f)
{
    *n = 0;
    for (size_t i = 0; i < f->data.n; i++) {
        const size_t row = ae_dataset_row(&f->data, i);
        if (!ae_dataset_counts(&f->data, i))
            continue;
        if (!isfinite(f->scores[i]))
            return ae_fail_at(f->e, AE_EDATA, row + 1, 0, "row %zu has an infinite score: a scorer is fitted to usual rows",
                              row + 1);
        f->scores[(*n)++] = f->scores[i];
    }
    return AE_OK;
}

static int compare(const void *items, size_t a, size_t b)
{
    const float *x = items;
    return (x[a] > x[b]) - (x[a] < x[b]);
}

static ae_status summarise(fitting *f)
{
    size_t n;
    AE_TRY(score(f));
    AE_TRY(leave_out(&n, f));
    if (n < 2)
        return ae_fail(f->e, AE_EDATA, "a scorer needs at least 2 rows that count; there %s %zu", n == 1 ? "is" : "are", n);
    return ae_scorer_summarise(f->s, f->scores, ae_order(f->scores, n, compare, f->order), n, f->e);
}

/* ---- the whole ---- */

static ae_status open_fitting(fitting *f, const ae_rows *rows, const char *kind, size_t threads, ae_fpu *host)
{
    const ae_allocator *allocator = &f->m->arena.allocator;
    const ae_intake takes = ae_model_intake(f->m, &f->m->entry[AE_ENTRY_SCORE]);
    AE_TRY(ae_entry_require(&f->m->program, &ae_entry_rules[AE_ENTRY_SCORE], f->e));
    AE_TRY(ae_dataset_open(&f->data, rows, &takes, host, f->e));
    f->data.refuse = NULL; /* the rows that scores are held against are all right */
    AE_TRY(ae_dataset_check_weights(&f->data, f->e));
    AE_TRY(ae_scorer_make(&f->s, kind, allocator, f->e));
    AE_TRY(ae_scorer_outline(f->s, &f->m->program, f->e));
    const ae_context_options o = { .size = sizeof o,
                                   .rows = ae_least(f->data.n, ROWS),
                                   .threads = threads,
                                   .outputs = ae_scorer_is_joint(f->s) ? AE_OUT_JOINT : AE_OUT_SCORE };
    return ae_context_make(&f->context, f->m, &o, f->e);
}

static ae_status fit(fitting *f)
{
    const ae_area list[AREAS] = { { &f->scores, f->data.n, 1, sizeof *f->scores, true },
                                  { &f->order, f->data.n, 2, sizeof *f->order, true } };
    if (!ae_areas_take(&f->arena, list, AREAS))
        return ae_fail_memory(f->e);
    if (ae_scorer_is_joint(f->s))
        AE_TRY(fit_joint(f));
    return summarise(f);
}

ae_status ae_reference_fit(ae_model *m, const ae_rows *rows, const char *kind, size_t threads, ae_fpu *host, ae_error *e)
{
    fitting f = { .m = m, .e = e };
    ae_arena_init(&f.arena, &m->arena.allocator);
    ae_status status = open_fitting(&f, rows, kind, threads, host);
    if (status == AE_OK)
        status = fit(&f);
    ae_context_destroy(f.context);
    ae_arena_free(&f.arena);
    if (status == AE_OK) {
        ae_scorer_free(m->scorer);
        m->scorer = f.s;
    } else
        ae_scorer_free(f.s);
    return status;
}
