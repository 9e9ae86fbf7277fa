#include "train/facts.h"
#include "base/format.h"
#include "base/size.h"
#include "io/members.h"
#include <string.h>

static const ae_member run_members[] = {
    { "optimizer", AE_MEMBER_TEXT, offsetof(ae_facts, optimizer), AE_TRAINING_TEXT },
    { "batch", AE_MEMBER_WHOLE, offsetof(ae_facts, batch), 1 },
    { "seed", AE_MEMBER_WHOLE, offsetof(ae_facts, seed), 1 },
    { "init_seed", AE_MEMBER_WHOLE, offsetof(ae_facts, init_seed), 1 },
    { "flags", AE_MEMBER_WHOLE, offsetof(ae_facts, flags), 1 },
    { "steps_per_epoch", AE_MEMBER_WHOLE, offsetof(ae_facts, steps_per_epoch), 1 },
    { "steps", AE_MEMBER_WHOLE, offsetof(ae_facts, steps), 1 },
    { "valid_fraction", AE_MEMBER_REAL, offsetof(ae_facts, valid_fraction), 1 },
    { "products", AE_MEMBER_TEXT, offsetof(ae_facts, products), sizeof((ae_facts *)NULL)->products },
    AE_MEMBERS_END,
};

static const ae_member rows_members[] = {
    { "n", AE_MEMBER_WHOLE, offsetof(ae_rows_facts, rows), 1 },
    { "picks", AE_MEMBER_WHOLE, offsetof(ae_rows_facts, picks), 1 },
    { "first", AE_MEMBER_WHOLE, offsetof(ae_rows_facts, first), 1 },
    { "width", AE_MEMBER_WHOLE, offsetof(ae_rows_facts, width), 1 },
    { "label_width", AE_MEMBER_WHOLE, offsetof(ae_rows_facts, label_width), 1 },
    { "target_width", AE_MEMBER_WHOLE, offsetof(ae_rows_facts, target_width), 1 },
    { "scale", AE_MEMBER_REAL, offsetof(ae_rows_facts, scale), 1 },
    { "target_scale", AE_MEMBER_REAL, offsetof(ae_rows_facts, target_scale), 1 },
    { "numbers", AE_MEMBER_WHOLE, offsetof(ae_rows_facts, numbers), 1 },
    { "weights", AE_MEMBER_WHOLE, offsetof(ae_rows_facts, weights), 1 },
    { "order", AE_MEMBER_WHOLE, offsetof(ae_rows_facts, order), 1 },
    AE_MEMBERS_END,
};

/* The tables that make up the facts. */
static const struct part {
    const char *prefix, *shown; /* in the file; before a key in a message */
    const ae_member *members;
    size_t offset;
    ae_status status; /* if they differ */
} parts[] = {
    { "run", "", run_members, 0, AE_EOPTION },
    { "rows", "rows.", rows_members, offsetof(ae_facts, rows), AE_EDATA },
    { "valid", "valid.", rows_members, offsetof(ae_facts, valid), AE_EDATA },
};

enum { PARTS = sizeof parts / sizeof *parts };

ae_status ae_facts_add(ae_document *d, const ae_facts *facts, ae_arena *arena, ae_error *e)
{
    for (const struct part *p = parts; p < parts + PARTS; p++)
        AE_TRY(ae_members_add(d, p->prefix, p->members, (const char *)facts + p->offset, arena, e));
    return AE_OK;
}

ae_status ae_facts_read(ae_facts *facts, const ae_document *d, ae_error *e)
{
    facts->spec = ae_document_string(d, "spec");
    for (const struct part *p = parts; p < parts + PARTS; p++)
        AE_TRY(ae_members_read((char *)facts + p->offset, p->prefix, p->members, d, e));
    return AE_OK;
}

/* ---- differences ---- */

/* Of texts that consist of items, the first item that differs is shown: "dense 64". */
static size_t item_length(const char *text)
{
    size_t n = strcspn(text, "\n|");
    while (n > 0 && text[n - 1] == ' ')
        n--;
    return n;
}

static const char *next_item(const char *text)
{
    text += strcspn(text, "\n|");
    return text + strspn(text, "\n| ");
}

static bool is_same_item(const char *a, const char *b)
{
    size_t n = item_length(a);
    return n > 0 && n == item_length(b) && memcmp(a, b, n) == 0;
}

static void write_item(ae_writer *w, const char *item)
{
    enum { SHOWN = 48 };
    size_t n = item_length(item);
    if (n == 0)
        ae_write(w, "nothing");
    else
        ae_write(w, "%.*s%s", (int)ae_least(n, SHOWN), item, n > SHOWN ? "..." : "");
}

static void write_difference(ae_writer *w, const char *prefix, const char *key, const char *then, const char *now)
{
    while (is_same_item(then, now)) {
        then = next_item(then);
        now = next_item(now);
    }
    ae_write(w, "%s%s%s ", w->length ? ", " : "", prefix, key);
    write_item(w, then);
    ae_write(w, " (here ");
    write_item(w, now);
    ae_write(w, ")");
}

typedef struct comparison {
    const ae_facts *now, *then;
    ae_writer w;
    ae_status status;
    ae_arena *arena;
    ae_error *e;
} comparison;

static void blame(comparison *c, ae_status status)
{
    if (c->status != AE_EOPTION)
        c->status = status;
}

static ae_status compare_part(comparison *c, const struct part *p)
{
    for (const ae_member *m = p->members; m->key; m++) {
        const char *then = ae_member_text(m, (const char *)c->then + p->offset, c->arena);
        const char *now = ae_member_text(m, (const char *)c->now + p->offset, c->arena);
        if (!then || !now)
            return ae_fail_memory(c->e);
        if (strcmp(then, now) == 0)
            continue;
        write_difference(&c->w, p->shown, m->key, then, now);
        blame(c, p->status);
    }
    return AE_OK;
}

ae_status ae_facts_compare(const ae_facts *now, const ae_facts *then, const char *path, ae_arena *arena, ae_error *e)
{
    char text[sizeof e->text];
    const char *slash = strrchr(path, '/');
    comparison c = { now, then, { text, sizeof text, 0 }, AE_OK, arena, e };
    if (strcmp(then->spec, now->spec) != 0) {
        write_difference(&c.w, "", "spec", then->spec, now->spec);
        blame(&c, AE_EOPTION);
    }
    for (const struct part *p = parts; p < parts + PARTS; p++)
        AE_TRY(compare_part(&c, p));
    if (c.status == AE_OK)
        return AE_OK;
    return ae_fail(e, c.status, "the checkpoint %.60s was made with %s", slash ? slash + 1 : path, text);
}
