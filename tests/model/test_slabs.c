/* A checkpoint's document: its model, and slabs beside it, which a reader of models passes over. */
#include "../io/folder.h"
#include "io/safetensors.h"
#include "model/slabs.h"
#include "model/store.h"
#include "support.h"

/* The first weight is larger than what is passed over at a time. */
static const char spec[] = "input 50 | dense 40 act=tanh | code | dense 50";

typedef struct file {
    folder in;
    ae_model *model;
    float *slab[2];
    ae_arena arena;
    ae_document document;
} file;

static const char *const names[] = { "slot1", "raw" };

static const ae_params *params_of(const file *f)
{
    return &f->model->program.params;
}

static file good_file(void)
{
    file f = { .in = make_folder(), .model = make_model(spec, 1) };
    ae_error e;
    ae_arena_init(&f.arena, NULL);
    must(ae_store_document(&f.document, f.model, AE_STORE_CHECKPOINT, &f.arena, &e), &e);
    for (size_t i = 0; i < 2; i++) {
        f.slab[i] = ae_arena_take(&f.arena, params_of(&f)->total, sizeof(float));
        assert_non_null(f.slab[i]);
        for (size_t k = 0; k < params_of(&f)->total; k++)
            f.slab[i][k] = (float)(k + 1) * (i ? 0.5f : -1);
        const ae_slab slab = { names[i], f.slab[i] };
        must(ae_slab_add(&f.document, &slab, params_of(&f), f.model->program.isa, &f.arena, &e), &e);
    }
    return f;
}

static void end_file(file *f)
{
    ae_model_free(f->model);
    ae_arena_free(&f->arena);
    remove_folder(&f->in);
}

static blob bytes_of(const file *f)
{
    blob b = { NULL, ae_safetensors_size(&f->document) };
    b.bytes = test_malloc(b.size);
    ae_safetensors_write(&f->document, b.bytes, b.size);
    return b;
}

/* From memory and from a file, which must agree. NULL unless it is read. */
static ae_model *load(const file *f, ae_status *status, ae_error *e)
{
    ae_model *a = NULL, *b = NULL;
    ae_error from_file = { 0 };
    blob bytes = bytes_of(f);
    *e = (ae_error){ 0 };
    *status = ae_model_load_memory(&a, bytes.bytes, bytes.size, NULL, e);
    must(ae_file_replace(f->in.file, bytes.bytes, bytes.size, false, &from_file), &from_file);
    from_file = (ae_error){ 0 };
    assert_int_equal(ae_model_load(&b, f->in.file, NULL, &from_file), *status);
    assert_string_equal(from_file.text, e->text);
    if (a && b)
        assert_same_model(a, b);
    ae_model_free(b);
    test_free(bytes.bytes);
    return a;
}

static void assert_loads(const file *f)
{
    ae_status status;
    ae_error e;
    ae_model *loaded = load(f, &status, &e);
    must(status, &e);
    assert_same_model(loaded, f->model);
    ae_model_free(loaded);
}

static void a_checkpoint_is_read_as_its_model(void **state)
{
    file f = good_file();
    (void)state;
    assert_int_equal(f.document.n_tensors, 3 * params_of(&f)->count);
    assert_loads(&f);
    end_file(&f);
}

static void slabs_may_lie_between_the_models_tensors(void **state)
{
    file f = good_file();
    size_t last = f.document.n_tensors - 1;
    (void)state;
    for (size_t i = 0; i < last / 2; i++) {
        ae_tensor t = f.document.tensors[i];
        f.document.tensors[i] = f.document.tensors[last - 3 * i % last];
        f.document.tensors[last - 3 * i % last] = t;
    }
    assert_loads(&f);
    end_file(&f);
}

static void slabs_come_back(void **state)
{
    file f = good_file();
    ae_slab slabs[2];
    ae_arena arena;
    ae_document d;
    ae_shelf shelf;
    ae_error e;
    blob b = bytes_of(&f);
    (void)state;
    ae_arena_init(&arena, NULL);
    must(ae_safetensors_read(&d, b.bytes, b.size, &arena, &e), &e);
    must(ae_shelf_open(&shelf, &d, params_of(&f), &arena, &e), &e);
    for (size_t i = 0; i < 2; i++) {
        slabs[i] = (ae_slab){ names[i], ae_arena_take(&arena, params_of(&f)->total, sizeof(float)) };
        must(ae_slab_check(&shelf, names[i], &e), &e);
    }

    must(ae_slabs_take(slabs, 2, &shelf, &ae_tensors_in_memory, &arena, &e), &e);

    for (size_t i = 0; i < 2 * params_of(&f)->count; i++) {
        const ae_param *p = &params_of(&f)->list[i / 2];
        assert_memory_equal(slabs[i % 2].at + p->offset, f.slab[i % 2] + p->offset, p->size * sizeof(float));
    }
    assert_int_equal(ae_slab_check(&shelf, "slot2", &e), AE_EFORMAT);
    assert_string_equal(e.text, "tensor slot2/dense1.weight is missing, which the spec asks for");
    ae_arena_free(&arena);
    test_free(b.bytes);
    end_file(&f);
}

