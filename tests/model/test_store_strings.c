/* Hostile files whose strings cannot be: versions, numbers, optimizers, specs. */
#include "hostile.h"

static void drop_string(ae_document *d, const char *key)
{
    size_t kept = 0;
    for (size_t i = 0; i < d->n_strings; i++)
        if (strcmp(d->strings[i].key, key) != 0)
            d->strings[kept++] = d->strings[i];
    assert_int_equal(kept, d->n_strings - 1);
    d->n_strings = kept;
}

/* NULL drops it. */
static void set_string(file *f, const char *key, const char *value)
{
    ae_error e;
    drop_string(&f->document, key);
    if (value)
        must(ae_document_add_string(&f->document, key, value, &f->arena, &e), &e);
}

/* The good file loads, whatever was done to make the others. */
static void the_good_file_is_read(void **state)
{
    file f = good_file();
    heap h;
    ae_error e;
    (void)state;
    write_file(&f);
    must(load_counted(&f, &h, &e), &e);
    assert_int_equal(h.held, 0);
    end_file(&f);
}

typedef struct kind {
    const char *key, *value; /* NULL: the string is missing */
    ae_status status;
    const char *says;
} kind;

static const kind frames[] = {
    { "format", NULL, AE_EFORMAT, "\"format\" is missing" },
    { "format", "", AE_EFORMAT, "\"format\" is \"\", not \"libautoencoder\"" },
    { "format", "pt", AE_EFORMAT, "\"format\" is \"pt\", not \"libautoencoder\"" },
    { "format", "a\x1b[31m\n", AE_EFORMAT, "\"format\" is \"a" },
    { "format", "a\x7f", AE_EFORMAT, "\"format\" is \"a?\"" },
    { "kind", NULL, AE_EFORMAT, "\"kind\" is missing" },
    { "kind", "chekpoint", AE_EFORMAT, "\"kind\" is \"chekpoint\", not \"model\"" },
    { "version", NULL, AE_EFORMAT, "\"version\" is missing" },
    { "version", "0", AE_EFORMAT, "version is 0" },
    { "version", "2", AE_EVERSION, "version 2 is newer than this library's 1" },
    { "version", "18446744073709551615", AE_EVERSION, "version 18446744073709551615 is newer" },
    { "version", "18446744073709551616", AE_EFORMAT, "\"version\" is missing or not a whole number" },
    { "version", "-1", AE_EFORMAT, "\"version\" is missing or not a whole number" },
    { "version", "1.0", AE_EFORMAT, "\"version\" is missing or not a whole number" },
    { "version", "", AE_EFORMAT, "\"version\" is missing or not a whole number" },
    { "version", " 1", AE_EFORMAT, "\"version\" is missing or not a whole number" },
    { "version", "1\n", AE_EFORMAT, "\"version\" is missing or not a whole number" },
    { "arithmetic", NULL, AE_EFORMAT, "\"arithmetic\" is missing" },
    { "arithmetic", "0", AE_EFORMAT, "arithmetic is 0" },
    { "arithmetic", "2", AE_EVERSION, "arithmetic 2 is newer than this library's 1" },
    { "arithmetic", "one", AE_EFORMAT, "\"arithmetic\" is missing or not a whole number" },
};

#define NO_NUMBER(key)                                                  \
    { key, NULL, AE_EFORMAT, "\"" key "\" is missing or not a" },       \
        { key, "", AE_EFORMAT, "\"" key "\" is missing or not a" },     \
        { key, "x", AE_EFORMAT, "\"" key "\" is missing or not a" },    \
        { key, "0x10", AE_EFORMAT, "\"" key "\" is missing or not a" }, \
        { key, "1 ", AE_EFORMAT, "\"" key "\" is missing or not a" },   \
    {                                                                   \
        key, "1,5", AE_EFORMAT, "\"" key "\" is missing or not a"       \
    }
#define NO_WHOLE(key)                                                                           \
    NO_NUMBER(key), { key, "-1", AE_EFORMAT, "\"" key "\" is missing or not a whole number" },  \
        { key, "1e3", AE_EFORMAT, "\"" key "\" is missing or not a whole number" },             \
    {                                                                                           \
        key, "18446744073709551616", AE_EFORMAT, "\"" key "\" is missing or not a whole number" \
    }

