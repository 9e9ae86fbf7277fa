/* The note "condition" keeps the names of the columns, "condition columns" what they are, in the form of a schema. */
#include "ae_condition.h"
#include "ae_heads.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char names_key[] = "condition", columns_key[] = "condition columns";

/* ---- What a model tells of it ----------------------------------------------------------------------------------------- */

static size_t width_of(const kit_table_column *c)
{
    return c->kind == KIT_NUMBER ? 1 : c->n_levels;
}

static bool parse(condition *c, const char *text, kit_message *why)
{
    if (!kit_schema_parse(&c->known, text, why))
        return false;
    c->width = 0;
    for (size_t i = 0; i < c->known.width; i++)
        c->width += width_of(&c->known.columns[i]);
    return true;
}

/* As a note would be of classes that are called by their numbers, or of one number. */
static char *plain_note(size_t width)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    if (to)
        fputs(width > 1 ? ",category" : ",number", to);
    for (size_t i = 0; to && width > 1 && i < width; i++)
        fprintf(to, ",%zu", i);
    if (to && fputc('\n', to) != EOF && fclose(to) == 0)
        return text;
    free(text);
    return NULL;
}

bool condition_find(condition *out, const ae_model *model, const char *file, kit_message *why)
{
    ae_error e;
    kit_message wrong;
    ae_model_info info = AE_MODEL_INFO_INIT;
    *out = (condition){ 0 };
    if (ae_model_get_info(&info, model, &e) != AE_OK)
        return blame(why, file, &e);
    if (info.condition_width == 0)
        return true;
    const char *note = ae_model_get_note(model, columns_key);
    char *plain = note ? NULL : plain_note(info.condition_width);
    bool ok = note || plain ? parse(out, note ? note : plain, &wrong) : kit_explain(&wrong, "out of memory");
    if (ok && out->width != info.condition_width)
        ok = kit_explain(&wrong, "it tells of %zu numbers, where the model takes %zu", out->width, info.condition_width);
    free(plain);
    return ok || kit_explain(why, "%s: note \"%s\": %s", file, columns_key, wrong.text);
}

void condition_free(condition *c)
{
    kit_schema_free(&c->known);
    *c = (condition){ 0 };
}

static const char *name_of(const kit_table_column *c)
{
    return c->name && *c->name ? c->name : "label";
}

static void put_name(FILE *to, const char *name)
{
    const bool quoted = strpbrk(name, ",\" ") != NULL;
    fputs(quoted ? "\"" : "", to);
    for (; *name; name++)
        fputs(*name == '"' ? "\"\"" : (char[]){ *name, 0 }, to);
    fputs(quoted ? "\"" : "", to);
}

/* As --condition takes them. */
static char *names_of(const condition *c)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    for (size_t i = 0; to && i < c->known.width; i++) {
        fputs(i ? "," : "", to);
        if (c->known.width > 1)
            put_name(to, name_of(&c->known.columns[i]));
        else
            fputs(name_of(&c->known.columns[i]), to);
    }
    if (to && fclose(to) == 0)
        return text;
    free(text);
    return NULL;
}

bool condition_note(ae_model *model, const condition *c, kit_message *why)
{
    ae_error e;
    if (c->width == 0)
        return true;
    char *columns = kit_schema_text(&c->known, why), *names = columns ? names_of(c) : NULL;
    bool ok = columns && (names || kit_explain(why, "out of memory")) &&
              ((ae_model_set_note(model, names_key, names, &e) == AE_OK &&
                ae_model_set_note(model, columns_key, columns, &e) == AE_OK) ||
               blame(why, NULL, &e));
    free(columns);
    free(names);
    return ok;
}

/* ---- Columns of a table ------------------------------------------------------------------------------------------------
 */

/* What one column is to be, with its words. */
typedef struct learnt {
    kit_label_column texts;
    kit_label_names names;
    const char **block;
    bool classes;
} learnt;

enum { FEW = 20, MOST = 1000, LIST = 120 };

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
    char list[LIST] = "";
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
    const bool ok = text && parse(out, text, why);
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

