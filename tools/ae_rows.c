/* What every command does: rows in, errors into our words. */
#include "ae_condition.h"
#include "kit/codes.h"
#include <math.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A text, rows or a file. For what comes from this machine or build, nobody's input is to blame. */
static bool is_about_input(const ae_error *e)
{
    bool of_text = e->status == AE_EOPTION && e->line > 0; /* a policy that does not fit the other options */
    return (e->status <= AE_ESPEC && e->status > AE_EUNSUPPORTED) || of_text;
}

/* Of data the library tells the row, which is no line of a file that has a header. */
bool is_of_rows(const ae_error *e)
{
    return e->status <= AE_EDATA && e->status > AE_EDIVERGED;
}

/* The library's text may have the place, or the path, in it already. */
bool blame(kit_message *why, const char *what, const ae_error *e)
{
    if (what && e->status == AE_EFORMAT && kit_codes_are_in(what))
        return kit_explain(why, "%s: holds packed codes, where a model is due; `ae columns` tells of them", what);
    bool named = !what || !is_about_input(e) || (e->status == AE_EIO && strstr(e->text, what));
    const char *name = named ? "" : what, *colon = named ? "" : ": ";
    if (e->line > 0 && e->column > 0 && !is_of_rows(e) && strncmp(e->text, "line ", 5) != 0)
        return kit_explain(why, "%s%sline %d, column %d: %s", name, colon, (int)e->line, (int)e->column, e->text);
    return kit_explain(why, "%s%s%s", name, colon, e->text);
}

bool find_value(ae_value_info *out, const ae_model *model, const char *name)
{
    *out = (ae_value_info)AE_VALUE_INFO_INIT;
    for (size_t i = 0; ae_model_get_value(out, model, i, NULL) == AE_OK; i++)
        if (strcmp(out->name, name) == 0)
            return true;
    *out = (ae_value_info)AE_VALUE_INFO_INIT;
    return false;
}

bool copy_notes(ae_model *to, const ae_model *from, kit_message *why)
{
    ae_error e;
    const char *key;
    for (size_t i = 0; (key = ae_model_note_key(from, i)); i++)
        if (ae_model_set_note(to, key, ae_model_get_note(from, key), &e) != AE_OK)
            return blame(why, NULL, &e);
    return true;
}

bool blame_rows(kit_message *why, const kit_table *table, const ae_error *e)
{
    char what[400];
    const size_t column = is_of_rows(e) ? (size_t)e->column : 0;
    const char *name = column > 0 && column <= table->width ? kit_table_name(table, column - 1) : NULL;
    snprintf(what, sizeof what, "%s%s%.60s%s", table->source, name ? ": column '" : "", name ? name : "", name ? "'" : "");
    blame(why, what, e);
    if (strstr(e->text, "takes targets in 0 ... 1"))
        strncat(why->text, "; `scaler range clip=yes` after `input`, or --scale, makes them so",
                sizeof why->text - 1 - strlen(why->text));
    return false;
}

ae_model_options model_options(const arguments *a)
{
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    options.sgemm = a->sgemm;
    return options;
}

/* Groups are given for the file's rows, and the list of rows counts these, so they go first. */
static bool choose(kit_table *table, const char *name, const arguments *a, kit_message *why)
{
    const bool is_data = name == a->data;
    return (!is_data || !a->groups || kit_table_read_groups(table, a->groups, why)) &&
           (!is_data || !a->rows_from || kit_table_keep_listed(table, a->rows_from, why)) &&
           (!a->where_label || kit_table_keep_label(table, a->where_label, why));
}

/* ---- Width -------------------------------------------------------------------------------------------------------- */

/* Whole numbers of a few values, or words: what a column of labels would be. */
static bool may_be_label(const kit_table *table, size_t column)
{
    enum { LOOKED_AT = 1000, FEW = 20 };
    float seen[FEW];
    size_t n = 0, i;
    const bool words = table->columns && table->columns[column].kind != KIT_NUMBER;
    for (size_t row = 0; row < table->rows && row < LOOKED_AT; row++) {
        const float x = (float)kit_table_number(table, row, column);
        for (i = 0; i < n && seen[i] != x; i++)
            continue;
        if (i == n && (n == FEW || (!words && x != floorf(x))))
            return false;
        seen[i] = x;
        n += i == n;
    }
    return n > 1 && n < table->rows;
}

