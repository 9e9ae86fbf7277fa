#include "base/size.h"
#include "data/dataset.h"
#include <stdatomic.h>
#include <string.h>

/* The batch is read and looked at in blocks of rows, by all threads: it comes from far away in memory. */
enum {
    BLOCK = AE_TREE_BLOCK,
    SERIAL = 16384, /* elements that do not repay waking a thread */
    AHEAD = 4,      /* rows */
    NEAR = 512,     /* bytes: the rest of a longer row is seen coming */
    LINE = 64
};

/* One column of a batch while it is read. */
typedef struct column {
    ae_source from; /* of a callback: what it has brought, row after row */
    const uint32_t *rows;
    size_t first, n;
    ae_real *to;
    bool copy;
    bool *refused;   /* marks for rows that are not right, or NULL */
    atomic_bool bad; /* a number somewhere is not right */
} column;

static size_t number_of(const column *s, size_t i)
{
    return s->rows ? s->rows[i] : s->first + i;
}

static const char *place(const column *s, size_t i)
{
    return (const char *)s->from.data + number_of(s, i) * s->from.stride;
}

/* Shuffled rows lie anywhere: no processor sees the next one coming. */
static void fetch(const column *s, size_t i)
{
    size_t bytes = s->from.width * s->from.element->size;
    for (size_t at = 0; at < bytes && at < NEAR; at += LINE)
        __builtin_prefetch(place(s, i) + at);
}

/* ---- looking at numbers ---- */

static bool is_right(const ae_source *s, const ae_real *x, size_t n)
{
    if (s->low < 0)
        return ae_isa_all_finite(s->isa, x, n);
    return ae_isa_all_within(s->isa, x, n, s->low, s->high);
}

/* How many levels the category in this column has; 0: it is no category. */
static size_t levels_of(const ae_source *s, size_t at)
{
    return s->layout ? s->layout->column[at].levels : 0;
}

static bool is_gap(const ae_source *s, ae_real x, size_t at)
{
    const size_t levels = levels_of(s, at);
    return levels && !s->labels ? !ae_is_code(levels, x) : x != x;
}

/* Numbers must lie where they may. Codes may be any where they can be gaps, but for labels. */
static bool is_right_at(const ae_source *s, const ae_real *row, size_t at)
{
    if (is_gap(s, row[at], at))
        return s->gaps;
    const size_t levels = levels_of(s, at);
    return levels ? ae_is_code(levels, row[at]) : (row[at] >= s->low && row[at] <= s->high);
}

/* A row of gaps only says nothing. Labels may all be missing. */
static bool has_something(const ae_source *s, const ae_real *row)
{
    size_t i = 0;
    while (i < s->width && is_gap(s, row[i], i))
        i++;
    return i < s->width;
}

static bool all_are_right(const ae_source *s, const ae_real *row)
{
    for (size_t i = 0; i < s->width; i++)
        if (!is_right_at(s, row, i))
            return false;
    return !s->gaps || s->labels || has_something(s, row);
}

/* The same of a row without gaps, as most are: numbers beside each other are looked at together. */
static bool all_are_there(const ae_source *s, const ae_real *row)
{
    size_t first = 0; /* of those that nobody has looked at */
    for (size_t i = 0; s->layout && i < s->width; i++) {
        const size_t levels = s->layout->column[i].levels;
        if (!levels)
            continue;
        if (!ae_is_code(levels, row[i]) || (first < i && !is_right(s, row + first, i - first)))
            return false;
        first = i + 1;
    }
    return first == s->width || is_right(s, row + first, s->width - first);
}

static bool row_is_right(const ae_source *s, const ae_real *row)
{
    return s->checked || all_are_there(s, row) || ((s->gaps || s->layout) && all_are_right(s, row));
}

/* A row that is left out is computed with as zeros. */
static void refuse(column *s, size_t i)
{
    s->refused[i] = true;
    memset(s->to + i * s->from.width, 0, s->from.width * sizeof *s->to);
}

static void look_at(column *s, size_t i)
{
    if (row_is_right(&s->from, s->to + i * s->from.width))
        return;
    if (s->refused)
        refuse(s, i);
    else
        atomic_store(&s->bad, true);
}

static void read_block(void *argument, size_t index, unsigned worker)
{
    column *s = argument;
    const ae_source *from = &s->from;
    size_t end = ae_least((index + 1) * BLOCK, s->n);
    (void)worker;
    for (size_t i = index * BLOCK; i < end; i++) {
        if (s->copy && s->rows && i + AHEAD < s->n)
            fetch(s, i + AHEAD);
        if (s->copy)
            from->element->read(s->to + i * from->width, place(s, i), from->width, from->scale);
        look_at(s, i);
    }
}

static ae_status blame_code(const ae_source *s, size_t number, size_t at, ae_real code, ae_error *e)
{
    const size_t levels = levels_of(s, at);
    if (s->labels)
        return ae_fail_at(e, AE_EDATA, number, at + 1, "%s: row %zu, column %zu is %g; the head has %zu classes, 0 to %zu",
                          s->what, number, at + 1, (double)code, levels, levels - 1);
    return ae_fail_at(e, AE_EDATA, number, at + 1,
                      "%s: row %zu, column %zu is %g; the codes of its %zu levels are 0 to %zu (with `missing mean` or "
                      "`missing mask` others are gaps)",
                      s->what, number, at + 1, (double)code, levels, levels - 1);
}