/* ---- Numbers -----------------------------------------------------------------------------------------------------------
 */

static kit_label_names names_of_column(const kit_table_column *c)
{
    return kit_label_names_of(c->levels, c->n_levels);
}

static bool check_columns(const condition *c, const kit_table *table, kit_message *why)
{
    char *names = names_of(c);
    bool ok = names || kit_explain(why, "out of memory");
    if (ok && table->n_conditions == 0)
        ok = kit_explain(why,
                         "%s: lacks the model's condition, '%.60s': --condition COLUMN says which column it is, --condition "
                         "NAME=VALUE that it is the same for all rows",
                         table->source, names);
    else if (ok && table->n_conditions != c->known.width)
        ok = kit_explain(why, "%s: the condition is %zu column%s here, where the model takes %zu: %.60s", table->source,
                         table->n_conditions, table->n_conditions == 1 ? "" : "s", c->known.width, names);
    free(names);
    return ok;
}

static bool no_value(const kit_table_column *known, const char *value, const char *where, kit_message *why)
{
    char list[LIST];
    const kit_label_names names = names_of_column(known);
    list_names(list, sizeof list, &names);
    if (known->kind == KIT_NUMBER)
        return kit_explain(why, "%s: '%.60s' is no number, which the condition '%.60s' is", where, value, name_of(known));
    return kit_explain(why, "%s: '%.60s' is none of the classes of the condition '%.60s', which are %s", where, value,
                       name_of(known), list);
}

/* The numbers that one value stands for; false: it stands for none, and they are NaN. */
static bool put_value(float *to, const kit_table_column *known, const char *value)
{
    const size_t n = width_of(known);
    const kit_label_names names = names_of_column(known);
    char *end;
    float number = NAN;
    size_t class_of = n;
    if (known->kind == KIT_NUMBER)
        number = *value ? strtof(value, &end) : NAN;
    else
        class_of = kit_label_class(&names, value);
    const bool ok = known->kind == KIT_NUMBER ? *value && !*end && isfinite(number) : class_of < n;
    for (size_t i = 0; i < n; i++)
        to[i] = !ok ? NAN : known->kind == KIT_NUMBER ? number : i == class_of;
    return ok;
}

static bool blame_value(const kit_table_column *known, const kit_label_column *texts, const kit_table *table, size_t row,
                        kit_message *why)
{
    kit_message where;
    const char *value = texts->first[row * texts->step];
    kit_explain(&where, "%s: row %zu, column '%.60s'", table->source, row + 1, texts->name);
    return kit_label_is_gap(value) ? kit_explain(why, "%s is empty, and a condition has no gaps", where.text)
                                   : no_value(known, value, where.text, why);
}

static bool put_column(float *to, size_t step, const kit_table_column *known, const kit_label_column *texts,
                       const kit_table *table, bool takes_nan, kit_message *why)
{
    for (size_t row = 0; row < table->rows; row++)
        if (!put_value(to + row * step, known, texts->first[row * texts->step]) && !takes_nan)
            return blame_value(known, texts, table, row, why);
    return true;
}

/* Which of the table's columns has this name; as many as there are: none. */
static size_t find_name(const kit_table *table, const char *name)
{
    size_t place = 0;
    while (place < table->n_conditions && strcmp(table->condition_names[place], name) != 0)
        place++;
    return place;
}

static bool is_known(const condition *c, const char *name)
{
    bool known = false;
    for (size_t i = 0; i < c->known.width; i++)
        known |= strcmp(name_of(&c->known.columns[i]), name) == 0;
    return known;
}

static bool has_twins(const kit_table *table)
{
    bool twins = false;
    for (size_t i = 0; i < table->n_conditions; i++)
        twins |= find_name(table, table->condition_names[i]) != i;
    return twins;
}

/* By its name, if it is there; those whose names are not there are the others, in the order in which these were named. */
static size_t place_of(const condition *c, const kit_table *table, size_t column)
{
    const size_t n = table->n_conditions;
    size_t place = has_twins(table) ? column : find_name(table, name_of(&c->known.columns[column])), before = 0;
    if (place < n)
        return place;
    for (size_t i = 0; i < column; i++)
        before += find_name(table, name_of(&c->known.columns[i])) == n;
    for (place = 0; is_known(c, table->condition_names[place]) || before > 0; place++)
        before -= !is_known(c, table->condition_names[place]);
    return place;
}