/* ---- what is refused ---- */

static ae_tensor *tensor(file *f, const char *name)
{
    for (size_t i = 0; i < f->document.n_tensors; i++)
        if (strcmp(f->document.tensors[i].name, name) == 0)
            return &f->document.tensors[i];
    fail_msg("no tensor %s", name);
    return NULL;
}

static void drop(file *f, const char *name)
{
    *tensor(f, name) = f->document.tensors[--f->document.n_tensors];
}

static void drop_one(file *f)
{
    drop(f, "slot1/dense1.bias");
}

static void drop_the_first(file *f)
{
    drop(f, "raw/dense1.weight");
}

static void drop_the_models(file *f)
{
    drop(f, "dense2.bias");
}

static void transpose(file *f)
{
    tensor(f, "raw/dense1.weight")->shape = (ae_dims){ 2, { 40, 50 } };
}

static void rename_one(file *f)
{
    tensor(f, "raw/dense2.bias")->name = "raw/dense3.bias";
}

static void nest(file *f)
{
    tensor(f, "raw/dense2.bias")->name = "raw/more/dense2.bias";
}

static void move_one(file *f)
{
    tensor(f, "raw/dense2.bias")->name = "slot1/dense9.bias";
}

static void add_one(file *f)
{
    static const float one = 1;
    must(ae_document_add_tensor(&f->document, &(ae_tensor){ "loss", { 1, { 1 } }, &one, 0 }, &f->arena, NULL), NULL);
}

static void put_nan(file *f)
{
    f->slab[1][1999] = NAN;
}

static void put_infinity(file *f)
{
    f->slab[0][params_of(f)->list[3].offset + 7] = -INFINITY;
}

static void call_it_a_model(file *f)
{
    for (size_t i = 0; i < f->document.n_strings; i++)
        if (strcmp(f->document.strings[i].key, "kind") == 0)
            f->document.strings[i].value = "model";
}

static const struct {
    void (*spoil)(file *f);
    const char *says;
} damages[] = {
    { drop_one, "tensor slot1/dense1.bias is missing, which the spec asks for" },
    { drop_the_first, "the file has 11 tensors; the spec asks for 8" },
    { drop_the_models, "tensor dense2.bias is missing, which the spec asks for" },
    { transpose, "tensor raw/dense1.weight is 40x50; the spec asks for 50x40" },
    { rename_one, "tensor raw/dense2.bias is missing, which the spec asks for" },
    { nest, "tensor raw/dense2.bias is missing, which the spec asks for" },
    { move_one, "tensor raw/dense2.bias is missing, which the spec asks for" },
    { add_one, "the file has 13 tensors; the spec asks for 12" },
    { put_nan, "tensor raw/dense1.weight: element 1999, counted from 0, is no finite number" },
    { put_infinity, "tensor slot1/dense2.bias: element 7, counted from 0, is no finite number" },
    { call_it_a_model, "the file has 12 tensors; the spec asks for 4" },
};

static void other_slabs_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        file f = good_file();
        ae_status status;
        ae_error e;
        damages[i].spoil(&f);

        assert_null(load(&f, &status, &e));

        assert_int_equal(status, AE_EFORMAT);
        assert_string_equal(e.text, damages[i].says);
        end_file(&f);
    }
}

static void what_nobody_would_read_is_not_written(void **state)
{
    file f = good_file();
    ae_error e;
    (void)state;
    put_nan(&f);

    const ae_slab slab = { "best", f.slab[1] };
    assert_int_equal(ae_slab_add(&f.document, &slab, params_of(&f), f.model->program.isa, &f.arena, &e), AE_EDIVERGED);

    assert_string_equal(e.text, "best/dense1.weight is not finite: such a model is not saved");
    end_file(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_checkpoint_is_read_as_its_model),
        cmocka_unit_test(slabs_may_lie_between_the_models_tensors),
        cmocka_unit_test(slabs_come_back),
        cmocka_unit_test(other_slabs_are_refused),
        cmocka_unit_test(what_nobody_would_read_is_not_written),
    };
    return cmocka_run_group_tests_name("slabs", tests, NULL, NULL);
}
