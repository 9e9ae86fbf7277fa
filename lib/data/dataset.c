#include "data/dataset.h"
#include "base/cancel.h"
#include "base/size.h"
#include <float.h>

/* ---- one column ---- */

static ae_status check_width(const ae_source *s, size_t width, ae_error *e)
{
    if (s->width != width && s->labels)
        return ae_fail(
            e, AE_EWIDTH,
            "%s: the rows have %zu columns, the model takes %zu: for each head in turn the number of a class, or as "
            "many numbers as it puts out",
            s->what, s->width, width);
    if (s->width != width)
        return ae_fail(e, AE_EWIDTH, "%s: the rows have %zu columns, the model takes %zu", s->what, s->width, width);
    return AE_OK;
}

/* Rows may overlap, as the windows of a series do, so a stride may be shorter than a row. */
static ae_status check_stride(ae_source *s, const ae_array *a, size_t n, ae_error *e)
{
    size_t size = s->element->size, row, bytes;
    if (!ae_size_mul(&row, s->width, size))
        return ae_fail(e, AE_EDATA, "%s: a row is larger than memory", s->what);
    s->stride = a->flags & AE_ARRAY_ONE_ROW ? 0 : a->stride ? a->stride : row;
    if (!ae_size_mul(&bytes, n - 1, s->stride) || !ae_size_add(&bytes, bytes, row))
        return ae_fail(e, AE_EDATA, "%s: %zu rows with a stride of %zu bytes do not fit into memory", s->what, n, s->stride);
    if (s->stride % size || (uintptr_t)s->data % size)
        return ae_fail(e, AE_EDATA, "%s: data and stride must be multiples of the element's %zu bytes", s->what, size);
    s->dense = a->dtype == AE_F32 && s->scale == 1 && s->stride == row;
    return AE_OK;
}

/* A code that is divided is another one, or none. */
static ae_status check_scale(const ae_source *s, ae_error *e)
{
    if (s->layout && s->scale != 1)
        return ae_fail(e, AE_EDATA, "%s: scale is %g; %s must have the scale 1", s->what, s->scale,
                       s->labels ? "class numbers" : "rows with categories");
    if (!(s->scale >= FLT_MIN && s->scale <= FLT_MAX))
        return ae_fail(e, AE_EDATA, "%s: scale is %g; it must be a positive number that a float can hold", s->what,
                       s->scale);
    return AE_OK;
}

/* A callback brings floats, row after row. */
static ae_status check_callback(ae_source *s, const ae_array *a, ae_error *e)
{
    s->dense = s->scale == 1;
    if (a->data || a->stride || a->flags || a->dtype != AE_F32)
        return ae_fail(e, AE_EARGUMENT, "%s: rows from a callback are floats: data, stride and flags are 0, dtype AE_F32",
                       s->what);
    s->stride = s->width * sizeof(float);
    return AE_OK;
}

/* Integers cannot be NaN, and divided by their scale most cannot be too large either; but codes can be wrong. */
static void bound(ae_source *s, bool unit)
{
    double most = s->element->most / s->scale;
    s->low = unit ? 0 : -FLT_MAX;
    s->high = unit ? 1 : FLT_MAX;
    s->checked = s->element->most > 0 && (unit ? s->element->natural && most <= 1 : most < FLT_MAX) && !s->layout;
}

static ae_status fail_absent(const ae_source *s, size_t width, ae_error *e)
{
    if (s->labels)
        return ae_fail(e, AE_EARGUMENT, "the model has heads, which need labels: set ae_rows.labels");
    if (s->condition)
        return ae_fail(e, AE_EARGUMENT, "the model takes a condition of %zu numbers with each row: set ae_rows.condition",
                       width);
    return ae_fail(e, AE_EARGUMENT, "%s: data is NULL", s->what);
}

/* A condition has nothing to do with the size of the rows' numbers, and neither have labels. */
static double scale_of(const ae_source *s, ae_column c, const ae_dataset *d, const ae_intake *takes)
{
    if (s->labels || s->condition)
        return 1;
    return c == AE_COLUMN_INPUT ? takes->scale : d->column[AE_COLUMN_INPUT].scale;
}

static ae_status check_flags(const ae_source *s, const ae_array *a, ae_error *e)
{
    if (a->flags & ~(uint32_t)AE_ARRAY_ONE_ROW)
        return ae_fail(e, AE_EARGUMENT, "%s: flags is %lu: it has bits that ae_array_flag does not name", s->what,
                       (unsigned long)a->flags);
    if (a->flags && a->stride)
        return ae_fail(e, AE_EARGUMENT, "%s: AE_ARRAY_ONE_ROW has one row for all; its stride is 0, not %zu", s->what,
                       a->stride);
    return AE_OK;
}

static ae_status open_source(ae_source *s, const ae_dataset *d, ae_column c, const ae_array *a, const ae_intake *takes,
                             ae_error *e)
{
    *s = (ae_source){ .what = ae_column_rules[c].name,
                      .data = a->data,
                      .isa = takes->isa,
                      .width = a->width,
                      .gaps = takes->gaps[c],
                      .labels = takes->labels[c],
                      .condition = c == AE_COLUMN_CONDITION,
                      .layout = takes->layout[c] };
    s->scale = a->scale != 0 ? a->scale : scale_of(s, c, d, takes);
    s->element = ae_isa_element(takes->isa, a->dtype);
    if (!a->data && !d->read)
        return fail_absent(s, takes->width[c], e);
    if (!s->element)
        return ae_fail(e, AE_EARGUMENT, "%s: dtype %d is none of AE_F32, AE_F64, AE_U8, AE_I32", s->what, (int)a->dtype);
    AE_TRY(check_flags(s, a, e));
    AE_TRY(check_width(s, takes->width[c], e));
    AE_TRY(check_scale(s, e));
    AE_TRY(d->read ? check_callback(s, a, e) : check_stride(s, a, d->rows, e));
    bound(s, takes->unit[c]);
    return AE_OK;
}

