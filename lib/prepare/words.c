#include "prepare/prepare.h"
#include <string.h>

/* ---- columns ---- */

typedef struct columns_options {
    ae_word list;
} columns_options;

const ae_field ae_columns_fields[] = {
    { "", AE_FIELD_WORD, offsetof(columns_options, list),
      AE_REQUIRED("what the numbers of a row are, such as number*5,category:4,number") },
    AE_FIELDS_END,
};

/* Some columns of one kind: "number", "number*5", "category:4", "category:4*3". */
typedef struct run {
    size_t levels, count;
} run;

enum {
    COLUMNS_MOST = 1 << 20,
    LEVELS_MOST = 1 << 24 /* up to here a float tells all whole numbers apart */
};

static ae_status fail_run(const ae_word *word, ae_error *e)
{
    return ae_fail_word(e, AE_EVALUE, word,
                        "columns: \"%.*s\" is neither number nor category:LEVELS with 2 to %d levels, followed by *COUNT "
                        "where several are alike",
                        ae_word_shown(word), word->text, LEVELS_MOST);
}

/* A whole number from `least`; *at moves behind it. */
static bool read_whole(size_t *out, const char **at, const char *end, size_t least)
{
    const char *digits = *at;
    for (*out = 0; *at < end && **at >= '0' && **at <= '9' && *out < UINT32_MAX; ++*at)
        *out = 10 * *out + (size_t)(**at - '0');
    return *at > digits && *out >= least && *out < UINT32_MAX;
}

static bool begins_with(const char **at, const char *end, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(end - *at) < n || memcmp(*at, word, n) != 0)
        return false;
    *at += n;
    return true;
}

static ae_status read_run(run *r, const ae_word *word, ae_error *e)
{
    const char *at = word->text, *end = at + word->length;
    bool right;
    *r = (run){ 0, 1 };
    if (begins_with(&at, end, "category:"))
        right = read_whole(&r->levels, &at, end, 2) && r->levels <= LEVELS_MOST;
    else
        right = begins_with(&at, end, "number");
    if (right && begins_with(&at, end, "*"))
        right = read_whole(&r->count, &at, end, 1);
    return right && at == end ? AE_OK : fail_run(word, e);
}

static ae_status too_wide(const ae_word *list, ae_error *e)
{
    return ae_fail_word(e, AE_EVALUE, list,
                        "%.*s: there can be %d columns, and %llu elements of the net, one for each number and each level",
                        ae_word_shown(list), list->text, COLUMNS_MOST, (unsigned long long)AE_ROW_ELEMENTS);
}

/* Adds the run's columns to the layout, whose list has room for them, or is NULL. */
static ae_status add_run(ae_layout *layout, ae_layout_column *list, const run *r, const ae_word *place, ae_error *e)
{
    const size_t each = r->levels ? r->levels : 1;
    if (r->count > (AE_ROW_ELEMENTS - layout->width) / each || r->count > COLUMNS_MOST - layout->columns)
        return too_wide(place, e);
    for (size_t i = 0; list && i < r->count; i++)
        list[layout->columns + i] = (ae_layout_column){ r->levels, layout->width + i * each };
    layout->columns += r->count;
    layout->width += r->count * each;
    return AE_OK;
}

/* Goes over the list once to count, and once more to write it down. */
static ae_status read_list(ae_preparation *p, ae_layout_column *list, ae_word rest, ae_error *e)
{
    p->layout = (ae_layout){ .column = list };
    for (bool more = true; more;) {
        run r;
        const size_t before = rest.length;
        const ae_word word = ae_word_cut(&rest, ',');
        more = word.length < before;
        AE_TRY(read_run(&r, &word, e));
        AE_TRY(add_run(&p->layout, list, &r, &word, e));
        p->categories |= r.levels > 0;
    }
    return AE_OK;
}

ae_status ae_prepare_read_columns(ae_preparation *p, const ae_item *item, ae_arena *arena, ae_error *e)
{
    columns_options o;
    const size_t width = ae_shape_size(&p->raw);
    AE_TRY(ae_item_decode(&o, item, ae_columns_fields, arena, e));
    AE_TRY(read_list(p, NULL, o.list, e));
    if (p->raw.rank != 1 || p->layout.columns != width)
        return ae_fail_word(e, AE_EVALUE, &o.list, "columns: these are %zu columns, where a row of the input has %zu%s",
                            p->layout.columns, width, p->raw.rank == 1 ? "" : " in a shape of its own");
    ae_layout_column *list = ae_arena_take(arena, width, sizeof *list);
    return list ? read_list(p, list, o.list, e) : ae_fail_memory(e);
}

/* ---- scaler ---- */

static const char *const scaler_words[] = { "none", "zscore", "range", "robust", "given", NULL };
static const char *const per_words[] = { "column", "channel", "all", NULL };

#define SCALER(member) offsetof(ae_scaler_options, member)

