/* Files that are sound safetensors, with a right checksum, and yet no models: each meaning that cannot be is refused with
 * its status and its text, in bounded memory. They are made from a good model's document by lib/io's writer. */
#include "../help.h"
#include "base/format.h"
#include "io/safetensors.h"
#include "model/model.h"

static const char spec[] = "input 6 | dense 4 act=tanh | code | dense 6";

typedef struct file {
    ae_arena arena;
    ae_document document;
    unsigned char *bytes;
    size_t size;
} file;

/* A trained model's document, to be spoilt. */
static file good_file(void)
{
    static const float x[6] = { 0, 0.25f, 0.5f, 0.75f, 1, 0.5f };
    ae_rows rows = AE_ROWS_F32(x, 1, 6);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *model = make_model(spec, 1);
    file f = { .bytes = NULL };
    ae_error e;
    options.steps = 2;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    ae_arena_init(&f.arena, NULL);
    must(ae_model_save_memory(model, NULL, 0, &f.size, &e), &e);
    unsigned char *bytes = ae_arena_take(&f.arena, f.size, 1); /* the document points into them */
    must(ae_model_save_memory(model, bytes, f.size, &f.size, &e), &e);
    must(ae_safetensors_read(&f.document, bytes, f.size, &f.arena, &e), &e);
    ae_model_free(model);
    return f;
}

static void write_file(file *f)
{
    f->size = ae_safetensors_size(&f->document);
    f->bytes = test_malloc(f->size); /* of just this size, for the address sanitizer */
    ae_safetensors_write(&f->document, f->bytes, f->size);
}

static void end_file(file *f)
{
    ae_arena_free(&f->arena);
    test_free(f->bytes);
}

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

/* What the model of a spec takes but for its weights: for as much as the file's spec is read, the loader may take that too.
 */
static size_t plans_of(const char *text)
{
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model *model = NULL;
    size_t size = 0;
    if (text && ae_model_outline(&model, text, &options, NULL, NULL) == AE_OK)
        size = ae_model_memory(model);
    ae_model_destroy(model);
    return size;
}

/* The bound on a hostile file's memory: twice the file, 64 KiB, and what its spec's plans take, which depends on the spec's
 * text alone and not on any size that it names. A spec that cannot be read has no plans, only its words: 128 bytes of item
 * and 80 of a pair for two bytes of text, with the doubling of arrays, so 64 times its length. Weights are never paid for.
 */
static size_t allowed(const file *f)
{
    const char *text = ae_document_string(&f->document, "spec");
    size_t plans = plans_of(text), words = text ? 64 * strlen(text) : 0;
    return 2 * f->size + 65536 + (plans ? plans : words);
}

static ae_status load_counted(const file *f, heap *h, ae_error *e)
{
    ae_allocator counting = { heap_alloc, heap_free, h };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model *model = NULL;
    *h = (heap){ 0 };
    options.allocator = &counting;
    ae_status status = ae_model_load_memory(&model, f->bytes, f->size, &options, e);
    assert_true((status == AE_OK) == (model != NULL));
    ae_model_free(model);
    return status;
}

/* The control characters of ASCII are not handed on from the file. */
static void assert_harmless(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 32 || *c == 127)
            fail_msg("control character %d in the error's text: %s", *c, text);
}

