/* docs/spec.md says what the library reads: every table in it is made again from the field table and must stand there word
 * for word. Keys that a family shares have one table, and each member names those that it has. `test_spec_doc --print`
 * writes all of it, to be pasted. */
#include "base/format.h"
#include "document.h"
#include "layer/layer.h"
#include "model/spec.h"
#include "objective/objective.h"
#include "optim/optim.h"
#include "policy/policy.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* ---- the rows, as they must stand ---- */

typedef struct block {
    char text[8192];
    ae_writer w;
} block;

static void begin(block *b)
{
    b->w = (ae_writer){ b->text, sizeof b->text, 0 };
}

static void write_range(ae_writer *w, const ae_field *f)
{
    static const char *const flags[] = { "no", "yes", NULL };
    static const char *const names[] = {
        [AE_FIELD_NAME] = "a name",
        [AE_FIELD_PLACE] = "a place",
        [AE_FIELD_PLACES] = "places",
        [AE_FIELD_WORD] = "kinds of column",
    };
    const char *const *words = f->type == AE_FIELD_FLAG ? flags : f->words;
    if (names[f->type]) {
        ae_write(w, "%s", names[f->type]);
        return;
    }
    for (size_t i = 0; words && words[i]; i++)
        ae_write(w, "%s%s", i ? ", " : "", words[i]);
    if (!words || f->type == AE_FIELD_COUNTS)
        ae_write(w, "%s%g ... %g", words ? ", or " : "", f->min, f->max);
}

static void write_row(ae_writer *w, const ae_field *f)
{
    static const char *const types[] = {
        [AE_FIELD_COUNT] = "whole number",
        [AE_FIELD_REAL] = "real",
        [AE_FIELD_CHOICE] = "word",
        [AE_FIELD_FLAG] = "flag",
        [AE_FIELD_NAME] = "name",
        [AE_FIELD_SHAPE] = "shape",
        [AE_FIELD_COUNTS] = "whole numbers",
        [AE_FIELD_PLACE] = "place",
        [AE_FIELD_PLACES] = "places",
        [AE_FIELD_REALS] = "reals",
        [AE_FIELD_BOUNDS] = "two reals",
        [AE_FIELD_WORD] = "list",
    };
    const char *fallback = f->required ? "must be given" : *f->text ? f->text : "none";
    ae_write(w, *f->key ? "| `%s`" : "| main value", f->key);
    ae_write(w, " | %s | %s | ", types[f->type], fallback);
    write_range(w, f);
    ae_write(w, " | %s |\n", f->doc);
}

#define TABLE_HEAD "| key | type | default | range | meaning |\n|---|---|---|---|---|\n"

static void write_table(ae_writer *w, const ae_field *fields)
{
    ae_write(w, TABLE_HEAD);
    for (const ae_field *f = fields; f->key; f = ae_field_next(f))
        write_row(w, f);
    ae_write(w, "\n");
}

/* ---- what a family shares ---- */

typedef struct family {
    const char *members, *anchor;
    const ae_field *shared;
} family;

static const ae_field noise_fields[] = {
    { "clip", AE_FIELD_BOUNDS, 0, AE_DEFAULT("", "least and greatest result, such as 0,1"), -1e6, 1e6 },
    { "fixed", AE_FIELD_FLAG, 0, AE_DEFAULT("no", "drawn once for each data row, not anew each step") },
    AE_FIELDS_MORE(ae_layer_fields),
};
static const family families[] = {
    { "layers", "what-layers-share", ae_weighted_fields },
    { "kinds of noise", "what-kinds-of-noise-share", noise_fields },
    { "losses", "what-losses-share", ae_loss_fields },
    { "penalties", "what-penalties-share", ae_penalty_fields },
};
enum { LAYERS, NOISES, LOSSES, PENALTIES, FAMILIES };

/* Whether the family's table has this very row. */
static bool is_shared(const ae_field *f, const family *of)
{
    char own[512], other[512];
    ae_writer w = { own, sizeof own, 0 };
    bool shared = false;
    write_row(&w, f);
    for (const ae_field *s = of->shared; !shared && s->key; s = ae_field_next(s)) {
        w = (ae_writer){ other, sizeof other, 0 };
        write_row(&w, s);
        shared = strcmp(own, other) == 0;
    }
    return shared;
}

static void write_family(block *b, const family *f)
{
    begin(b);
    ae_write(&b->w, "### What %s share\n\n", f->members);
    write_table(&b->w, f->shared);
}