/* ` (is column 7 a label? --label 7)`, where rows have one number more than the model. */
static void write_label_hint(char *text, size_t room, const kit_table *table)
{
    const size_t ends[] = { table->width - 1, 0 };
    *text = 0;
    for (int i = 0; i < 2 && !*text && !table->labels && table->rank == 1; i++) {
        char number[32];
        const char *name = kit_table_name(table, ends[i]);
        snprintf(number, sizeof number, "%zu", ends[i] + 1);
        if (may_be_label(table, ends[i]))
            snprintf(text, room, " (is column '%.60s' a label? --label \"%.60s\")", name ? name : number,
                     name ? name : number);
    }
}

static bool check_width(const kit_table *table, const taker *t, kit_message *why)
{
    char hint[200] = "";
    if (!t->width || table->width == t->width)
        return true;
    if (table->width == t->width + 1)
        write_label_hint(hint, sizeof hint, table);
    else if (table->code_bits)
        snprintf(hint, sizeof hint, " (they are codes: `ae decode` makes rows of them)");
    else if (table->width == 1 && table->rows == t->width)
        snprintf(hint, sizeof hint, " (a row alone is an array of one row: x.reshape(1, -1) in NumPy)");
    return kit_explain(why, "%s: its rows have %zu numbers, where the model's %s has %zu%s", table->source, table->width,
                       t->name, t->width, hint);
}

/* What is known of the model that takes the rows. */
static ae_model_info info_of(const taker *t)
{
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (!t->model || ae_model_get_info(&info, t->model, NULL) != AE_OK)
        info = (ae_model_info)AE_MODEL_INFO_INIT;
    return info;
}

static bool check_shape(const kit_table *table, const taker *t, kit_message *why)
{
    const ae_model_info info = info_of(t);
    return kit_table_check_shape(table, info.input_shape, why);
}

/* Sizes such as 32 x 32 x 3 are taken as channels x height x width, as they stand, which few pictures are. */
static void remark_on_layout(const kit_table *table, const arguments *a, const taker *t)
{
    enum { FEW = 4 };
    const size_t *s = table->shape;
    const bool flat = t->model && info_of(t).input_shape[1] == 0;
    if (!a->quiet && !flat && table->rank == 3 && s[0] > FEW && s[1] > FEW && (s[2] == 3 || s[2] == FEW))
        fprintf(
            stderr,
            "%s: its rows are %zux%zux%zu; if the channels of pictures come last there, --layout nhwc brings them first\n",
            table->source, s[0], s[1], s[2]);
}

/* ---- Files -------------------------------------------------------------------------------------------------------- */

/* Rows of a mapped file are read until the end of the run, and nothing else can stand in for them. Only what a signal
 * handler may call is called. Several threads may miss rows at once: the first says so and ends the program, the others
 * wait for that. */
static void on_lost_rows(int signal_number)
{
    static const char text[] =
        "ae: a file of rows was cut short while it was read, or its disk failed; no model or result was written\n";
    static atomic_flag told = ATOMIC_FLAG_INIT;
    while (atomic_flag_test_and_set(&told))
        pause();
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)signal_number;
    (void)written;
    _exit(EXIT_FAILED);
}

/* A page of a mapped file that is gone is told by a signal, which by itself would end us without a word. */
static void watch_files(void)
{
    struct sigaction action = { .sa_handler = on_lost_rows };
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}

/* How the spec says that gaps are filled: the word after `missing`; empty where there is no such item. */
static void find_missing(char word[16], const char *spec)
{
    static const char item[] = "missing ";
    *word = 0;
    for (const char *at = spec; *at; at += strcspn(at, "|\n")) {
        at += strspn(at, "| \t\n");
        if (strncmp(at, item, sizeof item - 1) == 0)
            sscanf(at + sizeof item - 1, "%15[a-z]", word);
    }
}

