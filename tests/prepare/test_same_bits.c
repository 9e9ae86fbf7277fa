/* Rows that are prepared in the model give the same bits, whoever reads them, in whatever pieces, on whatever kernels; and a
 * training that is broken off goes on as if it had not been. */
#include "../train/ranks.h"
#include "kernel/dispatch.h"
#include "support.h"
#include <unistd.h>

enum { ROWS = 130, WIDTH = 24, BATCH = 50, STEPS = 8 };

static const char *const nets[] = {
    "input 24 | scaler zscore | missing mask | dense 9 act=tanh | dense 3 | code | decoder mirror",
    "input 24 | scaler robust per=all | missing mean | noise gaussian sd=0.1 | dense 9 act=relu | dropout 0.1 | dense 3 | "
    "code "
    "| decoder mirror tied=yes | loss huber delta=0.5 | penalty l1 on=dense1 weight=0.001",
    "input 24 | columns number*10,category:5*3,number*9,category:300,category:2 | scaler range to=-1,1 "
    "| missing mask indicators=yes | dense 9 act=tanh | dense 4 | code | decoder mirror | loss mae",
    "input 24 | columns category:6,number*22,category:7 | scaler zscore per=all | missing mean | dense 5 act=elu | code "
    "| decoder mirror | penalty contractive weight=0.01",
    "input 2x3x4 | scaler zscore per=channel | missing mask | conv2d 3 kernel=3 pad=1 act=relu | maxpool2d 1x2 | flatten "
    "| dense 4 | code | decoder mirror",
    "input 2x12 | scaler range per=channel clip=yes | missing mask | conv1d 4 kernel=3 stride=2 act=tanh | code "
    "| deconv1d 2 kernel=3 stride=2 output_pad=1 act=sigmoid | loss bce",
    "input 24 | missing mask | scaler zscore | reshape 2x3x4 | conv2d 3 kernel=2 act=tanh | code | deconv2d 2 kernel=2 "
    "| reshape 2x3x4",
    "input 24 | scaler given center=0.5 spread=2 | missing mask indicators=yes | batchnorm | dense 6 act=tanh | code "
    "| dense 24 | loss mse feature_weights=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24",
};
enum { NETS = sizeof nets / sizeof *nets };

static float table[ROWS * WIDTH], targets[ROWS * WIDTH], weights[ROWS];

/* Numbers that are codes of many categories, too. */
static int fill_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS * WIDTH; i++) {
        table[i] = (float)(size_t)(somewhere(1, i) * 9 * somewhere(2, i));
        targets[i] = (float)(size_t)(somewhere(3, i) * 8);
    }
    make_gaps(table, ROWS, WIDTH, 2, 7);
    make_gaps(targets, ROWS, WIDTH, 2, 6);
    for (size_t i = 0; i < ROWS; i++)
        weights[i] = (float)(i % 4) / 2;
    return 0;
}

static int read_table(void *user, const ae_read_buffers *to, const uint32_t *which, size_t n)
{
    (void)user;
    for (size_t i = 0; i < n; i++) {
        memcpy(to->input + i * WIDTH, table + which[i] * WIDTH, WIDTH * sizeof(float));
        if (to->target)
            memcpy(to->target + i * WIDTH, targets + which[i] * WIDTH, WIDTH * sizeof(float));
    }
    return 0;
}

/* A way to train that must not matter. */
typedef struct way {
    const char *text, *kernels;
    size_t threads;
    bool callback, weighted, denoises;
} way;

static ae_rows rows_of(const way *w)
{
    ae_rows rows = AE_ROWS_F32(table, ROWS, WIDTH);
    rows.weights = w->weighted ? weights : NULL;
    if (w->denoises) {
        rows.target = rows.input;
        rows.target.data = targets;
    }
    if (w->callback) {
        rows.input.data = rows.target.data = NULL;
        rows.read = read_table;
    }
    return rows;
}

static ae_fit_options options_of(const way *w)
{
    ae_fit_options o = steps_of(w->text, STEPS);
    o.batch = BATCH;
    o.threads = w->threads;
    return o;
}

static ae_model *new_model(const char *net, const way *w)
{
    if (w->kernels)
        setenv("AE_KERNELS", w->kernels, 1);
    ae_model *m = make_model(net, 3);
    unsetenv("AE_KERNELS");
    return m;
}

static ae_model *trained(const char *net, const way *w)
{
    const ae_rows rows = rows_of(w);
    const ae_fit_options o = options_of(w);
    ae_error e;
    ae_model *m = new_model(net, w);
    must(ae_model_fit(m, &rows, &o, &e), &e);
    return m;
}

static void assert_same_training(const char *net, const way *a, const way *b)
{
    ae_model *x = trained(net, a), *y = trained(net, b);
    assert_same_tensors(x, y);
    ae_model_free(x);
    ae_model_free(y);
}

