/* ae columns: what was understood of a file, column by column. */
#include "ae.h"
#include "ae_json.h"
#include "kit/advise.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const kit_oddity oddities[] = { KIT_FILLED, KIT_FAR, KIT_SKEWED, KIT_MERGED, KIT_FEW };
enum { ODDITIES = sizeof oddities / sizeof *oddities };

/* One column of the file, and what was understood of it. */
typedef struct item {
    size_t place; /* from 1 */
    const kit_understood *found;
    const kit_table_column *column;
} item;

static bool is_words(const item *i)
{
    return i->column->n_levels > 0;
}

/* ---- Text: a row of cells for each column ------------------------------------------------------------------------- */

enum { CELL = 64, NAME = 32, LEVELS = 40 };

static void tell_place(char *text, const item *i)
{
    snprintf(text, CELL, "%zu", i->place);
}

static void tell_name(char *text, const item *i)
{
    snprintf(text, CELL, "%.*s", NAME, i->column->name ? i->column->name : "");
}

static void tell_kind(char *text, const item *i)
{
    snprintf(text, CELL, "%s", kit_role_name(i->found->role));
}

/* The first of so many words as have room, and three dots for the rest. */
static void list_levels(char *text, const kit_table_column *c)
{
    size_t used = 0;
    for (size_t i = 0; i < c->n_levels; i++) {
        const bool fits = used + strlen(c->levels[i]) + 6 < LEVELS;
        used += (size_t)snprintf(text + used, LEVELS - used, "%s%s", i ? ", " : "", fits ? c->levels[i] : "...");
        if (!fits)
            return;
    }
}

static void tell_range(char *text, const item *i)
{
    char least[KIT_NUMBER_TEXT], most[KIT_NUMBER_TEXT];
    kit_number_text(least, i->found->least);
    kit_number_text(most, i->found->most);
    if (is_words(i))
        list_levels(text, i->column);
    else if (i->found->values > 0)
        snprintf(text, CELL, "%s to %s", least, most);
}

static void tell_median(char *text, const item *i)
{
    if (!is_words(i) && i->found->values > 0)
        kit_number_text(text, i->found->median);
}

static void tell_different(char *text, const item *i)
{
    const bool many = i->found->different == KIT_DIFFERENT + 1 && !is_words(i);
    snprintf(text, CELL, many ? "> %zu" : "%zu", i->found->different - many);
}

static void tell_gaps(char *text, const item *i)
{
    snprintf(text, CELL, "%zu", i->found->gaps);
}

static const struct cell {
    const char *title;
    void (*tell)(char *text, const item *i); /* *text is empty before */
    bool right;                              /* numbers stand below each other's ends */
} cells[] = {
    { "", tell_place, true },        { "column", tell_name, false },  { "kind", tell_kind, false },
    { "values", tell_range, false }, { "median", tell_median, true }, { "different", tell_different, true },
    { "gaps", tell_gaps, true },
};

enum { CELLS = sizeof cells / sizeof *cells };

/* Texts of a file must not command the terminal; what is replaced has as many bytes as before. */
static void tell(char text[CELL], const struct cell *cell, const item *i)
{
    memset(text, 0, CELL);
    cell->tell(text, i);
    for (char *c = text; *c; c++)
        *c = (unsigned char)*c < ' ' || *c == 0x7f ? '?' : *c;
}

static void print_cell(size_t k, const char *text, int width)
{
    printf("%s%*s", k ? "  " : "", cells[k].right ? width : -width, text);
}

/* Each after two blanks or a semicolon. */
static void print_remark(bool *any, const char *before, const char *text)
{
    printf("%s%s", *any ? "; " : "  ", before);
    put_escaped(stdout, text, false);
    *any = true;
}

static void print_remarks(const item *i)
{
    bool any = false;
    if (!kit_is_kept(i->found))
        print_remark(&any, "left out: ", i->found->why);
    for (size_t k = 0; k < ODDITIES; k++) {
        char text[KIT_ODD_TEXT];
        kit_odd_text(text, i->found, oddities[k]);
        if (*text)
            print_remark(&any, "", text);
    }
    putchar('\n');
}

static void print_item(const item *i, const int widths[CELLS])
{
    for (size_t k = 0; k < CELLS; k++) {
        char text[CELL];
        tell(text, &cells[k], i);
        print_cell(k, text, widths[k]);
    }
    print_remarks(i);
}

static int widest(const struct cell *cell, const item *items, size_t n)
{
    size_t most = strlen(cell->title);
    for (size_t i = 0; i < n; i++) {
        char text[CELL];
        tell(text, cell, &items[i]);
        most = strlen(text) > most ? strlen(text) : most;
    }
    return (int)most;
}