static bool take_gaps(kit_reading *how, const arguments *a, const taker *t, kit_message *why)
{
    char word[16] = "mask";
    if (t->spec)
        find_missing(word, t->spec);
    const bool takes = *word && strcmp(word, "fail") != 0;
    how->gaps = takes ? KIT_GAPS_KEEP : KIT_GAPS_FAIL;
    if (!a->missing || !t->spec || strcmp(a->missing, word) == 0)
        return true;
    how->gaps = strcmp(a->missing, "drop") == 0 ? KIT_GAPS_DROP : KIT_GAPS_FAIL;
    if (how->gaps == KIT_GAPS_DROP || strcmp(a->missing, "fail") == 0)
        return true;
    return kit_explain(why, "--missing %s: the model's spec says %s%s; after `input` it has to say `missing %s`", a->missing,
                       takes ? "missing " : "nothing of that", takes ? word : "", a->missing);
}

static bool read_table(kit_table *out, const char *name, const arguments *a, const kit_reading *how, kit_message *why)
{
    watch_files();
    if (!kit_dataset_read(out, name, how, why))
        return false;
    if (!a->quiet && *out->guessed)
        fprintf(stderr, "%s: %s\n", out->source, out->guessed);
    if (!a->quiet && *out->left_out)
        fprintf(stderr, "%s: left out, for the model does not know them: %s\n", out->source, out->left_out);
    return true;
}

/* By name, or by place, where the count of columns has to be right before. */
static bool fit(kit_table *table, const arguments *a, const taker *t, kit_message *why)
{
    if (!t->schema || !t->schema->columns)
        return true;
    return (kit_schema_names(t->schema, table) || check_width(table, t, why)) &&
           kit_schema_fit(table, t->schema, &a->fitting, why);
}

/* ---- Kinds -------------------------------------------------------------------------------------------------------- */

/* The item of a spec that the columns would need: columns number*2,category:3. */
static void write_item(char *text, size_t room, const kit_table *table)
{
    size_t used = (size_t)snprintf(text, room, "columns ");
    for (size_t i = 0, n; i < table->width && used < room; i += n) {
        const size_t levels = table->columns[i].n_levels;
        for (n = 1; i + n < table->width && table->columns[i + n].n_levels == levels; n++)
            continue;
        used += (size_t)snprintf(text + used, room - used, levels ? "%scategory:%zu" : "%snumber", i ? "," : "", levels);
        if (n > 1 && used < room)
            used += (size_t)snprintf(text + used, room - used, "*%zu", n);
    }
}

static bool no_words(const kit_table *table, size_t k, const ae_column_info *c, kit_message *why)
{
    char item[160], name[32];
    const kit_table_column *given = &table->columns[k];
    snprintf(name, sizeof name, "%zu", k + 1);
    write_item(item, sizeof item, table);
    if (c->levels > 0)
        return kit_explain(why, "%s: column '%.60s' has %zu different words, where the spec has category:%zu", table->source,
                           given->name ? given->name : name, given->n_levels, c->levels);
    return kit_explain(why,
                       "%s: column '%.60s' holds words, such as '%.40s', where the spec has a number; write `%s` after "
                       "`input`, or leave it out by --drop or --label",
                       table->source, given->name ? given->name : name, given->levels[0], item);
}

/* Words are codes of categories, and the model must have as many at least. */
static bool check_kinds(const kit_table *table, const taker *t, kit_message *why)
{
    for (size_t k = 0; t->model && table->columns && k < table->width; k++) {
        ae_error e;
        ae_column_info c = AE_COLUMN_INFO_INIT;
        if (ae_model_get_column(&c, t->model, k, &e) != AE_OK)
            return blame(why, NULL, &e);
        if (table->columns[k].n_levels > c.levels)
            return no_words(table, k, &c, why);
    }
    return true;
}

