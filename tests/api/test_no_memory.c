/* Every allocation fails once: the call says AE_ENOMEM, what it was to write is as it was, and nothing stays held. Nets of
 * many lengths, so that the arenas' chunks end at many places. */
#include "../help.h"
#include <stdio.h>
#include <unistd.h>

enum { LONGEST = 24, SPEC = 4096 };

/* A spec of every kind of item, with n pairs of layers whose names take room, and n losses. */
static const char *spec_of(size_t n)
{
    static char text[SPEC];
    strcpy(text, "input 2x3 | crop 0,1 | pad 0,1 | upsample1d 2 | maxpool1d 2 | flatten | init normal sd=0.1");
    for (size_t i = 0; i < n; i++) {
        char item[] = " | dense 6 name=a_layer_with_a_long_name_AA | act elu alpha=0.5";
        char *number = strstr(item, "AA");
        number[0] = (char)('a' + i / 10);
        number[1] = (char)('0' + i % 10);
        strcat(text, item);
    }
    strcat(text, " | dense 3 act=softmax | code | decoder mirror act=sigmoid | loss bce | loss huber delta=2 weight=0.5");
    for (size_t i = 0; i < n; i++)
        strcat(text, " | loss mae weight=0.1");
    return text;
}

typedef struct starved {
    heap heap;
    ae_allocator allocator;
    ae_model_options options;
    ae_model *model; /* made with the same allocator, before it fails */
    unsigned char *file;
    size_t size;
} starved;

static ae_status create(starved *s, const void **made)
{
    ae_model *m = NULL;
    ae_status status = ae_model_create(&m, ae_model_spec(s->model), &s->options, NULL);
    *made = m;
    ae_model_free(m);
    return status;
}

/* A comment that is longer than an arena's chunk, then the text. */
static const char *commented(const char *text)
{
    enum { COMMENT = 20000 };
    static char both[COMMENT + SPEC];
    memset(both, '#', COMMENT);
    strcpy(both + COMMENT - 1, "\n");
    return strcat(both, text);
}

static ae_status create_commented(starved *s, const void **made)
{
    ae_model *m = NULL;
    ae_status status = ae_model_create(&m, commented(ae_model_spec(s->model)), &s->options, NULL);
    *made = m;
    ae_model_free(m);
    return status;
}

static ae_status clone(starved *s, const void **made)
{
    ae_model *m = NULL;
    ae_status status = ae_model_clone(&m, s->model, NULL);
    *made = m;
    ae_model_free(m);
    return status;
}

static ae_status load(starved *s, const void **made)
{
    ae_model *m = NULL;
    ae_status status = ae_model_load_memory(&m, s->file, s->size, &s->options, NULL);
    *made = m;
    ae_model_free(m);
    return status;
}

static ae_status save(starved *s, const void **made)
{
    size_t needed = 0;
    ae_status status = ae_model_save_memory(NULL, 0, &needed, s->model, NULL);
    *made = needed ? s : NULL;
    return status;
}

static ae_status save_file(starved *s, const void **made)
{
    static const char path[] = "test_no_memory.safetensors";
    ae_status status = ae_model_save(s->model, path, NULL);
    *made = remove(path) == 0 ? s : NULL;
    return status;
}

static ae_status open_context(starved *s, const void **made)
{
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *c = NULL;
    o.threads = 2;
    ae_status status = ae_context_create(&c, s->model, &o, NULL);
    *made = c;
    ae_context_free(c);
    return status;
}

/* A value that a layer with a long name makes, one that a copy puts out, and those that losses make. */
static const char *const values[] = { "act1", "flatten1", "score", "errors" };
enum { VALUES = sizeof values / sizeof *values };

static ae_status open_context_of_values(starved *s, const void **made)
{
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *c = NULL;
    o.values = values;
    o.n_values = VALUES;
    ae_status status = ae_context_create(&c, s->model, &o, NULL);
    *made = c;
    ae_context_free(c);
    return status;
}

/* A run without a context, on rows of a callback. Rows are read once there is memory for everything. */
static int read_row(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    (void)rows;
    memset(to->input, 0, n * 6 * sizeof *to->input);
    *(bool *)user = true;
    return 0;
}

static ae_rows brought_row(bool *read)
{
    ae_rows rows = AE_ROWS_F32(NULL, 1, 6);
    rows.read = read_row;
    rows.user = read;
    *read = false;
    return rows;
}

