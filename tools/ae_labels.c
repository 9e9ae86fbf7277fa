/* Labels of rows that a model is measured by. */
#include "ae_session.h"
#include <stdio.h>

static void remark_on_others(const session *s)
{
    kit_message m;
    for (size_t i = 0; i < s->heads.n; i++) {
        const head *h = &s->heads.head[i];
        const kit_label_column c = kit_label_column_of(&s->table, h->first);
        if (h->count.others == 0)
            continue;
        kit_explain(&m, "%s: %zu label%s no %s of the head '%s' (row %zu: '%.40s') and do%s not count", s->table.source,
                    h->count.others, h->count.others == 1 ? " is" : "s are", h->classes ? "class" : "number", h->name,
                    h->count.first_other + 1, c.first[h->count.first_other * c.step], h->count.others == 1 ? "es" : "");
        fprintf(stderr, "%s\n", m.text);
    }
}

bool label_session(session *s, const arguments *a, kit_message *why)
{
    const bool asked = a->reading.label || a->labels_last;
    if (!heads_find(&s->heads, s->model, a->model, why) || s->heads.n == 0)
        return s->heads.n == 0;
    if (!asked && !heads_fit(&s->heads, &s->table, NULL))
        return true;
    if (!heads_number(&s->taught, &s->heads, &s->table, true, why))
        return false;
    s->rows.labels = (ae_array){ .data = s->taught, .width = s->heads.width, .scale = 1, .dtype = AE_F32 };
    remark_on_others(s);
    return true;
}

bool check_measurable(const session *s, const arguments *a, kit_message *why)
{
    if (s->info.output_width > 0 || s->taught)
        return true;
    if (s->heads.n > 0)
        return kit_explain(why, "%s: has no decoder, so only its heads can be measured, by labels: --label COLUMN",
                           a->model);
    return kit_explain(why, "%s: is an encoder: its spec ends at the code, so there is nothing to measure", a->model);
}