/* A column of the rows can be something else only where it may be missing from them. */
static bool check_beside(const char *name, const char *column, const char *what, const arguments *a, const taker *t,
                         kit_message *why)
{
    const kit_schema *s = t->schema;
    for (size_t k = 0; column && s && s->columns && k < s->width && !a->fitting.missing_columns_are_gaps; k++)
        if (s->columns[k].name && strcmp(s->columns[k].name, column) == 0)
            return kit_explain(why, "%s: '%.60s' is a column of the model's rows and cannot be its %s", name, column, what);
    return true;
}

static bool check_all_beside(const char *name, const arguments *a, const taker *t, kit_message *why)
{
    return check_beside(name, a->reading.label, "label", a, t, why) && check_beside(name, a->reading.id, "id", a, t, why) &&
           check_beside(name, a->reading.weight, "weight", a, t, why);
}

bool load_rows(kit_table *out, const char *name, const arguments *a, const taker *t, kit_message *why)
{
    kit_reading how = a->reading;
    how.label = a->labels_last ? KIT_LAST : how.label;
    how.condition = is_condition_row(how.condition) ? NULL : how.condition;
    how.take_nan = a->keep_going;
    how.count_rounded = a->fill;
    how.schema = t->schema;
    if (!how.gap_words && t->schema)
        how.gap_words = t->schema->gap_words;
    how.width = how.columns || how.drop ? 0 : t->width || !t->schema ? t->width : t->schema->width;
    how.scale = a->scale > 0 ? a->scale : info_of(t).scale;
    if (!check_all_beside(name, a, t, why) || !take_gaps(&how, a, t, why) || !read_table(out, name, a, &how, why) ||
        !choose(out, name, a, why) || !fit(out, a, t, why) || !check_width(out, t, why) || !check_shape(out, t, why) ||
        !check_kinds(out, t, why))
        return false;
    remark_on_layout(out, a, t);
    return true;
}

bool are_bytes_doubtful(const kit_table *rows, const arguments *a, double scale)
{
    return kit_table_scale(rows) > 1 && !(a->scale > 0) && scale == 1;
}

void tell_bytes(const kit_table *rows, const arguments *a, double scale)
{
    if (are_bytes_doubtful(rows, a, scale))
        fprintf(stderr, "%s: %s, taken as they are, for the model divides by 1; --scale %g makes them 0 to 1\n",
                rows->source, rows->dtype == AE_U8 ? "bytes" : "numbers of 16 bits", kit_table_scale(rows));
}

ae_array target_array(const kit_table *target, const kit_table *rows, const arguments *a, double scale)
{
    bool alike = kit_table_scale(target) == kit_table_scale(rows);
    return kit_table_rows(target, a->scale > 0 || alike ? scale : kit_table_scale(target)).input;
}

/* Words have to become the model's codes; other columns are taken in their order, whatever their names. */
static bool has_words(const kit_schema *s)
{
    for (size_t i = 0; s && s->columns && i < s->width; i++)
        if (s->columns[i].kind != KIT_NUMBER || s->columns[i].log1p)
            return true;
    return false;
}

/* A target is chosen row by row like the data that it belongs to. Its columns are those of the text alone. */
bool load_target(kit_table *out, const char *name, const kit_table *rows, const arguments *a, const taker *t,
                 kit_message *why)
{
    kit_reading how = a->reading;
    taker of = *t;
    of.schema = has_words(t->schema) ? t->schema : NULL;
    how.columns = how.drop = how.condition = how.label = how.id = how.weight = how.where = how.log1p = how.category = NULL;
    how.schema = of.schema;
    if (!how.gap_words && t->schema)
        how.gap_words = t->schema->gap_words;
    how.width = t->width;
    how.scale = a->scale;
    how.take_nan = a->keep_going;
    if (!take_gaps(&how, a, t, why) || !read_table(out, name, a, &how, why) || !fit(out, a, &of, why) ||
        !check_width(out, &of, why))
        return false;
    if (name == a->target && a->rows_from && !kit_table_keep_listed(out, a->rows_from, why))
        return false;
    if (out->rows != rows->rows)
        return kit_explain(why, "%s: has %zu rows, where %s has %zu", name, out->rows, rows->source, rows->rows);
    return true;
}
