#include "ae_choose.h"
#include "ae_command.h"
#include "ae_condition.h"
#include "ae_heads.h"
#include "ae_parts.h"
#include <stdlib.h>
#include <string.h>

bool is_to_choose(const arguments *a)
{
    return !a->spec && !a->from;
}

/* ---- Columns that are left out ------------------------------------------------------------------------------------- */

/* As --drop takes it: a name that lists can hold as it is, or else the column's number. */
static void put_column(FILE *to, const kit_table *table, size_t i)
{
    const char *name = kit_table_name(table, i);
    bool is_plain = name && *name && name[strspn(name, "0123456789-")];
    for (const char *c = name; is_plain && *c; c++)
        is_plain = (unsigned char)*c > ' ' && *c != ',' && *c != '"';
    for (size_t k = 0; is_plain && k < table->width; k++)
        is_plain = k == i || strcmp(kit_table_name(table, k), name) != 0;
    if (is_plain)
        fputs(name, to);
    else
        fprintf(to, "%zu", kit_table_place(table, i));
}

static bool list_dropped(choice *out, const kit_table *table, const kit_understanding *u, const arguments *a)
{
    size_t size, n = 0;
    FILE *to = open_memstream(&out->drop, &size);
    if (!to)
        return false;
    if (a->reading.drop)
        fputs(a->reading.drop, to);
    for (size_t i = 0; i < u->width; i++)
        if (!kit_is_kept(&u->column[i])) {
            fputs(n++ || a->reading.drop ? "," : "", to);
            put_column(to, table, i);
        }
    const bool failed = ferror(to);
    return fclose(to) == 0 && !failed;
}

static void tell_one(const kit_table *table, const kit_understood *c, size_t i)
{
    char name[KIT_COLUMN_TEXT];
    kit_table_column_text(name, table, i);
    fputs("left out: column ", stdout);
    put_escaped(stdout, name, false);
    printf(", %s: ", kit_role_name(c->role));
    put_escaped(stdout, c->why, false);
    putchar('\n');
}

static void tell_dropped(const kit_table *table, const kit_understanding *u)
{
    enum { MOST = 12 };
    size_t n = 0;
    for (size_t i = 0; i < u->width; i++)
        if (!kit_is_kept(&u->column[i]) && n++ < MOST)
            tell_one(table, &u->column[i], i);
    if (n > MOST)
        printf("left out: %zu more; `ae columns` lists all of them\n", n - MOST);
}

static bool nothing_left(const kit_table *table, const kit_understanding *u, kit_message *why)
{
    char name[KIT_COLUMN_TEXT];
    kit_table_column_text(name, table, 0);
    return kit_explain(
        why,
        "%s: no column is left to learn from, for none of %zu is a number or a category (column %s, %s: %s); with "
        "--spec all are taken",
        table->source, table->width, name, kit_role_name(u->column[0].role), u->column[0].why);
}

static size_t list_kept(size_t *kept, const kit_understanding *u)
{
    size_t n = 0;
    for (size_t i = 0; i < u->width; i++)
        if (kit_is_kept(&u->column[i]))
            kept[n++] = i;
    return n;
}

/* Says so, and takes them out of the table and of *u. */
static bool drop_others(choice *out, kit_table *table, const size_t *kept, size_t n, const arguments *a, kit_message *why)
{
    kit_understanding *u = &out->understood;
    if (!a->quiet)
        tell_dropped(table, u);
    if (!list_dropped(out, table, u, a))
        return kit_explain(why, "%s: out of memory", table->source);
    if (!kit_table_keep_columns(table, kept, n, why))
        return false;
    for (size_t i = 0; i < n; i++)
        u->column[i] = u->column[kept[i]];
    u->width = n;
    return true;
}

static bool leave_out(choice *out, kit_table *table, const arguments *a, kit_message *why)
{
    const kit_understanding *u = &out->understood;
    size_t *kept = malloc(u->width * sizeof *kept);
    const size_t n = kept ? list_kept(kept, u) : 0;
    bool ok = kept || kit_explain(why, "%s: out of memory", table->source);
    ok = ok && (n > 0 || nothing_left(table, u, why)) && (n == u->width || drop_others(out, table, kept, n, a, why));
    free(kept);
    return ok;
}

/* ---- A label that nobody told of ------------------------------------------------------------------------------------- */

/* A few whole numbers, or words. */
static bool is_like_label(const kit_understood *c)
{
    return c->role == KIT_AS_CATEGORY || (c->whole && c->different > 1 && c->different <= KIT_DIFFERENT);
}

/* As --label takes it. It may be before the file's last, which can be a condition or be left out. */
static void write_label(char *text, size_t room, const kit_table *table, size_t column)
{
    const char *name = kit_table_name(table, column);
    if (name && *name)
        snprintf(text, room, "\"%.60s\"", name);
    else
        snprintf(text, room, "%zu", kit_table_place(table, column));
}

