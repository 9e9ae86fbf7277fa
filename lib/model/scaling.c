#include "model/scaling.h"
#include "base/cancel.h"
#include "base/size.h"
#include <math.h>
#include <string.h>

enum { BATCH = 256 /* rows */, NUMBERS = 65536 /* of a batch */, READING_AREAS = AE_COLUMNS + 2 };

/* ---- the tensors ---- */

static ae_real *tensor(ae_real *weights, const ae_model *m, const char *name)
{
    const ae_param *p = ae_params_find(&m->program.params, name);
    return p ? weights + p->offset : NULL;
}

static const ae_preparation *preparation_of(const ae_model *m)
{
    return &m->program.spec.preparation;
}

bool ae_scaling_can_be_fitted(const ae_model *m)
{
    return ae_prepare_is_fitted_by_rows(preparation_of(m));
}

bool ae_scaling_is_due(const ae_model *m)
{
    return ae_scaling_can_be_fitted(m) && *tensor(m->weights, m, "input.fitted") == 0;
}

ae_status ae_scaling_check_scale(const ae_model *m, const ae_dataset *d, ae_error *e)
{
    const double scale = d->column[AE_COLUMN_INPUT].scale;
    if (scale == m->scale || !ae_scaling_can_be_fitted(m) || ae_scaling_is_due(m))
        return AE_OK;
    return ae_fail(e, AE_EDATA,
                   "input: the rows' scale is %g, but the model's scaler was fitted to rows of scale %g; scale 0 takes the "
                   "model's",
                   scale, m->scale);
}

ae_scaling ae_scaling_of(const ae_model *m)
{
    return (ae_scaling){ tensor(m->weights, m, "input.center"), tensor(m->weights, m, "input.spread"),
                         tensor(m->weights, m, "input.fill") };
}

bool ae_scaling_is_flat(const ae_model *m, const ae_scaling *s)
{
    const ae_preparation *p = preparation_of(m);
    size_t numbers = 0;
    for (size_t i = 0; s->spread && p->scaler.kind != AE_SCALER_GIVEN && i < ae_shape_size(&p->raw); i++) {
        if (p->categories && p->layout.column[i].levels)
            continue;
        if (s->spread[i] > 0)
            return false;
        numbers++;
    }
    return numbers > 0;
}

static void put_tensor(ae_real *weights, const ae_model *m, const char *name, const ae_real *from)
{
    ae_real *to = tensor(weights, m, name);
    if (to && from)
        memcpy(to, from, ae_shape_size(&preparation_of(m)->raw) * sizeof *to);
}

void ae_scaling_put(ae_real *weights, const ae_model *m, const ae_scaling *s)
{
    put_tensor(weights, m, "input.center", s->center);
    put_tensor(weights, m, "input.spread", s->spread);
    put_tensor(weights, m, "input.fill", s->fill);
    *tensor(weights, m, "input.fitted") = 1;
}

void ae_scaling_forget(ae_model *m)
{
    for (size_t i = 0; i < m->program.params.count; i++)
        if (m->program.params.list[i].fitted)
            ae_model_begin_tensor(m, i);
}

static double number_of(const ae_model *m, const char *name, size_t column, double otherwise)
{
    const ae_real *t = tensor(m->weights, m, name);
    return t ? (double)t[column] : otherwise;
}

/* The fill value is kept scaled. */
void ae_scaling_describe(ae_column_info *info, const ae_model *m, size_t column)
{
    const ae_preparation *p = preparation_of(m);
    info->levels = p->categories ? p->layout.column[column].levels : 0;
    info->center = number_of(m, "input.center", column, 0);
    info->spread = number_of(m, "input.spread", column, 1);
    info->fill = number_of(m, "input.fill", column, (double)NAN) * info->spread + info->center;
    info->fitted = !ae_scaling_is_due(m);
}

/* A category's numbers are codes, and stay so; its gaps have one of them, or none. */
static bool is_possible(const ae_column_info *c)
{
    if (!c->levels)
        return c->spread >= 0;
    return c->center == 0 && c->spread == 1 &&
           (c->fill != c->fill || c->fill == -1 || ae_is_code(c->levels, (ae_real)c->fill));
}

ae_status ae_scaling_check(const ae_model *m, ae_error *e)
{
    const ae_preparation *p = preparation_of(m);
    for (size_t i = 0; ae_prepare_does_anything(p) && i < ae_shape_size(&p->raw); i++) {
        ae_column_info c = AE_COLUMN_INFO_INIT;
        ae_scaling_describe(&c, m, i);
        if (!is_possible(&c))
            return ae_fail(e, AE_EFORMAT,
                           "tensors input.*: column %zu has center %g, spread %g, fill %g, which no %s can have", i + 1,
                           c.center, c.spread, c.fill, c.levels ? "category" : "number");
    }
    return AE_OK;
}

/* ---- a pass over the rows ---- */

typedef struct pass {
    ae_statistics statistics;
    ae_slots slots;
    float *weights;
    size_t batch; /* rows */
} pass;