static const char plain[] = "adam lr=0.01 | ema 0.9";

/* ---- training ---- */

static void threads_do_not_matter(void **state)
{
    for (size_t threads = 1; threads <= 4; threads++)
        for (int denoises = 0; denoises < 2; denoises++)
            assert_same_training(*state, &(way){ .text = plain, .threads = 1, .denoises = denoises },
                                 &(way){ .text = plain, .threads = threads, .denoises = denoises });
}

static void kernel_sets_do_not_matter(void **state)
{
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        if (ae_isa_usable(isa))
            assert_same_training(*state, &(way){ .text = plain, .weighted = true },
                                 &(way){ .text = plain, .weighted = true, .kernels = ae_isa_name(isa) });
}

static void callbacks_do_not_matter(void **state)
{
    for (int i = 0; i < 4; i++)
        assert_same_training(*state, &(way){ .text = plain, .weighted = i % 2, .denoises = i / 2 },
                             &(way){ .text = plain, .weighted = i % 2, .denoises = i / 2, .callback = true });
}

/* (Of batchnorm, a piece is the batch.) */
static void pieces_do_not_matter(void **state)
{
    const char *net = *state;
    if (strstr(net, "batchnorm"))
        return;
    assert_same_training(net, &(way){ .text = "adam lr=0.01" }, &(way){ .text = "adam lr=0.01 | accumulate 2" });
    assert_same_training(net, &(way){ .text = "adam lr=0.01", .weighted = true },
                         &(way){ .text = "adam lr=0.01 | accumulate 100", .weighted = true, .threads = 2 });
}

/* ---- parts ---- */

typedef struct job {
    const char *net;
    way how;
    size_t parts;
    ae_model *model[RANKS_MAX];
    ae_status status[RANKS_MAX];
} job;

static void train_part(void *user, rank *r)
{
    job *j = user;
    const ae_rows rows = rows_of(&j->how);
    ae_fit_options o = options_of(&j->how);
    o.exchange = rank_exchange;
    o.exchange_user = r;
    o.part = r->number;
    o.parts = j->parts;
    j->status[r->number] = ae_model_fit(j->model[r->number], &rows, &o, NULL);
}

static void parts_do_not_matter(void **state)
{
    if (strstr(*state, "batchnorm"))
        return;
    for (size_t parts = 2; parts <= 3; parts++) {
        job j = { .net = *state, .how = { .text = plain, .weighted = parts == 3, .callback = parts == 2 }, .parts = parts };
        ae_model *whole = trained(j.net, &j.how);
        for (size_t i = 0; i < parts; i++)
            j.model[i] = new_model(j.net, &j.how);
        ranks_run(parts, train_part, &j, 0, 0);
        for (size_t i = 0; i < parts; i++) {
            assert_int_equal(j.status[i], AE_OK);
            assert_same_tensors(j.model[i], whole);
            ae_model_free(j.model[i]);
        }
        ae_model_free(whole);
    }
}

/* ---- checkpoints ---- */

static int stop_at(void *user, const ae_progress *p)
{
    return p->step == *(const size_t *)user;
}

/* Given a training that is broken off after any step and goes on from its file; then its model is that of one that was not.
 */
static void a_checkpoint_goes_on(void **state)
{
    char path[64], old[80];
    snprintf(path, sizeof path, "prepare_%ld.ck", (long)getpid());
    snprintf(old, sizeof old, "%s.old", path);
    for (size_t at = 1; at < STEPS; at += 3) {
        const way w = { .text = plain, .weighted = true };
        const ae_rows rows = rows_of(&w);
        ae_fit_options o = options_of(&w);
        ae_error e;
        ae_model *whole = trained(*state, &w), *broken = new_model(*state, &w), *later = new_model(*state, &w);
        o.checkpoint = path;
        o.on_step = stop_at;
        o.user = &at;
        must(ae_model_fit(broken, &rows, &o, &e), &e);
        o.on_step = NULL;
        must(ae_model_fit(later, &rows, &o, &e), &e);
        assert_same_model(later, whole);
        assert_true(is_fitted(broken));
        remove(path);
        remove(old);
        ae_model_free(whole);
        ae_model_free(broken);
        ae_model_free(later);
    }
}

/* ---- running ---- */