static const kind numbers[] = {
    NO_WHOLE("init_seed"),
    NO_WHOLE("batch"),
    NO_WHOLE("trained_steps"),
    NO_WHOLE("trained_rows"),
    NO_WHOLE("order_seed"),
    NO_NUMBER("last_loss"),
    NO_NUMBER("scale"),
    { "last_loss", "nan", AE_EFORMAT, "\"last_loss\" is missing or not a number" },
    { "last_loss", "inf", AE_EFORMAT, "\"last_loss\" is missing or not a number" },
    { "scale", "nan", AE_EFORMAT, "\"scale\" is missing or not a number" },
    { "scale", "inf", AE_EFORMAT, "\"scale\" is missing or not a number" },
    { "scale", "1e999", AE_EFORMAT, "\"scale\" is missing or not a number" },
    { "scale", "0", AE_EFORMAT, "\"scale\" is 0; it must be a positive number" },
    { "scale", "-0", AE_EFORMAT, "\"scale\" is -0; it must be a positive number" },
    { "scale", "-255", AE_EFORMAT, "\"scale\" is -255; it must be a positive number" },
    { "scale", "1e-39", AE_EFORMAT, "it must be a positive number that a float can hold" }, /* subnormal */
    { "scale", "1e-999", AE_EFORMAT, "it must be a positive number that a float can hold" },
    { "scale", "1e39", AE_EFORMAT, "it must be a positive number that a float can hold" },
};

static const kind optimizers[] = {
    { "optimizer", "", AE_EFORMAT, "the file's optimizer: the optimizer's text is empty" },
    { "optimizer", "adam\n", AE_EFORMAT, "the file's optimizer: it holds a character that no optimizer is written with" },
    { "optimizer", "adam\x1b[2J", AE_EFORMAT,
      "the file's optimizer: it holds a character that no optimizer is written with" },
    { "optimizer", "adam\x7f", AE_EFORMAT, "the file's optimizer: it holds a character that no optimizer is written with" },
    { "optimizer",
      "adam\xc2\x9b"
      "2J",
      AE_EFORMAT, "the file's optimizer: it holds a character that no optimizer is written with" }, /* the same in one
                                                                                                       control character */
    { "optimizer", "adam\rlr=1", AE_EFORMAT,
      "the file's optimizer: it holds a character that no optimizer is written with" },
    { "optimizer", "adam\tlr=1", AE_EFORMAT,
      "the file's optimizer: it holds a character that no optimizer is written with" },
    { "optimizer", "adam  lr=1", AE_EFORMAT, "the file's optimizer: it is not as it would be written" },
    { "optimizer", "adam | sgd", AE_EFORMAT, "the file's optimizer: line 1, column 8: sgd: a second optimizer" },
    { "optimizer", "adam # comment", AE_EFORMAT, "the file's optimizer: it is not as it would be written" },
    { "optimizer", "adam | clip norm=1 | clip value=1", AE_EFORMAT, "a second clip" },
    { "optimizer", "lr=1", AE_EFORMAT, "the file's optimizer: line 1, column 1: " },
};

static const kind authors[] = {
    { "writer", "", AE_EFORMAT, "\"writer\" is \"\", not a version such as 0.1.0" },
    { "writer", "0.1", AE_EFORMAT, "\"writer\" is \"0.1\", not a version" },
    { "writer", "0.1.0.0", AE_EFORMAT, "\"writer\" is \"0.1.0.0\", not a version" },
    { "writer", "0.1.0.", AE_EFORMAT, "not a version" },
    { "writer", "0..0", AE_EFORMAT, "not a version" },
    { "writer", "v0.1.0", AE_EFORMAT, "not a version" },
    { "writer", "0.1.0\n", AE_EFORMAT, "not a version" },
    { "writer", "0.1.0\x1b[2J", AE_EFORMAT, "not a version" },
    { "writer", "0.-1.0", AE_EFORMAT, "not a version" },
    { "writer", "18446744073709551616.0.0", AE_EFORMAT, "not a version" },
    { "writer", "0.1.00000000000000000000000000000", AE_EFORMAT, "not a version" },
};