static ae_status run_values(starved *s, const void **made)
{
    float out[VALUES][6];
    ae_result results[VALUES];
    bool read;
    ae_rows rows = brought_row(&read);
    for (size_t i = 0; i < VALUES; i++)
        results[i] = (ae_result){ values[i], out[i] };
    ae_status status = ae_model_run(results, VALUES, s->model, NULL, &rows, NULL);
    *made = read ? s : NULL;
    return status;
}

static ae_status fit_brought(starved *s, const void **made)
{
    bool read;
    ae_rows rows = brought_row(&read);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.steps = 1;
    o.valid = &rows;
    o.optimizer = "sgd lr=0"; /* so that the next fit finds the same */
    ae_status status = ae_model_fit(s->model, &rows, &o, NULL);
    *made = read ? s : NULL;
    return status;
}

/* ---- checkpoints ---- */

static const char checkpoint[] = "test_no_memory.ck";

static ae_status fit_once(starved *s, ae_fit_report *report)
{
    static const float x[2 * 6] = { 0 };
    ae_rows rows = AE_ROWS_F32(x, 2, 6);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.optimizer = "adam lr=0 | ema | stop"; /* so that the next fit finds the same */
    o.steps = 1;
    o.valid_fraction = 0.5;
    o.checkpoint = checkpoint;
    o.report = report;
    return ae_model_fit(s->model, &rows, &o, NULL);
}

static ae_status fit_and_keep(starved *s, const void **made)
{
    ae_status status = fit_once(s, NULL);
    *made = remove(checkpoint) == 0 ? s : NULL;
    return status;
}

/* Written once for all calls that are to read it. */
static bool is_kept(void)
{
    return access(checkpoint, F_OK) == 0;
}

/* What comes before the call that is looked at. */
static size_t feed(starved *s)
{
    size_t fail_at = s->heap.fail_at;
    s->heap.fail_at = 0;
    return fail_at;
}

static void starve_again(starved *s, size_t fail_at)
{
    s->heap.calls = 0;
    s->heap.fail_at = fail_at;
}

static ae_status fit_and_go_on(starved *s, const void **made)
{
    ae_fit_report report = AE_FIT_REPORT_INIT;
    size_t fail_at = feed(s);
    if (!is_kept())
        assert_int_equal(fit_once(s, NULL), AE_OK);
    starve_again(s, fail_at);
    ae_status status = fit_once(s, &report);
    *made = report.resumed ? s : NULL;
    if (status == AE_OK)
        remove(checkpoint);
    return status;
}

static ae_trainer *fed_trainer(starved *s)
{
    static const float x[6] = { 0 };
    ae_rows rows = AE_ROWS_F32(x, 1, 6);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *t;
    o.optimizer = "adam lr=0 | ema";
    assert_int_equal(ae_trainer_create(&t, s->model, &o, NULL), AE_OK);
    assert_int_equal(ae_trainer_step(NULL, t, &rows, NULL), AE_OK);
    return t;
}

static ae_status save_trainer(starved *s, const void **made)
{
    size_t fail_at = feed(s);
    ae_trainer *t = fed_trainer(s);
    starve_again(s, fail_at);
    ae_status status = ae_trainer_save(t, checkpoint, NULL);
    *made = remove(checkpoint) == 0 ? s : NULL;
    ae_trainer_free(t);
    return status;
}

/* The trainer has made a step more than the one that was saved. */
static ae_status load_trainer(starved *s, const void **made)
{
    ae_trainer_info info = AE_TRAINER_INFO_INIT;
    static const float x[6] = { 0 };
    ae_rows rows = AE_ROWS_F32(x, 1, 6);
    size_t fail_at = feed(s);
    ae_trainer *t = fed_trainer(s);
    if (!is_kept())
        assert_int_equal(ae_trainer_save(t, checkpoint, NULL), AE_OK);
    assert_int_equal(ae_trainer_step(NULL, t, &rows, NULL), AE_OK);
    starve_again(s, fail_at);
    ae_status status = ae_trainer_load(t, checkpoint, NULL);
    ae_trainer_get_info(&info, t, NULL);
    *made = info.steps == 1 ? s : NULL;
    ae_trainer_free(t);
    if (status == AE_OK)
        remove(checkpoint);
    return status;
}