static void write_own(ae_writer *w, const ae_field *fields, const family *of)
{
    const size_t before = w->length;
    for (const ae_field *f = fields; f->key; f = ae_field_next(f))
        if (!is_shared(f, of)) {
            if (w->length == before)
                ae_write(w, TABLE_HEAD);
            write_row(w, f);
        }
    if (w->length > before)
        ae_write(w, "\n");
}

static void write_shared(ae_writer *w, const ae_field *fields, const family *of)
{
    const char *between = "";
    ae_write(w, "Shared with other [%s](#%s): ", of->members, of->anchor);
    for (const ae_field *f = fields; f->key; f = ae_field_next(f))
        if (is_shared(f, of)) {
            if (*f->key)
                ae_write(w, "%s`%s`", between, f->key);
            else
                ae_write(w, "%sthe main value", between);
            between = ", ";
        }
    ae_write(w, ".\n\n");
}

static void write_layer(block *b, const ae_layer *l)
{
    const char *kind = ae_layer_kind(l);
    const family *of = &families[kind ? NOISES : LAYERS];
    begin(b);
    ae_write(&b->w, "### %s%s%s: %s\n\n", l->name, kind ? " " : "", kind ? kind : "", l->doc);
    write_own(&b->w, l->fields, of);
    write_shared(&b->w, l->fields, of);
}

static void write_objective(block *b, const ae_objective *o)
{
    const family *of = &families[strcmp(o->item, "loss") == 0 ? LOSSES : PENALTIES];
    begin(b);
    ae_write(&b->w, "### %s %s: %s\n\n", o->item, o->name, o->doc);
    write_own(&b->w, o->fields, of);
    write_shared(&b->w, o->fields, of);
}

static void write_optimizer(block *b, const ae_optimizer *o)
{
    begin(b);
    ae_write(&b->w, "### optimizer %s\n\n%s.\n\n", o->name, o->source);
    write_table(&b->w, o->fields);
}

static void write_policy(block *b, const ae_policy *p)
{
    begin(b);
    ae_write(&b->w, "### policy %s: %s\n\n", p->name, p->doc);
    if (p->source)
        ae_write(&b->w, "%s.\n\n", p->source);
    write_table(&b->w, p->fields);
}

/* Items that are no layers. */
static const ae_field init_fields[] = { AE_INIT_FIELDS(ae_spec, init, ""), AE_FIELDS_END };
static const struct item {
    const char *heading;
    const ae_field *fields;
} items[] = { { "columns: what the numbers of a row are", ae_columns_fields },
              { "scaler: columns brought to one size", ae_scaler_fields },
              { "missing: what becomes of gaps", ae_missing_fields },
              { "condition: what else the net gets", ae_condition_fields },
              { "init: how the net's weights begin", init_fields } };
enum { ITEMS = sizeof items / sizeof *items };

static void write_item(block *b, const struct item *item)
{
    begin(b);
    ae_write(&b->w, "### %s\n\n", item->heading);
    write_table(&b->w, item->fields);
}

/* ---- and whether they do ---- */

static void assert_stands(const char *text)
{
    if (!strstr(document, text))
        fail_msg("docs/spec.md lacks:\n%s", text);
}

static void assert_block(const block *b)
{
    assert_true(b->w.length < sizeof b->text);
    assert_stands(b->text);
}

static void shared_keys_are_documented(void **state)
{
    block b;
    (void)state;
    for (size_t i = 0; i < FAMILIES; i++) {
        write_family(&b, &families[i]);
        assert_block(&b);
    }
}

static void layers_are_documented(void **state)
{
    block b;
    (void)state;
    for (size_t i = 0; ae_layer_at(i); i++) {
        write_layer(&b, ae_layer_at(i));
        assert_block(&b);
    }
}

static void objectives_are_documented(void **state)
{
    block b;
    (void)state;
    for (size_t i = 0; ae_objective_at(i); i++) {
        write_objective(&b, ae_objective_at(i));
        assert_block(&b);
    }
}

static void optimizers_are_documented(void **state)
{
    block b;
    (void)state;
    for (size_t i = 0; ae_optimizer_at(0, i); i++) {
        write_optimizer(&b, ae_optimizer_at(0, i));
        assert_block(&b);
    }
}

