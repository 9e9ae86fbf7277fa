#include "kit/table/choice.h"
#include "kit/schema.h"
#include "kit/table/lookup.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Lists of columns --------------------------------------------------------------------------------------------- */

static void put_in_row(kit_use *use)
{
    use->part = KIT_IN_ROW;
}

static void leave_out(kit_use *use)
{
    use->part = KIT_LEFT_OUT;
}

static void take_logs(kit_use *use)
{
    use->log1p = use->numbers = true;
}

static void take_words(kit_use *use)
{
    use->words = true;
}

static bool mark(kit_choice *c, const kit_lookup *h, const char *option, const char *word, void (*as)(kit_use *),
                 kit_message *why)
{
    size_t first, last;
    if (!kit_lookup_columns(&first, &last, h, option, word, why))
        return false;
    for (size_t i = first; i <= last; i++)
        as(&c->uses[i]);
    return true;
}

static bool mark_list(kit_choice *c, const kit_lookup *h, const char *option, const char *list, void (*as)(kit_use *),
                      kit_message *why)
{
    char *word = malloc(strlen(list) + 1);
    bool ok = word || kit_explain(why, "%s: out of memory", h->path);
    for (const char *rest = list; ok && rest;) {
        rest = kit_lookup_word(word, rest);
        ok = mark(c, h, option, word, as, why);
    }
    free(word);
    return ok;
}

static bool choose_row(kit_choice *c, const kit_lookup *h, const kit_reading *how, kit_message *why)
{
    for (size_t i = 0; i < h->n; i++)
        c->uses[i].part = how->columns ? KIT_LEFT_OUT : KIT_IN_ROW;
    return (!how->columns || mark_list(c, h, "columns", how->columns, put_in_row, why)) &&
           (!how->drop || mark_list(c, h, "drop", how->drop, leave_out, why));
}

static bool choose_kinds(kit_choice *c, const kit_lookup *h, const kit_reading *how, kit_message *why)
{
    return (!how->log1p || mark_list(c, h, "log1p", how->log1p, take_logs, why)) &&
           (!how->category || mark_list(c, h, "category", how->category, take_words, why));
}

/* ---- Columns beside the row --------------------------------------------------------------------------------------- */

static bool is_beside(kit_part part)
{
    return part >= KIT_IS_LABEL;
}

static void put_beside(kit_choice *c, size_t column, kit_part part)
{
    c->uses[column].part = part;
    if (part == KIT_IS_MORE)
        c->uses[column].order = c->n_more++;
}

static bool set_beside(kit_choice *c, const kit_lookup *h, const char *option, const char *name, kit_part part,
                       kit_message *why)
{
    size_t i;
    const bool last = part == KIT_IS_LABEL && strcmp(name, KIT_LAST) == 0 && kit_lookup_named(&i, h, name) == 0;
    if (last)
        i = h->n - 1;
    else if (!kit_lookup_column(&i, h, option, name, why))
        return false;
    if (is_beside(c->uses[i].part))
        return kit_explain(why, "%s: --%s: column '%.60s' is the label, the id or the weight already", h->path, option,
                           name);
    put_beside(c, i, part);
    return true;
}

/* A name that has a comma in it, and is a column's, is no list. */
static bool choose_labels(kit_choice *c, const kit_lookup *h, const char *list, kit_message *why)
{
    size_t i;
    if (kit_lookup_named(&i, h, list) > 0)
        return set_beside(c, h, "label", list, KIT_IS_LABEL, why);
    char *word = malloc(strlen(list) + 1);
    const char *rest = word ? kit_lookup_word(word, list) : NULL;
    bool ok = word ? set_beside(c, h, "label", word, KIT_IS_LABEL, why) : kit_explain(why, "%s: out of memory", h->path);
    while (ok && rest) {
        rest = kit_lookup_word(word, rest);
        ok = (c->n_more < KIT_MORE_LABELS ||
              kit_explain(why, "%s: --label: more than %d columns", h->path, KIT_MORE_LABELS + 1)) &&
             set_beside(c, h, "label", word, KIT_IS_MORE, why);
    }
    free(word);
    return ok;
}

static bool choose_beside(kit_choice *c, const kit_lookup *h, const kit_reading *how, kit_message *why)
{
    return (!how->label || choose_labels(c, h, how->label, why)) &&
           (!how->id || set_beside(c, h, "id", how->id, KIT_IS_ID, why)) &&
           (!how->weight || set_beside(c, h, "weight", how->weight, KIT_IS_WEIGHT, why));
}

static bool find_part(size_t *out, const kit_choice *c, kit_part part)
{
    for (*out = 0; *out < c->n; ++*out)
        if (c->uses[*out].part == part)
            return true;
    return false;
}

