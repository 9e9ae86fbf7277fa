/* Models as files: the same bytes and the same numbers after a way through a file, for spec after spec; and what a model
 * says of itself. */
#include "../io/folder.h"
#include "io/safetensors.h"
#include "model/model.h"
#include "random_spec.h"
#include "trained.h"

static ae_model *load(const void *bytes, size_t size)
{
    ae_model *model;
    ae_error e;
    must(ae_model_load_memory(&model, bytes, size, NULL, &e), &e);
    return model;
}

static ae_model *through_memory(const ae_model *model)
{
    size_t size;
    unsigned char *bytes = model_bytes(model, &size);
    ae_model *loaded = load(bytes, size);
    test_free(bytes);
    return loaded;
}

static void assert_same_info(const ae_model *a, const ae_model *b)
{
    ae_model_info x = info_of(a), y = info_of(b);
    assert_string_equal(x.optimizer, y.optimizer);
    x.optimizer = y.optimizer; /* each model's own text */
    assert_memory_equal(&x, &y, sizeof x);
    assert_string_equal(ae_model_spec(a), ae_model_spec(b));
}

/* Codes and reconstructions of rows near a curve, bit for bit, whether they are finite or not. */
static void assert_same_results(const ae_model *a, const ae_model *b)
{
    enum { MOST = RANDOM_WIDTH_MAX };
    float x[3 * MOST], code[2][3 * MOST] = { { 0 } }, output[2][3 * MOST] = { { 0 } };
    const ae_model *models[] = { a, b };
    ae_model_info info = info_of(a);
    ae_rows rows = AE_ROWS_F32(x, 3, info.input_width);
    ae_error e;
    assert_in_range(info.input_width, 1, MOST);
    assert_in_range(info.code_width, 1, MOST);
    assert_in_range(info.output_width, 1, MOST);
    curve(x, 3, info.input_width);
    suit_columns(x, 3, info.input_width, a);
    for (size_t i = 0; i < 2; i++) {
        must(ae_model_encode(code[i], models[i], NULL, &rows, &e), &e);
        must(ae_model_reconstruct(output[i], models[i], NULL, &rows, &e), &e);
    }
    assert_memory_equal(code[0], code[1], sizeof code[0]);
    assert_memory_equal(output[0], output[1], sizeof output[0]);
}

static void assert_equal_models(const ae_model *a, const ae_model *b)
{
    assert_same_model(a, b);
    assert_same_info(a, b);
    assert_same_results(a, b);
}

/* ---- the way through a file ---- */

static void a_loaded_model_is_the_saved_one(void **state)
{
    ae_model *fresh = make_model(spec, UINT64_MAX), *trained = trained_model();
    ae_model *a = through_memory(fresh), *b = through_memory(trained);
    (void)state;
    assert_equal_models(fresh, a);
    assert_equal_models(trained, b);
    ae_model_free(fresh);
    ae_model_free(trained);
    ae_model_free(a);
    ae_model_free(b);
}

static void a_file_holds_what_memory_holds(void **state)
{
    folder f = make_folder();
    ae_model *model = trained_model(), *loaded;
    static unsigned char from_file[65536];
    size_t size;
    unsigned char *bytes = model_bytes(model, &size);
    ae_error e;
    (void)state;
    must(ae_model_save(model, f.file, &e), &e);
    must(ae_model_load(&loaded, f.file, NULL, &e), &e);
    FILE *file = fopen(f.file, "rb");
    assert_non_null(file);
    assert_int_equal(fread(from_file, 1, sizeof from_file, file), size);
    fclose(file);
    assert_memory_equal(from_file, bytes, size);
    assert_equal_models(model, loaded);
    ae_model_free(model);
    ae_model_free(loaded);
    test_free(bytes);
    remove_folder(&f);
}