bool condition_numbers(float **out, const condition *c, const kit_table *table, bool takes_nan, kit_message *why)
{
    *out = NULL;
    if (!check_columns(c, table, why))
        return false;
    float *to = *out = calloc(table->rows, c->width * sizeof **out);
    bool ok = to || kit_explain(why, "%s: out of memory", table->source);
    for (size_t i = 0; ok && i < c->known.width; to += width_of(&c->known.columns[i++])) {
        const kit_label_column texts = kit_condition_column_of(table, place_of(c, table, i));
        ok = put_column(to, c->width, &c->known.columns[i], &texts, table, takes_nan, why);
    }
    return ok;
}

/* ---- One row -----------------------------------------------------------------------------------------------------------
 */

bool is_condition_row(const char *text)
{
    return text && strchr(text, '=');
}

/* The value that a text gives to a column, ended by a comma; NULL: none. */
static const char *find_value_of(const char *text, const kit_table_column *column, bool alone)
{
    const char *name = name_of(column);
    const size_t n = strlen(name);
    for (const char *at = text; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, name, n) == 0 && at[n] == '=')
            return at + n + 1;
    return alone ? text : NULL;
}

/* *used grows by what the text says of this column, with its name. */
static bool put_named(float *to, size_t *used, const condition *c, size_t column, const char *text, kit_message *why)
{
    kit_label value;
    const kit_table_column *known = &c->known.columns[column];
    const char *given = find_value_of(text, known, c->known.width == 1);
    if (!given)
        return kit_explain(why, "--condition: nothing is said of '%.60s': NAME=VALUE is due, such as %.60s=%s",
                           name_of(known), name_of(known), known->n_levels ? known->levels[0] : "0.5");
    const size_t n = c->known.width == 1 ? strlen(given) : strcspn(given, ",");
    snprintf(value, sizeof value, "%.*s", (int)(n < sizeof value ? n : sizeof value - 1), given);
    *used += strlen(name_of(known)) + 1 + n;
    return put_value(to, known, value) || no_value(known, value, "--condition", why);
}

/* What is left over would be of no column, or a second value of one. */
static bool check_used(const condition *c, const char *text, size_t used, kit_message *why)
{
    if (c->known.width == 1 || used + c->known.width - 1 == strlen(text))
        return true;
    char *names = names_of(c);
    kit_explain(why, "--condition: '%.120s' says more than NAME=VALUE once for each of %.120s", text,
                names ? names : "them");
    free(names);
    return false;
}

bool condition_row(float **out, const condition *c, const char *text, kit_message *why)
{
    size_t used = 0;
    float *to = *out = calloc(c->width ? c->width : 1, sizeof **out);
    bool ok = to || kit_explain(why, "out of memory");
    for (size_t i = 0; ok && i < c->known.width; to += width_of(&c->known.columns[i++]))
        ok = put_named(to, &used, c, i, text, why);
    return ok && check_used(c, text, used, why);
}

ae_array condition_array(const float *numbers, const condition *c, bool one)
{
    const uint32_t flags = one ? AE_ARRAY_ONE_ROW : 0;
    return (ae_array){ .data = numbers, .width = c->width, .scale = 1, .dtype = AE_F32, .flags = flags };
}

void condition_tell(const condition *c)
{
    char list[LIST];
    for (size_t i = 0; i < c->known.width; i++) {
        const kit_table_column *known = &c->known.columns[i];
        const kit_label_names names = names_of_column(known);
        list_names(list, sizeof list, &names);
        fputs("condition ", stdout);
        put_escaped(stdout, name_of(known), false);
        if (known->kind == KIT_NUMBER)
            fputs(": a number", stdout);
        else
            printf(": %zu classes: ", names.n);
        put_escaped(stdout, known->kind == KIT_NUMBER ? "" : list, false);
        putchar('\n');
    }
}