static const kind specs[] = {
    { "spec", NULL, AE_EFORMAT, "\"spec\" is missing" },
    { "spec", "", AE_EFORMAT, "the file's spec: " },
    { "spec", "no spec", AE_EFORMAT, "the file's spec: " },
    { "spec", "input 6\ndense four\ncode\ndense 6", AE_EFORMAT, "line 2, column 7: " },
    { "spec", "input 6\nconv9d 4\ncode\ndense 6", AE_EFORMAT, "line 2, column 1: " },
    { "spec", "input 6\ndense 4\ncode\nreshape 2x3", AE_EFORMAT, "line 4, column 1: " },
    { "spec", "input 6\ndense\x01 4\ncode\ndense 6", AE_EFORMAT, "control character (1)" },
    /* other parameters than those in the file */
    { "spec", "input 6\ndense 5\ncode\ndense 6", AE_EFORMAT, "tensor dense1.weight is 6x4; the spec asks for 6x5" },
    { "spec", "input 5\ndense 4\ncode\ndense 6", AE_EFORMAT, "tensor dense1.weight is 6x4; the spec asks for 5x4" },
    { "spec", "input 6\ndense 4 bias=no\ncode\ndense 6", AE_EFORMAT, "the file has 4 tensors; the spec asks for 3" },
    { "spec", "input 6\ndense 4\ncode", AE_EFORMAT, "the file has 4 tensors; the spec asks for 2" },
    { "spec", "input 6\ndense 4\ncode\ndense 6\ndense 6", AE_EFORMAT, "tensor dense3.weight is missing" },
    { "spec", "input 6\ndense 4 name=x\ncode\ndense 6", AE_EFORMAT, "tensor x.weight is missing" },
    { "spec", "input 6\ncode", AE_EFORMAT, "the file has 4 tensors; the spec asks for 0" },
    /* 10^9 units, and more, in a few bytes */
    { "spec", "input 6\ndense 1000000000\ncode\ndense 6", AE_EFORMAT, "tensor dense1.weight is 6x4" },
    { "spec", "input 1000000000\ndense 1000000000\ncode\ndense 6", AE_EFORMAT, "the spec asks for 1000000000x1000000000" },
    { "spec", "input 4\ndense 1000000000\ndense 1000000000\ndense 1000000000\ndense 1000000000\ncode", AE_EFORMAT,
      "the file's spec: " },
    { "spec", "input 4294967296\ncode", AE_EFORMAT, "the file's spec: " },
};

static void assert_kinds_refused(const kind *kinds, size_t n)
{
    for (const kind *k = kinds; k < kinds + n; k++) {
        char what[128];
        file f = good_file();
        set_string(&f, k->key, k->value);
        write_file(&f);
        ae_format(what, sizeof what, "%s=%.80s", k->key, k->value);
        assert_refused(&f, what, k->status, k->says);
        end_file(&f);
    }
}

#define REFUSED(table)                                             \
    static void table##_are_refused(void **state)                  \
    {                                                              \
        (void)state;                                               \
        assert_kinds_refused(table, sizeof table / sizeof *table); \
    }
REFUSED(frames)
REFUSED(numbers)
REFUSED(optimizers)
REFUSED(authors)
REFUSED(specs)

/* ---- words of another version ---- */

static const struct future {
    const char *key, *value, *word; /* what is unknown here, and must be named */
} futures[] = {
    { "spec", "input 6\ndense 4 act=tanh\ncode\nvariational 6", "line 4, column 1: unknown item \"variational\"" },
    { "spec", "input 6\ndense 4 act=snake\ncode\ndense 6", "\"snake\"" },
    { "spec", "input 6\ndense 4 rank=2\ncode\ndense 6", "\"rank\"" },
    { "spec", "input 6\ndense all\ncode\ndense 6", "\"all\"" },
    { "optimizer", "lion lr=0.01", "unknown optimizer \"lion\"" },
    { "optimizer", "adam lr=0.01 warmup=7", "\"warmup\"" },
    { "optimizer", "adam lr=0.01 | lookahead 5", "unknown policy \"lookahead\"" },
    { "optimizer", "adam lr=0.01 | clip most=1", "\"most\"" },
};

static void assert_future(const struct future *f, const char *writer, ae_status status, const char *says)
{
    char what[128];
    file spoilt = good_file();
    set_string(&spoilt, f->key, f->value);
    set_string(&spoilt, "writer", writer);
    write_file(&spoilt);
    ae_format(what, sizeof what, "%s=%.60s by %s", f->key, f->value, writer);
    assert_refused(&spoilt, what, status, says);
    assert_refused(&spoilt, what, status, f->word);
    end_file(&spoilt);
}

