/* The values of a condition: of a table's columns, or of one text for all rows. */
#include "ae_condition_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool check_columns(const condition *c, const kit_table *table, kit_message *why)
{
    char *names = condition_names(c);
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
    char list[CONDITION_LIST];
    const kit_label_names names = condition_column_classes(known);
    list_names(list, sizeof list, &names);
    if (known->kind == KIT_NUMBER)
        return kit_explain(why, "%s: '%.60s' is no number, which the condition '%.60s' is", where, value,
                           condition_column_name(known));
    return kit_explain(why, "%s: '%.60s' is none of the classes of the condition '%.60s', which are %s", where, value,
                       condition_column_name(known), list);
}

/* The numbers that one value stands for; false: it stands for none, and they are NaN. */
static bool put_value(float *to, const kit_table_column *known, const char *value)
{
    const size_t n = condition_column_width(known);
    const kit_label_names names = condition_column_classes(known);
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
        known |= strcmp(condition_column_name(&c->known.columns[i]), name) == 0;
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
    size_t place = has_twins(table) ? column : find_name(table, condition_column_name(&c->known.columns[column])),
           before = 0;
    if (place < n)
        return place;
    for (size_t i = 0; i < column; i++)
        before += find_name(table, condition_column_name(&c->known.columns[i])) == n;
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
    for (size_t i = 0; ok && i < c->known.width; to += condition_column_width(&c->known.columns[i++])) {
        const kit_label_column texts = kit_condition_column_of(table, place_of(c, table, i));
        ok = put_column(to, c->width, &c->known.columns[i], &texts, table, takes_nan, why);
    }
    return ok;
}

/* ---- One row --------------------------------------------------------------------------------------------------------- */

bool is_condition_row(const char *text)
{
    return text && strchr(text, '=');
}

/* The value that a text gives to a column, ended by a comma; NULL: none. */
static const char *find_value_of(const char *text, const kit_table_column *column)
{
    const char *name = condition_column_name(column);
    const size_t n = strlen(name);
    for (const char *at = text; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, name, n) == 0 && at[n] == '=')
            return at + n + 1;
    return NULL;
}

/* *used grows by what the text says of this column, with its name. */
static bool put_named(float *to, size_t *used, const condition *c, size_t column, const char *text, kit_message *why)
{
    kit_label value;
    const kit_table_column *known = &c->known.columns[column];
    const char *given = find_value_of(text, known);
    if (!given)
        return kit_explain(why, "--condition: nothing is said of '%.60s': NAME=VALUE is due, such as %.60s=%s",
                           condition_column_name(known), condition_column_name(known),
                           known->n_levels ? known->levels[0] : "0.5");
    const size_t n = c->known.width == 1 ? strlen(given) : strcspn(given, ",");
    snprintf(value, sizeof value, "%.*s", (int)(n < sizeof value ? n : sizeof value - 1), given);
    *used += strlen(condition_column_name(known)) + 1 + n;
    return put_value(to, known, value) || no_value(known, value, "--condition", why);
}

/* What is left over would be of no column, or a second value of one. */
static bool check_used(const condition *c, const char *text, size_t used, kit_message *why)
{
    if (used + c->known.width - 1 == strlen(text))
        return true;
    char *names = condition_names(c);
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
    for (size_t i = 0; ok && i < c->known.width; to += condition_column_width(&c->known.columns[i++]))
        ok = put_named(to, &used, c, i, text, why);
    return ok && check_used(c, text, used, why);
}

bool condition_is_classes(const condition *c)
{
    return c->known.width == 1 && c->known.columns[0].kind != KIT_NUMBER;
}

float *condition_of_each(const condition *c, size_t n)
{
    float *rows = n < SIZE_MAX / c->width ? calloc(n * c->width, c->width * sizeof *rows) : NULL;
    for (size_t i = 0; rows && i < n * c->width; i++)
        rows[i * c->width + i / n] = 1;
    return rows;
}