static void list_areas(ae_area list[READING_AREAS + AE_STATISTICS_AREAS], pass *p, const ae_model *m, size_t rows)
{
    const size_t *width = m->entry[ae_entry_of_losses(&m->program)].width + AE_BASE_INPUT; /* 0 of an encoder */
    const size_t columns = ae_shape_size(&preparation_of(m)->raw);
    size_t n = 0;
    p->batch = ae_least(ae_most(NUMBERS / columns, 1), BATCH);
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        list[n++] =
            (ae_area){ &p->slots.column[c], p->batch, c == AE_COLUMN_INPUT ? columns : width[c], sizeof(ae_real), true };
    list[n++] = (ae_area){ &p->slots.rows, p->batch, 1, sizeof *p->slots.rows, true };
    list[n++] = (ae_area){ &p->weights, p->batch, 1, sizeof *p->weights, true };
    ae_statistics_list(list + n, &p->statistics, preparation_of(m), rows);
}

static ae_status add_batch(pass *p, const ae_dataset *d, size_t first, size_t columns, ae_error *e)
{
    const ae_batch batch = { NULL, first, ae_least(p->batch, d->n - first) };
    ae_reading r;
    AE_TRY(ae_dataset_read(&r, d, &batch, &p->slots, NULL, e));
    const float *weights = ae_batch_weights(p->weights, d, &batch);
    for (size_t i = 0; i < batch.n; i++)
        ae_statistics_add(&p->statistics, r.column[AE_COLUMN_INPUT] + i * columns, weights ? (double)weights[i] : 1);
    return AE_OK;
}

static ae_status go_through(bool *found, pass *p, const ae_dataset *d, const volatile int32_t *cancel, ae_error *e)
{
    const size_t columns = p->statistics.columns;
    *found = false;
    for (size_t first = 0; first < d->n; first += p->batch) {
        if (ae_is_cancelled(cancel))
            return AE_OK;
        AE_TRY(add_batch(p, d, first, columns, e));
    }
    *found = true;
    return AE_OK;
}

enum { TENSORS = 3 };

/* Room for those tensors that the model has. */
static void list_room(ae_area list[TENSORS], ae_scaling *out, const ae_model *m)
{
    const ae_scaling now = ae_scaling_of(m);
    const size_t n = ae_shape_size(&preparation_of(m)->raw);
    list[0] = (ae_area){ &out->center, now.center ? n : 0, 1, sizeof *out->center, true };
    list[1] = (ae_area){ &out->spread, now.spread ? n : 0, 1, sizeof *out->spread, true };
    list[2] = (ae_area){ &out->fill, now.fill ? n : 0, 1, sizeof *out->fill, true };
}

static ae_real *copy_into(ae_real *to, const ae_real *from, size_t n)
{
    return from ? memcpy(to, from, n * sizeof *to) : NULL;
}

/* Given centers and spreads are what the gaps' fill values are scaled by. */
static ae_status make_room(ae_scaling *out, const ae_model *m, ae_arena *arena, ae_error *e)
{
    const ae_scaling now = ae_scaling_of(m);
    const size_t n = ae_shape_size(&preparation_of(m)->raw);
    ae_area list[TENSORS];
    list_room(list, out, m);
    if (!ae_areas_take(arena, list, TENSORS))
        return ae_fail_memory(e);
    *out = (ae_scaling){ copy_into(out->center, now.center, n), copy_into(out->spread, now.spread, n),
                         copy_into(out->fill, now.fill, n) };
    return AE_OK;
}

static ae_status find(bool *found, ae_scaling *out, const ae_model *m, const ae_dataset *d, const volatile int32_t *cancel,
                      ae_arena *scratch, ae_error *e)
{
    ae_area list[READING_AREAS + AE_STATISTICS_AREAS];
    pass p = { .batch = 0 };
    list_areas(list, &p, m, d->n);
    if (!ae_areas_take(scratch, list, READING_AREAS + AE_STATISTICS_AREAS))
        return ae_fail_memory(e);
    AE_TRY(go_through(found, &p, d, cancel, e));
    ae_statistics_finish(out, &p.statistics);
    return AE_OK;
}

ae_status ae_scaling_find(bool *found, ae_scaling *out, const ae_model *m, const ae_dataset *d,
                          const volatile int32_t *cancel, ae_arena *arena, ae_error *e)
{
    ae_arena scratch;
    AE_TRY(make_room(out, m, arena, e));
    ae_arena_init(&scratch, &arena->allocator);
    ae_status status = find(found, out, m, d, cancel, &scratch, e);
    ae_arena_free(&scratch);
    return status;
}

size_t ae_scaling_bytes(const ae_model *m, size_t rows)
{
    ae_area list[READING_AREAS + AE_STATISTICS_AREAS], room[TENSORS];
    ae_scaling found;
    pass p = { .batch = 0 };
    list_areas(list, &p, m, rows);
    list_room(room, &found, m);
    return ae_plus(ae_areas_cost(NULL, list, READING_AREAS + AE_STATISTICS_AREAS), ae_areas_cost(NULL, room, TENSORS));
}
