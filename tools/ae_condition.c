/* The condition of a model, as its notes tell of it: "condition" keeps the names of the columns, "condition columns" what
 * they are, in the form of a schema. */
#include "ae_condition_parts.h"
#include <stdlib.h>
#include <string.h>

static const char names_key[] = "condition", columns_key[] = "condition columns";

size_t condition_column_width(const kit_table_column *c)
{
    return c->kind == KIT_NUMBER ? 1 : c->n_levels;
}

bool condition_parse(condition *c, const char *text, kit_message *why)
{
    if (!kit_schema_parse(&c->known, text, why))
        return false;
    c->width = 0;
    for (size_t i = 0; i < c->known.width; i++)
        c->width += condition_column_width(&c->known.columns[i]);
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
    bool ok = note || plain ? condition_parse(out, note ? note : plain, &wrong) : kit_explain(&wrong, "out of memory");
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

const char *condition_column_name(const kit_table_column *c)
{
    return c->name && *c->name ? c->name : "label";
}

kit_label_names condition_column_classes(const kit_table_column *c)
{
    return kit_label_names_of(c->levels, c->n_levels);
}

static void put_name(FILE *to, const char *name)
{
    const bool quoted = strpbrk(name, ",\" ") != NULL;
    fputs(quoted ? "\"" : "", to);
    for (; *name; name++)
        fputs(*name == '"' ? "\"\"" : (char[]){ *name, 0 }, to);
    fputs(quoted ? "\"" : "", to);
}

char *condition_names(const condition *c)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    for (size_t i = 0; to && i < c->known.width; i++) {
        fputs(i ? "," : "", to);
        if (c->known.width > 1)
            put_name(to, condition_column_name(&c->known.columns[i]));
        else
            fputs(condition_column_name(&c->known.columns[i]), to);
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
    char *columns = kit_schema_text(&c->known, why), *names = columns ? condition_names(c) : NULL;
    bool ok = columns && (names || kit_explain(why, "out of memory")) &&
              ((ae_model_set_note(model, names_key, names, &e) == AE_OK &&
                ae_model_set_note(model, columns_key, columns, &e) == AE_OK) ||
               blame(why, NULL, &e));
    free(columns);
    free(names);
    return ok;
}

const char *condition_column_of(const condition *c, const char *label)
{
    for (size_t i = 0; i < c->known.width; i++) {
        const char *name = condition_column_name(&c->known.columns[i]);
        if (strcmp(name, "label") == 0 || strcmp(name, label) == 0)
            return name;
    }
    return NULL;
}

ae_array condition_array(const float *numbers, const condition *c, bool one)
{
    const uint32_t flags = one ? AE_ARRAY_ONE_ROW : 0;
    return (ae_array){ .data = numbers, .width = c->width, .scale = 1, .dtype = AE_F32, .flags = flags };
}

void condition_tell(const condition *c)
{
    char list[CONDITION_LIST];
    for (size_t i = 0; i < c->known.width; i++) {
        const kit_table_column *known = &c->known.columns[i];
        const kit_label_names names = condition_column_classes(known);
        list_names(list, sizeof list, &names);
        fputs("condition ", stdout);
        put_escaped(stdout, condition_column_name(known), false);
        if (known->kind == KIT_NUMBER)
            fputs(": a number", stdout);
        else
            printf(": %zu classes: ", names.n);
        put_escaped(stdout, known->kind == KIT_NUMBER ? "" : list, false);
        putchar('\n');
    }
}