const ae_field ae_scaler_fields[] = {
    { "", AE_FIELD_CHOICE, SCALER(kind), AE_REQUIRED("how each column is scaled: zscore, range, robust, given or none"),
      .words = scaler_words },
    { "per", AE_FIELD_CHOICE, SCALER(per),
      AE_DEFAULT("column", "what is scaled alike: a column, an image's channel, or all"), .words = per_words },
    { "to", AE_FIELD_BOUNDS, SCALER(to), AE_DEFAULT("0,1", "range: where the least and the largest number go"), -1e6, 1e6 },
    { "clip", AE_FIELD_FLAG, SCALER(clip), AE_DEFAULT("no", "range: numbers beyond the ends go to the ends") },
    { "center", AE_FIELD_REALS, SCALER(center), AE_DEFAULT("", "given: what is subtracted, one number or one a column"),
      -1e30, 1e30 },
    { "spread", AE_FIELD_REALS, SCALER(spread), AE_DEFAULT("", "given: what is divided by then; 0 makes a column 0"), 0,
      1e30 },
    AE_FIELDS_END,
};

/* Which keys go with which kinds of scaler. */
static const struct key_rule {
    const char *key;
    unsigned kinds; /* bits */
} key_rules[] = {
    { "per", 1u << AE_SCALER_ZSCORE | 1u << AE_SCALER_RANGE | 1u << AE_SCALER_ROBUST },
    { "to", 1u << AE_SCALER_RANGE },
    { "clip", 1u << AE_SCALER_RANGE },
    { "center", 1u << AE_SCALER_GIVEN },
    { "spread", 1u << AE_SCALER_GIVEN },
};

static ae_status check_keys(const ae_scaler_options *o, const ae_item *item, ae_error *e)
{
    for (size_t i = 0; i < sizeof key_rules / sizeof *key_rules; i++) {
        const ae_word *value = ae_item_value(item, key_rules[i].key);
        if (value && !(key_rules[i].kinds >> o->kind & 1))
            return ae_fail_word(e, AE_EVALUE, value, "scaler: %s= is not for `scaler %s`", key_rules[i].key,
                                scaler_words[o->kind]);
    }
    return AE_OK;
}

static ae_status check_count(const ae_reals *numbers, const char *key, size_t width, const ae_item *item, ae_error *e)
{
    const ae_word *value = ae_item_value(item, key);
    if (numbers->count == 1 || numbers->count == width)
        return AE_OK;
    return ae_fail_word(e, AE_EVALUE, value ? value : &item->name,
                        "scaler: %s= has %zu numbers; `scaler given` needs one, or one for each of the %zu columns", key,
                        numbers->count, width);
}

static ae_status check_given(const ae_preparation *p, const ae_item *item, ae_error *e)
{
    const size_t width = ae_shape_size(&p->raw);
    AE_TRY(check_count(&p->scaler.center, "center", width, item, e));
    return check_count(&p->scaler.spread, "spread", width, item, e);
}

static ae_status check_per(const ae_preparation *p, const ae_item *item, ae_error *e)
{
    if (p->scaler.per != AE_PER_CHANNEL || p->raw.rank > 1)
        return AE_OK;
    return ae_fail_word(e, AE_EVALUE, ae_item_value(item, "per"),
                        "scaler: per=channel is for images and signals, such as `input 3x32x32`");
}

ae_status ae_prepare_read_scaler(ae_preparation *p, const ae_item *item, ae_arena *arena, ae_error *e)
{
    ae_scaler_options o = { 0 };
    AE_TRY(ae_item_decode(&o, item, ae_scaler_fields, arena, e));
    AE_TRY(check_keys(&o, item, e));
    p->scaler = o;
    AE_TRY(check_per(p, item, e));
    return o.kind == AE_SCALER_GIVEN ? check_given(p, item, e) : AE_OK;
}

/* ---- missing ---- */

static const char *const missing_words[] = { "fail", "mean", "mask", NULL };

const ae_field ae_missing_fields[] = {
    { "", AE_FIELD_CHOICE, offsetof(ae_missing_options, how), AE_REQUIRED("what becomes of gaps: fail, mean or mask"),
      .words = missing_words },
    { "indicators", AE_FIELD_FLAG, offsetof(ae_missing_options, indicators),
      AE_DEFAULT("no", "mask: the net also gets, for each column, 1 where there is a gap and 0 elsewhere") },
    AE_FIELDS_END,
};

ae_status ae_prepare_read_missing(ae_preparation *p, const ae_item *item, ae_arena *arena, ae_error *e)
{
    ae_missing_options o = { 0 };
    AE_TRY(ae_item_decode(&o, item, ae_missing_fields, arena, e));
    if (o.indicators && o.how != AE_MISSING_MASK)
        return ae_fail_word(e, AE_EVALUE, ae_item_value(item, "indicators"), "missing: indicators= is for `missing mask`");
    p->missing = o;
    return AE_OK;
}

/* ---- the whole ---- */

bool ae_prepare_scales(const ae_preparation *p)
{
    return p->scaler.kind != AE_SCALER_NONE;
}