static ae_status foretell_context(starved *s, const void **made)
{
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    size_t bytes = 0;
    o.values = values;
    o.n_values = VALUES;
    ae_status status = ae_context_memory(&bytes, s->model, &o, NULL);
    *made = bytes ? s : NULL;
    return status;
}

static ae_status foretell_trainer(starved *s, const void **made)
{
    size_t bytes = 0;
    ae_status status = ae_trainer_memory(&bytes, s->model, NULL, NULL);
    *made = bytes ? s : NULL;
    return status;
}

static ae_status open_trainer(starved *s, const void **made)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *t = NULL;
    o.optimizer = commented("adam lr=0.01");
    o.threads = 2;
    ae_status status = ae_trainer_create(&t, s->model, &o, NULL);
    *made = t;
    ae_trainer_free(t);
    return status;
}

static ae_status foretell(starved *s, const void **made)
{
    static const float x[6] = { 0 };
    ae_rows rows = AE_ROWS_F32(x, 1, 6);
    size_t bytes = 0;
    ae_status status = ae_fit_memory(&bytes, s->model, &rows, NULL, NULL);
    *made = bytes ? s : NULL;
    return status;
}

/* A note that is there already, so that it can be set to the same again and again. */
static ae_status set_note(starved *s, const void **made)
{
    ae_status status = ae_model_set_note(s->model, "unit", "mV", NULL);
    *made = status == AE_OK ? s : NULL;
    return status;
}

static const struct call {
    const char *name;
    ae_status (*run)(starved *s, const void **made);
} calls[] = {
    { "create", create },
    { "create_commented", create_commented },
    { "clone", clone },
    { "load", load },
    { "save", save },
    { "save_file", save_file },
    { "context", open_context },
    { "context_of_values", open_context_of_values },
    { "run", run_values },
    { "fit_brought", fit_brought },
    { "trainer", open_trainer },
    { "fit_and_keep", fit_and_keep },
    { "fit_and_go_on", fit_and_go_on },
    { "save_trainer", save_trainer },
    { "load_trainer", load_trainer },
    { "fit_memory", foretell },
    { "context_memory", foretell_context },
    { "trainer_memory", foretell_trainer },
    { "set_note", set_note },
};
enum { CALLS = sizeof calls / sizeof *calls };

static void open_starved(starved *s, size_t layers)
{
    ae_error e;
    memset(s, 0, sizeof *s);
    s->allocator = (ae_allocator){ heap_alloc, heap_free, &s->heap };
    s->options = (ae_model_options)AE_MODEL_OPTIONS_INIT;
    s->options.allocator = &s->allocator;
    must(ae_model_create(&s->model, spec_of(layers), &s->options, &e), &e);
    must(ae_model_set_note(s->model, "unit", "mV", &e), &e);
    s->file = model_bytes(s->model, &s->size);
}

static void close_starved(starved *s)
{
    ae_model_free(s->model);
    test_free(s->file);
    assert_int_equal(s->heap.held, 0);
}

/* Lets the first allocation fail, then the second ... until none does. */
static size_t starve(starved *s, const struct call *c)
{
    const void *made;
    size_t held = s->heap.held, failures = 0;
    for (;; failures++) {
        s->heap.calls = 0;
        s->heap.fail_at = failures + 1;
        ae_status status = c->run(s, &made);
        assert_int_equal(s->heap.held, held);
        if (s->heap.calls <= failures) {
            s->heap.fail_at = 0;
            assert_int_equal(status, AE_OK);
            assert_non_null(made);
            return failures;
        }
        assert_int_equal(status, AE_ENOMEM);
        assert_null(made);
    }
}

static void every_allocation_may_fail(void **state)
{
    for (size_t layers = 1; layers <= LONGEST; layers++) {
        starved s;
        open_starved(&s, layers);
        assert_true(starve(&s, *state) > 0);
        close_starved(&s);
    }
}

int main(void)
{
    struct CMUnitTest tests[CALLS];
    for (size_t i = 0; i < CALLS; i++)
        tests[i] = (struct CMUnitTest){ calls[i].name, every_allocation_may_fail, NULL, NULL, (void *)(uintptr_t)&calls[i] };
    return _cmocka_run_group_tests("no memory", tests, CALLS, NULL, NULL);
}