/* Its status, its words, and no more memory than allowed, all of it given back. */
static void assert_refused(const file *f, const char *what, ae_status status, const char *says)
{
    heap h;
    ae_error e = { 0 };
    ae_status got = load_counted(f, &h, &e);
    if (got != status || e.status != status || !strstr(e.text, says))
        fail_msg("%s: %s: %s, where \"%s\" was awaited", what, ae_status_name(got), e.text, says);
    if (h.peak > allowed(f))
        fail_msg("%s: took %zu bytes, %zu are allowed", what, h.peak, allowed(f));
    assert_harmless(e.text);
    assert_int_equal(h.held, 0);
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

/* ---- strings ---- */

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
    { "kind", "checkpoint", AE_EFORMAT, "\"kind\" is \"checkpoint\", not \"model\"" },
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
    { "optimizer", "", AE_EFORMAT, "\"optimizer\" is not one item" },
    { "optimizer", "adam\n", AE_EFORMAT, "\"optimizer\" is not one item" },
    { "optimizer", "adam\x1b[2J", AE_EFORMAT, "\"optimizer\" is not one item" },
    { "optimizer", "adam\x7f", AE_EFORMAT, "\"optimizer\" is not one item" },
    { "optimizer",
      "adam\xc2\x9b"
      "2J",
      AE_EFORMAT, "\"optimizer\" is not one item" }, /* the same in one control character */
    { "optimizer", "adam\rlr=1", AE_EFORMAT, "\"optimizer\" is not one item" },
    { "optimizer", "adam\tlr=1", AE_EFORMAT, "\"optimizer\" is not one item" },
    { "optimizer", "adam  lr=1", AE_EFORMAT, "\"optimizer\" is not one item" },
    { "optimizer", "adam | sgd", AE_EFORMAT, "\"optimizer\" is not one item" },
    { "optimizer", "adam # comment", AE_EFORMAT, "\"optimizer\" is not one item" },
    { "optimizer", "lr=1", AE_EFORMAT, "\"optimizer\" is not one item" },
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
REFUSED(specs)

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
    assert_long_refused("spec", "#", 1000000, "", "longer than 65536 bytes");
    assert_long_refused("optimizer", "a=1 ", 1000, "", "longer than 255 bytes");
    assert_long_refused("optimizer", "x", 1000000, "", "longer than 255 bytes");
}

/* ---- tensors ---- */

typedef struct damage {
    const char *what;
    void (*apply)(ae_document *d, ae_arena *arena);
    const char *says;
} damage;

static float *own_data(ae_tensor *t, ae_arena *arena)
{
    float *copy = ae_arena_take(arena, ae_tensor_bytes(t), 1);
    assert_non_null(copy);
    memcpy(copy, t->data, ae_tensor_bytes(t));
    t->data = copy;
    return copy;
}

static void put_nan(ae_document *d, ae_arena *arena)
{
    own_data(&d->tensors[0], arena)[23] = NAN;
}

static void put_infinity(ae_document *d, ae_arena *arena)
{
    own_data(&d->tensors[3], arena)[0] = -INFINITY;
}

static void drop_last(ae_document *d, ae_arena *arena)
{
    (void)arena;
    d->n_tensors--;
}

static void drop_first(ae_document *d, ae_arena *arena)
{
    (void)arena;
    d->tensors++;
    d->n_tensors--;
}

static void drop_all(ae_document *d, ae_arena *arena)
{
    (void)arena;
    d->n_tensors = 0;
}

static void add_tensor(ae_document *d, ae_arena *arena)
{
    static const float one = 1;
    ae_tensor t = { "dense3.bias", { 1, { 1 } }, &one };
    assert_int_equal(ae_document_add_tensor(d, &t, arena, NULL), AE_OK);
}

static void rename_tensor(ae_document *d, ae_arena *arena)
{
    (void)arena;
    d->tensors[1].name = "dense1.bia\x1b[31m";
}

static void transpose(ae_document *d, ae_arena *arena)
{
    (void)arena;
    d->tensors[0].shape = (ae_dims){ 2, { 4, 6 } };
}

static void flatten(ae_document *d, ae_arena *arena)
{
    (void)arena;
    d->tensors[0].shape = (ae_dims){ 1, { 24 } };
}

static void add_dimension(ae_document *d, ae_arena *arena)
{
    (void)arena;
    d->tensors[1].shape = (ae_dims){ 2, { 4, 1 } };
}

static void shorten(ae_document *d, ae_arena *arena)
{
    (void)arena;
    d->tensors[3].shape = (ae_dims){ 1, { 5 } };
}

static void swap_names(ae_document *d, ae_arena *arena)
{
    const char *name = d->tensors[0].name;
    (void)arena;
    d->tensors[0].name = d->tensors[2].name;
    d->tensors[2].name = name;
}

static const damage damages[] = {
    { "NaN", put_nan, "tensor dense1.weight: element 23, counted from 0, is no finite number" },
    { "infinity", put_infinity, "tensor dense2.bias: element 0, counted from 0, is no finite number" },
    { "no last tensor", drop_last, "tensor dense2.bias is missing" },
    { "no first tensor", drop_first, "tensor dense1.weight is missing" },
    { "no tensors", drop_all, "tensor dense1.weight is missing" },
    { "one too many", add_tensor, "the file has 5 tensors; the spec asks for 4" },
    { "another name", rename_tensor, "tensor dense1.bias is missing" },
    { "transposed", transpose, "tensor dense1.weight is 4x6; the spec asks for 6x4" },
    { "flat", flatten, "tensor dense1.weight is 24; the spec asks for 6x4" },
    { "a dimension more", add_dimension, "tensor dense1.bias is 4x1; the spec asks for 4" },
    { "too short", shorten, "tensor dense2.bias is 5; the spec asks for 6" },
    { "names swapped", swap_names, "tensor dense1.weight is 4x6; the spec asks for 6x4" },
};

