/* What a model knows of its columns: the notes "columns", "target", "label", "labels", "id" and "gap-words", which are
 * written before it is trained. */
#include "ae.h"
#include <stdlib.h>
#include <string.h>

/* The columns in a note; without it there are `width` of them, of which nothing is known. */
static bool read_note(kit_schema *out, const ae_model *model, const char *key, size_t width, const char *file,
                      kit_message *why)
{
    kit_message wrong;
    const char *text = ae_model_get_note(model, key);
    *out = (kit_schema){ .width = width };
    if (text && !kit_schema_parse(out, text, &wrong))
        return kit_explain(why, "%s: note \"%s\", %s", file, key, wrong.text);
    return out->width == width || kit_explain(why, "%s: the note \"%s\" tells of %zu columns, where the model has %zu", file,
                                              key, out->width, width);
}

bool model_schema(kit_schema *out, const ae_model *model, const char *file, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    *out = (kit_schema){ 0 };
    if (ae_model_get_info(&info, model, &e) != AE_OK)
        return blame(why, file, &e);
    if (!read_note(out, model, "columns", info.input_width, file, why))
        return false;
    out->label = ae_model_get_note(model, "label");
    out->id = ae_model_get_note(model, "id");
    out->condition = ae_model_get_note(model, "condition");
    out->gap_words = ae_model_get_note(model, "gap-words");
    return true;
}

bool model_answers(kit_schema *out, const ae_model *model, const kit_schema *columns, const char *file, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    *out = (kit_schema){ 0 };
    if (ae_model_get_info(&info, model, &e) != AE_OK)
        return blame(why, file, &e);
    if (info.output_width == 0) /* an encoder has no answers */
        return true;
    if (ae_model_get_note(model, "target") || info.output_width != columns->width)
        return read_note(out, model, "target", info.output_width, file, why);
    return kit_schema_copy(out, columns, why);
}

static bool set_note(ae_model *model, const char *key, const char *text, kit_message *why)
{
    ae_error e;
    return ae_model_set_note(model, key, text && *text ? text : NULL, &e) == AE_OK || blame(why, NULL, &e);
}

static bool same_names(const kit_schema *s, const kit_table *table)
{
    bool same = s->columns && s->width == table->width;
    for (size_t i = 0; same && i < s->width; i++) {
        const char *a = s->columns[i].name, *b = kit_table_name(table, i);
        same = a && b ? strcmp(a, b) == 0 : !a && !b;
    }
    return same;
}

bool note_target(ae_model *model, const kit_schema *columns, const kit_table *target, kit_message *why)
{
    kit_schema s;
    if (!kit_table_name(target, 0) || same_names(columns, target))
        return true;
    char *text = kit_schema_make(&s, target, why) ? kit_schema_text(&s, why) : NULL;
    bool ok = text && set_note(model, "target", text, why);
    kit_schema_free(&s);
    free(text);
    return ok;
}

bool model_labels(kit_schema *out, const ae_model *model, const char *file, kit_message *why)
{
    *out = (kit_schema){ 0 };
    if (!ae_model_get_note(model, "labels"))
        return true;
    return read_note(out, model, "labels", 1, file, why) &&
           (out->columns[0].name || kit_explain(why, "%s: the note \"labels\" has no name", file));
}

/* A label that is the same in all rows, such as that of the good ones, says nothing of later rows, and one of very many
 * words is more of an id. */
static bool note_labels(ae_model *model, const kit_table *table, kit_message *why)
{
    enum { MOST = 1000 };
    const char **words = NULL;
    char *text = NULL;
    size_t n = 0;
    bool ok = !table->labels || !*table->label_name || kit_label_words(&words, &n, table->labels, table->rows, why);
    const size_t empty = n > 0 && !*words[0];
    kit_table_column column = {
        .name = table->label_name, .kind = KIT_CATEGORY, .levels = n ? words + empty : NULL, .n_levels = n - empty
    };
    if (ok && column.n_levels > 1 && column.n_levels <= MOST)
        ok = (text = kit_schema_text(&(kit_schema){ .width = 1, .columns = &column }, why)) != NULL;
    ok = ok && set_note(model, "labels", text, why);
    free(words);
    free(text);
    return ok;
}

static void put_quoted_name(FILE *to, const char *name)
{
    putc('"', to);
    for (; *name; name++)
        fputs(*name == '"' ? "\"\"" : (char[]){ *name, 0 }, to);
    putc('"', to);
}

/* The names of all columns of labels, as --label takes them. */
static char *names_of_labels(const kit_table *table)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    for (size_t i = 0; to && i <= table->n_more; i++) {
        const char *name = i ? table->more_names[i - 1] : table->label_name;
        fputs(i ? "," : "", to);
        if (table->n_more && strpbrk(name, ",\" "))
            put_quoted_name(to, name);
        else
            fputs(name, to);
    }
    if (to && fclose(to) == 0)
        return text;
    free(text);
    return NULL;
}

bool note_label(ae_model *model, const kit_table *table, kit_message *why)
{
    char *names = names_of_labels(table);
    bool ok = (names || kit_explain(why, "out of memory")) && set_note(model, "label", names, why) &&
              note_labels(model, table, why);
    free(names);
    return ok;
}

bool note_schema(ae_model *model, const kit_schema *s, const kit_table *table, kit_message *why)
{
    char *text = kit_schema_tells(s) ? kit_schema_text(s, why) : NULL;
    bool ok = (text || !kit_schema_tells(s)) && set_note(model, "columns", text, why) && note_label(model, table, why) &&
              set_note(model, "id", table->id_name, why) && set_note(model, "gap-words", s->gap_words, why);
    free(text);
    return ok;
}
