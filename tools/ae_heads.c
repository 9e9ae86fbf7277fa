/* Notes called "head NAME" keep what a head's numbers mean, in the form of a schema: its columns of labels, and of classes
 * the words. */
#include "ae_heads.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct key {
    char text[KIT_HEAD_NAME + 8];
} key;

static key key_of(const head *h)
{
    key k;
    snprintf(k.text, sizeof k.text, "head %s", h->name);
    return k;
}

/* ---- What a model tells of its heads ---------------------------------------------------------------------------------- */

static void list_heads(heads *out, const ae_model *model, size_t values)
{
    ae_value_info v = AE_VALUE_INFO_INIT;
    for (size_t i = 0; i < values && out->n < MOST_HEADS; i++)
        if (ae_model_get_value(&v, model, i, NULL) == AE_OK && v.head > 0) {
            const size_t columns = v.classes ? 1 : v.width;
            head *h = &out->head[out->n++];
            *h = (head){ .classes = v.classes, .width = v.width, .columns = columns, .first = out->width };
            snprintf(h->name, sizeof h->name, "%s", v.name);
            out->width += columns;
        }
}

/* As a note would be: classes called by their numbers, or numbers without a name. */
static char *plain_note(const head *h)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    for (size_t i = 0; to && i < h->columns; i++)
        fputs(h->classes ? ",category" : ",number\n", to);
    for (size_t i = 0; to && i < h->classes; i++)
        fprintf(to, ",%zu%s", i, i + 1 == h->classes ? "\n" : "");
    if (to && fclose(to) == 0)
        return text;
    free(text);
    return NULL;
}

static bool parse(head *h, const char *text, kit_message *why)
{
    if (!kit_schema_parse(&h->known, text, why))
        return false;
    return (h->known.width == h->columns && h->known.columns[0].n_levels == h->classes) ||
           kit_explain(why, "it tells of %zu columns and %zu classes, where the head has %zu and %zu", h->known.width,
                       h->known.columns[0].n_levels, h->columns, h->classes);
}

static bool read_note(head *h, const ae_model *model, const char *file, kit_message *why)
{
    kit_message wrong;
    const char *note = ae_model_get_note(model, key_of(h).text);
    char *plain = note ? NULL : plain_note(h);
    const bool ok = note || plain ? parse(h, note ? note : plain, &wrong) : kit_explain(&wrong, "out of memory");
    free(plain);
    return ok || kit_explain(why, "%s: note \"%s\": %s", file, key_of(h).text, wrong.text);
}

bool heads_find(heads *out, const ae_model *model, const char *file, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    *out = (heads){ 0 };
    if (ae_model_get_info(&info, model, &e) != AE_OK)
        return blame(why, file, &e);
    if (info.heads > 0)
        list_heads(out, model, info.values);
    for (size_t i = 0; i < out->n; i++)
        if (!read_note(&out->head[i], model, file, why))
            return false;
    return true;
}

void heads_free(heads *h)
{
    for (size_t i = 0; i < h->n; i++)
        kit_schema_free(&h->head[i].known);
    *h = (heads){ 0 };
}

kit_label_names head_names(const head *h)
{
    return kit_label_names_of(h->known.columns[0].levels, h->known.columns[0].n_levels);
}

bool heads_note(ae_model *model, const heads *h, kit_message *why)
{
    bool ok = true;
    for (size_t i = 0; ok && i < h->n; i++) {
        ae_error e;
        char *text = kit_schema_text(&h->head[i].known, why);
        ok = text && (ae_model_set_note(model, key_of(&h->head[i]).text, text, &e) == AE_OK || blame(why, NULL, &e));
        free(text);
    }
    return ok;
}

/* ---- Labels of a table ------------------------------------------------------------------------------------------------ */