/* The words `label` and `id` stand for these columns, where none has such a name. */
static bool find_where(kit_choice *c, const kit_lookup *h, const char *name, kit_message *why)
{
    const bool free = kit_lookup_named(&c->where, h, name) == 0;
    return (free && strcmp(name, "label") == 0 && find_part(&c->where, c, KIT_IS_LABEL)) ||
           (free && strcmp(name, "id") == 0 && find_part(&c->where, c, KIT_IS_ID)) ||
           kit_lookup_column(&c->where, h, "where", name, why);
}

/* ---- The condition, which the label can be, too ------------------------------------------------------------------ */

static void set_condition(kit_choice *c, size_t column)
{
    kit_use *use = &c->uses[column];
    use->condition = ++c->n_conditions;
    use->part = is_beside(use->part) ? use->part : KIT_IS_CONDITION;
}

static bool find_condition(size_t *i, const kit_choice *c, const kit_lookup *h, const char *name, kit_message *why)
{
    const bool free = kit_lookup_named(i, h, name) == 0;
    if ((free && strcmp(name, "label") == 0 && find_part(i, c, KIT_IS_LABEL)) ||
        (free && strcmp(name, KIT_LAST) == 0 && (*i = h->n - 1, true)))
        return true;
    return kit_lookup_column(i, h, "condition", name, why);
}

static bool add_condition(kit_choice *c, const kit_lookup *h, const char *name, kit_message *why)
{
    size_t i;
    if (!find_condition(&i, c, h, name, why))
        return false;
    if (c->uses[i].condition)
        return kit_explain(why, "%s: --condition: column '%.60s' is named twice", h->path, name);
    if (c->n_conditions == KIT_CONDITIONS)
        return kit_explain(why, "%s: --condition: more than %d columns", h->path, KIT_CONDITIONS);
    set_condition(c, i);
    return true;
}