/* The last column, if it is the only one of its kind. */
static void ask_for_label(const kit_table *table, const kit_understanding *u)
{
    const size_t last = u->width - 1;
    char name[KIT_COLUMN_TEXT], label[80];
    kit_message m;
    for (size_t i = 0; i < last; i++)
        if (is_like_label(&u->column[i]))
            return;
    if (!parts_lead() || table->labels || last == 0 || !is_like_label(&u->column[last]))
        return;
    kit_table_column_text(name, table, last);
    write_label(label, sizeof label, table, last);
    kit_explain(&m,
                "%s: is the last column, %s, with its %zu different values, a label? --label %s keeps it out of the rows",
                table->source, name, u->column[last].different, label);
    fprintf(stderr, "%s\n", m.text);
}

/* ---- The choice --------------------------------------------------------------------------------------------------- */

static kit_aim aim_of(const arguments *a)
{
    return a->aim ? kit_aim_called(a->aim) : KIT_FOR_SCORES;
}

static kit_wishes wishes_of(const arguments *a)
{
    const bool mean = a->missing && strcmp(a->missing, "mean") == 0;
    return (kit_wishes){ .aim = aim_of(a), .missing = mean ? "mean" : "mask", .code = (size_t)a->code };
}

static bool choose_columns(choice *out, kit_table *table, const arguments *a, kit_message *why)
{
    const kit_wishes wishes = wishes_of(a);
    if (!kit_understand(&out->understood, table, why) || !leave_out(out, table, a, why))
        return false;
    ask_for_label(table, &out->understood);
    return kit_advise(&out->advice, table, &out->understood, &wishes, why);
}

static bool choose_head(choice *out, const kit_table *table, kit_message *why)
{
    char name[KIT_HEAD_NAME];
    size_t classes;
    if (!new_head(name, &classes, table, why))
        return false;
    char *spec = kit_spec_with_head(out->advice.spec, name, classes);
    free(out->advice.spec);
    out->advice.spec = spec;
    return spec || kit_explain(why, "out of memory");
}

static bool choose_condition(choice *out, const kit_table *table, kit_message *why)
{
    char *spec = spec_with_condition(out->advice.spec, table, why);
    free(out->advice.spec);
    out->advice.spec = spec;
    return spec != NULL;
}

bool choose_training(choice *out, kit_table *table, const arguments *a, kit_message *why)
{
    const kit_wishes wishes = wishes_of(a);
    *out = (choice){ 0 };
    const bool ok =
        kit_is_picture(table) ? kit_advise(&out->advice, table, NULL, &wishes, why) : choose_columns(out, table, a, why);
    return ok && (!a->head || choose_head(out, table, why)) && (!a->reading.condition || choose_condition(out, table, why));
}

void free_choice(choice *c)
{
    kit_advice_free(&c->advice);
    kit_understanding_free(&c->understood);
    free(c->drop);
    *c = (choice){ 0 };
}

void take_choice(arguments *a, const choice *c)
{
    const kit_advice *advice = &c->advice;
    a->spec = advice->spec;
    a->optimizer = a->optimizer ? a->optimizer : advice->optimizer;
    a->batch = a->batch ? a->batch : advice->batch;
    if (!a->density && !a->reading.condition) /* a density mixes the codes of all conditions */
        a->density = advice->components;
    if (!a->scorer && c->understood.width && aim_of(a) != KIT_FOR_SAMPLES) /* whose score is minus a likelihood */
        a->scorer = "joint";
    if (a->steps || a->epochs)
        return;
    a->steps = advice->steps;
    a->epochs = advice->epochs;
}

/* ---- The same by hand --------------------------------------------------------------------------------------------- */

bool print_choice(const choice *c, const arguments *a, kit_message *why)
{
    char batch[24], length[24], density[24];
    snprintf(batch, sizeof batch, "%llu", (unsigned long long)a->batch);
    snprintf(length, sizeof length, "%llu", (unsigned long long)(a->steps ? a->steps : a->epochs));
    snprintf(density, sizeof density, "%llu", (unsigned long long)a->density);
    const replacement chosen[] = {
        { "spec", a->spec },
        { "code", NULL },
        { "for", NULL },
        { "optimizer", a->optimizer },
        { "batch", batch },
        { a->steps ? "steps" : "epochs", length },
        { "scorer", a->scorer },
        { "drop", c->drop ? c->drop : a->reading.drop },
        { "head", NULL },
        { "dry-run", NULL },
        { "density", a->density ? density : NULL },
    };
    char *text = command_text("train", TRAIN, a, chosen, sizeof chosen / sizeof *chosen);
    if (!text)
        return kit_explain(why, "out of memory");
    fputs("chosen; the same by hand: ", stdout);
    put_escaped(stdout, text, false);
    putchar('\n');
    free(text);
    return true;
}