/* "a, b, c, ..." */
void list_names(char *text, size_t room, const kit_label_names *names)
{
    size_t used = 0, i = 0;
    *text = 0;
    for (; i < names->n && used + strlen(names->names[i]) + 8 < room; i++)
        used += (size_t)snprintf(text + used, room - used, "%s%s", i ? ", " : "", names->names[i]);
    if (i < names->n)
        snprintf(text + used, room - used, ", ...");
}

enum { LIST = 120 };

bool heads_fit(const heads *h, const kit_table *table, kit_message *why)
{
    char list[LIST] = "";
    const size_t columns = kit_label_columns(table);
    size_t used = 0;
    for (size_t i = 0; i < h->n && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", h->head[i].name);
    if (columns == 0)
        return kit_explain(why, "%s: the model has a head (%s), which needs labels: --label COLUMN says where they are",
                           table->source, list);
    return columns == h->width ||
           kit_explain(
               why,
               "%s: there %s %zu column%s of labels, where the heads (%s) take %zu: --label A,B names several, in the order "
               "of the heads",
               table->source, columns == 1 ? "is" : "are", columns, columns == 1 ? "" : "s", list, h->width);
}

static const char *name_of(const kit_label_column *c)
{
    return *c->name ? c->name : "label";
}

static bool check_classes(const kit_label_names *names, const kit_label_column *c, const char *source, kit_message *why)
{
    if (names->n == 0)
        return kit_explain(why, "%s: no row has a label in column '%.60s'", source, name_of(c));
    return names->n > 1 || kit_explain(why,
                                       "%s: all labels in column '%.60s' are '%.60s'; a head tells classes apart, of which "
                                       "there must be two at least",
                                       source, name_of(c), names->names[0]);
}

static bool check_size(const head *h, const kit_label_names *names, const kit_label_column *c, const char *source,
                       kit_message *why)
{
    char list[LIST];
    list_names(list, sizeof list, names);
    return names->n == h->classes ||
           kit_explain(why,
                       "%s: the labels in column '%.60s' are %zu classes (%s), where the head '%s' has %zu; it fits if it "
                       "ends in `dense %zu act=softmax`",
                       source, name_of(c), names->n, list, h->name, h->classes, names->n);
}

static bool take_schema(head *h, kit_table_column *columns, kit_message *why)
{
    char *text = kit_schema_text(&(kit_schema){ .width = h->columns, .columns = columns }, why);
    kit_schema_free(&h->known);
    const bool ok = text && parse(h, text, why);
    free(text);
    return ok;
}

static bool learn_classes(head *h, const kit_table *table, kit_message *why)
{
    const kit_label_column c = kit_label_column_of(table, h->first);
    kit_label_names names;
    const char **block;
    bool ok = kit_label_names_find(&names, &block, &c, why) && check_classes(&names, &c, table->source, why) &&
              check_size(h, &names, &c, table->source, why);
    if (ok) {
        kit_table_column column = {
            .name = *c.name ? c.name : NULL, .kind = KIT_CATEGORY, .levels = block, .n_levels = names.n
        };
        ok = take_schema(h, &column, why);
    }
    free(block);
    return ok;
}

static bool learn_numbers(head *h, const kit_table *table, kit_message *why)
{
    kit_table_column columns[KIT_MORE_LABELS + 1] = { { 0 } };
    for (size_t i = 0; i < h->columns; i++) {
        const char *name = kit_label_column_of(table, h->first + i).name;
        columns[i].name = *name ? name : NULL;
    }
    return take_schema(h, columns, why);
}

bool heads_learn(heads *h, const kit_table *table, kit_message *why)
{
    bool ok = heads_fit(h, table, why);
    for (size_t i = 0; ok && i < h->n; i++)
        ok = (h->head[i].classes ? learn_classes : learn_numbers)(&h->head[i], table, why);
    return ok;
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------------- */

static bool no_class(const head *h, const kit_label_names *names, const kit_label_column *c, const kit_table *table,
                     size_t row, kit_message *why)
{
    char list[LIST];
    const char *label = c->first[row * c->step];
    if (!names)
        return kit_explain(why, "%s: row %zu: the label '%.60s' is no number, which the head '%s' learns", table->source,
                           row + 1, label, h->name);
    list_names(list, sizeof list, names);
    return kit_explain(why, "%s: row %zu: the label '%.60s' is none of the classes of the head '%s', which are %s",
                       table->source, row + 1, label, h->name, list);
}

static bool number(float *out, size_t step, head *h, const kit_table *table, bool counts_others, kit_message *why)
{
    const kit_label_names names = head_names(h);
    h->count = (kit_label_count){ 0 };
    for (size_t i = 0; i < h->columns; i++) {
        const kit_label_column c = kit_label_column_of(table, h->first + i);
        const kit_label_count n = kit_label_numbers(out + h->first + i, step, h->classes ? &names : NULL, &c);
        h->count.known += n.known;
        h->count.gaps += n.gaps;
        h->count.first_other = h->count.others ? h->count.first_other : n.first_other;
        h->count.others += n.others;
        if (n.others && !counts_others)
            return no_class(h, h->classes ? &names : NULL, &c, table, n.first_other, why);
    }
    return true;
}

bool heads_number(float **out, heads *h, const kit_table *table, bool counts_others, kit_message *why)
{
    *out = NULL;
    if (!heads_fit(h, table, why))
        return false;
    *out = calloc(table->rows, h->width * sizeof **out);
    bool ok = *out || kit_explain(why, "%s: out of memory", table->source);
    for (size_t i = 0; ok && i < h->n; i++)
        ok = number(*out, h->width, &h->head[i], table, counts_others, why);
    return ok;
}

void heads_tell(const heads *h, const kit_table *table)
{
    char list[LIST];
    for (size_t i = 0; i < h->n; i++) {
        const head *one = &h->head[i];
        const kit_label_names names = head_names(one);
        list_names(list, sizeof list, &names);
        if (one->classes)
            printf("head %s: %zu classes: ", one->name, one->classes);
        else
            printf("head %s: %zu number%s", one->name, one->width, one->width == 1 ? "" : "s");
        put_escaped(stdout, one->classes ? list : "", false);
        if (one->count.gaps > 0)
            printf("; %zu of %zu %s are missing", one->count.gaps, table->rows * one->columns,
                   one->columns == 1 ? "labels" : "numbers");
        putchar('\n');
    }
}

/* ---- A head that is added --------------------------------------------------------------------------------------------- */

bool are_whole(const kit_label_names *names)
{
    for (size_t i = 0; names->are_numbers && i < names->n; i++)
        if (strtod(names->names[i], NULL) != floor(strtod(names->names[i], NULL)))
            return false;
    return true;
}

/* Numbers with fractions, or very many of them, are nothing to be told apart. */
static bool check_kind(const kit_label_names *names, const kit_label_column *c, const char *source, kit_message *why)
{
    enum { MOST = 1000 };
    return (names->n <= MOST && are_whole(names)) ||
           kit_explain(why,
                       "%s: the labels in column '%.60s' are %zu different %s, too many for classes; for numbers write "
                       "`head NAME | dense 1` into a --spec",
                       source, name_of(c), names->n, names->are_numbers ? "numbers" : "words");
}

bool new_head(char name[KIT_HEAD_NAME], size_t *classes, const kit_table *table, kit_message *why)
{
    const kit_label_column c = kit_label_column_of(table, 0);
    kit_label_names names;
    const char **block;
    if (kit_label_columns(table) != 1)
        return kit_explain(why,
                           "%s: a head that is added learns one column of labels, and there %s: --label COLUMN names it",
                           table->source, table->labels ? "are more" : "is none");
    const bool ok = kit_label_names_find(&names, &block, &c, why) && check_classes(&names, &c, table->source, why) &&
                    check_kind(&names, &c, table->source, why);
    *classes = ok ? names.n : 0;
    kit_head_name(name, c.name);
    free(block);
    return ok;
}