static void policies_are_documented(void **state)
{
    block b;
    (void)state;
    for (size_t i = 0; ae_policy_at(i); i++) {
        write_policy(&b, ae_policy_at(i));
        assert_block(&b);
    }
}

static void items_are_documented(void **state)
{
    block b;
    (void)state;
    for (size_t i = 0; i < ITEMS; i++) {
        write_item(&b, &items[i]);
        assert_block(&b);
    }
}

/* A table with a row for each word, and no other rows. */
static void assert_word_table(const char *heading, const char *const *words)
{
    const char *at = strstr(document, heading);
    char row[96];
    if (!at)
        fail_msg("docs/spec.md lacks the heading %s", heading);
    at = strstr(at, "|---");
    for (size_t i = 0; words[i]; i++) {
        ae_format(row, sizeof row, "\n| `%s` |", words[i]);
        at = strchr(at, '\n');
        if (strncmp(at, row, strlen(row)) != 0)
            fail_msg("%s: the next row should begin with %s", heading, row + 1);
        at++;
    }
    assert_int_equal(strchr(at, '\n')[1], '\n');
}

static void activations_are_documented(void **state)
{
    (void)state;
    assert_word_table("## Activations\n", ae_activation_words);
}

static void initialisers_are_documented(void **state)
{
    (void)state;
    assert_word_table("## Initialisers\n", ae_init_words);
}

/* In the order in which they act. */
static void the_order_of_policies_is_documented(void **state)
{
    const char *words[64] = { NULL };
    (void)state;
    for (size_t i = 0; ae_policy_at(i); i++)
        words[i] = ae_policy_at(i)->name;
    assert_word_table("## Policies\n", words);
}

/* What an item knows is read off the error for a key that none knows. */
static void the_decoders_keys_are_documented(void **state)
{
    ae_arena arena;
    ae_spec spec;
    ae_error e = { AE_OK, 0, 0, "" };
    const char *section = strstr(document, "### decoder mirror"), *keys;
    (void)state;
    ae_arena_init(&arena, NULL);

    ae_status status = ae_spec_read(&spec, "input 4 | code | decoder mirror zzzzzzzzzzzz=1", &arena, &e);

    assert_int_equal(status, AE_EWORD);
    assert_non_null(section);
    assert_non_null(keys = strstr(e.text, "known: "));
    keys += strlen("known: ");
    for (size_t n; *keys; keys += n + strspn(keys + n, ", ")) {
        char row[96];
        n = strcspn(keys, ",");
        ae_format(row, sizeof row, "| `%.*s` |", (int)n, keys);
        if (!(section = strstr(section, row)))
            fail_msg("### decoder mirror: no row %s", row);
    }
    ae_arena_free(&arena);
}

/* ---- running ---- */

static void print_all(void)
{
    block b;
    for (size_t i = 0; i < FAMILIES; i++) {
        write_family(&b, &families[i]);
        fputs(b.text, stdout);
    }
    for (size_t i = 0; ae_layer_at(i); i++) {
        write_layer(&b, ae_layer_at(i));
        fputs(b.text, stdout);
    }
    for (size_t i = 0; ae_objective_at(i); i++) {
        write_objective(&b, ae_objective_at(i));
        fputs(b.text, stdout);
    }
    for (size_t i = 0; ae_optimizer_at(0, i); i++) {
        write_optimizer(&b, ae_optimizer_at(0, i));
        fputs(b.text, stdout);
    }
    for (size_t i = 0; ae_policy_at(i); i++) {
        write_policy(&b, ae_policy_at(i));
        fputs(b.text, stdout);
    }
    for (size_t i = 0; i < ITEMS; i++) {
        write_item(&b, &items[i]);
        fputs(b.text, stdout);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_keys_are_documented),  cmocka_unit_test(layers_are_documented),
        cmocka_unit_test(objectives_are_documented),   cmocka_unit_test(optimizers_are_documented),
        cmocka_unit_test(policies_are_documented),     cmocka_unit_test(the_order_of_policies_is_documented),
        cmocka_unit_test(items_are_documented),        cmocka_unit_test(activations_are_documented),
        cmocka_unit_test(initialisers_are_documented), cmocka_unit_test(the_decoders_keys_are_documented),
    };
    if (argc == 2 && strcmp(argv[1], "--print") == 0) {
        print_all();
        return 0;
    }
    if (argc != 2 || !read_document(argv[1])) {
        fprintf(stderr, "usage: test_spec_doc docs/spec.md | --print\n");
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
