#include "model/heads.h"
#include "base/format.h"
#include "base/size.h"
#include <string.h>

/* ---- reading ---- */

typedef struct head_options {
    const char *name;
} head_options;

static const ae_field fields[] = {
    { "", AE_FIELD_NAME, offsetof(head_options, name), AE_REQUIRED("its name, such as `head digit`") },
    AE_FIELDS_END,
};

/* A layer's name, such as HEAD-upsample2d1024, has to be one that a text can name. */
enum { LONGEST = 48 };

static ae_status check_name(const ae_heads *heads, const ae_stages *stages, const char *name, const ae_word *at, ae_error *e)
{
    if (heads->count == AE_HEADS_MAX)
        return ae_fail_word(e, AE_ESPEC, at, "a spec has at most %d heads", AE_HEADS_MAX);
    if (strlen(name) > LONGEST)
        return ae_fail_word(e, AE_EVALUE, at,
                            "head: a name of %zu characters; at most %d leave room for the names of its layers",
                            strlen(name), LONGEST);
    if (ae_stages_is_reserved(name))
        return ae_fail_word(e, AE_EVALUE, at, "no head can be called \"%s\": that name has a meaning already", name);
    if (ae_stages_find(stages, name) || ae_heads_find(heads, name))
        return ae_fail_word(e, AE_EVALUE, at, "a layer or a head is called \"%s\" already", name);
    return AE_OK;
}

/* The layers that follow are called after it. */
static void begin(ae_stages *stages, const ae_word *name)
{
    stages->head = *name;
    memset(stages->of_name, 0, sizeof stages->of_name);
}

ae_status ae_head_read(ae_heads *heads, ae_stages *stages, const ae_item *item, bool trial, ae_arena *arena, ae_error *e)
{
    head_options o = { NULL };
    AE_TRY(ae_item_decode(&o, item, fields, arena, e));
    AE_TRY(check_name(heads, stages, o.name, &item->name, e));
    AE_TRY(ae_head_end(heads, stages, e));
    begin(stages, ae_item_value(item, ""));
    if (!trial)
        heads->list[heads->count++] = (ae_head){ .name = o.name, .place = item->name, .first = stages->count };
    return AE_OK;
}

ae_status ae_head_end(ae_heads *heads, const ae_stages *stages, ae_error *e)
{
    ae_head *last = heads->count ? &heads->list[heads->count - 1] : NULL;
    if (!last)
        return AE_OK;
    last->end = stages->count;
    return last->first < last->end
               ? AE_OK
               : ae_fail_word(e, AE_ESPEC, &last->place,
                              "head %s has no layers; they follow it, such as `dense 10 act=softmax`", last->name);
}

/* ---- finding ---- */

size_t ae_heads_find(const ae_heads *heads, const char *name)
{
    for (size_t i = 0; i < heads->count; i++)
        if (strcmp(heads->list[i].name, name) == 0)
            return i + 1;
    return 0;
}

size_t ae_heads_of_stage(const ae_heads *heads, size_t stage)
{
    for (size_t i = 0; i < heads->count; i++)
        if (stage >= heads->list[i].first && stage < heads->list[i].end)
            return i + 1;
    return 0;
}

/* ---- labels ---- */

static ae_status name_metric(ae_head *head, ae_arena *arena, ae_error *e)
{
    char text[AE_STAGE_NAME];
    const size_t n = ae_format(text, sizeof text, "%s.%s", head->name, head->classes ? "accuracy" : "mse");
    head->metric = ae_arena_text(arena, text, n);
    return head->metric ? AE_OK : ae_fail_memory(e);
}

/* One class of `width`, or so many numbers. */
static size_t describe(ae_layout_column *column, const ae_head *head, size_t width)
{
    if (head->classes)
        column[0] = (ae_layout_column){ width, 0 };
    for (size_t i = 0; !head->classes && i < width; i++)
        column[i] = (ae_layout_column){ 0, i };
    return head->classes ? 1 : width;
}

static size_t count_labels(const ae_heads *heads, const size_t *width)
{
    size_t n = 0;
    for (size_t i = 0; i < heads->count; i++)
        n = ae_plus(n, heads->list[i].classes ? 1 : width[i]);
    return n;
}

ae_status ae_heads_settle(ae_heads *heads, const size_t *width, ae_arena *arena, ae_error *e)
{
    ae_layout_column *column = ae_arena_take(arena, count_labels(heads, width), sizeof *column);
    size_t label = 0;
    if (!column)
        return ae_fail_memory(e);
    for (size_t i = 0; i < heads->count; i++) {
        ae_head *h = &heads->list[i];
        AE_TRY(name_metric(h, arena, e));
        heads->metrics[i] = h->metric;
        h->label = label;
        h->labels = (ae_layout){ describe(column + label, h, width[i]), width[i], column + label };
        label += h->labels.columns;
    }
    heads->labels = (ae_layout){ label, label, column };
    return AE_OK;
}