static ae_status blame_number(const ae_source *s, size_t number, size_t at, ae_real x, ae_error *e)
{
    if (levels_of(s, at))
        return blame_code(s, number, at, x, e);
    if (x != x)
        return ae_fail_at(e, AE_ENONFINITE, number, at + 1, "%s: row %zu, column %zu is NaN; %s", s->what, number, at + 1,
                          s->condition ? "a condition has no gaps"
                                       : "rows with gaps need the item `missing mask` in the spec");
    if (!ae_isa_all_finite(s->isa, &x, 1))
        return ae_fail_at(e, AE_ENONFINITE, number, at + 1, "%s: row %zu, column %zu is infinite or too large for a float",
                          s->what, number, at + 1);
    return ae_fail_at(e, AE_EDATA, number, at + 1,
                      "%s: row %zu, column %zu is %g; the model's loss takes targets in 0 ... 1", s->what, number, at + 1,
                      (double)x);
}

/* Says which number it was: the first, whoever found one. `rows` and `first` are the caller's numbers. */
static ae_status blame(const column *s, const uint32_t *rows, size_t first, ae_error *e)
{
    const ae_source *from = &s->from;
    size_t i = 0, at = 0;
    while (row_is_right(from, s->to + i * from->width))
        i++;
    const ae_real *row = s->to + i * from->width;
    while (at < from->width && is_right_at(from, row, at))
        at++;
    const size_t number = (rows ? rows[i] : first + i) + 1;
    if (at == from->width)
        return ae_fail_at(e, AE_EDATA, number, 0, "%s: row %zu has gaps only: at least one number must be there", from->what,
                          number);
    return blame_number(from, number, at, row[at], e);
}

/* ---- a batch ---- */

/* Floats that lie right are used where they are, unless a row of them might have to be replaced. */
static bool lies_right(const column *s)
{
    return s->from.dense && !s->rows && (!s->refused || s->from.checked);
}

static ae_status bring_column(ae_real **out, column *s, const ae_reading *r, ae_pool *pool, ae_error *e)
{
    s->copy = !lies_right(s);
    if (!s->copy)
        s->to = (ae_real *)(uintptr_t)place(s, 0); /* which nobody writes to */
    if (s->copy || !s->from.checked)
        ae_pool_run(s->n * s->from.width > SERIAL ? pool : NULL, ae_parts(s->n, BLOCK), read_block, s);
    *out = s->to;
    return atomic_load(&s->bad) ? blame(s, r->rows, r->first_row, e) : AE_OK;
}

/* The number of a batch's row in the caller's data. */
static size_t number_in(const ae_dataset *d, const ae_batch *b, size_t i)
{
    return ae_dataset_row(d, b->ids ? b->ids[i] : b->first + i);
}

/* The numbers of the batch's rows: as a list where they do not follow each other, or where a callback will ask for one. */
static void number_rows(ae_reading *r, const ae_dataset *d, const ae_batch *b, const ae_slots *slots)
{
    r->rows = b->ids;
    r->first_row = b->first;
    if (!d->pick && (b->ids || !d->read))
        return;
    for (size_t i = 0; i < b->n; i++)
        slots->rows[i] = (uint32_t)number_in(d, b, i);
    r->rows = slots->rows;
}

static ae_read_buffers columns_of(const ae_dataset *d, const ae_slots *slots)
{
    ae_read_buffers to = { .size = sizeof to };
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        ae_column_put(&to, c, d->given[c] ? slots->column[c] : NULL);
    return to;
}

static ae_status ask_host(const ae_dataset *d, const ae_reading *r, const ae_slots *slots, size_t n, ae_error *e)
{
    const ae_read_buffers to = columns_of(d, slots);
    ae_fpu_leave(*d->host);
    int answer = d->read(d->user, &to, r->rows, n);
    *d->host = ae_fpu_enter();
    if (answer != 0)
        return ae_fail(e, AE_EHOST,
                       "the callback that reads rows returned %d when asked for %zu rows, the first of them row %lu", answer,
                       n, (unsigned long)r->rows[0] + 1);
    return AE_OK;
}

/* What a callback has brought lies in the slot itself, and is divided there. */
static column open_column(const ae_source *s, const ae_dataset *d, const ae_reading *r, size_t n, ae_real *slot,
                          bool *refused)
{
    column x = { .from = *s, .rows = r->rows, .first = r->first_row, .n = n, .to = slot, .refused = refused };
    if (d->read) {
        x.from.data = slot;
        x.rows = NULL;
        x.first = 0;
    }
    return x;
}

static ae_status read_column(ae_reading *r, const ae_dataset *d, ae_column c, size_t n, const ae_slots *slots, ae_pool *pool,
                             ae_error *e)
{
    if (!d->given[c]) {
        r->column[c] = r->column[ae_column_rules[c].stand_in];
        return AE_OK;
    }
    column s = open_column(&d->column[c], d, r, n, slots->column[c], d->refuse ? slots->refused : NULL);
    return bring_column(&r->column[c], &s, r, pool, e);
}

ae_status ae_dataset_read(ae_reading *r, const ae_dataset *d, const ae_batch *batch, const ae_slots *slots, ae_pool *pool,
                          ae_error *e)
{
    *r = (ae_reading){ 0 };
    number_rows(r, d, batch, slots);
    if (d->read)
        AE_TRY(ask_host(d, r, slots, batch->n, e));
    if (d->refuse)
        memset(slots->refused, 0, batch->n * sizeof *slots->refused);
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        AE_TRY(read_column(r, d, c, batch->n, slots, pool, e));
    return AE_OK;
}

const float *ae_batch_weights(float *space, const ae_dataset *d, const ae_batch *b)
{
    for (size_t i = 0; d->weights && i < b->n; i++)
        space[i] = d->weights[number_in(d, b, i)];
    return d->weights ? space : NULL;
}
