/* docs/spec.md says what the library reads: every table in it is made again from the field table and must stand there word
 * for word. `test_spec_doc --print` writes them all, to be pasted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/format.h"
#include "layer/layer.h"
#include "model/spec.h"
#include "objective/objective.h"
#include "optim/optim.h"
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static char document[1 << 18];

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
    const char *const *words = f->type == AE_FIELD_FLAG ? flags : f->words;
    if (f->type == AE_FIELD_NAME) {
        ae_write(w, "a name");
        return;
    }
    if (f->type == AE_FIELD_PLACE) {
        ae_write(w, "a layer or tensor");
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
        [AE_FIELD_REALS] = "reals",
        [AE_FIELD_BOUNDS] = "two reals",
    };
    const char *fallback = !f->fallback ? "must be given" : *f->fallback ? f->fallback : "none";
    ae_write(w, *f->key ? "| `%s`" : "| main value", f->key);
    ae_write(w, " | %s | %s | ", types[f->type], fallback);
    write_range(w, f);
    ae_write(w, " | %s |\n", f->doc);
}

static void write_table(ae_writer *w, const ae_field *fields)
{
    ae_write(w, "| key | type | default | range | meaning |\n|---|---|---|---|---|\n");
    for (const ae_field *f = fields; f->key; f++)
        write_row(w, f);
    ae_write(w, "\n");
}

static void write_layer(block *b, const ae_layer *l)
{
    const char *kind = ae_layer_kind(l);
    begin(b);
    ae_write(&b->w, "### %s%s%s: %s\n\n", l->name, kind ? " " : "", kind ? kind : "", l->doc);
    write_table(&b->w, l->fields);
}

static void write_objective(block *b, const ae_objective *o)
{
    begin(b);
    ae_write(&b->w, "### %s %s: %s\n\n", o->item, o->name, o->doc);
    write_table(&b->w, o->fields);
}

static void write_optimizer(block *b, const ae_optimizer *o)
{
    begin(b);
    ae_write(&b->w, "### optimizer %s\n\n%s.\n\n", o->name, o->source);
    write_table(&b->w, o->fields);
}

static void write_init(block *b)
{
    static const ae_field fields[] = { AE_INIT_FIELDS(ae_spec, init, ""), AE_FIELDS_END };
    begin(b);
    ae_write(&b->w, "### init: how the net's weights begin\n\n");
    write_table(&b->w, fields);
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

static void the_init_item_is_documented(void **state)
{
    block b;
    (void)state;
    write_init(&b);
    assert_block(&b);
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
    write_init(&b);
    fputs(b.text, stdout);
}

static int read_document(const char *path)
{
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(document, 1, sizeof document - 1, file) : 0;
    if (file)
        fclose(file);
    return n > 0 && n < sizeof document - 1;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_are_documented),
        cmocka_unit_test(objectives_are_documented),
        cmocka_unit_test(optimizers_are_documented),
        cmocka_unit_test(the_init_item_is_documented),
        cmocka_unit_test(activations_are_documented),
        cmocka_unit_test(initialisers_are_documented),
        cmocka_unit_test(the_decoders_keys_are_documented),
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
