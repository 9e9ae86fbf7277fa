/* Hostile files whose tensors are not those of their spec, or whose checksum is not that of their bytes. */
#include "hostile.h"

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
    ae_tensor t = { "dense3.bias", { 1, { 1 } }, &one, 0 };
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
    must(ae_model_get_tensor(&t, model, 0, &e), &e);
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
        cmocka_unit_test(other_tensors_are_refused), cmocka_unit_test(subnormal_weights_are_kept),
        cmocka_unit_test(order_does_not_matter),     cmocka_unit_test(a_file_needs_its_checksum),
        cmocka_unit_test(damage_is_noticed),
    };
    return cmocka_run_group_tests_name("hostile tensors", tests, NULL, NULL);
}