/* ---- the whole ---- */

/* The stand-in is read once, so it must be right for both. */
static ae_status stand_in(ae_dataset *d, ae_column c, const ae_intake *takes, ae_error *e)
{
    ae_source *s = &d->column[ae_column_rules[c].stand_in];
    if (s->width != takes->width[c])
        return ae_fail(e, AE_EWIDTH, "the decoder ends with %zu columns, the %s has %zu: correct it, or give a %s",
                       takes->width[c], s->what, s->width, ae_column_rules[c].name);
    if (takes->unit[c])
        bound(s, true);
    return AE_OK;
}

static ae_status open_column(ae_dataset *d, ae_column c, const ae_rows *rows, const ae_intake *takes, ae_error *e)
{
    const ae_array *a = ae_column_array(rows, c);
    if (takes->width[c] == 0)
        return AE_OK;
    d->given[c] = ae_column_rules[c].stand_in == c || a->data || (d->read && a->width > 0);
    return d->given[c] ? open_source(&d->column[c], d, c, a, takes, e) : stand_in(d, c, takes, e);
}

static ae_status check_pick(const ae_rows *rows, ae_error *e)
{
    if (!rows->pick != !rows->picks)
        return ae_fail(e, AE_EARGUMENT, "pick and picks go together: the row numbers, and how many they are");
    for (size_t i = 0; i < rows->picks; i++)
        if (rows->pick[i] >= rows->n)
            return ae_fail(e, AE_EDATA, "pick[%zu] is %lu; the data has %zu rows, counted from 0", i,
                           (unsigned long)rows->pick[i], rows->n);
    return AE_OK;
}

ae_status ae_rows_check(const ae_rows *rows, ae_error *e)
{
    size_t last;
    if (rows->n == 0)
        return ae_fail(e, AE_EDATA, "the data has no rows");
    if (rows->n > UINT32_MAX || rows->picks > UINT32_MAX)
        return ae_fail(e, AE_EDATA, "the data has %zu rows; at most 4294967295 are possible", ae_most(rows->n, rows->picks));
    if (!ae_size_add(&last, rows->first, rows->n) || last > UINT32_MAX)
        return ae_fail(e, AE_EDATA, "first is %zu; together with the %zu rows at most 4294967295 are possible", rows->first,
                       rows->n);
    return check_pick(rows, e);
}

ae_status ae_dataset_open(ae_dataset *d, const ae_rows *rows, const ae_intake *takes, ae_fpu *host, ae_error *e)
{
    AE_TRY(ae_rows_check(rows, e));
    *d = (ae_dataset){ .n = rows->pick ? rows->picks : rows->n,
                       .pick = rows->pick,
                       .weights = rows->weights,
                       .rows = rows->n,
                       .first = rows->first,
                       .read = rows->read,
                       .user = rows->user,
                       .host = host,
                       .refuse = rows->refused };
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        AE_TRY(open_column(d, c, rows, takes, e));
    return AE_OK;
}

/* ---- checks of what lies in memory ---- */

size_t ae_dataset_row(const ae_dataset *d, size_t place)
{
    return d->pick ? d->pick[place] : place;
}

bool ae_dataset_counts(const ae_dataset *d, size_t place)
{
    return !d->weights || d->weights[ae_dataset_row(d, place)] > 0;
}

ae_status ae_dataset_check_weights(const ae_dataset *d, ae_error *e)
{
    bool any = !d->weights;
    for (size_t i = 0; d->weights && i < d->n; i++) {
        size_t row = ae_dataset_row(d, i);
        any |= d->weights[row] > 0;
        if (!(d->weights[row] >= 0 && d->weights[row] <= FLT_MAX))
            return ae_fail_at(e, AE_EDATA, row + 1, 0, "row %zu: its weight is %g; weights are numbers from 0 on", row + 1,
                              (double)d->weights[row]);
    }
    return any ? AE_OK : ae_fail(e, AE_EDATA, "the rows' weights are all 0");
}

static bool is_checked(const ae_dataset *d)
{
    bool checked = true;
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        checked &= !d->given[c] || d->column[c].checked;
    return checked;
}

/* The memory that training will take is not there yet: a row at a time does. */
static ae_status check_all(ae_dataset *d, const ae_batch *these, ae_arena *arena, const volatile int32_t *cancel,
                           ae_error *e)
{
    uint32_t number;
    ae_slots slots = { .rows = &number };
    ae_reading r;
    for (ae_column c = 0; c < AE_COLUMNS; c++) {
        slots.column[c] = ae_arena_take(arena, d->column[c].width, sizeof(ae_real));
        if (!slots.column[c])
            return ae_fail_memory(e);
    }
    for (size_t i = these->first; i < these->first + these->n; i++) {
        if (ae_is_cancelled(cancel))
            return AE_OK;
        AE_TRY(ae_dataset_read(&r, d, &(ae_batch){ NULL, i, 1 }, &slots, NULL, e));
    }
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        d->column[c].checked = true;
    return AE_OK;
}

ae_status ae_dataset_check(ae_dataset *d, const ae_batch *these, const ae_allocator *allocator,
                           const volatile int32_t *cancel, ae_error *e)
{
    ae_arena arena;
    if (d->read || is_checked(d))
        return AE_OK;
    ae_arena_init(&arena, allocator);
    ae_status status = check_all(d, these, &arena, cancel, e);
    ae_arena_free(&arena);
    return status;
}