static bool print_table(const kit_table *t, const item *items, kit_message *why)
{
    int widths[CELLS];
    (void)why;
    printf("%s: %zu row%s of %zu column%s\n", t->source, t->rows, t->rows == 1 ? "" : "s", t->width,
           t->width == 1 ? "" : "s");
    if (t->code_bits)
        printf("packed codes of %u bits a number, encoder %016llx; `ae decode` makes rows of them\n", t->code_bits,
               (unsigned long long)t->encoder);
    for (size_t k = 0; k < CELLS; k++) {
        widths[k] = widest(&cells[k], items, t->width);
        print_cell(k, cells[k].title, widths[k]);
    }
    puts("  remarks");
    for (size_t i = 0; i < t->width; i++)
        print_item(&items[i], widths);
    return true;
}

/* ---- JSON --------------------------------------------------------------------------------------------------------- */

static json_t *levels_json(const kit_table_column *c)
{
    json_t *list = json_array();
    for (size_t i = 0; i < c->n_levels; i++)
        list = json_append(list, json_text(c->levels[i]));
    return list;
}

static json_t *remarks_json(const kit_understood *c)
{
    json_t *list = json_array();
    for (size_t i = 0; i < ODDITIES; i++) {
        char text[KIT_ODD_TEXT];
        kit_odd_text(text, c, oddities[i]);
        if (*text)
            list = json_append(list, json_text(text));
    }
    return list;
}

/* Of words the codes are no numbers to tell of. */
static json_t *numbers_json(const item *i)
{
    const kit_understood *c = i->found;
    if (is_words(i) || c->values == 0)
        return json_null();
    return json_pack("{s:f, s:f, s:f, s:f, s:[f,f,f,f,f]}", "least", c->least, "most", c->most, "mean", c->mean, "deviation",
                     c->deviation, "quantiles", c->low, c->lower, c->median, c->upper, c->high);
}

static json_t *item_json(const item *i)
{
    const kit_understood *c = i->found;
    return json_pack("{s:I, s:o, s:s, s:b, s:o, s:I, s:I, s:o, s:o, s:o}", "place", (json_int_t)i->place, "name",
                     i->column->name ? json_text(i->column->name) : json_null(), "kind", kit_role_name(c->role), "kept",
                     (int)kit_is_kept(c), "why", json_text(c->why), "values", (json_int_t)c->values, "gaps",
                     (json_int_t)c->gaps, "numbers", numbers_json(i), "levels", levels_json(i->column), "remarks",
                     remarks_json(c));
}

static bool print_json(const kit_table *t, const item *items, kit_message *why)
{
    json_t *list = json_array();
    for (size_t i = 0; i < t->width; i++)
        list = json_append(list, item_json(&items[i]));
    json_t *object = json_pack("{s:o, s:I, s:I, s:o, s:o}", "source", json_text(t->source), "rows", (json_int_t)t->rows,
                               "code_bits", (json_int_t)t->code_bits, "guessed", json_text(t->guessed), "columns", list);
    return json_print(stdout, object, JSON_INDENT(2)) ||
           kit_explain(why, "the columns could not be made or printed; is memory at its end?");
}

/* ---- All ---------------------------------------------------------------------------------------------------------- */

static bool print_columns(const kit_table *t, const kit_understanding *u, bool json, kit_message *why)
{
    static const kit_table_column nothing_known = { 0 };
    item *items = malloc(t->width * sizeof *items);
    if (!items)
        return kit_explain(why, "%s: out of memory", t->source);
    for (size_t i = 0; i < t->width; i++)
        items[i] = (item){ i + 1, &u->column[i], t->columns ? &t->columns[i] : &nothing_known };
    bool ok = (json ? print_json : print_table)(t, items, why);
    free(items);
    return ok;
}

/* Pixels are all of one kind, so there is nothing to tell of each. */
static bool print_picture(const kit_table *t, kit_message *why)
{
    printf("%s: %zu pictures of ", t->source, t->rows);
    for (size_t i = 0; i < t->rank; i++)
        printf("%s%zu", i ? "x" : "", t->shape[i]);
    puts(t->dtype == AE_U8 ? " bytes" : " numbers");
    (void)why;
    return true;
}

static bool understand(const kit_table *t, bool json, kit_message *why)
{
    kit_understanding u;
    bool ok = kit_understand(&u, t, why) && print_columns(t, &u, json, why);
    kit_understanding_free(&u);
    return ok;
}

bool run_columns(const arguments *a, kit_message *why)
{
    const taker anything = { .name = "table" };
    kit_table t = { 0 };
    bool ok = load_rows(&t, a->data ? a->data : a->model, a, &anything, why);
    ok = ok && (kit_is_picture(&t) && !a->json ? print_picture(&t, why) : understand(&t, a->json, why));
    kit_table_free(&t);
    return ok;
}