/* Given a word that is unknown here; when a newer version wrote it; then that is said, with both versions and the word. When
 * this version, an older one or one that did not sign wrote it; then the file is wrong. */
static void words_of_a_newer_version_are_named(void **state)
{
    static const char *const newer[] = { "0.1.1", "0.2.0", "0.10.0", "1.0.0" }, *const older[] = { "0.1.0", "0.0.9", NULL };
    (void)state;
    for (const struct future *f = futures; f < futures + sizeof futures / sizeof *futures; f++) {
        for (size_t i = 0; i < sizeof newer / sizeof *newer; i++) {
            char says[64];
            ae_format(says, sizeof says, "version %s wrote the file, this is %s", newer[i], ae_version());
            assert_future(f, newer[i], AE_EVERSION, says);
        }
        for (size_t i = 0; i < sizeof older / sizeof *older; i++)
            assert_future(f, older[i], AE_EFORMAT, "the file's ");
    }
}

/* A file whose words are all known is read, whoever wrote it; when it is saved again, this version is its writer. */
static void a_known_file_is_read_whoever_wrote_it(void **state)
{
    static const char *const writers[] = { "99.0.0", "0.0.1", NULL };
    (void)state;
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        file f = good_file(), g = good_file();
        ae_model *model;
        ae_error e;
        set_string(&f, "writer", writers[i]);
        write_file(&f);
        write_file(&g);
        must(ae_model_load_memory(&model, f.bytes, f.size, NULL, &e), &e);
        size_t size;
        unsigned char *again = model_bytes(model, &size);
        assert_int_equal(size, g.size);
        assert_memory_equal(again, g.bytes, size);
        assert_string_equal(ae_document_string(&g.document, "writer"), ae_version());
        ae_model_free(model);
        test_free(again);
        end_file(&f);
        end_file(&g);
    }
}

/* A text of `head`, then `piece` so often, then `tail`. */
static char *long_text(file *f, const char *head, const char *piece, size_t times, const char *tail)
{
    size_t step = strlen(piece), size = strlen(head) + step * times + strlen(tail) + 1;
    char *text = ae_arena_take(&f->arena, size, 1), *to = text + strlen(head);
    assert_non_null(text);
    memcpy(text, head, strlen(head));
    for (size_t i = 0; i < times; i++, to += step)
        memcpy(to, piece, step);
    memcpy(to, tail, strlen(tail));
    return text;
}

static void assert_long_refused(const char *key, const char *piece, size_t times, const char *tail, const char *says)
{
    file f = good_file();
    set_string(&f, key, long_text(&f, strcmp(key, "spec") == 0 ? "input 6\n" : "adam ", piece, times, tail));
    write_file(&f);
    assert_refused(&f, piece, AE_EFORMAT, says);
    end_file(&f);
}

static void long_texts_are_refused(void **state)
{
    (void)state;
    assert_long_refused("spec", "act relu\n", 100000, "code", "longer than 65536 bytes"); /* 10^6 do not fit a string */
    assert_long_refused("spec", "act\n", 16000, "code", "the file's spec: ");
    assert_long_refused("spec", "a\n", 32000, "code", "the file's spec: ");
    assert_long_refused("spec", "dense 1000\n", 1000, "code", "tensor dense1.weight is 6x4");
    assert_long_refused("spec", "dense 1 a=1 b=1 c=1 d=1 e=1 f=1 g=1 h=1 i=1 j=1 k=1 l=1 m=1 n=1\n", 1000, "code",
                        "the file's spec: ");
    assert_long_refused("spec", "#", 1000000, "", "longer than 65536 bytes");
    assert_long_refused("optimizer", "a=1 ", 1000, "", "longer than 1023 bytes");
    assert_long_refused("optimizer", "x", 1000000, "", "longer than 1023 bytes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_good_file_is_read),
        cmocka_unit_test(frames_are_refused),
        cmocka_unit_test(numbers_are_refused),
        cmocka_unit_test(optimizers_are_refused),
        cmocka_unit_test(authors_are_refused),
        cmocka_unit_test(words_of_a_newer_version_are_named),
        cmocka_unit_test(a_known_file_is_read_whoever_wrote_it),
        cmocka_unit_test(specs_are_refused),
        cmocka_unit_test(long_texts_are_refused),
    };
    return cmocka_run_group_tests_name("hostile strings", tests, NULL, NULL);
}