static bool choose_condition(kit_choice *c, const kit_lookup *h, const char *list, kit_message *why)
{
    size_t i;
    if (kit_lookup_named(&i, h, list) > 0)
        return add_condition(c, h, list, why);
    char *word = malloc(strlen(list) + 1);
    bool ok = word || kit_explain(why, "%s: out of memory", h->path);
    for (const char *rest = list; ok && rest;) {
        rest = kit_lookup_word(word, rest);
        ok = add_condition(c, h, word, why);
    }
    free(word);
    return ok;
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------- */

/* A name may have a = in it: the first that leaves the name of a column counts. */
static size_t length_of_name(const kit_lookup *h, char *text, const char *condition)
{
    size_t i, first = strcspn(condition, "=");
    for (size_t n = first; condition[n]; n += 1 + strcspn(condition + n + 1, "=")) {
        memcpy(text, condition, n);
        text[n] = 0;
        if (kit_lookup_named(&i, h, text) > 0)
            return n;
    }
    memcpy(text, condition, first);
    text[first] = 0;
    return first;
}

static bool choose_rows(kit_choice *c, const kit_lookup *h, const char *where, kit_message *why)
{
    char *name = malloc(strlen(where) + 1);
    if (!name)
        return kit_explain(why, "%s: out of memory", h->path);
    size_t n = length_of_name(h, name, where);
    bool ok = where[n] == '='
                  ? find_where(c, h, name, why)
                  : kit_explain(why, "%s: --where: '%.60s' has no =; NAME=TEXT is due, such as label=0", h->path, where);
    c->equals = where + n + 1;
    free(name);
    return ok;
}

/* ---- Columns that a model knows ----------------------------------------------------------------------------------- */

static void use_as_known(kit_use *use, const kit_schema *s, size_t column)
{
    const kit_table_column *known = s->columns ? &s->columns[column] : NULL;
    if (!known)
        return;
    use->words = known->kind != KIT_NUMBER;
    use->numbers = !use->words;
    use->log1p = known->log1p;
}

/* A column that the file has, and that is not asked for otherwise. */
static bool find_known(size_t *out, const kit_choice *c, const kit_lookup *h, const char *name, bool by_name)
{
    const char *end;
    const bool found = kit_lookup_named(out, h, name) == 1 || (!by_name && kit_lookup_number(out, h, name, &end) && !*end);
    return found && c->uses[*out].part == KIT_IN_ROW;
}

/* Beside the row, where the command line names none and the file has such a column. */
static void set_known(kit_choice *c, const kit_lookup *h, const char *name, bool by_name, kit_part part)
{
    size_t i;
    if (name && !find_part(&i, c, part) && find_known(&i, c, h, name, by_name))
        c->uses[i].part = part;
}

/* Of several labels all are there, or none is taken: each belongs to a place. */
static void set_known_labels(kit_choice *c, const kit_lookup *h, const char *list, bool by_name)
{
    size_t i, found[KIT_MORE_LABELS + 1], n = 0;
    char word[sizeof(kit_label) * (KIT_MORE_LABELS + 1)];
    bool all = list && strlen(list) < sizeof word && !find_part(&i, c, KIT_IS_LABEL) && kit_lookup_named(&i, h, list) == 0;
    set_known(c, h, list, by_name, KIT_IS_LABEL);
    for (const char *rest = list; all && rest; n++) {
        rest = kit_lookup_word(word, rest);
        all = n <= KIT_MORE_LABELS && find_known(&found[n], c, h, word, by_name);
    }
    for (size_t k = 0; all && n > 1 && k < n; k++)
        put_beside(c, found[k], k ? KIT_IS_MORE : KIT_IS_LABEL);
}

/* Of several columns of a condition all are there, or none is taken. */
static bool finds_condition(const kit_choice *c, const kit_lookup *h, const char *list, bool by_name)
{
    char word[sizeof(kit_label) * KIT_CONDITIONS];
    const char *end;
    size_t i;
    if (!list || strlen(list) >= sizeof word)
        return false;
    bool all = true, label = strcmp(list, "label") == 0 && find_part(&i, c, KIT_IS_LABEL);
    for (const char *rest = kit_lookup_named(&i, h, list) || label ? NULL : list; all && rest;) {
        rest = kit_lookup_word(word, rest);
        all = kit_lookup_named(&i, h, word) == 1 || (!by_name && kit_lookup_number(&i, h, word, &end) && !*end);
    }
    return all;
}

/* What the command line names, or what the model knows and the file has. */
static bool take_condition(kit_choice *c, const kit_lookup *h, const kit_reading *how, bool known, bool by_name,
                           kit_message *why)
{
    const char *list = how->condition;
    if (!list && known && finds_condition(c, h, how->schema->condition, by_name))
        list = how->schema->condition;
    return !list || choose_condition(c, h, list, why);
}

static size_t count_part(const kit_choice *c, kit_part part)
{
    size_t count = 0;
    for (size_t i = 0; i < c->n; i++)
        count += c->uses[i].part == part;
    return count;
}

static void tell_left_out(kit_choice *c, const kit_lookup *h, size_t i)
{
    const size_t used = strlen(c->left_out), room = sizeof c->left_out - used;
    const char *name = strlen(h->names[i]) + 8 < room ? h->names[i] : "...";
    if (i != c->where && room > 8)
        snprintf(c->left_out + used, room, "%s%s", used ? ", " : "", name);
}

static bool match_names(kit_choice *c, const kit_lookup *h, const kit_schema *s, kit_message *why)
{
    bool *is_free = calloc(h->n, sizeof *is_free);
    size_t *at = malloc(s->width * sizeof *at);
    bool ok = (is_free && at) || kit_explain(why, "%s: out of memory", h->path);
    for (size_t i = 0; ok && i < h->n; i++)
        is_free[i] = c->uses[i].part == KIT_IN_ROW;
    ok = ok && (kit_lookup_known(at, h, is_free, s->columns, s->width) > 0 || kit_lookup_none(h, s->columns, s->width, why));
    for (size_t k = 0; ok && k < s->width; k++)
        if (at[k] < h->n)
            use_as_known(&c->uses[at[k]], s, k);
    for (size_t i = 0; ok && i < h->n; i++)
        if (is_free[i]) {
            c->uses[i].part = KIT_LEFT_OUT;
            tell_left_out(c, h, i);
        }
    free(is_free);
    free(at);
    return ok;
}

static bool are_numbers(const kit_schema *s)
{
    for (size_t k = 0; k < s->width; k++) {
        const char *name = s->columns ? s->columns[k].name : NULL;
        if (!name || !*name || name[strspn(name, "0123456789")])
            return false;
    }
    return true;
}

/* Of a file without names the model knows where its columns stood: they are called by their numbers. */
static bool match_numbers(kit_choice *c, const kit_lookup *h, const kit_schema *s, kit_message *why)
{
    kit_label *numbers = malloc(h->n * sizeof *numbers);
    const char **names = malloc(h->n * sizeof *names);
    bool ok = (numbers && names) || kit_explain(why, "%s: out of memory", h->path);
    for (size_t i = 0; ok && i < h->n; i++) {
        snprintf(numbers[i], sizeof numbers[i], "%zu", i + 1);
        names[i] = numbers[i];
    }
    ok = ok && match_names(c, &(kit_lookup){ h->path, names, h->n }, s, why);
    free(names);
    free(numbers);
    return ok;
}

/* Label and id then stand where they stood, if the file has more columns than the rows; and so do the columns, if it has
 * more still. */
static bool match_places(kit_choice *c, const kit_lookup *h, const kit_reading *how, kit_message *why)
{
    const kit_schema *s = how->schema;
    const bool more = count_part(c, KIT_IN_ROW) > s->width;
    if (more) {
        set_known_labels(c, h, s->label, false);
        set_known(c, h, s->id, false, KIT_IS_ID);
    }
    if (!take_condition(c, h, how, more, false, why))
        return false;
    if (count_part(c, KIT_IN_ROW) > s->width && !h->names && are_numbers(s))
        return match_numbers(c, h, s, why);
    if (count_part(c, KIT_IN_ROW) != s->width)
        return true;
    for (size_t i = 0, k = 0; i < h->n; i++)
        if (c->uses[i].part == KIT_IN_ROW)
            use_as_known(&c->uses[i], s, k++);
    return true;
}

static bool match(kit_choice *c, const kit_lookup *h, const kit_reading *how, kit_message *why)
{
    const kit_schema *s = how->schema;
    if (!s)
        return take_condition(c, h, how, false, true, why);
    if (!h->names || !s->columns || !s->columns[0].name)
        return match_places(c, h, how, why);
    set_known_labels(c, h, s->label, true);
    set_known(c, h, s->id, true, KIT_IS_ID);
    return take_condition(c, h, how, true, true, why) && match_names(c, h, s, why);
}

/* ---- All together ------------------------------------------------------------------------------------------------- */

/* As the file calls it, or its number. */
void kit_column_name(char text[KIT_NAME], const char *name, size_t i)
{
    if (name)
        snprintf(text, KIT_NAME, "'%.*s'", KIT_NAME - 3, name);
    else
        snprintf(text, KIT_NAME, "%zu", i + 1);
}

static bool check(kit_choice *c, const kit_lookup *h, kit_message *why)
{
    char name[KIT_NAME];
    c->width = count_part(c, KIT_IN_ROW);
    for (size_t i = 0; i < h->n; i++)
        if (c->uses[i].words && c->uses[i].log1p) {
            kit_column_name(name, h->names ? h->names[i] : NULL, i);
            return kit_explain(why, "%s: column %s is to be a category, of which there is no logarithm", h->path, name);
        }
    return c->width > 0 || kit_explain(why, "%s: none of its %zu columns is left for the rows", h->path, h->n);
}

bool kit_choice_make(kit_choice *out, const kit_reading *how, const char *const *names, size_t n, const char *path,
                     kit_message *why)
{
    const kit_lookup h = { path, names, n };
    *out = (kit_choice){ .n = n, .where = n, .uses = calloc(n, sizeof *out->uses) };
    if (!out->uses)
        return kit_explain(why, "%s: out of memory", path);
    return choose_row(out, &h, how, why) && choose_beside(out, &h, how, why) &&
           (!how->where || choose_rows(out, &h, how->where, why)) && match(out, &h, how, why) &&
           choose_kinds(out, &h, how, why) && check(out, &h, why);
}

void kit_choice_free(kit_choice *c)
{
    free(c->uses);
    *c = (kit_choice){ 0 };
}

static void note_name(char *text, size_t room, const char *const *names, size_t i)
{
    if (names)
        snprintf(text, room, "%s", names[i]);
    else
        snprintf(text, room, "%zu", i + 1);
}

void kit_choice_note(kit_table *table, const kit_choice *c, const char *const *names)
{
    size_t i;
    if (find_part(&i, c, KIT_IS_LABEL))
        note_name(table->label_name, sizeof table->label_name, names, i);
    for (i = 0; i < c->n; i++) {
        const kit_use *use = &c->uses[i];
        if (use->part == KIT_IS_MORE)
            note_name(table->more_names[use->order], sizeof table->more_names[0], names, i);
        if (use->condition)
            note_name(table->condition_names[use->condition - 1], sizeof table->condition_names[0], names, i);
    }
    if (find_part(&i, c, KIT_IS_ID))
        note_name(table->id_name, sizeof table->id_name, names, i);
    table->n_more = c->n_more;
    table->n_conditions = c->n_conditions ? c->n_conditions : table->n_conditions;
    memcpy(table->left_out, c->left_out, sizeof table->left_out);
}

bool kit_chooses(const kit_reading *how)
{
    return how->columns || how->drop || how->label || how->id || how->weight || how->where || how->log1p || how->category ||
           how->condition || how->schema;
}

bool kit_same_text(const char *a, const char *b)
{
    char *end_a, *end_b;
    double x = strtod(a, &end_a), y = strtod(b, &end_b);
    bool numbers = *a && *b && !*end_a && !*end_b;
    return numbers ? x == y : strcmp(a, b) == 0;
}