static void other_tensors_are_refused(void **state)
{
    (void)state;
    for (const damage *d = damages; d < damages + sizeof damages / sizeof *damages; d++) {
        file f = good_file();
        d->apply(&f.document, &f.arena);
        write_file(&f);
        assert_refused(&f, d->what, AE_EFORMAT, d->says);
        end_file(&f);
    }
}

/* Small numbers are numbers: they come back bit for bit, subnormal ones and -0 too. */
static void subnormal_weights_are_kept(void **state)
{
    static const uint32_t bits[] = { 0x00000001, 0x807fffff, 0x80000000, 0x00800000, 0x7f7fffff };
    file f = good_file();
    ae_model *model;
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    ae_error e;
    (void)state;
    memcpy(own_data(&f.document.tensors[0], &f.arena), bits, sizeof bits);
    write_file(&f);
    must(ae_model_load_memory(&model, f.bytes, f.size, NULL, &e), &e);
    must(ae_model_get_tensor(model, 0, &t, &e), &e);
    assert_memory_equal(t.data, bits, sizeof bits);
    ae_model_free(model);
    end_file(&f);
}

/* Tensors in another order are the same model, and strings that nobody knows are passed over. */
static void order_does_not_matter(void **state)
{
    file f = good_file(), g = good_file();
    ae_model *a, *b;
    ae_error e;
    (void)state;
    ae_tensor first = g.document.tensors[0];
    g.document.tensors[0] = g.document.tensors[3];
    g.document.tensors[3] = first;
    must(ae_document_add_string(&g.document, "a key of the future", "x", &g.arena, &e), &e);
    write_file(&f);
    write_file(&g);
    must(ae_model_load_memory(&a, f.bytes, f.size, NULL, &e), &e);
    must(ae_model_load_memory(&b, g.bytes, g.size, NULL, &e), &e);
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
    end_file(&f);
    end_file(&g);
}

/* ---- the checksum ---- */

static unsigned char *find(file *f, const char *text)
{
    for (size_t i = 0; i + strlen(text) <= f->size; i++)
        if (memcmp(f->bytes + i, text, strlen(text)) == 0)
            return f->bytes + i;
    fail_msg("no %s in the file", text);
    return NULL;
}

static void a_file_needs_its_checksum(void **state)
{
    file f = good_file();
    (void)state;
    write_file(&f);
    *find(&f, "checksum") = 'C'; /* some key that nobody knows */
    assert_refused(&f, "no checksum", AE_EFORMAT, "\"checksum\" is missing");
    end_file(&f);
}

/* A bit in the spec, in a number of the metadata, in a tensor's name and in the last weight: all are noticed as damage,
 * before anyone asks what they mean. */
static void damage_is_noticed(void **state)
{
    file f = good_file();
    (void)state;
    write_file(&f);
    unsigned char *places[] = { find(&f, "act=tanh"), find(&f, "\"scale\":\"") + 9, find(&f, "dense2.bias"),
                                f.bytes + f.size - 1 };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        *places[i] ^= 1;
        assert_refused(&f, "damage", AE_ECHECKSUM, "it is damaged");
        *places[i] ^= 1;
    }
    end_file(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_good_file_is_read),     cmocka_unit_test(frames_are_refused),
        cmocka_unit_test(numbers_are_refused),       cmocka_unit_test(optimizers_are_refused),
        cmocka_unit_test(specs_are_refused),         cmocka_unit_test(long_texts_are_refused),
        cmocka_unit_test(other_tensors_are_refused), cmocka_unit_test(subnormal_weights_are_kept),
        cmocka_unit_test(order_does_not_matter),     cmocka_unit_test(a_file_needs_its_checksum),
        cmocka_unit_test(damage_is_noticed),
    };
    return cmocka_run_group_tests_name("hostile models", tests, NULL, NULL);
}