/* A row's results do not depend on the rows beside it, on the context's size or threads. */
static void a_row_is_alone(void **state)
{
    static const char *const values[] = { "code", "output", "score", "errors" };
    const way w = { .text = plain, .denoises = true };
    const ae_rows rows = rows_of(&w);
    ae_model *m = trained(*state, &w);
    for (size_t v = 0; v < 4; v++) {
        const size_t width = width_of(m, values[v]);
        float *all = value_of(m, values[v], &rows), *some = test_malloc(ROWS * width * sizeof *some);
        for (size_t cut = 1; cut < ROWS; cut += 29) {
            ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
            ae_context *c;
            ae_error e;
            const ae_result result = { values[v], some };
            o.rows = cut;
            o.threads = 1 + cut % 3;
            o.values = &values[v];
            o.n_values = 1;
            must(ae_context_create(&c, m, &o, &e), &e);
            must(ae_model_run(&result, 1, m, c, &rows, &e), &e);
            assert_memory_equal(all, some, ROWS * width * sizeof *all);
            ae_context_free(c);
        }
        test_free(all);
        test_free(some);
    }
    ae_model_free(m);
}

/* Several values of one pass, the scaled and the unscaled ones among them, are those of a pass each. */
static void values_of_one_pass_are_those_of_several(void **state)
{
    static const char *const values[] = { "input", "input.scaled", "code", "output.scaled", "output", "score", "errors" };
    enum { VALUES = sizeof values / sizeof *values };
    const way w = { .text = plain };
    const ae_rows rows = rows_of(&w);
    ae_result results[VALUES];
    ae_error e;
    ae_model *m = trained(*state, &w);
    for (size_t v = 0; v < VALUES; v++)
        results[v] = (ae_result){ values[v], test_malloc(ROWS * width_of(m, values[v]) * sizeof(float)) };
    must(ae_model_run(results, VALUES, m, NULL, &rows, &e), &e);
    for (size_t v = 0; v < VALUES; v++) {
        float *alone = value_of(m, values[v], &rows);
        assert_memory_equal(alone, results[v].data, ROWS * width_of(m, values[v]) * sizeof *alone);
        test_free(alone);
        test_free(results[v].data);
    }
    ae_model_free(m);
}

/* encode, then decode, is reconstruct. */
static void decode_of_encode_is_reconstruct(void **state)
{
    const way w = { .text = plain };
    const ae_rows rows = rows_of(&w);
    ae_error e;
    ae_model *m = trained(*state, &w);
    const size_t code = info_of(m).code_width;
    float *codes = test_malloc(ROWS * code * sizeof *codes), out[ROWS * WIDTH], again[ROWS * WIDTH];
    must(ae_model_encode(codes, m, NULL, &rows, &e), &e);
    must(ae_model_reconstruct(out, m, NULL, &rows, &e), &e);
    const ae_rows coded = AE_ROWS_F32(codes, ROWS, code);
    must(ae_model_decode(again, m, NULL, &coded, &e), &e);
    assert_memory_equal(out, again, sizeof out);
    test_free(codes);
    ae_model_free(m);
}

/* A file, a clone, and what they give. */
static void files_and_clones_are_the_model(void **state)
{
    const way w = { .text = plain };
    const ae_rows rows = rows_of(&w);
    ae_error e;
    ae_model *m = trained(*state, &w), *copy, *loaded;
    size_t size;
    unsigned char *bytes = model_bytes(m, &size);
    must(ae_model_clone(&copy, m, &e), &e);
    must(ae_model_load_memory(&loaded, bytes, size, NULL, &e), &e);
    assert_same_model(m, copy);
    assert_same_model(m, loaded);
    float *a = value_of(m, "errors", &rows), *b = value_of(loaded, "errors", &rows), *c = value_of(copy, "errors", &rows);
    assert_memory_equal(a, b, ROWS * WIDTH * sizeof *a);
    assert_memory_equal(a, c, ROWS * WIDTH * sizeof *a);
    test_free(a);
    test_free(b);
    test_free(c);
    test_free(bytes);
    ae_model_free(m);
    ae_model_free(copy);
    ae_model_free(loaded);
}

#define EACH(f)                 \
    {                           \
#f, f, NULL, NULL, NULL \
    }

int main(void)
{
    static const struct CMUnitTest each[] = {
        EACH(threads_do_not_matter),
        EACH(kernel_sets_do_not_matter),
        EACH(callbacks_do_not_matter),
        EACH(pieces_do_not_matter),
        EACH(parts_do_not_matter),
        EACH(a_checkpoint_goes_on),
        EACH(a_row_is_alone),
        EACH(values_of_one_pass_are_those_of_several),
        EACH(decode_of_encode_is_reconstruct),
        EACH(files_and_clones_are_the_model),
    };
    enum { TESTS = sizeof each / sizeof *each };
    struct CMUnitTest tests[NETS * TESTS];
    for (size_t i = 0; i < NETS * TESTS; i++) {
        tests[i] = each[i % TESTS];
        tests[i].initial_state = (void *)(uintptr_t)nets[i / TESTS];
    }
    return _cmocka_run_group_tests("same bits", tests, NETS * TESTS, fill_table, NULL);
}