static void put_bytes(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Reading a file is another way to the same answer. */
static void assert_answers_agree(const folder *f, const void *bytes, size_t size)
{
    ae_error from_memory = { AE_OK, 0, 0, "" }, from_file = { AE_OK, 0, 0, "" };
    ae_model *a = NULL, *b = NULL;
    put_bytes(f->file, bytes, size);
    assert_int_equal(ae_model_load_memory(&a, bytes, size, NULL, &from_memory),
                     ae_model_load(&b, f->file, NULL, &from_file));
    assert_string_equal(from_memory.text, from_file.text);
    assert_int_equal(a != NULL, b != NULL);
    ae_model_free(a);
    ae_model_free(b);
}

/* Given a file with a byte changed, cut off or too many; then it is refused with the words that memory is refused with:
 * above all, that it is damaged, whatever the damage seems to mean. */
static void a_damaged_file_is_what_its_bytes_are(void **state)
{
    folder f = make_folder();
    ae_model *model = trained_model();
    size_t size, step = 1 + 4 * (getenv("AE_TEST_SMALL") != NULL);
    unsigned char *bytes = model_bytes(model, &size), *longer = test_malloc(size + 1);
    (void)state;
    for (size_t i = 0; i < size; i += step) {
        bytes[i] ^= 0x20;
        assert_answers_agree(&f, bytes, size);
        bytes[i] ^= 0x20;
        assert_answers_agree(&f, bytes, i);
    }
    memcpy(longer, bytes, size);
    longer[size] = 'x';
    assert_answers_agree(&f, longer, size + 1);
    memset(bytes + size - 4, 0xff, 4); /* NaN */
    assert_answers_agree(&f, bytes, size);
    ae_model_free(model);
    test_free(bytes);
    test_free(longer);
    remove_folder(&f);
}

/* Given a damaged file, and no memory for its weights; then it is damaged all the same. */
static void damage_comes_before_memory(void **state)
{
    folder f = make_folder();
    heap h = { .limit = 20000 };
    ae_allocator little = { heap_alloc, heap_free, &h };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model *model = make_model("input 200 | dense 100 | code | dense 200", 1), *loaded = NULL;
    size_t size;
    unsigned char *bytes = model_bytes(model, &size);
    (void)state;
    options.allocator = &little;
    put_bytes(f.file, bytes, size);
    assert_int_equal(ae_model_load(&loaded, f.file, &options, NULL), AE_ENOMEM);
    bytes[size - 1] ^= 1;
    put_bytes(f.file, bytes, size);
    assert_int_equal(ae_model_load(&loaded, f.file, &options, NULL), AE_ECHECKSUM);
    assert_null(loaded);
    assert_int_equal(h.held, 0);
    ae_model_free(model);
    test_free(bytes);
    remove_folder(&f);
}

/* Given a file with its tensors in another order than the spec's; then each still gets its own numbers. */
static void tensors_may_lie_in_any_order(void **state)
{
    folder f = make_folder();
    ae_model *model = trained_model(), *loaded;
    size_t size;
    unsigned char *bytes = model_bytes(model, &size);
    ae_arena arena;
    ae_document d;
    ae_error e;
    (void)state;
    ae_arena_init(&arena, NULL);
    must(ae_safetensors_read(&d, bytes, size, &arena, &e), &e);
    for (size_t i = 0; i < d.n_tensors / 2; i++) {
        ae_tensor t = d.tensors[i];
        d.tensors[i] = d.tensors[d.n_tensors - 1 - i];
        d.tensors[d.n_tensors - 1 - i] = t;
    }
    unsigned char *turned = test_malloc(ae_safetensors_size(&d));
    ae_safetensors_write(&d, turned, ae_safetensors_size(&d));
    put_bytes(f.file, turned, ae_safetensors_size(&d));
    must(ae_model_load(&loaded, f.file, NULL, &e), &e);
    assert_equal_models(model, loaded);
    ae_model_free(model);
    ae_model_free(loaded);
    ae_arena_free(&arena);
    test_free(bytes);
    test_free(turned);
    remove_folder(&f);
}

static void a_buffer_too_small_stays_as_it_was(void **state)
{
    ae_model *model = make_model(spec, 1);
    size_t size, needed = 0;
    unsigned char *bytes = model_bytes(model, &size), *buffer = test_calloc(1, size);
    ae_error e;
    (void)state;
    assert_int_equal(ae_model_save_memory(buffer, size - 1, &needed, model, &e), AE_EARGUMENT);
    assert_int_equal(needed, size);
    for (size_t i = 0; i < size; i++)
        assert_int_equal(buffer[i], 0);
    must(ae_model_save_memory(buffer, size, &needed, model, &e), &e);
    assert_memory_equal(buffer, bytes, size);
    ae_model_free(model);
    test_free(bytes);
    test_free(buffer);
}

/* Bytes may lie anywhere, as in a file that is part of another. */
static void bytes_need_no_alignment(void **state)
{
    ae_model *model = trained_model();
    size_t size;
    unsigned char *bytes = model_bytes(model, &size), *moved = test_malloc(size + 1);
    (void)state;
    memcpy(moved + 1, bytes, size);
    ae_model *loaded = load(moved + 1, size);
    assert_equal_models(model, loaded);
    ae_model_free(model);
    ae_model_free(loaded);
    test_free(bytes);
    test_free(moved);
}

/* What the library lets into a model it also reads back: scales at the ends of what floats hold. */
static void extreme_scales_are_kept(void **state)
{
    static const double scales[] = { 1.17549435082228750797e-38, 3.4028234663852886e38, 0.1 };
    float zeros[WIDTH] = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        ae_rows rows = AE_ROWS_F32(zeros, 1, WIDTH);
        ae_fit_options options = AE_FIT_OPTIONS_INIT;
        ae_model *model = make_model(spec, 1);
        ae_error e;
        rows.input.scale = scales[i];
        options.steps = 1;
        must(ae_model_fit(model, &rows, &options, &e), &e);
        ae_model *loaded = through_memory(model);
        assert_true(info_of(loaded).scale == scales[i]);
        assert_equal_models(model, loaded);
        ae_model_free(model);
        ae_model_free(loaded);
    }
}

