/* What columns of a table become as the condition of a model: numbers, or classes by their words. */
#include "ae_condition_parts.h"
#include <stdlib.h>

/* What one column is to be, with its words. */
typedef struct learnt {
    kit_label_column texts;
    kit_label_names names;
    const char **block;
    bool classes;
} learnt;

enum { FEW = 20, MOST = 1000 };

static bool check_words(const learnt *l, const char *source, kit_message *why)
{
    if (l->names.n == 0)
        return kit_explain(why, "%s: no row has anything in column '%.60s', which is to be a condition", source,
                           l->texts.name);
    if (l->names.are_numbers || (l->names.n > 1 && l->names.n <= MOST))
        return true;
    return kit_explain(why, "%s: column '%.60s' has %zu different word%s, which %s no condition", source, l->texts.name,
                       l->names.n, l->names.n == 1 ? "" : "s", l->names.n == 1 ? "makes" : "are too many and make");
}

static bool look(learnt *l, const kit_table *table, size_t column, kit_message *why)
{
    l->texts = kit_condition_column_of(table, column);
    if (!kit_label_names_find(&l->names, &l->block, &l->texts, why) || !check_words(l, table->source, why))
        return false;
    l->classes = !l->names.are_numbers || (l->names.n > 1 && l->names.n <= FEW && are_whole(&l->names));
    return true;
}

static size_t sum_widths(const learnt *l, size_t n)
{
    size_t width = 0;
    for (size_t i = 0; i < n; i++)
        width += l[i].classes ? l[i].names.n : 1;
    return width;
}

/* Numbers can be classes or not: what the spec has room for decides. */
static void decide(learnt *l, size_t n, size_t width)
{
    bool numbers = true;
    for (size_t i = 0; i < n; i++)
        numbers &= l[i].names.are_numbers;
    if (width == 0 || sum_widths(l, n) == width)
        return;
    if (numbers && width == n)
        for (size_t i = 0; i < n; i++)
            l[i].classes = false;
    else if (n == 1 && l->names.n == width)
        l->classes = true;
}

static bool wrong_width(const learnt *l, size_t n, size_t width, const char *source, kit_message *why)
{
    char list[CONDITION_LIST] = "";
    list_names(list, sizeof list, &l->names);
    if (n > 1)
        return kit_explain(why, "%s: the condition's %zu columns are %zu numbers, where the spec has `condition %zu`",
                           source, n, sum_widths(l, n), width);
    return kit_explain(why, "%s: column '%.60s' is %zu %s (%s), where the spec has `condition %zu`; `condition %zu` fits",
                       source, l->texts.name, sum_widths(l, 1), l->classes ? "classes" : "number", list, width,
                       sum_widths(l, 1));
}

static bool take(condition *out, const learnt *l, size_t n, kit_message *why)
{
    kit_table_column columns[KIT_CONDITIONS] = { { 0 } };
    for (size_t i = 0; i < n; i++) {
        columns[i].name = l[i].texts.name;
        columns[i].kind = l[i].classes ? KIT_CATEGORY : KIT_NUMBER;
        columns[i].levels = l[i].classes ? l[i].block : NULL;
        columns[i].n_levels = l[i].classes ? l[i].names.n : 0;
    }
    char *text = kit_schema_text(&(kit_schema){ .width = n, .columns = columns }, why);
    const bool ok = text && condition_parse(out, text, why);
    free(text);
    return ok;
}

bool condition_learn(condition *out, const kit_table *table, size_t width, kit_message *why)
{
    learnt l[KIT_CONDITIONS] = { { .classes = false } };
    const size_t n = table->n_conditions;
    bool ok =
        n > 0 || kit_explain(why,
                             "%s: the spec has `condition %zu`, whose numbers are columns beside the rows: --condition "
                             "COLUMN names them",
                             table->source, width);
    *out = (condition){ 0 };
    for (size_t i = 0; ok && i < n; i++)
        ok = look(&l[i], table, i, why);
    if (ok)
        decide(l, n, width);
    if (ok && width > 0 && sum_widths(l, n) != width)
        ok = wrong_width(l, n, width, table->source, why);
    ok = ok && take(out, l, n, why);
    for (size_t i = 0; i < n; i++)
        free(l[i].block);
    return ok;
}

char *spec_with_condition(const char *spec, const kit_table *table, kit_message *why)
{
    condition c;
    char *text = NULL;
    if (table->n_conditions == 0)
        kit_explain(why, "--condition: a training takes columns of its rows, not NAME=VALUE");
    else if (condition_learn(&c, table, 0, why)) {
        text = kit_spec_with_condition(spec, c.width);
        if (!text)
            kit_explain(why, "out of memory");
        condition_free(&c);
    }
    return text;
}