bool ae_prepare_takes_gaps(const ae_preparation *p)
{
    return p->missing.how != AE_MISSING_FAIL;
}

bool ae_prepare_does_anything(const ae_preparation *p)
{
    return ae_prepare_scales(p) || ae_prepare_takes_gaps(p) || p->categories;
}

bool ae_prepare_is_fitted_by_rows(const ae_preparation *p)
{
    return (ae_prepare_scales(p) && p->scaler.kind != AE_SCALER_GIVEN) || ae_prepare_takes_gaps(p);
}

bool ae_prepare_keeps_unit(const ae_preparation *p)
{
    const ae_scaler_options *s = &p->scaler;
    return !ae_prepare_scales(p) || (s->kind == AE_SCALER_RANGE && s->clip && s->to.low >= 0 && s->to.high <= 1);
}

static bool same_numbers(const ae_reals *a, const ae_reals *b)
{
    return a->count == b->count && (a->count == 0 || memcmp(a->number, b->number, a->count * sizeof *a->number) == 0);
}

static bool same_scaler(const ae_scaler_options *a, const ae_scaler_options *b)
{
    return a->kind == b->kind && a->per == b->per && a->to.low == b->to.low && a->to.high == b->to.high &&
           a->clip == b->clip && same_numbers(&a->center, &b->center) && same_numbers(&a->spread, &b->spread);
}

static bool same_columns(const ae_preparation *a, const ae_preparation *b)
{
    bool same = a->categories == b->categories;
    for (size_t i = 0; same && a->categories && i < a->layout.columns; i++)
        same = a->layout.column[i].levels == b->layout.column[i].levels;
    return same;
}

bool ae_prepare_same(const ae_preparation *a, const ae_preparation *b)
{
    return ae_shape_same(&a->raw, &b->raw) && same_columns(a, b) && same_scaler(&a->scaler, &b->scaler) &&
           a->missing.how == b->missing.how;
}

/* The net's own row: flat where categories or indicators have to find a place in it. */
ae_status ae_prepare_shape(ae_preparation *p, ae_error *e)
{
    const size_t columns = ae_shape_size(&p->raw), width = p->categories ? p->layout.width : columns;
    const size_t all = p->missing.indicators ? width + columns : width;
    if (all > AE_ROW_ELEMENTS || (p->missing.indicators && columns > COLUMNS_MOST))
        return too_wide(&p->place, e);
    p->in = p->out = p->raw;
    if (p->categories || p->missing.indicators) {
        p->in = (ae_shape){ 1, { all } };
        p->out = p->categories ? (ae_shape){ 1, { width } } : p->raw;
    }
    return AE_OK;
}

/* Where no column is a category, there is no need to ask which is one; but indicators need a list all the same. */
static ae_status settle_layout(ae_preparation *p, ae_arena *arena, ae_error *e)
{
    const size_t n = ae_shape_size(&p->raw);
    if (p->categories || !p->missing.indicators)
        return AE_OK;
    ae_layout_column *list = ae_arena_take(arena, n, sizeof *list);
    if (!list)
        return ae_fail_memory(e);
    for (size_t i = 0; i < n; i++)
        list[i].at = i;
    p->layout = (ae_layout){ n, n, list };
    return AE_OK;
}

/* A category's gap has no code, unless the most frequent one is to stand in for it. */
static ae_status settle_fill(ae_preparation *p, ae_arena *arena, ae_error *e)
{
    const size_t n = p->categories ? p->layout.columns : 1;
    double *fill = ae_arena_take(arena, n, sizeof *fill);
    if (!fill)
        return ae_fail_memory(e);
    for (size_t i = 0; p->categories && i < n; i++)
        fill[i] = p->layout.column[i].levels && p->missing.how == AE_MISSING_MASK ? -1 : 0;
    p->fill = (ae_reals){ n, fill };
    return AE_OK;
}

/* Codes have no scale: a number that is given for all columns is not for categories. */
static ae_status settle_given(ae_preparation *p, ae_reals *given, double of_codes, ae_arena *arena, ae_error *e)
{
    const size_t n = p->layout.columns;
    double *list = ae_arena_take(arena, n, sizeof *list);
    if (!list)
        return ae_fail_memory(e);
    for (size_t i = 0; i < n; i++)
        list[i] = p->layout.column[i].levels ? of_codes : given->number[given->count > 1 ? i : 0];
    *given = (ae_reals){ n, list };
    return AE_OK;
}

ae_status ae_prepare_settle(ae_preparation *p, ae_arena *arena, ae_error *e)
{
    AE_TRY(settle_layout(p, arena, e));
    if (p->categories && p->scaler.kind == AE_SCALER_GIVEN) {
        AE_TRY(settle_given(p, &p->scaler.center, 0, arena, e));
        AE_TRY(settle_given(p, &p->scaler.spread, 1, arena, e));
    }
    return settle_fill(p, arena, e);
}