/* Nothing would load such a file, so none is written, and an older one stays. */
static void weights_that_are_no_numbers_are_not_saved(void **state)
{
    static const float bad[] = { NAN, INFINITY, -INFINITY };
    folder f = make_folder();
    ae_model *model = make_model(spec, 1), *old;
    ae_error e;
    size_t size;
    (void)state;
    must(ae_model_save(model, f.file, &e), &e);
    must(ae_model_load(&old, f.file, NULL, &e), &e);
    for (size_t i = 0; i < 3; i++) {
        float *w = model->weights + model->program.params.list[i].offset;
        const float good = *w;
        *w = bad[i];
        assert_int_equal(ae_model_save_memory(NULL, 0, &size, model, &e), AE_EDIVERGED);
        assert_non_null(strstr(e.text, model->program.params.list[i].name));
        assert_int_equal(ae_model_save(model, f.file, &e), AE_EDIVERGED);
        *w = good;
    }
    ae_model_free(model);
    must(ae_model_load(&model, f.file, NULL, &e), &e);
    assert_same_model(model, old);
    ae_model_free(model);
    ae_model_free(old);
    remove_folder(&f);
}

static void random_models_survive(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 300; i++) {
        char text[RANDOM_SPEC_MAX];
        ae_model_options options = AE_MODEL_OPTIONS_INIT;
        ae_model *model;
        ae_error e;
        random_spec(text, i);
        options.seed = i;
        if (ae_model_create(&model, text, &options, &e) != AE_OK)
            fail_msg("number %u: %s\n%s", i, e.text, text);
        ae_model *loaded = through_memory(model);
        assert_equal_models(model, loaded);
        ae_model_free(model);
        ae_model_free(loaded);
    }
}

/* The inventor does invent: every layer, loss and initialiser comes up, in both kinds of decoder. */
static void random_specs_hold_everything(void **state)
{
    static char all[300 * RANDOM_SPEC_MAX];
    char text[RANDOM_SPEC_MAX], word[64];
    size_t used = 0;
    (void)state;
    for (uint32_t i = 0; i < 300; i++) {
        random_spec(text, i);
        memcpy(all + used, text, strlen(text));
        used += strlen(text);
    }
    for (size_t i = 0; ae_layer_at(i); i++) {
        ae_format(word, sizeof word, "| %s", ae_layer_at(i)->name);
        assert_non_null(strstr(all, word));
    }
    for (size_t i = 0; ae_objective_at(i); i++) {
        ae_format(word, sizeof word, "| %s %s", ae_objective_at(i)->item, ae_objective_at(i)->name);
        assert_non_null(strstr(all, word));
    }
    for (size_t i = 0; ae_init_words[i]; i++) {
        ae_format(word, sizeof word, " init=%s", ae_init_words[i]);
        assert_non_null(strstr(all, word));
    }
    static const char *const prepared[] = { "| columns ",     ",category:",      "| scaler zscore",
                                            "| scaler range", "| scaler robust", "| scaler given",
                                            "| missing mean", "| missing mask",  "indicators=yes" };
    for (size_t i = 0; i < sizeof prepared / sizeof *prepared; i++)
        assert_non_null(strstr(all, prepared[i]));
    assert_non_null(strstr(all, "| decoder mirror tied=yes"));
    assert_non_null(strstr(all, "| code | dense"));
}

/* ---- clones ---- */

/* A clone is equal, and from then on on its own. */
static void a_clone_is_another_model(void **state)
{
    float x[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    heap h = { 0 };
    ae_allocator counting = { heap_alloc, heap_free, &h };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model *trained = trained_model(), *model, *clone, *kept = through_memory(trained);
    size_t size;
    unsigned char *bytes = model_bytes(trained, &size);
    ae_error e;
    (void)state;
    curve(x, ROWS, WIDTH);
    options.allocator = &counting;
    must(ae_model_load_memory(&model, bytes, size, &options, &e), &e);
    size_t one = h.held;
    must(ae_model_clone(&clone, model, &e), &e);
    assert_int_equal(h.held, 2 * one); /* from the model's allocator, and no more of it */
    assert_equal_models(model, clone);
    must(ae_model_fit(clone, &rows, NULL, &e), &e);
    assert_equal_models(model, kept);
    ae_model_free(model);
    must(ae_model_save_memory(NULL, 0, &size, clone, &e), &e); /* it outlives its original */
    ae_model_free(clone);
    ae_model_free(trained);
    ae_model_free(kept);
    test_free(bytes);
    assert_int_equal(h.held, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_model_is_the_saved_one),
        cmocka_unit_test(a_file_holds_what_memory_holds),
        cmocka_unit_test(a_damaged_file_is_what_its_bytes_are),
        cmocka_unit_test(damage_comes_before_memory),
        cmocka_unit_test(tensors_may_lie_in_any_order),
        cmocka_unit_test(a_buffer_too_small_stays_as_it_was),
        cmocka_unit_test(bytes_need_no_alignment),
        cmocka_unit_test(extreme_scales_are_kept),
        cmocka_unit_test(weights_that_are_no_numbers_are_not_saved),
        cmocka_unit_test(random_models_survive),
        cmocka_unit_test(random_specs_hold_everything),
        cmocka_unit_test(a_clone_is_another_model),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
